"""The claims of a graph as a networkx graph: an edge is a claim, a node is an entity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import networkx as nx

from kg import ontology
from kg.graph import terms

Row = Sequence[Any]
Query = Callable[[str], Iterable[Row]]

_PREFIXES = """
PREFIX kg: <urn:kg:ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_CLAIMS = """
SELECT ?claim ?relation ?source ?target ?polarity ?modality ?plover ?quad ?goldstein ?confidence ?content_of
       ?group ?date ?evidence ?trigger ?document
WHERE {
  ?claim a kg:Claim ; kg:relation ?relation ; kg:source ?source ; kg:target ?target ; prov:wasDerivedFrom ?document .
  OPTIONAL { ?claim kg:polarity ?polarity }      OPTIONAL { ?claim kg:modality ?modality }
  OPTIONAL { ?claim kg:plover ?plover }          OPTIONAL { ?claim kg:quad ?quad }
  OPTIONAL { ?claim kg:goldstein ?goldstein }    OPTIONAL { ?claim kg:confidence ?confidence }
  OPTIONAL { ?claim kg:contentOf ?content_of }   OPTIONAL { ?claim kg:group ?group }
  OPTIONAL { ?claim kg:eventDate ?date }         OPTIONAL { ?claim kg:evidenceText ?evidence }
  OPTIONAL { ?claim kg:triggerText ?trigger }
}
"""
_CLAIMANTS = """
SELECT DISTINCT ?claim ?claimant ?position WHERE {
  ?claim a kg:Claim ; kg:claimant ?claimant .
  OPTIONAL { ?claim kg:claimantChain ?link . ?link kg:entity ?claimant ; kg:position ?position }
}
"""
_SPANS = """
SELECT DISTINCT ?claim ?start ?sentence WHERE {
  ?claim a kg:Claim ; oa:hasTarget/oa:hasSelector/oa:start ?sentence ; kg:trigger/oa:hasSelector/oa:start ?start .
}
"""
_DOCUMENTS = """
SELECT DISTINCT ?document ?title ?published ?publisher ?url WHERE {
  ?claim a kg:Claim ; prov:wasDerivedFrom ?document .
  OPTIONAL { ?document dcterms:title ?title }          OPTIONAL { ?document dcterms:date ?published }
  OPTIONAL { ?document dcterms:publisher ?publisher }  OPTIONAL { ?document dcterms:source ?url }
}
"""
# A row has one value: each document describes its entities itself, and OPTIONAL would join every name of an entity with
# its type, country and sector of every other document, which takes the fourth power of their number.
_ENTITIES = """
SELECT DISTINCT ?entity ?name ?type ?country ?sector WHERE {
  { SELECT DISTINCT ?entity WHERE { ?claim kg:source|kg:target|kg:claimant ?entity } }
  { ?entity skos:prefLabel ?name } UNION { ?entity a ?type }
  UNION { ?entity kg:country ?country } UNION { ?entity kg:sector ?sector }
}
"""
_EVENTS = """
SELECT ?claim ?event ?counts_for WHERE {
  GRAPH <urn:kg:events> { ?event kg:reports ?claim . ?claim kg:countsFor ?counts_for }
}
"""
_QUERIES = {
    "claims": _CLAIMS,
    "claimants": _CLAIMANTS,
    "spans": _SPANS,
    "documents": _DOCUMENTS,
    "entities": _ENTITIES,
    "events": _EVENTS,
}


def load(query: Query) -> nx.MultiDiGraph:
    """The claims that a store holds, as `network` gives them.

    ``query`` runs one SPARQL query and yields its rows, each with a value for every projected variable, in
    their order, None for unbound: `rows` makes one from an rdflib graph. Claims without a source or without
    a target have no place in a graph of pairs and are left out.
    """
    found = {name: _read(query, text) for name, text in _QUERIES.items()}
    documents = _merged(found["documents"], "document")
    spans = _merged(found["spans"], "claim")
    events = _merged(found["events"], "claim")
    voices: dict[Any, list[Any]] = {}
    for row in sorted(found["claimants"], key=_place_in_chain):
        voices.setdefault(row["claim"], []).append(row["claimant"])
    claims = (
        claim
        | documents[claim["document"]]
        | events.get(claim["claim"], {})
        | {"trigger_at": _offset(spans.get(claim["claim"]))}
        | {"claimants": voices.get(claim["claim"], [])}
        for claim in _merged(found["claims"], "claim").values()
    )
    return network(claims, found["entities"])


def network(claims: Iterable[Mapping[str, Any]], entities: Iterable[Mapping[str, Any]] = ()) -> nx.MultiDiGraph:
    """A graph with an edge from source to target for every claim, and a node for every entity named.

    ``claims`` have ``claim``, ``source``, ``target`` and ``relation``, and may have the other attributes that
    an edge carries: polarity, modality, plover, quad, goldstein, confidence, claimants (a sequence of entities),
    content_of, group, date (EDTF), evidence, trigger, trigger_at (where it begins in the evidence), document, title,
    published, publisher, url, event (the stored event that it reports), counts_for (the independent publisher that its
    report counts for). The ontology adds ``label``, words for the relation, and ``symmetric``, whether it has no
    direction. ``entities`` have ``entity`` and may have name, type, country, sector. IRIs of ours become the ids of
    the records. The key of an edge is its claim's id.

    >>> graph = network([{"claim": "c1", "source": "state/TUR", "target": "state/SYR", "relation": "attacked"}])
    >>> [(s, t, key, data["polarity"]) for s, t, key, data in graph.edges(keys=True, data=True)]
    [('state/TUR', 'state/SYR', 'c1', 'affirmed')]
    """
    graph = nx.MultiDiGraph()
    described: dict[str, list[Mapping[str, Any]]] = {}
    for row in entities:
        described.setdefault(_id(row["entity"], terms.ENTITY), []).append(row)
    edges = sorted((_edge(claim) for claim in claims), key=lambda edge: edge[2])
    named = {e for source, target, _, data in edges for e in (source, target, *data["claimants"])}
    for entity in sorted(named | set(described)):
        graph.add_node(entity, **_node(entity, described.get(entity, [])))
    graph.add_edges_from(edges)
    return graph


def unnamed(entity: str) -> bool:
    """Whether an entity is known within one document only: "the rebels", "a spokesman", a surname without more.

    >>> unnamed("doc/report-7/rebels"), unnamed("group/hamas")
    (True, False)
    """
    return entity.startswith("doc/")


def rows(graph: Any) -> Query:
    """A `Query` for `load` from an rdflib graph or dataset."""

    def query(text: str) -> Iterable[Row]:
        for row in graph.query(text):
            yield tuple(None if term is None else term.toPython() for term in row)

    return query


def _read(query: Query, text: str) -> list[dict[str, Any]]:
    names = re.findall(r"\?(\w+)", text.partition("WHERE")[0])
    return [dict(zip(names, row, strict=True)) for row in query(_PREFIXES + text)]


def _offset(span: Mapping[str, Any] | None) -> int | None:
    """Where the words that carry the claim begin in its sentence."""
    return int(span["start"]) - int(span["sentence"]) if span else None


def _place_in_chain(row: Mapping[str, Any]) -> tuple[int, str]:
    """Claimants from the outside in; of a graph that does not say, in text order."""
    return int(row["position"] or 0), str(row["claimant"])


def _local(iri: Any) -> str:
    """What follows the last # of an IRI of a term; anything else as it is."""
    return str(iri).rpartition("#")[2]


def _id(iri: Any, start: str) -> str:
    """The id in an IRI that begins with ``start``; what is no such IRI is an id already."""
    text = str(iri)
    return unquote(text[len(start) :]) if text.startswith(start) else text


# How each attribute of an edge is made from the value found; where there is none, it is None.
_ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("relation", "plover"), _local),
    **dict.fromkeys(("goldstein", "confidence"), float),
    **dict.fromkeys(("polarity", "modality", "quad", "group", "date", "evidence", "trigger"), str),
    **dict.fromkeys(("title", "published", "publisher", "url", "counts_for"), str),
    "event": lambda iri: _id(iri, terms.EVENT),
    "content_of": lambda iri: _id(iri, terms.CLAIM),
    "document": lambda iri: _id(iri, terms.DOCUMENT),
    "claimants": lambda voices: tuple(_id(voice, terms.ENTITY) for voice in voices),
    "trigger_at": int,
}
_DEFAULTS = {"polarity": "affirmed", "modality": "actual", "claimants": ()}


def _edge(claim: Mapping[str, Any]) -> tuple[str, str, str, dict[str, Any]]:
    attributes = {
        name: _DEFAULTS.get(name) if claim.get(name) is None else made(claim[name])
        for name, made in _ATTRIBUTES.items()
    }
    relation = ontology.load().relations.get(str(attributes["relation"]))
    attributes["label"] = relation.label if relation else attributes["relation"]
    attributes["symmetric"] = relation.symmetric if relation else False
    source, target = (_id(claim[end], terms.ENTITY) for end in ("source", "target"))
    return source, target, _id(claim["claim"], terms.CLAIM), attributes


def _node(entity: str, descriptions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One description from many: documents may name an entity differently, and the order of rows is no reason."""

    def values(name: str) -> list[str]:
        return sorted({str(row[name]) for row in descriptions if row.get(name) is not None})

    names, countries, sectors = values("name"), values("country"), values("sector")
    types = {_local(value) for value in values("type")}
    known = ontology.load().narrowest(types) or sorted(types)  # an entity carries its base types too
    return {
        "name": names[0] if names else entity.rsplit("/", 1)[-1],
        "type": known[0] if known else None,
        "country": countries[0] if countries else None,
        "sector": sectors[0] if sectors else None,
    }


def _merged(found: Iterable[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    """One row for each value of ``key``; where a property has several values, the least in text order."""
    best: dict[str, dict[str, Any]] = {}
    for row in sorted(found, key=lambda row: [str(value) for value in row.values()]):
        best.setdefault(row[key], row)
    return best
