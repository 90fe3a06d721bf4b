"""A `Record` as RDF quads, and back.

The document's graph, named by the document's IRI, holds all that the record holds: the document, its entities, its
mentions and its claims with their evidence. Each graph describes its entities itself, so that removing a document is
dropping its graphs. What a voice asserts stands as a plain triple ``source relation target`` too: in the document's
graph where the report says it in its own voice, else in a graph of that document and that chain of voices. What is
denied, planned, demanded, possible or the content of an act never becomes a plain triple.

The graph also tells what made it, in terms of PROV: an activity that used the document, with the program, models and
tables that it went by. No time stands there, so that the same input gives the same graph.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, SKOS, XSD

from kg import ontology, resources
from kg.errors import StoreError
from kg.graph.standing import standing_of
from kg.graph.terms import (
    CAMEO,
    GEO,
    KG,
    OA,
    PLOVER,
    claim_iri,
    document_iri,
    entity_iri,
    extraction_iri,
    extractor_iri,
    made_iri,
    office_iri,
    voice_iri,
)
from kg.model import Actor, AgreementRef, Claim, ClaimPlace, Entity, Mention, Provenance, Record, Span, Tenure

Node = URIRef | Literal
Value = Node | str | int | float | None
Quad = tuple[URIRef, URIRef, Node, URIRef]

PARTICIPANT_ROLES = ("mediator", "host", "beneficiary")
PLACE_ROLES = {"at": KG.place, "from": KG.fromPlace, "to": KG.toPlace}
# The properties that say what made a record, by the fields of `Provenance`.
MADE_BY = {
    "program": KG.program,
    "language_model": KG.languageModel,
    "tables": KG.tablesHash,
    "gazetteers": KG.gazetteersHash,
    "ontology": KG.ontologyHash,
    "relation_model": KG.relationModelHash,
}
CONTEXT = 32  # characters before and after a quote that help to find it again in a changed text


def to_lines(record: Record, own_relations: Path | None = None) -> dict[URIRef, list[str]]:
    """All that is said of a record: for each graph its triples, each a line of N-Triples and none twice.

    Options and errors as for `to_quads`, which takes several times as long.
    """
    lines = _Writer(normalised(record), own_relations).lines
    return {graph: list(triples) for graph, triples in lines.items()}


def to_quads(record: Record, own_relations: Path | None = None) -> list[Quad]:
    """All quads of a record, sorted; the same record gives the same list, whatever the order of its parts.

    ``own_relations`` is a Turtle file with relation types of the user's own. Raises TableError for a relation,
    StoreError for an entity type, that the ontology does not have.
    """
    graphs = sorted(to_lines(record, own_relations).items())
    return [(*triple(line), graph) for graph, lines in graphs for line in sorted(lines)]


def triple(line: str) -> tuple[URIRef, URIRef, Node]:
    """The terms of one line of `to_lines`."""
    subject, name, value = line[:-2].split(" ", 2)
    return made_iri(subject[1:-1]), made_iri(name[1:-1]), _node(value)


@functools.lru_cache(maxsize=32_768)
def _node(term: str) -> Node:
    """An IRI or a literal from the spelling that `_written` and `_typed` give it."""
    if term.startswith("<"):
        return made_iri(term[1:-1])
    text, _, datatype = term[1:].rpartition('"')
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: _ESCAPED_AS[match[0]], text)
    return Literal(text, datatype=URIRef(datatype[3:-1]) if datatype else None, normalize=False)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_ESCAPED_AS = {spelling: character for character, spelling in _ESCAPES.items()}
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_SPELLINGS = str.maketrans(_ESCAPES)


class Spelled(str):
    """A term as N-Triples spell it."""

    __slots__ = ()


def _typed(value: str, datatype: URIRef | None = None) -> Spelled:
    text = f'"{value.translate(_SPELLINGS)}"'
    return Spelled(text if datatype is None else f"{text}^^<{datatype}>")


def spelled(value: str | int | float) -> Spelled:
    """A literal as N-Triples spell it, in the one spelling that stores keep."""
    return _typed(value) if isinstance(value, str) else _number(value)


@functools.lru_cache(maxsize=4096, typed=True)  # scores and offsets come again and again
def _number(value: int | float) -> Spelled:
    """A number in the one spelling that stores keep, so that a file and a store give the same bytes.

    A float becomes an xsd:decimal without needless zeros, a whole number an xsd:integer.
    """
    if isinstance(value, int):
        return _typed(str(value), XSD.integer)
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _typed("0" if text == "-0" else text, XSD.decimal)


def _written(value: Node | Spelled | str | int | float) -> str:
    """A term as N-Triples spell it; text becomes a plain string."""
    if isinstance(value, Spelled):
        return value
    if isinstance(value, URIRef):
        return f"<{value}>"
    if isinstance(value, str):
        return f'"{value.translate(_SPELLINGS)}"'
    return _number(value)


def asserts(claim: Claim) -> bool:
    """Whether a claim may stand as a plain triple: somebody says that it is so, and both ends are known."""
    return (
        claim.polarity == "affirmed"
        and claim.modality == "actual"
        and claim.content_of is None
        and claim.source is not None
        and claim.target is not None
    )


@functools.cache
def names_of() -> dict[str, str]:
    """The names of states by code and of organisations by id, for the labels of their offices."""
    states = {row["code"]: row["name"] for row in resources.table("states")}
    return states | {row["id"]: row["name"] for row in resources.table("organizations")}


def office_label(tenure: Tenure) -> str:
    """An office in words: ``foreign minister of Russia``."""
    return f"{tenure.office.replace('-', ' ')} of {names_of().get(tenure.of, tenure.of)}"


def held(tenure: Tenure, published: str | None) -> bool:
    """Whether an office was held on the day of a document (ISO 8601); False where the day is not known."""
    day = (published or "")[:10]
    return bool(day) and tenure.since <= day <= (tenure.until or day)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=_Placed)


def _in_text_order(parts: Iterable[P]) -> tuple[P, ...]:
    return tuple(sorted(dict.fromkeys(parts), key=lambda part: (part.start, part.end, repr(part))))


def _normalised_claim(claim: Claim) -> Claim:
    return dataclasses.replace(
        claim,
        modes=tuple(sorted(set(claim.modes))),
        participants=_in_text_order(claim.participants),
        places=_in_text_order(claim.places),
        counts=_in_text_order(claim.counts),
    )


def _normalised_entity(entity: Entity) -> Entity:
    offices = sorted(set(entity.offices), key=lambda t: (t.since, t.office, t.of))
    return dataclasses.replace(entity, aliases=tuple(sorted(set(entity.aliases))), offices=tuple(offices))


def normalised(record: Record) -> Record:
    """The record with its parts in a fixed order and without repetitions, as it comes back from the graph.

    Mentions, claims and the parts of a claim stand in the order of the text, entities in the order of their ids; the
    chain of claimants keeps its order, which has a meaning.
    """
    entities = [_normalised_entity(e) for e in record.entities]
    claims = [_normalised_claim(c) for c in record.claims]
    return dataclasses.replace(
        record,
        mentions=_in_text_order(record.mentions),
        entities=tuple(sorted(dict.fromkeys(entities), key=lambda e: (e.id, repr(e)))),
        claims=tuple(sorted(dict.fromkeys(claims), key=lambda c: (c.trigger.start, c.trigger.end, c.id, repr(c)))),
    )


def record_hash(record: Record) -> str:
    """16 hex digits from all that a record says, whatever the order of its parts."""
    return hashlib.sha256(normalised(record).to_json().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _date(value: str) -> Spelled:
    """An xsd:date where the value is one; anything else, such as a date with a time, stays a string."""
    try:
        is_day = datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_day = False
    return _typed(value, XSD.date if is_day else None)


class _Writer:
    """Collects the triples of one record, by graph; a dict for its order."""

    def __init__(self, record: Record, own_relations: Path | None) -> None:
        self.record = record
        self.iri = document_iri(record.id)
        self.ontology = ontology.load(own_relations)
        self.lines: dict[URIRef, dict[str, None]] = {self.iri: {}}
        self.own = self.lines[self.iri]
        self.selectors: dict[tuple[int, int, str], tuple[URIRef, URIRef]] = {}
        self.entities = {e.id: e for e in record.entities}
        evidence = {(c.evidence.start, -c.evidence.end): c.evidence for c in record.claims}
        self.evidence = [evidence[key] for key in sorted(evidence)]
        self.evidence_starts = [e.start for e in self.evidence]
        self._document()
        self._made_by(record.provenance or Provenance())
        for entity in record.entities:
            self._entity(entity)
        for number, mention in enumerate(record.mentions, 1):
            self._mention(made_iri(f"{self.iri}/mention/{number}"), mention)
        for claim in record.claims:
            self._claim(claim)
            if asserts(claim):
                self._plain_triple(claim)

    def add(self, subject: URIRef, name: URIRef, value: Value) -> None:
        """One statement in the document's graph; nothing where there is no value."""
        if value is not None:
            self.own[f"<{subject}> <{name}> {_written(value)} ."] = None

    def _document(self) -> None:
        record = self.record
        self.add(self.iri, RDF.type, KG.Document)
        self.add(self.iri, DCTERMS.identifier, record.id)
        self.add(self.iri, DCTERMS.title, record.title)
        self.add(self.iri, DCTERMS.publisher, record.publisher)
        if record.published is not None:
            self.add(self.iri, DCTERMS.date, _date(record.published))
        if record.url is not None:  # a literal: what pages give as their address is not always a valid IRI
            self.add(self.iri, DCTERMS.source, _typed(record.url, XSD.anyURI))

    def _made_by(self, provenance: Provenance) -> None:
        """What made the record; each graph describes it itself, as it does its entities."""
        extraction, extractor = extraction_iri(self.record.id), extractor_iri(provenance)
        self.add(self.iri, KG.contentHash, self.record.content_hash)
        self.add(self.iri, KG.recordHash, record_hash(self.record))
        for kind in (KG.Extraction, PROV.Activity):
            self.add(extraction, RDF.type, kind)
        self.add(extraction, PROV.used, self.iri)
        self.add(extraction, PROV.wasAssociatedWith, extractor)
        for kind in (KG.Extractor, PROV.SoftwareAgent):
            self.add(extractor, RDF.type, kind)
        for field, name in MADE_BY.items():
            self.add(extractor, name, str(getattr(provenance, field)))

    def _entity(self, entity: Entity) -> None:
        if entity.type not in self.ontology.entity_types:
            raise StoreError(f"{entity.id} has the unknown entity type {entity.type!r}", where=self.record.id)
        iri = entity_iri(entity.id)
        self.add(iri, RDF.type, KG[entity.type])
        if self.ontology.is_a(entity.type, "Actor"):  # said outright: validation is far quicker without inference
            self.add(iri, RDF.type, KG.Actor)
        self.add(iri, SKOS.prefLabel, entity.name)
        for alias in entity.aliases:
            self.add(iri, SKOS.altLabel, alias)
        self.add(iri, KG.country, entity.country)
        self.add(iri, KG.sector, entity.sector)
        self.add(iri, KG.geonames, entity.geonames)
        for tenure in entity.offices:
            self._tenure(iri, entity, tenure)

    def _tenure(self, iri: URIRef, entity: Entity, tenure: Tenure) -> None:
        """An office with its time; the plain triple only where it was held at the date of the document."""
        office = office_iri(tenure)
        node = made_iri(f"{iri}/tenure/{'/'.join(quote(x, safe='') for x in (tenure.office, tenure.of, tenure.since))}")
        self.add(iri, KG.tenure, node)
        self.add(node, RDF.type, KG.Tenure)
        self.add(node, KG.office, office)
        self.add(node, KG["from"], tenure.since)
        self.add(node, KG.to, tenure.until)
        self.add(office, RDF.type, KG.Office)
        self.add(office, KG.officeName, tenure.office)
        self.add(office, KG.officeOf, entity_iri(tenure.of if "/" in tenure.of else f"state/{tenure.of}"))
        self.add(office, SKOS.prefLabel, office_label(tenure))
        if held(tenure, self.record.published):
            self.add(iri, KG.holdsOffice, office)

    def _mention(self, node: URIRef, mention: Mention) -> None:
        self._span(node, mention.start, mention.end, mention.text)
        self.add(node, RDF.type, KG.Mention)
        self.add(node, KG.kind, mention.kind)
        self.add(node, KG.entityType, mention.type)
        self.add(node, KG.entity, None if mention.entity is None else entity_iri(mention.entity))
        self.add(node, KG.score, float(mention.score))
        self.add(node, KG.reason, mention.reason)

    def _claim(self, claim: Claim) -> None:
        iri = claim_iri(claim.id)
        self.add(iri, RDF.type, KG.Claim)
        self.add(iri, PROV.wasDerivedFrom, self.iri)
        self.add(iri, PROV.wasGeneratedBy, extraction_iri(self.record.id))
        self._relation(iri, claim)
        self.add(iri, KG.polarity, claim.polarity)
        self.add(iri, KG.modality, claim.modality)
        self.add(iri, KG.standing, standing_of(claim, self.ontology))
        self.add(iri, KG.confidence, float(claim.confidence))
        self.add(iri, KG.rule, claim.rule)
        self.add(iri, KG.contentOf, None if claim.content_of is None else claim_iri(claim.content_of))
        self.add(iri, KG.group, claim.group)
        self.add(iri, KG.evidenceText, claim.evidence.text)
        self.add(iri, KG.triggerText, claim.trigger.text)
        self._part(iri, OA.hasTarget, "evidence", claim.evidence)
        self._part(iri, KG.trigger, "trigger", claim.trigger)
        self._ends(iri, claim)
        self._circumstances(iri, claim)

    def _relation(self, iri: URIRef, claim: Claim) -> None:
        self.add(iri, KG.relation, KG[claim.relation])
        self.add(iri, KG.plover, PLOVER[claim.plover] if claim.plover else None)
        for mode in claim.modes:
            self.add(iri, KG.mode, PLOVER[f"{claim.plover or ''}-{mode}"])
        self.add(iri, KG.cameo, CAMEO[claim.cameo] if claim.cameo else None)
        self.add(iri, KG.quad, claim.quad)
        self.add(iri, KG.goldstein, None if claim.goldstein is None else float(claim.goldstein))

    def _ends(self, iri: URIRef, claim: Claim) -> None:
        for name, end in (("source", claim.source), ("target", claim.target)):
            if end is not None:
                self.add(iri, KG[name], entity_iri(end.entity))
                self.add(iri, KG[f"{name}Country"], end.country)
                self._actor(self._part(iri, KG[f"{name}Span"], name, end), end)
        for position, claimant in enumerate(claim.claimants, 1):
            self.add(iri, KG.claimant, entity_iri(claimant.entity))
            node = self._part(iri, KG.claimantChain, f"claimant/{position}", claimant)
            self.add(node, KG.position, position)
            self._actor(node, claimant)
        for number, participant in enumerate(claim.participants, 1):
            self.add(iri, KG.participant, entity_iri(participant.entity))
            if participant.role in PARTICIPANT_ROLES:
                self.add(iri, KG[participant.role], entity_iri(participant.entity))
            node = self._part(iri, KG.participation, f"participant/{number}", participant)
            self.add(node, KG.role, participant.role)
            self._actor(node, participant)

    def _circumstances(self, iri: URIRef, claim: Claim) -> None:
        if claim.agreement is not None:
            self.add(iri, KG.agreement, entity_iri(claim.agreement.entity))
            self._named(self._part(iri, KG.agreementSpan, "agreement", claim.agreement), claim.agreement)
        if claim.event_date is not None:
            date = claim.event_date
            self.add(iri, KG.eventDate, date.value)
            self.add(iri, KG.datePrecision, date.precision)
            self.add(iri, KG.dateBasis, date.basis)
            if date.start is not None and date.end is not None and date.text is not None:
                self._part(iri, KG.dateSpan, "date", Span(date.start, date.end, date.text))
        for number, place in enumerate(claim.places, 1):
            self.add(iri, PLACE_ROLES.get(place.role, KG.place), entity_iri(place.entity))
            node = self._part(iri, KG.placement, f"place/{number}", place)
            self.add(node, KG.role, place.role)
            self.add(node, GEO.lat, None if place.lat is None else float(place.lat))
            self.add(node, GEO.long, None if place.lon is None else float(place.lon))
            self._place(node, place)
        for number, count in enumerate(claim.counts, 1):
            node = self._part(iri, KG["count"], f"count/{number}", count)
            self.add(node, KG.what, count.what)
            self.add(node, KG["min"], count.min)
            self.add(node, KG["max"], count.max)

    def _part(self, claim: URIRef, name: URIRef, path: str, span: Span | Actor | Any) -> URIRef:
        """A part of a claim that stands in the text: a node of its own below the claim, with its selectors."""
        node = made_iri(f"{claim}/{path}")
        self.add(claim, name, node)
        self._span(node, span.start, span.end, span.text)
        return node

    def _actor(self, node: URIRef, actor: Actor) -> None:
        """Whom the words stand for; how the claim describes it only where the entity's description differs."""
        self.add(node, KG.entity, entity_iri(actor.entity))
        entity = self.entities.get(actor.entity)
        known = entity and (entity.name, entity.type, entity.country, entity.sector)
        if known != (actor.name, actor.type, actor.country, actor.sector):
            self.add(node, KG.name, actor.name)
            self.add(node, KG.entityType, actor.type)
            self.add(node, KG.country, actor.country)
            self.add(node, KG.sector, actor.sector)

    def _place(self, node: URIRef, place: ClaimPlace) -> None:
        self.add(node, KG.entity, entity_iri(place.entity))
        entity = self.entities.get(place.entity)
        if (entity and (entity.name, entity.country, entity.geonames)) != (place.name, place.country, place.geonames):
            self.add(node, KG.name, place.name)
            self.add(node, KG.country, place.country)
            self.add(node, KG.geonames, place.geonames)

    def _named(self, node: URIRef, agreement: AgreementRef) -> None:
        self.add(node, KG.entity, entity_iri(agreement.entity))
        entity = self.entities.get(agreement.entity)
        if entity is None or entity.name != agreement.name:
            self.add(node, KG.name, agreement.name)

    def _span(self, node: URIRef, start: int, end: int, text: str) -> None:
        """Where in the document a node stands, as Web Annotation selectors; equal spans share theirs."""
        position, quote = self._selectors(start, end, text)
        self.add(node, RDF.type, OA.SpecificResource)
        self.add(node, OA.hasSource, self.iri)
        self.add(node, OA.hasSelector, position)
        self.add(node, OA.hasSelector, quote)

    def _selectors(self, start: int, end: int, text: str) -> tuple[URIRef, URIRef]:
        """The position and the quote of a span, written at the first of the nodes that share them."""
        known = self.selectors.get((start, end, text))
        if known is not None:
            return known
        position, quote = made_iri(f"{self.iri}/position/{start}-{end}"), made_iri(f"{self.iri}/quote/{start}-{end}")
        self.selectors[start, end, text] = position, quote
        self.add(position, RDF.type, OA.TextPositionSelector)
        self.add(position, OA.start, start)
        self.add(position, OA.end, end)
        self.add(quote, RDF.type, OA.TextQuoteSelector)
        self.add(quote, OA.exact, text)
        before, after = self._around(start, end)
        self.add(quote, OA.prefix, before or None)
        self.add(quote, OA.suffix, after or None)
        return position, quote

    def _around(self, start: int, end: int) -> tuple[str, str]:
        """The words before and after a span, from the evidence that it stands in: a record does not have the text."""
        nearest = bisect_right(self.evidence_starts, start) - 1
        if nearest < 0 or self.evidence[nearest].end < end:
            return "", ""
        evidence = self.evidence[nearest]
        before, after = start - evidence.start, end - evidence.start
        return evidence.text[max(0, before - CONTEXT) : before], evidence.text[after : after + CONTEXT]

    def _plain_triple(self, claim: Claim) -> None:
        assert claim.source is not None and claim.target is not None
        source, target = entity_iri(claim.source.entity), entity_iri(claim.target.entity)
        graph = self._voice([c.entity for c in claim.claimants]) if claim.claimants else self.iri
        lines = self.lines.setdefault(graph, {})
        lines[f"<{source}> <{KG[claim.relation]}> <{target}> ."] = None
        if self.ontology.relation(claim.relation).symmetric:
            lines[f"<{target}> <{KG[claim.relation]}> <{source}> ."] = None

    def _voice(self, chain: list[str]) -> URIRef:
        graph = voice_iri(self.record.id, chain)
        self.add(graph, RDF.type, KG.VoiceGraph)
        self.add(graph, PROV.wasDerivedFrom, self.iri)
        self.add(graph, KG.voice, entity_iri(chain[-1]))
        for outer in chain[:-1]:
            self.add(graph, KG.reportedBy, entity_iri(outer))
        return graph
