"""Dates that hang on other dates of the text."""

from __future__ import annotations

import pytest
from hand_docs import annotate, hand_doc

TEXTS = {
    "three days later": (
        ["They/PRP:nsubj met/VBD=meet on/IN:prep 9/CD:nummod>June June/NNP:pobj 1983/CD:nummod>June ./."],
        "Three/CD:nummod>days days/NNS=day:npadvmod>later later/RB:advmod they/PRP:nsubj left/VBD=leave ./.",
        ["1983-06-09", "1983-06-12"],
    ),
    "the following year": (
        ["They/PRP:nsubj met/VBD=meet in/IN:prep 1983/CD:pobj ./."],
        "The/DT:det following/VBG=follow:amod>year year/NN:npadvmod they/PRP:nsubj left/VBD=leave ./.",
        ["1983", "1984"],
    ),
    "days after no more than a year": (
        ["They/PRP:nsubj met/VBD=meet in/IN:prep 1983/CD:pobj ./."],
        "Three/CD:nummod>days days/NNS=day:npadvmod>later later/RB:advmod they/PRP:nsubj left/VBD=leave ./.",
        ["1983", None],
    ),
    "how many days": (
        ["They/PRP:nsubj met/VBD=meet on/IN:prep 9/CD:nummod>June June/NNP:pobj 1983/CD:nummod>June ./."],
        "Days/NNS=day:npadvmod>later later/RB:advmod they/PRP:nsubj left/VBD=leave ./.",
        ["1983-06-09", None],
    ),
    "a date told in passing": (
        ["They/PRP:nsubj had/VBD=have it/PRP:dobj signed/VBN=sign:acl>it in/IN:prep>signed 1935/CD:pobj ./."],
        "Two/CD:nummod>years years/NNS=year:npadvmod>later later/RB:advmod they/PRP:nsubj left/VBD=leave ./.",
        ["1935", None],
    ),
    "a month of the year that is told of": (
        ["In/IN:prep 1987/CD:pobj they/PRP:nsubj met/VBD=meet ./."],
        "In/IN:prep September/NNP:pobj they/PRP:nsubj left/VBD=leave ./.",
        ["1987", "1987-09"],
    ),
    "a month over the turn of the year": (
        ["In/IN:prep December/NNP:pobj 1980/CD:nummod>December they/PRP:nsubj met/VBD=meet ./."],
        "In/IN:prep January/NNP:pobj they/PRP:nsubj left/VBD=leave ./.",
        ["1980-12", "1981-01"],
    ),
    "a month after news of this year": (
        ["In/IN:prep 2019/CD:pobj they/PRP:nsubj met/VBD=meet ./."],
        "In/IN:prep September/NNP:pobj they/PRP:nsubj left/VBD=leave ./.",
        ["2019", "2019-09"],
    ),
}


@pytest.mark.parametrize("case", sorted(TEXTS))
def test_dates_that_hang_on_others(case: str) -> None:
    before, sentence, expected = TEXTS[case]
    doc = hand_doc(*before, sentence)
    doc._.published = "2020-02-04"
    annotate(doc, until="kg_dates")
    assert [t.date.value if t.date else None for t in doc._.times] == expected
