"""How well a claim fits an event: the points of all signs that both have, or none where something excludes it.

`kg.graph.event_signs` says what is a sign, ``data/event_signs.csv`` what each is worth. What is cheap to compare and
often decides comes first: the time, then the actors, the place, and the words last, where they can still decide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.graph import event_signs
from kg.graph.event_claims import Figure, ReportedClaim
from kg.graph.event_cluster import LISTED, Cluster, Side
from kg.graph.event_signs import weight, weights
from kg.graph.event_units import FAR_AHEAD, LEVELS, LIKENESS, NEARNESS, NEWS, SAID, UNKNOWN, Doer, Spot, Unit

AT_ONCE = 3  # days after an event in which what is told without a date is taken for news of it
NEXT = 1  # days by which reports of one event may differ in what they say of its day
_ANCHORS = frozenset({"same", "part", "fellow", "nested"})  # of an end or a place: something that both name
_LATE = frozenset({"no date", "no date long after"})
_APART = frozenset({"unknown", "kin"})  # in one document, where what is the same has been found to be so
_OPEN_END = LIKENESS.index("open")
_OTHER_END = LIKENESS.index("other")
_KIN = LIKENESS.index("kin")


@dataclass(slots=True)
class Fit:
    """How well a unit fits a cluster: the points in all, and the value of each sign."""

    points: float
    turned: bool
    date: str
    source: str
    target: str
    place: str
    figures: str
    shared: list[str]


class Fitting:
    """The table of signs, as it is asked when a unit is held against a cluster."""

    def __init__(self) -> None:
        table = event_signs.signs()
        self.relation, self.date, self.place, self.figures, self.agreement, self.document = (
            table.by_value(sign) for sign in ("relation", "date", "place", "figures", "agreement", "document")
        )
        source, target = table.by_value("source"), table.by_value("target")
        self.source, self.target = [source[value] for value in LIKENESS], [target[value] for value in LIKENESS]
        self.shared, self.none_shared = table.of("words", "shared"), table.of("words", "none")
        self.join, self.attach = table.of("threshold", "join"), table.of("threshold", "attach")

    def best(self, unit: Unit, clusters: Iterable[Cluster]) -> tuple[Cluster, Fit] | None:
        """The cluster that a unit fits best, of equals the one that was there first; None where it fits none."""
        least = self.join if unit.founds else self.attach
        best: tuple[Cluster, Fit] | None = None
        for cluster in clusters:
            fit = self.fit(unit, cluster, least)
            if fit is None:
                continue
            if best is None or fit.points > least or cluster.number < best[0].number:
                best, least = (cluster, fit), fit.points
        return best

    def fit(self, unit: Unit, cluster: Cluster, least: float) -> Fit | None:
        """How well they fit; None where they have fewer points than ``least``, or where something excludes it."""
        date = date_of(unit, cluster)
        if date is None:
            return None
        told = _told_there(unit, cluster) if unit.document in cluster.documents else ()
        if date in _LATE and not told and _nothing_shared(unit, cluster):
            return None  # the same do the same to each other at other times too
        points, turned, source, target = self._ends(unit, cluster)
        denied = unit.standing == "denied"
        if source == target == "other" or (denied and source in ("kin", "other")):
            return None  # who denies a deed denies that this one did it
        place = _best_place(unit.places, cluster.places)
        if (denied or not told) and not (source in _ANCHORS or target in _ANCHORS or place in _ANCHORS):
            return None  # nothing says that it is about the same, not even that the document tells of it elsewhere
        figures = _figures(unit.figures, cluster.figures)
        points += self.date[date] + self.place[place]
        points += self.relation[self._relation(unit, cluster)]
        if figures:
            points += self.figures[figures]
        if unit.agreements and cluster.agreements:
            points += self.agreement["other" if unit.agreements.isdisjoint(cluster.agreements) else "same"]
        one_sentence = False
        if told:
            value = self._document(unit, told, source, target)
            points += self.document[value]
            one_sentence = value.startswith("one sentence")
        if points + self.shared < least:
            return None  # whatever words they share
        share, shared = (0.0, []) if one_sentence else _shared(unit, cluster)
        if share:
            points += self.shared * share
        elif not one_sentence and len(unit.words) > 2 and len(cluster.words) > 2:
            points += self.none_shared
        return Fit(points, turned, date, source, target, place, figures, shared) if points >= least else None

    def _document(self, unit: Unit, told: Sequence[Unit], source: str, target: str) -> str:
        """The value of the sign ``document``, given what the same document has told of the event so far.

        Of one sentence the words say nothing, since they are the same anyhow.
        """
        claim = unit.claims[0]
        toll = unit.toll or any(other.toll for other in told)
        alike = toll or any(other.relation == unit.relation for other in told)
        value = ""
        for other in told:
            if other.basis == unit.basis == SAID and other.claims[0].date != claim.date:
                return "other date"
            if other.claims[0].evidence == claim.evidence:
                if other.relation == claim.relation:
                    return "one sentence"
                value = "one sentence toll" if alike else "one sentence deed"
        if value:
            return value
        if source in _APART or (target in _APART and not toll):
            return "others"
        if all(UNKNOWN not in (unit.basis, other.basis) for other in told):
            return "same" if alike else "same deed"
        return "undated" if alike else "undated deed"

    def _relation(self, unit: Unit, cluster: Cluster) -> str:
        """The value of the sign ``relation``."""
        if unit.relation in cluster.relations:
            return "same"
        if unit.standing != "denied" or unit.toll or any(other.toll for other in cluster.units[:LISTED]):
            return "family"
        return "denied"

    def _ends(self, unit: Unit, cluster: Cluster) -> tuple[float, bool, str, str]:
        """The points of both ends, whether the unit's are turned round, and the values of the signs."""
        (sources, targets), (known_sources, known_targets) = unit.sides, cluster.sides
        source, target = _alike(sources, known_sources), _alike(targets, known_targets)
        straight = self.source[source] + self.target[target]
        if unit.symmetric or cluster.symmetric:
            source2, target2 = _alike(sources, known_targets), _alike(targets, known_sources)
            turned = self.source[source2] + self.target[target2]
            if turned > straight:
                return turned, True, LIKENESS[source2], LIKENESS[target2]
        return straight, False, LIKENESS[source], LIKENESS[target]


def date_of(unit: Unit, cluster: Cluster) -> str | None:
    """The value of the sign ``date``; None where they are too far apart."""
    if unit.basis == UNKNOWN or cluster.basis == UNKNOWN:
        return _undated(unit, cluster)
    gap = max(unit.first, cluster.first) - min(unit.last, cluster.last)
    if unit.basis == NEWS or cluster.basis == NEWS:
        if gap > 0:
            return None
        if max(unit.last - unit.first, cluster.last - cluster.first) > LEVELS[0]:
            return "month" if unit.level < 2 else "longer"
        lag = abs(unit.last - cluster.last) if unit.last - unit.first <= LEVELS[0] else 0
        return "reported at once" if lag <= 1 else "reported soon" if lag <= 3 else "reported later"
    if gap > 0:
        return "next day" if gap <= NEXT and unit.level == 0 else None
    length = max(unit.last - unit.first, cluster.last - cluster.first)
    return "day" if length <= 1 else "week" if length <= 8 else "month" if length <= 31 else "longer"


def _undated(unit: Unit, cluster: Cluster) -> str | None:
    """One of the two has no date: how long after the event, as far as that is known, the other was told."""
    if cluster.basis == UNKNOWN:
        lag = abs(unit.last - cluster.seen)
    else:
        lag = unit.last - cluster.first
        if lag < 0:
            return None
    if unit.last == FAR_AHEAD or cluster.seen == FAR_AHEAD:
        return "no date"
    return "no date in news" if lag <= AT_ONCE else "no date" if lag <= 120 else "no date long after"


def _nothing_shared(unit: Unit, cluster: Cluster) -> bool:
    """Whether they have nothing but their actors and the kind of deed in common; places may be the same or near."""
    return not (
        (unit.places and cluster.places)
        or any(word in cluster.words for word in unit.words)
        or not unit.figures.isdisjoint(cluster.figures)
        or not unit.agreements.isdisjoint(cluster.agreements)
    )


def _told_there(unit: Unit, cluster: Cluster) -> list[Unit]:
    """What the document tells of the event elsewhere, so that "five were killed" there means this."""
    return [told for told in cluster.units[: 2 * LISTED] if told.document == unit.document]


def _alike(actors: Sequence[Doer], known: Side) -> int:
    """How the actors of a side are like those that an event has there; the best of several that act together."""
    if not actors or not known:
        return _OPEN_END
    if len(actors) == 1:
        return _rank(actors[0], known)
    return min(_rank(actor, known) for actor in actors)


def _rank(actor: Doer, known: Side) -> int:
    """An actor must be like all those of its country; those of other countries act beside it."""
    same_key = known.get(actor.key)
    if same_key is None:
        end = actor.end
        if end.country and not end.entity and None not in known:
            return _OTHER_END
        return min(actor.rank(other) for others in known.values() for other in others)
    if actor in same_key:
        return 0
    ranks = [actor.rank(other) for other in same_key]
    return 0 if 0 in ranks else max(ranks) if max(ranks) >= _KIN else min(ranks)


def _best_place(places: Sequence[Spot], known: Sequence[Spot]) -> str:
    if not places or not known:
        return "unknown"
    return NEARNESS[min(one.rank(other) for one in places for other in known)]


def _figures(figures: frozenset[Figure], known: frozenset[Figure]) -> str:
    """same, other, or nothing where they do not count the same."""
    if not figures or not known:
        return ""
    if not figures.isdisjoint(known):
        return "same"
    counted = {figure.what for figure in known}
    return "other" if any(figure.what in counted for figure in figures) else ""


def _shared(unit: Unit, cluster: Cluster) -> tuple[float, list[str]]:
    """What share of their rare words two have in common, from 0 to 1, and which; a word that few reports of the event
    have counts less."""
    known, size = cluster.words, len(cluster.units)
    shared = [word for word in unit.words if word in known]
    if not shared:
        return 0.0, shared
    if size == 1:
        have, least = weights(shared), min(unit.weight, cluster.units[0].weight)
    else:
        have, least = sum(weight(word) * math.sqrt(known[word] / size) for word in shared), unit.weight
    return min(1.0, have / max(2.0, least)), shared


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


def reason(unit: Unit, fit: Fit, cluster: Cluster) -> str:
    """Why a unit was taken in, in words; the event as it was before."""
    said = ["same relation" if unit.relation in cluster.relations else "same relation family"]
    for name, value, side in (("source", fit.source, 0), ("target", fit.target, 1)):
        said += _of_side(name, value, unit.claims[0], side)
    said.append(_SAYS[fit.date])
    if fit.place in ("same", "nested"):
        names = sorted({spot.where.name for spot in unit.places})
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
