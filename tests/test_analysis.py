"""Counting rules, measures and the way from a store to a networkx graph."""

from __future__ import annotations

import copy
import doctest
import runpy
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hand_made import claim_row as claim
from hand_made import record as full_record
from rdflib import Dataset

from kg.analysis import measures, network
from kg.analysis.events import events, standing
from kg.graph import dates
from kg.graph.store import GraphStore
from kg.model import Actor, Claim, Document, Entity, EventDate, Record, Span, claim_id

SCRIPT = Path(__file__).parent.parent / "scripts" / "dyad_year.py"
ENTITIES = [
    {"entity": "state/TUR", "name": "Turkey", "type": "State", "country": "TUR"},
    {"entity": "force/TUR", "name": "Turkish army", "type": "ArmedForce", "country": "TUR"},
    {"entity": "state/SYR", "name": "Syria", "type": "State", "country": "SYR"},
    {"entity": "force/SYR", "name": "Syrian army", "type": "ArmedForce", "country": "SYR"},
    {"entity": "state/RUS", "name": "Russia", "type": "State", "country": "RUS"},
    {"entity": "organization/nato", "name": "NATO", "type": "InternationalOrganisation"},
]


def graph_of(*claims: dict[str, Any]) -> nx.MultiDiGraph:
    return network.network(claims, ENTITIES)


@pytest.mark.parametrize("module", [dates, measures, network])
def test_examples_in_docstrings_hold(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02-02", "2020-02-02", "2020-02-02"),
        ("2019-02~", "2019-02-01", "2019-02-28"),
        ("2019-24", "2019-12-01", "2020-02-29"),
        ("2019-22", "2019-06-01", "2019-08-31"),
        ("2020-02-03/2020-02-09", "2020-02-03", "2020-02-09"),
    ],
)
def test_span_gives_the_days_that_a_value_allows(value: str, first: str, last: str) -> None:
    days = dates.span(value)
    assert days is not None
    assert [day.isoformat() for day in days] == [first, last]


@pytest.mark.parametrize("value", [None, "", "soon", "2020-13", "2020-02-30", "../2020", "2020/..", "2021/2020"])
def test_span_gives_nothing_for_what_is_open_or_wrong(value: str | None) -> None:
    assert dates.span(value) is None


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "stated"),
        ({"claimants": ["state/TUR"]}, "stated"),
        ({"claimants": ["force/TUR"]}, "stated"),
        ({"claimants": ["state/SYR"]}, "alleged"),
        ({"claimants": ["state/RUS", "state/TUR"]}, "alleged"),
        ({"claimants": ["organization/nato"]}, "alleged"),
        ({"content_of": "c9"}, "alleged"),
        ({"claimants": ["state/TUR"], "content_of": "c9"}, "alleged"),
        ({"modality": "planned"}, "planned"),
        ({"modality": "demanded", "claimants": ["state/SYR"]}, "planned"),
        ({"modality": "possible"}, "planned"),
        ({"polarity": "denied"}, "denied"),
        ({"polarity": "denied", "modality": "planned"}, "denied"),
    ],
)
def test_standing_of_a_claim(more: dict[str, Any], expected: str) -> None:
    graph = graph_of(claim(1, "state/TUR", "state/SYR", **more))
    assert standing(graph, "state/TUR", "state/SYR", "c1") == expected


def test_two_actors_without_a_country_are_not_one_voice() -> None:
    graph = graph_of(claim(1, "group/a", "state/SYR", claimants=["organization/nato"]))
    assert standing(graph, "group/a", "state/SYR", "c1") == "alleged"


def test_either_end_speaks_for_a_symmetric_relation() -> None:
    graph = graph_of(claim(1, "state/TUR", "state/RUS", relation="metWith", claimants=["state/RUS"]))
    assert standing(graph, "state/TUR", "state/RUS", "c1") == "stated"


def test_only_stated_claims_with_a_quad_class_count() -> None:
    graph = graph_of(
        claim(1, "state/TUR", "state/SYR"),
        claim(2, "state/TUR", "state/SYR", date="2020-02-03", polarity="denied"),
        claim(3, "state/TUR", "state/SYR", date="2020-02-04", modality="planned"),
        claim(4, "state/TUR", "state/SYR", date="2020-02-05", content_of="c9"),
        claim(5, "state/TUR", "state/SYR", date="2020-02-06", claimants=["state/SYR"]),
        claim(6, "state/TUR", "organization/nato", relation="memberOf", quad=None, goldstein=None),
    )
    assert [event.claims for event in events(graph)] == [("c1",)]
    assert [event.claims for event in events(graph, alleged=True)] == [("c1",), ("c4",), ("c5",)]


def test_the_same_deed_in_two_documents_is_one_event_and_two_reports() -> None:
    graph = graph_of(claim(1, "state/TUR", "state/SYR"), claim(2, "state/TUR", "state/SYR"))
    (row,) = measures.dyads(graph)
    assert (row["events"], row["reports"], row["net"], row["mean"]) == (1, 2, -9.0, -9.0)


@pytest.mark.parametrize("other", [{"date": "2020-02-03"}, {"relation": "shelled"}, {"date": None}])
def test_another_day_or_deed_is_another_event(other: dict[str, Any]) -> None:
    graph = graph_of(claim(1, "state/TUR", "state/SYR"), claim(2, "state/TUR", "state/SYR", **other))
    assert measures.dyads(graph)[0]["events"] == 2


def test_undated_claims_meet_in_their_own_document_only() -> None:
    undated = {"date": None}
    same = graph_of(*(claim(n, "state/TUR", "state/SYR", document="d", **undated) for n in (1, 2)))
    apart = graph_of(*(claim(n, "state/TUR", "state/SYR", **undated) for n in (1, 2)))
    assert len(events(same)) == 1
    assert len(events(apart)) == 2


def test_a_group_counts_once_for_the_receiver_and_once_for_each_pair() -> None:
    sources = ["state/TUR", "state/RUS", "organization/nato"]
    graph = graph_of(*(claim(n, s, "state/SYR", document="d", group="g") for n, s in enumerate(sources)))
    received = {row["actor"]: row for row in measures.actors(graph)}["state/SYR"]
    assert (received["events"], received["in_degree"], received["reports"], received["net_in"]) == (1, 1, 1, -9.0)
    assert [row["events"] for row in measures.dyads(graph)] == [1, 1, 1]


def test_a_group_of_another_document_is_another_group() -> None:
    graph = graph_of(
        claim(1, "state/TUR", "state/SYR", group="g"), claim(2, "state/RUS", "state/SYR", group="g", document="d9")
    )
    assert len(events(graph)) == 2


def test_direction() -> None:
    graph = graph_of(
        claim(1, "state/TUR", "state/SYR"),
        claim(2, "state/SYR", "state/TUR"),
        claim(3, "state/TUR", "state/RUS", relation="metWith", quad="verbal cooperation", goldstein=2.5),
        claim(4, "state/RUS", "state/TUR", relation="metWith", quad="verbal cooperation", goldstein=2.5),
    )
    unordered = {(row["a"], row["b"]): row["events"] for row in measures.dyads(graph)}
    assert unordered == {("state/SYR", "state/TUR"): 2, ("state/RUS", "state/TUR"): 1}
    ordered = {(row["a"], row["b"]): row["reports"] for row in measures.dyads(graph, directed=True)}
    assert ordered == {
        ("state/SYR", "state/TUR"): 1,
        ("state/TUR", "state/SYR"): 1,
        ("state/RUS", "state/TUR"): 2,
        ("state/TUR", "state/RUS"): 2,
    }


def test_shares_and_dates_of_a_pair() -> None:
    graph = graph_of(
        claim(1, "state/TUR", "state/SYR", date="2020-02"),
        claim(2, "state/TUR", "state/SYR", date="2020-03-05"),
        claim(3, "state/SYR", "state/TUR", relation="praised", quad="verbal cooperation", goldstein=4.0, date=None),
    )
    (row,) = measures.dyads(graph)
    assert row["shares"] == {
        "material conflict": 0.6667,
        "verbal conflict": 0.0,
        "verbal cooperation": 0.3333,
        "material cooperation": 0.0,
    }
    assert (row["first"], row["last"], row["net"], row["mean"]) == ("2020-02-01", "2020-03-05", -14.0, -4.67)
    assert (row["a_name"], row["b_name"]) == ("Syria", "Turkey")


def test_by_country_puts_the_army_with_its_state() -> None:
    graph = graph_of(
        claim(1, "force/TUR", "force/SYR"),
        claim(2, "state/TUR", "state/SYR"),
        claim(3, "organization/nato", "state/TUR"),
        claim(4, "force/GRC", "state/TUR"),
    )
    graph.nodes["force/GRC"]["country"] = "GRC"
    rows = {(row["a"], row["b"]): (row["events"], row["reports"]) for row in measures.dyads(graph, by="country")}
    assert rows[("state/SYR", "state/TUR")] == (1, 2)
    assert rows[("organization/nato", "state/TUR")] == (1, 1)
    named = {row["actor"]: (row["name"], row["country"]) for row in measures.actors(graph, by="country")}
    assert named["state/GRC"] == ("GRC", "GRC")


def test_betweenness_is_of_the_one_in_the_middle() -> None:
    graph = graph_of(claim(1, "state/TUR", "state/RUS"), claim(2, "state/RUS", "state/SYR"))
    assert {row["actor"]: row["betweenness"] for row in measures.actors(graph)} == {
        "state/RUS": 0.5,
        "state/SYR": 0.0,
        "state/TUR": 0.0,
    }


def test_the_strongest_come_first() -> None:
    praise = {"relation": "praised", "quad": "verbal cooperation", "goldstein": 4.0}
    graph = graph_of(
        claim(1, "state/TUR", "state/RUS", **praise),
        claim(2, "state/TUR", "state/SYR"),
        claim(3, "organization/nato", "state/RUS"),
        claim(4, "state/SYR", "organization/nato", **praise),
        claim(5, "state/SYR", "organization/nato", **praise),
    )
    rows = measures.dyads(graph)
    assert [(row["rank"], row["a_name"], row["b_name"]) for row in rows] == [
        (1, "NATO", "Syria"),  # two reports of one event
        (2, "NATO", "Russia"),  # -9, as the next: then the names decide
        (3, "Syria", "Turkey"),
        (4, "Russia", "Turkey"),  # +4
    ]
    first = measures.actors(graph)[0]
    assert (first["rank"], first["actor"]) == (1, "organization/nato")


def test_unnamed_actors_have_no_rows_but_what_they_did_counts() -> None:
    graph = graph_of(
        claim(1, "state/TUR", "state/SYR"),
        claim(2, "doc/d2/rebels", "state/SYR"),
        claim(3, "doc/d3/envoy", "state/SYR"),
    )
    graph.nodes["doc/d3/envoy"]["country"] = "TUR"
    assert {row["actor"]: row["events"] for row in measures.actors(graph)} == {"state/SYR": 3, "state/TUR": 1}
    assert [(row["a"], row["b"]) for row in measures.dyads(graph)] == [("state/SYR", "state/TUR")]
    assert len(measures.actors(graph, unnamed=True)) == 4
    assert len(measures.dyads(graph, unnamed=True)) == 3
    (row,) = measures.dyads(graph, by="country")  # the envoy is Turkey then
    assert (row["b"], row["reports"]) == ("state/TUR", 2)


def test_an_actor_has_a_net_score_and_first_and_last_days() -> None:
    praise = {"relation": "praised", "quad": "verbal cooperation", "goldstein": 4.0, "date": "2020-03"}
    graph = graph_of(claim(1, "state/TUR", "state/SYR"), claim(2, "state/SYR", "state/TUR", **praise))
    row = measures.actors(graph)[0]
    assert (row["net"], row["first"], row["last"]) == (-5.0, "2020-02-02", "2020-03-31")


def test_nothing_in_nothing_out() -> None:
    assert measures.actors(graph_of()) == []
    assert measures.dyads(graph_of()) == []


def test_another_roll_up_is_refused() -> None:
    with pytest.raises(ValueError, match="continent"):
        measures.dyads(graph_of(), by="continent")


def test_measures_do_not_change_the_graph_nor_depend_on_the_order_of_claims() -> None:
    claims = [claim(n, *pair) for n, pair in enumerate([("a", "b"), ("b", "c"), ("c", "a"), ("a", "b"), ("b", "a")])]
    graph, turned = graph_of(*claims), graph_of(*claims[::-1])
    before = copy.deepcopy((dict(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))))
    results = [(measures.actors(g), measures.dyads(g), measures.dyads(g, by="country")) for g in (graph, turned)]
    assert results[0] == results[1]
    assert before == (dict(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))


# ---- From a store

TEXT = "Lavrov said that Turkey had attacked Syria and had attacked again."


def record() -> Record:
    """One claim by a chain of voices, with a trigger that stands twice in its sentence."""

    def actor(entity: str, kind: str, country: str, word: str) -> Actor:
        start = TEXT.index(word)
        return Actor(entity, word, kind, country, "GOV", start, start + len(word), word)

    source, target = actor("state/TUR", "State", "TUR", "Turkey"), actor("state/SYR", "State", "SYR", "Syria")
    voice = actor("person/sergey-lavrov", "Person", "RUS", "Lavrov")
    start = TEXT.rindex("attacked")
    trigger = Span(start, start + 8, "attacked")
    made = Claim(
        id=claim_id("d 1/a", "attacked", source, target, trigger, "affirmed", "actual"),
        relation="attacked",
        plover="ASSAULT",
        modes=(),
        cameo="190",
        quad="material conflict",
        goldstein=-9.0,
        source=source,
        target=target,
        trigger=trigger,
        polarity="affirmed",
        modality="actual",
        evidence=Span(0, len(TEXT), TEXT),
        confidence=0.9,
        rule="made by hand",
        claimants=(target, voice),
        event_date=EventDate("2020-02-02", "day", "published", None, None, None),
    )
    document = Document("d 1/a", TEXT, "A title", "2020-02-04", "https://news.example/1", "North Wire")
    entities = tuple(Entity(a.entity, a.name, a.type, a.country, a.sector) for a in (source, target, voice))
    return Record(
        document.id, document.title, document.published, document.url, document.publisher, (), entities, (made,)
    )


def check_loaded(graph: nx.MultiDiGraph) -> None:
    ((source, target, _, data),) = graph.edges(keys=True, data=True)
    assert (source, target) == ("state/TUR", "state/SYR")
    assert data["claimants"] == ("state/SYR", "person/sergey-lavrov")
    assert (data["relation"], data["label"], data["symmetric"]) == ("attacked", "attacked", False)
    assert (data["plover"], data["quad"], data["goldstein"]) == ("ASSAULT", "material conflict", -9.0)
    assert (data["date"], data["document"], data["published"]) == ("2020-02-02", "d 1/a", "2020-02-04")
    assert (data["title"], data["publisher"], data["url"]) == ("A title", "North Wire", "https://news.example/1")
    assert data["evidence"] == TEXT
    assert data["trigger_at"] == TEXT.rindex("attacked")
    assert graph.nodes["person/sergey-lavrov"] == {
        "name": "Lavrov",
        "type": "Person",
        "country": "RUS",
        "sector": "GOV",
    }


def test_claims_come_from_a_store_and_from_an_rdflib_dataset() -> None:
    with GraphStore.memory() as store:
        store.load_ontology()
        store.replace_document(record())
        check_loaded(network.load(lambda text: store.query(text).rows))
        check_loaded(network.load(network.rows(store.dataset)))


def test_many_documents_that_describe_the_same_actors_are_read_in_no_time() -> None:
    """Joined by OPTIONAL, the descriptions of 60 documents would be 60 to the fourth rows for each actor."""
    with GraphStore.memory() as store:
        for number in range(60):
            store.replace_document(full_record(f"d{number}"))
        graph = network.load(lambda text: store.query(text).rows)
    assert graph.nodes["state/TUR"] == {"name": "Turkey", "type": "State", "country": "TUR", "sector": "GOV"}
    assert graph.number_of_edges("state/TUR", "state/SYR") == 60


def test_an_empty_store_gives_an_empty_graph() -> None:
    assert len(network.load(network.rows(Dataset(default_union=True)))) == 0


# ---- The script that users copy


def test_dyad_year_prints_a_row_a_month_and_plots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with GraphStore.create(tmp_path / "graph") as store:
        told = record()
        own = tuple(Claim(**{**vars(c), "claimants": ()}) for c in told.claims)
        store.replace_document(Record(**{**vars(told), "claims": own}))
    main = runpy.run_path(str(SCRIPT))["main"]
    assert main([str(tmp_path / "graph"), "TUR", "SYR", "2020"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[2] == ["Feb", "1", "1", "-9.0"]
    assert lines[1] == ["Jan", "0", "0", "0.0"]
    assert lines[-1] == ["year", "1", "1", "-9.0"]
    pytest.importorskip("matplotlib", reason="matplotlib is not installed, so nothing is plotted")
    assert main([str(tmp_path / "graph"), "state/TUR", "state/SYR", "2020", "--plot", str(tmp_path / "y.png")]) == 0
    assert (tmp_path / "y.png").read_bytes().startswith(b"\x89PNG")


def test_dyad_year_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = runpy.run_path(str(SCRIPT))
    assert script["main"]([str(tmp_path / "none"), "TUR", "SYR", "2020"]) == 2
    assert "none" in capsys.readouterr().err
    with GraphStore.create(tmp_path / "graph"):
        pass
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert script["main"]([str(tmp_path / "graph"), "A", "B", "2020", "--plot", str(tmp_path / "y.png")]) == 2
    assert 'pip install "kg[analysis]"' in capsys.readouterr().err
