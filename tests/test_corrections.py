"""A user's corrections: what each does to a record, how a claim is found again, what a store makes of the file."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hand_made import SENTENCES, TEXT, actor, find, record
from killed import kill
from score_cases import matches

from kg import build as builder
from kg import corrections as files
from kg.analysis import network
from kg.analysis.measures import dyads
from kg.cli import main
from kg.errors import InputError
from kg.graph import rdf, validate
from kg.graph.corrections import Corrected, Corrections, mirror, upkeep
from kg.graph.corrections.row import COLUMNS, Correction, fault, precision
from kg.graph.store import GraphStore
from kg.model import Claim, Document, Entity, Mention, Record, record_from_dict
from kg.ontology import load

Run = Callable[..., Result]
ATTACK, ACCUSATION, BREACH, REPORTED, DENIED, MET, PLANNED, KILLED = (
    next(c for c in record().claims if c.relation == relation and c.trigger == find(trigger, sentence))
    for relation, trigger, sentence in (
        ("attacked", "attacked", 0),
        ("accused", "accused", 1),
        ("breached", "breaching", 1),
        ("attacked", "attacked", 2),
        ("attacked", "attack", 3),
        ("metWith", "met", 4),
        ("visited", "visit", 5),
        ("killed", "killed", 6),
    )
)


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)

    return invoke


def row(action: str, what: str = "", value: str = "", **cells: str) -> Correction:
    made = Correction(action, what=what, value=value, **cells)
    assert fault(made, load()) is None
    return made


def words_of(claim: Claim, **changed: str) -> dict[str, str]:
    """The cells by which a claim is found, as `kg corrections fill` writes them."""
    return {**files._words("d1", claim), **changed}


def applied(*rows: Correction, to: Record | None = None, text: str | None = None, **known: Entity) -> Corrected:
    """What comes of some rows in one document; it must be a record that a graph may hold."""
    one = to or record()
    described = {entity.id: entity for entity in known.values()}
    done = Corrections(rows, described.get).apply(one, text=text)
    assert done is not None
    assert validate.findings_in(quad[:3] for quad in mirror.document_quads(done)) == []
    return done


def now(done: Corrected, before: Claim) -> Claim:
    return next(claim for claim in done.record.claims if claim.id == before.id)


def plain_triples(done: Corrected) -> set[str]:
    names = {f"urn:kg:ontology#{name}" for name in load().relations}
    return {" ".join(map(str, quad[:3])) for quad in mirror.document_quads(done) if str(quad[1]) in names}


# Entities.


def test_a_merged_entity_is_gone_and_the_other_has_its_words_and_names() -> None:
    done = applied(row("merge", "state/RUS", "state/IRN"))
    assert "state/RUS" not in {entity.id for entity in done.record.entities}
    iran = next(entity for entity in done.record.entities if entity.id == "state/IRN")
    assert (iran.name, iran.country, iran.aliases) == ("Iran", "IRN", ("Russia",))
    visit = now(done, PLANNED)
    assert visit.target is not None and (visit.target.entity, visit.target.name, visit.target.text) == (
        "state/IRN", "Iran", "Russia",
    )  # fmt: skip
    assert now(done, REPORTED).claimants[1].entity == "state/IRN"
    assert now(done, MET).participants[0].entity == "state/IRN"
    assert not any("state/RUS" in triple for triple in plain_triples(done))
    assert done.merged == {"state/RUS": "state/IRN"}


def test_mentions_follow_a_merged_entity_and_say_so() -> None:
    done = applied(row("merge", "person/sergey-lavrov", "state/RUS"))
    mention = next(m for m in done.record.mentions if m.text == "Lavrov")
    assert (mention.entity, mention.type) == ("state/RUS", "State")
    assert mention.reason == "an office holder; by hand, was person/sergey-lavrov"


def test_what_is_merged_into_an_entity_of_the_tables_is_described_as_there() -> None:
    known = Entity("group/hezbollah", "Hezbollah", "ArmedGroup", "LBN", "REB")
    target = now(applied(row("merge", "population/soldiers", "group/hezbollah"), hezbollah=known), KILLED).target
    assert target is not None and (target.entity, target.type) == ("group/hezbollah", "ArmedGroup")
    # What the claim says for itself of its end, other than the entity's description, stays.
    assert (target.name, target.country, target.sector) == ("six people", "SYR", "REB")


def test_what_is_merged_into_something_unknown_keeps_its_description() -> None:
    done = applied(row("merge", "state/SYR", "group/of-mine"), row("rename", "group/of-mine", "Mine"))
    entity = next(e for e in done.record.entities if e.id == "group/of-mine")
    assert (entity.name, entity.type, entity.country, entity.aliases) == ("Mine", "State", "SYR", ("Syria",))


def test_merges_follow_one_another_whatever_the_order_of_the_rows() -> None:
    rows = (
        row("merge", "state/SYR", "state/TUR"),
        row("merge", "state/TUR", "state/RUS"),
        row("rename", "state/RUS", "Rus"),
        row("swap", ATTACK.id),
        row("edit", MET.id, "phoned", field="relation"),
    )
    found = {repr(applied(*order).record) for order in itertools.permutations(rows)}
    assert len(found) == 1
    done = applied(*rows)
    assert {e.id for e in done.record.entities if e.type == "State"} == {"state/RUS", "state/IRN"}
    assert done.merged == {"state/SYR": "state/RUS", "state/TUR": "state/RUS"} and not done.failed


def test_a_circle_of_merges_is_told_and_does_nothing() -> None:
    rows = (row("merge", "state/SYR", "state/TUR"), row("merge", "state/TUR", "state/SYR"))
    beside = row("merge", "state/RUS", "state/IRN")
    done = applied(*rows, beside)
    assert set(done.failed) == set(rows) and done.applied == {beside}
    assert "circle" in done.failed[rows[0]]


def test_rows_at_odds_do_nothing_but_one_for_a_document_goes_before_one_for_all() -> None:
    one, other = row("rename", "state/TUR", "A"), row("rename", "state/TUR", "B")
    done = applied(one, other)
    assert not done.applied and "at odds" in done.failed[one] and "at odds" in done.failed[other]
    here = dataclasses.replace(other, document="d1")
    done = applied(one, here)
    assert done.applied == {here}
    assert next(e.name for e in done.record.entities if e.id == "state/TUR") == "B"


def test_words_are_split_off_to_a_new_entity() -> None:
    done = applied(row("split", "state/RUS", "person/some-general", document="d1", text="Moscow"))
    assert [c.entity for c in now(done, REPORTED).claimants] == ["state/TUR", "person/some-general"]
    general = next(e for e in done.record.entities if e.id == "person/some-general")
    assert (general.name, general.type, general.country) == ("Moscow", "State", None)
    assert now(done, PLANNED).target == PLANNED.target  # other words of the same entity stay
    assert done.split == (("state/RUS", "person/some-general"),)


def test_an_offset_tells_which_of_the_same_words_are_split_off() -> None:
    assert ATTACK.source is not None
    done = applied(row("split", "state/TUR", "state/IRN", document="d1", text=f"Turkey @{ATTACK.source.start}"))
    source, other = now(done, ATTACK).source, now(done, MET).source
    assert source is not None and (source.entity, source.name) == ("state/IRN", "Iran")
    assert other == MET.source


def test_words_that_do_not_stand_for_the_entity_are_told() -> None:
    wrong = row("split", "state/RUS", "person/x", document="d1", text="Damascus")
    assert applied(wrong).failed == {wrong: "the words “Damascus” do not stand for state/RUS"}


def test_a_new_name_keeps_the_old_one_as_an_alias() -> None:
    done = applied(row("rename", "state/TUR", "Turkiye"))
    entity = next(e for e in done.record.entities if e.id == "state/TUR")
    assert (entity.name, entity.aliases) == ("Turkiye", ("Ankara", "Turkey", "Türkiye"))
    source = now(done, ATTACK).source
    assert source is not None and (source.name, source.text) == ("Turkiye", "Turkey")


def test_a_new_type_reaches_mentions_and_claims_and_misfits_are_told() -> None:
    retyped = row("retype", "state/SYR", "Place")
    done = applied(retyped)
    target = now(done, ATTACK).target
    assert target is not None and target.type == "Place"
    told = [what for by, what in done.warned if by == retyped]
    assert told == [f"Syria, Place, can be no source of attacked, which takes Actor: claim {REPORTED.id}"]


def test_country_and_sector_can_be_edited() -> None:
    done = applied(
        row("edit", "state/SYR", "none", field="sector"), row("edit", "person/sergey-lavrov", "BLR", field="country")
    )
    target, source = now(done, ATTACK).target, now(done, ACCUSATION).source
    assert target is not None and target.sector is None
    assert source is not None and source.country == "BLR"


# Claims.


def test_a_rejected_claim_asserts_nothing_and_is_no_claim_any_more() -> None:
    done = applied(row("reject", ATTACK.id))
    assert ATTACK.id not in {c.id for c in done.record.claims}
    assert not any("attacked urn:kg:entity/state/SYR" in triple for triple in plain_triples(done))
    assert set(done.rejected) == {ATTACK.id}


def test_with_an_act_of_speech_goes_what_is_there_only_as_its_content() -> None:
    """Without the act, the content would stand as the word of whoever was said to have said it."""
    assert set(applied(row("reject", ACCUSATION.id)).rejected) == {ACCUSATION.id, BREACH.id}
    kept = applied(row("reject", ACCUSATION.id), row("edit", BREACH.id, "none", field="content_of"))
    assert set(kept.rejected) == {ACCUSATION.id} and now(kept, BREACH).content_of is None
    assert set(applied(row("reject", BREACH.id)).rejected) == {BREACH.id}


def test_one_of_a_group_is_rejected_and_the_others_stay() -> None:
    other = dataclasses.replace(ACCUSATION, id="f" * 16, source=actor("state/RUS", "Lavrov", 1))
    one = record(claims=(*record().claims, other))
    done = applied(row("reject", other.id), to=one)
    assert now(done, ACCUSATION).group == "g1" and set(done.rejected) == {other.id}


def test_a_new_relation_is_coded_as_the_extraction_would() -> None:
    done = now(applied(row("edit", ATTACK.id, "visited", field="relation")), ATTACK)
    coding = load().classify("visited", "actual")
    assert (done.relation, done.plover, done.quad, done.cameo, done.goldstein, done.modes) == (
        "visited", coding.plover, coding.quad, coding.cameo, coding.score, tuple(coding.modes),
    )  # fmt: skip
    assert (done.id, done.confidence) == (ATTACK.id, 1.0)
    assert done.rule == "attack (verb); corrected by hand: relation"


def test_modality_changes_the_class_too_and_what_is_asserted() -> None:
    done = applied(row("edit", PLANNED.id, "actual", field="modality"))
    assert now(done, PLANNED).plover == load().classify("visited", "actual").plover != PLANNED.plover
    visit = "urn:kg:entity/state/TUR urn:kg:ontology#visited urn:kg:entity/state/RUS"
    assert visit in plain_triples(done) - plain_triples(applied(row("accept", ATTACK.id)))
    denied = applied(row("edit", ATTACK.id, "denied", field="polarity"))
    assert not any("attacked urn:kg:entity/state/SYR" in triple for triple in plain_triples(denied))


def test_the_ends_are_swapped() -> None:
    done = now(applied(row("swap", ATTACK.id)), ATTACK)
    assert (done.source, done.target) == (ATTACK.target, ATTACK.source)
    assert done.rule.endswith("corrected by hand: source and target")


@pytest.mark.parametrize(
    ("value", "entity", "text"),
    [
        ("state/RUS", "state/RUS", "Turkey"),  # the same words stand for another
        ("six soldiers = population/soldiers", "population/soldiers", "six soldiers"),
        ("Syria", "state/SYR", "Syria"),  # whoever stands there
        ("Moscow", "state/RUS", "Moscow"),  # outside the evidence
    ],
)
def test_an_end_gets_words_or_an_entity_or_both(value: str, entity: str, text: str) -> None:
    done = applied(row("edit", ATTACK.id, value, field="source"), text=TEXT)
    source = now(done, ATTACK).source
    assert source is not None and (source.entity, source.text) == (entity, text)
    assert TEXT[source.start : source.end] == source.text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("Belgrade", "“Belgrade” stands nowhere in what is known of the text"),
        ("February", "nobody is known to stand at “February”"),
        ("Lavrov", "“Lavrov” stands for person/sergey-lavrov and state/RUS"),
        ("group/unknown", "neither the document nor the tables know the entity group/unknown"),
        ("agreement/sochi", "Sochi agreement, Agreement, can be no source of attacked, which takes Actor"),
    ],
)
def test_an_end_that_cannot_be_is_told_and_the_claim_stays(value: str, reason: str) -> None:
    wrong = row("edit", ATTACK.id, value, field="source")
    done = applied(wrong, text=TEXT)
    assert done.failed[wrong].startswith(reason)
    assert now(done, ATTACK) == ATTACK


def test_a_claim_keeps_an_end() -> None:
    wrong = row("edit", KILLED.id, "none", field="target")
    assert "neither source nor target" in applied(wrong).failed[wrong]
    assert now(applied(row("edit", ATTACK.id, "none", field="target")), ATTACK).target is None


def test_voices_dates_and_places_can_be_changed() -> None:
    done = applied(
        row("edit", REPORTED.id, "report", field="claimants"),
        row("edit", ATTACK.id, "2019-10", field="date"),
        row("edit", DENIED.id, "Syria", field="place"),
        row("edit", MET.id, "Turkey; Russia", field="claimants"),
    )
    assert now(done, REPORTED).claimants == () and not done.failed
    date = now(done, ATTACK).event_date
    assert date is not None
    assert (date.value, date.precision, date.basis, date.text) == ("2019-10", "month", "stated", None)
    assert [(p.role, p.entity, p.text) for p in now(done, DENIED).places] == [("at", "state/SYR", "Syria")]
    assert [c.entity for c in now(done, MET).claimants] == ["state/TUR", "state/RUS"]
    syria = "urn:kg:entity/state/SYR urn:kg:ontology#attacked urn:kg:entity/state/TUR"
    quads = {" ".join(map(str, q[:3])): str(q[3]) for q in mirror.document_quads(done)}
    assert quads[syria] == "urn:kg:document/d1"  # from the graph of the voice to the report's own


def test_edits_of_one_field_that_differ_do_nothing_and_others_go_through() -> None:
    one, other = (row("edit", ATTACK.id, value, field="relation") for value in ("bombed", "shelled"))
    date = row("edit", ATTACK.id, "2019", field="date")
    done = applied(one, other, date)
    assert set(done.failed) == {one, other} and done.applied == {date}
    assert now(done, ATTACK).relation == "attacked"


def test_a_claim_is_not_accepted_and_rejected_at_once() -> None:
    rows = row("reject", ATTACK.id), row("accept", ATTACK.id)
    done = applied(*rows)
    assert set(done.failed) == set(rows) and now(done, ATTACK) == ATTACK
    edit = row("edit", ATTACK.id, "bombed", field="relation")
    done = applied(row("reject", ATTACK.id), edit)
    assert ATTACK.id in done.rejected and "rejects the claim" in done.failed[edit]


def test_an_accepted_claim_is_sure() -> None:
    done = now(applied(row("accept", MET.id)), MET)
    assert (done.confidence, done.rule) == (1.0, "attack (verb); accepted by hand")


ADDED = row(
    "add", document="d1", source="Iran", relation="metWith", target="Turkey", text=SENTENCES[4], value="mediated"
)


def test_a_claim_is_added_with_its_evidence() -> None:
    done = applied(ADDED)
    new = next(c for c in done.record.claims if c.id not in {c.id for c in record().claims})
    assert new.source is not None and new.target is not None
    assert (new.source.entity, new.target.entity, new.trigger) == ("state/IRN", "state/TUR", find("mediated", 4))
    assert (new.evidence.text, new.rule, new.confidence) == (SENTENCES[4], "added by hand", 1.0)
    assert (new.polarity, new.modality, new.claimants) == ("affirmed", "actual", ())
    again = dataclasses.replace(ADDED, how="affirmed actual")
    assert "is there already" in next(iter(applied(ADDED, again).failed.values()))


def test_an_added_claim_can_be_edited_by_its_words() -> None:
    edit = row("edit", value="2020-02", field="date", document="d1", text=SENTENCES[4], source="Iran")
    done = applied(ADDED, edit)
    assert not done.failed
    dates = [c.event_date for c in done.record.claims if c.rule.startswith("added")]
    assert [date.value for date in dates if date] == ["2020-02"]


def test_words_of_an_added_claim_must_be_known_and_stand_once() -> None:
    made = row("add", document="d1", source="Iran", relation="metWith", text="Iran slept.")
    bare = record(claims=())
    assert "not among what is known" in applied(made).failed[made]
    assert "not among what is known" in applied(made, to=bare).failed[made]
    assert "stand 2 times" in applied(made, to=bare, text="Iran slept. Iran slept.").failed[made]
    there = dataclasses.replace(made, text="Iran slept. @12", source="Iran = state/IRN")
    done = applied(there, to=bare, text="Iran slept. Iran slept.")
    assert [(c.evidence.start, c.evidence.text) for c in done.record.claims] == [(12, "Iran slept.")]


# Finding a claim again.


def renamed(claim: Claim, **changes: Any) -> Record:
    """The document as another version would read it: this claim has another id."""
    new = dataclasses.replace(claim, **{"id": "0123456789abcdef", **changes})
    return record(claims=tuple(new if c.id == claim.id else c for c in record().claims if c.content_of != claim.id))


def test_a_claim_is_found_again_by_its_words_when_its_id_has_changed() -> None:
    two = f"{SENTENCES[0]} {SENTENCES[1]}"
    longer = dataclasses.replace(ATTACK.evidence, text=two, end=len(two))
    source = dataclasses.replace(actor("state/TUR", "Turkey", 0), entity="force/TUR", name="Turkish armed forces")
    entities = (*record().entities, Entity("force/TUR", "Turkish armed forces", "ArmedForce", "TUR", "MIL"))
    for changes in ({}, {"evidence": longer}, {"source": source}, {"confidence": 0.2}):
        other = dataclasses.replace(renamed(ATTACK, **changes), entities=entities)
        done = applied(row("reject", ATTACK.id, **words_of(ATTACK)), to=other)
        assert set(done.rejected) == {"0123456789abcdef"}, changes


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"relation": "bombed"}, "the relation is bombed, not attacked"),
        ({"polarity": "denied"}, "it is denied and actual, not affirmed actual"),
        ({"modality": "planned"}, "it is affirmed and planned, not affirmed actual"),
        ({"source": ATTACK.target, "target": ATTACK.source}, "the source is Syria, not Turkey"),
        ({"target": None}, "the target is none, not Syria"),
        ({"evidence": find(SENTENCES[1], 1)}, "no claim rests on the words"),
    ],
)
def test_a_claim_that_says_something_else_now_is_left_alone_and_told(changes: dict[str, Any], reason: str) -> None:
    reject = row("reject", ATTACK.id, **words_of(ATTACK))
    done = applied(reject, to=renamed(ATTACK, **changes))
    assert not done.rejected and reason in done.failed[reject]


def test_a_claim_of_the_id_that_says_something_else_is_left_alone_too() -> None:
    reject = row("reject", ATTACK.id, **words_of(ATTACK, relation="bombed"))
    why = f"the claim {ATTACK.id} says something else: the relation is attacked, not bombed"
    assert applied(reject).failed[reject] == why


def test_an_id_alone_is_not_found_again() -> None:
    reject = row("reject", ATTACK.id, document="d1")
    assert "kg corrections fill" in applied(reject, to=renamed(ATTACK)).failed[reject]


def test_several_claims_of_the_same_words_are_told_and_left_alone() -> None:
    twin = dataclasses.replace(ATTACK, id="0123456789abcdef", trigger=find("killing", 0))
    other = dataclasses.replace(ATTACK, id="1123456789abcdef")
    one = record(claims=(twin, other))
    reject = row("reject", ATTACK.id, **words_of(ATTACK))
    done = applied(reject, to=one)
    assert not done.rejected and f"{twin.id}, {other.id}" in done.failed[reject]


def test_a_symmetric_relation_may_stand_the_other_way_round() -> None:
    turned = renamed(MET, source=MET.target, target=MET.source)
    assert applied(row("reject", MET.id, **words_of(MET)), to=turned).rejected
    attack = renamed(ATTACK, source=ATTACK.target, target=ATTACK.source)
    assert not applied(row("reject", ATTACK.id, **words_of(ATTACK)), to=attack).rejected


def test_articles_case_and_possessives_make_no_other_words() -> None:
    assert applied(row("reject", **words_of(ATTACK, source="the turkey's"))).rejected


# A store.


def stored(*documents: Record) -> GraphStore:
    store = GraphStore.memory()
    store.load_ontology()
    for one in documents:
        store.replace_document(one)
    return store


def settle(store: GraphStore, *rows: Correction) -> upkeep.Outcome:
    corrections = Corrections(rows)
    store.put_corrections(corrections.rows)
    outcome = upkeep.settle(store, corrections)
    assert store.validate() == []
    return outcome


ROWS = (
    row("merge", "state/RUS", "state/IRN"),
    row("rename", "state/IRN", "Persia"),
    row("reject", ATTACK.id, why="wrong way round", by="SM"),
    row("edit", MET.id, "phoned", field="relation", document="d1"),
    row("split", "state/TUR", "person/x", document="d2", text="Ankara"),
)


def test_what_a_row_did_is_undone_when_it_goes() -> None:
    store = stored(record(), record("d2"))
    before = store.dump("nquads")
    assert settle(store, *ROWS).changed == 2
    full = store.dump("nquads")
    for gone in ROWS:
        settle(store, *(one for one in ROWS if one != gone))
        fresh = stored(record(), record("d2"))
        settle(fresh, *(one for one in ROWS if one != gone))
        assert store.dump("nquads") == fresh.dump("nquads") != full, gone
    assert settle(store).changed == 2
    assert store.dump("nquads") == before


def test_nothing_is_done_twice_and_documents_come_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = stored(record(), record("d2")), stored(record("d2"), record())
    settle(store, *ROWS)
    settle(other, *reversed(ROWS))
    assert store.dump("nquads") == other.dump("nquads")

    def write(*_: object) -> None:
        raise AssertionError("this writes")

    monkeypatch.setattr(GraphStore, "_replace", write)
    outcome = settle(store, *ROWS)
    assert (outcome.rows, outcome.applied, outcome.changed) == (5, 5, 0)


def test_a_document_is_changed_at_one_moment_so_that_a_break_leaves_whole_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = stored(record(), record("d2"))
    settle(wanted, *ROWS)
    for done in range(3):  # breaks after the mirror, and after each document
        store = stored(record(), record("d2"))
        left, replace = [done + 1], GraphStore._replace

        def once(self: GraphStore, *arguments: Any, left: list[int] = left, replace: Any = replace) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            replace(self, *arguments)

        with monkeypatch.context() as patched:
            patched.setattr(GraphStore, "_replace", once)
            with contextlib.suppress(KeyboardInterrupt):
                settle(store, *ROWS)
        assert store.validate() == []
        upkeep.settle(store, Corrections(store.corrections()))
        assert store.dump("nquads") == wanted.dump("nquads")


def test_rows_come_back_from_the_store_as_they_were() -> None:
    store = stored(record())
    whole = Correction(*(f"{name} “{number}”\t,;" for number, name in enumerate(COLUMNS)))
    store.put_corrections([whole, *ROWS])
    assert store.corrections() == sorted([whole, *ROWS])
    store.put_corrections([])
    assert store.corrections() == [] and "corrections" not in store.dump("nquads").decode()


def test_the_record_before_and_after_come_back_from_the_store() -> None:
    store = stored(record())
    settle(store, *ROWS[:4])
    done = Corrections(ROWS[:4]).apply(record())
    assert done is not None
    assert store.extracted("d1") == rdf.normalised(record())
    assert store.record("d1") == rdf.normalised(done.record)
    made = store.made("d1")
    assert made is not None and made.record_hash == rdf.record_hash(record())


def test_rejected_claims_are_invisible_to_queries_and_analyses() -> None:
    store = stored(record())

    def pairs() -> list[tuple[str, str, int]]:
        graph = network.load(lambda text: store.query(text).rows)
        return [(r["a"], r["b"], r["reports"]) for r in dyads(graph)]

    query = "SELECT ?c { ?c kg:relation kg:attacked ; kg:polarity 'affirmed' }"
    before, claims = pairs(), len(store.query(query).rows)
    settle(store, row("reject", ATTACK.id))
    assert len(store.query(query).rows) == claims - 1
    assert store.claims_of("d1") == 7
    gone = [pair for pair in before if pair not in pairs()]
    assert [{pair[0], pair[1]} for pair in gone] == [{"state/SYR", "state/TUR"}]
    for text in network._QUERIES.values():
        assert ATTACK.id not in repr(store.query(network._PREFIXES + text).rows)


def test_each_row_that_does_nothing_has_its_reason() -> None:
    store = stored(record())
    idle = {
        row("merge", "group/nobody", "state/RUS"): "the graph has no entity group/nobody",
        row("reject", "0" * 16): "the graph has no claim 0000000000000000",
        row("reject", ATTACK.id, **words_of(ATTACK, document="d9")): "the graph has no document d9",
        row("rename", "state/FRA", "x", document="d1"): "there is no state/FRA in the document",
        row("reject", **words_of(ATTACK, text="It never said so.")): "no claim rests on the words",
    }
    for _ in range(2):  # a build that finds nothing new says it again
        outcome = settle(store, *idle, *ROWS[:2])
        assert {one: why.startswith(idle[one]) for one, why in outcome.idle} == dict.fromkeys(idle, True)
        assert (outcome.rows, outcome.applied) == (7, 2)
    checked = upkeep.check(store, Corrections([*idle, *ROWS[:2]]))
    assert set(checked.idle) == set(outcome.idle)


def test_a_row_on_an_entity_that_another_row_brings_in_reaches_all_documents() -> None:
    other = dataclasses.replace(
        record("d2"), claims=(), mentions=(), entities=tuple(e for e in record().entities if e.id == "state/RUS")
    )
    store = stored(record(), other)
    rows = (row("merge", "state/RUS", "group/new"), row("rename", "group/new", "New"))
    outcome = settle(store, rows[0], row("merge", "group/new", "group/newer"), row("rename", "group/newer", "Newer"))
    assert not outcome.idle
    assert [e.name for e in store.record("d2").entities] == ["Newer"]
    settle(store, rows[0], rows[1])
    assert [e.name for e in store.record("d2").entities] == ["New"]
    fresh = stored(record(), other)
    settle(fresh, rows[0], rows[1])
    assert fresh.dump("nquads") == store.dump("nquads")


def test_an_added_claim_stays_when_other_rows_change_though_the_text_is_gone() -> None:
    added = row("add", document="d1", source="Iran = state/IRN", relation="metWith", text="Iran slept.")
    corrections = Corrections([added])
    store = stored(record())
    store.put_corrections(corrections.rows)
    text = TEXT + " Iran slept."
    assert upkeep.recorrect(store, corrections, "d1", text)
    assert upkeep.recorrect(store, corrections, "d1", text) is None  # nothing is written again
    assert settle(store, added, row("rename", "state/IRN", "Persia")).idle == ()
    claim = next(c for c in store.record("d1").claims if c.rule == "added by hand")
    assert claim.source is not None and (claim.source.name, claim.evidence.start) == ("Persia", len(TEXT) + 1)


# The file.


def write(path: Path, *rows: str, head: str = ",".join(COLUMNS)) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    for number, (encoding, delimiter, end) in enumerate(
        itertools.product(("utf-8", "utf-8-sig"), (",", ";", "\t"), ("\n", "\r\n"))
    ):
        fields = (
            ["Action", " what", "value", "Notes", "why"], [], ["# as agreed"],
            ["Merge", "state/RUS ", "state/IRN", "mine", '"a; b, c\n d"'], ["", "", "", "", ""],
        )  # fmt: skip
        path = tmp_path / f"{number}.csv"
        path.write_bytes(end.join(delimiter.join(line) for line in fields).encode(encoding))
        parsed = files.read(path)
        assert not parsed.problems
        assert parsed.rows == [(4, Correction("merge", "state/RUS", value="state/IRN", why="a; b, c d"))]


def test_ids_may_be_the_iris_that_a_query_shows(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.csv",
        "merge,urn:kg:entity/state/RUS,urn:kg:document/a%20b,,,,,,,urn:kg:entity/state/TUR",
        "edit,urn:kg:claim/0123456789abcdef,,,kg:attacked,,,,relation,urn:kg:ontology#metWith",
    )
    assert [one for _, one in files.read(path).rows] == [
        Correction("merge", "state/RUS", document="a b", value="state/TUR"),
        Correction("edit", "0123456789abcdef", relation="attacked", field="relation", value="metWith"),
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("delete,x", "there is no action 'delete'"),
        ("merge,Turkey,,,,,,,,state/TUR", "needs the id of an entity in 'what'"),
        ("merge,state/TUR,,,,,,,,", "merge needs a 'value'"),
        ("merge,state/TUR,,,,,,,,state/TUR", "cannot be told from itself"),
        ("retype,state/TUR,,,,,,,,Country", "there is no entity type 'Country'"),
        ("split,state/TUR,d1,,,,,,,state/RUS", "split needs in 'text' the words"),
        ("edit,c1,,,,,,,colour,red", "there is no field 'colour'"),
        ("edit,c1,,,,,,,relation,hugged", "there is no relation 'hugged'"),
        ("edit,c1,,,,,,,date,yesterday", "is no date"),
        ("edit,c1,,,,,,,polarity,no", "polarity is one of affirmed, denied"),
        ("edit,state/TUR,,,,,,,country,Turkey", "three capital letters"),
        ("reject,,d1,,,,,,,", "reject needs a claim"),
        ("reject,c1,,,,,maybe,,,", "'how' is made of"),
        ("add,,d1,Iran,,Turkey,,words,,", "add needs 'document', 'relation'"),
        ("add,,d1,,metWith,none,,words,,", "add needs a 'source' or a 'target'"),
        ("reject,c1,,,,,,,,,,,,surplus", "more fields than"),
        ("reject,c0", "the same as line 2"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_the_others_are_read(tmp_path: Path, line: str, what: str) -> None:
    path = write(tmp_path / "c.csv", "reject,c0", line, "reject,c2")
    parsed = files.read(path)
    assert [one.what for _, one in parsed.rows] == ["c0", "c2"]
    assert [problem.where for problem in parsed.problems] == [f"{path} line 3"]
    assert what in parsed.problems[0].what


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "it is empty"),
        (b"what,value\nx,y\n", "there is no column 'action'"),
        ("action,why\nreject,ärger\n".encode("latin-1"), "it is not in UTF-8"),
    ],
)
def test_a_file_that_is_none_is_an_error(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=what):
        files.read(path)
    with pytest.raises(InputError, match="cannot be read"):
        files.read(tmp_path / "none.csv")


def test_dates_have_their_precision() -> None:
    dates = ("2020-02-03", "2020-02", "2020-21", "2020", "202X", "2014/2020-01", "2014/..")
    found = [precision(date) for date in dates]
    assert found == ["day", "month", "season", "year", "decade", "interval", "interval"]
    assert [precision(date) for date in ("3.2.2020", "2020-13", "2020/2021/2022", "/", "")] == [None] * 5


def test_fill_adds_the_words_and_leaves_the_rest(tmp_path: Path) -> None:
    store = stored(record())
    path = tmp_path / "c.csv"
    lines = ("action;what;note;why", f'reject;{ATTACK.id};mine;"a; b"', "merge;state/RUS;;", "reject;nothing;;", "")
    before = "\ufeff" + "\r\n".join(lines)
    path.write_bytes(before.encode())
    data, gained = files.fill(path, store)
    assert gained == 1 and data.startswith("\ufeffaction;what;note;why;document;source;".encode())
    path.write_bytes(data)
    filled = next(one for _, one in files.read(path).rows)
    assert {name: getattr(filled, name) for name in words_of(ATTACK)} == words_of(ATTACK)
    assert filled.why == "a; b" and b";mine;" in data
    assert files.fill(path, store) == (data, 0)
    settle(store, filled)  # the claim is gone, and can still be named
    path.write_bytes(before.encode())
    assert files.fill(path, store) == (data, 1)


# The commands.


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph"
    with GraphStore.create(path) as store:
        store.load_ontology()
        for name in ("d1", "d2"):
            store.replace_document(record(name, url=None))
        store.refresh_events()
    return path


def dump(graph: Path) -> bytes:
    with GraphStore.read(graph) as store:
        assert store.validate() == []
        return store.dump("nquads")


def test_build_goes_by_the_file_and_then_by_what_the_graph_remembers(run: Run, graph: Path, tmp_path: Path) -> None:
    before = dump(graph)
    lines = (f"reject,{ATTACK.id},,,,,,,,,wrong,SM,", "merge,state/RUS,,,,,,,,state/IRN,,,", "reject,nope")
    path = write(tmp_path / "c.csv", *lines)
    done = run("build", "-o", graph, "--corrections", path)
    assert done.exit_code == 0 and done.stdout == ""
    assert done.stderr == (
        "3 corrections, of which 2 apply; 2 documents made anew by them.\n"
        "What does not apply:\n"
        f"  {path} line 4 (reject nope): the graph has no claim nope; `kg corrections fill` adds the words by which it "
        "would be found again\n"
        "2 rows with the id of a claim alone: `kg corrections fill` adds the words by which it is found again after "
        "another extraction.\n"
    )
    new = tmp_path / "new.jsonl"
    new.write_text(record("d3", url=None).to_json() + "\n", encoding="utf-8")
    told = run("build", new, "-o", graph).stderr
    assert "3 corrections, of which 2 apply.\n" in told and "the graph's own (reject nope)" in told
    with GraphStore.read(graph) as store:
        assert "state/RUS" not in {e.id for e in store.record("d3").entities}
    assert run("remove", graph, "d3").exit_code == 0
    run("build", "-o", graph, "--corrections", write(tmp_path / "c.csv"))
    assert dump(graph) == before


def test_a_built_document_is_the_same_whenever_the_corrections_come(run: Run, graph: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(record(name, url=None).to_json() + "\n" for name in ("d1", "d2")), encoding="utf-8")
    path = write(tmp_path / "c.csv", f"reject,{ATTACK.id}", "merge,state/RUS,,,,,,,,state/IRN")
    run("build", source, "-o", tmp_path / "first", "--corrections", path)
    run("build", "-o", graph, "--corrections", path)
    run("build", source, "-o", graph)
    again = run("build", source, "-o", graph, "--corrections", path)
    assert "0 added, 0 replaced, 2 unchanged.\n2 corrections, of which 2 apply.\n" in again.stderr
    assert again.stderr.startswith("2 documents, 15 claims.\n")
    assert dump(graph) == dump(tmp_path / "first")
    run("remove", graph, "d1")
    assert "2 corrections, of which 1 apply.\n" in run("build", "-o", graph).stderr
    run("build", source, "-o", graph)
    assert dump(graph) == dump(tmp_path / "first")
    trig = run("build", source, "--format", "nquads", "--corrections", path)
    assert trig.stdout_bytes == dump(graph)


def test_a_new_reading_of_a_document_is_corrected_too(run: Run, graph: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", f"reject,{ATTACK.id}")
    assert run("corrections", "fill", path, graph).stderr == "1 row completed.\n"
    run("build", "-o", graph, "--corrections", path)
    other = dataclasses.replace(renamed(ATTACK), url=None)
    source = tmp_path / "new.jsonl"
    source.write_text(other.to_json() + "\n", encoding="utf-8")
    done = run("build", source, "-o", graph)
    assert "1 replaced" in done.stderr and "1 correction, of which 1 apply.\n" in done.stderr
    with GraphStore.read(graph) as store:
        assert not {"0123456789abcdef", ATTACK.id} & {c.id for c in store.record("d1").claims}
    assert "Rejected" in run("explain", graph, "0123456789abcdef").stdout


def test_rows_that_cannot_be_used_make_the_build_fail_after_the_others_went_through(
    run: Run, graph: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "c.csv", "dislike,x", f"reject,{ATTACK.id}")
    done = run("build", "-o", graph, "--corrections", path)
    assert done.exit_code == 2 and f"{path} line 2: there is no action 'dislike'" in done.stderr
    assert "1 row could not be used" in done.stderr
    with GraphStore.read(graph) as store:
        assert ATTACK.id not in {c.id for c in store.record("d1").claims}
    before = dump(graph)
    none = run("build", "-o", graph, "--corrections", tmp_path / "none.csv")
    assert none.exit_code == 2 and "cannot be read" in none.stderr and dump(graph) == before


def test_the_project_file_names_corrections(
    run: Run, graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "mine.csv", "merge,state/RUS,,,,,,,,state/IRN")
    (tmp_path / "kg.toml").write_text('corrections = "mine.csv"\n', encoding="utf-8")
    assert run("build", "-o", graph).stderr == "1 correction, of which 1 apply; 2 documents made anew by them.\n"
    (tmp_path / "kg.toml").write_text("corrections = 1\n", encoding="utf-8")
    assert run("build", "-o", graph).exit_code == 2
    (tmp_path / "kg.toml").unlink()
    assert run("build", "-o", tmp_path / "nothing").exit_code == 2 and not (tmp_path / "nothing").exists()
    run("build", "-o", graph, "--corrections", write(tmp_path / "none.csv"))
    assert "say what to build from" in run("build", "-o", graph).stderr


def test_check_changes_nothing(run: Run, graph: Path, tmp_path: Path) -> None:
    before = dump(graph)
    path = write(tmp_path / "c.csv", "merge,state/RUS,,,,,,,,state/IRN")
    good = run("corrections", "check", path, graph)
    assert (good.exit_code, good.stderr) == (0, "1 correction, of which 1 apply.\n")
    write(path, "merge,state/RUS,,,,,,,,state/IRN", "rename,state/FRA,,,,,,,,x", "retype,state/SYR,,,,,,,,Place")
    bad = run("corrections", "check", path, graph)
    assert bad.exit_code == 1 and "line 3 (rename state/FRA to x): the graph has no entity state/FRA" in bad.stderr
    assert "Look at" in bad.stderr and "can be no source of attacked" in bad.stderr
    assert dump(graph) == before


def test_explain_tells_what_was_corrected_why_and_by_whom(run: Run, graph: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.csv",
        f"reject,{ACCUSATION.id},,,,,,,,,he did not,SM,2026-11",
        f"edit,{ATTACK.id},,,,,,,relation,metWith,no shots,,",
        "merge,state/RUS,,,,,,,,state/IRN,a test,SM,",
        "retype,state/SYR,d1,,,,,,,ArmedForce,,,",
        "rename,state/FRA,d1,,,,,,,none,,,",
    )
    run("build", "-o", graph, "--corrections", path)
    assert "  corrected relation, attacked → metWith: no shots\n" in run("explain", graph, ATTACK.id).stdout
    rejected = run("explain", graph, ACCUSATION.id[:6]).stdout
    assert rejected.startswith("Rejected, and so not in the graph any more:\nSergey Lavrov accused Turkey")
    assert "  rejected  he did not (SM, 2026-11)\n" in rejected
    assert f"by reject {ACCUSATION.id}" in run("explain", graph, BREACH.id).stdout
    told = run("explain", graph, "state/IRN").stdout
    assert "  corrected merge state/RUS to state/IRN: a test (SM); in d1, d2\n" in told
    assert run("explain", graph, "state/RUS").stdout.endswith("  merged into state/IRN in d2\n")
    assert "retype state/SYR to ArmedForce in d1; in d1\n" in run("explain", graph, "state/SYR").stdout
    told = run("explain", graph, "d1").stdout
    assert f"  corrected edit {ATTACK.id} relation to metWith: no shots\n" in told
    assert "  unchanged by rename state/FRA to none in d1\n" in told


def test_corrections_become_gold_sentences_that_hold_for_what_is_right_only(
    run: Run, graph: Path, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "c.csv",
        f"reject,{DENIED.id}",
        f"swap,{ATTACK.id}",
        f"accept,{MET.id}",
        f"edit,{REPORTED.id},,,,,,,date,2019",
        f"add,,d1,Iran,metWith,Turkey,,{SENTENCES[4]},,mediated",
    )
    run("build", "-o", graph, "--corrections", path)
    gold = [json.loads(line) for line in run("export", graph, "--format", "gold").stdout.splitlines()]
    assert [one["text"] for one in gold] == [SENTENCES[n] for n in (0, 2, 3, 4)]
    assert [(len(one["claims"]), len(one["absent"])) for one in gold] == [(1, 1), (1, 0), (0, 1), (2, 0)]
    assert gold[0]["published"] == "2020-02-04" and gold[0]["complete"] is False
    with GraphStore.read(graph) as store:
        after, before = store.record("d1"), store.extracted("d1")
    for one in gold:
        start = TEXT.index(one["text"])
        for said, there, then in (("claims", True, False), ("absent", False, True)):
            for pattern in one[said]:
                assert any(matches(one["text"], pattern, moved(c, start)) for c in after.claims) == there
                if one["absent"]:
                    assert any(matches(one["text"], pattern, moved(c, start)) for c in before.claims) == then


def moved(claim: Claim, start: int) -> Claim:
    """A claim with its ends counted from the beginning of its sentence."""

    def back(part: Any) -> Any:
        return None if part is None else dataclasses.replace(part, start=part.start - start, end=part.end - start)

    return dataclasses.replace(
        claim, source=back(claim.source), target=back(claim.target), claimants=tuple(map(back, claim.claimants))
    )


class Reader:
    """Stands for the extractor: a document has no claims, so that the graph quotes nothing of its text."""

    def extract(self, document: Document) -> Record:
        return Record(document.id, document.title, document.published, document.url, document.publisher)

    def extract_all(self, documents: Iterable[Document], batch_size: int = 32) -> Iterator[Record]:
        return map(self.extract, documents)


def test_a_claim_is_added_from_the_text_of_a_document_that_is_built_or_met_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_loaded", lambda *_: Reader())
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "d1", "text": "At noon Ruritania shelled France."}\n', encoding="utf-8")
    cells = "Ruritania = group/ruritania,shelled,France = state/FRA,,Ruritania shelled France.,,shelled"
    path = write(tmp_path / "c.csv", f"add,,d1,{cells}", "retype,group/ruritania,,,,,,,,Company")
    one, other = tmp_path / "one", tmp_path / "other"
    told = run("build", source, "-o", one, "--corrections", path).stderr
    assert "neither the document nor the tables know the entity group/ruritania" in told
    gazetteer = write(tmp_path / "own.csv", "Ruritania,group/ruritania,ArmedGroup", head="name,id,type")
    options = ("--corrections", path, "--gazetteer", gazetteer)
    run("build", source, "-o", other, "--gazetteer", gazetteer)
    told = run("build", "-o", other, *options).stderr
    assert "not among what is known of the text" in told and "2 corrections, of which 0 apply" in told
    for graph, said in ((one, "2 corrections, of which 2 apply; 1"), (other, "2 corrections, of which 2 apply; 1")):
        assert said in run("build", source, "-o", graph, *options).stderr
        assert "of which 2 apply.\n" in run("build", "-o", graph, *options).stderr
    run("build", source, "-o", tmp_path / "fresh", *options)
    assert dump(other) == dump(tmp_path / "fresh")
    with GraphStore.read(one) as store:
        (claim,) = store.record("d1").claims
        assert claim.source is not None and (claim.source.start, claim.source.type) == (8, "Company")
        assert {e.id: e.name for e in store.record("d1").entities} == {
            "group/ruritania": "Ruritania", "state/FRA": "France",
        }  # fmt: skip


# Builds that are killed amid corrections.

LINES = (
    f"reject,{ATTACK.id},,,,,,,,,wrong,SM,",
    "merge,state/RUS,,,,,,,,state/IRN,a test,,",
    f"edit,{MET.id},,,,,,,relation,visited,,,",
    f"add,,d1,Iran,metWith,Turkey,,{SENTENCES[4]},,mediated,,,",
    "rename,state/SYR,d3,,,,,,,Aram,,,",
)
# Each writes the corrections, then three documents one by one, some 100 kB in the log, and then the events; a new graph
# its ontology before all that.
KILLED_AT = {
    "uncorrected": ("before 1", "after 1", "after 2", "bytes 150000", "before 5"),
    "otherwise": ("after 1", "bytes 150000", "after 3", "after 4"),
    "new": ("after 1", "after 2", "after 4", "before 6"),
}
CASES = [f"{name}, {moment}" for name, moments in KILLED_AT.items() for moment in moments]


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Graphs, by case, whose build with ``corrections.csv`` was killed: of documents without corrections, with others,
    and a new one. Beside them ``whole``, which nothing disturbed, and the graphs as they were before."""
    folder = tmp_path_factory.mktemp("killed")
    source = folder / "in.jsonl"
    made = [record(f"d{n}", url=f"https://x/{n}") for n in range(1, 4)]
    source.write_text("".join(one.to_json() + "\n" for one in made), encoding="utf-8")
    path = write(folder / "corrections.csv", *LINES)
    other = write(folder / "other.csv", f"reject,{DENIED.id}", "merge,state/RUS,,,,,,,,state/SYR")
    for name, options in (
        ("uncorrected", ()),
        ("otherwise", ("--corrections", other)),
        ("whole", ("--corrections", path)),
    ):
        arguments = map(str, ("build", source, "-o", folder / name, *options))
        assert CliRunner().invoke(main, list(arguments), catch_exceptions=False).exit_code == 0
    commands = []
    for case in CASES:
        before, moment = case.split(", ")
        graph = folder / case.replace(", ", "-").replace(" ", "-")
        if before != "new":
            shutil.copytree(folder / before, graph)
        given = (source,) if before == "new" else ()
        commands.append((graph, moment, ("build", *given, "-o", graph, "--corrections", path)))
    kill(commands)
    names = ("uncorrected", "otherwise", "whole")
    return dict(zip(CASES, (graph for graph, *_ in commands), strict=True)) | {name: folder / name for name in names}


@functools.cache
def states(graph: Path) -> tuple[dict[str, tuple[Record, Record]], bytes]:
    """Each document of a graph as it was extracted and as it is, and all that it holds; the graph must conform."""
    with GraphStore.read(graph) as store:
        assert store.validate() == []
        return {document: store.before_and_after(document) for document in store.documents()}, store.dump("nquads")


def content(graph: Path) -> bytes:
    """What a graph holds; whether that conforms, who compares it with another knows."""
    with GraphStore.read(graph) as store:
        return store.dump("nquads")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes in the way of Unix")
@pytest.mark.parametrize("case", CASES)
def test_a_build_that_is_killed_amid_corrections_leaves_each_document_as_before_or_whole(
    run: Run, interrupted: dict[str, Path], case: str, tmp_path: Path
) -> None:
    graph, before = interrupted[case], case.partition(",")[0]
    (after, wanted), (earlier, _) = (
        states(interrupted["whole"]),
        ({}, b"") if before == "new" else states(interrupted[before]),
    )
    there = states.__wrapped__(graph)[0]
    assert before == "new" or set(there) == set(after)
    for document, state in there.items():
        assert state in (after[document], earlier.get(document))
    copy = Path(shutil.copytree(graph, tmp_path / "graph"))
    told = run(
        "build", graph.parent / "in.jsonl", "-o", graph, "--corrections", graph.parent / "corrections.csv"
    ).stderr
    assert "5 corrections, of which 5 apply" in told and content(graph) == wanted
    if not case.endswith(("before 1", "new, after 1")):  # the graph knows the corrections, and needs no file
        run("build", graph.parent / "in.jsonl", "-o", copy)
        assert content(copy) == wanted


def test_killed_builds_leave_the_file_of_corrections_alone(interrupted: dict[str, Path]) -> None:
    folder = interrupted["whole"].parent
    assert (folder / "corrections.csv").read_bytes() == write(folder / "same", *LINES).read_bytes()
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "corrections.csv",
        "in.jsonl",
        "other.csv",
        "same",
    }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes in the way of Unix")
def test_filling_in_words_that_is_killed_leaves_the_file_as_it_was(run: Run, graph: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", f"reject,{ATTACK.id}")
    before = path.read_bytes()
    kill([(graph, "moving 1", ("corrections", "fill", path, graph))])
    assert path.read_bytes() == before
    assert run("corrections", "fill", path, graph).stderr == "1 row completed.\n"
    assert SENTENCES[0] in path.read_text(encoding="utf-8")


def test_the_tables_describe_what_the_documents_do_not(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("name,id,type,country,sector\nBlue Front,group/blue,ArmedGroup,SYR,REB\n", encoding="utf-8")
    ready = files.ready([], [own])
    assert ready.describe("state/FRA") == Entity("state/FRA", "France", "State", "FRA", "GOV")
    assert ready.describe("group/blue") == Entity("group/blue", "Blue Front", "ArmedGroup", "SYR", "REB")
    assert ready.describe("group/nobody-knows") is None


def test_a_record_made_elsewhere_may_hold_a_mention_of_what_was_merged() -> None:
    """Whatever stands for the merged entity follows, also a mention that no claim has."""
    extra = Mention(0, 6, "Turkey", "actor", "State", "state/TUR", 0.9, "a name")
    done = applied(row("merge", "state/TUR", "state/SYR"), to=record(mentions=(extra,)))
    assert [m.entity for m in done.record.mentions] == ["state/SYR"]
    assert record_from_dict(json.loads(done.record.to_json())) == done.record
