"""Exports: each format is read back by a library that knows it, and holds what it should and nothing else."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import functools
import io
import json
import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from hand_made import actor, claim, find, record
from rdflib import Dataset, Graph

import kg
from kg import cli, export
from kg.export import polecat, table
from kg.export.events import events
from kg.graph import dump, query, rdf, sorting
from kg.graph.store import GraphStore
from kg.model import Actor, Claim, ClaimPlace, Count, Entity, EventDate, Record, Span, Tenure

Run = Callable[..., Result]
TEXT_FORMATS = sorted(set(export.FORMATS) - set(export.BINARY))


def _end(entity: str, name: str, type: str, country: str | None, sector: str | None, start: int, text: str) -> Actor:
    return Actor(entity, name, type, country, sector, start, start + len(text), text)


def _act(relation: str, source: Actor | None, target: Actor | None, at: int, **more: Any) -> Claim:
    more = {"evidence": Span(0, 40, "-1+1 happened,\tthey said"), **more}
    return claim("d2", relation, source, target, Span(at, at + 3, "act"), 0, **more)


SERBIA = _end("state/SRB", "Serbia", "State", "SRB", "GOV", 100, "Serbia")
KOSOVO = _end("state/XKX", "Kosovo", "State", "XKX", "GOV", 110, "Kosovo")
UN = _end("organization/un", "United Nations", "InternationalOrganisation", None, None, 120, "the UN")
MINISTER = _end("person/ana-novak", "Ana Novak", "Person", "SRB", "GOV", 130, "=Novak;\tthe minister\x07")
REBELS = _end("doc/d2/rebels", "rebels", "ArmedGroup", None, "REB", 140, "the rebels")
PRAISE: dict[str, Any] = {
    "plover": "SUPPORT",
    "cameo": "051",
    "quad": "verbal cooperation",
    "goldstein": 5.0,
    "group": "d2:10-13",
}
MONTH = EventDate("2020-01", "month", "stated", 60, 67, "January")


def second(**changes: Any) -> Record:
    """A document with a group, mutual and doerless acts, own words, vague dates, and texts that are hard to write."""
    claims = (
        *(_act("praised", end, UN, 10, **PRAISE) for end in (SERBIA, KOSOVO)),
        _act("accused", SERBIA, KOSOVO, 20, plover="ACCUSE", group="d2:20-23"),
        _act("accused", KOSOVO, SERBIA, 20, plover="ACCUSE", group="d2:20-23"),
        _act("bombed", MINISTER, KOSOVO, 30, event_date=MONTH, claimants=(SERBIA,), places=_places()),
        _act("killed", None, REBELS, 40, counts=(Count("killed", 6, 6, 42, 45, "six"),)),
        _act("attacked", REBELS, SERBIA, 50, claimants=(SERBIA,)),
        _act("attacked", REBELS, KOSOVO, 55, modality="possible"),
    )
    made = Record(
        id="d2",
        title="@SUM(1)",
        published="2020-02-05T10:00:00Z",
        url=None,
        publisher=None,
        entities=(
            *(Entity(e.entity, e.name, e.type, e.country, e.sector) for e in (SERBIA, KOSOVO, UN, REBELS)),
            Entity(
                *("person/ana-novak", "Ana Novak", "Person", "SRB", "GOV"),
                offices=(Tenure("defence-minister", "SRB", "2019"), Tenure("prime-minister", "SRB", "2021-01-01")),
            ),
        ),
        claims=claims,
    )
    return dataclasses.replace(made, **changes)


def _places() -> tuple[ClaimPlace, ...]:
    return (
        ClaimPlace("from", "place/1", "Nis", "SRB", 1, 43.3, 21.9, 70, 73, "Nis"),
        ClaimPlace("at", "state/XKX", "Kosovo", "XKX", None, None, None, 80, 86, "Kosovo"),
        ClaimPlace("at", "place/2", "Pristina", "XKX", 2, 42.7, 21.2, 90, 98, "Pristina"),
    )


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "graph"
    with GraphStore.create(path) as store:
        store.load_ontology()
        for each in (second(), record()):
            store.replace_document(each)
    return path


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(cli.main, [str(a) for a in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def written(run: Run, graph: Path, tmp_path: Path) -> Callable[..., Path]:
    def write(format: str, *options: str) -> Path:
        out = tmp_path / f"out.{format}"
        result = run("export", graph, "--format", format, "-o", out, *options)
        assert result.exit_code == 0 and result.stdout == "", result.stderr
        return out

    return write


# The command.


def test_the_command_knows_the_formats_and_no_others() -> None:
    assert set(cli.EXPORT_FORMATS) == set(export.FORMATS)


def test_every_format_is_explained() -> None:
    root = Path(kg.__file__).parents[1]
    for page in ("README.md", "docs/export.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert [name for name in export.FORMATS if f"`{name}`" not in text] == [], page


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_text_goes_to_standard_output_and_words_to_standard_error(
    run: Run, graph: Path, written: Callable[..., Path], format: str
) -> None:
    for output in ([], ["-o", "-"]):
        result = run("export", graph, "--format", format, *output)
        assert result.exit_code == 0 and result.stderr.splitlines()[0].split()[1] in {
            "documents.",
            "claims.",
            "events.",
            "sentences.",
        }
        assert result.stdout_bytes == written(format).read_bytes()


def test_what_cannot_be_exported_is_said_in_plain_words(run: Run, graph: Path, tmp_path: Path) -> None:
    missing = run("export", tmp_path / "none", "--format", "csv", "-o", tmp_path / "out.csv")
    assert missing.exit_code == 2 and "there is no such graph" in missing.stderr
    assert not (tmp_path / "out.csv").exists()
    assert "is not one of" in run("export", graph, "--format", "xlsx").stderr
    assert "make" in run("export", graph, "--format", "csv", "-o", tmp_path / "no" / "x.csv").stderr
    assert "name a file with -o" in run("export", graph, "--format", "parquet").stderr
    assert "name a file with -o" in run("export", graph, "--format", "parquet", "-o", "-").stderr
    assert "--alleged goes with" in run("export", graph, "--format", "csv", "--alleged").stderr


def test_a_graph_is_not_written_over(run: Run, graph: Path) -> None:
    before = sorted(path.name for path in graph.iterdir())
    for output in (graph, graph / "CURRENT"):
        result = run("export", graph, "--format", "csv", "-o", output)
        assert result.exit_code == 2 and "this is the graph itself" in result.stderr
    assert sorted(path.name for path in graph.iterdir()) == before


def test_an_error_midway_leaves_the_old_file(
    run: Run, graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")

    def broken(store: GraphStore) -> Any:
        yield from list(good(store))[:1]
        raise nx.NetworkXError("midway")

    good = table.rows
    monkeypatch.setattr(table, "rows", broken)
    with pytest.raises(nx.NetworkXError, match="midway"):
        run("export", graph, "--format", "csv", "-o", out)
    assert out.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["out.csv"]


_ALL = """
import hashlib, io, sys
from kg.export import FORMATS
from kg.graph.store import GraphStore
with GraphStore.read(sys.argv[1]) as store:
    for name, write in FORMATS.items():
        file = io.BytesIO()
        write(store, file)
        print(name, hashlib.sha256(file.getvalue()).hexdigest())
"""


def test_the_same_bytes_whatever_the_hash_seed_and_the_order_of_documents(graph: Path, tmp_path: Path) -> None:
    other = tmp_path / "graph"
    with GraphStore.create(other) as store:
        for each in (record(), second()):
            store.replace_document(dataclasses.replace(each, claims=each.claims[::-1]))
    told = []
    for seed, path in (("1", graph), ("4242", other)):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _ALL, str(path)]
        root = Path(kg.__file__).parents[1]
        told.append(
            subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True).stdout
        )
    assert told[0].count("\n") == len(export.FORMATS)
    assert told[0] == told[1]


def test_nothing_of_today_is_in_a_file(written: Callable[..., Path]) -> None:
    today = datetime.date.today().isoformat()
    for format in export.FORMATS:
        content = written(format).read_bytes()
        assert today.encode() not in content and b"lastmodified" not in content, format


# Of a large graph little is held in memory at a time.


@pytest.fixture
def several() -> Iterator[GraphStore]:
    """Nine documents of eight claims each."""
    with GraphStore.memory() as store:
        store.load_ontology()
        store.add_documents([record(f"d{number}") for number in range(9)])
        store.refresh_events()
        yield store


@pytest.mark.parametrize("format", ["csv", "parquet", "polecat", "plover"])
def test_documents_are_read_one_by_one(format: str, several: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: weakref.WeakSet[Record] = weakref.WeakSet()
    most = [0]
    read = GraphStore.record

    def watched(store: GraphStore, document: str) -> Record:
        found = read(store, document)
        alive.add(found)
        most[0] = max(most[0], len(alive))
        return found

    monkeypatch.setattr(GraphStore, "record", watched)
    assert export.FORMATS[format](several, io.BytesIO()).count > 9
    assert 0 < most[0] <= 2


@pytest.mark.parametrize("format", export.NETWORKS)
def test_networks_ask_for_a_few_documents_at_a_time(
    format: str, several: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    ask = GraphStore.query

    def watched(store: GraphStore, text: str, **options: Any) -> query.Answer:
        found = ask(store, text, **options)
        sizes.append(len(found.rows))
        return found

    monkeypatch.setattr(GraphStore, "query", watched)
    written, most = {}, {}
    for batch in (9, 2):
        monkeypatch.setattr(export.networks, "BATCH", batch)
        sizes.clear()
        assert export.FORMATS[format](several, written.setdefault(batch, io.BytesIO())).count == 27
        most[batch] = max(sizes)
    assert most[2] <= most[9] / 4
    assert written[2].getvalue() == written[9].getvalue()


@pytest.mark.parametrize("format", dump.FORMATS)
def test_rdf_in_many_pieces_is_the_same(graph: Path, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    """Graphs that memory holds neither to sort nor to write give what they would give whole."""
    with GraphStore.read(graph) as store:
        whole = store.dump(format)
        monkeypatch.setattr(dump, "PIECE", 7)
        monkeypatch.setattr(dump, "SPOOL", 100)
        monkeypatch.setattr(dump, "in_order", functools.partial(sorting.in_order, at_once=2000))
        pieces = list(store.dump_pieces(format))
    assert b"".join(pieces) == whole
    assert len(pieces) > 10 and max(map(len, pieces)) < len(whole) / 5


@pytest.mark.parametrize("at_once", [1, 30, 31, 1000, 10**6])
def test_lines_are_sorted_each_once_however_many_memory_holds(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "READ", 10)
    lines = [f"line {number * 7919 % 101} {'é' * (number % 5)}\n".encode() for number in range(300)]
    assert list(sorting.in_order(lines, at_once=at_once)) == sorted(set(lines))
    assert list(sorting.in_order([], at_once=at_once)) == []


# RDF.


def _quads(path: Path, format: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(path=str(path), format=format))


def test_rdf_is_the_graph_without_the_ontology(graph: Path, written: Callable[..., Path]) -> None:
    with GraphStore.read(graph) as store:
        expected = _quads_of(store.dump("nquads"))
        assert len(expected) > 200
    assert _quads(written("nquads"), ox.RdfFormat.N_QUADS) == expected
    assert _quads(written("trig"), ox.RdfFormat.TRIG) == expected
    assert _quads(written("jsonld"), ox.RdfFormat.JSON_LD) == expected
    union = {ox.Quad(q.subject, q.predicate, q.object, ox.DefaultGraph()) for q in expected}
    assert _quads(written("turtle"), ox.RdfFormat.TURTLE) == union
    lines = written("nquads").read_text().splitlines()
    by_graph = [line.rsplit(" ", 2)[1] for line in lines]
    assert by_graph == sorted(by_graph) and len(lines) == len(set(lines)) == len(expected)


def _quads_of(content: bytes) -> set[ox.Quad]:
    return set(ox.parse(content, format=ox.RdfFormat.N_QUADS))


def test_rdflib_reads_it_and_a_store_that_is_filled_from_it_has_the_same_records(written: Callable[..., Path]) -> None:
    quads = Dataset().parse(written("nquads"), format="nquads")
    assert len(quads) == len(Dataset().parse(written("trig"), format="trig"))
    assert len(Graph().parse(written("turtle"), format="turtle")) > 200
    with GraphStore.memory() as store:
        store._inner.load(path=str(written("trig")), format=ox.RdfFormat.TRIG)
        assert list(store.records()) == [rdf.normalised(record()), rdf.normalised(second())]


# Tables.


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_csv_has_every_claim_with_its_standing(written: Callable[..., Path]) -> None:
    rows = _csv(written("csv"))
    assert list(rows[0]) == list(table.COLUMNS)
    assert {row["claim"] for row in rows} == {c.id for r in (record(), second()) for c in r.claims}
    attack = next(row for row in rows if row["first_day"] == "2020-02-03")
    assert attack | {
        "relation": "attacked", "plover": "ASSAULT", "modes": "aerial; heavy-weapons", "quad": "material conflict",
        "goldstein": "-9.0", "source_entity": "state/TUR", "target_entity": "state/SYR", "target_text": "Syria",
        "polarity": "affirmed", "modality": "actual", "standing": "stated", "voice": "report", "confidence": "0.87",
        "date": "2020-02-03", "date_precision": "day", "last_day": "2020-02-03", "place_name": "Idlib",
        "place_lat": "35.93", "place_geonames": "169577", "killed_min": "6", "killed_max": "",
        "counts": "killed at least 6",
        "document": "d1", "publisher": "Example", "url": "https://example.org/a page", "title": record().title,
        "evidence": record().claims[1].evidence.text, "trigger": "attacked", "published": "2020-02-04",
    } == attack  # fmt: skip
    standings = {(row["document"], row["relation"], row["standing"]) for row in rows}
    assert {("d1", "attacked", "alleged"), ("d1", "attacked", "denied"), ("d1", "visited", "planned")} <= standings
    reported = next(row for row in rows if row["standing"] == "alleged" and row["relation"] == "attacked")
    assert (reported["voice"], reported["voice_names"]) == ("state/TUR; state/RUS", "Turkey; Russia")


def test_csv_follows_rfc_4180_and_runs_no_formula(written: Callable[..., Path]) -> None:
    content = written("csv").read_bytes()
    assert content.endswith(b"\r\n") and b'"A ""quoted"" title,\nin two lines"' in content
    rows = _csv(written("csv"))
    assert {row["title"] for row in rows} == {record().title, "'@SUM(1)"}
    assert "'=Novak;\tthe minister\x07" in {row["source_text"] for row in rows}
    assert "'-1+1 happened,\tthey said" in {row["evidence"] for row in rows}
    assert {"-9.0", "5.0"} <= {row["goldstein"] for row in rows}  # numbers stay numbers
    texts = [value for row in rows for name, value in row.items() if table.COLUMNS[name] is str]
    assert not [value for value in texts if value.startswith(("=", "+", "-", "@"))]


def test_parquet_has_the_same_rows_with_types(graph: Path, written: Callable[..., Path]) -> None:
    from pyarrow import parquet

    read = parquet.read_table(written("parquet"))
    with GraphStore.read(graph) as store:
        assert read.to_pylist() == list(table.rows(store))
    types = {field.name: str(field.type) for field in read.schema}
    assert {types[name] for name in ("goldstein", "confidence", "place_lat")} == {"double"}
    assert (types["first_day"], types["killed_min"], types["evidence"]) == ("date32[day]", "int64", "string")
    assert "@SUM(1)" in read.column("title").to_pylist()


def test_parquet_is_written_in_batches(written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    monkeypatch.setattr(export.parquet, "BATCH", 3)
    file = parquet.ParquetFile(written("parquet"))
    assert file.num_row_groups == 6 and file.metadata.num_rows == 16


def test_without_pyarrow_the_error_says_what_to_install(
    run: Run, graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("export", graph, "--format", "parquet", "-o", tmp_path / "x.parquet")
    assert result.exit_code == 2 and "pip install pyarrow" in result.stderr and list(tmp_path.iterdir()) == []


def test_days_that_are_open_are_empty() -> None:
    since = EventDate("2014/..", "interval", "stated", 60, 67, "since 2014")
    made = second(claims=(_act("attacked", SERBIA, KOSOVO, 10, event_date=since),))
    with GraphStore.memory() as store:
        store.replace_document(made)
        (row,) = table.rows(store)
    assert (row["date"], row["first_day"], row["last_day"]) == ("2014/..", datetime.date(2014, 1, 1), None)


# Networks.


def _edges(network: nx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return {(source, target, data["relation"]) for source, target, data in network.edges(data=True)}


STATED = {
    ("state/TUR", "state/SYR", "attacked"),
    ("person/sergey-lavrov", "state/TUR", "accused"),
    ("state/TUR", "state/RUS", "metWith"),
    ("state/SRB", "organization/un", "praised"),
    ("state/XKX", "organization/un", "praised"),
    ("state/SRB", "state/XKX", "accused"),
    ("state/XKX", "state/SRB", "accused"),
    ("person/ana-novak", "state/XKX", "bombed"),
}
ALLEGED = {
    ("state/TUR", "state/RUS", "breached"),
    ("state/SYR", "state/TUR", "attacked"),
    ("doc/d2/rebels", "state/SRB", "attacked"),
}
READERS = {
    "graphml": lambda path: nx.read_graphml(path, force_multigraph=True),
    "gexf": lambda path: nx.MultiDiGraph(nx.read_gexf(path)),
}


@pytest.mark.parametrize("format", READERS)
def test_networks_open_with_direction_dates_and_scores(written: Callable[..., Path], format: str) -> None:
    network = READERS[format](written(format))
    assert network.is_directed() and _edges(network) == STATED
    assert set(network) == {end for source, target, _ in STATED for end in (source, target)}
    node = network.nodes["person/sergey-lavrov"]
    assert (node["label"], node["type"], node["country"], node["sector"]) == ("Sergey Lavrov", "Person", "RUS", "GOV")
    (attack,) = network.get_edge_data("state/TUR", "state/SYR").values()
    assert attack["score"] == -9.0 and attack["confidence"] == 0.87
    assert (attack["date"], attack["start"], attack["end"]) == ("2020-02-03",) * 3
    told = {name: attack[name] for name in ("plover", "quad", "voice", "polarity", "modality", "document", "claim")}
    assert told == {
        "plover": "ASSAULT", "quad": "material conflict", "voice": "report", "polarity": "affirmed",
        "modality": "actual", "document": "d1", "claim": record().claims[1].id,
    }  # fmt: skip
    assert attack["evidence"].startswith("Turkey attacked Syria")
    (bombed,) = network.get_edge_data("person/ana-novak", "state/XKX").values()
    assert (bombed["voice"], bombed["start"], bombed["end"]) == ("state/SRB", "2020-01-01", "2020-01-31")


@pytest.mark.parametrize("format", READERS)
def test_what_is_alleged_is_in_networks_on_request_and_what_is_denied_never(
    written: Callable[..., Path], format: str
) -> None:
    network = READERS[format](written(format, "--alleged"))
    assert _edges(network) == STATED | ALLEGED
    (reported,) = network.get_edge_data("state/SYR", "state/TUR").values()
    assert (reported["standing"], reported["voice"]) == ("alleged", "state/TUR; state/RUS")


def test_gexf_has_the_days_of_nodes_and_edges(written: Callable[..., Path]) -> None:
    network = nx.read_gexf(written("gexf"))
    assert network.graph["mode"] == "dynamic"
    days = {node: (data.get("start"), data.get("end")) for node, data in network.nodes(data=True)}
    assert days["state/SYR"] == ("2020-02-03", "2020-02-03")
    assert days["person/ana-novak"] == ("2020-01-01", "2020-01-31")
    assert days["state/TUR"] == (None, None)  # it has met Russia on a day that is not told: it is always there
    assert b'timeformat="date"' in written("gexf").read_bytes()


@pytest.mark.parametrize("format", READERS)
def test_characters_that_xml_has_not_become_spaces(tmp_path: Path, format: str) -> None:
    ends = (actor("state/TUR", "Turkey", 0), actor("state/SYR", "Syria", 0))
    odd = claim("d1", "attacked", *ends, find("attacked", 0), 0, evidence=Span(0, 9, "a\x0b<b>&\ufffe𝄞é"))
    with GraphStore.memory() as store:
        store.replace_document(record(claims=(odd,)))
        with (tmp_path / "odd").open("wb") as file:
            export.FORMATS[format](store, file)
    ((_, _, data),) = READERS[format](tmp_path / "odd").edges(data=True)
    assert data["evidence"] == "a <b>& 𝄞é"


@pytest.mark.parametrize("format", READERS)
def test_several_documents_describe_one_node_and_its_days_are_those_of_all_its_edges(format: str) -> None:
    ends = (actor("state/TUR", "Turkey", 0), actor("state/SYR", "Syria", 0))
    days = {
        name: EventDate(value, "month", "published", None, None, None)
        for name, value in (("a", "2021-05"), ("b", "2019-02"))
    }
    kinds = {"a": "InternationalOrganisation", "b": "Organisation"}
    with GraphStore.memory() as store:
        for name, day in days.items():
            named = Entity("state/SYR", f"Syria {name}", kinds[name], "SYR", "GOV")
            attack = claim(name, "attacked", *ends, find("attacked", 0), 0, event_date=day)
            store.replace_document(record(name, entities=(named,), claims=(attack,)))
        file = io.BytesIO()
        export.FORMATS[format](store, file)
    file.seek(0)
    network = nx.read_gexf(file) if format == "gexf" else nx.read_graphml(file, force_multigraph=True)
    syria = network.nodes["state/SYR"]
    assert (syria["name"], syria["type"]) == ("Syria a", kinds["a"]) and set(network) == {"state/SYR", "state/TUR"}
    assert network.number_of_edges() == 2 and set(network["state/TUR"]) == {"state/SYR"}
    if format == "gexf":
        assert (syria["start"], syria["end"]) == ("2019-02-01", "2021-05-31")


@pytest.mark.parametrize("format", sorted(export.FORMATS))
def test_an_empty_graph_is_no_error(tmp_path: Path, format: str) -> None:
    file = io.BytesIO()
    with GraphStore.memory() as store:
        store.load_ontology()
        assert export.FORMATS[format](store, file).count == 0


# Events.


def _polecat(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_events_are_what_was_done_in_the_report_s_or_the_doer_s_own_words() -> None:
    assert [event.first.relation for event in events(rdf.normalised(record()))] == ["attacked", "accused", "metWith"]
    found = [event.first.relation for event in events(rdf.normalised(second()))]
    assert found == ["praised", "accused", "bombed", "killed"]
    every = {c.id: c for r in (record(), second()) for c in r.claims}
    counted = {c.id for r in (record(), second()) for event in events(r) for c in event.claims}
    left = [c for c in every.values() if c.id not in counted]
    assert sorted((c.polarity, c.modality, bool(c.claimants), c.plover is None) for c in left) == [
        ("affirmed", "actual", False, True),
        ("affirmed", "actual", True, False),
        ("affirmed", "actual", True, False),
        ("affirmed", "actual", True, False),
        ("affirmed", "planned", False, False),
        ("affirmed", "possible", False, False),
        ("denied", "actual", False, False),
    ]


def test_polecat_has_its_forty_columns_in_order(written: Callable[..., Path]) -> None:
    assert len(polecat.COLUMNS) == 40
    assert polecat.COLUMNS[:9] == (
        *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
        *("Actor Name", "Actor Country"),
    )
    assert polecat.COLUMNS[9:17] == (
        *("Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID"),
        *("Recipient Name", "Recipient Country"),
    )
    assert polecat.COLUMNS[17:23] == (
        *("Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw"),
        "Wikipedia Recipient ID",
    )
    assert polecat.COLUMNS[23:33] == (
        *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID"),
        *("Raw Placename", "Feature Type"),
    )
    assert polecat.COLUMNS[33:] == (
        *(
            "Source",
            "Publication Date",
            "Story People",
            "Story Organizations",
            "Story Locations",
            "Language",
            "Version",
        ),
    )
    lines = written("polecat").read_text(encoding="utf-8").splitlines()
    assert [line.count("\t") for line in lines] == [39] * 8  # a header and seven events


def test_polecat_codes_an_attack(written: Callable[..., Path]) -> None:
    attack = _polecat(written("polecat"))[0]
    known = {name: value for name, value in attack.items() if value}
    assert known == {
        "Event ID": record().claims[1].id, "Event Date": "2020-02-03", "Event Type": "ASSAULT",
        "Event Mode": "aerial; heavy-weapons", "Intensity": "-9.0", "Quad Code": "MATERIAL CONFLICT",
        "Actor Name": "Turkey", "Actor Country": "TUR", "Primary Actor Sector": "GOV", "Actor Sectors": "GOV",
        "Actor Name Raw": "Turkey", "Recipient Name": "Syria", "Recipient Country": "SYR",
        "Primary Recipient Sector": "GOV", "Recipient Sectors": "GOV", "Recipient Name Raw": "Syria",
        "Placename": "Idlib", "City": "Idlib", "Country": "SYR", "Latitude": "35.93", "Longitude": "36.63",
        "GeoNames ID": "169577", "Raw Placename": "Idlib", "Source": "Example", "Publication Date": "2020-02-04",
        "Story People": "Sergey Lavrov", "Story Locations": "Idlib; Iran; Russia; Syria; Turkey",
        "Language": "en", "Version": f"kg {kg.__version__}",
    }  # fmt: skip


def test_polecat_keeps_groups_together_and_guesses_nothing(written: Callable[..., Path]) -> None:
    praised, accused, bombed, killed = _polecat(written("polecat"))[3:]
    assert (praised["Actor Name"], praised["Actor Country"]) == ("Serbia; Kosovo", "SRB; KOS")
    assert (praised["Recipient Name"], praised["Recipient Country"]) == ("United Nations", "UNO")
    assert (accused["Actor Name"], accused["Recipient Name"]) == ("Serbia; Kosovo", "Serbia; Kosovo")
    assert bombed["Actor Title"] == "defence minister of Serbia" and bombed["Actor Name Raw"] == "=Novak, the minister"
    assert (bombed["Event Date"], bombed["Publication Date"]) == ("", "2020-02-05")  # known to the month alone
    assert (bombed["City"], bombed["Country"]) == ("Pristina", "KOS")
    assert (killed["Actor Name"], killed["Recipient Name"], killed["Recipient Country"]) == ("", "rebels", "")
    empty = ("Contexts", "Actor COW", "Wikipedia Actor ID", "Recipient COW", "District", "Feature Type")
    assert {row[name] for row in (praised, accused, bombed, killed) for name in empty} == {""}
    assert killed["Story Organizations"] == "United Nations"  # "the rebels" are no name


def test_a_province_is_no_city() -> None:
    place = ClaimPlace("at", "place/169387", "Idlib", "SYR", 169387, None, None, 90, 98, "Idlib")
    (event,) = events(second(claims=(_act("attacked", SERBIA, KOSOVO, 10, places=(place,)),)))
    row = dict(zip(polecat.COLUMNS, polecat.row(event), strict=False))
    assert (row["City"], row["Province"], row["Latitude"]) == ("", "Idlib", "")


def _plover(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_plover_has_the_manual_s_fields(written: Callable[..., Path]) -> None:
    rows = _plover(written("plover"))
    assert [row["event"] for row in rows] == [
        [c] for c in "ASSAULT ACCUSE CONSULT SUPPORT ACCUSE ASSAULT ASSAULT".split()
    ]
    assert all({"id", "date", "actor", "event"} <= set(row) for row in rows)
    attack = rows[0]
    assert (attack["date"], attack["quad_code"], attack["event_scale"]) == ("2020-02-03", 4, -9.0)
    assert attack["mode"] == ["aerial", "heavy-weapons"] and "enddate" not in attack
    assert attack["actor"] == [
        {
            "code": "TUR",
            "sector": "GOV",
            "entity_text": "Turkey",
            "identifier_id": "state/TUR",
            "identifier_text": "Turkey",
        }
    ]
    assert [end["code"] for end in attack["recipient"]] == ["SYR"]
    assert attack["event_loc"] == {
        "extracted_place": "Idlib", "resolved_place": "Idlib", "geonameid": 169577, "lat": 35.93, "lon": 36.63,
        "city": "Idlib", "country": "Syria", "country_code": "SYR", "resolution": 4,
    }  # fmt: skip
    assert "size" not in attack and attack["counts"] == [{"what": "killed", "min": 6, "max": None}]
    assert attack["cite_info"]["url"] == "https://example.org/a page" and attack["cite_info"]["citation"] == "d1"


def test_plover_lists_all_who_met_as_actors_and_names_no_unknown_doer(written: Callable[..., Path]) -> None:
    _, _, met, praised, accused, bombed, killed = _plover(written("plover"))
    assert [end["code"] for end in met["actor"]] == ["TUR", "RUS"] and "recipient" not in met
    assert met["participants"][0] | {"role": "mediator", "code": "IRN"} == met["participants"][0]
    assert [end["code"] for end in accused["actor"]] == ["SRB", "KOS"] and "recipient" not in accused
    assert [end["code"] for end in praised["recipient"]] == ["UNO"] and len(praised["claims"]) == 2
    assert (bombed["date"], bombed["enddate"], bombed["date_value"]) == ("2020-01-01", "2020-01-31", "2020-01")
    assert bombed["actor"][0]["office"] == "defence minister of Serbia"
    assert killed["actor"] == [{"sector": "UNK"}] and killed["size"] == {"dead": 6}
    assert (killed["date"], killed["date_basis"]) == ("2020-02-05", "assumed")


def test_plover_leaves_out_what_nothing_dates_and_says_so(run: Run, tmp_path: Path) -> None:
    with GraphStore.create(tmp_path / "graph") as store:
        store.replace_document(second(published=None))
    result = run("export", tmp_path / "graph", "--format", "plover")
    assert [json.loads(line)["relation"] for line in result.stdout.splitlines()] == ["bombed"]
    assert result.stderr == "1 event.\nLeft out for want of a date, which PLOVER demands: 3.\n"


def test_tables_and_events_read_a_document_at_a_time(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written of the first document is written before the second is read."""
    for format in ("csv", "polecat", "plover"):
        with GraphStore.read(graph) as store:
            file, sizes = io.BytesIO(), []
            read = store.record
            monkeypatch.setattr(store, "record", lambda id, r=read, f=file, s=sizes: (s.append(f.tell()), r(id))[1])
            export.FORMATS[format](store, file)
        assert len(sizes) == 2 and sizes[0] < sizes[1] < file.tell(), format
