"""Whether a graph is as it should be: SHACL shapes, and that plain triples and claims agree.

The lines of a document's graphs are looked at as they are (`kg.graph.shapes`), which takes a moment. Where that does
not let a document pass, pySHACL says what is wrong, on a copy in memory, since it asks for single triples. Only those
statements are copied whose property the shapes name. Nothing is inferred, because base types are written outright.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from kg import resources
from kg.graph import rdf, shapes
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

_ASSERTING = {f"<{name}>": name for name in ASSERTING}
Edge = tuple[str, str, str]
T = TypeVar("T")
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
    def lines(self, document: str) -> Mapping[str, Sequence[str]]: ...
    def relations(self) -> Mapping[str, bool]: ...


def findings(documents: Iterable[str], store: Graphs) -> list[Finding]:
    """What is wrong with the graphs of these documents by the shapes, and where claims and plain triples differ."""
    found: set[Finding] = set()

    def doubtful() -> Iterator[list[Triple]]:
        for document in documents:
            lines = store.lines(document)
            found.update(_disagreements(document, lines, store.relations()))
            if not shapes.conform(lines.get(str(document_iri(document)), ())):
                yield list(store.statements(document, _properties()))

    violations = {finding for batch in _batches(doubtful()) for finding in _violations(graph_of(batch))}
    return sorted(found | violations)


def findings_in(triples: Iterable[Triple]) -> list[Finding]:
    """What the shapes find wrong with these triples of one or more documents' graphs, whole ones, sorted."""
    return sorted(set(_violations(graph_of(t for t in triples if str(t[1]) in _properties()))))


def looks_at(line: str) -> bool:
    """Whether the shapes look at a triple, a line of N-Triples: the others need not be made terms."""
    return line.split(" ", 2)[1][1:-1] in _properties()


def findings_in_lines(lines: Iterable[str]) -> list[Finding]:
    """What the shapes find wrong with the graph of events or of summaries, sorted; each line is one of N-Triples, those
    of one subject together."""
    found: set[Finding] = set()
    for batch in _batches(list(group) for _, group in itertools.groupby(lines, key=lambda line: line.split(" ", 1)[0])):
        if not shapes.conform(batch):
            found.update(_violations(graph_of(rdf.triple(line) for line in batch if looks_at(line))))
    return sorted(found)


def strangers(query: Callable[[str], Answer]) -> Iterator[Finding]:
    """Claims of events that no document has; ``query`` asks the whole store."""
    for event, claim in query(ORPHANS).rows:
        message = "no document has this claim that reports the event"
        yield Finding(str(event), "", "kg:reports", message, short(str(claim)))


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


def _batches(parts: Iterable[list[T]]) -> Iterator[list[T]]:
    """The statements of several documents, or of several subjects, together, whole ones only."""
    batch: list[T] = []
    for part in parts:
        batch.extend(part)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


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


def _disagreements(
    document: str, lines: Mapping[str, Sequence[str]], relations: Mapping[str, bool]
) -> Iterator[Finding]:
    """Plain triples that no claim of their document asserts, and assertions without their plain triple; ``lines`` are
    those of N-Triples of its own graph and of those of its voices, ``relations`` tells which hold both ways."""
    plain = {edge for graph in lines.values() for edge in _edges(graph, relations)}
    own = lines.get(str(document_iri(document)), ())
    asserted = _asserted(own, {name for name, symmetric in relations.items() if symmetric})
    # whether an office of the past was held on the day of the document, the tenure alone does not tell
    missing = {edge for edge in asserted - plain if edge[1] != str(KG.holdsOffice)}
    for wrong, message in (
        (plain - asserted, "this plain triple rests on no claim that asserts it"),
        (missing, "a claim asserts this, but its plain triple is missing"),
    ):
        for source, relation, target in wrong:
            where = f"in {short(str(document_iri(document)))}"
            yield Finding(source, where, short(relation), message, short(target))


def _edges(lines: Iterable[str], relations: Container[str]) -> Iterator[Edge]:
    for line in lines:
        subject, name, value = line[:-2].split(" ", 2)
        if name[1:-1] in relations:
            yield subject[1:-1], name[1:-1], value[1:-1]


def _asserted(lines: Iterable[str], symmetric: Container[str]) -> set[Edge]:
    """The plain triples that the claims of a document assert, and those of offices that somebody holds or held."""
    values: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        subject, name, value = line[:-2].split(" ", 2)
        if (told := _ASSERTING.get(name)) is not None:  # all of them have an IRI or plain words for a value
            values.setdefault(subject[1:-1], {}).setdefault(told, []).append(value[1:-1])
    relation, source, target, polarity, modality, content, tenure, office = ASSERTING
    found: set[Edge] = set()
    for holder, said in values.items():
        if (said.get(polarity), said.get(modality)) == (["affirmed"], ["actual"]) and content not in said:
            for start, kind, end in itertools.product(*(said.get(part, ()) for part in (source, relation, target))):
                found.add((start, kind, end))
                if kind in symmetric:
                    found.add((end, kind, start))
        for node in said.get(tenure, ()):
            offices = values.get(node, {}).get(office, ())
            found.update((holder, str(KG.holdsOffice), post) for post in offices)
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
