"""Score the program on the gold sentences of ``tests/cases/claims.jsonl``: ``python tests/score_cases.py [--show]``.

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
from kg.model import Actor, Claim, Document, Record
from kg.ontology import load

CASES = Path(__file__).parent / "cases" / "claims.jsonl"


def rows() -> list[dict[str, Any]]:
    """The gold rows."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line.strip()]


def extract(gold: list[dict[str, Any]]) -> dict[str, Record]:
    """The program's records of the gold texts, by row id."""
    documents = [Document(r["id"], r["text"], published=r.get("published")) for r in gold]
    return {record.id: record for record in Extractor().extract_all(documents)}


def _overlaps(text: str, words: str | None, actor: Any) -> bool:
    if words is None or actor is None:
        return words is None and actor is None
    places = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return any(actor.start < m.end() and m.start() < actor.end for m in places)


def _ends(text: str, want: dict[str, Any], source: Actor | None, target: Actor | None) -> bool:
    return all(_overlaps(text, want[k], a) for k, a in (("source", source), ("target", target)) if k in want)


def matches(text: str, want: dict[str, Any], claim: Claim) -> bool:
    """Whether a claim agrees with every field that a gold claim (or a forbidden pattern) gives."""
    names = want.get("relation")
    if names is not None and claim.relation not in ([names] if isinstance(names, str) else names):
        return False
    if any(k in want and getattr(claim, k) != want[k] for k in ("plover", "polarity", "modality")):
        return False
    mutual = load().relations[claim.relation].symmetric
    ends = _ends(text, want, claim.source, claim.target) or (mutual and _ends(text, want, claim.target, claim.source))
    if not ends:
        return False
    voices = want.get("claimants")
    if voices is not None and (
        len(voices) != len(claim.claimants) or not all(map(lambda w, c: _overlaps(text, w, c), voices, claim.claimants))
    ):
        return False
    if want.get("content") and not claim.content_of:
        return False
    if "date" in want and (claim.event_date is None or claim.event_date.value != want["date"]):
        return False
    return "place" not in want or any(_overlaps(text, want["place"], p) for p in claim.places)


def relaxed(want: dict[str, Any], *fields: str) -> dict[str, Any]:
    """A gold claim with only some of its fields."""
    return {k: v for k, v in want.items() if k in fields}


def score(gold: list[dict[str, Any]], records: dict[str, Record]) -> dict[str, Any]:
    """Recall of whole gold claims and of their parts; forbidden patterns that the program breaks; claims a row."""
    total: Counter[str] = Counter()
    missed: list[str] = []
    broken: list[str] = []
    for row in gold:
        claims, text = records[row["id"]].claims, row["text"]
        total["claims"] += len(claims)
        for want in row["claims"]:
            total["gold"] += 1
            whole = any(matches(text, want, c) for c in claims)
            total["found"] += whole
            total["ends"] += any(matches(text, relaxed(want, "source", "target"), c) for c in claims)
            total["class_and_ends"] += any(
                matches(text, relaxed(want, "source", "target", "plover"), c) for c in claims
            )
            if not whole:
                missed.append(f"{row['id']}: {json.dumps(want, ensure_ascii=False)}")
        for pattern in row["absent"]:
            total["patterns"] += 1
            if any(matches(text, pattern, c) for c in claims):
                broken.append(f"{row['id']}: {json.dumps(pattern, ensure_ascii=False)}")
    share = {k: round(total[k] / total["gold"], 4) for k in ("found", "class_and_ends", "ends")}
    return {
        "rows": len(gold),
        "gold_claims": total["gold"],
        **share,
        "forbidden_patterns": total["patterns"],
        "forbidden_present": len(broken),
        "claims_per_row": round(total["claims"] / len(gold), 3),
        "missed": missed,
        "broken": broken,
    }


def main() -> None:
    gold = rows()
    records = extract(gold)
    result = score(gold, records)
    missed, broken = result.pop("missed"), result.pop("broken")
    print(json.dumps(result))
    if "--show" in sys.argv:
        texts = {r["id"]: r["text"] for r in gold}
        for kind, lines in (("broken", broken), ("missed", missed)):
            for line in lines:
                row = line.split(":")[0]
                print(f"{kind} {line}\n    {texts[row]}")
                for c in records[row].claims:
                    ends = [a.text if a else "-" for a in (c.source, c.target)]
                    voices = " > ".join(a.text for a in c.claimants)
                    said = f"{c.polarity} {c.modality} [{voices}] <{c.trigger.text}>"
                    print(f"      {c.relation}/{c.plover} {ends[0]} -> {ends[1]} {said}")


if __name__ == "__main__":
    main()
