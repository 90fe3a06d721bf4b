"""The referents of known persons and states in one Doc: each has one, whichever component needs it first."""

from __future__ import annotations

from spacy.tokens import Doc

from kg.language.names import gender
from kg.language.values import Referent
from kg.model import Entity
from kg.offices import KnownPerson


def person_referent(doc: Doc, person: KnownPerson) -> Referent:
    """The referent of a person of the tables, as he stands at the document's date."""
    shared: dict[str, Referent] = doc._.referents
    key = f"entity:{person.id}"
    if key not in shared:
        standing = person.standing(doc._.published)
        shared[key] = Referent(
            person.name,
            "Person",
            standing.country,
            standing.sector,
            local=False,
            offices=set(standing.offices),
            gender=gender(person.name),
            ident=person.id,
            tenures=person.tenures,
        )
    return shared[key]


def entity_referent(doc: Doc, entity: Entity) -> Referent:
    """The referent of an entity that the tables know, or that the document introduces."""
    shared: dict[str, Referent] = doc._.referents
    key = f"entity:{entity.id}"
    if key not in shared:
        local = entity.id.startswith("doc/")
        shared[key] = Referent(entity.name, entity.type, entity.country, entity.sector, entity, local=local)
    return shared[key]
