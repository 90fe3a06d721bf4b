"""Who speaks the words between quotation marks."""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc
from spacy.tokens import Doc

from kg.language.quotations import quotation_at, speaker_of


def read(*sentences: str) -> Doc:
    return annotate(hand_doc(*sentences), until="kg_quotations")


def speakers(doc: Doc) -> list[str | None]:
    return [None if q.speaker is None else doc[q.speaker].text for q in doc._.quotations]


WE_WANT = "We/PRP:nsubj>want want/VBP:ccomp peace/NN:dobj>want"
LONG = (
    "“/`` We/PRP:nsubj are/VBP=be tired/JJ:acomp of/IN:prep>tired this/DT long/JJ:amod and/CC:cc>long "
    "bitter/JJ:conj>long war/NN:pobj ./. ”/''"
)
# sentences, and the speaker of each quotation
QUOTATIONS: dict[str, tuple[list[str], list[str | None]]] = {
    "speaker after": ([f"“/`` {WE_WANT} ,/, ”/'' the/DT minister/NN:nsubj said/VBD=say ./."], ["minister"]),
    "speaker before": ([f"The/DT minister/NN:nsubj said/VBD=say :/: “/`` {WE_WANT} ./. ”/''"], ["minister"]),
    "straight marks": ([f"\"/'' {WE_WANT} ,/, \"/'' the/DT minister/NN:nsubj said/VBD=say ./."], ["minister"]),
    "several sentences, the speaker in the last": (
        [
            "“/`` We/PRP:nsubj are/VBP=be tired/JJ:acomp ./.",
            f"{WE_WANT} ,/, ”/'' the/DT minister/NN:nsubj said/VBD=say ./.",
        ],
        ["minister"],
    ),
    "the speaker in the next sentence": (
        [LONG, "The/DT minister/NN:nsubj said/VBD=say so/RB:advmod on/IN:prep Monday/NNP:pobj ./."],
        ["minister"],
    ),
    "the same person speaks on": (
        [
            "“/`` Go/VB:ccomp ,/, ”/'' the/DT minister/NN:nsubj said/VBD=say ./.",
            "“/`` We/PRP:nsubj want/VBP peace/NN:dobj ./. ”/''",
        ],
        ["minister", "minister"],
    ),
    "nobody speaks": (
        ["The/DT army/NN:nsubj left/VBD=leave ./.", LONG, "The/DT army/NN:nsubj came/VBD=come back/RB:advmod ./."],
        [None],
    ),
    "words in marks inside a report": (
        ["The/DT army/NN:nsubj left/VBD=leave the/DT “/`` zone/NN:dobj ”/'' ./."],
        [None],
    ),
}


@pytest.mark.parametrize("case", cases(QUOTATIONS))
def test_the_speaker(case: str) -> None:
    sentences, expected = QUOTATIONS[case]
    assert speakers(read(*sentences)) == expected


def test_a_text_without_marks_has_no_quotation() -> None:
    assert read("The/DT army/NN:nsubj left/VBD=leave ./.")._.quotations == []


def test_a_mark_that_is_never_closed_quotes_nothing() -> None:
    assert read(f"The/DT minister/NN:nsubj said/VBD=say :/: “/`` {WE_WANT} ./.")._.quotations == []


def test_the_marks_are_outside() -> None:
    doc = read(*QUOTATIONS["speaker after"][0])
    assert quotation_at(doc, 0) is None
    quotation = quotation_at(doc, 1)
    assert quotation is not None and doc[quotation.start : quotation.end].text == "We want peace,"
    assert doc[speaker_of(doc, 1) or 0].text == "minister"
    assert speaker_of(doc, len(doc) - 2) is None
