"""Pairs of actors of one sentence between whom something may be, for words that the lexicon does not know.

The grammar alone picks them, by the weights of `kg.path_model`: they cost little, so every pair can be looked at.
Whether the one did something to the other, and what, the whole learned reader says.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from kg.language import syntax
from kg.language.arguments import Arguments, Filler
from kg.language.embedding import embedding
from kg.language.paths import Path
from kg.language.reader import PairReader
from kg.language.values import TokenMention

# More ends than this in one sentence make a list, of which the grammar tells little.
MOST_ENDS = 12
# Dependencies of what stands inside a phrase.
INSIDE = frozenset({"amod", "compound", "nmod", "poss"})
TRIGGERS = frozenset({"VERB", "NOUN", "ADJ"})


@dataclass(frozen=True)
class Candidate:
    """Two fillers and the word that ties them."""

    trigger: Token
    source: Filler
    target: Filler


class Candidates:
    """Finds the candidates of one Doc."""

    def __init__(self, doc: Doc, arguments: Arguments, reader: PairReader) -> None:
        self.doc, self.by_head, self.reader = doc, arguments.by_head, reader
        self.furniture: set[int] = doc._.furniture or set()
        self.known_places = {p.head for p in doc._.places or () if not p.entity.id.startswith("doc/")}

    def find(self, least: Callable[[Candidate], float | None]) -> Iterator[Candidate]:
        """The pairs of which the grammar makes it probable enough that something is between them, in order; ``least``
        tells how probable it must be, or None for a pair that nobody wants."""
        for candidate in (c for sentence in self.doc.sents for c in self._of(sentence)):
            wanted = least(candidate)
            ends = (self.doc[f.mention.head] for f in (candidate.source, candidate.target))
            if wanted is not None and self.reader.linked(*ends) >= wanted:
                yield candidate

    def _of(self, sentence: Span) -> Iterator[Candidate]:
        heads = [t for t in sentence if t.i in self.by_head and t.i not in self.furniture and not self._inside(t)]
        if len(heads) > MOST_ENDS:
            return
        for source, target in itertools.permutations(heads, 2):
            if self._may_act(source) and self._may_suffer(target):
                path = Path.between(source, target)
                trigger = _trigger(path) if path is not None else None
                if trigger is not None and trigger.i not in self.furniture and self._reaches(trigger, target):
                    yield from self._pairs(trigger, self.by_head[source.i], self.by_head[target.i])

    def _inside(self, token: Token) -> bool:
        """True for a word that only tells more of another end: "Chinese troops", "its soldiers"."""
        first = syntax.first_conjunct(token)  # "American and Soviet crews"
        return first.dep_ in INSIDE and first.head.i in self.by_head

    def _may_act(self, token: Token) -> bool:
        return self.by_head[token.i].kind == "actor" and not self._possessor(token)

    def _may_suffer(self, token: Token) -> bool:
        """Nobody whose name only tells of what kind something is ("a Zionist script"), and no place that only tells
        where, or that no gazetteer knows ("crossed the river")."""
        mention = self.by_head[token.i]
        if mention.kind == "place" and (token.dep_ not in {"dobj", "nsubjpass"} or token.i not in self.known_places):
            return False
        return not mention.adjective and not self._possessor(token) and not _speaks(token)

    def _reaches(self, trigger: Token, target: Token) -> bool:
        """True for a target below the word of the deed, and in no other end's phrase ("the envoy of Kenya"), or
        described by that word: "sailors held by pirates". Whom a relative clause describes is in it by its pronoun."""
        if trigger.dep_ == "acl" and trigger.head.i == target.i:
            return True
        for above in syntax.first_conjunct(target).ancestors:
            if above.i == trigger.i:
                return True
            if above.i in self.by_head:
                return False
        return False

    def _possessor(self, token: Token) -> bool:
        """True for "their" in "their drill"."""
        return self.by_head[token.i].pronoun and token.dep_ == "poss"

    @staticmethod
    def _pairs(trigger: Token, source: TokenMention, target: TokenMention) -> Iterator[Candidate]:
        """A pair for each member of groups, none where both are the same one or share one: "they ... each other"."""
        both = [{id(m.referent) for m in end.parts if m.referent is not None} for end in (source, target)]
        overlap = source.start < target.end and target.start < source.end
        if not (overlap or both[0] & both[1]):
            for a, b in itertools.product(source.parts, target.parts):
                yield Candidate(trigger, Filler(a, "reach"), Filler(b, "reach", True))


def _trigger(path: Path) -> Token | None:
    """The word of the deed: the first verb above the target, else the topmost word between the two."""
    ends = {path.up[0].i, path.down[-1].i}
    above = [t for t in reversed(path.down) if t.i not in ends]
    verbs: Iterable[Token] = (t for t in above if t.pos_ == "VERB")
    words = (t for t in (path.up[-1], *above, *path.up) if t.i not in ends and t.pos_ in TRIGGERS)
    trigger = next(iter(verbs), None) or next(words, None)
    return None if trigger is None or _reports(trigger) or _reports(path.up[-1]) else trigger


def _speaks(token: Token) -> bool:
    """ "…, an envoy who had seen the text said": who says it, whatever the parser makes of that."""
    last = token.sent[-2] if len(token.sent) > 2 else token
    return any(c.dep_ == "relcl" and c == last and embedding().says(c.lemma_.lower()) for c in token.children)


def _reports(word: Token) -> bool:
    """True for a verb that only tells what somebody says."""
    return embedding().says(word.lemma_.lower()) and any(c.dep_ in {"ccomp", "parataxis"} for c in word.children)
