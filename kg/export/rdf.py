"""A graph as RDF: sorted and written through pyoxigraph, so that the same content gives the same bytes."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.done import Done
from kg.graph.store import GraphStore


def write(store: GraphStore, file: BinaryIO, *, format: str) -> Done:
    """Write all but the ontology, which comes with the program, in one of `kg.graph.dump.FORMATS`.

    N-Quads and TriG are written a graph at a time; Turtle, the union of the graphs, and JSON-LD need all of it in
    memory. Raises ValueError for an unknown format.
    """
    for piece in store.dump_pieces(format):
        file.write(piece)
    return Done(len(store.documents()), "document")
