"""Finds quotations and who speaks them: the marks, the verb of speech beside them, and its subject.

A quotation may run over several sentences; its speaker is the subject of a verb of saying that stands outside the
marks, in the sentences that the quotation touches or next to them in the same block.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.language import syntax
from kg.language.embedding import embedding
from kg.language.values import Quotation

OPENING, CLOSING, STRAIGHT = frozenset("“«„"), frozenset("”»"), '"'
MARKS = OPENING | CLOSING | {STRAIGHT}
_LONGEST = 400  # tokens; a mark that stays open longer is a stray one


@Language.component("kg_quotations", requires=["token.dep"])
def quotations(doc: Doc) -> Doc:
    """Write ``doc._.quotations``."""
    if MARKS.isdisjoint(doc.text):
        doc._.quotations = []
        return doc
    spans = _spans(doc)
    found: list[Quotation] = []
    for start, end in spans:
        goes_on = bool(found) and _goes_on(doc, found[-1].end, start)
        speaker = _speaker(doc, start, end, look_on=not goes_on)
        if speaker is None and goes_on:
            speaker = found[-1].speaker
        found.append(Quotation(start, end, speaker))
    doc._.quotations = found
    return doc


def _goes_on(doc: Doc, end: int, start: int) -> bool:
    """True where only "he said." stands between two quotations: the same person speaks on."""
    between = doc[end:start]
    return len(between) < 25 and not any(
        t.is_sent_start for t in doc[end + 1 : start] if not t.is_punct and not t.is_space
    )


def _spans(doc: Doc) -> list[tuple[int, int]]:
    """Token ranges between marks; a quotation that is opened again in the next paragraph without closing goes on."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for token in doc:
        mark = token.text
        if mark in OPENING:
            if opened is None:
                opened = token.i
        elif mark in CLOSING or mark == STRAIGHT:
            if opened is not None and token.i - opened <= _LONGEST:
                if token.i > opened + 1:
                    found.append((opened + 1, token.i))
                opened = None
            elif mark == STRAIGHT:
                opened = token.i
    return found


def _speaker(doc: Doc, start: int, end: int, *, look_on: bool) -> int | None:
    """The head token of the speaker's phrase; ``look_on`` allows the sentence after, on the same line."""
    sentence_start, sentence_end = doc[start].sent.start, doc[end - 1].sent.end
    after = [t for t in doc[end : min(sentence_end, end + 40)] if _is_speech(t)]
    before = [t for t in doc[sentence_start:start] if _is_speech(t)]
    for verb in (*after[:1], *reversed(before)):
        subject = syntax.surface_subject(verb)
        if subject is not None and not start <= subject.i < end:
            return subject.i
    same_line = "\n" not in doc[end : sentence_end + 1].text
    if look_on and same_line and sentence_end < len(doc) and end >= sentence_end - 2 and end - start > 8:
        nxt = doc[sentence_end].sent
        for verb in nxt:
            if _is_speech(verb) and verb.dep_ == "ROOT" and verb.i - nxt.start < 6:
                subject = syntax.surface_subject(verb)
                return subject.i if subject is not None else None
    return _subject_before(doc, sentence_start) if sentence_start == start - 1 else None


def _subject_before(doc: Doc, start: int) -> int | None:
    """The subject of the sentence before, for 'The minister grew angry. "There is no blockade."'"""
    if start == 0 or doc[start].is_sent_start is None:
        return None
    root = doc[start - 1].sent.root
    if root.pos_ not in {"VERB", "AUX"} or any(t.text == "\n" for t in doc[start - 1].sent):
        return None
    subject = syntax.surface_subject(root)
    return (
        subject.i
        if subject is not None and (subject.lower_ in {"he", "she"} or subject.ent_type_ == "PERSON")
        else None
    )


def _is_speech(token: Token) -> bool:
    return token.pos_ == "VERB" and embedding().says(token.lemma_.lower())


def quotation_at(doc: Doc, i: int) -> Quotation | None:
    """The quotation that holds a token."""
    return next((q for q in doc._.quotations or () if q.start <= i < q.end), None)


def speaker_of(doc: Doc, i: int) -> int | None:
    """The speaker's head token for a token inside a quotation, else None."""
    found = quotation_at(doc, i)
    return found.speaker if found is not None else None
