"""The plain values that pass between the parts: documents in, records out.

Every offset in this module is a Unicode code point into ``Document.text`` as it was given, and for every
span ``document.text[span.start:span.end] == span.text`` holds. Standard library only.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin, get_type_hints

POLARITIES = ("affirmed", "denied")
MODALITIES = ("actual", "planned", "demanded", "possible")
MENTION_KINDS = ("actor", "place", "time", "agreement")
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of surrogate pairs
UNKNOWN = "unknown"  # in a provenance: the record does not say


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
class Provenance:
    """What made a record: name and version of program and language model, and hashes of what else decides.

    ``tables`` are those of ``data/``, ``gazetteers`` a user's own; ``none`` where none was used, ``unknown`` where it
    is not said.
    """

    program: str = UNKNOWN
    language_model: str = UNKNOWN
    tables: str = UNKNOWN
    gazetteers: str = UNKNOWN
    ontology: str = UNKNOWN
    relation_model: str = UNKNOWN


@dataclass(frozen=True)
class Record:
    """All that was read from one document, the hash of that document, and what made it (None: not known)."""

    id: str
    title: str | None
    published: str | None
    url: str | None
    publisher: str | None
    mentions: tuple[Mention, ...] = field(default=())
    entities: tuple[Entity, ...] = field(default=())
    claims: tuple[Claim, ...] = field(default=())
    content_hash: str | None = None
    provenance: Provenance | None = None

    def to_json(self) -> str:
        """The record as one line of JSON, fields in the order of the contract."""
        return json.dumps(self, default=vars, ensure_ascii=False)

    @staticmethod
    def from_json(line: str) -> Record:
        """Read back what `to_json` wrote; unknown fields are ignored. Raises ValueError as `record_from_dict`."""
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


def content_hash(document: Document) -> str:
    """16 hex digits from a document's text and metadata, without its id: what they are made from is the same."""
    said = [document.text, document.title, document.published, document.url, document.publisher]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def document_id(text: str) -> str:
    """An id made from the content, for documents that come without one."""
    return "doc-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def record_from_dict(values: object) -> Record:
    """A `Record` from its JSON object; unknown fields are ignored, and lists that are missing are empty.

    Raises ValueError, with the path of the field, where one is missing or is not of its type.
    """
    try:
        read: Record = _object(Record, values)
    except _Fault as fault:
        raise ValueError(f"{fault.path or 'a record'} {fault.what}") from None
    return read


_JSON_NAMES = {str: "a string", int: "a whole number", float: "a number"}


class _Fault(Exception):
    """What is wrong with a value, and the path to it, which grows on the way out: only what fails needs one."""

    def __init__(self, path: str, what: str) -> None:
        self.path, self.what = path, what

    def below(self, path: str) -> _Fault:
        return _Fault(f"{path}.{self.path}" if self.path else path, self.what)


@dataclass(frozen=True)
class _Field:
    """A field as its JSON is read: ``kind`` is of the value or, where it is ``repeated``, of each in its list."""

    name: str
    kind: Any
    nested: bool
    repeated: bool
    optional: bool
    needed: bool


@functools.cache
def _fields(kind: type) -> tuple[_Field, ...]:
    types = get_type_hints(kind)
    return tuple(_field(f.name, types[f.name], f.default) for f in dataclasses.fields(kind))


def _field(name: str, expected: Any, default: Any) -> _Field:
    parts = get_args(expected)
    kind: Any = parts[0] if parts else expected  # of `tuple[X, ...]`, or the first of `X | None`
    repeated, optional = get_origin(expected) is tuple, type(None) in parts
    needed = default is dataclasses.MISSING and not optional and not repeated
    return _Field(name, kind, dataclasses.is_dataclass(kind), repeated, optional, needed)


def _object(kind: Any, values: object) -> Any:
    if not isinstance(values, dict):
        raise _Fault("", "must be an object")
    read = {}
    for field_ in _fields(kind):
        value = values.get(name := field_.name)
        if value is None:
            if field_.needed:
                raise _Fault(name, "is missing")
            if field_.repeated or field_.optional:
                read[name] = () if field_.repeated else None
        elif field_.repeated:
            read[name] = _tuple(field_, value)
        elif field_.nested:
            try:
                read[name] = _object(field_.kind, value)
            except _Fault as fault:
                raise fault.below(name) from None
        else:
            read[name] = _plain(field_.kind, value, name)
    return kind(**read)


def _tuple(field_: _Field, values: object) -> tuple[Any, ...]:
    if not isinstance(values, list):
        raise _Fault(field_.name, "must be a list")
    if not field_.nested:
        return tuple(_plain(field_.kind, value, f"{field_.name}[{n}]") for n, value in enumerate(values))
    read: list[Any] = []
    try:
        for value in values:
            read.append(_object(field_.kind, value))
    except _Fault as fault:
        raise fault.below(f"{field_.name}[{len(read)}]") from None
    return tuple(read)


def _plain(kind: Any, value: Any, path: str) -> Any:
    if type(value) is not kind:
        if kind is not float or type(value) is not int or abs(value) >= 2**53:
            raise _Fault(path, f"must be {_JSON_NAMES[kind]}")
        return float(value)
    if kind is str:
        # nearly all text is such that no pattern needs to be looked for
        if (not value.isascii() or "\0" in value) and (bad := NO_TEXT.search(value)):
            raise _Fault(path, f"holds U+{ord(bad[0]):04X} at character {bad.start()}, which is no text")
    elif kind is float and not math.isfinite(value):
        raise _Fault(path, f"must be {_JSON_NAMES[kind]}")
    return value
