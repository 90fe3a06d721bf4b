"""The two halves of the learned reader on parsed text: the encoder reads the words, the linear half the grammar."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg import resources
from kg.language.paths import Families, Features
from kg.relation_model import NONE, Pair, Reading, RelationModel

SHARE = "share of the grammar"


@functools.cache
def combination() -> dict[str, float]:
    """Thresholds, weights and shifts of confidence by name (``data/combination.csv``)."""
    return {row["case"]: float(row["value"]) for row in resources.table("combination")}


@dataclass(frozen=True)
class ParsedPair:
    """A pair with the head words of its source and target in a parse."""

    pair: Pair
    source: Token
    target: Token

    @classmethod
    def of(cls, pair: Pair, doc: Doc) -> ParsedPair:
        """The pair with the words that head its two stretches, in the parse of its text."""
        source, target = (doc.char_span(*end, alignment_mode="expand") for end in (pair.source, pair.target))
        assert source is not None and target is not None  # `Pair` holds stretches of the text
        return cls(pair, source.root, target.root)


class PairReader:
    """Reads pairs of parsed text with both halves of a learned reader; each thread needs one of its own."""

    def __init__(self, model: RelationModel, families: Families | None = None) -> None:
        self.model = model
        self.features = Features(families or Families(model.ontology))
        self.share = combination()[SHARE]
        # What the grammar says of pairs of the Doc at hand: a candidate is asked for twice.
        self._doc: Doc | None = None
        self._by_grammar: dict[tuple[int, int], Mapping[str, float]] = {}

    def read(self, pairs: Sequence[ParsedPair]) -> Iterator[Reading]:
        """A reading of each pair, in order."""
        readings = self.model.read(p.pair for p in pairs)
        for pair, reading in zip(pairs, readings, strict=True):
            classes = self.by_grammar(pair.source, pair.target)
            yield reading.beside(classes, self.share, self.model.temperature_of_both)

    def by_grammar(self, source: Token, target: Token) -> Mapping[str, float]:
        """The probability of each class by the grammar alone."""
        if source.doc is not self._doc:
            self._doc, self._by_grammar = source.doc, {}
        ends = (source.i, target.i)
        if ends not in self._by_grammar:
            (chances,) = self.model.paths.chances([self.features.of(source, target)])
            self._by_grammar[ends] = dict(zip(self.model.paths.class_names, map(float, chances), strict=True))
        return self._by_grammar[ends]

    def linked(self, source: Token, target: Token) -> float:
        """How probable the grammar makes it that there is some relation."""
        return 1 - self.by_grammar(source, target).get(NONE, 0.0)
