"""Commands in real processes that are killed at a given moment, in the way of Unix."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import kg

_VICTIM = """
import json, os, signal, sys, threading
from pathlib import Path
from kg import cli
from kg.graph.store import GraphStore

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def watch(reached):
    def watching():
        while not reached():
            pass
        die()
    threading.Thread(target=watching, daemon=True).start()

def arm(graph, when, number):
    log = lambda: sum(f.stat().st_size for f in Path(graph).glob("*.log"))
    if when == "files":
        watch(lambda: len(list(Path(graph).rglob("*.sst"))) >= number)
    if when == "moving":
        Path.replace = lambda path, target: die()
    count = [0]
    def counting(write):
        def counted(*arguments, **options):
            count[0] += 1
            if when == "before" and count[0] == number:
                die()
            if when == "bytes" and count[0] == 1:
                before = log()  # what earlier writes have left there
                watch(lambda: log() >= before + number)
            write(*arguments, **options)
            if when == "after" and count[0] == number:
                die()
        return counted
    GraphStore._replace, GraphStore.add_documents = map(counting, (GraphStore._replace, GraphStore.add_documents))

for graph, moment, arguments in json.load(sys.stdin):
    child = os.fork()  # before any store is open here
    if child == 0:
        when, _, number = moment.partition(" ")
        arm(graph, when, int(number))
        cli.main(arguments, standalone_mode=False)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, moment
"""


def kill(commands: Iterable[tuple[Path, str, tuple[str | Path, ...]]]) -> None:
    """Run each command, and kill it at its moment in writing to its graph; fails where one ends before.

    Moments: ``before 2`` and ``after 2`` the second write (each is one transaction); ``bytes 700``, in the midst of a
    write, once the log of what is written has so many more; ``files 2``, in the midst of taking in new documents, once
    the graph has so many files of them; ``moving 1``, when a file that is complete is to take its place.
    """
    told = [(str(graph), moment, [str(a) for a in arguments]) for graph, moment, arguments in commands]
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    command = [sys.executable, "-c", _VICTIM]
    subprocess.run(command, input=json.dumps(told), text=True, env=environment, check=True, timeout=300)
