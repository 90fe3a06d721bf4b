"""The grammar's half of the learned reader: paths between words, features, weights, and the pairs that they pick."""

from __future__ import annotations

from pathlib import Path as File

import numpy as np
import pytest
import score_cases
from hand_docs import annotate, hand_doc
from spacy.tokens import Doc, Token

from kg.errors import ModelError
from kg.language.arguments import Arguments
from kg.language.candidates import Candidates
from kg.language.paths import Families, Features, Path
from kg.language.reader import PairReader
from kg.ontology import load
from kg.path_model import PathModel
from kg.relation_model import NONE, Reading

STRIKE = "Oman/NNP:nsubj@GPE fired/VBD=fire rockets/NNS=rocket:dobj at/IN:prep Yemen/NNP:pobj@GPE ./."


def words(doc: Doc, *found: str) -> list[Token]:
    """The first token of each of these words."""
    return [next(t for t in doc if t.text == w) for w in found]


def test_a_path_leads_up_from_the_source_and_down_to_the_target() -> None:
    doc = hand_doc(STRIKE)
    path = Path.between(*words(doc, "Oman", "Yemen"))
    assert path is not None
    assert path.steps == ["nsubj^", "prepv", "pobjv"]
    assert [t.text for t in path.inner] == ["fired", "at"]
    assert path.alternating == ["nsubj^", "fire", "prepv", "at", "pobjv"]
    assert path.sides == "nsubj|prep"


def test_a_word_above_another_is_the_top_of_their_path() -> None:
    doc = hand_doc("The/DT arrest/NN:nsubj of/IN:prep>arrest Oman/NNP:pobj@GPE failed/VBD=fail ./.")
    path = Path.between(*words(doc, "Oman", "arrest"))
    assert path is not None
    assert ([t.text for t in path.up], [t.text for t in path.down]) == (["Oman", "of", "arrest"], ["arrest"])
    assert path.sides == "prep|-"


def test_there_is_no_path_between_sentences() -> None:
    doc = hand_doc(STRIKE, "Chad/NNP:nsubj@GPE wept/VBD=weep ./.")
    assert Path.between(*words(doc, "Oman", "Chad")) is None
    assert "no path" in Features(Families(load())).of(*words(doc, "Oman", "Chad"))


def test_features_tell_who_from_whom_and_what_the_lexicon_knows() -> None:
    doc = hand_doc(STRIKE)
    features = Features(Families(load()))
    there, back = features.of(*words(doc, "Oman", "Yemen")), features.of(*words(doc, "Yemen", "Oman"))
    assert {"order=1", "top=fire|nsubj|prep", "class on=ASSAULT", "on=fire", "between=rocket"} <= set(there)
    assert {"order=0", "top=fire|prep|nsubj"} <= set(back)
    assert len(there) == len(set(there))
    assert there == Features(Families(load())).of(*words(doc, "Oman", "Yemen"))


def test_words_of_one_sentence_are_no_features_of_the_next() -> None:
    doc = hand_doc(STRIKE, "Chad/NNP:nsubj@GPE praised/VBD=praise Mali/NNP:dobj@GPE ./.")
    features = Features(Families(load()))
    features.of(*words(doc, "Oman", "Yemen"))
    assert "word=rocket" not in features.of(*words(doc, "Chad", "Mali"))


def test_features_tell_of_what_kind_the_actors_are() -> None:
    doc = annotate(
        hand_doc("Police/NNS=police:nsubj chased/VBD=chase Omani/JJ:amod@NORP rebels/NNS=rebel:dobj ./."),
        until="kg_mentions",
    )
    features = Features(Families(load())).of(*words(doc, "Police", "rebels"))
    assert {"source is GovernmentBody", "target in REB", "types=GovernmentBody>ArmedGroup", "sectors=COP>REB"} <= set(
        features
    )
    doc = annotate(hand_doc(STRIKE), until="kg_mentions")
    assert "two countries" in Features(Families(load())).of(*words(doc, "Oman", "Yemen"))
    assert "one country" not in Features(Families(load())).of(*words(doc, "Oman", "Yemen"))


# weights


def weights(tmp_path: File, **changed: object) -> File:
    """A file of weights for one feature and two classes."""
    from kg.path_model import number

    kept = {
        "classes": np.array(["ASSAULT", "none"]),
        "bias": np.zeros(2, np.float32),
        "scale": np.array([0.5, 0.5], np.float32),
        "weights": np.array([[4, 0]], np.int8),
        "features": np.array([number("on=fire")], np.uint32),
    } | changed
    file = tmp_path / "paths.npz"
    with file.open("wb") as out:
        np.savez(out, **{k: v for k, v in kept.items() if v is not None})  # type: ignore[arg-type]
    return file


def test_features_without_a_weight_change_nothing(tmp_path: File) -> None:
    found = PathModel(weights(tmp_path)).chances([["on=fire"], ["on=fire", "new"], ["new"], []])
    assert found[:, 0] == pytest.approx([1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-2)), 0.5, 0.5])
    assert found.sum(1) == pytest.approx([1, 1, 1, 1])


def test_no_pairs_have_no_chances(tmp_path: File) -> None:
    assert PathModel(weights(tmp_path)).chances([]).shape == (0, 2)


def test_a_file_without_weights_is_named(tmp_path: File) -> None:
    with pytest.raises(ModelError, match="no usable weights"):
        PathModel(weights(tmp_path, scale=None))
    (tmp_path / "paths.npz").write_text("no weights")
    with pytest.raises(ModelError, match="no usable weights"):
        PathModel(tmp_path / "paths.npz")


# both halves


def reading(classes: dict[str, float]) -> Reading:
    """A reading that knows of classes only."""
    return Reading(classes, {}, {"actual": 1.0})


def test_both_halves_are_averaged_as_logarithms() -> None:
    found = reading({"AID": 0.8, NONE: 0.2}).beside({"AID": 0.2, NONE: 0.8}, 0.5, 1.0)
    assert found.classes == pytest.approx({"AID": 0.5, NONE: 0.5})
    alone = reading({"AID": 0.8, NONE: 0.2}).beside({"AID": 0.2, NONE: 0.8}, 0.0, 1.0)
    assert alone.classes == pytest.approx({"AID": 0.8, NONE: 0.2})


def test_a_temperature_below_one_sharpens() -> None:
    found = reading({"AID": 0.6, NONE: 0.4}).beside({"AID": 0.6, NONE: 0.4}, 0.5, 0.5)
    assert found.classes["AID"] == pytest.approx(0.36 / (0.36 + 0.16))


def test_a_class_that_the_grammar_does_not_know_goes_down_and_not_away() -> None:
    found = reading({"AID": 0.7, "OWN": 0.3}).beside({"AID": 1.0}, 0.4, 1.0)
    assert 0 < found.classes["OWN"] < 0.3


# candidates


class Picks(PairReader):
    """A reader in which the grammar finds every pair as probable as it is told."""

    def __init__(self, chance: float) -> None:
        self.chance = chance

    def linked(self, source: Token, target: Token) -> float:
        return self.chance


def candidates(*sentences: str, chance: float = 1.0) -> set[tuple[str, str, str]]:
    """Source, trigger and target of the pairs of hand-made sentences."""
    doc = annotate(hand_doc(*sentences), until="kg_coreference")
    found = Candidates(doc, Arguments(doc), Picks(chance)).find(lambda c: 0.3)
    return {tuple(doc[i].text for i in (c.source.mention.head, c.trigger.i, c.target.mention.head)) for c in found}  # type: ignore[misc]


def test_each_pair_of_a_sentence_is_a_candidate_in_both_directions() -> None:
    row = "Oman/NNP:nsubj@GPE quarrelled/VBD=quarrel with/IN:prep Yemen/NNP:pobj@GPE ./."
    both = {("Oman", "quarrelled", "Yemen"), ("Yemen", "quarrelled", "Oman")}
    assert candidates(row) == both
    assert candidates(row, "Chad/NNP:nsubj@GPE wept/VBD=weep ./.") == both


def test_whom_a_verb_is_done_to_does_nothing_by_it() -> None:
    snub = "Oman/NNP:nsubj@GPE snubbed/VBD=snub Yemen/NNP:dobj@GPE ./."
    assert candidates(snub) == {("Oman", "snubbed", "Yemen")}
    housed = (
        "Bases/NNS=base:nsubj>burned housing/VBG=house:acl>Bases Oman/NNP:dobj>housing@GPE burned/VBD=burn "
        "for/IN:prep>burned Yemen/NNP:pobj>for@GPE ./."
    )
    assert not {source for source, _, _ in candidates(housed)} & {"Oman"}


def test_who_is_among_those_that_suffer_a_passive_does_not_do_it() -> None:
    killed = (
        "Oman/NNP:nsubj>were@GPE were/VBD=be among/IN:prep>were those/DT:pobj>among killed/VBN=kill:acl>those "
        "in/IN:prep>killed Yemen/NNP:pobj>in@GPE ./."
    )
    assert ("Oman", "killed", "Yemen") not in candidates(killed)


def test_who_does_something_in_a_relative_clause_does_nothing_outside_it() -> None:
    died = (
        "Yemen/NNP:nsubjpass>hit@GPE was/VBD=be:auxpass>hit hit/VBN=hit in/IN:prep>hit May/NNP:pobj>in "
        "when/WRB:advmod>left Oman/NNP:nsubj>left@GPE left/VBD=leave:relcl>May ./."
    )
    assert ("Oman", "hit", "Yemen") not in candidates(died)


def test_a_participle_that_is_a_preposition_tells_no_deed() -> None:
    including = "Oman/NNP:nsubj@GPE wept/VBD=weep including/VBG=include:prep>wept Yemen/NNP:pobj>including@GPE ./."
    assert "including" not in {word for _, word, _ in candidates(including)}


def test_who_does_something_of_its_own_in_a_relative_clause_is_no_target() -> None:
    talks = (
        "Oman/NNP:nsubj@GPE praised/VBD=praise talks/NNS=talk:dobj Yemen/NNP:nsubj>convened@GPE "
        "convened/VBD=convene:relcl>talks ./."
    )
    assert "Yemen" not in {target for _, _, target in candidates(talks)}


def test_pairs_that_the_grammar_finds_improbable_are_left_out() -> None:
    assert candidates("Oman/NNP:nsubj@GPE snubbed/VBD=snub Yemen/NNP:dobj@GPE ./.", chance=0.2) == set()


def test_a_word_inside_another_end_is_none() -> None:
    found = candidates("Omani/JJ:amod@NORP troops/NNS=troop:nsubj snubbed/VBD=snub Yemen/NNP:dobj@GPE ./.")
    assert found == {("troops", "snubbed", "Yemen")}


def test_who_says_something_does_nothing_to_whom_it_is_said_of() -> None:
    said = "Oman/NNP:nsubj@GPE said/VBD=say Yemen/NNP:nsubj>slept@GPE slept/VBD=sleep:ccomp ./."
    assert candidates(said) == set()


def test_an_end_in_the_phrase_of_another_or_above_the_clause_is_no_target() -> None:
    envoy = "Oman/NNP:nsubj@GPE snubbed/VBD=snub rebels/NNS=rebel:dobj of/IN:prep>rebels Yemen/NNP:pobj>of@GPE ./."
    assert ("Oman", "snubbed", "Yemen") not in candidates(envoy)
    assert ("Oman", "snubbed", "rebels") in candidates(envoy)
    held = (
        "Rebels/NNS=rebel:nsubj>fled held/VBN=hold:acl>Rebels by/IN:agent>held Oman/NNP:pobj>by@GPE fled/VBD=flee ./."
    )
    assert ("Oman", "held", "Rebels") in candidates(held)


def further(*sentences: str) -> dict[tuple[str, str], list[str]]:
    """The other words of the pairs of hand-made sentences, by source and target."""
    doc = annotate(hand_doc(*sentences), until="kg_coreference")
    found = Candidates(doc, Arguments(doc), Picks(1.0)).find(lambda c: 0.3)
    return {
        (doc[c.source.mention.head].text, doc[c.target.mention.head].text): [p.trigger.text for p in c.at_others()]
        for c in found
    }


def test_whom_somebody_tells_or_addresses_is_outside_what_is_said() -> None:
    told = (
        "Oman/NNP:nsubj@GPE told/VBD=tell Yemen/NNP:dobj@GPE that/IN:mark>slept "
        "Chad/NNP:nsubj>slept@GPE slept/VBD=sleep:ccomp ./."
    )
    found = candidates(told)
    assert ("Oman", "told", "Yemen") in found
    assert not {("Oman", "Chad"), ("Chad", "Oman")} & {(source, target) for source, _, target in found}


def test_verbs_and_nouns_of_deeds_on_the_way_are_further_words() -> None:
    ends = "Oman/NNP:nsubj@GPE fled/VBD=flee {}/NN:dobj by/IN:prep>{} Yemen/NNP:pobj>by@GPE ./."
    assert further(ends.format("pressure", "pressure"))["Oman", "Yemen"] == ["pressure"]
    assert further(ends.format("level", "level"))["Oman", "Yemen"] == []


def test_what_conjoined_ends_do_together_is_in_the_verb_above_them() -> None:
    drill = "Oman/NNP:nsubj@GPE and/CC:cc>Oman Yemen/NNP:conj>Oman@GPE clashed/VBD=clash ./."
    assert candidates(drill) == {("Oman", "clashed", "Yemen"), ("Yemen", "clashed", "Oman")}
    assert candidates(drill.replace("clashed/VBD=clash", "hummed/VBD=hum")) == set()


# on real text


def test_the_reader_finds_to_whom_a_known_deed_is_done() -> None:
    gold = score_cases.rows([score_cases.CASES / "claims-grammar.jsonl"])
    rules = [c.rule for record in score_cases.extract(gold).values() for c in record.claims]
    assert any("target read by the model" in rule for rule in rules)
