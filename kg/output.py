"""Writing data out: files that are whole or not there, and rows as CSV, TSV, JSON or a table."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import KgError


@contextmanager
def opened(path: str | None) -> Iterator[BinaryIO]:
    """A binary file to write to: standard output for None or ``-``, else a file that appears when it is complete.

    It is written under another name beside its place and moved there at the end, so that neither an error nor a crash
    leaves half a file or spoils the old one. What is no plain file (/dev/null, a pipe) is written to as it is. Raises
    KgError where that cannot be done.
    """
    if path is None or path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    place = Path(os.path.realpath(path))
    if not place.parent.is_dir():
        raise KgError("the folder for it does not exist", where=path, remedy=f"make {place.parent} first")
    if place.is_dir():
        raise KgError("this is a folder", where=path, remedy="name a file to write to")
    direct = place.exists() and not place.is_file()
    target = place if direct else place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        file = target.open("wb")
    except OSError as error:
        raise KgError(f"cannot write: {error.strerror}", where=path) from error
    try:
        with file:
            yield file
        if not direct:
            target.replace(place)
    finally:
        if not direct:
            target.unlink(missing_ok=True)


def rows_as(format: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows of plain values as json, csv or tsv: JSON is a list of objects, CSV and TSV have a header.

    A value that is missing is an empty field, or null in JSON.
    """
    if format == "json":
        return json_bytes([dict(zip(names, row, strict=True)) for row in rows])
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t" if format == "tsv" else ",", lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_field(value) for value in row] for row in rows)
    return text.getvalue().encode()


def json_bytes(value: Any) -> bytes:
    """JSON for people and programs, with its final newline."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def table(names: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """Rows as a table on the terminal, with short IRIs."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kg.graph.terms import short

    drawn = Table(title=title, title_justify="left")
    for name in names:
        drawn.add_column(Text(name), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(_printable(short(_field(value)))) for value in row))
    Console(highlight=False).print(drawn)


def columns(
    names: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None, width: int | None = None
) -> str:
    """Rows as plain text in columns under their names, two spaces apart; numbers stand to the right.

    Nothing is drawn, so that it reads well in a file, a log or a pipe. Where a ``width`` is given, the widest columns
    of words are cut to keep within it, though not below 12 characters.
    """
    from rich.cells import cell_len, set_cell_size

    numbers = [any(isinstance(row[i], int | float) for row in rows) for i in range(len(names))]
    lines = [list(names), *([_printable(_cell(value)).replace("\n", " ") for value in row] for row in rows)]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(names))]
    while width and sum(widths) + 2 * len(widths) - 2 > width and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1

    def fitted(text: str, i: int) -> str:
        if cell_len(text) > widths[i]:
            text = set_cell_size(text, widths[i] - 1) + "…"
        gap = " " * (widths[i] - cell_len(text))
        return gap + text if numbers[i] else text + gap

    told = ["  ".join(fitted(text, i) for i, text in enumerate(line)).rstrip() for line in lines]
    return "\n".join([*([title] if title else []), *told, ""])


def _cell(value: Any) -> str:
    """A value for people: scores with one decimal, so that they stand under each other."""
    return f"{value:.1f}" if isinstance(value, float) else _field(value)


def _field(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _printable(text: str) -> str:
    """Text from documents without control characters, which could steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
