"""What is noted of documents as they are written: the same as what the store is asked for afterwards."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import hand_made
from test_event_refresh import gold_records

from kg.graph import event_graph, notes, rdf, summaries
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
