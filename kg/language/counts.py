"""Numbers of people that a claim tells: "six servicemen", "at least 40 civilians", "dozens of villagers"."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg import resources
from kg.language.values import TokenMention

WORDS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
WORDS |= {w: 10 * (n + 2) for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
VAGUE = {"dozen": (24, None), "score": (40, None), "hundred": (200, None), "thousand": (2000, None)}


@functools.cache
def counted() -> dict[str, str]:
    """Relations with what their numbers count (``data/counted.csv``)."""
    return {row["relation"]: row["what"] for row in resources.table("counted")}


@dataclass(frozen=True)
class TokenCount:
    """A number in tokens; ``high`` is None where the text gives no upper bound ("at least", "dozens of")."""

    what: str
    low: int | None
    high: int | None
    start: int
    end: int


def of_claim(doc: Doc, relation: str, target: TokenMention | None) -> Iterator[TokenCount]:
    """The count of those to whom it was done, where the relation is one that counts people."""
    what = counted().get(relation)
    if what is None or target is None:
        return
    head = doc[target.head]
    lemma = head.lemma_.lower()
    if lemma in VAGUE and head.tag_ == "NNS":
        yield TokenCount(what, *VAGUE[lemma], target.start, target.end)
        return
    for child in head.children:
        if child.dep_ == "nummod":
            low, high = _bounds(child)
            if low is not None or high is not None:
                yield TokenCount(what, low, high, target.start, target.end)
            return
    if head.pos_ == "NUM":
        value = number(head)
        if value is not None:
            yield TokenCount(what, value, value, target.start, target.end)


def _bounds(token: Token) -> tuple[int | None, int | None]:
    value = number(token)
    words = {t.lower_ for t in token.subtree} | {t.lower_ for t in token.head.children if t.i < token.i}
    if value is None:
        return None, None
    if words & {"least", "over", "minimum"} or ("more" in words and "than" in words):
        return value, None
    if words & {"most", "under", "fewer"} or ("up" in words and "to" in words):
        return None, value
    return value, value


def number(token: Token) -> int | None:
    """The whole number that a numeral and the numerals before it name, None where it is none."""
    total, current = 0, 0
    parts = [t for t in token.subtree if t.pos_ == "NUM" or t.lower_ in SCALES] or [token]
    for part in parts:
        text = part.lower_.replace(",", "")
        if text.isdigit():
            current += int(text)
        elif text in WORDS:
            current += WORDS[text]
        elif "-" in text and all(p in WORDS for p in text.split("-")):
            current += sum(WORDS[p] for p in text.split("-"))
        elif text in SCALES:
            current = max(current, 1) * SCALES[text]
            if SCALES[text] >= 1000:
                total, current = total + current, 0
        else:
            return None
    return total + current or None
