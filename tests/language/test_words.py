"""The table of word sets and the code that asks for it go together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kg
from kg import resources
from kg.language.words import word_set

ASKED = {
    name
    for path in Path(kg.__file__).parent.rglob("*.py")
    for name in re.findall(r'word_set\("([^"]+)"\)', path.read_text(encoding="utf-8"))
}


def test_every_set_is_asked_for_and_there() -> None:
    assert {row["set"] for row in resources.table("word_sets")} == ASKED


def test_a_word_stands_once_in_a_set() -> None:
    rows = [(row["set"], row["word"]) for row in resources.table("word_sets")]
    assert len(rows) == len(set(rows))


def test_sets_hold_lemmas() -> None:
    assert "promise" in word_set("subject control")
    with pytest.raises(KeyError):
        word_set("no such set")
