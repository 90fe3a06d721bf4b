"""Counts by actor and by pair of actors, under the counting rule of `kg.analysis.events`."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import Any

import networkx as nx

from kg.analysis.events import QUADS, Event, Pair, actor_of, events
from kg.analysis.network import unnamed as is_unnamed
from kg.graph.dates import span

# Above this many actors betweenness is estimated from a fixed sample of them: exact, it takes actors times pairs.
_EXACT = 500
_SEED = 1


def actors(
    graph: nx.MultiDiGraph, *, alleged: bool = False, by: str = "entity", unnamed: bool = False
) -> list[dict[str, Any]]:
    """What every actor with at least one event did and received, the busiest first.

    The busiest has most events and reports together; then the greater ``net`` decides, whatever its sign, then the
    name. Actors that one document alone knows have a row with ``unnamed=True`` only; what they did to others, or others
    to them, counts for those either way. Each row has ``rank``, from 1, ``actor``, ``name``, ``type``, ``country`` and

    - ``events``: events in which it takes part;
    - ``reports``: for each of those, the documents that report it of this actor, summed;
    - ``out_degree``, ``in_degree``: the weighted degrees, that is events in which it is source, and target;
    - ``net``: the sum of its events' Goldstein scores (below 0: conflict prevails), 2 decimals;
    - ``net_out``, ``net_in``: the same of those in which it is source, and target;
    - ``first``, ``last``: the earliest and the latest day (ISO 8601) that an event's date allows, None without dates;
    - ``betweenness``: the share of shortest directed paths between other actors that lead through it (Brandes 2001),
      on the graph with one edge from source to target for every pair with an event, 4 decimals. Above 500 actors it
      is estimated from 500 of them, always the same.

    An event of a symmetric relation goes both ways; an event of an actor with itself (``by="country"``) has it as
    source and as target. Options as for `events`, errors too. The graph is not changed.

    >>> from kg.analysis.network import network
    >>> claim = {"relation": "attacked", "quad": "material conflict", "goldstein": -9.0, "document": "d1"}
    >>> graph = network([claim | {"claim": "c1", "source": "a", "target": "b"}])
    >>> [(row["actor"], row["out_degree"], row["in_degree"], row["net_in"]) for row in actors(graph)]
    [('a', 1, 0, 0.0), ('b', 0, 1, -9.0)]
    """
    found = events(graph, alleged=alleged, by=by)
    described = _descriptions(graph, by)
    parts: dict[str, list[Event]] = {}
    for event in found:
        for actor in sorted({actor for pair in event.pairs for actor in pair}):
            parts.setdefault(actor, []).append(event)
    ties = nx.DiGraph(sorted({pair for event in found for pair in event.pairs}))
    between = nx.betweenness_centrality(ties, k=_EXACT if len(ties) > _EXACT else None, seed=_SEED)
    rows = [
        {"actor": actor, **described[actor], **_actor(actor, part), "betweenness": round(between[actor], 4)}
        for actor, part in parts.items()
        if unnamed or not is_unnamed(actor)
    ]
    return _ranked(rows, "name", "actor")


def dyads(
    graph: nx.MultiDiGraph,
    *,
    directed: bool = False,
    alleged: bool = False,
    by: str = "entity",
    unnamed: bool = False,
) -> list[dict[str, Any]]:
    """What happened between every two actors with at least one event, the strongest pair first.

    The strongest has most events and reports together; then the greater ``net`` decides, whatever its sign, then the
    names. Pairs with an actor that one document alone knows are left out, unless ``unnamed=True``.

    A pair is unordered, ``a`` before ``b`` in text order; with ``directed=True`` it is ordered, ``a`` the source and
    ``b`` the target, and an event of a symmetric relation counts in both directions. Each row has ``rank``,
    from 1, ``a``, ``b``, ``a_name``, ``b_name`` and

    - ``events``: happenings, by the rule in `kg.analysis.events`;
    - ``reports``: for each event, the documents that report it of this pair, summed;
    - ``publishers``: independent publishers that report any of them of this pair; wire copies count for one;
    - ``net``: the sum of the events' Goldstein scores, 2 decimals; ``mean``: their mean, None where none has a score;
    - ``shares``: for each quad class its share of the events, 4 decimals, so that they sum to 1 but for rounding;
    - ``first``, ``last``: the earliest and the latest day (ISO 8601) that an event's date allows, None without dates.

    Options as for `events`, errors too. The graph is not changed.

    >>> from kg.analysis.network import network
    >>> claim = {"source": "a", "target": "b", "relation": "attacked", "quad": "material conflict", "goldstein": -9.0}
    >>> told = [claim | {"claim": d, "document": d, "date": "2020-02-02"} for d in ("d1", "d2")]
    >>> [(row["events"], row["reports"], row["net"], row["first"]) for row in dyads(network(told))]
    [(1, 2, -9.0, '2020-02-02')]
    """
    names = {actor: row["name"] for actor, row in _descriptions(graph, by).items()}
    parts: dict[Pair, list[Event]] = {}
    for event in events(graph, alleged=alleged, by=by):
        for pair in sorted({pair if directed else _unordered(pair) for pair in event.pairs}):
            parts.setdefault(pair, []).append(event)
    rows = [
        {"a": a, "b": b, "a_name": names[a], "b_name": names[b], **_dyad((a, b), part, directed)}
        for (a, b), part in parts.items()
        if unnamed or not (is_unnamed(a) or is_unnamed(b))
    ]
    return _ranked(rows, "a_name", "b_name", "a", "b")


def _ranked(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    ordered = sorted(
        rows, key=lambda row: (-row["events"] - row["reports"], -abs(row["net"]), *(row[name] for name in names))
    )
    return [{"rank": rank, **row} for rank, row in enumerate(ordered, 1)]


def _actor(actor: str, part: list[Event]) -> dict[str, Any]:
    out = [event for event in part if any(source == actor for source, _ in event.pairs)]
    into = [event for event in part if any(target == actor for _, target in event.pairs)]
    return {
        "events": len(part),
        "reports": sum(len(event.documents([pair for pair in event.pairs if actor in pair])) for event in part),
        "out_degree": len(out),
        "in_degree": len(into),
        "net": _net(part),
        "net_out": _net(out),
        "net_in": _net(into),
        **_days(part),
    }


def _dyad(pair: Pair, part: list[Event], directed: bool) -> dict[str, Any]:
    about = [pair] if directed else [pair, pair[::-1]]
    scores = [event.goldstein for event in part if event.goldstein is not None]
    return {
        "events": len(part),
        "reports": sum(len(event.documents(about)) for event in part),
        "publishers": len({publisher for event in part for publisher in event.publishers(about)}),
        "net": _net(part),
        "mean": round(fmean(scores), 2) if scores else None,
        "shares": {quad: round(sum(event.quad == quad for event in part) / len(part), 4) for quad in QUADS},
        **_days(part),
    }


def _days(part: Iterable[Event]) -> dict[str, str | None]:
    days = [days for event in part if (days := span(event.date))]
    return {
        "first": min(first for first, _ in days).isoformat() if days else None,
        "last": max(last for _, last in days).isoformat() if days else None,
    }


def _net(part: Iterable[Event]) -> float:
    return round(float(sum(event.goldstein for event in part if event.goldstein is not None)), 2)


def _unordered(pair: Pair) -> Pair:
    return (min(pair), max(pair))


def _descriptions(graph: nx.MultiDiGraph, by: str) -> dict[str, dict[str, Any]]:
    """Name, type and country of every actor that `actor_of` may give; a state that no claim names is its code."""
    described = {}
    for node, actor in sorted(actor_of(graph, by).items()):
        data = graph.nodes[actor] if actor in graph else {"name": actor.rsplit("/", 1)[-1], "type": "State"}
        described[actor] = {
            "name": data.get("name") or actor,
            "type": data.get("type"),
            "country": data.get("country") or graph.nodes[node].get("country"),
        }
    return described
