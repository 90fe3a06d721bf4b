"""The graph on a SPARQL 1.1 server: what `kg.graph.store` keeps in a folder, at an address.

with GraphStore.create("http://localhost:7878/update") as store: ...

The same quads stand there as in a folder, a document is replaced by one request, and other graphs of the data set are
left alone. What is only here: somebody who writes stands in a graph of its own (`kg.graph.server_lock`), and a graph
that is too large for one request is put together beside, then moved to its place.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, URIRef
from rdflib.namespace import PROV, RDF

from kg.errors import StoreError
from kg.graph import address, query, server_lock
from kg.graph.endpoint import OURS, STAGING_GRAPH, Endpoint
from kg.graph.server import Refused, Server
from kg.graph.store import GraphStore, Made, replacement
from kg.graph.terms import KG, ONTOLOGY_GRAPH, claim_id, claim_iri, document_iri, extraction_iri

REQUEST = 8_000_000  # bytes of an update, unless the server takes less
SMALLEST = 16_000  # what a server has to take
TOO_LARGE = 413  # HTTP's word for it
CLAIMS = 1000  # that are asked for at a time

Lines = Mapping[URIRef, Iterable[str]]


class RemoteStore(GraphStore):
    """An open graph on a server; a context manager. Make one with `create`, `write` or `read`."""

    together = False  # one update a document, so that a build that is stopped has lost one at most

    def __init__(self, endpoint: Endpoint, *, entry: str | None = None) -> None:
        super().__init__(endpoint, None, writable=entry is not None)
        self._endpoint = endpoint
        self._entry = entry  # of the lock
        self._request = REQUEST

    # Opening and closing.

    @staticmethod
    def exists(folder: str | Path) -> bool:
        """Whether a server holds a graph of ours."""
        endpoint = _endpoint(folder)
        try:
            return _has_graph(endpoint)
        finally:
            endpoint.server.close()

    @classmethod
    def create(cls, folder: str | Path) -> RemoteStore:
        """Open a graph for writing; a server without one gets one. Raises StoreError if it is in use, or not there."""
        endpoint = _endpoint(folder)
        endpoint.ask("ASK { ?s ?p ?o }")  # whether this answers queries at all, before anything is written
        store = cls(endpoint, entry=server_lock.take(endpoint))
        endpoint.update(f"DROP SILENT GRAPH <{STAGING_GRAPH}>")
        return store

    @classmethod
    def write(cls, folder: str | Path) -> RemoteStore:
        """Open a graph that is there for writing. Raises StoreError if there is none, or it is in use."""
        _must_have_graph(_endpoint(folder))
        return cls.create(folder)

    @classmethod
    def read(cls, folder: str | Path) -> RemoteStore:
        """Open a graph to read; a writer may be at work meanwhile, and what it has finished is seen.

        Raises StoreError if there is no graph.
        """
        endpoint = _endpoint(folder)
        _must_have_graph(endpoint)
        return cls(endpoint)

    @classmethod
    def snapshot(cls, folder: str | Path) -> RemoteStore:
        """As `read`: a server has no copies, and its readers keep nobody from writing."""
        return cls.read(folder)

    def close(self) -> None:
        """Give the graph back; closing twice does no harm."""
        entry, self._entry = self._entry, None
        if self._store is None:
            return
        try:
            if entry is not None:
                server_lock.release(self._endpoint, entry)
        finally:
            super().close()
            self._endpoint.server.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except StoreError:
            if error is None:  # else that one says what has happened
                raise

    @property
    def dataset(self) -> Dataset:
        """A copy of the graph in memory, as it is now."""
        copy = ox.Store()
        for name in self._inner.named_graphs():
            copy.extend(self._inner.quads_for_pattern(None, None, None, name))
        return Dataset(store=OxigraphStore(store=copy), default_union=True)

    # Writing.

    def _replace(self, graphs: Iterable[URIRef], lines: Lines, where: str) -> None:
        if not self._writable:
            raise StoreError("the graph was opened to read only", where=where)
        old, new = set(graphs), {graph: list(triples) for graph, triples in lines.items()}
        assert all(graph.startswith(OURS) for graph in (*old, *new)), "other graphs are not ours to change"
        update = replacement(old, new)
        size = self._request
        while True:
            try:
                if len(update) <= size or not new:
                    self._endpoint.update(update)
                else:
                    self._put_together(old, new, size)
                break
            except Refused as error:
                if error.status != TOO_LARGE or size <= SMALLEST:
                    raise StoreError(f"the graph refused it: {error.what}", where=where, remedy=error.remedy) from error
            size = max(min(size, len(update)) // 4, SMALLEST)
        self._request = size

    def _put_together(self, old: set[URIRef], new: dict[URIRef, list[str]], size: int) -> None:
        """The largest graph goes to a place beside, in parts of a size, and comes with the others at one moment."""
        staging = URIRef(STAGING_GRAPH)
        largest = max(new, key=lambda graph: sum(map(len, new[graph])))
        self._endpoint.update(replacement([staging], {}))
        for part in _parts(new[largest], size):
            self._endpoint.update(replacement([], {staging: part}))
        others = {graph: lines for graph, lines in new.items() if graph != largest}
        update = replacement(old - {largest}, others)
        move = f"MOVE GRAPH {staging.n3()} TO GRAPH {largest.n3()}"
        # once: if only its answer is lost, a second one would move nothing to that place
        self._endpoint.update(f"{update} ;\n{move}" if update else move, once=True)

    # Reading, with fewer requests than the questions one by one.

    def query(self, text: str, *, limit_seconds: float | None = None) -> query.Answer:
        """The answer to a SPARQL query over all graphs together; with a limit, the server gets no more time.

        Raises QueryError as in a folder, and ServerError where the server is not there.
        """
        if self._store is None:
            raise self._closed()
        asked = query.checked(text)
        self._must_be_summarised(text)
        return query.run(self._endpoint.asking(triples=asked.triples, seconds=limit_seconds), asked)

    def made(self, document: str) -> Made | None:
        """What a document's graph was made from and by; None where the graph has no such document."""
        iri = document_iri(document)
        asked = {iri: (RDF.type, KG.contentHash, KG.recordHash), extraction_iri(document): (PROV.wasAssociatedWith,)}
        pairs = " ".join(f"({s.n3()} {p.n3()})" for s, names in asked.items() for p in names)
        found: dict[str, list[str]] = {}
        for row in self._solutions(f"SELECT ?p ?o {{ VALUES (?s ?p) {{ {pairs} }} GRAPH {iri.n3()} {{ ?s ?p ?o }} }}"):
            found.setdefault(row["p"].value, []).append(row["o"].value)
        if not found:
            return None
        names = (KG.contentHash, KG.recordHash, PROV.wasAssociatedWith)
        return Made(*(min(found.get(str(name), []), default=None) for name in names))

    def claims_of(self, document: str) -> int:
        """How many claims a document makes."""
        graph = document_iri(document).n3()
        rows = self._solutions(f"SELECT (COUNT(?c) AS ?n) {{ GRAPH {graph} {{ ?c a {KG.Claim.n3()} }} }}")
        return sum(int(row["n"].value) for row in rows)

    def _standing(self, claims: Iterable[str]) -> Iterator[tuple[str, URIRef]]:
        waiting = iter(claims)
        while some := list(itertools.islice(waiting, CLAIMS)):
            values = " ".join(claim_iri(ident).n3() for ident in some)
            asked = f"SELECT ?c ?g {{ VALUES ?c {{ {values} }} GRAPH ?g {{ ?c a {KG.Claim.n3()} }} }}"
            for row in self._solutions(asked):
                yield claim_id(row["c"].value), URIRef(row["g"].value)

    def _solutions(self, text: str) -> Iterable[ox.QuerySolution]:
        if self._store is None:
            raise self._closed()
        return self._endpoint.rows(text)


def unlock(text: str) -> list[str]:
    """Take away the lock of writers that no longer run; returns who they were. Raises StoreError."""
    endpoint = _endpoint(text)
    try:
        return server_lock.clear(endpoint)
    finally:
        endpoint.server.close()


def _endpoint(text: str | Path) -> Endpoint:
    return Endpoint(Server(address.read(str(text))))


def _has_graph(endpoint: Endpoint) -> bool:
    return endpoint.contains_named_graph(ox.NamedNode(ONTOLOGY_GRAPH))


def _must_have_graph(endpoint: Endpoint) -> None:
    if not _has_graph(endpoint):
        raise StoreError("there is no such graph", where=str(endpoint.server.address), remedy="make it with `kg build`")


def _parts(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """The lines in parts of so many characters, or of one line that is longer."""
    part: list[str] = []
    length = 0
    for line in lines:
        if part and length + len(line) > size:
            yield part
            part, length = [], 0
        part.append(line)
        length += len(line) + 1
    if part:
        yield part
