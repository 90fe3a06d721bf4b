"""Which events a claim is held against: those that share an actor on each side with it, or a place, and the time.

Events stand on lines, one for each pair of actors, each actor whose other end is open, and each place. A line that
holds many is divided into stretches of time, as long as the dates of the claims that ask; and a stretch that is still
crowded is searched by what is rare in it: words, towns, figures, days. So the cost grows with the number of claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.graph.event_cluster import LISTED, Cluster
from kg.graph.event_fit import AT_ONCE, NEXT
from kg.graph.event_units import LEVELS, UNKNOWN, Doer, Unit

FEW = 6  # events on a line up to which a claim is held against all, whatever their time
CROWDED = 24  # events in a block from which on a claim is held only against those that share something rare with it
MOST_BINS = 64  # stretches of time under which an event is entered; one of longer than these is entered once for all
BEST = 8  # and of those, against so many
POSTINGS = 40  # what so many events of a block share is nothing rare there
LOOKED_AT = 60  # events, some of them several times, that a claim's rarest traits lead to
ANY_TIME = -1

Key = tuple[str | None, ...]


class _Block:
    """The events of a block; from `CROWDED` on also by what they have that is rare, entered when it is first asked."""

    __slots__ = ("by_trait", "clusters", "indexed")

    def __init__(self, clusters: list[Cluster]) -> None:
        self.clusters = clusters
        self.indexed = 0
        self.by_trait: dict[object, list[Cluster]] = {}

    def near(self, unit: Unit) -> Sequence[Cluster]:
        """The events that a unit is to be held against."""
        return self.clusters if len(self.clusters) <= CROWDED else self.alike(unit)

    def alike(self, unit: Unit) -> Sequence[Cluster]:
        """Those of them that share most of what is rare here with a unit."""
        self._index()
        posted = [found for trait in unit.traits if (found := self.by_trait.get(trait)) and len(found) < POSTINGS]
        posted.sort(key=len)
        common: dict[Cluster, int] = {}
        looked = 0
        for found in posted:
            for cluster in found:
                common[cluster] = common.get(cluster, 0) + 1
            looked += len(found)
            if looked >= LOOKED_AT:
                break
        if len(common) <= BEST:
            return list(common)
        return sorted(common, key=lambda cluster: (-common[cluster], cluster.number))[:BEST]

    def _index(self) -> None:
        for cluster in self.clusters[self.indexed :]:
            for unit in cluster.units[:LISTED]:
                for trait in unit.traits:
                    posted = self.by_trait.setdefault(trait, [])
                    if len(posted) < POSTINGS and (not posted or posted[-1] is not cluster):
                        posted.append(cluster)
        self.indexed = len(self.clusters)


class _Line:
    """The events that share a key, in the order in which they came to it, and by stretches of time."""

    __slots__ = ("all", "bins", "clusters", "days", "placed")

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self.days = -1
        self.placed = 0
        self.bins: dict[int, _Block] = {}
        self.all: _Block | None = None

    def near(self, unit: Unit, days: int, bins: range) -> Sequence[Cluster]:
        """The events that a unit is to be held against, some of them perhaps twice.

        One without a date is held against what was in the news then, and against all that has something rare of it.
        """
        if len(self.clusters) <= FEW:
            return self.clusters
        if self.days != days:
            self.days, self.placed, self.bins = days, 0, {}
        for cluster in self.clusters[self.placed :]:
            self._place(cluster)
        self.placed = len(self.clusters)
        found: list[Cluster] = []
        for bin_ in (*bins, ANY_TIME):
            if (block := self.bins.get(bin_)) is not None:
                found += block.near(unit)
        if unit.basis == UNKNOWN:
            if self.all is None:
                self.all = _Block(self.clusters)
            found += self.all.alike(unit)
        return found

    def _place(self, cluster: Cluster) -> None:
        """Enter an event under the time in which it may have been, as far as that is known by now, or was told."""
        first, last = cluster.first, cluster.last
        if cluster.basis == UNKNOWN:
            first, last = cluster.seen - AT_ONCE, cluster.seen + AT_ONCE
        bins: Sequence[int] = stretches(self.days, first, last)
        for bin_ in bins if len(bins) <= MOST_BINS else (ANY_TIME,):
            block = self.bins.get(bin_)
            if block is None:
                block = self.bins[bin_] = _Block([])
            block.clusters.append(cluster)


def stretches(days: int, first: int, last: int) -> range:
    """The numbers of the stretches of so many days that a time reaches into; there is one alone where days are 0."""
    return range(first // days, last // days + 1) if days else range(1)


class Blocks:
    """All events found so far, by what a claim must share with one to be compared."""

    def __init__(self) -> None:
        self._lines: dict[Key, _Line] = {}
        self._documents: dict[str, _Block] = {}

    def add(self, cluster: Cluster, unit: Unit) -> None:
        """Enter an event by what it has now; ``unit`` is the one that it took in last."""
        for key in _cluster_keys(cluster):
            if key not in cluster.keys:
                cluster.keys.add(key)
                line = self._lines.get(key)
                if line is None:
                    line = self._lines[key] = _Line()
                line.clusters.append(cluster)
        self.add_document(cluster, unit)

    def add_document(self, cluster: Cluster, unit: Unit) -> None:
        """Enter an event under the document of a unit alone."""
        block = self._documents.setdefault(unit.document, _Block([]))
        if not block.clusters or block.clusters[-1] is not cluster:
            block.clusters.append(cluster)

    def near(self, unit: Unit) -> list[Cluster]:
        """The events that a unit is to be held against, each once."""
        days, first = LEVELS[unit.level], unit.first - NEXT
        if unit.basis == UNKNOWN:
            days, first = LEVELS[0], unit.last - AT_ONCE
        bins = stretches(days, first, unit.last + NEXT)
        found: list[Cluster] = []
        for key in _unit_keys(unit):
            line = self._lines.get(key)
            if line is not None:
                found += line.near(unit, days, bins)
        block = self._documents.get(unit.document)
        if block is not None:
            found += block.near(unit)
        return list(dict.fromkeys(found)) if len(found) > 1 else found


def _cluster_keys(cluster: Cluster) -> Iterator[Key]:
    sources, targets = (list(side) or [None] for side in cluster.sides)
    for source in sources:
        for target in targets:
            yield source, target, "pair"
            if cluster.symmetric:
                yield target, source, "pair"
    for source in sources:
        if source is not None:
            yield source, "source"
            if cluster.symmetric:
                yield source, "target"
    for target in targets:
        if target is not None:
            yield target, "target"
            if cluster.symmetric:
                yield target, "source"
    for place in cluster.places:
        if not place.national:
            yield (place.name,)


def _unit_keys(unit: Unit) -> list[Key]:
    sources, targets = map(_keys, unit.sides)
    keys: list[Key] = []
    for source in sources:
        for target in targets:
            keys.append((source, target, "pair"))
            if source is None:
                keys.append((target, "target"))
            elif target is not None:
                keys += ((None, target, "pair"), (source, None, "pair"))
            if target is None:
                keys.append((source, "source"))
    keys += [(place.name,) for place in unit.places if not place.national]
    return keys


def _keys(side: Sequence[Doer]) -> Sequence[str | None]:
    if len(side) < 2:
        return [side[0].key] if side else [None]
    return list(dict.fromkeys([doer.key for doer in side]))
