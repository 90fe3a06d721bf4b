"""What `kg explain` says of corrections."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph.corrections.row import Correction
from kg.graph.store import GraphStore
from kg.graph.terms import CORRECTION, claim_id, claim_iri, document_id, document_iri, entity_id, entity_iri
from kg.model import Claim, Record

MARKS = """SELECT DISTINCT ?thing ?row ?document ?how {
  VALUES ?how { kg:correctedBy kg:corrected kg:notCorrected } GRAPH ?document { ?thing ?how ?row } }"""
GONE = """SELECT DISTINCT ?gone ?how ?other ?document {
  VALUES ?how { kg:mergedInto kg:splitInto } GRAPH ?document { ?gone ?how ?other } }"""
REJECTED = "SELECT DISTINCT ?claim ?document { ?claim a kg:RejectedClaim ; prov:wasDerivedFrom ?document }"
DONE = {"add": "added", "accept": "accepted", "swap": "swapped"}


class Told:
    """The corrections of a graph, ready to be asked for what they did to one thing."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._rows = {CORRECTION + row.id: row for row in store.corrections()}
        self._by: dict[tuple[str, str], set[str]] = {}
        self.rejected: dict[str, str] = {}
        self._gone: list[tuple[str, bool, str, str]] = []
        if not self._rows:
            return
        self._idle = set[tuple[str, str]]()
        for thing, row, document, how in store.query(MARKS).rows:
            if str(how).endswith("#notCorrected"):
                self._idle.add((str(row), document_id(str(document))))
            self._by.setdefault((str(thing), document_id(str(document))), set()).add(str(row))
        self.rejected = {
            claim_id(str(claim)): document_id(str(document)) for claim, document in store.query(REJECTED).rows
        }
        self._gone = [
            (entity_id(str(gone)), str(how).endswith("mergedInto"), entity_id(str(other)), document_id(str(document)))
            for gone, how, other, document in store.query(GONE).rows
        ]

    def rejected_claims(self, ident: str) -> Iterator[tuple[Record, Claim]]:
        """The rejected claims whose id begins so, as they were extracted, with the record of their document."""
        for claim, document in sorted(self.rejected.items()):
            if claim.startswith(ident):
                record = self._store.extracted(document)
                yield from ((record, c) for c in record.claims if c.id == claim)

    def of_claim(self, record: Record, claim: Claim) -> Iterator[str]:
        """What corrections made of a claim, rejected or not."""
        rows = self._of(claim_iri(claim.id), record.id)
        if claim.id in self.rejected:
            for row in rows:
                yield f"  rejected  {_by(row)}"
                if row.what != claim.id:
                    yield f"            by {row}"
            return
        before = {c.id: c for c in self._store.extracted(record.id).claims}.get(claim.id) if rows else None
        for row in rows:
            change = ""
            if row.action == "edit" and before is not None:
                change = f"{row.field}, {_value(before, row.field)} → {_value(claim, row.field)}: "
            yield f"  {DONE.get(row.action, 'corrected'):<9} {change}{_by(row)}"

    def of_entity(self, ident: str) -> Iterator[str]:
        """What corrections made of an entity, in all documents."""
        rows: dict[str, set[str]] = {}
        for (thing, document), found in self._by.items():
            if thing == str(entity_iri(ident)):
                for row in found:
                    rows.setdefault(row, set()).add(document)
        for iri in sorted(rows, key=lambda iri: str(self._rows.get(iri, iri))):
            if iri in self._rows:
                yield f"  corrected {self._rows[iri]}{_reason(self._rows[iri])}; in {', '.join(sorted(rows[iri]))}"

    def gone(self, ident: str) -> Iterator[str]:
        """Where an entity went that was merged into another, and who took words from it."""
        for gone, merged, other, document in sorted(self._gone):
            if gone == ident:
                yield f"  {'merged into' if merged else 'gave words to'} {other} in {document}"

    def of_document(self, record: Record) -> Iterator[str]:
        """The corrections that concern a document."""
        for row in self._of(document_iri(record.id), record.id):
            idle = (CORRECTION + row.id, record.id) in self._idle
            yield f"  {'unchanged by' if idle else 'corrected'} {row}{_reason(row)}"

    def _of(self, thing: str, document: str) -> list[Correction]:
        found = self._by.get((str(thing), document), set())
        return sorted(self._rows[iri] for iri in found if iri in self._rows)


def _value(claim: Claim, field: str) -> str:
    value = getattr(claim, {"date": "event_date", "place": "places"}.get(field, field))
    if field in ("source", "target"):
        return "none" if value is None else str(value.name)
    if field == "date":
        return "none" if value is None else str(value.value)
    if field in ("claimants", "place"):
        return ", ".join(part.name for part in value) or "none"
    return str(value or "none")


def _reason(row: Correction) -> str:
    return f": {_by(row)}" if row.why or row.by or row.date else ""


def _by(row: Correction) -> str:
    signed = ", ".join(part for part in (row.by, row.date) if part)
    return f"{row.why or 'no reason given'}{f' ({signed})' if signed else ''}"
