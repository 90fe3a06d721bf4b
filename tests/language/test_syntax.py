"""Logical subjects and objects, read from parses written out by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hand_docs import hand_doc, word
from spacy.tokens import Token

from kg.language import syntax


def texts(tokens: Iterable[Token]) -> list[str]:
    return [t.text for t in tokens]


# sentence, and "logical subject > verb > logical object" with a dash for none
CLAUSES = {
    "active": (
        "Turkey/NNP:nsubj attacked/VBD=attack Syria/NNP:dobj ./.",
        "Turkey > attacked > Syria",
    ),
    "passive": (
        "Two/CD:nummod soldiers/NNS=soldier:nsubjpass were/VBD=be:auxpass killed/VBN=kill by/IN:agent "
        "Turkish/JJ:amod troops/NNS=troop:pobj ./.",
        "troops > killed > soldiers",
    ),
    "passive whose agent the parser calls a preposition": (
        "Two/CD:nummod soldiers/NNS=soldier:nsubjpass were/VBD=be:auxpass killed/VBN=kill by/IN:prep "
        "troops/NNS=troop:pobj ./.",
        "troops > killed > soldiers",
    ),
    "passive without agent": (
        "Two/CD:nummod soldiers/NNS=soldier:nsubjpass were/VBD=be:auxpass killed/VBN=kill in/IN:prep "
        "Idlib/NNP:pobj ./.",
        "- > killed > soldiers",
    ),
    "reduced relative": (
        "Rebels/NNS=rebel:nsubj backed/VBN=back:acl>Rebels by/IN:agent>backed Iran/NNP:pobj shelled/VBD=shell "
        "the/DT town/NN:dobj ./.",
        "Iran > backed > Rebels",
    ),
    "participle that is active": (
        "Troops/NNS=troop:nsubj fighting/VBG=fight:acl>Troops rebels/NNS=rebel:dobj>fighting withdrew/VBD=withdraw ./.",
        "Troops > fighting > rebels",
    ),
    "relative clause about its subject": (
        "The/DT rebels/NNS=rebel:nsubj who/WP:nsubj>attacked attacked/VBD=attack:relcl>rebels the/DT "
        "convoy/NN:dobj>attacked fled/VBD=flee ./.",
        "rebels > attacked > convoy",
    ),
    "relative clause about its object": (
        "The/DT convoy/NN:nsubj that/WDT:dobj>attacked rebels/NNS=rebel:nsubj>attacked "
        "attacked/VBD=attack:relcl>convoy "
        "burned/VBD=burn ./.",
        "rebels > attacked > convoy",
    ),
    "relative clause without a pronoun": (
        "The/DT convoy/NN:nsubj rebels/NNS=rebel:nsubj>attacked attacked/VBD=attack:relcl>convoy burned/VBD=burn ./.",
        "rebels > attacked > convoy",
    ),
    "passive relative clause": (
        "The/DT convoy/NN:nsubj that/WDT:nsubjpass>attacked was/VBD=be:auxpass attacked/VBN=attack:relcl>convoy "
        "by/IN:agent>attacked rebels/NNS=rebel:pobj burned/VBD=burn ./.",
        "rebels > attacked > convoy",
    ),
    "infinitive controlled by the object": (
        "Turkey/NNP:nsubj persuaded/VBD=persuade Russia/NNP:dobj to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "Russia > attack > Syria",
    ),
    "infinitive controlled by the subject": (
        "Turkey/NNP:nsubj refused/VBD=refuse to/TO:aux meet/VB:xcomp the/DT envoy/NN:dobj>meet ./.",
        "Turkey > meet > envoy",
    ),
    "infinitive controlled by the subject across an object": (
        "Turkey/NNP:nsubj promised/VBD=promise Russia/NNP:dobj to/TO:aux free/VB:xcomp the/DT envoy/NN:dobj>free ./.",
        "Turkey > free > envoy",
    ),
    "infinitive controlled by the object of a preposition": (
        "Turkey/NNP:nsubj called/VBD=call on/IN:prep Russia/NNP:pobj to/TO:aux withdraw/VB:xcomp ./.",
        "Russia > withdraw > -",
    ),
    "gerund after an object": (
        "Turkey/NNP:nsubj accused/VBD=accuse Russia/NNP:dobj of/IN:prep breaching/VBG=breach:pcomp the/DT "
        "deal/NN:dobj>breaching ./.",
        "Russia > breaching > deal",
    ),
    "gerund whose preposition hangs on the object": (
        "Turkey/NNP:nsubj accused/VBD=accuse Russia/NNP:dobj of/IN:prep>Russia breaching/VBG=breach:pcomp the/DT "
        "deal/NN:dobj>breaching ./.",
        "Russia > breaching > deal",
    ),
    "gerund after without": (
        "The/DT rebels/NNS=rebel:nsubj left/VBD=leave without/IN:prep warning/VBG=warn:pcomp the/DT "
        "army/NN:dobj>warning ./.",
        "rebels > warning > army",
    ),
    "second verb of two": (
        "France/NNP:nsubj recalled/VBD=recall its/PRP$:poss ambassador/NN:dobj and/CC:cc condemned/VBD=condemn:conj "
        "the/DT attack/NN:dobj>condemned ./.",
        "France > condemned > attack",
    ),
    "first verb of two with one object": (
        "Armed/JJ:amod men/NNS=man:nsubj kidnapped/VBD=kidnap and/CC:cc killed/VBD=kill:conj the/DT "
        "priest/NN:dobj>killed ./.",
        "men > kidnapped > priest",
    ),
    "first verb of two, complete without an object": (
        "Armed/JJ:amod men/NNS=man:nsubj fled/VBD=flee to/IN:prep Chad/NNP:pobj and/CC:cc killed/VBD=kill:conj "
        "the/DT priest/NN:dobj>killed ./.",
        "men > fled > -",
    ),
    "infinitive after a noun with a possessor": (
        "Iran/NNP:poss 's/POS plan/NN:nsubj to/TO:aux attack/VB:acl>plan Israel/NNP:dobj>attack failed/VBD=fail ./.",
        "Iran > attack > Israel",
    ),
    "infinitive after a noun that a verb governs": (
        "Iran/NNP:nsubj made/VBD=make a/DT decision/NN:dobj to/TO:aux attack/VB:acl>decision "
        "Israel/NNP:dobj>attack ./.",
        "Iran > attack > Israel",
    ),
    "infinitive after an adjective": (
        "Iran/NNP:nsubj is/VBZ=be ready/JJ:acomp to/TO:aux attack/VB:xcomp>ready Israel/NNP:dobj>attack ./.",
        "Iran > attack > Israel",
    ),
    "small clause": (
        "The/DT court/NN:nsubj found/VBD=find the/DT minister/NN:nsubj>guilty guilty/JJ:ccomp ./.",
        "court > found > minister",
    ),
}


@pytest.mark.parametrize("case", CLAUSES)
def test_logical_subjects_and_objects(case: str) -> None:
    sentence, expected = CLAUSES[case]
    verb = word(hand_doc(sentence), expected.split(" > ")[1])
    ends = [" ".join(texts(found)) or "-" for found in (syntax.subjects(verb), syntax.objects(verb))]
    assert f"{ends[0]} > {verb.text} > {ends[1]}" == expected


def test_a_clause_with_that_takes_no_subject_from_above() -> None:
    doc = hand_doc(
        "Turkey/NNP:nsubj said/VBD=say that/IN:mark>killed soldiers/NNS=soldier:nsubjpass>killed were/VBD=be:auxpass "
        "killed/VBN=kill:ccomp ./."
    )
    assert syntax.subjects(word(doc, "killed")) == []


def test_perfect_is_not_passive() -> None:
    doc = hand_doc("Turkey/NNP:nsubj has/VBZ=have:aux attacked/VBN=attack Syria/NNP:dobj ./.")
    assert not syntax.is_passive(word(doc, "attacked"))


def test_second_passive_verb_shares_subject_and_voice() -> None:
    doc = hand_doc(
        "The/DT priest/NN:nsubjpass was/VBD=be:auxpass kidnapped/VBN=kidnap and/CC:cc killed/VBN=kill:conj "
        "by/IN:agent>killed rebels/NNS=rebel:pobj ./."
    )
    assert texts(syntax.objects(word(doc, "killed"))) == ["priest"]
    assert texts(syntax.subjects(word(doc, "killed"))) == ["rebels"]


def test_conjoined_actors_come_in_text_order() -> None:
    doc = hand_doc(
        "Russia/NNP:nsubj ,/, Turkey/NNP:conj>Russia and/CC:cc>Turkey Iran/NNP:conj>Turkey condemned/VBD=condemn "
        "the/DT attack/NN:dobj ./."
    )
    assert texts(syntax.conjuncts(word(doc, "Russia"))) == ["Russia", "Turkey", "Iran"]
    assert texts(syntax.conjuncts(word(doc, "attack"))) == ["attack"]


def test_indirect_object_is_not_the_object() -> None:
    doc = hand_doc("Turkey/NNP:nsubj gave/VBD=give Kenya/NNP:dative aid/NN:dobj ./.")
    assert texts(syntax.indirect_objects(word(doc, "gave"))) == ["Kenya"]
    assert texts(syntax.objects(word(doc, "gave"))) == ["aid"]


def test_prepositions_look_through_a_second_one() -> None:
    doc = hand_doc(
        "The/DT troops/NNS=troop:nsubj pulled/VBD=pull out/IN:prep of/IN:prep>out the/DT valley/NN:pobj on/IN:prep "
        "Monday/NNP:pobj ./."
    )
    assert [(p, t.text) for p, t in syntax.prepositions(word(doc, "pulled"))] == [("of", "valley"), ("on", "Monday")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The/DT army/NN:nsubj struck/VBD=strike back/RP:prt ./.", "back"),
        ("The/DT army/NN:nsubj struck/VBD=strike back/RB:advmod ./.", "back"),
        ("The/DT army/NN:nsubj struck/VBD=strike again/RB:advmod ./.", None),
    ],
)
def test_particle(sentence: str, expected: str | None) -> None:
    assert syntax.particle(word(hand_doc(sentence), "struck")) == expected


def test_infinitive_below_a_verb() -> None:
    doc = hand_doc("Turkey/NNP:nsubj refused/VBD=refuse to/TO:aux meet/VB:xcomp the/DT envoy/NN:dobj>meet ./.")
    assert syntax.has_infinitive(word(doc, "refused"))
    assert not syntax.has_infinitive(word(doc, "meet"))


def test_phrase_leaves_out_what_follows_the_head() -> None:
    doc = hand_doc(
        "The/DT Turkish/JJ:amod>troops troops/NNS=troop:nsubj in/IN:prep>troops Syria/NNP:pobj "
        "withdrew/VBD=withdraw ./."
    )
    start, end = syntax.phrase(word(doc, "troops"))
    assert doc[start:end].text == "The Turkish troops"


def test_a_cycle_free_climb_ends_at_the_root() -> None:
    """A fragment without a verb has no subject to give, however deep its chain of complements."""
    doc = hand_doc("To/TO:aux meet/VB the/DT envoy/NN:dobj and/CC:cc leave/VB:conj ./.")
    assert syntax.surface_subject(word(doc, "leave")) is None
