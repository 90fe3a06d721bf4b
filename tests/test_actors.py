"""A user's own gazetteer: dictionaries of the field and CSV, and that it outranks ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import actors, project
from kg.actors import AGENT, Entry, OwnGazetteer, Parsed
from kg.errors import InputError
from kg.extract import Extractor
from kg.linking import gazetteer
from kg.model import Document, Record
from kg.offices import Offices, offices

DICTIONARY = """\
# a comment
ATLANTIS_  [TUR] ; another comment
+ATLANTEAN_
MARA_VOSS_  # her name
+PRESIDENT_VOSS_
+MARA_L._VOSS
\t[NORELI 720101-000101]
\t[NORGOV >051122]
\t[NORELI]
HARBOUR_GUARD_ [NORMIL]
OLD_GUARD_ [NORREB <19991231]
UNICEF_ [IGOUNO]
!PERSON! = MAN, WOMAN
FISHER!PERSON! {} [~AGR]
"""
BROKEN = """\
+NOBODY [NOR]
NO_CODE_
BAD_DATE_ [NORGOV 2004017-20061201]
BACKWARDS_ [NORGOV 20100101-20090101]
OPEN_ [NORGOV
NOWHERE_ [QQQGOV]
GOOD_ [NORGOV]
"""


def parsed(tmp_path: Path, text: str, name: str = "x.actors.txt") -> Parsed:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return actors.read(path, gazetteer(), offices())


def test_a_dictionary(tmp_path: Path) -> None:
    found = parsed(tmp_path, DICTIONARY)
    assert found.problems == []
    assert found.entries == [
        Entry("Atlantis", "state/TUR", "State", "TUR", "GOV", ("Atlantean",)),
        *(
            Entry("Mara Voss", "person/mara-voss", "Person", "NOR", sector, ("President Voss", "Mara L. Voss"), *dates)
            for sector, dates in (
                ("ELI", ("1972-01-01", "2000-01-01")),
                ("GOV", ("2005-11-22", None)),
                ("ELI", (None, None)),
            )
        ),
        Entry("Harbour Guard", "organization/harbour-guard", "ArmedForce", "NOR", "MIL"),
        Entry("Old Guard", "person/old-guard", "Person", "NOR", "REB", (), None, "1999-12-31"),
        Entry("UNICEF", "organization/unicef", "InternationalOrganisation"),
        Entry("fisherman", "agent/fisherman", AGENT, None, "AGR"),
        Entry("fisherwoman", "agent/fisherwoman", AGENT, None, "AGR"),
    ]


def test_bad_lines_are_told_by_number_and_the_rest_is_read(tmp_path: Path) -> None:
    found = parsed(tmp_path, BROKEN)
    assert [e.name for e in found.entries] == ["Good"]
    assert [number for number, _ in found.problems] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("X,,Wizard,,,,,", "entity type"),
        ("X,,,QQQ,,,,", "country"),
        ("X,,,,ABC,,,", "sector"),
        ("X,,,,,,1999-13-01,", "date"),
        (",,,,,,,", "no name"),
        ("X,,,,,,,,extra", "more fields"),
    ],
)
def test_bad_rows_of_csv(tmp_path: Path, row: str, wrong: str) -> None:
    text = f"{','.join(actors.COLUMNS)}\nGood,,,,,,,\n{row}\n"
    found = parsed(tmp_path, text, "x.csv")
    assert [e.name for e in found.entries] == ["Good"]
    assert [number for number, _ in found.problems] == [3]
    assert wrong in found.problems[0][1]


def test_a_file_without_entries_is_an_error(tmp_path: Path) -> None:
    for text, name in (("a,b\n1,2\n", "x.csv"), ("nothing here\n", "x.txt")):
        with pytest.raises(InputError):
            parsed(tmp_path, text, name)
    with pytest.raises(InputError):
        actors.read(tmp_path / "missing.txt", gazetteer(), offices())


def test_a_gazetteer_is_read_as_it_was_written_and_merged_by_id(tmp_path: Path) -> None:
    entries = parsed(tmp_path, DICTIONARY).entries
    again = parsed(tmp_path, actors.write(entries), "x.csv").entries
    assert set(again) == set(entries)
    assert actors.write(again) == actors.write(reversed(entries))
    new = Entry("Mara Voss", "person/mara-voss", "Person", "SWE", "OPP")
    assert [e for e in actors.merged(entries, [new]) if e.id == "person/mara-voss"] == [new]


def test_a_name_of_two_stays_open() -> None:
    entries = [Entry("Guard", "group/a", "ArmedGroup", "NOR"), Entry("Guard", "group/b", "ArmedGroup", "SWE")]
    assert OwnGazetteer(entries, gazetteer(), Offices([])).entity("Guard", None) is None


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    folder = tmp_path_factory.mktemp("own")
    source = folder / "x.actors.txt"
    source.write_text(DICTIONARY + "NATO_ [NORBUS]\nBLUE_ANGLERS_ [NORREB]\n", encoding="utf-8")
    target = folder / "own.csv"
    target.write_text(actors.write(actors.read(source, gazetteer(), offices()).entries), encoding="utf-8")
    return Extractor(gazetteers=[target])


def linked(record: Record, words: str) -> tuple[str | None, str | None, str | None]:
    mention = next(m for m in record.mentions if words in m.text)
    entity = next(e for e in record.entities if e.id == mention.entity)
    return entity.id, entity.country, entity.sector


@pytest.mark.parametrize(
    ("text", "date", "words", "expected"),
    [
        ("Mara Voss met reporters in Oslo.", "2010-05-01", "Mara Voss", ("person/mara-voss", "NOR", "GOV")),
        ("Mara Voss met reporters in Oslo.", "1980-05-01", "Mara Voss", ("person/mara-voss", "NOR", "ELI")),
        ("The Blue Anglers attacked the port.", None, "Anglers", ("group/blue-anglers", "NOR", "REB")),
        ("Atlantis condemned Greece.", None, "Atlantis", ("state/TUR", "TUR", "GOV")),
        ("NATO condemned Greece.", None, "NATO", ("organization/nato", "NOR", "BUS")),
        ("A fisherman was arrested in Oslo.", None, "fisherman", None),
    ],
)
def test_own_names_outrank_ours(
    extractor: Extractor, text: str, date: str | None, words: str, expected: tuple[str, str, str] | None
) -> None:
    record = extractor.extract(Document("d", text, published=date))
    found = linked(record, words)
    assert found == expected if expected else found[2] == "AGR"


def test_the_project_file(tmp_path: Path) -> None:
    assert project.load(tmp_path) == project.Project()
    (tmp_path / "kg.toml").write_text('gazetteer = "own.csv"\nmodel = "m"\n', encoding="utf-8")
    assert project.load(tmp_path) == project.Project((tmp_path / "own.csv",), "m")
    for text in ("gazetteer = 3\n", "modell = 'x'\n", "not toml"):
        (tmp_path / "kg.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            project.load(tmp_path)
