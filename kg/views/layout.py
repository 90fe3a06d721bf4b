"""Where the nodes of a picture stand, computed before it is opened: the same graph gives the same places.

Every connected part is laid out by itself: a spring layout as a start, then stress majorization, which makes
distances on the page follow distances in the graph (Gansner, Koren and North 2004). Boxes that
overlap, label included, are then pushed apart, and the parts are packed in rows into a landscape page.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Point = tuple[int, int]
Size = tuple[float, float]

_HOP = 110.0  # the wished distance of two neighbours, in the units of the picture (pixels at zoom 1)
_GAP = 14.0  # the least room between two boxes
_BETWEEN_PARTS = 70.0
_ASPECT = 1.5  # width by height of the page
_SEED = 7


def places(graph: nx.Graph, sizes: Mapping[str, Size]) -> dict[str, Point]:
    """For every node of an undirected graph the whole-number centre of its box, y downwards, around (0, 0).

    ``sizes`` has the width and height of every node's box. Boxes of different nodes do not overlap.
    Raises KeyError where a node has no size. The graph is not changed.

    >>> places(nx.Graph([("a", "b")]), {"a": (40, 40), "b": (40, 40)})
    {'a': (-55, 0), 'b': (55, 0)}
    """
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    if not parts:
        return {}
    laid = [_part(nx.Graph(graph.subgraph(part)), part, sizes) for part in parts]
    packed = _packed(laid, [[sizes[node] for node in part] for part in parts])
    found = {
        node: spot for part, spots in zip(parts, packed, strict=True) for node, spot in zip(part, spots, strict=True)
    }
    return {node: (round(float(found[node][0])), round(float(found[node][1]))) for node in sorted(found)}


def _part(graph: nx.Graph, order: list[str], sizes: Mapping[str, Size]) -> Array:
    if len(order) == 1:
        return np.zeros((1, 2))
    plain = nx.Graph()  # in a fixed order of nodes and edges, which the start of the spring layout depends on
    plain.add_nodes_from(order)
    plain.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges if edge[0] != edge[1]))
    start = (
        nx.spring_layout(plain, seed=_SEED, iterations=100, method="force")
        if len(order) < 500
        else nx.circular_layout(plain)
    )
    spots = _stressed(np.array([start[node] for node in order], dtype=float), _hops(plain, order))
    boxes = np.array([sizes[node] for node in order], dtype=float) + _GAP
    return _apart(_widened(_turned(spots)), boxes)


def _hops(graph: nx.Graph, order: list[str]) -> Array:
    index = {node: i for i, node in enumerate(order)}
    hops = np.zeros((len(order), len(order)))
    for node, reached in nx.all_pairs_shortest_path_length(graph):
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


def _packed(parts: list[Array], sizes: list[list[Size]]) -> list[Array]:
    """The parts in rows, biggest first, on a page of about the wished aspect; each row as high as its highest part."""
    boxes = []
    for spots, size in zip(parts, sizes, strict=True):
        half = np.array(size, dtype=float) / 2
        low, high = (spots - half).min(axis=0), (spots + half).max(axis=0)
        boxes.append((low, high - low + _BETWEEN_PARTS))
    area = sum(float(extent[0] * extent[1]) for _, extent in boxes)
    width = max(float(np.sqrt(area * _ASPECT)) * 1.05, max(float(extent[0]) for _, extent in boxes))
    placed, x, y, height = [], 0.0, 0.0, 0.0
    for spots, (low, extent) in zip(parts, boxes, strict=True):
        if x and x + extent[0] > width:
            x, y, height = 0.0, y + height, 0.0
        placed.append(spots - low + np.array([x, y]))
        x, height = x + float(extent[0]), max(height, float(extent[1]))
    low = np.min([spots.min(axis=0) for spots in placed], axis=0)
    high = np.max([spots.max(axis=0) for spots in placed], axis=0)
    return [spots - (low + high) / 2 for spots in placed]
