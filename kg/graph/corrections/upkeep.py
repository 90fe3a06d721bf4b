"""Bring the documents of a store to what its corrections say now, and say what came of each row.

Each document has the digest of the rows that concern it. One with the right digest is left alone, so that a build that
finds nothing new looks at digests only. Each document changes at one moment, so whatever stops this, the next one
ends as if nothing had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from kg.graph.corrections import Corrected, Corrections
from kg.graph.corrections.finding import FILL
from kg.graph.corrections.mirror import correction_iri
from kg.graph.corrections.row import Correction, brought
from kg.graph.rdf import normalised
from kg.graph.store import GraphStore
from kg.graph.terms import claim_iri, document_id, document_iri, entity_iri

DIGESTS = "SELECT DISTINCT ?document ?digest { %s GRAPH ?document { ?document kg:correctionsHash ?digest } }"
# Where an entity is described, or was before corrections.
ENTITIES = """SELECT DISTINCT ?entity ?document { VALUES ?entity { %s }
  GRAPH ?document { { ?entity skos:prefLabel ?name } UNION { ?entity kg:mergedInto|kg:splitInto ?other } } }"""
CLAIMS = "SELECT DISTINCT ?claim ?document { VALUES ?claim { %s } ?claim prov:wasDerivedFrom ?document }"
DONE = "SELECT DISTINCT ?row ?document ?how { ?document ?how ?row FILTER (?how IN (kg:corrected, kg:notCorrected)) }"


@dataclass(frozen=True)
class Outcome:
    """What came of corrections: how many rows there are, those that change nothing, each with the reason, pairs of a
    row and what else it brought about, and the documents that were made anew."""

    rows: int = 0
    idle: tuple[tuple[Correction, str], ...] = ()
    warned: tuple[tuple[Correction, str], ...] = ()
    anew: frozenset[str] = frozenset()

    @property
    def applied(self) -> int:
        """How many rows do something."""
        return self.rows - len(self.idle)

    @property
    def changed(self) -> int:
        """How many documents were made anew."""
        return len(self.anew)


def settle(store: GraphStore, corrections: Corrections, done: Iterable[Corrected] = ()) -> Outcome:
    """Correct what is not corrected yet, and undo what no row asks for any more.

    ``done`` are the documents that were corrected already, with their texts at hand: what came of the rows in them is
    told with the rest.
    """
    stored = digests(store)
    if not stored and not corrections.rows:
        return Outcome()
    concerned = _concerned(store, corrections)
    found, anew = list(done), set()
    for document in sorted(concerned.keys() | stored.keys()):
        if corrections.digest(concerned.get(document, ())) != stored.get(document):
            made = _recorrect(store, corrections, document, stored.get(document))
            found += [made] if isinstance(made, Corrected) else []
            if made is not None:
                anew.add(document)
    return _outcome(store, corrections, found, frozenset(anew))


def recorrect(
    store: GraphStore, corrections: Corrections, document: str, text: str | None = None
) -> Corrected | bool | None:
    """Correct one document of the store anew; True where that made it what was extracted, None where it stays."""
    return _recorrect(store, corrections, document, digests(store, document).get(document), text)


def _recorrect(
    store: GraphStore, corrections: Corrections, document: str, digest: str | None, text: str | None = None
) -> Corrected | bool | None:
    record, now = store.before_and_after(document)
    done = corrections.apply(record, text=text, now=now)
    if done is None and digest is None:
        return None
    if done is not None and done.digest == digest and normalised(done.record) == now:
        return None
    store.replace_document(record, corrected=done)
    return done or True


def check(store: GraphStore, corrections: Corrections) -> Outcome:
    """What would come of corrections, without changing anything."""
    concerned = _concerned(store, corrections)
    done = [
        corrections.apply(*store.before_and_after(document))
        for document in sorted(concerned.keys() | digests(store).keys())
    ]
    made = [one for one in done if one is not None]
    applied = {row for one in made for row in one.applied}
    reasons = {row: why for one in reversed(made) for row, why in one.failed.items()}
    known = set(store.documents())
    idle = tuple((row, reasons.get(row) or _nowhere(row, known)) for row in corrections.rows if row not in applied)
    return Outcome(len(corrections.rows), idle, tuple(sorted({pair for one in made for pair in one.warned})))


def digests(store: GraphStore, document: str | None = None) -> dict[str, str]:
    """The digest of each document that corrections concern; or of one document, where it has one."""
    one = "" if document is None else f"VALUES ?document {{ {document_iri(document).n3()} }}"
    return {document_id(str(iri)): str(digest) for iri, digest in store.query(DIGESTS % one).rows}


def of_claims(store: GraphStore, claims: Iterable[str]) -> dict[str, str]:
    """The document of each of these claims that the graph has, or had before corrections."""
    iris = {str(claim_iri(claim)): claim for claim in claims}
    if not iris:
        return {}
    rows = store.query(CLAIMS % " ".join(URIRef(iri).n3() for iri in sorted(iris))).rows
    return {iris[str(claim)]: document_id(str(document)) for claim, document in rows}


def _concerned(store: GraphStore, corrections: Corrections) -> dict[str, list[Correction]]:
    """The rows that concern each document of the store, as `Corrections.concerning` says of its record."""
    rows = corrections.rows
    known = set(store.documents())
    entities = {ident for row in rows for ident in ((row.what, *brought(row)) if row.on_entity else brought(row))}
    described: dict[str, set[str]] = defaultdict(set)
    iris = {str(entity_iri(entity)): entity for entity in entities}
    if iris:
        for entity, document in store.query(ENTITIES % " ".join(URIRef(i).n3() for i in sorted(iris))).rows:
            described[iris[str(entity)]].add(document_id(str(document)))
    claims = of_claims(store, {row.what for row in rows if row.what and not row.on_entity and not row.document})
    found: dict[Correction, set[str]] = {}
    while True:  # rows that bring entities in make others concern more documents
        before = {row: len(documents) for row, documents in found.items()}
        for row in rows:
            if row.document:
                documents = {row.document} & known
            elif row.on_entity:
                documents = described[row.what]
            else:
                documents = {claims[row.what]} if row.what in claims else set()
            found[row] = set(documents)
            for ident in brought(row):
                described[ident] |= documents
        if before == {row: len(documents) for row, documents in found.items()}:
            break
    by_document: dict[str, list[Correction]] = defaultdict(list)
    for row, documents in found.items():
        for document in documents:
            by_document[document].append(row)
    return dict(by_document)


def _outcome(
    store: GraphStore,
    corrections: Corrections,
    done: Sequence[Corrected],
    anew: frozenset[str],
) -> Outcome:
    applied: set[str] = set()
    failed: dict[str, str] = {}
    for named, document, how in store.query(DONE).rows:
        if str(how).endswith("#corrected"):
            applied.add(str(named))
        else:
            failed[str(named)] = max(document_id(str(document)), failed.get(str(named), ""))
    idle, known = [], set(store.documents())
    told = {row: why for one in done for row, why in one.failed.items()}
    for row in corrections.rows:
        if (iri := str(correction_iri(row))) in applied:
            continue
        why = told.get(row)
        if why is None and iri in failed:
            again = corrections.apply(*store.before_and_after(failed[iri]))
            why = again.failed.get(row) if again is not None else None
        idle.append((row, why or _nowhere(row, known)))
    warned = {pair for one in done for pair in one.warned}
    return Outcome(len(corrections.rows), tuple(idle), tuple(sorted(warned)), anew)


def _nowhere(row: Correction, known: set[str]) -> str:
    """Why a row concerns no document."""
    if row.document and row.document not in known:
        return f"the graph has no document {row.document}"
    if row.on_entity:
        return f"the graph has no entity {row.what}"
    return f"the graph has no claim {row.what}; {FILL}"
