"""Pairs of actors that the grammar ties to one word, for words that the lexicon does not know: who may have done
something to whom. Whether they did, and what, the learned reader says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.language import syntax
from kg.language.arguments import Arguments, Filler
from kg.language.embedding import embedding

# Dependents below which somebody else's deed begins.
CLAUSES = frozenset({"ccomp", "relcl", "advcl", "acl", "conj", "parataxis", "xcomp", "pcomp", "csubj"})
# Dependents that tell nobody to whom something is done.
ASIDE = frozenset("punct cc mark aux auxpass neg det nummod appos npadvmod advmod oprd attr agent".split())
OF_WHOM = ("poss", "by", "from")
TO_WHOM = frozenset("against on upon to with over for towards toward at of in into between".split())
MOST_ENDS = 3
DEEPEST = 2  # prepositions between a word and an end


@dataclass(frozen=True)
class Candidate:
    """Two fillers and the word that ties them."""

    trigger: Token
    source: Filler
    target: Filler


class Candidates:
    """Finds the candidates of one Doc."""

    def __init__(self, doc: Doc, arguments: Arguments) -> None:
        self.doc, self.arguments = doc, arguments
        self.by_head = arguments.by_head
        self.furniture: set[int] = doc._.furniture or set()

    def find(self) -> Iterator[Candidate]:
        """Every pair, in the order of the words that tie them."""
        for token in self.doc:
            if token.i in self.furniture or token.is_space:
                continue
            if token.pos_ == "VERB" and not embedding().says(token.lemma_.lower()):
                yield from self._of_verb(token)
            elif token.pos_ == "NOUN" and token.i not in self.by_head:
                yield from self._of_noun(token)

    def _of_verb(self, verb: Token) -> Iterator[Candidate]:
        doers = syntax.subjects(verb) or self._doers_above(verb)
        sources = [f for s in doers for f in self.arguments.resolve(s, "subj", "source") if f.mention.kind == "actor"]
        if not sources:
            return
        told = [o for o in syntax.objects(verb) if all(o.i != s.i for s in doers)]
        for child in verb.children:
            if child.i < verb.i or syntax.is_passive(verb):
                continue  # what is done by somebody is done to the subject
            if child.dep_ == "ccomp":  # "fears that Y will …": Y, and nothing of what Y does
                told += [s for s in (syntax.surface_subject(child),) if s is not None]
            elif child.dep_ not in CLAUSES | ASIDE:
                told.append(child)
        yield from self._pairs(verb, sources, [t for o in told for t in self._reach(o)])

    @staticmethod
    def _doers_above(verb: Token) -> list[Token]:
        """Whose purpose an infinitive without a doer tells: "launched an operation to detain 110 people"."""
        if not syntax.is_infinitive(verb) or syntax.is_passive(verb):
            return []
        above = syntax.clause_verb(verb)
        return syntax.subjects(above) if above is not None else []

    def _of_noun(self, noun: Token) -> Iterator[Candidate]:
        for slot in OF_WHOM:
            sources = [
                f for h in self.arguments.slot(noun, slot, "source") for f in self.arguments.resolve(h, slot, "source")
            ]
            sources = [f for f in sources if f.mention.kind == "actor"]
            if sources:
                below = [
                    t
                    for preposition, o in syntax.prepositions(noun)
                    if preposition in TO_WHOM and preposition != slot
                    for t in self._reach(o)
                ]
                yield from self._pairs(noun, sources, below)
                return

    def _reach(self, token: Token, depth: int = 0) -> Iterator[Token]:
        """Heads of mentions in a phrase, none from the clauses in it, and none of whom something comes from: "faced
        demands from X"."""
        if token.i in self.by_head:
            yield token
        for child in token.children:
            inside = child.dep_ in {"amod", "compound", "nmod"} and token.i in self.by_head
            clause = child.dep_ in CLAUSES and not (child.dep_ == "conj" and child.pos_ not in {"VERB", "AUX"})
            origin = token.pos_ == "NOUN" and child.lower_ in {"by", "from"}
            deep = depth + (child.dep_ == "pobj")
            if child.dep_ not in ASIDE and not inside and not clause and not origin and deep <= DEEPEST:
                yield from self._reach(child, deep)

    def _pairs(self, trigger: Token, sources: Iterable[Filler], below: Iterable[Token]) -> Iterator[Candidate]:
        seen: set[int] = set()
        targets: list[Filler] = []
        for token in below:
            mention = self.by_head[token.i]
            if mention.adjective or (mention.pronoun and token.dep_ == "poss"):
                continue  # "a Zionist script", "their drill"
            if mention.kind == "place" and token.dep_ not in {"dobj", "nsubjpass"}:
                continue  # where it happened
            for member in mention.parts:
                key = id(member.referent) if member.referent is not None else token.i
                if key not in seen:
                    seen.add(key)
                    targets.append(Filler(member, "reach", True))
        for source in list(sources)[:MOST_ENDS]:
            for target in targets[:MOST_ENDS]:
                if source.mention.referent is not target.mention.referent:
                    yield Candidate(trigger, source, target)
