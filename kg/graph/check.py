"""Validation of a whole graph: its documents in shares, each checked by itself, on as many processes as there are.

A share is checked by the shapes, by the rules of ``ontology/rules/*.rq``, and by whether plain triples and claims
agree. Nothing that is checked reaches over documents, so memory does not grow with the graph, and what is found does
not depend on how the work was divided.
"""

from __future__ import annotations

import functools
import hashlib
import heapq
import multiprocessing
import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg import resources
from kg.graph import validate
from kg.graph.terms import DOCUMENT, document_id, document_iri, short
from kg.graph.validate import Finding

if TYPE_CHECKING:
    from kg.graph.store import GraphStore

SHARE = 200  # documents in a share: some seconds of work
_PLACE = re.compile(r"VALUES \?document \{ UNDEF \}")

Progress = Callable[[int, int], None]  # is told how many documents are done, and of how many


def cores() -> int:
    """How many processes can work at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chosen(documents: Sequence[str], sample: int | None) -> Sequence[str]:
    """So many of these ids, in their order: always the same ones, whatever they are about; all without a number."""
    if sample is None or sample >= len(documents):
        return documents
    return sorted(heapq.nsmallest(sample, documents, key=lambda d: (hashlib.sha256(d.encode()).digest(), d)))


def findings(
    store: GraphStore,
    folder: Path | None,
    documents: Sequence[str],
    *,
    processes: int = 1,
    progress: Progress | None = None,
) -> list[Finding]:
    """All that is wrong with these documents' graphs, sorted.

    With a ``folder``, from which other processes may read, up to so many of them share the work.
    """
    shares = [documents[at : at + SHARE] for at in range(0, len(documents), SHARE)]
    found: set[Finding] = set()
    done = 0
    for share, wrong in zip(shares, _checked(store, folder, shares, processes), strict=True):
        found.update(wrong)
        done += len(share)
        if progress is not None:
            progress(done, len(documents))
    return sorted(found)


def _checked(
    store: GraphStore, folder: Path | None, shares: Sequence[Sequence[str]], processes: int
) -> Iterator[list[Finding]]:
    """The findings of each share, in the order of the shares."""
    processes = min(processes, len(shares))
    if folder is None or processes < 2:
        yield from (of_share(store, share) for share in shares)
        return
    # "spawn": a process that is forked off would have the parent's open store, whose threads it lacks
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(functools.partial(_in_folder, folder), shares)


def _in_folder(folder: Path, share: Sequence[str]) -> list[Finding]:
    from kg.graph.store import GraphStore

    with GraphStore.read(folder) as store:
        return of_share(store, share)


def of_share(store: GraphStore, documents: Sequence[str]) -> list[Finding]:
    """What is wrong with the graphs of these documents."""
    return sorted({*validate.findings(documents, store), *_broken_rules(documents, store)})


def strays(graphs: Iterable[tuple[str, bool]], documents: Container[str], *, all: bool) -> Iterator[Finding]:
    """Graphs of documents, and of their voices, that no document describes; with ``all``, also those of no document.

    ``graphs`` are their names, and whether a document describes each.
    """
    for name, described in graphs:
        if not name.startswith(DOCUMENT):
            continue
        known = document_id(name.partition("/voice/")[0]) in documents
        if (known and not described) or (all and not known):
            yield Finding(name, "", "", "this graph belongs to no document and voice of the graph")


def rules() -> dict[str, str]:
    """The text of each rule by its name: a query for what breaks it, one row each."""
    files = sorted(resources.find("ontology/rules").glob("*.rq"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def _broken_rules(documents: Iterable[str], store: GraphStore) -> Iterator[Finding]:
    place = f"VALUES ?document {{ {' '.join(document_iri(d).n3() for d in documents)} }}"
    for text in rules().values():
        message = text.partition("# title: ")[2].partition("\n")[0]
        for row in store.query(_PLACE.sub(lambda match: place, text)).dicts():
            document, focus, path, value = (str(row[name]) for name in ("document", "focus", "path", "value"))
            yield Finding(focus, f"in {short(document)}", short(path), message, short(value))
