"""The same happening across documents: claims to events.

An event is what one or more claims report. Two claims report one happening where their relations are of one family,
their actors may be the same (part for whole too), and what else they say speaks more for than against it: date, place,
figures, agreement and the rare words of their sentences (`kg.graph.event_fit`).

Claims come one by one, the most exact dates first, and each joins the event that it fits best, or founds one. A claim
is held against what an event's claims agree on, never against one of them alone: the dates of an event overlap all, so
no vague report joins two days. What is denied and what is the content of an act founds no event, and joins one of which
others tell; what is planned, demanded or possible is in none.

Claims are compared within blocks only (`kg.graph.event_blocks`), so that the time grows with the number of claims. The
order in which claims are given changes nothing: they are sorted first. Nor does it matter on how many processes the
families are worked out, since no family of relations knows of another.
"""

from __future__ import annotations

import gc
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from kg import ontology
from kg.graph import shares
from kg.graph.contradictions import Contradiction, contradictions
from kg.graph.copies import independent
from kg.graph.event_blocks import Blocks
from kg.graph.event_claims import ReportedClaim, Where
from kg.graph.event_cluster import Cluster
from kg.graph.event_fit import Fitting, reason
from kg.graph.event_units import UNKNOWN, Known, Unit

WORTH_SHARING = 20_000  # claims from which on several processes take less time than one


class Member(NamedTuple):
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
    ``killed`` is the lowest and the highest number of dead that a report gives.
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
    killed: tuple[int, int] | None = None

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(member.claim for member in self.members)


@dataclass
class Effort:
    """How much was compared: for tests and measurements."""

    claims: int = 0
    comparisons: int = 0


def events_of(claims: Iterable[ReportedClaim], *, effort: Effort | None = None, processes: int = 1) -> list[Event]:
    """The events that claims report, sorted by id; the same for the same claims, whatever their order.

    Claims of state relations, and those that nobody says to have happened, are in none. Where there are many, up to so
    many ``processes`` share the families. ``effort`` is told how many comparisons it took. A relation that the ontology
    lacks is a family of its own.
    """
    found = [event for events in by_family(claims, list, effort=effort, processes=processes) for event in events]
    return sorted(found, key=lambda event: event.id)


Made = TypeVar("Made")


def by_family(
    claims: Iterable[ReportedClaim],
    make: Callable[[Iterable[Event]], Made],
    *,
    effort: Effort | None = None,
    processes: int = 1,
) -> list[Made]:
    """What ``make`` makes of the events of each family, in whichever process finds them; in the order of the families.

    Options as for `events_of`.
    """
    effort = effort if effort is not None else Effort()
    with _no_collection():
        families = families_of(claims)
        names = sorted(families)
        sizes = [sum(map(len, families[name].values())) for name in names]

        def work(number: int) -> tuple[Made, int]:
            family = _Family(names[number], families.pop(names[number]))
            return make(family.events()), family.comparisons

        many = sum(sizes) >= WORTH_SHARING
        found = shares.worked(work, sizes, processes=processes if many else 1)
        effort.claims += sum(sizes)
        effort.comparisons += sum(comparisons for _, comparisons in found)
        return [made for made, _ in found]


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


Acts = dict[tuple[str, str], list[ReportedClaim]]  # the claims of each act, by document and group


def families_of(claims: Iterable[ReportedClaim]) -> dict[str, Acts]:
    """The claims that may be in an event, by the family of their relations."""
    families: dict[str, Acts] = defaultdict(dict)
    known = ontology.load().relations
    happening = {name: relation.family for name, relation in known.items() if not relation.state}
    for claim in claims:
        relation = claim.relation
        family = happening.get(relation) if relation in known else relation
        if family is not None and claim.modality == "actual":
            families[family].setdefault((claim.document, claim.group or claim.id), []).append(claim)
    return families


class _Family:
    """The clustering of one family of relations."""

    def __init__(self, name: str, acts: Acts) -> None:
        relations, known = ontology.load().relations, Known()
        units = [Unit(claims, relations.get(claims[0].relation), known) for claims in acts.values()]
        self.name = name
        self.units = sorted(units, key=lambda unit: unit.order)
        self.comparisons = 0

    def events(self) -> Iterator[Event]:
        """Put each unit into the cluster that it fits best or one of its own, and make an event of each cluster."""
        blocks, fitting = Blocks(), Fitting()
        clusters: list[Cluster] = []
        for unit in self.units:
            near = blocks.near(unit)
            self.comparisons += len(near)
            best = fitting.best(unit, near)
            if best is not None:
                cluster, fit = best
                narrows = unit.basis != UNKNOWN and fit.date != "next day"
                if cluster.add(unit, reason(unit, fit, cluster), turned=fit.turned, narrows=narrows):
                    blocks.add(cluster, unit)
                elif unit.founds:
                    blocks.add_document(cluster, unit)
            elif unit.founds:
                cluster = Cluster(len(clusters), unit)
                clusters.append(cluster)
                blocks.add(cluster, unit)
        return (_event(self.name, cluster) for cluster in clusters)


# From clusters to events.


def _event(family: str, cluster: Cluster) -> Event:
    founding = [unit for unit in cluster.units if unit.founds]
    claims = [claim for unit in cluster.units for claim in unit.claims]
    told = claims if len(founding) == len(cluster.units) else [claim for unit in founding for claim in unit.claims]
    date, precision, basis = _most_exact(founding)
    counted = independent(claims) if len(claims) > 1 else {claims[0].id: claims[0].publisher_key}
    reasons = {claim.id: why for unit, why in zip(cluster.units, cluster.reasons, strict=True) for claim in unit.claims}
    claims.sort(key=lambda claim: claim.id)
    return Event(
        id=hashlib.sha256(f"event\x1f{cluster.units[0].claims[0].id}".encode()).hexdigest()[:16],
        family=family,
        relation=_relation(told),
        told="stated" if any(unit.standing == "stated" for unit in cluster.units) else "alleged",
        date=date,
        precision=precision,
        basis=basis,
        sources=tuple(sorted({c.source.entity for c in told if c.source is not None})),
        targets=tuple(sorted({c.target.entity for c in told if c.target is not None})),
        places=_ordered({place for c in told for place in c.places}),
        members=tuple([Member(c.id, c.document, counted[c.id], reasons[c.id]) for c in claims]),
        documents=len(cluster.documents),
        publishers=len(set(counted.values())),
        contradictions=tuple(contradictions(claims)) if len(claims) > 1 else (),
        killed=_killed(claims),
    )


def _killed(claims: Sequence[ReportedClaim]) -> tuple[int, int] | None:
    """The lowest and the highest number of dead in claims: "at least six" is six, and "up to ten" ten."""
    told = [n for c in claims for f in c.counts if f.what == "killed" for n in (f.min, f.max) if n is not None]
    return (min(told), max(told)) if told else None


def _ordered(places: set[Where]) -> tuple[Where, ...]:
    return tuple(sorted(places, key=repr) if len(places) > 1 else places)


def _relation(claims: Sequence[ReportedClaim]) -> str:
    """The relation that most claims have; of several the one with a mode, which says more."""
    told = Counter([claim.relation for claim in claims]) if len(claims) > 1 else {claims[0].relation: 1}
    if len(told) == 1:
        return claims[0].relation
    known = ontology.load().relations
    return min(told, key=lambda name: (-told[name], not (name in known and known[name].modes), name))


def _most_exact(units: Sequence[Unit]) -> tuple[str | None, str | None, str | None]:
    """The date, its precision and its basis: said before told as news, the shorter and then the earlier first."""
    unit = min(units, key=lambda unit: (unit.basis, unit.last - unit.first, unit.last, unit.claims[0].id))
    dated = unit.claims[0]
    return dated.date, dated.precision, dated.basis
