"""Many readers or one writer: an advisory lock on a file inside the store's folder.

Oxigraph itself keeps a second writer out, but calls reading beside a writer undefined; this keeps both apart. The
system drops the lock when a process ends, however it ends.
"""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there Oxigraph's own lock against a second writer must do
    fcntl = None  # type: ignore[assignment]

FILE = "kg.lock"


def take(folder: Path, *, write: bool) -> int | None:
    """A lock on the store in a folder as a file descriptor to close; None where the system or the disk has no locks.

    Raises BlockingIOError where another holds it.
    """
    if fcntl is None:
        return None
    try:
        descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT if write else os.O_RDONLY, 0o644)
    except FileNotFoundError:  # a store that was never written through this program
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if write else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # some network disks have no locks
        os.close(descriptor)
        return None
    return descriptor


def release(descriptor: int | None) -> None:
    """Give a lock back."""
    if descriptor is not None:
        os.close(descriptor)
