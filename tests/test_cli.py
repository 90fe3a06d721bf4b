"""The commands, as a person meets them: what they print where, and how they fail."""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hand_made import record

import kg
from kg import build as builder
from kg.cli import main
from kg.errors import InputError, KgError
from kg.graph import rdf
from kg.graph.store import GraphStore
from kg.model import Document, Entity, Record
from kg.output import columns, opened

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, catch_exceptions=False)

    return invoke


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "graph"
    with GraphStore.create(path) as store:
        store.load_ontology()
        store.replace_document(record())
    return path


class Fake:
    """Stands for the extractor: a record without claims for each document; a text with "bad" in it fails."""

    def extract(self, document: Document) -> Record:
        if "bad" in document.text:
            raise InputError("it is bad", where=document.id, remedy="be good")
        return Record(document.id, document.title, document.published, document.url, document.publisher)

    def extract_all(self, documents: object, batch_size: int = 32) -> object:
        return (self.extract(document) for document in documents)  # type: ignore[attr-defined]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction without a language model, for tests of all that is around it."""
    monkeypatch.setattr(builder, "_loaded", lambda model, gazetteers, relation_model: Fake())


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Turkey attacked Syria. Russia did not attack Turkey.\n", encoding="utf-8")
    (folder / "b.jsonl").write_text('{"id": "b1", "text": "France condemned Iran."}\n{"id": "b2"}\n', encoding="utf-8")
    return folder


# Help.


def test_every_command_has_an_example_and_says_what_its_options_do(run: Run) -> None:
    assert "Example:" in run("--help").stdout
    groups = {name: c for name, c in main.commands.items() if isinstance(c, click.Group)}
    inner = {f"{name} {sub}": c for name, group in groups.items() for sub, c in group.commands.items()}
    for name, command in {**{n: c for n, c in main.commands.items() if n not in groups}, **inner}.items():
        shown = run(*name.split(), "--help").stdout
        assert f"kg {name} " in shown.partition("Example:")[2], name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "by":
                assert parameter.help, f"{name} {parameter.name}"


def test_version(run: Run) -> None:
    assert kg.__version__ in run("--version").stdout


def test_python_m_kg_is_kg() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--version"],
        cwd=Path(kg.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"kg, version {kg.__version__}\n"


# Query.


def test_query_formats(run: Run, graph: Path, tmp_path: Path) -> None:
    asked = """SELECT ?name ?score ?group {
      ?c kg:relation kg:accused ; kg:goldstein ?score ; kg:group ?group ; kg:source/skos:prefLabel ?name }"""
    assert run("query", graph, "-e", asked).stdout == "name,score,group\nSergey Lavrov,-3.5,g1\n"
    assert run("query", graph, "-e", asked, "--format", "tsv").stdout == "name\tscore\tgroup\nSergey Lavrov\t-3.5\tg1\n"
    rows = json.loads(run("query", graph, "-e", asked, "--format", "json").stdout)
    assert rows == [{"name": "Sergey Lavrov", "score": -3.5, "group": "g1"}]
    assert "│ Sergey Lavrov │" in run("query", graph, "-e", asked, "--format", "table").stdout
    out = tmp_path / "rows.csv"
    assert run("query", graph, "-e", asked, "-o", out).stdout == ""
    assert out.read_text() == "name,score,group\nSergey Lavrov,-3.5,g1\n"


def test_csv_can_be_read_back_with_quotes_lines_and_gaps(run: Run, graph: Path) -> None:
    result = run(
        "query", graph, "-e", "SELECT ?title ?none { ?d a kg:Document ; dcterms:title ?title }", "--format", "csv"
    )
    assert list(csv.reader(io.StringIO(result.stdout))) == [["title", "none"], [record().title, ""]]


def test_a_table_keeps_control_characters_of_a_document_from_the_terminal(run: Run, graph: Path) -> None:
    shown = run("query", graph, "-e", r'SELECT ("a\u001B[31m[bold]b" AS ?x) {}', "--format", "table").stdout
    assert "\x1b" not in shown and "[bold]b" in shown


def test_a_query_from_a_file_and_by_name(run: Run, graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "my.rq"
    file.write_text("ASK { ?c a kg:Claim }")
    assert run("query", graph, file).stdout == "answer\ntrue\n"
    named = run("query", graph, "own-voice")
    assert named.exit_code == 0 and "Turkey,urn:kg:ontology#attacked,Syria" in named.stdout


def test_the_named_queries_are_listed(run: Run) -> None:
    listed = run("query", "--list").stdout
    assert ["strongest-dyads", "Strongest dyads"] in [re.split("  +", line) for line in listed.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-e", "SELECT ?s {"], "this is no SPARQL query"),
        (["-e", "DROP ALL"], "change the graph"),
        (["-e", "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }"], "SERVICE is not allowed"),
        (["no-such-name"], "--list"),
        (["nowhere.rq"], "nowhere.rq: cannot be read"),
        ([], "give a query"),
        (["own-voice", "-e", "ASK {}"], "give one query"),
        (["own-voice", "--format", "table", "-o", "x"], "terminal"),
    ],
)
def test_query_errors_are_plain_words(run: Run, graph: Path, arguments: list[str], says: str) -> None:
    result = run("query", graph, *arguments)
    assert result.exit_code == 2 and result.stdout == ""
    assert says in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["query", "G", "own-voice"],
        ["validate", "G"],
        ["analyze", "G"],
        ["view", "G", "-o", "x.html"],
        ["export", "G", "--format", "csv"],
        ["remove", "G", "d1"],
    ],
)
def test_a_graph_that_is_not_there_is_an_error(run: Run, tmp_path: Path, command: list[str]) -> None:
    result = run(*(str(tmp_path / "G") if word == "G" else word for word in command))
    assert result.exit_code == 2 and "there is no such graph" in result.stderr and "kg build" in result.stderr


# Validate, analyze, view.


def test_validate_says_what_is_wrong_and_exits_with_1(run: Run, graph: Path, tmp_path: Path) -> None:
    good = run("validate", graph)
    assert (good.exit_code, good.stdout, good.stderr) == (0, "", "All is well.\n")
    with GraphStore.create(tmp_path / "broken") as store:
        store.load_ontology()
        store.replace_document(record(entities=record().entities[1:]))
    bad = run("validate", tmp_path / "broken")
    assert bad.exit_code == 1 and bad.stderr == "1 finding.\n"
    assert "entity:state/TUR" in bad.stdout and "skos:prefLabel" in bad.stdout


def test_analyze_prints_columns_of_plain_text(run: Run, graph: Path, tmp_path: Path) -> None:
    shown = run("analyze", graph, "dyads").stdout
    head, *rows = shown.splitlines()
    columns = "rank actor other actor events reports publishers net first last"
    assert head.split() == columns.split()
    assert rows[0].split() == ["1", "Syria", "Turkey", "1", "1", "1", "-9.0", "2020-02-03", "2020-02-03"]
    assert {row.index("Turkey") for row in rows} == {head.index("other actor")}
    assert {row[: head.index("events") + 6].split()[-1] for row in rows} == {"1"}  # numbers end under their heading
    both = run("analyze", graph).stdout
    assert both.startswith("actors\nrank") and both.endswith("\ndyads\n" + shown)
    assert run("analyze", graph, "dyads", "-o", tmp_path / "dyads.txt").stdout == ""
    assert (tmp_path / "dyads.txt").read_text() == shown
    assert run("analyze", graph, "dyads", "--top", 2).stdout.splitlines()[1:] == rows[:2]


def test_a_long_table_is_cut_on_the_screen_and_whole_in_a_file(run: Run, tmp_path: Path) -> None:
    with GraphStore.create(tmp_path / "graph") as store:
        store.load_ontology()
        store.replace_document(_visits(30))
    shown = run("analyze", tmp_path / "graph", "dyads")
    assert len(shown.stdout.splitlines()) == 21
    assert shown.stderr == "The first 20 of 30 dyads; --top 30 shows all.\n"
    assert len(run("analyze", tmp_path / "graph", "dyads", "--top", 30).stdout.splitlines()) == 31
    assert len(json.loads(run("analyze", tmp_path / "graph", "dyads", "--json").stdout)) == 30
    for suffix in ("csv", "txt"):
        assert run("analyze", tmp_path / "graph", "dyads", "-o", tmp_path / f"rows.{suffix}").stderr == ""
        assert len((tmp_path / f"rows.{suffix}").read_text().splitlines()) == 31
    assert run("analyze", tmp_path / "graph", "dyads", "--top", 3, "--csv").stdout.count("\n") == 4


def test_analyze_says_why_a_table_is_empty(run: Run, tmp_path: Path) -> None:
    with GraphStore.create(tmp_path / "graph") as store:
        store.load_ontology()
    shown = run("analyze", tmp_path / "graph", "actors")
    assert len(shown.stdout.splitlines()) == 1 and "--unnamed" in shown.stderr


def _visits(count: int) -> Record:
    """A document in which Turkey attacks so many groups, each known by name."""
    attack = next(c for c in record().claims if c.relation == "attacked" and c.polarity == "affirmed")
    assert attack.target
    entities, claims = list(record().entities), []
    for number in range(count):
        entities.append(Entity(f"group/g{number:02}", f"Group {number:02}", "ArmedGroup"))
        target = dataclasses.replace(
            attack.target, entity=f"group/g{number:02}", name=f"Group {number:02}", type="ArmedGroup", country=None
        )
        claims.append(dataclasses.replace(attack, id=f"{number:016x}", target=target, places=(), counts=()))
    return record(entities=tuple(entities), claims=tuple(claims))


def test_columns_keep_within_a_width_and_away_from_control_characters() -> None:
    rows = [["France", "a name that is far too long for it", 1, -2.5], ["\x1b[31mRed\nline", "Iran", 22, None]]
    text = columns(["who", "whom", "events", "net"], rows, width=40)
    assert max(map(len, text.splitlines())) <= 40 and "\x1b" not in text and "…" in text
    assert len(text.splitlines()) == 3
    wide = columns(["who", "whom", "events", "net"], rows)
    assert "a name that is far too long for it       1  -2.5\n" in wide


def test_analyze_gives_json_and_csv(run: Run, graph: Path, tmp_path: Path) -> None:
    everything = json.loads(run("analyze", graph, "--json").stdout)
    assert list(everything) == ["actors", "dyads"]
    assert json.loads(run("analyze", graph, "dyads", "--json").stdout) == everything["dyads"]
    rows = list(csv.DictReader(io.StringIO(run("analyze", graph, "dyads", "--csv").stdout)))
    assert [row["a"] for row in rows] == [row["a"] for row in everything["dyads"]]
    assert {"shares: verbal conflict", "net"} <= set(rows[0])
    alleged = json.loads(run("analyze", graph, "actors", "--alleged", "--json").stdout)
    assert sum(row["events"] for row in alleged) > sum(row["events"] for row in everything["actors"])
    assert "say actors or dyads" in run("analyze", graph, "--csv").stderr
    for suffix, flag in (("csv", "--csv"), ("json", "--json")):
        assert run("analyze", graph, "actors", "-o", tmp_path / f"a.{suffix}").exit_code == 0
        assert (tmp_path / f"a.{suffix}").read_text() == run("analyze", graph, "actors", flag).stdout
    assert run("analyze", graph, "actors", "--json", "-o", tmp_path / "b.csv").exit_code == 0
    assert json.loads((tmp_path / "b.csv").read_text()) == everything["actors"]
    assert "say actors or dyads" in run("analyze", graph, "-o", tmp_path / "c.csv").stderr


def test_view_writes_one_page(run: Run, graph: Path, tmp_path: Path) -> None:
    assert run("view", graph, "-o", tmp_path / "page.html").exit_code == 0
    assert "Sergey Lavrov" in (tmp_path / "page.html").read_text(encoding="utf-8")
    wrong = run("view", graph, "--kind", "cube", "-o", tmp_path / "cube.html")
    assert wrong.exit_code == 2 and "network" in wrong.stderr and not (tmp_path / "cube.html").exists()


# Extract and build, without a language model.


@pytest.mark.usefixtures("fake")
def test_good_documents_go_through_beside_bad_ones(run: Run, texts: Path, tmp_path: Path) -> None:
    (texts / "c.txt").write_text("this one is bad")
    out = tmp_path / "records.jsonl"
    result = run("extract", texts, "-o", out)
    assert result.exit_code == 0 and result.stdout == ""
    assert [Record.from_json(line).id[:2].rstrip("-") for line in out.read_text().splitlines()] == ["a", "b1"]
    assert "Skipped 2 documents:" in result.stderr
    assert "b.jsonl line 2" in result.stderr and ": it is bad\n    be good" in result.stderr


@pytest.mark.usefixtures("fake")
def test_what_is_read_is_not_written_over(run: Run, texts: Path) -> None:
    before = (texts / "a.txt").read_bytes()
    for source in (texts / "a.txt", texts):
        result = run("extract", source, "-o", texts / "a.txt")
        assert result.exit_code == 2 and "would be lost" in result.stderr
    assert (texts / "a.txt").read_bytes() == before


@pytest.mark.usefixtures("fake")
def test_build_makes_a_graph_and_adds_to_it(run: Run, texts: Path, tmp_path: Path) -> None:
    result = run("build", texts, "-o", tmp_path / "graph")
    assert (
        result.exit_code == 0
        and result.stdout == ""
        and result.stderr.startswith("2 documents, 0 claims.\nSkipped 1 document:")
    )
    more = run("build", "-", "-o", tmp_path / "graph", stdin='{"id": "z", "text": "More."}\n')
    assert more.stderr == "1 document, 0 claims.\n"
    with GraphStore.read(tmp_path / "graph") as store:
        assert [d[:2].rstrip("-") for d in store.documents()] == ["a", "b1", "z"]


@pytest.mark.usefixtures("fake")
def test_build_writes_a_file_instead(run: Run, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph.nq"
    assert run("build", texts, "--format", "nquads", "-o", out).exit_code == 0
    quads = out.read_bytes()
    assert b"<urn:kg:document/b1>" in quads and b"owl#SymmetricProperty" not in quads
    assert run("build", texts, "--format", "nquads").stdout_bytes == quads
    for format in ("trig", "turtle", "jsonld"):
        assert b"urn:kg:document/b1" in run("build", texts, "--format", format).stdout_bytes


@pytest.mark.usefixtures("fake")
def test_an_input_that_gives_nothing_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("bad")
    result = run("extract", tmp_path / "bad.txt", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2 and "no document could be read" in result.stderr and "it is bad" in result.stderr


@pytest.mark.usefixtures("fake")
def test_an_input_that_cannot_be_read_leaves_nothing_behind(run: Run, texts: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    for source, says in ((tmp_path / "none.txt", "no such file"), (Path(__file__), "kind of file")):
        for command in (("build", source, "-o", tmp_path / "graph"), ("extract", source, "-o", tmp_path / "out.jsonl")):
            result = run(*command)
            assert result.exit_code == 2 and says in result.stderr
    wrong_date = run("build", texts, "--published", "yesterday", "-o", tmp_path / "graph")
    assert wrong_date.exit_code == 2 and "yesterday" in wrong_date.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("fake")
def test_places_that_cannot_be_written_are_errors(run: Run, texts: Path, tmp_path: Path) -> None:
    missing = run("extract", texts, "-o", tmp_path / "no" / "out.jsonl")
    assert missing.exit_code == 2 and "make" in missing.stderr
    folder = run("extract", texts, "-o", texts)
    assert folder.exit_code == 2 and "this is a folder" in folder.stderr
    other = run("build", texts, "-o", texts)
    assert other.exit_code == 2 and "this is no graph" in other.stderr
    assert "-o" in run("build", texts).stderr


def test_the_model_that_is_not_installed_is_named(run: Run, texts: Path) -> None:
    result = run("extract", texts, "--model", "no_such_model")
    assert result.exit_code == 2 and "no_such_model" in result.stderr and "Traceback" not in result.stderr


# Files that are whole or not there.


def test_an_error_while_writing_spoils_no_file(tmp_path: Path) -> None:
    old = tmp_path / "out.txt"
    old.write_text("old")
    with pytest.raises(KgError, match="midway"), opened(str(old)) as file:
        file.write(b"half")
        raise KgError("midway")
    assert old.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with opened(str(tmp_path / "link")) as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    with opened(os.devnull) as file:
        file.write(b"gone")
    assert not Path(os.devnull).is_file()


def test_a_reader_that_goes_away_is_no_news(graph: Path) -> None:
    # the answer is far more than a pipe holds
    command = f"{sys.executable} -m kg query {graph} -e 'SELECT * {{ ?s ?p ?o }}' | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=Path(kg.__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1 and done.stderr == ""


# With the real language model.


def test_extract_then_build_then_ask(
    run: Run, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_loaded", functools.cache(builder._loaded))  # three commands, one model
    extracted = run("extract", texts / "a.txt")
    (line,) = extracted.stdout.splitlines()
    found = Record.from_json(line)
    assert ("state/TUR", "attacked", "state/SYR") in {
        (c.source.entity, c.relation, c.target.entity) for c in found.claims if c.source and c.target
    }
    assert run("build", texts / "a.txt", "-o", tmp_path / "graph").exit_code == 0
    with GraphStore.read(tmp_path / "graph") as store:
        assert store.record(found.id) == rdf.normalised(found)
        assert store.validate() == []
        first = store.dump("nquads")
    assert run("build", texts / "a.txt", "--format", "nquads").stdout_bytes == first


# A user's gazetteer, and why something is in a graph.


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    path = tmp_path / "x.actors.txt"
    path.write_text(
        "MARA_VOSS_\n\t[NORGOV >20100101]\n\t[NORELI]\nBAD_ [QQQ]\nBLUE_ANGLERS_ [NORREB]\n", encoding="utf-8"
    )
    return path


def test_actors_are_imported_and_bad_lines_told(run: Run, dictionary: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    done = run("actors", "import", dictionary, "--gazetteer", own)
    assert done.exit_code == 0
    assert "line 4" in done.stderr
    assert "2 actors, 2 names; 1 line skipped." in done.stderr
    first = own.read_bytes()
    assert run("actors", "import", dictionary, "--gazetteer", own).exit_code == 0
    assert own.read_bytes() == first
    more = tmp_path / "more.csv"
    more.write_text(
        "name,type,country,sector\nMara Voss,Person,SWE,OPP\nRed Anglers,ArmedGroup,NOR,REB\n", encoding="utf-8"
    )
    assert run("actors", "import", more, "--gazetteer", own).exit_code == 0
    text = own.read_text(encoding="utf-8")
    assert "Red Anglers" in text
    assert "Blue Anglers" in text
    assert "Mara Voss,person/mara-voss,Person,SWE,OPP" in text
    assert "NOR,GOV" not in text


def test_the_gazetteer_of_the_project_file_is_used(
    run: Run, dictionary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("actors", "import", dictionary).exit_code == 2
    (tmp_path / "kg.toml").write_text('gazetteer = "own.csv"\n', encoding="utf-8")
    assert run("actors", "import", dictionary).exit_code == 0
    text = "The Blue Anglers attacked the port. Mara Voss condemned the attack."
    (line,) = run("extract", "-", "--published", "2015-05-01", stdin=text).stdout.splitlines()
    known = {e.id: (e.country, e.sector) for e in Record.from_json(line).entities}
    assert known["group/blue-anglers"] == ("NOR", "REB")
    assert known["person/mara-voss"] == ("NOR", "GOV")


def test_a_gazetteer_that_cannot_be_used_is_an_error(run: Run, texts: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name,country\nX,QQQ\nY,NOR\n", encoding="utf-8")
    for arguments in (
        ("extract", texts, "--gazetteer", bad),
        ("extract", texts, "--gazetteer", tmp_path / "missing.csv"),
        ("actors", "import", tmp_path / "missing.txt", "--gazetteer", tmp_path / "own.csv"),
        ("actors", "import", bad, "--gazetteer", tmp_path / "own.txt"),
    ):
        done = run(*arguments)
        assert done.exit_code == 2, arguments
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "own.csv").exists()


def test_explain_says_why(run: Run, graph: Path) -> None:
    shown = record()
    claim = shown.claims[0]
    for ident in (claim.id, claim.id[:8]):
        text = run("explain", graph, ident).stdout
        assert claim.rule in text
        assert " ".join(claim.evidence.text.split()) in text
    mention = next(m for m in shown.mentions if m.entity)
    entity = run("explain", graph, mention.entity).stdout
    assert mention.reason in entity
    assert mention.text in entity
    assert mention.reason in run("explain", graph, shown.id).stdout
    missing = run("explain", graph, "state/QQQ")
    assert missing.exit_code == 2
    assert "nothing of this id" in missing.stderr
