"""The project file: what a user would otherwise say at each command.

``kg.toml`` in the folder where a command runs:

    gazetteer = ["our-actors.csv"]   # a file or a list of files, from the folder of kg.toml
    model = "en_core_web_lg"
    corrections = "corrections.csv"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError

FILE = "kg.toml"
KEYS = ("gazetteer", "model", "corrections")


@dataclass(frozen=True)
class Project:
    """What a project file says; empty where there is none."""

    gazetteers: tuple[Path, ...] = ()
    model: str | None = None
    corrections: Path | None = None


def load(folder: Path = Path()) -> Project:
    """The project file of a folder; raises InputError for one that cannot be read or has unknown keys."""
    path = folder / FILE
    if not path.is_file():
        return Project()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path), remedy="mend it or take it away") from error
    unknown = sorted(set(said) - set(KEYS))
    if unknown:
        raise InputError(f"there is no key {unknown[0]!r}", where=str(path), remedy=f"known are {', '.join(KEYS)}")
    files = said.get("gazetteer", [])
    files = [files] if isinstance(files, str) else files
    model = said.get("model")
    if not isinstance(files, list) or not all(isinstance(f, str) for f in files):
        raise InputError("'gazetteer' is neither a file nor a list of files", where=str(path), remedy="see the README")
    if model is not None and not isinstance(model, str):
        raise InputError("'model' is no name", where=str(path), remedy='write it as model = "en_core_web_sm"')
    corrections = said.get("corrections")
    if corrections is not None and not isinstance(corrections, str):
        remedy = 'write it as corrections = "corrections.csv"'
        raise InputError("'corrections' is no file", where=str(path), remedy=remedy)
    own = None if corrections is None else folder / corrections
    return Project(tuple(folder / f for f in files), model, own)
