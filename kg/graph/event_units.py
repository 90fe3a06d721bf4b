"""Claims made ready for comparison: what one document tells in one act, with the days, actors and places it names.

The same actor and the same place are one object for all claims of a `Known`, so that how two of them are alike is
worked out once and then looked up.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterable, Sequence

from kg.graph.dates import ends as days_of
from kg.graph.event_claims import End, ReportedClaim, Where
from kg.graph.event_signs import (
    actor_key,
    descriptor,
    extent,
    likeness,
    named_alone,
    nearness,
    signs,
    weights,
    words,
    words_of_name,
)
from kg.graph.standing import STANDINGS, standing_by, standing_of
from kg.ontology import RelationType

LEVELS = (8, 64, 512, 0)  # lengths of blocks in days, for dates of a week, of two months, of a year and a half; 0: all
REPORTED_WITHIN = 7  # days before its publication in which what is told as news may have happened
LONG_AGO = 0
FAR_AHEAD = 10**7

# What a date rests on: said, told as news, not known at all.
SAID, NEWS, UNKNOWN = range(3)

LIKENESS = ("same", "part", "fellow", "open", "unknown", "kin", "other")  # of actors, the nearest first
NEARNESS = ("same", "nested", "other", "country", "unknown")  # of places, the one that decides first


class Doer:
    """An actor as it is compared. ``key`` is what actors that may be one share; None for those who may be anybody."""

    __slots__ = ("_ranks", "anybody", "end", "key", "order")

    def __init__(self, end: End) -> None:
        self.end, self.key, self.order = end, actor_key(end), repr(end)
        self.anybody = self.key is None
        self._ranks: dict[Doer, int] = {}

    def rank(self, other: Doer) -> int:
        """The place of their `likeness` in `LIKENESS`."""
        rank = self._ranks.get(other)
        if rank is None:
            rank = self._ranks[other] = LIKENESS.index(likeness(self.end, other.end))
        return rank


class Spot:
    """A place as it is compared; ``name`` is in lower case, ``national`` says that it is a whole country."""

    __slots__ = ("_ranks", "name", "national", "where")

    def __init__(self, where: Where) -> None:
        self.where, self.name, self.national = where, where.name.lower(), extent(where) == "country"
        self._ranks: dict[Spot, int] = {}

    def rank(self, other: Spot) -> int:
        """The place of their `nearness` in `NEARNESS`."""
        rank = self._ranks.get(other)
        if rank is None:
            rank = self._ranks[other] = NEARNESS.index(nearness(self.where, other.where))
        return rank


class Known:
    """The actors and places that some claims name, each once."""

    def __init__(self) -> None:
        self._described: dict[End, Doer] = {}
        self._named: dict[End, tuple[Doer, frozenset[str]]] = {}
        self._places: dict[Where, Spot] = {}

    def doer(self, end: End) -> tuple[Doer, frozenset[str]]:
        """An actor without what its document alone knows of it, and the words of its name."""
        found = self._named.get(end)
        if found is None:
            described = descriptor(end)
            doer = self._described.get(described)
            if doer is None:
                doer = self._described[described] = Doer(described)
            found = self._named[end] = doer, words_of_name(end.name)
        return found

    def spot(self, where: Where) -> Spot:
        """A place."""
        found = self._places.get(where)
        if found is None:
            found = self._places[where] = Spot(where)
        return found


class Unit:
    """What one document tells in one act: a claim, or the claims of a group, as they are compared."""

    __slots__ = ("_traits", "agreements", "basis", "claims", "document", "figures", "first", "founds", "last", "level",
                 "order", "places", "relation", "sides", "standing", "symmetric", "toll", "weight",
                 "words")  # fmt: skip

    def __init__(self, claims: list[ReportedClaim], relation: RelationType | None, known: Known) -> None:
        if len(claims) > 1:
            claims.sort(key=lambda claim: claim.id)
        self.claims = tuple(claims)
        claim = claims[0]
        self.document = claim.document
        self.relation = claim.relation
        self.symmetric = relation is not None and relation.symmetric
        self.standing = _standing(claims)
        # Whether somebody says outright that it happened.
        self.founds = any(c.polarity == "affirmed" and c.content_of is None for c in claims)
        sources = [known.doer(c.source) for c in claims if c.source is not None]
        targets = [known.doer(c.target) for c in claims if c.target is not None]
        self.sides = _side(sources), _side(targets)
        # Whether it tells what a deed did to people, rather than a deed; who kills a known person did just that.
        self.toll = claim.relation in signs().tolls and not any(named_alone(doer.end) for doer in self.sides[1])
        self.places = tuple([known.spot(where) for where in _places(claims)])
        self.figures = frozenset(claim.counts) if len(claims) == 1 else frozenset(f for c in claims for f in c.counts)
        self.basis, self.first, self.last = days(claim)
        self.level = _level(self.last - self.first)
        names = [name for _, name in (*sources, *targets)]
        names += [words_of_name(spot.where.name) for spot in self.places]
        self.words = words(claim.evidence, names)
        self.weight = weights(self.words)
        self.agreements = frozenset([c.agreement for c in claims if c.agreement])
        stated = self.standing == "stated"
        self.order = (not self.founds, self.level, self.basis, not stated, self.first, self.last, claim.id)
        self._traits: tuple[object, ...] | None = None

    @property
    def traits(self) -> tuple[object, ...]:
        """What may be rare in a crowded block: words, towns, figures, days."""
        if self._traits is None:
            exact = self.basis == SAID and self.last - self.first <= 1
            towns = [spot.name for spot in self.places if not spot.national]
            self._traits = (
                *self.words, *(("at", name) for name in towns), *self.figures, *((self.first,) if exact else ())
            )  # fmt: skip
        return self._traits


def _standing(claims: Sequence[ReportedClaim]) -> str:
    if len(claims) == 1 and not claims[0].claimants:  # the report's own voice
        return standing_by(claims[0].polarity, claims[0].modality, claims[0].content_of, True)
    return min(map(standing_of, claims), key=STANDINGS.index)


def _level(length: int) -> int:
    return bisect.bisect_left(LEVELS, length, hi=len(LEVELS) - 1)


def _side(found: Sequence[tuple[Doer, frozenset[str]]]) -> tuple[Doer, ...]:
    """The actors of one side of an act, each once."""
    if len(found) < 2:
        return tuple([doer for doer, _ in found])
    return tuple(sorted({doer for doer, _ in found}, key=lambda doer: doer.order))


def _places(claims: Sequence[ReportedClaim]) -> Iterable[Where]:
    """Where it happened; a place that it was done to is where it happened too."""
    told = [place for claim in claims for place in claim.places]
    targets = [c.target for c in claims if c.target is not None and c.target.type == "Place"]
    if not targets and len(told) < 2:
        return told
    named = (end for end in targets if end.name[:1].isupper())  # not "an oil refinery"
    told += [Where(end.name, end.country, None, None, end.entity) for end in named]
    return dict.fromkeys(told)


def days(claim: ReportedClaim) -> tuple[int, int, int]:
    """What the date rests on, and the first and the last day on which it may have happened, as ordinals."""
    if claim.date is None:
        published = _ordinals(claim.published)[1] if claim.published else None
        return UNKNOWN, LONG_AGO, FAR_AHEAD if published is None else published
    first, last = _ordinals(claim.date)
    first, last = (LONG_AGO if first is None else first), (FAR_AHEAD if last is None else last)
    if claim.basis == "published":
        return NEWS, first - REPORTED_WITHIN, last
    return SAID, first, last


@functools.lru_cache(maxsize=65_536)
def _ordinals(value: str) -> tuple[int | None, int | None]:
    first, last = days_of(value[:10] if "T" in value else value)
    return (first.toordinal() if first else None), (last.toordinal() if last else None)
