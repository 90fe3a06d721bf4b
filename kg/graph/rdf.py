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
from collections.abc import Callable, Iterable
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
    return written(normalised(record), own_relations)[0]


def written(record: Record, own_relations: Path | None = None) -> tuple[dict[URIRef, list[str]], str]:
    """`to_lines` of a record that is normalised, and its `record_hash`."""
    writer = _Writer(record, own_relations)
    return {graph: list(triples) for graph, triples in writer.lines.items()}, writer.record_hash


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
    """An IRI or a literal from the spelling that `_text` and `_number` give it."""
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
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")


class _Names:
    """The terms of a vocabulary as N-Triples spell them, each made once."""

    def __init__(self, vocabulary: Any) -> None:
        self._vocabulary = vocabulary

    def __getattr__(self, name: str) -> str:
        self.__dict__[name] = spelling = f"<{self._vocabulary[name]}>"
        return spelling


_DCTERMS, _GEO, _KG, _OA = _Names(DCTERMS), _Names(GEO), _Names(KG), _Names(OA)
_PROV, _SKOS = _Names(PROV), _Names(SKOS)
_TYPE = f"<{RDF.type}>"
# words of Python, and names of what every string and vocabulary has
_KG_FROM, _KG_COUNT, _KG_MIN, _KG_MAX = (f"<{KG[name]}>" for name in ("from", "count", "min", "max"))


def _text(value: str, datatype: URIRef | None = None) -> str:
    """A literal as N-Triples spell it, plain text without a datatype."""
    if _SPECIAL.search(value):
        value = value.translate(_SPELLINGS)
    return f'"{value}"' if datatype is None else f'"{value}"^^<{datatype}>'


def spelled(value: str | int | float) -> str:
    """A literal as N-Triples spell it, in the one spelling that stores keep."""
    return _text(value) if isinstance(value, str) else _number(value)


def line(subject: str, name: str, value: URIRef | str | int | float) -> str:
    """A triple as a line of N-Triples, whose value is an IRI or a literal."""
    return f"<{subject}> <{name}> {f'<{value}>' if isinstance(value, URIRef) else spelled(value)} ."


@functools.lru_cache(maxsize=4096, typed=True)  # scores and offsets come again and again
def _number(value: int | float) -> str:
    """A number in the one spelling that stores keep, so that a file and a store give the same bytes.

    A float becomes an xsd:decimal without needless zeros, a whole number an xsd:integer.
    """
    if isinstance(value, int):
        return _text(str(value), XSD.integer)
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _text("0" if text == "-0" else text, XSD.decimal)


@functools.lru_cache(maxsize=32_768)  # states come again and again
def _entity(ident: str) -> str:
    return f"<{entity_iri(ident)}>"


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


class Placed(_Placed, Protocol):
    """Words at their place in a document."""

    @property
    def text(self) -> str: ...


def kind_of(entity_type: str) -> str:
    """The kind of a mention that refers to an entity of a type; a mention of another kind says so."""
    return {"Place": "place", "Agreement": "agreement"}.get(entity_type, "actor")


P = TypeVar("P")
Q = TypeVar("Q", bound=_Placed)


def _sorted(parts: Iterable[P], key: Callable[[P], Any]) -> tuple[P, ...]:
    """Each part once, by its key; what has the same key by all that it says, which takes far longer to compare."""
    unique = list(dict.fromkeys(parts))
    if len({key(part) for part in unique}) < len(unique):
        return tuple(sorted(unique, key=lambda part: (key(part), repr(part))))
    return tuple(sorted(unique, key=key))


def _in_text_order(parts: Iterable[Q]) -> tuple[Q, ...]:
    return _sorted(parts, lambda part: (part.start, part.end))


def _normalised_claim(claim: Claim) -> Claim:
    parts = claim.participants, claim.places, claim.counts
    if len(claim.modes) < 2 and all(len(part) < 2 for part in parts):
        return claim
    return dataclasses.replace(
        claim,
        modes=tuple(sorted(set(claim.modes))),
        participants=_in_text_order(claim.participants),
        places=_in_text_order(claim.places),
        counts=_in_text_order(claim.counts),
    )


def _normalised_entity(entity: Entity) -> Entity:
    if len(entity.offices) < 2 and len(entity.aliases) < 2:
        return entity
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
        entities=_sorted(entities, lambda e: e.id),
        claims=_sorted(claims, lambda c: (c.trigger.start, c.trigger.end, c.id)),
    )


def record_hash(record: Record) -> str:
    """16 hex digits from all that a record says, whatever the order of its parts."""
    return _hash(normalised(record))


def _hash(record: Record) -> str:
    """The hash of a record that is normalised."""
    return hashlib.sha256(record.to_json().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _date(value: str) -> str:
    """An xsd:date where the value is one; anything else, such as a date with a time, stays a string."""
    try:
        is_day = datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_day = False
    return _text(value, XSD.date if is_day else None)


class _Writer:
    """Collects the triples of one record, by graph; a dict for its order.

    Terms are passed about as N-Triples spell them: making each a term of rdflib first takes several times as long.
    """

    def __init__(self, record: Record, own_relations: Path | None) -> None:
        self.record = record
        graph = document_iri(record.id)
        self.iri = str(graph)
        self.document = f"<{graph}>"
        self.ontology = ontology.load(own_relations)
        self.lines: dict[URIRef, dict[str, None]] = {graph: {}}
        self.own = self.lines[graph]
        self.words: set[tuple[int, int, str]] = set()  # the places whose words are told already
        self.mentioned: set[str] = set()
        self.entities = {e.id: e for e in record.entities}
        evidence = {(c.evidence.start, -c.evidence.end): c.evidence for c in record.claims}
        self.evidence = [evidence[key] for key in sorted(evidence)]
        self.evidence_starts = [e.start for e in self.evidence]
        self._document()
        self._made_by(record.provenance or Provenance())
        for entity in record.entities:
            self._entity(entity)
        for number, mention in enumerate(record.mentions, 1):
            self._mention(number, mention)
        for claim in record.claims:
            self._claim(claim)
            if asserts(claim):
                self._plain_triple(claim)

    def add(self, subject: str, name: str, value: str) -> None:
        """One statement in the document's graph, of terms that are spelled."""
        self.own[f"{subject} {name} {value} ."] = None

    def tell(self, subject: str, name: str, value: str | int | float | None) -> None:
        """As `add`, of a plain value; nothing where there is none."""
        if value is not None:
            self.own[f"{subject} {name} {spelled(value)} ."] = None

    def _document(self) -> None:
        record = self.record
        self.add(self.document, _TYPE, _KG.Document)
        self.tell(self.document, _DCTERMS.identifier, record.id)
        self.tell(self.document, _DCTERMS.title, record.title)
        self.tell(self.document, _DCTERMS.publisher, record.publisher)
        if record.published is not None:
            self.add(self.document, _DCTERMS.date, _date(record.published))
        if record.url is not None:  # a literal: what pages give as their address is not always a valid IRI
            self.add(self.document, _DCTERMS.source, _text(record.url, XSD.anyURI))

    def _made_by(self, provenance: Provenance) -> None:
        """What made the record; each graph describes it itself, as it does its entities."""
        self.extraction, extractor = f"<{extraction_iri(self.record.id)}>", f"<{extractor_iri(provenance)}>"
        self.tell(self.document, _KG.contentHash, self.record.content_hash)
        self.record_hash = _hash(self.record)
        self.tell(self.document, _KG.recordHash, self.record_hash)
        for kind in (_KG.Extraction, _PROV.Activity):
            self.add(self.extraction, _TYPE, kind)
        self.add(self.extraction, _PROV.used, self.document)
        self.add(self.extraction, _PROV.wasAssociatedWith, extractor)
        for kind in (_KG.Extractor, _PROV.SoftwareAgent):
            self.add(extractor, _TYPE, kind)
        for field, name in MADE_BY.items():
            self.tell(extractor, f"<{name}>", str(getattr(provenance, field)))

    def _entity(self, entity: Entity) -> None:
        if entity.type not in self.ontology.entity_types:
            raise StoreError(f"{entity.id} has the unknown entity type {entity.type!r}", where=self.record.id)
        iri = _entity(entity.id)
        self.add(iri, _TYPE, f"<{KG[entity.type]}>")
        if self.ontology.is_a(entity.type, "Actor"):  # said outright: validation is far quicker without inference
            self.add(iri, _TYPE, _KG.Actor)
        self.tell(iri, _SKOS.prefLabel, entity.name)
        for alias in entity.aliases:
            self.tell(iri, _SKOS.altLabel, alias)
        self.tell(iri, _KG.country, entity.country)
        self.tell(iri, _KG.sector, entity.sector)
        self.tell(iri, _KG.geonames, entity.geonames)
        for tenure in entity.offices:
            self._tenure(iri, entity, tenure)

    def _tenure(self, iri: str, entity: Entity, tenure: Tenure) -> None:
        """An office with its time; the plain triple only where it was held at the date of the document."""
        office = f"<{office_iri(tenure)}>"
        path = "/".join(quote(part, safe="") for part in (tenure.office, tenure.of, tenure.since))
        node = f"{iri[:-1]}/tenure/{path}>"
        self.add(iri, _KG.tenure, node)
        self.add(node, _TYPE, _KG.Tenure)
        self.add(node, _KG.office, office)
        self.tell(node, _KG_FROM, tenure.since)
        self.tell(node, _KG.to, tenure.until)
        self.add(office, _TYPE, _KG.Office)
        self.tell(office, _KG.officeName, tenure.office)
        self.add(office, _KG.officeOf, _entity(tenure.of if "/" in tenure.of else f"state/{tenure.of}"))
        self.tell(office, _SKOS.prefLabel, office_label(tenure))
        if held(tenure, self.record.published):
            self.add(iri, _KG.holdsOffice, office)

    def _mention(self, number: int, mention: Mention) -> None:
        """A mention is the words at its place; a second one of the same words has a node of its own."""
        node = self._words(mention)
        if node in self.mentioned:
            node = f"<{self.iri}/mention/{number}>"
            self._place_of(node, mention)
        self.mentioned.add(node)
        self.add(node, _TYPE, _KG.Mention)
        entity = self.entities.get(mention.entity or "")
        if entity is None or (mention.kind, mention.type) != (kind_of(entity.type), entity.type):
            self.add(node, _KG.kind, _text(mention.kind))
            self.add(node, _KG.entityType, _text(mention.type))
        if mention.entity is not None:
            self.add(node, _KG.entity, _entity(mention.entity))
        self.add(node, _KG.score, _number(float(mention.score)))
        self.add(node, _KG.reason, _text(mention.reason))

    def _claim(self, claim: Claim) -> None:
        iri = f"<{claim_iri(claim.id)}>"
        self.add(iri, _TYPE, _KG.Claim)
        self.add(iri, _PROV.wasDerivedFrom, self.document)
        self.add(iri, _PROV.wasGeneratedBy, self.extraction)
        self._relation(iri, claim)
        self.add(iri, _KG.polarity, _text(claim.polarity))
        self.add(iri, _KG.modality, _text(claim.modality))
        self.add(iri, _KG.standing, _text(standing_of(claim, self.ontology)))
        self.add(iri, _KG.confidence, _number(float(claim.confidence)))
        self.add(iri, _KG.rule, _text(claim.rule))
        if claim.content_of is not None:
            self.add(iri, _KG.contentOf, f"<{claim_iri(claim.content_of)}>")
        self.tell(iri, _KG.group, claim.group)
        self.add(iri, _KG.evidenceText, _text(claim.evidence.text))
        self.add(iri, _KG.triggerText, _text(claim.trigger.text))
        self.add(iri, _OA.hasTarget, self._span(claim.evidence))
        self.add(iri, _KG.trigger, self._span(claim.trigger))
        self._context(claim.trigger)
        self._ends(iri, claim)
        self._circumstances(iri, claim)

    def _relation(self, iri: str, claim: Claim) -> None:
        self.add(iri, _KG.relation, f"<{KG[claim.relation]}>")
        if claim.plover:
            self.add(iri, _KG.plover, f"<{PLOVER}{claim.plover}>")
        for mode in claim.modes:
            self.add(iri, _KG.mode, f"<{PLOVER}{claim.plover or ''}-{mode}>")
        if claim.cameo:
            self.add(iri, _KG.cameo, f"<{CAMEO}{claim.cameo}>")
        self.tell(iri, _KG.quad, claim.quad)
        self.tell(iri, _KG.goldstein, None if claim.goldstein is None else float(claim.goldstein))

    def _ends(self, iri: str, claim: Claim) -> None:
        for name, end in (("source", claim.source), ("target", claim.target)):
            if end is not None:
                self.add(iri, getattr(_KG, name), _entity(end.entity))
                self.tell(iri, getattr(_KG, f"{name}Country"), end.country)
                self._end(iri, name, end)
        for position, claimant in enumerate(claim.claimants, 1):
            self.add(iri, _KG.claimant, _entity(claimant.entity))
            node = self._part(iri, _KG.claimantChain, f"claimant/{position}", claimant)
            self.tell(node, _KG.position, position)
            self._actor(node, claimant)
        for number, participant in enumerate(claim.participants, 1):
            self.add(iri, _KG.participant, _entity(participant.entity))
            if participant.role in PARTICIPANT_ROLES:
                self.add(iri, getattr(_KG, participant.role), _entity(participant.entity))
            node = self._part(iri, _KG.participation, f"participant/{number}", participant)
            self.tell(node, _KG.role, participant.role)
            self._actor(node, participant)

    def _circumstances(self, iri: str, claim: Claim) -> None:
        if claim.agreement is not None:
            self.add(iri, _KG.agreement, _entity(claim.agreement.entity))
            self._agreement(iri, claim.agreement)
        if claim.event_date is not None:
            date = claim.event_date
            self.tell(iri, _KG.eventDate, date.value)
            self.tell(iri, _KG.datePrecision, date.precision)
            self.tell(iri, _KG.dateBasis, date.basis)
            if date.start is not None and date.end is not None and date.text is not None:
                self.add(iri, _KG.dateSpan, self._selector(Span(date.start, date.end, date.text)))
        for number, place in enumerate(claim.places, 1):
            self.add(iri, f"<{PLACE_ROLES.get(place.role, KG.place)}>", _entity(place.entity))
            node = self._part(iri, _KG.placement, f"place/{number}", place)
            self.tell(node, _KG.role, place.role)
            self.tell(node, _GEO.lat, None if place.lat is None else float(place.lat))
            self.tell(node, _GEO.long, None if place.lon is None else float(place.lon))
            self._place(node, place)
        for number, count in enumerate(claim.counts, 1):
            node = self._part(iri, _KG_COUNT, f"count/{number}", count)
            self.tell(node, _KG.what, count.what)
            self.tell(node, _KG_MIN, count.min)
            self.tell(node, _KG_MAX, count.max)

    def _part(self, claim: str, name: str, path: str, span: Placed) -> str:
        """A part of a claim of which more is to be said: a node of its own below the claim, with its words."""
        node = f"{claim[:-1]}/{path}>"
        self.add(claim, name, node)
        self._resource(node, span)
        return node

    def _end(self, claim: str, name: str, actor: Actor) -> None:
        """The words of a source or target; how the claim describes it only where the entity's description differs."""
        if self._described(actor):
            self.add(claim, getattr(_KG, f"{name}Span"), self._selector(actor))
        else:
            self._actor(self._part(claim, getattr(_KG, f"{name}Span"), name, actor), actor)

    def _described(self, actor: Actor) -> bool:
        """Whether the entity's description says the same of an actor as the claim does."""
        entity = self.entities.get(actor.entity)
        known = entity and (entity.name, entity.type, entity.country, entity.sector)
        return known == (actor.name, actor.type, actor.country, actor.sector)

    def _actor(self, node: str, actor: Actor) -> None:
        """Whom the words of a part stand for, and how the claim describes it where that differs."""
        self.add(node, _KG.entity, _entity(actor.entity))
        if not self._described(actor):
            self.tell(node, _KG.name, actor.name)
            self.tell(node, _KG.entityType, actor.type)
            self.tell(node, _KG.country, actor.country)
            self.tell(node, _KG.sector, actor.sector)

    def _place(self, node: str, place: ClaimPlace) -> None:
        self.add(node, _KG.entity, _entity(place.entity))
        entity = self.entities.get(place.entity)
        if (entity and (entity.name, entity.country, entity.geonames)) != (place.name, place.country, place.geonames):
            self.tell(node, _KG.name, place.name)
            self.tell(node, _KG.country, place.country)
            self.tell(node, _KG.geonames, place.geonames)

    def _agreement(self, claim: str, agreement: AgreementRef) -> None:
        entity = self.entities.get(agreement.entity)
        if entity is not None and entity.name == agreement.name:
            self.add(claim, _KG.agreementSpan, self._selector(agreement))
        else:
            node = self._part(claim, _KG.agreementSpan, "agreement", agreement)
            self.add(node, _KG.entity, _entity(agreement.entity))
            self.tell(node, _KG.name, agreement.name)

    # Where something stands in the document, in terms of Web Annotation. The words of one place are one node that is a
    # position and a quote selector at once, and the mention too where there is one. All that stands there shares it.

    def _span(self, span: Placed) -> str:
        """A place in the document, shared by all that stands there."""
        node = f"<{self.iri}/span/{span.start}-{span.end}>"
        self._resource(node, span)
        return node

    def _resource(self, node: str, span: Placed) -> None:
        self.add(node, _TYPE, _OA.SpecificResource)
        self.add(node, _OA.hasSource, self.document)
        self.add(node, _OA.hasSelector, self._selector(span))

    def _selector(self, span: Placed) -> str:
        """The words of a place: what selects them, unless they are known to be so as a mention."""
        node = self._words(span)
        if node not in self.mentioned:
            self.add(node, _TYPE, _OA.TextPositionSelector)
            self.add(node, _TYPE, _OA.TextQuoteSelector)
        return node

    def _words(self, span: Placed) -> str:
        start, end = span.start, span.end
        node = f"<{self.iri}/words/{start}-{end}>"
        if (start, end, span.text) not in self.words:
            self.words.add((start, end, span.text))
            self._place_of(node, span)
        return node

    def _place_of(self, node: str, span: Placed) -> None:
        self.add(node, _OA.start, _number(span.start))
        self.add(node, _OA.end, _number(span.end))
        self.add(node, _OA.exact, _text(span.text))

    def _context(self, span: Span) -> None:
        """What stands before and after a trigger, which helps to find it again in a changed text. All else that a claim
        names stands in its evidence or is a mention of its own."""
        before, after = self._around(span.start, span.end)
        node = self._words(span)
        self.tell(node, _OA.prefix, before or None)
        self.tell(node, _OA.suffix, after or None)

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
        source, target, relation = _entity(claim.source.entity), _entity(claim.target.entity), KG[claim.relation]
        voiced = self._voice([c.entity for c in claim.claimants]) if claim.claimants else None
        lines = self.own if voiced is None else self.lines.setdefault(voiced, {})
        lines[f"{source} <{relation}> {target} ."] = None
        if self.ontology.relation(claim.relation).symmetric:
            lines[f"{target} <{relation}> {source} ."] = None

    def _voice(self, chain: list[str]) -> URIRef:
        graph = voice_iri(self.record.id, chain)
        self.add(f"<{graph}>", _TYPE, _KG.VoiceGraph)
        self.add(f"<{graph}>", _PROV.wasDerivedFrom, self.document)
        self.add(f"<{graph}>", _KG.voice, _entity(chain[-1]))
        for outer in chain[:-1]:
            self.add(f"<{graph}>", _KG.reportedBy, _entity(outer))
        return graph
