"""Which phrases refer to actors, and to which."""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc
from spacy.tokens import Doc

from kg.language.values import TokenMention


def read(*sentences: str) -> Doc:
    return annotate(hand_doc(*sentences), until="kg_mentions")


def described(mention: TokenMention) -> str:
    """Type and entity of what is meant; country and sector where it has no entity of its own; members of a group."""
    if mention.members:
        return " + ".join(sorted(described(m) for m in mention.members))
    referent = mention.referent
    if referent is None:
        return mention.kind
    if referent.entity is not None:
        known = referent.entity.id
        return known if mention.kind == "actor" else f"{mention.kind} {known}"
    local = "local" if referent.local else "own"
    return f"{local} {referent.type} {referent.name} ({referent.country}, {referent.sector})"


def found(doc: Doc) -> dict[str, str]:
    return {doc[m.start : m.end].text: described(m) for m in doc._.mentions if not m.adjective}


# the mention that the sentence is about, and what it is
MENTIONS = {
    "a state": (
        "Turkey/NNP:nsubj@GPE left/VBD=leave ./.",
        ("Turkey", "state/TUR"),
    ),
    "a capital that acts": (
        "Moscow/NNP:nsubj@GPE condemned/VBD=condemn the/DT attack/NN:dobj ./.",
        ("Moscow", "state/RUS"),
    ),
    "a state as a place": (
        "The/DT minister/NN:nsubj died/VBD=die in/IN:prep Syria/NNP:pobj@GPE ./.",
        ("Syria", "place state/SYR"),
    ),
    "a capital as a place": (
        "The/DT minister/NN:nsubj died/VBD=die in/IN:prep Moscow/NNP:pobj@GPE ./.",
        ("Moscow", "place state/RUS"),
    ),
    "a town that the model takes for a person": (
        "NATO/NNP:nsubj@ORG left/VBD=leave the/DT town/NN:dobj of/IN:prep>town Dana/NNP:pobj@PERSON ./.",
        ("the town", "place"),
    ),
    "the armed forces": (
        "Turkish/JJ:amod@NORP troops/NNS=troop:nsubj left/VBD=leave ./.",
        ("Turkish troops", "force/TUR"),
    ),
    "the armed forces, said with of": (
        "The/DT army/NN:nsubj of/IN:prep>army Chad/NNP:pobj@GPE left/VBD=leave ./.",
        ("The army", "force/TCD"),
    ),
    "a ministry of a state": (
        "The/DT Turkish/JJ:amod@NORP foreign/JJ:amod ministry/NN:nsubj left/VBD=leave ./.",
        ("The Turkish foreign ministry", "body/TUR/foreign-ministry"),
    ),
    "troops of two states": (
        "Indian/JJ:amod@NORP and/CC:cc>Indian American/JJ:conj>Indian@NORP troops/NNS=troop:nsubj left/VBD=leave ./.",
        ("Indian and American troops", "force/IND + force/USA"),
    ),
    "an organisation": (
        "NATO/NNP:nsubj@ORG left/VBD=leave ./.",
        ("NATO", "organization/nato"),
    ),
    "a person with title and country": (
        "Russian/JJ:amod>Lavrov@NORP Foreign/NNP:compound>Minister Minister/NNP:compound>Lavrov "
        "Sergey/NNP:compound@PERSON Lavrov/NNP:nsubj@PERSON left/VBD=leave ./.",
        ("Russian Foreign Minister Sergey Lavrov", "own Person Sergey Lavrov (RUS, GOV)"),
    ),
    "a surname alone": (
        "Smith/NNP:nsubj@PERSON met/VBD=meet reporters/NNS=reporter:dobj ./.",
        ("Smith", "local Person Smith (None, None)"),
    ),
    "a nominal without a country": (
        "The/DT rebels/NNS=rebel:nsubj left/VBD=leave ./.",
        ("The rebels", "local ArmedGroup rebels (None, REB)"),
    ),
    "a quantity of people": (
        "Hundreds/NNS=hundred:nsubj of/IN:prep>Hundreds rebels/NNS=rebel:pobj left/VBD=leave ./.",
        ("Hundreds of rebels", "local ArmedGroup rebels (None, REB)"),
    ),
    "a people": (
        "Turks/NNPS=Turk:nsubj@NORP left/VBD=leave ./.",
        ("Turks", "own Population Turks (TUR, CVL)"),
    ),
    "a people that stands for its state": (
        "The/DT Turks/NNPS=Turk:nsubj@NORP left/VBD=leave ./.",
        ("The Turks", "state/TUR"),
    ),
    "some of a people": (
        "Two/CD:nummod>Turks Turks/NNPS=Turk:nsubj@NORP left/VBD=leave ./.",
        ("Two Turks", "local Population Two Turks (TUR, CVL)"),
    ),
    "one of a people": (
        "A/DT Turk/NNP:nsubjpass@NORP was/VBD=be:auxpass arrested/VBN=arrest ./.",
        ("A Turk", "local Person A Turk (TUR, CVL)"),
    ),
    "a trade that no table has, with a nationality": (
        "British/JJ:amod@NORP upholsterers/NNS=upholsterer:nsubj left/VBD=leave ./.",
        ("British upholsterers", "local Person British upholsterers (GBR, None)"),
    ),
    "an organisation that only the model knows": (
        "The/DT Zenith/NNP:compound@ORG Forum/NNP:nsubj@ORG left/VBD=leave ./.",
        ("The Zenith Forum", "local Organisation Zenith Forum (None, None)"),
    ),
}


@pytest.mark.parametrize("case", cases(MENTIONS))
def test_who_is_meant(case: str) -> None:
    sentence, (words, expected) = MENTIONS[case]
    assert found(read(sentence)).get(words) == expected


THINGS = dict.fromkeys("statement offer order weather helicopter letter deployment wheat".split())


@pytest.mark.parametrize("thing", cases(THINGS))
def test_a_thing_with_a_nationality_is_nobody(thing: str) -> None:
    doc = read(f"The/DT Turkish/JJ:amod@NORP {thing}/NN:nsubj angered/VBD=anger Iran/NNP:dobj@GPE ./.")
    assert list(found(doc)) == ["Iran"]


def test_two_states_after_of_are_a_group() -> None:
    doc = read(
        "The/DT foreign/JJ:amod ministers/NNS=minister:nsubj of/IN:prep>ministers Greece/NNP:pobj@GPE "
        "and/CC:cc>Greece "
        "Turkey/NNP:conj>Greece@GPE left/VBD=leave ./."
    )
    group = next(m for m in doc._.mentions if m.members)
    assert sorted(m.referent.country for m in group.members) == ["GRC", "TUR"]
    assert {(m.start, m.end) for m in group.members} == {(group.start, group.end)}


def test_a_surname_after_the_full_name_is_the_same_person() -> None:
    doc = read(
        "Sergey/NNP:compound@PERSON Lavrov/NNP:nsubj@PERSON left/VBD=leave ./.",
        "Lavrov/NNP:nsubj@ORG met/VBD=meet Putin/NNP:dobj@PERSON ./.",
    )
    full, surname, other = (m.referent for m in doc._.mentions)
    assert full is surname
    assert other is not full


def test_a_surname_that_two_persons_bear_stays_open() -> None:
    doc = read(
        "Hillary/NNP:compound@PERSON Clinton/NNP:nsubj@PERSON left/VBD=leave ./.",
        "Bill/NNP:compound@PERSON Clinton/NNP:nsubj@PERSON left/VBD=leave ./.",
        "Clinton/NNP:nsubj@PERSON spoke/VBD=speak ./.",
    )
    hillary, bill, surname = (m.referent for m in doc._.mentions)
    assert surname not in (hillary, bill)
    assert surname.local


def test_the_country_of_the_same_person_is_kept() -> None:
    doc = read(
        "French/JJ:amod>Macron@NORP President/NNP:compound>Macron Emmanuel/NNP:compound>Macron@PERSON "
        "Macron/NNP:nsubj@PERSON left/VBD=leave ./.",
        "Macron/NNP:nsubj@PERSON spoke/VBD=speak ./.",
    )
    macron, again = (m.referent for m in doc._.mentions if not m.adjective)
    assert macron is again
    assert macron.country == "FRA"


def test_us_is_a_state_only_in_capitals() -> None:
    doc = read("The/DT US/NNP:nsubj@GPE told/VBD=tell us/PRP=we:dobj to/TO:aux leave/VB:xcomp ./.")
    state, pronoun = doc._.mentions
    assert state.referent.entity.id == "state/USA"
    assert pronoun.pronoun and pronoun.referent is None


def test_a_nationality_in_front_is_an_end_of_deeds_but_no_mention_for_a_reader() -> None:
    doc = read("A/DT Russian/JJ:amod@NORP strike/NN:nsubj killed/VBD=kill six/CD:nummod soldiers/NNS=soldier:dobj ./.")
    russian = next(m for m in doc._.mentions if doc[m.head].text == "Russian")
    assert russian.adjective
    assert russian.referent.entity.id == "state/RUS"


def test_an_agreement_with_a_name_is_an_agreement_and_one_without_is_nothing() -> None:
    doc = read(
        "The/DT Sochi/NNP:compound agreement/NN:nsubj and/CC:cc>agreement the/DT treaty/NN:conj>agreement "
        "ended/VBD=end ./."
    )
    assert [a.name for a in doc._.agreements] == ["Sochi agreement"]
    assert not [m for m in doc._.mentions if doc[m.head].lemma_ in {"agreement", "treaty"}]


def test_nothing_in_furniture_is_mentioned() -> None:
    doc = hand_doc(
        "Turkey/NNP Greece/NNP:appos Iran/NNP:appos ./.",
        "Turkey/NNP:nsubj@GPE left/VBD=leave Syria/NNP:dobj@GPE ./.",
    )
    doc._.furniture = set(range(4))
    annotate(doc)
    assert [m.start for m in doc._.mentions] == [4, 6]
