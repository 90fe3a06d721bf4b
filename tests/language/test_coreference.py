"""What pronouns and second mentions refer to; what the grammar does not tell stays open."""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc
from spacy.tokens import Doc

LAVROV = (
    "Russian/JJ:amod>Lavrov@NORP Foreign/NNP:compound>Minister Minister/NNP:compound>Lavrov "
    "Sergey/NNP:compound@PERSON Lavrov/NNP:nsubj@PERSON left/VBD=leave ./."
)
WE_ATTACK = "We/PRP:nsubj>attack will/MD:aux attack/VB:ccomp Syria/NNP:dobj>attack@GPE"


def meant(doc: Doc, text: str) -> set[str] | None:
    """Names of what a phrase refers to, its members for a group; None where it stays open."""
    for m in doc._.mentions:
        if doc[m.start : m.end].text == text:
            return {member.referent.name for member in m.members or [m]}
    return None


# sentences, and a phrase with what it means
CASES: dict[str, tuple[list[str], tuple[str, set[str] | None]]] = {
    "he is the subject before": (
        [LAVROV, "He/PRP:nsubj criticised/VBD=criticise Turkey/NNP:dobj@GPE ./."],
        ("He", {"Sergey Lavrov"}),
    ),
    "he is not the state before": (
        ["Turkey/NNP:nsubj@GPE left/VBD=leave ./.", "He/PRP:nsubj criticised/VBD=criticise Iran/NNP:dobj@GPE ./."],
        ("He", None),
    ),
    "he is one of two": (
        [
            "Putin/NNP:nsubj@PERSON and/CC:cc>Putin Macron/NNP:conj>Putin@PERSON met/VBD=meet ./.",
            "He/PRP:nsubj left/VBD=leave ./.",
        ],
        ("He", None),
    ),
    "it is the subject before": (
        ["Turkey/NNP:nsubj@GPE criticised/VBD=criticise Iran/NNP:dobj@GPE ./.", "It/PRP:nsubj left/VBD=leave ./."],
        ("It", {"Turkey"}),
    ),
    "its is the subject of its clause": (
        ["Turkey/NNP:nsubj@GPE halted/VBD=halt its/PRP$:poss attack/NN:dobj on/IN:prep>attack Iran/NNP:pobj@GPE ./."],
        ("its", {"Turkey"}),
    ),
    "he is who says it": (
        [
            "Putin/NNP:nsubj@PERSON met/VBD=meet Macron/NNP:dobj@PERSON ./.",
            "Macron/NNP:nsubj@PERSON said/VBD=say he/PRP:nsubj>leave would/MD:aux>leave leave/VB:ccomp ./.",
        ],
        ("he", {"Emmanuel Macron"}),
    ),
    "they are the troops": (
        ["Turkish/JJ:amod@NORP troops/NNS=troop:nsubj came/VBD=come ./.", "They/PRP:nsubj left/VBD=leave ./."],
        ("They", {"Turkish armed forces"}),
    ),
    "it at the head of an empty clause": (
        [
            "Turkey/NNP:nsubj@GPE left/VBD=leave ./.",
            "It/PRP:nsubjpass is/VBZ=be:auxpass said/VBN=say that/IN:mark>came Iran/NNP:nsubj>came@GPE "
            "came/VBD=come:ccomp ./.",
        ],
        ("It", None),
    ),
    "the two countries": (
        [
            "Turkey/NNP:nsubj@GPE and/CC:cc>Turkey Greece/NNP:conj>Turkey@GPE met/VBD=meet ./.",
            "The/DT two/CD:nummod countries/NNS=country:nsubj signed/VBD=sign a/DT deal/NN:dobj ./.",
        ],
        ("The two countries", {"Turkey", "Greece"}),
    ),
    "both sides, of three": (
        [
            "Turkey/NNP:nsubj@GPE ,/,>Turkey Iran/NNP:conj>Turkey@GPE and/CC:cc>Iran Greece/NNP:conj>Iran@GPE "
            "met/VBD=meet ./.",
            "Both/DT sides/NNS=side:nsubj signed/VBD=sign a/DT deal/NN:dobj ./.",
        ],
        ("Both sides", {"sides"}),
    ),
    "a nationality and an office": (
        [LAVROV, "The/DT Russian/JJ:amod@NORP diplomat/NN:nsubj left/VBD=leave ./."],
        ("The Russian diplomat", {"Sergey Lavrov"}),
    ),
    "another nationality": (
        [LAVROV, "The/DT Turkish/JJ:amod@NORP diplomat/NN:nsubj left/VBD=leave ./."],
        ("The Turkish diplomat", {"Turkish diplomat"}),
    ),
    "a ministry named before": (
        [
            "The/DT Turkish/JJ:amod@NORP foreign/JJ:amod ministry/NN:nsubj left/VBD=leave ./.",
            "The/DT ministry/NN:nsubj condemned/VBD=condemn Baku/NNP:dobj@GPE ./.",
        ],
        ("The ministry", {"Turkish foreign ministry"}),
    ),
    "a ministry, of two named before": (
        [
            "The/DT Turkish/JJ:amod@NORP foreign/JJ:amod ministry/NN:nsubj left/VBD=leave ./.",
            "The/DT Greek/JJ:amod@NORP foreign/JJ:amod ministry/NN:nsubj left/VBD=leave ./.",
            "The/DT ministry/NN:nsubj condemned/VBD=condemn Baku/NNP:dobj@GPE ./.",
        ],
        ("The ministry", {"ministry"}),
    ),
    "he after one man met another": (
        [
            "Putin/NNP:nsubj@PERSON met/VBD=meet Macron/NNP:dobj@PERSON ./.",
            "He/PRP:nsubj left/VBD=leave ./.",
        ],
        ("He", None),
    ),
    "he goes on speaking": (
        [
            "Putin/NNP:nsubj@PERSON said/VBD=say Macron/NNP:nsubj>lied@PERSON lied/VBD=lie:ccomp ./.",
            "He/PRP:nsubj added/VBD=add nothing/NN:dobj ./.",
        ],
        ("He", {"Vladimir Putin"}),
    ),
    "she is the woman of two": (
        [
            "Angela/NNP:compound>Merkel@PERSON Merkel/NNP:nsubj@PERSON met/VBD=meet Putin/NNP:dobj@PERSON ./.",
            "She/PRP:nsubj left/VBD=leave ./.",
        ],
        ("She", {"Angela Merkel"}),
    ),
    "the former of two states": (
        [
            "Iran/NNP:nsubj@GPE and/CC:cc>Iran Iraq/NNP:conj>Iran@GPE met/VBD=meet ./.",
            "The/DT former/JJ:nsubj left/VBD=leave ./.",
        ],
        ("former", {"Iran"}),
    ),
    "the latter of three states": (
        [
            "Iran/NNP:nsubj@GPE ,/,:punct>Iran Syria/NNP:conj>Iran@GPE and/CC:cc>Syria Iraq/NNP:conj>Syria@GPE "
            "met/VBD=meet ./.",
            "The/DT latter/JJ:nsubj left/VBD=leave ./.",
        ],
        ("latter", None),
    ),
    "a word for a named organisation": (
        ["NATO/NNP:nsubj@ORG met/VBD=meet ./.", "The/DT alliance/NN:nsubj left/VBD=leave ./."],
        ("The alliance", {"NATO"}),
    ),
    "a word for one of two organisations": (
        [
            "NATO/NNP:nsubj@ORG met/VBD=meet ./.",
            "ECOWAS/NNP:nsubj@ORG met/VBD=meet ./.",
            "The/DT alliance/NN:nsubj left/VBD=leave ./.",
        ],
        ("The alliance", {"alliance"}),
    ),
    "a word that only means others": (
        ["NATO/NNP:nsubj@ORG met/VBD=meet ./.", "The/DT newspaper/NN:nsubj left/VBD=leave ./."],
        ("The newspaper", {"newspaper"}),
    ),
    "the kingdom is the one named": (
        ["Jordan/NNP:nsubj@GPE left/VBD=leave ./.", "The/DT kingdom/NN:nsubj met/VBD=meet Iran/NNP:dobj@GPE ./."],
        ("The kingdom", {"Jordan"}),
    ),
    "we in the words of a minister are the state": (
        [
            f"“/`` {WE_ATTACK} ,/, ”/'' Russian/JJ:amod>Lavrov@NORP Foreign/NNP:compound>Minister "
            "Minister/NNP:compound>Lavrov Sergey/NNP:compound@PERSON Lavrov/NNP:nsubj@PERSON said/VBD=say ./."
        ],
        ("We", {"Russia"}),
    ),
    "I in the words of a minister is the person": (
        [
            "“/`` I/PRP:nsubj>left left/VBD=leave:ccomp ,/, ”/'' Russian/JJ:amod>Lavrov@NORP "
            "Foreign/NNP:compound>Minister "
            "Minister/NNP:compound>Lavrov Sergey/NNP:compound@PERSON Lavrov/NNP:nsubj@PERSON said/VBD=say ./."
        ],
        ("I", {"Sergey Lavrov"}),
    ),
    "we in the words of somebody without an office": (
        [f"“/`` {WE_ATTACK} ,/, ”/'' Smith/NNP:nsubj@PERSON said/VBD=say ./."],
        ("We", {"Smith"}),
    ),
    "we outside a quotation": (
        ["Turkey/NNP:nsubj@GPE left/VBD=leave ./.", "We/PRP:nsubj criticised/VBD=criticise Iran/NNP:dobj@GPE ./."],
        ("We", None),
    ),
    "they after one group fought another": (
        [
            "The/DT rebels/NNS=rebel:nsubj attacked/VBD=attack the/DT soldiers/NNS=soldier:dobj after/IN:mark>fled "
            "they/PRP:nsubj>fled fled/VBD=flee:advcl ./."
        ],
        ("they", None),
    ),
    "them is not who does it": (
        [
            "The/DT rebels/NNS=rebel:nsubj said/VBD=say the/DT police/NNS=police:nsubj>attacked "
            "attacked/VBD=attack:ccomp them/PRP:dobj>attacked ./."
        ],
        ("them", {"rebels"}),
    ),
    "them may be things": (
        [
            "The/DT rebels/NNS=rebel:nsubj held/VBD=hold drills/NNS=drill:dobj ./.",
            "Iran/NNP:nsubj@GPE criticised/VBD=criticise them/PRP:dobj ./.",
        ],
        ("them", None),
    ),
    "them of people are no things": (
        [
            "The/DT rebels/NNS=rebel:nsubj held/VBD=hold drills/NNS=drill:dobj ./.",
            "Iran/NNP:nsubj@GPE arrested/VBD=arrest them/PRP:dobj ./.",
        ],
        ("them", {"rebels"}),
    ),
    "they are people before a body": (
        [
            "Rebels/NNS=rebel:nsubj left/VBD=leave ./.",
            "NATO/NNP:nsubj@ORG said/VBD=say they/PRP:nsubj>met met/VBD=meet:ccomp ./.",
        ],
        ("they", {"Rebels"}),
    ),
    "its soldiers, killed by another": (
        [
            "Turkey/NNP:nsubj@GPE said/VBD=say Syria/NNP:nsubj>killed@GPE killed/VBD=kill:ccomp its/PRP$:poss>soldiers "
            "soldiers/NNS=soldier:dobj>killed ./."
        ],
        ("its", {"Turkey"}),
    ),
    "its citizens, killed by it or another": (
        [
            "Turkey/NNP:nsubj@GPE said/VBD=say Syria/NNP:nsubj>killed@GPE killed/VBD=kill:ccomp its/PRP$:poss>citizens "
            "citizens/NNS=citizen:dobj>killed ./."
        ],
        ("its", None),
    ),
    "its own citizens": (
        [
            "Turkey/NNP:nsubj@GPE said/VBD=say Syria/NNP:nsubj>killed@GPE killed/VBD=kill:ccomp its/PRP$:poss>citizens "
            "own/JJ:amod>citizens citizens/NNS=citizen:dobj>killed ./."
        ],
        ("its", {"Syria"}),
    ),
    "who demands it does not do it": (
        [
            "NATO/NNP:nsubj@ORG left/VBD=leave ./.",
            "Turkey/NNP:nsubj@GPE demanded/VBD=demand that/IN:mark>return it/PRP:nsubj>return return/VB:ccomp ./.",
        ],
        ("it", {"NATO"}),
    ),
    "it of the one who was told, or who told": (
        [
            "Turkey/NNP:nsubj@GPE told/VBD=tell Iran/NNP:dobj@GPE it/PRP:nsubj>left had/VBD=have:aux>left "
            "left/VBN=leave:ccomp ./."
        ],
        ("it", None),
    ),
    "they in the words of the rebels are others": (
        [
            "“/`` They/PRP:nsubj>attack attack/VB:ccomp Syria/NNP:dobj>attack@GPE ,/, ”/'' the/DT "
            "rebels/NNS=rebel:nsubj said/VBD=say ./."
        ],
        ("They", None),
    ),
    "both sides may be a state and a group": (
        [
            "Israel/NNP:nsubj@GPE attacked/VBD=attack Hamas/NNP:dobj@ORG ./.",
            "Both/DT sides/NNS=side:nsubj left/VBD=leave ./.",
        ],
        ("Both sides", {"Israel", "Hamas"}),
    ),
    "the mediator is neither of the two sides": (
        [
            "Russia/NNP:nsubj@GPE attacked/VBD=attack Ukraine/NNP:dobj@GPE ./.",
            "Turkey/NNP:nsubj@GPE criticised/VBD=criticise the/DT two/CD:nummod sides/NNS=side:dobj ./.",
        ],
        ("the two sides", {"Russia", "Ukraine"}),
    ),
    "the coordinated two of three": (
        [
            "Iran/NNP:nsubj@GPE and/CC:cc>Iran Iraq/NNP:conj>Iran@GPE met/VBD=meet Turkey/NNP:dobj@GPE ./.",
            "The/DT two/CD:nummod countries/NNS=country:nsubj left/VBD=leave ./.",
        ],
        ("The two countries", {"Iran", "Iraq"}),
    ),
    "the pair": (
        [
            "Iran/NNP:nsubj@GPE met/VBD=meet Iraq/NNP:dobj@GPE ./.",
            "Turkey/NNP:nsubj@GPE criticised/VBD=criticise the/DT pair/NN:dobj ./.",
        ],
        ("the pair", {"Iran", "Iraq"}),
    ),
    "both without a noun": (
        ["Iran/NNP:nsubj@GPE met/VBD=meet Iraq/NNP:dobj@GPE ./.", "Both/DT:nsubj left/VBD=leave ./."],
        ("Both", {"Iran", "Iraq"}),
    ),
    "the two armies of two states": (
        [
            "Iran/NNP:nsubj@GPE met/VBD=meet Iraq/NNP:dobj@GPE ./.",
            "The/DT two/CD:nummod armies/NNS=army:nsubj left/VBD=leave ./.",
        ],
        ("The two armies", {"Iranian armed forces", "Iraqi armed forces"}),
    ),
}


@pytest.mark.parametrize("case", cases(CASES))
def test_what_is_meant(case: str) -> None:
    sentences, (words, expected) = CASES[case]
    assert meant(annotate(hand_doc(*sentences), until="kg_coreference"), words) == expected


def test_his_counterpart_has_his_office() -> None:
    doc = annotate(
        hand_doc(
            LAVROV,
            "Lavrov/NNP:nsubj@PERSON met/VBD=meet his/PRP$:poss>counterpart Turkish/JJ:amod>counterpart@NORP "
            "counterpart/NN:dobj Hakan/NNP:compound@PERSON Fidan/NNP:appos>counterpart@PERSON ./.",
        ),
        until="kg_coreference",
    )
    fidan = next(m.referent for m in doc._.mentions if doc[m.head].text == "Fidan")
    counterpart = next(m.referent for m in doc._.mentions if doc[m.head].text == "counterpart")
    assert counterpart is fidan
    assert (fidan.name, fidan.country) == ("Hakan Fidan", "TUR")
