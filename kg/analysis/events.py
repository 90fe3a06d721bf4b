"""Which claims count, and which of them report the same happening.

A claim has one of four standings:

- ``denied``: the text says that it did not or does not happen;
- ``planned``: planned, demanded or possible, so not (yet) done;
- ``alleged``: told as done, but only as the content of another act (what an accusation is about), or by a voice
  that is neither the report's own nor that of the doer;
- ``stated``: told as done in the report's own voice, or by the doer (the claimant is the source or of its country).

**The counting rule.** Stated claims that have a quad class count; with ``alleged=True`` alleged ones too. Denied and
planned ones never do. A report is a document that reports an event: one event told in three documents is one event and
three reports. Publishers are counted where they are independent: wire copies of one text count for one.

**Events.** Which claims report one event stands in the graph of events, which `kg build` makes (`kg.graph.events`), and
that is what counts. Only where no stored event has a claim, as in a graph without that graph, or where the claim is the
content of an act and stands alone, a simpler rule holds: two such claims report one event where they share a ``group``
within a document (one act with several doers or receivers), or say the same relation between the same pair with the
same date, in whatever documents; one without a date repeats such claims of its own document only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import networkx as nx

from kg.graph.dates import span
from kg.graph.event_claims import publisher_key
from kg.graph.standing import STANDINGS, standing_by

__all__ = ["QUADS", "STANDINGS", "Event", "actor_of", "events", "standing"]
QUADS = ("material conflict", "verbal conflict", "verbal cooperation", "material cooperation")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Event:
    """One happening with all the claims that report it.

    ``pairs`` are the (source, target) pairs that it holds of, both ways round for a symmetric relation;
    ``reports`` are (pair, document) for every document that tells it of that pair, and ``tellers`` (pair, publisher)
    for every independent publisher; ``date`` is the most precise of its EDTF values; ``goldstein`` the mean of its
    claims' scores.
    """

    claims: tuple[str, ...]
    pairs: tuple[Pair, ...]
    reports: tuple[tuple[Pair, str], ...]
    quad: str
    goldstein: float | None
    date: str | None
    tellers: tuple[tuple[Pair, str], ...] = ()

    def publishers(self, about: Collection[Pair] | None = None) -> set[str]:
        """The independent publishers that report it, or that report it of one of these pairs."""
        return {publisher for pair, publisher in self.tellers if about is None or pair in about}

    def documents(self, about: Collection[Pair] | None = None) -> set[str]:
        """The documents that report it, or that report it of one of these pairs."""
        return {document for pair, document in self.reports if about is None or pair in about}


@dataclass(frozen=True)
class _Claim:
    id: str
    pair: Pair
    data: dict[str, Any]


def standing(graph: nx.MultiDiGraph, source: str, target: str, key: str) -> str:
    """One of `STANDINGS` for a claim of the graph; of a symmetric relation both ends are doers.

    Raises KeyError where the graph has no such claim.
    """
    data = graph.edges[source, target, key]
    doers = (source, target) if data["symmetric"] else (source,)
    own = all(any(_same_voice(graph, voice, doer) for doer in doers) for voice in data["claimants"])
    return standing_by(data["polarity"], data["modality"], data["content_of"], own)


def events(graph: nx.MultiDiGraph, *, alleged: bool = False, by: str = "entity") -> list[Event]:
    """The events that the claims of the graph report, by the counting rule above, ordered by date and claim.

    ``by="country"`` first puts the state in the place of every actor that has a country, so that an army and its
    ministry are one; an actor without a country (NATO) stays itself. Raises ValueError for another ``by``.
    """
    chosen = ("stated", "alleged") if alleged else ("stated",)
    place = actor_of(graph, by)
    found = []
    for source, target, key, data in graph.edges(keys=True, data=True):
        if data["quad"] and standing(graph, source, target, key) in chosen:
            found.append(_Claim(key, (place[source], place[target]), data))
    found.sort(key=lambda claim: claim.id)
    made = [_event(members) for members in _same(found)]
    return sorted(made, key=lambda event: (event.date or "~", event.claims))


def actor_of(graph: nx.MultiDiGraph, by: str) -> dict[str, str]:
    """For every node the actor that it counts for: itself, or with ``by="country"`` its state.

    Raises ValueError for another ``by``.
    """
    if by not in ("entity", "country"):
        raise ValueError(f'by is "entity" or "country", not {by!r}')
    if by == "entity":
        return {node: node for node in graph}
    return {n: f"state/{data['country']}" if data.get("country") else n for n, data in graph.nodes(data=True)}


def _same_voice(graph: nx.MultiDiGraph, voice: str, doer: str) -> bool:
    countries = [graph.nodes[node].get("country") for node in (voice, doer)]
    return voice == doer or (countries[0] is not None and countries[0] == countries[1])


def _same(claims: list[_Claim]) -> Iterable[list[_Claim]]:
    """The claims, put together by event; the order is that of each event's first claim."""
    leader: dict[str, str] = {claim.id: claim.id for claim in claims}

    def find(claim: str) -> str:
        while leader[claim] != claim:
            leader[claim] = claim = leader[leader[claim]]
        return claim

    first: dict[tuple[Any, ...], str] = {}
    for claim in claims:
        for sign in _signs(claim):
            leader[find(claim.id)] = find(first.setdefault(sign, claim.id))
    together: dict[str, list[_Claim]] = {}
    for claim in claims:
        together.setdefault(find(claim.id), []).append(claim)
    return together.values()


def _signs(claim: _Claim) -> Iterable[tuple[Any, ...]]:
    """What two claims share when they report the same event; any one of these is enough."""
    data = claim.data
    if data["event"]:
        yield "event", data["event"]
        return
    pair = tuple(sorted(claim.pair)) if claim.data["symmetric"] else claim.pair
    yield "said", pair, data["relation"], data["date"] or ("in", data["document"])
    if data["group"]:
        yield "group", data["document"], data["group"]


def _event(members: list[_Claim]) -> Event:
    reports, tellers = set(), set()
    for claim in members:
        for pair in _pairs(claim):
            reports.add((pair, claim.data["document"] or claim.id))
            tellers.add((pair, _teller(claim)))
    scores = [claim.data["goldstein"] for claim in members if claim.data["goldstein"] is not None]
    return Event(
        claims=tuple(claim.id for claim in members),
        pairs=tuple(sorted({pair for pair, _ in reports})),
        reports=tuple(sorted(reports)),
        quad=members[0].data["quad"],
        goldstein=fmean(scores) if scores else None,
        date=min((c.data["date"] for c in members if c.data["date"]), key=_vagueness, default=None),
        tellers=tuple(sorted(tellers)),
    )


def _teller(claim: _Claim) -> str:
    """The publisher that a claim's report counts for; where no stored event says so, its own."""
    data = claim.data
    return data["counts_for"] or publisher_key(data["publisher"], data["url"], data["document"] or claim.id)


def _pairs(claim: _Claim) -> set[Pair]:
    source, target = claim.pair
    return {(source, target), (target, source)} if claim.data["symmetric"] else {(source, target)}


def _vagueness(date: str) -> tuple[int, str]:
    days = span(date)
    return ((days[1] - days[0]).days if days else 10**6, date)
