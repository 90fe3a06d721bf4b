"""Room on a page: what is taken, in squares, and where the next thing finds a free place.

Things are put down one after the other, each at the best place that is still free (in the manner of the packing of
polyominoes by Freivalds, Dogrusoz and Kikusts 2002), so that a small part may stand in a gap of a big one. Lines take
room as well as boxes: what is put down later stays off them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Cells = NDArray[np.int64]
Size = tuple[float, float]
Stroke = tuple[Array, Array]

_SQUARE = 12.0  # the side of a square, in the units of the picture
_AT_ONCE = 4096  # places that are looked at together


class Page:
    """A page without borders, about ``aspect`` times as wide as high, that is filled from its middle (0, 0)."""

    def __init__(self, aspect: float) -> None:
        self._wide = np.array([aspect, 1.0])
        self._taken = np.zeros((128, 128), dtype=bool)  # the square (0, 0) is in its middle

    def take(self, spots: Array, sizes: Sequence[Size], strokes: Iterable[Stroke] = ()) -> None:
        """Put down boxes of these sizes around these spots, and straight lines between points, where they are."""
        cells = _cells(spots, sizes, strokes)
        self._reach(int(np.abs(cells).max(initial=0)) + 1)
        self._taken[tuple((cells + len(self._taken) // 2).T)] = True

    def room_in_the_middle(self, spots: Array, sizes: Sequence[Size], strokes: Iterable[Stroke] = ()) -> Array:
        """How far to move these boxes and lines so that they are free and make the page grow least."""
        half_sizes = np.array(sizes, dtype=float) / 2
        low, high = (spots - half_sizes).min(axis=0), (spots + half_sizes).max(axis=0)
        middle, half = (low + high) / 2, (high - low) / 2
        cells = _cells(spots - middle, sizes, [(a - middle, b - middle) for a, b in strokes])

        def cost(moves: Array) -> Array:
            farthest: Array = ((np.abs(moves) + half) / self._wide).max(axis=1)
            return farthest + 0.05 * _lengths(moves / self._wide)  # of equal places the one nearer to the middle

        found: Array = self._first_free(cells, np.zeros(2), cost) - middle
        return found

    def room_near(self, wished: Array, size: Size) -> Array:
        """The spot nearest to the wished one where a box of this size is free."""
        return self._first_free(_cells(np.zeros((1, 2)), [size], ()), wished, lambda moves: _lengths(moves - wished))

    def _first_free(self, cells: Cells, around: Array, cost: Callable[[Array], Array]) -> Array:
        """The cheapest move that puts these cells on free squares, looked for in ever wider rounds."""
        centre, reach = np.rint(around / _SQUARE).astype(np.int64), 24
        while True:
            across, down = (np.arange(-far, far + 1) for far in np.rint(reach * self._wide).astype(int))
            moves = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2) + centre
            self._reach(int(np.abs(moves).max() + np.abs(cells).max(initial=0)) + 1)
            order = np.argsort(cost(moves.astype(np.float64) * _SQUARE), kind="stable")
            for some in np.array_split(moves[order], len(moves) // _AT_ONCE + 1):
                squares = some[:, None, :] + cells + len(self._taken) // 2
                free = ~self._taken[squares[..., 0], squares[..., 1]].any(axis=1)
                if free.any():
                    found: Array = some[np.argmax(free)] * _SQUARE
                    return found
            reach *= 2

    def _reach(self, steps: int) -> None:
        """Make the page so big that squares so many steps from its middle are on it."""
        half = len(self._taken) // 2
        if steps >= half:
            self._taken = np.pad(self._taken, max(steps + 1 - half, half))


def _cells(spots: Array, sizes: Sequence[Size], strokes: Iterable[Stroke]) -> Cells:
    """The squares that boxes and lines touch."""
    cells: set[tuple[int, int]] = set()
    for (x, y), (wide, high) in zip(spots, sizes, strict=True):
        across, down = _steps(x, wide), _steps(y, high)
        cells.update((i, j) for i in across for j in down)
    for start, end in strokes:
        count = int(np.hypot(*(end - start)) / _SQUARE * 2) + 2
        points = start + (end - start) * np.linspace(0, 1, count)[:, None]
        cells.update((int(i), int(j)) for i, j in np.floor(points / _SQUARE))
    return np.array(sorted(cells), dtype=np.int64).reshape(-1, 2)


def _steps(middle: float, extent: float) -> range:
    return range(int((middle - extent / 2) // _SQUARE), int((middle + extent / 2) // _SQUARE) + 1)


def _lengths(moves: Array) -> Array:
    found: Array = np.hypot(moves[:, 0], moves[:, 1])
    return found
