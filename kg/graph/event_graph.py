"""Events in the graph: claims read from a store to be compared, and events written as triples.

All that is said of events stands in one named graph, which is made anew from the claims: the events with their counts,
which claims report them, for which publisher each counts and why it belongs there, and which claims contradict each
other.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rdflib import URIRef

from kg import resources
from kg.graph.event_claims import End, Figure, ReportedClaim, Where
from kg.graph.events import Event
from kg.graph.rdf import spelled
from kg.graph.terms import EVENTS_GRAPH, KG, claim_id, claim_iri, document_id, entity_id, entity_iri, event_iri

Rows = Callable[[str], Iterable[Sequence[Any]]]

_PREFIXES = """
PREFIX kg: <urn:kg:ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>
"""
_DOCUMENTS = """
SELECT ?document ?publisher ?published ?url WHERE {
  ?document a kg:Document .
  OPTIONAL { ?document dcterms:publisher ?publisher } OPTIONAL { ?document dcterms:date ?published }
  OPTIONAL { ?document dcterms:source ?url }
}
"""
_CLAIMS = """
SELECT ?claim ?document ?relation ?evidence ?polarity ?source ?target ?content ?group ?date ?precision ?basis ?agreement
WHERE {
  GRAPH ?document {
    ?claim kg:modality "actual" ; kg:relation ?relation ; kg:evidenceText ?evidence ; kg:polarity ?polarity .
    OPTIONAL { ?claim kg:source ?source } OPTIONAL { ?claim kg:target ?target }
    OPTIONAL { ?claim kg:contentOf ?content } OPTIONAL { ?claim kg:group ?group }
    OPTIONAL { ?claim kg:eventDate ?date } OPTIONAL { ?claim kg:datePrecision ?precision }
    OPTIONAL { ?claim kg:dateBasis ?basis }
    OPTIONAL { ?claim kg:agreement ?agreement }
  }
}
"""
# An entity as each document describes it, and as a claim does where that differs.
_ENTITIES = """
SELECT ?document ?entity ?name ?type ?country ?sector WHERE {
  GRAPH ?document {
    ?entity skos:prefLabel ?name ; a ?type .
    OPTIONAL { ?entity kg:country ?country } OPTIONAL { ?entity kg:sector ?sector }
  }
  FILTER(?type != kg:Actor && ?type != kg:Office)
}
"""
_OWN = """
SELECT ?claim ?role ?entity ?name ?type ?country ?sector WHERE {
  VALUES (?property ?role) { (kg:sourceSpan "source") (kg:targetSpan "target") }
  ?claim ?property ?part .
  ?part kg:name ?name ; kg:entity ?entity .
  OPTIONAL { ?part kg:entityType ?type } OPTIONAL { ?part kg:country ?country } OPTIONAL { ?part kg:sector ?sector }
}
"""
_CLAIMANTS = "SELECT ?claim ?entity WHERE { ?claim kg:claimant ?entity }"
_PLACES = """
SELECT ?claim ?place ?lat ?lon WHERE {
  ?claim kg:placement ?part . ?part kg:role "at" ; kg:entity ?place .
  OPTIONAL { ?part geo:lat ?lat ; geo:long ?lon }
}
"""
_COUNTS = """
SELECT ?claim ?what ?min ?max WHERE {
  ?claim kg:count ?part . ?part kg:what ?what .
  OPTIONAL { ?part kg:min ?min } OPTIONAL { ?part kg:max ?max }
}
"""
_BASIS = """
SELECT ?document ?hash ?corrected WHERE {
  ?document a kg:Document .
  OPTIONAL { ?document kg:recordHash ?hash } OPTIONAL { ?document kg:correctionsHash ?corrected }
}
"""
_MADE_BY = ("data/event_signs.csv", "data/common_words.csv", "ontology/kg.ttl")


def reported_claims(rows: Rows) -> Iterator[ReportedClaim]:
    """The claims of a store that may tell of something that happened; ``rows`` gives the rows of a query."""

    def ask(text: str) -> Iterable[Sequence[Any]]:
        return rows(_PREFIXES + text)

    documents = {row[0]: tuple(row[1:]) for row in sorted(ask(_DOCUMENTS), key=repr, reverse=True)}
    described: dict[tuple[str, str], End] = {}
    known: dict[End, End] = {}  # one value for each, since they come again and again
    for document, entity, name, type_, country, sector in ask(_ENTITIES):
        end = End(entity_id(entity), name, _local(type_), country, sector)
        described[document, entity] = min(known.setdefault(end, end), described.get((document, entity), end), key=repr)
    own = {
        (claim, role): End(entity_id(entity), name, type_ or "Actor", country, sector)
        for claim, role, entity, name, type_, country, sector in ask(_OWN)
    }
    claimants, places, counts = (_by_claim(ask(text)) for text in (_CLAIMANTS, _PLACES, _COUNTS))
    for claim, document, relation, evidence, polarity, source, target, content, group, *rest in ask(_CLAIMS):
        date, precision, basis, agreement = rest
        publisher, published, url = documents.get(document, (None, None, None))
        ends = [
            own.get((claim, role)) or (described.get((document, iri)) or _unknown(iri)) if iri else None
            for role, iri in (("source", source), ("target", target))
        ]
        yield ReportedClaim(
            id=claim_id(claim),
            document=document_id(document),
            relation=_local(relation),
            evidence=evidence,
            source=ends[0],
            target=ends[1],
            publisher=publisher,
            published=published,
            url=url,
            polarity=polarity,
            content_of=claim_id(content) if content else None,
            group=group,
            claimants=tuple(described.get((document, iri)) or _unknown(iri) for (iri,) in claimants.get(claim, ())),
            date=date,
            precision=precision,
            basis=basis,
            places=tuple(_place(described.get((document, iri)), iri, *at) for iri, *at in places.get(claim, ())),
            counts=tuple(Figure(*row) for row in counts.get(claim, ())),
            agreement=entity_id(agreement) if agreement else None,
        )


def _by_claim(found: Iterable[Sequence[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each claim without it, sorted; rows that come from several graphs once."""
    together: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for claim, *values in found:
        together[claim].add(tuple(values))
    return {claim: sorted(values, key=repr) for claim, values in together.items()}


def _unknown(iri: str) -> End:
    entity = entity_id(iri)
    return End(entity, entity.rpartition("/")[2], "Actor")


def _place(end: End | None, iri: str, lat: float | None, lon: float | None) -> Where:
    known = end or _unknown(iri)
    return Where(known.name, known.country, lat, lon, known.entity)


def _local(iri: str) -> str:
    return str(iri).rpartition("#")[2]


def basis(rows: Rows) -> str:
    """16 hex digits from what events are made from: records and corrections of the documents, signs, families."""
    digest = hashlib.sha256()
    for name in _MADE_BY:
        digest.update(resources.find(name).read_bytes())
    for row in sorted(tuple(map(str, row)) for row in rows(_PREFIXES + _BASIS)):
        digest.update("\x1f".join(row).encode() + b"\n")
    return digest.hexdigest()[:16]


def lines(events: Iterable[Event], made_from: str) -> Iterator[str]:
    """The triples of the graph of events, a line of N-Triples each; ``made_from`` is their `basis`."""
    graph = EVENTS_GRAPH
    yield _line(graph, _TYPE, KG.EventGraph)
    yield _line(graph, KG.basedOn, made_from)
    for event in events:
        yield from _event(event)


def _event(event: Event) -> Iterator[str]:
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
