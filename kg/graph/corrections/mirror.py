"""Corrections as RDF: the rows in a graph of their own, and in a document's graph what they did to it.

A document that was corrected has its record as it was extracted in one literal, as JSON, so that every correction can
be undone. A literal and no second set of claims: what was rejected must be nothing that a query counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF

from kg.graph import rdf
from kg.graph.corrections import Corrected
from kg.graph.corrections.row import COLUMNS, Correction
from kg.graph.query import Answer
from kg.graph.rdf import Quad
from kg.graph.terms import (
    CLAIM,
    CORRECTION,
    CORRECTIONS_GRAPH,
    KG,
    claim_id,
    claim_iri,
    document_id,
    document_iri,
    entity_iri,
)

# The property of each cell. Ids stand as the file has them: what they name may not be in the graph any more.
CELLS: Mapping[str, URIRef] = {
    "action": KG.action,
    "what": KG.about,
    "document": KG.inDocument,
    "source": KG.sourceWords,
    "relation": KG.relationName,
    "target": KG.targetWords,
    "how": KG.how,
    "text": KG.words,
    "field": KG.field,
    "value": KG.value,
    "why": KG.why,
    "by": DCTERMS.creator,
    "date": DCTERMS.created,
}
MARKED = """SELECT DISTINCT ?claim ?document ?rejected {
  ?claim kg:correctedBy ?row ; prov:wasDerivedFrom ?document . BIND (EXISTS { ?claim a kg:RejectedClaim } AS ?rejected)
} ORDER BY ?document ?claim"""


def correction_iri(row: Correction) -> URIRef:
    """The IRI of a row; why, by whom and when are no part of it."""
    return URIRef(CORRECTION + row.id)


def to_quads(rows: Iterable[Correction]) -> list[Quad]:
    """The graph of the rows, sorted."""
    found: set[Quad] = set()
    for row in rows:
        iri = correction_iri(row)
        found.add((iri, RDF.type, KG.Correction, CORRECTIONS_GRAPH))
        for cell, name in CELLS.items():
            if getattr(row, cell):
                found.add((iri, name, Literal(getattr(row, cell)), CORRECTIONS_GRAPH))
    return sorted(found, key=lambda quad: tuple(part.n3() for part in quad))


def from_rows(found: Iterable[tuple[str, str, str]]) -> list[Correction]:
    """The corrections that statements (subject, property, value) tell of, sorted."""
    columns = {str(name): cell for cell, name in CELLS.items()}
    cells: dict[str, dict[str, str]] = {}
    for subject, name, value in found:
        if name in columns:
            cells.setdefault(subject, {})[columns[name]] = value
    return sorted(Correction(**{c: said.get(c, "") for c in COLUMNS}) for said in cells.values())


def marks(query: Callable[[str], Answer]) -> dict[str, tuple[list[str], list[str]]]:
    """Of each document the ids of the claims that corrections accepted, changed or added, and of those rejected."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for claim, document, rejected in query(MARKED).rows:
        if str(claim).startswith(CLAIM):
            pair = found.setdefault(document_id(str(document)), ([], []))
            pair[bool(rejected)].append(claim_id(str(claim)))
    return found


def document_quads(done: Corrected, own_relations: Path | None = None) -> list[Quad]:
    """The quads of a corrected document: of its record, then of what it was before and of which row did what."""
    graph = document_iri(done.record.id)
    quads = [quad for quad in rdf.to_quads(done.record, own_relations) if quad[1] != KG.recordHash]
    found: set[Quad] = set()

    def add(subject: URIRef, name: URIRef, value: URIRef | str) -> None:
        found.add((subject, name, value if isinstance(value, URIRef) else Literal(value), graph))

    before = rdf.normalised(done.extracted)
    add(graph, KG.recordHash, rdf.record_hash(before))  # of what it was made from
    add(graph, KG.correctionsHash, done.digest)
    if done.applied:
        add(graph, KG.extractedRecord, before.to_json())
    for row in done.applied:
        add(graph, KG.corrected, correction_iri(row))
    for row in done.failed:
        add(graph, KG.notCorrected, correction_iri(row))
    for ident, rows in done.of_claim.items():
        for row in rows:
            add(claim_iri(ident), KG.correctedBy, correction_iri(row))
    for ident, rows in done.of_entity.items():
        for row in rows:
            add(entity_iri(ident), KG.correctedBy, correction_iri(row))
    for ident, rows in done.rejected.items():
        add(claim_iri(ident), RDF.type, KG.RejectedClaim)
        add(claim_iri(ident), PROV.wasDerivedFrom, graph)
        for row in rows:
            add(claim_iri(ident), KG.correctedBy, correction_iri(row))
    for gone, other in done.merged.items():
        add(entity_iri(gone), KG.mergedInto, entity_iri(other))
    for entity, taker in done.split:
        add(entity_iri(entity), KG.splitInto, entity_iri(taker))
    return quads + sorted(found, key=lambda quad: tuple(part.n3() for part in quad))
