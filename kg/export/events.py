"""What counts as an event in the formats of event coders, and how PLOVER sees it.

An event is what a document says, in its own voice or in that of the doer, to have been done, with a PLOVER class. What
is denied, planned, demanded, possible, alleged or the content of an act never is one. The claims that one act makes (a
``group``: three states that condemn jointly) are one event of several actors or recipients. Documents are read one by
one, so the same happening in two documents is two events, as in POLECAT.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg import __version__, ontology, resources
from kg.graph.rdf import held, office_label
from kg.graph.standing import standing_of
from kg.model import Actor, Claim, ClaimPlace, Count, EventDate, Record

CODER = f"kg {__version__}"
LANGUAGE = "en"  # ISO 639-1; kg reads no other
# PLOVER's codes where they are not the claim's: Kosovo, and what the manual lists beside the states.
COUNTRY_CODES = {"XKX": "KOS"}
ENTITY_CODES = {"organization/un": "UNO", "organization/eu": "EUR"}


@dataclass(frozen=True)
class Event:
    """One act with all the claims that it makes, in the order of the text; the first gives it its id."""

    record: Record
    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        return self.claims[0]

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who did it; nobody where the text names no doer."""
        return _unique(claim.source for claim in self.claims)

    @property
    def recipients(self) -> tuple[Actor, ...]:
        """To whom, without those who did it too, unless there is nobody else ("accused each other")."""
        doers = {actor.entity for actor in self.actors}
        targets = _unique(claim.target for claim in self.claims)
        return tuple(target for target in targets if target.entity not in doers) or targets

    @property
    def mutual(self) -> bool:
        """Whether all who take part are doers: they met, or did it to each other."""
        relation = ontology.load().relations.get(self.first.relation)
        doers = {actor.entity for actor in self.actors}
        each_other = bool(doers) and all(c.target is not None and c.target.entity in doers for c in self.claims)
        return each_other or (relation is not None and relation.symmetric)

    @property
    def date(self) -> EventDate | None:
        return next((claim.event_date for claim in self.claims if claim.event_date is not None), None)

    @property
    def place(self) -> ClaimPlace | None:
        """Where it happened, the finest place that is known; not where something came from or went."""
        here = [place for claim in self.claims for place in claim.places if place.role == "at"]
        return max(here, key=lambda place: _FINENESS[kind_of(place)], default=None)

    @property
    def counts(self) -> tuple[Count, ...]:
        return tuple(dict.fromkeys(count for claim in self.claims for count in claim.counts))


def events(record: Record) -> Iterator[Event]:
    """The events of a document, in the order of the text."""
    acts: dict[str, list[Claim]] = {}
    for claim in record.claims:
        if claim.plover is not None and standing_of(claim) == "stated":
            acts.setdefault(claim.group or claim.id, []).append(claim)
    return (Event(record, tuple(claims)) for claims in acts.values())


def code(actor: Actor) -> str | None:
    """PLOVER's code for the country, or the international body, that an actor is or belongs to."""
    return ENTITY_CODES.get(actor.entity) or country_code(actor.country)


def country_code(country: str | None) -> str | None:
    """PLOVER's code for an alpha-3 code: they differ for Kosovo alone."""
    return COUNTRY_CODES.get(country, country) if country else None


def offices(record: Record, actor: Actor) -> list[str]:
    """The offices that an actor held on the day of the document, in words."""
    known = next((entity for entity in record.entities if entity.id == actor.entity), None)
    return [office_label(tenure) for tenure in known.offices if held(tenure, record.published)] if known else []


_FINENESS = {"city": 3, "province": 2, "country": 1, "": 0}


def kind_of(place: ClaimPlace) -> str:
    """``city``, ``province`` or ``country``; empty for a place that no table tells."""
    if place.entity.startswith("state/"):
        return "country"
    if place.geonames is None:
        return ""
    return "province" if place.geonames in _provinces() else "city"


@functools.cache
def _provinces() -> frozenset[int]:
    return frozenset(int(row["geonames"]) for row in resources.table("provinces") if row["geonames"])


def _unique(actors: Iterable[Actor | None]) -> tuple[Actor, ...]:
    """Each entity once, as it is first named, in the order of the text: claims of one act have none of their own."""
    found: dict[str, Actor] = {}
    named = (actor for actor in actors if actor is not None)
    for actor in sorted(named, key=lambda actor: (actor.start, actor.end, actor.entity)):
        found.setdefault(actor.entity, actor)
    return tuple(found.values())
