"""What the readers of noun phrases share: names and the model's entities by token, referents, countries of a phrase."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from kg.language import syntax
from kg.language.known import entity_referent
from kg.language.names import given_names
from kg.language.values import LOCATIVE, Referent, TokenMention
from kg.language.words import word_set
from kg.linking import COMPASS, SCORES, Gazetteer, Name, plain
from kg.model import Entity
from kg.offices import Offices

TO_PLACES = LOCATIVE | {"at", "off", "to", "into", "onto", "from", "toward", "towards", "outside"}
NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})


class Phrases:
    """The noun phrases of one Doc with the names that stand in them (``names``: start -> (end, name))."""

    def __init__(
        self,
        doc: Doc,
        tables: tuple[Gazetteer, Offices],
        names: dict[int, tuple[int, Name]],
        persons: dict[int, tuple[int, str]] | None = None,
    ) -> None:
        doc._.referents = {}
        self.gazetteer, self.offices = tables
        self.doc, self.names, self.date = doc, names, doc._.published
        self.name_at: dict[int, tuple[int, int, Name]] = {}
        for start, (end, name) in self.names.items():
            for i in range(start, end):
                self.name_at[i] = (start, end, name)
        self.entity_at: dict[int, Span] = {
            i: e for e in doc.ents if e.label_ in NAME_LABELS for i in range(e.start, e.end)
        }
        # Names of known persons, unless an organisation or a place has the words ("Putin" in a longer name).
        self.person_at: dict[int, tuple[int, int, str]] = {
            i: (start, end, name)
            for start, (end, name) in (persons or {}).items()
            if not any(i in self.name_at for i in range(start, end))
            for i in range(start, end)
        }
        self.persons: list[Referent] = []
        self.shared: dict[str, Referent] = doc._.referents
        self.furniture: set[int] = doc._.furniture or set()

    @functools.cached_property
    def named_here(self) -> frozenset[str]:
        """The states, as codes, and the organisations, as ids, that the text names."""
        entities = [name.entity for _, name in self.names.values()]
        return frozenset({e.country for e in entities if e.country} | {e.id for e in entities})

    @functools.cached_property
    def only_country(self) -> str | None:
        """The one country that all names and places of the text belong to; None where there are several, or none."""
        found = {name.entity.country for _, name in self.names.values() if name.entity.country}
        found |= {p.country for p in self.persons if p.country}
        if len(found) > 1:
            return None
        for entity in self.doc.ents:
            if any(i in self.name_at for i in range(entity.start, entity.end)):
                continue
            if entity.label_ in {"GPE", "LOC"}:
                place = self.gazetteer.place(entity.text.removeprefix("the "), found)
                found |= {place[0].entity.country} if place is not None and place[0].entity.country else set()
            elif entity.label_ == "NORP":
                return None
        return next(iter(found)) if len(found) == 1 else None

    def _mention(self, token: Token) -> Iterator[TokenMention]:
        """The mention that a word heads, if it heads one; `kg.language.mentions` says how."""
        raise NotImplementedError

    def _local(self, name: str, kind: str) -> Referent:
        """One referent a name inside the document."""
        key = f"{kind}:{plain(name)}"
        if key not in self.shared:
            self.shared[key] = Referent(name, kind, aliases=[name])
        return self.shared[key]

    def _of_entity(self, entity: Entity) -> Referent:
        """The one referent of a known entity in this document."""
        return entity_referent(self.doc, entity)

    def _country(self, head: Token, start: int, end: int) -> str | None:
        """The state that a modifier names: "Turkish troops", "Turkey's army", "the US envoy", "a Pentagon official"."""
        for i in range(end - 1, start - 1, -1):
            found = self.name_at.get(i)
            if found is None or i == head.i or self._helped(found[1]):
                continue
            entity, words = found[2].entity, self.doc[found[0] : found[1]].text
            modifies = self.doc[i].dep_ in {"poss", "compound", "nmod", "amod"} or words in self.gazetteer.adjectives
            if modifies and (entity.type in {"State", "ArmedForce", "GovernmentBody"} or self.doc[i].dep_ == "poss"):
                return entity.country
        return None

    def _helped(self, end: int) -> bool:
        """ "A Saudi-backed government", "a pro-Saudi rally": the name tells who helps it or is hailed."""
        if self._sided(self.name_at[end - 1][0]):
            return True
        return end + 1 < len(self.doc) and self.doc[end].text == "-" and self.doc[end + 1].lower_ in word_set("helped")

    def _praised(self, start: int) -> bool:
        """True for a name after "pro-", which nothing is done to, and for "American" in "Latin American"."""
        return self._sided(start) and self.doc[start - 2].lower_ != "anti"

    def _sided(self, start: int) -> bool:
        """True for a name after "pro-" or "anti-", and for "American" in "Latin American"."""
        if start > 0 and self.doc[start].lower_ in {"american", "americans"}:
            return self.doc[start - 1].lower_ in word_set("other americas")
        return start > 1 and self.doc[start - 1].text == "-" and self.doc[start - 2].lower_ in {"pro", "anti"}

    def _country_after(self, head: Token) -> str | None:
        return next(iter(self._countries_after(head)), None)

    def _countries_after(self, head: Token) -> list[str]:
        """ "the army of Chad", "the foreign ministers of Greece and Turkey"."""
        inner = [t for p, o in syntax.prepositions(head) if p == "of" for t in syntax.conjuncts(o)]
        names = [self.name_at[t.i][2].entity for t in inner if t.i in self.name_at]
        return [e.country for e in names if e.type == "State" and e.country]

    def _made(
        self,
        start: int,
        end: int,
        token: Token,
        referent: Referent | None,
        reason: str,
        score: float,
        *,
        kind: str = "actor",
    ) -> TokenMention:
        while start < token.i and (self.doc[start].is_space or self.doc[start].is_punct):
            start += 1
        return TokenMention(start, end, token.i, kind, referent, reason, score)

    def _kind(self, token: Token, type_: str) -> str:
        """A state or capital under a preposition of place is a place: "in Syria"."""
        head = token.head
        if type_ not in {"State", "Place"} or token.dep_ != "pobj":
            return "actor"
        of_place = head.lower_ == "of" and self._place_word(head.head)
        return "place" if head.lower_ in LOCATIVE or of_place else "actor"

    def _place_word(self, token: Token) -> bool:
        """ "the streets of", "north of"."""
        return self.gazetteer.is_place_noun(token.lemma_, token.text) or token.lower_ in COMPASS

    def _looks_like_place(self, token: Token) -> bool:
        """ "the town of Dana": the model may take such a name for a person's."""
        prep = token.head
        return token.dep_ == "pobj" and (
            (prep.lower_ == "of" and self._place_word(prep.head))
            or prep.lower_ in {"in", "near", "outside", "at", "off"}
        )

    def _taken_town(self, token: Token) -> bool:
        """ "Captured Palma": the model takes the name of a town for a person's."""
        entity = self.entity_at.get(token.i)
        if entity is None or entity.root != token or token.dep_ not in {"dobj", "nsubjpass"}:
            return False
        if token.head.lemma_.lower() not in word_set("takes towns") or entity[0].text in given_names():
            return False
        return self.gazetteer.place(entity.text.removeprefix("the "), self.named_here) is not None

    def _gazetteer_place(self, token: Token, start: int, end: int) -> TokenMention | None:
        """A name under a preposition of place or motion, or as an object, that the gazetteer has for a place."""
        under = token.dep_ == "pobj" and token.head.lower_ in TO_PLACES
        struck = token.dep_ == "dobj" and token.ent_type_ in {"", "GPE", "LOC", "FAC"}
        struck = struck or (token.ent_type_ == "PERSON" and self._taken_town(token))
        if token.pos_ != "PROPN" or not (under or struck):
            return None
        words = self.doc[start:end].text
        found = self.gazetteer.place(words.removeprefix("the "), self.named_here)
        if found is None:
            return None
        return self._made(start, end, token, None, found[1], SCORES["unknown name"], kind="place")
