"""Score the program on the gold sentences of ``tests/cases/claims*.jsonl``: ``python tests/score_cases.py``.

``--show`` prints what is missed, wrong and forbidden; ``--tags`` a table by phenomenon and ``--calibration`` one of
confidence, both in Markdown; ``--no-model`` goes by the rules alone; names of files limit it to them. The rules of
matching are in ``tests/cases/README.md``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.extract import Extractor
from kg.model import Actor, Claim, Document, Record
from kg.ontology import load
from kg.relation_model import shipped

CASES = Path(__file__).parent / "cases"
# What a claim of the program must agree with to count as right; finer fields are weighed in recall.
CORE = ("plover", "source", "target", "polarity", "modality")
PHENOMENA = (
    "passive nominal conjunction relative-clause control negation denial plan attribution nested-attribution quotation "
    "headline date place mutual domestic idiom counts agreement negative"
).split()


def files() -> list[Path]:
    """The files of gold sentences."""
    return sorted(CASES.glob("claims*.jsonl"))


def rows(paths: Iterable[Path] | None = None) -> list[dict[str, Any]]:
    """The gold rows."""
    lines = (line for path in paths or files() for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines if line.strip()]


def extract(gold: list[dict[str, Any]], *, model: bool = True) -> dict[str, Record]:
    """The program's records of the gold texts, by row id; with the learned reader or by the rules alone."""
    documents = [Document(r["id"], r["text"], published=r.get("published")) for r in gold]
    extractor = Extractor(relation_model=shipped() if model else None)
    return {record.id: record for record in extractor.extract_all(documents)}


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


def right(row: dict[str, Any], claim: Claim) -> bool:
    """Whether a claim is one that the row has: class, ends, polarity and modality, where the row gives them."""
    return any(matches(row["text"], relaxed(want, *CORE), claim) for want in row["claims"])


def score(gold: list[dict[str, Any]], records: dict[str, Record]) -> dict[str, Any]:
    """Recall of whole gold claims and of their parts, precision on complete rows, forbidden patterns, by phenomenon."""
    total: Counter[str] = Counter()
    tags: dict[str, Counter[str]] = {t: Counter() for t in PHENOMENA}
    missed, broken, wrong = [], [], []
    for row in gold:
        claims, text = records[row["id"]].claims, row["text"]
        count: Counter[str] = Counter(claims=len(claims))
        for want in (w for w in row["claims"] if not w.get("optional")):
            count["gold"] += 1
            whole = any(matches(text, want, c) for c in claims)
            count["found"] += whole
            count["ends"] += any(matches(text, relaxed(want, "source", "target"), c) for c in claims)
            count["class_and_ends"] += any(
                matches(text, relaxed(want, "source", "target", "plover"), c) for c in claims
            )
            if not whole:
                missed.append(f"{row['id']}: {json.dumps(want, ensure_ascii=False)}")
        for claim in claims if row.get("complete") else ():
            count["judged"] += 1
            count["right"] += right(row, claim)
            if not right(row, claim):
                wrong.append(f"{row['id']}: {said(claim)}")
        for pattern in row["absent"]:
            count["patterns"] += 1
            if any(matches(text, pattern, c) for c in claims):
                broken.append(f"{row['id']}: {json.dumps(pattern, ensure_ascii=False)}")
        total += count
        for tag in tags.keys() & set(row.get("tags", ())):
            tags[tag] += count
    return {
        "rows": len(gold),
        "gold_claims": total["gold"],
        **{k: _share(total[k], total["gold"]) for k in ("found", "class_and_ends", "ends")},
        "precision": _share(total["right"], total["judged"]),
        "judged": total["judged"],
        "forbidden_patterns": total["patterns"],
        "forbidden_present": len(broken),
        "claims_per_row": round(total["claims"] / len(gold), 3),
        "missed": missed,
        "broken": broken,
        "wrong": wrong,
        "tags": {
            t: (c["gold"], _share(c["found"], c["gold"]), c["judged"], _share(c["right"], c["judged"]))
            for t, c in tags.items()
        },
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def calibration(gold: list[dict[str, Any]], records: dict[str, Record]) -> list[tuple[str, int, float, float]]:
    """Bins of confidence: their name, how many claims, their mean confidence, the share of them that is right."""
    pairs = [(c.confidence, right(r, c)) for r in gold if r.get("complete") for c in records[r["id"]].claims]
    found = []
    for low, high in ((0.0, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = [(p, ok) for p, ok in pairs if low <= p < high]
        if inside:
            mean = round(sum(p for p, _ in inside) / len(inside), 3)
            found.append(
                (
                    f"{low:.1f} to {min(high, 1.0):.1f}",
                    len(inside),
                    mean,
                    _share(sum(ok for _, ok in inside), len(inside)),
                )
            )
    return found


def said(c: Claim) -> str:
    """A claim in one line."""
    ends = [a.text if a else "-" for a in (c.source, c.target)]
    voices = " > ".join(a.text for a in c.claimants)
    content = " content" if c.content_of else ""
    date = f" {c.event_date.value}" if c.event_date else ""
    what = f"{c.relation}/{c.plover} {ends[0]} -> {ends[1]} {c.polarity} {c.modality}"
    return f"{what} [{voices}] <{c.trigger.text}>{content}{date}"


def _print_tables(gold: list[dict[str, Any]], records: dict[str, Record], tags: dict[str, Any]) -> None:
    if "--tags" in sys.argv:
        print("| phenomenon | gold claims | recall | claims | precision |\n|---|---|---|---|---|")
        for tag, (wanted, recall, judged, precision) in tags.items():
            print(f"| {tag} | {wanted} | {recall:.2f} | {judged} | {precision:.2f} |")
    if "--calibration" in sys.argv:
        print("| confidence | claims | mean | right |\n|---|---|---|---|")
        for name, count, mean, share in calibration(gold, records):
            print(f"| {name} | {count} | {mean:.2f} | {share:.2f} |")


def main() -> None:
    paths = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    gold = rows(paths or None)
    records = extract(gold, model="--no-model" not in sys.argv)
    result = score(gold, records)
    lists = {k: result.pop(k) for k in ("broken", "wrong", "missed")}
    tags = result.pop("tags")
    print(json.dumps(result))
    _print_tables(gold, records, tags)
    if "--show" in sys.argv:
        texts = {r["id"]: r["text"] for r in gold}
        for kind, lines in lists.items():
            for line in lines:
                row = line.split(":")[0]
                print(f"{kind} {line}\n    {texts[row]}")
                for c in records[row].claims if kind != "wrong" else ():
                    print(f"      {said(c)}")


if __name__ == "__main__":
    main()
