"""What `kg classify` does: rows with a text and two marked actors in, the relation between the two out.

The learned reader gives probabilities; where the rules find a claim between the same two words, its class gains by the
odds of ``data/combination.csv``. Rows that cannot be read are listed, and the others go through.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from kg.errors import InputError, KgError
from kg.language.reader import PairReader, ParsedPair, combination
from kg.model import Claim, Document, Record
from kg.ontology import Ontology
from kg.relation_model import NONE, Pair, Reading, RelationModel

ALTERNATIVES = 3
BATCH = 64


class Extracts(Protocol):
    """What is needed of `kg.extract.Extractor`."""

    def read(self, documents: Iterable[Document], batch_size: int = BATCH) -> Iterator[tuple[Record, Any]]: ...


@dataclass(frozen=True)
class Row:
    """A pair that a user gave, with its id."""

    id: str
    pair: Pair


def read(path: str, skipped: list[KgError]) -> Iterator[Row]:
    """The rows of a file of JSON lines, or of standard input for ``-``.

    A row is ``{"id", "text", "source": {"start", "end"}, "target": {"start", "end"}}``, offsets in code points. Raises
    InputError where the file cannot be read; a row that cannot be used is appended to ``skipped``.
    """
    seen: set[str] = set()
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = _row(line, f"{path} line {number}")
                if row.id in seen:
                    raise InputError(f"the id {row.id!r} was there before", where=f"{path} line {number}")
            except KgError as error:
                skipped.append(error)
                continue
            seen.add(row.id)
            yield row


@contextmanager
def _lines(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    if not Path(path).is_file():
        raise InputError("there is no such file", where=path, remedy="name a file of JSON lines")
    with Path(path).open("rb") as file:
        yield file


def _row(line: bytes, where: str) -> Row:
    try:
        values = json.loads(line)
        text, ident = values["text"], str(values["id"])
        source, target = (tuple(int(values[end][k]) for k in ("start", "end")) for end in ("source", "target"))
    except (ValueError, KeyError, TypeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else f"is no pair ({error})"
        remedy = 'a row is {"id", "text", "source": {"start", "end"}, "target": {"start", "end"}}'
        raise InputError(what, where=where, remedy=remedy) from error
    if not isinstance(text, str):
        raise InputError("its text is no string", where=where)
    for name, (start, end) in (("source", source), ("target", target)):
        if not 0 <= start < end <= len(text):
            raise InputError(f"its {name} {start}-{end} lies outside its text of {len(text)} characters", where=where)
    first, second = (source[0], source[1]), (target[0], target[1])
    first, second = _apart(first, second), _apart(second, first)
    if _overlap(first, second):
        remedy = "mark two different stretches of the text"
        raise InputError("its source and target overlap", where=where, remedy=remedy)
    return Row(ident, Pair(text, first, second))


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _apart(outer: tuple[int, int], inner: tuple[int, int]) -> tuple[int, int]:
    """What is left of a stretch that holds the other one, on its longer side: "the rebels" of "the rebels in Syria"."""
    if not (outer[0] <= inner[0] and inner[1] <= outer[1]) or outer == inner:
        return outer
    return max((outer[0], inner[0]), (inner[1], outer[1]), key=lambda side: side[1] - side[0])


def classify(rows: Iterable[Row], model: RelationModel, extractor: Extracts | None = None) -> Iterator[dict[str, Any]]:
    """An answer to each row, in order; with an ``extractor`` the rules have a say."""
    ontology, reader = model.ontology, PairReader(model)
    waiting = iter(rows)
    while batch := list(itertools.islice(waiting, BATCH)):
        claims: list[Claim | None] = [None] * len(batch)
        if extractor is None:
            readings = model.read(r.pair for r in batch)
        else:
            documents = (Document(id=row.id, text=row.pair.text) for row in batch)
            read = list(extractor.read(documents, batch_size=BATCH))
            claims = [_claim(record, row.pair, ontology) for row, (record, _) in zip(batch, read, strict=True)]
            readings = reader.read([ParsedPair.of(row.pair, doc) for row, (_, doc) in zip(batch, read, strict=True)])
        for row, reading, claim in zip(batch, readings, claims, strict=True):
            yield _answer(row, reading, claim, ontology)


def _claim(record: Record, pair: Pair, ontology: Ontology) -> Claim | None:
    """The surest claim of the rules between the two words of a pair."""
    fitting = (c for c in record.claims if c.plover and c.polarity == "affirmed" and _between(c, pair, ontology))
    # an act before what it is about, then the surest
    return min(fitting, key=lambda c: (c.content_of is not None, -c.confidence, c.id), default=None)


def _between(claim: Claim, pair: Pair, ontology: Ontology) -> bool:
    ends = ((claim.source, pair.source), (claim.target, pair.target))
    symmetric = ontology.relations[claim.relation].symmetric
    turned = ((claim.source, pair.target), (claim.target, pair.source))
    return any(
        all(a is not None and a.start < e and s < a.end for a, (s, e) in w) for w in (ends, turned)[: 1 + symmetric]
    )


def _answer(row: Row, reading: Reading, claim: Claim | None, ontology: Ontology) -> dict[str, Any]:
    """The row's answer: the fields of the contract, then how the deed is said and whether the rules found it too.

    Confidences are those of classes: the next best relations are those of the next best classes.
    """
    if claim is not None:
        reading = reading.leaning(str(claim.plover), claim.relation, combination()["odds of a rule in classify"])
    order = sorted(reading.classes, key=lambda c: (-reading.classes[c], c))
    best = _option(order[0], reading, ontology)
    return {
        "id": row.id,
        **best,
        "alternatives": [
            {k: v for k, v in _option(name, reading, ontology).items() if k in {"relation", "plover", "confidence"}}
            for name in order[1 : ALTERNATIVES + 1]
        ],
        "status": claim.modality if claim is not None else reading.status if best["relation"] else None,
        "rule": claim.rule if claim is not None else None,
    }


def _option(name: str, reading: Reading, ontology: Ontology) -> dict[str, Any]:
    """A class as an answer: its most probable relation with its coding."""
    confidence = round(reading.classes[name], 3)
    if name == NONE:
        return {"relation": None, "plover": None, "quad": None, "goldstein": None, "confidence": confidence}
    relation = reading.relations[name][0][0]
    done = ontology.relations[relation].plover or "state"
    coding = ontology.classify(relation, "actual" if done == name else "planned")
    return {
        "relation": relation,
        "plover": coding.plover,
        "quad": coding.quad,
        "goldstein": coding.score,
        "confidence": confidence,
    }
