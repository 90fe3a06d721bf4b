"""What an export wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """How many of what (``claim``, ``event``, ``document``) a file holds, and in words what it lacks, if anything."""

    count: int
    what: str
    left_out: str | None = None
