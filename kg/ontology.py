"""The ontology read once from Turtle into plain values, and the one function that codes a claim.

``ontology/kg.ttl`` defines the entity types and the relation types, ``ontology/plover.ttl`` the classes, modes and
scores of PLOVER and the CAMEO codes. Nothing of either is repeated in Python. Both files are parsed by pyoxigraph
itself, since this happens whenever a command starts and rdflib would take many times as long.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyoxigraph

from kg import resources
from kg.errors import TableError
from kg.model import MODALITIES

KG = "urn:kg:ontology#"
PLOVER = "urn:kg:plover#"
CAMEO = "urn:kg:cameo#"
LEXICON_POS = ("verb", "noun", "adj")

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SYMMETRIC = "http://www.w3.org/2002/07/owl#SymmetricProperty"
_FILES = ("ontology/kg.ttl", "ontology/plover.ttl")

# subject -> predicate -> values, as the files have them
_Blocks = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class RelationType:
    """A relation that a claim can state; ``domain`` and ``range`` are names of entity types.

    ``plover``, ``cameo``, ``score`` and ``quad`` are None for state relations and for the few that PLOVER has no
    class for. They are those of the deed done: `classify` gives those of a claim. ``content_modality`` and
    ``content_polarity`` say, for an act of speech, what holds of the thing said; None where nothing can be said.
    ``family`` names the `kg:RelationFamily` that has it, or is its own name: reports tell of one happening by relations
    of one family.
    """

    name: str
    label: str
    definition: str
    example: str
    plover: str | None
    modes: tuple[str, ...]
    cameo: str | None
    score: float | None
    quad: str | None
    symmetric: bool
    state: bool
    domain: str
    range: str
    content_modality: str | None
    content_polarity: str | None
    blameworthy: bool
    commitment: bool
    family: str


@dataclass(frozen=True)
class EntityType:
    """A kind of entity; ``parents`` are the types right above it, by name.

    What one of a type ``for_state`` does, or suffers, may be told of its state too: the army's deeds are Turkey's.
    """

    name: str
    label: str
    parents: tuple[str, ...]
    for_state: bool = False


@dataclass(frozen=True)
class PloverClass:
    """A PLOVER class: its quad class, its score without a mode, the score with each of its modes, and the class
    that a deed of this class has while it is only planned (None: the same one)."""

    name: str
    quad: str
    score: float
    modes: Mapping[str, float]
    planned_as: str | None


@dataclass(frozen=True)
class Coding:
    """How a claim is coded: PLOVER class and modes, CAMEO code, quad class, score."""

    plover: str | None
    modes: tuple[str, ...]
    cameo: str | None
    quad: str | None
    score: float | None

    def fields(self) -> dict[str, Any]:
        """The same under the names that a claim of a record has for it."""
        return {
            "plover": self.plover,
            "modes": tuple(self.modes),
            "cameo": self.cameo,
            "quad": self.quad,
            "goldstein": self.score,
        }


@dataclass(frozen=True)
class Ontology:
    """All that the Turtle says; mappings are by name and in the order of the files."""

    relations: Mapping[str, RelationType]
    entity_types: Mapping[str, EntityType]
    classes: Mapping[str, PloverClass]
    planned_cameo: Mapping[str, str]

    def relation(self, name: str) -> RelationType:
        """The relation type of this name; raises TableError if the ontology has none."""
        try:
            return self.relations[name]
        except KeyError:
            raise TableError(
                f"there is no relation type {name!r}", where=_FILES[0], remedy="add a block for it, or mend the name"
            ) from None

    def is_a(self, entity_type: str, ancestor: str) -> bool:
        """Whether an entity type is another one or stands below it; raises KeyError for an unknown type."""
        return entity_type == ancestor or any(self.is_a(p, ancestor) for p in self.entity_types[entity_type].parents)

    def kinds_of(self, *ancestors: str) -> frozenset[str]:
        """The names of these entity types and of all that stand below them."""
        return frozenset(name for name in self.entity_types if any(self.is_a(name, a) for a in ancestors))

    def narrowest(self, types: Iterable[str]) -> list[str]:
        """Those of these entity types that have no other of them below, in the order of the file; unknown ones drop."""
        known = set(types) & set(self.entity_types)
        return [n for n in self.entity_types if n in known and not any(o != n and self.is_a(o, n) for o in known)]

    def classify(self, relation: str, modality: str) -> Coding:
        """Class, modes, CAMEO code, quad class and score of a claim with this relation and modality.

        Only "planned" changes anything: a meeting, support, cooperation or aid to come is AGREE, a retreat to come
        is CONCEDE, both without modes. Raises TableError for an unknown relation, ValueError for an unknown modality.
        """
        if modality not in MODALITIES:
            raise ValueError(f"modality is one of {MODALITIES}, not {modality!r}")
        type_ = self.relation(relation)
        if type_.plover is None:
            return Coding(None, (), None, None, None)
        planned_as = self.classes[type_.plover].planned_as
        if modality != "planned" or planned_as is None:
            return Coding(type_.plover, type_.modes, type_.cameo, type_.quad, type_.score)
        planned = self.classes[planned_as]
        # every code of a class that changes has a planned code: a test sees to it
        return Coding(planned.name, (), self.planned_cameo[str(type_.cameo)], planned.quad, planned.score)


@functools.cache
def load(own: Path | None = None) -> Ontology:
    """The shipped ontology, with a user's own relation types where their Turtle file is named; read at the first call.

    Raises TableError where a block is wrong or incomplete.
    """
    blocks = _read(own)
    classes = {c.name: c for c in _plover_classes(blocks)}
    return Ontology(
        relations=MappingProxyType({r.name: r for r in _relation_types(blocks, classes)}),
        entity_types=MappingProxyType({t.name: t for t in _entity_types(blocks)}),
        classes=MappingProxyType(classes),
        planned_cameo=MappingProxyType(
            {
                subject.removeprefix(CAMEO): block[KG + "plannedCameo"][0].removeprefix(CAMEO)
                for subject, block in blocks.items()
                if KG + "plannedCameo" in block
            }
        ),
    )


def classify(relation: str, modality: str) -> Coding:
    """`Ontology.classify` of the shipped ontology."""
    return load().classify(relation, modality)


def check_tables() -> list[str]:
    """What is wrong between ``data/lexicon.csv`` and the ontology, a sentence each; empty if all is well.

    Finds rows with an unknown relation or part of speech, and relations that no row leads to (state relations may
    go without). Without a lexicon there is nothing to find.
    """
    try:
        resources.find("data/lexicon.csv")
    except TableError:
        return []
    relations = load().relations
    findings: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(resources.table("lexicon"), 1):
        where = f"data/lexicon.csv row {number} ({row['lemma']}, {row['pos']})"
        seen.add(row["relation"])
        if row["relation"] not in relations:
            findings.append(f"{where}: the ontology has no relation {row['relation']!r}")
        if row["pos"] not in LEXICON_POS:
            findings.append(f"{where}: the part of speech is {row['pos']!r}, not one of {', '.join(LEXICON_POS)}")
    missing = (r.name for r in relations.values() if not r.state and r.name not in seen)
    return findings + [f"data/lexicon.csv: no row leads to the relation {name!r}" for name in missing]


def _read(own: Path | None) -> _Blocks:
    blocks: _Blocks = {}
    files = {name: resources.find(name) for name in _FILES} | ({str(own): own} if own is not None else {})
    for name, path in files.items():
        try:
            for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
                if isinstance(quad.subject, pyoxigraph.BlankNode) or isinstance(quad.object, pyoxigraph.BlankNode):
                    raise TableError("a blank node", where=name, remedy="give it a name: blank nodes double on reload")
                values = blocks.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
                values.append(quad.object.value)
        except (SyntaxError, OSError) as error:
            raise TableError(str(error), where=name, remedy="mend the Turtle") from error
    return blocks


def _plover_classes(blocks: _Blocks) -> Iterator[PloverClass]:
    modes: dict[str, dict[str, float]] = {}
    for subject, block in blocks.items():
        if subject.startswith(PLOVER) and _SKOS + "broader" in block:
            class_, _, mode = subject.removeprefix(PLOVER).partition("-")
            modes.setdefault(class_, {})[mode] = float(_one(subject, block, KG + "score"))
    for subject, block in blocks.items():
        if subject.startswith(PLOVER) and _SKOS + "topConceptOf" in block:
            name = subject.removeprefix(PLOVER)
            yield PloverClass(
                name=name,
                quad=_one(subject, block, KG + "quad"),
                score=float(_one(subject, block, KG + "score")),
                modes=MappingProxyType(modes.get(name, {})),
                planned_as=_name(_maybe(block, KG + "plannedAs")),
            )


def _relation_types(blocks: _Blocks, classes: Mapping[str, PloverClass]) -> Iterator[RelationType]:
    families = {
        member: subject.removeprefix(KG)
        for subject, block in blocks.items()
        if KG + "RelationFamily" in block.get(_RDF_TYPE, [])
        for member in block.get(_SKOS + "member", [])
    }
    for subject, block in blocks.items():
        kinds = block.get(_RDF_TYPE, [])
        if KG + "EventRelation" not in kinds and KG + "StateRelation" not in kinds:
            continue
        plover, score = _name(_maybe(block, KG + "plover")), _maybe(block, KG + "score")
        if plover is not None and plover not in classes:
            raise TableError(f"{subject}: there is no PLOVER class {plover!r}", where=_FILES[0])
        yield RelationType(
            name=subject.removeprefix(KG),
            label=_one(subject, block, _RDFS + "label"),
            definition=_one(subject, block, _SKOS + "definition"),
            example=_one(subject, block, KG + "example"),
            plover=plover,
            modes=tuple(str(_name(mode)).removeprefix(f"{plover}-") for mode in block.get(KG + "mode", [])),
            cameo=_name(_maybe(block, KG + "cameo")),
            score=None if score is None else float(score),
            quad=None if plover is None else classes[plover].quad,
            symmetric=_SYMMETRIC in kinds,
            state=KG + "StateRelation" in kinds,
            domain=_one(subject, block, _RDFS + "domain").removeprefix(KG),
            range=_one(subject, block, _RDFS + "range").removeprefix(KG),
            content_modality=_maybe(block, KG + "contentModality"),
            content_polarity=_maybe(block, KG + "contentPolarity"),
            blameworthy=_maybe(block, KG + "blameworthy") == "true",
            commitment=_maybe(block, KG + "commitment") == "true",
            family=families.get(subject, subject.removeprefix(KG)),
        )


def _entity_types(blocks: _Blocks) -> Iterator[EntityType]:
    """`kg:Entity` and all that stands below it, a parent before its children as the file has them."""
    known = {KG + "Entity"}
    for subject, block in blocks.items():
        parents = [p for p in block.get(_RDFS + "subClassOf", []) if p in known]
        if parents or subject in known:
            known.add(subject)
            label = _one(subject, block, _RDFS + "label")
            for_state = _maybe(block, KG + "forState") == "true"
            yield EntityType(subject.removeprefix(KG), label, tuple(p.removeprefix(KG) for p in parents), for_state)


def _one(subject: str, block: Mapping[str, list[str]], predicate: str) -> str:
    values = block.get(predicate, [])
    if len(values) != 1:
        name = _name(predicate)
        raise TableError(f"{subject} has {len(values)} values of {name}, not one", where=" or ".join(_FILES))
    return values[0]


def _maybe(block: Mapping[str, list[str]], predicate: str) -> str | None:
    return next(iter(block.get(predicate, [])), None)


def _name(iri: str | None) -> str | None:
    return None if iri is None else iri.rpartition("#")[2]
