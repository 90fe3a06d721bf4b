"""The page around a picture: its text, legend and filters, and all that makes it safe to open.

What comes from documents is data all the way: it stands in the page as JSON and reaches the screen as text only, and
the page's Content-Security-Policy lets no script run but the two whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Collection, Sequence
from importlib import resources
from string import Template
from typing import Any

from kg.views import style
from kg.views.bundles import CLASSES, OFF_QUAD, OFF_STANDING, Line

_STANDINGS = {
    "stated": "told in a report's own voice, or by the doer",
    "alleged": "told by somebody else, or what an accusation is about",
    "planned": "planned, demanded or possible",
    "denied": "the text says that it did not or does not happen",
}
_UNNAMED = "known to one document only: the rebels, a spokesman, a surname"


def written(
    data: dict[str, Any],
    lines: Sequence[Line],
    *,
    title: str,
    summary: str,
    looks: Collection[style.NodeStyle],
    unnamed: int,
    unnamed_on: bool,
) -> str:
    """The whole page: ``data`` for its script, and around the picture what these lines and looks of nodes need.

    ``unnamed`` is how many unnamed actors there are; their filter is on at first where ``unnamed_on``.
    ``title`` and ``summary`` are plain text.
    """
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
        quads=_quad_chips(lines),
        standings=_standing_chips(),
        unnamed=_unnamed_chip(unnamed, unnamed_on) if unnamed else "",
        most=max((line.reports for line in lines), default=1),
        legend=_legend(looks, unnamed),
        data=_json(data),
        vis=scripts[0],
        panel=scripts[1],
    )


def _legend(looks: Collection[style.NodeStyle], unnamed: int) -> str:
    """One entry for every look; the script hides those that no actor on the screen has."""
    ordered = [look for look in (*style.NODES.values(), style.OTHER) if look in looks]
    entries = [(look.label, style.node_drawing(look)) for look in ordered]
    if unnamed:
        entries.append(("unnamed", style.node_drawing(style.OTHER, hollow=True)))
    return "".join(f'<li data-look="{label}">{drawing}{label}</li>' for label, drawing in entries)


def _chip(name: str, value: str, explained: str, drawing: str, on: bool, count: str = "") -> str:
    """A filter to switch; the script counts what it lets through where ``count`` is empty."""
    return (
        f'<label class="chip" title="{html.escape(explained)}"><input type="checkbox" name="{name}" value="{value}"'
        f"{' checked' if on else ''}>{drawing}<span>{value}</span> <small>{count}</small></label>"
    )


def _quad_chips(lines: Sequence[Line]) -> str:
    present = [quad for quad in CLASSES if quad != OFF_QUAD or any(line.quad == quad for line in lines)]
    return "".join(
        _chip("quad", quad, quad, style.line_drawing(style.LINE_COLOURS[quad], False, 4), quad != OFF_QUAD)
        for quad in present
    )


def _standing_chips() -> str:
    return "".join(
        _chip("standing", name, explained, style.line_drawing(_ink(name), style.DASHES[name]), name != OFF_STANDING)
        for name, explained in _STANDINGS.items()
    )


def _ink(standing: str) -> str:
    return style.DENIED_COLOUR if standing == "denied" else "#374151"


def _unnamed_chip(count: int, on: bool) -> str:
    chip = _chip("unnamed", "unnamed actors", _UNNAMED, style.node_drawing(style.OTHER, hollow=True), on, str(count))
    return f"<fieldset><legend>Who</legend>{chip}</fieldset>"


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
