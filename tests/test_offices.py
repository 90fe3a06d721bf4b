"""Who held an office at a date, and the tables that say so."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from kg import resources
from kg.linking import gazetteer, slug
from kg.model import Tenure
from kg.offices import KnownPerson, Offices, Role, earliest, holds, latest, offices

ANA = KnownPerson(
    "person/ana-silva", "Ana Silva", ("Ana da Silva",), (), (Tenure("president", "BRA", "2010-01", "2014-05-31"),)
)
RUI = KnownPerson("person/rui-silva", "Rui Silva", (), ("Silva",), (Tenure("president", "BRA", "2014-05-31"),))
LEE = KnownPerson(
    "person/lee-min", "Lee Min", ("Min Lee",), (), (Tenure("secretary-general", "organization/un", "2012"),)
)
TABLE = Offices([ANA, RUI, LEE])
# Offices that one person holds at a time, and states that have had two heads or two premiers at once.
SINGLE = {"president", "prime-minister", "chancellor", "foreign-minister", "defence-minister", "secretary-of-state"}
SHARED = {
    ("prime-minister", "KHM"),
    ("president", "VEN"),
    ("president", "AFG"),
    ("president", "BIH"),
    ("president", "YUG"),
}


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2014-08", "2014-08-01", "2014-08-31"),
        ("2014-08-28", "2014-08-28", "2014-08-28"),
    ],
)
def test_the_days_that_a_date_may_mean(date: str, first: str, last: str) -> None:
    assert (earliest(date), latest(date)) == (first, last)


@pytest.mark.parametrize(
    ("date", "expected"), [("2009-12-31", False), ("2010", True), ("2014-05-31", True), ("2014-06-01", False)]
)
def test_whether_an_office_was_held(date: str, expected: bool) -> None:
    assert holds(ANA.tenures[0], date) is expected


@pytest.mark.parametrize(
    ("date", "name"),
    [("2012-03-01", "Ana Silva"), ("2020-03-01", "Rui Silva"), ("2014-05-31", None), (None, None), ("2001", None)],
)
def test_the_holder_at_a_date_or_nobody(date: str | None, name: str | None) -> None:
    found = TABLE.holder({"president"}, "BRA", date)
    assert (found[0].name if found else None) == name


def test_a_title_and_a_surname_need_the_country_or_the_date() -> None:
    assert TABLE.by_title("Silva", {"president"}, {"BRA"}, "2012") == ANA
    assert TABLE.by_title("Silva", {"president"}, {"CHL"}, "2005") is None
    assert TABLE.by_title("Silva", {"president"}, set(), "2012") is None
    assert TABLE.by_title("Silva", {"president"}, set(), "2012", elsewhere=True) == ANA
    assert TABLE.by_title("Silva", {"president"}, {"BRA"}, "2031-01-01") == RUI
    assert TABLE.by_title("Lee", {"secretary-general"}, {"organization/un"}, "2013") == LEE


def test_names_and_surnames_alone() -> None:
    assert TABLE.by_name("ana da silva", None) == ANA
    assert TABLE.by_surname_alone("Silva", None) == RUI
    assert TABLE.by_name("Ana", None) is None


@pytest.mark.parametrize(
    ("person", "date", "country", "sector"),
    [
        (ANA, "2012", "BRA", "GOV"),
        (ANA, "2016", "BRA", "ELI"),
        (ANA, "2001", "BRA", None),
        (ANA, None, "BRA", None),
        (LEE, "2013", None, None),
    ],
)
def test_for_whom_a_person_acts(person: KnownPerson, date: str | None, country: str | None, sector: str | None) -> None:
    standing = person.standing(date)
    assert (standing.country, standing.sector) == (country, sector)


def test_what_a_user_says_of_a_person_outranks_the_offices() -> None:
    roles = (Role("CHL", "OPP", "2000", "2011-12-31"), Role("BRA", "GOV", "2012", None), Role("BRA", "ELI"))
    person = KnownPerson(ANA.id, ANA.name, tenures=ANA.tenures, roles=roles)
    assert (person.standing("2001").country, person.standing("2001").sector) == ("CHL", "OPP")
    assert (person.standing("2013").country, person.standing("2013").sector) == ("BRA", "GOV")
    assert person.standing("1990").sector == "ELI"
    assert person.standing(None).sector is None


# The tables.


def test_trump_acts_for_his_state_only_in_office() -> None:
    person = offices().persons["person/donald-trump"]
    assert [person.standing(d).sector for d in ("2015-05-01", "2019-05-01", "2022-05-01")] == [None, "GOV", "ELI"]
    assert person.standing("2022-05-01").reason == "no longer president of USA"


@pytest.mark.parametrize(
    ("office", "of", "date", "who"),
    [
        ("president", "TUR", "2020-02-04", "person/recep-tayyip-erdogan"),
        ("prime-minister", "GBR", "1995-05-01", "person/john-major"),
        ("chancellor", "DEU", "2010-05-01", "person/angela-merkel"),
        ("foreign-minister", "RUS", "2015-05-01", "person/sergey-lavrov"),
        ("secretary-of-state", "USA", "2011-05-01", "person/hillary-clinton"),
        ("secretary-general", "organization/un", "2003-05-01", "person/kofi-annan"),
        ("prime-minister", "JPN", "2014-05-01", "person/shinzo-abe"),
        ("president", "EGY", "2005-05-01", "person/hosni-mubarak"),
    ],
)
def test_well_known_holders(office: str, of: str, date: str, who: str) -> None:
    found = offices().holder({office}, of, date)
    assert found is not None and found[0].id == who


def test_the_tables_of_offices_are_sound() -> None:
    states = set(gazetteer().states)
    organisations = {row["id"] for row in resources.table("organizations")}
    persons = {row["id"] for row in resources.table("persons")}
    for row in resources.table("offices"):
        assert row["entity"] in persons, row
        assert row["of"] in states | organisations, row
        assert row["checked"], row
        assert not row["to"] or earliest(row["from"]) <= latest(row["to"]), row
    for row in resources.table("persons"):
        assert row["id"] == f"person/{slug(row['name'])}", row


def test_the_tables_are_as_wide_as_they_say() -> None:
    held: dict[str, set[str]] = defaultdict(set)
    for row in resources.table("offices"):
        held[row["of"]].add(row["office"])
    heads = {"president", "monarch", "supreme-leader", "leader", "prime-minister", "chancellor"}
    full = [s for s, o in held.items() if "/" not in s and o & heads and o & {"foreign-minister", "secretary-of-state"}]
    assert len(full) >= 60
    assert sum("defence-minister" in o for o in held.values()) >= 20


def test_no_two_hold_a_single_office_for_long() -> None:
    held: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in resources.table("offices"):
        if row["office"] in SINGLE and (row["office"], row["of"]) not in SHARED and "/" not in row["of"]:
            held[row["office"], row["of"]].append((row["from"], row["to"] or "2025-06-30", row["entity"]))
    together = [
        (key, a[2], b[2])
        for key, rows in held.items()
        for a, b in combinations(sorted(rows), 2)
        if a[2] != b[2] and _months(latest(b[0]), earliest(min(a[1], b[1]))) > 1
    ]
    assert not together


def _months(start: str, end: str) -> int:
    return (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7])
