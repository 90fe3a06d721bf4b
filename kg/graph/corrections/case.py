"""One document while corrections are applied to it: its parts, what each row did, and why one did nothing."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from kg.graph.corrections.row import Correction
from kg.graph.corrections.words import Words
from kg.model import Actor, AgreementRef, Claim, ClaimPlace, Entity, Mention, Record
from kg.ontology import Ontology

Describe = Callable[[str], Entity | None]  # what tables know of an entity that the document does not describe
Placed = Mention | Actor | AgreementRef | ClaimPlace
P = TypeVar("P", Mention, Actor, AgreementRef, ClaimPlace)


class Case:
    """The state of one document; `kg.graph.corrections.apply` goes through it step by step."""

    def __init__(self, record: Record, words: Words, describe: Describe, known: Ontology) -> None:
        self.id = record.id
        self.words, self.known, self._describe = words, known, describe
        self.entities = {entity.id: entity for entity in record.entities}
        self.mentions = record.mentions
        self.claims = {claim.id: claim for claim in record.claims}
        self.applied: set[Correction] = set()
        self.failed: dict[Correction, str] = {}
        self.warned: list[tuple[Correction, str]] = []
        self.of_claim: dict[str, set[Correction]] = defaultdict(set)
        self.of_entity: dict[str, set[Correction]] = defaultdict(set)
        self.rejected: dict[str, set[Correction]] = {}
        self.merged: dict[str, str] = {}  # entity that went -> entity that has its words now
        self.split: dict[str, set[str]] = defaultdict(set)  # entity that lost words -> entities that got them
        self.changes: dict[str, dict[str, tuple[str, Correction]]] = {}  # of entities, by id and field

    def fail(self, rows: Iterable[Correction], why: str) -> None:
        """None of these rows does anything in this document."""
        for row in rows:
            self.failed.setdefault(row, why)
            self.applied.discard(row)
            for marks in (*self.of_claim.values(), *self.of_entity.values()):
                marks.discard(row)

    def entity(self, ident: str) -> Entity | None:
        """The entity of an id, which joins the document if only the tables know it; of a merged one, the other."""
        ident = self.merged.get(ident, ident)
        if ident not in self.entities and (found := self._describe(ident)) is not None:
            self.entities[ident] = self._changed(found)
        return self.entities.get(ident)

    def described(self, ident: str, like: Entity) -> Entity:
        """An entity to give words to: as the document or the tables have it, else a new one described like another."""
        return self.entities.get(ident) or self._describe(ident) or dataclasses.replace(like, id=ident, aliases=())

    def _changed(self, entity: Entity) -> Entity:
        """An entity as the rows on it say."""
        for field, (value, row) in self.changes.get(entity.id, {}).items():
            entity = with_change(entity, field, value)
            self.of_entity[entity.id].add(row)
            self.failed.pop(row, None)  # it was not there yet when its row was looked at
            self.applied.add(row)
        return entity

    def relink(self, to: Callable[[Placed], str], old: Mapping[str, Entity]) -> None:
        """Let each part of the document stand for the entity that ``to`` gives; ``old`` are the descriptions before.

        A part follows its entity's description field by field where it had the same as that; one with a description of
        its own keeps it.
        """

        def moved(part: P) -> P:
            ident = part.entity
            if ident is None:
                return part
            before, now = old.get(ident), self.entities.get(to(part))
            if now is None or (now is before):
                return part
            values: dict[str, Any] = {"entity": now.id}
            for field in ("name", "type", "country", "sector", "geonames"):
                if before is not None and getattr(part, field, None) == getattr(before, field) and hasattr(part, field):
                    values[field] = getattr(now, field)
            if isinstance(part, Mention):
                values["kind"] = _kind(part, now.type)
                if now.id != ident:
                    values["reason"] = f"{part.reason}; by hand, was {ident}"
            return dataclasses.replace(part, **values)

        self.mentions = tuple(map(moved, self.mentions))
        self.claims = {ident: _moved_claim(claim, moved) for ident, claim in self.claims.items()}

    def misfits(self, claim: Claim) -> set[str]:
        """The ends that a claim's relation does not take, in words."""
        relation, found = self.known.relation(claim.relation), set()
        for which, end, kind in (("source", claim.source, relation.domain), ("target", claim.target, relation.range)):
            if end is not None and end.type in self.known.entity_types and not self.known.is_a(end.type, kind):
                found.add(f"{end.name}, {end.type}, can be no {which} of {claim.relation}, which takes {kind}")
        return found


def with_change(entity: Entity, field: str, value: str) -> Entity:
    """An entity with another name, type, country or sector; the old name stays as an alias."""
    if field == "name" and entity.name != value:
        aliases = {*entity.aliases, entity.name} - {value}
        return dataclasses.replace(entity, name=value, aliases=tuple(sorted(aliases)))
    values: dict[str, Any] = {field: None if value == "none" and field in ("country", "sector") else value}
    return dataclasses.replace(entity, **values)


def placed(claim: Claim) -> list[Actor | AgreementRef | ClaimPlace]:
    """The parts of a claim that stand for entities."""
    ends: list[Actor | AgreementRef | ClaimPlace | None] = [claim.source, claim.target, claim.agreement]
    return [*(e for e in ends if e is not None), *claim.claimants, *claim.participants, *claim.places]


def _kind(mention: Mention, new_type: str) -> str:
    """Whether it is a mention of an actor or of a place, where its type has changed from the one to the other."""
    if (mention.type == "Place") == (new_type == "Place") and (mention.type == "Agreement") == (
        new_type == "Agreement"
    ):
        return mention.kind
    return {"Place": "place", "Agreement": "agreement"}.get(new_type, "actor")


def _moved_claim(claim: Claim, moved: Callable[..., Any]) -> Claim:
    return dataclasses.replace(
        claim,
        source=None if claim.source is None else moved(claim.source),
        target=None if claim.target is None else moved(claim.target),
        agreement=None if claim.agreement is None else moved(claim.agreement),
        claimants=tuple(map(moved, claim.claimants)),
        participants=tuple(map(moved, claim.participants)),
        places=tuple(map(moved, claim.places)),
    )
