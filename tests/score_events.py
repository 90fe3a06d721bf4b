"""How well claims are put together to events: B-cubed precision, recall and F1 over gold that a person labelled.

    python tests/score_events.py [FILE] [--show]

FILE is ``tests/cases/events.jsonl`` by default: a report a line, with its claims and for each the label of its event.
For each labelled claim, precision is the share of the claims in its event that have its label, and recall the share of
the claims with its label that are in its event; both are averaged over the claims. Claims without a label do not count.
``--show`` prints the events that hold several labels, with the reasons, and the labels that lie in several events.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.graph.event_claims import End, Figure, ReportedClaim, Where
from kg.graph.events import Event, events_of

GOLD = Path(__file__).parent / "cases" / "events.jsonl"


def read(path: Path) -> tuple[list[ReportedClaim], dict[str, str]]:
    """The claims of a file of gold, and the label of each that has one, by claim."""
    claims, labels = [], {}
    for line in path.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        for number, said in enumerate(report["claims"], 1):
            claim = _claim(report, f"{report['id']}-{number}", said)
            claims.append(claim)
            if said["event"] is not None:
                labels[claim.id] = said["event"]
    return claims, labels


def _claim(report: Mapping[str, Any], ident: str, said: Mapping[str, Any]) -> ReportedClaim:
    date = said["date"] or {}
    return ReportedClaim(
        id=ident,
        document=report["id"],
        relation=said["relation"],
        evidence=said["sentence"],
        source=_end(said["source"]),
        target=_end(said["target"]),
        publisher=report["publisher"],
        published=report["published"],
        url=report["url"],
        polarity=said["polarity"],
        modality=said["modality"],
        content_of=f"{report['id']}-act" if said["content"] else None,
        group=_group(report, said),
        claimants=tuple(End(**voice) for voice in said["claimants"]),
        date=date.get("value"),
        precision=date.get("precision"),
        basis=date.get("basis"),
        places=tuple(Where(place["name"], place["country"]) for place in said["places"]),
        counts=tuple(Figure(count["what"], count["min"], count["max"]) for count in said["counts"]),
    )


def _group(report: Mapping[str, Any], said: Mapping[str, Any]) -> str | None:
    """What the claims of one word share: in records they are a group, the act of several."""
    parts = ("relation", "trigger", "sentence")
    alike = [other for other in report["claims"] if all(other[part] == said[part] for part in parts)]
    return "\x1f".join(said[part] for part in parts) if len(alike) > 1 else None


def _end(actor: Mapping[str, Any] | None) -> End | None:
    return None if actor is None else End(**actor)


def clusters(events: list[Event], labels: Mapping[str, str]) -> dict[str, str]:
    """For each labelled claim the event it is in; one that is in none stands alone."""
    return {claim: claim for claim in labels} | {c: e.id for e in events for c in e.claims if c in labels}


def b_cubed(labels: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    together = Counter((labels[claim], found[claim]) for claim in labels)
    by_label, by_event = Counter(labels.values()), Counter(found[claim] for claim in labels)
    precision = sum(together[labels[c], found[c]] / by_event[found[c]] for c in labels) / len(labels)
    recall = sum(together[labels[c], found[c]] / by_label[labels[c]] for c in labels) / len(labels)
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(path: Path) -> tuple[float, float, float]:
    """`b_cubed` of the events that are found in a file of gold."""
    claims, labels = read(path)
    return b_cubed(labels, clusters(events_of(claims), labels))


def main(arguments: list[str]) -> None:
    paths = [Path(argument) for argument in arguments if not argument.startswith("-")]
    claims, labels = read(paths[0] if paths else GOLD)
    events = events_of(claims)
    found = clusters(events, labels)
    if "--show" in arguments:
        _show(events, labels, found, {claim.id: claim for claim in claims})
    precision, recall, f1 = b_cubed(labels, found)
    print(f"{len(labels)} claims, {len(set(labels.values()))} labels, {len(set(found.values()))} events")
    print(f"B-cubed precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


def _show(
    events: list[Event], labels: Mapping[str, str], found: Mapping[str, str], claims: Mapping[str, ReportedClaim]
) -> None:
    for event in events:
        mixed = Counter(labels[c] for c in event.claims if c in labels)
        if len(mixed) > 1:
            print(f"\ntaken together, {event.id}: {', '.join(sorted(mixed))}")
            for member in event.members:
                print(f"  {labels.get(member.claim)}\n{_line(claims[member.claim])}\n      {member.reason}")
    apart: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for claim, label in labels.items():
        apart[label][found[claim]].append(claim)
    for label, parts in apart.items():
        if len(parts) > 1:
            print(f"\ntaken apart: {label}")
            for ident, inside in parts.items():
                print("\n".join([f"  {ident}", *(_line(claims[c]) for c in inside)]))
    print()


def _line(claim: ReportedClaim) -> str:
    ends = [end.entity if end else "-" for end in (claim.source, claim.target)]
    said = f"{claim.polarity}{' content' if claim.content_of else ''}"
    places = [place.name for place in claim.places]
    date = f"{claim.date or '-'} {(claim.basis or '')[:3]} (in {claim.published})"
    return f"    {claim.id}: {ends[0]} {claim.relation} {ends[1]}, {said}, {date}, {places}\n      {claim.evidence}"


if __name__ == "__main__":
    main(sys.argv[1:])
