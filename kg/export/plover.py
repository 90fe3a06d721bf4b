"""Events as JSON lines with the field names of the PLOVER manual.

``id``, ``date``, ``actor`` and ``event`` are always there, other fields of the manual where they are known. The fields
of our own are ``relation``, ``claims``, ``confidence``, ``date_value``, ``date_precision``, ``date_basis``, ``counts``
and ``participants``.
"""

from __future__ import annotations

import datetime
import json
from typing import Any, BinaryIO

from kg.export.done import Done
from kg.export.events import CODER, LANGUAGE, Event, code, country_code, events, kind_of, offices
from kg.graph.dates import ends
from kg.graph.rdf import names_of
from kg.graph.store import GraphStore
from kg.model import Actor, ClaimPlace, Count, Participant, Record

QUAD_CODES = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}
SIZES = {"killed": "dead", "wounded": "injured", "arrested": "arrested"}
RESOLUTIONS = {"city": 4, "province": 2, "country": 1}
UNKNOWN = {"sector": "UNK"}  # the manual's code for a doer that the text does not name


def write(store: GraphStore, file: BinaryIO) -> Done:
    """Write a line for each event, a document at a time; events that nothing dates are left out and counted."""
    done = undated = 0
    for record in store.records():
        for event in events(record):
            value = row(event)
            if value is None:
                undated += 1
                continue
            file.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
            done += 1
    lacks = f"Left out for want of a date, which PLOVER demands: {undated}." if undated else None
    return Done(done, "event", lacks)


def row(event: Event) -> dict[str, Any] | None:
    """One event as a JSON object; None where neither the event nor its document has a date.

    Where the text tells no date, that of publication stands for it, and ``date_basis`` is "assumed". A date that is
    vaguer than a day has its first day in ``date``, its last in ``enddate`` and itself, in EDTF, in ``date_value``.
    """
    dates = _dates(event)
    if dates is None:
        return None
    first, record = event.first, event.record
    everybody = event.actors if not event.mutual else _both(event)
    made = {
        "id": first.id,
        **dates,
        "actor": [_actor(record, actor) for actor in everybody] or [UNKNOWN],
        "recipient": None if event.mutual else [_actor(record, actor) for actor in event.recipients],
        "event": [first.plover],
        "mode": list(first.modes),
        "quad_code": QUAD_CODES.get(first.quad or ""),
        "event_scale": first.goldstein,
        "event_loc": _location(event.place) if event.place else None,
        "event_text": [claim.trigger.text for claim in event.claims[:1]],
        "size": _sizes(event.counts),
        "text": first.evidence.text,
        "text_info": {"start": first.evidence.start, "end": first.evidence.end},
        "cite_info": _citation(record),
        "relation": first.relation,
        "claims": [claim.id for claim in event.claims],
        "confidence": min(claim.confidence for claim in event.claims),
        "counts": [{"what": count.what, "min": count.min, "max": count.max} for count in event.counts],
        "participants": [_participant(record, participant) for participant in first.participants],
    }
    return _known(made)


def _both(event: Event) -> tuple[Actor, ...]:
    doers = {actor.entity for actor in event.actors}
    return (*event.actors, *(actor for actor in event.recipients if actor.entity not in doers))


def _dates(event: Event) -> dict[str, str | None] | None:
    date, published = event.date, (event.record.published or "")[:10]
    first, last = ends(date.value if date else None)
    if date is None or first is None:
        return {"date": published, "date_basis": "assumed"} if _is_day(published) else None
    return {
        "date": first.isoformat(),
        "enddate": last.isoformat() if last and last != first else None,
        "date_value": date.value,
        "date_precision": date.precision,
        "date_basis": date.basis,
    }


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _actor(record: Record, actor: Actor) -> dict[str, Any]:
    return _known(
        {
            "code": code(actor),
            "sector": actor.sector,
            "entity_text": actor.text,
            "identifier_id": actor.entity,
            "identifier_text": actor.name,
            "office": "; ".join(offices(record, actor)),
        }
    )


def _participant(record: Record, participant: Participant) -> dict[str, Any]:
    return {"role": participant.role, **_actor(record, participant)}


def _location(place: ClaimPlace) -> dict[str, Any]:
    kind = kind_of(place)
    return _known(
        {
            "extracted_place": place.text,
            "resolved_place": place.name,
            "geonameid": place.geonames,
            "lat": place.lat,
            "lon": place.lon,
            "city": place.name if kind == "city" else None,
            "province": place.name if kind == "province" else None,
            "country": names_of().get(place.country or ""),
            "country_code": country_code(place.country),
            "resolution": RESOLUTIONS.get(kind),
        }
    )


def _sizes(counts: tuple[Count, ...]) -> dict[str, int]:
    """The numbers that the text gives outright; bounds ("at least six") stand in ``counts`` alone."""
    return {SIZES[c.what]: c.min for c in counts if c.what in SIZES and c.min is not None and c.min == c.max}


def _citation(record: Record) -> dict[str, str]:
    return _known(
        {
            "citation": record.id,
            "url": record.url,
            "title": record.title,
            "language": LANGUAGE,
            "publication": record.publisher,
            "coder": CODER,
        }
    )


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are there: neither None nor empty."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", [], {})}
