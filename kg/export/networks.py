"""The claims as a network of actors in GraphML and GEXF, as networkx, Gephi, yEd and igraph read them.

A node is an entity, an edge a claim, from its source to its target. Attributes are text or numbers, and those that are
not known are left out, since neither format has a word for nothing.
"""

from __future__ import annotations

import re
from typing import Any, BinaryIO

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg import __version__
from kg.analysis import network
from kg.analysis.events import standing
from kg.export.done import Done
from kg.export.table import voice
from kg.graph.dates import ends
from kg.graph.store import GraphStore

# The attributes of an edge as they are written, and what `kg.analysis.network` calls them.
_EDGE = {
    **{name: name for name in ("label", "relation", "plover", "quad")},
    "score": "goldstein",
    **{name: name for name in ("date", "polarity", "modality", "confidence", "group", "content_of")},
    **{name: name for name in ("document", "evidence", "trigger", "published", "publisher", "url")},
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(store: GraphStore, file: BinaryIO, *, alleged: bool = False) -> Done:
    """Write GraphML; an edge's key is the id of its claim. Options as for `actors`."""
    graph = actors(store, alleged=alleged)
    nx.write_graphml_xml(graph, file)
    file.write(b"\n")
    return Done(graph.number_of_edges(), "claim")


def gexf(store: GraphStore, file: BinaryIO, *, alleged: bool = False) -> Done:
    """Write GEXF 1.2 whose timeline plays: edges, and the nodes between them, have the days on which they hold.

    An edge without a date, and whom it joins, are there all the time. Options as for `actors`.
    """
    graph = actors(store, alleged=alleged)
    for _, _, key, data in graph.edges(keys=True, data=True):
        data["id"] = key
    _add_days_of_nodes(graph)
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(graph)
    about = writer.xml.find("meta")
    del about.attrib["lastmodifieddate"]  # today's: the same graph shall give the same bytes
    about.find("creator").text = f"kg {__version__}"
    writer.write(file)
    file.write(b"\n")
    return Done(graph.number_of_edges(), "claim")


def actors(store: GraphStore, *, alleged: bool = False) -> nx.MultiDiGraph:
    """The claims with both ends that the reports make themselves, or the doer does; with ``alleged``, also what others
    say that somebody did. Denied and planned claims are never in it.

    Edges have ``start`` and ``end``, the days (ISO 8601) between which they fall, where they are known.
    """
    found = network.load(lambda text: store.query(text).rows)
    chosen = ("stated", "alleged") if alleged else ("stated",)
    graph = nx.MultiDiGraph()
    edges = []
    for source, target, key, data in found.edges(keys=True, data=True):
        how = standing(found, source, target, key)
        if how in chosen:
            edges.append((source, target, key, _edge(key, data, how)))
    joined = {end for source, target, *_ in edges for end in (source, target)}
    for node, data in found.nodes(data=True):
        if node in joined:
            graph.add_node(node, **_known({"label": data["name"], **data}))
    graph.add_edges_from(edges)
    return graph


def _edge(key: str, data: dict[str, Any], how: str) -> dict[str, Any]:
    first, last = ends(data["date"])
    return _known(
        {
            **{name: data[ours] for name, ours in _EDGE.items()},
            "claim": key,
            "standing": how,
            "voice": voice(data["claimants"]),
            "start": first.isoformat() if first else None,
            "end": last.isoformat() if last else None,
        }
    )


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are not None, without the characters that XML has no way to write."""
    return {
        name: _NOT_XML.sub(" ", value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }


def _add_days_of_nodes(graph: nx.MultiDiGraph) -> None:
    for node in graph:
        edges = [data for *_, data in (*graph.in_edges(node, data=True), *graph.out_edges(node, data=True))]
        for name, chosen in (("start", min), ("end", max)):
            found = [data.get(name) for data in edges]
            if None not in found:
                graph.nodes[node][name] = chosen(found)
