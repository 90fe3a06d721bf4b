"""Places: which one a name stands for, and whether it is where, where from or where to."""

from __future__ import annotations

from hand_docs import annotate, hand_doc
from spacy.tokens import Doc

from kg.language.values import TokenPlace

IDLIB_CITY = "place/169389"


def read(*sentences: str) -> Doc:
    return annotate(hand_doc(*sentences), until="kg_places")


def places(doc: Doc) -> dict[str, TokenPlace]:
    return {doc[p.start : p.end].text: p for p in doc._.places}


IN_PROVINCE = (
    "Fighting/NN:nsubj went/VBD=go on/RP:prt in/IN:prep Syria/NNP:poss>province@GPE 's/POS Idlib/NNP:compound@GPE "
    "province/NN:pobj ./."
)
IN_IDLIB = "Fighting/NN:nsubj went/VBD=go on/RP:prt in/IN:prep Idlib/NNP:pobj@GPE ./."
OF_SYRIA = "Syria/NNP:nsubj@GPE protested/VBD=protest ./."


def test_a_city_by_its_name() -> None:
    place = places(read(IN_IDLIB, OF_SYRIA))["Idlib"]
    assert (place.entity.id, place.entity.country, place.role) == (IDLIB_CITY, "SYR", "at")
    assert place.lat is not None and round(place.lat) == 36


def test_a_province_never_takes_the_id_of_its_city() -> None:
    found = [p for text, p in places(read(IN_PROVINCE)).items() if "Idlib" in text]
    assert [p.entity.country for p in found] == ["SYR"]
    assert found[0].entity.id != IDLIB_CITY
    assert found[0].entity.geonames != int(IDLIB_CITY.removeprefix("place/"))


def test_where_the_text_speaks_of_the_province_the_bare_name_means_it_too() -> None:
    found = [p.entity.id for text, p in places(read(IN_PROVINCE, IN_IDLIB)).items() if "Idlib" in text]
    assert len(found) == 2
    assert len(set(found)) == 1


def test_from_and_to() -> None:
    doc = read(
        "Troops/NNS=troop:nsubj fled/VBD=flee to/IN:prep Kabul/NNP:pobj@GPE from/IN:prep Herat/NNP:pobj@GPE "
        "on/IN:prep Monday/NNP:pobj@DATE ./."
    )
    found = places(doc)
    assert {text: p.role for text, p in found.items()} == {"Kabul": "to", "Herat": "from"}
    assert {p.entity.country for p in found.values()} == {"AFG"}


def test_a_state_under_a_preposition_is_a_place() -> None:
    doc = read("The/DT envoy/NN:nsubj died/VBD=die in/IN:prep Syria/NNP:pobj@GPE ./.")
    assert places(doc)["Syria"].entity.id == "state/SYR"


def test_a_capital_where_something_happens_is_a_town() -> None:
    doc = read("The/DT envoy/NN:nsubj died/VBD=die in/IN:prep Moscow/NNP:pobj@GPE ./.")
    place = places(doc)["Moscow"]
    assert (place.entity.type, place.entity.country, place.role) == ("Place", "RUS", "at")


def test_the_country_beside_it_tells_places_of_one_name_apart() -> None:
    doc = read(
        "Fighting/NN:nsubj went/VBD=go on/RP:prt in/IN:prep the/DT Syrian/JJ:amod@NORP town/NN:pobj of/IN:prep>town "
        "Dana/NNP:pobj@GPE ./.",
        "The/DT US/NNP:nsubj@GPE and/CC:cc>US China/NNP:conj>US@GPE protested/VBD=protest ./.",
    )
    dana = next(p for text, p in places(doc).items() if "Dana" in text)
    assert dana.entity.country == "SYR"


def test_a_name_that_no_gazetteer_has_stays_with_its_document() -> None:
    doc = read("Fighting/NN:nsubj went/VBD=go on/RP:prt in/IN:prep Qarvashtun/NNP:pobj@GPE ./.")
    place = places(doc)["Qarvashtun"]
    assert place.entity.id == "doc/d1/place-qarvashtun"
    assert (place.lat, place.lon, place.entity.geonames) == (None, None, None)
