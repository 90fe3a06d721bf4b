"""The claims as a network of actors in GraphML and GEXF, as networkx, Gephi, yEd and igraph read them.

A node is an entity, an edge a claim, from its source to its target. Both formats want the nodes first, and which they
are, and from when to when, the last claim may tell. So a few documents are asked for at a time, their edges wait in a
temporary file, and what is held in memory is the nodes.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from kg import ontology
from kg.analysis.network import unnamed
from kg.export.done import Done
from kg.export.network_xml import GEXF, Form, GraphML, Values
from kg.export.table import voice
from kg.graph import terms
from kg.graph.dates import ends
from kg.graph.store import GraphStore

BATCH = 64  # documents that are asked for together

# What an edge is made from and a node is described by, by what the graph calls it.
_CLAIM = {
    **{f"kg:{name}": name for name in ("relation", "source", "target", "plover", "quad", "polarity", "modality")},
    **{f"kg:{name}": name for name in ("confidence", "group", "standing")},
    "kg:goldstein": "score",
    "kg:eventDate": "date",
    "kg:contentOf": "content_of",
    "kg:evidenceText": "evidence",
    "kg:triggerText": "trigger",
    "prov:wasDerivedFrom": "document",
}
_DOCUMENT = {"dcterms:date": "published", "dcterms:publisher": "publisher", "dcterms:source": "url"}
_ENTITY = {"skos:prefLabel": "name", "rdf:type": "type", "kg:country": "country", "kg:sector": "sector"}

_VALUES = """SELECT DISTINCT ?of ?property ?value {{ VALUES ?document {{ {documents} }}
  GRAPH ?document {{ {kind} ; ?property ?value }} FILTER(?property IN ({properties})) }}"""
_VOICES = """SELECT DISTINCT ?claim ?position ?who {{ VALUES ?document {{ {documents} }}
  GRAPH ?document {{ ?claim kg:claimantChain ?link . ?link kg:position ?position ; kg:entity ?who }} }}"""
# How a value is made from that in the graph; as text where nothing else is said.
_MADE: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("score", "confidence"), float),
    **dict.fromkeys(("relation", "plover", "type"), lambda iri: str(iri).rpartition("#")[2]),
    **dict.fromkeys(("source", "target"), lambda iri: terms.entity_id(str(iri))),
    "content_of": lambda iri: terms.claim_id(str(iri)),
    "document": lambda iri: terms.document_id(str(iri)),
}


def graphml(store: GraphStore, file: BinaryIO, *, alleged: bool = False) -> Done:
    """Write GraphML; an edge's key is the id of its claim. Options as for `gexf`."""
    return _write(store, file, GraphML(), alleged=alleged)


def gexf(store: GraphStore, file: BinaryIO, *, alleged: bool = False) -> Done:
    """Write GEXF 1.2 whose timeline plays: edges, and the nodes between them, have the days on which they hold.

    An edge without a date, and whom it joins, are there all the time. The claims are those with both ends that the
    reports make themselves, or the doer does; with ``alleged``, also what others say that somebody did. Denied and
    planned claims are never in it. Edges come by document, and there by their ids.
    """
    return _write(store, file, GEXF(), alleged=alleged)


def _write(store: GraphStore, file: BinaryIO, form: Form, *, alleged: bool) -> Done:
    chosen = ("stated", "alleged") if alleged else ("stated",)
    nodes: dict[str, _Node] = {}
    written = 0
    with tempfile.TemporaryFile() as waiting:
        for source, target, edge in _edges(store, chosen, nodes):
            for end in (source, target):
                nodes.setdefault(end, _Node()).join(edge)
            waiting.write(form.edge(str(edge["claim"]), source, target, edge).encode())
            written += 1
        file.write(form.head.encode())
        for ident, node in sorted(nodes.items()):
            if node.days is not None:
                file.write(form.node(ident, node.values(ident)).encode())
        file.write(form.between.encode())
        waiting.seek(0)
        shutil.copyfileobj(waiting, file)
    file.write(form.tail.encode())
    return Done(written, "claim")


@dataclass
class _Node:
    """What the documents so far say of an entity, and its days so far. Documents may name an entity differently, and
    their order is no reason: of several values the least counts, of types the narrowest."""

    types: set[str] = field(default_factory=set)
    least: dict[str, str] = field(default_factory=dict)  # name, country, sector
    days: dict[str, str | None] | None = None  # None: no edge joins it

    def describe(self, said: Mapping[str, set[Any]]) -> None:
        self.types |= said.get("type", set())
        for name in said.keys() - {"type"}:
            values = map(str, said[name])
            self.least[name] = min(*values, self.least[name]) if name in self.least else min(values)

    def join(self, edge: Values) -> None:
        """It begins with its first edge and ends with its last, unless that of one is open or not known."""
        days = {name: None if edge[name] is None else str(edge[name]) for name in ("start", "end")}
        before = days if self.days is None else self.days
        self.days = {
            name: None if days[name] is None or before[name] is None else chosen(days[name] or "", before[name] or "")
            for name, chosen in (("start", min), ("end", max))
        }

    def values(self, ident: str) -> Values:
        known = ontology.load().narrowest(self.types) or sorted(self.types)  # an entity carries its base types too
        name = self.least.get("name", ident.rsplit("/", 1)[-1])
        return {**self.least, "label": name, "name": name, "type": known[0] if known else None, **(self.days or {})}


def _edges(store: GraphStore, chosen: Collection[str], nodes: dict[str, _Node]) -> Iterator[tuple[str, str, Values]]:
    """Source, target and attributes of each edge; what its documents say of entities goes to the nodes after it."""
    waiting = iter(store.documents())
    while some := list(itertools.islice(waiting, BATCH)):
        documents = " ".join(terms.document_iri(document).n3() for document in some)
        published = _values(store, documents, "?of a kg:Document", _DOCUMENT)
        claims = _values(store, documents, "?of a kg:Claim", _CLAIM)
        voices: dict[str, list[str]] = {}
        for of, _, who in sorted(store.query(_VOICES.format(documents=documents)).rows, key=_in_order):
            voices.setdefault(str(of), []).append(terms.entity_id(str(who)))
        of_document = {terms.document_id(iri): _one_each(said) for iri, said in published.items()}
        found = [(iri, _one_each(said)) for iri, said in claims.items()]
        for iri, claim in sorted(found, key=lambda one: (one[1]["document"], one[0])):
            if claim.get("standing") in chosen and {"source", "target"} <= claim.keys():
                about = of_document.get(claim["document"], {})
                yield claim["source"], claim["target"], _edge(terms.claim_id(iri), claim, about, voices.get(iri, []))
        for iri, said in _values(store, documents, "?of skos:prefLabel ?label", _ENTITY).items():
            entity = terms.entity_id(iri)
            if entity in nodes or not unnamed(entity):  # what one document alone knows, no later one will join
                nodes.setdefault(entity, _Node()).describe(said)


def _in_order(row: Sequence[Any]) -> tuple[int, str]:
    """Voices from the outside in."""
    return int(row[1]), str(row[2])


def _values(
    store: GraphStore, documents: str, kind: str, properties: Mapping[str, str]
) -> dict[str, dict[str, set[Any]]]:
    """The values of these properties in the graphs of some documents, by IRI and name, for all of a kind."""
    found: dict[str, dict[str, set[Any]]] = {}
    asked = _VALUES.format(documents=documents, kind=kind, properties=", ".join(properties))
    for iri, named, value in store.query(asked).rows:
        name = properties[terms.short(str(named))]
        found.setdefault(str(iri), {}).setdefault(name, set()).add(_MADE.get(name, str)(value))
    return found


def _one_each(said: Mapping[str, set[Any]]) -> dict[str, Any]:
    """One value of each property: the least, as everywhere."""
    return {name: min(values) for name, values in said.items()}


def _edge(ident: str, claim: Mapping[str, Any], document: Mapping[str, Any], voices: Iterable[str]) -> Values:
    relation = ontology.load().relations.get(claim["relation"])
    first, last = ends(claim.get("date"))
    return {
        **claim,
        **document,
        "label": relation.label if relation else claim["relation"],
        "claim": ident,
        "voice": voice(voices),
        "start": first.isoformat() if first else None,
        "end": last.isoformat() if last else None,
    }
