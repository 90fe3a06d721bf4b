"""How a picture looks: colours and dashes of lines, shapes and colours of nodes, and small drawings for the legend.

The four quad classes go from dark red over orange and light blue to dark blue: conflict and cooperation stay apart for
people who do not see red or green, and no pair of neighbours differs by hue alone. Nodes differ by shape too.
"""

from __future__ import annotations

from dataclasses import dataclass

LINE_COLOURS = {
    "material conflict": "#a3260c",
    "verbal conflict": "#d97706",
    "verbal cooperation": "#3b8fc4",
    "material cooperation": "#123f7a",
    "lasting tie": "#6b7280",
}
DENIED_COLOUR = "#8b929c"
# vis-network's dashes: lengths of line and gap in pixels; False is a line without gaps.
DASHES: dict[str, list[int] | bool] = {"stated": False, "alleged": [9, 6], "planned": [16, 5, 3, 5], "denied": [2, 6]}


@dataclass(frozen=True)
class NodeStyle:
    """A shape of vis-network, a colour and the words for the legend."""

    shape: str
    colour: str
    label: str


NODES = {
    "State": NodeStyle("dot", "#334155", "state"),
    "InternationalOrganisation": NodeStyle("hexagon", "#0f766e", "international organisation"),
    "GovernmentBody": NodeStyle("square", "#64748b", "government body"),
    "ArmedForce": NodeStyle("triangle", "#4d5d2c", "armed force"),
    "ArmedGroup": NodeStyle("triangleDown", "#7a3b69", "armed group"),
    "Party": NodeStyle("diamond", "#8b5cb0", "party"),
    "Company": NodeStyle("square", "#a8893a", "company"),
    "Media": NodeStyle("diamond", "#a8893a", "media"),
    "Organisation": NodeStyle("hexagon", "#94a3b8", "organisation"),
    "Population": NodeStyle("star", "#b0567b", "population"),
    "Person": NodeStyle("dot", "#94a3b8", "person"),
    "Office": NodeStyle("dot", "#94a3b8", "office"),
    "Agreement": NodeStyle("square", "#5b9a8b", "agreement"),
    "Place": NodeStyle("star", "#8a9a5b", "place"),
}
OTHER = NodeStyle("dot", "#9ca3af", "other")

_POINTS = {
    "square": "2,2 12,2 12,12 2,12",
    "triangle": "7,1 13,12 1,12",
    "triangleDown": "1,2 13,2 7,13",
    "diamond": "7,0 13,7 7,14 1,7",
    "hexagon": "3.5,1.5 10.5,1.5 14,7 10.5,12.5 3.5,12.5 0,7",
    "star": "7,0 8.8,5 14,5 9.8,8.2 11.4,13.4 7,10.3 2.6,13.4 4.2,8.2 0,5 5.2,5",
}


def node_style(kind: str | None) -> NodeStyle:
    """How a node of this entity type is drawn; unknown types share one style."""
    return NODES.get(kind or "", OTHER)


def node_colours(style: NodeStyle, hollow: bool) -> dict[str, str]:
    """Fill and outline of a node; a hollow one stands for an unnamed actor."""
    return (
        {"background": "#ffffff", "border": style.colour}
        if hollow
        else {"background": style.colour, "border": "#ffffff"}
    )


def node_drawing(style: NodeStyle, *, hollow: bool = False) -> str:
    """An SVG drawing of a node, 14 pixels square, for the legend."""
    paint = f'fill="#ffffff" stroke="{style.colour}" stroke-width="2"' if hollow else f'fill="{style.colour}"'
    inner = (
        f'<polygon points="{_POINTS[style.shape]}" {paint}/>'
        if style.shape in _POINTS
        else f'<circle cx="7" cy="7" r="5.5" {paint}/>'
    )
    return f'<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{inner}</svg>'


def line_drawing(colour: str, dashes: list[int] | bool, width: float = 3) -> str:
    """An SVG drawing of a line, 28 pixels long, for the legend."""
    gaps = f' stroke-dasharray="{" ".join(map(str, dashes))}"' if isinstance(dashes, list) else ""
    return (
        '<svg width="28" height="8" viewBox="0 0 28 8" aria-hidden="true">'
        f'<line x1="1" y1="4" x2="27" y2="4" stroke="{colour}" stroke-width="{width:g}"{gaps}/></svg>'
    )
