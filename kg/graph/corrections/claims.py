"""Corrections of claims in one document: accepted, rejected, changed, added by hand."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from kg.graph.corrections.case import Case, placed
from kg.graph.corrections.finding import find
from kg.graph.corrections.row import ITSELF, NONE, Correction, end, polarity_and_modality, precision, where
from kg.graph.corrections.words import plain
from kg.model import Actor, Claim, ClaimPlace, Entity, EventDate, Span, claim_id

REMEDY = "`WORDS @START` says which, with the offset in the text; `WORDS = ENTITY` says who it is"
BY_HAND = "added by hand"


class _Unfit(Exception):
    """What a cell asks for cannot be done, and why."""


def add(case: Case, rows: Iterable[Correction]) -> None:
    """Add claims with their evidence; one that says what an extracted claim says already is not needed."""
    for row in sorted(rows):
        try:
            claim = _made(case, row)
        except _Unfit as error:
            case.fail([row], str(error))
            continue
        if claim.id in case.claims:
            case.fail([row], f"the claim is there already: {claim.id}")
        elif unfit := case.misfits(claim):
            case.fail([row], sorted(unfit)[0])
        else:
            case.claims[claim.id] = claim
            case.of_claim[claim.id].add(row)
            case.applied.add(row)


def decide(case: Case, rows: Iterable[Correction], extracted: dict[str, Claim]) -> None:
    """Accept, change and reject claims, each found as it was extracted or added."""
    there = [extracted.get(ident, claim) for ident, claim in sorted(case.claims.items())]
    of_claim: dict[str, list[Correction]] = defaultdict(list)
    for row in sorted(rows):
        found = find(row, there, case.known)
        if isinstance(found, Claim):
            of_claim[found.id].append(row)
        else:
            case.fail([row], found)
    for ident, those in of_claim.items():
        rejecting = [row for row in those if row.action == "reject"]
        accepting = [row for row in those if row.action == "accept"]
        if rejecting and accepting:
            case.fail(those, f"rows are at odds: claim {ident} is both accepted and rejected")
        elif rejecting:
            case.fail([row for row in those if row not in rejecting], f"another row rejects the claim {ident}")
            case.rejected[ident] = set(rejecting)
            case.applied.update(rejecting)
        else:
            _change(case, ident, those)
    _reject(case)


def _reject(case: Case) -> None:
    """Take out what is rejected, and with an act of speech what is there only as its content."""
    waiting = True
    while waiting:
        waiting = False
        for ident, claim in sorted(case.claims.items()):
            if claim.content_of in case.rejected and ident not in case.rejected:
                case.rejected[ident] = set(case.rejected[str(claim.content_of)])
                waiting = True
    for ident in case.rejected:
        del case.claims[ident]
        case.of_claim.pop(ident, None)


def _change(case: Case, ident: str, rows: list[Correction]) -> None:
    """Edits of one claim, all of them on the claim as it was; where its ends do not fit then, none."""
    by_field: dict[str, list[Correction]] = defaultdict(list)
    for row in rows:
        if row.action == "edit":
            by_field[row.field].append(row)
    at_odds = [those for those in by_field.values() if len({row.value for row in those}) > 1]
    for those in at_odds:
        values = " and ".join(sorted({row.value for row in those}))
        case.fail(those, f"rows are at odds: {those[0].field} of {ident} to {values}")
    edits = {field: those[0] for field, those in by_field.items() if those not in at_odds}
    before = claim = case.claims[ident]
    if any(row.action == "swap" for row in rows):
        claim = dataclasses.replace(claim, source=claim.target, target=claim.source)
    for field, row in sorted(edits.items()):
        try:
            claim = _edited(case, claim, field, row.value)
        except _Unfit as error:
            case.fail(by_field[field], str(error))
    claim = _coded(case, before, claim)
    done = [row for row in rows if row not in case.failed]
    unfit = case.misfits(claim) - case.misfits(before)
    if claim.source is None and claim.target is None:
        unfit.add(f"claim {ident} would have neither source nor target")
    if unfit:
        case.fail([row for row in done if row.action != "accept"], sorted(unfit)[0])
        claim, done = before, [row for row in done if row.action == "accept"]
    if done:
        fields = [*(["source and target"] if "swap" in {r.action for r in done} else []), *sorted(set(edits))]
        told = [f for f in fields if f == "source and target" or edits[f] not in case.failed]
        rule = f"{claim.rule}; corrected by hand: {', '.join(told)}" if told else f"{claim.rule}; accepted by hand"
        case.claims[ident] = dataclasses.replace(claim, confidence=1.0, rule=rule)
        case.applied.update(done)
        case.of_claim[ident].update(done)


def _coded(case: Case, before: Claim, claim: Claim) -> Claim:
    """The claim with the codes of its relation and modality, by the function that extraction goes by."""
    if (before.relation, before.modality) == (claim.relation, claim.modality):
        return claim
    return dataclasses.replace(claim, **case.known.classify(claim.relation, claim.modality).fields())


def _edited(case: Case, claim: Claim, field: str, value: str) -> Claim:
    if field == "relation":
        return dataclasses.replace(claim, relation=value)
    if field == "polarity":
        return dataclasses.replace(claim, polarity=value)
    if field == "modality":
        return dataclasses.replace(claim, modality=value)
    if field == "source":
        return dataclasses.replace(claim, source=_actor(case, value, claim.evidence, claim.source))
    if field == "target":
        return dataclasses.replace(claim, target=_actor(case, value, claim.evidence, claim.target))
    if field == "claimants":
        return dataclasses.replace(claim, claimants=_claimants(case, value, claim))
    if field == "content_of":
        return dataclasses.replace(claim, content_of=_act(case, value, claim))
    if field == "date":
        date = None if value == NONE else EventDate(value, str(precision(value)), "stated", None, None, None)
        return dataclasses.replace(claim, event_date=date)
    elsewhere = tuple(place for place in claim.places if place.role != "at")
    there = () if value == NONE else (_place(case, value, claim),)
    return dataclasses.replace(claim, places=(*there, *elsewhere))


def _act(case: Case, value: str, claim: Claim) -> str | None:
    if value == NONE:
        return None
    above: str | None = value
    while above is not None:  # an act cannot be the content of its own content
        if above == claim.id or above not in case.claims:
            raise _Unfit(f"the claim {value} of {case.id} is not one that this can be the content of")
        above = case.claims[above].content_of
    return value


def _claimants(case: Case, value: str, claim: Claim) -> tuple[Actor, ...]:
    if value in (NONE, ITSELF):
        return ()
    chain = [_actor(case, cell.strip(), claim.evidence, None) for cell in value.split(";")]
    return tuple(actor for actor in chain if actor is not None)


def _actor(case: Case, cell: str, evidence: Span, now: Actor | None) -> Actor | None:
    """The actor that a cell means; with an entity alone, the words stay those that stand there now."""
    if cell in (NONE, ""):
        return None
    meant = end(cell, frozenset(case.entities) | frozenset(case.merged))
    if meant.words is not None:
        span = _span(case, meant.words, meant.at, evidence)
    elif now is not None:
        span = Span(now.start, now.end, now.text)
    else:
        raise _Unfit(f"no words stand for {cell}; write `WORDS = {cell}`")
    entity = _entity(case, meant.entity, span)
    return Actor(entity.id, entity.name, entity.type, entity.country, entity.sector, span.start, span.end, span.text)


def _place(case: Case, cell: str, claim: Claim) -> ClaimPlace:
    meant = end(cell, frozenset(case.entities))
    now = next((place for place in claim.places if place.role == "at"), None)
    if meant.words is not None:
        span = _span(case, meant.words, meant.at, claim.evidence)
    elif now is not None:
        span = Span(now.start, now.end, now.text)
    else:
        raise _Unfit(f"no words stand for {cell}; write `WORDS = {cell}`")
    entity = _entity(case, meant.entity, span)
    if entity.type not in ("Place", "State"):
        raise _Unfit(f"{entity.name} is a {entity.type}, not a place")
    same = [p for c in case.claims.values() for p in c.places if p.entity == entity.id and p.lat is not None]
    lat, lon = (same[0].lat, same[0].lon) if same else (None, None)
    return ClaimPlace(
        "at", entity.id, entity.name, entity.country, entity.geonames, lat, lon, span.start, span.end, span.text
    )


def _span(case: Case, words: str, at: int | None, evidence: Span) -> Span:
    """Where words stand: once in the evidence, or if not there once in what is known of the document."""
    found = case.words.find(words, at=at, within=evidence) or case.words.find(words, at=at)
    if len(found) != 1:
        how = f"{len(found)} times" if found else "nowhere"
        raise _Unfit(f"“{plain(words)}” stands {how} in what is known of the text; {REMEDY}")
    return found[0]


def _entity(case: Case, ident: str | None, span: Span) -> Entity:
    if ident is not None:
        entity = case.entity(ident)
        if entity is None:
            raise _Unfit(f"neither the document nor the tables know the entity {ident}")
        return entity
    parts = [*case.mentions, *(part for claim in case.claims.values() for part in placed(claim))]
    for fits in (
        [p for p in parts if (p.start, p.end) == (span.start, span.end)],
        [p for p in parts if p.start < span.end and span.start < p.end],
    ):
        entities = sorted({p.entity for p in fits if p.entity is not None})
        if len(entities) == 1:
            return case.entities[entities[0]]
        if entities:
            raise _Unfit(f"“{span.text}” stands for {' and '.join(entities)}; {REMEDY}")
    raise _Unfit(f"nobody is known to stand at “{span.text}”; {REMEDY}")


def _made(case: Case, row: Correction) -> Claim:
    """A claim from the cells of a row; the words that name its relation are in ``value``, or else all of them."""
    words, at = where(row.text)
    found = case.words.find(words, at=at)
    if not found:
        raise _Unfit(
            "the words of the evidence are not among what is known of the text; they have to stand in it, and either "
            "another claim rests on them or the document is in the input of the build"
        )
    if len(found) > 1:
        raise _Unfit(f"the words of the evidence stand {len(found)} times in the text; add ` @START`, an offset")
    evidence = found[0]
    words, at = where(row.value)
    triggers = case.words.find(words, at=at, within=evidence)
    if row.value and len(triggers) != 1:
        how = f"stand {len(triggers)} times" if triggers else "do not stand"
        raise _Unfit(f"the words in 'value', which name the relation, {how} in the evidence")
    trigger = triggers[0] if triggers else evidence
    source, target = (_actor(case, cell, evidence, None) for cell in (row.source, row.target))
    polarity, modality = polarity_and_modality(row.how)
    polarity, modality = polarity or "affirmed", modality or "actual"
    coding = case.known.classify(row.relation, modality)
    return Claim(
        id=claim_id(case.id, row.relation, source, target, trigger, polarity, modality),
        relation=row.relation,
        **coding.fields(),
        source=source,
        target=target,
        trigger=trigger,
        polarity=polarity,
        modality=modality,
        evidence=evidence,
        confidence=1.0,
        rule=BY_HAND,
    )
