"""Time expressions with EDTF values, by a small grammar of our own.

Stated dates resolve by themselves ("2 February 2020", "September 2018", "the 1990s"); relative ones ("on Tuesday",
"in October", "last year") need the date of publication, and stay unresolved without it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from kg.language.chronology import settled
from kg.language.values import TokenTime
from kg.model import EventDate

MONTHS = {m.lower(): i for i, m in enumerate(calendar.month_name) if m}
MONTHS |= {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m} | {"sept": 9}
WEEKDAYS = {d.lower(): i for i, d in enumerate(calendar.day_name)}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}  # EDTF season codes
NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NUMBERS |= {"a": 1, "an": 1}

_M = "|".join(sorted((m.capitalize() for m in MONTHS), key=lambda m: -len(m)))
_D = "|".join(d.capitalize() for d in WEEKDAYS)
_S = "|".join(SEASONS)
_Y = r"(?:1[89]|20)\d\d"
_N = r"\d{1,3}|" + "|".join(NUMBERS)
_PART = r"(?:(?:early|mid|late)[ -]|the\s+(?:start|beginning|end|middle)\s+of\s+)?"
_DAY = r"\d{1,2}"
_IN = r"(?:(?<=[Ii]n\s)|(?<=[Ss]ince\s)|(?<=[Uu]ntil\s)|(?<=[Bb]y\s))"
_OF = r"(?:(?<=of\s)|(?<=the\s)|(?<=for\s))"
_GRAMMAR = re.compile(
    rf"""(?<![\w-])(?:
    (?P<between>(?:between|from)\s+(?P<y1>{_Y})\s+(?:and|to|until)\s+(?P<y2>{_Y}))
  | (?P<span>(?:between|from)\s+(?P<span_m1>{_M})\.?\s+(?:and|to|until|through)\s+
        (?P<span_m2>{_M})\.?,?\s+(?P<span_y>{_Y})(?!\w))
  | (?P<since>since\s+(?:(?P<since_m>{_M})\.?\s+)?(?P<since_y>{_Y}))
  | (?P<iso>{_Y}-\d\d-\d\d)
  | (?P<dmy>(?:(?:{_D}),?\s+)?(?P<dmy_d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<dmy_m>{_M})\.?
        (?:,?\s+(?P<dmy_y>{_Y}))?(?![\w]))
  | (?P<mdy>(?:(?:{_D}),?\s+)?(?P<mdy_m>{_M})\.?\s+(?P<mdy_d>{_DAY})(?:st|nd|rd|th)?(?![\d:])
        (?:,?\s+(?P<mdy_y>{_Y}))?(?!\w))
  | (?P<my>{_PART}(?P<my_m>{_M})\.?,?\s+(?:of\s+)?(?P<my_y>{_Y})(?!\w))
  | (?P<season>(?:the\s+)?(?P<season_s>{_S})\s+(?:of\s+)?(?P<season_y>{_Y})(?!\w))
  | (?P<decade>(?:the\s+)?(?:(?:early|mid|late)[ -])?(?P<decade_y>(?:1[89]|20)\d0)s)
  | (?P<ago>(?:(?P<ago_less>less\s+than|under)\s+|(?P<ago_more>more\s+than|over)\s+)?
        (?P<ago_n>{_N})\s+(?P<ago_u>day|week|month|year)s?\s+(?:ago|earlier))
  | (?P<rel>(?P<rel_w>last|this|next|the\s+past|the\s+previous|the\s+coming)\s+
        (?P<rel_u>day|week|weekend|month|year|{_S}|{_M}|{_D}))
  | (?P<later>(?P<later_n>(?i:{_N}))\s+(?P<later_u>day|week|month|year)s?\s+(?:later|afterwards?)(?!\s+than))
  | (?P<next>[Tt]he\s+(?P<next_w>next|following|same)\s+(?P<next_u>day|week|month|year)(?!\w)
        | [Tt]hat\s+(?P<same_u>day|week|month|year)(?!\w))
  | (?P<vague>(?:(?i:{_N}|several|some|few|many)\s+)?(?i:hour|day|week|month|year|decade)s?\s+
        (?:later|afterwards?|before|after)(?!\s+than))
  | (?P<day>yesterday|today|tonight|tomorrow|Yesterday|Today|Tomorrow)
  | (?P<wd>(?:(?P<wd_by>[Nn]ext|[Bb]y|[Cc]oming)\s+)?(?P<wd_d>{_D})(?![\w']))
  | (?P<mon>{_IN}(?P<mon_p>{_PART})(?P<mon_m>{_M})(?!\s*\d)(?!\w|\.\s*\d|\.\w))
  | (?P<year>(?:{_IN}|{_OF})(?P<year_y>{_Y})(?![\w-]))
  | (?P<line>(?:(?<=^)|(?<=\n)|(?<=[.;]\s))(?P<line_y>{_Y})(?=:\s))
    )""",
    re.VERBOSE,
)


# Kinds of expressions that may lack their year, with the group that would hold it.
BARE = {"mon": "my_y", "dmy": "dmy_y", "mdy": "mdy_y"}
_BEFORE = re.compile(r"\b(?:[Bb]efore|[Uu]ntil)\s+(?:the\s+)?$")
_SINCE = re.compile(r"\b[Ss]ince\s+$")


@dataclass(frozen=True)
class Resolved:
    """An EDTF value with its precision and what it rests on."""

    value: str
    precision: str
    basis: str


def find(text: str, published: dt.date | None) -> Iterator[tuple[int, int, Resolved | None, Resolved | None]]:
    """Yield (start, end, date, date if it lies ahead) for each time expression; character offsets.

    The dates are None where the expression is relative and ``published`` is None, and where it hangs on another date of
    the text ("two days later"). The second date is the reading for what is planned ("will meet on Tuesday"); it
    differs from the first for weekdays and bare months only.
    """
    for _, start, end, past, ahead in _matches(text, published):
        yield start, end, past, ahead


def _matches(
    text: str, published: dt.date | None
) -> Iterator[tuple[re.Match[str], int, int, Resolved | None, Resolved | None]]:
    for match in _GRAMMAR.finditer(text):
        kind = match.lastgroup or ""
        kind = next(k for k in _RESOLVERS if match.group(k))
        past = _RESOLVERS[kind](match, published, False)
        ahead = _RESOLVERS[kind](match, published, True)
        if past is not None and not _real(past.value):
            continue
        if _BEFORE.search(text, 0, match.start()):
            past = ahead = None  # "before Friday" says when it will not be
        if _SINCE.search(text, 0, match.start()):
            past, ahead = _open(past), _open(ahead)
        yield match, match.start(), match.start() + len(match[0].rstrip(".")), past, ahead


def _open(found: Resolved | None) -> Resolved | None:
    """ "since October" is an interval that has not ended."""
    if found is None or found.precision in {"interval", "week"}:
        return found
    if found.precision == "decade":
        return Resolved(f"{found.value[:3]}0/..", "interval", found.basis)
    return Resolved(f"{found.value}/..", "interval", found.basis)


def _real(value: str) -> bool:
    """False for a day that no calendar has ("31 June")."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return False
    return True


def _day(year: int, month: int, day: int, basis: str = "stated") -> Resolved:
    return Resolved(f"{year:04d}-{month:02d}-{day:02d}", "day", basis)


def _month_day(match: re.Match[str], prefix: str, published: dt.date | None, ahead: bool) -> Resolved | None:
    month, day = MONTHS[match[f"{prefix}_m"].lower()], int(match[f"{prefix}_d"])
    if match[f"{prefix}_y"]:
        return _day(int(match[f"{prefix}_y"]), month, day)
    if published is None:
        return None
    year = published.year
    if (month, day) > (published.month, published.day) and not ahead:
        year -= 1
    if (month, day) < (published.month, published.day) and ahead:
        year += 1
    return _day(year, month, day, "relative")


def _month(month: int, published: dt.date | None, ahead: bool) -> Resolved | None:
    if published is None:
        return None
    year = published.year
    if month > published.month and not ahead:
        year -= 1
    if month < published.month and ahead:
        year += 1
    return Resolved(f"{year}-{month:02d}", "month", "relative")


def _weekday(name: str, published: dt.date | None, ahead: bool) -> Resolved | None:
    if published is None:
        return None
    step = (published.weekday() - WEEKDAYS[name.lower()]) % 7
    day = published + dt.timedelta((7 - step) % 7) if ahead else published - dt.timedelta(step)
    return _day(day.year, day.month, day.day, "relative")


def _shift(unit: str, count: int, published: dt.date | None) -> Resolved | None:
    """So many units before (negative) or after the day of publication, at the precision of the unit."""
    if published is None:
        return None
    if unit in {"day", "week", "weekend"}:
        day = published + dt.timedelta(count * (1 if unit == "day" else 7))
        if unit == "day":
            return _day(day.year, day.month, day.day, "relative")
        monday = day - dt.timedelta(day.weekday())
        return Resolved(f"{monday.isoformat()}/{(monday + dt.timedelta(6)).isoformat()}", "week", "relative")
    if unit == "month":
        index = published.year * 12 + published.month - 1 + count
        return Resolved(f"{index // 12:04d}-{index % 12 + 1:02d}", "month", "relative")
    return Resolved(f"{published.year + count:04d}", "year", "relative")


def _relative(match: re.Match[str], published: dt.date | None, ahead: bool) -> Resolved | None:
    word, unit = match["rel_w"].split()[-1], match["rel_u"].lower()
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[word]
    if unit in MONTHS:
        return _month(MONTHS[unit], published, step > 0)
    if unit in WEEKDAYS:
        return _weekday(unit, published, step > 0)
    if unit in SEASONS:
        return (
            Resolved(f"{published.year + (step if step else 0)}-{SEASONS[unit]}", "season", "relative")
            if published
            else None
        )
    return _shift(unit, step, published)


def _stated_month(match: re.Match[str], *_: object) -> Resolved:
    return Resolved(f"{match['my_y']}-{MONTHS[match['my_m'].lower()]:02d}", "month", "stated")


def _since(match: re.Match[str], *_: object) -> Resolved:
    month = f"-{MONTHS[match['since_m'].lower()]:02d}" if match["since_m"] else ""
    return Resolved(f"{match['since_y']}{month}/..", "interval", "stated")


def _ago(match: re.Match[str], published: dt.date | None, _: bool) -> Resolved | None:
    word = match["ago_n"].lower()
    count = NUMBERS[word] if word in NUMBERS else int(word)
    if match["ago_more"] or published is None:
        return None  # "more than three weeks ago" has no first day
    found = _shift(match["ago_u"], -count, published)
    if found is None or not match["ago_less"]:
        return found
    first = published - dt.timedelta(count * 7) if match["ago_u"] == "week" else None
    return Resolved(f"{first or found.value}/{published}", "interval", "relative")


def _named_day(match: re.Match[str], published: dt.date | None, _: bool) -> Resolved | None:
    return _shift("day", {"yesterday": -1, "tomorrow": 1}.get(match["day"].lower(), 0), published)


def _hanging(*_: object) -> None:
    """Of dates that hang on another date of the text: `kg.language.chronology` resolves those that it can."""
    return None


def _steps(match: re.Match[str]) -> tuple[str, int] | None:
    """By how many units of which kind an expression comes after the date that the text has come to."""
    if match["later"]:
        word = match["later_n"].lower()
        return match["later_u"], NUMBERS[word] if word in NUMBERS else int(word)
    if match["next"]:
        return match["next_u"] or match["same_u"], 1 if match["next_w"] in {"next", "following"} else 0
    return None


_RESOLVERS = {
    "between": lambda m, *_: Resolved(f"{m['y1']}/{m['y2']}", "interval", "stated"),
    "span": lambda m, *_: Resolved(
        "/".join(f"{m['span_y']}-{MONTHS[m[month].lower()]:02d}" for month in ("span_m1", "span_m2")),
        "interval",
        "stated",
    ),
    "since": _since,
    "iso": lambda m, *_: Resolved(m["iso"], "day", "stated"),
    "dmy": lambda m, p, a: _month_day(m, "dmy", p, a),
    "mdy": lambda m, p, a: _month_day(m, "mdy", p, a),
    "my": _stated_month,
    "season": lambda m, *_: Resolved(f"{m['season_y']}-{SEASONS[m['season_s'].lower()]}", "season", "stated"),
    "decade": lambda m, *_: Resolved(f"{m['decade_y'][:3]}X", "decade", "stated"),
    "ago": _ago,
    "rel": _relative,
    "later": _hanging,
    "next": _hanging,
    "vague": _hanging,
    "day": _named_day,
    "wd": lambda m, p, a: _weekday(m["wd_d"], p, a or bool(m["wd_by"])),
    "mon": lambda m, p, a: _month(MONTHS[m["mon_m"].lower()], p, a),
    "year": lambda m, *_: Resolved(m["year_y"], "year", "stated"),
    "line": lambda m, *_: Resolved(m["line_y"], "year", "stated"),
}


@Language.component("kg_dates")
def dates(doc: Doc) -> Doc:
    """Write ``doc._.times``; what stands in page furniture is no date of the report."""
    published = dt.date.fromisoformat(doc._.published[:10]) if doc._.published else None
    furniture = doc._.furniture or set()
    times = []
    text = doc.text  # made anew from the tokens each time that it is asked for
    for match, start, end, past, ahead in _matches(text, published):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or span.start in furniture:
            continue
        date, later = _event_date(past, start, end, text), _event_date(ahead, start, end, text)
        # Of a month or day without a year the year is a guess by the day of publication.
        bare = any(match[kind] and not match[year] for kind, year in BARE.items())
        times.append(TokenTime(span.start, span.end, date, later, _steps(match), bare))
    doc._.times = settled(doc, times, published, _shifted)
    return doc


def _shifted(unit: str, count: int, day: dt.date) -> tuple[str, str] | None:
    found = _shift(unit, count, day)
    return (found.value, found.precision) if found is not None else None


def _event_date(found: Resolved | None, start: int, end: int, text: str) -> EventDate | None:
    if found is None:
        return None
    return EventDate(found.value, found.precision, found.basis, start, end, text[start:end])
