"""Records that others made: whether they may go into a graph, which conforms to its shapes and has to stay so."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from rdflib import URIRef

from kg import ontology
from kg.errors import KgError, StoreError
from kg.graph import notes, rdf, shapes, validate
from kg.model import Actor, AgreementRef, Claim, ClaimPlace, Count, Mention, Record, Span

REMEDY = "make the record again with `kg extract`, or mend it"

Placed = Span | Actor | AgreementRef | ClaimPlace | Count | Mention


@dataclass(frozen=True)
class Ready:
    """A record that others made, looked at, with all that is written of it: ``statements`` is TriG.

    ``notes`` are those of `kg.graph.notes`, and ``fault`` is what keeps it out of a graph. It is plain, so that another
    process may have made it, and packed by zlib, so that many may wait to be written.
    """

    id: str
    url: str | None
    record_hash: str
    claims: tuple[str, ...]
    statements: bytes
    json: bytes
    notes: bytes = b""
    fault: KgError | None = None

    def record(self) -> Record:
        """The record itself, made anew from its JSON."""
        return Record.from_json(zlib.decompress(self.json).decode("utf-8", "surrogatepass"))


def ready(record: Record, own_relations: Path | None = None) -> Ready:
    """Look at a record, and write all that a graph is to hold of it.

    Looked at are its words (relations, types and codes that the ontology does not have), its spans, what they refer
    to, and the shapes.
    """
    text, claims = _packed(record.to_json().encode("utf-8", "surrogatepass")), tuple(c.id for c in record.claims)
    made = Ready(record.id, record.url, "", claims, b"", text)
    try:
        _check_words(record, ontology.load(own_relations))
        _check_spans(record)
        _check_references(record)
        normal = rdf.normalised(record)
        lines, record_hash = rdf.written(normal, own_relations)
        _check_shapes(record, list(itertools.chain.from_iterable(lines.values())))
        return dataclasses.replace(
            made,
            record_hash=record_hash,
            statements=_packed(trig(lines)),
            notes=notes.of(normal, own_relations),
        )
    except KgError as error:
        return dataclasses.replace(made, fault=error)
    except UnicodeEncodeError:
        return dataclasses.replace(made, fault=_fault(record, "it holds what is no Unicode"))


def written(record: Record, own_relations: Path | None = None) -> Ready:
    """As `ready`, of a record that was made here and needs no looking at. Raises TableError and StoreError for what the
    ontology lacks, UnicodeEncodeError for what is no Unicode."""
    normal = rdf.normalised(record)
    lines, record_hash = rdf.written(normal, own_relations)
    return Ready(
        record.id,
        record.url,
        record_hash,
        tuple(claim.id for claim in record.claims),
        _packed(trig(lines)),
        b"",
        notes.of(normal, own_relations),
    )


def stream(pieces: Iterable[bytes]) -> IO[bytes]:
    """Pieces of bytes, one after the other, as a file to read from."""
    return cast(IO[bytes], _Pieces(pieces))


class _Pieces(io.RawIOBase):

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as a piece reaches; 0 at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _packed(plain: bytes) -> bytes:
    return zlib.compress(plain, notes.LEVEL)


def trig(lines: Mapping[URIRef, Iterable[str]]) -> bytes:
    """Triples by graph, each a line of N-Triples, as TriG. Raises UnicodeEncodeError for what is no Unicode."""
    blocks = (f"GRAPH <{graph}> {{\n" + "\n".join(triples) + "\n}\n" for graph, triples in lines.items())
    return "".join(blocks).encode()


def _check_shapes(record: Record, lines: list[str]) -> None:
    if shapes.conform(lines):
        return
    for finding in validate.findings_in(rdf.triple(line) for line in lines if validate.looks_at(line))[:1]:
        raise _fault(record, str(finding))


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
    spans = dict.fromkeys((span.start, span.end, span.text) for span in _spans(record))
    for start, end, words in spans:
        if start < 0 or end - start != len(words) or not words:
            raise _fault(record, f"{words!r} does not fit its offsets {start} to {end}")
    evidence = sorted({(c.evidence.start, c.evidence.end, c.evidence.text) for c in record.claims})
    apart = all(one[1] <= other[0] for one, other in itertools.pairwise(evidence))
    starts = [one[0] for one in evidence]
    text: dict[int, str] = {}
    for start, end, words in spans:
        if apart and (nearest := bisect_right(starts, start) - 1) >= 0:
            begins, ends, sentence = evidence[nearest]
            if end <= ends and sentence[start - begins : end - begins] == words:
                continue  # nearly all, so that nobody has to look at single characters
        if apart and not text:
            text = {begins + at: letter for begins, _, sentence in evidence for at, letter in enumerate(sentence)}
        for place, character in enumerate(words, start):
            if text.setdefault(place, character) != character:
                raise _fault(record, f"{words!r} at {start} does not stand in its evidence")


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
