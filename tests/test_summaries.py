"""The sums over all claims: they say what the claims say, and nobody is given old ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from test_queries import RECORDS

from kg import build
from kg.cli import main
from kg.errors import QueryError
from kg.graph import parameters, query
from kg.graph.corrections.row import Correction
from kg.graph.store import GraphStore
from kg.graph.terms import SUMMARIES_GRAPH

# What the queries ask of the sums, asked of the claims.
OF_CLAIMS = {
    "strongest-dyads": """PREFIX kg: <urn:kg:ontology#>

SELECT ?source_country ?target_country (COUNT(DISTINCT ?act) AS ?acts) (AVG(?score) AS ?mean_score)
WHERE {
  GRAPH ?document {
    ?claim kg:standing "stated" ;
      kg:sourceCountry ?source_country ;
      kg:targetCountry ?target_country ;
      kg:goldstein ?score .
    OPTIONAL { ?claim kg:group ?group }
    BIND(COALESCE(?group, STR(?claim)) AS ?act)
    FILTER(?source_country != ?target_country)
  }
}
GROUP BY ?source_country ?target_country
ORDER BY DESC(?acts) ?mean_score ?source_country ?target_country
""",
    "conflicts-by-month": """PREFIX kg: <urn:kg:ontology#>

SELECT ?month ?plover (COUNT(DISTINCT ?act) AS ?acts)
WHERE {
  GRAPH ?document {
    ?claim kg:standing "stated" ;
      kg:quad "material conflict" ;
      kg:plover ?plover ;
      kg:eventDate ?date .
    OPTIONAL { ?claim kg:group ?group }
    BIND(COALESCE(?group, STR(?claim)) AS ?act)
    BIND(SUBSTR(?date, 1, 7) AS ?month)
    FILTER(REGEX(?date, "^[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?$"))
  }
}
GROUP BY ?month ?plover
ORDER BY ?month ?plover
""",
    "most-active-actors": """PREFIX kg: <urn:kg:ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?actor_name (COUNT(DISTINCT ?act) AS ?acts) (COUNT(DISTINCT ?hostile) AS ?conflict)
  (COUNT(DISTINCT ?friendly) AS ?cooperation) (COUNT(DISTINCT ?document) AS ?documents)
WHERE {
  GRAPH ?document {
    ?claim kg:standing "stated" ;
      kg:quad ?quad ;
      kg:relation ?relation ;
      kg:source ?actor .
    ?actor skos:prefLabel ?actor_name .
    OPTIONAL { ?claim kg:target ?target }
    OPTIONAL { ?claim kg:eventDate ?date }
    OPTIONAL { ?claim kg:group ?group }
    FILTER(!STRSTARTS(STR(?actor), "urn:kg:entity/doc/"))
  }
  # without a date it is told to repeat such claims of its own document only
  BIND(CONCAT(STR(?relation), " ", COALESCE(?group, STR(?target), ""), " ", COALESCE(?date, STR(?document))) AS ?act)
  BIND(IF(CONTAINS(?quad, "conflict"), ?act, ?none) AS ?hostile)
  BIND(IF(CONTAINS(?quad, "cooperation"), ?act, ?none) AS ?friendly)
}
GROUP BY ?actor ?actor_name
ORDER BY DESC(?acts) DESC(?documents) ?actor_name
LIMIT 100
""",
    "who-holds-office": """PREFIX kg: <urn:kg:ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT DISTINCT ?person ?office ?from ?to
WHERE {
  GRAPH ?document {
    ?who kg:tenure ?tenure ;
      skos:prefLabel ?person .
    ?tenure kg:office ?post ;
      kg:from ?from .
    ?post skos:prefLabel ?office .
    OPTIONAL { ?tenure kg:to ?to }
  }
}
ORDER BY ?office ?from ?person
""",
    "in-conflict-since": """# param who (actor, optional): only where this side is one of the two
PREFIX kg: <urn:kg:ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?one ?other (MIN(?day) AS ?since) (MAX(?day) AS ?last) (COUNT(DISTINCT ?deed) AS ?deeds)
WHERE {
  GRAPH ?document {
    VALUES ?who { UNDEF }
    ?claim kg:standing "stated" ;
      kg:quad "material conflict" ;
      kg:relation ?relation ;
      kg:eventDate ?date ;
      kg:source ?source ;
      kg:target ?target .
    ?source skos:prefLabel ?source_name .
    ?target a kg:Actor ;
      skos:prefLabel ?target_name .
    FILTER(!BOUND(?who) || ?who = ?source || ?who = ?target)
    OPTIONAL { ?claim kg:sourceCountry ?source_country }
    OPTIONAL { ?claim kg:targetCountry ?target_country }
    # "the rebels" of two documents may be two; without a country they are nobody in particular
    FILTER(BOUND(?source_country) || !STRSTARTS(STR(?source), "urn:kg:entity/doc/"))
    FILTER(BOUND(?target_country) || !STRSTARTS(STR(?target), "urn:kg:entity/doc/"))
  }
  BIND(COALESCE(?source_country, ?source_name) AS ?doer)
  BIND(COALESCE(?target_country, ?target_name) AS ?victim)
  FILTER(?doer != ?victim)
  BIND(IF(?doer < ?victim, ?doer, ?victim) AS ?one)
  BIND(IF(?doer < ?victim, ?victim, ?doer) AS ?other)
  BIND(STRBEFORE(CONCAT(?date, "/"), "/") AS ?day)  # of an interval, its beginning
  FILTER(REGEX(?day, "^[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?$"))  # seasons and decades do not sort among months
  BIND(CONCAT(?doer, " ", STR(?relation), " ", ?victim, " ", ?date) AS ?deed)
}
GROUP BY ?one ?other
ORDER BY ?since ?one ?other
""",
    "reversals": """# param days (days, default 365): how long between the two at most
# param since (date, optional): look at what happened on or after this date only
PREFIX kg: <urn:kg:ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT ?one ?other (MAX(?friendly_date) AS ?last_cooperation) ?first_conflict
WHERE {
  VALUES ?days { UNDEF }
  {
    SELECT ?one ?other (MIN(?date) AS ?first_conflict)
    WHERE {
      VALUES ?since { UNDEF }
      GRAPH ?document {
        ?claim kg:quad "material conflict" ;
          kg:standing "stated" ;
          kg:datePrecision "day" ;
          kg:eventDate ?date ;
          kg:sourceCountry ?from ;
          kg:targetCountry ?to .
      }
      FILTER(?from != ?to && (!BOUND(?since) || ?date >= ?since))
      BIND(IF(?from < ?to, ?from, ?to) AS ?one)
      BIND(IF(?from < ?to, ?to, ?from) AS ?other)
    }
    GROUP BY ?one ?other
  }
  {
    SELECT DISTINCT ?one ?other ?friendly_date
    WHERE {
      VALUES ?since { UNDEF }
      VALUES ?quad { "material cooperation" "verbal cooperation" }
      GRAPH ?document {
        ?claim kg:quad ?quad ;
          kg:standing "stated" ;
          kg:datePrecision "day" ;
          kg:eventDate ?friendly_date ;
          kg:sourceCountry ?from ;
          kg:targetCountry ?to .
      }
      FILTER(?from != ?to && (!BOUND(?since) || ?friendly_date >= ?since))
      BIND(IF(?from < ?to, ?from, ?to) AS ?one)
      BIND(IF(?from < ?to, ?to, ?from) AS ?other)
    }
  }
  FILTER(?friendly_date < ?first_conflict)
  FILTER(xsd:date(?first_conflict) - xsd:date(?friendly_date) <= ?days)
}
GROUP BY ?one ?other ?first_conflict
ORDER BY ?first_conflict ?one ?other
""",
    "speaks-for": """# param at (date, optional): only who held the office then
# param who (actor, optional): only this person, or those of this country
PREFIX kg: <urn:kg:ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT DISTINCT ?person_name ?as ?of ?from ?to
WHERE {
  VALUES ?at { UNDEF }
  GRAPH ?document {
    VALUES ?who { UNDEF }
    {
      ?who kg:tenure ?tenure .
      ?tenure kg:office ?office ;
        kg:from ?from .
      ?office skos:prefLabel ?as ;
        kg:officeOf ?body .
      OPTIONAL { ?tenure kg:to ?to }
    } UNION {
      VALUES (?relation ?as) { (kg:spokespersonFor "spokesperson") (kg:ledBy "leader") }
      ?claim kg:relation ?relation ;
        kg:polarity "affirmed" ;
        kg:modality "actual" ;
        kg:source ?source ;
        kg:target ?target .
      BIND(IF(?relation = kg:ledBy, ?target, ?source) AS ?who)
      BIND(IF(?relation = kg:ledBy, ?source, ?target) AS ?body)
      OPTIONAL { ?claim kg:eventDate ?date }
      BIND(STRBEFORE(CONCAT(COALESCE(?date, ""), "/"), "/") AS ?from)
      BIND(STRAFTER(COALESCE(?date, ""), "/") AS ?to)
      FILTER NOT EXISTS { ?claim kg:contentOf ?act }
      FILTER NOT EXISTS { ?claim kg:claimant ?voice }
    }
    ?who skos:prefLabel ?person_name .
  }
  BIND(REPLACE(STR(?body), "^urn:kg:entity/", "") AS ?of)
  # dates of unlike precision are compared as far as both go; an end that is open or not known has no bound
  FILTER(!BOUND(?at) || (SUBSTR(?from, 1, STRLEN(?at)) <= SUBSTR(?at, 1, STRLEN(?from))
    && (!BOUND(?to) || ?to IN ("", "..") || SUBSTR(?to, 1, STRLEN(?at)) >= SUBSTR(?at, 1, STRLEN(?to)))))
}
ORDER BY ?person_name ?from ?as ?of
""",
}
VALUES: dict[str, list[dict[str, str]]] = {
    "in-conflict-since": [{}, {"who": "TUR"}, {"who": "RUS"}, {"who": "PKK"}, {"who": "Ankara"}, {"who": "FRA"}],
    "reversals": [{}, {"days": "90"}, {"since": "2019-12-01"}, {"since": "2020-02-04"}],
    "speaks-for": [{}, {"at": "2014-03"}, {"at": "2019", "who": "TUR"}, {"who": "Ada Kaya"}, {"who": "person/erdogan"}],
}


def asked(store: GraphStore, text: str, values: dict[str, str]) -> list[tuple[Any, ...]]:
    rows = store.query(parameters.bound(text, values)).rows
    return sorted(([float(v) if isinstance(v, (int, float)) else v for v in row] for row in rows), key=repr)


def differences(store: GraphStore) -> list[object]:
    """Where the sums and the claims do not say the same."""
    found: list[object] = []
    for name, text in OF_CLAIMS.items():
        for values in VALUES.get(name, [{}]):
            by_sums, by_claims = asked(store, query.named(name), values), asked(store, text, values)
            if by_sums != by_claims:
                found.append((name, values, by_sums, by_claims))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = "".join(record.to_json() + "\n" for record in RECORDS)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    skipped: list[Any] = []
    build.build(str(tmp_path / "records.jsonl"), tmp_path / "graph", skipped=skipped)
    assert not skipped
    return tmp_path / "graph"


def test_each_of_them_has_rows_to_compare(folder: Path) -> None:
    with GraphStore.read(folder) as store:
        assert [name for name, text in OF_CLAIMS.items() if not asked(store, text, VALUES.get(name, [{}])[0])] == []


def test_the_sums_say_what_the_claims_say_and_conform(folder: Path) -> None:
    with GraphStore.read(folder) as store:
        assert differences(store) == []
        assert store.validate() == []


def test_they_follow_a_removal(folder: Path) -> None:
    done = CliRunner().invoke(main, ["remove", str(folder), "one"])
    assert done.exit_code == 0, done.output
    with GraphStore.read(folder) as store:
        assert differences(store) == []
        assert asked(store, query.named("reversals"), {}) == []  # the other document tells of no cooperation


def test_they_follow_corrections(folder: Path) -> None:
    rows = [
        Correction("reject", what="shelled"),
        Correction("reject", what="shelled too"),
        Correction("rename", what="state/TUR", value="Türkiye"),
    ]
    skipped: list[Any] = []
    build.build(None, folder, skipped=skipped, rows=rows)
    with GraphStore.read(folder) as store:
        assert differences(store) == []
        assert "Türkiye" in {row[0] for row in store.query(query.named("most-active-actors")).rows}


def test_what_ends_before_they_are_made_leaves_none_that_would_be_believed(folder: Path) -> None:
    with GraphStore.write(folder) as store:
        store.remove_document("one")
    with GraphStore.read(folder) as store, pytest.raises(QueryError, match="not made from the graph as it is now"):
        store.query(query.named("strongest-dyads"))
    build.build(None, folder, skipped=[])
    with GraphStore.read(folder) as store:
        assert differences(store) == []


def test_a_graph_of_an_earlier_version_gets_them_at_the_next_build(folder: Path) -> None:
    store = ox.Store(str(folder))
    store.remove_graph(ox.NamedNode(SUMMARIES_GRAPH))
    store.flush()
    del store
    done = CliRunner().invoke(main, ["query", str(folder), "strongest-dyads"])
    assert done.exit_code and "kg build" in done.stderr and not done.stdout
    build.build(None, folder, skipped=[])
    with GraphStore.read(folder) as opened:
        assert differences(opened) == []


def test_a_graph_of_nothing_has_none_and_says_nothing_wrong() -> None:
    with GraphStore.memory() as store:
        assert store.query(query.named("strongest-dyads")).rows == ()
