"""What is remembered beside a graph of the last time that its events were made, so that the next time takes less.

That is what was read of each document, with the state in which the document was, and a digest of each event's triples.
It is a file in the graph's folder that may be lost at any time: then all is read and written anew, with the same
outcome. It is never believed further than the graph itself says: by the states of its documents, and by what the stored
events were made from.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.graph.event_claims import End, Figure, ReportedClaim, Where

FILE = "kg.events"  # in the graph's folder
FORMAT = 1  # another number for each change of what is read of a claim, or how

State = tuple[str, ...]


@dataclass(frozen=True)
class Remembered:
    """The claims of documents, by IRI with the state that each was in; digests of the triples of events, by id; and
    what those events were made from (None: nothing is known of them)."""

    claims: Mapping[str, tuple[State, list[ReportedClaim]]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    made_from: str | None = None


NOTHING = Remembered()


def recall(folder: Path | None) -> Remembered:
    """What is remembered beside a graph; nothing where there is no such file, or none that can be used."""
    if folder is None:
        return NOTHING
    try:
        with gzip.open(folder / FILE, "rt", encoding="utf-8") as file:
            made_from, digests = _head(json.loads(file.readline()))
            return Remembered(_documents(file), digests, made_from)
    except (OSError, EOFError, ValueError, TypeError, LookupError, AttributeError):
        return NOTHING


def remember(folder: Path | None, known: Remembered) -> None:
    """Put it beside a graph, in the place of what is there; where that fails, nothing is remembered."""
    if folder is None:
        return
    path, fresh = folder / FILE, folder / f"{FILE}.new"
    try:
        with gzip.GzipFile(fresh, "wb", compresslevel=1, mtime=0) as file:
            for line in _lines(known):
                file.write(line.encode("utf-8", "surrogatepass"))
        fresh.replace(path)
    except (OSError, ValueError):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            fresh.unlink(missing_ok=True)


def _head(head: Any) -> tuple[str, dict[str, str]]:
    format_, made_from, digests = head
    if format_ != FORMAT:
        raise ValueError("another format")
    return str(made_from), dict(digests)


def _lines(known: Remembered) -> Iterator[str]:
    yield json.dumps([FORMAT, known.made_from, dict(sorted(known.digests.items()))]) + "\n"
    for iri, (state, claims) in sorted(known.claims.items()):
        yield json.dumps(line(iri, state, claims)) + "\n"


def line(iri: str, state: State, claims: Sequence[ReportedClaim]) -> list[Any]:
    """What is remembered of a document, as JSON has it; `Reader.document` reads it."""
    first = claims[0] if claims else None
    document = [first.document, first.publisher, first.published, first.url] if first else []
    return [iri, state, document, [_values(claim) for claim in claims]]


def _values(claim: ReportedClaim) -> list[Any]:
    return [
        claim.id, claim.relation, claim.evidence, claim.source, claim.target, claim.polarity, claim.content_of,
        claim.group, claim.claimants, claim.date, claim.precision, claim.basis, claim.places, claim.counts,
        claim.agreement,
    ]  # fmt: skip


def _documents(lines: Iterable[str]) -> dict[str, tuple[State, list[ReportedClaim]]]:
    reader = Reader()
    read = (reader.document(json.loads(line)) for line in lines)
    return {iri: (state, claims) for iri, state, claims in read}


class Reader:
    """Reads documents; what comes again and again is one value for all of them."""

    def __init__(self) -> None:
        self._ends: dict[End, End] = {}
        self._places: dict[tuple[Where, ...], tuple[Where, ...]] = {}

    def document(self, line: list[Any]) -> tuple[str, State, list[ReportedClaim]]:
        """A document's IRI, its state and its claims."""
        iri, state, document, claims = line
        document = [value if value is None else sys.intern(value) for value in document]
        return iri, tuple(state), [self._claim(document, values) for values in claims]

    def _end(self, values: Any) -> End | None:
        return None if values is None else self._ends.setdefault(made := End(*values), made)

    def _claim(self, document: list[Any], values: list[Any]) -> ReportedClaim:
        ident, relation, evidence, source, target, polarity, content_of, group, claimants, *rest = values
        date, precision, basis, places, counts, agreement = rest
        name, publisher, published, url = document
        return ReportedClaim(
            id=ident,
            document=name,
            relation=sys.intern(relation),
            evidence=evidence,
            source=self._end(source),
            target=self._end(target),
            publisher=publisher,
            published=published,
            url=url,
            polarity=sys.intern(polarity),
            content_of=content_of,
            group=group,
            claimants=tuple([end for voice in claimants if (end := self._end(voice)) is not None]),
            date=_kept(date),
            precision=_kept(precision),
            basis=_kept(basis),
            places=self._places.setdefault(at := tuple([Where(*place) for place in places]), at),
            counts=tuple([Figure(*count) for count in counts]),
            agreement=agreement,
        )


def _kept(value: str | None) -> str | None:
    """A word that many claims have, as one value."""
    return None if value is None else sys.intern(value)
