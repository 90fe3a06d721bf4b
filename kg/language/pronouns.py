"""What pronouns refer to: by the grammar of their sentence, by number and gender, and in a quotation by who speaks.

What the grammar does not tell stays open: "he" after two men.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg import ontology
from kg.language import syntax
from kg.language.embedding import embedding
from kg.language.known import entity_referent
from kg.language.names import not_actors
from kg.language.quotations import speaker_of
from kg.language.values import Referent, TokenMention
from kg.linking import SCORES, gazetteer

FIRST_PLURAL = frozenset({"we", "us", "our", "ours"})
FIRST_SINGULAR = frozenset({"i", "me", "my"})
WOMAN, MAN = frozenset({"she", "her", "hers", "herself"}), frozenset({"he", "him", "his", "himself"})
PERSONAL = WOMAN | MAN
ORDINAL = {"former": 0, "latter": 1}
# Where another person may stand and be meant by "he" just as well as the subject.
ARGUMENTS = frozenset("nsubj nsubjpass dobj dative pobj conj appos agent".split())
THING = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
WINDOW = 3  # sentences that a pronoun looks back


@functools.cache
def kinds(*types: str) -> frozenset[str]:
    """These entity types and all that stand below them in the ontology."""
    return ontology.load().kinds_of(*types)


class Pronouns:
    """The mentions of one Doc, by head and sentence, and what their pronouns refer to."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions: list[TokenMention] = doc._.mentions
        self.by_head = {m.head: m for m in self.mentions}
        self.sentence_of = {}
        for n, sentence in enumerate(doc.sents):
            for i in range(sentence.start, sentence.end):
                self.sentence_of[i] = n

    def _of_actors(self, mention: TokenMention) -> bool:
        """True for pronouns that stand for an actor even where it stays open which: "he", "we", not "it"."""
        return self.doc[mention.head].lower_ in PERSONAL | FIRST_PLURAL | FIRST_SINGULAR

    def _pronoun(self, mention: TokenMention) -> None:
        token = self.doc[mention.head]
        word = token.lower_
        if token.dep_ == "expl" or (token.dep_ == "nsubjpass" and any(c.dep_ == "ccomp" for c in token.head.children)):
            return  # "it is said that"
        if word in FIRST_PLURAL | FIRST_SINGULAR:
            self._first_person(mention, word in FIRST_PLURAL)
            return
        if word in PERSONAL:
            types = frozenset({"Person"})
        elif word in THING:
            types = kinds("State", "Organisation")
        elif word in PLURAL:
            types = kinds("State", "Organisation", "Population", "Person")
        elif word in ORDINAL:
            self._one_of_two(mention, ORDINAL[word])
            return
        else:
            return
        found = (
            self._own_clause(token, types, word)
            or self._speaker_above(token, types, word)
            or self._subject_before(token, types, word)
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
        self, mention: TokenMention | None, types: frozenset[str], word: str, *, one_of_several: bool = False
    ) -> bool:
        """Whether a pronoun may stand for a mention; ``one_of_several`` lets it stand for one of those coordinated."""
        if mention is None or mention.referent is None or mention.kind == "place" or mention.referent.type not in types:
            return False
        if word in PERSONAL and mention.referent.gender not in {None, "f" if word in WOMAN else "m"}:
            return False
        several = bool(mention.members) or any(c.dep_ == "conj" for c in self.doc[mention.head].children)
        if word in PLURAL:
            return (
                several
                or mention.referent.plural
                or self.doc[mention.head].tag_ in {"NNS", "NNPS"}  # "U.S. authorities", which are the state
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

    def _speaker_above(self, token: Token, types: frozenset[str], word: str) -> TokenMention | None:
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
                    if self._fits(found, types, word) and found is not None and found.referent is not barred:
                        return found
            clause = clause.head
        return None

    def _told_another(self, verb: Token, subject: Token | None, word: str) -> bool:
        """ "X told Y that he …" may mean either."""
        first = self.by_head.get(subject.i) if subject is not None else None
        others = (self.by_head.get(c.i) for c in verb.children if c.dep_ in {"dobj", "dative"})
        types = frozenset({"Person"})
        return self._fits(first, types, word) and any(o is not first and self._fits(o, types, word) for o in others)

    def _own_clause(self, token: Token, types: frozenset[str], word: str) -> TokenMention | None:
        """The subject of its own clause, for a possessive: "X halted its offensive"."""
        if token.dep_ != "poss":
            return None
        verb = token
        for _ in range(8):
            if verb.dep_ == "pobj" and verb.head.lower_ in {"for", "over"} and verb.head.head.pos_ == "VERB":
                objects = [
                    self.by_head.get(o.i) for o in syntax.objects(verb.head.head)
                ]  # "condemned Y for its attack"
                return next((o for o in objects if self._fits(o, types, word)), None)
            if verb.head == verb or verb.pos_ in {"VERB", "AUX"}:
                break
            verb = verb.head
        subject = syntax.surface_subject(verb) if verb.pos_ in {"VERB", "AUX"} else None
        found = self.by_head.get(subject.i) if subject is not None and subject.i < token.i else None
        return found if self._fits(found, types, word) else None

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

    @staticmethod
    def _of_nature(token: Token) -> bool:
        """True in a sentence whose subject is a storm or the like: "it" is most likely that."""
        subjects = (c for c in token.sent.root.children if c.dep_ in {"nsubj", "nsubjpass"} and c.i < token.i)
        return any(t.lower_ in not_actors() for s in subjects for t in (s, *s.children))

    def _subject_before(self, token: Token, types: frozenset[str], word: str) -> TokenMention | None:
        """The one fitting subject of the sentences before."""
        here = self.sentence_of[token.i]
        barred = self._own_subject(token)
        if word in THING and (barred is not None or self._of_nature(token)):
            return None
        candidates = [
            m
            for m in self.mentions
            if m.head < token.i
            and not m.adjective
            and self._fits(m, types, word, one_of_several=word in PERSONAL)
            and m.referent is not barred
            and here - self.sentence_of[m.head] < WINDOW
        ]
        for n in range(here, here - WINDOW, -1):
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
        return next((r for r in bodies if r.type in kinds("Organisation") and (r.entity or r.aliases)), None)

    def _state(self, country: str) -> Referent:
        return entity_referent(self.doc, gazetteer().states[country])
