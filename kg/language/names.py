"""Finds the names of the gazetteer in a text."""

from __future__ import annotations

import functools

from spacy.language import Language

from kg import resources
from kg.linking import Gazetteer, Name


def straight(word: str) -> str:
    """Apostrophes as the tables write them."""
    return word.replace("’", "'")


@functools.cache
def not_actors() -> frozenset[str]:
    """Words that make a phrase no actor: storms, diseases, sport (``data/not_actors.csv``)."""
    return frozenset(row["word"] for row in resources.table("not_actors"))


PERSON_ENDINGS = ("er", "or", "ist", "ian", "ee", "man", "woman", "men")


@functools.cache
def _not_persons() -> frozenset[str]:
    return frozenset(row["word"] for row in resources.table("not_persons"))


def is_person_word(lemma: str) -> bool:
    """True for a word that by its form is a person's and is no known exception: "instructor", but not "letter"."""
    return lemma.endswith(PERSON_ENDINGS) and lemma not in _not_persons()


class NameMatcher:
    """Finds the names of the gazetteer in a Doc, the longest at each token."""

    def __init__(self, gazetteer: Gazetteer, nlp: Language) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], Name | None]]] = {}
        blocked = [(word, None) for word in sorted(not_actors()) if " " in word]
        for surface, name in [*gazetteer.names.items(), *blocked]:
            words = tuple(straight(t.text) for t in nlp.make_doc(surface))
            self.by_first.setdefault(words[0], []).append((words, name))
        for candidates in self.by_first.values():
            candidates.sort(key=lambda c: -len(c[0]))

    def __call__(self, words: list[str]) -> dict[int, tuple[int, Name]]:
        """Start token -> (end token, name) of the matches, left to right without overlap."""
        found: dict[int, tuple[int, Name]] = {}
        i = 0
        while i < len(words):
            for candidate, name in self.by_first.get(words[i], ()):
                end = i + len(candidate)
                if tuple(words[i:end]) == candidate:
                    if name is not None:
                        found[i] = (end, name)
                    i = end - 1
                    break
            i += 1
        return found
