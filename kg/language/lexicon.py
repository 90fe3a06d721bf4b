"""The lexicon: which words are triggers of which relation, and where source and target stand (``data/lexicon.csv``)."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg import resources
from kg.language import syntax
from kg.language.words import word_set

POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}


@dataclass(frozen=True)
class Need:
    """One thing that must (or, negated, must not) stand beside a trigger for its row to hold."""

    kind: str
    values: frozenset[str]
    negated: bool


@dataclass(frozen=True)
class Entry:
    """A row of the lexicon: a word, its relation, and the slots of source and target in order of preference."""

    lemma: str
    pos: str
    relation: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    needs: tuple[Need, ...]
    order: int

    def types(self, side: str) -> Need | None:
        """What type of actor the row asks for as source or target ("source:ArmedForce|ArmedGroup")."""
        return next((n for n in self.needs if n.kind == side), None)

    @property
    def positive(self) -> int:
        """How many things the row asks for; what it rules out makes it no finer."""
        return sum(not n.negated for n in self.needs)

    @property
    def label(self) -> str:
        """The row as a person finds it in the table."""
        needs = ";".join(("!" if n.negated else "") + n.kind for n in self.needs)
        return f"{self.lemma} ({self.pos}{', ' + needs if needs else ''})"


def _need(text: str) -> Need:
    negated = text.startswith("!")
    kind, _, values = text.removeprefix("!").partition(":")
    return Need(kind.strip(), frozenset(v.strip().lower() for v in values.split("|") if v.strip()), negated)


def _slots(field: str) -> tuple[str, ...]:
    return tuple(s.strip() for s in field.split("|") if s.strip())


class Lexicon:
    """Entries by lemma and part of speech; those with most needs first, then as in the file."""

    def __init__(self) -> None:
        entries: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for order, row in enumerate(resources.table("lexicon")):
            needs = tuple(_need(n) for n in row["needs"].split(";") if n.strip())
            entry = Entry(
                row["lemma"], row["pos"], row["relation"], _slots(row["source"]), _slots(row["target"]), needs, order
            )
            entries[entry.lemma, entry.pos].append(entry)
        self._entries = {
            key: sorted(rows, key=lambda e: (-e.positive, -len(e.needs), e.order)) for key, rows in entries.items()
        }
        self.support_verbs = {
            (row["lemma"], row["particle"] or None): row["subject"] for row in resources.table("support_verbs")
        }
        self.support_lemmas = {lemma for lemma, _ in self.support_verbs}

    def word(self, token: Token) -> str:
        """The lemma by which the table has a word: "ceasefire" for "cease-fire" where it has that."""
        whole = syntax.joined(token)
        return whole if (whole, POS.get(token.pos_)) in self._entries else token.lemma_.lower()

    def is_noun(self, lemma: str) -> bool:
        """True for a noun that names an act."""
        return (lemma, "noun") in self._entries

    def adverbial(self, noun: Token) -> bool:
        """True for a noun that tells with its preposition how the deed of a verb was meant: "in support of X"."""
        rows = self._entries.get((self.word(noun), "noun"), ())
        needs = (n for r in rows for n in r.needs if n.kind == "hangs")
        return noun.dep_ == "pobj" and any(noun.head.lower_ in n.values for n in needs)

    def suffered(self, lemma: str) -> bool:
        """True for a noun whose "of" names the one to whom it is done: "the killing of X", "the release of X"."""
        rows = self._entries.get((lemma, "noun"), ())
        return any("of" in r.target for r in rows) and not any("of" in r.source for r in rows)

    def noun_relations(self, lemma: str) -> frozenset[str]:
        """The relations of all rows of a noun."""
        return frozenset(row.relation for row in self._entries.get((lemma, "noun"), ()))

    def candidates(self, token: Token) -> list[Entry]:
        """The rows whose needs all hold at a token, those with most needs first."""
        pos = POS.get(token.pos_)
        if pos is None:
            return []
        rows = self._entries.get((self.word(token), pos))
        if rows is None:
            return []
        surroundings = Surroundings(token, self)
        return [e for e in rows if all(surroundings.hold(n) for n in e.needs)]

    def entries(self, token: Token) -> Sequence[Entry]:
        """All rows of a word, whether their needs hold or not."""
        return self._entries.get((self.word(token), POS.get(token.pos_, "")), ())

    def relations(self, token: Token) -> set[str]:
        """The relations of all rows of a word, whether their needs hold or not."""
        return {row.relation for row in self.entries(token)}

    def support(self, noun: Token) -> Token | None:
        """The support verb that a noun leans on: "launched an attack", "attacks were conducted", "engaged in talks"."""
        head = noun.head
        if noun.dep_ == "conj" and head.pos_ == "NOUN":
            return self.support(head)
        if noun.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in word_set("amounts"):
            return self.support(head.head)  # "began ten days of exercises"
        if noun.dep_ in {"dobj", "nsubjpass"} and self._supports(head):
            return head
        if noun.dep_ == "pobj" and head.dep_ == "prep" and self._supports(head.head, head.lower_):
            return head.head
        if noun.dep_ in {"relcl"}:
            return None
        for child in noun.children:  # "the attack that X launched", "an attack launched by X"
            if child.dep_ in {"relcl", "acl"} and child.pos_ == "VERB" and self._supports(child):
                return child
        return None

    def suffers(self, verb: Token, noun: Token) -> bool:
        """True where it is done to the support verb's subject: "received an invitation", "came under fire"."""
        lemma = verb.lemma_.lower()
        keys = [(lemma, noun.head.lower_ if noun.dep_ == "pobj" else syntax.particle(verb)), (lemma, None)]
        return any(self.support_verbs.get(k) == "target" for k in keys)

    def _supports(self, verb: Token, preposition: str | None = None) -> bool:
        if verb.pos_ not in {"VERB", "AUX"} or verb.lemma_.lower() not in self.support_lemmas:
            return False
        lemma = verb.lemma_.lower()
        if preposition is not None:
            return (lemma, preposition) in self.support_verbs
        part = syntax.particle(verb)
        return (lemma, part) in self.support_verbs or ((lemma, None) in self.support_verbs and part is None)


def _forms(token: Token) -> set[str]:
    """The forms under which a table may have a word; names have no lemma ("the Rapid Support Forces")."""
    lower = token.lower_
    return {token.lemma_.lower(), lower, syntax.joined(token), *([lower.removesuffix("s")] * (token.tag_ == "NNPS"))}


def _governs(preposition: Token) -> bool:
    """False for "stood by when …": a preposition without anything under it."""
    return any(c.dep_ in {"pobj", "pcomp", "prep"} for c in preposition.children)


def _of_time(preposition: Token) -> bool:
    """True for "on Monday": a preposition that only says when."""
    return any(c.dep_ == "pobj" and c.ent_type_ in {"DATE", "TIME"} for c in preposition.children)


class Surroundings:
    """What stands beside a trigger, looked up need by need."""

    def __init__(self, token: Token, lexicon: Lexicon) -> None:
        self.token, self.lexicon = token, lexicon
        self.verb = token.pos_ in {"VERB", "AUX"}

    def hold(self, need: Need) -> bool:
        """True if the need is met."""
        if need.kind in {"source", "target"}:
            return True  # the ends are not known yet; `kg.language.claims` asks for their types
        return self._has(need.kind, need.values) != need.negated

    def _has(self, kind: str, values: frozenset[str]) -> bool:
        token = self.token
        match kind:
            case "prt":
                return self._particle(values)
            case "obj":
                spans = (c for c in token.children if c.dep_ == "npadvmod" and values)  # "gave them ten days to leave"
                return any(self._lemma_in(o, values) for o in (*syntax.objects(token), *spans))
            case "subj":
                return any(self._lemma_in(o, values) for o in syntax.subjects(token))
            case "noobj":
                return not syntax.is_passive(token) and not syntax.objects(token)
            case "that":
                return any(c.dep_ == "ccomp" for c in token.children)
            case "oprd":
                return self._named(values)
            case "nooprd":
                return not self._named(frozenset())
            case "mod":
                return self._modified(values)
            case "light":
                support = self.lexicon.support(token)
                return support is not None and (not values or support.lemma_.lower() in values)
            case "prep":
                return any(
                    c.dep_ in syntax.PREPOSITIONS and c.lower_ in values and not _of_time(c) and _governs(c)
                    for c in self._holders_children()
                )
            case "to":
                return self._to(values)
            case "hangs":
                return token.dep_ == "pobj" and token.head.lower_ in values
        return any(
            p == kind and (not values or self._lemma_in(o, values))
            for h in self._holders()
            for p, o in syntax.prepositions(h)
        )

    def _holders(self) -> list[Token]:
        """The trigger, and its object, on which the parser may hang the trigger's prepositions."""
        direct = [c for c in self.token.children if c.dep_ == "dobj"]
        support = None if self.verb else self.lexicon.support(self.token)
        return [self.token, *direct, *([support] if support is not None else [])]

    def _holders_children(self) -> list[Token]:
        return [c for h in self._holders() for c in h.children]

    def _particle(self, values: frozenset[str]) -> bool:
        found = syntax.particle(self.token)
        if found is not None:
            return not values or found in values
        alone = (c for c in self.token.children if c.dep_ in {"prep", "advmod"} and c.lower_ in values)
        return any(not any(g.dep_ in {"pobj", "pcomp"} for g in c.children) for c in alone)

    def _named(self, values: frozenset[str]) -> bool:
        """ "called him a liar", "found her guilty": an object complement."""
        objects = syntax.objects(self.token)
        named = [c for c in self.token.children if c.dep_ == "oprd" and c not in objects]
        for clause in self.token.children:
            if clause.dep_ in {"ccomp", "xcomp"} and clause.pos_ in {"ADJ", "NOUN", "PROPN"}:
                named.append(clause)
        return any(not values or self._lemma_in(c, values) for c in named)

    def _modified(self, values: frozenset[str]) -> bool:
        heads = syntax.objects(self.token) if self.verb else [self.token]
        direct = [c for h in heads for c in h.children if c.dep_ in {"amod", "compound", "nmod", "poss"}]
        below = [g for c in direct for g in c.children if g.dep_ in {"amod", "compound", "nmod"}]
        return any(self._lemma_in(c, values) for c in (*direct, *below))  # "joint military drills"

    def _to(self, values: frozenset[str]) -> bool:
        if not values:
            return syntax.has_infinitive(self.token)
        for clause in self.token.children:
            if (
                clause.dep_ in {"xcomp", "ccomp", "acl", "advcl"}
                and clause.lemma_.lower() in values
                and syntax.is_infinitive(clause)
            ):
                return True
        return any(p == "to" and self._lemma_in(o, values) for p, o in syntax.prepositions(self.token))

    @staticmethod
    def _lemma_in(token: Token, values: frozenset[str]) -> bool:
        if not values or not values.isdisjoint(_forms(token)):
            return True
        amount = token.lemma_.lower() in word_set("amounts")
        if amount and any(o.lemma_.lower() in values for p, o in syntax.prepositions(token) if p == "of"):
            return True
        return any(c.lemma_.lower() in values for c in token.children if c.dep_ == "conj")


@functools.cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once a process."""
    return Lexicon()
