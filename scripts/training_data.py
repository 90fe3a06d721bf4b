"""Reads the labelled pairs that `train_relation_model.py` learns from; needs no torch."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import ontology
from kg.errors import InputError, KgError
from kg.relation_model import Pair

STATUSES = ("actual", "planned", "demanded", "possible", "denied")


@dataclass(frozen=True)
class Example:
    """A pair with its labels; ``group`` tells the file it came from, ``key`` decides whether it is held out.

    One that is not ``labelled`` is there for what a teacher says of it.
    """

    pair: Pair
    relation: str | None
    status: str
    group: str
    key: int
    labelled: bool = True


def examples(path: Path, known: ontology.Ontology) -> Iterator[Example]:
    """The labelled pairs of a file; raises InputError naming the line where one cannot be used."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, key = row["text"], int(hashlib.sha256(row["text"].encode()).hexdigest()[:8], 16)
            for source, target, relation, *rest in row["pairs"]:
                status = rest[0] if rest else "actual"
                if relation is not None:
                    known.relation(relation)
                if status not in STATUSES:
                    raise ValueError(f"a status is one of {', '.join(STATUSES)}, not {status!r}")
                yield Example(Pair(text, find(text, source), find(text, target)), relation, status, path.stem, key)
        except (ValueError, KeyError, TypeError, KgError) as error:
            raise InputError(f"{type(error).__name__}: {error}", where=f"{path} line {number}") from error


def find(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text as whole words; "name#2" is the second time. Raises ValueError where they do not."""
    name, _, nth = words.partition("#")
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    n = int(nth or 1)
    if len(places) < n:
        raise ValueError(f"{words!r} does not stand in the text")
    return places[n - 1]
