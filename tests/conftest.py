"""What several tests share: a real browser, and a real SPARQL server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

import pytest

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _missing(why: str) -> NoReturn:
    """No browser: skip in words a person understands, or fail where one is required."""
    if os.environ.get("KG_REQUIRE_BROWSER") == "1":
        pytest.fail(f"KG_REQUIRE_BROWSER is set, and {why}", pytrace=False)
    pytest.skip(f"{why}, so pages are not opened in a browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium from the system, driven by playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _missing("no Chromium was found")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield chromium
        chromium.close()


class SparqlServer:
    """A process of Oxigraph's server on a free port of this machine, with its data in a folder or in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        files = metadata.files("oxigraph") or ()
        program = next(str(f.locate()) for f in files if f.stem == "oxigraph" and f.suffix in {"", ".exe"})
        data = [] if self.folder is None else ["--location", str(self.folder)]
        command = [program, "serve", *data, "--bind", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except OSError:
                assert self._process.poll() is None, "the server ended at once"
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def update(self, text: str) -> None:
        """Change the data set past the program under test."""
        headers = {"Content-Type": "application/sparql-update"}
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/update", text.encode(), headers), timeout=60).close()

    def quads(self) -> list[str]:
        """All that stands there, graphs of others too, each a line of N-Quads, sorted."""
        asked = urllib.request.Request(f"{self.url}/store", headers={"Accept": "application/n-quads"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return sorted(answer.read().decode().splitlines())


@pytest.fixture(scope="session")
def running() -> Iterator[SparqlServer]:
    server = SparqlServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server(running: SparqlServer) -> SparqlServer:
    """A real SPARQL 1.1 server whose data set is empty."""
    running.update("DROP ALL")
    return running


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[[], SparqlServer]]:
    """Makes servers of a test's own, which it may kill."""
    made: list[SparqlServer] = []

    def make() -> SparqlServer:
        made.append(SparqlServer(tmp_path / f"server-{len(made)}"))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.kill()
