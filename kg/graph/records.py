"""Quads back to a `Record`: the inverse of `kg.graph.rdf.to_quads`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, SKOS

from kg.errors import StoreError
from kg.graph.rdf import MADE_BY, Node, kind_of, normalised
from kg.graph.terms import GEO, KG, OA, claim_id, document_iri, entity_id, extraction_iri
from kg.model import (
    Actor,
    AgreementRef,
    Claim,
    ClaimPlace,
    Count,
    Entity,
    EventDate,
    Mention,
    Participant,
    Provenance,
    Record,
    Span,
    Tenure,
)

Triple = tuple[URIRef, URIRef, Node]


def from_triples(document: str, triples: Iterable[Triple]) -> Record:
    """The record that a document's graph was made from, with its parts in the order of `normalised`.

    ``triples`` are those of the document's own graph; the graphs of voices add nothing to them. Raises StoreError
    where a required value is missing.
    """
    return _Reader(document, triples).record()


class _Reader:
    """The statements of one document's graph, by subject and property."""

    def __init__(self, document: str, triples: Iterable[Triple]) -> None:
        self.document = document
        self.iri = document_iri(document)
        self.values: dict[URIRef, dict[URIRef, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self.typed: dict[Node, list[URIRef]] = defaultdict(list)
        for subject, name, value in triples:
            self.values[subject][name].append(value)
            if name == RDF.type:
                self.typed[value].append(subject)
        self.entities = {entity.id: entity for entity in self._entities()}

    def record(self) -> Record:
        text = self.text
        return normalised(
            Record(
                id=self.document,
                title=text(self.iri, DCTERMS.title),
                published=text(self.iri, DCTERMS.date),
                url=text(self.iri, DCTERMS.source),
                publisher=text(self.iri, DCTERMS.publisher),
                mentions=tuple(self._mention(node) for node in self.typed[KG.Mention]),
                entities=tuple(self.entities.values()),
                claims=tuple(self._claim(node) for node in self.typed[KG.Claim]),
                content_hash=text(self.iri, KG.contentHash),
                provenance=self._provenance(),
            )
        )

    # One value of a property, as text or number; None where there is none.

    def one(self, subject: URIRef, name: URIRef) -> Node | None:
        values = self.values[subject].get(name)
        return min(values, key=str) if values else None

    def text(self, subject: URIRef, name: URIRef) -> str | None:
        value = self.one(subject, name)
        return None if value is None else str(value)

    def number(self, subject: URIRef, name: URIRef) -> float | None:
        value = self.one(subject, name)
        return None if value is None else float(value)

    def whole(self, subject: URIRef, name: URIRef) -> int | None:
        value = self.one(subject, name)
        return None if value is None else int(value)

    def need(self, subject: URIRef, name: URIRef) -> str:
        value = self.text(subject, name)
        if value is None:
            raise StoreError(f"{subject} has no {name}", where=self.document, remedy="build the document again")
        return value

    def parts(self, subject: URIRef, name: URIRef) -> list[URIRef]:
        return [URIRef(str(node)) for node in self.values[subject].get(name, [])]

    # The parts of a record.

    def _provenance(self) -> Provenance | None:
        extractor = self.one(extraction_iri(self.document), PROV.wasAssociatedWith)
        if extractor is None:  # a graph of an earlier version
            return None
        said = {field: self.need(URIRef(str(extractor)), name) for field, name in MADE_BY.items()}
        return None if Provenance(**said) == Provenance() else Provenance(**said)

    def _entities(self) -> Iterator[Entity]:
        offices = set(self.typed[KG.Office])  # described with who holds them
        named = [subject for subject, values in self.values.items() if SKOS.prefLabel in values]
        for iri in [subject for subject in named if subject not in offices]:
            types = sorted(str(t) for t in self.values[iri][RDF.type] if t != KG.Actor)
            yield Entity(
                id=entity_id(iri),
                name=self.need(iri, SKOS.prefLabel),
                type=_local(types[0]) if types else "Actor",
                country=self.text(iri, KG.country),
                sector=self.text(iri, KG.sector),
                aliases=tuple(str(alias) for alias in self.values[iri].get(SKOS.altLabel, [])),
                geonames=self.whole(iri, KG.geonames),
                offices=tuple(self._tenure(node) for node in self.parts(iri, KG.tenure)),
            )

    def _tenure(self, node: URIRef) -> Tenure:
        office = URIRef(self.need(node, KG.office))
        of = entity_id(self.need(office, KG.officeOf)).removeprefix("state/")
        return Tenure(self.need(office, KG.officeName), of, self.need(node, KG["from"]), self.text(node, KG.to))

    def _span(self, node: URIRef) -> dict[str, Any]:
        """Where words stand, and they themselves: a node tells it, or its selectors do."""
        found: dict[str, Any] = {}
        for selector in self.parts(node, OA.hasSelector) or [node]:
            if OA.exact in self.values[selector]:
                found["text"] = self.need(selector, OA.exact)
            if OA.start in self.values[selector]:
                found["start"] = int(self.need(selector, OA.start))
                found["end"] = int(self.need(selector, OA.end))
        if len(found) != 3:
            raise StoreError(f"{node} has no position and quote", where=self.document, remedy="build it again")
        return found

    def _mention(self, node: URIRef) -> Mention:
        entity = self.one(node, KG.entity)
        ident = None if entity is None else entity_id(str(entity))
        known = self.entities.get(ident or "") if self.one(node, KG.kind) is None else None
        return Mention(
            **self._span(node),
            kind=kind_of(known.type) if known else self.need(node, KG.kind),
            type=known.type if known else self.need(node, KG.entityType),
            entity=ident,
            score=float(self.need(node, KG.score)),
            reason=self.need(node, KG.reason),
        )

    def _claim(self, iri: URIRef) -> Claim:
        plover, cameo, content_of = (self.text(iri, name) for name in (KG.plover, KG.cameo, KG.contentOf))
        chain = sorted(self.parts(iri, KG.claimantChain), key=lambda node: int(self.need(node, KG.position)))
        return Claim(
            id=claim_id(iri),
            relation=_local(self.need(iri, KG.relation)),
            plover=None if plover is None else _local(plover),
            modes=tuple(_local(str(mode)).partition("-")[2] for mode in self.parts(iri, KG.mode)),
            cameo=None if cameo is None else _local(cameo),
            quad=self.text(iri, KG.quad),
            goldstein=self.number(iri, KG.goldstein),
            source=self._end(iri, KG.source, KG.sourceSpan),
            target=self._end(iri, KG.target, KG.targetSpan),
            trigger=Span(**self._span(URIRef(self.need(iri, KG.trigger)))),
            polarity=self.need(iri, KG.polarity),
            modality=self.need(iri, KG.modality),
            evidence=Span(**self._span(URIRef(self.need(iri, OA.hasTarget)))),
            confidence=float(self.need(iri, KG.confidence)),
            rule=self.need(iri, KG.rule),
            claimants=tuple(Actor(**self._actor(node)) for node in chain),
            content_of=None if content_of is None else claim_id(content_of),
            group=self.text(iri, KG.group),
            participants=tuple(
                Participant(**self._actor(node), role=self.need(node, KG.role))
                for node in self.parts(iri, KG.participation)
            ),
            agreement=self._agreement(iri),
            event_date=self._event_date(iri),
            places=tuple(self._place(node) for node in self.parts(iri, KG.placement)),
            counts=tuple(self._count(node) for node in self.parts(iri, KG["count"])),
        )

    def _end(self, claim: URIRef, name: URIRef, span: URIRef) -> Actor | None:
        node = self.one(claim, span)
        return None if node is None else Actor(**self._actor(URIRef(str(node)), self.need(claim, name)))

    def _entity_of(self, node: URIRef, said: str | None = None) -> tuple[str, Entity | None]:
        """The id that a part refers to, by what the claim says or else the part itself, and its description, unless
        the part brings a description of its own."""
        entity = entity_id(said or self.need(node, KG.entity))
        own = self.one(node, KG.name) is not None
        return entity, None if own else self.entities.get(entity)

    def _actor(self, node: URIRef, said: str | None = None) -> dict[str, Any]:
        entity, known = self._entity_of(node, said)
        return {
            "entity": entity,
            "name": known.name if known else self.need(node, KG.name),
            "type": known.type if known else self.need(node, KG.entityType),
            "country": known.country if known else self.text(node, KG.country),
            "sector": known.sector if known else self.text(node, KG.sector),
            **self._span(node),
        }

    def _agreement(self, claim: URIRef) -> AgreementRef | None:
        found = self.one(claim, KG.agreementSpan)
        if found is None:
            return None
        node = URIRef(str(found))
        entity, known = self._entity_of(node, self.need(claim, KG.agreement))
        return AgreementRef(entity=entity, name=known.name if known else self.need(node, KG.name), **self._span(node))

    def _event_date(self, claim: URIRef) -> EventDate | None:
        value = self.text(claim, KG.eventDate)
        if value is None:
            return None
        node = self.one(claim, KG.dateSpan)
        span = {"start": None, "end": None, "text": None} if node is None else self._span(URIRef(str(node)))
        return EventDate(value, self.need(claim, KG.datePrecision), self.need(claim, KG.dateBasis), **span)

    def _place(self, node: URIRef) -> ClaimPlace:
        entity, known = self._entity_of(node)
        return ClaimPlace(
            role=self.need(node, KG.role),
            entity=entity,
            name=known.name if known else self.need(node, KG.name),
            country=known.country if known else self.text(node, KG.country),
            geonames=known.geonames if known else self.whole(node, KG.geonames),
            lat=self.number(node, GEO.lat),
            lon=self.number(node, GEO.long),
            **self._span(node),
        )

    def _count(self, node: URIRef) -> Count:
        return Count(
            what=self.need(node, KG.what),
            min=self.whole(node, KG["min"]),
            max=self.whole(node, KG["max"]),
            **self._span(node),
        )


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]
