"""Graphs as bytes, the same bytes for the same triples: sorted first, then written by pyoxigraph, a piece at a time.

rdflib's own writers are not used, since their order changes with PYTHONHASHSEED. Triples are sorted as lines of
N-Triples, whose order is that of subject, predicate and object: no IRI holds what ends it, so none begins another.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.graph.sorting import in_order
from kg.graph.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph.endpoint import Endpoint

FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
SPOOL = 2**23  # bytes of a graph that wait in memory to be sorted; more wait in a temporary file
PIECE = 20_000  # triples that are written together, and the rest of the last one's subject

# Not those of entities and documents: their ids hold slashes, which a prefixed name has to escape.
_VOCABULARIES = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace.endswith(("#", "/terms/"))}
_HEAD = "".join(sorted(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _VOCABULARIES.items())).encode()

Name = ox.NamedNode | ox.BlankNode
Graphs = Iterable[tuple[Name, Iterable[bytes]]]  # the triples as lines of N-Triples


def lines_of(store: ox.Store | Endpoint, name: Name) -> Iterator[bytes]:
    """The triples of a graph as lines of N-Triples, in whatever order. A server sends the whole graph at once."""
    if not isinstance(store, ox.Store):
        for quad in store.quads_for_pattern(None, None, None, name):
            yield f"{quad.triple} .\n".encode()
        return
    with tempfile.SpooledTemporaryFile(SPOOL) as file:
        store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=name)
        file.seek(0)
        yield from file


def pieces(graphs: Graphs, format: str) -> Iterator[bytes]:
    """The graphs in one of `FORMATS`, in pieces for a file. Turtle knows no graphs: it gets the union of them.

    They come in the order in which they are given, and the triples of each sorted. What is held in memory is a piece,
    and as much as `kg.graph.sorting` sorts there. Raises ValueError for an unknown format.
    """
    if format not in FORMATS:
        raise ValueError(f"the format is one of {', '.join(FORMATS)}, not {format!r}")
    return _WRITERS[format](graphs)


def _nquads(graphs: Graphs) -> Iterator[bytes]:
    for name, lines in graphs:
        end = f" {name} .\n".encode()
        ordered = in_order(lines)
        while some := list(itertools.islice(ordered, PIECE)):
            yield b"".join(line[:-3] + end for line in some)


def _trig(graphs: Graphs) -> Iterator[bytes]:
    head = _HEAD
    for name, lines in graphs:
        begin = head + f"{name} {{\n".encode()
        for some in _by_subject(in_order(lines)):
            text = _without_prefixes(_serialized(some, ox.RdfFormat.TRIG, name))
            yield begin + text[text.index(b"\n") + 1 : -2]  # without the graph's name and brackets
            begin = b""
        if not begin:
            head = b""
            yield b"}\n"


def _turtle(graphs: Graphs) -> Iterator[bytes]:
    head = _HEAD
    for some in _by_subject(in_order(itertools.chain.from_iterable(lines for _, lines in graphs))):
        yield head + _without_prefixes(_serialized(some, ox.RdfFormat.TURTLE))
        head = b""


def _jsonld(graphs: Graphs) -> Iterator[bytes]:
    before, inside = b"[", b'"@graph":['
    for name, lines in graphs:
        follows = False
        for some in _by_subject(in_order(lines)):
            text = _serialized(some, ox.RdfFormat.JSON_LD, name)
            start = text.index(inside) + len(inside)  # before it stands a name, which holds no quotation mark
            yield (b"," if follows else before + text[1:start]) + text[start:-3]
            follows = True
        if follows:
            before = b","
            yield b"]}"
    yield b"[]" if before == b"[" else b"]"


_WRITERS: dict[str, Callable[[Graphs], Iterator[bytes]]] = {
    "nquads": _nquads,
    "trig": _trig,
    "turtle": _turtle,
    "jsonld": _jsonld,
}


def _by_subject(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Sorted lines in pieces that part no subject."""
    some: list[bytes] = []
    last = b""
    for line in lines:
        if len(some) >= PIECE:
            last = last or some[-1].partition(b" ")[0] + b" "
            if not line.startswith(last):
                yield some
                some, last = [], b""
        some.append(line)
    if some:
        yield some


def _serialized(lines: Iterable[bytes], format: ox.RdfFormat, graph: Name | None = None) -> bytes:
    """The triples in a format; in a graph, where it knows graphs."""
    quads = ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    prefixes = None if format == ox.RdfFormat.JSON_LD else _VOCABULARIES
    triples = (q.triple if graph is None else ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
    return ox.serialize(triples, format=format, prefixes=prefixes) or b""


def _without_prefixes(text: bytes) -> bytes:
    """pyoxigraph writes the prefixes first, a line each, in an order that changes from run to run."""
    return text[len(_HEAD) :]
