"""Readers, extractor and graph together: what `kg extract` and `kg build` do.

One bad document does not stop the others: it goes to ``skipped`` with the reason.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from kg import provenance, readers
from kg.errors import KgError
from kg.graph.rdf import record_hash
from kg.graph.store import GraphStore
from kg.graph.terms import extractor_iri
from kg.model import Document, Provenance, Record, content_hash
from kg.relation_model import SHIPPED, opened, own_relations

BATCH = 32  # documents that go through the language model together

Progress = Callable[[str], None]  # is told the id of each document


class Extracts(Protocol):
    """What `build` needs of `kg.extract.Extractor`."""

    def extract(self, document: Document) -> Record: ...
    def extract_all(self, documents: Iterable[Document], batch_size: int = BATCH) -> Iterator[Record]: ...


@dataclass(frozen=True)
class Done:
    """What of the input is in the graph now: how many documents, and how many claims they make.

    The documents were added, replaced another (one of the same id, or of the same url), or are unchanged; of the
    unchanged, those outdated were made by other versions, tables or models. ``displaced`` are pairs of ids: a document
    that went, and the one of the same url that took its place.
    """

    documents: int = 0
    claims: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    outdated: int = 0
    displaced: tuple[tuple[str, str], ...] = ()


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

    Each says what made it, and has the hash of what it was made from.

    ``published`` (ISO 8601) holds for documents without a date; ``model`` names an installed spaCy pipeline,
    ``gazetteers`` a user's files of names, and ``relation_model`` the folder of a learned reader of relations (None:
    the rules alone); they are loaded unless an ``extractor`` is given. Raises InputError at once for an input that
    cannot be read at all, and ModelError for a model that does not fit; documents that fail are appended to
    ``skipped``.
    """
    documents = readers.read(path, published=published, skipped=skipped)
    maker = _Maker(model, tuple(gazetteers), relation_model, extractor)
    maker.load()
    return _extracted(documents, maker, skipped)


def build(
    path: str,
    graph: str | Path,
    *,
    skipped: list[KgError],
    model: str | None = None,
    gazetteers: Iterable[str | Path] = (),
    relation_model: str | Path | None = SHIPPED,
    published: str | None = None,
    refresh: bool = False,
    extractor: Extracts | None = None,
    progress: Progress | None = None,
) -> Done:
    """Read documents and records and put them into the graph in a folder; only what it lacks is extracted and written.

    A document that the graph has with the same content stays as it is. With other content it is replaced, and so is
    the one document of the graph that has the url of a new one, unless this build has met it too; each at one moment,
    so that whatever stops a build, the graph holds whole documents. With ``refresh`` documents of the same content
    are made again too where other versions, tables or models had made them. Records are taken as they are, once they
    fit the shapes. ``progress`` is called after each document. At the end the events above the claims are made anew.

    Options and errors as for `extract`, and StoreError where the graph cannot be written. An input that cannot be
    read leaves no new folder behind.
    """
    found = readers.read_all(path, published=published, skipped=skipped)
    maker = _Maker(model, tuple(gazetteers), relation_model, extractor)
    first = next(found, None)
    if first is None:
        return Done()
    if isinstance(first, Document) and not GraphStore.exists(graph):
        maker.load()  # before there is a folder, in case that fails
    with GraphStore.create(graph) as store:
        store.load_ontology(own_relations(relation_model))
        return _Filling(store, maker, skipped, progress, refresh).fill(itertools.chain([first], found))


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
    found = readers.read_all(path, published=published, skipped=skipped)
    maker = _Maker(model, tuple(gazetteers), relation_model, extractor)
    with GraphStore.memory() as store:
        store.load_ontology(own_relations(relation_model))
        done = _Filling(store, maker, skipped, progress).fill(found)
        file.write(store.dump(format))
    return done


class _Maker:
    """Documents to records that say what made them; loads what that takes when there is something to extract."""

    def __init__(
        self,
        model: str | None,
        gazetteers: tuple[str | Path, ...],
        relation_model: str | Path | None,
        extractor: Extracts | None,
    ) -> None:
        self._options = (model, gazetteers, relation_model)
        self._extractor = extractor

    @functools.cached_property
    def provenance(self) -> Provenance:
        return provenance.present(*self._options)

    def load(self) -> Extracts:
        """The extractor, loaded once. Raises InputError and ModelError as `extract` does."""
        if self._extractor is None:
            self._extractor = _loaded(*self._options)
        return self._extractor

    def records(self, documents: list[Document], skipped: list[KgError]) -> list[Record]:
        """The records of a batch, in its order, without those that fail."""
        if not documents:
            return []
        read = {d.id: content_hash(d) for d in documents}
        made = _batch(documents, self.load(), skipped)
        return [dataclasses.replace(r, content_hash=read[r.id], provenance=self.provenance) for r in made]


class _Filling:
    """One build: looks at what a store has of each document, and writes what it lacks."""

    def __init__(
        self,
        store: GraphStore,
        maker: _Maker,
        skipped: list[KgError],
        progress: Progress | None = None,
        refresh: bool = False,
    ) -> None:
        self.store, self.maker, self.skipped = store, maker, skipped
        self.progress, self.refresh = progress, refresh
        self.met: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.displaced: list[tuple[str, str]] = []

    def fill(self, found: Iterable[Document | Record]) -> Done:
        """Put in all that was found, a batch at a time."""
        waiting = iter(found)
        waiting_at_url: list[Record] = []
        while batch := list(itertools.islice(waiting, BATCH)):
            self.met.update(one.id for one in batch)
            lacking = [one for one in batch if not self._stays(one)]
            for record in self._records(lacking):
                if self._at_its_url(record):
                    waiting_at_url.append(record)
                else:
                    self._put(record)
        for record in waiting_at_url:  # now that it is known which others the input has
            self._put(record)
        self.store.refresh_events()
        return Done(**self.counts, displaced=tuple(self.displaced))

    def _stays(self, one: Document | Record) -> bool:
        """Whether the graph has it already; counts it then."""
        made = self.store.made(one.id)
        if made is None:
            return False
        if isinstance(one, Record):
            if made.record_hash != record_hash(one):
                return False
        elif made.content_hash != content_hash(one):
            return False
        elif made.extractor != str(extractor_iri(self.maker.provenance)):
            if self.refresh:
                return False
            self.counts["outdated"] += 1
        self._count("unchanged", one.id, self.store.claims_of(one.id))
        return True

    def _records(self, lacking: list[Document | Record]) -> Iterator[Record]:
        """What is to be written, in the order of the input."""
        made = self.maker.records([one for one in lacking if isinstance(one, Document)], self.skipped)
        given = [one for one in lacking if isinstance(one, Record)]
        faults = self.store.faults(given)
        self.skipped.extend(faults.values())
        ready = {record.id: record for record in (*made, *given) if record.id not in faults}
        return (ready[one.id] for one in lacking if one.id in ready)

    def _put(self, record: Record) -> None:
        known = self.store.made(record.id) is not None
        others = self._at_its_url(record)
        try:
            self.store.replace_document(record, instead_of=others)
        except KgError as error:
            self.skipped.append(error)
            return
        self.displaced.extend((other, record.id) for other in others)
        self._count("replaced" if known or others else "added", record.id, len(record.claims))

    def _at_its_url(self, record: Record) -> list[str]:
        """The document that this one replaces: that of the same url, where the url stands for a single document.

        Sites give several pages one url, too. So what this build has met itself is another document, and a url that
        several documents of the graph have says nothing. One that the graph has by its id replaces that alone.
        """
        if self.store.made(record.id) is not None:
            return []
        found = self.store.documents_at(record.url) if record.url else []
        return found if len(found) == 1 and found[0] not in self.met else []

    def _count(self, what: str, document: str, claims: int) -> None:
        self.counts.update({"documents": 1, "claims": claims, what: 1})
        if self.progress is not None:
            self.progress(document)


def _loaded(model: str | None, gazetteers: Iterable[str | Path], relation_model: str | Path | None) -> Extracts:
    from kg.extract import DEFAULT_MODEL, Extractor  # loads spaCy: only when there is something to extract

    return Extractor(model or DEFAULT_MODEL, gazetteers, opened(relation_model))


def _extracted(documents: Iterable[Document], maker: _Maker, skipped: list[KgError]) -> Iterator[Record]:
    waiting = iter(documents)
    while batch := list(itertools.islice(waiting, BATCH)):
        yield from maker.records(batch, skipped)


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
