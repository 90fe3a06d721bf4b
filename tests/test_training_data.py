"""The sentences that the learned reader is trained on: well-formed, of all kinds, and none that it is tested on."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
import score_cases

from kg import ontology
from kg.errors import InputError

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
TRAINING = SCRIPTS.parent / "data" / "training"
sys.path.insert(0, str(SCRIPTS))

import training_data  # noqa: E402  (scripts/ is no package)

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
