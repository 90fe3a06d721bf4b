"""Readers, extractor and graph together: what `kg extract` and `kg build` do.

One bad document does not stop the others: it goes to ``skipped`` with the reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from kg import readers
from kg.errors import KgError
from kg.graph.store import GraphStore
from kg.model import Document, Record
from kg.relation_model import SHIPPED, opened, own_relations

BATCH = 32  # documents that go through the language model together

Progress = Callable[[Record], None]


class Extracts(Protocol):
    """What `build` needs of `kg.extract.Extractor`."""

    def extract(self, document: Document) -> Record: ...
    def extract_all(self, documents: Iterable[Document], batch_size: int = BATCH) -> Iterator[Record]: ...


@dataclass(frozen=True)
class Done:
    """What went into the graph: how many documents, and how many claims they make."""

    documents: int
    claims: int


def extract(
    path: str,
    *,
    skipped: list[KgError],
    model: str | None = None,
    gazetteers: Iterable[str | Path] = (),
    relation_model: str | Path | None = SHIPPED,
    published: str | None = None,
    extractor: Extracts | None = None,
) -> Iterator[Record]:
    """The records of the documents in a file, a folder, or standard input (``-``), in their order.

    ``published`` (ISO 8601) holds for documents without a date; ``model`` names an installed spaCy pipeline,
    ``gazetteers`` a user's files of names, and ``relation_model`` the folder of a learned reader of relations (None:
    the rules alone); they are loaded unless an ``extractor`` is given. Raises InputError at once for an input that
    cannot be read at all, and ModelError for a model that does not fit; documents that fail are appended to
    ``skipped``.
    """
    documents = readers.read(path, published=published, skipped=skipped)
    return _extracted(documents, extractor or _loaded(model, gazetteers, relation_model), skipped)


def build(
    path: str,
    graph: str | Path,
    *,
    skipped: list[KgError],
    model: str | None = None,
    gazetteers: Iterable[str | Path] = (),
    relation_model: str | Path | None = SHIPPED,
    published: str | None = None,
    extractor: Extracts | None = None,
    progress: Progress | None = None,
) -> Done:
    """Read documents and put them into the graph in a folder, each in the place of what the graph has of it.

    Building again changes nothing; building from other documents adds them. ``progress`` is called after each
    document. Options and errors as for `extract`, and StoreError where the graph cannot be written. An input that
    cannot be read leaves no new folder behind.
    """
    extractor = extractor or _loaded(model, gazetteers, relation_model)
    records = extract(path, skipped=skipped, published=published, extractor=extractor)
    with GraphStore.create(graph) as store:
        return _fill(store, records, skipped, progress, own_relations(relation_model))


def build_file(
    path: str,
    file: BinaryIO,
    format: str,
    *,
    skipped: list[KgError],
    model: str | None = None,
    gazetteers: Iterable[str | Path] = (),
    relation_model: str | Path | None = SHIPPED,
    published: str | None = None,
    extractor: Extracts | None = None,
    progress: Progress | None = None,
) -> Done:
    """As `build`, but write the graph to an open file in one of the formats of `kg.graph.dump`."""
    extractor = extractor or _loaded(model, gazetteers, relation_model)
    records = extract(path, skipped=skipped, published=published, extractor=extractor)
    with GraphStore.memory() as store:
        done = _fill(store, records, skipped, progress, own_relations(relation_model))
        file.write(store.dump(format))
    return done


def _fill(
    store: GraphStore,
    records: Iterable[Record],
    skipped: list[KgError],
    progress: Progress | None,
    own: Path | None,
) -> Done:
    store.load_ontology(own)
    documents = claims = 0
    for record in records:
        try:
            store.replace_document(record)
        except KgError as error:
            skipped.append(error)
            continue
        documents, claims = documents + 1, claims + len(record.claims)
        if progress is not None:
            progress(record)
    return Done(documents, claims)


def _loaded(model: str | None, gazetteers: Iterable[str | Path], relation_model: str | Path | None) -> Extracts:
    from kg.extract import DEFAULT_MODEL, Extractor  # loads spaCy: only when there is something to extract

    return Extractor(model or DEFAULT_MODEL, gazetteers, opened(relation_model))


def _extracted(documents: Iterable[Document], extractor: Extracts, skipped: list[KgError]) -> Iterator[Record]:
    waiting = iter(documents)
    while batch := list(itertools.islice(waiting, BATCH)):
        yield from _batch(batch, extractor, skipped)


def _batch(batch: list[Document], extractor: Extracts, skipped: list[KgError]) -> list[Record]:
    """The records of a batch; where one document fails, each for itself, to lose that one alone."""
    try:
        return list(extractor.extract_all(batch, batch_size=BATCH))
    except Exception:  # `extract` says below which document it was, as a KgError
        records = []
        for document in batch:
            try:
                records.append(extractor.extract(document))
            except KgError as error:
                skipped.append(error)
        return records
