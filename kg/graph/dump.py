"""Quads as bytes, the same bytes for the same quads: sorted first, then written by pyoxigraph.

rdflib's own writers are not used, since their order changes with PYTHONHASHSEED.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.graph.terms import PREFIXES

FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}

# Not those of entities and documents: their ids hold slashes, which a prefixed name has to escape.
_VOCABULARIES = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace.endswith(("#", "/terms/"))}


def serialize(quads: Iterable[ox.Quad], format: str) -> bytes:
    """The quads in one of `FORMATS`, in a fixed order. Turtle knows no graphs: it gets the union of them.

    Raises ValueError for an unknown format.
    """
    if format not in FORMATS:
        raise ValueError(f"the format is one of {', '.join(FORMATS)}, not {format!r}")
    chosen = FORMATS[format]
    ordered: list[ox.Quad] | list[ox.Triple]
    if chosen.supports_datasets:
        ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), *_order(quad.triple)))
    else:
        ordered = sorted({quad.triple for quad in quads}, key=_order)
    if chosen not in (ox.RdfFormat.TRIG, ox.RdfFormat.TURTLE):
        return ox.serialize(ordered, format=chosen) or b""
    return _with_sorted_prefixes(ox.serialize(ordered, format=chosen, prefixes=_VOCABULARIES) or b"")


def pieces(graphs: Iterable[Iterable[ox.Quad]], format: str) -> Iterator[bytes]:
    """What `serialize` gives, in pieces for a file; N-Quads and TriG take a graph at a time into memory.

    ``graphs`` are the quads of one graph each, in the order of the graphs' names. Raises ValueError for an unknown
    format.
    """
    if format not in ("nquads", "trig"):  # the union has to know all that it holds, and JSON-LD is one value
        yield serialize(itertools.chain.from_iterable(graphs), format)
        return
    for number, quads in enumerate(graphs):
        text = serialize(quads, format)
        yield text if number == 0 else _without_prefixes(text)


def _without_prefixes(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    return b"".join(lines[_count_prefixes(lines) :])


def _with_sorted_prefixes(text: bytes) -> bytes:
    """pyoxigraph writes the prefixes first, a line each, in an order that changes from run to run."""
    lines = text.splitlines(keepends=True)
    count = _count_prefixes(lines)
    return b"".join(sorted(lines[:count]) + lines[count:])


def _count_prefixes(lines: list[bytes]) -> int:
    return next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))


def _order(triple: ox.Triple) -> tuple[str, str, str]:
    return str(triple.subject), str(triple.predicate), str(triple.object)
