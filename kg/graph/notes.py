"""What events and sums are made from, noted of each document while it is written.

A build has each record at hand once. To read from the store afterwards what its claims say takes about as long as to
write it, so this is noted beside: the claims as `kg.graph.event_reading` would read them, and the rows that
`kg.graph.summaries` would ask for. Notes live as long as the store is open, in a temporary file, and hold for a
document only as long as the store says that it is in the state in which it was noted.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from kg import ontology
from kg.graph import event_memory, rdf, summaries
from kg.graph.event_claims import End, Figure, ReportedClaim, Where
from kg.graph.event_memory import State
from kg.graph.standing import standing_of
from kg.graph.terms import KG, PLOVER, claim_iri, document_iri, entity_iri
from kg.model import Actor, Claim, Entity, Record

UNTOLD = ("Actor", "Office")  # types of which an entity's description says nothing to those who read it
LEVEL = 1  # of compression: the quickest

Row = tuple[Any, ...]


def of(record: Record, own_relations: Path | None = None) -> bytes:
    """The notes of a record that is normalised, packed."""
    entities = {entity.id: entity for entity in record.entities}
    claims = sorted((_reported(record, claim, entities) for claim in _told(record)), key=lambda claim: claim.id)
    known = ontology.load(own_relations)
    done = [_done(claim, entities) for claim in record.claims if claim.quad and standing_of(claim, known) == "stated"]
    aliases = [(str(entity_iri(e.id)), alias) for e in record.entities for alias in e.aliases]
    told = event_memory.line(str(document_iri(record.id)), (), claims)
    said = [told, done, list(_offices(record)), aliases, [[record.published]]]
    return zlib.compress(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"), LEVEL)


def _told(record: Record) -> Iterator[Claim]:
    return (claim for claim in record.claims if claim.modality == "actual")


def _reported(record: Record, claim: Claim, entities: dict[str, Entity]) -> ReportedClaim:
    date = claim.event_date
    voices = sorted({(str(entity_iri(c.entity)), c.entity) for c in claim.claimants}, key=lambda one: repr(one[:1]))
    places = {(str(entity_iri(p.entity)), *_point(p.lat, p.lon), p.entity) for p in claim.places if p.role == "at"}
    counts = sorted({(count.what, count.min, count.max) for count in claim.counts}, key=repr)
    return ReportedClaim(
        id=claim.id,
        document=record.id,
        relation=claim.relation,
        evidence=claim.evidence.text,
        source=_end(claim.source),
        target=_end(claim.target),
        publisher=record.publisher,
        published=record.published,
        url=record.url,
        polarity=claim.polarity,
        content_of=claim.content_of,
        group=claim.group,
        claimants=tuple(_described(entity, entities) for _, entity in voices),
        date=date.value if date else None,
        precision=date.precision if date else None,
        basis=date.basis if date else None,
        places=tuple(_where(row, entities) for row in sorted(places, key=lambda row: repr(row[:3]))),
        counts=tuple(Figure(*count) for count in counts),
        agreement=claim.agreement.entity if claim.agreement else None,
    )


def _point(lat: float | None, lon: float | None) -> tuple[float | None, float | None]:
    return (None, None) if lat is None or lon is None else (float(lat), float(lon))


def _where(row: Row, entities: dict[str, Entity]) -> Where:
    _, lat, lon, entity = row
    end = _described(entity, entities)
    return Where(end.name, end.country, lat, lon, end.entity)


def _end(actor: Actor | None) -> End | None:
    """As the claim has it: which is as its entity is described, or what the claim says otherwise."""
    return End(actor.entity, actor.name, actor.type, actor.country, actor.sector) if actor else None


def _described(ident: str, entities: dict[str, Entity]) -> End:
    entity = entities.get(ident)
    if entity is None or entity.type in UNTOLD:
        return End(ident, ident.rpartition("/")[2], "Actor")
    return End(ident, entity.name, entity.type, entity.country, entity.sector)


def _done(claim: Claim, entities: dict[str, Entity]) -> Row:
    """The row of `kg.graph.summaries` for a claim that is told as done, without the document."""
    date = claim.event_date
    return (
        str(claim_iri(claim.id)),
        str(KG[claim.relation]),
        claim.quad,
        f"{PLOVER}{claim.plover}" if claim.plover else None,
        None if claim.goldstein is None else float(claim.goldstein),
        date.value if date else None,
        date.precision if date else None,
        claim.group,
        *_named(claim.source, entities),
        *_named(claim.target, entities),
        _actor_type(claim.target, entities),
    )


def _named(actor: Actor | None, entities: dict[str, Entity]) -> Row:
    if actor is None:
        return None, None, None
    entity = entities.get(actor.entity)
    return str(entity_iri(actor.entity)), entity.name if entity else None, actor.country


def _actor_type(actor: Actor | None, entities: dict[str, Entity]) -> str | None:
    entity = entities.get(actor.entity) if actor else None
    return str(KG.Actor) if entity and ontology.load().is_a(entity.type, "Actor") else None


def _offices(record: Record) -> Iterator[Row]:
    for entity in record.entities:
        for tenure in entity.offices:
            label, of_ = rdf.office_label(tenure), tenure.of if "/" in tenure.of else f"state/{tenure.of}"
            for alias in entity.aliases or (None,):
                yield (
                    *(str(entity_iri(entity.id)), entity.name, alias, entity.country, label),
                    *(str(entity_iri(of_)), tenure.since, tenure.until),
                )


class Notes:
    """The notes of the documents that have been written since a store was opened."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[State, int, int]] = {}  # by the document's IRI: its state, and where in the file

    def put(self, document: str, record_hash: str, packed: bytes) -> None:
        """Note a document that has just been written, with no corrections."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed when nothing refers to it)
        start = self._file.seek(0, 2)
        self._file.write(packed)
        state = record_hash, "None", "None"  # as `kg.graph.event_graph.states` tells it
        self._places[str(document_iri(document))] = state, start, len(packed)

    def hold(self, documents: Iterable[tuple[str, State]]) -> set[str]:
        """Those of some documents, given with their states, that are noted in these."""
        return {iri for iri, state in documents if iri in self._places and self._places[iri][0] == state}

    def claims(self, documents: Iterable[str]) -> Iterator[tuple[str, list[ReportedClaim]]]:
        """What claims some documents that are noted make, by IRI, each with its claims sorted by id."""
        reader = event_memory.Reader()
        for iri in documents:
            _, claims = reader.document(self._read(iri)[0])[1:]
            yield iri, claims

    def rows(self, text: str, documents: Collection[str]) -> Iterator[Row]:
        """The rows that a question of `kg.graph.summaries` has in some documents that are noted."""
        which = summaries.QUESTIONS.index(text) + 1
        for iri in documents:
            for row in self._read(iri)[which]:
                yield (iri, *row) if which in (1, 4) else tuple(row)

    def clear(self) -> None:
        """Forget all: the events and sums are made."""
        if self._file is not None:
            self._file.close()
        self._file = None
        self._places = {}

    def _read(self, iri: str) -> Any:
        assert self._file is not None
        _, start, length = self._places[iri]
        self._file.seek(start)
        return json.loads(zlib.decompress(self._file.read(length)))
