"""The same happening across documents: claims to events.

An event is what one or more claims report. Two claims report one happening where their relations are of one family,
their actors may be the same (part for whole too), and what else they say speaks more for than against it: date, place,
figures, agreement and the rare words of their sentences. `kg.graph.event_signs` says what is a sign,
``data/event_signs.csv`` what each is worth.

Claims come one by one, the most exact dates first, and each joins the event that it fits best, or founds one. A claim
is held against what an event's claims agree on, never against one of them alone: the dates of an event overlap all, so
no vague report joins two days. What is denied and what is the content of an act founds no event, and joins one of which
others tell; what is planned, demanded or possible is in none.

Claims are compared within blocks only (family, actors or place, and a stretch of time), and in a crowded block with
those alone that share a rare word, a place, a day or a figure, so that the time grows with the number of claims. The
order in which claims are given changes nothing: they are sorted first.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kg import ontology
from kg.graph import event_signs as signs_of
from kg.graph.contradictions import Contradiction, contradictions
from kg.graph.copies import independent
from kg.graph.dates import ends as days_of
from kg.graph.event_claims import End, Figure, ReportedClaim, Where
from kg.graph.event_signs import actor_key, descriptor, extent, likeness, nearness, weight, words, words_of_name
from kg.graph.standing import STANDINGS, standing_of

LEVELS = (8, 64, 512, 0)  # lengths of blocks in days, for dates of a week, of two months, of a year and a half; 0: all
CROWDED = 24  # events in a block from which on a claim is held only against those that share something rare with it
MOST_BINS = 64  # stretches of time under which an event is entered; one of longer than these is entered once for all
ANY_TIME = -1
BEST = 12  # and of those, against so many
POSTINGS = 60  # what so many events of a block share is nothing rare there
REPORTED_WITHIN = 7  # days before its publication in which what is told as news may have happened
NEXT = 1  # days by which reports of one event may differ in what they say of its day
LISTED = 6  # actors of a side that an event remembers under one key, and words that a reason names
_LONG_AGO = 0
_FAR_AHEAD = 10**7


@dataclass(frozen=True, slots=True)
class Member:
    """A claim of an event: the publisher that it counts for, and in words why it belongs there."""

    claim: str
    document: str
    counts_for: str
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One happening. ``relation`` is the one that most of its claims have; ``date`` the most exact that is said.

    ``told`` is "stated" where a report says it in its own voice or the doer's side says it, else "alleged".
    ``sources`` and ``targets`` are the entities that its reports name as doers, and as those to whom it was done.
    ``members`` are sorted by claim; ``documents`` and ``publishers`` count reports and independent publishers.
    """

    id: str
    family: str
    relation: str
    told: str
    date: str | None
    precision: str | None
    basis: str | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    places: tuple[Where, ...]
    members: tuple[Member, ...]
    documents: int
    publishers: int
    contradictions: tuple[Contradiction, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(member.claim for member in self.members)


@dataclass
class Effort:
    """How much was compared: for tests and measurements."""

    claims: int = 0
    comparisons: int = 0


def events_of(claims: Iterable[ReportedClaim], *, effort: Effort | None = None) -> list[Event]:
    """The events that claims report, sorted by id; the same for the same claims, whatever their order.

    Claims of state relations, and those that nobody says to have happened, are in none. ``effort`` is told how many
    comparisons it took. Raises TableError for a claim whose relation the ontology lacks only where that is asked: such
    a relation is a family of its own.
    """
    with _no_collection():
        return _events_of(claims, effort if effort is not None else Effort())


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python's search for cycles of objects is off: there are none here, and it takes a third of the time, and more the
    more there is."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _events_of(claims: Iterable[ReportedClaim], effort: Effort) -> list[Event]:
    families: dict[str, dict[tuple[str, str], list[ReportedClaim]]] = defaultdict(dict)
    known = ontology.load().relations
    for claim in claims:
        relation = known.get(claim.relation)
        if claim.modality != "actual" or (relation is not None and relation.state):
            continue
        effort.claims += 1
        acts = families[relation.family if relation else claim.relation]
        acts.setdefault((claim.document, claim.group or claim.id), []).append(claim)
    found: list[Event] = []
    for family in sorted(families):
        units = [_Unit(told) for told in families.pop(family).values()]
        found.extend(_Family(family, units, effort).events())
    return sorted(found, key=lambda event: event.id)


class _Unit:
    """What one document tells in one act: a claim, or the claims of a group, as they are compared."""

    __slots__ = ("agreements", "basis", "claims", "figures", "first", "founds", "last", "level", "order", "places",
                 "relation", "sides", "standing", "symmetric", "weight", "words")  # fmt: skip

    def __init__(self, claims: list[ReportedClaim]) -> None:
        if len(claims) > 1:
            claims.sort(key=lambda claim: claim.id)
        self.claims = tuple(claims)
        claim = claims[0]
        relation = ontology.load().relations.get(claim.relation)
        self.relation = claim.relation
        self.symmetric = relation is not None and relation.symmetric
        self.standing = min(map(standing_of, claims), key=STANDINGS.index)
        # Whether somebody says outright that it happened.
        self.founds = any(c.polarity == "affirmed" and c.content_of is None for c in claims)
        self.sides = (_side(c.source for c in claims), _side(c.target for c in claims))
        self.places = _places(claims)
        self.figures = frozenset(figure for c in claims for figure in c.counts)
        self.basis, self.first, self.last = _days(claim)
        length = self.last - self.first
        self.level = next(n for n, days in enumerate(LEVELS) if days == 0 or length <= days)
        names = {end.name for c in claims for end in (c.source, c.target) if end}
        names.update(place.name for place in self.places)
        self.words = words(claim.evidence, map(words_of_name, names))
        self.weight = sum(map(weight, self.words))
        self.agreements = {c.agreement for c in claims if c.agreement}
        stated = self.standing == "stated"
        self.order = (not self.founds, self.level, self.basis, not stated, self.first, self.last, claim.id)


Side = tuple[tuple[str | None, End], ...]


def _side(found: Iterable[End | None]) -> Side:
    """The actors of one side of an act, each with its key, without those that their document alone knows at all."""
    described = {descriptor(end) for end in found if end is not None}
    ordered = sorted(described, key=repr) if len(described) > 1 else described
    return tuple((actor_key(end), end) for end in ordered)


def _places(claims: Sequence[ReportedClaim]) -> tuple[Where, ...]:
    """Where it happened; a place that it was done to is where it happened too."""
    told = [place for claim in claims for place in claim.places]
    targets = [c.target for c in claims if c.target is not None and c.target.type == "Place"]
    if not targets and len(told) < 2:
        return tuple(told)
    named = (end for end in targets if end.name[:1].isupper())  # not "an oil refinery"
    told += [Where(end.name, end.country, None, None, end.entity) for end in named]
    return tuple(dict.fromkeys(told))


# What a date rests on: said, told as news, not known at all.
_SAID, _NEWS, _UNKNOWN = range(3)


def _days(claim: ReportedClaim) -> tuple[int, int, int]:
    """What the date rests on, and the first and the last day on which it may have happened, as ordinals."""
    published = _ordinals(claim.published)[1] if claim.published else None
    if claim.date is None:
        return _UNKNOWN, _LONG_AGO, _FAR_AHEAD if published is None else published
    first, last = _ordinals(claim.date)
    first, last = (_LONG_AGO if first is None else first), (_FAR_AHEAD if last is None else last)
    if claim.basis == "published":
        return _NEWS, first - REPORTED_WITHIN, last
    return _SAID, first, last


@functools.lru_cache(maxsize=65_536)
def _ordinals(value: str) -> tuple[int | None, int | None]:
    first, last = days_of(value[:10] if "T" in value else value)
    return (first.toordinal() if first else None), (last.toordinal() if last else None)


class _Cluster:
    """What the claims of an event agree on."""

    __slots__ = ("agreements", "basis", "figures", "first", "last", "number", "places", "reasons", "relations", "seen",
                 "sides", "symmetric", "units", "words")  # fmt: skip

    def __init__(self, number: int, unit: _Unit) -> None:
        self.number = number
        self.units = [unit]
        self.reasons = [""]
        self.basis, self.first, self.last = unit.basis, unit.first, unit.last
        self.seen = unit.last  # the first day on which it was told, or the last on which it may have happened
        self.relations = {unit.relation}
        self.symmetric = unit.symmetric
        self.sides: tuple[dict[str | None, list[End]], dict[str | None, list[End]]] = ({}, {})
        self.places = list(unit.places)
        self.figures = set(unit.figures)
        self.agreements = set(unit.agreements)
        self.words = dict.fromkeys(unit.words, 1)
        self._remember(unit, turned=False)

    def add(self, unit: _Unit, reason: str, *, turned: bool, narrows: bool) -> bool:
        """Take a unit in; ``turned`` where its source is the target here, ``narrows`` where its date is one more sign.

        Whether the event is to be looked for under more than before.
        """
        self.units.append(unit)
        self.reasons.append(reason)
        if not unit.founds:
            return False  # what is denied or alleged says nothing of what happened
        keys = len(self.sides[0]), len(self.sides[1]), len(self.places), self.symmetric
        if narrows:
            self.first, self.last = max(self.first, unit.first), min(self.last, unit.last)
            self.basis = min(self.basis, unit.basis)
        self.relations.add(unit.relation)
        self.symmetric = self.symmetric or unit.symmetric
        for place in unit.places:
            if len(self.places) < LISTED and place not in self.places:
                self.places.append(place)
        self.figures |= unit.figures
        self.agreements |= unit.agreements
        for word in unit.words:
            self.words[word] = self.words.get(word, 0) + 1
        self._remember(unit, turned=turned)
        return keys != (len(self.sides[0]), len(self.sides[1]), len(self.places), self.symmetric)

    def _remember(self, unit: _Unit, *, turned: bool) -> None:
        for side, actors in zip(self.sides[:: -1 if turned else 1], unit.sides, strict=True):
            for key, actor in actors:
                known = side.setdefault(key, [])
                if actor not in known and len(known) < LISTED:
                    known.append(actor)


@dataclass(slots=True)
class _Fit:
    """How well a unit fits a cluster: the points in all, and the value of each sign."""

    points: float
    turned: bool
    date: str
    source: str
    target: str
    place: str
    figures: str
    shared: list[str]


class _Family:
    """The clustering of one family of relations."""

    def __init__(self, name: str, units: list[_Unit], effort: Effort) -> None:
        self.name, self.effort = name, effort
        self.units = sorted(units, key=lambda unit: unit.order)
        self.clusters: list[_Cluster] = []
        table = signs_of.signs()
        self.relation, self.source, self.target, self.date, self.place, self.figures, self.agreement = (
            table.by_value(sign) for sign in ("relation", "source", "target", "date", "place", "figures", "agreement")
        )
        self.shared, self.none_shared = table.of("words", "shared"), table.of("words", "none")
        self.document = table.by_value("document")
        self.join, self.attach = table.of("threshold", "join"), table.of("threshold", "attach")

    def events(self) -> Iterator[Event]:
        """Cluster, one length of block after the other, and make an event of each cluster."""
        level, index = -1, _Blocks(0)
        for unit in self.units:
            if unit.level != level:
                level = unit.level
                index = _Blocks(LEVELS[level])
                for cluster in self.clusters:
                    index.add(cluster, cluster.units[:LISTED])
            best = self._best(unit, index)
            if best is not None:
                cluster, fit = best
                narrows = unit.basis != _UNKNOWN and fit.date != "next day"
                if cluster.add(unit, _reason(unit, fit, cluster), turned=fit.turned, narrows=narrows):
                    index.add(cluster, [unit])
                elif unit.founds:
                    index.add_document(cluster, unit)
            elif unit.founds:
                cluster = _Cluster(len(self.clusters), unit)
                self.clusters.append(cluster)
                index.add(cluster, [unit])
        return (_event(self.name, cluster) for cluster in self.clusters)

    def _best(self, unit: _Unit, index: _Blocks) -> tuple[_Cluster, _Fit] | None:
        threshold = self.join if unit.founds else self.attach
        best: tuple[float, int, _Cluster, _Fit] | None = None
        for cluster in index.near(unit):
            self.effort.comparisons += 1
            fit = self._fit(unit, cluster)
            if fit is not None and fit.points >= threshold:
                rank = (-fit.points, cluster.number, cluster, fit)
                if best is None or rank[:2] < best[:2]:
                    best = rank
        return None if best is None else best[2:]

    def _fit(self, unit: _Unit, cluster: _Cluster) -> _Fit | None:
        """How well they fit; None where their dates or both their ends exclude each other."""
        date = self._date(unit, cluster)
        if date is None:
            return None
        points, turned, source, target = self._ends(unit, cluster)
        if source == target == "other" or (unit.standing == "denied" and source in ("kin", "other")):
            return None  # who denies a deed denies that this one did it
        place = _best_place(unit.places, cluster.places)
        if _ANCHORS.isdisjoint((place, source, target)) and (
            unit.standing == "denied" or not self._told_there(unit, cluster)
        ):
            return None  # nothing says that it is about the same
        figures = _figures(unit.figures, cluster.figures)
        points += self.date[date] + self.place[place] + self.figures.get(figures, 0.0)
        points += self.relation["same" if unit.relation in cluster.relations else "family"]
        if unit.agreements and cluster.agreements:
            points += self.agreement["same" if unit.agreements & cluster.agreements else "other"]
        points += self._document(unit, cluster)
        share, shared = _shared(unit, cluster)
        if share:
            points += self.shared * share
        elif len(unit.words) > 2 and len(cluster.words) > 2:
            points += self.none_shared
        return _Fit(points, turned, date, source, target, place, figures, shared)

    def _told_there(self, unit: _Unit, cluster: _Cluster) -> bool:
        """Whether the document tells of the event elsewhere, so that "five were killed" there means this."""
        document = unit.claims[0].document
        return any(told.claims[0].document == document for told in cluster.units[: 2 * LISTED])

    def _document(self, unit: _Unit, cluster: _Cluster) -> float:
        """A document that tells of a deed twice tells of two where it does so in one sentence or gives two dates."""
        claim = unit.claims[0]
        value = ""
        for told in cluster.units[: 2 * LISTED]:
            other = told.claims[0]
            if other.document != claim.document:
                continue
            value = value or ("undated" if _UNKNOWN in (unit.basis, told.basis) else "same")
            if told.basis == unit.basis == _SAID and claim.date != other.date:
                value = "other date"
            elif other.evidence == claim.evidence and other.relation == claim.relation:
                return self.document["one sentence"]
        return self.document[value] if value else 0.0

    def _date(self, unit: _Unit, cluster: _Cluster) -> str | None:
        """The value of the sign ``date``; None where they are too far apart."""
        if unit.basis == _UNKNOWN or cluster.basis == _UNKNOWN:
            return _undated(unit, cluster)
        if unit.basis == _NEWS or cluster.basis == _NEWS:
            lag = abs(unit.last - cluster.last) if unit.last - unit.first <= LEVELS[0] else 0
            if unit.first > cluster.last or cluster.first > unit.last:
                return None
            if max(unit.last - unit.first, cluster.last - cluster.first) > LEVELS[0]:
                return "month" if unit.level < 2 else "longer"
            return "reported at once" if lag <= 1 else "reported soon" if lag <= 3 else "reported later"
        gap = max(unit.first, cluster.first) - min(unit.last, cluster.last)
        if gap > 0:
            return "next day" if gap <= NEXT and unit.level == 0 else None
        length = max(unit.last - unit.first, cluster.last - cluster.first)
        return "day" if length <= 1 else "week" if length <= 8 else "month" if length <= 31 else "longer"

    def _ends(self, unit: _Unit, cluster: _Cluster) -> tuple[float, bool, str, str]:
        """The points of both ends, whether the unit's are turned round, and the values of the signs."""
        (sources, targets), (known_sources, known_targets) = unit.sides, cluster.sides
        source, target = _alike(sources, known_sources), _alike(targets, known_targets)
        straight = self.source[source] + self.target[target]
        if not (unit.symmetric or cluster.symmetric):
            return straight, False, source, target
        source2, target2 = _alike(sources, known_targets), _alike(targets, known_sources)
        turned = self.source[source2] + self.target[target2]
        return (turned, True, source2, target2) if turned > straight else (straight, False, source, target)


def _undated(unit: _Unit, cluster: _Cluster) -> str | None:
    """One of the two has no date: how long after the event, as far as that is known, the other was told."""
    if cluster.basis == _UNKNOWN:
        lag = abs(unit.last - cluster.seen)
    else:
        lag = unit.last - cluster.first
        if lag < 0:
            return None
    if unit.last == _FAR_AHEAD or cluster.seen == _FAR_AHEAD:
        return "no date"
    return "no date in news" if lag <= 3 else "no date" if lag <= 120 else "no date long after"


_ANCHORS = frozenset({"same", "part", "fellow", "nested"})  # of an end or a place: something that both name
_RANKS = ("same", "part", "fellow", "unknown", "kin", "other")


def _alike(actors: Side, known: dict[str | None, list[End]]) -> str:
    """How the actors of a side are like those that an event has there; the best of several that act together."""
    if not actors or not known:
        return "unknown"
    best = 5
    for key, actor in actors:
        best = min(best, _rank(key, actor, known))
    return _RANKS[best]


def _rank(key: str | None, actor: End, known: dict[str | None, list[End]]) -> int:
    """An actor must be like all those of its country; those of other countries act beside it."""
    same_key = known.get(key)
    if same_key is None:
        if key is None or None in known:  # somebody who may be anybody
            others = [end for ends in known.values() for end in ends]
            return min((_RANKS.index(likeness(actor, end)) for end in others), default=3)
        if actor.country and not actor.entity:
            return 5
        return min(_RANKS.index(likeness(actor, end)) for ends in known.values() for end in ends)
    ranks = [_RANKS.index(likeness(actor, end)) for end in same_key]
    return 0 if 0 in ranks else max(ranks) if max(ranks) >= 4 else min(ranks)


def _best_place(places: Sequence[Where], known: Sequence[Where]) -> str:
    if not places or not known:
        return "unknown"
    values = {nearness(one, other) for one in places for other in known}
    return next(value for value in ("same", "nested", "other", "country", "unknown") if value in values)


def _figures(figures: frozenset[Figure], known: set[Figure]) -> str:
    """same, other, or nothing where they do not count the same."""
    if not figures or not known:
        return ""
    if not figures.isdisjoint(known):
        return "same"
    counted = {figure.what for figure in known}
    return "other" if any(figure.what in counted for figure in figures) else ""


def _shared(unit: _Unit, cluster: _Cluster) -> tuple[float, list[str]]:
    """What share of their rare words two have in common, from 0 to 1, and which; a word that few reports of the event
    have counts less."""
    known, size = cluster.words, len(cluster.units)
    shared = [word for word in unit.words if word in known]
    if not shared:
        return 0.0, shared
    if size == 1:
        have, least = sum(map(weight, shared)), min(unit.weight, cluster.units[0].weight)
    else:
        have, least = sum(weight(word) * math.sqrt(known[word] / size) for word in shared), unit.weight
    return min(1.0, have / max(2.0, least)), shared


class _Block:
    """The events of a block; from `CROWDED` on also by what they have that is rare, entered when it is first asked."""

    __slots__ = ("by_trait", "entered", "indexed")

    def __init__(self) -> None:
        self.entered: list[tuple[_Cluster, _Unit]] = []
        self.indexed = 0
        self.by_trait: dict[str, list[_Cluster]] = {}

    def near(self, unit: _Unit) -> Iterable[_Cluster]:
        """The events that a unit is to be held against, some of them perhaps twice."""
        if len(self.entered) <= CROWDED:
            return [cluster for cluster, _ in self.entered]
        for cluster, told in self.entered[self.indexed :]:
            for trait in _traits(told):
                posted = self.by_trait.setdefault(trait, [])
                if len(posted) < POSTINGS and (not posted or posted[-1] is not cluster):
                    posted.append(cluster)
        self.indexed = len(self.entered)
        common: Counter[int] = Counter()
        found: dict[int, _Cluster] = {}
        for trait in _traits(unit):
            posted = self.by_trait.get(trait, [])
            if len(posted) < POSTINGS:
                for cluster in posted:
                    common[cluster.number] += 1
                    found[cluster.number] = cluster
        best = sorted(common, key=lambda number: (-common[number], number))[:BEST]
        return [found[number] for number in best]


def _traits(unit: _Unit) -> Iterator[str]:
    """What may be rare in a crowded block: words, towns, figures, days, agreements."""
    yield from unit.words
    yield from (f"@{place.name}" for place in unit.places if extent(place) != "country")
    yield from (f"#{figure}" for figure in unit.figures)
    if unit.basis == _SAID and unit.last - unit.first <= 1:
        yield f"={unit.first}"


class _Blocks:
    """Events by what a claim must share with one to be compared: an actor on each side, or a place, and the time."""

    def __init__(self, days: int) -> None:
        self.days = days
        self.blocks: dict[tuple[object, ...], _Block] = {}
        self.documents: dict[str, _Block] = {}

    def add(self, cluster: _Cluster, told: Iterable[_Unit]) -> None:
        """Enter an event by what it has now, with the units of it that are not entered yet."""
        units = [(cluster, unit) for unit in told]
        bins: Sequence[int] = self._bins(cluster.first, cluster.last)
        if len(bins) > MOST_BINS:
            bins = (ANY_TIME,)
        for key in _cluster_keys(cluster):
            for bin_ in bins:
                block = self.blocks.get((*key, bin_))
                if block is None:
                    block = self.blocks[(*key, bin_)] = _Block()
                block.entered += units
        for _, unit in units:
            self.add_document(cluster, unit)

    def add_document(self, cluster: _Cluster, unit: _Unit) -> None:
        """Enter an event under the document of a unit alone."""
        self.documents.setdefault(unit.claims[0].document, _Block()).entered.append((cluster, unit))

    def near(self, unit: _Unit) -> Iterator[_Cluster]:
        """The events that a unit is to be held against, each once."""
        bins = self._bins(unit.first - NEXT, unit.last + NEXT)
        keys = [(*key, bin_) for key in _unit_keys(unit) for bin_ in (*bins, ANY_TIME)]
        given: set[int] = set()
        for block in (*map(self.blocks.get, keys), self.documents.get(unit.claims[0].document)):
            for cluster in block.near(unit) if block is not None else ():
                if cluster.number not in given:
                    given.add(cluster.number)
                    yield cluster

    def _bins(self, first: int, last: int) -> range:
        return range(first // self.days, last // self.days + 1) if self.days else range(1)


def _cluster_keys(cluster: _Cluster) -> Iterator[tuple[object, ...]]:
    sources, targets = (list(side) or [None] for side in cluster.sides)
    for source in sources:
        for target in targets:
            yield from _pair_keys(source, target, symmetric=cluster.symmetric)
    for place in cluster.places:
        if extent(place) != "country":
            yield "place", place.name.lower()


def _unit_keys(unit: _Unit) -> Iterator[tuple[object, ...]]:
    sources, targets = ([key for key, _ in side] or [None] for side in unit.sides)
    for source in sources:
        for target in targets:
            yield "pair", source, target
            if source is None:
                yield "target", target
            if target is None:
                yield "source", source
            if source is not None and target is not None:
                yield "pair", None, target
                yield "pair", source, None
    for place in unit.places:
        if extent(place) != "country":
            yield "place", place.name.lower()


def _pair_keys(source: str | None, target: str | None, *, symmetric: bool) -> Iterator[tuple[object, ...]]:
    for one, other in ((source, target), (target, source)) if symmetric else ((source, target),):
        yield "pair", one, other
        if one is not None:
            yield "source", one
        if other is not None:
            yield "target", other


# From clusters to events.


def _event(family: str, cluster: _Cluster) -> Event:
    claims = [claim for unit in cluster.units for claim in unit.claims]
    reasons = {claim.id: why for unit, why in zip(cluster.units, cluster.reasons, strict=True) for claim in unit.claims}
    counted = independent(claims) if len(claims) > 1 else {claims[0].id: claims[0].publisher_key}
    members = tuple(
        Member(claim.id, claim.document, counted[claim.id], reasons[claim.id])
        for claim in sorted(claims, key=lambda claim: claim.id)
    )
    founding = [claim for unit in cluster.units if unit.founds for claim in unit.claims]
    dated = min(founding, key=_exactness)
    return Event(
        id=hashlib.sha256(f"event\x1f{cluster.units[0].claims[0].id}".encode()).hexdigest()[:16],
        family=family,
        relation=_relation(founding),
        told="stated" if any(unit.standing == "stated" for unit in cluster.units) else "alleged",
        date=dated.date,
        precision=dated.precision,
        basis=dated.basis,
        sources=tuple(sorted({c.source.entity for c in founding if c.source})),
        targets=tuple(sorted({c.target.entity for c in founding if c.target})),
        places=tuple(sorted({p for c in founding for p in c.places}, key=repr)),
        members=members,
        documents=len({claim.document for claim in claims}),
        publishers=len(set(counted.values())),
        contradictions=tuple(contradictions(claims)) if len(claims) > 1 else (),
    )


def _relation(claims: Iterable[ReportedClaim]) -> str:
    """The relation that most claims have; of several the one with a mode, which says more."""
    told = Counter(claim.relation for claim in claims)
    known = ontology.load().relations
    return min(told, key=lambda name: (-told[name], not (name in known and known[name].modes), name))


def _exactness(claim: ReportedClaim) -> tuple[int, int, int, str]:
    """Said before told as news, the shorter and then the earlier first."""
    basis, first, last = _days(claim)
    return basis, last - first, last, claim.id


# Reasons.

_SAYS = {
    "day": "same day",
    "week": "day within the week",
    "month": "day within the month",
    "longer": "times that overlap",
    "reported at once": "reported at once",
    "reported soon": "reported within days",
    "reported later": "reported within a week",
    "no date in news": "no date, but in the news then",
    "no date": "no date",
    "no date long after": "no date, told much later",
    "next day": "a day apart",
}


def _reason(unit: _Unit, fit: _Fit, cluster: _Cluster) -> str:
    """Why a unit was taken in, in words; the event as it was before."""
    said = ["same relation" if unit.relation in cluster.relations else "same relation family"]
    for name, value, side in (("source", fit.source, 0), ("target", fit.target, 1)):
        said += _of_side(name, value, unit.claims[0], side)
    said.append(_SAYS[fit.date])
    if fit.place in ("same", "nested"):
        names = sorted({place.name for place in unit.places})
        said.append(f"place {' and '.join(names)}" + (" may be the same" if fit.place == "nested" else ""))
    if fit.figures == "same":
        said.append("same figure")
    elif fit.figures == "other":
        said.append("other figures")
    if fit.shared:
        rare = sorted(fit.shared, key=lambda word: (-weight(word), word))[:LISTED]
        said.append(f"words: {', '.join(rare)}")
    return "; ".join(said)


def _of_side(name: str, value: str, claim: ReportedClaim, side: int) -> list[str]:
    end = (claim.source, claim.target)[side]
    if end is None:
        return [f"no {name} named"]
    if value == "same":
        return [f"{name} {end.name}"]
    if value in ("part", "fellow"):
        return [f"{name} {end.name} is of {end.country}" if end.country else f"{name} {end.name} is described alike"]
    return [f"another {name}, {end.name}"] if value in ("kin", "other") else [f"{name} {end.name} may be the same"]
