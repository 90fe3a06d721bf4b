"""Sentences that speak of contests, markets or fiction in the language of force (``data/scenes.csv``)."""

from __future__ import annotations

import functools
import re

from spacy.tokens import Span, Token

from kg import resources

RESULT = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b(?! ?(vote|votes|majority|year))")  # "crushed Argentina 44-10"
FORCES = frozenset({"ArmedForce", "ArmedGroup", "GovernmentBody"})


@functools.cache
def scene_words() -> dict[str, str]:
    """Word or two words -> scene: contest, market or fiction."""
    return {row["word"]: row["scene"] for row in resources.table("scenes")}


class Scenes:
    """Scenes by sentence, each looked up once."""

    def __init__(self) -> None:
        self._found: dict[int, dict[str, list[Token]]] = {}

    def figurative(self, token: Token) -> bool:
        """True where force is a figure of speech: in sentences about contests and markets."""
        return not {"contest", "market"}.isdisjoint(self._of(token.sent))

    def invented(self, token: Token) -> bool:
        """True for what a work of fiction tells: "The film follows a guerrilla who kidnaps a judge"."""
        for work in self._of(token.sent).get("fiction", ()):
            teller = work.head if work.dep_ == "nsubj" else None
            if work.dep_ == "pobj" and work.head.lower_ == "in" and work.head.i == token.sent.start:
                return True
            if teller is not None and teller.dep_ == "ROOT" and teller != token and teller.is_ancestor(token):
                return True
        return False

    def _of(self, sentence: Span) -> dict[str, list[Token]]:
        found = self._found.get(sentence.start)
        if found is None:
            found = self._found[sentence.start] = {}
            words = scene_words()
            if RESULT.search(sentence.text):
                found["contest"] = [sentence[0]]
            for token in (t for t in sentence if t.pos_ in {"NOUN", "PROPN", "ADJ"}):
                pair = f"{token.lower_} {token.nbor().lower_}" if token.i + 1 < len(token.doc) else ""
                scene = words.get(token.lemma_.lower()) or words.get(pair)
                if scene is not None:
                    found.setdefault(scene, []).append(token)
        return found
