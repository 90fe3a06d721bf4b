"""What the learned reader adds to the rules: deeds of words that the lexicon does not know, and a second opinion.

How rule and model go together is the table ``data/combination.csv``; nothing is decided here.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from kg.language import syntax
from kg.language.arguments import JUDGING, Arguments, Filler
from kg.language.candidates import Candidate, Candidates
from kg.language.deeds import TO_PLACES, Deed, distinct
from kg.language.embedding import embedding
from kg.language.lexicon import POS, Entry, lexicon
from kg.language.reader import PairReader, ParsedPair, combination
from kg.language.values import LOCATIVE, TokenMention
from kg.language.words import word_set
from kg.ontology import Ontology
from kg.relation_model import NONE, Pair, Reading

if TYPE_CHECKING:
    from kg.language.claims import TokenClaim

# The slot of ends that the learned reader ties together.
READ = "read"
# Beyond so many tokens from each other two ends are in no sentence that the reader was trained on.
FARTHEST = 100
# How the verb of what somebody threatens, asks or promises hangs on the verb of doing so, conditions among it.
EMBEDDED = frozenset({"xcomp", "ccomp", "advcl", "pcomp", "aux"})
# From this confidence on the rules are right so often that a second opinion would cost time and change nothing.
SETTLED = 0.8


class Learned:
    """The learned reader at work on one Doc."""

    def __init__(self, reader: PairReader, doc: Doc, ontology: Ontology, arguments: Arguments) -> None:
        self.reader, self.doc, self.ontology, self.arguments = reader, doc, ontology, arguments
        self.table = combination()
        self._text = doc.text
        self._lexical: dict[int, bool] = {}  # whether rows of the lexicon hold at a word

    # deeds that the lexicon does not know

    def deeds(self, known: dict[int, Deed]) -> dict[int, Deed]:
        """Deeds of triggers that have none, and the known ones whose missing ends the reader finds."""
        told = {(_who(s), _who(t)) for d in known.values() for s in d.sources for t in d.targets}
        candidates = Candidates(self.doc, self.arguments, self.reader)
        waiting = list(candidates.find(lambda c: self._worth(c, known, told)))
        pairs = [self._pair(c.source.mention, c.target.mention) for c in waiting]
        found: dict[int, list[tuple[Candidate, Reading]]] = {}
        read = list(zip(waiting, self.reader.read(pairs), strict=True))
        for candidate, reading in read:
            others = () if self._takes_part(candidate, known) else candidate.at_others()
            for placed in (candidate, *others):
                placed = self._at_deed_above(placed, reading, known)
                if self._sure(placed, reading, known):
                    found.setdefault(placed.trigger.i, []).append((placed, reading))
                    break
        return {i: self._deed(some, known.get(i), read) for i, some in found.items()}

    def _at_deed_above(self, candidate: Candidate, reading: Reading, known: dict[int, Deed]) -> Candidate:
        """The candidate at the verb whose content its word tells, where that is the same deed of the same doer: in
        "threatened to close the port unless Oslo paid" the threat to Oslo is none at "paid"."""
        word, who, same = candidate.trigger, _who(candidate.source), {reading.plover, self._done(reading)}
        while word.dep_ in EMBEDDED:
            word = word.head
            deed = known.get(word.i)
            if deed is not None and self.ontology.relations[deed.relation].plover in same:
                return replace(candidate, trigger=word, beside=False) if who in map(_who, deed.sources) else candidate
        return candidate

    def _takes_part(self, candidate: Candidate, known: dict[int, Deed]) -> bool:
        """True for a target right at the verb of a deed that the source does: the lexicon says that it is none of that
        deed, "plans to buy ships from X"."""
        deed, target = known.get(candidate.trigger.i), self.doc[candidate.target.mention.head]
        does = deed is not None and _who(candidate.source) in map(_who, deed.sources)
        return does and syntax.first_conjunct(target).head.i == candidate.trigger.i

    def _worth(self, candidate: Candidate, known: dict[int, Deed], told: set[tuple[int, int]]) -> float | None:
        """From which probability on, by the grammar, the encoder should look at a pair; None for two whom a deed ties
        already, or who stand at words whose deeds cannot be theirs."""
        ends = (_who(candidate.source), _who(candidate.target))
        if ends in told or ends[::-1] in told:
            return None
        cases = [self._case_at(placed, known) for placed in (candidate, *candidate.at_others())]
        return min((self.table[f"worth reading: {case}"] for case in cases if case is not None), default=None)

    def _case_at(self, candidate: Candidate, known: dict[int, Deed]) -> str | None:
        """What a pair would add at its word, a case of the table; None where the deed there cannot be theirs."""
        deed = known.get(candidate.trigger.i)
        if deed is None:
            return "another word between the two" if candidate.beside else self._without_deed(candidate.trigger)
        return None if candidate.beside or self._complete(deed) else _lacking(candidate, deed)

    def _without_deed(self, word: Token) -> str:
        """Why the lexicon has no deed at a word, a case of the table."""
        if word.i not in self._lexical:  # it is asked for with each pair
            self._lexical[word.i] = bool(lexicon().candidates(word))
        return "word whose rows do not fit" if self._lexical[word.i] else "unknown word"

    def _sure(self, candidate: Candidate, reading: Reading, known: dict[int, Deed]) -> bool:
        if reading.relation is None or reading.plover in {NONE, "state"} or reading.status == "denied":
            return False
        place = candidate.target.mention.kind == "place" and self._done(reading) not in TO_PLACES
        if (
            place
            or self._where(candidate, reading)
            or self._anothers(candidate)
            or self._others_verb(candidate)
            or self._struck(candidate, reading)
            or self._own(candidate)
            or self._together(candidate, reading)
        ):
            return False
        deed = known.get(candidate.trigger.i)
        if self._for_or_with(candidate, reading, deed) or self._given(candidate, deed):
            return False  # it tells for whom, with whom, or what is given to somebody
        if deed is None and self._only_says(candidate):
            return False
        share = reading.relations[reading.plover][0][1]
        if deed is None and share < self.table["relation of a word read alone"]:
            return False
        case = self._case_of(candidate, reading, deed)
        return case is not None and reading.classes[reading.plover] >= self.table[case]

    def _complete(self, deed: Deed) -> bool:
        """True for what several do with each other: "A and B signed a pact at X" leaves no other party open."""
        return self.ontology.relations[deed.relation].symmetric and len(distinct(deed.sources)) > 1

    def _where(self, candidate: Candidate, reading: Reading) -> bool:
        """True for a seat that only tells where words were said or papers signed: "at the White House"."""
        word = syntax.first_conjunct(self.doc[candidate.target.mention.head])
        under = word.dep_ == "pobj" and word.head.lower_ in LOCATIVE | {"at"}
        return under and candidate.target.mention.metonym and self._done(reading) not in TO_PLACES

    def _only_says(self, candidate: Candidate) -> bool:
        """True at a verb of saying for whom it is not said to: what is told of him is no deed of this word."""
        verb = candidate.trigger
        told = self.doc[candidate.target.mention.head] in {*syntax.objects(verb), *syntax.indirect_objects(verb)}
        return embedding().says(verb.lemma_.lower()) and not told

    def _anothers(self, candidate: Candidate) -> bool:
        """True for whom another deed is done to ("clashes in which civilians were killed"; "threatened to invade unless
        the premier was freed"), or at whose wish it was done: "withdrew at the request of the president"."""
        word = syntax.first_conjunct(self.doc[candidate.target.mention.head])
        if word.dep_ == "nsubj" and word.head.dep_ == "conj" and candidate.trigger in word.head.ancestors:
            return True  # "called it an attack, and one of his ministers left"
        if word.dep_ == "nsubjpass":
            return word.head.dep_ == "advcl" or word.head != candidate.trigger
        if any(t.dep_ == "prep" and syntax.tells_of_subject(t) for t in word.ancestors):
            return True  # "the rebels, from a northern clan, demanded …"
        if self._in_others_clause(word, candidate):
            return True
        wish = word.head.head if word.dep_ == "pobj" and word.head.lower_ == "of" else word.head
        wished = wish.dep_ == "pobj" and wish.head.lower_ in {"at", "on", "by", "under"} and wish != candidate.trigger
        return wished and word.dep_ in {"pobj", "poss"} and wish.lemma_.lower() in word_set("wishes")

    def _in_others_clause(self, target: Token, candidate: Candidate) -> bool:
        """True inside a clause below the word of the deed that has a subject of its own, where that is neither the
        source nor the target: "answered after shells had fallen on X"."""
        ends = {candidate.source.mention.referent, candidate.target.mention.referent} - {None}
        for clause in itertools.takewhile(lambda t: t != candidate.trigger, target.ancestors):
            if clause.dep_ not in {"advcl", "conj"} or not clause.is_ancestor(target):
                continue
            subject = next((c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
            known = self.arguments.by_head.get(subject.i) if subject is not None else None
            if subject is not None and subject != target and (known is None or known.referent not in ends):
                return True
        return False

    def _own(self, candidate: Candidate) -> bool:
        """True for the doer's own people: "recalled its ambassador"."""
        owners = (c for c in self.doc[candidate.target.mention.head].children if c.dep_ == "poss" and c.pos_ == "PRON")
        named = (self.arguments.by_head.get(c.i) for c in owners)
        return any(m is not None and m.referent is candidate.source.mention.referent for m in named)

    def _together(self, candidate: Candidate, reading: Reading) -> bool:
        """True for what two do side by side, not with each other: "A and B left"."""
        source, target = (self.doc[f.mention.head] for f in (candidate.source, candidate.target))
        conjoined = syntax.first_conjunct(source) == syntax.first_conjunct(target)
        return conjoined and not self.ontology.relations[str(reading.relation)].symmetric

    def _struck(self, candidate: Candidate, reading: Reading) -> bool:
        """True for the victim of what somebody has words about: "condemned the invasion of X", "the attack on X"."""
        word = syntax.first_conjunct(self.doc[candidate.target.mention.head])
        if reading.plover not in JUDGING or word.dep_ != "pobj":
            return False
        noun, preposition = word.head.head, word.head.lower_
        suffers = preposition == "of" and lexicon().suffered(lexicon().word(noun))
        return (suffers or preposition in {"on", "against"}) and self.arguments.told_of(noun)

    def _others_verb(self, candidate: Candidate) -> bool:
        """True for a verb that the grammar gives to another actor, one outside whose clause the source is, or a gerund
        that it gives to anything else: "fired after shells had fallen on X", "accused both camps of echoing X"."""
        verb = candidate.trigger
        if verb.pos_ != "VERB" or syntax.is_passive(verb):
            return False
        subject = syntax.surface_subject(verb)
        known = self.arguments.by_head.get(subject.i) if subject is not None else None
        outside = candidate.source.mention.head not in {t.i for t in verb.subtree}
        thing = known is None and subject is not None and subject.pos_ == "NOUN" and outside
        if verb.dep_ not in {"pcomp", "xcomp"} and not thing and (known is None or known.kind != "actor"):
            return False
        said = {t.i for noun in syntax.conjuncts(subject) for t in noun.subtree} if subject is not None else set()
        return bool(said) and candidate.source.mention.head not in said

    def _for_or_with(self, candidate: Candidate, reading: Reading, deed: Deed | None) -> bool:
        """True for those with whom a deed is done that is done to others ("mediated together with X"), and for whom
        something is done that two do with each other ("signed for X")."""
        word = syntax.first_conjunct(self.doc[candidate.target.mention.head]).head
        mutual = self.ontology.relations[deed.relation if deed is not None else str(reading.relation)].symmetric
        if word.lower_ == "for" or mutual:
            return word.lower_ == "for" and mutual
        together = word.i > 0 and self.doc[word.i - 1].lower_ in {"together", "along", "jointly"}
        return word.lower_ == "with" and (together or (deed is not None and "with" not in deed.entry.target))

    @staticmethod
    def _given(candidate: Candidate, deed: Deed | None) -> bool:
        """True for what is sent or taken away, where the rows ask to whom or from what: "sent advisers"."""
        word = syntax.first_conjunct(candidate.trigger.doc[candidate.target.mention.head])
        rows = [deed.entry] if deed is not None else lexicon().entries(candidate.trigger)
        aside = [bool(r.target) and r.target[0] in {"to", "iobj"} and "obj" not in r.target for r in rows]
        most = bool(aside) and sum(aside) * 2 > len(aside)
        return most and word in syntax.objects(candidate.trigger)

    def _case_of(self, candidate: Candidate, reading: Reading, deed: Deed | None) -> str | None:
        """What the reader would add, a case of the table; None where the deed at the word is another."""
        if deed is None or candidate.beside:
            return self._case_at(candidate, {} if deed is None else {candidate.trigger.i: deed})
        same = self.ontology.relations[deed.relation].plover in (reading.plover, self._done(reading))
        return _lacking(candidate, deed) if same else None

    def _done(self, reading: Reading) -> str | None:
        return self.ontology.relations[reading.relation].plover if reading.relation else None

    def _deed(
        self, found: list[tuple[Candidate, Reading]], known: Deed | None, read: list[tuple[Candidate, Reading]]
    ) -> Deed:
        """The deed of the surest reading, with all others of its class who do it to the same one or suffer it from the
        same one, and those beside its target by "and", however sure the reader is of them alone."""
        found.sort(key=lambda f: (-f[1].classes[f[1].plover], f[0].target.mention.start))
        candidate, reading = found[0]
        same = [c for c, r in found if r.plover == reading.plover]
        sources = [replace(c.source, slot=READ) for c in same if c.target == candidate.target]
        first = self._first(candidate.target)
        same += [c for c, r in read if r.plover == reading.plover and self._first(c.target) == first and c not in same]
        targets = [replace(c.target, slot=READ) for c in same if c.source == candidate.source]
        chance = reading.classes[reading.plover]
        note = f"read by the model as {reading.plover} ({chance:.2f})"
        if known is not None:
            lacks = str(_lacking(candidate, known)).removesuffix(" of a known deed")
            notes = [*known.notes, f"{lacks} {note}"]
            sources, targets = known.sources or distinct(sources), known.targets or distinct(targets)
            return replace(known, sources=sources, targets=targets, sure=chance, notes=notes)
        trigger = candidate.trigger
        relation = str(reading.relation)
        entry = Entry(trigger.lemma_.lower(), POS.get(trigger.pos_, "verb"), relation, (READ,), (READ,), (), -1)
        return Deed(trigger, entry, relation, distinct(sources), distinct(targets), sure=chance, notes=[note])

    def _first(self, filler: Filler) -> Token:
        return syntax.first_conjunct(self.doc[filler.mention.head])

    # a second opinion

    def judge(self, claims: list[TokenClaim]) -> list[TokenClaim]:
        """The claims of the rules with their confidence moved by what the reader makes of the same pair."""
        asked = [c for c in claims if self._may_judge(c)]
        pairs = [self._pair(c.source, c.target) for c in asked if c.source and c.target]
        readings = {id(c): r for c, r in zip(asked, self.reader.read(pairs), strict=True)}
        return [self._judged(c, readings[id(c)]) if id(c) in readings else c for c in claims]

    def _may_judge(self, claim: TokenClaim) -> bool:
        ends = claim.source is not None and claim.target is not None
        plover = self.ontology.relations[claim.relation].plover
        near = ends and abs(claim.source.head - claim.target.head) < FARTHEST  # type: ignore[union-attr]
        near = near and not _overlap(claim.source, claim.target)
        return near and plover is not None and not claim.denied and claim.confidence < SETTLED

    def _judged(self, claim: TokenClaim, reading: Reading) -> TokenClaim:
        case = self.case(claim, reading)
        confidence = round(min(0.99, max(0.1, claim.confidence + self.table[case])), 2)
        return replace(claim, confidence=confidence, rule=f"{claim.rule}; {case}")

    def case(self, claim: TokenClaim, reading: Reading) -> str:
        """How the reading agrees with a claim, a case of the table."""
        coding = self.ontology.classify(claim.relation, claim.modality)
        done = self.ontology.relations[claim.relation].plover
        if reading.relation == claim.relation or reading.plover in (coding.plover, done):
            return "model agrees"
        if reading.plover == NONE:
            return "model finds no relation"
        quad = self.ontology.classes[reading.plover].quad if reading.plover in self.ontology.classes else None
        return "model agrees on the quad class" if quad == coding.quad else "model disagrees"

    def _pair(self, source: TokenMention, target: TokenMention) -> ParsedPair:
        """The sentence or sentences of two mentions, with their places in it."""
        first, last = sorted((source, target), key=lambda m: m.start)
        start, end = self.doc[first.head].sent.start_char, self.doc[last.head].sent.end_char
        spans = [self.doc[m.start : m.end] for m in (source, target)]
        a, b = ((max(0, s.start_char - start), s.end_char - start) for s in spans)
        pair = Pair(self._text[start:end], a, b)
        return ParsedPair(pair, self.doc[source.head], self.doc[target.head])


def read_alone(deed: Deed) -> bool:
    """True for a deed that the reader alone finds, in a word that the lexicon does not know."""
    return deed.entry.source == (READ,)


def _lacking(candidate: Candidate, deed: Deed) -> str | None:
    """Which end the pair would add to a deed, a case of the table; None where it is not theirs."""
    source, target = _who(candidate.source), _who(candidate.target)
    if not deed.sources:
        return "source of a known deed" if target in map(_who, deed.targets) else None
    return "target of a known deed" if not deed.targets and source in map(_who, deed.sources) else None


def _who(filler: Filler) -> int:
    """Something that tells ends apart: the referent, or the word for those that have none."""
    referent = filler.mention.referent
    return id(referent) if referent is not None else -filler.mention.head


def _overlap(a: TokenMention | None, b: TokenMention | None) -> bool:
    return a is not None and b is not None and a.start < b.end and b.start < a.end
