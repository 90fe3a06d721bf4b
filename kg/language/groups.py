"""Who "both sides", "the two countries" and "the pair" are: so many actors of one kind as stand together before."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from spacy.tokens import Token

from kg import resources
from kg.language import syntax
from kg.language.antecedents import SUBJECT, VERBS, co_arguments, referents_of
from kg.language.known import entity_referent
from kg.language.pronouns import WINDOW, Pronouns, kinds
from kg.language.values import Referent, TokenMention
from kg.linking import SCORES, gazetteer, split_list

TOGETHER = {"two": 2, "both": 2, "three": 3, "four": 4}
PAIRS = {"pair": 2, "duo": 2, "trio": 3}
ALONE = frozenset({"two", "both", "three"})  # "the two", "both" without a noun
OPPOSED = frozenset({"neighbour", "neighbor", "rival", "foe", "side"})  # "the rivals" are two
ENDS = SUBJECT | {"dobj", "dative", "pobj"}
OWNED = frozenset({"poss", "compound", "nmod", "amod"})
OF_A_STATE = frozenset({"ArmedForce", "GovernmentBody"})
Found = dict[int, tuple[TokenMention, Referent]]


@functools.cache
def pair_nouns() -> dict[str, tuple[frozenset[str], ...]]:
    """Nouns of "the two countries" with the types of actors that they stand for, alternatives that must
    not both be there (``data/pair_nouns.csv``)."""
    rows = resources.table("pair_nouns")
    return {row["head"]: tuple(kinds(*types.split("+")) for types in split_list(row["types"])) for row in rows}


class Groups(Pronouns):
    """Finds the members of groups that a text comes back to."""

    def _pairs(self) -> None:
        """Group words that name nobody by themselves: "the pair", "both movements", "the two"."""
        known = {self.doc.vocab.strings.add(word) for word in pair_nouns()}  # numbers compare faster than strings
        for token in self.doc:
            if token.lemma not in known and token.lower not in known:
                continue
            lemma = token.lemma_.lower()
            if lemma not in pair_nouns() or token.i in self.by_head or any(syntax.prepositions(token)):
                continue
            start, end = syntax.phrase(token)
            mention = TokenMention(start, end, token.i, "actor", None, "a group", SCORES["pronoun"])
            if self._number(mention, token):
                self.mentions.append(mention)
                self.by_head[token.i] = mention

    def _both(self, mention: TokenMention) -> None:
        """Give a group its members, or leave it as it is."""
        token = self.doc[mention.head]
        wanted = self._number(mention, token)
        if not wanted:
            return
        tried = [self._members(token, types, wanted) for types in pair_nouns()[token.lemma_.lower()]]
        members = next((found for found in tried if found), {})
        if members and all(not found or found.keys() == members.keys() for found in tried):
            reason = f"one of {self._text(mention)}"
            mention.kind = "actor"
            mention.members = [
                TokenMention(
                    mention.start, mention.end, mention.head, "actor", self._own(token, r), reason, SCORES["pronoun"]
                )
                for _, r in members.values()
            ]
            mention.referent = mention.members[0].referent

    def _number(self, mention: TokenMention, token: Token) -> int:
        """How many a group word says that there are; 0 where it does not say."""
        lemma = token.lemma_.lower()
        if lemma not in pair_nouns():
            return 0
        definite = any(c.lower_ == "the" for c in token.children)
        if token.lower_ in PAIRS:
            return PAIRS[token.lower_] if definite else 0
        if token.lower_ in ALONE:
            return TOGETHER[token.lower_] if token.dep_ in ENDS and (definite or token.lower_ == "both") else 0
        words = {t.lower_ for t in self.doc[mention.start : mention.end]} | {c.lower_ for c in token.children}
        numbers = [n for word, n in TOGETHER.items() if word in words]
        if token.tag_ != "NNS" or not (numbers or ("the" in words and lemma in OPPOSED)):
            return 0
        return numbers[0] if numbers else 2

    def _members(self, token: Token, types: frozenset[str], wanted: int) -> Found:
        """The actors of the nearest sentence that has so many; of two sentences together where neither has; of more in
        one sentence those that are coordinated."""
        here = self.sentence_of[token.i]
        verb = syntax.clause_verb(token)
        beside = co_arguments(token, verb) if verb is not None and not self._in_subject(token) else []
        above = (syntax.surface_subject(v.head) for v in token.ancestors if v.dep_ == "ccomp" and v.head.pos_ in VERBS)
        speakers = self._standing(s for s in above if s is not None and s.i < token.i)
        passed: Found = {}
        for n in range(here, max(-1, here - WINDOW), -1):
            found = self._actors_of(n, token, types, self._standing(beside))
            if len(found) == wanted:
                return found
            if len(found) > wanted:
                return self._coordinated(found, wanted)
            passed |= {key: value for key, value in found.items() if key not in speakers}
            if len(passed) == wanted and here - n < 2 and not self._has_pair(n - 1, token, types, wanted):
                return passed
        return {}

    def _has_pair(self, n: int, token: Token, types: frozenset[str], wanted: int) -> bool:
        return len(self._actors_of(n, token, types, frozenset())) == wanted

    @staticmethod
    def _in_subject(token: Token) -> bool:
        return token.dep_ in SUBJECT or (token.dep_ == "conj" and token.head.dep_ in SUBJECT)

    def _standing(self, nouns: Iterable[Token | None]) -> frozenset[int]:
        mentions = (self.by_head.get(noun.i) for noun in nouns if noun is not None)
        return frozenset(r for m in mentions if m is not None for r in referents_of(m))

    def _actors_of(self, n: int, token: Token, types: frozenset[str], barred: frozenset[int]) -> Found:
        """The actors of these types in a sentence before the group, each once. Where bodies may be members, a state
        that only says whose body it is counts for nothing, nor does a body beside its state."""
        mixed = types != kinds("State") and "Person" not in types
        found: Found = {}
        for m in self.mentions:
            if self.sentence_of[m.head] != n or m.head >= token.i or m.kind != "actor" or m.pronoun:
                continue
            if mixed and (m.adjective or self.doc[m.head].dep_ in OWNED):
                continue
            for part in m.parts:
                r = part.referent
                many = r is not None and r.type == "Person" and r.plural
                if r is not None and r.type in types and not many and id(r) not in barred:
                    found.setdefault(id(r), (m, r))
        states = {r.country for _, r in found.values() if r.type == "State"}
        return {k: (m, r) for k, (m, r) in found.items() if r.type not in OF_A_STATE or r.country not in states}

    def _coordinated(self, found: Found, wanted: int) -> Found:
        """The only actors of a sentence that are joined by "and" and so many."""
        by_head = {m.head: key for key, (m, _) in found.items()}
        sets = []
        for head in by_head:
            joined = [by_head.get(t.i) for t in syntax.conjuncts(self.doc[head])]
            if self.doc[head].dep_ != "conj" and len(joined) == wanted and None not in joined:
                sets.append([key for key in joined if key is not None])
        return {key: found[key] for key in sets[0]} if len(sets) == 1 else {}

    def _own(self, token: Token, referent: Referent) -> Referent:
        """A state's own body where the word is one: "the two armies" of two states."""
        row = gazetteer().nominal(token.lemma_.lower(), ())
        anchored = referent.type == "State" and row is not None and row.type in OF_A_STATE and referent.country
        entity = gazetteer().anchored(row, referent.country) if anchored and row and referent.country else None
        return entity_referent(self.doc, entity) if entity is not None else referent
