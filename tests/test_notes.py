"""What is noted of documents as they are written: the same as what the store is asked for afterwards."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import hand_made
import pytest
from test_event_refresh import at_once, gold_records, stored

from kg.graph import event_graph, incoming, notes, rdf, summaries
from kg.graph import store as graph_store
from kg.graph.event_reading import reported_claims
from kg.graph.store import GraphStore
from kg.graph.terms import document_iri
from kg.model import Record

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
import synthetic


def records() -> list[Record]:
    """Records of all kinds: gold with its figures and places, made-up ones with offices, and one with everything."""
    full = hand_made.record()
    claim = next(claim for claim in full.claims if claim.source and not claim.content_of)
    assert claim.source is not None
    otherwise = dataclasses.replace(claim.source, name="Another name", country="FRA")
    alone = dataclasses.replace(claim, id="0" * 16, source=otherwise)
    differing = dataclasses.replace(full, id="differing", claims=(alone,))
    return [*gold_records(), *synthetic.records(400), full, differing]


def test_notes_say_what_the_store_says() -> None:
    with GraphStore.memory() as store:
        store.add_documents(records())
        states = event_graph.states(store._rows)
        held = sorted(store._notes.hold(states.items()))
        assert held == sorted(states)
        for iri, claims in store._notes.claims(held):
            ident = claims[0].document if claims else None
            if ident is not None:
                assert claims == sorted(reported_claims(store._rows, ident), key=lambda claim: claim.id), iri
        for question in summaries.QUESTIONS:
            noted = {tuple(row) for row in store._notes.rows(question, held)}
            assert noted == {tuple(row) for row in store._rows(question)}
        sums = list(summaries.lines(store._rows, "x"))
        assert sums == list(summaries.lines(store._rows_to_sum(states), "x")) and len(sums) > 100


def test_a_document_in_another_state_is_not_taken_from_its_notes() -> None:
    record = hand_made.record()
    noted = notes.Notes()
    noted.put(record.id, rdf.record_hash(record), notes.of(rdf.normalised(record)))
    iri = str(document_iri(record.id))
    assert noted.hold([(iri, (rdf.record_hash(record), "None", "None"))]) == {iri}
    assert not noted.hold([(iri, (rdf.record_hash(record), "corrected", "None"))])
    assert not noted.hold([("urn:kg:document/other", (rdf.record_hash(record), "None", "None"))])


def test_a_graph_of_many_events_goes_in_as_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_store, "PART", 100)
    made = gold_records()
    with GraphStore.create(tmp_path / "graph") as store:
        store.add_documents(made)
        store.refresh_events()
        assert store.summarised() and stored(store) == at_once(made)


def test_a_document_with_the_claim_of_another_is_refused_and_the_others_go_in() -> None:
    full = hand_made.record()
    refused: list[incoming.Ready] = []
    again = dataclasses.replace(full, id="again")
    with GraphStore.memory() as store:
        store.add_documents([full, again, *gold_records()[:3]], refused=refused)
        assert [one.id for one in refused] == ["again"] and len(store.documents()) == 4


def test_pages_have_the_newest_documents_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "PAGE", 2)
    days = {"a": "2020-01-01", "b": None, "c": "2021-05-05", "d": "2020-01-01", "e": "2019-12-31"}
    rows = list(days.items())
    lines = list(summaries._pages(lambda question: rows if "dcterms:date" in question else ()))
    told = [line.split(" ")[2].strip("<>") for line in lines if "pageDocument" in line]
    assert told == ["c", "a", "d", "e", "b"]
    assert sum("#page>" in line for line in lines) == 3
