"""Pairs of actors of one sentence between whom something may be, for words that the lexicon does not know.

The grammar alone picks them, by the weights of `kg.path_model`: they cost little, so every pair can be looked at.
Whether the one did something to the other, and what, the whole learned reader says.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from kg.language import syntax
from kg.language.arguments import Arguments, Filler
from kg.language.embedding import embedding
from kg.language.lexicon import lexicon
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
    """Two fillers and the word that ties them; ``others`` are further words on the way between them, of which one may
    be the word of a second deed where the first tells its own: "under pressure from X, Y agreed to pay Z"."""

    trigger: Token
    source: Filler
    target: Filler
    others: tuple[Token, ...] = ()
    beside: bool = False  # the word is one of the others

    def at_others(self) -> Iterator[Candidate]:
        """The same pair at each of the other words, the nearest first."""
        return (replace(self, trigger=word, others=(), beside=True) for word in self.others)


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
                words = self._words(source, target)
                if words:
                    yield from self._pairs(words, self.by_head[source.i], self.by_head[target.i])

    def _words(self, source: Token, target: Token) -> list[Token | None]:
        """The word that ties two ends, None where no deed of theirs can be told there, and the further ones."""
        path = Path.between(source, target)
        if path is None or _reports(path) or self._in_others_phrase(path):
            return []
        trigger = _trigger(path)
        others = [t for t in _further(path) if t != trigger and t.i not in self.by_head and self._may_tell(t, source)]
        if trigger is not None and not (self._may_tell(trigger, source) and self._reaches(trigger, target)):
            trigger = None
        return [trigger, *others] if trigger is not None or others else []

    def _may_tell(self, word: Token, source: Token) -> bool:
        """True for a word that may tell what the source does: no participle that is a preposition ("including"), no
        passive of which it is no part ("civilians were among those killed"), nothing beside the verb whose object it is
        ("bases that house soldiers, in revenge for the killing"), or outside the relative clause in which it does
        something of its own ("have died since May, when the army left")."""
        if word.i in self.furniture or word.dep_ == "prep":
            return False
        first = syntax.first_conjunct(source)
        below = word in first.ancestors
        passive = word.tag_ == "VBN" and (word.dep_ == "acl" or syntax.is_passive(word))
        if passive and not below:
            return False
        if first.dep_ == "nsubj" and first.head.dep_ == "relcl" and word not in first.head.subtree:
            return False
        return first.dep_ != "dobj" or first in word.ancestors or (first.head in word.ancestors and word.pos_ == "VERB")

    def _in_others_phrase(self, path: Path) -> bool:
        """True for a target inside the phrase of another end ("the envoy of Kenya"), or that does something of its own
        in a relative clause ("to take part in the talks that Kenya has convened")."""
        first = syntax.first_conjunct(path.down[-1])
        if first.dep_ == "nsubj" and first.head.dep_ == "relcl":
            return True
        return any(t.i in self.by_head and t != first for t in path.down[1:-1])

    def _inside(self, token: Token) -> bool:
        """True for a word that only tells more of another end: "Chinese troops", "its soldiers"."""
        first = syntax.first_conjunct(token)  # "American and Soviet crews"
        return first.dep_ in INSIDE and first.head.i in self.by_head

    def _may_act(self, token: Token) -> bool:
        told = syntax.first_conjunct(token).dep_ == "attr"  # "the dead were civilians"
        return self.by_head[token.i].kind == "actor" and not self._possessor(token) and not told

    def _may_suffer(self, token: Token) -> bool:
        """Nobody whose name only tells of what kind something is ("a Zionist script"), and no place that only tells
        where, or that no gazetteer knows ("crossed the river")."""
        mention = self.by_head[token.i]
        if mention.kind == "place" and (token.dep_ not in {"dobj", "nsubjpass"} or token.i not in self.known_places):
            return False
        kind = mention.adjective or token.dep_ == "compound"  # "the Baghdad conference"
        return not kind and not self._possessor(token) and not _speaks(token)

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
    def _pairs(words: list[Token | None], source: TokenMention, target: TokenMention) -> Iterator[Candidate]:
        """A pair for each member of groups, none where both are the same one or share one: "they ... each other"."""
        both = [{id(m.referent) for m in end.parts if m.referent is not None} for end in (source, target)]
        overlap = source.start < target.end and target.start < source.end
        if not (overlap or both[0] & both[1]):
            others = tuple(w for w in words[1:] if w is not None)
            for a, b in itertools.product(source.parts, target.parts):
                ends = Filler(a, "reach"), Filler(b, "reach", True)
                if words[0] is not None:
                    yield Candidate(words[0], *ends, others)
                else:
                    yield Candidate(others[0], *ends, others[1:], beside=True)


def _trigger(path: Path) -> Token | None:
    """The word of the deed: the first verb above the target, else the topmost word between the two."""
    ends = {path.up[0].i, path.down[-1].i}
    above = [t for t in reversed(path.down) if t.i not in ends]
    verbs: Iterable[Token] = (t for t in above if t.pos_ == "VERB")
    words = (t for t in (path.up[-1], *above, *path.up) if t.i not in ends and t.pos_ in TRIGGERS)
    return next(iter(verbs), None) or next(words, None)


def _further(path: Path) -> list[Token]:
    """All verbs, and nouns of deeds, between the two, from the target's side on; what conjoined ends do together is
    above them."""
    inner = [t for t in (*reversed(path.down[:-1]), *reversed(path.up[1:-1])) if t.i != path.up[0].i]
    if not inner and path.up[-1].dep_ in {"nsubj", "nsubjpass"} and lexicon().candidates(path.up[-1].head):
        inner = [path.up[-1].head]
    return [t for t in inner if t.dep_ not in INSIDE and (t.pos_ == "VERB" or (t.pos_ == "NOUN" and _names_deed(t)))]


def _names_deed(noun: Token) -> bool:
    return bool(lexicon().noun_relations(lexicon().word(noun)))


def _speaks(token: Token) -> bool:
    """ "…, an envoy who had seen the text said": who says it, whatever the parser makes of that."""
    last = token.sent[-2] if len(token.sent) > 2 else token
    return any(c.dep_ == "relcl" and c == last and embedding().says(c.lemma_.lower()) for c in token.children)


def _reports(path: Path) -> bool:
    """True where the one only tells what is said of the other, or the other of the one: "X said Y had left". Whom
    somebody tells it is outside what is said: "X told Y that Z would leave", "X said in a protest to Y"."""
    below = (*path.up[:-1][-1:], *path.down[1:2])
    content = any(t.dep_ in {"ccomp", "parataxis"} for t in below)
    return content and embedding().says(path.up[-1].lemma_.lower())
