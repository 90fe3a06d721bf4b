"""The IRIs of the graph: namespaces, and the way from an id to its IRI and back.

Ids may hold any character, so they are percent-encoded; what `document_iri` or `entity_iri` writes, `document_id` or
`entity_id` reads back unchanged. No blank nodes anywhere: each part of a claim has an IRI below the claim's own.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from urllib.parse import quote, unquote

from rdflib import URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD, Namespace

from kg.model import Provenance, Tenure


class Vocabulary(Namespace):
    """A namespace that makes each of its terms once; rdflib's makes a new one, and checks it, at each use."""

    @functools.cache  # noqa: B019  (a few hundred names, in namespaces that live as long as the program)
    def term(self, name: str) -> URIRef:
        return super().term(name)


KG = Vocabulary("urn:kg:ontology#")
OA = Vocabulary("http://www.w3.org/ns/oa#")
GEO = Vocabulary("http://www.w3.org/2003/01/geo/wgs84_pos#")
PLOVER = Vocabulary("urn:kg:plover#")
CAMEO = Vocabulary("urn:kg:cameo#")
ENTITY = "urn:kg:entity/"
DOCUMENT = "urn:kg:document/"
CLAIM = "urn:kg:claim/"
EXTRACTOR = "urn:kg:extractor/"
CORRECTION = "urn:kg:correction/"
EVENT = "urn:kg:event/"
SUMMARY = "urn:kg:summary/"
ONTOLOGY_GRAPH = URIRef("urn:kg:ontology")
CORRECTIONS_GRAPH = URIRef("urn:kg:corrections")
EVENTS_GRAPH = URIRef("urn:kg:events")
SUMMARIES_GRAPH = URIRef("urn:kg:summaries")

PREFIXES: dict[str, str] = {
    "kg": str(KG),
    "plover": str(PLOVER),
    "cameo": str(CAMEO),
    "entity": ENTITY,
    "document": DOCUMENT,
    "claim": CLAIM,
    "event": EVENT,
    "dcterms": str(DCTERMS),
    "geo": str(GEO),
    "oa": str(OA),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "xsd": str(XSD),
}


def made_iri(iri: str) -> URIRef:
    """A string that is an IRI for sure as a term; rdflib looks for what no IRI holds, which takes far longer."""
    return str.__new__(URIRef, iri)


@functools.lru_cache(maxsize=32_768)  # states come again and again
def entity_iri(entity: str) -> URIRef:
    """The IRI of an entity id; its slashes stay, so that ``state/TUR`` is ``urn:kg:entity/state/TUR``."""
    return made_iri(ENTITY + quote(entity, safe="/"))


def entity_id(iri: str) -> str:
    """The entity id that `entity_iri` made this IRI from."""
    return unquote(iri.removeprefix(ENTITY))


def office_iri(tenure: Tenure) -> URIRef:
    """The IRI of an office, the same for all who held it."""
    return entity_iri(f"office/{tenure.of}/{tenure.office}")


def document_iri(document: str) -> URIRef:
    """The IRI of a document, which is also the name of its graph."""
    return made_iri(DOCUMENT + quote(document, safe=""))


def document_id(iri: str) -> str:
    """The document id that `document_iri` made this IRI from."""
    return unquote(iri.removeprefix(DOCUMENT))


def claim_iri(claim: str) -> URIRef:
    """The IRI of a claim id."""
    return made_iri(CLAIM + quote(claim, safe=""))


def claim_id(iri: str) -> str:
    """The claim id that `claim_iri` made this IRI from."""
    return unquote(iri.removeprefix(CLAIM))


def event_iri(event: str) -> URIRef:
    """The IRI of an event id."""
    return URIRef(EVENT + event)


def event_id(iri: str) -> str:
    """The event id that `event_iri` made this IRI from."""
    return iri.removeprefix(EVENT)


def voice_iri(document: str, chain: Iterable[str]) -> URIRef:
    """The graph of what a document says that the last entity of a chain of voices says, from the outside in."""
    voices = "/".join(quote(entity, safe="") for entity in chain)
    return URIRef(f"{document_iri(document)}/voice/{voices}")


def extraction_iri(document: str) -> URIRef:
    """The IRI of the activity that made a document's record."""
    return URIRef(f"{document_iri(document)}/extraction")


@functools.cache
def extractor_iri(provenance: Provenance) -> URIRef:
    """The IRI of what makes records: the same for the same versions and hashes, and never for others."""
    if provenance == Provenance():
        return URIRef(f"{EXTRACTOR}unknown")
    said = "\x1f".join(f"{name}={value}" for name, value in sorted(vars(provenance).items()))
    return URIRef(EXTRACTOR + hashlib.sha256(said.encode()).hexdigest()[:16])


def short(iri: str) -> str:
    """An IRI with its prefix for a person to read: ``kg:attacked``; unchanged where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
