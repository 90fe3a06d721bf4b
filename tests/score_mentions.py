"""Score who is who on the gold mentions: ``python tests/score_mentions.py [--show] [FILE …]``.

With ``--re3d GOLD OUT`` it prints instead how many of the entities of each type of a re3d file `kg extract` found.
The rules of matching are in ``tests/cases/README.md``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from kg.extract import Extractor
from kg.model import Document, Entity, Mention, Record

FILES = sorted((Path(__file__).parent / "cases").glob("mentions*.jsonl"))
FIELDS = ("type", "country", "sector")


def rows(files: list[Path] = FILES) -> list[dict[str, Any]]:
    """The gold rows of all files."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def extract(gold: list[dict[str, Any]]) -> dict[str, Record]:
    """The program's records of the gold texts, by row id."""
    documents = [Document(r["id"], r["text"], published=r.get("published")) for r in gold]
    return {record.id: record for record in Extractor().extract_all(documents)}


def span(text: str, want: dict[str, Any]) -> tuple[int, int]:
    """Where a gold mention stands: the nth place of its words; raises ValueError."""
    places = list(re.finditer(rf"(?<!\w){re.escape(want['text'])}(?!\w)", text))
    if len(places) < want.get("nth", 1):
        raise ValueError(f"{want['text']!r} does not stand {want.get('nth', 1)} times in {text!r}")
    return places[want.get("nth", 1) - 1].span()


def candidates(record: Record, start: int, end: int) -> list[Mention]:
    """The mentions that a reader would take for those words: one that begins there, else the best overlap."""
    found = [m for m in record.mentions if m.kind in {"actor", "place"} and m.start < end and start < m.end]
    if not found:
        return []
    begins = [m for m in found if abs(m.start - start) <= len("the ")]
    best = max(
        begins or found, key=lambda m: (min(m.end, end) - max(m.start, start)) / max(m.end - m.start, end - start)
    )
    return [m for m in found if (m.start, m.end) == (best.start, best.end)]


def entities_at(record: Record, start: int, end: int) -> list[Entity | None]:
    """What the words at a place were linked to; several for a group, and None for a mention left open."""
    known = {e.id: e for e in record.entities}
    mentions = candidates(record, start, end)
    members = [e for m in mentions for e in [known.get(m.entity or "")]]
    claims = [a for c in record.claims for a in (c.source, c.target) if a and mentions and a.start == mentions[0].start]
    return members + [known.get(a.entity) for a in claims if a.end == mentions[0].end]


def wrong(row: dict[str, Any], want: dict[str, Any], record: Record) -> str | None:
    """What is wrong with how a gold mention was read, or None."""
    start, end = span(row["text"], want)
    mentions = candidates(record, start, end)
    entity = want.get("entity", "")
    if "members" in want or "not" in want:
        return _group_differs(row, want, record, entities_at(record, start, end))
    if "entity" in want and entity is None:
        linked = [m.entity for m in mentions if m.entity]
        return f"should be open, is {linked[0]}" if linked else None
    if not mentions:
        return "not found"
    if want.get("kind", mentions[0].kind) != mentions[0].kind:
        return f"kind {mentions[0].kind}"
    found = entities_at(record, start, end)
    if isinstance(entity, dict):
        return _differs(row, entity, found, record)
    return next((None for e in found if e and not _unlike(want, e)), _unlike(want, found[0]))


def _differs(row: dict[str, Any], other: dict[str, Any], found: list[Entity | None], record: Record) -> str | None:
    """A coreferent mention: the same entity as another mention of the row."""
    there = entities_at(record, *span(row["text"], {"text": other["same"], "nth": other.get("nth", 1)}))
    same = {e.id for e in there if e} & {e.id for e in found if e}
    return None if same else f"is {[e and e.id for e in found]}, not {[e and e.id for e in there]}"


def _group_differs(row: dict[str, Any], want: dict[str, Any], record: Record, found: list[Entity | None]) -> str | None:
    """A mention that stands for these members and no others, or that must not stand for any of those."""
    listed = want.get("members", want.get("not"))
    others = {e.id for words in listed for e in entities_at(record, *span(row["text"], {"text": words})) if e}
    here = {e.id for e in found if e}
    right = here == others if "members" in want else not here & others
    return None if right else f"is {sorted(here)}, {'' if 'members' in want else 'not to be '}{sorted(others)}"


def _unlike(want: dict[str, Any], entity: Entity | None) -> str | None:
    if entity is None:
        return "left open"
    ident = want.get("entity")
    if ident == "local" and not entity.id.startswith("doc/"):
        return f"is {entity.id}, should stay with its document"
    if ident not in {None, "local"} and entity.id != ident:
        return f"is {entity.id}, not {ident}"
    for name in FIELDS:
        if name in want and getattr(entity, name) != want[name]:
            return f"{name} {getattr(entity, name)}, not {want[name]} ({entity.id})"
    return None


def misses(gold: list[dict[str, Any]], records: dict[str, Record]) -> list[tuple[str, str, str]]:
    """(row id, words, what is wrong) of every gold mention that was read otherwise, and of forbidden entities."""
    found = []
    for row in gold:
        record = records[row["id"]]
        found += [(row["id"], w["text"], why) for w in row["mentions"] if (why := wrong(row, w, record))]
        there = {e.id for e in record.entities}
        found += [(row["id"], ident, "must not be there") for ident in row.get("absent", []) if ident in there]
    return found


def score(gold: list[dict[str, Any]], records: dict[str, Record]) -> dict[str, Any]:
    """Accuracy over all gold mentions, by tag, and how many forbidden entities are there."""
    missed = misses(gold, records)
    lost = Counter(ident for ident, _, why in missed if why != "must not be there")
    total = sum(len(r["mentions"]) for r in gold)
    tags = {
        tag: 1 - sum(lost[r["id"]] for r in group) / max(1, sum(len(r["mentions"]) for r in group))
        for tag in sorted({t for r in gold for t in r["tags"]})
        if (group := [r for r in gold if tag in r["tags"]])
    }
    return {
        "rows": len(gold),
        "mentions": total,
        "accuracy": round(1 - sum(lost.values()) / total, 4),
        "forbidden": sum(len(r.get("absent", [])) for r in gold),
        "forbidden_present": len(missed) - sum(lost.values()),
        "by_tag": {tag: round(share, 3) for tag, share in tags.items()},
    }


def re3d_by_type(gold: str, out: str) -> dict[str, dict[str, float]]:
    """For each type of entity in a re3d file: how many there are, and which share was found exactly or in part."""
    records = {r["id"]: r for r in map(json.loads, Path(out).read_text(encoding="utf-8").splitlines())}
    counts: dict[str, Counter[str]] = {}
    for row in map(json.loads, Path(gold).read_text(encoding="utf-8").splitlines()):
        mentions = [m for m in records[row["id"]]["mentions"] if m["kind"] in {"actor", "place"}]
        exact = {(m["start"], m["end"]) for m in mentions}
        for e in row["gold"]["entities"]:
            here = counts.setdefault(e["type"], Counter())
            here["gold"] += 1
            here["exact"] += (e["begin"], e["end"]) in exact
            here["overlap"] += any(m["start"] < e["end"] and e["begin"] < m["end"] for m in mentions)
    wanted = ("Organisation", "Person", "Location", "Nationality")
    return {
        kind: {
            "gold": c["gold"],
            "exact": round(c["exact"] / c["gold"], 3),
            "overlap": round(c["overlap"] / c["gold"], 3),
        }
        for kind, c in counts.items()
        if kind in wanted
    }


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if "--re3d" in arguments:
        print(json.dumps(re3d_by_type(*arguments[1:3]), indent=1))
    else:
        cases = rows([Path(a) for a in arguments if not a.startswith("--")] or FILES)
        read = extract(cases)
        print(json.dumps(score(cases, read), ensure_ascii=False, indent=1))
        if "--show" in arguments:
            texts = {r["id"]: r["text"] for r in cases}
            for ident, words, why in misses(cases, read):
                print(f"{ident}: {words!r} {why}\n    {texts[ident]}")
