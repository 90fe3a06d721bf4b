"""The relationship picture: who did what to whom, one HTML page that needs nothing from the network.

pyvis holds nodes, edges and options, and brings vis-network, which draws them; the page around it (`kg.views.frame`)
is our own, because that of pyvis loads Bootstrap from elsewhere and writes titles as raw HTML.

Actors that one document alone knows ("the rebels", "a spokesman") are kept back when the picture opens, unless there
would be nothing to see without them.
"""

from __future__ import annotations

import itertools
import json
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import networkx as nx
from pyvis.network import Network

from kg.analysis.network import unnamed
from kg.graph.dates import span
from kg.views import frame, style
from kg.views.bundles import Line, Told, by_day, lines, told
from kg.views.layout import places

_LABEL_WIDTH = 19  # characters a line
_CURVE = 0.16  # how far lines between the same two nodes bend away from each other
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 120,
        "hideEdgesOnDrag": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "multiselect": False,
    },
    "nodes": {"font": {"size": 0}, "borderWidthSelected": 3},
    "edges": {"selectionWidth": 1.5, "hoverWidth": 0.8, "arrowStrikethrough": False, "labelHighlightBold": False},
}


def page(graph: nx.MultiDiGraph, *, title: str = "Who did what to whom", most: int = 200) -> str:
    """The page for a graph of claims as `kg.analysis.network` gives it; the same graph gives the same text.

    ``title`` is plain text. More than ``most`` actors make no readable picture: the named ones with most reports are
    kept, then unnamed ones, and the page says so. The graph is not changed.
    """
    claims = told(graph)
    kept = _busiest(claims, most)
    shown = [claim for claim in claims if claim.source in kept and claim.target in kept]
    drawn = lines(shown)
    unnamed_on = not any(line.open and not line.unnamed for line in drawn)
    nodes, edges, _, _, _, options = _pyvis(graph, drawn, unnamed_on).get_network_data()
    looks = {node: style.node_style(graph.nodes[node].get("type")) for node in sorted(kept)}
    data = {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "names": {node: _name(graph, node) for node in sorted(kept)},
        "looks": {node: look.label for node, look in looks.items()},
        "unnamed": sorted(filter(unnamed, kept)),
        "lines": [_line_values(line) for line in drawn],
        "order": [claim.id for claim in shown],
        "claims": {claim.id: _claim_values(graph, claim) for claim in shown},
    }
    return frame.written(
        data,
        drawn,
        title=title,
        summary=_summary(shown, kept, {end for claim in claims for end in (claim.source, claim.target)}),
        looks=set(looks.values()),
        unnamed=len(data["unnamed"]),
        unnamed_on=unnamed_on,
    )


def _busiest(claims: Sequence[Told], most: int) -> set[str]:
    busy: dict[str, int] = {}
    for claim in claims:
        for end in {claim.source, claim.target}:
            busy[end] = busy.get(end, 0) + 1
    return set(sorted(busy, key=lambda actor: (unnamed(actor), -busy[actor], actor))[:most])


def _pyvis(graph: nx.MultiDiGraph, drawn: Sequence[Line], unnamed_on: bool) -> Network:
    reports: dict[str, int] = {}
    for line in drawn:
        for end in {line.source, line.target}:
            reports[end] = reports.get(end, 0) + line.reports
    labels = {node: _label(_name(graph, node)) for node in reports}
    sizes = {node: round(10 + 3.4 * math.sqrt(min(count, 40)), 1) for node, count in reports.items()}
    spots = _spots(graph, drawn, unnamed_on, {node: _box(labels[node], sizes[node]) for node in labels})
    net = Network(directed=True, cdn_resources="in_line")
    net.options = _OPTIONS
    for node in sorted(reports):
        look = style.node_style(graph.nodes[node].get("type"))
        x, y = spots[node]
        net.add_node(
            node,
            label=labels[node],
            shape=look.shape,
            color=_node_colour(look, unnamed(node)),
            x=x,
            y=y,
            size=sizes[node],
            borderWidth=2.5 if unnamed(node) else 1.5,
            title=_node_tip(graph, node, reports[node]),
        )
    bends = _bends(drawn)
    for number, line in enumerate(drawn):
        _add_line(net, graph, number, line, bends[number])
    return net


def _spots(
    graph: nx.MultiDiGraph, drawn: Sequence[Line], unnamed_on: bool, boxes: dict[str, tuple[float, float]]
) -> dict[str, tuple[int, int]]:
    """Where the nodes stand: first those that are seen when the picture opens, then the others around them."""
    at_first = [line for line in drawn if line.open and (unnamed_on or not line.unnamed)]
    seen = {end for line in at_first for end in line.pair}
    ties = nx.Graph([line.pair for line in at_first])
    ties.add_edges_from(line.pair for line in drawn if not seen.issuperset(line.pair))
    ties.add_nodes_from(sorted(boxes))  # who acted on itself alone
    return places(ties, boxes, kin=_kin(graph, boxes), last=set(boxes) - seen)


def _kin(graph: nx.MultiDiGraph, nodes: dict[str, Any]) -> nx.Graph:
    """A state, its army and its ministries: every two actors of the same country."""
    countries: dict[str, list[str]] = {}
    for node in sorted(nodes):
        if country := graph.nodes[node].get("country"):
            countries.setdefault(country, []).append(node)
    return nx.Graph([pair for members in countries.values() for pair in itertools.combinations(members, 2)])


def _add_line(net: Network, graph: nx.MultiDiGraph, number: int, line: Line, bend: float) -> None:
    colour = style.DENIED_COLOUR if line.standing == "denied" else style.LINE_COLOURS[line.quad]
    smooth = {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": round(abs(bend), 3)}
    net.add_edge(
        line.source,
        line.target,
        id=number,
        width=round(2.6 + 2 * math.sqrt(min(line.reports, 30) - 1), 2),
        color={"color": colour, "highlight": colour, "hover": colour, "opacity": 0.9},
        dashes=style.DASHES[line.standing],
        arrows={
            "to": {"enabled": True, "scaleFactor": 0.55},
            "from": {"enabled": line.mutual, "scaleFactor": 0.55},
        },
        smooth=smooth if bend else False,
        title=_line_tip(graph, line),
    )


def _bends(drawn: Sequence[Line]) -> list[float]:
    """How much each line bends to the right of its way, so that those of the same two nodes lie side by side."""
    together: dict[tuple[str, str], list[int]] = {}
    for number, line in enumerate(drawn):
        together.setdefault(line.pair, []).append(number)
    bends = [0.0] * len(drawn)
    for numbers in together.values():
        for place, number in enumerate(numbers):
            side = 1 if drawn[number].source == drawn[number].pair[0] else -1
            bends[number] = side * _CURVE * (place - (len(numbers) - 1) / 2)
    return bends


def _label(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _LABEL_WIDTH, max_lines=3, placeholder=" …", break_on_hyphens=False)) or "?"


def _box(label: str, size: float) -> tuple[float, float]:
    """The room that a node with its label below it takes, at 13 pixels a line."""
    rows = label.split("\n")
    return max(2 * size, 7.2 * max(map(len, rows))), 2 * size + 4 + 16 * len(rows)


def _node_colour(look: style.NodeStyle, hollow: bool) -> dict[str, Any]:
    usual = style.node_colours(look, hollow)
    chosen = {**usual, "border": "#111827"}
    return {**usual, "highlight": chosen, "hover": chosen}


def _name(graph: nx.MultiDiGraph, node: str) -> str:
    return str(graph.nodes[node].get("name") or node)


def _country(graph: nx.MultiDiGraph, node: str) -> str | None:
    code = graph.nodes[node].get("country")
    state = f"state/{code}"
    return _name(graph, state) if code and state in graph else code


def _node_tip(graph: nx.MultiDiGraph, node: str, reports: int) -> str:
    kind = style.node_style(graph.nodes[node].get("type")).label
    country = _country(graph, node)
    place = f", {country}" if country and country != _name(graph, node) else ""
    return f"{_name(graph, node)}\n{kind}{place}\n{_number(reports, 'report')}"


def _line_tip(graph: nx.MultiDiGraph, line: Line) -> str:
    arrow = "↔" if line.mutual else "→"
    ends = f"{_name(graph, line.source)} {arrow} {_name(graph, line.target)}"
    return f"{ends}\n{line.quad}, {line.standing}\n{_number(line.reports, 'report')}"


def _line_values(line: Line) -> dict[str, Any]:
    dates = line.dates
    last = span(dates[-1]) if dates else None
    return {
        "source": line.source,
        "target": line.target,
        "quad": line.quad,
        "standing": line.standing,
        "mutual": line.mutual,
        "reports": line.reports,
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "lastDay": last[1].isoformat() if last else None,
        "claims": [claim.id for claim in line.claims],
    }


def _claim_values(graph: nx.MultiDiGraph, claim: Told) -> dict[str, Any]:
    data = claim.data
    url = data["url"]
    return {
        "source": claim.source,
        "target": claim.target,
        "standing": claim.standing,
        "quad": claim.quad,
        "evidence": _quoted(data),
        "claimants": [_name(graph, voice) for voice in data["claimants"]],
        "content": data["content_of"] is not None,
        "link": bool(url) and url.lower().startswith(("https://", "http://")),
        **{name: data[name] for name in ("label", "plover", "goldstein", "polarity", "modality", "date", "confidence")},
        **{name: data[name] for name in ("title", "published", "publisher", "url", "document")},
    }


def _quoted(data: dict[str, Any]) -> list[str]:
    """The sentence as what stands before the trigger, the trigger, and what stands after it."""
    sentence, trigger, start = data["evidence"] or "", data["trigger"] or "", data["trigger_at"]
    if start is None or sentence[start : start + len(trigger)] != trigger:
        start = sentence.find(trigger)
    if not trigger or start < 0:
        return [sentence, "", ""]
    return [sentence[:start], trigger, sentence[start + len(trigger) :]]


def _summary(shown: Sequence[Told], kept: set[str], everyone: set[str]) -> str:
    documents = {claim.data["document"] for claim in shown}
    dates = by_day(claim.data["date"] for claim in shown)
    when = f", dated {dates[0]} to {dates[-1]}" if dates else ""
    without = sum(map(unnamed, kept))
    actors = _number(len(kept), "actor") + (f" ({without:,} unnamed)" if without else "")
    counts = f"{actors}, {_number(len(shown), 'claim')}, {_number(len(documents), 'document')}{when}."
    first = ", named ones first" if any(map(unnamed, everyone - kept)) else ""
    left = f" Only the {len(kept)} busiest of {len(everyone)} actors are shown{first}." if kept < everyone else ""
    return counts + left


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
