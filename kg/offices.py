"""Who held which office when: ``data/persons.csv`` and ``data/offices.csv`` as look-ups by name, office and date.

Dates are prefixes of ISO 8601 (``2014-08-28``, ``2014-08``, ``2014``). Where the date of a text, or the dates of the
table, leave more than one person, there is no answer.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kg import resources
from kg.linking import plain, split_list
from kg.model import Tenure

FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "KHM"})  # where the family name stands first: Roh Moo-hyun
STATE_CODE = re.compile(r"[A-Z]{3}")
FIRST_DAY, LAST_DAY = "-01-01", "-12-31"
# The table was made with sure knowledge up to about this day: whoever is in it without an end may have left since.
KNOWN_UNTIL = "2025-06-30"


@dataclass(frozen=True)
class Role:
    """For which state and sector somebody acts in some time, as a user's gazetteer says; None leaves a side open."""

    country: str | None
    sector: str | None
    since: str | None = None
    until: str | None = None

    def covers(self, date: str) -> bool:
        """Whether it holds on some day of a date."""
        return (self.since is None or earliest(self.since) <= latest(date)) and (
            self.until is None or earliest(date) <= latest(self.until)
        )


@dataclass(frozen=True)
class KnownPerson:
    """A person of the tables, with all the offices that they know of; ``alone`` are surnames that mean nobody else.

    ``roles`` are what a user's gazetteer says, which outranks the offices.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    roles: tuple[Role, ...] = ()

    def standing(self, date: str | None) -> Standing:
        """For whom the person acts at a date: in office, no longer (sector ELI), not yet; without a date the state."""
        if self.roles:
            return self._own_standing(date)
        began = [t for t in self.tenures if not date or earliest(t.since) <= latest(date)]
        now = [t for t in began if date and holds(t, date)]
        states = [t.of for t in (now or began or self.tenures) if STATE_CODE.fullmatch(t.of)]
        country = states[-1] if states else None
        if not date:
            held = ", ".join(dict.fromkeys(f"{words_of(t.office)} of {t.of}" for t in self.tenures))
            reason = f"{held} at some time" if held else "a known name"
            return Standing(country, None, frozenset(t.office for t in self.tenures), reason)
        if now:
            reason = ", ".join(f"{words_of(t.office)} of {t.of}" for t in now)
            return Standing(country, "GOV" if states else None, frozenset(t.office for t in now), reason)
        if began:
            reason = f"no longer {words_of(began[-1].office)} of {began[-1].of}"
            return Standing(country, "ELI", frozenset(f"former-{t.office}" for t in began), reason)
        return Standing(country, None, frozenset(), "not yet in office" if self.tenures else "a known name")

    def _own_standing(self, date: str | None) -> Standing:
        """By the user's gazetteer: what is dated before what is not; without a date only what all rows agree on."""
        rows = self.roles if date is None else [r for r in self.roles if r.covers(date)]
        rows = [r for r in rows if r.since or r.until] or list(rows) if date else rows
        countries, sectors = {r.country for r in rows}, {r.sector for r in rows}
        country = next(iter(countries)) if len(countries) == 1 else None
        sector = next(iter(sectors)) if len(sectors) == 1 else None
        return Standing(country, sector, frozenset(t.office for t in self.tenures), "the user's gazetteer")


@dataclass(frozen=True)
class Standing:
    """What a person is at a date: the state that he belongs to or acts for, PLOVER's sector, offices, and in words."""

    country: str | None
    sector: str | None
    offices: frozenset[str]
    reason: str


def earliest(date: str) -> str:
    """The first day that a date may mean: ``2014-08`` gives 2014-08-01."""
    return (date + FIRST_DAY[len(date) - 4 :])[:10]


def latest(date: str) -> str:
    """A day not before the last that a date may mean: ``2014-08`` gives 2014-08-31."""
    return date[:10] if len(date) >= 10 else (date + (LAST_DAY if len(date) == 4 else "-31"))[:10]


def words_of(office: str) -> str:
    """An office's slug as words."""
    return office.replace("-", " ")


def holds(tenure: Tenure, date: str, until: str = "9999") -> bool:
    """Whether an office may have been held on some day of a date; an open end lasts to ``until``."""
    return earliest(tenure.since) <= latest(date) and earliest(date) <= latest(tenure.until or until)


class Offices:
    """The tables of persons and offices."""

    def __init__(self, persons: Iterable[KnownPerson]) -> None:
        self.persons = {p.id: p for p in persons}
        self.named: dict[str, list[KnownPerson]] = defaultdict(list)
        self._alone: dict[str, list[KnownPerson]] = defaultdict(list)
        self._surnames: dict[str, list[KnownPerson]] = defaultdict(list)
        self._held: dict[tuple[str, str], list[tuple[KnownPerson, Tenure]]] = defaultdict(list)
        for person in self.persons.values():
            for name in dict.fromkeys(map(plain, (person.name, *person.aliases))):
                self.named[name].append(person)
            for name in person.alone:
                self._alone[name].append(person)
            names = [plain(n).split() for n in (person.name, *person.aliases, *person.alone)]
            family = {n[-1] for n in names}
            if any(t.of in FAMILY_FIRST for t in person.tenures):
                family |= {n[0] for n in names}
            for last in family:
                self._surnames[last].append(person)
            for tenure in person.tenures:
                self._held[tenure.office, tenure.of].append((person, tenure))

    def by_name(self, name: str, date: str | None) -> KnownPerson | None:
        """The person of a full name or an alias; of several, the one in office at the date."""
        return _one_of(self.named.get(plain(name), ()), date)

    def by_surname_alone(self, surname: str, date: str | None) -> KnownPerson | None:
        """Whom a reader of world news takes a bare surname for; of several, the one in office at the date."""
        return _one_of(self._alone.get(surname, ()), date)

    def by_title(
        self, surname: str, held: Collection[str], of: Collection[str], date: str | None, *, elsewhere: bool = False
    ) -> KnownPerson | None:
        """ "President Obama": the person of a surname who held one of these offices, at the date if one is known.

        ``of`` are the states and organisations that it may be an office of; with ``elsewhere`` one of any other too,
        if the person held it at the date. A title is kept by courtesy: without a holder at the date, those before it.
        """
        sure = self.by_surname_alone(surname, date)
        found = [(p, t) for p in self._surnames.get(plain(surname), ()) for t in p.tenures if t.office in held]
        now = [p for p, t in found if date and holds(t, date) and (t.of in of or p is sure)]
        anywhere = [p for p, t in found if date and holds(t, date)] if elsewhere else []
        before = [p for p, t in found if (not date or earliest(t.since) <= latest(date)) and (t.of in of or p is sure)]
        for people in (now, anywhere, before):
            if people:
                return people[0] if len({p.id for p in people}) == 1 else None
        return None

    def holder(self, offices: Collection[str], of: str, date: str | None) -> tuple[KnownPerson, Tenure] | None:
        """The one person who held one of these offices of a state or an organisation at a date; None if unsure."""
        if not date:
            return None
        found = [(p, t) for office in sorted(offices) for p, t in self._held.get((office, of), ()) if holds(t, date)]
        return found[0] if len({p.id for p, _ in found}) == 1 else None


def _one_of(people: Sequence[KnownPerson], date: str | None) -> KnownPerson | None:
    if len(people) > 1 and date:
        people = [p for p in people if any(holds(t, date) for t in p.tenures)]
    return people[0] if len(people) == 1 else None


def _tenures() -> dict[str, list[Tenure]]:
    found: dict[str, list[Tenure]] = defaultdict(list)
    for row in resources.table("offices"):
        found[row["entity"]].append(Tenure(row["office"], row["of"], row["from"], row["to"] or None))
    return found


@functools.cache
def offices() -> Offices:
    """The shipped tables, read once a process."""
    tenures = _tenures()
    return Offices(
        KnownPerson(
            row["id"],
            row["name"],
            split_list(row["aliases"]),
            split_list(row["alone"]),
            tuple(sorted(tenures.get(row["id"], ()), key=lambda t: (t.since, t.office))),
        )
        for row in resources.table("persons")
    )
