"""What queries about all claims ask for, counted once at the end of a build: the graph ``urn:kg:summaries``.

A query that counts over all claims takes as long as there are claims. So who did how much to whom, from when to when,
is counted here in one reading, and such queries ask this graph. Claims count that are told as done (`kg:standing`
"stated"). It is made anew with the events and carries the mark of what it was made from, `kg:basedOn`; whatever changes
a document takes it away, so that nobody takes old sums for new ones.
"""

from __future__ import annotations

import functools
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from rdflib import URIRef
from rdflib.namespace import RDF

from kg.graph.rdf import line
from kg.graph.terms import ENTITY, KG, SUMMARIES_GRAPH, SUMMARY

Rows = Callable[[str], Iterable[Sequence[Any]]]

_PREFIXES = """
PREFIX kg: <urn:kg:ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# One OPTIONAL for each thing that is looked up: of two patterns in one, Oxigraph keeps all that fit in memory.
_DONE = """
SELECT ?document ?claim ?relation ?quad ?plover ?score ?date ?precision ?group
       ?source ?source_name ?source_country ?target ?target_name ?target_country ?target_type
WHERE {
  GRAPH ?document {
    ?claim kg:standing "stated" ; kg:relation ?relation ; kg:quad ?quad .
    OPTIONAL { ?claim kg:plover ?plover } OPTIONAL { ?claim kg:goldstein ?score }
    OPTIONAL { ?claim kg:eventDate ?date } OPTIONAL { ?claim kg:datePrecision ?precision }
    OPTIONAL { ?claim kg:group ?group }
    OPTIONAL { ?claim kg:sourceCountry ?source_country } OPTIONAL { ?claim kg:targetCountry ?target_country }
    OPTIONAL { ?claim kg:source ?source } OPTIONAL { ?claim kg:target ?target }
    BIND(COALESCE(?source, <urn:kg:nobody>) AS ?doer) BIND(COALESCE(?target, <urn:kg:nobody>) AS ?victim)
    OPTIONAL { ?doer skos:prefLabel ?source_name } OPTIONAL { ?victim skos:prefLabel ?target_name }
    OPTIONAL { ?victim a ?target_type FILTER(?target_type = kg:Actor) }
  }
}
"""
_OFFICES = """
SELECT DISTINCT ?who ?name ?alias ?country ?office ?body ?from ?to WHERE {
  GRAPH ?document {
    ?document a kg:Document .
    ?who kg:tenure ?tenure ; skos:prefLabel ?name .
    ?tenure kg:office ?post ; kg:from ?from .
    ?post skos:prefLabel ?office ; kg:officeOf ?body .
    OPTIONAL { ?who kg:country ?country } OPTIONAL { ?who skos:altLabel ?alias } OPTIONAL { ?tenure kg:to ?to }
  }
}
"""
_ALIASES = "SELECT DISTINCT ?who ?name WHERE { GRAPH ?document { ?who skos:altLabel ?name } }"
_DATES = """
SELECT ?document ?date WHERE {
  GRAPH ?document { ?document a kg:Document OPTIONAL { ?document dcterms:date ?date } }
}
"""
# What is asked of a store.
QUESTIONS = (_PREFIXES + _DONE, _PREFIXES + _OFFICES, _PREFIXES + _ALIASES, _PREFIXES + _DATES)
PAGE = 500  # documents, of which a query that lists all there is tells at a time
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?")
_SORTS = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")  # seasons and decades do not sort among months


class _Done(NamedTuple):
    """A claim that is told as done, as `_DONE` gives it; one with several names comes several times."""

    document: str
    claim: str
    relation: str
    quad: str
    plover: str | None
    score: float | None
    date: str | None
    precision: str | None
    group: str | None
    source: str | None
    source_name: str | None
    source_country: str | None
    target: str | None
    target_name: str | None
    target_country: str | None
    target_type: str | None

    @property
    def act(self) -> str:
        """What counts once: the act of a group, or the claim itself."""
        return self.group or self.claim

    @property
    def countries(self) -> tuple[str, str] | None:
        """Those of source and target, where they are two."""
        source, target = self.source_country, self.target_country
        return (source, target) if source and target and source != target else None


@dataclass
class _Dyad:
    acts: set[str] = field(default_factory=set)
    scores: dict[str, Decimal] = field(default_factory=dict)  # by claim


@dataclass
class _Activity:
    acts: set[tuple[str, str, str]] = field(default_factory=set)
    hostile: set[tuple[str, str, str]] = field(default_factory=set)
    friendly: set[tuple[str, str, str]] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)


@dataclass
class _Conflict:
    days: set[str] = field(default_factory=set)
    deeds: set[tuple[str, str, str, str]] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)


@dataclass
class _Days:
    hostile: set[str] = field(default_factory=set)
    friendly: set[str] = field(default_factory=set)


class _Sums:
    """The sums as they grow, claim by claim; a claim that comes again changes nothing."""

    def __init__(self) -> None:
        self.dyads: dict[tuple[str, str], _Dyad] = defaultdict(_Dyad)
        self.months: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.activities: dict[tuple[str, str], _Activity] = defaultdict(_Activity)
        self.conflicts: dict[tuple[str, str], _Conflict] = defaultdict(_Conflict)
        self.days: dict[tuple[str, str], _Days] = defaultdict(_Days)
        self.names: dict[str, set[str]] = defaultdict(set)  # of the actors of conflicts

    def add(self, told: _Done) -> None:
        self._dyad(told)
        self._activity(told)
        if told.quad == "material conflict":
            self._month(told)
            self._conflict(told)

    def _dyad(self, told: _Done) -> None:
        if told.countries is None:
            return
        if told.score is not None:
            dyad = self.dyads[told.countries]
            dyad.acts.add(told.act)
            dyad.scores[told.claim] = _exact(told.score)
        if told.precision == "day" and told.date:
            days = self.days[_pair(*told.countries)]
            if told.quad == "material conflict":
                days.hostile.add(told.date)
            elif told.quad in ("material cooperation", "verbal cooperation"):
                days.friendly.add(told.date)

    def _activity(self, told: _Done) -> None:
        if told.source is None or told.source_name is None or _local(told.source):
            return
        activity = self.activities[told.source, told.source_name]
        # without a date it is told to repeat such claims of its own document only
        act = told.relation, told.group or told.target or "", told.date or told.document
        activity.acts.add(act)
        activity.documents.add(told.document)
        if "conflict" in told.quad:
            activity.hostile.add(act)
        if "cooperation" in told.quad:
            activity.friendly.add(act)

    def _month(self, told: _Done) -> None:
        if told.plover and told.date and _MONTH.fullmatch(told.date):
            self.months[told.date[:7], told.plover].add(told.act)

    def _conflict(self, told: _Done) -> None:
        if not (told.date and told.source and told.source_name and told.target and told.target_name):
            return
        if told.target_type is None:  # no actor
            return
        # "the rebels" of two documents may be two; without a country they are nobody in particular
        if (told.source_country is None and _local(told.source)) or (
            told.target_country is None and _local(told.target)
        ):
            return
        doer, victim = told.source_country or told.source_name, told.target_country or told.target_name
        day = told.date.partition("/")[0]  # of an interval, its beginning
        if doer == victim or not _SORTS.fullmatch(day):
            return
        conflict = self.conflicts[_pair(doer, victim)]
        conflict.days.add(day)
        conflict.deeds.add((doer, told.relation, victim, told.date))
        for actor, name in ((told.source, told.source_name), (told.target, told.target_name)):
            conflict.actors.add(actor)
            self.names[actor].add(name)


def lines(rows: Rows, made_from: str) -> Iterator[str]:
    """The triples of the graph of summaries, a line of N-Triples each, sorted within each kind; the mark comes last.

    ``rows`` gives the rows of a query of the store; ``made_from`` is `kg.graph.event_graph.basis`.
    """
    sums = _Sums()
    for row in rows(QUESTIONS[0]):  # most of what they hold comes again and again
        said: list[Any] = [sys.intern(value) if isinstance(value, str) else value for value in row]
        sums.add(_Done(*said))
    yield from _dyads(sums)
    yield from _months(sums)
    yield from _activities(sums)
    yield from _conflicts(sums, _aliases(sums, rows))
    yield from _reversals(sums)
    yield from _offices(rows)
    yield from _pages(rows)
    yield from _entry(KG.SummaryGraph, SUMMARIES_GRAPH, (KG.basedOn, made_from))


def _dyads(sums: _Sums) -> Iterator[str]:
    for (source, target), dyad in sorted(sums.dyads.items(), key=lambda item: item[0]):
        yield from _entry(
            KG.DyadSummary,
            _node("dyad", source, target),
            (KG.dyadSource, source),
            (KG.dyadTarget, target),
            (KG.acts, len(dyad.acts)),
            (KG.scoreSum, float(sum(dyad.scores.values()))),
            (KG.scoredClaims, len(dyad.scores)),
        )


def _months(sums: _Sums) -> Iterator[str]:
    for (month, plover), acts in sorted(sums.months.items()):
        yield from _entry(
            KG.MonthSummary,
            _node("month", month, plover.rpartition("#")[2]),
            (KG.month, month),
            (KG.ploverClass, URIRef(plover)),
            (KG.acts, len(acts)),
        )


def _activities(sums: _Sums) -> Iterator[str]:
    for (actor, name), activity in sorted(sums.activities.items(), key=lambda item: item[0]):
        yield from _entry(
            KG.ActorSummary,
            _node("actor", actor.removeprefix(ENTITY), name),
            (KG.actor, URIRef(actor)),
            (KG.actorName, name),
            (KG.acts, len(activity.acts)),
            (KG.hostileActs, len(activity.hostile)),
            (KG.friendlyActs, len(activity.friendly)),
            (KG.documentCount, len(activity.documents)),
        )


def _conflicts(sums: _Sums, aliases: dict[str, set[str]]) -> Iterator[str]:
    for (one, other), conflict in sorted(sums.conflicts.items(), key=lambda item: item[0]):
        names = {name for actor in conflict.actors for name in (*sums.names[actor], *aliases.get(actor, ()))}
        yield from _entry(
            KG.ConflictSummary,
            _node("conflict", one, other),
            (KG.oneSide, one),
            (KG.otherSide, other),
            (KG.firstDay, min(conflict.days)),
            (KG.lastDay, max(conflict.days)),
            (KG.deeds, len(conflict.deeds)),
            *((KG.actor, URIRef(actor)) for actor in sorted(conflict.actors)),
            *((KG.side, side) for side in sorted({one, other, *names})),
        )


def _reversals(sums: _Sums) -> Iterator[str]:
    """The days of pairs that have both; others were never on good terms before."""
    for (one, other), days in sorted(sums.days.items(), key=lambda item: item[0]):
        if days.hostile and days.friendly:
            yield from _entry(
                KG.DaysSummary,
                _node("days", one, other),
                (KG.oneSide, one),
                (KG.otherSide, other),
                *((KG.hostileDay, day) for day in sorted(days.hostile)),
                *((KG.friendlyDay, day) for day in sorted(days.friendly)),
            )


def _aliases(sums: _Sums, rows: Rows) -> dict[str, set[str]]:
    """What the actors of conflicts are called besides, so that they may be asked for by any of their names."""
    found: dict[str, set[str]] = defaultdict(set)
    for who, name in rows(QUESTIONS[2]):
        if who in sums.names:
            found[who].add(name)
    return found


def _offices(rows: Rows) -> Iterator[str]:
    """All offices that the documents' persons hold or held, each once."""
    sides: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for who, name, alias, country, office, body, since, until in rows(QUESTIONS[1]):
        sides[who, name, office, body, since, until or ""].update(x for x in (name, alias, country) if x)
    for key, names in sorted(sides.items()):
        who, name, office, body, since, until = key
        yield from _entry(
            KG.OfficeSummary,
            _node("office", who.removeprefix(ENTITY), name, office, body.removeprefix(ENTITY), since, until),
            (KG.actor, URIRef(who)),
            (KG.actorName, name),
            (KG.officeLabel, office),
            (KG.heldFor, URIRef(body)),
            (KG.heldFrom, since),
            *([(KG.heldTo, until)] if until else []),
            *((KG.side, side) for side in sorted(names)),
        )


def _pages(rows: Rows) -> Iterator[str]:
    """The documents, the newest first and those without a date last, some on each page."""
    found = sorted(((str(date or ""), document) for document, date in rows(QUESTIONS[3])), key=lambda one: one[1])
    found.sort(key=lambda one: one[0], reverse=True)
    for number, start in enumerate(range(0, len(found), PAGE), 1):
        yield from _entry(
            KG.PageSummary,
            _node("page", str(number)),
            (KG.page, number),
            *((KG.pageDocument, URIRef(document)) for _, document in found[start : start + PAGE]),
        )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


@functools.lru_cache(maxsize=1024)
def _exact(score: float) -> Decimal:
    return Decimal(str(score))


def _local(actor: str) -> bool:
    """Whether one document alone knows an actor."""
    return actor.startswith(f"{ENTITY}doc/")


def _node(*path: str) -> str:
    return SUMMARY + "/".join(quote(part, safe="") for part in path)


def _entry(kind: URIRef, node: str, *said: tuple[URIRef, URIRef | str | int | float]) -> Iterator[str]:
    """What is said of one sum, a line for each property."""
    yield line(node, RDF.type, kind)
    yield from (line(node, name, value) for name, value in said)
