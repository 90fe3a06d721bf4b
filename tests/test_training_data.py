"""The sentences that the learned reader is trained on: well-formed, of all kinds, and none that it is tested on."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import score_cases

from kg import ontology
from kg.errors import InputError
from kg.relation_model import NONE, class_name, marked

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
TRAINING = SCRIPTS.parent / "data" / "training"
sys.path.insert(0, str(SCRIPTS))

import teacher  # noqa: E402  (scripts/ is no package)
import training_data  # noqa: E402

FILES = sorted(TRAINING.glob("*.jsonl"))


@pytest.fixture(scope="module")
def found() -> list[training_data.Example]:
    """All labelled pairs."""
    return [e for path in FILES for e in training_data.examples(path, ontology.load())]


def test_there_are_enough_sentences_and_each_stands_once(found: list[training_data.Example]) -> None:
    texts = Counter(line for path in FILES for line in path.read_text("utf-8").splitlines())
    assert max(texts.values()) == 1
    assert len({e.pair.text for e in found}) == len(texts) >= 2500


def test_a_third_of_the_pairs_has_no_relation(found: list[training_data.Example]) -> None:
    assert sum(e.relation is None for e in found) >= len(found) / 3


def test_every_relation_of_an_event_and_every_way_to_say_it_is_there(found: list[training_data.Example]) -> None:
    relations = Counter(e.relation for e in found)
    few = [n for n, r in ontology.load().relations.items() if not r.state and relations[n] < 8]
    assert few == []
    statuses = Counter(e.status for e in found)
    assert all(statuses[s] >= 200 for s in training_data.STATUSES)


def test_ends_are_two_stretches_of_the_text(found: list[training_data.Example]) -> None:
    for e in found:
        (a, b), (c, d) = sorted((e.pair.source, e.pair.target))
        assert 0 <= a < b <= c < d <= len(e.pair.text), e


def test_no_pair_is_labelled_twice(found: list[training_data.Example]) -> None:
    pairs = Counter(e.pair for e in found)
    assert [p for p, n in pairs.items() if n > 1] == []


def test_each_file_is_described() -> None:
    told = (TRAINING / "README.md").read_text("utf-8")
    assert [p.name for p in FILES if f"`{p.name}`" not in told] == []


def test_no_gold_sentence_is_trained_on(found: list[training_data.Example]) -> None:
    gold = {" ".join(row["text"].lower().split()) for row in score_cases.rows()}
    assert gold.isdisjoint({" ".join(e.pair.text.lower().split()) for e in found})


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"text": "Oslo met Rome.", "pairs": [["Oslo", "Rome", "metWith"]]}\n{"text": "x", "pairs": [["a"]]}\n'
    )
    with pytest.raises(InputError, match="line 2"):
        list(training_data.examples(path, ontology.load()))


def test_the_teacher_has_seen_the_sentences(found: list[training_data.Example]) -> None:
    known = ontology.load()
    relations = sorted(known.relations)
    classes = sorted({class_name(known, name, planned) for name in relations for planned in (False, True)} | {NONE})
    told = teacher.Teacher(teacher.FILE, classes, relations)
    texts = [marked(e.pair) for e in found]
    assert [t for t in texts if t not in told] == []
    likeliest = [classes[told.of(t)[0].argmax()] for t in texts]
    right = [c == class_name(known, e.relation, e.status == "planned") for c, e in zip(likeliest, found, strict=True)]
    assert sum(right) / len(right) > 0.8  # by readers that had not seen the author's labels
    assert all(abs(float(part.sum()) - 1) < 1e-5 for t in texts[:50] for part in told.of(t))


def test_the_teacher_says_nothing_of_what_it_is_not_asked() -> None:
    told = teacher.Teacher(teacher.FILE, ["AGREE"], ["aided"])
    assert "a text of nobody" not in told
    with pytest.raises(KeyError):
        told.of("a text of nobody")


def test_a_teacher_is_read_as_it_was_written(tmp_path: Path) -> None:
    file, rows = tmp_path / "teacher.npz", [np.array([[0.2, 0.8]]), np.array([[0.6, 0.4]]), np.array([[0, 1, 0, 0, 0]])]
    teacher.write(file, ["@ source @ hit # target #"], rows, ["none", "ASSAULT"], ["attacked", "bombed"])
    told = teacher.Teacher(file, ["ASSAULT", "AID", "none"], ["bombed", "attacked"])
    of_class, of_relation, of_status = told.of("@ source @ hit # target #")
    assert of_class.tolist() == pytest.approx([0.8, 0, 0.2])
    assert of_relation.tolist() == pytest.approx([0.4, 0.6])
    assert of_status.tolist() == [0, 1, 0, 0, 0]
