"""Talk with a SPARQL 1.1 server over HTTP: one request, one answer, or an error that a person can act on.

Most of what we ask may be asked twice, updates too: they put whole graphs in the place of what was there. So where a
connection breaks, or a server is busy for the moment, it is tried again; not so where a server was not there at the
first request, or takes too long.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from urllib3 import exceptions as failures

from kg.errors import QueryError, ServerError, StoreError
from kg.graph.address import Address, shown

CONNECT = 10.0  # seconds to reach the server
ANSWER = 600.0  # seconds to wait for it, where a query has no limit of its own
PAUSES = (0.5, 1.0, 2.0)  # seconds before it is tried again
BUSY = {429, 502, 503, 504}  # what a server, or a proxy before it, says of the moment
MOVED = {301, 302, 307, 308}
OF_THE_REQUEST = {400, 413, 422}  # not of the server, which may take the next one
QUOTED = 300  # characters of what the server says
RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
EITHER = f"{RESULTS}, {TRIPLES};q=0.9"
FORM = "application/x-www-form-urlencoded"
RESUME = "see that the server runs, then give the same command again"

Fields = Sequence[tuple[str, str]]


class Refused(StoreError):
    """The server took a request for a wrong one: ``status`` is HTTP's."""

    def __init__(self, what: str, *, status: int, where: str, remedy: str | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status


@dataclass(frozen=True)
class Reply:
    """What a server answered: its content type, without parameters, and its bytes."""

    kind: str
    content: bytes


class Server:
    """A server at an address; connections stay open from one request to the next, until `close`."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._pool = urllib3.PoolManager(retries=False)
        self._met = False
        self._update_form = False  # whether updates go as a form, for servers that know no other way

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def query(
        self, text: str, fields: Fields = (), *, accept: str = RESULTS, seconds: float | None = None
    ) -> Reply:
        """The answer to a query, with further fields of the SPARQL protocol, in the formats that are accepted.

        Raises Refused, ServerError, and QueryError where the answer takes longer than ``seconds``.
        """
        body = urlencode([("query", text), *fields]).encode()
        return self._told(self.address.query, body, FORM, accept=accept, seconds=seconds, pauses=PAUSES)

    def update(self, text: str, *, once: bool = False) -> None:
        """Change what the server has, as one request, which is not tried again if that would do harm (``once``).

        Raises Refused and ServerError.
        """
        pauses = () if once else PAUSES
        if not self._update_form:
            try:
                self._told(self.address.update, text.encode(), "application/sparql-update", pauses=pauses)
                return
            except Refused as error:
                if error.status != 415:
                    raise
            self._update_form = True
        self._told(self.address.update, urlencode([("update", text)]).encode(), FORM, pauses=pauses)

    def _told(
        self,
        url: str,
        body: bytes,
        kind: str,
        *,
        accept: str = "*/*",
        seconds: float | None = None,
        pauses: Sequence[float],
    ) -> Reply:
        """The reply to a request, tried again after each pause where that may help."""
        for pause in (*pauses, None):
            try:
                status, reply = self._sent(url, body, kind, accept, seconds)
            except (failures.ProtocolError, failures.NewConnectionError) as error:
                if pause is None or not self._met:
                    raise ServerError(_words(error), where=shown(url), remedy=RESUME) from error
            except failures.TimeoutError as error:
                raise _too_slow(url, seconds, connecting=isinstance(error, failures.ConnectTimeoutError)) from error
            except (failures.HTTPError, ValueError) as error:  # ValueError: an answer that is no HTTP
                raise ServerError(_words(error), where=shown(url), remedy="mend the address, or the server") from error
            else:
                self._met = True
                if status not in BUSY or pause is None:
                    return _checked(status, reply, url)
            time.sleep(pause)
        raise AssertionError("the last try raises or returns")

    def _sent(self, url: str, body: bytes, kind: str, accept: str, seconds: float | None) -> tuple[int, Reply]:
        """Status and reply; requests that have moved on the same host are followed."""
        deadline = time.monotonic() + (seconds or ANSWER)
        headers = {"Accept": accept, "Content-Type": kind, "User-Agent": "kg"}
        if self.address.authorization:
            headers["Authorization"] = self.address.authorization
        for _ in range(4):
            timeout = urllib3.Timeout(connect=CONNECT, read=max(deadline - time.monotonic(), 0.01))
            response = self._pool.request(
                "POST", url, body=body, headers=headers, timeout=timeout, redirect=False, preload_content=False
            )
            try:
                content = _read(response, deadline)
            finally:
                response.release_conn()
            if response.status not in MOVED:
                break
            there = urljoin(url, response.headers.get("Location", ""))
            if urlsplit(there).hostname != urlsplit(url).hostname:  # who asks is nothing for others to know
                what = f"the server sends us elsewhere, to {shown(there)}"
                raise ServerError(what, where=shown(url), remedy="give that address, if it is right")
            url = there
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return response.status, Reply(kind, content)


def _read(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    pieces = []
    while piece := response.read1(1 << 18):
        pieces.append(piece)
        if time.monotonic() > deadline:
            response.close()
            raise failures.TimeoutError
    return b"".join(pieces)


def _too_slow(url: str, seconds: float | None, *, connecting: bool) -> StoreError | QueryError:
    if connecting:
        return ServerError("the server cannot be reached: no answer", where=shown(url), remedy=RESUME)
    if seconds is None:
        return ServerError(f"the server gave no answer in {ANSWER:g} seconds", where=shown(url), remedy=RESUME)
    remedy = "make it narrower (a LIMIT, fewer OPTIONAL parts), or give it more time"
    return QueryError(f"the query took longer than {seconds:g} seconds", remedy=remedy)


def _checked(status: int, reply: Reply, url: str) -> Reply:
    if 200 <= status < 300:
        return reply
    what = f"the server answered {status}{_said(reply)}"
    if status == 413:
        remedy = "let the server, or the proxy before it, take larger requests"
        raise Refused(f"{what}: the request is too large", status=status, where=shown(url), remedy=remedy)
    if status == 415 or status in OF_THE_REQUEST:
        raise Refused(what, status=status, where=shown(url))
    remedies = {
        401: "give user and password in KG_STORE_USER and KG_STORE_PASSWORD, or a token in KG_STORE_TOKEN",
        403: "use a user who may read and change this data set",
        404: "give the address of its query or update endpoint, as in http://localhost:7878/update",
    }
    remedies[405] = remedies[404] + "; KG_QUERY_URL and KG_UPDATE_URL name the two where they are not alike"
    raise ServerError(what, where=shown(url), remedy=remedies.get(status, RESUME))


def _said(reply: Reply) -> str:
    """The server's words, on one line; pages for a browser are not quoted."""
    if "html" in reply.kind or not reply.content:
        return ""
    words = " ".join(reply.content[: 4 * QUOTED].decode(errors="replace").split())
    words = "".join(c for c in words if c.isprintable())
    return f": {words[:QUOTED]}{'…' if len(words) > QUOTED else ''}" if words else ""


def _words(error: Exception) -> str:
    """What has happened to a connection, without the names of classes."""
    if isinstance(error, failures.NameResolutionError):
        return "the server cannot be reached: there is no host of this name"
    if isinstance(error, failures.NewConnectionError):
        return f"the server cannot be reached: {str(error).rpartition('] ')[2].rpartition(': ')[2]}"
    if isinstance(error, failures.ProtocolError):
        return "the connection broke before the answer was complete"
    if isinstance(error, failures.SSLError):
        return f"no safe connection: {error}"
    return f"the answer cannot be read: {error}"
