"""Lines in order, also where there are more of them than memory holds."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

AT_ONCE = 32 * 2**20  # bytes of lines that are sorted in memory; with Python's own needs it is some three times as much
READ = 2**17  # bytes that are read of each run at a time


def in_order(lines: Iterable[bytes], *, at_once: int = AT_ONCE) -> Iterator[bytes]:
    """The lines in the order of their bytes, each once.

    Each line ends with its only line end. What is more than ``at_once`` bytes is sorted in runs, which wait in a
    temporary file that goes at the end. Raises OSError where there is no room for it.
    """
    waiting = iter(lines)
    first = _run(waiting, at_once)
    following = _run(waiting, at_once)
    if not following:
        yield from first
        return
    with tempfile.TemporaryFile() as file:
        runs, start = [], 0
        for run in itertools.chain([first, following], iter(lambda: _run(waiting, at_once), [])):
            file.writelines(run)
            runs.append((start, start := file.tell()))
            run.clear()
        del first, following
        before = b""
        for line in heapq.merge(*(_lines(file, *run) for run in runs)):
            if line != before:
                yield line
            before = line


def _run(lines: Iterator[bytes], at_once: int) -> list[bytes]:
    """The next so many bytes of lines, sorted, each once; empty where there are no more."""
    found: set[bytes] = set()
    size = 0
    for line in lines:
        found.add(line)
        size += len(line)
        if size >= at_once:
            break
    return sorted(found)


def _lines(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    """The lines between two places of a file, read a piece at a time, wherever others have read it meanwhile."""
    rest = b""
    while start < end:
        file.seek(start)
        piece = file.read(min(READ, end - start))
        start += len(piece)
        whole, newline, rest = (rest + piece).rpartition(b"\n")
        yield from (whole + newline).splitlines(keepends=True)
