"""A server's data set, asked the way that `kg.graph.store` asks a store of Oxigraph's.

Only graphs whose names begin with ``urn:kg:`` are ours; whatever else the data set holds is neither read nor changed,
except by queries over all graphs together, which the server answers as it likes.

That union is no part of SPARQL: some servers give it where a query names no graph, some on request, some not at all. So
the server is tried: the first way of asking counts by which it finds the ontology and a document at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

import pyoxigraph as ox

from kg.errors import ServerError
from kg.graph.address import shown
from kg.graph.server import EITHER, RESULTS, TRIPLES, Fields, Refused, Reply, Server
from kg.graph.terms import KG, ONTOLOGY_GRAPH

OURS = "urn:kg:"
LOCK_GRAPH = f"{OURS}lock"  # who is writing
STAGING_GRAPH = f"{OURS}staging"  # parts of what is too large for one request
PASSING = (LOCK_GRAPH, STAGING_GRAPH)  # graphs that are no content
# What asks Oxigraph's server for the union; others pass over it.
UNION: Fields = (("union-default-graph", "true"),)

Answer = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]
Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class _Ways:
    """How this server is asked over all graphs together: fields of the request, or each graph by its name."""

    fields: Fields = ()
    by_name: bool = False


@dataclass
class _Known:
    """What has been found out about a data set."""

    union: _Ways | None = None
    each_graph: Fields | None = None  # forgotten at each change


class Endpoint:
    """The graphs of a server; has those methods of ``pyoxigraph.Store`` that `kg.graph.store.GraphStore` uses."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._known = _Known()
        self._seconds: float | None = None
        self._accept = EITHER

    def asking(self, *, triples: bool, seconds: float | None) -> Endpoint:
        """The same, for queries that give triples, or rows, and may take so long."""
        asked = Endpoint(self.server)
        asked._known, asked._seconds, asked._accept = self._known, seconds, TRIPLES if triples else RESULTS
        return asked

    # What a store of Oxigraph's has, too.

    def query(
        self, query: str, *, use_default_graph_as_union: bool = False, prefixes: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to a query, each term as the server wrote it.

        Raises ValueError where the server cannot read the query or run it, ServerError for all else that fails.
        """
        text = _with(prefixes, query)
        fields = self._union_fields() if use_default_graph_as_union else ()
        try:
            return _read(self.server.query(text, fields, accept=self._accept, seconds=self._seconds), self.server)
        except Refused as error:
            raise ValueError(error.what) from error

    def update(self, update: str, *, prefixes: Mapping[str, str] | None = None, once: bool = False) -> None:
        """Change the data set by one request, which is sent ``once`` if it must not be repeated.

        Raises Refused and ServerError.
        """
        self._known.each_graph = None
        self.server.update(_with(prefixes, update), once=once)

    def bulk_load(self, input: bytes | IO[bytes], format: ox.RdfFormat, *, lenient: bool = False) -> None:
        """Add quads by one request. Raises SyntaxError, Refused and ServerError."""
        lines: dict[str, list[str]] = {}
        for quad in ox.parse(input, format=format, lenient=lenient):
            lines.setdefault(str(quad.graph_name), []).append(f"{quad.triple} .")
        blocks = [f"GRAPH {graph} {{\n" + "\n".join(triples) + "\n}" for graph, triples in lines.items()]
        self.update("INSERT DATA {\n" + "\n".join(blocks) + "\n}")

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: Term | None,
        graph_name: ox.NamedNode | ox.BlankNode | None,
    ) -> Iterator[ox.Quad]:
        """The quads of our graphs that fit a pattern."""
        triple = f"{subject or '?s'} {predicate or '?p'} {object or '?o'}"
        if graph_name is not None:
            for one in self._triples(f"CONSTRUCT {{ {triple} }} WHERE {{ GRAPH {graph_name} {{ {triple} }} }}"):
                yield ox.Quad(one.subject, one.predicate, one.object, graph_name)
            return
        for row in self.rows(f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ {triple} }} {ONLY_OURS} }}"):
            yield ox.Quad(subject or row["s"], predicate or row["p"], object or row["o"], row["g"])

    def contains_named_graph(self, graph_name: ox.NamedNode) -> bool:
        """Whether a graph holds anything."""
        return self.ask(f"ASK {{ GRAPH {graph_name} {{ ?s ?p ?o }} }}")

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """Our graphs. The server looks at all that it has."""
        passing = ", ".join(f"<{name}>" for name in PASSING)
        text = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {ONLY_OURS} FILTER(?g NOT IN ({passing})) }}"
        return (row["g"] for row in self.rows(text))

    def flush(self) -> None:
        """Nothing: that is the server's to do."""

    # What only a server has.

    def ask(self, text: str, fields: Fields = ()) -> bool:
        """The answer to an ASK."""
        answer = _read(self.server.query(text, fields), self.server)
        if not isinstance(answer, ox.QueryBoolean):
            raise _no_answer(self.server)
        return bool(answer)

    def rows(self, text: str) -> Iterable[ox.QuerySolution]:
        """The answer to a SELECT."""
        answer = _read(self.server.query(text), self.server)
        if not isinstance(answer, ox.QuerySolutions):
            raise _no_answer(self.server)
        return _all(answer, self.server)

    def _triples(self, text: str) -> Iterator[ox.Triple]:
        answer = _read(self.server.query(text, accept=TRIPLES), self.server)
        if isinstance(answer, (ox.QueryBoolean, ox.QuerySolutions)):
            raise _no_answer(self.server)
        return answer

    def _union_fields(self) -> Fields:
        if self._known.union is None:
            asked = self._at_once()
            if asked is None:  # nothing is there that could tell the ways apart
                return ()
            self._known.union = self._found_union(asked)
        return self._each_graph() if self._known.union.by_name else self._known.union.fields

    def _found_union(self, asked: str) -> _Ways:
        for way in (_Ways(), _Ways(UNION), _Ways(by_name=True)):
            try:
                if self.ask(asked, self._each_graph() if way.by_name else way.fields):
                    return way
            except Refused:  # it does not know this way
                continue
        what = "the server does not answer over all graphs together"
        remedy = "set it so that its default graph is the union of all, or name graphs in the query"
        raise ServerError(what, where=str(self.server.address), remedy=remedy)

    def _at_once(self) -> str | None:
        """A query that is true where what stands in two graphs is found both there and together."""
        document = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?g a <{KG.Document}> }} }} LIMIT 1"
        found = [(row["g"], f"{row['g']} a <{KG.Document}>") for row in self.rows(document)]
        if self.contains_named_graph(ox.NamedNode(ONTOLOGY_GRAPH)):
            found.append((ox.NamedNode(ONTOLOGY_GRAPH), f"<{KG.Claim}> a ?kind"))
        parts = " ".join(f"{triple} . GRAPH {graph} {{ {triple} }}" for graph, triple in found)
        return f"ASK {{ {parts} }}" if parts else None

    def _each_graph(self) -> Fields:
        if self._known.each_graph is None:
            names = sorted(name.value for name in self.named_graphs())
            fields = ("default-graph-uri", "named-graph-uri")
            self._known.each_graph = [(field, name) for name in names for field in fields]
        return self._known.each_graph


ONLY_OURS = f'FILTER(STRSTARTS(STR(?g), "{OURS}"))'


def _with(prefixes: Mapping[str, str] | None, text: str) -> str:
    """A query or an update with those prefixes that it uses, on its first line, so that lines keep their numbers."""
    heads = [f"PREFIX {name}: <{iri}>" for name, iri in (prefixes or {}).items() if f"{name}:" in text]
    return " ".join([*heads, text])


def _read(reply: Reply, server: Server) -> Answer:
    """What a reply says. Raises ServerError where that is no answer to a query."""
    results, triples = ox.QueryResultsFormat.from_media_type(reply.kind), ox.RdfFormat.from_media_type(reply.kind)
    if reply.kind == "application/json":
        results = ox.QueryResultsFormat.JSON
    if results is None and triples is None:
        raise _no_answer(server, reply.kind)
    try:
        if results is not None:
            return ox.parse_query_results(reply.content, format=results)
        return iter([quad.triple for quad in ox.parse(reply.content, format=triples)])
    except (SyntaxError, ValueError) as error:
        raise _no_answer(server, reply.kind) from error


def _all(found: ox.QuerySolutions, server: Server) -> list[ox.QuerySolution]:
    try:
        return list(found)
    except (SyntaxError, ValueError) as error:
        raise _no_answer(server) from error


def _no_answer(server: Server, kind: str = "") -> ServerError:
    what = f"what came back is no answer to a query{f', but {kind}' if kind else ''}"
    remedy = "give the address of its query or update endpoint, as in http://localhost:7878/update"
    return ServerError(what, where=shown(server.address.query), remedy=remedy)
