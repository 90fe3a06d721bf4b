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

from kg import corrections, incoming_lines, provenance, readers
from kg.errors import KgError, ServerError
from kg.graph.corrections import Corrected, Corrections, upkeep
from kg.graph.corrections.row import Correction
from kg.graph.incoming import Ready
from kg.graph.store import GraphStore
from kg.graph.terms import extractor_iri
from kg.model import Document, Provenance, Record, content_hash
from kg.relation_model import SHIPPED, opened, own_relations

BATCH = 32  # documents that go through the language model together
RECORDS = 512  # records that go into the graph together at least; then as many as are in it, so that no stop costs more
NO_CORRECTIONS = upkeep.Outcome()
EMPTY = Record("", None, None, None, None)  # in the place of one that need not be kept

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
    that went, and the one of the same url that took its place. ``corrections`` is what came of the user's corrections.
    """

    documents: int = 0
    claims: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    outdated: int = 0
    displaced: tuple[tuple[str, str], ...] = ()
    corrections: upkeep.Outcome = NO_CORRECTIONS


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
    path: str | None,
    graph: str | Path,
    *,
    skipped: list[KgError],
    model: str | None = None,
    gazetteers: Iterable[str | Path] = (),
    relation_model: str | Path | None = SHIPPED,
    published: str | None = None,
    refresh: bool = False,
    rows: Iterable[Correction] | None = None,
    extractor: Extracts | None = None,
    progress: Progress | None = None,
) -> Done:
    """Read documents and records and put them into a graph, in a folder or on a server (by its address); only what it
    lacks is extracted and written.

    ``rows`` are the user's corrections; None: those that the graph has. Without a ``path`` they are all that is done,
    to a graph that is there already.

    A document that the graph has with the same content stays as it is. With other content it is replaced, and so is
    the one document of the graph that has the url of a new one, unless this build has met it too; each at one moment,
    so that whatever stops a build, the graph holds whole documents. With ``refresh`` documents of the same content
    are made again too where other versions, tables or models had made them. Records are taken as they are, once they
    fit the shapes. ``progress`` is called after each document. At the end the events above the claims are made anew.

    Options and errors as for `extract`, and StoreError where the graph cannot be written. An input that cannot be
    read leaves no new folder behind.
    """
    given, own = tuple(gazetteers), own_relations(relation_model)
    maker = _Maker(model, given, relation_model, extractor)
    if path is None:
        with GraphStore.write(graph) as store:
            store.load_ontology(own)
            return _Filling(store, maker, skipped, _corrections(store, rows, given, own)).fill(())
    found = _found(path, own, published, skipped)
    first = next(found, None)
    if first is None:
        return Done()
    if isinstance(first, Document) and not GraphStore.exists(graph):
        maker.load()  # before there is a folder, in case that fails
    with GraphStore.create(graph) as store:
        store.load_ontology(own)
        known = _corrections(store, rows, given, own)
        return _Filling(store, maker, skipped, known, progress, refresh).fill(itertools.chain([first], found))


def _found(path: str, own: Path | None, published: str | None, skipped: list[KgError]) -> Iterator[Document | Ready]:
    """Documents, and records that are looked at and written already, in the order of the input."""
    lines = functools.partial(incoming_lines.read, own_relations=own)
    return readers.read_with(lines, path, published=published, skipped=skipped)


def _corrections(
    store: GraphStore, rows: Iterable[Correction] | None, gazetteers: tuple[str | Path, ...], own: Path | None
) -> Corrections:
    """The corrections to go by from now on: these, which the graph then keeps, or those that it has."""
    known = corrections.ready(store.corrections() if rows is None else rows, gazetteers, own)
    store.put_corrections(known.rows)
    return known


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
    rows: Iterable[Correction] = (),
    extractor: Extracts | None = None,
    progress: Progress | None = None,
) -> Done:
    """As `build`, but write the graph to an open file in one of the formats of `kg.graph.dump`."""
    given, own = tuple(gazetteers), own_relations(relation_model)
    found = _found(path, own, published, skipped)
    maker = _Maker(model, given, relation_model, extractor)
    with GraphStore.memory() as store:
        store.load_ontology(own)
        done = _Filling(store, maker, skipped, _corrections(store, rows, given, own), progress).fill(found)
        file.writelines(store.dump_pieces(format))
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
        corrections: Corrections,
        progress: Progress | None = None,
        refresh: bool = False,
    ) -> None:
        self.store, self.maker, self.skipped = store, maker, skipped
        self.corrections, self.progress, self.refresh = corrections, progress, refresh
        self.with_additions = {row.document for row in corrections.rows if row.action == "add"}
        self.texts: dict[str, str] = {}  # of documents that claims are to be added to
        self.done: list[Corrected] = []  # documents in which a correction failed, or has brought something about
        self.anew: set[str] = set()  # documents that were there and have been corrected from their text
        self.met: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.displaced: list[tuple[str, str]] = []

    def fill(self, found: Iterable[Document | Ready]) -> Done:
        """Put in all that was found, a batch at a time; ServerError says how far it came."""
        try:
            return self._filled(found)
        except ServerError as error:
            there = f"{self.counts['documents']} of the documents are in the graph"
            raise ServerError(error.what, where=error.where, remedy=f"{there}; {error.remedy}") from error

    def _filled(self, found: Iterable[Document | Ready]) -> Done:
        before = upkeep.settle(self.store, self.corrections)  # first, so that what is there is counted as it will be
        waiting_at_url: list[Record | Ready] = []
        for batch in _batches(found, together=self.store.together):
            if not isinstance(batch, list):
                self._put_run(batch, waiting_at_url)
                continue
            self.met.update(one.id for one in batch)
            self._note_texts(batch)
            lacking = [one for one in batch if not self._stays(one)]
            new = []
            for one in self._made(lacking):
                if self.store.made(one.id) is not None:
                    self._put(_record(one))
                elif self._at_its_url(one):
                    waiting_at_url.append(one)
                elif (done := self._corrected(one)) is not None:
                    self._put(_record(one), done)
                else:
                    new.append(one)
            self._put_new(new)
        for one in waiting_at_url:  # now that it is known which others the input has
            self._put(_record(one))
        after = upkeep.settle(self.store, self.corrections, self.done)
        self.store.refresh_events()  # last, from the claims as they are corrected
        outcome = dataclasses.replace(
            after,
            warned=tuple(sorted({*before.warned, *after.warned})),
            anew=before.anew | after.anew | self.anew,
        )
        return Done(**self.counts, displaced=tuple(self.displaced), corrections=outcome)

    def _note_texts(self, batch: Iterable[Document | Ready]) -> None:
        """Where the words of an added claim stand, the text tells best; a graph has only what it quotes."""
        self.texts |= {d.id: d.text for d in batch if isinstance(d, Document) and d.id in self.with_additions}

    def _note(self, done: Corrected | None) -> None:
        if done is not None and (done.failed or done.warned):
            self.done.append(dataclasses.replace(done, record=EMPTY, extracted=EMPTY))

    def _correct_unchanged(self, document: str) -> None:
        """Now that the text is at hand, claims may be added whose words the graph does not quote."""
        if document in self.texts:
            done = upkeep.recorrect(self.store, self.corrections, document, self.texts[document])
            self._note(done if isinstance(done, Corrected) else None)
            if done is not None:
                self.anew.add(document)

    def _stays(self, one: Document | Ready) -> bool:
        """Whether the graph has it already; counts it then."""
        made = self.store.made(one.id)
        if made is None:
            return False
        if isinstance(one, Ready):
            if one.fault is not None or made.record_hash != one.record_hash:
                return False
        elif made.content_hash != content_hash(one):
            return False
        elif made.extractor != str(extractor_iri(self.maker.provenance)):
            if self.refresh:
                return False
            self.counts["outdated"] += 1
        self._correct_unchanged(one.id)
        self._count("unchanged", one.id, self.store.claims_of(one.id))
        return True

    def _made(self, lacking: list[Document | Ready]) -> Iterator[Record | Ready]:
        """What is to be written, in the order of the input."""
        made = self.maker.records([one for one in lacking if isinstance(one, Document)], self.skipped)
        self.skipped.extend(one.fault for one in lacking if isinstance(one, Ready) and one.fault is not None)
        given = [one for one in lacking if isinstance(one, Ready) and one.fault is None]
        ready: dict[str, Record | Ready] = {record.id: record for record in made}
        ready |= {one.id: one for one in given}
        return (ready[one.id] for one in lacking if one.id in ready)

    def _put(self, record: Record, done: Corrected | None = None) -> None:
        """Put in one document, corrected (``done``, where that is known already)."""
        known = self.store.made(record.id) is not None
        others = self._at_its_url(record)
        done = done or self._corrected(record)
        try:
            self.store.replace_document(record, instead_of=others, corrected=done)
        except ServerError:  # the next one would fare no better
            raise
        except KgError as error:
            self.skipped.append(error)
            return
        self.displaced.extend((other, record.id) for other in others)
        self._note(done)
        record = record if done is None else done.record
        self._count("replaced" if known or others else "added", record.id, len(record.claims))

    def _put_run(self, run: Iterator[Ready], waiting_at_url: list[Record | Ready]) -> None:
        """Put in many records, the new ones at one moment, each taken from where it is made when its turn comes."""
        others: list[Ready] = []  # whose turn comes after the new ones
        counted: dict[str, int] = {}

        def new() -> Iterator[Ready]:
            for one in run:
                again = one.id in self.met
                self.met.add(one.id)
                if self._stays(one):
                    continue
                if again or one.fault is not None or self.store.made(one.id) is not None:
                    others.append(one)
                elif self._at_its_url(one):
                    waiting_at_url.append(one)
                elif self._corrected(one) is not None:
                    others.append(one)
                else:
                    counted[one.id] = len(one.claims)
                    yield one

        self.store.add_documents(new(), refused=others)
        refused = {one.id for one in others}
        for ident in [ident for ident in counted if ident not in refused]:
            self._count("added", ident, counted[ident])
        for made in self._made([one for one in others if not self._stays(one)]):
            done = self._corrected(made) if self.store.made(made.id) is None else None
            self._put(_record(made), done)

    def _put_new(self, new: list[Record | Ready]) -> None:
        """Put in documents that the graph has neither by id nor by url: together, or one by one where one is bad."""
        if not self.store.together or not self._all_in(new):
            for one in new:
                self._put(_record(one))

    def _all_in(self, new: list[Record | Ready]) -> bool:
        """Put in these new documents at one moment; False, and none is in, where one of them is bad."""
        try:
            self.store.add_documents(new)
        except KgError:
            return False
        for one in new:
            self._count("added", one.id, len(one.claims))
        return True

    def _corrected(self, one: Record | Ready) -> Corrected | None:
        """What the corrections make of a record; None where they have nothing to say of it."""
        return self.corrections.apply(_record(one), text=self.texts.get(one.id)) if self.corrections.rows else None

    def _at_its_url(self, record: Record | Ready) -> list[str]:
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


def _record(one: Record | Ready) -> Record:
    return one.record() if isinstance(one, Ready) else one


def _batches(
    found: Iterable[Document | Ready], *, together: bool
) -> Iterator[list[Document | Ready] | Iterator[Ready]]:
    """What goes through the model together, as a list; records as they come, to be taken before the next is asked for,
    where the graph takes many ``together``.

    Records go into the graph in growing numbers: each time that they do, Oxigraph puts all that it has in order anew.
    """
    waiting = iter(found)
    done = 0
    following: list[Document | Ready] = list(itertools.islice(waiting, 1))

    def run(size: int) -> Iterator[Ready]:
        nonlocal done
        for _ in range(size):
            if not following or not isinstance(one := following[0], Ready):
                return
            following[:] = itertools.islice(waiting, 1)
            done += 1
            yield one

    while following:
        if together and isinstance(following[0], Ready):
            yield run(max(done, RECORDS))
            continue
        batch = following + list(itertools.islice(waiting, BATCH - 1))
        following = list(itertools.islice(waiting, 1))
        yield batch


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
