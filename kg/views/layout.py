"""Where the nodes of a picture stand, computed before it is opened: the same graph gives the same places.

Every connected part is laid out by itself: a spring layout as a start, then stress majorization, which makes
distances on the page follow distances in the graph (Gansner, Koren and North 2004). Boxes that
overlap, label included, are then pushed apart, and the parts are put together on a landscape page. What is not shown
at first finds its place last, in the room that is left, so that it does not loosen the picture that opens.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.views.packing import Array, Page, Size, Stroke

Point = tuple[int, int]

_HOP = 104.0  # the wished distance of two neighbours, in the units of the picture (pixels at zoom 1)
_KIN = 0.85  # the wished distance of kin, in hops
_GAP = 14.0  # the least room between two boxes
_AROUND = 30.0  # the same between two parts
_BESIDE = 24.0  # the least room between a node and a line that is not its own, where there is room
_ASPECT = 1.5  # width by height of the page
_SEED = 7


def places(
    ties: nx.Graph, sizes: Mapping[str, Size], *, kin: nx.Graph | None = None, last: Collection[str] = ()
) -> dict[str, Point]:
    """For every node of an undirected graph the whole-number centre of its box, y downwards, around (0, 0).

    ``sizes`` has the width and height of every node's box. Boxes of different nodes do not overlap. ``kin`` has edges
    between nodes that are to stand near each other without a line; its other nodes are passed over. Nodes in ``last``
    change nothing about where the others stand: each goes near its neighbours, into the room that is left.
    Raises KeyError where a node has no size. The graphs are not changed.

    >>> places(nx.Graph([("a", "b")]), {"a": (40, 40), "b": (40, 40)})
    {'a': (-52, 0), 'b': (52, 0)}
    """
    near = _near(ties, kin)
    later = set(last) & set(near)
    first = nx.Graph(near.subgraph(sorted(set(near) - later)))
    page = Page(_ASPECT)
    spots: dict[str, Array] = {}
    for part in _parts(first):
        _put_part(page, spots, part, sizes)
    left = nx.Graph(near.subgraph(sorted(later)))
    _put_beside(page, spots, near, left, sizes)
    for part in _parts(nx.Graph(left.subgraph(sorted(later - set(spots))))):
        _put_part(page, spots, part, sizes)
    return _centred(spots, set(first) or later)


def _near(ties: nx.Graph, kin: nx.Graph | None) -> nx.Graph:
    """Ties and kin in one graph, with the wished distance as ``hops``, in a fixed order of nodes and edges."""
    near = nx.Graph()
    near.add_nodes_from(sorted(ties))
    if kin is not None:
        near.add_edges_from(_edges(kin.subgraph(ties)), hops=_KIN, drawn=False)
    for edge in _edges(ties):
        near.add_edge(*edge, hops=_KIN if near.has_edge(*edge) else 1.0, drawn=True)
    return near


def _edges(graph: nx.Graph) -> list[tuple[str, str]]:
    return sorted((min(edge), max(edge)) for edge in graph.edges if edge[0] != edge[1])


def _parts(graph: nx.Graph) -> list[nx.Graph]:
    """The connected parts, the one with most nodes first, each in a fixed order."""
    found = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    parts = []
    for nodes in found:
        part = nx.Graph()
        part.add_nodes_from(nodes)
        part.add_edges_from((a, b, graph.edges[a, b]) for a, b in _edges(graph.subgraph(nodes)))
        parts.append(part)
    return parts


def _put_part(page: Page, spots: dict[str, Array], part: nx.Graph, sizes: Mapping[str, Size]) -> None:
    """Lay a part out by itself and put it where the page grows least."""
    order = list(part)
    own = _laid(part, [_roomy(sizes[node]) for node in order])
    boxes = [_roomy(sizes[node], _AROUND) for node in order]
    own = own + page.room_in_the_middle(own, boxes, _strokes(part, dict(zip(order, own, strict=True))))
    spots.update(zip(order, own, strict=True))
    page.take(own, boxes, _strokes(part, spots))


def _put_beside(page: Page, spots: dict[str, Array], near: nx.Graph, left: nx.Graph, sizes: Mapping[str, Size]) -> None:
    """Put every node that a path leads to from those that stand already near its neighbours, the closest first."""
    while True:
        ready = [node for node in left if node not in spots and any(other in spots for other in near[node])]
        if not ready:
            return
        for node in sorted(ready, key=lambda node: (-len(near[node]), node)):
            known = [other for other in sorted(near[node]) if other in spots]
            box = _roomy(sizes[node])
            spots[node] = page.room_near(np.mean([spots[other] for other in known], axis=0), box)
            strokes = [(spots[node], spots[other]) for other in known if near.edges[node, other]["drawn"]]
            page.take(spots[node][None, :], [box], strokes)


def _strokes(part: nx.Graph, spots: Mapping[str, Array]) -> Sequence[Stroke]:
    return [(spots[a], spots[b]) for a, b, drawn in part.edges(data="drawn") if drawn]


def _roomy(size: Size, gap: float = _GAP) -> Size:
    return size[0] + gap, size[1] + gap


def _centred(spots: Mapping[str, Array], shown: Collection[str]) -> dict[str, Point]:
    """Whole numbers, with the middle of what is shown at first at (0, 0)."""
    if not spots:
        return {}
    seen = np.array([spots[node] for node in sorted(shown)])
    middle = (seen.min(axis=0) + seen.max(axis=0)) / 2
    moved = {node: spots[node] - middle for node in sorted(spots)}
    return {node: (round(float(spot[0])), round(float(spot[1]))) for node, spot in moved.items()}


def _laid(part: nx.Graph, boxes: Sequence[Size]) -> Array:
    order = list(part)
    if len(order) == 1:
        return np.zeros((1, 2))
    start = (
        nx.spring_layout(part, seed=_SEED, iterations=100, method="force", weight=None)
        if len(order) < 500
        else nx.circular_layout(part)
    )
    spots = _stressed(np.array([start[node] for node in order], dtype=float), _hops(part, order))
    index = {node: i for i, node in enumerate(order)}
    drawn = np.array([(index[a], index[b]) for a, b, drawn in part.edges(data="drawn") if drawn], dtype=int)
    spots, roomy = _widened(_turned(spots)), np.array(boxes, dtype=float)
    for _ in range(12):  # each of the two may undo a little of the other; that boxes are apart comes last
        spots = _apart(_off_lines(spots, drawn.reshape(-1, 2)), roomy)
    return spots


def _hops(graph: nx.Graph, order: list[str]) -> Array:
    index = {node: i for i, node in enumerate(order)}
    hops = np.zeros((len(order), len(order)))
    for node, reached in nx.all_pairs_dijkstra_path_length(graph, weight="hops"):
        for other, distance in reached.items():
            hops[index[node], index[other]] = distance
    return hops


def _stressed(spots: Array, hops: Array, rounds: int = 150) -> Array:
    """Each node goes to where its distances to all others, weighted by 1 / hops², fit best; then again."""
    wished = hops * _HOP
    spots = spots / max(np.ptp(spots, axis=0).max(), 1e-9) * wished.max()
    weights = 1 / np.where(hops > 0, hops, np.inf) ** 2
    for _ in range(rounds):
        away = spots[:, None, :] - spots[None, :, :]
        length = np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-6)
        pulled = spots[None, :, :] + away * (wished / length)[..., None]
        best = (weights[..., None] * pulled).sum(axis=1) / weights.sum(axis=1)[:, None]
        spots = (spots + best) / 2  # half the way: as all move at once, the whole way would overshoot
    centred: Array = spots - spots.mean(axis=0)
    return centred


def _turned(spots: Array) -> Array:
    """The part turned so that its longest extent lies across the page; always with the first node to the left."""
    _, _, axes = np.linalg.svd(spots, full_matrices=False)
    across = spots @ axes[0]
    down = spots @ axes[1] if len(axes) > 1 else np.zeros(len(spots))
    return np.stack([across * (-1 if across[0] > 0 else 1), down * (-1 if down[-1] > 0 else 1)], axis=1)


def _widened(spots: Array) -> Array:
    """Stretched across, half as much again at most, towards the aspect of the page: labels lie across too."""
    across, down = np.ptp(spots, axis=0)
    wide: Array = spots * np.array([min(1.5, max(1.0, _ASPECT * down / max(across, 1.0))), 1.0])
    return wide


def _off_lines(spots: Array, lines: NDArray[np.int_]) -> Array:
    """Move nodes aside from lines that are not theirs, so that no line seems to end, or a click to be, at them."""
    start, way = spots[lines[:, 0]], spots[lines[:, 1]] - spots[lines[:, 0]]
    from_start = spots[:, None, :] - start[None, :, :]
    along = (from_start * way).sum(axis=2) / np.maximum((way**2).sum(axis=1), 1e-9)
    away = from_start - along[..., None] * way
    length = np.hypot(away[..., 0], away[..., 1])
    near = (along > 0) & (along < 1) & (length < _BESIDE)
    near[lines[:, 0], np.arange(len(lines))] = near[lines[:, 1], np.arange(len(lines))] = False
    aside = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    aside = np.where((length > 1e-6)[..., None], away / np.maximum(length, 1e-6)[..., None], aside[None, :, :])
    moved: Array = spots + (aside * np.where(near, _BESIDE - length, 0)[..., None]).sum(axis=1) / 2
    return moved


def _apart(spots: Array, boxes: Array) -> Array:
    """Push overlapping boxes apart along the axis in which they overlap least, half of it each, until none do.

    In a crowd every push makes new overlaps, so all of it is blown up a little from time to time: that ends it.
    """
    spots = spots.copy()
    upper = np.triu_indices(len(spots), 1)
    least = (boxes[upper[0]] + boxes[upper[1]]) / 2
    for round_ in itertools.count(1):
        away = spots[upper[0]] - spots[upper[1]]
        overlap = least - np.abs(away)
        hit = np.nonzero((overlap > 0.5).all(axis=1))[0]
        if not len(hit):
            break
        axis = np.argmin(overlap[hit], axis=1)
        push = np.where(away[hit, axis] < 0, -1, 1) * overlap[hit, axis] / 2
        np.add.at(spots, (upper[0][hit], axis), push)
        np.add.at(spots, (upper[1][hit], axis), -push)
        if round_ % 40 == 0:
            spots *= 1.1
    return spots
