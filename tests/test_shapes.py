"""The quick look at the shapes: it lets pass what the SHACL engine lets pass, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hand_made import record

from kg.graph import rdf, shapes, validate


def lines() -> list[str]:
    return sorted({line for triples in rdf.to_lines(record()).values() for line in triples})


def changed() -> Iterator[tuple[str, list[str]]]:
    """One statement of each property gone, told twice, or of another value: each makes a graph to be looked at."""
    good = lines()
    seen: set[str] = set()
    for line in good:
        subject, name, value = line[:-2].split(" ", 2)
        if name in seen or not validate.looks_at(line):
            continue
        seen.add(name)
        others = [other for other in good if other != line]
        other = '"-1"^^<http://www.w3.org/2001/XMLSchema#integer>' if value.startswith('"') else "<urn:kg:nothing>"
        yield f"without {name}", others
        yield f"two of {name}", [*good, f"{subject} {name} {other} ."]
        yield f"another {name}", [*others, f"{subject} {name} {other} ."]
        yield f"an empty {name}", [*others, f'{subject} {name} "" .']


CHANGED = dict(changed())


def test_all_shapes_are_understood_and_good_records_pass() -> None:
    assert len(shapes._shapes() or ()) > 80
    assert shapes.conform(lines())


def test_enough_is_wrong_to_tell_the_two_apart() -> None:
    passed = [shapes.conform(graph) for graph in CHANGED.values()]
    assert passed.count(False) > 50 and passed.count(True) > 10


@pytest.mark.parametrize("part", range(4))
def test_it_agrees_with_the_engine(part: int) -> None:
    for name, graph in list(CHANGED.items())[part::4]:
        assert shapes.conform(graph) == (validate.findings_in(map(rdf.triple, graph)) == []), name
