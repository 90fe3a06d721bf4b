"""Time expressions: EDTF values, precision, and what they rest on."""

from __future__ import annotations

import datetime as dt

import pytest
from hand_docs import annotate, cases, hand_doc

from kg.language import dates

TUESDAY = dt.date(2020, 2, 4)

# text (the expression in brackets), and "value precision"
STATED = {
    "day before month": ("They met on [2 February 2019].", "2019-02-02 day"),
    "month before day": ("They met on [February 2, 2019].", "2019-02-02 day"),
    "with weekday": ("They met on [Saturday, 2 February 2019].", "2019-02-02 day"),
    "ordinal": ("They met on the [2nd of February 2019].", "2019-02-02 day"),
    "short month": ("They met on [2 Feb. 2019].", "2019-02-02 day"),
    "numbers": ("They met on [2019-02-02].", "2019-02-02 day"),
    "month": ("They met in [September 2018].", "2018-09 month"),
    "part of a month": ("They met in [late January 2018].", "2018-01 month"),
    "season": ("They met in [the spring of 2018].", "2018-21 season"),
    "year": ("They met in [2018].", "2018 year"),
    "decade": ("They met in [the 1990s].", "199X decade"),
    "open interval": ("They have met [since 2014].", "2014/.. interval"),
    "open interval from a month": ("They have met [since March 2014].", "2014-03/.. interval"),
    "closed interval": ("They met [between 2014 and 2016].", "2014/2016 interval"),
}
RELATIVE = {
    "today": ("They met [today].", "2020-02-04 day"),
    "yesterday": ("They met [yesterday].", "2020-02-03 day"),
    "weekday of this week": ("They met on [Monday].", "2020-02-03 day"),
    "weekday of last week": ("They met on [Friday].", "2020-01-31 day"),
    "the weekday of publication": ("They met on [Tuesday].", "2020-02-04 day"),
    "days ago": ("They met [three days ago].", "2020-02-01 day"),
    "last week": ("They met [last week].", "2020-01-27/2020-02-02 week"),
    "last month": ("They met [last month].", "2020-01 month"),
    "last year": ("They met [last year].", "2019 year"),
    "a month that is over": ("They met in [January] for talks.", "2020-01 month"),
    "a month of last year": ("They met in [October] for talks.", "2019-10 month"),
    "late in a month": ("They met in [late January] for talks.", "2020-01 month"),
    "a day of last year": ("They met on [24 December] for talks.", "2019-12-24 day"),
    "a day of this year": ("They met on [3 February] for talks.", "2020-02-03 day"),
    "a month that ends the sentence": ("They met in [October].", "2019-10 month"),
    "a day that ends the sentence": ("They met on [3 February].", "2020-02-03 day"),
}
AHEAD = {
    "weekday": ("They will meet on [Friday].", "2020-02-07 day"),
    "month of this year": ("They will meet in [October] for talks.", "2020-10 month"),
    "month of next year": ("They will meet in [January] for talks.", "2021-01 month"),
    "day of this year": ("They will meet on [24 December] for talks.", "2020-12-24 day"),
    "tomorrow": ("They will meet [tomorrow].", "2020-02-05 day"),
    "next week": ("They will meet [next week].", "2020-02-10/2020-02-16 week"),
    "next year": ("They will meet [next year].", "2021 year"),
}
NONE = {
    "a day that no month has": "They met on 31 June.",
    "a day that February of that year lacks": "They met on 29 February 2019.",
    "the verb may": "They may meet the envoy.",
    "a name of a person": "The envoys met April Jones and Theresa May.",
    "a number of people": "At least 2015 people fled.",
    "a clock": "They met at 14:05.",
    "the Sun": "The Sun told its readers.",
}


def bracketed(text: str) -> tuple[str, int, int]:
    start = text.index("[")
    return text.replace("[", "").replace("]", ""), start, text.index("]") - 1


def only(text: str, published: dt.date | None) -> tuple[dates.Resolved | None, dates.Resolved | None]:
    """Both readings of the one expression of a text, which must stand in the brackets."""
    plain, start, end = bracketed(text)
    found = list(dates.find(plain, published))
    assert [plain[f[0] : f[1]] for f in found] == [plain[start:end]]
    return found[0][2], found[0][3]


def shown(date: dates.Resolved | None) -> str:
    return f"{date.value} {date.precision}" if date else "nothing"


@pytest.mark.parametrize("case", cases(STATED))
@pytest.mark.parametrize("published", [TUESDAY, None])
def test_stated_dates_need_no_date_of_publication(case: str, published: dt.date | None) -> None:
    text, expected = STATED[case]
    past, ahead = only(text, published)
    assert shown(past) == shown(ahead) == expected
    assert past is not None and past.basis == "stated"


@pytest.mark.parametrize("case", cases(RELATIVE))
def test_relative_dates_count_from_the_date_of_publication(case: str) -> None:
    text, expected = RELATIVE[case]
    past, _ = only(text, TUESDAY)
    assert shown(past) == expected
    assert past is not None and past.basis == "relative"


@pytest.mark.parametrize("case", cases(RELATIVE))
def test_relative_dates_stay_open_without_a_date_of_publication(case: str) -> None:
    assert only(RELATIVE[case][0], None) == (None, None)


@pytest.mark.parametrize("case", cases(AHEAD))
def test_what_is_planned_lies_ahead(case: str) -> None:
    text, expected = AHEAD[case]
    _, ahead = only(text, TUESDAY)
    assert shown(ahead) == expected


@pytest.mark.parametrize("case", cases(NONE))
def test_what_is_no_date(case: str) -> None:
    assert list(dates.find(NONE[case], TUESDAY)) == []


def test_the_year_before_carries_over_the_turn_of_the_year() -> None:
    past, _ = only("They met [last month].", dt.date(2020, 1, 15))
    assert shown(past) == "2019-12 month"


def test_spans_are_those_of_the_text() -> None:
    doc = annotate(
        hand_doc("They/PRP:nsubj met/VBD=meet in/IN:prep September/NNP:pobj 2018/CD:nummod>September ./."),
        until="kg_dates",
    )
    (time,) = doc._.times
    assert doc[time.start : time.end].text == time.date.text == "September 2018"
    assert doc.text[time.date.start : time.date.end] == time.date.text


def test_the_clock_and_date_of_a_page_are_no_dates_of_the_report() -> None:
    doc = hand_doc(
        "14:05/CD:nummod GMT/NNP 3/CD:nummod>May May/NNP:npadvmod 2022/CD:nummod>May",
        "They/PRP:nsubj met/VBD=meet in/IN:prep 2018/CD:pobj ./.",
    )
    doc._.furniture = set(range(5))
    annotate(doc, until="kg_dates")
    assert [t.date.value for t in doc._.times] == ["2018"]
