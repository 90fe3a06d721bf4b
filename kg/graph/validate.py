"""Whether a graph is as it should be: SHACL shapes, and that plain triples and claims agree.

Document graphs are checked a batch at a time, copied into memory: pySHACL asks for single triples, and those are
much quicker to get there than from the store. Copying costs more than checking, so only those statements are copied
whose property the shapes name. Nothing is inferred, because base types are written outright.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from kg import resources
from kg.graph.query import Answer
from kg.graph.terms import KG, document_iri, short
from kg.graph.triples import Triple, graph_of

BATCH = 10_000  # triples that are held in memory at a time; more of them are no quicker
LABELS = {str(name) for name in (SKOS.prefLabel, KG.relation, KG.source, KG.target)}  # what `_label` reads
# What tells which plain triples stand for claims, and for offices.
ASSERTING = tuple(
    str(name)
    for name in (
        *(KG.relation, KG.source, KG.target, KG.polarity, KG.modality, KG.contentOf),
        *(KG.tenure, KG.office),
    )
)

Edge = tuple[str, str, str]
ORPHANS = """
SELECT DISTINCT ?event ?claim WHERE {
  GRAPH <urn:kg:events> { ?event kg:reports ?claim }
  FILTER NOT EXISTS { ?claim a kg:Claim }
}
"""


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


class Graphs(Protocol):
    """What validation asks of a store."""

    def statements(self, document: str, names: Container[str] | None = None) -> Iterable[Triple]: ...
    def edges(self, document: str) -> Iterable[Edge]: ...
    def relations(self) -> Mapping[str, bool]: ...


def findings(documents: Iterable[str], store: Graphs) -> list[Finding]:
    """What is wrong with the graphs of these documents by the shapes, and where claims and plain triples differ."""
    found: set[Finding] = set()

    def looked_at() -> Iterator[list[Triple]]:
        for document in documents:
            triples = list(store.statements(document, _properties()))
            found.update(_disagreements(document, triples, store))
            yield triples

    violations = {finding for batch in _batches(looked_at()) for finding in _violations(batch)}
    return sorted(found | violations)


def findings_in(triples: Iterable[Triple]) -> list[Finding]:
    """What the shapes find wrong with these triples of one or more documents' graphs, whole ones, sorted."""
    return sorted(set(_violations(graph_of(t for t in triples if str(t[1]) in _properties()))))


def looks_at(line: str) -> bool:
    """Whether the shapes look at a triple, a line of N-Triples: the others need not be made terms."""
    return line.split(" ", 2)[1][1:-1] in _properties()


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
    named = (str(o) for o in _shapes().objects() if isinstance(o, URIRef))
    return frozenset({str(RDF.type), *LABELS, *ASSERTING, *named})


def _batches(documents: Iterable[Iterable[Triple]]) -> Iterator[Graph]:
    """The graphs of several documents, or of several events, together, whole ones only."""
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


def _disagreements(document: str, triples: Iterable[Triple], store: Graphs) -> Iterator[Finding]:
    """Plain triples that no claim of their document asserts, and assertions without their plain triple."""
    relations = store.relations()
    plain = set(store.edges(document))
    asserted = _asserted(triples, {name for name, symmetric in relations.items() if symmetric})
    # whether an office of the past was held on the day of the document, the tenure alone does not tell
    missing = {edge for edge in asserted - plain if edge[1] != str(KG.holdsOffice)}
    for wrong, message in (
        (plain - asserted, "this plain triple rests on no claim that asserts it"),
        (missing, "a claim asserts this, but its plain triple is missing"),
    ):
        for source, relation, target in wrong:
            where = f"in {short(str(document_iri(document)))}"
            yield Finding(source, where, short(relation), message, short(target))


def _asserted(triples: Iterable[Triple], symmetric: Container[str]) -> set[Edge]:
    """The plain triples that the claims of a document assert, and those of offices that somebody holds or held."""
    values: dict[Node, dict[str, list[str]]] = {}
    for subject, name, value in triples:
        if (told := str(name)) in ASSERTING:
            values.setdefault(subject, {}).setdefault(told, []).append(str(value))
    relation, source, target, polarity, modality, content, tenure, office = ASSERTING
    found: set[Edge] = set()
    for holder, said in values.items():
        if (said.get(polarity), said.get(modality)) == (["affirmed"], ["actual"]) and content not in said:
            for start, kind, end in itertools.product(*(said.get(part, ()) for part in (source, relation, target))):
                found.add((start, kind, end))
                if kind in symmetric:
                    found.add((end, kind, start))
        for node in said.get(tenure, ()):
            offices = values.get(URIRef(node), {}).get(office, ())
            found.update((str(holder), str(KG.holdsOffice), post) for post in offices)
    return found


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
