"""Events in the columns of the POLECAT data set, separated by tabs.

What is not known stays empty: contexts, COW numbers, Wikipedia titles and GeoNames' feature types are never guessed.
Several actors of one event stand in one field with ``; `` between them, in the same order in each column of theirs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

from kg import ontology
from kg.analysis.network import unnamed
from kg.export.done import Done
from kg.export.events import CODER, LANGUAGE, Event, code, country_code, events, kind_of, offices
from kg.graph.store import GraphStore
from kg.model import Actor, Entity, Record

_EVENT = ("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts")
_ACTOR = "Name|Country|COW|Primary {} Sector|Sectors|Title|Name Raw|Wikipedia {} ID"
_PLACE = (
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude"),
    *("GeoNames ID", "Raw Placename", "Feature Type"),
)
_STORY = (
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations"),
    *("Language", "Version"),
)


def _actor_columns(role: str) -> tuple[str, ...]:
    return tuple(name.format(role) if "{}" in name else f"{role} {name}" for name in _ACTOR.split("|"))


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
COLUMNS = (*_EVENT, *_actor_columns("Actor"), *_actor_columns("Recipient"), *_PLACE, *_STORY)


def write(store: GraphStore, file: BinaryIO) -> Done:
    """Write a header and a row for each event, a document at a time."""
    file.write(_line(COLUMNS))
    done = 0
    for record in store.records():
        story = _story(record)
        for event in events(record):
            file.write(_line([*row(event), *story]))
            done += 1
    return Done(done, "event")


def row(event: Event) -> list[str]:
    """The fields of one event, without those of its document.

    The date is that of the event, where it is known to the day; the day of publication has a column of its own.
    """
    first, date = event.first, event.date
    day = date.value if date is not None and date.precision == "day" else ""
    coded = [first.id, day, first.plover, "; ".join(first.modes), first.goldstein, (first.quad or "").upper(), ""]
    place, kind = event.place, kind_of(event.place) if event.place else ""
    where: list[object] = [None] * len(_PLACE)
    if place is not None:
        name = place.name
        city, province = (name if kind == known else "" for known in ("city", "province"))
        country = country_code(place.country)
        where = [name, city, "", province, country, place.lat, place.lon, place.geonames, place.text, ""]
    fields = [*coded, *_actors(event.record, event.actors), *_actors(event.record, event.recipients), *where]
    return ["" if field is None else str(field) for field in fields]


def _actors(record: Record, actors: Iterable[Actor]) -> list[str]:
    made: list[Callable[[Actor], str | None]] = [
        lambda actor: actor.name,
        code,
        lambda actor: None,
        lambda actor: actor.sector,
        lambda actor: actor.sector,
        lambda actor: "|".join(offices(record, actor)),
        lambda actor: actor.text,
        lambda actor: None,
    ]
    return [_listed(field(actor) or "" for actor in actors) for field in made]


def _story(record: Record) -> list[str]:
    kinds = ontology.load().kinds_of
    people, places = kinds("Person"), kinds("Place", "State")
    organizations = kinds("Organisation")

    def named(types: frozenset[str]) -> str:
        return _listed(dict.fromkeys(e.name for e in record.entities if e.type in types and _is_name(e)))

    published = (record.published or "")[:10]
    return [record.publisher or "", published, named(people), named(organizations), named(places), LANGUAGE, CODER]


def _is_name(entity: Entity) -> bool:
    """Not words such as "a spokesman" or "the border", which are entities of one document too."""
    return not unnamed(entity.id) or entity.name[:1].isupper()


def _listed(values: Iterable[str]) -> str:
    """Values with ``; `` between them, none of which holds a semicolon; empty where all are."""
    texts = [value.replace(";", ",") for value in values]
    return "; ".join(texts) if any(texts) else ""


def _line(fields: Iterable[str]) -> bytes:
    """A line of the table; control characters, and whatever else breaks lines or columns, become a space."""
    text = io.StringIO()
    cleaned = [" ".join(_CONTROL.sub(" ", field).split()) for field in fields]
    csv.writer(text, delimiter="\t", lineterminator="\n").writerow(cleaned)
    return text.getvalue().encode()
