"""JSON lines with records that others made, read, checked and written for the graph on as many processes as there are.

The graph takes them in the order of the input, so nothing depends on how many processes there are. Few lines are not
worth a process; a line with a document passes through, since reading it is nothing beside extracting from it.
"""

from __future__ import annotations

import functools
import gc
import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from kg import readers
from kg.errors import InputError
from kg.graph import check
from kg.graph.incoming import Ready, ready
from kg.model import Document, Record
from kg.readers import Line

SHARE = 32  # lines that a process gets at a time
AHEAD = 8  # shares for each process that may wait to be taken, so that memory does not grow with the input

One = Document | Ready | InputError


def read(
    found: readers.Found, own_relations: Path | None = None, processes: int | None = None
) -> Iterator[tuple[str, One]]:
    """What `kg.readers` found with its lines read, in the same order; records are `Ready`.

    ``processes`` work at a time, one a core where nothing is said.
    """
    processes = check.cores() if processes is None else processes
    shares = _shares(found)
    for share in shares:
        done = _of_share(share, own_relations)
        yield from done
        if processes > 1 and len(share) == SHARE and all(isinstance(one, Ready) for _, one in done):
            break
    yield from _on_processes(shares, own_relations, processes)


def _shares(found: readers.Found) -> Iterator[list[tuple[str, readers.Outcome | Line]]]:
    waiting = iter(found)
    while share := list(itertools.islice(waiting, SHARE)):
        yield share


def _of_share(share: Iterable[tuple[str, readers.Outcome | Line]], own_relations: Path | None) -> list[tuple[str, One]]:
    return [(where, _of(one, own_relations)) for where, one in share]


def _of(one: readers.Outcome | Line, own_relations: Path | None) -> One:
    made = readers.of_line(one) if isinstance(one, Line) else one
    return ready(made, own_relations) if isinstance(made, Record) else made


def _on_processes(
    shares: Iterator[list[tuple[str, readers.Outcome | Line]]], own_relations: Path | None, processes: int
) -> Iterator[tuple[str, One]]:
    first = next(shares, None)
    if first is None:
        return
    work = functools.partial(_of_share, own_relations=own_relations)
    # "spawn": a process that is forked off would have the parent's open store, whose threads it lacks
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_prepare) as pool:
        waiting: deque[Future[list[tuple[str, One]]]] = deque()
        for share in itertools.chain([first], shares):
            waiting.append(pool.submit(work, share))
            if len(waiting) > AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _prepare() -> None:
    """In a process of its own: end when the build ends, however that comes about.

    Nothing here makes cycles of objects, so Python need not look for them all the time."""
    gc.set_threshold(100_000, 100, 100)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build is told, and ends this
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
