"""Who is who: the gold mentions, and that nothing is in a record that the text does not name."""

from __future__ import annotations

import functools
from typing import Any

import pytest
import real_model
import score_mentions

from kg import readers
from kg.extract import Extractor
from kg.model import Document, Record

ACCURACY = 0.93
# Rows that give an entity which must not be there, and why.
KNOWN_TO_BREAK = {
    "abb-ec": "EC is the Commission today and was the Community then; the table knows the Commission alone"
}


@functools.cache
def gold() -> tuple[dict[str, Any], ...]:
    return tuple(score_mentions.rows())


@functools.cache
def records() -> dict[str, Record]:
    documents = [Document(r["id"], r["text"], published=r.get("published")) for r in gold()]
    return {record.id: record for record in real_model.extractor().extract_all(documents)}


def test_rows_are_well_formed() -> None:
    idents = [row["id"] for row in gold()]
    assert len(idents) == len(set(idents))
    assert sum(len(row["mentions"]) for row in gold()) >= 300
    for row in gold():
        for want in row["mentions"]:
            start, end = score_mentions.span(row["text"], want)
            assert row["text"][start:end] == want["text"]


def test_accuracy() -> None:
    assert score_mentions.score(list(gold()), records())["accuracy"] >= ACCURACY


def test_no_forbidden_entity_is_there() -> None:
    missed = score_mentions.misses(list(gold()), records())
    assert {ident for ident, _, why in missed if why == "must not be there"} == set(KNOWN_TO_BREAK)


def test_every_entity_is_mentioned_in_the_text() -> None:
    for record in [*records().values(), *real_model.records().values()]:
        named = {m.entity for m in record.mentions}
        assert {e.id for e in record.entities} <= named, record.id


def test_every_link_gives_its_reason_and_a_score() -> None:
    for record in records().values():
        for mention in record.mentions:
            assert mention.reason
            assert 0 <= mention.score <= 1
            assert (mention.entity is None) <= (mention.score == 0 or mention.kind == "time"), (record.id, mention)


@pytest.mark.parametrize("date", ["2019-05-03", "2022-05-03", None])
def test_president_trump(date: str | None) -> None:
    text = "President Trump criticised the Turkish president, and Trump said that he would not come."
    record = real_model.extractor().extract(Document("d", text, published=date))
    trump = next(e for e in record.entities if e.id == "person/donald-trump")
    assert (trump.country, trump.sector) == ("USA", "ELI" if date == "2022-05-03" else "GOV")
    erdogan = [m for m in record.mentions if m.text == "the Turkish president"]
    assert len(erdogan) == 1
    assert (erdogan[0].entity == "person/recep-tayyip-erdogan") is (date is not None)


def test_an_office_is_of_the_date_that_the_sentence_speaks_of() -> None:
    text = "In 2003 the US president ordered the invasion of Iraq."
    record = real_model.extractor().extract(Document("d", text, published="2020-05-03"))
    assert "person/george-w-bush" in {e.id for e in record.entities}
    assert "person/donald-trump" not in {e.id for e in record.entities}


def test_documents_meet_in_entities_by_id_alone() -> None:
    texts = ("The rebels attacked a convoy in Chad.", "The rebels attacked a convoy in Chad on Friday.")
    first, second = (real_model.extractor().extract(Document(f"d{n}", t)) for n, t in enumerate(texts))
    shared = {e.id for e in first.entities} & {e.id for e in second.entities}
    assert shared == {"state/TCD"}


def test_a_sample_of_all_texts_reads_the_same_alone_and_together() -> None:
    extractor: Extractor = real_model.extractor()
    for row in gold()[::40]:
        alone = extractor.extract(Document(row["id"], row["text"], published=row.get("published")))
        assert alone.to_json() == records()[row["id"]].to_json()


def test_the_sample_names_its_leaders() -> None:
    documents = list(readers.read(str(real_model.SAMPLE), skipped=[]))
    persons = {e.id for d in documents for e in real_model.records()[d.id].entities if e.offices}
    assert len(persons) >= 10


@pytest.mark.parametrize(
    ("text", "agreement", "absent"),
    [
        ("Ukraine accused Russia of violating Minsk II.", "agreement/minsk-ii", "state/BLR"),
        ("Washington left the Joint Comprehensive Plan of Action in 2018.", "agreement/jcpoa", "organization/jcpoa"),
        ("Turkey and Russia signed the Sochi agreement.", "agreement/sochi-agreement", "place/491422"),
    ],
)
def test_agreements_by_name(text: str, agreement: str, absent: str) -> None:
    record = real_model.extractor().extract(Document("d", text))
    found = {e.id for e in record.entities}
    assert agreement in found
    assert absent not in found
