"""Names of states that mean something else in this text: Michael Jordan, Macon in Georgia, Niger state.

What is taken away here is left to the readers of persons and places, with the country that the context gives.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg import resources
from kg.language.abbreviations import Names
from kg.language.names import given_names
from kg.language.places import PROVINCE_WORDS
from kg.language.words import word_set
from kg.linking import COMPASS, GREAT_TOWN, Gazetteer, bare_province, places, plain, split_list

LINKS = frozenset("upon on de del la le sur am".split())  # small words inside the names of towns
_DIRECTIONS = COMPASS | {"central", "northern", "southern", "eastern", "western"}
_GREAT = 300_000  # inhabitants of a town that tells the country by itself


@functools.cache
def province_names() -> dict[str, frozenset[str]]:
    """Plain names of provinces, also without "State" or "Central", and the countries that have one of that name."""
    found: dict[str, set[str]] = {}
    for row in resources.table("provinces"):
        for name in (row["name"], *split_list(row["aliases"])):
            words = [w for w in bare_province(plain(name)).split() if w not in _DIRECTIONS]
            for key in {plain(name), " ".join(words)}:
                found.setdefault(key, set()).add(row["country"])
    return {name: frozenset(countries) for name, countries in found.items()}


def hidden_names(gazetteer: Gazetteer) -> Iterator[str]:
    """Provinces whose name holds that of a state: "East Azerbaijan", "New Mexico"."""
    for row in resources.table("provinces"):
        for name in (row["name"], *split_list(row["aliases"])):
            words = name.split()
            inside = (words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1))
            held = (gazetteer.names.get(" ".join(run)) for run in inside if len(run) < len(words))
            if name not in gazetteer.names and any(n is not None and n.entity.type == "State" for n in held):
                yield name


class Namesakes:
    """What the names of states in one Doc do not mean; ``persons`` and ``hints`` say what they are instead."""

    def __init__(self, doc: Doc, names: Names, tables: Gazetteer) -> None:
        self.doc, self.names, self.tables = doc, names, tables
        self.hints: dict[int, str] = {}  # token -> country of a place, empty where it is not known
        self.gone: set[int] = set()

    def kept(self) -> Names:
        """The names without those that mean something else; ``doc._.hints`` gets the countries of places."""
        states = {s: e for s, (e, name) in self.names.items() if name.entity.type == "State" and e - s == 1}
        for start in states:
            if self._in_person(self.doc[start]) or self._in_place(self.doc[start]):
                self.gone.add(start)
        if states:
            self._by_surroundings(states)
            self._other_towns(states)
        others = {s: e for s, (e, name) in self.names.items() if name.entity.type != "State"}
        self.gone |= {s for s, e in others.items() if self._way(e) or self._goes_on_after_article(s, e)}
        self.gone |= {s for s, e in others.items() if self._of_another_state(s, e)}
        self.doc._.hints = self.hints
        persons = {self.doc[s].text for s in self.gone & set(states) if s not in self.hints}
        gone = self.gone | {s for s in states if self.doc[s].text in persons}
        return {s: found for s, found in self.names.items() if s not in gone} if gone else self.names

    def _way(self, end: int) -> bool:
        """ "The M23 motorway" is no armed group."""
        return end < len(self.doc) and self.tables.place_nouns.get(self.doc[end].lower_) == "transport"

    def _of_another_state(self, start: int, end: int) -> bool:
        """ "Congress" in a text about Honduras that never names the United States."""
        entity = self.names[start][1].entity
        if entity.type != "GovernmentBody" or end - start > 1 or self.doc[start].lower_ != "congress":
            return False
        countries = {n.entity.country for s, (_, n) in self.names.items() if s != start and n.entity != entity}
        return not word_set("congresses").isdisjoint(countries) and entity.country not in countries

    def _goes_on_after_article(self, start: int, end: int) -> bool:
        """ "The Independent Police Authority" is no newspaper: the article is the longer name's."""
        if self.doc[start].lower_ != "the" or end >= len(self.doc):
            return False
        after, last = self.doc[end], self.doc[end - 1]
        return after.pos_ == "PROPN" and after.ent_iob_ == "I" and last.dep_ in {"compound", "amod", "nmod"}

    def _in_person(self, token: Token) -> bool:
        """ "Michael Jordan": a given name stands before it; "Chad Whitcombe": the model sees a person's full name."""
        before = self.doc[token.i - 1] if token.i else None
        if before is not None and before.text in given_names() and before.pos_ == "PROPN":
            return before.i not in self.names
        if self.names[token.i][1].role == "metonym" and self._goes_on(token):
            return True
        after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
        return (
            token.ent_type_ == "PERSON"
            and after is not None
            and after.ent_type_ == "PERSON"
            and after.ent_iob_ == "I"
            and after.pos_ == "PROPN"
        )

    def _goes_on(self, token: Token) -> bool:
        """ "Paris Hilton": one more word of a name of two, which is no word for a body or a place."""
        i, doc = token.i, self.doc
        if token.ent_iob_ != "B" or token.ent_type_ not in {"ORG", "PERSON"} or i + 1 >= len(doc):
            return False
        after = doc[i + 1]
        if after.ent_iob_ != "I" or after.pos_ != "PROPN" or (i + 2 < len(doc) and doc[i + 2].ent_iob_ == "I"):
            return False
        word, names = after.lower_, self.tables
        return word not in names.nominals and not names.is_place_noun(word, word) and (token.i + 1) not in self.names

    def _in_place(self, token: Token) -> bool:
        """ "Macon, Georgia", "Lebanon, Pennsylvania", "Niger state", "the region of Macedonia"."""
        i, doc = token.i, self.doc
        after = doc[i + 1] if i + 1 < len(doc) else None
        countries = province_names().get(plain(token.text), frozenset()) - {self._code(i)}
        before = doc[i - 1] if i else None
        longer = next((n for n in (4, 3, 2) if self._longer_place(i, n)), 0)
        if longer:
            return True
        if after is not None and self._capital_place_noun(after):  # "the Niger Delta": of nobody, or of several
            self.hints[i] = self._code(i) if after.lower_ == "city" else ""
            return True
        if countries and after is not None and after.text in PROVINCE_WORDS:
            return self._hint(i, countries)
        if countries and before is not None and before.text == "of" and i > 1 and doc[i - 2].text in PROVINCE_WORDS:
            return self._hint(i, countries)
        if before is not None and before.text == "," and i > 1 and doc[i - 2].pos_ == "PROPN":  # X, Georgia
            shared = countries & _countries_of(doc[i - 2].text) - {self._code(i)}
            if shared and self._code(i) not in _countries_of(doc[i - 2].text):
                self._hint(i - 2, shared)
                self.gone |= {i - 2} & set(self.names)
                return self._hint(i, shared)
        if after is not None and after.text == "," and i + 2 < len(doc) and doc[i + 2].pos_ == "PROPN":  # Lebanon, X
            provinces = province_names().get(plain(doc[i + 2].text), frozenset())
            shared = provinces & _countries_of(token.text) - {self._code(i)}
            if shared and (i + 2) not in self.names:
                self._hint(i + 2, shared)
                return self._hint(i, shared)
        return False

    def _capital_place_noun(self, token: Token) -> bool:
        noun = token.text[:1].isupper() and self.tables.is_place_noun(token.lower_, token.text)
        return noun and token.i not in self.names

    def _longer_place(self, i: int, words: int) -> bool:
        """ "Kingston upon Thames": the name goes on with a small word, as a place that the gazetteer has."""
        if i + words > len(self.doc) or self.doc[i + 1].text not in LINKS:
            return False
        if self.doc[i + 1].text == "upon":  # no capital goes on so, whether the gazetteer has the town or not
            self.hints[i] = ""
            return True
        found = places().get(plain(self.doc[i : i + words].text), ())
        countries = frozenset(p.entity.country for p in found if p.entity.country)
        return bool(found) and self._hint(i + words - 1, countries)

    def _by_surroundings(self, states: dict[int, int]) -> None:
        """A state's name that a province bears too means the province, if all towns that the text names lie there."""
        doubtful = {s for s in states if province_names().get(plain(self.doc[s].text), frozenset()) - {self._code(s)}}
        if not doubtful - self.gone:
            return
        towns = {c for c in map(self._great_town, self.doc) if c is not None}
        others = {name.entity.country for s, (_, name) in self.names.items() if s not in doubtful}
        for start in doubtful - self.gone:
            provinces = province_names()[plain(self.doc[start].text)] & towns
            if provinces and self._code(start) not in towns | others:
                self._hint(start, provinces)
                self.gone.add(start)

    def _other_towns(self, states: dict[int, int]) -> None:
        """ "Lebanese soldiers in Tripoli": a capital that the text means no state by, and that has a great namesake in
        the country that it speaks of."""
        named = {name.entity.country for _, name in self.names.values() if name.role != "metonym"}
        for start in states.keys() - self.gone:
            if self.names[start][1].role == "metonym" and self._code(start) not in named:
                found = places().get(plain(self.doc[start].text), ())
                great = [p.entity.country for p in found if p.population >= GREAT_TOWN and p.entity.country in named]
                if great and self._hint(start, frozenset(c for c in great if c)):
                    self.gone.add(start)

    def _great_town(self, token: Token) -> str | None:
        if token.pos_ != "PROPN" or token.ent_type_ not in {"GPE", "LOC"} or token.i in self.names:
            return None
        found = places().get(plain(token.text), ())
        great = [p for p in found if p.population >= _GREAT]
        return great[0].entity.country if len(great) == 1 else None

    def _hint(self, i: int, countries: frozenset[str]) -> bool:
        if len(countries) == 1:
            self.hints[i] = next(iter(countries))
        return len(countries) == 1

    def _code(self, start: int) -> str:
        return self.names[start][1].entity.country or "" if start in self.names else ""


def _countries_of(name: str) -> frozenset[str]:
    """The countries that have a town of this name."""
    return frozenset(p.entity.country for p in places().get(plain(name), ()) if p.kind == "city" and p.entity.country)
