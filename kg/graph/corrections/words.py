"""Where words stand in a document: in all of its text where that is at hand, else in what its record quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
    """The stretches of a document's text that are known, each with the offset where it begins."""

    def __init__(self, stretches: Iterable[tuple[int, str]]) -> None:
        self._stretches = sorted(set(stretches), key=lambda stretch: (stretch[0], -len(stretch[1]), stretch[1]))

    @classmethod
    def of(cls, text: str | None, *records: Record) -> Words:
        """All of the text, or where it is not at hand what the records of the document quote."""
        if text is not None:
            return cls([(0, text)])
        return cls((span.start, span.text) for record in records for span in _quoted(record))

    def find(self, words: str, *, at: int | None = None, within: Span | None = None) -> list[Span]:
        """The places where these words stand, in the order of the text; only one that begins ``at`` an offset, or
        those inside a span, where that is said."""
        if not words.strip():
            return []
        sought = pattern(words)
        found = {
            (start + match.start(), start + match.end()): match[0]
            for start, text in self._stretches
            for match in sought.finditer(text)
        }
        return [
            Span(start, end, text)
            for (start, end), text in sorted(found.items())
            if at in (None, start) and (within is None or (within.start <= start and end <= within.end))
        ]


def _quoted(record: Record) -> Iterator[Span]:
    yield from (claim.evidence for claim in record.claims)
    yield from (Span(m.start, m.end, m.text) for m in record.mentions)
