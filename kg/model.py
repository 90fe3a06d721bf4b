"""The plain values that pass between the parts: documents in, records out.

Every offset in this module is a Unicode code point into ``Document.text`` as it was given, and for every
span ``document.text[span.start:span.end] == span.text`` holds. Standard library only.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

POLARITIES = ("affirmed", "denied")
MODALITIES = ("actual", "planned", "demanded", "possible")
MENTION_KINDS = ("actor", "place", "time", "agreement")


@dataclass(frozen=True)
class Document:
    """One input text with what is known about it; ``published`` is an ISO 8601 date or None."""

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of the document's text: the quoted words behind a statement."""

    start: int
    end: int
    text: str


Evidence = Span


@dataclass(frozen=True)
class Mention:
    """A span that refers to something: an actor, a place, a time or an agreement."""

    start: int
    end: int
    text: str
    kind: str
    type: str
    entity: str | None
    score: float
    reason: str


@dataclass(frozen=True)
class Tenure:
    """An office that a person holds or held: ``of`` is a state's alpha-3 code or the id of a body or organisation.

    ``since`` and ``until`` are prefixes of ISO 8601 dates; None where no end is known.
    """

    office: str
    of: str
    since: str
    until: str | None = None


@dataclass(frozen=True)
class Entity:
    """What mentions refer to. ``id`` is like ``person/sergey-lavrov`` or ``state/TUR``.

    ``country`` and ``sector`` are as of the date of the document; ``offices`` are all that the tables know.
    """

    id: str
    name: str
    type: str
    country: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    geonames: int | None = None
    offices: tuple[Tenure, ...] = ()


@dataclass(frozen=True)
class Actor:
    """An end of a claim (source, target, claimant): an entity and the words that stand for it."""

    entity: str
    name: str
    type: str
    country: str | None
    sector: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Participant(Actor):
    """Somebody in a claim who is neither source nor target: ``role`` is mediator, host or beneficiary."""

    role: str = "participant"


@dataclass(frozen=True)
class AgreementRef:
    """An agreement that a claim is about."""

    entity: str
    name: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class EventDate:
    """When it happened: ``value`` in EDTF; precision day, week, month, season, year, decade or interval;
    basis stated, relative or published (then without a span of its own: start and end are None)."""

    value: str
    precision: str
    basis: str
    start: int | None
    end: int | None
    text: str | None


@dataclass(frozen=True)
class ClaimPlace:
    """Where: ``role`` is at, from or to; latitude and longitude in degrees (WGS84) where known."""

    role: str
    entity: str
    name: str
    country: str | None
    geonames: int | None
    lat: float | None
    lon: float | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Count:
    """How many: ``what`` is killed, wounded, arrested, …; min and max are whole numbers or None."""

    what: str
    min: int | None
    max: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Claim:
    """What a document says: one relation, its ends, and how it is said.

    ``goldstein`` is the PLOVER score, from -10 to 10; ``confidence`` goes from 0 to 1, two decimals;
    ``claimants`` is the chain of voices from the outside in, empty for the report's own voice.
    """

    id: str
    relation: str
    plover: str | None
    modes: tuple[str, ...]
    cameo: str | None
    quad: str | None
    goldstein: float | None
    source: Actor | None
    target: Actor | None
    trigger: Span
    polarity: str
    modality: str
    evidence: Span
    confidence: float
    rule: str
    claimants: tuple[Actor, ...] = ()
    content_of: str | None = None
    group: str | None = None
    participants: tuple[Participant, ...] = ()
    agreement: AgreementRef | None = None
    event_date: EventDate | None = None
    places: tuple[ClaimPlace, ...] = ()
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Record:
    """All that was read from one document."""

    id: str
    title: str | None
    published: str | None
    url: str | None
    publisher: str | None
    mentions: tuple[Mention, ...] = field(default=())
    entities: tuple[Entity, ...] = field(default=())
    claims: tuple[Claim, ...] = field(default=())

    def to_json(self) -> str:
        """The record as one line of JSON, fields in the order of the contract."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(line: str) -> Record:
        """Read back what `to_json` wrote; unknown fields are ignored."""
        return record_from_dict(json.loads(line))


def claim_id(
    document: str,
    relation: str,
    source: Actor | None,
    target: Actor | None,
    trigger: Span,
    polarity: str,
    modality: str,
    claimants: Iterable[Actor] = (),
) -> str:
    """16 hex digits from what a claim says, where, and in whose words: same input, same id."""
    ends = [f"{a.entity}@{a.start}-{a.end}" if a else "-" for a in (source, target)]
    voices = [f"{a.entity}@{a.start}-{a.end}" for a in claimants]
    parts = [document, relation, *ends, f"{trigger.start}-{trigger.end}", polarity, modality, *voices]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def document_id(text: str) -> str:
    """An id made from the content, for documents that come without one."""
    return "doc-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _known(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {f.name for f in dataclasses.fields(kind)}
    return {k: v for k, v in values.items() if k in names}


def _one(kind: type, values: Mapping[str, Any] | None) -> Any:
    return None if values is None else kind(**_known(kind, values))


def _many(kind: type, rows: Iterable[Mapping[str, Any]] | None) -> tuple[Any, ...]:
    return tuple(_one(kind, r) for r in rows or ())


def _entity(values: Mapping[str, Any]) -> Entity:
    nested = {"aliases": tuple(values.get("aliases") or ()), "offices": _many(Tenure, values.get("offices"))}
    return Entity(**{**_known(Entity, values), **nested})


def _claim(values: Mapping[str, Any]) -> Claim:
    nested = {
        "modes": tuple(values.get("modes") or ()),
        "source": _one(Actor, values.get("source")),
        "target": _one(Actor, values.get("target")),
        "trigger": _one(Span, values["trigger"]),
        "evidence": _one(Span, values["evidence"]),
        "claimants": _many(Actor, values.get("claimants")),
        "participants": _many(Participant, values.get("participants")),
        "agreement": _one(AgreementRef, values.get("agreement")),
        "event_date": _one(EventDate, values.get("event_date")),
        "places": _many(ClaimPlace, values.get("places")),
        "counts": _many(Count, values.get("counts")),
    }
    return Claim(**{**_known(Claim, values), **nested})


def record_from_dict(values: Mapping[str, Any]) -> Record:
    """A `Record` from its JSON object; raises KeyError or TypeError where a required field is missing."""
    return Record(
        **{
            **_known(Record, values),
            "mentions": _many(Mention, values.get("mentions")),
            "entities": tuple(_entity(e) for e in values.get("entities") or ()),
            "claims": tuple(_claim(c) for c in values.get("claims") or ()),
        }
    )
