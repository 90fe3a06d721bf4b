"""Parameters of a query: declared in the comment at its head, set by name, and put in as typed terms.

    # param a (actor): the one side
    # param since (date, optional): only what happened on or after it
    # param km (number, default 50): how far around
    SELECT ... WHERE { ... VALUES ?a { UNDEF } ... VALUES ?km { UNDEF } ... }

The query says with ``VALUES ?a { UNDEF }`` where the value goes, as often as it needs it, so it stays SPARQL that can
be read and run as it is: UNDEF leaves a variable open. A comment may say which end of which claim an actor is, as in
``VALUES ?a { UNDEF }  # source of ?claim``: then a country code is asked of the claim, since there are far fewer claims
than descriptions of actors. Of a summary it is ``side of ?summary``. What a person sets never becomes part of the text
as it is given: it is read as its kind, and stands there as one RDF term that Oxigraph wrote, with all that could end it
escaped.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import SKOS, XSD

from kg import resources
from kg.errors import QueryError
from kg.graph.terms import KG, entity_iri

_DECLARED = re.compile(
    r"# param (?P<name>[A-Za-z_]+) \((?P<kind>\w+)(?:, (?:default (?P<default>[^)]+)|(?P<optional>optional)))?\): "
    r"(?P<what>.+)"
)
# Digits after the name: another variable for the same value, where ?a and ?a2 may be two actors of one country.
_PLACE = re.compile(
    r"VALUES \?(?P<variable>(?P<name>[A-Za-z_]+)\d*) \{ UNDEF \}"
    r"(?:[ ]*# (?P<end>source|target|side) of \?(?P<claim>[A-Za-z_]+))?"
)
_ENTITY_ID = re.compile(r"[a-z][a-z-]*/\S+")
KINDS = {
    "actor": "a country code (TUR: all who are, belong to or act for it), an entity id (state/TUR) or a name (Turkey)",
    "relation": "a relation of the ontology, or a property above several (attacked, conflictsMateriallyWith)",
    "date": "YEAR, YEAR-MONTH or YEAR-MONTH-DAY",
    "days": "a whole number of days",
    "number": "a number, such as 36.5",
    "count": "a whole number from 1",
    "text": "any words",
}


@dataclass(frozen=True)
class Parameter:
    """What can be set in a query; one that has neither a default nor ``optional`` must be."""

    name: str
    kind: str
    what: str
    default: str | None = None
    optional: bool = False

    def __str__(self) -> str:
        usual = ", optional" if self.optional else f", default {self.default}" if self.default is not None else ""
        return f"{self.name} ({self.kind}{usual}): {self.what}"


def declared(text: str, *, where: str | None = None) -> tuple[Parameter, ...]:
    """The parameters that the comment at the head of a query declares, in its order.

    Raises QueryError for a declaration that cannot be read, or that the query has no place for.
    """
    found: dict[str, Parameter] = {}
    places = {match["name"] for match in _PLACE.finditer(text)}
    for number, line in enumerate(_head(text), 1):
        if not re.match(r"#\s*param\b", line):
            continue
        match = _DECLARED.fullmatch(line.rstrip())
        line_of = f"{where} line {number}" if where else f"line {number}"
        if match is None or match["kind"] not in KINDS or match["name"] in found:
            form = "write `# param NAME (KIND): WORDS`, `(KIND, optional)` or `(KIND, default VALUE)`, each name once"
            raise QueryError(f"no parameter: {line}", where=line_of, remedy=f"{form}; kinds: {', '.join(KINDS)}")
        if match["name"] not in places:
            remedy = f"write `VALUES ?{match['name']} {{ UNDEF }}` where the value goes"
            raise QueryError(f"the query has no place for its parameter {match['name']}", where=line_of, remedy=remedy)
        found[match["name"]] = Parameter(
            match["name"], match["kind"], match["what"], match["default"], match["optional"] is not None
        )
    return tuple(found.values())


def settings(pairs: Iterable[str], *, where: str | None = None) -> dict[str, str]:
    """``NAME=VALUE`` strings as a mapping; raises QueryError for one without ``=`` and for a name that is set twice."""
    values: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise QueryError(f"{pair!r} sets nothing", where=where, remedy="write --set NAME=VALUE")
        if name in values:
            raise QueryError(f"the parameter {name} is set twice", where=where, remedy="set it once")
        values[name] = value
    return values


def bound(text: str, values: Mapping[str, str], *, where: str | None = None) -> str:
    """The query with its parameters set; one that is optional and not set leaves its variable open.

    Raises QueryError for a name that the query does not have, one that is missing, and a value of the wrong kind.
    """
    parameters = {parameter.name: parameter for parameter in declared(text, where=where)}
    for name in values:
        if name not in parameters:
            raise QueryError(f"the query has no parameter {name!r}", where=where, remedy=_listed(parameters.values()))
    chosen = {name: values.get(name, parameter.default) for name, parameter in parameters.items()}
    missing = [name for name, value in chosen.items() if value is None and not parameters[name].optional]
    if missing:
        what = f"nothing is set for the parameter {' and '.join(missing)}"
        raise QueryError(what, where=where, remedy=_listed(parameters.values()))

    def put_in(match: re.Match[str]) -> str:
        if match["name"] not in parameters:
            return match[0]
        value = chosen[match["name"]]
        if value is None:
            return ""  # the same as UNDEF, which would keep Oxigraph from joining by this variable
        if parameters[match["name"]].kind == "actor" and (plain := _plain(match, value)):
            return plain
        try:
            return _pattern(parameters[match["name"]].kind, match["variable"], value)
        except ValueError as error:
            what = f"{value!a} is no value for {match['name']}"
            kind = parameters[match["name"]].kind
            raise QueryError(what, where=where, remedy=f"give {KINDS[kind]}") from error

    return _PLACE.sub(put_in, text)


def _plain(match: re.Match[str], value: str) -> str | None:
    """SPARQL for an actor that is an end of a claim, or a side in a summary, where one triple tells it."""
    if match["end"] == "side" and not _ENTITY_ID.fullmatch(value) and value.strip():
        return f"?{match['claim']} <{KG.side}> {ox.Literal(value)} ."  # a code or a name
    if match["end"] in ("source", "target") and value in _codes():
        return f"?{match['claim']} <{KG[match['end'] + 'Country']}> {ox.Literal(value)} ."
    return None


def actors(text: str, values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """For every actor that is set: parameter, value, and a query that asks whether the graph has such an actor."""
    for parameter in declared(text):
        value = values.get(parameter.name, parameter.default)
        if parameter.kind == "actor" and value is not None:
            pattern = _pattern("actor", "a", value)
            yield parameter.name, value, f"ASK {{ {pattern} ?a <{SKOS.prefLabel}> ?name }}"


def _head(text: str) -> Iterator[str]:
    """The lines of the comment that a query begins with."""
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line


def _listed(parameters: Iterable[Parameter]) -> str:
    lines = [f"  --set {parameter}" for parameter in parameters]
    return "\n  ".join(["it has these parameters:", *lines]) if lines else "it has no parameters"


def _pattern(kind: str, variable: str, value: str) -> str:
    """SPARQL that binds a variable to a value; raises ValueError where the value is not of the kind."""
    if not value.strip():
        raise ValueError("it is empty")
    if kind == "actor" and value in _codes():
        return f"?{variable} <{KG.country}> {ox.Literal(value)} ."
    if kind == "actor" and not _ENTITY_ID.fullmatch(value):
        return f"?{variable} <{SKOS.prefLabel}>|<{SKOS.altLabel}> {ox.Literal(value)} ."
    return f"VALUES ?{variable} {{ {_term(kind, value)} }}"


def _term(kind: str, value: str) -> ox.NamedNode | ox.Literal:
    if kind == "actor":
        return ox.NamedNode(entity_iri(value))
    if kind == "relation":
        name = value.removeprefix("kg:")
        if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
            raise ValueError("no name of a relation")
        return ox.NamedNode(KG[name])
    if kind == "date":
        return ox.Literal(_date(value))
    if kind == "days":
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise ValueError("no whole number")
        return ox.Literal(f"P{value}D", datatype=ox.NamedNode(XSD.dayTimeDuration))
    if kind == "count":
        if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
            raise ValueError("no whole number from 1")
        return ox.Literal(value, datatype=ox.NamedNode(XSD.integer))
    if kind == "number":
        if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", value):
            raise ValueError("no number")
        return ox.Literal(value, datatype=ox.NamedNode(XSD.decimal))
    return ox.Literal(value)


def _date(value: str) -> str:
    """The date as it is, if a calendar has it."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
        raise ValueError("no date")
    datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    return value


@functools.cache
def _codes() -> frozenset[str]:
    """The codes of countries, old ones too: a name such as PKK looks like one but is none."""
    return frozenset(row["code"] for row in resources.table("states"))
