"""Triples in memory for one reader: an rdflib store without named graphs, filled once and never changed.

rdflib's own store keeps three indexes and the graphs of each triple. Filling it takes seven times as long as filling
this one, and reading half as long again, which is most of the time that a validation takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Graph, URIRef
from rdflib.store import Store
from rdflib.term import Node

Triple = tuple[Node, Node, Node]
Pattern = tuple[Node | None, Node | None, Node | None]
Values = dict[Node, dict[Node, None]]  # a dict for its order: the same triples are always read in the same order


def graph_of(triples: Iterable[Triple]) -> Graph:
    """A graph of these triples, to read from."""
    return Graph(store=_Triples(triples))


class _Triples(Store):
    # pySHACL asks for a store that knows named graphs, and then reads one graph alone.
    context_aware = True
    graph_aware = True

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__()
        self._by_subject: dict[Node, Values] = {}
        self._by_name: dict[Node, Values] = {}
        for subject, name, value in triples:
            self._by_subject.setdefault(subject, {}).setdefault(name, {})[value] = None
            self._by_name.setdefault(name, {}).setdefault(value, {})[subject] = None
        self._size = sum(len(values) for names in self._by_subject.values() for values in names.values())

    def __len__(self, context: object = None) -> int:
        return self._size

    def triples(self, triple_pattern: Pattern, context: object = None) -> Iterator[tuple[Triple, Iterator[None]]]:
        """The triples that fit a pattern, each with its graphs, of which there are none."""
        nowhere: Iterator[None] = iter(())
        subject, name, value = triple_pattern
        if subject is not None:
            names = self._by_subject.get(subject, {})
            for found in names if name is None else [name]:
                values = names.get(found, {})
                for v in values if value is None else [value] if value in values else ():
                    yield (subject, found, v), nowhere
            return
        for found in self._by_name if name is None else [name]:
            subjects = self._by_name.get(found, {})
            for v in subjects if value is None else [value]:
                for s in subjects.get(v, ()):
                    yield (s, found, v), nowhere

    # What rdflib and pySHACL ask of every store.

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Nothing: who reads from here writes no prefixes."""

    def namespace(self, prefix: str) -> None:
        """None: there are no prefixes."""

    def prefix(self, namespace: URIRef) -> None:
        """None: there are no prefixes."""

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """No prefixes."""
        return iter(())
