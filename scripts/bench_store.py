"""What a large graph costs: building, asking, merging events, removing, exporting and checking it.

    python scripts/bench_store.py
    python scripts/bench_store.py --claims 100000 1000000 --documents 200000 --folder /big/disk
    python scripts/bench_store.py --claims 10000 --steps build queries

The graphs are made up (scripts/synthetic.py) in the shape of what `kg extract` writes, always the same. Each step runs
in a process of its own and tells its seconds by the clock, those of the processor, and the most memory that it held.
On a busy machine read the seconds of the processor; a step that works on several processes has those of all.

- ``build``: `kg build` of records (.jsonl) into a new graph, with all checks of what others made;
- ``rdflib``: the same quads into rdflib's store in memory, at the least size only, since it holds no more;
- ``queries``: each named query, the median of the rounds; those with parameters with some set;
- ``events``: the merging of claims into events, where this version has it;
- ``remove``: one document out of a graph of ``--documents`` small ones;
- ``export``: each format; ``validate``: the whole graph, and a sample.

With 85 quads a claim, 100,000 claims take some 3 GB of disk for as long as it runs, and half as much again meanwhile.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import synthetic

from kg.graph import check, limited, parameters, query
from kg.graph.event_claims import reported
from kg.graph.events import events_of
from kg.graph.store import GraphStore
from kg.graph.terms import PREFIXES

SET = dict.fromkeys(("a", "who", "about", "side"), "TUR")
SET |= {"b": "RUS", "at": "2015", "since": "2014", "lat": "36.2", "lon": "37.1", "km": "100"}
FORMATS = ("nquads", "trig", "turtle", "jsonld", "graphml", "gexf", "polecat", "plover", "parquet", "csv")
Figures = dict[str, Any]


def records_file(folder: Path) -> Path:
    return folder / "records.jsonl"


# The steps, each in a process of its own: folder and size in, what it measured out.


def generate(folder: Path, claims: int, asked: argparse.Namespace) -> Figures:
    made = 0
    if asked.records:  # made before
        records_file(folder).symlink_to(Path(asked.records).resolve())
        return {"MB": round(records_file(folder).stat().st_size / 1e6)}
    with records_file(folder).open("w", encoding="utf-8") as file:
        for record in synthetic.records(claims):
            file.write(record.to_json() + "\n")
            made += 1
    return {"documents": made, "MB": round(records_file(folder).stat().st_size / 1e6)}


def build(folder: Path, claims: int, _: argparse.Namespace) -> Figures:
    from kg import build as builder

    skipped: list[Any] = []
    done = builder.build(str(records_file(folder)), folder / "graph", skipped=skipped, relation_model=None)
    if skipped or done.claims < claims:
        raise SystemExit(f"skipped {len(skipped)}: {skipped[:1]}")
    size = sum(file.stat().st_size for file in (folder / "graph").iterdir())
    return {"claims": done.claims, "MB": round(size / 1e6)}


def rdflib(folder: Path, claims: int, _: argparse.Namespace) -> Figures:
    from rdflib import Dataset

    from kg.graph import rdf

    dataset, made = Dataset(default_union=True), 0
    for record in synthetic.records(claims):
        quads = rdf.to_quads(record)
        made += len(quads)
        dataset.addN((s, p, o, dataset.graph(g)) for s, p, o, g in quads)
    return {"quads": made}


def queries(folder: Path, _: int, asked: argparse.Namespace) -> Figures:
    """Each query in a process that is ended when its time is over; the first answer counts as another."""
    found: Figures = {}
    for name in query.names():
        declared = parameters.declared(query.named(name))
        values = {p.name: SET[p.name] for p in declared if p.name in SET}
        request = query.checked(parameters.bound(query.named(name), values)).request()
        started = time.perf_counter()
        try:
            done = subprocess.run(
                [sys.executable, __file__, "--step", "query", "--folder", str(folder), "--rounds", str(asked.rounds)],
                input=json.dumps(request), capture_output=True, text=True, timeout=asked.limit, check=True,
            )  # fmt: skip
            found[name] = {**json.loads(done.stdout), "set": values}
        except subprocess.TimeoutExpired:
            found[name] = {"seconds": None, "longer than": round(time.perf_counter() - started), "set": values}
    return found


def one_query(folder: Path, rounds: int) -> Figures:
    import pyoxigraph

    request = json.load(sys.stdin)
    store = pyoxigraph.Store.read_only(str(folder / "graph"))
    walls, processor, rows = [], [], 0
    for _ in range(rounds):
        wall, used = time.perf_counter(), time.process_time()
        rows = len(limited.answer(store, request["text"], union=request["union"], prefixes=PREFIXES)["rows"])
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() - used)
    return {"seconds": statistics.median(walls), "processor": statistics.median(processor), "rows": rows}


def events(folder: Path, claims: int, _: argparse.Namespace) -> Figures:
    told = [claim for record in synthetic.records(claims) for claim in reported(record)]
    started, used = time.perf_counter(), _processor()
    found = events_of(told, processes=check.cores())
    clock, processor = time.perf_counter() - started, _processor() - used
    return {
        "events": len(found),
        "processes": check.cores(),
        "merging s": round(clock, 2),
        "claims/s": round(len(told) / clock),
        "processor s": round(processor, 2),
        "claims/s of one processor": round(len(told) / processor),
    }


def _processor() -> float:
    """Seconds of processors so far, those of processes that have ended included."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def remove(folder: Path, _: int, asked: argparse.Namespace) -> Figures:
    """Out of a graph of many small documents, made for this alone."""
    graph = folder / "many"
    with GraphStore.create(graph) as store:
        store.load_ontology()
        store.add_documents(itertools.islice(synthetic.records(10**9, each=(1, 1)), asked.documents))
    taken = []
    for number in range(5):
        with GraphStore.write(graph) as store:
            started = time.perf_counter()
            assert store.remove_document(f"syn-{asked.documents * number // 5:07d}")
        taken.append(time.perf_counter() - started)  # with what it takes to write it down
    shutil.rmtree(graph)
    return {"documents": asked.documents, "removal s": round(statistics.median(taken), 3)}


def export(folder: Path, _: int, asked: argparse.Namespace) -> Figures:
    from kg import export as exports

    with GraphStore.read(folder / "graph") as store, (folder / "export").open("wb") as file:
        done = exports.FORMATS[asked.format](store, file)
    size = (folder / "export").stat().st_size
    (folder / "export").unlink()
    return {done.what: done.count, "MB": round(size / 1e6)}


def validate(folder: Path, _: int, asked: argparse.Namespace) -> Figures:
    with GraphStore.read(folder / "graph") as store:
        found = store.validate(sample=asked.sample, processes=check.cores())
    return {"findings": len(found)}


STEPS: dict[str, Callable[[Path, int, argparse.Namespace], Figures]] = {
    step.__name__: step for step in (generate, build, rdflib, queries, events, remove, export, validate)
}


# The whole run.


def measured(step: str, folder: Path, claims: int, asked: argparse.Namespace, *more: str) -> Figures:
    """The figures of one step in a process of its own, with seconds, those of the processor, and peak memory."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder), "--claims", str(claims)]
    command += ["--rounds", str(asked.rounds), "--limit", str(asked.limit), "--documents", str(asked.documents), *more]
    command += ["--records", asked.records] if asked.records else []
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return {"failed": process.returncode}
    figures = {
        "seconds": round(time.perf_counter() - started, 1),
        "processor": round(used.ru_utime + used.ru_stime, 1),
        "peak MB": round(used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)),
    }
    return figures | json.loads(told)


def run(asked: argparse.Namespace, above: Path) -> Iterator[tuple[int, str, Figures]]:
    """Size, step and figures, as they come."""
    for claims in asked.claims:
        folder = Path(tempfile.mkdtemp(prefix=f"kg-{claims}-", dir=above))
        try:
            needed = ["generate", "build", *asked.steps] if set(asked.steps) & NEED_GRAPH else asked.steps
            for step in dict.fromkeys(needed):
                if step in {"rdflib", "remove"} and claims != min(asked.claims):
                    continue
                for more in _variants(step):
                    name = " ".join([step, *more[1:]])
                    yield claims, name, measured(step, folder, claims, asked, *more)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


NEED_GRAPH = {"build", "queries", "export", "validate"}


def _variants(step: str) -> list[list[str]]:
    if step == "export":
        return [["--format", format] for format in FORMATS]
    return [[], ["--sample", "1000"]] if step == "validate" else [[]]


def told(claims: int, step: str, figures: Figures) -> str:
    """A line for a step; one for each query."""
    if step != "queries":
        numbers = (int, float)
        said = (f"{name} {value:,}" if isinstance(value, numbers) else f"{value}" for name, value in figures.items())
        return f"{claims:>9,}  {step:<18} {', '.join(said)}"
    lines = []
    for name, one in figures.items():
        if isinstance(one, dict):
            values = " ".join(f"{k}={v}" for k, v in one["set"].items())
            taken = f"longer than {one['longer than']} s" if "longer than" in one else (
                f"{one['seconds']:8.2f} s {one['processor']:8.2f} processor {one['rows']:>8,} rows"
            )  # fmt: skip
            lines.append(f"{claims:>9,}  query {name:<26} {taken}  {values}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="What a large graph costs.")
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000], metavar="N", help="sizes")
    parser.add_argument("--documents", type=int, default=20_000, help="of the graph that one is removed from")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS), help="only these")
    parser.add_argument("--records", help="a file of records that `--step generate` made before; for one size alone")
    parser.add_argument("--folder", help="where the graphs go for the time; default: the system's temporary folder")
    parser.add_argument("--rounds", type=int, default=3, help="of each query")
    parser.add_argument("--limit", type=float, default=120, help="seconds after which a query is ended")
    parser.add_argument("--json", action="store_true", help="a line of JSON a step")
    parser.add_argument("--step", help=argparse.SUPPRESS)  # these three are for the processes of the steps
    parser.add_argument("--format", help=argparse.SUPPRESS)
    parser.add_argument("--sample", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.step == "query":
        print(json.dumps(one_query(Path(asked.folder), asked.rounds)))
    elif asked.step:
        print(json.dumps(STEPS[asked.step](Path(asked.folder), asked.claims[0], asked)))
    else:
        with tempfile.TemporaryDirectory(prefix="kg-bench-", dir=asked.folder) as above:
            for claims, step, figures in run(asked, Path(above)):
                line = json.dumps({"claims": claims, "step": step, **figures})
                print(line if asked.json else told(claims, step, figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
