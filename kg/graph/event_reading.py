"""Claims read from a store to be compared for events: of all its documents, or of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from rdflib import URIRef

from kg.graph.event_claims import End, Figure, ReportedClaim, Where
from kg.graph.terms import claim_id, document_id, document_iri, entity_id

Row = Sequence[Any]


class Rows(Protocol):
    """The rows of a query, in whatever order; with a document, its IRI stands where the query says ?document."""

    def __call__(self, text: str, document: URIRef | None = None) -> Iterable[Row]: ...


_PREFIXES = """
PREFIX kg: <urn:kg:ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>
"""

# What is asked: the variables, and the pattern in the graph of a document.
_DOCUMENTS = (
    "?publisher ?published ?url",
    """?document a kg:Document .
    OPTIONAL { ?document dcterms:publisher ?publisher } OPTIONAL { ?document dcterms:date ?published }
    OPTIONAL { ?document dcterms:source ?url }""",
)
_CLAIMS = (
    "?claim ?relation ?evidence ?polarity ?source ?target ?content ?group ?date ?precision ?basis ?agreement",
    """?claim kg:modality "actual" ; kg:relation ?relation ; kg:evidenceText ?evidence ; kg:polarity ?polarity .
    OPTIONAL { ?claim kg:source ?source } OPTIONAL { ?claim kg:target ?target }
    OPTIONAL { ?claim kg:contentOf ?content } OPTIONAL { ?claim kg:group ?group }
    OPTIONAL { ?claim kg:eventDate ?date } OPTIONAL { ?claim kg:datePrecision ?precision }
    OPTIONAL { ?claim kg:dateBasis ?basis }
    OPTIONAL { ?claim kg:agreement ?agreement }""",
)
# An entity as a document describes it, and as a claim does where that differs.
_ENTITIES = (
    "?entity ?name ?type ?country ?sector",
    """?entity skos:prefLabel ?name ; a ?type .
    OPTIONAL { ?entity kg:country ?country } OPTIONAL { ?entity kg:sector ?sector }
    FILTER(?type != kg:Actor && ?type != kg:Office)""",
)
_OWN = (
    "?claim ?role ?entity ?name ?type ?country ?sector",
    """VALUES (?property ?role) { (kg:sourceSpan "source") (kg:targetSpan "target") }
    ?claim ?property ?part . ?part kg:name ?name ; kg:entity ?entity .
    OPTIONAL { ?part kg:entityType ?type } OPTIONAL { ?part kg:country ?country }
    OPTIONAL { ?part kg:sector ?sector }""",
)
_CLAIMANTS = "?claim ?entity", "?claim kg:claimant ?entity"
_PLACES = (
    "?claim ?place ?lat ?lon",
    """?claim kg:placement ?part . ?part kg:role "at" ; kg:entity ?place .
    OPTIONAL { ?part geo:lat ?lat ; geo:long ?lon }""",
)
_COUNTS = (
    "?claim ?what ?min ?max",
    """?claim kg:count ?part . ?part kg:what ?what . OPTIONAL { ?part kg:min ?min } OPTIONAL { ?part kg:max ?max }""",
)


def reported_claims(rows: Rows, document: str | None = None) -> Iterator[ReportedClaim]:
    """The claims of a store, or of one document of it, that may tell of something that happened."""
    ask = _Asking(rows, document)
    documents = {row[0]: tuple(row[1:]) for row in sorted(ask.each(_DOCUMENTS), key=repr, reverse=True)}
    described = _descriptions(ask)
    own = {
        (claim, role): End(entity_id(entity), name, type_ or "Actor", country, sector)
        for _, claim, role, entity, name, type_, country, sector in ask.each(_OWN)
    }
    claimants, places, counts = (_by_claim(ask.each(asked)) for asked in (_CLAIMANTS, _PLACES, _COUNTS))
    for iri, claim, relation, evidence, polarity, source, target, content, group, *rest in ask.each(_CLAIMS):
        date, precision, basis, agreement = rest
        publisher, published, url = documents.get(iri, (None, None, None))
        ends = [
            own.get((claim, role)) or described(iri, entity) if entity else None
            for role, entity in (("source", source), ("target", target))
        ]
        yield ReportedClaim(
            id=claim_id(claim),
            document=document_id(iri),
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
            claimants=tuple([described(iri, entity) for (entity,) in claimants.get(claim, ())]),
            date=date,
            precision=precision,
            basis=basis,
            places=tuple([_place(described(iri, entity), *at) for entity, *at in places.get(claim, ())]),
            counts=tuple([Figure(*row) for row in counts.get(claim, ())]),
            agreement=entity_id(agreement) if agreement else None,
        )


class _Asking:
    """Asks the graphs of all documents, or of one."""

    def __init__(self, rows: Rows, document: str | None) -> None:
        self.rows = rows
        self.iri = None if document is None else document_iri(document)

    def each(self, asked: tuple[str, str]) -> Iterator[Row]:
        """The rows, each with the document that it comes from before it."""
        names, pattern = asked
        if self.iri is None:
            return iter(self.rows(f"{_PREFIXES} SELECT ?document {names} WHERE {{ GRAPH ?document {{ {pattern} }} }}"))
        found = self.rows(f"{_PREFIXES} SELECT {names} WHERE {{ GRAPH ?document {{ {pattern} }} }}", self.iri)
        return ((str(self.iri), *row) for row in found)


def _descriptions(ask: _Asking) -> Callable[[str, str], End]:
    """The actor that an entity is in a document, by their IRIs."""
    ends: dict[End, End] = {}  # one value for each, since they come again and again
    found: dict[tuple[str, str], End] = {}
    for document, *row in ask.each(_ENTITIES):
        end = _end(row)
        end = ends.setdefault(end, end)
        known = found.get((document, row[0]))
        found[document, row[0]] = end if known is None else min(known, end, key=repr)

    def described(document: str, entity: str) -> End:
        end = found.get((document, entity))
        if end is None:
            ident = entity_id(entity)
            end = End(ident, ident.rpartition("/")[2], "Actor")
        return end

    return described


def _end(row: Row) -> End:
    entity, name, type_, country, sector = row
    return End(entity_id(entity), name, _local(type_), country, sector)


def _by_claim(found: Iterable[Row]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each claim without it, sorted."""
    together: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for _, claim, *values in found:
        together[claim].add(tuple(values))
    return {claim: sorted(values, key=repr) for claim, values in together.items()}


def _place(end: End, lat: float | None = None, lon: float | None = None) -> Where:
    return Where(end.name, end.country, lat, lon, end.entity)


def _local(iri: str) -> str:
    return str(iri).rpartition("#")[2]
