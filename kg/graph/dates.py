"""From an EDTF value to the first and the last day that it may mean."""

from __future__ import annotations

import calendar
import datetime
import re

_POINT = re.compile(r"(\d{3}[\dX])(?:-(\d\d)(?:-(\d\d))?)?")
# EDTF writes a season where the month stands: 21 spring to 24 winter, here of the northern half of the world.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}


def span(value: str | None) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of an EDTF value; None where it is open, missing or not understood.

    Qualifiers (``~``, ``?``, ``%``) are passed over. A winter ends in the February of the next year.

    >>> [day.isoformat() for day in span("2020-02")]
    ['2020-02-01', '2020-02-29']
    >>> [day.isoformat() for day in span("2018-09-17/2018-10-15")]
    ['2018-09-17', '2018-10-15']
    >>> [day.isoformat() for day in span("201X")]
    ['2010-01-01', '2019-12-31']
    >>> span("2014/..") is None
    True
    """
    first, _, last = (value or "").partition("/")
    begin = _point(first)
    end = _point(last) if last or "/" in (value or "") else begin
    if begin is None or end is None or end[1] < begin[0]:
        return None
    return begin[0], end[1]


def ends(value: str | None) -> tuple[datetime.date | None, datetime.date | None]:
    """As `span`, but each end by itself: None for the one that is open, missing or not understood.

    >>> ends("2014/..")[0], ends("2014/..")[1]
    (datetime.date(2014, 1, 1), None)
    """
    first, slash, last = (value or "").partition("/")
    begin, end = span(first), span(last if slash else first)
    return (begin[0] if begin else None), (end[1] if end else None)


def _point(text: str) -> tuple[datetime.date, datetime.date] | None:
    match = _POINT.fullmatch(re.sub(r"[~?%]", "", text))
    if match is None:
        return None
    year, month, day = match[1], int(match[2] or 0), int(match[3] or 0)
    try:
        return _days(int(year.replace("X", "0")), month, day, year.endswith("X"))
    except ValueError:  # there is no such day
        return None


def _days(year: int, month: int, day: int, decade: bool) -> tuple[datetime.date, datetime.date]:
    """0 stands for a month or a day that is not given."""
    if decade or not month:
        return datetime.date(year, 1, 1), datetime.date(year + 9 * decade, 12, 31)
    if day:
        return datetime.date(year, month, day), datetime.date(year, month, day)
    begin, end = _SEASONS.get(month, (month, month))
    return datetime.date(year, begin, 1), _last_day(year + (end - 1) // 12, (end - 1) % 12 + 1)


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
