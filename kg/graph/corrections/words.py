"""Where words stand in a document: in all of its text where that is at hand, else in what its record quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Record, Span

_ARTICLE = re.compile(r"^(the|a|an)\s+(?=\S)")


def plain(words: str) -> str:
    """Words with single spaces between them."""
    return " ".join(words.split())


def name(words: str) -> str:
    """The words of an actor for comparison: without case, article and a possessive's ending."""
    return _ARTICLE.sub("", re.sub(r"['’]s?$", "", plain(words).casefold()))


def pattern(words: str) -> re.Pattern[str]:
    """These words as whole words, whatever stands between them as white space."""
    inside = r"\s+".join(map(re.escape, words.split()))
    before = r"(?<!\w)" if inside[:1].isalnum() else ""
    after = r"(?!\w)" if words.strip()[-1:].isalnum() else ""
    return re.compile(before + inside + after)


def holds(text: str, words: str) -> bool:
    """Whether a text has these words, as whole words."""
    return bool(words.strip()) and bool(pattern(words).search(text))


class Words:
    """What is known of a document's text: what its record quotes, and after that what else is known of it.

    What the record quotes comes first, also where the whole text is at hand, so that words are found at the same place
    by a build that reads the text and by a later one that does not.
    """

    def __init__(self, quoted: Record, text: str | None = None, now: Record | None = None) -> None:
        """``now`` is what a graph has of the document, with claims that were added before; ``text`` says more."""
        more = {(0, text)} if text is not None else set(_quoted(now)) if now is not None else set()
        self._known = (sorted(set(_quoted(quoted))), sorted(more))

    def find(self, words: str, *, at: int | None = None, within: Span | None = None) -> list[Span]:
        """The places where these words stand, in the order of the text; only one that begins ``at`` an offset, or
        those inside a span, where that is said."""
        if not words.strip():
            return []
        sought = pattern(words)
        for stretches in self._known:
            found = {
                (start + match.start(), start + match.end()): match[0]
                for start, text in stretches
                for match in sought.finditer(text)
            }
            fitting = [
                Span(start, end, text)
                for (start, end), text in sorted(found.items())
                if at in (None, start) and (within is None or (within.start <= start and end <= within.end))
            ]
            if fitting:
                return fitting
        return []


def _quoted(record: Record) -> Iterator[tuple[int, str]]:
    """The stretches of text that a record quotes, with the offset where each begins."""
    yield from ((mention.start, mention.text) for mention in record.mentions)
    for claim in record.claims:
        parts = (claim.evidence, claim.trigger, claim.source, claim.target, *claim.claimants, *claim.places)
        yield from ((part.start, part.text) for part in parts if part is not None)
