"""Events in the graph: what they are made from, and how they are written as triples.

All that is said of events stands in one named graph: the events with their counts, which claims report them, for which
publisher each counts and why it belongs there, and which claims contradict each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import RDF

from kg import resources
from kg.graph.event_reading import Rows
from kg.graph.events import Event
from kg.graph.rdf import line
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


def head(made_from: str) -> list[str]:
    """The triples of the graph of events that are about itself."""
    return [line(EVENTS_GRAPH, RDF.type, KG.EventGraph), line(EVENTS_GRAPH, KG.basedOn, made_from)]


def of_event(event: Event) -> Iterator[str]:
    """The triples of one event: of itself, of its contradictions, and what is said of its claims."""
    iri = event_iri(event.id)
    yield line(iri, RDF.type, KG.Event)
    yield line(iri, KG.eventRelation, KG[event.relation])
    if event.family != event.relation:
        yield line(iri, KG.family, KG[event.family])
    yield line(iri, KG.told, event.told)
    date = {KG.happened: event.date, KG.happenedPrecision: event.precision, KG.happenedBasis: event.basis}
    yield from (line(iri, name, value) for name, value in date.items() if value is not None)
    yield from (line(iri, KG.doneBy, entity_iri(actor)) for actor in event.sources)
    yield from (line(iri, KG.doneTo, entity_iri(actor)) for actor in event.targets)
    yield from (line(iri, KG.happenedAt, entity_iri(e)) for e in sorted({p.entity for p in event.places if p.entity}))
    for name, number in (
        (KG.claimCount, len(event.members)),
        (KG.reportCount, event.documents),
        (KG.publisherCount, event.publishers),
    ):
        yield line(iri, name, number)
    if event.killed is not None:
        yield line(iri, KG.fewestKilled, event.killed[0])
        yield line(iri, KG.mostKilled, event.killed[1])
    for member in event.members:
        claim = claim_iri(member.claim)
        yield line(iri, KG.reports, claim)
        yield line(claim, KG.countsFor, member.counts_for)
        if member.reason:
            yield line(claim, KG.membershipReason, member.reason)
    for one, other, kinds in event.contradictions:
        node = URIRef(f"{iri}/contradiction/{one}/{other}")
        ends = claim_iri(one), claim_iri(other)
        yield line(node, RDF.type, KG.Contradiction)
        yield line(node, KG.inEvent, iri)
        yield from (line(node, KG.between, end) for end in ends)
        yield from (line(node, KG.differsIn, KG[kind]) for kind in kinds)
        yield line(ends[0], KG.contradicts, ends[1])
        yield line(ends[1], KG.contradicts, ends[0])
