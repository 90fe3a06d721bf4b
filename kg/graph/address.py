"""The address of a SPARQL 1.1 server: the two places that it stands for, and who asks there.

A server takes questions at one address and changes at another. A person names either; the other follows from it:

    http://host/update                     http://host/query               Oxigraph, Fuseki, Stardog
    http://host/repositories/news          …/repositories/news/statements  GraphDB, RDF4J
    http://host/sparql                     the same for both               any other

For servers of other ways, ``KG_QUERY_URL`` and ``KG_UPDATE_URL`` in the environment say one of the two, or both. User
and password stand in the address (``http://user:password@host/…``) or in ``KG_STORE_USER`` and ``KG_STORE_PASSWORD``; a
bearer token stands in ``KG_STORE_TOKEN``. None of them is part of what is shown or stored.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from kg.errors import StoreError

EXAMPLE = "give it as http://localhost:7878/update"


@dataclass(frozen=True)
class Address:
    """Where a server takes queries and updates, and the header that says who asks; as text, what a person named it."""

    query: str
    update: str
    name: str
    authorization: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.name


def is_address(name: str | Path) -> bool:
    """Whether this names a server, not a folder."""
    return re.match(r"https?://", str(name), re.IGNORECASE) is not None


def read(text: str, environment: Mapping[str, str] = os.environ) -> Address:
    """What an address stands for. Raises StoreError where it is none."""
    given = _split(text)
    query_path, update_path = _pair(given.path)
    pair = {"query": given._replace(path=query_path), "update": given._replace(path=update_path)}
    for name in pair:
        if own := environment.get(f"KG_{name.upper()}_URL"):
            pair[name] = _split(own)
    return Address(
        query=_bare(pair["query"]).geturl(),
        update=_bare(pair["update"]).geturl(),
        name=shown(text),
        authorization=_authorization(given, environment),
    )


def shown(url: str) -> str:
    """An address as messages show it: what follows a question mark may be a secret."""
    return _bare(urlsplit(url))._replace(query="").geturl()


def _pair(path: str) -> tuple[str, str]:
    """The paths for queries and for updates, from either of them."""
    if path.endswith("/update"):
        return path.removesuffix("/update") + "/query", path
    if path.endswith("/query"):
        return path, path.removesuffix("/query") + "/update"
    if path.endswith("/statements"):
        return path.removesuffix("/statements"), path
    if re.search(r"/repositories/[^/]+$", path):
        return path, path + "/statements"
    return path, path


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        if not is_address(text) or not parts.hostname or parts.port == 0:
            raise ValueError("it names no host")
    except ValueError as error:  # a port that is no number, half of an IPv6 address
        bare = re.sub(r"//[^/]*@", "//", text)
        raise StoreError(f"this is no address of a server: {error}", where=bare, remedy=EXAMPLE) from None
    return parts


def _bare(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")


def _authorization(given: SplitResult, environment: Mapping[str, str]) -> str | None:
    user, password = unquote(given.username or ""), unquote(given.password or "")
    if not user and environment.get("KG_STORE_TOKEN"):
        return f"Bearer {environment['KG_STORE_TOKEN']}"
    if not user:
        user, password = environment.get("KG_STORE_USER", ""), environment.get("KG_STORE_PASSWORD", "")
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else None
