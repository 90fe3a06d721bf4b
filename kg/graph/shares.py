"""Pieces of one work on several processes, where that is the quicker way.

The processes are forked off, one for each piece, so that they have what is worked on without its being sent to them,
and what they take up for it goes with them. They touch no open store, and end without a word to what they have from the
process that they come from.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

LOADS = 16  # of about the same size, as far as no piece is larger; each takes a process of its own

Result = TypeVar("Result")

_work: Callable[[int], Any] | None = None  # what a process that is forked off is to do


def worked(work: Callable[[int], Result], sizes: Sequence[int], *, processes: int) -> list[Result]:
    """What ``work`` gives for each piece, by its number, in their order; ``sizes`` say how much each is.

    With one process, or where there is no forking, all is done here, else the largest pieces come first.
    """
    global _work
    processes = min(processes, len(sizes))
    if processes < 2 or sys.platform != "linux":
        return [work(number) for number in range(len(sizes))]
    order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
    found: dict[int, Result] = {order[-1]: work(order[-1])}  # the smallest here, so that tables are read before
    _work = work
    gc.freeze()  # what is shared is left alone, else each process would have a copy of all
    try:
        with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
            for results in pool.imap_unordered(_loaded, _loads(order[:-1], sizes)):
                found.update(results)
    finally:
        gc.unfreeze()
        _work = None
    return [found[number] for number in range(len(sizes))]


def _loads(order: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Pieces in their order, the largest first, with small ones together."""
    enough = sum(sizes) / LOADS
    loads: list[list[int]] = []
    size = enough
    for number in order:
        if size >= enough:
            loads.append([])
            size = 0.0
        loads[-1].append(number)
        size += sizes[number]
    return loads


def _loaded(load: Sequence[int]) -> list[tuple[int, Any]]:
    assert _work is not None
    return [(number, _work(number)) for number in load]
