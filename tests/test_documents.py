"""Documents in and out of a graph: added, replaced, made again, removed; and what is left when a build is killed."""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hand_made import ENTITIES, actor, claim, find, record
from killed import kill

import kg
from kg import build as builder
from kg import provenance
from kg.errors import InputError, KgError, ModelError, StoreError
from kg.graph import rdf, terms
from kg.graph.explain import explain
from kg.graph.store import GraphStore
from kg.model import Document, Entity, Provenance, Record, content_hash, record_from_dict

Run = Callable[..., Result]
BY = Provenance("other 1.0", "m 2", "11", "none", "22", "none")


class Fake:
    """Stands for the extractor: one claim for each document, which comes with its words; counts what it is given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def extract(self, document: Document) -> Record:
        self.seen.append(document.id)
        if "bad" in document.text:
            raise InputError("it is bad", where=document.id)
        ends = actor("state/TUR", "Turkey", 0), actor("state/SYR", "Syria", 0)
        polarity = "denied" if "not" in document.text else "affirmed"
        made = claim(document.id, "attacked", *ends, find("attacked", 0), 0, polarity=polarity)
        return Record(
            document.id, document.title, document.published, document.url, document.publisher,
            entities=ENTITIES[:2], claims=(made,),
        )  # fmt: skip

    def extract_all(self, documents: Iterable[Document], batch_size: int = 32) -> Iterator[Record]:
        return (self.extract(document) for document in documents)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Extraction without a language model."""
    made = Fake()
    monkeypatch.setattr(builder, "_loaded", lambda model, gazetteers, relation_model: made)
    return made


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(kg.cli.main, [str(a) for a in arguments], input=stdin, catch_exceptions=False)

    import kg.cli

    return invoke


def stored(folder: Path, *records: Record) -> Path:
    """A graph on disk with these records."""
    with GraphStore.create(folder) as store:
        store.load_ontology()
        for one in records:
            store.replace_document(one)
        store.refresh_events()
    return folder


def quads(folder: Path) -> bytes:
    """All of a graph on disk, which must conform."""
    with GraphStore.read(folder) as store:
        assert store.validate() == []
        return store.dump("nquads")


def lines(path: Path, *values: Record | dict[str, Any] | str) -> Path:
    """A file of JSON lines: records, documents, or whatever else."""
    told = [v.to_json() if isinstance(v, Record) else v if isinstance(v, str) else json.dumps(v) for v in values]
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return path


def text(ident: str, words: str = "Turkey attacked Syria.", **more: str) -> dict[str, Any]:
    return {"id": ident, "text": words, **more}


def at(document: str, url: str | None) -> Record:
    return record(document, url=url)


# Removing.


def test_what_is_removed_leaves_no_trace_and_the_others_as_they_were(run: Run, tmp_path: Path) -> None:
    without = quads(stored(tmp_path / "without", at("d2", None)))
    for name in ("d1", "https://example.org/a page"):
        graph = stored(tmp_path / f"with-{len(name)}", record("d1"), at("d2", None))
        done = run("remove", graph, name)
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Removed d1, 8 claims.\n")
        assert quads(graph) == without  # its voices are gone, and the states that both speak of are there


def test_an_unknown_document_is_an_error_and_the_others_go_all_the_same(run: Run, tmp_path: Path) -> None:
    graph = stored(tmp_path / "graph", at("d1", "https://a"), at("d2", "https://b"), at("d3", "https://c"))
    done = run("remove", graph, "nothing", "https://b", "d1", "https://a", "d1", "https://d")
    assert done.exit_code == 2
    assert done.stderr.startswith(
        "Removed d2, 8 claims.\nRemoved d1, 8 claims.\nkg: nothing, https://d: the graph has no"
    )
    with GraphStore.read(graph) as store:
        assert store.documents() == ["d3"]
    none = run("remove", tmp_path / "none", "d1")
    assert none.exit_code == 2 and "no such graph" in none.stderr and not (tmp_path / "none").exists()


def test_a_url_stands_for_all_documents_that_have_it_but_an_id_comes_first(run: Run, tmp_path: Path) -> None:
    graph = stored(tmp_path / "graph", at("a", "https://x"), at("b", "https://x"), at("https://x", None))
    assert run("remove", graph, "https://x").stderr == "Removed https://x, 8 claims.\n"
    assert run("remove", graph, "https://x").stderr == "Removed a, 8 claims.\nRemoved b, 8 claims.\n"


# Building again.


def test_what_is_there_already_is_neither_read_nor_written_again(run: Run, fake: Fake, tmp_path: Path) -> None:
    source = lines(tmp_path / "in.jsonl", text("a"), text("b", title="B"), record("c"))
    graph = tmp_path / "graph"
    assert run("build", source, "-o", graph).stderr == "3 documents, 10 claims.\n"
    before, extracted = quads(graph), list(fake.seen)
    again = run("build", source, "-o", graph)
    assert again.stderr == "3 documents, 10 claims.\n0 added, 0 replaced, 3 unchanged.\n"
    assert quads(graph) == before and fake.seen == extracted == ["a", "b"]


def test_nothing_is_written_at_all_where_nothing_has_changed(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = lines(tmp_path / "in.jsonl", text("a"), record("c"))
    builder.build(str(source), tmp_path / "graph", skipped=[])

    def write(*_: object) -> None:
        raise AssertionError("this writes")

    monkeypatch.setattr(GraphStore, "_replace", write)
    assert builder.build(str(source), tmp_path / "graph", skipped=[]).unchanged == 2


@pytest.mark.parametrize(
    "changed",
    [text("a", "Turkey did not attack Syria."), text("a", published="2020-02-05"), text("a", title="A"), record("a")],
    ids=["text", "date", "title", "record"],
)
def test_a_changed_document_takes_the_place_of_the_old_one(
    run: Run, fake: Fake, tmp_path: Path, changed: dict[str, Any] | Record
) -> None:
    graph = tmp_path / "graph"
    run("build", lines(tmp_path / "old.jsonl", text("a"), text("b")), "-o", graph)
    new = lines(tmp_path / "new.jsonl", changed, text("b"), text("c"))
    assert run("build", new, "-o", graph).stderr.endswith("1 added, 1 replaced, 1 unchanged.\n")
    run("build", new, "-o", tmp_path / "fresh")
    assert quads(graph) == quads(tmp_path / "fresh")


def test_a_new_id_at_the_same_url_takes_the_place_of_the_old_document(run: Run, fake: Fake, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    run("build", lines(tmp_path / "old.jsonl", text("v1", url="https://a"), text("b", url="https://b")), "-o", graph)
    new = lines(tmp_path / "new.jsonl", text("v2", "Turkey did not attack Syria.", url="https://a"))
    done = run("build", new, "-o", graph)
    assert done.stderr == (
        "1 document, 1 claim.\n0 added, 1 replaced, 0 unchanged.\n"
        "v2 has taken the place of v1, which had the same url.\n"
    )
    with GraphStore.read(graph) as store:
        assert store.documents() == ["b", "v2"] and store.validate() == []


def test_documents_that_one_input_tells_apart_are_kept_apart_whatever_their_url(
    run: Run, fake: Fake, tmp_path: Path
) -> None:
    """A feed may give all that it brings the url of its site."""
    graph = tmp_path / "graph"
    source = lines(tmp_path / "in.jsonl", text("a", url="https://site"), text("b", url="https://site"))
    for said in ("2 documents, 2 claims.\n", "2 documents, 2 claims.\n0 added, 0 replaced, 2 unchanged.\n"):
        assert run("build", source, "-o", graph).stderr == said
    more = lines(tmp_path / "more.jsonl", text("c", url="https://site"))
    assert "has taken" not in run("build", more, "-o", graph).stderr
    with GraphStore.read(graph) as store:
        assert store.documents() == ["a", "b", "c"]


def test_nothing_gives_way_to_a_url_before_all_of_the_input_is_known(
    run: Run, fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = tmp_path / "graph"
    run("build", lines(tmp_path / "old.jsonl", text("a", url="https://a")), "-o", graph)
    monkeypatch.setattr(builder, "BATCH", 1)
    both = lines(tmp_path / "both.jsonl", text("b", "Syria slept.", url="https://a"), text("a", url="https://a"))
    assert "has taken" not in run("build", both, "-o", graph).stderr
    with GraphStore.read(graph) as store:
        assert store.documents() == ["a", "b"]


def test_what_cannot_be_made_again_leaves_the_old_one_in_its_place(run: Run, fake: Fake, tmp_path: Path) -> None:
    graph = stored(tmp_path / "graph", record("a"), at("u", "https://u"))
    before = quads(graph)
    stolen = dataclasses.replace(record("d9", url="https://u"), claims=record("a").claims)
    unknown = dataclasses.replace(record("a").claims[1], relation="ateWith")
    bad = lines(tmp_path / "in.jsonl", text("a", "bad"), text("new", "bad", url="https://u"), stolen)
    assert run("build", bad, "-o", graph).exit_code == 2
    assert run("build", lines(tmp_path / "b.jsonl", record("a", claims=(unknown,))), "-o", graph).exit_code == 2
    assert quads(graph) == before


def test_a_replacement_is_one_update_that_happens_or_does_not(tmp_path: Path) -> None:
    graph = stored(tmp_path / "graph", at("old", "https://a"), record("d1"))
    before = quads(graph)
    updates: list[str] = []

    class Refusing:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        def update(self, update: str) -> None:
            updates.append(update)
            raise OSError("the disk is full")

    with GraphStore.write(graph) as store:
        store._store = Refusing(store._store)  # type: ignore[assignment]
        with pytest.raises(StoreError, match="disk is full"):
            store.replace_document(at("new", "https://a"), instead_of=["old"])
    assert len(updates) == 1 and "INSERT DATA" in updates[0]
    assert updates[0].index("DROP SILENT GRAPH <urn:kg:document/old>") < updates[0].index("INSERT")
    assert quads(graph) == before


def test_a_missing_language_model_leaves_no_folder_and_stops_no_records(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ModelError("it is not installed")

    monkeypatch.setattr(builder, "_loaded", missing)
    texts, records = lines(tmp_path / "t.jsonl", text("a")), lines(tmp_path / "r.jsonl", record("r"))
    assert run("build", texts, "-o", tmp_path / "graph").exit_code == 2
    assert not (tmp_path / "graph").exists()
    assert run("build", records, "-o", tmp_path / "graph", "--model", "no_such_model").exit_code == 0
    before = quads(tmp_path / "graph")
    assert run("build", texts, "-o", tmp_path / "graph").exit_code == 2
    assert quads(tmp_path / "graph") == before


# Provenance, and making again.


def test_a_graph_says_what_made_it(run: Run, fake: Fake, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    run("build", lines(tmp_path / "in.jsonl", text("a")), "-o", graph, "--no-model")
    asked = """SELECT ?program ?model ?tables ?gazetteers ?ontology ?relations {
      ?claim prov:wasGeneratedBy ?x ; prov:wasDerivedFrom ?d . ?x a prov:Activity ; prov:used ?d ;
      prov:wasAssociatedWith ?e . ?e a prov:SoftwareAgent ; kg:program ?program ; kg:languageModel ?model ;
      kg:tablesHash ?tables ; kg:gazetteersHash ?gazetteers ; kg:ontologyHash ?ontology ;
      kg:relationModelHash ?relations }"""
    present = provenance.present(relation_model=None)
    with GraphStore.read(graph) as store:
        assert store.query(asked).rows == (dataclasses.astuple(present),)
        made = store.record("a")
    assert made.provenance == present and made.content_hash == content_hash(Document("a", "Turkey attacked Syria."))
    assert present.program == f"kg {kg.__version__}" and present.relation_model == present.gazetteers == "none"
    assert present.language_model.startswith("en_core_web_sm") and present.language_model[-1].isdigit()


def test_records_that_do_not_say_what_made_them_are_marked_and_what_they_say_is_kept(run: Run, tmp_path: Path) -> None:
    said = record("said", provenance=BY, content_hash="0" * 16)
    partly = {**json.loads(record("partly").to_json()), "provenance": {"program": "other 1.0"}}
    run("build", lines(tmp_path / "in.jsonl", record("mute"), said, partly), "-o", tmp_path / "graph")
    asked = """SELECT ?id ?program ?model { ?x prov:used ?d ; prov:wasAssociatedWith ?e . ?d dcterms:identifier ?id .
      ?e kg:program ?program ; kg:languageModel ?model }"""
    with GraphStore.read(tmp_path / "graph") as store:
        assert store.query(asked).rows == (
            ("mute", "unknown", "unknown"),
            ("partly", "other 1.0", "unknown"),
            ("said", "other 1.0", "m 2"),
        )
        assert "made      elsewhere" in "".join(explain(store, "mute"))
        assert "made by   other 1.0, m 2" in "".join(explain(store, "said"))
        assert [store.record(d) for d in ("mute", "said")] == [rdf.normalised(record("mute")), rdf.normalised(said)]
        assert store.validate() == []


def test_each_part_of_the_provenance_makes_another_extractor() -> None:
    others = [dataclasses.replace(BY, **{f.name: "x"}) for f in dataclasses.fields(BY)]
    assert len({terms.extractor_iri(p) for p in (BY, Provenance(), *others)}) == len(others) + 2


def test_gazetteers_and_models_count_and_their_places_do_not(tmp_path: Path) -> None:
    own, moved = tmp_path / "own.csv", tmp_path / "moved.csv"
    own.write_text("name\nX\n")
    first = provenance.present(gazetteers=[own])
    own.rename(moved)
    assert provenance.present(gazetteers=[moved]) == first != provenance.present()
    moved.write_text("name\nYY\n")
    assert provenance.present(gazetteers=[moved]).gazetteers != first.gazetteers
    (tmp_path / "labels.json").write_text("{}")
    own_model = provenance.present(relation_model=tmp_path).relation_model
    assert len({own_model, "none", provenance.present().relation_model}) == 3
    with pytest.raises(InputError, match=r"own\.csv"):
        provenance.present(gazetteers=[own])
    assert provenance.present("no_such_model").language_model == "no_such_model unknown"


def test_the_default_language_model_is_that_of_the_pipeline() -> None:
    """Read from the source, since importing the pipeline loads spaCy."""
    tree = ast.parse((Path(kg.__file__).parent / "language" / "__init__.py").read_text(encoding="utf-8"))
    assigned = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    assert assigned["DEFAULT_MODEL"] == provenance.DEFAULT_MODEL


def test_refresh_makes_those_again_that_another_version_made_and_no_others(
    run: Run, fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, graph = lines(tmp_path / "in.jsonl", text("a"), text("b"), record("c")), tmp_path / "graph"
    with monkeypatch.context() as older:
        older.setattr(provenance, "present", lambda *_: BY)
        run("build", lines(tmp_path / "old.jsonl", text("a")), "-o", graph)
    assert "--refresh" not in run("build", source, "-o", tmp_path / "fresh").stderr
    told = run("build", source, "-o", graph).stderr
    assert told.endswith(
        "1 of the unchanged was made by other versions, tables or models; --refresh makes them again.\n"
    )
    fake.seen.clear()
    assert run("build", source, "-o", graph, "--refresh").stderr.endswith("0 added, 1 replaced, 2 unchanged.\n")
    assert fake.seen == ["a"]
    assert quads(graph) == quads(tmp_path / "fresh")
    assert run("build", source, "-o", graph, "--refresh").stderr.endswith("0 added, 0 replaced, 3 unchanged.\n")
    assert run("build", source, "--format", "trig", "--refresh").exit_code == 2


# Records.


def test_records_give_the_graph_that_their_documents_give(run: Run, fake: Fake, tmp_path: Path) -> None:
    source = lines(tmp_path / "in.jsonl", text("a", published="2020-02-04", url="https://a"), text("b"))
    run("extract", source, "-o", tmp_path / "records.jsonl")
    run("build", source, "-o", tmp_path / "one")
    assert run("build", tmp_path / "records.jsonl", "-o", tmp_path / "two").exit_code == 0
    assert quads(tmp_path / "one") == quads(tmp_path / "two")
    fake.seen.clear()
    assert run("build", source, "-o", tmp_path / "two").stderr.endswith("2 unchanged.\n") and fake.seen == []
    direct = run("build", tmp_path / "records.jsonl", "--format", "nquads").stdout_bytes
    with GraphStore.read(tmp_path / "one") as store:
        assert direct == store.dump("nquads")


def test_records_and_documents_stand_in_one_folder_and_one_file(run: Run, fake: Fake, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines(folder / "mixed.jsonl", record("r1"), text("t1"), record("r2"))
    (folder / "t2.txt").write_text("Turkey attacked Syria.")
    lines(folder / "z.jsonl", record("t1"))
    done = run("build", folder, "-o", tmp_path / "graph", "--published", "2021-01-01")
    assert done.stderr.startswith("4 documents, 18 claims.\nSkipped 1 document:") and "'t1' is taken" in done.stderr
    with GraphStore.read(tmp_path / "graph") as store:
        assert [d[:2] for d in store.documents()] == ["r1", "r2", "t1", "t2"]
        assert [store.record(d).published for d in ("r1", "t1")] == ["2020-02-04", "2021-01-01"]
    piped = run("build", "-", "-o", tmp_path / "piped", stdin=record("r1").to_json())
    assert piped.stderr == "1 document, 8 claims.\n"


def test_extract_says_that_a_record_is_one(run: Run, fake: Fake, tmp_path: Path) -> None:
    done = run("extract", lines(tmp_path / "in.jsonl", text("a"), record("r1")))
    assert done.exit_code == 0 and done.stdout.count("\n") == 1
    assert "r1: this is a record already" in done.stderr and "kg build" in done.stderr


def _broken(**claim_fields: Any) -> Record:
    good = record("bad").claims
    return record("bad", claims=(dataclasses.replace(good[1], **claim_fields), *good[2:]))


def _values(**changes: Any) -> dict[str, Any]:
    return {**json.loads(record("bad").to_json()), **changes}


BAD = {
    "a field of another type": (_values(title=7), "title must be a string"),
    "a claim that is no object": (_values(claims=["x"]), "claims[0] must be an object"),
    "claims that are no list": (_values(claims={"a": 1}), "claims must be a list"),
    "a claim without evidence": (_values(claims=[{"id": "1", "relation": "attacked"}]), "claims[0].trigger is missing"),
    "no id": (_values(id=None), "id is missing"),
    "an empty id": (_values(id=""), "id is empty"),
    "a day that is none": (_values(published="2020"), "ISO 8601"),
    "a half of a surrogate pair": (_values(publisher="\ud83d"), "no text"),
    "a number that is none": (_values(mentions=[{"start": 0, "end": True}]), "mentions[0].end"),
    "cut short": (record("bad").to_json()[:-9], "no JSON"),
    "an unknown relation": (_broken(relation="ateWith"), "ateWith"),
    "an unknown relation of a denied claim": (_broken(relation="ate With>", polarity="denied"), "ate With"),
    "an unknown class": (_broken(plover="A B"), "'A B'"),
    "an unknown mode": (_broken(modes=("no mode>",)), "no mode"),
    "a CAMEO code that is none": (_broken(cameo="1 9"), "CAMEO"),
    "an unknown type": (record("bad", entities=(*ENTITIES, Entity("x/y", "X", "Dragon"))), "Dragon"),
    "an end that is not described": (record("bad", entities=ENTITIES[1:]), "not among the entities"),
    "an unknown polarity": (_broken(polarity="maybe"), "affirmed or denied"),
    "a confidence above 1": (_broken(confidence=1.5), "from 0 to 1"),
    "an act that is not there": (_broken(content_of="ffff"), "not among the claims"),
    "offsets that do not fit": (_broken(trigger=dataclasses.replace(find("attacked", 0), end=3)), "offsets"),
    "words that are not in the evidence": (
        _broken(trigger=dataclasses.replace(find("attacked", 0), text="Attacked")),
        "does not stand in its evidence",
    ),
    "one id for two claims": (
        record("bad", claims=(record("bad").claims[1], dataclasses.replace(record("bad").claims[1], rule="x"))),
        "which rule",
    ),
    "a claim of another document": (record("bad", claims=record("good").claims), "the document good has a claim"),
}  # fmt: skip


def test_bad_records_are_listed_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    """All in one input, one batch: the bad ones cost the good ones nothing, and the graph conforms."""
    bad = [json.loads(v.to_json()) if isinstance(v, Record) else v for v, _ in BAD.values()]
    named = [{**v, "id": f"bad{n}"} if isinstance(v, dict) and v["id"] == "bad" else v for n, v in enumerate(bad)]
    source = lines(tmp_path / "in.jsonl", record("good"), *named, record("last"))
    done = run("build", source, "-o", tmp_path / "graph")
    assert done.exit_code == 0
    assert done.stderr.startswith(f"2 documents, 16 claims.\nSkipped {len(BAD)} documents:\n")
    assert quads(tmp_path / "graph") == quads(stored(tmp_path / "alone", record("good"), record("last")))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_is_told_in_plain_words(run: Run, tmp_path: Path, name: str) -> None:
    bad, says = BAD[name]
    done = run("build", lines(tmp_path / "in.jsonl", record("good"), bad), "-o", tmp_path / "graph")
    assert done.exit_code == 0
    assert "Skipped 1 document:" in done.stderr and says in done.stderr


def test_a_record_without_what_may_be_missing_is_read() -> None:
    read = record_from_dict(
        {"id": "x", "claims": [], "mentions": None, "entities": [{"id": "a", "name": "A", "type": "State"}]}
    )
    assert read == Record("x", None, None, None, None, entities=(Entity("a", "A", "State"),))


# Builds that are killed, and two at once.

# The first write of a new graph is that of its ontology, about 1.4 MB; the second takes in 4 documents, each 70 kB. A
# graph that has them is written a document at a time.
NEW = ("before 1", "after 1", "before 2", "after 2", "bytes 1", "bytes 700000", "files 1", "files 4")
CHANGED = ("before 1", "after 1", "before 3", "after 4", "bytes 100000")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, dict[str, Path]]:
    """An input, the graph that it gives, and graphs whose build from it was killed at several moments: new ones, and
    ones of older records."""
    folder = tmp_path_factory.mktemp("killed")
    new = [record(f"d{n}", url=f"https://x/{n}", claims=record(f"d{n}").claims[1:4]) for n in range(4)]
    source = lines(folder / "in.jsonl", *new)
    olds = [dataclasses.replace(r, id=r.id.replace("d0", "old"), title="old", claims=r.claims[:1]) for r in new]
    older = stored(folder / "older", *olds)
    graphs = {f"new, {moment}": folder / f"new-{n}" for n, moment in enumerate(NEW)}
    for n, moment in enumerate(CHANGED):
        graphs[f"changed, {moment}"] = Path(shutil.copytree(older, folder / f"changed-{n}"))
    kill((graph, name.partition(", ")[2], ("build", source, "-o", graph)) for name, graph in graphs.items())
    with GraphStore.read(stored(folder / "undisturbed", *new)) as store:
        undisturbed = store.dump("nquads", with_ontology=True)
    return source, undisturbed, graphs


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes in the way of Unix")
@pytest.mark.parametrize("moment", [f"new, {m}" for m in NEW] + [f"changed, {m}" for m in CHANGED])
def test_a_killed_build_leaves_whole_documents_and_the_next_one_finishes_it(
    killed: tuple[Path, bytes, dict[str, Path]], moment: str
) -> None:
    source, undisturbed, graphs = killed
    wanted = {r.id: rdf.normalised(r) for r in map(Record.from_json, source.read_text(encoding="utf-8").splitlines())}
    with GraphStore.create(graphs[moment]) as store:
        assert store.validate() == []
        there = {d: store.record(d) for d in store.documents()}
    assert {d for d, r in there.items() if r != wanted.get(d)} == {d for d, r in there.items() if r.title == "old"}
    assert {len(r.claims) for r in there.values() if r.title == "old"} <= {1}
    if moment.startswith("changed"):
        assert len(there) == 4 and ("old" in there) != ("d0" in there)
    builder.build(str(source), graphs[moment], skipped=[])
    with GraphStore.read(graphs[moment]) as store:
        assert store.dump("nquads", with_ontology=True) == undisturbed


def test_what_an_attempt_leaves_before_there_is_a_store_is_taken_over_and_a_damaged_store_is_not(
    tmp_path: Path, run: Run
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    for name in ("kg.lock", "LOG", "LOCK", "IDENTITY", "MANIFEST-000001", "000001.dbtmp"):
        (begun / name).write_bytes(b"")
    source = lines(tmp_path / "in.jsonl", record())
    assert run("build", source, "-o", begun).exit_code == 0
    assert quads(begun) == quads(stored(tmp_path / "other", record()))
    (begun / "CURRENT").unlink()
    files = sorted(path.name for path in begun.iterdir())
    assert "this is no graph" in run("build", source, "-o", begun).stderr
    assert sorted(path.name for path in begun.iterdir()) == files


def test_the_second_writer_is_told_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    graph = stored(tmp_path / "graph", record())
    before = quads(graph)
    with GraphStore.write(graph):
        for command in (("build", lines(tmp_path / "r.jsonl", record("d2")), "-o", graph), ("remove", graph, "d1")):
            done = run(*command)
            assert done.exit_code == 2 and "in use by another program" in done.stderr
    assert quads(graph) == before


def test_errors_that_stop_a_build_leave_what_was_done(fake: Fake, tmp_path: Path) -> None:
    source = lines(tmp_path / "in.jsonl", record("a"), record("b"))

    def stop(document: str) -> None:
        raise KgError(f"stopped after {document}")

    with pytest.raises(KgError, match="after a"):
        builder.build(str(source), tmp_path / "graph", skipped=[], progress=stop)
    with GraphStore.write(tmp_path / "graph") as store:
        assert store.refresh_events()  # the next build does
    # new documents are written a batch at a time, and told of one by one
    assert quads(tmp_path / "graph") == quads(stored(tmp_path / "one", record("a"), record("b")))
