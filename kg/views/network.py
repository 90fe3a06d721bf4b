"""The relationship picture: who did what to whom, one HTML page that needs nothing from the network.

pyvis holds nodes, edges and options, and brings vis-network, which draws them; the page around it is our own, because
that of pyvis loads Bootstrap from elsewhere and writes titles as raw HTML. What comes from documents is data all the
way: it stands in the page as JSON and reaches the screen as text only, and the page's Content-Security-Policy lets
no script run but the two whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import textwrap
from collections.abc import Sequence
from importlib import resources
from string import Template
from typing import Any

import networkx as nx
from pyvis.network import Network

from kg.analysis.dates import span
from kg.views import style
from kg.views.bundles import CLASSES, TIE, Line, Told, by_day, lines, told
from kg.views.layout import places

_LABEL_WIDTH = 20  # characters a line
_CURVE = 0.16  # how far lines between the same two nodes bend away from each other
_STANDINGS = {
    "stated": "told in a report's own voice, or by the doer",
    "alleged": "told by somebody else, or what an accusation is about",
    "planned": "planned, demanded or possible",
    "denied": "the text says that it did not or does not happen",
}
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 120,
        "hideEdgesOnDrag": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "multiselect": False,
    },
    "nodes": {"font": {"size": 0}, "borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {"selectionWidth": 1.5, "hoverWidth": 0.8, "arrowStrikethrough": False, "labelHighlightBold": False},
}


def page(graph: nx.MultiDiGraph, *, title: str = "Who did what to whom", most: int = 200) -> str:
    """The page for a graph of claims as `kg.analysis.network` gives it; the same graph gives the same text.

    ``title`` is plain text. More than ``most`` actors make no readable picture: those with most reports are kept,
    and the page says so. The graph is not changed.
    """
    claims = told(graph)
    kept = _busiest(claims, most)
    shown = [claim for claim in claims if claim.source in kept and claim.target in kept]
    drawn = lines(shown)
    net = _pyvis(graph, drawn)
    nodes, edges, _, _, _, options = net.get_network_data()
    data = {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "names": {n: _name(graph, n) for n in sorted(kept)},
        "lines": [_line_values(line) for line in drawn],
        "order": [claim.id for claim in shown],
        "claims": {claim.id: _claim_values(graph, claim) for claim in shown},
    }
    everyone = {end for claim in claims for end in (claim.source, claim.target)}
    return _html(title, data, _summary(shown, len(kept), len(everyone)), _legend(graph, kept), drawn)


def _busiest(claims: Sequence[Told], most: int) -> set[str]:
    busy: dict[str, int] = {}
    for claim in claims:
        for end in {claim.source, claim.target}:
            busy[end] = busy.get(end, 0) + 1
    return set(sorted(busy, key=lambda actor: (-busy[actor], actor))[:most])


def _pyvis(graph: nx.MultiDiGraph, drawn: Sequence[Line]) -> Network:
    reports: dict[str, int] = {}
    for line in drawn:
        for end in {line.source, line.target}:
            reports[end] = reports.get(end, 0) + line.reports
    labels = {node: _label(_name(graph, node)) for node in reports}
    sizes = {node: round(9 + 3.2 * math.sqrt(min(count, 40)), 1) for node, count in reports.items()}
    spots = places(_ties(drawn), {node: _box(labels[node], sizes[node]) for node in labels})
    net = Network(directed=True, cdn_resources="in_line")
    net.options = _OPTIONS
    for node in sorted(reports):
        look = style.node_style(graph.nodes[node].get("type"))
        x, y = spots[node]
        net.add_node(
            node,
            label=labels[node],
            shape=look.shape,
            color=_node_colour(look.colour),
            x=x,
            y=y,
            size=sizes[node],
            title=_node_tip(graph, node, reports[node]),
        )
    bends = _bends(drawn)
    for number, line in enumerate(drawn):
        _add_line(net, graph, number, line, bends[number])
    return net


def _ties(drawn: Sequence[Line]) -> nx.Graph:
    """Who stands near whom: what is denied, and lasting ties, which are off at first, pull nobody together."""
    ties = nx.Graph()
    ties.add_nodes_from(sorted({end for line in drawn for end in line.pair}))
    ties.add_edges_from(line.pair for line in drawn if line.standing != "denied" and line.quad != TIE)
    return ties


def _add_line(net: Network, graph: nx.MultiDiGraph, number: int, line: Line, bend: float) -> None:
    colour = style.DENIED_COLOUR if line.standing == "denied" else style.LINE_COLOURS[line.quad]
    smooth = {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": round(abs(bend), 3)}
    net.add_edge(
        line.source,
        line.target,
        id=number,
        width=round(2 + 1.6 * math.sqrt(min(line.reports, 30) - 1), 2),
        color={"color": colour, "highlight": colour, "hover": colour, "opacity": 0.85},
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
    return "\n".join(textwrap.wrap(name, _LABEL_WIDTH, max_lines=3, placeholder=" …")) or "?"


def _box(label: str, size: float) -> tuple[float, float]:
    """The room that a node with its label below it takes, at 13 pixels a line."""
    rows = label.split("\n")
    return max(2 * size, 7.2 * max(map(len, rows))), 2 * size + 4 + 16 * len(rows)


def _node_colour(colour: str) -> dict[str, Any]:
    same = {"background": colour, "border": "#ffffff"}
    chosen = {"background": colour, "border": "#111827"}
    return {**same, "highlight": chosen, "hover": chosen}


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


def _summary(shown: Sequence[Told], kept: int, everyone: int) -> str:
    documents = {claim.data["document"] for claim in shown}
    dates = by_day(claim.data["date"] for claim in shown)
    when = f", dated {dates[0]} to {dates[-1]}" if dates else ""
    counts = f"{_number(kept, 'actor')}, {_number(len(shown), 'claim')}, {_number(len(documents), 'document')}{when}."
    left = f" Only the {kept} busiest of {everyone} actors are shown." if kept < everyone else ""
    return counts + left


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _legend(graph: nx.MultiDiGraph, kept: set[str]) -> str:
    present = {style.node_style(graph.nodes[node].get("type")) for node in kept}
    looks = [look for look in (*style.NODES.values(), style.OTHER) if look in present]
    return "".join(f"<li>{style.node_drawing(look)}{look.label}</li>" for look in looks)


def _chips(name: str, values: Sequence[tuple[str, str, str, int]], off: Sequence[str]) -> str:
    return "".join(
        f'<label class="chip" title="{html.escape(explained)}"><input type="checkbox" name="{name}" value="{value}"'
        f"{'' if value in off else ' checked'}>{drawing}<span>{value}</span> <small>{count}</small></label>"
        for value, explained, drawing, count in values
    )


def _quad_chips(drawn: Sequence[Line]) -> str:
    count = {quad: sum(line.quad == quad for line in drawn) for quad in CLASSES}
    present = [quad for quad in CLASSES if quad != TIE or count[quad]]
    values = [(q, q, style.line_drawing(style.LINE_COLOURS[q], False, 4), count[q]) for q in present]
    return _chips("quad", values, off=[TIE])


def _standing_chips(drawn: Sequence[Line]) -> str:
    values = []
    for name, explained in _STANDINGS.items():
        colour = style.DENIED_COLOUR if name == "denied" else "#374151"
        drawing = style.line_drawing(colour, style.DASHES[name])
        values.append((name, explained, drawing, sum(line.standing == name for line in drawn)))
    return _chips("standing", values, off=["denied"])


def _html(title: str, data: dict[str, Any], summary: str, legend: str, drawn: Sequence[Line]) -> str:
    scripts = [_vis_network(), _asset("panel.js")]
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {' '.join(map(_hash, scripts))}"
    )
    return Template(_asset("page.html")).substitute(
        policy=policy,
        title=html.escape(title),
        summary=html.escape(summary),
        style=_asset("panel.css"),
        quads=_quad_chips(drawn),
        standings=_standing_chips(drawn),
        most=max((line.reports for line in drawn), default=1),
        legend=legend,
        data=_json(data),
        vis=scripts[0],
        panel=scripts[1],
    )


def _json(values: Any) -> str:
    """JSON that can stand inside a script element: no character in it can end the element or a line of a script."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return resources.files("kg.views").joinpath("assets", name).read_text(encoding="utf-8")


def _vis_network() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map, which is not shipped."""
    script = resources.files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js")
    return script.read_text(encoding="utf-8").partition("\n//# sourceMappingURL")[0]
