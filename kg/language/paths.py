"""What the grammar says of a pair of words: the features that the linear half of the learned reader weighs.

The shortest path between two words in the parse tells best whether the one does something to the other; the words on it
and around it, and of what kind the two actors are, tell what. See Bunescu and Mooney 2005, A Shortest Path Dependency
Kernel for Relation Extraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.language.lexicon import lexicon
from kg.language.values import Referent
from kg.ontology import Ontology

# Dependents of a word on the path that change what it means.
BESIDE = frozenset("neg aux auxpass prt dobj obj prep attr acomp xcomp advcl amod".split())
BELOW = frozenset({"prep", "dobj", "xcomp"})
CONTENT = frozenset({"VERB", "NOUN", "ADJ"})
BETWEEN = CONTENT | {"ADP", "ADV", "PART", "AUX", "INTJ"}


@dataclass(frozen=True)
class Path:
    """The way between two words of one sentence: from the source ``up`` to the lowest word above both, from there
    ``down`` to the target; that word stands in both."""

    up: tuple[Token, ...]
    down: tuple[Token, ...]

    @classmethod
    def between(cls, source: Token, target: Token) -> Path | None:
        """The path; None for words of two sentences."""
        up = [source, *source.ancestors]
        place = {token.i: n for n, token in enumerate(up)}
        down = [target]
        while down[-1].i not in place:
            above = down[-1].head
            if above.i == down[-1].i:
                return None
            down.append(above)
        return cls(tuple(up[: place[down[-1].i] + 1]), tuple(reversed(down)))

    @property
    def inner(self) -> tuple[Token, ...]:
        """The words on the path without its ends."""
        return tuple(t for t in (*self.up, *self.down[1:]) if t.i not in {self.up[0].i, self.down[-1].i})

    @property
    def steps(self) -> list[str]:
        """The dependencies along it, ^ for those that lead upward."""
        return [f"{t.dep_}^" for t in self.up[:-1]] + [f"{t.dep_}v" for t in self.down[1:]]

    @property
    def alternating(self) -> list[str]:
        """Dependencies and the lemmas between them, from end to end."""
        flat: list[str] = []
        for t in self.up[:-1]:
            flat += [f"{t.dep_}^", t.head.lemma_.lower()]
        for t in self.down[1:]:
            flat += [f"{t.dep_}v", t.lemma_.lower()]
        return flat[:-1]

    @property
    def sides(self) -> str:
        """How the two sides hang on the topmost word."""
        source = self.up[-2].dep_ if len(self.up) > 1 else "-"
        target = self.down[1].dep_ if len(self.down) > 1 else "-"
        return f"{source}|{target}"


class Families:
    """The PLOVER classes that the lexicon's rows of a word have, whatever they need; each word is looked up once."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._of: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, token: Token) -> tuple[str, ...]:
        key = (token.lemma_, token.pos_)
        if key not in self._of:
            relations = {self.ontology.relations[r].plover or "state" for r in lexicon().relations(token)}
            self._of[key] = tuple(sorted(relations))
        return self._of[key]


class Features:
    """Features of pairs of tokens, each a string. What was found last in a sentence is kept, so each thread needs
    one of its own; they may share ``families``."""

    def __init__(self, families: Families) -> None:
        self.families = families
        self._sentence: tuple[Token, list[str]] | None = None
        self._actors: tuple[Doc, dict[int, Referent]] | None = None

    def of(self, source: Token, target: Token) -> list[str]:
        """All features of a pair, without repeats, in a fixed order."""
        parts = (self._places(source, target), self._between(source, target), self._kinds(source, target))
        return list(dict.fromkeys(feature for part in parts for feature in part))

    def _kinds(self, source: Token, target: Token) -> Iterator[str]:
        """Of what type and sector the two actors are, and whether they are of one country."""
        actors = self._referents(source.doc)
        ends = [actors.get(t.i) for t in (source, target)]
        types = [e.type if e is not None else "?" for e in ends]
        sectors = [(e.sector or "-") if e is not None else "?" for e in ends]
        for side, kind, sector in zip(("source", "target"), types, sectors, strict=True):
            yield f"{side} is {kind}"
            yield f"{side} in {sector}"
        yield f"types={types[0]}>{types[1]}"
        yield f"sectors={sectors[0]}>{sectors[1]}"
        countries = {e.country for e in ends if e is not None and e.country}
        if len(countries) == 1 and all(e is not None and e.country for e in ends):
            yield "one country"
        elif len(countries) == 2:
            yield "two countries"

    def _referents(self, doc: Doc) -> dict[int, Referent]:
        """The referent at each word of a mention of one; of two at a word the one of the shorter phrase."""
        if self._actors is None or self._actors[0] is not doc:
            found: dict[int, Referent] = {}
            for m in sorted(doc._.mentions or (), key=lambda m: (m.start - m.end, m.start)):
                if m.referent is not None:
                    found |= dict.fromkeys(range(m.start, m.end), m.referent)
            for m in doc._.mentions or ():
                if m.referent is not None:
                    found[m.head] = m.referent
            self._actors = (doc, found)
        return self._actors[1]

    def _places(self, source: Token, target: Token) -> Iterator[str]:
        yield f"order={source.i < target.i:d}"
        yield f"apart={min(6, abs(source.i - target.i) // 4)}"
        yield f"source={source.dep_}"
        yield f"target={target.dep_}"
        path = Path.between(source, target)
        if path is None:
            yield "no path"
            return
        steps, flat, top = path.steps, path.alternating, path.up[-1]
        yield f"steps={'/'.join(steps[:6])}"
        yield f"top={top.lemma_.lower()}"
        yield f"top={top.lemma_.lower()}|{path.sides}"
        yield f"top is {top.pos_}"
        for n in (2, 3):
            yield from ("along=" + "~".join(flat[i : i + n]) for i in range(len(flat) - n + 1))
        for token in path.inner:
            yield from self._on_path(token, path)

    def _on_path(self, token: Token, path: Path) -> Iterator[str]:
        lemma = token.lemma_.lower()
        yield f"on={lemma}"
        yield f"on={lemma}|{token.dep_}"
        for family in self.families.of(token):
            yield f"class on={family}"
            yield f"class on={family}|{path.sides}"
        along = {t.i for t in (*path.up, *path.down)}
        for child in token.children:
            if child.dep_ not in BESIDE or child.i in along:
                continue
            yield f"beside={child.dep_}={child.lemma_.lower()}"
            yield f"beside={lemma}~{child.lemma_.lower()}"
            if child.dep_ in BELOW:
                below = (c for c in child.children if c.dep_ in {"pobj", "dobj", "prep"})
                yield from (f"below={c.lemma_.lower()}" for c in below)

    def _between(self, source: Token, target: Token) -> Iterator[str]:
        first, last = sorted((source.i, target.i))
        for token in source.doc[first + 1 : last]:
            yield from (f"class between={c}" for c in self.families.of(token))
            if token.pos_ in BETWEEN:
                yield f"between={token.lemma_.lower()}"
        yield from self._around(source)

    def _around(self, source: Token) -> list[str]:
        """What the whole sentence has; the same for all its pairs."""
        start = source.sent[0]
        if self._sentence is None or self._sentence[0] != start:
            found = [f"class={c}" for t in source.sent for c in self.families.of(t)]
            found += [f"word={t.lemma_.lower()}" for t in source.sent if t.pos_ in CONTENT]
            self._sentence = (start, found)
        return self._sentence[1]
