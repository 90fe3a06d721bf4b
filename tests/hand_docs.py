"""Hand-made Docs for tests of the language rules: a parse written out, so that no trained model is needed.

Each sentence is a string of tokens ``word/TAG=lemma:dep>head@ENT``, of which only the word and its Penn tag must stand:

    hand_doc("The/DT army/NN:nsubj shelled/VBD=shell the/DT town/NN:dobj on/IN:prep Monday/NNP:pobj@DATE ./.")

- The lemma of an inflected word must be given; that of any other is the word itself, in lower case unless it is a name.
- Without a dep, articles, punctuation and 's get theirs; the one other token without a dep is the root.
- The head is a word of the sentence, ``to#2`` its second "to". Without one it is the word that the dep leads to expect:
  the next noun for what stands before nouns, the next verb for auxiliaries, the preposition before for its object,
  the root for all others.
- ``@`` labels entities; neighbours with the same label are one, ``@+GPE`` begins another.

Words are set with spaces between them, except around punctuation; the text is ``doc.text``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pytest
import spacy
from _pytest.mark import ParameterSet
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.language import AFTER_MODEL, claims, coreference, dates, mentions, places, quotations, values  # noqa: F401

_TOKEN = re.compile(
    r"(?P<word>\S+?)/(?P<tag>[A-Z_]+\$?|[.,:\"()]|``|'')"
    r"(?:=(?P<lemma>[^\s:>@]+))?(?::(?P<dep>\w+))?(?:>(?P<head>[^\s@]+))?(?:@(?P<ent>\+?[A-Z_]+))?"
)
_INFLECTED = frozenset({"NNS", "NNPS", "VBD", "VBZ", "VBN", "VBG"})
_TAGS = {
    "NOUN": "NN NNS",
    "PROPN": "NNP NNPS",
    "PRON": "PRP PRP$ WP WP$ WDT EX",
    "ADJ": "JJ JJR JJS",
    "ADV": "RB RBR WRB",
    "ADP": "IN RP",
    "AUX": "MD",
    "DET": "DT PDT",
    "NUM": "CD",
    "CCONJ": "CC",
    "PART": "POS TO",
    "SPACE": "_SP",
}
_POS = {tag: pos for pos, tags in _TAGS.items() for tag in tags.split()}  # any other is punctuation
_BEFORE_NOUNS = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod"})
_AUXILIARIES = frozenset({"aux", "auxpass", "neg"})
_OPENING, _CLOSING = frozenset("“("), re.compile(r"[.,;:?!”)]|'s?|’s?|n't|n’t")


@dataclass
class _Word:
    word: str
    tag: str
    lemma: str
    dep: str
    head: str | None
    ent: str
    index: int = 0

    @property
    def pos(self) -> str:
        if self.tag.startswith("VB"):
            return "AUX" if self.dep in {"aux", "auxpass"} or self.lemma == "be" else "VERB"
        if self.dep == "neg":
            return "PART"
        if self.tag == "IN" and self.dep == "mark":
            return "SCONJ"
        if self.tag == "TO" and self.dep in {"prep", "dative"}:
            return "ADP"
        if self.tag == "DT" and self.dep in {"nsubj", "nsubjpass", "dobj", "pobj"}:
            return "PRON"
        return _POS.get(self.tag, "PUNCT")


def hand_doc(*sentences: str, document_id: str = "d1", published: str | None = None) -> Doc:
    """A Doc of sentences in the format above; raises ValueError where one breaks its rules."""
    parsed = [_sentence(s) for s in sentences]
    words = [w for sentence in parsed for w in sentence]
    offsets = [len(s) for s in parsed]
    heads = [sum(offsets[:n]) + _head(w, sentence).index for n, sentence in enumerate(parsed) for w in sentence]
    doc = Doc(
        _english().vocab,
        words=[w.word for w in words],
        spaces=[not _tight(a, b) for a, b in zip(words, [*words[1:], None], strict=True)],
        tags=[w.tag for w in words],
        pos=[w.pos for w in words],
        lemmas=[w.lemma for w in words],
        deps=[w.dep for w in words],
        heads=heads,
        ents=_entities(words),
    )
    doc._.document_id, doc._.published, doc._.furniture = document_id, published, set()
    return doc


def annotate(doc: Doc, *, until: str = AFTER_MODEL[-1]) -> Doc:
    """Run the components of the package on a hand-made Doc, in their order, up to the one named."""
    for name, component in _english().pipeline:
        component(doc)
        if name == until:
            return doc
    raise ValueError(f"there is no component {until!r}")


def cases(table: Mapping[str, object], bugs: Mapping[str, str] = MappingProxyType({})) -> list[ParameterSet]:
    """The names of a table of cases as parameters of a test; those in ``bugs`` (name to what is wrong) are known to
    fail, and the test says so when one of them starts to pass."""
    unknown = set(bugs) - set(table)
    if unknown:
        raise ValueError(f"no such case: {sorted(unknown)}")
    known = {name: [pytest.mark.xfail(strict=True, reason=reason)] for name, reason in bugs.items()}
    return [pytest.param(name, id=name, marks=known.get(name, [])) for name in table]


def word(doc: Doc, text: str, occurrence: int = 1) -> Token:
    """The token of this form, the second of its kind with ``occurrence=2``."""
    return [t for t in doc if t.text == text][occurrence - 1]


@functools.cache
def _english() -> Language:
    """Components around a tokenizer, without any trained model."""
    nlp = spacy.blank("en")
    for name in AFTER_MODEL:
        nlp.add_pipe(name)
    return nlp


def _sentence(text: str) -> list[_Word]:
    words = [_word(piece) for piece in text.split()]
    for index, w in enumerate(words):
        w.index = index
    if sum(w.dep == "ROOT" for w in words) != 1:
        raise ValueError(f"not one root but {[w.word for w in words if w.dep == 'ROOT']} in: {text}")
    return words


def _word(piece: str) -> _Word:
    match = _TOKEN.fullmatch(piece)
    if match is None:
        raise ValueError(f"not word/TAG=lemma:dep>head@ENT: {piece}")
    form, tag, lemma = match["word"], match["tag"], match["lemma"]
    if lemma is None and tag in _INFLECTED:
        raise ValueError(f"an inflected word needs its lemma: {piece}")
    usual = {"DT": "det", "POS": "case"}.get(tag, "punct" if not tag.isalpha() and tag[-1] != "$" else "ROOT")
    lemma = lemma or (form if tag == "NNP" else form.lower())
    return _Word(form, tag, lemma, match["dep"] or usual, match["head"], match["ent"] or "")


def _head(w: _Word, sentence: list[_Word]) -> _Word:
    if w.dep == "ROOT":
        return w
    if w.head is None:
        return _expected_head(w, sentence)
    form, _, number = w.head.partition("#")
    same = [other for other in sentence if other.word == form]
    if len(same) < int(number or 1):
        raise ValueError(f"{w.word} hangs on {w.head}, which is not there")
    return same[int(number or 1) - 1]


def _expected_head(w: _Word, sentence: list[_Word]) -> _Word:
    before, after = sentence[: w.index], sentence[w.index + 1 :]
    found: list[_Word] = []
    if w.dep in _BEFORE_NOUNS:
        found = [o for o in after if o.tag.startswith("NN") and o.dep != "compound"]
    elif w.dep in _AUXILIARIES:
        found = [o for o in after if o.tag.startswith("VB") and o.dep not in _AUXILIARIES]
    elif w.dep in {"pobj", "pcomp"}:
        found = [o for o in reversed(before) if o.dep in {"prep", "agent", "dative"}]
    elif w.dep == "case":
        found = before[-1:]
    return (found or [o for o in sentence if o.dep == "ROOT"])[0]


def _tight(a: _Word, b: _Word | None) -> bool:
    return b is not None and (
        a.word in _OPENING or a.tag == "HYPH" or b.tag == "HYPH" or bool(_CLOSING.fullmatch(b.word))
    )


def _entities(words: list[_Word]) -> list[str]:
    marks: list[str] = []
    before = ""
    for w in words:
        label = w.ent.lstrip("+")
        marks.append("O" if not label else f"{'I' if w.ent == before else 'B'}-{label}")
        before = label
    return marks
