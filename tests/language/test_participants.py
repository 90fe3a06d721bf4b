"""Mediators and hosts: who takes part in a deed without being its source or target."""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc

TWO = "Israel/NNP:nsubj>met@GPE and/CC:cc>Israel Syria/NNP:conj>Israel@GPE"
PARTICIPANTS: dict[str, tuple[str, dict[str, str]]] = {
    "mediation of somebody": (
        f"{TWO} met/VBD=meet with/IN:prep>met the/DT:det>mediation mediation/NN:pobj>with of/IN:prep>mediation "
        "Qatar/NNP:pobj>of@GPE ./.",
        {"Qatar": "mediator"},
    ),
    "somebody's auspices": (
        f"{TWO} met/VBD=meet under/IN:prep>met Qatari/JJ:amod>auspices@NORP auspices/NNS=auspex:pobj>under ./.",
        {"Qatar": "host"},
    ),
    "what they met for": (
        f"{TWO} met/VBD=meet for/IN:prep>met talks/NNS=talk:pobj>for hosted/VBN=host:acl>talks by/IN:agent>hosted "
        "Qatar/NNP:pobj>by@GPE ./.",
        {"Qatar": "host"},
    ),
    "nobody by what is done to another": (
        "Israel/NNP:nsubj>attacked@GPE attacked/VBD=attack Syria/NNP:dobj>attacked@GPE after/IN:prep>attacked "
        "talks/NNS=talk:pobj>after hosted/VBN=host:acl>talks by/IN:agent>hosted Qatar/NNP:pobj>by@GPE ./.",
        {},
    ),
    "nobody twice": (
        f"{TWO} met/VBD=meet in/IN:prep>met talks/NNS=talk:pobj>in mediated/VBN=mediate:acl>talks by/IN:agent>mediated "
        "Syria/NNP:pobj>by@GPE ./.",
        {},
    ),
}


@pytest.mark.parametrize("case", cases(PARTICIPANTS))
def test_participants(case: str) -> None:
    sentence, expected = PARTICIPANTS[case]
    (claim,) = [c for c in annotate(hand_doc(sentence))._.claims if c.relation != "mediatedBetween"]
    assert {m.referent.name: role for role, m in claim.participants} == expected
    assert claim.target.referent.name == "Syria"
