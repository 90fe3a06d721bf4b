"""A graph on a SPARQL server: a real one on this machine, and one before it that refuses, breaks off and delays."""

from __future__ import annotations

import base64
import concurrent.futures
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from conftest import SparqlServer
from hand_made import record
from test_queries import RECORDS

import kg
from kg import build as builder
from kg.cli import main
from kg.errors import QueryError, ServerError, StoreError
from kg.graph import address, endpoint, parameters, query, remote, server_lock, terms
from kg.graph import server as http
from kg.graph.remote import RemoteStore
from kg.graph.store import GraphStore
from kg.model import Record

Run = Callable[..., Result]
Reply = tuple[int, str, bytes]  # status, content type, body
NEEDED = {"actor": "TUR", "number": "36", "date": "2020"}
DOCUMENTS = [record(f"d{n}", url=f"https://x/{n}", claims=record(f"d{n}").claims[1:4]) for n in range(5)]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0, 0.0))
    for name in ("KG_QUERY_URL", "KG_UPDATE_URL", "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return lines(tmp_path / "in.jsonl", *DOCUMENTS)


def lines(path: Path, *records: Record) -> Path:
    path.write_text("".join(r.to_json() + "\n" for r in records), encoding="utf-8")
    return path


def filled(graph: str | Path, *records: Record) -> None:
    with GraphStore.create(graph) as store:
        store.load_ontology()
        for one in records:
            store.replace_document(one)
        store.refresh_events()


def dumped(graph: str | Path) -> bytes:
    """What a graph holds. It conforms where it is the same as what `undisturbed` holds, which was validated."""
    with GraphStore.read(graph) as store:
        return store.dump("nquads", with_ontology=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What DOCUMENTS give in a folder."""
    folder = tmp_path_factory.mktemp("undisturbed") / "graph"
    filled(folder, *DOCUMENTS)
    with GraphStore.read(folder) as store:
        assert store.validate() == []
    return dumped(folder)


class Proxy:
    """Stands before a server: keeps what is asked, and does what a test says instead of passing it on.

    ``instead`` gets the path and the body of a request, and returns a reply, None to pass it on, or ``"reset"`` (the
    connection breaks), ``"cut"`` (the answer ends too soon) or ``"hang"`` (no answer comes).
    """

    def __init__(self, behind: str) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.instead: Callable[[str, str], Reply | str | None] = lambda path, body: None
        self.over = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(behind))
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def updates(self) -> list[str]:
        return [body for path, body, _ in self.asked if path.endswith("/update")]

    def close(self) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(self, behind: str) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                proxy.asked.append((self.path, body.decode(), dict(self.headers)))
                what = proxy.instead(self.path, body.decode())
                if what == "hang":
                    proxy.over.wait(60)
                    self.close_connection = True
                elif what == "reset":
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                elif what == "cut":
                    self.send_response(200)
                    self.send_header("Content-Type", "application/sparql-results+json")
                    self.send_header("Content-Length", "1000")
                    self.end_headers()
                    self.wfile.write(b'{"head": {"vars": ["g"]}, "results": {"bin')
                    self.close_connection = True
                else:
                    assert not isinstance(what, str)
                    self.answer(*(what or passed(behind + self.path, body, self.headers)))

            def answer(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Location" if status in http.MOVED else "Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler


def passed(url: str, body: bytes, headers: Any) -> Reply:
    kept = {name: headers[name] for name in ("Accept", "Content-Type") if headers[name]}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, kept), timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"] or "", answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"] or "", error.read()


@pytest.fixture
def proxy(server: SparqlServer) -> Iterator[Proxy]:
    made = Proxy(server.url)
    yield made
    made.close()


# Addresses.


@pytest.mark.parametrize(
    ("given", "asked", "changed"),
    [
        ("http://h:7878/update", "http://h:7878/query", "http://h:7878/update"),
        ("http://h:7878/query", "http://h:7878/query", "http://h:7878/update"),
        ("https://h/ds/update", "https://h/ds/query", "https://h/ds/update"),
        ("http://h/repositories/news", "http://h/repositories/news", "http://h/repositories/news/statements"),
        ("http://h/repositories/news/statements", "http://h/repositories/news", "http://h/repositories/news/statements"),
        ("http://h/sparql", "http://h/sparql", "http://h/sparql"),
        ("HTTP://h/sparql?db=a#x", "http://h/sparql?db=a", "http://h/sparql?db=a"),
        ("http://me:pw@h/update", "http://h/query", "http://h/update"),
        ("http://[::1]:3030/ds/update", "http://[::1]:3030/ds/query", "http://[::1]:3030/ds/update"),
    ],
)
def test_an_address_stands_for_two(given: str, asked: str, changed: str) -> None:
    assert address.is_address(given)
    found = address.read(given, {})
    assert (found.query, found.update) == (asked, changed)


def test_the_environment_may_name_the_two_and_who_asks() -> None:
    told = {"KG_QUERY_URL": "http://h/a", "KG_STORE_USER": "me", "KG_STORE_PASSWORD": "ä:b"}
    found = address.read("http://h/b?key=secret", told)
    assert (found.query, found.update) == ("http://h/a", "http://h/b?key=secret") and str(found) == "http://h/b"
    assert base64.b64decode(str(found.authorization).removeprefix("Basic ")).decode() == "me:ä:b"
    assert address.read("http://h/b", {"KG_STORE_TOKEN": "t"}).authorization == "Bearer t"
    own = address.read("http://you:p%40ss@h/b", {"KG_STORE_TOKEN": "t", **told}).authorization
    assert base64.b64decode(str(own).removeprefix("Basic ")).decode() == "you:p@ss"
    assert "secret" not in str(found) and "p%40ss" not in repr(address.read("http://you:p%40ss@h/b", {}))


@pytest.mark.parametrize("given", ["http://", "http://:80/update", "http://h:x/update", "http://me:secret@h:x/", "http://[::1/"])
def test_what_is_no_address_is_told_and_makes_no_folder(run: Run, tmp_path: Path, given: str) -> None:
    done = run("validate", given)
    assert done.exit_code == 2 and "no address of a server" in done.stderr and "secret" not in done.stderr


@pytest.mark.parametrize("name", ["graph", "http", "ftp://h/update", "./http://h", "C:\\graph"])
def test_all_else_is_a_folder(name: str) -> None:
    assert not address.is_address(name)


# The same content and the same answers as a folder.


def test_a_server_holds_what_a_folder_holds_and_says_the_same(run: Run, server: SparqlServer, tmp_path: Path) -> None:
    source, folder, there = lines(tmp_path / "in.jsonl", *RECORDS), tmp_path / "graph", f"{server.url}/update"
    assert run("build", source, "-o", there).stderr == run("build", source, "-o", folder).stderr
    with GraphStore.read(folder) as store:
        assert server.quads() == sorted(store.dump("nquads", with_ontology=True).decode().splitlines())
    claim, document = RECORDS[0].claims[0].id, RECORDS[0].id
    texts = ("nquads", "trig", "turtle", "jsonld", "csv", "gexf")
    commands: list[list[str]] = [["export", "--format", f] for f in texts]
    commands += [["export", "--format", f, "-o", "FILE"] for f in ("polecat", "plover", "graphml")]
    commands += [["view", "-o", "FILE"], ["analyze", "--json"], ["validate"], ["remove", document]]
    commands += [["explain", ident] for ident in (claim, document, "state/TUR", "nothing")]
    commands += [["explain", document], ["query", "-e", "SELECT ?nothing { ?s ?p "]]
    for command in commands:
        told = []
        for number, graph in enumerate((folder, f"{server.url}/query")):
            out = tmp_path / f"out-{number}"
            done = run(command[0], graph, *(str(out) if word == "FILE" else word for word in command[1:]))
            told.append((done.exit_code, done.stdout, done.stderr, out.read_bytes() if out.exists() else b""))
        assert told[0] == told[1], command


def asked(name: str) -> str:
    """A named query with what it needs."""
    text = query.named(name)
    values = {p.name: NEEDED[p.kind] for p in parameters.declared(text) if p.default is None and not p.optional}
    return parameters.bound(text, values)


def test_every_named_query_has_the_same_answer_there(server: SparqlServer, tmp_path: Path) -> None:
    there = f"{server.url}/update"
    for graph in (there, tmp_path / "graph"):
        filled(graph, *RECORDS)
    some = 0
    with GraphStore.read(there) as remote, GraphStore.read(tmp_path / "graph") as local:
        for name in query.names():
            answer = remote.query(asked(name), limit_seconds=60)
            assert answer == local.query(asked(name)), name
            some += len(answer.rows) > 0
    assert some > len(query.names()) / 2


def test_documents_are_replaced_and_removed_as_in_a_folder(run: Run, server: SparqlServer, tmp_path: Path) -> None:
    there = f"{server.url}/update"
    source = lines(tmp_path / "in.jsonl", *DOCUMENTS[:3])
    run("build", source, "-o", there)
    before = server.quads()
    assert run("build", source, "-o", there).stderr.endswith("0 added, 0 replaced, 3 unchanged.\n")
    changed = lines(tmp_path / "new.jsonl", record("d0", title="new"), record("other", url="https://x/1"))
    told = run("build", changed, "-o", there).stderr
    assert "0 added, 2 replaced, 0 unchanged.\nother has taken the place of d1" in told
    assert run("remove", there, "d2", "https://x/1").stderr.count("Removed") == 2
    filled(tmp_path / "graph", record("d0", title="new"))
    assert dumped(there) == dumped(tmp_path / "graph")
    run("remove", there, "d0")
    run("build", source, "-o", there)
    assert server.quads() == before


def test_what_others_have_on_the_server_is_neither_changed_nor_shown(run: Run, server: SparqlServer) -> None:
    theirs = '<http://a> <http://b> "theirs" . GRAPH <http://g> { <http://a> <http://b> "theirs" }'
    server.update(f"INSERT DATA {{ {theirs} }}")
    before = server.quads()
    there = f"{server.url}/update"
    filled(there, *DOCUMENTS[:2])
    for format in ("nquads", "jsonld"):
        assert "theirs" not in run("export", there, "--format", format).stdout
    run("remove", there, "d0", "d1")
    server.update("DROP GRAPH <urn:kg:ontology>")
    assert server.quads() == before


def test_a_server_without_a_graph_of_ours_is_said_to_have_none(run: Run, server: SparqlServer) -> None:
    server.update("INSERT DATA { GRAPH <http://g> { <http://a> <http://b> <http://c> } }")
    for command in (("validate",), ("remove", "d1"), ("export", "--format", "trig"), ("analyze",), ("explain", "d1")):
        done = run(command[0], f"{server.url}/query", *command[1:])
        assert done.exit_code == 2 and "there is no such graph" in done.stderr
    assert len(server.quads()) == 1


def test_union_is_asked_for_in_the_way_that_the_server_knows(proxy: Proxy, server: SparqlServer) -> None:
    """Of its own accord, by a field that Oxigraph knows, or each graph by its name."""
    filled(f"{server.url}/update", *DOCUMENTS[:2])
    asked = """SELECT ?d ?label (COUNT(*) AS ?n) { ?d a kg:Document ; dcterms:source ?u . kg:Claim rdfs:label ?label .
      GRAPH ?d { ?c a kg:Claim } } GROUP BY ?d ?label"""
    with GraphStore.read(f"{server.url}/query") as store:
        answer = store.query(asked)
    assert len(answer.rows) == 2

    def union(path: str, body: str) -> Reply | None:
        return passed(f"{server.url}{path}?union-default-graph", body.encode(), HEADERS)

    def unknown(path: str, body: str) -> Reply | None:
        if "union-default-graph=true" not in body:
            return None
        return passed(server.url + path, body.replace("&union-default-graph=true", "").encode(), HEADERS)

    def refused(path: str, body: str) -> Reply | None:
        return (400, "text/plain", b"what field is that?") if "union-default-graph=true" in body else None

    for way, field in ((union, None), (unknown, "default-graph-uri"), (refused, "named-graph-uri")):
        proxy.asked.clear()
        proxy.instead = way
        with GraphStore.read(f"{proxy.url}/query") as store:
            assert store.query(asked) == answer
        last = proxy.asked[-1][1]
        assert "union-default-graph" not in last and (field is None or field in last)


HEADERS = {"Accept": http.EITHER, "Content-Type": http.FORM}


def test_the_named_queries_need_no_union() -> None:
    """Nor does what stands in them for a country's code."""
    assert [name for name in query.names() if query.checked(asked(name)).union] == []


@pytest.mark.parametrize(
    ("text", "union"),
    [
        ("SELECT ?s { ?s ?p ?o }", True),
        ("SELECT ?s FROM <urn:g> { ?s ?p ?o }", False),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o OPTIONAL { ?s ?q ?r } } FILTER(?s != 1) }", False),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } OPTIONAL { ?s ?q ?r } }", True),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s <urn:q>+ ?r } }", True),
        ("SELECT ?s { { SELECT ?s { GRAPH ?g { ?s ?p ?o } } } UNION { { SELECT ?s { ?s ?p ?o } } } }", True),
        ("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", False),
        ("CONSTRUCT WHERE { ?s ?p ?o }", True),
        ("DESCRIBE <urn:x>", True),
        ("ASK { VALUES ?x { 1 } }", False),
    ],
)
def test_a_query_that_names_its_graphs_asks_for_no_union(text: str, union: bool) -> None:
    assert query.checked(text).union is union


def test_quads_in_bulk_come_by_one_request(proxy: Proxy, server: SparqlServer, undisturbed: bytes) -> None:
    with RemoteStore.create(f"{proxy.url}/update") as store:
        proxy.asked.clear()
        store._inner.bulk_load(undisturbed, ox.RdfFormat.N_QUADS, lenient=True)
        assert len(proxy.updates) == 1
    assert server.quads() == sorted(undisturbed.decode().splitlines())


def test_a_server_that_knows_no_union_is_told_of(run: Run, proxy: Proxy, server: SparqlServer) -> None:
    filled(f"{server.url}/update", *DOCUMENTS[:1])

    def none(path: str, body: str) -> Reply | None:
        asked = re.sub(r"&(union-default-graph|default-graph-uri)=[^&]*", "", body)
        return passed(server.url + path, asked.encode(), HEADERS)

    proxy.instead = none
    done = run("query", f"{proxy.url}/query", "-e", "SELECT ?d { ?d a kg:Document }")
    assert done.exit_code == 2 and "all graphs together" in done.stderr and "union" in done.stderr
    assert run("query", f"{proxy.url}/query", "own-voice").exit_code == 0


# Queries.


def test_what_is_no_query_never_reaches_the_server(proxy: Proxy) -> None:
    filled(f"{proxy.url}/update")
    with GraphStore.read(f"{proxy.url}/query") as store:
        proxy.asked.clear()
        for text in ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", "DROP ALL", "SELECT"):
            with pytest.raises(QueryError):
                store.query(text)
        assert proxy.asked == []


def test_a_query_has_its_time_and_no_more(run: Run, proxy: Proxy) -> None:
    filled(f"{proxy.url}/update", *DOCUMENTS[:1])
    proxy.instead = lambda path, body: "hang" if "slowly" in body else None
    done = run("query", f"{proxy.url}/query", "-e", "SELECT ?slowly { ?slowly ?p ?o }", "--seconds", "0.3")
    assert done.exit_code == 2 and "longer than 0.3 seconds" in done.stderr
    assert sum("slowly" in body for _, body, _ in proxy.asked) == 1  # it is not asked for again


def test_a_query_may_declare_prefixes_that_are_known(proxy: Proxy) -> None:
    """Some servers refuse a prefix that is declared twice."""
    filled(f"{proxy.url}/update", *DOCUMENTS[:1])
    with GraphStore.read(f"{proxy.url}/query") as store:
        text = "PREFIX kg: <urn:kg:ontology#>\nSELECT ?t { ?d a kg:Document ; dcterms:title ?t }"
        assert store.query(text).rows == ((DOCUMENTS[0].title,),)
    last = urllib.parse.parse_qs(proxy.asked[-1][1])["query"][0]
    assert last.count("PREFIX kg:") == 1 and last.count("PREFIX dcterms:") == 1 and last.count("\n") == 1


# Servers that are not there, refuse, or are none.


def test_a_server_that_is_down_is_told_at_once(run: Run, source: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        there = f"http://me:secret@127.0.0.1:{closed.getsockname()[1]}/update"
        for command in (["build", source, "-o", there], ["query", there, "own-voice"], ["unlock", there]):
            done = run(*command)
            assert done.exit_code == 2 and "cannot be reached: Connection refused" in done.stderr
            assert "give the same command again" in done.stderr and "secret" not in done.stderr


def test_a_name_that_no_host_has_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    done = run("validate", "http://no-such-host/query")
    assert done.exit_code == 2 and "there is no host of this name" in done.stderr


REFUSALS: dict[str, tuple[Reply | str, str]] = {
    "a fault of the server": ((500, "text/plain", b"disk\nfull \x1b[31m"), "answered 500: disk full [31m"),
    "busy": ((503, "text/plain", b"later"), "answered 503: later"),
    "who are you": ((401, "text/html", b"<html>Login</html>"), "KG_STORE_USER"),
    "not you": ((403, "text/plain", b""), "answered 403"),
    "not here": ((404, "text/plain", b"POST /x is not supported"), "/update"),
    "not so": ((405, "text/plain", b""), "KG_UPDATE_URL"),
    "a broken connection": ("reset", "the connection broke"),
    "an answer cut short": ("cut", "the connection broke"),
    "a web page": ((200, "text/html", b"<html>Welcome</html>"), "no answer to a query, but text/html"),
    "half an answer": ((200, "application/sparql-results+json", b'{"head": {'), "no answer to a query"),
    "moved elsewhere": ((301, "http://localhost:1/x?key=secret", b""), "elsewhere, to http://localhost:1/x"),
    "moved in a circle": ((308, "/query", b""), "answered 308"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_told_in_plain_words(run: Run, proxy: Proxy, source: Path, name: str) -> None:
    what, says = REFUSALS[name]
    proxy.instead = lambda path, body: what
    for command in (["build", source, "-o", f"{proxy.url}/update"], ["query", f"{proxy.url}/query", "own-voice"]):
        done = run(*command)
        assert done.exit_code == 2 and says in done.stderr and done.stderr.startswith(f"kg: {proxy.url}/")
        assert "secret" not in done.stderr and "\x1b" not in done.stderr and done.stderr.count("\n") == 2


def test_who_asks_is_told_to_the_server_alone(run: Run, proxy: Proxy, server: SparqlServer, source: Path) -> None:
    there = proxy.url.replace("http://", "http://me:pw7391@")
    coded = base64.b64encode(b"me:pw7391").decode()
    told = run("build", source, "-o", f"{there}/update").stderr
    told += run("export", f"{there}/query", "--format", "nquads").stdout + "".join(server.quads())
    told += json.dumps([(path, body) for path, body, _ in proxy.asked])
    assert "pw7391" not in told and coded not in told
    assert {headers["Authorization"] for *_, headers in proxy.asked} == {f"Basic {coded}"}


def test_requests_that_have_moved_on_the_same_host_are_followed(proxy: Proxy, undisturbed: bytes) -> None:
    proxy.instead = lambda path, body: (307, path.removeprefix("/old"), b"") if path.startswith("/old") else None
    filled(f"{proxy.url}/old/update", *DOCUMENTS)
    assert dumped(f"{proxy.url}/old/query") == undisturbed


def test_a_server_that_takes_updates_as_a_form_alone_gets_a_form(proxy: Proxy, undisturbed: bytes) -> None:
    def form_only(path: str, body: str) -> Reply | None:
        return (415, "text/plain", b"") if path == "/update" and not body.startswith("update=") else None

    proxy.instead = form_only
    filled(f"{proxy.url}/update", *DOCUMENTS)
    assert dumped(f"{proxy.url}/query") == undisturbed


# Half way.


FULL = (500, "text/plain", b"disk full")


@pytest.mark.parametrize(
    ("fault", "after"), [(FULL, 0), ((403, "", b""), 1), ("reset", 2), (FULL, 4), ("reset", 4), (FULL, 7)], ids=str
)
def test_a_build_that_a_server_stops_is_taken_up_again(
    run: Run, proxy: Proxy, source: Path, undisturbed: bytes, fault: Reply | str, after: int
) -> None:
    """Updates: the lock, what is to be cleared, the ontology, then a document each."""
    there = f"{proxy.url}/update"
    proxy.instead = lambda path, body: fault if len(proxy.updates) > after else None
    done = run("build", source, "-o", there)
    documents = max(0, after - 3)
    assert done.exit_code == 2 and done.stderr.startswith(f"kg: {proxy.url}/update: ")
    assert f"{documents} of the documents" in done.stderr or after < 3
    proxy.instead = lambda path, body: None
    proxy.asked.clear()
    assert run("unlock", there).exit_code == 0  # this process took the lock, and still runs
    done = run("build", source, "-o", there)
    assert done.exit_code == 0 and (f"{5 - documents} added, 0 replaced, {documents}" in done.stderr or not documents)
    # the documents that were lacking, the ontology where it was lacking too, and the events
    assert sum("INSERT DATA" in update for update in proxy.updates) == 5 - documents + (after < 3) + 2
    assert dumped(there) == undisturbed


def test_a_document_that_the_server_refuses_is_listed_and_the_others_go_in(
    run: Run, proxy: Proxy, source: Path
) -> None:
    proxy.instead = lambda path, body: (400, "text/plain", b"I dislike it") if "Refused title" in body else None
    with source.open("a", encoding="utf-8") as file:
        file.write(record("odd", title="Refused title").to_json() + "\n" + record("last").to_json() + "\n")
    done = run("build", source, "-o", f"{proxy.url}/update")
    assert done.exit_code == 0 and "Skipped 1 document:" in done.stderr and "odd: the graph refused it" in done.stderr
    assert "I dislike it" in done.stderr
    with GraphStore.read(f"{proxy.url}/query") as store:
        assert store.documents() == [*(d.id for d in DOCUMENTS), "last"]


def test_what_was_skipped_is_listed_where_the_server_ends_the_build(run: Run, proxy: Proxy, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("no JSON\n" + record("d1").to_json() + "\n", encoding="utf-8")
    proxy.instead = lambda path, body: (500, "", b"") if "document/d1" in body and path == "/update" else None
    done = run("build", source, "-o", f"{proxy.url}/update")
    assert done.exit_code == 2 and "Skipped 1 document:" in done.stderr and "answered 500" in done.stderr


def test_what_passes_is_tried_again(run: Run, proxy: Proxy, source: Path, undisturbed: bytes) -> None:
    passing: list[Reply | str] = [(503, "", b""), "reset", "reset", (502, "", b""), (429, "", b"")]

    def now_and_then(path: str, body: str) -> Reply | str | None:
        return passing.pop() if len(proxy.asked) % 7 == 6 and passing else None

    proxy.instead = now_and_then
    assert run("build", source, "-o", f"{proxy.url}/update").exit_code == 0
    assert passing == [] and dumped(f"{proxy.url}/query") == undisturbed


def test_a_killed_server_keeps_whole_documents_and_the_next_build_finishes(
    run: Run, new_server: Callable[[], SparqlServer], source: Path, undisturbed: bytes
) -> None:
    there = new_server()
    graph = f"{there.url}/update"

    def kill(document: str) -> None:
        if document == "d2":
            there.kill()

    with pytest.raises(ServerError, match=r"(?s)cannot be reached.*3 of the documents are in the graph"):
        builder.build(str(source), graph, skipped=[], progress=kill)
    there.start()
    with GraphStore.read(graph) as store:
        assert store.documents() == ["d0", "d1", "d2"] and store.validate() == []
    assert run("unlock", graph).exit_code == 0
    assert run("build", source, "-o", graph).stderr.endswith("2 added, 0 replaced, 3 unchanged.\n")
    assert dumped(graph) == undisturbed


# Large requests.


@pytest.mark.parametrize("limit", [400_000, 20_000])
def test_what_is_too_large_for_a_request_goes_in_parts_and_comes_at_one_moment(
    proxy: Proxy, server: SparqlServer, undisturbed: bytes, limit: int
) -> None:
    proxy.instead = lambda path, body: (413, "text/plain", b"too large") if len(body) > limit else None
    filled(f"{proxy.url}/update", *DOCUMENTS)
    assert max(len(body) for body in proxy.updates) > limit  # it was tried
    assert server.quads() == sorted(undisturbed.decode().splitlines())  # nothing is left beside
    with GraphStore.write(f"{proxy.url}/update") as store:
        proxy.asked.clear()
        store.replace_document(record("d0", title="Large", claims=DOCUMENTS[0].claims))
        moves = [n for n, update in enumerate(proxy.updates) if "MOVE GRAPH <urn:kg:staging>" in update]
        assert moves == ([len(proxy.updates) - 1] if limit < 50_000 else [])  # the last one, and none before
        assert store.record("d0").title == "Large"


def test_a_move_whose_answer_is_lost_is_not_made_twice(
    run: Run, proxy: Proxy, server: SparqlServer, source: Path, undisturbed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "REQUEST", 20_000)

    def lost(path: str, body: str) -> str | None:
        if "MOVE" not in body or "document/d1" not in body:
            return None
        server.update(body)
        return "reset"

    proxy.instead = lost
    done = run("build", source, "-o", f"{proxy.url}/update")
    assert done.exit_code == 2 and "the connection broke" in done.stderr
    assert sum("MOVE" in update and "document/d1" in update for update in proxy.updates) == 1
    proxy.instead = lambda path, body: None
    run("unlock", f"{proxy.url}/update")
    assert run("build", source, "-o", f"{proxy.url}/update").stderr.endswith("3 added, 0 replaced, 2 unchanged.\n")
    assert dumped(f"{server.url}/query") == undisturbed


def test_a_request_that_cannot_be_small_enough_costs_its_document_alone(run: Run, proxy: Proxy, source: Path) -> None:
    proxy.instead = lambda path, body: (413, "text/html", b"") if "document/d3" in body and "INSERT" in body else None
    done = run("build", source, "-o", f"{proxy.url}/update")
    assert done.exit_code == 0 and "4 documents" in done.stderr and "d3: the graph refused it" in done.stderr
    assert "too large" in done.stderr and "proxy" in done.stderr
    with GraphStore.read(f"{proxy.url}/query") as store:
        assert store.documents() == ["d0", "d1", "d2", "d4"]


# Two writers.


def test_the_second_writer_is_told_and_readers_go_on(run: Run, server: SparqlServer, source: Path) -> None:
    there = f"{server.url}/update"
    filled(there, *DOCUMENTS[:1])
    before = server.quads()
    with GraphStore.write(there):
        for command in (["build", source, "-o", there], ["remove", there, "d0"]):
            done = run(*command)
            assert done.exit_code == 2 and "in use by another program: process" in done.stderr
            assert f"kg unlock {there}" in done.stderr
        assert run("validate", there).exit_code == 0
    assert server.quads() == before


def test_who_finds_another_beside_itself_gives_way(proxy: Proxy, server: SparqlServer) -> None:
    """Oxigraph lets two updates that look at one moment both find the place empty."""

    def blind(path: str, body: str) -> Reply | None:
        if "WHERE { FILTER NOT EXISTS" in body:
            server.update(body.partition("WHERE")[0].replace("INSERT {", "INSERT DATA {"))
            return 204, "", b""
        return None

    with GraphStore.create(f"{server.url}/update"):
        before = server.quads()
        proxy.instead = blind
        with pytest.raises(StoreError, match="in use by another program"):
            GraphStore.create(f"{proxy.url}/update")
        assert server.quads() == before and len(before) == 1


def test_of_many_at_once_never_two_write(server: SparqlServer) -> None:

    def attempt(number: int) -> bool:
        try:
            opened = RemoteStore.create(f"{server.url}/update")
        except StoreError:
            return False
        at_work.append(number)
        time.sleep(0.02)  # so that others have the time to come in
        if at_work != [number]:
            clashes.append(number)
        at_work.remove(number)
        opened.close()
        return True

    at_work: list[int] = []
    clashes: list[int] = []
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(40)))
    assert clashes == []
    assert server.quads() == []
    assert attempt(41)


def test_the_lock_of_a_killed_build_goes_at_the_next_one(
    run: Run, server: SparqlServer, source: Path, undisturbed: bytes
) -> None:
    there = f"{server.url}/update"
    victim = f"""
import os, signal
from kg import build
def die(document):
    if document == "d1":
        os.kill(os.getpid(), signal.SIGKILL)
build.build({str(source)!r}, {there!r}, skipped=[], progress=die)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", victim], env=environment, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert any("urn:kg:lock" in line for line in server.quads())
    assert b"urn:kg:lock" not in dumped(there)  # it is no content
    assert run("build", source, "-o", there).stderr.endswith("3 added, 0 replaced, 2 unchanged.\n")
    assert server.quads() == sorted(undisturbed.decode().splitlines())


def test_the_lock_of_another_machine_goes_when_a_person_says_so(run: Run, server: SparqlServer, source: Path) -> None:
    there = f"{server.url}/update"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    for entry in ("process 1 on elsewhere (77 0123456789abcdef)", 'no "entry" of ours'):
        server.update(f"INSERT DATA {{ GRAPH <urn:kg:lock> {{ <urn:kg:lock> {label} {json.dumps(entry)} }} }}")
    refused = run("build", source, "-o", there)
    assert refused.exit_code == 2 and "in use" in refused.stderr and len(server.quads()) == 2
    assert "Taken away: the lock of process 1 on elsewhere.\n" in run("unlock", there).stderr
    assert server.quads() == []
    assert run("unlock", there).stderr == "Nobody has a lock on it.\n"
    assert run("unlock", "graph").exit_code == 2


# Small things.


def test_a_closed_graph_asks_nothing(proxy: Proxy) -> None:
    filled(f"{proxy.url}/update")
    store = RemoteStore.read(f"{proxy.url}/query")
    store.close()
    store.close()
    proxy.asked.clear()
    uses = (store.documents, lambda: store.query("ASK {}"), lambda: store.made("d1"), lambda: store.claims_of("d1"))
    for use in uses:
        with pytest.raises(StoreError, match="closed"):
            use()
    assert proxy.asked == []


def test_a_graph_opened_to_read_cannot_be_changed(server: SparqlServer) -> None:
    filled(f"{server.url}/update")
    before = server.quads()
    for opening in (GraphStore.read, GraphStore.snapshot):
        with opening(f"{server.url}/update") as store, pytest.raises(StoreError, match="read only"):
            store.replace_document(record())
    assert server.quads() == before


def test_only_graphs_of_ours_can_be_changed(server: SparqlServer) -> None:
    with GraphStore.create(f"{server.url}/update") as store, pytest.raises(AssertionError):
        store._replace([terms.URIRef("http://theirs")], {}, "x")
    assert all(name.startswith(endpoint.OURS) for name in (server_lock.LOCK_GRAPH, endpoint.STAGING_GRAPH))


def test_a_graph_in_a_folder_needs_no_http(tmp_path: Path) -> None:
    filled(tmp_path / "graph", record())
    script = f"""
import sys
from kg.cli import main
main(["query", {str(tmp_path / "graph")!r}, "own-voice", "--seconds", "0"], standalone_mode=False)
print("urllib3" in sys.modules, file=sys.stderr)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "False"


def test_lines_are_cut_into_parts_without_loss() -> None:
    given = [str(n) * n for n in range(9)]
    for size in (1, 7, 20, 1000):
        parts = list(remote._parts(given, size))
        assert [line for part in parts for line in part] == given
        assert all(len(part) == 1 or sum(map(len, part)) <= size for part in parts)
