"""Lines of records on several processes: the same as on one, in the same order, with what is wrong in its place."""

from __future__ import annotations

import dataclasses

from hand_made import record

from kg import incoming_lines
from kg.errors import InputError
from kg.graph.incoming import Ready
from kg.model import Document
from kg.readers import Line


def found() -> list[tuple[str, Line]]:
    """Records enough for several processes, one of them bad, a document and a line that is no JSON among them."""
    made = [dataclasses.replace(record(), id=f"d{number}").to_json() for number in range(100)]
    made[70] = made[70].replace('"relation": "', '"relation": "un')
    made[80] = '{"id": "text", "text": "Turkey criticised Russia."}'
    made[90] = "{"
    return [(f"line {number}", Line(text.encode(), f"line {number}")) for number, text in enumerate(made)]


def test_any_number_of_processes_gives_the_same_in_the_same_order() -> None:
    alone = list(incoming_lines.read(found(), processes=1))
    shared = list(incoming_lines.read(found(), processes=2))
    assert [where for where, _ in shared] == [where for where, _ in found()]
    assert [repr(one) for _, one in shared] == [repr(one) for _, one in alone]
    assert isinstance(shared[80][1], Document) and isinstance(shared[90][1], InputError)
    bad = shared[70][1]
    assert isinstance(bad, Ready) and bad.fault is not None and not bad.statements


def test_a_record_that_is_ready_can_be_made_again() -> None:
    (_, one) = next(incoming_lines.read(found(), processes=1))
    assert isinstance(one, Ready) and one.record() == dataclasses.replace(record(), id="d0")
