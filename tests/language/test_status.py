"""Denied or not, actual or not, in whose words: what the climb from a deed to the root of its sentence finds.

The deed is the word with the lemma "attack" in every sentence.
"""

from __future__ import annotations

import pytest
from hand_docs import annotate, cases, hand_doc
from spacy.tokens import Doc

from kg.language.status import Climber, Status
from kg.ontology import load

# Acts of speech that the sentences below have, as the lexicon would give them.
ACTS = {
    "accuse": "accused",
    "threaten": "threatened",
    "demand": "demandedFrom",
    "call": "calledOn",
    "promise": "promised",
    "condemn": "condemned",
}


def status_of(doc: Doc) -> Status:
    annotate(doc, until="kg_quotations")
    relations = load().relations
    acts = {t.i: relations[ACTS[t.lemma_]] for t in doc if t.lemma_ in ACTS and t.pos_ == "VERB"}
    return Climber(acts).status(next(t for t in doc if t.lemma_ == "attack"))


def told(doc: Doc) -> str:
    """Polarity and modality, then the voices from the outside in, then the act that it is content of."""
    found = status_of(doc)
    parts = ["denied" if found.denied else "affirmed", found.modality]
    parts += [" > ".join(doc[i].text for i in found.claimants)] if found.claimants else []
    parts += [f"content of {doc[found.act].text}"] if found.act is not None else []
    return ", ".join(parts)


PLAIN = {
    "a deed": ("Turkey/NNP:nsubj attacked/VBD=attack Syria/NNP:dobj ./.", "affirmed, actual"),
    "a deed beside something": (
        "Turkey/NNP:nsubj attacked/VBD=attack Syria/NNP:dobj to/TO:aux punish/VB:advcl Iran/NNP:dobj>punish ./.",
        "affirmed, actual",
    ),
    "a deed told with a support verb": (
        "Turkey/NNP:nsubj launched/VBD=launch an/DT attack/NN:dobj on/IN:prep>attack Syria/NNP:pobj ./.",
        "affirmed, actual",
    ),
}

DENIED = {
    "not": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg attack/VB Syria/NNP:dobj ./.",
        "denied, actual",
    ),
    "never": ("Turkey/NNP:nsubj never/RB:neg attacked/VBD=attack Syria/NNP:dobj ./.", "denied, actual"),
    "no before the subject": (
        "No/DT troops/NNS=troop:nsubj attacked/VBD=attack Syria/NNP:dobj ./.",
        "denied, actual",
    ),
    "no before the object": (
        "Turkey/NNP:nsubj attacked/VBD=attack no/DT towns/NNS=town:dobj ./.",
        "denied, actual",
    ),
    "no before a deed told as a noun": ("No/DT attack/NN:nsubj took/VBD=take place/NN:dobj ./.", "denied, actual"),
    "without": (
        "Turkey/NNP:nsubj left/VBD=leave Syria/NNP:dobj without/IN:prep attacking/VBG=attack:pcomp "
        "Iran/NNP:dobj>attacking ./.",
        "denied, actual",
    ),
    "without a deed told as a noun": (
        "Turkey/NNP:nsubj left/VBD=leave Syria/NNP:dobj without/IN:prep an/DT attack/NN:pobj ./.",
        "denied, actual",
    ),
    "fail to": (
        "Turkey/NNP:nsubj failed/VBD=fail to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "denied, actual",
    ),
    "refuse to": (
        "Turkey/NNP:nsubj refused/VBD=refuse to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "denied, actual",
    ),
    "unable to": (
        "Turkey/NNP:nsubj was/VBD=be unable/JJ:acomp to/TO:aux attack/VB:xcomp>unable Syria/NNP:dobj>attack ./.",
        "denied, actual",
    ),
    "kept from": (
        "Iran/NNP:nsubj stopped/VBD=stop Turkey/NNP:dobj from/IN:prep attacking/VBG=attack:pcomp "
        "Syria/NNP:dobj>attacking ./.",
        "denied, actual",
    ),
    "deny that": (
        "Turkey/NNP:nsubj denied/VBD=deny that/IN:mark>attacked it/PRP:nsubj>attacked attacked/VBD=attack:ccomp "
        "Syria/NNP:dobj>attacked ./.",
        "denied, actual, Turkey",
    ),
    "deny doing": (
        "Turkey/NNP:nsubj denied/VBD=deny attacking/VBG=attack:xcomp Syria/NNP:dobj>attacking ./.",
        "denied, actual, Turkey",
    ),
    "deny a deed told as a noun": (
        "Turkey/NNP:nsubj denied/VBD=deny an/DT attack/NN:dobj on/IN:prep>attack Syria/NNP:pobj ./.",
        "denied, actual, Turkey",
    ),
    "not X but another did it": (
        "It/PRP:nsubj was/VBD=be not/RB:neg>was Turkey/NNP:attr that/WDT:nsubj>attacked "
        "attacked/VBD=attack:relcl>Turkey Syria/NNP:dobj>attacked ./.",
        "denied, actual",
    ),
    "neither": (
        "Neither/CC:preconj>Turkey Turkey/NNP:nsubj nor/CC:cc>Turkey Iran/NNP:conj>Turkey attacked/VBD=attack "
        "Syria/NNP:dobj ./.",
        "denied, actual",
    ),
    "neither, as the parser often has it": (
        "Neither/CC:det Turkey/NNP:nsubj nor/CC:cc>Turkey Iran/NNP:conj>Turkey attacked/VBD=attack Syria/NNP:dobj ./.",
        "denied, actual",
    ),
    "there was no": (
        "There/EX:expl was/VBD=be no/DT attack/NN:attr on/IN:prep>attack Syria/NNP:pobj ./.",
        "denied, actual",
    ),
    "almost": ("Turkey/NNP:nsubj almost/RB:advmod attacked/VBD=attack Syria/NNP:dobj ./.", "denied, actual"),
    "not only is no negation": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:preconj only/RB:advmod>not attack/VB Syria/NNP:dobj but/CC:cc "
        "also/RB:advmod>bombed bombed/VBD=bomb:conj Iran/NNP:dobj>bombed ./.",
        "affirmed, actual",
    ),
    "two negations": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg fail/VB to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "affirmed, actual",
    ),
}

CONJOINED = {
    "a negation does not reach over and": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg meet/VB Syria/NNP:dobj and/CC:cc attacked/VBD=attack:conj "
        "Iran/NNP:dobj>attacked ./.",
        "affirmed, actual",
    ),
    "a negation reaches over or": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg meet/VB Syria/NNP:dobj or/CC:cc attack/VB:conj "
        "Iran/NNP:dobj>attack ./.",
        "denied, actual",
    ),
    "an auxiliary reaches over and": (
        "Turkey/NNP:nsubj will/MD:aux meet/VB Syria/NNP:dobj and/CC:cc attack/VB:conj Iran/NNP:dobj>attack ./.",
        "affirmed, planned",
    ),
}

NOT_ACTUAL = {
    "will": ("Turkey/NNP:nsubj will/MD:aux attack/VB Syria/NNP:dobj ./.", "affirmed, planned"),
    "will not": (
        "Turkey/NNP:nsubj will/MD:aux not/RB:neg attack/VB Syria/NNP:dobj ./.",
        "denied, planned",
    ),
    "may": ("Turkey/NNP:nsubj may/MD:aux attack/VB Syria/NNP:dobj ./.", "affirmed, possible"),
    "plan to": (
        "Turkey/NNP:nsubj plans/VBZ=plan to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "affirmed, planned",
    ),
    "a plan to": (
        "Turkey/NNP:nsubj announced/VBD=announce a/DT plan/NN:dobj to/TO:aux attack/VB:acl>plan "
        "Syria/NNP:dobj>attack ./.",
        "affirmed, planned",
    ),
    "be to": (
        "Turkey/NNP:nsubj is/VBZ=be to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "affirmed, planned",
    ),
    "a headline's infinitive": ("Turkey/NNP:nsubj to/TO:aux attack/VB Syria/NNP:dobj ./.", "affirmed, planned"),
    "purpose": (
        "Turkey/NNP:nsubj sent/VBD=send troops/NNS=troop:dobj to/TO:aux attack/VB:advcl Syria/NNP:dobj>attack ./.",
        "affirmed, planned",
    ),
    "if": (
        "Iran/NNP:nsubj will/MD:aux respond/VB if/IN:mark>attacks Turkey/NNP:nsubj>attacks attacks/VBZ=attack:advcl "
        "Syria/NNP:dobj>attacks ./.",
        "affirmed, possible",
    ),
    "a question": ("Did/VBD=do:aux Turkey/NNP:nsubj attack/VB Syria/NNP:dobj ?/.", "affirmed, possible"),
    "allegedly": (
        "Turkey/NNP:nsubj allegedly/RB:advmod attacked/VBD=attack Syria/NNP:dobj ./.",
        "affirmed, possible",
    ),
    "feared": (
        "Turkey/NNP:nsubj fears/VBZ=fear an/DT attack/NN:dobj by/IN:prep>attack Syria/NNP:pobj ./.",
        "affirmed, possible",
    ),
    "alleged": (
        "Turkey/NNP:poss 's/POS alleged/VBN=allege:amod attack/NN:nsubj on/IN:prep>attack Syria/NNP:pobj "
        "angered/VBD=anger Iran/NNP:dobj ./.",
        "affirmed, possible",
    ),
    "planned": (
        "Turkey/NNP:poss 's/POS planned/VBN=plan:amod attack/NN:nsubj on/IN:prep>attack Syria/NNP:pobj "
        "angered/VBD=anger Iran/NNP:dobj ./.",
        "affirmed, planned",
    ),
    "had it been so": (
        "Had/VBD=have:aux Turkey/NNP:nsubj>attacked attacked/VBD=attack:advcl Syria/NNP:dobj>attacked ,/, "
        "Iran/NNP:nsubj "
        "would/MD:aux have/VB:aux responded/VBN=respond ./.",
        "affirmed, possible",
    ),
    "doubted": (
        "Iran/NNP:nsubj doubts/VBZ=doubt that/IN:mark>attacked Turkey/NNP:nsubj>attacked attacked/VBD=attack:ccomp "
        "Syria/NNP:dobj>attacked ./.",
        "affirmed, possible",
    ),
    "not ruled out": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg rule/VB out/RP:prt attacking/VBG=attack:xcomp "
        "Syria/NNP:dobj>attacking ./.",
        "affirmed, possible, Turkey",
    ),
    "reported by nobody": (
        "It/PRP:nsubjpass is/VBZ=be:auxpass reported/VBN=report that/IN:mark>attacked Syria/NNP:nsubj>attacked "
        "attacked/VBD=attack:ccomp Turkey/NNP:dobj>attacked ./.",
        "affirmed, possible",
    ),
    "a rumour, as the parser often has it": (
        "The/DT report/NN:nsubj that/WDT:mark>attacked Turkey/NNP:nsubj>attacked attacked/VBD=attack:relcl>report "
        "Syria/NNP:dobj>attacked angered/VBD=anger Iran/NNP:dobj ./.",
        "affirmed, possible",
    ),
    "a rumour": (
        "The/DT report/NN:nsubj that/IN:mark>attacked Turkey/NNP:nsubj>attacked attacked/VBD=attack:acl>report "
        "Syria/NNP:dobj>attacked angered/VBD=anger Iran/NNP:dobj ./.",
        "affirmed, possible",
    ),
}

GIVEN = {
    "what comes after it": (
        "Iran/NNP:nsubj may/MD:aux respond/VB after/IN:mark>attacked Turkey/NNP:nsubj>attacked "
        "attacked/VBD=attack:advcl Syria/NNP:dobj>attacked ./.",
        "affirmed, actual",
    ),
    "a relative clause": (
        "Turkey/NNP:nsubj ,/,>Turkey which/WDT:nsubj>attacked attacked/VBD=attack:relcl>Turkey "
        "Syria/NNP:dobj>attacked "
        ",/,>Turkey will/MD:aux not/RB:neg respond/VB ./.",
        "affirmed, actual",
    ),
    "a deed that is condemned": (
        "Iran/NNP:nsubj did/VBD=do:aux not/RB:neg condemn/VB the/DT attack/NN:dobj ./.",
        "affirmed, actual",
    ),
}

VOICES = {
    "a chain": (
        "Ankara/NNP:nsubj said/VBD=say that/IN:mark>said#2 Moscow/NNP:nsubj>said#2 had/VBD=have:aux "
        "said/VBN=say:ccomp "
        "that/IN:mark>attacked Syria/NNP:nsubj>attacked attacked/VBD=attack:ccomp>said#2 "
        "Turkey/NNP:dobj>attacked ./.",
        "affirmed, actual, Ankara > Moscow",
    ),
    "according to": (
        "Syria/NNP:nsubj attacked/VBD=attack Turkey/NNP:dobj ,/, according/VBG=accord:prep to/IN:prep>according "
        "Moscow/NNP:pobj ./.",
        "affirmed, actual, Moscow",
    ),
    "said at the end": (
        "Syria/NNP:nsubj>attacked attacked/VBD=attack:ccomp Turkey/NNP:dobj>attacked ,/, Moscow/NNP:nsubj "
        "said/VBD=say ./.",
        "affirmed, actual, Moscow",
    ),
    "said beside it": (
        "Syria/NNP:nsubj ,/, Moscow/NNP:nsubj>said said/VBD=say:parataxis ,/, attacked/VBD=attack Turkey/NNP:dobj ./.",
        "affirmed, actual, Moscow",
    ),
    "a voice that only plans": (
        "Ankara/NNP:nsubj said/VBD=say it/PRP:nsubj>attack would/MD:aux attack/VB:ccomp Syria/NNP:dobj>attack ./.",
        "affirmed, planned, Ankara",
    ),
    "somebody's denial told by another": (
        "Moscow/NNP:nsubj said/VBD=say that/IN:mark>denied Ankara/NNP:nsubj>denied denied/VBD=deny:ccomp "
        "attacking/VBG=attack:xcomp>denied Syria/NNP:dobj>attacking ./.",
        "denied, actual, Moscow > Ankara",
    ),
    "not said": (
        "Ankara/NNP:nsubj did/VBD=do:aux not/RB:neg say/VB that/IN:mark>attacked Syria/NNP:nsubj>attacked "
        "attacked/VBD=attack:ccomp Turkey/NNP:dobj>attacked ./.",
        "affirmed, possible, Ankara",
    ),
    "not denied": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg deny/VB that/IN:mark>attacked it/PRP:nsubj>attacked "
        "attacked/VBD=attack:ccomp Syria/NNP:dobj>attacked ./.",
        "affirmed, possible, Turkey",
    ),
    "a claim of somebody": (
        "Ankara/NNP:poss 's/POS claim/NN:nsubj that/IN:mark>attacked Syria/NNP:nsubj>attacked "
        "attacked/VBD=attack:acl>claim Turkey/NNP:dobj>attacked angered/VBD=anger Iran/NNP:dobj ./.",
        "affirmed, actual, Ankara",
    ),
    "a quotation": (
        "“/`` Syria/NNP:nsubj>attacked attacked/VBD=attack:ccomp Turkey/NNP:dobj>attacked ,/, ”/'' Moscow/NNP:nsubj "
        "said/VBD=say ./.",
        "affirmed, actual, Moscow",
    ),
}

CONTENTS = {
    "accused of": (
        "Turkey/NNP:nsubj accused/VBD=accuse Syria/NNP:dobj of/IN:prep attacking/VBG=attack:pcomp "
        "Iran/NNP:dobj>attacking ./.",
        "affirmed, actual, content of accused",
    ),
    "accused in another's words": (
        "Moscow/NNP:nsubj said/VBD=say Turkey/NNP:nsubj>accused had/VBD=have:aux accused/VBN=accuse:ccomp "
        "Syria/NNP:dobj>accused of/IN:prep>accused attacking/VBG=attack:pcomp Iran/NNP:dobj>attacking ./.",
        "affirmed, actual, Moscow, content of accused",
    ),
    "accused of failing to": (
        "Turkey/NNP:nsubj accused/VBD=accuse Syria/NNP:dobj of/IN:prep failing/VBG=fail:pcomp to/TO:aux "
        "attack/VB:xcomp>failing Iran/NNP:dobj>attack ./.",
        "denied, actual, content of accused",
    ),
    "threatened to": (
        "Turkey/NNP:nsubj threatened/VBD=threaten to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "affirmed, planned, content of threatened",
    ),
    "called on to": (
        "Turkey/NNP:nsubj called/VBD=call on/IN:prep Syria/NNP:pobj to/TO:aux attack/VB:xcomp Iran/NNP:dobj>attack ./.",
        "affirmed, demanded, content of called",
    ),
    "called on not to": (
        "Turkey/NNP:nsubj called/VBD=call on/IN:prep Syria/NNP:pobj not/RB:neg to/TO:aux attack/VB:xcomp "
        "Iran/NNP:dobj>attack ./.",
        "denied, demanded, content of called",
    ),
    "demanded that": (
        "Iran/NNP:nsubj demanded/VBD=demand that/IN:mark>attack Turkey/NNP:nsubj>attack attack/VB:ccomp "
        "Syria/NNP:dobj>attack ./.",
        "affirmed, demanded, content of demanded",
    ),
    "promised not to": (
        "Turkey/NNP:nsubj promised/VBD=promise not/RB:neg to/TO:aux attack/VB:xcomp Syria/NNP:dobj>attack ./.",
        "denied, planned, content of promised",
    ),
    "an act that did not happen": (
        "Turkey/NNP:nsubj did/VBD=do:aux not/RB:neg accuse/VB Syria/NNP:dobj of/IN:prep attacking/VBG=attack:pcomp "
        "Iran/NNP:dobj>attacking ./.",
        "affirmed, possible, content of accuse",
    ),
}

ALL = {**PLAIN, **DENIED, **CONJOINED, **NOT_ACTUAL, **GIVEN, **VOICES, **CONTENTS}


@pytest.mark.parametrize("case", cases(ALL))
def test_how_it_is_said(case: str) -> None:
    sentence, expected = ALL[case]
    assert told(hand_doc(sentence)) == expected


def test_what_ended_is_no_new_deed_and_not_denied() -> None:
    doc = hand_doc("Turkey/NNP:nsubj halted/VBD=halt its/PRP$:poss attack/NN:dobj on/IN:prep>attack Syria/NNP:pobj ./.")
    assert status_of(doc).ended


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("possible", "planned", "planned"),
        ("planned", "possible", "planned"),
        ("planned", "demanded", "demanded"),
        ("demanded", "planned", "demanded"),
    ],
)
def test_the_stronger_departure_from_the_actual_stays(first: str, second: str, expected: str) -> None:
    status = Status()
    status.weaken(first)
    status.weaken(second)
    assert status.modality == expected
