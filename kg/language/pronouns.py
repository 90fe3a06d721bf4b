"""What pronouns refer to: by the grammar of their sentence, by number and gender, and in a quotation by who speaks.

What the grammar does not tell stays open: "he" after two men.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from spacy.tokens import Token

from kg import ontology
from kg.language import syntax
from kg.language.antecedents import (
    FIRST_PLURAL,
    FIRST_SINGULAR,
    PERSONAL,
    PLURAL,
    THING,
    VERBS,
    WINDOW,
    Antecedents,
    referents_of,
)
from kg.language.embedding import embedding
from kg.language.known import entity_referent
from kg.language.quotations import speaker_of
from kg.language.values import Referent, TokenMention
from kg.linking import SCORES, gazetteer

ORDINAL = {"former": 0, "latter": 1}
# Where another person may stand and be meant by "he" just as well as the subject.
ARGUMENTS = frozenset("nsubj nsubjpass dobj dative pobj conj appos agent".split())

CLAUSES = frozenset("ccomp xcomp advcl relcl acl pcomp conj".split())
PERSONS = frozenset({"Person"})


@functools.cache
def kinds(*types: str) -> frozenset[str]:
    """These entity types and all that stand below them in the ontology."""
    return ontology.load().kinds_of(*types)


class Pronouns(Antecedents):
    """The mentions of one Doc, by head and sentence, and what their pronouns refer to."""

    def _of_actors(self, mention: TokenMention) -> bool:
        """True for pronouns that stand for an actor even where it stays open which: "he", "we", not "it"."""
        return self.doc[mention.head].lower_ in PERSONAL | FIRST_PLURAL | FIRST_SINGULAR

    def _of_speaker(self, mention: TokenMention) -> bool:
        return mention.pronoun and self.doc[mention.head].lower_ in FIRST_PLURAL | FIRST_SINGULAR

    def _pronoun(self, mention: TokenMention) -> None:
        token = self.doc[mention.head]
        word = token.lower_
        if token.dep_ == "expl" or (token.dep_ == "nsubjpass" and any(c.dep_ == "ccomp" for c in token.head.children)):
            return  # "it is said that"
        if word in FIRST_PLURAL | FIRST_SINGULAR:
            self._first_person(mention, word in FIRST_PLURAL)
            return
        if word in PERSONAL:
            types = PERSONS
        elif word in THING:
            types = kinds("State", "Organisation")
        elif word in PLURAL:
            types = kinds("State", "Organisation", "Population", "Person")
        elif word in ORDINAL:
            self._one_of_two(mention, ORDINAL[word])
            return
        else:
            return
        found = self._person(token, word) if word in PERSONAL else self._antecedent(token, types)
        if found is not None and found.referent is not None:
            mention.referent, mention.reason = found.referent, f"{word} for {self.doc[found.start : found.end].text}"
            if word in PLURAL:
                self._all_of(mention, found)

    def _one_of_two(self, mention: TokenMention, position: int) -> None:
        """ "The former", "the latter": of the two actors of one type that stand together before."""
        here = self.sentence_of[mention.head]
        ordinals = (m.head for m in self.mentions if self.doc[m.head].lower_ in ORDINAL)
        first = next(
            (i for i in ordinals if here - self.sentence_of[i] <= 1), mention.head
        )  # "the former … the latter"
        for n in (here, here - 1):
            before = [m for m in self.mentions if self.sentence_of[m.head] == n and m.head < first]
            actors = [m for m in before if m.kind == "actor" and m.referent and not (m.pronoun or m.adjective)]
            two = {id(m.referent): m for m in reversed(actors)}
            found = sorted(two.values(), key=lambda m: m.head)
            if len(found) == 2 and found[0].referent.type == found[1].referent.type:  # type: ignore[union-attr]
                mention.referent = found[position].referent
                mention.reason = f"{self.doc[mention.head].lower_} of {' and '.join(self._text(m) for m in found)}"
                return
            if len(found) > 1:
                return

    def _text(self, mention: TokenMention) -> str:
        return self.doc[mention.start : mention.end].text

    def _all_of(self, mention: TokenMention, found: TokenMention) -> None:
        """ "They" for all the members of a group, and for all who are coordinated."""
        heads = (self.by_head.get(t.i) for t in syntax.conjuncts(self.doc[found.head]))
        everyone = [m for h in heads if h is not None for m in (h.members or [h]) if m.referent is not None]
        if len(everyone) > 1:
            mention.members = [replace(mention, referent=m.referent, members=[]) for m in everyone]

    def _person(self, token: Token, word: str) -> TokenMention | None:
        """The man or woman that "he" or "she" means."""
        verb = syntax.clause_verb(token)
        if token.lower_.endswith("self"):
            return self._reflexive(token, verb, PERSONS)
        barred = self._barred(token, verb)
        own = self._own_subject(token, verb, PERSONS) if token.dep_ == "poss" else None
        return own or self._speaker_above(token, barred, word) or self._person_named_before(token, barred, word)

    def _speaker_above(self, token: Token, barred: frozenset[int], word: str) -> TokenMention | None:
        """ "Erdogan said … that he intends": the subject of the verb above the pronoun's clause."""
        for clause in (token, *token.ancestors):
            if clause.dep_ not in CLAUSES or clause.pos_ not in VERBS:
                continue
            verb = clause.head
            subject = syntax.surface_subject(verb) if verb.pos_ in VERBS else None
            if self._told_another(verb, subject, word):
                return None
            found = self.by_head.get(subject.i) if subject is not None and subject.i < token.i else None
            if found is not None and self._fits(found, PERSONS, word) and not referents_of(found) & barred:
                return found
        return None

    def _told_another(self, verb: Token, subject: Token | None, word: str) -> bool:
        """ "X told Y that he …" may mean either."""
        first = self.by_head.get(subject.i) if subject is not None else None
        others = (self.by_head.get(c.i) for c in verb.children if c.dep_ in {"dobj", "dative"})
        return self._fits(first, PERSONS, word) and any(o is not first and self._fits(o, PERSONS, word) for o in others)

    def _person_named_before(self, token: Token, barred: frozenset[int], word: str) -> TokenMention | None:
        """The one person whom the nearest sentence with a person names."""
        here = self.sentence_of[token.i]
        candidates = [
            m
            for m in self.mentions
            if m.head < token.i
            and not m.adjective
            and self._fits(m, PERSONS, word, one_of_several=True)
            and not referents_of(m) & barred
        ]
        for n in range(here, here - WINDOW, -1):
            inside = [m for m in candidates if self.sentence_of[m.head] == n]
            if inside:
                return self._person_of_sentence(token, inside, n == here)
        return None

    def _person_of_sentence(self, token: Token, inside: list[TokenMention], same: bool) -> TokenMention | None:
        """The one person of a sentence whom "he" may be; of several, one who goes on speaking, else nobody."""
        several = [m for m in inside if self.doc[m.head].dep_ in ARGUMENTS] or inside
        if len({id(m.referent) for m in several}) == 1:
            return several[0]
        speaks = token.dep_ == "nsubj" and embedding().says(token.head.lemma_.lower())
        mains = [m for m in several if self._says_main(self.doc[m.head])]
        if (speaks or same) and len({id(m.referent) for m in mains}) == 1:
            return mains[0]
        return None

    @staticmethod
    def _says_main(token: Token) -> bool:
        """The subject of the main verb of a sentence, where that is a verb of saying."""
        verb = token.head
        return token.dep_ == "nsubj" and verb.dep_ == "ROOT" and embedding().says(verb.lemma_.lower())

    def _first_person(self, mention: TokenMention, plural: bool) -> None:
        speaker = speaker_of(self.doc, mention.head)
        found = self.by_head.get(speaker) if speaker is not None else None
        if found is None or found.referent is None:
            return
        referent, country = found.referent, found.referent.country
        body = self._body_of(found) if plural else None
        if body is not None:
            referent = body
        elif (
            plural and referent.type == "Person" and country and (referent.tenures or referent.sector in {"GOV", "MIL"})
        ):
            state = gazetteer().states.get(country)
            if state is not None:
                referent = self._state(country)
        mention.referent = referent
        mention.reason, mention.score = (
            f"{self.doc[mention.head].lower_} in the words of {found.referent.name}",
            SCORES["speaker"],
        )

    def _body_of(self, speaker: TokenMention) -> Referent | None:
        """The organisation that a person speaks for: "a coordinator of Doctors Without Borders"."""
        if speaker.referent is None or speaker.referent.type != "Person":
            return None
        token = self.doc[speaker.head]
        beside = [c for c in token.children if c.dep_ in {"compound", "poss", "nmod"}]
        beside += [o for p, o in syntax.prepositions(token) if p in {"of", "for", "with", "at"}]
        mentions = (self.by_head.get(c.i) for c in beside)
        bodies = [m.referent for m in mentions if m is not None and m.referent is not None]
        return next((r for r in bodies if r.type in kinds("Organisation") and (r.entity or r.aliases)), None)

    def _state(self, country: str) -> Referent:
        return entity_referent(self.doc, gazetteer().states[country])
