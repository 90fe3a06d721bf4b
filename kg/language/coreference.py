"""Links nominals and pronouns to what they refer to, and leaves open what the grammar does not tell.

In order of the text: what stands beside a name (appositions, "his Turkish counterpart X"), nominals by nationality and
office ("the Russian diplomat"), words that come back to a named actor ("the alliance"), groups ("both sides") and
pronouns, which `kg.language.pronouns` reads.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg import resources
from kg.language import syntax
from kg.language.groups import Groups
from kg.language.holders import names_office_alone, office_holder, offices_of, organisation_of
from kg.language.known import entity_referent
from kg.language.pronouns import WINDOW, kinds
from kg.language.values import Referent, TokenMention
from kg.language.words import word_set
from kg.linking import SCORES, gazetteer, split_list

# Types of what a name in apposition may name: "the agency, Rosstat".
BODIES = frozenset({"Organisation", "GovernmentBody", "Company", "Media", "Party", "ArmedGroup", "Actor"})
REMEMBERED = 6  # sentences in which "the ministry" may mean that of another country
COUNTERPARTS = frozenset({"counterpart", "colleague"})  # of the same office on the other side
# Words for somebody of the other side: "his counterpart" is not of his country.
PEERS = frozenset("counterpart colleague rival enemy opponent neighbour neighbor ally partner foe guest host".split())
# Sectors of a state's own bodies: "the ministry in Tehran" is Iran's.
OF_A_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})


@functools.cache
def anaphors() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Words that come back to a named actor, with the types and sectors of whom they mean (``data/anaphors.csv``)."""
    rows = resources.table("anaphors")
    return {r["word"]: (kinds(*split_list(r["types"])), frozenset(split_list(r["sectors"]))) for r in rows}


@Language.component("kg_coreference", requires=["doc.ents", "token.dep"])
def coreference(doc: Doc) -> Doc:
    """Fill in the referents of pronouns and of nominals that stand for a named person; drop what stays open."""
    _Linking(doc).run()
    return doc


class _Linking(Groups):
    def run(self) -> None:
        self._pairs()
        for mention in self.mentions:
            if not mention.pronoun:
                self._apposition(mention)
        people: list[Referent] = []
        for mention in sorted(self.mentions, key=lambda m: m.head):
            referent = mention.referent
            if mention.pronoun:
                if not self._of_speaker(mention):
                    self._pronoun(mention)
            elif mention.kind == "actor" and not mention.members and self._again(mention):
                continue
            elif not mention.members:
                self._both(mention)
            if mention.pronoun or mention.members:
                continue
            if referent is not None and referent.type == "Person" and mention.kind == "actor":
                unnamed = referent.entity is None and referent.name[:1].islower()
                if unnamed or (referent.offices and not referent.aliases):
                    self._nominal_person(mention, people)
                if mention.referent is not None and mention.referent.aliases and mention.referent not in people[-1:]:
                    people.append(mention.referent)
        for mention in self.mentions:  # the speaker of "…, he said" stands behind his words
            if self._of_speaker(mention):
                self._pronoun(mention)
        self._owned()
        self.doc._.mentions = [m for m in self.mentions if m.referent is not None or m.kind == "place"]
        self.doc._.open_mentions = [m for m in self.mentions if m.pronoun and m.referent is None and self._of_actors(m)]

    # whose it is

    def _owned(self) -> None:
        """Nominals without a country take it from whom they belong to: "its forces", "a spokesman of its ministry"."""
        for mention in self.mentions:
            referent = mention.referent
            if referent is None or mention.pronoun or mention.members or referent.country or not referent.local:
                continue
            country = self._owner_country(mention) if self.doc[mention.head].pos_ == "NOUN" else None
            if country is not None:
                found = self._with_country(mention, referent, country)
                for same in (m for m in self.mentions if m.referent is referent):
                    same.referent = found  # pronouns that stand for it too
                mention.reason += f", of {country}"

    def _with_country(self, mention: TokenMention, referent: Referent, country: str) -> Referent:
        """The state's own body or force where the word stands for one, else a copy that knows its country."""
        token, names = self.doc[mention.head], gazetteer()
        modifiers = {t.lemma_.lower() for t in self.doc[mention.start : token.i]}
        before = self.doc[token.i - 1].lower_ if token.i > mention.start else ""
        lemma = token.lemma_.lower()
        row = names.nominal(f"{before} {lemma}", modifiers) or names.nominal(lemma, modifiers)
        entity = names.anchored(row, country) if row is not None and not self._private(token) else None
        if entity is None:
            return replace(referent, country=country, offices=set(referent.offices), aliases=list(referent.aliases))
        return entity_referent(self.doc, entity)

    def _private(self, token: Token) -> bool:
        """True for what belongs to a person who acts for no state: a warlord's "his forces" are not its army."""
        owners = (self.by_head.get(c.i) for c in token.children if c.dep_ == "poss")
        people = (m.referent for m in owners if m is not None and m.referent is not None)
        return any(r.type == "Person" and r.sector not in OF_A_STATE and not r.offices for r in people)

    def _owner_country(self, mention: TokenMention) -> str | None:
        """The country of a possessor, of what stands under "of" or "for", or of the capital that a body is in."""
        token = self.doc[mention.head]
        if token.lemma_.lower() in PEERS:
            return None
        for child in token.children:
            if child.dep_ == "poss":
                owner = self._whose(child) if child.lower_ == "whose" else self.by_head.get(child.i)
                if owner is not None and owner.members:
                    return None  # "their forces", of two states
                if owner is not None and owner.referent is not None and not (owner.pronoun and owner.referent.plural):
                    return owner.referent.country
        for preposition, inner in syntax.prepositions(token):
            owner = self.by_head.get(inner.i)
            if preposition in {"of", "for"} and owner is not None and owner.referent is not None:
                if owner.members or inner.conjuncts or owner.referent.type == "Population":
                    return None
                return owner.referent.country or self._owner_country(owner)
            if preposition == "in" and mention.referent is not None and mention.referent.sector in OF_A_STATE:
                name = gazetteer().names.get(inner.text)
                if name is not None and name.entity.type == "State" and name.role in {"metonym", "name"}:
                    return name.entity.country
        return None

    def _whose(self, token: Token) -> TokenMention | None:
        """The noun whose relative clause "whose" begins."""
        for _ in range(8):
            if token.dep_ == "relcl":
                return self.by_head.get(token.head.i)
            token = token.head
        return None

    # names beside names

    def _apposition(self, mention: TokenMention) -> None:
        """ "X, Turkey's foreign minister" and "his Turkish counterpart X" tell one person's office and country."""
        token = self.doc[mention.head]
        if token.dep_ != "appos":
            return
        other = self.by_head.get(token.head.i)
        a, b = mention.referent, other.referent if other else None
        if a is None or b is None or other is None or a is b:
            return
        if self._named_body(token, a, b):
            a.country, a.sector = a.country or b.country, a.sector or b.sector
            for m in self.mentions:
                if m.referent is b:
                    m.referent, m.reason = a, "apposition"
            return
        if {a.type, b.type} != {"Person"}:
            return
        named, plain_mention = (a, other) if a.aliases and not b.aliases else (b, mention)
        if not named.aliases or plain_mention.referent is None or plain_mention.referent.aliases:
            return
        nominal = plain_mention.referent
        named.offices |= nominal.offices - COUNTERPARTS
        if nominal.offices & COUNTERPARTS:
            named.offices |= self._counterpart(plain_mention)
        named.country = named.country or nominal.country
        named.sector = named.sector or nominal.sector
        plain_mention.referent = named
        plain_mention.reason, plain_mention.score = "apposition", SCORES["full name"]

    @staticmethod
    def _named_body(token: Token, named: Referent, plain: Referent) -> bool:
        """ "Russia's consumer agency, Rospotrebnadzor," is one body, of which the text gives the name."""
        alike = {named.type, plain.type} <= BODIES and named.local and plain.local
        words = (token.pos_, token.head.pos_, token.head.tag_)
        among = any(c.dep_ == "prep" for c in token.children) or token.conjuncts
        return alike and words == ("PROPN", "NOUN", "NN") and not among

    def _counterpart(self, mention: TokenMention) -> set[str]:
        """The office of the person whose counterpart it is: the possessor, or the last person named in the sentence."""
        owner = next((self.by_head.get(c.i) for c in self.doc[mention.head].children if c.dep_ == "poss"), None)
        if owner is not None and owner.referent is not None and owner.referent.offices:
            return set(owner.referent.offices)
        before = [
            m
            for m in self.mentions
            if m.head < mention.head and m.referent is not None and m.referent.type == "Person" and m.referent.offices
        ]
        same = [m for m in before if self.sentence_of[m.head] == self.sentence_of[mention.head]]
        return set(same[-1].referent.offices) if same and same[-1].referent else set()

    def _nominal_person(self, mention: TokenMention, people: list[Referent]) -> None:
        """ "the Russian diplomat", "the president": the latest person of that country and office, if it is one; else
        who held the office at the date."""
        nominal = mention.referent
        assert nominal is not None
        token = self.doc[mention.head]
        if nominal.aliases or nominal.plural or any(c.dep_ == "appos" for c in token.children):
            return
        counterpart = bool(nominal.offices & COUNTERPARTS)
        words = self.doc[mention.start : mention.end].text
        wanted = frozenset(self._counterpart(mention)) if counterpart else self._offices(nominal, words)
        if self._person_before(mention, nominal, wanted, people) or self._same_unnamed(mention, nominal):
            return
        of = nominal.country or organisation_of(token, self.by_head)
        if of is None or not (counterpart or names_office_alone(self.doc, mention, self._head_words(nominal))):
            return
        alone = wanted if counterpart else self._offices(nominal, words, alone=True)
        found = office_holder(self.doc, mention, of, alone)
        if found is not None:
            mention.referent, mention.reason, known = found
            mention.score = SCORES["office at the date" if known else "unknown name"]
            if self.doc[mention.start : mention.end].text not in mention.referent.aliases:
                people.append(mention.referent)

    def _same_unnamed(self, mention: TokenMention, nominal: Referent) -> bool:
        """ "The minister" after "an Egyptian minister": the one unnamed person whom the same word named before."""
        token = self.doc[mention.head]
        if self.doc[mention.start].lower_ != "the" or mention.end - mention.start > 1 + len(self._head_words(nominal)):
            return False
        before = {
            id(m.referent): m
            for m in self.mentions
            if m.head < mention.start
            and m.referent is not None
            and m.referent.type == "Person"
            and m.referent.local
            and not m.pronoun
            and m.referent.offices & nominal.offices
            and self.doc[m.head].lemma_ == token.lemma_
        }
        if len(before) != 1:
            return False
        found = next(iter(before.values()))
        mention.referent, mention.score = found.referent, SCORES["surname"]
        mention.reason = f"{self._text(found)} before"
        return True

    @staticmethod
    def _head_words(nominal: Referent) -> list[str]:
        return next(iter(sorted(nominal.offices)), "").removeprefix("former-").split("-")

    @staticmethod
    def _offices(nominal: Referent, words: str, *, alone: bool = False) -> frozenset[str]:
        """The offices that a nominal may mean; of "the former president" only former ones; ``alone``: `offices_of`."""
        office = next(iter(sorted(nominal.offices)), "")
        if office.startswith("former-"):
            present = offices_of("", office.removeprefix("former-"))
            return frozenset({f"former-{o}" for o in present} | {"former-leader"})
        return offices_of(words, office, alone=alone)

    def _person_before(
        self, mention: TokenMention, nominal: Referent, wanted: frozenset[str], people: list[Referent]
    ) -> bool:
        token = self.doc[mention.head]
        if any(p == "of" for p, _ in syntax.prepositions(token)) or not self._definite(mention):
            return False
        if any(c.lower_ in word_set("stand-ins") for c in token.children):
            return False  # "the interim president" is not the president who was named
        if token.lemma_.lower() in PEERS and nominal.country is None and any(c.dep_ == "poss" for c in token.children):
            return False  # "his colleague at defence" is not he
        if nominal.country is None and organisation_of(token, self.by_head) is not None:
            return False  # "the PLO leader" is nobody's but theirs
        fitting = [
            p
            for p in dict.fromkeys(reversed(people))
            if (nominal.country is None or p.country in {None, nominal.country}) and not wanted.isdisjoint(p.offices)
        ]
        if not fitting or (len(fitting) > 1 and (nominal.country is None or fitting[0].country is None)):
            return False
        mention.referent = fitting[0]
        fitting[0].country = fitting[0].country or nominal.country  # "Ambassador X … the Russian diplomat"
        basis = "nationality and office" if nominal.country else "surname"
        office = next(iter(sorted(wanted.intersection(fitting[0].offices))), "")
        mention.reason, mention.score = f"{office.replace('-', ' ')} of that country named before", SCORES[basis]
        return True

    def _again(self, mention: TokenMention) -> bool:
        """ "the ministry" after "Armenia's foreign ministry", "the alliance" after NATO: the one actor before that the
        same word named, or that the word may stand for."""
        referent, token = mention.referent, self.doc[mention.head]
        if referent is None or not referent.local or referent.type == "Person" or token.pos_ != "NOUN":
            return False
        if self.doc[mention.start].lower_ != "the" or mention.end - mention.start != 2 or self._restricted(token):
            return False
        found = self._named_so(mention, token) or self._meant_by(mention, token)
        if len(found) != 1:
            return False
        mention.referent, mention.score = found[0].referent, SCORES["surname"]
        mention.reason = f"{self._text(found[0])} before"
        return True

    @staticmethod
    def _restricted(token: Token) -> bool:
        """What follows says which one: "the group that …", "the country of his birth"."""
        return any(
            c.dep_ in {"relcl", "acl", "appos"} or (c.dep_ == "prep" and c.lower_ == "of") for c in token.children
        )

    def _named_so(self, mention: TokenMention, token: Token) -> list[TokenMention]:
        """The actors with a country that the same word named before: further back only those of the country that the
        text is about, which it names first."""
        home = next((m.referent.country for m in self.mentions if m.referent is not None and m.referent.country), None)
        here = self.sentence_of[token.i]
        before = {
            id(m.referent): m
            for m in self.mentions
            if m.head < mention.start
            and not m.members
            and m.referent is not None
            and m.referent is not mention.referent
            and m.referent.country
            and m.referent.type != "Person"
            and self.doc[m.head].lemma_.lower() == token.lemma_.lower()
            and (m.referent.country == home or here - self.sentence_of[m.head] < REMEMBERED)
        }
        return list(before.values())

    def _meant_by(self, mention: TokenMention, token: Token) -> list[TokenMention]:
        """The actors named in the last sentences whom a word of ``data/anaphors.csv`` may mean."""
        meant = anaphors().get(token.lemma_.lower())
        if meant is None:
            return []
        here = self.sentence_of[token.i]
        found = {
            id(m.referent): m
            for m in self.mentions
            if m.head < mention.start
            and here - self.sentence_of[m.head] < WINDOW
            and m.referent is not None
            and not (m.members or m.pronoun or m.adjective)
            and (m.referent.entity is not None or m.referent.aliases)
            and m.referent.type in meant[0]
            and (not meant[1] or m.referent.sector in meant[1])
        }
        return list(found.values())

    def _definite(self, mention: TokenMention) -> bool:
        first = self.doc[mention.start]
        return (
            first.lower_ in {"the", "his", "her", "their", "its", "this", "that"}
            or self.doc[mention.head].pos_ == "PROPN"
        )
