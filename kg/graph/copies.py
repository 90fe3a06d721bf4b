"""Which reports of an event are independent of each other.

Reports of one publisher are not, and neither are wire copies: documents that tell of it in nearly the same words.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.graph.event_claims import ReportedClaim

COPIED = 0.6  # the share of shingles that two copies of one text have in common at least
_SHINGLE = 3  # words
_SKETCH = 6  # shingles, the least by hash, of which two copies have one in common
_COMMON = 16  # what so many different texts have in common shows no copy
_LIKELY = 4  # texts that a text is held against
_WORD = re.compile(r"\w+")


def independent(claims: Sequence[ReportedClaim]) -> dict[str, str]:
    """For each claim, by id, the publisher that its report counts for.

    That is its own publisher (else the host of its url, else its document), or for a copy the one whose report came
    first, in the order of dates of publication and then of names.
    """
    documents: dict[str, list[ReportedClaim]] = defaultdict(list)
    for claim in claims:
        documents[claim.document].append(claim)
    first = {name: min(told, key=lambda c: c.id) for name, told in documents.items()}
    own = {name: claim.publisher_key for name, claim in first.items()}
    order = sorted(documents, key=lambda name: (first[name].published or "~", own[name], name))
    if len(set(own.values())) < 2:  # one publisher, or one document
        return {claim.id: own[claim.document] for claim in claims}
    counted = _earliest({name: _shingles(documents[name]) for name in order}, own)
    return {claim.id: counted[claim.document] for claim in claims}


def _shingles(told: Iterable[ReportedClaim]) -> frozenset[int]:
    """The runs of words of a document's sentences on the event, as hashes."""
    found: set[int] = set()
    for sentence in sorted({claim.evidence for claim in told}):
        words = _WORD.findall(sentence.lower())
        runs = [words[n : n + _SHINGLE] for n in range(max(1, len(words) - _SHINGLE + 1))]
        found.update(zlib.crc32(" ".join(run).encode("utf-8", "replace")) for run in runs)
    return frozenset(found)


def _earliest(shingles: dict[str, frozenset[int]], own: dict[str, str]) -> dict[str, str]:
    """For each document, in their order, its own publisher or that of the first document which it copies."""
    counted: dict[str, str] = {}
    seen: dict[int, list[str]] = defaultdict(list)
    for name, mine in shingles.items():
        sketch = sorted(mine)[:_SKETCH]
        candidates = Counter(other for shingle in sketch for other in seen[shingle])
        likely = [other for other, _ in candidates.most_common(_LIKELY)]
        original = next((other for other in likely if _copied(mine, shingles[other])), None)
        counted[name] = own[name] if original is None else counted[original]
        for shingle in sketch if original is None else ():  # copies of a copy are copies of the original
            if len(seen[shingle]) < _COMMON:
                seen[shingle].append(name)
    return counted


def _copied(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= COPIED * min(len(one), len(other))
