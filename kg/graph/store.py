"""The graph on disk: an embedded Oxigraph store in a folder, one named graph a document and voice.

with GraphStore.create("graph") as store:      # to write; makes the folder where there is none
    store.load_ontology()
    store.replace_document(record)
with GraphStore.write("graph") as store:       # to change one that is there
    store.remove_document("d1")
with GraphStore.read("graph") as store:        # to read; keeps writers out for that time
    answer = store.query("SELECT ...")
with GraphStore.snapshot("graph") as store:    # to read for long: a copy that leaves writers alone

Where a folder is named, the address of a SPARQL 1.1 server may be named instead: see `kg.graph.remote`.
"""

from __future__ import annotations

import functools
import itertools
import re
import shutil
import tempfile
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, XSD

from kg import resources
from kg.errors import QueryError, StoreError, TableError
from kg.graph import (
    check,
    dump,
    event_graph,
    event_memory,
    event_refresh,
    incoming,
    limited,
    lock,
    query,
    rdf,
    summaries,
    validate,
)
from kg.graph.address import is_address
from kg.graph.corrections import Corrected, mirror
from kg.graph.corrections.row import Correction
from kg.graph.notes import Notes
from kg.graph.records import Triple, from_triples
from kg.graph.terms import (
    CORRECTIONS_GRAPH,
    EVENTS_GRAPH,
    KG,
    ONTOLOGY_GRAPH,
    SUMMARIES_GRAPH,
    claim_id,
    claim_iri,
    document_id,
    document_iri,
    event_id,
    extraction_iri,
)
from kg.model import Record

if TYPE_CHECKING:
    from kg.graph.endpoint import Endpoint

ONTOLOGY_FILES = ("ontology/kg.ttl", "ontology/plover.ttl")
MARK = "CURRENT"  # the file that every store of this kind has
# What a new store has before it has the mark, and holds nothing yet.
UNFINISHED = re.compile(r"LOG(\.old.*)?|LOCK|IDENTITY|MANIFEST-\d+|OPTIONS-\d+(\.dbtmp)?|\d+\.dbtmp")
TERMS = 32_768  # terms that are kept, about 10 MB
PART = 2**24  # characters of triples that one update may have
_STRING = ox.NamedNode(str(XSD.string))
NEW_STORE = "name a new folder, or one that `kg build` made"


@dataclass(frozen=True)
class Made:
    """What a document's graph was made from and by: two hashes, and the IRI of the extractor; None where unknown."""

    content_hash: str | None
    record_hash: str | None
    extractor: str | None


class GraphStore:
    """An open graph; a context manager. Make one with `create`, `write`, `read`, `snapshot` or `memory`."""

    together = True  # whether many documents go in at one moment much quicker than one by one

    def __init__(self, store: ox.Store | Endpoint, folder: Path | None, *, writable: bool) -> None:
        self._store: ox.Store | Endpoint | None = store
        self._folder, self._writable = folder, writable
        self._lock: int | None = None
        self._temporary: Path | None = None
        self._own_relations: Path | None = None
        self._dataset: Dataset | None = None
        self._relations: dict[str, bool] | None = None
        self._notes = Notes()
        self._outdated = False  # whether documents have been changed since this was opened, or the sums made

    # Opening and closing.

    @classmethod
    def memory(cls) -> GraphStore:
        """An empty graph that is gone when it is closed."""
        return cls(ox.Store(), None, writable=True)

    @staticmethod
    def exists(folder: str | Path) -> bool:
        """Whether a folder, or a server, holds a graph."""
        return _remote().exists(folder) if is_address(folder) else _is_store(Path(folder))

    @classmethod
    def create(cls, folder: str | Path) -> GraphStore:
        """Open a graph for writing; an empty or missing folder becomes a new one.

        Raises StoreError if the folder holds something else, cannot be made, or is in use.
        """
        if is_address(folder):
            return _remote().create(folder)
        path = Path(folder)
        if path.exists() and not _is_store(path) and not _is_empty(path):
            raise StoreError("this is no graph", where=str(folder), remedy=NEW_STORE)
        if not path.parent.is_dir():
            raise StoreError(
                "the folder above it does not exist", where=str(folder), remedy=f"make {path.parent} first"
            )
        try:
            path.mkdir(exist_ok=True)
            held = _lock(path, write=True)
        except OSError as error:
            raise StoreError(f"cannot write here: {error.strerror}", where=str(folder), remedy=NEW_STORE) from error
        return cls._open(path, held, writable=True)

    @classmethod
    def write(cls, folder: str | Path) -> GraphStore:
        """Open a graph that is there for writing. Raises StoreError if there is none, or it is in use."""
        if is_address(folder):
            return _remote().write(folder)
        _must_be_store(Path(folder))
        return cls.create(folder)

    @classmethod
    def read(cls, folder: str | Path) -> GraphStore:
        """Open a graph to read; other readers may do so too, writers have to wait.

        Raises StoreError if there is no graph, or somebody is writing to it.
        """
        if is_address(folder):
            return _remote().read(folder)
        path = Path(folder)
        _must_be_store(path)
        return cls._open(path, _lock(path, write=False), writable=False)

    @classmethod
    def snapshot(cls, folder: str | Path) -> GraphStore:
        """Open a copy of a graph as it is now, for a reader that stays long; the copy goes when it is closed.

        Raises StoreError as `read` does, and where no copy can be made beside the graph.
        """
        if is_address(folder):
            return _remote().snapshot(folder)
        _must_be_store(Path(folder))
        with cls.create(folder) as original:
            copy = original._backup()
        opened = cls._open(copy, None, writable=False)
        opened._temporary = copy.parent
        return opened

    @classmethod
    def _open(cls, path: Path, held: int | None, *, writable: bool) -> GraphStore:
        try:
            inner = ox.Store(str(path)) if writable else ox.Store.read_only(str(path))
        except (OSError, RuntimeError) as error:  # RuntimeError: damaged
            lock.release(held)
            if "lock" in str(error).lower():
                raise _in_use(path) from error
            raise StoreError(f"the graph cannot be opened: {error}", where=str(path), remedy=NEW_STORE) from error
        opened = cls(inner, path, writable=writable)
        opened._lock = held
        return opened

    def close(self) -> None:
        """Give the graph back; closing twice does no harm."""
        if self._dataset is not None:
            self._dataset.store.close()
            self._dataset = None
        try:
            if self._store is not None and self._writable and self._folder is not None:
                self._store.flush()  # else whoever opens it next reads the whole log of what was written
        finally:
            self._store = None  # Oxigraph closes a store when nothing refers to it
            lock.release(self._lock)
        self._lock = None
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None

    def __enter__(self) -> GraphStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _inner(self) -> ox.Store | Endpoint:
        if self._store is None:
            raise self._closed()
        return self._store

    def _closed(self) -> StoreError:
        return StoreError("the graph is closed", where=str(self._folder or ""))

    @property
    def dataset(self) -> Dataset:
        """The graph as an rdflib Dataset whose default graph is the union of all, good until `close`."""
        if self._dataset is None:
            assert isinstance(self._inner, ox.Store)
            self._dataset = Dataset(store=OxigraphStore(store=self._inner), default_union=True)
        return self._dataset

    # Writing.

    def replace_document(
        self, record: Record, *, instead_of: Iterable[str] = (), corrected: Corrected | None = None
    ) -> None:
        """Put a record in the place of what the graph has of this document, and of others that go at the same moment.

        It is one transaction: all of it happens or, on an error, nothing. ``record`` is as it was extracted; where a
        user's corrections made something else of it, that is what is kept, with what it was before. Raises StoreError
        for text that is no Unicode and for a claim that another document has, TableError for a relation that the
        ontology lacks.
        """
        if corrected is not None:
            record = corrected.record
        old = {document_iri(record.id)}.union(*(self._graphs_of(d) for d in (record.id, *instead_of)))
        self._check_claims(record.id, [claim.id for claim in record.claims], old)
        lines: dict[URIRef, list[str]] = {}
        try:
            own = self._own_relations
            if corrected is None:
                lines = rdf.to_lines(record, own)
            else:
                for subject, name, value, graph in mirror.document_quads(corrected, own):
                    lines.setdefault(graph, []).append(f"{subject.n3()} {name.n3()} {value.n3()} .")
                old.add(EVENTS_GRAPH)  # a correction may bring more about, now that the text is at hand
            self._replace(old | self._old_sums(), lines, record.id)
        except UnicodeEncodeError as error:
            raise _no_unicode(record) from error

    def add_documents(
        self, records: Iterable[Record | incoming.Ready], *, refused: list[incoming.Ready] | None = None
    ) -> None:
        """Put in records of documents that the graph does not have, all at one moment or, on an error, none.

        It takes a fifth of the time that it takes to replace them one by one: Oxigraph sorts them beside the store and
        takes them in as finished files. They are taken one after the other, and may be many. Raises errors as
        `replace_document` does; with ``refused``, a document that has a claim of another goes there instead.
        """
        waiting = iter(records)
        first = next(waiting, None)
        if first is None:
            return
        self._must_be_writable(first.id)
        if old := self._old_sums():
            self._replace(old, {}, first.id)
        failed: list[BaseException] = []

        def statements() -> Iterator[bytes]:
            try:
                for one in self._without_double_claims(itertools.chain([first], waiting), refused):
                    self._notes.put(one.id, one.record_hash, one.notes)
                    yield zlib.decompress(one.statements)
            except GeneratorExit:
                raise
            except BaseException as error:
                failed.append(error)  # Oxigraph makes an error of its own of it, of an interruption too
                raise

        try:
            # what is written here is well-formed: spelled from text, and IRIs are percent-encoded
            self._inner.bulk_load(incoming.stream(statements()), ox.RdfFormat.TRIG, lenient=True)
        except Exception as error:
            if failed and isinstance(failed[0], UnicodeEncodeError):
                raise StoreError("one of these documents holds what is no Unicode", where=first.id) from failed[0]
            if failed:
                raise failed[0] from None
            raise StoreError(f"the graph refused it: {error}", where=first.id) from error

    def _without_double_claims(
        self, records: Iterable[Record | incoming.Ready], refused: list[incoming.Ready] | None
    ) -> Iterator[incoming.Ready]:
        """Records as they are written; StoreError for one with a claim of another, unless such are ``refused``."""
        told: set[str] = set()
        for record in records:
            one = record if isinstance(record, incoming.Ready) else incoming.written(record, self._own_relations)
            claims = set(one.claims)
            try:
                self._check_claims(one.id, sorted(claims), ())
                if not told.isdisjoint(claims):
                    raise StoreError("two of these documents have a claim of the same id", where=one.id)
            except StoreError:
                if refused is None:
                    raise
                refused.append(one)
                continue
            told |= claims
            yield one

    def remove_document(self, document: str) -> bool:
        """Take a document out with all that it says; False where the graph has none of that id."""
        graphs = self._graphs_of(document)
        self._replace(graphs | (self._old_sums() if graphs else set()), {}, document)
        return bool(graphs)

    def _old_sums(self) -> set[URIRef]:
        """The graph of summaries, if it is there: it goes at the moment when a document changes, so that whatever stops
        a build leaves none that would be believed."""
        if self._writable and not self._outdated and self.summarised():
            return {SUMMARIES_GRAPH}
        self._outdated = True  # nobody else writes meanwhile, so this need not be asked again
        return set()

    def summarised(self) -> bool:
        """Whether the summaries are made from the documents as they are now."""
        return self._marked(SUMMARIES_GRAPH)

    def _marked(self, graph: URIRef) -> bool:
        name = ox.NamedNode(graph)
        return any(self._inner.quads_for_pattern(name, ox.NamedNode(str(KG.basedOn)), None, name))

    def put_corrections(self, rows: Iterable[Correction]) -> None:
        """Let the graph of corrections hold these rows, if it has others; the documents stay as they are."""
        if (wanted := sorted(rows)) != self.corrections():
            lines = [" ".join(part.n3() for part in quad[:3]) + " ." for quad in mirror.to_quads(wanted)]
            graphs = {CORRECTIONS_GRAPH: lines} if lines else {}
            self._replace({CORRECTIONS_GRAPH}, graphs, str(CORRECTIONS_GRAPH))

    def refresh_events(self) -> bool:
        """Make the graphs of events and of summaries anew from the claims of all documents; False where both were up
        to date.

        Each is one update. They change where documents have been added, replaced or removed since, or where the table
        of signs or the ontology has.
        """
        states = event_graph.states(self._rows)
        made_from, self._outdated = event_graph.basis(states), False
        stored, summed = self._events_made_from(), self._made_from(SUMMARIES_GRAPH)
        if stored == summed == [made_from]:
            return False
        if not states:  # nothing is left that could be told of
            self._replace({EVENTS_GRAPH, SUMMARIES_GRAPH}, {}, str(EVENTS_GRAPH))
            return bool(stored or summed)
        if stored != [made_from]:
            before = event_memory.recall(self._folder)
            if stored != [before.made_from]:  # it is of other events than those that are there
                before = replace(before, digests={})
            processes = check.cores()
            made = event_refresh.refreshed(self._rows, states, made_from, before, self._notes, processes=processes)
            self._put_events(made)
            event_memory.remember(self._folder, made.known)
            del before, made
        self._put_graph(SUMMARIES_GRAPH, summaries.lines(self._rows_to_sum(states), made_from))
        self._notes.clear()
        return True

    def _rows_to_sum(self, states: event_graph.States) -> summaries.Rows:
        """What the sums are made from: what was noted, where that is of all documents, or else the store."""
        held = sorted(self._notes.hold(states.items()))
        return self._rows if len(held) < len(states) else functools.partial(self._notes.rows, documents=held)

    def _put_events(self, made: event_refresh.Refreshed) -> None:
        """Write the events, all of them or, by one update, those that are others than before."""
        if made.others is None:
            return self._put_graph(EVENTS_GRAPH, made.lines())
        self._must_be_writable(str(EVENTS_GRAPH))
        try:
            self._inner.update(event_refresh.update(self._inner, made))
        except (SyntaxError, OSError) as error:
            raise StoreError(f"the graph refused it: {error}", where=str(EVENTS_GRAPH)) from error

    def _put_graph(self, graph: URIRef, lines: Iterable[str]) -> None:
        """Let a graph that is made from the claims hold these triples: by one update or, where they are too many for
        that, as they come, with the mark of what it was made from last; until then nobody is answered from it."""
        waiting = iter(lines)
        first: list[str] = []
        size = 0
        for line in waiting:
            first.append(line)
            size += len(line)
            if size > PART and self._folder is not None and isinstance(self._inner, ox.Store):
                break
        else:
            return self._replace({graph}, {graph: first}, str(graph))
        self._replace({graph}, {}, str(graph))
        mark = f" <{KG.basedOn}> "
        marks: list[str] = []

        def pieces() -> Iterator[bytes]:
            yield f"GRAPH <{graph}> {{\n".encode()
            for line in itertools.chain(first, waiting):
                if mark in line:
                    marks.append(line)
                else:
                    yield line.encode() + b"\n"
            yield b"}\n"

        self._inner.bulk_load(incoming.stream(pieces()), ox.RdfFormat.TRIG, lenient=True)
        self._replace((), {graph: marks}, str(graph))

    def _events_made_from(self) -> list[query.Value]:
        """The `event_graph.basis` of the stored events; none where there are none."""
        return self._made_from(EVENTS_GRAPH)

    def _made_from(self, graph: URIRef) -> list[query.Value]:
        asked = f"SELECT ?from {{ GRAPH <{graph}> {{ ?made <{KG.basedOn}> ?from }} }}"
        return [row[0] for row in self._rows(asked)]

    def events_by_claim(self, claims: Iterable[str] | None = None) -> dict[str, str]:
        """For each claim that reports a stored event, or each of these that does, by id, the event's id."""
        these = "" if claims is None else f"VALUES ?claim {{ {' '.join(claim_iri(c).n3() for c in claims)} }} "
        text = f"SELECT ?claim ?event {{ {these}GRAPH <{EVENTS_GRAPH}> {{ ?event <{KG.reports}> ?claim }} }}"
        asked = query.Query(text, ordered=True, union=False, triples=False, declared=frozenset())  # known to be right
        return {claim_id(str(claim)): event_id(str(event)) for claim, event in query.run(self._inner, asked).rows}

    def _rows(self, text: str, document: URIRef | None = None) -> Iterable[tuple[query.Value, ...]]:
        """The rows of a query of our own, in whatever order they come, one by one where the store can do so; with a
        document instead of ?document."""
        asked = _of_our_own(text)
        if document is not None:
            asked = replace(asked, text=asked.text.replace("?document", document.n3()))
        if isinstance(self._inner, ox.Store):
            return limited.rows(self._inner, **asked.request())
        return query.run(self._inner, asked).rows

    def _check_claims(self, document: str, claims: Iterable[str], old: Container[URIRef]) -> None:
        """A claim stands in one document: of two with the same id, each would say what the other says."""
        for ident, graph in self._standing(dict.fromkeys(claims)):
            if graph not in old:
                what = f"the document {document_id(graph)} has a claim of the same id, {ident}"
                raise StoreError(what, where=document, remedy="give each claim an id of its own")

    def _standing(self, claims: Iterable[str]) -> Iterator[tuple[str, URIRef]]:
        """Those of some claims that the graph has, each with the graph that it stands in."""
        kind, claim = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(KG.Claim))
        for ident in claims:
            for quad in self._inner.quads_for_pattern(ox.NamedNode(claim_iri(ident)), kind, claim, None):
                yield ident, URIRef(_value(quad.graph_name))

    def load_ontology(self, own_relations: Path | None = None) -> None:
        """Put the shipped ontology, and a user's Turtle file of own relation types, into its graph, in the place of
        what is there, if that is another; from now on records may have these relations."""
        self._own_relations, self._relations = own_relations, None
        graph, quads = ox.NamedNode(str(ONTOLOGY_GRAPH)), []
        files = {name: resources.find(name) for name in ONTOLOGY_FILES}
        for name, path in (files | ({str(own_relations): own_relations} if own_relations is not None else {})).items():
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                    raise TableError("a blank node would double at each load", where=name, remedy="give it a name")
                quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
        fresh = ox.Store()  # stores write numbers in a spelling of their own, so two stores are compared
        fresh.extend(quads)
        if set(fresh) == set(self._inner.quads_for_pattern(None, None, None, graph)):
            return
        lines = sorted(f"{quad.triple} ." for quad in fresh)
        self._replace({ONTOLOGY_GRAPH}, {ONTOLOGY_GRAPH: lines}, str(ONTOLOGY_GRAPH))

    def _graphs_of(self, document: str) -> set[URIRef]:
        """The graphs that a document has now: its own, and those of its voices, which its own describes."""
        iri = ox.NamedNode(document_iri(document))
        if not self._inner.contains_named_graph(iri):
            return set()
        kind, voice = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(KG.VoiceGraph))
        voices = self._inner.quads_for_pattern(None, kind, voice, iri)
        return {URIRef(iri.value), *(URIRef(_value(quad.subject)) for quad in voices)}

    def _replace(self, graphs: Iterable[URIRef], lines: Mapping[URIRef, Iterable[str]], where: str) -> None:
        """Drop these graphs and put in those triples by one SPARQL update: one transaction, never met half done."""
        self._must_be_writable(where)
        try:
            self._inner.update(replacement(graphs, lines))
        except (SyntaxError, OSError) as error:
            raise StoreError(f"the graph refused it: {error}", where=where) from error

    def _must_be_writable(self, where: str) -> None:
        if not self._writable:
            raise StoreError("the graph was opened to read only", where=where)

    # Reading.

    def query(self, text: str, *, limit_seconds: float | None = None) -> query.Answer:
        """The answer to a SPARQL query over the union of all graphs; the prefixes of `kg.graph.terms` are known.

        With a limit, the query runs in a process of its own that is ended when the time is over. Raises QueryError
        for what is no query, changes something, asks another server, fails or takes too long.
        """
        asked = query.checked(text)
        self._must_be_summarised(text)
        if limit_seconds is None or self._folder is None:
            return query.run(self._inner, asked)
        if not self._writable:
            return query.run_limited(self._folder, asked, limit_seconds)
        copy = self._backup()  # that other process must not read beside a writer
        try:
            return query.run_limited(copy, asked, limit_seconds)
        finally:
            shutil.rmtree(copy.parent, ignore_errors=True)

    def _must_be_summarised(self, text: str) -> None:
        """A query of sums that are not of the documents as they are now would give a wrong answer, and is refused."""
        where, remedy = str(self._folder or "") or None, "`kg build` makes them anew"
        if SUMMARIES_GRAPH in text and not self.summarised() and self.documents():
            what = "this asks for sums that are not made from the graph as it is now"
            raise QueryError(what, where=where, remedy=remedy)
        half = EVENTS_GRAPH in text and not self._marked(EVENTS_GRAPH)
        if half and self._inner.contains_named_graph(ox.NamedNode(EVENTS_GRAPH)):
            raise QueryError("a build was stopped while it wrote the events", where=where, remedy=remedy)

    def documents(self) -> list[str]:
        """The ids of the documents, sorted."""
        kind, document = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(KG.Document))
        found = self._inner.quads_for_pattern(None, kind, document, None)
        return sorted({document_id(_value(quad.subject)) for quad in found})

    def named(self, name: str) -> list[str]:
        """The ids of the documents that a person means by an id or, where it is none, by a url; sorted."""
        try:
            known = self._inner.contains_named_graph(ox.NamedNode(document_iri(name)))
        except UnicodeEncodeError:  # what no document can be called
            return []
        return [name] if known else self.documents_at(name)

    def documents_at(self, url: str) -> list[str]:
        """The ids of the documents that have this url, sorted."""
        source, address = ox.NamedNode(str(DCTERMS.source)), ox.Literal(url, datatype=ox.NamedNode(str(XSD.anyURI)))
        found = self._inner.quads_for_pattern(None, source, address, None)
        return sorted({document_id(_value(quad.subject)) for quad in found})

    def made(self, document: str) -> Made | None:
        """What a document's graph was made from and by; None where the graph has no such document."""
        iri = document_iri(document)
        if not self._inner.contains_named_graph(ox.NamedNode(iri)):
            return None

        def value(subject: URIRef, name: URIRef) -> str | None:
            pattern = ox.NamedNode(subject), ox.NamedNode(name), None, ox.NamedNode(iri)
            return min((_value(quad.object) for quad in self._inner.quads_for_pattern(*pattern)), default=None)

        return Made(
            content_hash=value(iri, KG.contentHash),
            record_hash=value(iri, KG.recordHash),
            extractor=value(extraction_iri(document), PROV.wasAssociatedWith),
        )

    def claims_of(self, document: str) -> int:
        """How many claims a document makes."""
        kind, claim, graph = (ox.NamedNode(iri) for iri in (RDF.type, KG.Claim, document_iri(document)))
        return sum(1 for _ in self._inner.quads_for_pattern(None, kind, claim, graph))

    def record(self, document: str) -> Record:
        """A document's record as it was stored, parts in the order of `kg.graph.rdf.normalised`; raises StoreError."""
        triples = list(self._triples(document))
        if not triples:
            raise StoreError("the graph has no such document", where=document)
        return from_triples(document, triples)

    def extracted(self, document: str) -> Record:
        """A document's record before corrections; the same as `record` where there are none. Raises StoreError."""
        return self.before_and_after(document)[0]

    def before_and_after(self, document: str) -> tuple[Record, Record]:
        """A document's record before corrections, and after them; the same where there are none. Raises StoreError."""
        triples = list(self._triples(document))
        if not triples:
            raise StoreError("the graph has no such document", where=document)
        now = from_triples(document, triples)
        before = next((str(value) for _, name, value in triples if name == KG.extractedRecord), None)
        return (now if before is None else Record.from_json(before)), now

    def corrections(self) -> list[Correction]:
        """The user's corrections that the graph has, sorted."""
        rows = self.query(f"SELECT ?row ?name ?value {{ GRAPH {CORRECTIONS_GRAPH.n3()} {{ ?row ?name ?value }} }}").rows
        return mirror.from_rows((str(row), str(name), str(value)) for row, name, value in rows)

    def records(self) -> Iterator[Record]:
        """The records of all documents, by id."""
        return (self.record(document) for document in self.documents())

    def dump(self, format: str, *, with_ontology: bool = False) -> bytes:
        """The whole graph in one of `kg.graph.dump.FORMATS`, always in the same order.

        The ontology comes with the program, so it is left out unless it is asked for.
        """
        return b"".join(self.dump_pieces(format, with_ontology=with_ontology))

    def dump_pieces(self, format: str, *, with_ontology: bool = False) -> Iterator[bytes]:
        """What `dump` gives, in pieces to write one after the other, few in memory; options and errors as there."""
        names = sorted(self._inner.named_graphs(), key=str)
        ontology = ox.NamedNode(str(ONTOLOGY_GRAPH))
        chosen = [name for name in names if with_ontology or name != ontology]
        return dump.pieces(((name, dump.lines_of(self._inner, name)) for name in chosen), format)

    def validate(
        self, *, sample: int | None = None, processes: int = 1, progress: check.Progress | None = None
    ) -> list[validate.Finding]:
        """What is wrong with the graph, by shapes, rules, and whether plain triples and claims agree; sorted.

        Empty if all is well. With a ``sample`` only so many documents are looked at, always the same ones. A graph
        that is open to read is checked on several processes; ``progress`` is told how many documents are done, and of
        how many.
        """
        documents = check.chosen(self.documents(), sample)
        folder = None if self._writable else self._folder
        found = check.findings(self, folder, documents, processes=processes, progress=progress)
        rows = validate.findings_in(quad[:3] for quad in mirror.to_quads(self.corrections()))
        current = self._events_made_from() == [event_graph.basis(event_graph.states(self._rows))]
        graphs = EVENTS_GRAPH, SUMMARIES_GRAPH
        made = [finding for graph in graphs for finding in validate.findings_in_lines(self._lines_in(graph))]
        if current:  # where a build was stopped before it made the events anew, the next one does
            made += validate.strangers(self.query)
        strays = check.strays(self.graphs(), set(documents), all=sample is None)
        return sorted({*rows, *found, *made, *strays})

    def graphs(self) -> Iterator[tuple[str, bool]]:
        """The name of each graph, and whether its document describes it, which is so for a document's own graph too."""
        kind, voice = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(KG.VoiceGraph))
        for name in self._inner.named_graphs():
            if not isinstance(name, ox.NamedNode):
                continue  # nothing here makes graphs without a name of their own
            own = ox.NamedNode(name.value.partition("/voice/")[0])
            described = own == name or any(self._inner.quads_for_pattern(name, kind, voice, own))
            yield name.value, described

    def statements(self, document: str, names: Container[str] | None = None) -> Iterator[Triple]:
        """The triples of a document's own graph; those with one of these properties, where some are given."""
        return self._triples(document, names)

    def lines(self, document: str) -> dict[str, list[str]]:
        """The triples of a document's own graph and of those of its voices, by the graph's name, as N-Triples."""
        return {str(graph): list(self._lines_in(graph)) for graph in sorted(self._graphs_of(document))}

    def _lines_in(self, name: URIRef) -> Iterator[str]:
        return (line.decode().rstrip("\n") for line in dump.lines_of(self._inner, ox.NamedNode(str(name))))

    def relations(self) -> dict[str, bool]:
        """The relations that the graph's ontology has, and whether each holds both ways; read once."""
        if self._relations is None:
            graph = ox.NamedNode(str(ONTOLOGY_GRAPH))

            def typed(kind: URIRef) -> set[str]:
                pattern = None, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(kind)), graph
                return {_value(quad.subject) for quad in self._inner.quads_for_pattern(*pattern)}

            symmetric = typed(OWL.SymmetricProperty)
            self._relations = {r: r in symmetric for r in typed(KG.EventRelation) | typed(KG.StateRelation)}
        return self._relations

    def _triples(self, document: str, names: Container[str] | None = None) -> Iterator[Triple]:
        """The statements of a document's own graph; those with one of these properties, where some are given."""
        return self._triples_in(document_iri(document), names)

    def _triples_in(self, name: URIRef, names: Container[str] | None = None) -> Iterator[Triple]:
        graph = ox.NamedNode(name)
        for subject, property_, value, _ in self._inner.quads_for_pattern(None, None, None, graph):
            if names is None or property_.value in names:
                yield _iri(_value(subject)), _iri(property_.value), _node(value)

    def _backup(self) -> Path:
        """A copy of the store in a new folder beside it, where the file system can share the files."""
        if self._folder is None or not isinstance(self._store, ox.Store):
            raise StoreError("a graph in memory has no copy on disk")
        try:
            above = Path(tempfile.mkdtemp(prefix=f".{self._folder.name}-", dir=self._folder.parent))
            self._store.backup(str(above / "copy"))
        except OSError as error:
            raise StoreError(f"cannot copy the graph: {error}", where=str(self._folder)) from error
        return above / "copy"


def replacement(graphs: Iterable[URIRef], lines: Mapping[URIRef, Iterable[str]]) -> str:
    """A SPARQL update that drops some graphs, and then puts triples, each a line of N-Triples, into others."""
    drops = [f"DROP SILENT GRAPH {graph.n3()}" for graph in sorted(graphs)]
    blocks = [f"GRAPH {graph.n3()} {{\n" + "\n".join(triples) + "\n}" for graph, triples in lines.items()]
    return " ;\n".join(drops + (["INSERT DATA {\n" + "\n".join(blocks) + "\n}"] if blocks else []))


def _remote() -> type[GraphStore]:
    from kg.graph.remote import RemoteStore  # stands above this module, and loads what only servers need

    return RemoteStore


@functools.lru_cache(maxsize=64)
def _of_our_own(text: str) -> query.Query:
    """A query whose rows may come in whatever order; each is looked at once, which takes longer than many answers."""
    return replace(query.checked(text), ordered=True)


# Oxigraph's terms as rdflib's. Most come again and again, and rdflib looks closely at each that is made.


@functools.lru_cache(maxsize=TERMS)
def _iri(value: str) -> URIRef:
    return URIRef(value)


@functools.lru_cache(maxsize=TERMS)
def _literal(term: ox.Literal) -> Literal:
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype == _STRING else _iri(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdf.Node:
    return _literal(term) if isinstance(term, ox.Literal) else _iri(_value(term))


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph) -> str:
    return str(term) if isinstance(term, (ox.Triple, ox.DefaultGraph)) else term.value


def _no_unicode(record: Record) -> StoreError:
    remedy = "take half of a surrogate pair (such as \\ud83d alone) out of the document"
    return StoreError("it holds what is no Unicode", where=ascii(record.id), remedy=remedy)


def _is_store(path: Path) -> bool:
    return (path / MARK).is_file()


def _is_empty(path: Path) -> bool:
    """A folder with nothing in it, or with what an attempt leaves that ended before there was a store."""
    return path.is_dir() and all(c.name == lock.FILE or UNFINISHED.fullmatch(c.name) for c in path.iterdir())


def _must_be_store(path: Path) -> None:
    if not path.exists():
        raise StoreError("there is no such graph", where=str(path), remedy="make it with `kg build`")
    if not _is_store(path):
        raise StoreError("this is no graph", where=str(path), remedy="name a folder that `kg build` made")


def _lock(path: Path, *, write: bool) -> int | None:
    try:
        return lock.take(path, write=write)
    except BlockingIOError:
        raise _in_use(path) from None


def _in_use(path: Path) -> StoreError:
    remedy = "wait until that one has finished, then try again"
    return StoreError("the graph is in use by another program", where=str(path), remedy=remedy)
