"""What the clustering of claims into events asks of a claim: plain values, without a store and without RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from kg.model import Actor, Claim, Record


class End(NamedTuple):
    """An actor in a claim; ``country`` is the alpha-3 code of the state that it is, belongs to or acts for."""

    entity: str
    name: str
    type: str
    country: str | None = None
    sector: str | None = None


class Where(NamedTuple):
    """A place by its name and country; latitude and longitude in degrees, and its entity, where known."""

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    entity: str | None = None


class Figure(NamedTuple):
    """How many: ``what`` is killed, wounded, …; ``min`` and ``max`` are None where they are open."""

    what: str
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class ReportedClaim:
    """A claim with what is known of its document. ``date`` is EDTF, ``basis`` stated, relative or published."""

    id: str
    document: str
    relation: str
    evidence: str
    source: End | None = None
    target: End | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    plover: str | None = None
    quad: str | None = None
    polarity: str = "affirmed"
    modality: str = "actual"
    content_of: str | None = None
    group: str | None = None
    claimants: tuple[End, ...] = ()
    date: str | None = None
    precision: str | None = None
    basis: str | None = None
    places: tuple[Where, ...] = ()
    counts: tuple[Figure, ...] = ()
    agreement: str | None = None

    @property
    def publisher_key(self) -> str:
        """`publisher_key` of its document."""
        return publisher_key(self.publisher, self.url, self.document)


def publisher_key(publisher: str | None, url: str | None, document: str) -> str:
    """Who brought a report: its publisher, else the host of its url, else the document itself."""
    if publisher or not url:
        return publisher or document
    try:
        return urlsplit(url).hostname or document
    except ValueError:  # what a page gives for its address is not always one
        return document


def reported(record: Record) -> Iterator[ReportedClaim]:
    """The claims of a record, as they are to be compared."""
    return (_reported(record, claim) for claim in record.claims)


def _reported(record: Record, claim: Claim) -> ReportedClaim:
    date = claim.event_date
    return ReportedClaim(
        id=claim.id,
        document=record.id,
        relation=claim.relation,
        evidence=claim.evidence.text,
        source=_end(claim.source),
        target=_end(claim.target),
        publisher=record.publisher,
        published=record.published,
        url=record.url,
        plover=claim.plover,
        quad=claim.quad,
        polarity=claim.polarity,
        modality=claim.modality,
        content_of=claim.content_of,
        group=claim.group,
        claimants=tuple(end for end in map(_end, claim.claimants) if end is not None),
        date=date.value if date else None,
        precision=date.precision if date else None,
        basis=date.basis if date else None,
        places=tuple(Where(p.name, p.country, p.lat, p.lon, p.entity) for p in claim.places if p.role == "at"),
        counts=tuple(Figure(c.what, c.min, c.max) for c in claim.counts),
        agreement=claim.agreement.entity if claim.agreement else None,
    )


def _end(actor: Actor | None) -> End | None:
    return End(actor.entity, actor.name, actor.type, actor.country, actor.sector) if actor else None
