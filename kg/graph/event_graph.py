"""Events in the graph: what they are made from, and how they are written as triples.

All that is said of events stands in one named graph: the events with their counts, which claims report them, for which
publisher each counts and why it belongs there, and which claims contradict each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from rdflib import URIRef

from kg import resources
from kg.graph.event_reading import Rows
from kg.graph.events import Event
from kg.graph.rdf import spelled
from kg.graph.terms import EVENTS_GRAPH, KG, claim_iri, entity_iri, event_iri

_BASIS = """
PREFIX kg: <urn:kg:ontology#>
SELECT ?document ?hash ?corrected ?row WHERE {
  ?document a kg:Document .
  OPTIONAL { ?document kg:recordHash ?hash } OPTIONAL { ?document kg:correctionsHash ?corrected }
  OPTIONAL { ?document kg:corrected ?row }
}
"""
_MADE_BY = ("data/event_signs.csv", "data/common_words.csv", "ontology/kg.ttl")

States = dict[str, tuple[str, ...]]  # what each document's claims follow from, by its IRI: hashes


def states(rows: Rows) -> States:
    """What the claims of each document follow from: the hashes of its record and its corrections, and those of them
    that apply, which may be others once its text is known."""
    found: dict[str, tuple[str, ...]] = {}
    for document, *hashes in sorted(tuple(map(str, row)) for row in rows(_BASIS)):
        found[document] = (*found.get(document, ()), *hashes)
    return found


def basis(of: States) -> str:
    """16 hex digits from what events are made from: records and corrections of the documents, signs, families."""
    digest = hashlib.sha256()
    for name in _MADE_BY:
        digest.update(resources.find(name).read_bytes())
    for document in sorted(of):
        digest.update("\x1f".join((document, *of[document])).encode() + b"\n")
    return digest.hexdigest()[:16]


def lines(events: Iterable[Event], made_from: str) -> Iterator[str]:
    """The triples of the graph of events, a line of N-Triples each; ``made_from`` is their `basis`."""
    yield from head(made_from)
    for event in events:
        yield from of_event(event)


def head(made_from: str) -> list[str]:
    """The triples of the graph of events that are about itself."""
    return [_line(EVENTS_GRAPH, _TYPE, KG.EventGraph), _line(EVENTS_GRAPH, KG.basedOn, made_from)]


def of_event(event: Event) -> Iterator[str]:
    """The triples of one event: of itself, of its contradictions, and what is said of its claims."""
    iri = event_iri(event.id)
    yield _line(iri, _TYPE, KG.Event)
    yield _line(iri, KG.eventRelation, KG[event.relation])
    if event.family != event.relation:
        yield _line(iri, KG.family, KG[event.family])
    yield _line(iri, KG.told, event.told)
    date = {KG.happened: event.date, KG.happenedPrecision: event.precision, KG.happenedBasis: event.basis}
    yield from (_line(iri, name, value) for name, value in date.items() if value is not None)
    yield from (_line(iri, KG.doneBy, entity_iri(actor)) for actor in event.sources)
    yield from (_line(iri, KG.doneTo, entity_iri(actor)) for actor in event.targets)
    yield from (_line(iri, KG.happenedAt, entity_iri(e)) for e in sorted({p.entity for p in event.places if p.entity}))
    for name, number in (
        (KG.claimCount, len(event.members)),
        (KG.reportCount, event.documents),
        (KG.publisherCount, event.publishers),
    ):
        yield _line(iri, name, number)
    if event.killed is not None:
        yield _line(iri, KG.fewestKilled, event.killed[0])
        yield _line(iri, KG.mostKilled, event.killed[1])
    for member in event.members:
        claim = claim_iri(member.claim)
        yield _line(iri, KG.reports, claim)
        yield _line(claim, KG.countsFor, member.counts_for)
        if member.reason:
            yield _line(claim, KG.membershipReason, member.reason)
    for one, other, kinds in event.contradictions:
        node = URIRef(f"{iri}/contradiction/{one}/{other}")
        ends = claim_iri(one), claim_iri(other)
        yield _line(node, _TYPE, KG.Contradiction)
        yield _line(node, KG.inEvent, iri)
        yield from (_line(node, KG.between, end) for end in ends)
        yield from (_line(node, KG.differsIn, KG[kind]) for kind in kinds)
        yield _line(ends[0], KG.contradicts, ends[1])
        yield _line(ends[1], KG.contradicts, ends[0])


_TYPE = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _line(subject: URIRef, name: URIRef, value: URIRef | str | int) -> str:
    term = value.n3() if isinstance(value, URIRef) else spelled(value)
    return f"<{subject}> <{name}> {term} ."
