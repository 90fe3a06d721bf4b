"""What two reports of one happening have in common, and how much each sign is worth.

The worth of each sign stands in ``data/event_signs.csv``. The families of relations, and which kinds of actor stand for
their state, stand in the ontology.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kg import ontology, resources
from kg.errors import TableError
from kg.graph.event_claims import End, Where

NEAR_KM = 25.0  # two places no further apart may be one, told more and less closely
_EARTH_KM = 6371.0
_WORD = re.compile(r"[^\W_]+")
_NAMED_ALONE = frozenset({"Person", "ArmedGroup", "Party", "Company", "Media"})  # two of these are two actors


@dataclass(frozen=True)
class Signs:
    """The table of signs: points by sign and value, and what is listed in it."""

    points: Mapping[tuple[str, str], float]
    apart: frozenset[str]
    tolls: frozenset[str]

    def of(self, sign: str, value: str) -> float:
        """The points of a value of a sign; raises TableError where the table lacks it."""
        try:
            return self.points[sign, value]
        except KeyError:
            raise TableError(f"there is no row {sign}, {value}", where="data/event_signs.csv") from None

    def by_value(self, sign: str) -> dict[str, float]:
        """The points of each value of a sign."""
        return {value: points for (name, value), points in self.points.items() if name == sign}


@functools.cache
def signs() -> Signs:
    """The table ``data/event_signs.csv``; raises TableError where a number in it is none."""
    points: dict[tuple[str, str], float] = {}
    for row in resources.table("event_signs"):
        try:
            points[row["sign"], row["value"]] = float(row["points"])
        except ValueError:
            where = f"data/event_signs.csv, {row['sign']}, {row['value']}"
            raise TableError("the points are no number", where=where) from None
    apart, tolls = (frozenset(value for sign, value in points if sign == kind) for kind in ("apart", "toll"))
    return Signs(MappingProxyType(points), apart, tolls)


# Actors.


def descriptor(end: End) -> End:
    """The actor without what only its document knows: "the rebels" of two documents are described alike."""
    if end.entity.startswith("doc/"):
        return End("", end.name.lower(), end.type, end.country, end.sector)
    return End(end.entity, "", end.type, end.country, end.sector)


def actor_key(end: End) -> str | None:
    """What actors that may be one have in common: their country, else their id; None for those that may be anybody."""
    return end.country or end.entity or None


@functools.lru_cache(maxsize=200_000)
def likeness(one: End, other: End) -> str:
    """How two actors, as `descriptor` gives them, may be the same doer: same, part, fellow, kin, unknown or other."""
    if one == other or (one.entity and one.entity == other.entity):
        return "same"
    named = bool(one.entity) and bool(other.entity)
    if one.country != other.country and one.country and other.country:
        return "other"
    if not named and (word := _last_word(one)) == _last_word(other) and weight(word):  # not "soldiers"
        return "part"
    if not (one.country and other.country):
        return "other" if named else "unknown"
    if named and one.type == other.type:
        return "other" if one.type in _NAMED_ALONE else "kin"
    of_state = [_of_state(end) for end in (one, other)]
    if all(of_state):
        return "part" if "State" in (one.type, other.type) else "fellow"
    return "fellow" if not named else "kin"


def named_alone(end: End) -> bool:
    """Whether it is one person, known beyond its document."""
    return end.type == "Person" and bool(end.entity)


def _last_word(end: End) -> str:
    """The head of a phrase, or a surname, in lower case and without the plural."""
    words = _WORD.findall((end.name or end.entity.rpartition("/")[2]).lower())
    return _singular(words[-1]) if words else ""


def _of_state(end: End) -> bool:
    """Whether what the actor does, or suffers, may be told of its state."""
    known = ontology.load().entity_types.get(end.type)
    return known is not None and known.for_state and (end.sector or "") not in signs().apart


# Places.


@functools.cache
def _regions() -> frozenset[tuple[str, str]]:
    rows = resources.table("provinces")
    return frozenset(
        (name.lower(), row["country"]) for row in rows for name in (row["name"], *row["aliases"].split("|")) if name
    )


@functools.cache
def _states() -> Mapping[str, str]:
    rows = resources.table("states")
    return {name.lower(): row["code"] for row in rows for name in (row["name"], *row["aliases"].split("|")) if name}


@functools.lru_cache(maxsize=100_000)
def extent(place: Where) -> str:
    """``country``, ``region`` or ``town`` (all that no table has as more)."""
    if place.name.lower() in _states():
        return "country"
    return "region" if (place.name.lower(), place.country) in _regions() else "town"


@functools.lru_cache(maxsize=200_000)
def nearness(one: Where, other: Where) -> str:
    """How two places may be one: same, nested, country, unknown or other."""
    same_name = one.name.lower() == other.name.lower()
    if one.country and other.country and one.country != other.country:
        return "other"
    extents = {extent(one), extent(other)}
    if same_name:
        return "country" if extents == {"country"} else "same"
    if "country" in extents:
        return "country" if one.country == other.country and one.country else "unknown"
    if "region" in extents:
        return "nested" if extents != {"region"} and one.country == other.country else "other"
    return "nested" if _kilometres(one, other) <= NEAR_KM else "other"


def _kilometres(one: Where, other: Where) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    a, b = math.radians(one.lat), math.radians(other.lat)
    step = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(step))


# Words.


class _Stems(dict[str, str]):
    """A word as it stands in the text to what it is compared by; the empty string where it tells nothing."""

    def __missing__(self, word: str) -> str:
        stem = self[word] = _informative(word)
        return stem


def _informative(word: str) -> str:
    lower = word.lower()
    if lower.isdigit():
        number = int(lower) if len(lower) < 9 else 0
        return "" if number < 32 or 1900 <= number < 2100 else lower
    if len(lower) < 3 or weight(_singular(lower)) == 0 or lower in _names_of_states():
        return ""
    return _singular(lower)


_STEMS = _Stems()


def words(text: str, without: Iterable[frozenset[str]] = ()) -> tuple[str, ...]:
    """The words of a sentence that tell one happening from another, each once, sorted; without those of its actors."""
    stems = _STEMS
    found = {stems[word] for word in _WORD.findall(text)}
    found.discard("")
    for names in without:
        found -= names
    return tuple(sorted(found))


@functools.lru_cache(maxsize=100_000)
def words_of_name(name: str) -> frozenset[str]:
    """The words of an actor's or a place's name, as `words` gives them."""
    return frozenset(stem for word in _WORD.findall(name) if (stem := _STEMS[word]))


def weight(stem: str) -> float:
    """How much a word tells: 1, or less where it is common in news."""
    return _weights().get(stem, 1.0)


@functools.cache
def _weights() -> Mapping[str, float]:
    """What words weigh that are common."""
    found: dict[str, float] = {}
    for stem, often in _common().items():
        points = next((points for limit, points in _steps() if often >= limit), 1.0)
        if points != 1.0:
            found[stem] = points
    return found


def weights(stems: Iterable[str]) -> float:
    """How much some words tell together."""
    common = _weights()
    return sum([common.get(stem, 1.0) for stem in stems])


@functools.cache
def _steps() -> list[tuple[float, float]]:
    """How common a word is, of 1000 sentences, and what it then weighs; the most common first."""
    return sorted(((float(limit), points) for limit, points in signs().by_value("rare word").items()), reverse=True)


@functools.cache
def _common() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for row in resources.table("common_words"):
        stem = _singular(row["word"])
        found[stem] = max(found.get(stem, 0.0), float(row["per_thousand"]))
    return found


@functools.cache
def _names_of_states() -> frozenset[str]:
    """The words in the names of states and of their people, and the towns that stand for them."""
    fields = ("name", "aliases", "adjectives", "nationals", "metonyms")
    return frozenset(
        word for row in resources.table("states") for f in fields for word in _WORD.findall(row[f].lower())
    )


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
