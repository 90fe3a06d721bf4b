"""What keeping and checking a graph costs: time and memory of the commands, beside those of extraction.

    python scripts/bench_build.py
    python scripts/bench_build.py articles.jsonl --query own-voice --rounds 5 --json

Each command runs as a user runs it, in a process of its own: `kg extract`, `kg build` into a new graph (extraction
included), `kg validate` and `kg query` of a named query on that graph. In every round it runs on one document and on
all. The time for the one is its start-up; what all take longer, by the number of claims, is the time for 1,000 claims,
and the ratio compares that with `kg extract` in the same run. Times are processor time, which other work on the machine
hardly changes, medians of the rounds. The memory is the most that the process for all documents ever held.

Without a path the texts are those of scripts/bench_extract.py.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench_extract import documents

from kg.errors import KgError
from kg.model import Document

QUERY = "strongest-dyads"
Figures = dict[str, dict[str, float]]


def write(given: Sequence[Document], path: Path) -> None:
    """The documents as JSON lines, as the commands read them."""
    lines = (json.dumps({k: v for k, v in vars(d).items() if v is not None}, ensure_ascii=False) for d in given)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor time and peak memory in MB of one command of `kg`; raises KgError where it fails.

    Processes that the command starts count too. This process stays small: what it holds would count for them all.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise KgError(f"it ended with {process.returncode}", where=f"kg {' '.join(command)}", remedy="run it by hand")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def commands(folder: Path, number: int, query: str) -> dict[str, list[str]]:
    """The commands on the documents in a folder; each round makes a graph of its own."""
    given, records, graph = str(folder / "in.jsonl"), str(folder / "out.jsonl"), str(folder / f"graph-{number}")
    return {
        "extract": ["extract", given, "-o", records],
        "build": ["build", given, "-o", graph],
        "validate": ["validate", graph],
        f"query {query}": ["query", graph, query],
    }


def measure(folders: Mapping[str, Path], query: str, rounds: int) -> Figures:
    """The figures of each command; ``folders`` hold the documents: ``one`` of them, and ``all``."""
    seconds: dict[tuple[str, str], list[float]] = {}
    peak: dict[str, float] = {}
    for number in range(rounds):
        for size, folder in folders.items():
            for name, command in commands(folder, number, query).items():
                taken, held = run(command)
                seconds.setdefault((name, size), []).append(taken)
                peak[name] = max(peak.get(name, 0.0), held)
    thousands = (claims(folders["all"]) - claims(folders["one"])) / 1000
    if thousands <= 0:
        raise KgError("the documents make no claims", where="kg extract")
    found = {}
    for name in peak:
        start_up, whole = (statistics.median(seconds[name, size]) for size in ("one", "all"))
        found[name] = {"start_up": start_up, "per_1000": (whole - start_up) / thousands, "peak_mb": peak[name]}
    for figures in found.values():
        figures["ratio"] = figures["per_1000"] / found["extract"]["per_1000"]
    return found


def claims(folder: Path) -> int:
    """How many claims `kg extract` wrote."""
    lines = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return sum(len(json.loads(line)["claims"]) for line in lines)


def table(found: Figures) -> str:
    """The figures as text in columns."""
    width = max(map(len, found)) + 2
    head = f"{'kg':<{width}}{'start-up s':>12}{'s per 1,000 claims':>20}{'of extract':>12}{'peak MB':>9}"
    rows = [
        f"{name:<{width}}{f['start_up']:>12.2f}{f['per_1000']:>20.2f}{f['ratio']:>12.2f}{f['peak_mb']:>9.0f}"
        for name, f in found.items()
    ]
    return "\n".join([head, *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Time and memory of kg build, validate and query.")
    parser.add_argument("path", nargs="?", help="documents to measure with; the project's own without it")
    parser.add_argument("--words", type=int, default=25_000, help="go on over the texts until there are so many words")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--query", default=QUERY, metavar="NAME", help="a named query")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = parser.parse_args(arguments)
    try:
        given = documents(asked.path, asked.words)
        with tempfile.TemporaryDirectory(prefix="kg-bench-") as temporary:
            folders = {size: Path(temporary, size) for size in ("one", "all")}
            for folder, part in zip(folders.values(), (given[:1], given), strict=True):
                folder.mkdir()
                write(part, folder / "in.jsonl")
            found = measure(folders, asked.query, asked.rounds)
            made = claims(folders["all"])
    except KgError as error:
        print(error, file=sys.stderr)
        return 1
    if asked.json:
        size = {"documents": len(given), "claims": made, "rounds": asked.rounds}
        print(json.dumps({"input": size, **found}, indent=2))
    else:
        print(f"{len(given)} documents, {made} claims, median of {asked.rounds} rounds")
        print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
