"""Which reports of an event are independent of each other.

Reports of one publisher are not, and neither are wire copies: documents that tell of it in nearly the same words.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.graph.event_claims import ReportedClaim

COPIED = 0.6  # the share of shingles that two copies of one text have in common at least
_SHINGLE = 3  # words
_ALL = 8  # documents up to which each is held against all before it
_SKETCH = 6  # shingles, the least by hash, of which two copies have one in common where there are more
_COMMON = 16  # what so many different texts have in common shows no copy
_LIKELY = 4  # texts that a text is then held against
_WORD = re.compile(r"\w+")

Shingles = frozenset[tuple[str, ...]]  # the runs of words of a text


def independent(claims: Sequence[ReportedClaim]) -> dict[str, str]:
    """For each claim, by id, the publisher that its report counts for.

    That is its own publisher (else the host of its url, else its document), or for a copy the one whose report came
    first, in the order of dates of publication and then of names.
    """
    documents: dict[str, list[ReportedClaim]] = {}
    for claim in claims:
        documents.setdefault(claim.document, []).append(claim)
    first = {name: min(told, key=lambda c: c.id) if len(told) > 1 else told[0] for name, told in documents.items()}
    own = {name: claim.publisher_key for name, claim in first.items()}
    if len(set(own.values())) < 2:  # one publisher, or one document
        return {claim.id: own[claim.document] for claim in claims}
    order = sorted(documents, key=lambda name: (first[name].published or "~", own[name], name))
    counted = _earliest({name: _shingles(documents[name]) for name in order}, own)
    return {claim.id: counted[claim.document] for claim in claims}


def _shingles(told: Sequence[ReportedClaim]) -> Shingles:
    """The runs of words of a document's sentences on the event."""
    found: set[tuple[str, ...]] = set()
    for sentence in {claim.evidence for claim in told}:
        words = _WORD.findall(sentence.lower())
        found.update(zip(words, words[1:], words[2:], strict=False) if len(words) >= _SHINGLE else (tuple(words),))
    return frozenset(found)


def _earliest(shingles: dict[str, Shingles], own: dict[str, str]) -> dict[str, str]:
    """For each document, in their order, its own publisher or that of the first document which it copies."""
    counted: dict[str, str] = {}
    originals = _Few() if len(shingles) <= _ALL else _Many()
    for name, mine in shingles.items():
        original = next((other for other in originals.like(mine) if _copied(mine, shingles[other])), None)
        counted[name] = own[name] if original is None else counted[original]
        if original is None:  # copies of a copy are copies of the original
            originals.add(name, mine)
    return counted


class _Few:
    """Texts that are no copies, each of which a text is held against."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def like(self, mine: Shingles) -> Sequence[str]:
        """Those that a text may be a copy of."""
        return self.names

    def add(self, name: str, mine: Shingles) -> None:
        """Enter one."""
        self.names.append(name)


class _Many(_Few):
    """Texts that are no copies, by some of their runs of words: a text is held against those that have most of its."""

    def __init__(self) -> None:
        self.seen: dict[int, list[str]] = defaultdict(list)

    def like(self, mine: Shingles) -> Sequence[str]:
        """As for few."""
        candidates = Counter(other for shingle in _sketch(mine) for other in self.seen[shingle])
        return [other for other, _ in candidates.most_common(_LIKELY)]

    def add(self, name: str, mine: Shingles) -> None:
        """As for few."""
        for shingle in _sketch(mine):
            if len(self.seen[shingle]) < _COMMON:
                self.seen[shingle].append(name)


def _sketch(mine: Shingles) -> list[int]:
    return sorted({zlib.crc32(" ".join(run).encode("utf-8", "replace")) for run in mine})[:_SKETCH]


def _copied(one: Shingles, other: Shingles) -> bool:
    return len(one & other) >= COPIED * min(len(one), len(other))
