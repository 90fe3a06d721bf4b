"""All claims as a table, one row a claim: its columns, and the table as CSV.

Denied, planned and alleged claims are in it too; ``standing`` tells which is which (`kg.analysis.events`). Several
values of one field have ``; `` between them.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from kg.export.done import Done
from kg.graph.dates import ends
from kg.graph.standing import standing_of
from kg.graph.store import GraphStore
from kg.model import Actor, Claim, ClaimPlace, Count, EventDate, Record

_END = ("entity", "name", "type", "country", "sector", "text")
# Each column with the type of its values.
COLUMNS: dict[str, type] = {
    **dict.fromkeys(("claim", "relation", "plover", "modes", "cameo", "quad"), str),
    "goldstein": float,
    **{f"{end}_{part}": str for end in ("source", "target") for part in _END},
    **dict.fromkeys(("polarity", "modality", "standing", "voice", "voice_names", "content_of", "group"), str),
    **dict.fromkeys(("date", "date_precision", "date_basis"), str),
    **dict.fromkeys(("first_day", "last_day"), datetime.date),
    **dict.fromkeys(("place_role", "place_entity", "place_name", "place_country"), str),
    "place_geonames": int,
    **dict.fromkeys(("place_lat", "place_lon"), float),
    "agreement": str,
    **{f"{what}_{bound}": int for what in ("killed", "wounded", "arrested") for bound in ("min", "max")},
    **dict.fromkeys(("counts", "participants", "trigger", "evidence"), str),
    **dict.fromkeys(("evidence_start", "evidence_end"), int),
    "confidence": float,
    **dict.fromkeys(("rule", "document", "title", "published", "publisher", "url", "event"), str),
}
_AS_THEY_ARE = (
    *("relation", "plover", "cameo", "quad", "goldstein", "polarity", "modality"),
    *("content_of", "group", "confidence", "rule"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(store: GraphStore, file: BinaryIO) -> Done:
    """Write CSV as RFC 4180 has it, in UTF-8, a document at a time.

    A text that a spreadsheet would run as a formula, since it begins with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return, gets an apostrophe before it.
    """
    file.write(_line(COLUMNS))
    done = 0
    for row in rows(store):
        file.write(_line(_field(value) for value in row.values()))
        done += 1
    return Done(done, "claim")


def rows(store: GraphStore) -> Iterator[dict[str, Any]]:
    """The claims of a graph with a value for each of `COLUMNS`, None where it is not known.

    They come by document, and there in the order of the text.
    """
    for record in store.records():
        events = store.events_by_claim(claim.id for claim in record.claims)
        for claim in record.claims:
            yield _row(record, claim) | {"event": events.get(claim.id)}


def voice(claimants: Iterable[str]) -> str:
    """In whose words: the claimants from the outside in, or ``report`` for the report's own voice."""
    return "; ".join(claimants) or "report"


def _row(record: Record, claim: Claim) -> dict[str, Any]:
    values: dict[str, Any] = {
        **{name: getattr(claim, name) for name in _AS_THEY_ARE},
        **{name: getattr(record, name) for name in ("title", "published", "publisher", "url")},
        "claim": claim.id,
        "document": record.id,
        "modes": "; ".join(claim.modes) or None,
        "standing": standing_of(claim),
        "voice": voice(claimant.entity for claimant in claim.claimants),
        "voice_names": "; ".join(claimant.name for claimant in claim.claimants) or None,
        "agreement": claim.agreement.name if claim.agreement else None,
        "counts": "; ".join(_count(count) for count in claim.counts) or None,
        "participants": "; ".join(f"{p.role}: {p.entity}" for p in claim.participants) or None,
        "trigger": claim.trigger.text,
        "evidence": claim.evidence.text,
        "evidence_start": claim.evidence.start,
        "evidence_end": claim.evidence.end,
        **_end("source", claim.source),
        **_end("target", claim.target),
        **_date(claim.event_date),
        **_place(claim.places),
        **_bounds(claim.counts),
    }
    return {name: values.get(name) for name in COLUMNS}


def _end(name: str, actor: Actor | None) -> dict[str, Any]:
    return {f"{name}_{part}": getattr(actor, part) for part in _END} if actor is not None else {}


def _date(date: EventDate | None) -> dict[str, Any]:
    if date is None:
        return {}
    first, last = ends(date.value)
    told = {"date": date.value, "date_precision": date.precision, "date_basis": date.basis}
    return {**told, "first_day": first, "last_day": last}


def _place(places: tuple[ClaimPlace, ...]) -> dict[str, Any]:
    """The first place where it happened; where none is told, the first that it came from or went to."""
    if not places:
        return {}
    place = next((place for place in places if place.role == "at"), places[0])
    parts = ("role", "entity", "name", "country", "geonames", "lat", "lon")
    return {f"place_{part}": getattr(place, part) for part in parts}


def _bounds(counts: tuple[Count, ...]) -> dict[str, int | None]:
    """Minimum and maximum by what was counted, of the first count where there are several."""
    found: dict[str, int | None] = {}
    for count in reversed(counts):
        found |= {f"{count.what}_min": count.min, f"{count.what}_max": count.max}
    return found


def _count(count: Count) -> str:
    """A count in words: ``killed 6``, ``killed 6 to 8``, ``killed at least 6``."""
    if count.min == count.max:
        return f"{count.what} {count.min}"
    if count.max is None:
        return f"{count.what} at least {count.min}"
    return f"{count.what} at most {count.max}" if count.min is None else f"{count.what} {count.min} to {count.max}"


def _field(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else str(value)


def _line(fields: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(list(fields))
    return text.getvalue().encode()
