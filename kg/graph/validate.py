"""Whether a graph is as it should be: SHACL shapes, and that plain triples and claims agree.

Document graphs are checked a batch at a time, copied into memory: pySHACL asks for single triples, and those are
much quicker to get there than from the store. Copying costs more than checking, so only those statements are copied
whose property the shapes name. Nothing is inferred, because base types are written outright.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from kg import resources
from kg.graph.query import Answer
from kg.graph.terms import KG, short
from kg.graph.triples import Triple, graph_of

BATCH = 10_000  # triples that are held in memory at a time; more of them are no quicker
LABELS = {str(name) for name in (SKOS.prefLabel, KG.relation, KG.source, KG.target)}  # what `_label` reads

# Joined in Python: the store would look at every claim for every plain triple.
PLAIN = """
SELECT DISTINCT ?graph ?source ?relation ?target WHERE {
  { ?relation a kg:EventRelation } UNION { ?relation a kg:StateRelation }
  GRAPH ?graph { ?source ?relation ?target }
  FILTER (?graph != <urn:kg:ontology>)
}
"""
ASSERTED = """
SELECT DISTINCT ?document ?source ?relation ?target WHERE {
  ?claim kg:polarity "affirmed" ; kg:modality "actual" ; prov:wasDerivedFrom ?document ;
         kg:source ?source ; kg:relation ?relation ; kg:target ?target .
  FILTER NOT EXISTS { ?claim kg:contentOf ?act }
}
"""
HELD = """
SELECT DISTINCT ?document ?person ?office WHERE {
  GRAPH ?document { ?person kg:tenure ?tenure . ?tenure kg:office ?office . ?person kg:holdsOffice ?office }
}
"""
ORPHANS = """
SELECT DISTINCT ?event ?claim WHERE {
  GRAPH <urn:kg:events> { ?event kg:reports ?claim }
  FILTER NOT EXISTS { ?claim a kg:Claim }
}
"""
SYMMETRIC = "SELECT DISTINCT ?relation WHERE { ?relation a owl:SymmetricProperty }"


@dataclass(frozen=True, order=True)
class Finding:
    """Something that is wrong: at what (``focus``, an IRI, and ``label``, words), in which property, and how."""

    focus: str
    label: str
    path: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        where = f"{short(self.focus)} ({self.label})" if self.label else short(self.focus)
        path = f", {self.path}" if self.path else ""
        value = f": {self.value}" if self.value else ""
        return f"{where}{path}: {self.message}{value}"


def findings(
    documents: Iterable[str],
    triples: Callable[[str, Container[str]], Iterable[Triple]],
    query: Callable[[str], Answer],
) -> list[Finding]:
    """All that is wrong with the graphs of documents, sorted.

    ``triples`` gives those of a document's graph whose property is one of some IRIs; ``query`` asks the whole store.
    """
    batches = _batches(triples(document, _properties()) for document in documents)
    found = [finding for batch in batches for finding in _violations(batch)]
    return sorted({*found, *_disagreements(query)})


def findings_in(triples: Iterable[Triple]) -> list[Finding]:
    """What the shapes find wrong with these triples of one or more documents' graphs, whole ones, sorted."""
    return sorted(set(_violations(graph_of(t for t in triples if str(t[1]) in _properties()))))


def findings_in_events(triples: Iterable[Triple], query: Callable[[str], Answer] | None) -> list[Finding]:
    """All that is wrong with the graph of events, sorted; ``triples`` are its own, those of one subject together.

    With a ``query`` of the whole store, claims that no document has are found too. Leave it out where a build was
    stopped before it made the events anew: the next one does.
    """
    wanted = (t for t in triples if str(t[1]) in _properties())
    found = {finding for batch in _batches(map(list, _by_subject(wanted))) for finding in _violations(batch)}
    for event, claim in query(ORPHANS).rows if query is not None else ():
        message = "no document has this claim that reports the event"
        found.add(Finding(str(event), "", "kg:reports", message, short(str(claim))))
    return sorted(found)


def _by_subject(triples: Iterable[Triple]) -> Iterator[Iterator[Triple]]:
    return (group for _, group in itertools.groupby(triples, key=lambda triple: triple[0]))


def conforms(triples: Iterable[Triple]) -> bool:
    """Whether the shapes find nothing wrong with these triples of documents' graphs, whole ones."""
    return not findings_in(triples)


@functools.cache
def _shapes() -> Graph:
    return Graph().parse(resources.find("ontology/shapes.ttl"), format="turtle")


@functools.cache
def _properties() -> frozenset[str]:
    """The properties that shapes look at, and some IRIs that are none: all that a shape names in whatever place.

    That is enough for every shape but a closed one, which looks at all properties.
    """
    return frozenset({str(RDF.type), *LABELS, *(str(o) for o in _shapes().objects() if isinstance(o, URIRef))})


def _batches(documents: Iterable[Iterable[Triple]]) -> Iterator[Graph]:
    """The graphs of several documents together, whole ones only."""
    batch: list[Triple] = []
    for triples in documents:
        batch.extend(triples)
        if len(batch) >= BATCH:
            yield graph_of(batch)
            batch = []
    if batch:
        yield graph_of(batch)


def _violations(graph: Graph) -> Iterator[Finding]:
    import pyshacl
    from rdflib.namespace import SH

    conforms, report, _ = pyshacl.validate(graph, shacl_graph=_shapes(), inference="none", inplace=True)
    if conforms:
        return
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (report.value(result, name) for name in (SH.focusNode, SH.resultPath, SH.value))
        message = report.value(result, SH.resultMessage)
        yield Finding(
            focus=str(focus),
            label=_label(graph, focus),
            path=short(str(path)) if isinstance(path, URIRef) else "",
            message=str(message),
            value="" if value is None or value == focus else short(str(value)),
        )


def _disagreements(query: Callable[[str], Answer]) -> Iterator[Finding]:
    """Plain triples that no claim of their document asserts, and assertions without their plain triple."""
    plain = {(str(graph).partition("/voice/")[0], *triple) for graph, *triple in query(PLAIN).rows}
    asserted = set(query(ASSERTED).rows)
    asserted |= {(document, person, str(KG.holdsOffice), office) for document, person, office in query(HELD).rows}
    symmetric = {row[0] for row in query(SYMMETRIC).rows}
    asserted |= {(d, target, relation, source) for d, source, relation, target in asserted if relation in symmetric}
    for wrong, message in (
        (plain - asserted, "this plain triple rests on no claim that asserts it"),
        (asserted - plain, "a claim asserts this, but its plain triple is missing"),
    ):
        for document, source, relation, target in wrong:
            where = f"in {short(str(document))}"
            yield Finding(str(source), where, short(str(relation)), message, short(str(target)))


def _label(graph: Graph, node: Node | None) -> str:
    """Words for a node: an entity's name, what a claim says, the same for a part of a claim."""
    if node is None:
        return ""
    name = graph.value(node, SKOS.prefLabel)
    if name is not None:
        return str(name)
    relation = graph.value(node, KG.relation)
    if relation is not None:
        source, target = (graph.value(graph.value(node, end), SKOS.prefLabel) for end in (KG.source, KG.target))
        return f"{source or '?'} {short(str(relation)).partition(':')[2]} {target or '?'}"
    claim = str(node).rpartition("/")[0]
    return _label(graph, URIRef(claim)) if claim.startswith("urn:kg:claim/") else ""
