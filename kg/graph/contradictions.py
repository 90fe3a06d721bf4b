"""Where reports of one event disagree: whether it happened, who did it, to whom, when, where, and how many."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg import ontology
from kg.graph.dates import span
from kg.graph.event_claims import Figure, ReportedClaim
from kg.graph.event_signs import descriptor, likeness, nearness, signs

KINDS = ("whether", "who", "whom", "when", "where", "howMany")
PAIRS = 16  # pairs of claims that are linked for one difference between two accounts; of more, each with one other
ACCOUNTS = 8  # different accounts of one matter that are compared


class Contradiction(NamedTuple):
    """Two claims of one event that cannot both be right, ``one`` before ``other`` by id, and in what they differ."""

    one: str
    other: str
    kinds: tuple[str, ...]


def contradictions(claims: Sequence[ReportedClaim]) -> Iterator[Contradiction]:
    """The contradictions between the claims of one event, sorted.

    Claims that say the same of a matter are one account of it, and accounts are compared. Where many claims give each
    of two accounts, a claim is linked with one of the other account only, so that the links grow with the claims.
    """
    kinds = _possible(claims)
    if not kinds:
        return iter(())
    told = [_Told(claim) for claim in sorted(claims, key=lambda claim: claim.id)]
    acts: dict[tuple[str, str], list[_Told]] = {}
    for one in told:
        acts.setdefault((one.claim.document, one.claim.group or one.claim.id), []).append(one)
    for together in acts.values():
        for one in together:
            one.act = tuple(t.claim for t in together)
    found: dict[tuple[str, str], list[str]] = {}
    by_id = {one.claim.id: one.claim for one in told}
    for kind in kinds:
        for pair in _of_kind(kind, told):
            if _may_differ(kind, *(by_id[ident] for ident in pair)):
                found.setdefault((min(pair), max(pair)), []).append(kind)
    return (Contradiction(*pair, tuple(kinds)) for pair, kinds in sorted(found.items()))


def _possible(claims: Sequence[ReportedClaim]) -> list[str]:
    """The kinds in which any two claims may differ at all: of most events all reports say the same of most matters."""
    affirmed = [claim for claim in claims if claim.polarity == "affirmed"]
    several = {
        "whether": len(affirmed) < len(claims),
        "who": len({claim.source for claim in affirmed if claim.source}) > 1,
        "whom": len({claim.target for claim in affirmed if claim.target}) > 1,
        "when": len({claim.date for claim in affirmed if claim.basis != "published"}) > 1,
        "where": len({claim.places for claim in affirmed if claim.places}) > 1,
        "howMany": len({claim.counts for claim in affirmed if claim.counts}) > 1,
    }
    return [kind for kind in KINDS if several[kind]]


def _may_differ(kind: str, one: ReportedClaim, other: ReportedClaim) -> bool:
    """One voice in one document tells of two things rather than against itself; and who says that nobody was killed
    does not deny that shells fell."""
    voices = [[voice.entity for voice in claim.claimants] for claim in (one, other)]
    if one.document == other.document and voices[0] == voices[1]:
        return False
    denied = next((claim for claim in (one, other) if claim.polarity == "denied"), None)
    return kind != "whether" or denied is None or denied.relation not in signs().tolls or one.relation == other.relation


@dataclass
class _Told:
    """A claim, and with it those that the same act makes: several doers of one act do not contradict each other."""

    claim: ReportedClaim
    act: tuple[ReportedClaim, ...] = ()


def _of_kind(kind: str, told: Sequence[_Told]) -> Iterator[tuple[str, str]]:
    account, differ = _MATTERS[kind]
    accounts: dict[object, list[str]] = {}
    for one in told:
        said = account(one)
        if said and (said in accounts or len(accounts) < ACCOUNTS):
            accounts.setdefault(said, []).append(one.claim.id)
    listed = list(accounts.items())
    for number, (said, by) in enumerate(listed):
        for other, by_others in listed[number + 1 :]:
            if differ(said, other):
                yield from _links(by, by_others)


def _links(one: list[str], other: list[str]) -> Iterator[tuple[str, str]]:
    if len(one) * len(other) <= PAIRS:
        yield from ((a, b) for a in one for b in other)
    else:
        yield from ((a, other[0]) for a in one)
        yield from ((one[0], b) for b in other[1:])


# What a claim says of each matter; nothing where it says nothing of it. Who denies it tells only that it was not.


def _whether(told: _Told) -> object:
    return told.claim.polarity


def _who(told: _Told) -> object:
    return _actors(told, "source")


def _whom(told: _Told) -> object:
    return _actors(told, "target")


def _actors(told: _Told, side: str) -> object:
    relation = ontology.load().relations.get(told.claim.relation)
    if told.claim.polarity == "denied" or (relation is not None and relation.symmetric):
        return None
    return frozenset(descriptor(end) for claim in told.act if (end := getattr(claim, side)) is not None)


def _when(told: _Told) -> object:
    said = told.claim.polarity == "affirmed" and told.claim.basis != "published"
    return _span(told.claim.date) if said else None


@functools.lru_cache(maxsize=65_536)
def _span(date: str | None) -> object:
    return span(date)


def _where(told: _Told) -> object:
    return told.claim.places if told.claim.polarity == "affirmed" else None


def _how_many(told: _Told) -> object:
    return told.claim.counts if told.claim.polarity == "affirmed" else None


# Whether two accounts of a matter exclude each other.


def _other_actors(one: Any, other: Any) -> bool:
    return all(likeness(a, b) == "other" for a in one for b in other)


def _apart(one: Any, other: Any) -> bool:
    return bool(one[1] < other[0] or other[1] < one[0])


def _elsewhere(one: Any, other: Any) -> bool:
    return all(nearness(a, b) == "other" for a in one for b in other)


def _other_figures(one: Any, other: Any) -> bool:
    """Whether both count the same thing, and no number fits both."""
    return any(a.what == b.what and (_less(a, b) or _less(b, a)) for a in one for b in other)


def _less(one: Figure, other: Figure) -> bool:
    return one.max is not None and other.min is not None and one.max < other.min


_MATTERS: dict[str, tuple[Callable[[_Told], object], Callable[[Any, Any], bool]]] = {
    "whether": (_whether, lambda one, other: True),
    "who": (_who, _other_actors),
    "whom": (_whom, _other_actors),
    "when": (_when, _apart),
    "where": (_where, _elsewhere),
    "howMany": (_how_many, _other_figures),
}
