"""Blocks of a page become ends of sentences, furniture is marked."""

from __future__ import annotations

import functools

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.language import values  # noqa: F401  (declares the Doc attributes)
from kg.language.blocks import blocks

REPORT = "The army shelled the border town on Monday, and two villagers were killed."


@functools.cache
def english() -> Language:
    return spacy.blank("en")


def read(text: str, title: str | None = None) -> Doc:
    doc = english().make_doc(text)
    doc._.title = title
    return blocks(doc)


def furniture(doc: Doc) -> str:
    return " ".join(t.text for t in doc if t.i in doc._.furniture)


def starts(doc: Doc) -> list[str]:
    return [t.text for t in doc if t.is_sent_start and t.i > 0]


def test_plain_text_has_no_furniture() -> None:
    assert furniture(read(REPORT)) == ""


def test_the_clock_and_the_buttons_of_a_page_are_furniture() -> None:
    doc = read(f"14:05 GMT 3 May 2022\n\nShare on Facebook\n\n{REPORT}")
    assert furniture(doc).replace("\n\n", "").split() == "14:05 GMT 3 May 2022 Share on Facebook".split()


def test_a_sentence_begins_at_every_block() -> None:
    doc = read(f"Army shells border town\n\n{REPORT}\n\nThe minister resigned.")
    assert starts(doc) == ["The", "The"]


def test_a_dateline_is_furniture_and_the_report_begins_after_it() -> None:
    doc = read("GENEVA, 10 March - The army shelled the border town on Monday.")
    assert "GENEVA" in furniture(doc)
    assert "army" not in furniture(doc)
    assert starts(doc) == ["The"]


def test_a_token_over_the_edge_of_a_block_is_split_and_no_letter_is_lost() -> None:
    text = f"Advertisement{REPORT}"
    doc = read(text)
    assert doc.text == text
    assert furniture(doc) == "Advertisement"
    assert starts(doc) == ["The"]


def test_an_empty_text() -> None:
    assert read("")._.furniture == set()
