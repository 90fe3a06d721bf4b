"""The graph of events after changes: the same as if all had been put in at once, with less read and written."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import score_events
from hand_made import record

from kg.graph import event_memory, event_reading, event_refresh
from kg.graph.event_claims import End, ReportedClaim
from kg.graph.store import GraphStore
from kg.graph.terms import EVENTS_GRAPH
from kg.model import Actor, Claim, ClaimPlace, Count, Entity, EventDate, Record, Span

REPORTS = 60  # of the gold, as many as one test can put in and take out in a few seconds


def gold_records() -> list[Record]:
    """Reports of the gold as records: what their claims say, all at the place of its sentence."""
    told: dict[str, list[ReportedClaim]] = {}
    for claim in score_events.read(score_events.GOLD)[0]:
        told.setdefault(claim.document, []).append(claim)
    return [_record(document, claims) for document, claims in list(told.items())[:REPORTS]]


def _record(document: str, told: list[ReportedClaim]) -> Record:
    ends = {end.entity: end for claim in told for end in (claim.source, claim.target, *claim.claimants) if end}
    entities = {e.entity: Entity(e.entity, e.name, e.type, e.country, e.sector) for e in ends.values()}
    for place in (place for claim in told for place in claim.places):
        ident = f"place/{place.name}"
        entities[ident] = Entity(ident, place.name, "Place", place.country)
    first = told[0]
    return Record(
        document, None, first.published, first.url, first.publisher,
        entities=tuple(entities.values()), claims=tuple(_claim(claim, ends) for claim in told),
    )  # fmt: skip


def _claim(told: ReportedClaim, ends: dict[str, End]) -> Claim:
    at = 0, 1, "x"

    def actor(end: End | None) -> Actor | None:
        known = ends[end.entity] if end else None  # a document describes an actor in one way
        return Actor(known.entity, known.name, known.type, known.country, known.sector, *at) if known else None

    voices = tuple(voice for voice in map(actor, told.claimants) if voice is not None)
    date = EventDate(told.date, told.precision, told.basis, None, None, None) if told.date else None
    places = tuple(ClaimPlace("at", f"place/{p.name}", p.name, p.country, None, None, None, *at) for p in told.places)
    return Claim(
        told.id, told.relation, None, (), None, None, None, actor(told.source), actor(told.target), Span(*at),
        told.polarity, told.modality, Span(0, len(told.evidence), told.evidence), 0.9, "x", voices, None, None, (),
        None, date, places, tuple(Count(c.what, c.min, c.max, *at) for c in told.counts),
    )  # fmt: skip


def stored(store: GraphStore) -> list[str]:
    return sorted(f"{quad.triple}" for quad in store._inner.quads_for_pattern(None, None, None, _events()))


def _events() -> object:
    import pyoxigraph

    return pyoxigraph.NamedNode(str(EVENTS_GRAPH))


def at_once(records: list[Record]) -> list[str]:
    with GraphStore.memory() as store:
        store.add_documents(records)
        store.refresh_events()
        return stored(store)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[event_refresh.Refreshed]]:
    """What each making of the events came to."""
    seen: list[event_refresh.Refreshed] = []
    whole = event_refresh.refreshed

    def noted(*args: object, **options: object) -> event_refresh.Refreshed:
        seen.append(whole(*args, **options))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(event_refresh, "refreshed", noted)
    yield seen


@pytest.mark.parametrize("seed", range(3))
def test_additions_and_removals_in_any_order_end_with_the_bytes_of_one_build(
    seed: int, tmp_path: Path, made: list[event_refresh.Refreshed]
) -> None:
    chance = random.Random(seed)
    records = {one.id: one for one in gold_records()}
    inside = set(chance.sample(sorted(records), 45))
    with GraphStore.create(tmp_path / "graph") as store:
        store.add_documents([records[name] for name in sorted(inside)])
        store.refresh_events()
        for _ in range(4):
            for name in chance.sample(sorted(records), 4):
                if name in inside:
                    store.remove_document(name)
                else:
                    store.replace_document(records[name])
                inside ^= {name}
            store.refresh_events()
            assert stored(store) == at_once([records[name] for name in sorted(inside)])
    written = [one.others for one in made if one.others is not None]
    assert len(written) == 4 and all(0 < len(others) < len(made[0].known.digests) / 2 for others in written)


def test_only_changed_documents_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = gold_records()
    asked: list[str | None] = []
    reading = event_reading.reported_claims

    def noted(rows: event_reading.Rows, document: str | None = None) -> Iterator[ReportedClaim]:
        asked.append(document)
        return reading(rows, document)

    monkeypatch.setattr(event_refresh, "reported_claims", noted)
    with GraphStore.create(tmp_path / "graph") as store:
        store.add_documents(records[:-1])
        store.refresh_events()
    with GraphStore.write(tmp_path / "graph") as store:
        store.replace_document(records[-1])
        store.refresh_events()
    assert asked == [records[-1].id]  # the others were noted as they were written


def test_what_is_read_of_one_document_is_what_is_read_of_all() -> None:
    with GraphStore.memory() as store:
        store.add_documents([*gold_records()[:20], record("d1")])
        together = sorted(event_reading.reported_claims(store._rows), key=lambda claim: claim.id)
        single = [c for name in store.documents() for c in event_reading.reported_claims(store._rows, name)]
        assert sorted(single, key=lambda claim: claim.id) == together != []


def test_what_is_remembered_comes_back_as_it_was(tmp_path: Path) -> None:
    with GraphStore.memory() as store:
        store.add_documents([*gold_records()[:20], record("d1")])
        claims = list(event_reading.reported_claims(store._rows))
    by_document = {c.document: (("state", "None"), [x for x in claims if x.document == c.document]) for c in claims}
    known = event_memory.Remembered(by_document, {"e": "digest"}, "basis")
    event_memory.remember(tmp_path, known)
    assert event_memory.recall(tmp_path) == known


@pytest.mark.parametrize("damage", [b"", b"no gzip", None], ids=["empty", "other", "cut"])
def test_a_lost_memory_changes_nothing(damage: bytes | None, tmp_path: Path) -> None:
    records = gold_records()[:30]
    folder = tmp_path / "graph"
    with GraphStore.create(folder) as store:
        store.add_documents(records[:-1])
        store.refresh_events()
    path = folder / event_memory.FILE
    path.write_bytes(path.read_bytes()[:-20] if damage is None else damage)
    with GraphStore.write(folder) as store:
        store.replace_document(records[-1])
        store.refresh_events()
        assert stored(store) == at_once(records)


def test_memory_of_other_events_than_those_that_are_there_is_not_believed(tmp_path: Path) -> None:
    records = gold_records()[:30]
    folder = tmp_path / "graph"
    with GraphStore.create(folder) as store:
        store.add_documents(records[:-1])
        store.refresh_events()
        old = (folder / event_memory.FILE).read_bytes()
        store.replace_document(records[-1])
        store.refresh_events()
        (folder / event_memory.FILE).write_bytes(old)  # as after a stop between the graph and its memory
        store.remove_document(records[0].id)
        store.refresh_events()
        assert stored(store) == at_once(records[1:])
