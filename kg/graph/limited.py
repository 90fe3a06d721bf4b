"""One query against Oxigraph, in this process or in one that can be ended.

Oxigraph has no time-out, so `kg.graph.query` runs this file as a program for a query with a limit. It imports
pyoxigraph alone, to start quickly: ``python limited.py GRAPH_FOLDER``, the request as JSON on standard input, the
answer as JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
WHOLE = frozenset(XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"))
DECIMAL = frozenset(XSD + name for name in ("decimal", "double", "float"))


def plain(term: Any) -> str | int | float | bool | None:
    """A term as a plain value: numbers and booleans as such, anything else as text, unbound as None."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        try:
            if datatype in WHOLE:
                return int(term.value)
            if datatype in DECIMAL:
                return float(term.value)
        except ValueError:  # an ill-typed literal stays what it is written as
            return term.value
        return term.value == "true" if datatype == XSD + "boolean" else term.value
    if isinstance(term, ox.NamedNode):
        return term.value
    return str(term)


def answer(store: Any, text: str, *, union: bool, prefixes: dict[str, str]) -> dict[str, Any]:
    """``{"kind": "select" | "ask" | "graph", "variables": [...], "rows": [[...], ...]}``.

    Raises SyntaxError for a query that Oxigraph cannot parse, ValueError or RuntimeError for one that fails.
    """
    found = store.query(text, use_default_graph_as_union=union, prefixes=prefixes)
    if isinstance(found, ox.QueryBoolean):
        return {"kind": "ask", "variables": ["answer"], "rows": [[bool(found)]]}
    if isinstance(found, ox.QuerySolutions):
        names = [variable.value for variable in found.variables]
        return {"kind": "select", "variables": names, "rows": [[plain(term) for term in row] for row in found]}
    rows = [[plain(t.subject), plain(t.predicate), plain(t.object)] for t in found]
    return {"kind": "graph", "variables": ["subject", "predicate", "object"], "rows": rows}


def rows(store: Any, text: str, *, union: bool, prefixes: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a SELECT one by one, so that they need not all be in memory; errors as `answer` raises them."""
    found = store.query(text, use_default_graph_as_union=union, prefixes=prefixes)
    return (tuple(plain(term) for term in row) for row in found)


def main() -> int:
    """Answer one request; exit 1 with the reason on standard error where the query fails."""
    request = json.load(sys.stdin.buffer)
    try:
        store = ox.Store.read_only(sys.argv[1])
        found = answer(store, request["text"], union=request["union"], prefixes=request["prefixes"])
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write(json.dumps(found).encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
