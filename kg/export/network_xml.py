"""How a network of actors is spelled in GraphML and in GEXF: what stands at the head, a node, an edge, the end.

Each piece is made by itself, so that a network of any size is written as it comes. Attributes are declared at the head,
always the same ones; values that are None are left out, since neither format has a word for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from kg import __version__

Values = Mapping[str, str | float | None]  # by the name of the attribute

NODE: dict[str, type] = dict.fromkeys(("label", "name", "type", "country", "sector"), str)
EDGE: dict[str, type] = {
    **dict.fromkeys(("label", "relation", "plover", "quad"), str),
    "score": float,
    **dict.fromkeys(("date", "polarity", "modality"), str),
    "confidence": float,
    **dict.fromkeys(("group", "content_of", "document", "evidence", "trigger", "published", "publisher", "url"), str),
    **dict.fromkeys(("claim", "standing", "voice", "start", "end"), str),
}
_TYPES = {str: "string", float: "double"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = {"\r": "&#13;"}  # a reader would take it for another
_XML = "<?xml version='1.0' encoding='utf-8'?>\n"
_SCHEMA = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='


class Form(Protocol):
    """A format's pieces, in the order in which they stand in a file: head, nodes, between, edges, tail."""

    @property
    def head(self) -> str: ...
    @property
    def between(self) -> str: ...
    @property
    def tail(self) -> str: ...
    def node(self, ident: str, values: Values) -> str: ...
    def edge(self, ident: str, source: str, target: str, values: Values) -> str: ...


@dataclass(frozen=True)
class GraphML:
    """GraphML; the key of an edge is its id. Days of nodes are left out: it has no timeline."""

    between: str = ""
    tail: str = "  </graph>\n</graphml>\n"

    @property
    def head(self) -> str:
        space = "http://graphml.graphdrawing.org/xmlns"
        keys = "".join(
            f'  <key id="{part[0]}{number}" for="{part}" attr.name="{name}" attr.type="{_TYPES[kind]}" />\n'
            for part, names in (("node", NODE), ("edge", EDGE))
            for number, (name, kind) in enumerate(names.items())
        )
        schema = f'{_SCHEMA}"{space} {space}/1.0/graphml.xsd"'
        return f'{_XML}<graphml xmlns="{space}" {schema}>\n{keys}  <graph edgedefault="directed">\n'

    def node(self, ident: str, values: Values) -> str:
        return f"    <node id={_quoted(ident)}>\n{self._data('n', NODE, values)}    </node>\n"

    def edge(self, ident: str, source: str, target: str, values: Values) -> str:
        ends = f"source={_quoted(source)} target={_quoted(target)} id={_quoted(ident)}"
        return f"    <edge {ends}>\n{self._data('e', EDGE, values)}    </edge>\n"

    def _data(self, key: str, names: Iterable[str], values: Values) -> str:
        return "".join(
            f'      <data key="{key}{number}">{escape(_clean(value), _LINE_ENDS)}</data>\n'
            for number, name in enumerate(names)
            if (value := values.get(name)) is not None
        )


@dataclass(frozen=True)
class GEXF:
    """GEXF 1.2 with a timeline: nodes and edges have the days on which they hold; without, they are always there."""

    between: str = "    </nodes>\n    <edges>\n"
    tail: str = "    </edges>\n  </graph>\n</gexf>\n"
    own: tuple[str, ...] = ("label", "start", "end")  # what GEXF itself has an attribute for

    @property
    def head(self) -> str:
        """Without the day on which it was written, so that the same graph gives the same bytes."""
        space = "http://www.gexf.net/1.2draft"
        schema = f'{_SCHEMA}"{space} {space}/gexf.xsd"'
        return (
            f'{_XML}<gexf xmlns="{space}" {schema} version="1.2">\n'
            f"  <meta>\n    <creator>{escape(f'kg {__version__}')}</creator>\n  </meta>\n"
            '  <graph defaultedgetype="directed" mode="dynamic" name="" timeformat="date">\n'
            f"{self._declared('node', NODE)}{self._declared('edge', EDGE)}    <nodes>\n"
        )

    def node(self, ident: str, values: Values) -> str:
        return f"      <node id={_quoted(ident)}{self._content('node', NODE, values)}"

    def edge(self, ident: str, source: str, target: str, values: Values) -> str:
        ends = f"source={_quoted(source)} target={_quoted(target)} id={_quoted(ident)}"
        return f"      <edge {ends}{self._content('edge', EDGE, values)}"

    def _declared(self, part: str, names: Mapping[str, type]) -> str:
        declared = "".join(
            f'      <attribute id="{part[0]}{number}" title="{name}" type="{_TYPES[kind]}" />\n'
            for number, (name, kind) in enumerate(names.items())
            if name not in self.own
        )
        return f'    <attributes mode="static" class="{part}">\n{declared}    </attributes>\n'

    def _content(self, part: str, names: Iterable[str], values: Values) -> str:
        own = "".join(f" {name}={_quoted(value)}" for name in self.own if (value := values.get(name)) is not None)
        others = "".join(
            f'          <attvalue for="{part[0]}{number}" value={_quoted(value)} />\n'
            for number, name in enumerate(names)
            if name not in self.own and (value := values.get(name)) is not None
        )
        return f"{own}>\n        <attvalues>\n{others}        </attvalues>\n      </{part}>\n"


def _clean(value: str | float) -> str:
    """A value without the characters that XML has no way to write."""
    return _NOT_XML.sub(" ", value) if isinstance(value, str) else repr(value)


def _quoted(value: str | float) -> str:
    return quoteattr(_clean(value))
