"""Validation of whole graphs: the rules, samples, several processes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner
from hand_made import record

from kg.cli import main
from kg.graph import check, terms
from kg.graph.store import GraphStore

GRAPH = "<urn:kg:document/d1>"


def claim(number: int) -> str:
    return terms.claim_iri(record().claims[number].id).n3()


# Each rule with an update that breaks it and nothing else, and where it is found.
BROKEN = {
    "domain": (
        f"""DELETE DATA {{ GRAPH {GRAPH} {{ {claim(7)} kg:source <urn:kg:entity/state/TUR> }} }} ;
        INSERT DATA {{ GRAPH {GRAPH} {{ {claim(7)} kg:source <urn:kg:entity/agreement/sochi> }} }} ;
        DELETE WHERE {{ GRAPH {GRAPH} {{ {claim(7)} kg:sourceCountry ?country }} }}""",
        "kg:source",
    ),
    "range": (
        f"""DELETE DATA {{ GRAPH {GRAPH} {{ {claim(7)} kg:target <urn:kg:entity/state/RUS> }} }} ;
        INSERT DATA {{ GRAPH {GRAPH} {{ {claim(7)} kg:target <urn:kg:entity/agreement/sochi> }} }} ;
        DELETE WHERE {{ GRAPH {GRAPH} {{ {claim(7)} kg:targetCountry ?country }} }}""",
        "kg:target",
    ),
    "standing": (
        f"""DELETE DATA {{ GRAPH {GRAPH} {{ {claim(5)} kg:standing "denied" }} }} ;
        INSERT DATA {{ GRAPH {GRAPH} {{ {claim(5)} kg:standing "stated" }} }}""",
        "kg:standing",
    ),
    "source-country": (
        f"""DELETE DATA {{ GRAPH {GRAPH} {{ {claim(1)} kg:sourceCountry "TUR" }} }} ;
        INSERT DATA {{ GRAPH {GRAPH} {{ {claim(1)} kg:sourceCountry "FRA" }} }}""",
        "kg:sourceCountry",
    ),
    "target-country": (
        f"""DELETE DATA {{ GRAPH {GRAPH} {{ {claim(1)} kg:targetCountry "SYR" }} }} ;
        INSERT DATA {{ GRAPH {GRAPH} {{ {claim(1)} kg:targetCountry "FRA" }} }}""",
        "kg:targetCountry",
    ),
    "quote": (
        f"""DELETE {{ GRAPH {GRAPH} {{ ?quote oa:exact ?words }} }}
        INSERT {{ GRAPH {GRAPH} {{ ?quote oa:exact "attack" }} }}
        WHERE {{ GRAPH {GRAPH} {{ {claim(1)} kg:trigger/oa:hasSelector ?quote . ?quote oa:exact ?words }} }}""",
        "oa:exact",
    ),
}  # fmt: skip


def test_each_rule_is_tried() -> None:
    assert sorted(check.rules()) == sorted(BROKEN)
    for text in check.rules().values():
        assert text.startswith("# title: ") and "VALUES ?document { UNDEF }" in text


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_rule_fires_where_it_is_broken(rule: str) -> None:
    update, path = BROKEN[rule]
    with GraphStore.memory() as store:
        store.load_ontology()
        store.replace_document(record())
        store.replace_document(record("d2"))
        assert store.validate() == []
        store._inner.update(update, prefixes=terms.PREFIXES)
        (finding,) = store.validate()
    title = check.rules()[rule].partition("# title: ")[2].partition("\n")[0]
    assert (finding.message, finding.path, finding.label) == (title, path, "in document:d1")


@pytest.mark.parametrize(
    ("standing", "good"), [("stated", True), ("alleged", True), ("planned", False), ("denied", False)]
)
def test_what_somebody_is_quoted_as_saying_is_stated_or_alleged(standing: str, good: bool) -> None:
    quoted = claim(4)  # Syria's attack, as Turkey is quoted
    with GraphStore.memory() as store:
        store.load_ontology()
        store.replace_document(record())
        store._inner.update(
            f"""DELETE {{ GRAPH {GRAPH} {{ {quoted} kg:standing ?old }} }}
            INSERT {{ GRAPH {GRAPH} {{ {quoted} kg:standing "{standing}" }} }}
            WHERE {{ GRAPH {GRAPH} {{ {quoted} kg:standing ?old }} }}""",
            prefixes=terms.PREFIXES,
        )
        assert (store.validate() == []) is good


def test_a_graph_without_its_document_is_found() -> None:
    with GraphStore.memory() as store:
        store.load_ontology()
        store.replace_document(record())
        store._inner.update("INSERT DATA { GRAPH <urn:kg:document/d1/voice/x> { <urn:a> <urn:b> <urn:c> } }")
        store._inner.update("INSERT DATA { GRAPH <urn:kg:document/gone> { <urn:a> <urn:b> <urn:c> } }")
        assert [finding.focus for finding in store.validate()] == [
            "urn:kg:document/d1/voice/x",
            "urn:kg:document/gone",
        ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many documents, of which every third has a fault."""
    with GraphStore.create(tmp_path / "graph") as store:
        store.load_ontology()
        for number in range(12):
            made = record(f"d{number}")
            bad = dataclasses.replace(made.claims[1], confidence=2.0)
            store.replace_document(made if number % 3 else dataclasses.replace(made, claims=(bad,)))
    return tmp_path / "graph"


def test_the_same_is_found_however_the_work_is_divided(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    with GraphStore.read(folder) as store:
        whole = store.validate()
        monkeypatch.setattr(check, "SHARE", 5)
        assert store.validate(processes=2, progress=lambda done, count: told.append((done, count))) == whole
    assert len(whole) == 4 and told == [(5, 12), (10, 12), (12, 12)]


def test_a_sample_is_always_of_the_same_documents() -> None:
    documents = [f"d{number}" for number in range(100)]
    sample = check.chosen(documents, 10)
    assert len(sample) == 10 and list(sample) == sorted(sample)
    assert check.chosen(documents[::-1], 10) == sample  # whatever the order
    kept = check.chosen([*documents, *(f"e{number}" for number in range(100))], 20)
    assert set(kept) & set(documents) <= set(check.chosen(documents, 20))  # and whatever else there is
    assert check.chosen(documents, 100) == documents == check.chosen(documents, None)


def test_a_sample_leaves_the_other_documents_alone(folder: Path) -> None:
    with GraphStore.read(folder) as store:
        sample = store.validate(sample=3)
        faulty = {f"d{number}" for number in range(0, 12, 3)} & set(check.chosen(store.documents(), 3))
        assert len(sample) == len(faulty)
    done = CliRunner().invoke(main, ["validate", str(folder), "--sample", "12", "--processes", "1"])
    assert done.exit_code == 1 and done.stderr == "4 findings.\n"
