"""The lines of a picture: claims of the same two actors, quad class and standing make one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.analysis.events import QUADS, standing
from kg.analysis.network import unnamed
from kg.graph.dates import span

TIE = "lasting tie"  # stands for the quad class of relations that have none: member of, controls, ...
CLASSES = (*QUADS, TIE)
OFF_QUAD, OFF_STANDING = TIE, "denied"  # the filters that are off when a picture opens


@dataclass(frozen=True)
class Told:
    """A claim of the graph with its ends, its standing and all its attributes."""

    id: str
    source: str
    target: str
    standing: str
    data: dict[str, Any]

    @property
    def quad(self) -> str:
        return self.data["quad"] or TIE


@dataclass(frozen=True)
class Line:
    """Claims that are drawn as one line from ``source`` to ``target``, or both ways where ``mutual``.

    ``reports`` counts as in `kg.analysis.measures.dyads`: the same relation, pair and date counts once a document.
    """

    source: str
    target: str
    quad: str
    standing: str
    mutual: bool
    reports: int
    claims: tuple[Told, ...]

    @property
    def pair(self) -> tuple[str, str]:
        return (min(self.source, self.target), max(self.source, self.target))

    @property
    def unnamed(self) -> bool:
        """Whether one of its ends is an actor of one document only."""
        return unnamed(self.source) or unnamed(self.target)

    @property
    def open(self) -> bool:
        """Whether the filters let it through when the picture opens, unnamed actors aside."""
        return self.quad != OFF_QUAD and self.standing != OFF_STANDING

    @property
    def dates(self) -> list[str]:
        """The dates of its claims as they are told (EDTF), by the last day that each allows."""
        return by_day(claim.data["date"] for claim in self.claims)


def by_day(dates: Iterable[str | None]) -> list[str]:
    """The dates that can be understood, by the last day that they allow; vaguer ones after exact ones.

    >>> by_day(["2020", None, "2020-03-01", "2020-02"])
    ['2020-02', '2020-03-01', '2020']
    """
    found = {date: days for date in dates if date and (days := span(date))}
    return sorted(found, key=lambda date: (found[date][1], found[date][0], date))


def told(graph: nx.MultiDiGraph) -> list[Told]:
    """Every claim of the graph, the latest first, undated ones last."""
    found = [
        Told(key, source, target, standing(graph, source, target, key), data)
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]
    found.sort(key=lambda claim: claim.id)
    return sorted(found, key=_last_day, reverse=True)


def lines(claims: Iterable[Told]) -> list[Line]:
    """The lines that these claims make, the one with most reports first; claims keep their order in each.

    A line is mutual where its claims go both ways or a relation of theirs has no direction.
    """
    together: dict[tuple[str, ...], list[Told]] = {}
    for claim in claims:
        ends = sorted((claim.source, claim.target))
        together.setdefault((*ends, claim.quad, claim.standing), []).append(claim)
    made = [_line(members) for members in together.values()]
    return sorted(made, key=lambda line: (-line.reports, line.pair, CLASSES.index(line.quad), line.standing))


def _line(members: list[Told]) -> Line:
    first = min(members, key=lambda claim: (claim.source, claim.target, claim.id))
    mutual = any(claim.data["symmetric"] or claim.source != first.source for claim in members)
    reports = {(_pair(claim), claim.data["relation"], claim.data["date"], claim.data["document"]) for claim in members}
    return Line(first.source, first.target, first.quad, first.standing, mutual, len(reports), tuple(members))


def _pair(claim: Told) -> tuple[str, ...]:
    pair = (claim.source, claim.target)
    return tuple(sorted(pair)) if claim.data["symmetric"] else pair


def _last_day(claim: Told) -> str:
    days = span(claim.data["date"])
    return days[1].isoformat() if days else ""
