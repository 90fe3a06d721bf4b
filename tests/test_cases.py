"""The gold sentences: whether they are well formed, how they are scored, and how the program does on them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import real_model
import score_cases
from score_cases import matches

from kg.model import MODALITIES, POLARITIES, Actor, Claim, ClaimPlace, EventDate, Record, Span
from kg.ontology import classify, load

# Share of the gold claims that must be found with all their fields, and of the program's claims that must be right.
# Raise them when the program gets better.
RECALL = 0.74
PRECISION = 0.90
# Rows where the program still says what it must not, twice where it breaks two patterns. Take a row out when it is
# mended; add none.
KNOWN_TO_BREAK = """
    retreat-resign-01 denial-01 press-01 interview-04 ga-accident-01 ga-cave-in-idiom-01 ga-company-01
    ga-coup-mob-01 ga-headline-resign-01 ga-headline-sanction-01 ga-resign-control-01
    gb-domestic-juppe-66 gb-idiom-bombed-77 gb-idiom-bombed-77 gb-weather-goni-84
    gc-stages-78 gd-coalition-01 gd-drill-01 gd-drill-01 gd-habit-01 gd-headline-strike-01 gd-tennis-01
    gd-tennis-01 ge-abidjan-negation-01 ge-abidjan-negation-01 ge-convoy-01
    ge-sofia-nominal-01
""".split()

ROWS = score_cases.rows()
ROW_FIELDS = {"id", "text", "tags", "complete", "claims", "absent"}
CLAIM_FIELDS = set("relation plover source target polarity modality claimants content date place optional".split())
EDTF = re.compile(r"\d{3}X|\d{4}(-\d\d(-\d\d)?)?(/(\.\.|\d{4}(-\d\d(-\d\d)?)?))?")


def relations(want: dict[str, Any]) -> list[str]:
    named = want.get("relation", [])
    return [named] if isinstance(named, str) else named


def strings(want: dict[str, Any]) -> list[str]:
    """The words of the text that a claim or a pattern names."""
    found = [want.get("source"), want.get("target"), want.get("place"), *(want.get("claimants") or [])]
    return [s for s in found if s is not None]


# the gold itself


def test_rows_have_ids_of_their_own_and_the_fields_that_the_readme_lists() -> None:
    assert max(Counter(r["id"] for r in ROWS).values()) == 1
    for row in ROWS:
        assert set(row) | {"published"} == ROW_FIELDS | {"published"}, row["id"]
        assert row["claims"] or row["absent"] or "negative" in row["tags"], row["id"]


@pytest.mark.parametrize("part", ["claims", "absent"])
def test_claims_and_patterns_use_known_words(part: str) -> None:
    ontology = load()
    for row in ROWS:
        for want in row[part]:
            assert want and set(want) <= CLAIM_FIELDS, row["id"]
            assert all(name in ontology.relations for name in relations(want)), (row["id"], want)
            assert want.get("plover") is None or want["plover"] in ontology.classes, (row["id"], want)
            assert want.get("polarity", POLARITIES[0]) in POLARITIES, row["id"]
            assert want.get("modality", MODALITIES[0]) in MODALITIES, row["id"]
            assert EDTF.fullmatch(want.get("date", "2020")), (row["id"], want)


@pytest.mark.parametrize("part", ["claims", "absent"])
def test_strings_stand_in_the_text_as_whole_words(part: str) -> None:
    missing = [
        (row["id"], s)
        for row in ROWS
        for want in row[part]
        for s in strings(want)
        if not re.search(rf"(?<!\w){re.escape(s)}(?!\w)", row["text"])
    ]
    assert missing == []


def test_classes_are_those_that_relation_and_modality_give() -> None:
    """Rows tagged class-change list relations of which one carries the class, as the README says."""
    wrong = []
    for row in ROWS:
        for want in row["claims"]:
            if "plover" not in want or not relations(want):
                continue
            modalities = [want["modality"]] if "modality" in want else MODALITIES
            given = [want["plover"] in {classify(name, m).plover for m in modalities} for name in relations(want)]
            if not (any(given) if "class-change" in row["tags"] else all(given)):
                wrong.append((row["id"], want))
    assert wrong == []


def test_tags_name_the_classes_of_the_claims() -> None:
    classes = set(load().classes)
    for row in ROWS:
        tagged = classes.intersection(row["tags"])
        assert {w["plover"] for w in row["claims"] if w.get("plover")} <= tagged, row["id"]


def test_every_class_has_ten_rows() -> None:
    rows = Counter(c for r in ROWS for c in {w.get("plover") for w in r["claims"]} if c)
    assert {c: rows[c] for c in load().classes if rows[c] < 10} == {}


def test_no_pattern_forbids_what_its_own_row_wants() -> None:
    """A pattern whose every field agrees with a wanted claim would break whenever the claim is found."""

    def agrees(field: str, pattern: Any, wanted: dict[str, Any]) -> bool:
        if field not in wanted:
            return False  # what the gold leaves open, the pattern may narrow
        if field == "relation":
            named = {pattern} if isinstance(pattern, str) else set(pattern)
            return set(relations(wanted)) <= named
        return bool(wanted[field] == pattern)

    both = [
        (row["id"], pattern)
        for row in ROWS
        for pattern in row["absent"]
        for want in row["claims"]
        if all(agrees(field, value, want) for field, value in pattern.items())
    ]
    assert both == []


# the scoring


TEXT = "Turkey attacked Syria in Idlib in October 2019, Greece said."


def actor(words: str) -> Actor:
    start = TEXT.index(words)
    return Actor(f"state/{words}", words, "State", None, None, start, start + len(words), words)


def claim(relation: str = "attacked", **changes: Any) -> Claim:
    coding = classify(relation, changes.get("modality", "actual"))
    usual: dict[str, Any] = {
        "id": "0" * 16,
        "relation": relation,
        "plover": coding.plover,
        "modes": coding.modes,
        "cameo": coding.cameo,
        "quad": coding.quad,
        "goldstein": coding.score,
        "source": actor("Turkey"),
        "target": actor("Syria"),
        "trigger": Span(7, 15, "attacked"),
        "polarity": "affirmed",
        "modality": "actual",
        "evidence": Span(0, len(TEXT), TEXT),
        "confidence": 0.9,
        "rule": "by hand",
        "claimants": (actor("Greece"),),
        "places": (ClaimPlace("at", "place/1", "Idlib", "SYR", None, None, None, 25, 30, "Idlib"),),
        "event_date": EventDate("2019-10", "month", "stated", 31, 46, "in October 2019"),
    }
    return Claim(**{**usual, **changes})


FOUND: dict[str, dict[str, Any]] = {
    "no field": {},
    "the relation": {"relation": "attacked"},
    "one of the relations": {"relation": ["bombed", "attacked"]},
    "the class": {"plover": "ASSAULT"},
    "both ends": {"source": "Turkey", "target": "Syria"},
    "the chain of voices": {"claimants": ["Greece"]},
    "the date": {"date": "2019-10"},
    "the place": {"place": "Idlib"},
    "how it is said": {"polarity": "affirmed", "modality": "actual"},
}
NOT_FOUND: dict[str, dict[str, Any]] = {
    "another relation": {"relation": ["bombed", "shelled"]},
    "no class": {"plover": None},
    "the ends the wrong way round": {"source": "Syria", "target": "Turkey"},
    "a part of a word": {"source": "Turk"},
    "no target": {"target": None},
    "the report's own voice": {"claimants": []},
    "a longer chain": {"claimants": ["Turkey", "Greece"]},
    "another voice": {"claimants": ["Syria"]},
    "content of an act": {"content": True},
    "a coarser date": {"date": "2019"},
    "another place": {"place": "Turkey"},
    "denied": {"polarity": "denied"},
    "one field of several": {"relation": "attacked", "modality": "planned"},
}


@pytest.mark.parametrize("case", FOUND)
def test_a_claim_that_matches(case: str) -> None:
    assert matches(TEXT, FOUND[case], claim())


@pytest.mark.parametrize("case", NOT_FOUND)
def test_a_claim_that_does_not_match(case: str) -> None:
    assert not matches(TEXT, NOT_FOUND[case], claim())


def test_a_mutual_relation_may_stand_either_way_round() -> None:
    assert matches(TEXT, {"source": "Syria", "target": "Turkey"}, claim("metWith"))


def test_a_missing_end_is_matched_by_null() -> None:
    assert matches(TEXT, {"source": None}, claim(source=None))
    assert not matches(TEXT, {"source": "Turkey"}, claim(source=None))


def test_the_score_counts_what_is_found_and_what_is_forbidden() -> None:
    gold = [
        {
            "id": "a",
            "text": TEXT,
            "claims": [{"relation": "attacked"}, {"relation": "bombed", "source": "Turkey"}],
            "absent": [],
        },
        {"id": "b", "text": TEXT, "claims": [], "absent": [{"source": "Syria"}, {"plover": "ASSAULT"}]},
    ]
    records = {i: Record(i, None, None, None, None, claims=(claim(),)) for i in ("a", "b")}
    result = score_cases.score(gold, records)
    assert (result["found"], result["ends"]) == (0.5, 1.0)
    assert (result["forbidden_patterns"], result["forbidden_present"]) == (2, 1)
    assert [line.split(":")[0] for line in result["missed"] + result["broken"]] == ["a", "b"]


# the program


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return score_cases.score(ROWS, real_model.records())


def broken(result: dict[str, Any]) -> Counter[str]:
    """How many of its patterns each row breaks."""
    return Counter(line.split(":")[0] for line in result["broken"])


def test_nothing_forbidden_is_found(result: dict[str, Any]) -> None:
    more = broken(result) - Counter(KNOWN_TO_BREAK)
    assert [line for line in result["broken"] if line.split(":")[0] in more] == []


def test_the_list_of_rows_known_to_break_is_no_longer_than_it_must_be(result: dict[str, Any]) -> None:
    assert sorted(Counter(KNOWN_TO_BREAK) - broken(result)) == [], "these hold now: take them out of KNOWN_TO_BREAK"


def test_recall_does_not_fall(result: dict[str, Any]) -> None:
    assert result["found"] >= RECALL


def test_precision_does_not_fall(result: dict[str, Any]) -> None:
    assert result["precision"] >= PRECISION


def test_claims_of_high_confidence_are_right_more_often() -> None:
    bins = score_cases.calibration(ROWS, real_model.records())
    shares = [share for _, count, _, share in bins if count >= 50]
    assert len(shares) > 2 and shares == sorted(shares)


def test_a_claim_of_a_complete_row_is_right_or_wrong() -> None:
    row: dict[str, Any] = {"id": "a", "text": TEXT, "complete": True, "absent": []}
    row["claims"] = [{"plover": "ASSAULT", "source": "Turkey", "date": "1999", "optional": True}]
    records = {"a": Record("a", None, None, None, None, claims=(claim(), claim("metWith")))}
    result = score_cases.score([row], records)
    assert (result["precision"], result["judged"], result["gold_claims"]) == (0.5, 2, 0)
    assert [line.split()[1] for line in result["wrong"]] == ["metWith/CONSULT"]
