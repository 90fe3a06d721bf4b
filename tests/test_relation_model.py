"""The learned reader as it is shipped: its readings, `kg classify`, and what it adds to the rules."""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import score_cases
from click.testing import CliRunner

from kg import relation_model, resources
from kg.cli import main
from kg.errors import ModelError
from kg.extract import Extractor
from kg.language import claims
from kg.model import Document
from kg.ontology import load
from kg.relation_model import Pair, RelationModel, marked


def pair(text: str, source: str, target: str) -> Pair:
    """The pair of two words of a text."""
    a, b = text.index(source), text.index(target)
    return Pair(text, (a, a + len(source)), (b, b + len(target)))


def row(ident: str, text: str, source: str, target: str) -> str:
    """A line of input of `kg classify`."""
    p = pair(text, source, target)
    ends = {k: {"start": s, "end": e} for k, (s, e) in (("source", p.source), ("target", p.target))}
    return json.dumps({"id": ident, "text": text, **ends})


@functools.cache
def both() -> Extractor:
    """Rules and model."""
    return Extractor(relation_model=relation_model.shipped())


def test_the_model_sees_markers_and_no_names() -> None:
    assert marked(pair("In May Rome # struck @ Tunis.", "Rome", "Tunis")) == "In May @ source @ struck # target # ."
    assert marked(pair("Tunis fell to Rome.", "Rome", "Tunis")) == "# target # fell to @ source @ ."


def test_only_words_near_the_pair_are_read() -> None:
    text = "far away " * 500 + "Rome struck Tunis" + " far away" * 500
    assert len(marked(pair(text, "Rome", "Tunis"))) < 900


@pytest.mark.parametrize(
    ("text", "source", "target", "plover"),
    [
        ("Police in Lagos detained four union leaders on Sunday.", "Police in Lagos", "four union leaders", "COERCE"),
        ("Bolivia accused Chile of diverting the river.", "Bolivia", "Chile", "ACCUSE"),
        ("Kenya held talks with its Somali guests in Nairobi.", "Kenya", "its Somali guests", "CONSULT"),
        ("Chile was accused by Bolivia of diverting the river.", "Bolivia", "Chile", "ACCUSE"),
        ("Rebels shelled the garrison for a third day.", "Rebels", "the garrison", "ASSAULT"),
        ("Canada sent 40 tonnes of flour to Haiti after the storm.", "Canada", "Haiti", "AID"),
    ],
)  # fmt: skip
def test_plain_sentences_are_read_right(text: str, source: str, target: str, plover: str) -> None:
    reading = next(relation_model.shipped().read([pair(text, source, target)]))
    assert reading.plover == plover
    assert load().relation(str(reading.relation)).plover == plover


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Bolivia accused Chile of diverting the river.", "Chile", "Bolivia"),
        ("Rebels shelled the garrison for a third day.", "the garrison", "Rebels"),
        ("Reuters said rebels had shelled the garrison.", "Reuters", "the garrison"),
    ],
)
def test_no_relation_the_wrong_way_round_or_of_who_only_reports(text: str, source: str, target: str) -> None:
    reading = next(relation_model.shipped().read([pair(text, source, target)]))
    assert reading.plover == relation_model.NONE
    assert reading.relation is None


def test_probabilities_add_up() -> None:
    reading = next(relation_model.shipped().read([pair("Rome struck Tunis.", "Rome", "Tunis")]))
    for shares in (reading.classes, reading.statuses, *map(dict, reading.relations.values())):
        assert sum(shares.values()) == pytest.approx(1)


def test_evidence_for_a_class_moves_it_and_its_relation() -> None:
    reading = next(relation_model.shipped().read([pair("Rome struck Tunis.", "Rome", "Tunis")]))
    moved = reading.leaning("AID", "rescued", 1000)
    assert moved.classes["AID"] > reading.classes["AID"]
    assert sum(moved.classes.values()) == pytest.approx(1)
    assert dict(moved.relations["AID"])["rescued"] > dict(reading.relations["AID"])["rescued"]


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.onnx"):
        RelationModel(tmp_path)
    for name in relation_model.FILES:
        (tmp_path / name).write_text("no model")
    with pytest.raises(ModelError, match="no usable relation model"):
        RelationModel(tmp_path)


def test_the_shipped_model_is_small() -> None:
    folder = resources.find("data/model/labels.json").parent
    assert sum(f.stat().st_size for f in folder.iterdir()) <= 25_000_000


# kg classify


def classify(tmp_path: Path, lines: list[str], *options: str) -> tuple[list[dict[str, Any]], Any]:
    """The answers and the result of the command."""
    (tmp_path / "pairs.jsonl").write_text("\n".join(lines) + "\n")
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(main, ["classify", str(tmp_path / "pairs.jsonl"), "-o", str(out), *options])
    found = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    return found, done


ACCUSES = "Bolivia accused Chile of diverting the river."


@pytest.mark.parametrize("options", [(), ("--no-rules",)])
def test_classify_answers_each_row(tmp_path: Path, options: tuple[str, ...]) -> None:
    lines = [row("1", ACCUSES, "Bolivia", "Chile"), row("2", ACCUSES, "Chile", "Bolivia")]
    (first, second), done = classify(tmp_path, lines, *options)
    assert done.exit_code == 0
    assert (first["id"], first["relation"], first["plover"]) == ("1", "accused", "ACCUSE")
    assert (first["quad"], first["goldstein"]) == ("verbal conflict", -3.5)
    chances = [first["confidence"], *(a["confidence"] for a in first["alternatives"])]
    assert chances == sorted(chances, reverse=True)
    assert (second["relation"], second["plover"], second["quad"]) == (None, None, None)
    assert second["alternatives"][0]["relation"] is not None


def test_rules_add_to_confidence(tmp_path: Path) -> None:
    lines = [row("1", ACCUSES, "Bolivia", "Chile")]
    (alone,), _ = classify(tmp_path, lines, "--no-rules")
    (helped,), _ = classify(tmp_path, lines)
    assert helped["confidence"] >= alone["confidence"]
    assert (alone["rule"], helped["rule"].split(";")[0]) == (None, "word accuse (verb)")


def test_a_bad_row_is_listed_and_the_others_go_through(tmp_path: Path) -> None:
    good = row("1", ACCUSES, "Bolivia", "Chile")
    outside = json.dumps({"id": "2", "text": "x", "source": {"start": 0, "end": 9}, "target": {"start": 0, "end": 1}})
    overlapping = json.dumps(
        {"id": "3", "text": "xyz", "source": {"start": 0, "end": 2}, "target": {"start": 1, "end": 3}}
    )
    found, done = classify(tmp_path, [good, "{", outside, overlapping, good, '{"id": "4"}'], "--no-rules")
    assert done.exit_code == 0
    assert [f["id"] for f in found] == ["1"]
    assert "Skipped 5 pairs" in done.output
    for told in ("line 2", "lies outside its text", "overlap", "was there before", "lacks 'text'"):
        assert told in done.output


def test_an_end_inside_the_other_is_cut_out_of_it(tmp_path: Path) -> None:
    text = "Bolivian troops in Chile fired on Chile's guards."
    ends = {"source": {"start": 0, "end": 24}, "target": {"start": 19, "end": 24}}
    (found,), done = classify(tmp_path, [json.dumps({"id": "1", "text": text, **ends})], "--no-rules")
    assert (done.exit_code, found["id"]) == (0, "1")


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    _, done = classify(tmp_path, ["{"], "--no-rules")
    assert done.exit_code == 2
    assert "no pair could be read" in done.output
    missing = CliRunner().invoke(main, ["classify", str(tmp_path / "none.jsonl")])
    assert missing.exit_code == 2
    assert "there is no such file" in missing.output


# rules and model together


def test_a_fault_at_one_document_comes_after_those_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several are worked at on threads at a time."""
    documents = [Document(f"d{n}", f"Police in Lagos detained {n} union leaders.") for n in range(2, 42)]
    plain = claims._Assembly.run

    def run(self: Any) -> Any:
        if self.doc._.document_id == "d30":
            raise RuntimeError("d30")
        return plain(self)

    monkeypatch.setattr(claims._Assembly, "run", run)
    read = []
    with pytest.raises(RuntimeError, match="d30"):
        for record in both().extract_all(documents):
            read.append(record.id)
    assert read == [d.id for d in documents[:28]]


def test_the_batch_of_other_documents_changes_nothing() -> None:
    documents = [
        Document(str(n), t) for n, t in enumerate(("Rome struck Tunis.", "Oslo gave Kabul the cold shoulder.", ACCUSES))
    ]
    together = [r.to_json() for r in both().extract_all(documents)]
    assert together == [both().extract(d).to_json() for d in documents]


UNSURE = "Norwegian jets may bomb Sweden, an analyst said."


def test_a_second_opinion_is_asked_where_the_rules_are_unsure() -> None:
    (claim,) = both().extract(Document("d", UNSURE)).claims
    (alone,) = Extractor().extract(Document("d", UNSURE)).claims
    assert (claim.id, claim.rule) == (alone.id, f"{alone.rule}; model agrees")
    assert claim.confidence > alone.confidence
    (sure,) = both().extract(Document("d", ACCUSES)).claims[:1]
    assert "model" not in sure.rule


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Kenya and Ghana, under a deal mediated by Oman, freed 95 soldiers.",
            {("Oman", "mediatedBetween", "Kenya"), ("Kenya", "released", "95 soldiers")},
        ),
        (
            "The Chilean president told the miners on Monday that they would be thrown in jail if they stayed.",
            {("The Chilean president", "threatenedArrestOf", "the miners")},
        ),
        (
            "The Norwegian minister said in a statement condemning the rebels that talks were over.",
            {("The Norwegian minister", "condemned", "the rebels")},
        ),
    ],
)
def test_a_word_beside_a_known_deed_may_tell_a_second_one(text: str, wanted: set[tuple[str, str, str]]) -> None:
    claims = both().extract(Document("d", text)).claims
    spans = {
        (text[c.source.start : c.source.end], c.relation, text[c.target.start : c.target.end])
        for c in claims
        if c.source and c.target
    }
    assert wanted <= spans


def test_what_two_do_side_by_side_is_not_done_to_each_other() -> None:
    text = "Kenya and Ghana sent 40 tonnes of flour to Haiti after the storm."
    pairs = {
        (c.source.start, c.target.start) for c in both().extract(Document("d", text)).claims if c.source and c.target
    }
    assert pairs == {(0, text.index("Haiti")), (text.index("Ghana"), text.index("Haiti"))}


def test_no_model_goes_by_the_rules_alone(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(UNSURE)
    for options in ([], ["--no-model"]):
        done = CliRunner().invoke(main, ["extract", str(tmp_path / "news.txt"), *options])
        (claim,) = json.loads(done.stdout)["claims"]
        assert ("model agrees" in claim["rule"]) == (not options)
    clash = CliRunner().invoke(main, ["extract", str(tmp_path / "news.txt"), "--no-model", "--relation-model", "x"])
    assert clash.exit_code == 2


def test_the_reader_finds_more_in_unseen_text_and_is_no_oftener_wrong() -> None:
    gold = score_cases.rows([score_cases.CASES / "unseen.jsonl"])
    alone, both = (score_cases.score(gold, score_cases.extract(gold, model=model)) for model in (False, True))
    assert both["found"] >= alone["found"] + 0.02
    assert both["precision"] >= alone["precision"] - 0.01
    assert both["forbidden_present"] <= alone["forbidden_present"] + 1


OWN = """
@prefix kg: <urn:kg:ontology#> .
@prefix plover: <urn:kg:plover#> .
@prefix cameo: <urn:kg:cameo#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

kg:pointedFingerAt a owl:ObjectProperty , kg:EventRelation ;
    rdfs:label "pointed the finger at"@en ;
    skos:definition "The source says in public that the target is behind it."@en ;
    kg:example "Bolivia accused Chile." ;
    rdfs:subPropertyOf kg:conflictsVerballyWith ;
    rdfs:domain kg:Actor ;
    rdfs:range kg:Actor ;
    kg:plover plover:ACCUSE ;
    kg:mode plover:ACCUSE-allege ;
    kg:cameo cameo:112 ;
    kg:score -3.5 .
"""


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows a relation type of the user's in the place of one of ours."""
    folder = tmp_path_factory.mktemp("own") / "model"
    shutil.copytree(resources.find("data/model/labels.json").parent, folder)
    labels = json.loads((folder / "labels.json").read_text())
    labels["relations"] = ["pointedFingerAt" if r == "accused" else r for r in labels["relations"]]
    (folder / "labels.json").write_text(json.dumps(labels))
    (folder / relation_model.OWN_RELATIONS).write_text(OWN)
    return folder


def test_a_relation_type_of_ones_own_is_classified(tmp_path: Path, own_model: Path) -> None:
    options = ("--no-rules", "--relation-model", str(own_model))
    (found,), done = classify(tmp_path, [row("1", ACCUSES, "Bolivia", "Chile")], *options)
    assert done.exit_code == 0
    assert (found["relation"], found["plover"], found["goldstein"]) == ("pointedFingerAt", "ACCUSE", -3.5)


def test_a_relation_type_of_ones_own_goes_into_a_graph(tmp_path: Path, own_model: Path) -> None:
    (tmp_path / "news.txt").write_text(ACCUSES)
    graph = str(tmp_path / "graph")
    command = ["build", str(tmp_path / "news.txt"), "-o", graph, "--relation-model", str(own_model)]
    assert CliRunner().invoke(main, command).exit_code == 0
    asked = "SELECT ?label { kg:pointedFingerAt rdfs:label ?label }"
    assert "pointed the finger at" in CliRunner().invoke(main, ["query", graph, "-e", asked]).output
    assert CliRunner().invoke(main, ["validate", graph]).exit_code == 0
