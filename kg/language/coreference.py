"""Links nominals and pronouns to what they refer to, and leaves open what the grammar does not tell.

In order: what stands beside a name (appositions, "his Turkish counterpart X"), nominals by nationality and office
("the Russian diplomat"), pronouns, and first persons inside a quotation, which stand for the speaker or its side.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg import ontology, resources
from kg.language import syntax
from kg.language.embedding import embedding
from kg.language.holders import names_office_alone, office_holder, offices_of, organisation_of
from kg.language.known import entity_referent
from kg.language.quotations import speaker_of
from kg.language.values import Referent, TokenMention
from kg.linking import SCORES, gazetteer, split_list

FIRST_PLURAL = frozenset({"we", "us", "our", "ours"})
FIRST_SINGULAR = frozenset({"i", "me", "my"})
WOMAN, MAN = frozenset({"she", "her", "hers", "herself"}), frozenset({"he", "him", "his", "himself"})
PERSONAL = WOMAN | MAN
COUNTERPARTS = frozenset({"counterpart", "colleague"})  # of the same office on the other side
ORDINAL = {"former": 0, "latter": 1}
# Where another person may stand and be meant by "he" just as well as the subject.
ARGUMENTS = frozenset("nsubj nsubjpass dobj dative pobj conj appos agent".split())
THING = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
# Words for somebody of the other side: "his counterpart" is not of his country.
PEERS = frozenset("counterpart colleague rival enemy opponent neighbour neighbor ally partner foe guest host".split())
# Sectors of a state's own bodies: "the ministry in Tehran" is Iran's.
OF_A_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
TOGETHER = {"two": 2, "both": 2, "three": 3, "four": 4}
OPPOSED = frozenset({"neighbour", "neighbor", "rival", "foe", "side"})  # "the rivals" are two
_WINDOW = 3  # sentences that a pronoun looks back


@functools.cache
def _kinds(*types: str) -> frozenset[str]:
    return ontology.load().kinds_of(*types)


@functools.cache
def pair_nouns() -> dict[str, str]:
    """Nouns of "the two countries" with the type of actor that they stand for (``data/pair_nouns.csv``)."""
    return {row["head"]: row["type"] for row in resources.table("pair_nouns")}


@functools.cache
def anaphors() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Words that come back to a named actor, with the types and sectors of whom they mean (``data/anaphors.csv``)."""
    rows = resources.table("anaphors")
    return {r["word"]: (_kinds(*split_list(r["types"])), frozenset(split_list(r["sectors"]))) for r in rows}


@Language.component("kg_coreference", requires=["doc.ents", "token.dep"])
def coreference(doc: Doc) -> Doc:
    """Fill in the referents of pronouns and of nominals that stand for a named person; drop what stays open."""
    _Linking(doc).run()
    return doc


class _Linking:
    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions: list[TokenMention] = doc._.mentions
        self.by_head = {m.head: m for m in self.mentions}
        self.sentence_of = {}
        for n, sentence in enumerate(doc.sents):
            for i in range(sentence.start, sentence.end):
                self.sentence_of[i] = n

    def run(self) -> None:
        for mention in self.mentions:
            if not mention.pronoun:
                self._apposition(mention)
        people: list[Referent] = []
        for mention in sorted(self.mentions, key=lambda m: m.head):
            referent = mention.referent
            if mention.pronoun:
                self._pronoun(mention)
            elif mention.kind == "actor" and not mention.members and self._again(mention):
                continue
            elif not mention.members and self.doc[mention.head].lemma_.lower() in pair_nouns():
                self._both(mention)
            if mention.pronoun or mention.members:
                continue
            if referent is not None and referent.type == "Person" and mention.kind == "actor":
                unnamed = referent.entity is None and referent.name[:1].islower()
                if unnamed or (referent.offices and not referent.aliases):
                    self._nominal_person(mention, people)
                if mention.referent is not None and mention.referent.aliases and mention.referent not in people[-1:]:
                    people.append(mention.referent)
        self._owned()
        self.doc._.mentions = [m for m in self.mentions if m.referent is not None or m.kind == "place"]
        self.doc._.open_mentions = [m for m in self.mentions if m.pronoun and m.referent is None and self._of_actors(m)]

    def _of_actors(self, mention: TokenMention) -> bool:
        """True for pronouns that stand for an actor even where it stays open which: "he", "we", not "it"."""
        return self.doc[mention.head].lower_ in PERSONAL | FIRST_PLURAL | FIRST_SINGULAR

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
        entity = names.anchored(row, country) if row is not None else None
        if entity is None:
            return replace(referent, country=country, offices=set(referent.offices), aliases=list(referent.aliases))
        return entity_referent(self.doc, entity)

    def _owner_country(self, mention: TokenMention) -> str | None:
        """The country of a possessor, of what stands under "of" or "for", or of the capital that a body is in."""
        token = self.doc[mention.head]
        if token.lemma_.lower() in PEERS:
            return None
        for child in token.children:
            if child.dep_ == "poss":
                owner = self._whose(child) if child.lower_ == "whose" else self.by_head.get(child.i)
                if owner is not None and owner.referent is not None and not (owner.pronoun and owner.referent.plural):
                    return owner.referent.country
        for preposition, inner in syntax.prepositions(token):
            owner = self.by_head.get(inner.i)
            if preposition in {"of", "for"} and owner is not None and owner.referent is not None:
                if owner.members or owner.referent.type == "Population":
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
        if a is None or b is None or other is None or a is b or {a.type, b.type} != {"Person"}:
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
        found = office_holder(self.doc, mention, of, wanted)
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
    def _offices(nominal: Referent, words: str) -> frozenset[str]:
        """The offices that a nominal may mean; "the former president" only former ones."""
        office = next(iter(sorted(nominal.offices)), "")
        if office.startswith("former-"):
            present = offices_of("", office.removeprefix("former-"))
            return frozenset({f"former-{o}" for o in present} | {"former-leader"})
        return offices_of(words, office)

    def _person_before(
        self, mention: TokenMention, nominal: Referent, wanted: frozenset[str], people: list[Referent]
    ) -> bool:
        token = self.doc[mention.head]
        if any(p == "of" for p, _ in syntax.prepositions(token)) or not self._definite(mention):
            return False
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
        """The actors with a country that the same word named before."""
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
            and here - self.sentence_of[m.head] < _WINDOW
            and m.referent is not None
            and not (m.members or m.pronoun or m.adjective)
            and (m.referent.entity is not None or m.referent.aliases)
            and m.referent.type in meant[0]
            and (not meant[1] or m.referent.sector in meant[1])
        }
        return list(found.values())

    def _both(self, mention: TokenMention) -> None:
        """ "the two countries", "both leaders", "the three capitals": so many of the kind as stand together before."""
        token = self.doc[mention.head]
        words = {t.lower_ for t in self.doc[mention.start : mention.end]} | {c.lower_ for c in token.children}
        kind = pair_nouns().get(token.lemma_.lower())
        numbers = [n for word, n in TOGETHER.items() if word in words]
        if kind is None or token.tag_ != "NNS" or not (numbers or (words & {"the"} and token.lemma_ in OPPOSED)):
            return
        wanted = numbers[0] if numbers else 2
        here = self.sentence_of[token.i]
        before = [
            m
            for m in self.mentions
            if m.head < mention.start and m.kind == "actor" and m.referent is not None and not m.pronoun
        ]
        for n in range(here, max(-1, here - _WINDOW), -1):
            near = (m.referent for m in before if self.sentence_of[m.head] == n)
            found = {id(r): r for r in near if r is not None and r.type == kind}
            if len(found) == wanted:
                reason = f"one of {self._text(mention)}"
                mention.kind = "actor"
                mention.members = [
                    TokenMention(mention.start, mention.end, mention.head, "actor", r, reason, 0.7)
                    for r in found.values()
                ]
                mention.referent = mention.members[0].referent
                return
            if found:
                return

    def _definite(self, mention: TokenMention) -> bool:
        first = self.doc[mention.start]
        return (
            first.lower_ in {"the", "his", "her", "their", "its", "this", "that"}
            or self.doc[mention.head].pos_ == "PROPN"
        )

    # pronouns

    def _pronoun(self, mention: TokenMention) -> None:
        token = self.doc[mention.head]
        word = token.lower_
        if token.dep_ == "expl" or (token.dep_ == "nsubjpass" and any(c.dep_ == "ccomp" for c in token.head.children)):
            return  # "it is said that"
        if word in FIRST_PLURAL | FIRST_SINGULAR:
            self._first_person(mention, word in FIRST_PLURAL)
            return
        if word in PERSONAL:
            kinds = frozenset({"Person"})
        elif word in THING:
            kinds = _kinds("State", "Organisation")
        elif word in PLURAL:
            kinds = _kinds("State", "Organisation", "Population", "Person")
        elif word in ORDINAL:
            self._one_of_two(mention, ORDINAL[word])
            return
        else:
            return
        found = (
            self._own_clause(token, kinds, word)
            or self._speaker_above(token, kinds, word)
            or self._subject_before(token, kinds, word)
        )
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

    def _fits(
        self, mention: TokenMention | None, kinds: frozenset[str], word: str, *, one_of_several: bool = False
    ) -> bool:
        """Whether a pronoun may stand for a mention; ``one_of_several`` lets it stand for one of those coordinated."""
        if mention is None or mention.referent is None or mention.kind == "place" or mention.referent.type not in kinds:
            return False
        if word in PERSONAL and mention.referent.gender not in {None, "f" if word in WOMAN else "m"}:
            return False
        several = bool(mention.members) or any(c.dep_ == "conj" for c in self.doc[mention.head].children)
        if word in PLURAL:
            return (
                several
                or mention.referent.plural
                or mention.referent.type
                in {
                    "Population",
                    "ArmedForce",
                    "ArmedGroup",
                    "GovernmentBody",
                    "InternationalOrganisation",
                    "Organisation",
                }
            )
        return not mention.referent.plural and (not several or (one_of_several and not mention.members))

    def _speaker_above(self, token: Token, kinds: frozenset[str], word: str) -> TokenMention | None:
        """ "Erdogan said … that he intends": the subject of the verb above the pronoun's clause."""
        clause = token
        barred = self._own_subject(token)
        for _ in range(20):
            if clause.head == clause:
                return None
            if clause.dep_ in {"ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "conj"} and clause.pos_ in {
                "VERB",
                "AUX",
            }:
                subject = syntax.surface_subject(clause.head) if clause.head.pos_ in {"VERB", "AUX"} else None
                if word in PERSONAL and self._told_another(clause.head, subject, word):
                    return None
                if subject is not None and subject.i != token.i and subject.i < token.i:
                    found = self.by_head.get(subject.i)
                    if self._fits(found, kinds, word) and found is not None and found.referent is not barred:
                        return found
            clause = clause.head
        return None

    def _told_another(self, verb: Token, subject: Token | None, word: str) -> bool:
        """ "X told Y that he …" may mean either."""
        first = self.by_head.get(subject.i) if subject is not None else None
        others = (self.by_head.get(c.i) for c in verb.children if c.dep_ in {"dobj", "dative"})
        kinds = frozenset({"Person"})
        return self._fits(first, kinds, word) and any(o is not first and self._fits(o, kinds, word) for o in others)

    def _own_clause(self, token: Token, kinds: frozenset[str], word: str) -> TokenMention | None:
        """The subject of its own clause, for a possessive: "X halted its offensive"."""
        if token.dep_ != "poss":
            return None
        verb = token
        for _ in range(8):
            if verb.dep_ == "pobj" and verb.head.lower_ in {"for", "over"} and verb.head.head.pos_ == "VERB":
                objects = [
                    self.by_head.get(o.i) for o in syntax.objects(verb.head.head)
                ]  # "condemned Y for its attack"
                return next((o for o in objects if self._fits(o, kinds, word)), None)
            if verb.head == verb or verb.pos_ in {"VERB", "AUX"}:
                break
            verb = verb.head
        subject = syntax.surface_subject(verb) if verb.pos_ in {"VERB", "AUX"} else None
        found = self.by_head.get(subject.i) if subject is not None and subject.i < token.i else None
        return found if self._fits(found, kinds, word) else None

    def _own_subject(self, token: Token) -> Referent | None:
        """The subject of a pronoun's own verb, which an object never stands for: "Rouhani apologised to him"."""
        if token.dep_ not in {"dobj", "pobj", "dative"} or token.lower_.endswith(("self", "selves")):
            return None
        verb = token.head.head if token.head.dep_ in syntax.PREPOSITIONS else token.head
        if verb.pos_ not in {"VERB", "AUX"}:
            return None
        subject = syntax.surface_subject(verb)
        found = self.by_head.get(subject.i) if subject is not None else None
        return found.referent if found is not None else None

    def _subject_before(self, token: Token, kinds: frozenset[str], word: str) -> TokenMention | None:
        """The one fitting subject of the sentences before."""
        here = self.sentence_of[token.i]
        barred = self._own_subject(token)
        if barred is not None and word in THING:
            return None
        candidates = [
            m
            for m in self.mentions
            if m.head < token.i
            and not m.adjective
            and self._fits(m, kinds, word, one_of_several=word in PERSONAL)
            and m.referent is not barred
            and here - self.sentence_of[m.head] < _WINDOW
        ]
        for n in range(here, here - _WINDOW, -1):
            inside = [m for m in candidates if self.sentence_of[m.head] == n]
            if not inside:
                continue
            if word in PERSONAL:
                return self._person_of_sentence(token, inside, n == here)
            subjects = [m for m in inside if self.doc[m.head].dep_ in {"nsubj", "nsubjpass"}]
            chosen = subjects or inside
            if word not in PLURAL and any(self.doc[m.head].dep_ == "conj" for m in chosen):
                return None  # "X and Y met. He …" is left open
            if len({id(m.referent) for m in chosen}) == 1:
                return chosen[0]
            mains = [m for m in subjects if self.doc[m.head].head.dep_ == "ROOT"]
            return mains[0] if len(mains) == 1 else None
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
            plural and referent.type == "Person" and country and (referent.offices or referent.sector in {"GOV", "MIL"})
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
        return next((r for r in bodies if r.type in _kinds("Organisation") and (r.entity or r.aliases)), None)

    def _state(self, country: str) -> Referent:
        return entity_referent(self.doc, gazetteer().states[country])
