"""A user's corrections: a record as it was extracted, and what a person knows better, give the record that is kept.

`apply` is a function of its input alone. What was extracted is kept beside (`mirror`), so that a row that is taken
out of the file is undone, and a changed one is done anew, without reading the document again; `upkeep` does that for a
whole store. The steps within a document: words are given to other entities, entities are merged, then renamed and
retyped; claims are added, changed, rejected. The order of the rows decides nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg import ontology
from kg.graph.corrections import claims, entities
from kg.graph.corrections.case import Case, Describe
from kg.graph.corrections.row import Correction, brought
from kg.graph.corrections.words import Words
from kg.model import Entity, Record

VERSION = "1"  # of the rules here; another one makes all that is corrected anew

Marks = Mapping[str, tuple[Correction, ...]]


def _unknown(ident: str) -> Entity | None:
    return None


@dataclass(frozen=True)
class Corrected:
    """A record after corrections, what it was before, and what each row did in it.

    ``failed`` gives for a row the reason why it does nothing here; ``warned`` are pairs of a row that was applied and
    what it brought about. ``of_claim`` and ``of_entity`` are the rows that changed a claim or an entity; ``rejected``
    the claims that are gone, ``merged`` the entities that are (with that which took their place), ``split`` pairs of an
    entity and one that took words from it. ``digest`` is that of the rows that concern the document.
    """

    record: Record
    extracted: Record
    digest: str
    applied: frozenset[Correction] = frozenset()
    failed: Mapping[Correction, str] = field(default_factory=dict)
    warned: tuple[tuple[Correction, str], ...] = ()
    of_claim: Marks = field(default_factory=dict)
    of_entity: Marks = field(default_factory=dict)
    rejected: Marks = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    split: tuple[tuple[str, str], ...] = ()


class Corrections:
    """The rows of a file, ready to be applied; ``describe`` tells what the tables know of an entity, or None."""

    def __init__(
        self, rows: Iterable[Correction] = (), describe: Describe = _unknown, own_relations: Path | None = None
    ) -> None:
        self.rows = tuple(sorted({row.id: row for row in sorted(rows, reverse=True)}.values()))
        self.own_relations = own_relations
        self._describe = describe
        self._described: dict[str, Entity | None] = {}
        self._by: dict[tuple[str, str], list[Correction]] = defaultdict(list)
        for row in self.rows:
            kind = "document" if row.document else "entity" if row.on_entity else "claim"
            self._by[kind, row.document or row.what].append(row)

    def describe(self, ident: str) -> Entity | None:
        """What the tables know of an entity, without the names that other texts may call it by."""
        if ident not in self._described:
            found = self._describe(ident)
            self._described[ident] = None if found is None else dataclasses.replace(found, aliases=())
        return self._described[ident]

    def concerning(self, record: Record) -> list[Correction]:
        """The rows that may change a record as it was extracted: those that name its document, its entities or its
        claims, and those on entities that other rows bring in."""
        if not self.rows:
            return []
        found = set(self._by.get(("document", record.id), ()))
        found |= {row for claim in record.claims for row in self._by.get(("claim", claim.id), ())}
        waiting = [entity.id for entity in record.entities] + [ident for row in found for ident in brought(row)]
        while waiting:
            rows = {*self._by.get(("entity", waiting.pop()), ())} - found
            found |= rows
            waiting += [ident for row in rows for ident in brought(row)]
        return sorted(found)

    def digest(self, rows: Iterable[Correction]) -> str | None:
        """16 hex digits from rows and what is known of the entities that they bring in; None where there are none."""
        said = sorted(row.id for row in rows)
        if not said:
            return None
        ids = {row.id: row for row in rows}
        known = sorted(repr(self.describe(ident)) for row in ids.values() for ident in brought(row))
        return hashlib.sha256("\x1f".join([VERSION, *said, *known]).encode()).hexdigest()[:16]

    def apply(self, record: Record, now: Record | None = None, *, text: str | None = None) -> Corrected | None:
        """A record after the rows that concern it; None where none does.

        ``record`` is as extracted. ``text`` is the document's, where it is at hand, and ``now`` what a graph has of
        the document: both say where words stand that claims are to be added for.
        """
        rows = self.concerning(record)
        digest = self.digest(rows)
        if digest is None:
            return None
        case = Case(record, Words(record, text, now), self.describe, ontology.load(self.own_relations))
        on_entities = [row for row in rows if row.on_entity]
        entities.split(case, [row for row in on_entities if row.action == "split"])
        entities.merge(case, [row for row in on_entities if row.action == "merge"])
        entities.change(case, [row for row in on_entities if row.action not in ("split", "merge")])
        claims.add(case, [row for row in rows if row.action == "add"])
        extracted = {claim.id: claim for claim in record.claims}
        claims.decide(case, [row for row in rows if not row.on_entity and row.action != "add"], extracted)
        entities.warn_of_misfits(case, extracted)
        return _outcome(case, record, digest)


def _outcome(case: Case, record: Record, digest: str) -> Corrected:
    def marks(found: Mapping[str, Iterable[Correction]]) -> dict[str, tuple[Correction, ...]]:
        return {ident: tuple(sorted(rows)) for ident, rows in sorted(found.items()) if rows}

    return Corrected(
        record=dataclasses.replace(
            record,
            mentions=case.mentions,
            entities=tuple(case.entities[ident] for ident in sorted(case.entities)),
            claims=tuple(case.claims[ident] for ident in sorted(case.claims)),
        ),
        extracted=record,
        digest=digest,
        applied=frozenset(case.applied),
        failed={row: case.failed[row] for row in sorted(case.failed) if row not in case.applied},
        warned=tuple(sorted(set(case.warned))),
        of_claim={i: m for i, m in marks(case.of_claim).items() if i in case.claims},
        of_entity={i: m for i, m in marks(case.of_entity).items() if i in case.entities},
        rejected=marks(case.rejected),
        merged=dict(sorted(case.merged.items())),
        split=tuple(sorted((old, new) for old, news in case.split.items() for new in news)),
    )
