"""From names and nominals to entities: what the tables say, and what stays open."""

from __future__ import annotations

import pytest

from kg.linking import Gazetteer, gazetteer, plain, slug


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return gazetteer()


@pytest.mark.parametrize(
    ("surface", "entity", "role"),
    [
        ("Turkey", "state/TUR", "name"),
        ("Türkiye", "state/TUR", "alias"),
        ("Ankara", "state/TUR", "metonym"),
        ("Turkish", "state/TUR", "adjective"),
        ("Turks", "state/TUR", "national"),
        ("NATO", "organization/nato", None),
        ("Kremlin", "state/RUS", "metonym"),
        ("Soviet Union", "state/SUN", "name"),
        ("Kosovo", "state/XKX", "name"),
    ],
)
def test_names(known: Gazetteer, surface: str, entity: str, role: str | None) -> None:
    found = known.names[surface]
    assert found.entity.id == entity
    assert role is None or found.role == role


@pytest.mark.parametrize("surface", ["Korea", "Korean", "us", "Brussels", "Freedonia"])
def test_names_that_stand_for_no_one_state(known: Gazetteer, surface: str) -> None:
    found = known.names.get(surface)
    assert found is None or found.entity.type != "State"


def test_a_state_keeps_a_name_that_it_shares_with_a_former_one(known: Gazetteer) -> None:
    assert known.names["Serbia"].entity.id == "state/SRB"
    assert known.names["Russian"].entity.id == "state/RUS"


def test_forces_and_bodies_are_one_entity_whatever_words_refer_to_them(known: Gazetteer) -> None:
    assert known.force("TUR").id == "force/TUR"
    assert (known.force("TUR").type, known.force("TUR").sector) == ("ArmedForce", "MIL")
    ministry = known.body("TUR", "foreign-ministry", None)
    assert (ministry.id, ministry.country, ministry.sector) == ("body/TUR/foreign-ministry", "TUR", "GOV")
    assert known.adjective("TUR") == "Turkish"


def test_the_row_that_asks_for_a_word_beside_it_comes_first(known: Gazetteer) -> None:
    head = next(h for h, rows in known.nominals.items() if len(rows) > 1 and any(not r.modifiers for r in rows))
    rows = known.nominals[head]
    particular = next(r for r in rows if r.modifiers)
    general = next(r for r in rows if not r.modifiers)
    assert known.nominal(head, {sorted(particular.modifiers)[0]}) == particular
    assert known.nominal(head, set()) == general


def test_an_unknown_nominal(known: Gazetteer) -> None:
    assert known.nominal("teapot", {"turkish"}) is None


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("Foreign Minister", "foreign-minister"),
        ("Russian Foreign Minister", "foreign-minister"),
        ("Prime Minister", "prime-minister"),
        ("the lovely", None),
    ],
)
def test_the_longest_title_at_the_end_of_the_words(known: Gazetteer, words: str, office: str | None) -> None:
    found = known.title(words)
    assert (found[0] if found else None) == office


# places


def test_a_province_is_not_the_city_of_its_name(known: Gazetteer) -> None:
    city = known.place("Idlib", {"SYR"}, province=False)
    province = known.place("Idlib", {"SYR"}, province=True)
    assert city is not None and province is not None
    assert city[0].entity.id != province[0].entity.id
    assert city[0].lat is not None and province[0].lat is None
    assert city[0].entity.country == province[0].entity.country == "SYR"


def test_the_countries_of_the_text_choose_among_places_of_one_name(known: Gazetteer) -> None:
    in_georgia = known.place("Tbilisi", {"GEO"})
    in_libya, in_lebanon = known.place("Tripoli", {"LBY"}), known.place("Tripoli", {"LBN"})
    assert in_georgia is not None and in_libya is not None and in_lebanon is not None
    assert [f[0].entity.country for f in (in_georgia, in_libya, in_lebanon)] == ["GEO", "LBY", "LBN"]


def test_one_great_bearer_of_a_name_needs_no_country(known: Gazetteer) -> None:
    found = known.place("Moscow", ())
    assert found is not None
    assert (found[0].entity.country, found[0].entity.geonames) == ("RUS", 524901)
    assert "largest" in found[1]


def test_places_that_nothing_tells_apart_stay_open(known: Gazetteer) -> None:
    assert known.place("Valencia", ()) is None


def test_a_name_that_no_library_has(known: Gazetteer) -> None:
    assert known.place("Qarvashtun", {"TUR"}) is None


def test_every_place_has_an_id_that_the_libraries_confirm(known: Gazetteer) -> None:
    found = known.place("Goma", {"COD"})
    assert found is not None
    assert found[0].entity.id == f"place/{found[0].entity.geonames}"


# spelling


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sergey Lavrov", "sergey-lavrov"),
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Musaad al-Aiban", "musaad-al-aiban"),
        ("Côte d’Ivoire", "cote-d-ivoire"),
        ("…", "x"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_plain_forgets_case_marks_and_the_kind_of_apostrophe() -> None:
    assert plain("Erdoğan’s") == plain("ERDOGAN's") == "erdogan's"
