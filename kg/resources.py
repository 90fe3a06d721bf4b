"""The only place that finds ``ontology/`` and ``data/``: in a checkout first, else inside the installed package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from kg.errors import TableError

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = ("ontology", "data")


def find(name: str) -> Path:
    """The path of a shipped file or folder, such as ``data/states.csv`` or ``ontology/kg.ttl``.

    Raises TableError if the installation lacks it.
    """
    top = name.split("/", 1)[0]
    if top not in _FOLDERS:
        raise ValueError(f"resources are in {_FOLDERS}, not in {top!r}")
    for root in (_PACKAGE.parent, _PACKAGE / "share"):
        if (root / name).exists():
            return root / name
    raise TableError("this shipped file is missing", where=name, remedy="install kg again")


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/NAME.csv`` as dicts with stripped values; lines that begin with ``#`` are comments.

    Raises TableError for a row with too few or too many fields, naming the line.
    """
    path = find(f"data/{name}.csv")
    with path.open(encoding="utf-8", newline="") as f:
        lines = ((number, line) for number, line in enumerate(f, 1) if line.strip() and not line.startswith("#"))
        numbers: list[int] = []

        def remembered() -> Iterator[str]:
            for number, line in lines:
                numbers.append(number)
                yield line

        for row in csv.DictReader(remembered(), strict=True):
            if None in row or None in row.values():
                raise TableError("wrong number of fields", where=f"data/{name}.csv line {numbers[-1]}")
            yield {k: v.strip() for k, v in row.items()}
