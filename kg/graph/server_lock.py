"""One writer at a time on a server: a graph of its own says who is writing.

SPARQL has no locks, and servers let two updates that look at the same moment both find nothing. So a writer puts itself
down where nobody stands, and then looks who stands there: it may write if it stands there alone. Of two at once each
sees the other, or the later one the earlier, so that never both go on; it may be that neither does.

The entry names the process and its machine. One that a process of this machine left which no longer runs is taken away;
of any other nothing can be known from here, so that a person has to say it (`kg unlock`).
"""

from __future__ import annotations

import os
import platform
import re
import secrets
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import RDFS

from kg.errors import StoreError
from kg.graph.endpoint import LOCK_GRAPH, Endpoint

_ENTRY = re.compile(r"process (?P<process>\d+) on (?P<machine>.*) \((?P<space>\d*) [0-9a-f]+\)")


def take(endpoint: Endpoint) -> str:
    """Become the one who writes; returns the entry for `release`. Raises StoreError where another one is writing."""
    for entry in _entries(endpoint):
        if _is_left_over(entry):
            release(endpoint, entry)
    own = f"process {os.getpid()} on {platform.node()} ({_space()} {secrets.token_hex(8)})"
    endpoint.update(
        f"INSERT {{ GRAPH <{LOCK_GRAPH}> {{ {_statement(own)} }} }} "
        f"WHERE {{ FILTER NOT EXISTS {{ GRAPH <{LOCK_GRAPH}> {{ ?s ?p ?o }} }} }}"
    )
    found = _entries(endpoint)
    if found == [own]:
        return own
    release(endpoint, own)
    others = [entry for entry in found if entry != own]
    who = f": {others[0].rpartition(' (')[0]}" if others else ""
    where = str(endpoint.server.address)
    remedy = f"wait until that one has finished; if it no longer runs, `kg unlock {where}` takes its lock away"
    raise StoreError(f"the graph is in use by another program{who}", where=where, remedy=remedy)


def release(endpoint: Endpoint, entry: str) -> None:
    """Take one entry away; nothing happens where it is gone."""
    endpoint.update(f"DELETE DATA {{ GRAPH <{LOCK_GRAPH}> {{ {_statement(entry)} }} }}")


def clear(endpoint: Endpoint) -> list[str]:
    """Take all entries away; returns who stood there."""
    found = _entries(endpoint)
    for entry in found:
        release(endpoint, entry)
    return [entry.rpartition(" (")[0] for entry in found]


def _entries(endpoint: Endpoint) -> list[str]:
    rows = endpoint.rows(f"SELECT ?entry WHERE {{ GRAPH <{LOCK_GRAPH}> {{ ?lock <{RDFS.label}> ?entry }} }}")
    return sorted(row["entry"].value for row in rows)


def _statement(entry: str) -> str:
    return f"<{LOCK_GRAPH}> <{RDFS.label}> {ox.Literal(entry)}"


def _is_left_over(entry: str) -> bool:
    """Whether a process of this machine made the entry that no longer runs."""
    told = _ENTRY.fullmatch(entry)
    if told is None or (told["machine"], told["space"]) != (platform.node(), _space()) or os.name != "posix":
        return False
    try:
        os.kill(int(told["process"]), 0)  # sends nothing
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # it runs, under another user
        return False
    return False


def _space() -> str:
    """Which numbering of processes this one is counted in: containers have their own; empty where none is known."""
    try:
        return "".join(c for c in Path("/proc/self/ns/pid").readlink().name if c.isdigit())
    except OSError:
        return ""
