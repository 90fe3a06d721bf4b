"""A user's corrections as gold sentences: what the extraction must find in them, and what it must not.

One JSON object a line, as ``tests/cases/README.md`` describes them; a row is a sentence that corrected claims rest on.
A claim that was accepted, changed or added by hand is wanted; one that was rejected, and one as it was before it was
changed, is forbidden. The graph has no more of a text than its sentences, so a sentence is the text of its row.
Corrections of entities are about links and not about claims, and are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg import ontology
from kg.export.done import Done
from kg.graph.corrections.mirror import marks
from kg.graph.corrections.words import holds
from kg.graph.store import GraphStore
from kg.model import Actor, Claim

PARTS = ("relation", "source", "target", "polarity", "modality", "claimants")  # what tells a claim from a wrong one


def write(store: GraphStore, file: BinaryIO) -> Done:
    """Write the rows, by document and in the order of the text."""
    done = 0
    for row in rows(store):
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        done += 1
    return Done(done, "sentence")


def rows(store: GraphStore) -> Iterator[dict[str, Any]]:
    """The gold sentences of all documents."""
    for document, (changed, rejected) in sorted(marks(store.query).items()):
        record, before = store.record(document), store.extracted(document)
        after = {claim.id: claim for claim in record.claims}
        extracted = {claim.id: claim for claim in before.claims}
        wanted = [after[ident] for ident in changed if ident in after]
        forbidden = [extracted[ident] for ident in rejected if ident in extracted]
        forbidden += [extracted[c.id] for c in wanted if c.id in extracted and _differs(extracted[c.id], c)]
        places = {(c.evidence.start, c.evidence.end, c.evidence.text) for c in (*wanted, *forbidden)}
        for number, (start, end, text) in enumerate(sorted(places), 1):
            here = [
                [c for c in claims if (c.evidence.start, c.evidence.end) == (start, end)]
                for claims in (wanted, forbidden)
            ]
            yield {
                "id": f"{document}-{number}",
                "text": text,
                **({"published": record.published} if record.published else {}),
                "tags": ["correction"],
                "complete": False,
                "claims": [_said(claim, text, wanted=True) for claim in _ordered(here[0])],
                "absent": [_said(claim, text, wanted=False) for claim in _ordered(here[1])],
            }


def _ordered(claims: list[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda c: (c.trigger.start, c.id))


def _differs(before: Claim, after: Claim) -> bool:
    """Whether a claim says something else than before, so that what it said is wrong."""
    one, other = ([_part(claim, name) for name in PARTS] for claim in (before, after))
    turned = [one[0], one[2], one[1], *one[3:]]
    return other not in ([one, turned] if ontology.load().relations[after.relation].symmetric else [one])


def _part(claim: Claim, name: str) -> Any:
    value = getattr(claim, name)
    if name == "claimants":
        return [actor.text for actor in value]
    return value.text if isinstance(value, Actor) else value


def _said(claim: Claim, text: str, *, wanted: bool) -> dict[str, Any]:
    """A claim in the fields of a gold row; ends whose words do not stand in the sentence are not tested."""
    row: dict[str, Any] = {"relation": claim.relation, **({"plover": claim.plover} if wanted else {})}
    for name in ("source", "target"):
        words = _part(claim, name)
        if words is None or holds(text, words):
            row[name] = words
    row |= {"polarity": claim.polarity, "modality": claim.modality}
    voices = _part(claim, "claimants")
    if all(holds(text, words) for words in voices):
        row["claimants"] = voices
    if wanted and claim.content_of:
        row["content"] = True
    if wanted and claim.event_date is not None:
        row["date"] = claim.event_date.value
    place = next((p.text for p in claim.places if p.role == "at" and holds(text, p.text)), None)
    return row | ({"place": place} if wanted and place else {})
