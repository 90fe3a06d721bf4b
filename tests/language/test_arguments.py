"""Who fills the slots of a trigger: the actor in the slot, or the actor inside the phrase that stands there."""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc, word
from spacy.tokens import Doc

from kg.language.arguments import Arguments
from kg.language.values import Referent, TokenMention


def read(*sentences: str) -> Doc:
    return annotate(hand_doc(*sentences), until="kg_places")


def referent(mention: TokenMention) -> Referent:
    assert mention.referent is not None
    return mention.referent


def resolved(sentence: str, head: str, side: str) -> list[str]:
    """Names of the referents that a head word stands for in a slot; ~ marks those found inside its phrase."""
    doc = read(sentence)
    found = Arguments(doc).resolve(word(doc, head), "obj", side)
    return sorted(("~" if f.descended else "") + referent(f.mention).name for f in found)


# sentence, the head word in the slot, and who is met as target, and as source
PHRASES = {
    "an actor": (
        "Turkey/NNP:nsubj@GPE condemned/VBD=condemn Iran/NNP:dobj@GPE ./.",
        ("Iran", ["Iran"], ["Iran"]),
    ),
    "joined actors": (
        "Turkey/NNP:nsubj@GPE condemned/VBD=condemn Iran/NNP:dobj@GPE and/CC:cc>Iran Syria/NNP:conj>Iran@GPE ./.",
        ("Iran", ["Iran", "Syria"], ["Iran", "Syria"]),
    ),
    "an act with a possessor": (
        "Turkey/NNP:nsubj@GPE condemned/VBD=condemn Iran/NNP:poss@GPE 's/POS decision/NN:dobj ./.",
        ("decision", ["~Iran"], ["~Iran"]),
    ),
    "an act with by": (
        "Turkey/NNP:nsubj@GPE condemned/VBD=condemn the/DT attack/NN:dobj by/IN:prep>attack Iran/NNP:pobj@GPE ./.",
        ("attack", ["~Iran"], ["~Iran"]),
    ),
    "an act of a nationality": (
        "Turkey/NNP:nsubj@GPE condemned/VBD=condemn the/DT Iranian/JJ:amod@NORP attack/NN:dobj ./.",
        ("attack", ["~Iran"], ["~Iran"]),
    ),
    "an act against somebody has him as a target only": (
        "Sanctions/NNS=sanction:nsubj against/IN:prep>Sanctions Iran/NNP:pobj@GPE angered/VBD=anger "
        "Syria/NNP:dobj@GPE ./.",
        ("Sanctions", ["~Iran"], []),
    ),
    "a thing of somebody": (
        "Turkey/NNP:nsubj@GPE lost/VBD=lose Iran/NNP:poss@GPE 's/POS wheat/NN:dobj ./.",
        ("wheat", ["~Iran"], []),
    ),
    "positions of rebels": (
        "Rebel/NN:compound positions/NNS=position:nsubj burned/VBD=burn ./.",
        ("positions", ["~Rebel"], []),
    ),
}


@pytest.mark.parametrize("case", cases(PHRASES))
def test_who_stands_in_a_phrase(case: str) -> None:
    sentence, (head, as_target, as_source) = PHRASES[case]
    assert resolved(sentence, head, "target") == as_target
    assert resolved(sentence, head, "source") == as_source


def test_a_group_is_each_of_its_members_at_the_same_words() -> None:
    doc = read(
        "Indian/JJ:amod@NORP and/CC:cc>Indian American/JJ:conj>Indian@NORP troops/NNS=troop:nsubj left/VBD=leave ./."
    )
    found = Arguments(doc).resolve(word(doc, "troops"), "subj", "source")
    assert {referent(f.mention).country for f in found} == {"IND", "USA"}
    assert {(f.mention.start, f.mention.end) for f in found} == {(0, 4)}


def test_a_place_is_no_source() -> None:
    doc = read("The/DT envoy/NN:nsubj died/VBD=die in/IN:prep Moscow/NNP:pobj@GPE ./.")
    assert Arguments(doc).resolve(word(doc, "Moscow"), "in", "source") == []


def test_the_neighbours_of_somebody_are_not_he() -> None:
    sentence = (
        "Putin/NNP:poss@PERSON 's/POS neighbours/NNS=neighbour:nsubj condemned/VBD=condemn Syria/NNP:dobj@GPE ./."
    )
    assert "~Putin" not in resolved(sentence, "neighbours", "source")


def test_who_is_avoided_is_not_taken() -> None:
    doc = read("Turkey/NNP:nsubj@GPE withdrew/VBD=withdraw Turkey/NNP:poss@GPE 's/POS decision/NN:dobj ./.")
    turkey = next(m.referent for m in doc._.mentions if m.head == 0)
    assert Arguments(doc).resolve(word(doc, "decision"), "obj", "target", avoid=frozenset({id(turkey)})) == []


def test_a_voice_that_is_no_known_actor_is_one_still() -> None:
    doc = read("The/DT leaflet/NN:nsubj said/VBD=say so/RB:advmod ./.")
    voice = Arguments(doc).voice(word(doc, "leaflet"))
    assert (referent(voice).name, doc[voice.start : voice.end].text) == ("leaflet", "The leaflet")
