"""Abbreviations that a text introduces."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import spacy

from kg.language.abbreviations import introduced
from kg.language.values import register
from kg.linking import Name
from kg.model import Entity

sys.path.insert(0, str(Path(__file__).parent.parent))
register()
ENGLISH = spacy.blank("en")
SDF = Name(Entity("group/sdf", "Syrian Democratic Forces", "ArmedGroup"), "name")


def found(text: str, known: dict[str, Name] | None = None) -> dict[str, str]:
    """Words of the text -> id of what they were found to mean."""
    doc = ENGLISH(text)
    doc._.document_id = "d"
    names = {}
    for words, name in (known or {}).items():
        span = doc.char_span(text.index(words), text.index(words) + len(words))
        assert span is not None
        names[span.start] = (span.end, name)
    return {doc[s:e].text: name.entity.id for s, (e, name) in introduced(doc, [t.text for t in doc], names).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The People's Front for Renewal (PFR) met. The PFR split.",
            {
                "People's Front for Renewal": "doc/d/people-s-front-for-renewal",
                "PFR": "doc/d/people-s-front-for-renewal",
            },
        ),
        ("The report (PFR) was late.", {}),
        ("He left (again) at noon.", {}),
        (
            "The Coast Guard and the Harbour Police (HP) met.",
            {"Harbour Police": "doc/d/harbour-police", "HP": "doc/d/harbour-police"},
        ),
    ],
)
def test_full_names_by_their_initials(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


def test_a_known_name_before_the_bracket_is_meant() -> None:
    text = "The Syrian Democratic Forces (SDF) advanced, and the SDF said so."
    assert found(text, {"Syrian Democratic Forces": SDF}) == {"SDF": "group/sdf"}


def test_a_known_name_that_is_only_part_of_it_is_not() -> None:
    text = "The New Syrian Democratic Forces (NSDF) advanced."
    assert found(text, {"Syrian Democratic Forces": SDF})["NSDF"] == "doc/d/new-syrian-democratic-forces"


def test_initials_that_do_not_fit_need_a_known_name() -> None:
    rsf = Name(Entity("organization/reporters-without-borders", "Reporters Without Borders", "Organisation"), "name")
    text = "Reporters Without Borders (RSF) objected. RSF named nobody."
    assert found(text, {"Reporters Without Borders": rsf}) == {"RSF": "organization/reporters-without-borders"}
