"""The shapes held against lines of N-Triples as they are, to say in a moment whether all is well.

A SHACL engine says what is wrong and where, but takes ten times as long and more, most of it for data that has no
fault. So `conform` reads ``ontology/shapes.ttl`` itself, and what it does not let pass is given to the engine. It knows
what those shapes use of SHACL: property shapes with targets of their own. Where it meets anything else it lets nothing
pass.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from kg import resources

TYPE = f"<{RDF.type}>"
Values = Sequence[str]
Test = Callable[[str], bool]
Statements = Mapping[str, Mapping[str, Values]]  # subject, property, values, each as N-Triples spell it

_DATATYPES = {  # how a value of each looks; a user's text may look like anything
    XSD.string: re.compile(r'".*"', re.DOTALL),
    XSD.anyURI: re.compile(rf'".*"\^\^<{XSD.anyURI}>', re.DOTALL),
    XSD.integer: re.compile(rf'"[+-]?[0-9]+"\^\^<{XSD.integer}>'),
    XSD.decimal: re.compile(rf'"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"\^\^<{XSD.decimal}>'),
}
_NUMERIC = _DATATYPES[XSD.integer], _DATATYPES[XSD.decimal]
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_KNOWN = {
    *(RDF.type, SH.path, SH.message, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf),
    *(SH.minCount, SH.maxCount, SH.nodeKind, SH.datatype, SH["in"], SH.pattern, SH["class"]),
    *(SH.minLength, SH.minInclusive, SH.maxInclusive, SH.lessThan, SH.lessThanOrEquals),
}


@dataclass(frozen=True)
class _Shape:
    """What one property shape asks: ``paths`` are alternatives; ``below`` are properties with a value above each of its
    own, and whether it may equal it; ``kind`` is the class that each value has to have."""

    classes: tuple[str, ...]
    subjects_of: tuple[str, ...]
    objects_of: tuple[str, ...]
    paths: tuple[str, ...]
    inverse: bool
    least: int
    most: int | None
    tests: tuple[Test, ...]
    below: tuple[tuple[str, bool], ...]
    kind: str | None


def conform(lines: Iterable[str]) -> bool:
    """Whether nothing is wrong with these triples, each a line of N-Triples, whole graphs of documents or of events.

    False means that something is or may be wrong: a shape that is not understood lets nothing pass.
    """
    shapes = _shapes()
    return shapes is not None and _conform(_by_subject(lines), shapes)


def _by_subject(lines: Iterable[str]) -> Statements:
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for line in dict.fromkeys(lines):  # what two graphs say is said once
        subject, name, value = line[:-2].split(" ", 2)
        names = found[subject]
        if name in names:
            names[name].append(value)
        else:
            names[name] = [value]
    return found


def _conform(statements: Statements, shapes: Sequence[_Shape]) -> bool:
    objects: dict[str, set[str]] = {name: set() for shape in shapes for name in shape.objects_of}
    users: dict[str, dict[str, list[str]]] = {name: {} for s in shapes if s.inverse for name in s.paths}
    by_class: dict[str, list[str]] = {kind: [] for shape in shapes if shape.inverse for kind in shape.classes}
    for subject, names in statements.items():
        kinds = names.get(TYPE, ())
        plan = _plan(tuple(kinds), tuple(names), tuple(map(len, names.values())))
        if plan is None or not plan.fits(names, statements):
            return False
        for kind in by_class.keys() & kinds:
            by_class[kind].append(subject)
        for name in objects.keys() & names.keys():
            objects[name].update(names[name])
        for name in users.keys() & names.keys():
            for value in names[name]:
                users[name].setdefault(value, []).append(subject)
    nothing: Mapping[str, Values] = {}
    for shape in shapes:
        focus = {node for name in shape.objects_of for node in objects[name]}
        if shape.inverse:
            focus.update(node for kind in shape.classes for node in by_class[kind])
        for node in focus:
            names = statements.get(node, nothing)
            if shape.inverse:
                values: Values = [user for path in shape.paths for user in users[path].get(node, ())]
            elif len(shape.paths) == 1:
                values = names.get(shape.paths[0], ())
            else:
                values = [value for path in shape.paths for value in names.get(path, ())]
            if not _fits(shape, values, names, statements):
                return False
    return True


@dataclass(frozen=True)
class _Plan:
    """What is left to be looked at of a subject once its classes are known, and how many values each property has."""

    tests: tuple[tuple[str, tuple[Test, ...]], ...]
    others: tuple[tuple[str, _Shape], ...]  # those that ask for more than the value itself

    def fits(self, names: Mapping[str, Values], statements: Statements) -> bool:
        for name, tests in self.tests:
            for value in names[name]:
                for test in tests:
                    if not test(value):
                        return False
        return all(_fits(shape, names[name], names, statements) for name, shape in self.others)


@functools.lru_cache(maxsize=4096)
def _plan(kinds: Values, names: Values, counts: Sequence[int]) -> _Plan | None:
    """For a subject of these classes with these properties, each with so many values; None where that is wrong."""
    many = dict(zip(names, counts, strict=True))
    tests: dict[str, dict[Test, None]] = {}
    others: list[tuple[str, _Shape]] = []
    for shape in _shapes() or ():
        if shape.inverse or not (set(shape.classes) & set(kinds) or set(shape.subjects_of) & set(names)):
            continue
        count = sum(many.get(path, 0) for path in shape.paths)
        if count < shape.least or (shape.most is not None and count > shape.most):
            return None
        for path in shape.paths:
            if path not in many:
                continue
            if shape.kind is None and not shape.below:
                tests.setdefault(path, {}).update(dict.fromkeys(shape.tests))
            else:
                others.append((path, dataclasses.replace(shape, least=0, most=None)))
    return _Plan(tuple((name, tuple(asked)) for name, asked in tests.items() if asked), tuple(others))


def _fits(shape: _Shape, values: Values, names: Mapping[str, Values], statements: Statements) -> bool:
    if len(values) < shape.least or (shape.most is not None and len(values) > shape.most):
        return False
    for value in values:
        for test in shape.tests:
            if not test(value):
                return False
        if shape.kind is not None and shape.kind not in statements.get(value, {}).get(TYPE, ()):
            return False
        for other, equal in shape.below:
            for bound in names.get(other, ()):
                low, high = _number(value), _number(bound)
                if low is None or high is None or low > high or (low == high and not equal):
                    return False
    return True


# The shapes, read once.


@functools.cache
def _shapes() -> tuple[_Shape, ...] | None:
    """All shapes; None where one of them is not understood."""
    graph = Graph().parse(resources.find("ontology/shapes.ttl"), format="turtle")
    try:
        if any(graph.subjects(RDF.type, SH.NodeShape)):
            raise _NotUnderstood
        return tuple(_shape(graph, node) for node in sorted(graph.subjects(RDF.type, SH.PropertyShape), key=str))
    except _NotUnderstood:
        return None


class _NotUnderstood(Exception):
    pass


def _shape(graph: Graph, node: Node) -> _Shape:
    if set(graph.predicates(node)) - _KNOWN:
        raise _NotUnderstood

    def terms(name: URIRef) -> list[Node]:
        return sorted(graph.objects(node, name), key=str)

    def number(name: URIRef) -> int | None:
        return next((int(str(value)) for value in graph.objects(node, name)), None)

    paths, inverse = _path(graph, graph.value(node, SH.path))
    kinds = [value.n3() for value in terms(SH["class"])]
    if len(kinds) > 1:
        raise _NotUnderstood
    return _Shape(
        classes=tuple(value.n3() for value in terms(SH.targetClass)),
        subjects_of=tuple(value.n3() for value in terms(SH.targetSubjectsOf)),
        objects_of=tuple(value.n3() for value in terms(SH.targetObjectsOf)),
        paths=paths,
        inverse=inverse,
        least=number(SH.minCount) or 0,
        most=number(SH.maxCount),
        tests=tuple(_tests(graph, node)),
        below=tuple(
            (value.n3(), equal)
            for name, equal in ((SH.lessThan, False), (SH.lessThanOrEquals, True))
            for value in terms(name)
        ),
        kind=kinds[0] if kinds else None,
    )


def _path(graph: Graph, path: Node | None) -> tuple[tuple[str, ...], bool]:
    """The properties of a path, and whether they lead the other way."""
    if isinstance(path, URIRef):
        return (path.n3(),), False
    several, back = graph.value(path, SH.alternativePath), graph.value(path, SH.inversePath)
    if several is not None:
        steps = list(Collection(graph, several))
        if all(isinstance(step, URIRef) for step in steps):
            return tuple(step.n3() for step in steps), False
    if isinstance(back, URIRef):
        return (back.n3(),), True
    raise _NotUnderstood


def _tests(graph: Graph, node: Node) -> Iterator[Test]:
    for value in graph.objects(node, SH.nodeKind):
        first = {SH.IRI: "<", SH.Literal: '"'}.get(value)  # type: ignore[call-overload]
        if first is None:
            raise _NotUnderstood
        yield functools.partial(_begins, first)
    for value in graph.objects(node, SH.datatype):
        pattern = _DATATYPES.get(URIRef(str(value)))
        if pattern is None:
            raise _NotUnderstood
        yield functools.partial(_matches, pattern)
    for value in graph.objects(node, SH["in"]):
        yield frozenset(_spelled(one) for one in Collection(graph, value)).__contains__
    for value in graph.objects(node, SH.pattern):
        yield functools.partial(_holds, re.compile(str(value)))
    for value in graph.objects(node, SH.minLength):
        yield functools.partial(_long_enough, int(str(value)))
    for name, sign in ((SH.minInclusive, 1), (SH.maxInclusive, -1)):
        for value in graph.objects(node, name):
            yield functools.lru_cache(maxsize=4096)(functools.partial(_within, Decimal(str(value)), sign))


def _begins(first: str, value: str) -> bool:
    return value.startswith(first)


def _matches(pattern: re.Pattern[str], value: str) -> bool:
    return pattern.fullmatch(value) is not None


def _holds(pattern: re.Pattern[str], value: str) -> bool:
    return pattern.search(_plain(value)) is not None


def _long_enough(least: int, value: str) -> bool:
    return len(_plain(value)) >= least


def _within(bound: Decimal, sign: int, value: str) -> bool:
    number = _number(value)
    return number is not None and (number - bound) * sign >= 0


def _spelled(term: Node) -> str:
    """A term of the shapes as lines spell it; text there is plain and needs no escape."""
    if isinstance(term, Literal) and (term.datatype not in (None, XSD.string) or term.language):
        raise _NotUnderstood
    return f'"{term}"' if isinstance(term, Literal) else f"<{term}>"


def _number(value: str) -> Decimal | None:
    if not any(pattern.fullmatch(value) for pattern in _NUMERIC):
        return None
    return Decimal(value[1 : value.rindex('"')])


def _plain(value: str) -> str:
    """What an IRI or a literal says, without quotes and escapes."""
    text = value[1:-1] if value.startswith("<") else value[1 : value.rindex('"')]
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text) if "\\" in text else text
