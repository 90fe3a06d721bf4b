"""SPARQL queries: checked before they run, answered in plain rows, found by name."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import resources
from kg.errors import QueryError
from kg.graph import limited
from kg.graph.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph.endpoint import Endpoint

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Answer:
    """The rows of a query; ``kind`` is select, ask (one row: ``answer``) or graph (subject, predicate, object).

    IRIs are text, numbers and booleans are themselves, an unbound variable is None. Rows stand in the order that the
    query asks for, or else sorted, so that the same graph gives the same answer.
    """

    kind: str
    variables: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def dicts(self) -> Iterator[dict[str, Value]]:
        """The rows as one dict each, variable to value."""
        return (dict(zip(self.variables, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Query:
    """A query that was checked.

    ``ordered``: by an ORDER BY of its own; ``union``: it asks all graphs together, in that it says neither FROM nor
    GRAPH; ``triples``: it asks for triples, by CONSTRUCT or DESCRIBE; ``declared``: prefixes that it declares itself.
    """

    text: str
    ordered: bool
    union: bool
    triples: bool
    declared: frozenset[str]

    def request(self) -> dict[str, Any]:
        """What `kg.graph.limited.answer` takes besides the store.

        The default graph is the union of all graphs; Oxigraph would let that rule over FROM, so not where FROM is.
        """
        prefixes = {name: iri for name, iri in PREFIXES.items() if name not in self.declared}
        return {"text": self.text, "union": self.union, "prefixes": prefixes}


@functools.lru_cache(maxsize=256)  # parsing takes as long as many an answer, and our own queries come again and again
def checked(text: str) -> Query:
    """The query, if it can be parsed, changes nothing and asks no other server.

    Raises QueryError otherwise. SERVICE is looked for in the parsed query, not in the text, since Oxigraph would
    follow it over HTTP.
    """
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    try:
        parsed = parseQuery(text)
    except Exception as error:  # pyparsing raises its own kinds, and rdflib plain ones for some slips
        if _is_update(text):
            raise QueryError("this would change the graph", remedy="use SELECT, ASK, CONSTRUCT or DESCRIBE") from error
        raise QueryError(f"this is no SPARQL query: {error}", remedy="mend the query") from error
    if any(isinstance(part, CompValue) and part.name == "ServiceGraphPattern" for part in _parts(parsed)):
        raise QueryError("SERVICE is not allowed: a query reads this graph only", remedy="take the SERVICE block out")
    declared = frozenset(str(part.prefix) for part in parsed[0] if part.name == "PrefixDecl" and part.prefix)
    return Query(
        text,
        ordered="orderby" in parsed[1],
        union="datasetClause" not in parsed[1] and _looks_outside(parsed[1]),
        triples=parsed[1].name in ("ConstructQuery", "DescribeQuery"),
        declared=declared,
    )


def _is_update(text: str) -> bool:
    from rdflib.plugins.sparql.parser import parseUpdate

    try:
        return bool(parseUpdate(text).request)
    except Exception:  # neither a query nor an update
        return False


def _looks_outside(query: Any) -> bool:
    """Whether a query looks for triples anywhere but in graphs that it names."""
    outside = _parts(query, but_in="GraphGraphPattern")
    return query.name == "DescribeQuery" or any(getattr(part, "name", None) == "TriplesBlock" for part in outside)


def _parts(node: Any, *, but_in: str = "") -> Iterator[Any]:
    """Every node of rdflib's parse tree, mappings with a name and lists of them, but those in nodes of one name."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if but_in and getattr(part, "name", None) == but_in:
            continue
        yield part
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, (list, tuple)) or hasattr(part, "asList"):
            waiting.extend(part)


def run(store: ox.Store | Endpoint, query: Query) -> Answer:
    """The answer of a store that is open in this process, or of a server; raises QueryError where the query fails."""
    try:
        return _answer(query, limited.answer(store, **query.request()))
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}", remedy="mend the query") from error


def run_limited(folder: Path, query: Query, seconds: float) -> Answer:
    """The answer of the store in a folder, from a process of its own that is ended when the time is over.

    Nobody may write to the folder meanwhile. Raises QueryError where the query fails or takes too long.
    """
    try:
        done = subprocess.run(
            [sys.executable, str(Path(limited.__file__)), str(folder)],
            input=json.dumps(query.request()).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        remedy = "make it narrower (a LIMIT, fewer OPTIONAL parts), or give it more time"
        raise QueryError(f"the query took longer than {seconds:g} seconds", remedy=remedy) from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip() or f"its process ended with {done.returncode}"
        raise QueryError(f"the query failed: {reason}", remedy="mend the query")
    return _answer(query, json.loads(done.stdout))


def _answer(query: Query, found: dict[str, Any]) -> Answer:
    rows = [tuple(row) for row in found["rows"]]
    if not query.ordered:
        rows.sort(key=lambda row: [_order(value) for value in row])
    return Answer(found["kind"], tuple(found["variables"]), tuple(rows))


def _order(value: Value) -> tuple[int, float, str]:
    if value is None:
        return 0, 0.0, ""
    return (2, 0.0, value) if isinstance(value, str) else (1, float(value), "")


def names() -> dict[str, str]:
    """The named queries that ship with the program, each with the title that its file begins with."""
    files = sorted(resources.find("ontology/queries").glob("*.rq"))
    return {file.stem: _title(file.read_text(encoding="utf-8")) for file in files}


def named(name: str) -> str:
    """The text of a named query; raises QueryError where there is none of that name."""
    if name not in names():
        raise QueryError(f"there is no query named {name!r}", remedy="`kg query --list` shows the named queries")
    return resources.find(f"ontology/queries/{name}.rq").read_text(encoding="utf-8")


def _title(text: str) -> str:
    """What follows ``# title:`` in the comment at the head of a query."""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        name, _, rest = line.lstrip("# ").partition(":")
        if name == "title":
            return rest.strip()
    return ""
