"""Write data/common_words.csv: the words that say little about which happening a sentence tells of.

    python scripts/make_common_words.py

They are counted in the sentences of data/training, which were written for this project. A word that stands in at least
one of `ONE_IN` sentences is common.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

ONE_IN = 250
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    found: Counter[str] = Counter()
    sentences = 0
    for file in sorted((ROOT / "data/training").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            sentences += 1
            found.update({word.lower() for word in re.findall(r"[^\W\d_]+", json.loads(line)["text"])})
    rows = sorted((word, round(1000 * n / sentences, 1)) for word, n in found.items() if n * ONE_IN >= sentences)
    with (ROOT / "data/common_words.csv").open("w", encoding="utf-8", newline="") as out:
        out.write("# Written by scripts/make_common_words.py: in how many of 1000 sentences of news a word stands.\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("word", "per_thousand"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
