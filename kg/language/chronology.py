"""Dates that hang on other dates of the text: "two days later", "the following year", "in March" in a story of 1987."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from kg.language.values import TokenTime
from kg.model import EventDate

# How fine the first date must be for so many units after it to be known.
FINE_ENOUGH = {
    "day": {"day"},
    "week": {"day"},
    "month": {"day", "month"},
    "year": {"day", "month", "year"},
}
Shift = Callable[[str, int, dt.date], tuple[str, str] | None]


def settled(doc: Doc, times: list[TokenTime], published: dt.date | None, shift: Shift) -> list[TokenTime]:
    """The times with those that hang on an earlier one resolved by it, in the order of the text.

    ``shift`` gives value and precision of so many units after a day.
    """
    found: list[TokenTime] = []
    for n, time in enumerate(times):
        if time.steps is not None:
            anchor = _anchor(doc, found, time)
            date = _after(anchor, time, doc[time.start : time.end], shift) if anchor is not None else None
            time = replace(time, date=date, ahead=date)
        elif time.bare:
            year = _year_told(doc, found, time, published) or _year_beside(doc, times[n + 1 : n + 2], time)
            if year is not None:
                time = replace(time, date=_of_year(time.date, year), ahead=_of_year(time.ahead, year))
        found.append(time)
    return found


def _anchor(doc: Doc, before: list[TokenTime], time: TokenTime) -> EventDate | None:
    """The date that the text has come to: of the last main clause before, in the same sentence or the one before it."""
    last = before[-1] if before else None
    if last is None or last.date is None:
        return None
    sentence = doc[time.start].sent
    start = doc[sentence.start - 1].sent.start if sentence.start > 0 else 0
    return last.date if last.start >= start and _in_main_clause(doc[last.start : last.end].root) else None


def _in_main_clause(token: Token) -> bool:
    """False for dates told in passing: "a treaty that both had signed in 1935"."""
    while token.head != token:
        if token.dep_ in {"relcl", "acl", "advcl", "appos"}:
            return False
        token = token.head
    return True


def _after(anchor: EventDate, time: TokenTime, words: Span, shift: Shift) -> EventDate | None:
    unit, count = time.steps or ("", 0)
    if anchor.precision not in FINE_ENOUGH.get(unit, ()):
        return None
    year, month, day = (*map(int, anchor.value.split("-")), 1, 1)[:3]
    moved = shift(unit, count, dt.date(year, month, day))
    return EventDate(*moved, "relative", words.start_char, words.end_char, words.text) if moved is not None else None


def _year_told(doc: Doc, before: list[TokenTime], time: TokenTime, published: dt.date | None) -> int | None:
    """The year that a paragraph tells of, where it is long past: "In 1987 … In September …"."""
    for earlier in reversed(before):
        between = doc[earlier.end : time.start].text
        if "\n" in between:
            return None
        date = earlier.date
        if date is None or date.precision not in {"day", "month", "year", "season"}:
            continue
        year = int(date.value[:4])
        if published is not None and year >= published.year - 1:
            return None
        month = date.value[5:7] if date.precision in {"day", "month"} else ""
        own = time.date.value[5:7] if time.date is not None else ""
        return year + 1 if month and own and own < month else year
    return None


def _year_beside(doc: Doc, following: list[TokenTime], time: TokenTime) -> int | None:
    """The year of the other end of a pair of dates: "between April and July 1994", "in May and June 1987"."""
    for later in following:
        words = [t.lower_ for t in doc[time.end : later.start]]
        joined = len(words) == 1 and words[0] in {"and", "to", "or", "until", "through", "-", "–"}
        if joined and later.date is not None and later.date.basis == "stated":
            return int(later.date.value[:4])
    return None


def _of_year(date: EventDate | None, year: int) -> EventDate | None:
    """A date of a month or day, in another year; None for 29 February of a year without one."""
    if date is None:
        return None
    value = f"{year:04d}{date.value[4:]}"
    if date.precision == "day":
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return None
    return replace(date, value=value)
