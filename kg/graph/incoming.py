"""Records that others made: whether they may go into a graph, which conforms to its shapes and has to stay so."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import ontology
from kg.errors import KgError, StoreError
from kg.graph import rdf, validate
from kg.graph.triples import Triple
from kg.model import Actor, AgreementRef, Claim, ClaimPlace, Count, Mention, Record, Span

REMEDY = "make the record again with `kg extract`, or mend it"

Placed = Span | Actor | AgreementRef | ClaimPlace | Count | Mention


def faults(records: Iterable[Record], own_relations: Path | None = None) -> dict[str, KgError]:
    """What is wrong with records, by their ids; those of which nothing is said may go into a graph.

    Looked at are their words (relations, types and codes that the ontology does not have), their spans, what they
    refer to, and the shapes. Shapes are held against all records together, which takes a third of the time, and
    against each alone where that finds something.
    """
    wrong: dict[str, KgError] = {}
    good: dict[str, list[Triple]] = {}
    for record in records:
        try:
            _check_words(record, ontology.load(own_relations))
            _check_spans(record)
            _check_references(record)
            lines = itertools.chain.from_iterable(rdf.to_lines(record, own_relations).values())
            good[record.id] = [rdf.triple(line) for line in lines if validate.looks_at(line)]
        except KgError as error:
            wrong[record.id] = error
    if not validate.conforms(triple for triples in good.values() for triple in triples):
        for ident, triples in good.items():
            for finding in validate.findings_in(triples)[:1]:
                wrong[ident] = StoreError(str(finding), where=ident, remedy=REMEDY)
    return wrong


def _check_words(record: Record, known: ontology.Ontology) -> None:
    """Whatever becomes part of an IRI is a word of the ontology."""
    for claim in record.claims:
        known.relation(claim.relation)
        plover = known.classes.get(claim.plover or "")
        modes = plover.modes if plover else ()
        if claim.plover is not None and plover is None:
            raise _fault(record, f"claim {claim.id} has the unknown PLOVER class {claim.plover!r}")
        if not set(claim.modes) <= set(modes):
            raise _fault(record, f"claim {claim.id} has modes that its class has not: {', '.join(claim.modes)}")
        if claim.cameo is not None and not re.fullmatch("[0-9]{2,4}", claim.cameo):
            raise _fault(record, f"claim {claim.id} has {claim.cameo!r} for a CAMEO code")


def _check_spans(record: Record) -> None:
    """Each span is as long as its words, and two of them never have different characters at one place.

    The text itself is not there to compare with; but a claim's evidence holds most of its spans.
    """
    text: dict[int, str] = {}
    for span in _spans(record):
        if span.start < 0 or span.end - span.start != len(span.text) or not span.text:
            raise _fault(record, f"{span.text!r} does not fit its offsets {span.start} to {span.end}")
        for place, character in enumerate(span.text, span.start):
            if text.setdefault(place, character) != character:
                raise _fault(record, f"{span.text!r} at {span.start} does not stand in its evidence")


def _check_references(record: Record) -> None:
    """All that a record refers to is in it; the shapes would take what another one has that is checked with it."""
    described, claims = {entity.id for entity in record.entities}, {claim.id for claim in record.claims}
    parts = (part for claim in record.claims for part in _parts(claim))
    for part in (*parts, *record.mentions):
        entity = None if isinstance(part, (Span, Count)) else part.entity
        if entity is not None and entity not in described:
            raise _fault(record, f"{part.text!r} stands for {entity}, which is not among the entities")
    for claim in record.claims:
        if claim.content_of is not None and claim.content_of not in claims:
            raise _fault(
                record, f"claim {claim.id} is the content of {claim.content_of}, which is not among the claims"
            )


def _spans(record: Record) -> Iterator[Placed]:
    """Evidence first, since the others are held against it."""
    yield from (claim.evidence for claim in record.claims)
    yield from (part for claim in record.claims for part in _parts(claim))
    yield from record.mentions


def _parts(claim: Claim) -> Iterator[Placed]:
    ends: tuple[Placed | None, ...] = (claim.source, claim.target, claim.agreement)
    yield from (part for part in ends if part is not None)
    yield claim.trigger
    yield from (*claim.claimants, *claim.participants)
    yield from claim.places
    yield from claim.counts
    date = claim.event_date
    if date is not None and date.start is not None and date.end is not None and date.text is not None:
        yield Span(date.start, date.end, date.text)


def _fault(record: Record, what: str) -> StoreError:
    return StoreError(what, where=record.id, remedy=REMEDY)
