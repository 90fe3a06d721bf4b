"""When, where and about which agreement a deed was: what stands in the trigger's own clause."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.language import syntax
from kg.language.deeds import Deed
from kg.language.embedding import embedding
from kg.language.lexicon import lexicon
from kg.language.values import TokenTime
from kg.linking import gazetteer

AT = frozenset(
    "in inside within at near around across throughout outside "
    "into from to through along off over toward towards".split()
)


# Precisions whose values sort as their days do; seasons and decades do not.
ORDERED = frozenset({"day", "week", "month", "year"})
# News of the day is told in the first sentences; what a past tense tells further down may be older.
LEAD = 4
# Adverbs that take a deed out of today's news.
EARLIER = frozenset({"already", "before", "previously", "once", "formerly", "repeatedly", "often", "long", "earlier"})


class Circumstances:
    """Looks up time, place and agreement of deeds in one Doc."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.starts = [s.start for s in doc.sents]
        # "3 May 2022: …" dates what stands on its line or up to the next: (first token, end, index of the time).
        self.dated_lines = list(self._dated_lines())

    def _dated_lines(self) -> Iterator[tuple[int, int, int]]:
        heads = [n for n, time in enumerate(self.doc._.times) if self._heads_line(time)]
        for n, following in itertools.zip_longest(heads, heads[1:]):
            time = self.doc._.times[n]
            end = self.doc._.times[following].start if following is not None else len(self.doc)
            after = (t.i for t in self.doc[time.end : end] if t.is_space and "\n" in t.text)
            yield time.start, next(after, end), n

    def _heads_line(self, time: TokenTime) -> bool:
        before = self.doc[time.start - 1] if time.start else None
        begins = before is None or before.is_space or before.text in {".", ";"}
        return begins and time.end < len(self.doc) and self.doc[time.end].text == ":"

    def _clause(self, token: Token) -> set[int]:
        """Tokens of the trigger's own clause: below it and below the verbs that it serves, other clauses left out."""
        top = token
        while top.head != top and (top.pos_ not in {"VERB", "AUX"} or top.dep_ in {"xcomp", "pcomp"}):
            top = top.head
        found: set[int] = set()
        queue = [top]
        while queue:
            current = queue.pop()
            found.add(current.i)
            for child in current.children:
                if child.dep_ in {"ccomp", "relcl", "parataxis"} or (
                    child.dep_ in {"conj", "advcl", "acl"}
                    and child.pos_ in {"VERB", "AUX"}
                    and child.i != token.i
                    and token not in list(child.subtree)
                ):
                    continue
                queue.append(child)
        return found

    def time(self, deed: Deed) -> int | None:
        """Index of the time expression nearest to the trigger in its clause, or above it where the clause has none."""
        token: Token = deed.trigger
        times = self.doc._.times
        if not times:
            return None
        sentence = token.sent
        inside = [n for n, t in enumerate(times) if sentence.start <= t.start < sentence.end]
        near = next((found for t in (token, *self._beside(token)) if (found := self._near(t, inside))), [])
        if not near:
            return next((n for start, end, n in self.dated_lines if start <= token.i < end), None)
        near = [n for n in near if times[n].date is not None] or near  # "on Tuesday, days after the vote"
        near = [n for n in near if not self._to_come(times[n], deed) and not self._of_governor(times[n].start, deed)]
        if not near:
            return None
        return min(near, key=lambda n: (abs(times[n].start - token.i), n))

    @staticmethod
    def _of_governor(start: int, deed: Deed) -> bool:
        """True for the day on which somebody agreed or asked to do it: "agreed on Wednesday to give a billion"."""
        verb = deed.trigger
        open_ = verb.dep_ == "xcomp" and syntax.is_infinitive(verb) and deed.status.modality != "actual"
        return open_ and start < verb.i

    def spoken(self, voice: Token) -> int | None:
        """Index of the time of the verb by which somebody says something; None where it has none."""
        verb, times = voice.head, self.doc._.times
        own = [c for c in verb.children if c.dep_ in {"prep", "npadvmod", "tmod", "advmod"} and c.pos_ not in {"VERB"}]
        inside = {t.i for c in own for t in c.subtree}
        near = [n for n, t in enumerate(times) if t.start in inside and t.date is not None]
        return min(near, key=lambda n: (abs(times[n].start - verb.i), n), default=None)

    def _to_come(self, time: TokenTime, deed: Deed) -> bool:
        """True for a day after publication where the deed is done: "has offered to host talks next week"."""
        date, published = time.date, (self.doc._.published or "")[:10]
        if date is None or not published or deed.status.modality != "actual" or deed.status.denied:
            return False
        return date.precision in ORDERED and date.value[: len(published)] > published

    def _near(self, token: Token, inside: list[int]) -> list[int]:
        """Those of some times that stand in the clause of a token."""
        times, clause = self.doc._.times, self._clause(token)
        near = [n for n in inside if times[n].start in clause or times[n].end - 1 in clause]
        near = [n for n in near if not self._of_a_noun(times[n].start, times[n].end, token)]
        return [n for n in near if not self._of_saying(times[n].start, token)]

    @staticmethod
    def _of_saying(start: int, token: Token) -> bool:
        """True for the day of the words, not of what they tell, wherever the parser hangs it: "said on Tuesday it would
        complain"."""
        told = next((t for t in (token, *token.ancestors) if t.dep_ == "ccomp"), None)
        if told is None or told.head.i > start or not embedding().says(told.head.lemma_.lower()):
            return False
        first = [c.left_edge.i for c in told.children if c.dep_ in {"nsubj", "nsubjpass", "mark", "expl"}]
        return bool(first) and told.head.i < start < min(first)

    @staticmethod
    def _beside(verb: Token) -> list[Token]:
        """Verbs of the same subject, with whose time a deed was too: "ambushed a convoy and fled on Monday"."""
        if verb.pos_ != "VERB":
            return []
        others = [v for v in verb.conjuncts if v.pos_ == "VERB" and v.tag_ == verb.tag_]
        alone = not syntax.has_subject(verb)
        own = {v.i: syntax.has_subject(v) for v in others}
        return [v for v in others if (v.i > verb.i and not own[v.i]) or (v.i < verb.i and alone)]

    def _of_a_noun(self, start: int, end: int, trigger: Token) -> bool:
        """True for the date of something else: "the election of 9 August"."""
        head = self.doc[start:end].root
        prep = head.head
        if head.dep_ in {"nummod", "compound", "nmod", "amod"}:
            before = self.doc[start - 1].lower_ if start > head.sent.start else "on"
            first = before in {"on", "in"}  # "On 12 June 1999 Russian troops took …" dates no troops
            return head.head.pos_ in {"NOUN", "PROPN"} and head.head != trigger and not first  # "the 2015 accord"
        return head.dep_ == "pobj" and prep.lower_ == "of" and prep.head.pos_ == "NOUN" and prep.head != trigger

    def today(self, deed: Deed) -> bool:
        """True for news of the day of publication: done, in a sentence without a time, in a tense of the present."""
        token = deed.trigger
        if deed.status.denied or deed.status.modality != "actual" or deed.entry.pos != "verb":
            return False
        sentence = token.sent
        times = self.doc._.times
        inside = [n for n, t in enumerate(times) if sentence.start <= t.start < sentence.end]
        hanging = [n for n in inside if times[n].date is None]  # "a month after X had left" dates no other clause
        if len(hanging) < len(inside) or self._near(token, hanging):
            return False
        first = token
        while first.dep_ == "conj":
            first = first.head
        if any(c.dep_ == "aux" and c.lower_ in {"had", "'d"} for t in (token, first) for c in t.children):
            return False
        told = [t.date.value for t in self.doc._.times if t.start < sentence.start and t.date is not None]
        past = token.tag_ == "VBD" or any(c.lower_ in {"was", "were"} for c in token.children)
        if past and self._sentence(token) >= LEAD:
            return False
        if any(c.dep_ == "advmod" and c.lower_ in EARLIER for t in (token, first) for c in t.children):
            return False  # "has already quit", "have promised before"
        if past and any(value != (self.doc._.published or "")[:10] for value in told):
            return False  # a past tense after another day was named may go on telling of that day
        return first.dep_ == "ROOT" or (first.dep_ == "ccomp" and first.head.dep_ == "ROOT")

    def _sentence(self, token: Token) -> int:
        """How many sentences of the document stand before that of a token."""
        return bisect.bisect_right(self.starts, token.i) - 1

    def places(self, deed: Deed, ends: set[int], spoken: bool) -> Iterator[int]:
        """Indexes of the places in the trigger's clause that are no end of the claim; ``spoken`` for acts of speech."""
        places = self.doc._.places
        sentence = deed.trigger.sent
        dated = {i for t in self.doc._.times for i in range(t.start, t.end)}  # "March" is no town
        inside = [
            n for n, p in enumerate(places) if sentence.start <= p.head < sentence.end and p.head not in ends | dated
        ]
        if not inside:
            return
        clause = self._clause(deed.trigger)
        for n in inside:
            token = self.doc[places[n].head]
            if any(self._names(token, t.mention.head) for t in deed.targets) or (
                places[n].head in clause
                and self._located(token)
                and not (spoken and self._in_content(token, deed))
                and not self._of_another(token, deed)
            ):
                yield n

    def _names(self, token: Token, head: int) -> bool:
        """True for a place that is a target, or names it: "seized the town of Bunia"."""
        of = token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.i == head
        return token.i == head or (of and gazetteer().is_place_noun(self.doc[head].lemma_, self.doc[head].text))

    def _of_another(self, token: Token, deed: Deed) -> bool:
        """True for a place of what the deed answers: "struck the camp after attacks on ships in the Red Sea"."""
        for above in token.ancestors:
            if above == deed.trigger or above.pos_ in {"VERB", "AUX"}:
                return False
            answer = above.head.lower_ in {"to", "for"} and above.head.head.pos_ == "NOUN"
            answered = above.dep_ == "pobj" and (answer or above.head.lower_ in {"after", "over", "following"})
            if answered and above.pos_ == "NOUN" and lexicon().is_noun(lexicon().word(above)):
                return True
        return False

    def _in_content(self, token: Token, deed: Deed) -> bool:
        """True for a place of what is said, not of the saying: "accused X of keeping troops in Y"."""
        while token.head != token and token.dep_ in {"pobj", "prep", "compound", "nmod", "appos"}:
            if token.head == deed.trigger:
                return token.dep_ == "prep" and token.lower_ in {"of", "for", "over", "to", "on", "from"}
            token = token.head
        return token != deed.trigger

    def _located(self, token: Token) -> bool:
        """True under a preposition of place; "the president of Chad" and "talks with Chad" are none."""
        for _ in range(4):
            if token.dep_ == "pobj":
                prep = token.head
                if prep.lower_ == "from" and prep.head.pos_ == "NOUN" and lexicon().is_noun(prep.head.lemma_.lower()):
                    return False  # "protests from Beijing"
                if prep.lower_ == "of":
                    token = prep.head
                    continue
                return prep.lower_ in AT
            if token.dep_ in {"compound", "nmod", "appos", "conj"}:
                token = token.head
                continue
            return False
        return False

    def agreement(self, deed: Deed) -> int | None:
        agreements = self.doc._.agreements
        if not agreements:
            return None
        below = {t.i for t in deed.trigger.subtree}
        return next((n for n, a in enumerate(agreements) if a.head in below), None)

    def trigger_span(self, deed: Deed) -> tuple[int, int]:
        """The trigger with its auxiliaries, negation and particle where they stand together."""
        token = deed.trigger
        if token.pos_ not in {"VERB", "AUX"}:
            return token.i, token.i + 1
        start, end = token.i, token.i + 1
        while (
            start > 0
            and self.doc[start - 1].head == token
            and self.doc[start - 1].dep_ in {"aux", "auxpass", "neg", "advmod"}
            and self.doc[start - 1].pos_ in {"AUX", "PART", "ADV"}
        ):
            start -= 1
        while end < len(self.doc) and self.doc[end].head == token and self.doc[end].dep_ in {"prt"}:
            end += 1
        if (
            end < len(self.doc)
            and self.doc[end].dep_ == "prep"
            and self.doc[end].head == token
            and self.doc[end].lower_ in {*deed.entry.target, *deed.entry.source}
        ):
            end += 1
        return start, end
