"""Why something stands in a graph: a claim with its evidence, an entity with its mentions, a document with both, an
event with its reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kg.errors import StoreError
from kg.graph.corrections.told import Told
from kg.graph.store import GraphStore
from kg.graph.terms import EVENTS_GRAPH, KG, claim_id, claim_iri, event_id, event_iri
from kg.model import Actor, Claim, Entity, Mention, Record


def explain(store: GraphStore, ident: str) -> Iterator[str]:
    """Lines of text on a claim (its id, or the beginning of it), an event, an entity or a document.

    Raises StoreError where the graph has nothing of that id, or several claims that begin so.
    """
    records, told = list(store.records()), Told(store)
    claims = [(r, c) for r in records for c in r.claims if c.id.startswith(ident) and len(ident) >= 4]
    claims += told.rejected_claims(ident) if len(ident) >= 4 else ()
    if len({c.id for _, c in claims}) > 1 and not any(c.id == ident for _, c in claims):
        raise StoreError("several claims begin so", where=ident, remedy="give more of the id")
    entities = [(r, e) for r in records for e in r.entities if e.id == ident]
    documents = [r for r in records if r.id == ident]
    if claims:
        for record, claim in claims:
            if claim.id in told.rejected:
                yield "Rejected, and so not in the graph any more:"
            yield from _claim(record, claim)
            yield from told.of_claim(record, claim)
            yield from _event_of(store, claim.id)
    elif entities:
        yield from _entity(entities)
        yield from told.of_entity(ident)
        yield from told.gone(ident)
    elif documents:
        yield from _document(documents[0])
        yield from told.of_document(documents[0])
    elif gone := list(told.gone(ident)):
        yield ident
        yield from gone
    elif _rows(store, f"<{event_iri(ident)}> a kg:Event . BIND(1 AS ?known)" if ident.isalnum() else ""):
        yield from _event(store, ident, {c.id: (r, c) for r in records for c in r.claims})
    else:
        remedy = "give the id of a claim, an event, a document, or an entity such as state/TUR; `kg query` shows them"
        raise StoreError("the graph has nothing of this id", where=ident, remedy=remedy)


def _claim(record: Record, claim: Claim) -> Iterator[str]:
    ends = [end.name if end else "nobody named" for end in (claim.source, claim.target)]
    yield f"{ends[0]} {claim.relation} {ends[1]} ({claim.polarity}, {claim.modality}; confidence {claim.confidence})"
    yield f"  claim     {claim.id} of document {record.id}"
    yield f"  words     {_quote(claim.evidence.text)}"
    yield f"  trigger   {_quote(claim.trigger.text)}"
    yield f"  rule      {claim.rule}"
    if claim.content_of:
        yield f"  content of {claim.content_of}"
    actors = [("source", claim.source), ("target", claim.target), *(("claimant", c) for c in claim.claimants)]
    actors += [(p.role, p) for p in claim.participants]
    for role, actor in actors:
        if actor is not None:
            yield from _actor(role, actor, record)


def _rows(store: GraphStore, pattern: str) -> Sequence[Sequence[Any]]:
    """What fits a pattern in the graph of events: a value for each of its variables, in the order of their names."""
    if not pattern:
        return ()
    answer = store.query(f"PREFIX kg: <{KG}> SELECT DISTINCT * WHERE {{ GRAPH <{EVENTS_GRAPH}> {{ {pattern} }} }}")
    return [[row[name] for name in sorted(answer.variables)] for row in answer.dicts()]


def _event_of(store: GraphStore, claim: str) -> Iterator[str]:
    iri = claim_iri(claim)
    for event, reason in _rows(store, f"?a kg:reports <{iri}> OPTIONAL {{ <{iri}> kg:membershipReason ?b }}"):
        yield f"  event     {event_id(event)}: {reason or 'it begins with this claim'}"


def _event(store: GraphStore, ident: str, claims: dict[str, tuple[Record, Claim]]) -> Iterator[str]:
    iri = event_iri(ident)
    facts = f"""<{iri}> kg:eventRelation ?a ; kg:claimCount ?b ; kg:reportCount ?c ; kg:publisherCount ?d ; kg:told ?e .
        OPTIONAL {{ <{iri}> kg:happened ?f ; kg:happenedBasis ?g }}"""
    for relation, claimed, reports, publishers, told, date, basis in _rows(store, facts):
        when = "no date" if date is None else f"{date} ({basis})"
        yield f"{str(relation).rpartition('#')[2]}, {when}, {told} (event {ident})"
        yield f"  told in   {claimed} claims, {reports} reports, {publishers} independent publishers"
    reported = f"<{iri}> kg:reports ?a . ?a kg:countsFor ?b OPTIONAL {{ ?a kg:membershipReason ?c }}"
    for claim, publisher, reason in _rows(store, reported):
        record, said = claims[claim_id(claim)]
        yield from _report(record, said, publisher, reason)
    against = f"?c kg:inEvent <{iri}> ; kg:between ?a , ?b ; kg:differsIn ?d . FILTER(STR(?a) < STR(?b))"
    for one, other, _, kind in _rows(store, against):
        yield f"  differ    {claim_id(one)} and {claim_id(other)}: {_DIFFER[str(kind).rpartition('#')[2]]}"


_DIFFER = {
    "whether": "whether it happened",
    "who": "who did it",
    "whom": "to whom it was done",
    "when": "when",
    "where": "where",
    "howMany": "how many",
}


def _report(record: Record, claim: Claim, publisher: str, reason: str | None) -> Iterator[str]:
    ends = [end.name if end else "nobody named" for end in (claim.source, claim.target)]
    voices = f", says {', says '.join(c.name for c in reversed(claim.claimants))}" if claim.claimants else ""
    yield f"  report    {claim.id} of {record.id} ({record.published or 'no date'}), counts for {publisher}"
    yield f"            {ends[0]} {claim.relation} {ends[1]}, {claim.polarity}{voices}"
    yield f"            {_quote(claim.evidence.text)}"
    yield f"            {reason or 'the event begins with this claim'}"


def _actor(role: str, actor: Actor, record: Record) -> Iterator[str]:
    yield f"  {role:<9} {_quote(actor.text)} is {actor.name} ({actor.entity}), {_what(actor)}"
    mention = next((m for m in record.mentions if (m.start, m.end) == (actor.start, actor.end)), None)
    if mention is not None:
        yield f"            score {mention.score}: {mention.reason}"


def _entity(found: list[tuple[Record, Entity]]) -> Iterator[str]:
    entity = found[0][1]
    yield f"{entity.name} ({entity.id}), {entity.type}"
    aliases = sorted({a for _, e in found for a in e.aliases})
    if aliases:
        yield f"  also      {', '.join(aliases)}"
    for tenure in entity.offices:
        yield f"  office    {tenure.office} of {tenure.of}, {tenure.since} to {tenure.until or 'now, as far as known'}"
    for record, described in found:
        yield f"  in {record.id} ({record.published or 'no date'}): {_what(described)}"
        yield from (_mention(m) for m in record.mentions if m.entity == entity.id)


def _document(record: Record) -> Iterator[str]:
    yield f"{record.title or record.id} ({record.id}), {record.published or 'no date'}"
    made = record.provenance
    yield (
        f"  made by   {made.program}, {made.language_model}" if made else "  made      elsewhere, by what is not known"
    )
    names = {e.id: e.name for e in record.entities}
    for mention in record.mentions:
        target = f" is {names.get(mention.entity, mention.entity)} ({mention.entity})" if mention.entity else ""
        yield f"{_mention(mention)}{target}"


def _mention(mention: Mention) -> str:
    return f"    {mention.start:>6} {_quote(mention.text)} score {mention.score}: {mention.reason}"


def _what(actor: Actor | Entity) -> str:
    return f"country {actor.country or 'none'}, sector {actor.sector or 'none'}"


def _quote(text: str) -> str:
    return f"“{' '.join(text.split())}”"
