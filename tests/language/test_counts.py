"""How many were killed, hurt or taken."""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc

from kg.language import counts

# the object of "killed", the words of the count's span, least and most
COUNTS = {
    "a word": ("six/CD:nummod civilians/NNS=civilian:dobj", ("six civilians", 6, 6)),
    "a figure": ("1,200/CD:nummod civilians/NNS=civilian:dobj", ("1,200 civilians", 1200, 1200)),
    "two words": (
        "two/CD:compound>hundred hundred/CD:nummod civilians/NNS=civilian:dobj",
        ("two hundred civilians", 200, 200),
    ),
    "thousands and hundreds": (
        "two/CD:compound>hundred thousand/CD:compound>hundred five/CD:compound>hundred hundred/CD:nummod "
        "civilians/NNS=civilian:dobj",
        ("two thousand five hundred civilians", 2500, 2500),
    ),
    "tens and ones": (
        "twenty/CD:compound>five -/HYPH:punct>five five/CD:nummod civilians/NNS=civilian:dobj",
        ("twenty-five civilians", 25, 25),
    ),
    "at least": (
        "at/RB:advmod>least least/RBS:advmod>40 40/CD:nummod civilians/NNS=civilian:dobj",
        ("at least 40 civilians", 40, None),
    ),
    "more than": (
        "more/JJR:amod>40 than/IN:quantmod>40 40/CD:nummod civilians/NNS=civilian:dobj",
        ("more than 40 civilians", 40, None),
    ),
    "up to": (
        "up/IN:quantmod>40 to/TO:quantmod>40 40/CD:nummod civilians/NNS=civilian:dobj",
        ("up to 40 civilians", None, 40),
    ),
    "dozens of": (
        "dozens/NNS=dozen:dobj of/IN:prep>dozens civilians/NNS=civilian:pobj",
        ("dozens of civilians", 24, None),
    ),
    "hundreds of": (
        "hundreds/NNS=hundred:dobj of/IN:prep>hundreds civilians/NNS=civilian:pobj",
        ("hundreds of civilians", 200, None),
    ),
}


@pytest.mark.parametrize("case", cases(COUNTS))
def test_counts(case: str) -> None:
    words, (text, low, high) = COUNTS[case]
    doc = annotate(hand_doc(f"Iran/NNP:nsubj@GPE killed/VBD=kill {words} ./."))
    (claim,) = [c for c in doc._.claims if c.relation == "killed"]
    (count,) = claim.counts
    assert (count.what, count.low, count.high, doc[count.start : count.end].text) == ("killed", low, high, text)


def test_without_a_number_there_is_no_count() -> None:
    doc = annotate(hand_doc("Iran/NNP:nsubj@GPE killed/VBD=kill the/DT civilians/NNS=civilian:dobj ./."))
    (claim,) = [c for c in doc._.claims if c.relation == "killed"]
    assert claim.counts == ()


def test_a_relation_that_counts_nobody_has_no_count() -> None:
    doc = annotate(
        hand_doc("Iran/NNP:nsubj@GPE criticised/VBD=criticise six/CD:nummod ministers/NNS=minister:dobj ./.")
    )
    (claim,) = doc._.claims
    assert claim.counts == ()


@pytest.mark.parametrize(("word", "value"), [("seven", 7), ("40", 40), ("some", None)])
def test_number_of_one_word(word: str, value: int | None) -> None:
    doc = hand_doc(f"{word}/CD")
    assert counts.number(doc[0]) == value
