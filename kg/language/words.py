"""Sets of words that the grammar asks for (``data/word_sets.csv``)."""

from __future__ import annotations

import functools
from collections import defaultdict

from kg import resources


def word_set(name: str) -> frozenset[str]:
    """The lemmas of one set. Raises KeyError for a set that the table does not have."""
    return _sets()[name]


@functools.cache
def _sets() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in resources.table("word_sets"):
        found[row["set"]].add(row["word"])
    return {name: frozenset(words) for name, words in found.items()}
