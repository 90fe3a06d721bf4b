"""Abbreviations that the text itself introduces: "the Syrian Democratic Forces (SDF) … the SDF said".

What the text says of an abbreviation outranks the gazetteer, which may know another bearer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from kg.linking import Name, slug
from kg.model import Entity

_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]?[A-Z0-9][A-Za-z0-9-]{0,6}|[A-Z]{2}")
SMALL = frozenset("of the and for in on to de la du des el al & '".split())
_LONGEST = 12  # words of a full name

Names = dict[int, tuple[int, Name]]


def introduced(doc: Doc, words: Sequence[str], names: Mapping[int, tuple[int, Name]]) -> Names:
    """The names that abbreviations in brackets give: start -> (end, name), of every place where one stands.

    ``words`` are the Doc's; ``names`` are those of the gazetteer in it. Where one of them stands before the bracket,
    it is meant.
    """
    if "(" not in words:
        return {}
    ends = {end: (start, name) for start, (end, name) in names.items()}
    known: dict[str, Name] = {}
    found: Names = {}
    for start, bracket, word in _brackets(doc):
        if bracket in ends and ends[bracket][1].role != "adjective" and (start == bracket or ends[bracket][0] <= start):
            known[word] = Name(ends[bracket][1].entity, "abbreviation")
        elif start < bracket:
            full = doc[start:bracket].text
            local = f"doc/{doc._.document_id}/{slug(full)}"
            name = Name(Entity(local, full, "Organisation", None, None, (word,)), "abbreviation")
            found[start] = (bracket, name)
            known[word] = name
    if known:
        found |= {t.i: (t.i + 1, known[t.text]) for t in doc if t.text in known}
    return found


def _brackets(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Start of the full name, the opening bracket after it, and the abbreviation inside."""
    for i in [token.i for token in doc if token.text == "("]:
        if 0 < i < len(doc) - 2 and doc[i + 2].text == ")" and _ABBREVIATION.fullmatch(doc[i + 1].text):
            yield _full_name(doc, i, doc[i + 1].text), i, doc[i + 1].text


def _full_name(doc: Doc, end: int, word: str) -> int:
    """Where the words begin whose initials make the abbreviation; the bracket's own place where none do."""
    letters = [c for c in word if c.isupper()]
    i = end - 1
    while letters and i >= max(0, end - _LONGEST):
        text = doc[i].text
        if text[:1].upper() == letters[-1] and (text[:1].isupper() or text.lower() in SMALL):
            letters.pop()
            if not letters:
                return i if text[:1].isupper() else end
        elif not (text.lower() in SMALL or text in {"-", "'s", "’s"} or text[:1].isupper()):
            break
        i -= 1
    return end
