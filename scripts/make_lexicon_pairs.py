"""Rougher training data from the lexicon: the example of each row, with the ends that the rules find in it.

    python scripts/make_lexicon_pairs.py -o build/lexicon_pairs.jsonl

For the first stage of `scripts/train_relation_model.py` (``--pretrain``). Only examples in which the rules find the
row's own relation between two actors are kept, with the reverse as a pair without a relation unless the relation holds
both ways.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kg import ontology, resources
from kg.extract import Extractor
from kg.model import Document

STATUS = {"actual": [], "planned": ["planned"], "demanded": ["demanded"], "possible": ["possible"]}


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--out", type=Path, required=True)
    args = parser.parse_args()
    known = ontology.load()
    wanted: dict[str, set[str]] = {}
    for row in resources.table("lexicon"):
        if row["example"]:
            wanted.setdefault(row["example"], set()).add(row["relation"])
    documents = [Document(id=str(n), text=text) for n, text in enumerate(wanted)]
    lines = []
    for document, record in zip(documents, Extractor().extract_all(documents), strict=True):
        pairs: dict[tuple[str, str], list[str | None]] = {}
        for claim in record.claims:
            a, b = claim.source, claim.target
            if a is None or b is None or claim.relation not in wanted[document.text]:
                continue
            if (
                document.text.count(a.text) > 1
                or document.text.count(b.text) > 1
                or (a.start < b.end and b.start < a.end)
            ):
                continue
            status = ["denied"] if claim.polarity == "denied" else STATUS[claim.modality]
            pairs[a.text, b.text] = [claim.relation, *status]
            pairs.setdefault(
                (b.text, a.text), [claim.relation, *status] if known.relation(claim.relation).symmetric else [None]
            )
        if pairs:
            rows = [[*ends, *label] for ends, label in pairs.items()]
            lines.append(json.dumps({"text": document.text, "pairs": rows}, ensure_ascii=False))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("".join(line + "\n" for line in lines), "utf-8")
    print(f"{len(lines)} of {len(documents)} examples")


if __name__ == "__main__":
    main()
