"""Finds the names of the gazetteer in a text."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from spacy.language import Language

from kg import resources
from kg.linking import Gazetteer, Name, ascii_letters
from kg.offices import KnownPerson

T = TypeVar("T")


def folded(word: str) -> str:
    """A word without diacritics, with straight apostrophes; upper and lower case stay, since they tell US from us."""
    return word if word.isascii() else ascii_letters(word)


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


@functools.cache
def given_names() -> dict[str, str]:
    """Given names that are nearly always a woman's or a man's: name -> f or m (``data/given_names.csv``)."""
    return {row["name"]: row["gender"] for row in resources.table("given_names")}


# Words of a title or an office that tell a woman or a man.
_FEMININE = frozenset("mrs ms miss madam lady queen princess empress sheikha first-lady dame baroness".split())
_MASCULINE = frozenset("mr sir lord king prince emperor sheikh emir sultan baron monsignor".split())


def gender(name: str, title: str = "") -> str | None:
    """f or m, by a title before a name or by the given name; None where neither tells."""
    for word in title.lower().replace(".", "").split():
        if word in _FEMININE or word.endswith("woman"):
            return "f"
        if word in _MASCULINE or (word.endswith("man") and word not in {"woman", "german"}):
            return "m"
    return given_names().get(folded(name.split()[0])) if " " in name else None


def tokens(name: str, nlp: Language) -> list[str]:
    """The words of a name as the tokenizer splits them; plain ones without asking it, which is far quicker."""
    words = name.split()
    rules = getattr(nlp.tokenizer, "rules", None)  # contractions such as "cannot"
    if rules is not None and all(word.isalpha() and word not in rules for word in words):
        return words
    return [t.text for t in nlp.make_doc(name)]


class NameMatcher(Generic[T]):
    """Finds known names in a text, the longest at each token, each with what it stands for.

    With ``any_case`` the case of letters does not count, but a name begins with a capital, and one word of up to
    three letters is in capitals: for names whose spelling is not known for certain.
    """

    def __init__(self, names: Iterable[tuple[str, T]], nlp: Language, *, any_case: bool = False) -> None:
        self.any_case = any_case
        self.by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for surface, value in names:
            words = tuple(self._key(folded(word)) for word in tokens(surface, nlp))
            if words:
                self.by_first.setdefault(words[0], []).append((words, value))
        for candidates in self.by_first.values():
            candidates.sort(key=lambda c: -len(c[0]))

    def _key(self, word: str) -> str:
        return word.lower() if self.any_case else word

    def __call__(self, words: list[str]) -> dict[int, tuple[int, T]]:
        """Start token -> (end token, value) of the matches, left to right without overlap; ``words`` are `folded`."""
        found: dict[int, tuple[int, T]] = {}
        keys = [word.lower() for word in words] if self.any_case else words
        by_first, done = self.by_first, 0
        for i in [i for i, key in enumerate(keys) if key in by_first]:
            if i < done:
                continue
            for candidate, value in by_first[keys[i]]:
                end = i + len(candidate)
                if tuple(keys[i:end]) == candidate and (not self.any_case or _capital(words[i:end])):
                    if keys[i] in {"The", "the"} and self._longest(keys, i + 1) >= len(candidate) > 1:
                        break  # "The National" is no newspaper in "The National League for Democracy"
                    found[i], done = (end, value), end
                    break
        return found

    def _longest(self, keys: list[str], i: int) -> int:
        """How many words the longest name at a token has."""
        found = self.by_first.get(keys[i], ()) if i < len(keys) else ()
        return next((len(c) for c, _ in found if tuple(keys[i : i + len(c)]) == c), 0)


def _capital(words: list[str]) -> bool:
    return words[0][:1].isupper() and (len(words) > 1 or len(words[0]) > 3 or words[0].isupper())


def gazetteer_names(gazetteer: Gazetteer) -> Iterator[tuple[str, Name | None]]:
    """The names of a gazetteer, and those of things that are no actors and hide the names inside them."""
    yield from gazetteer.names.items()
    yield from ((word, None) for word in sorted(not_actors()) if " " in word)


def person_names(persons: Iterable[KnownPerson]) -> Iterator[tuple[str, str]]:
    """The names of known persons: full names and aliases of several words, and surnames that mean nobody else."""
    seen: set[str] = set()
    for person in persons:
        for name in (person.name, *person.aliases):
            if " " in name and name not in seen:
                seen.add(name)
                yield name, name
        yield from ((name, name) for name in person.alone)
