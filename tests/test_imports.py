"""Who may import whom: the layers of the package, and which library belongs to which part."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_made import record

import kg
from kg.graph.store import GraphStore

PACKAGE = Path(kg.__file__).parent

# Each part of the package and the parts that it may import; a new module needs a line here.
_BASE = {"model", "errors"}
_READING = _BASE | {"resources", "ontology", "linking", "offices", "actors"}
_KEEPING = _BASE | {"resources", "ontology", "graph"}
MAY_IMPORT: dict[str, set[str]] = {
    "": set(),  # kg/__init__.py: the version
    "errors": set(),
    "model": set(),
    "resources": {"errors"},
    "furniture": _BASE | {"resources"},
    "readers": _BASE | {"furniture"},
    "ontology": _BASE | {"resources"},
    "linking": _BASE | {"resources", "ontology"},
    "offices": _BASE | {"resources", "ontology", "linking"},
    "actors": _BASE | {"resources", "ontology", "linking", "offices"},
    "project": {"errors"},
    "path_model": {"errors"},
    "relation_model": _BASE | {"resources", "ontology", "path_model"},
    "language": _READING | {"furniture", "path_model", "relation_model"},
    "extract": _READING | {"language", "relation_model"},
    "provenance": _BASE | {"", "resources", "relation_model"},
    "pairs": _BASE | {"resources", "ontology", "language", "relation_model"},
    "graph": _KEEPING,
    "analysis": _KEEPING,
    "views": _KEEPING | {"analysis"},
    "export": _KEEPING | {"", "analysis"},
    "corrections": _READING | {"graph"},
    "incoming_lines": _BASE | {"readers", "graph"},
    "build": _BASE | {"readers", "incoming_lines", "extract", "graph", "corrections", "relation_model", "provenance"},
    "output": {"errors", "graph"},
    "cli": _READING
    | {"", "build", "project", "readers", "extract", "graph", "analysis", "views", "export", "output"}
    | {"pairs", "relation_model", "corrections"},
    "__main__": {"cli"},
}
# Libraries that change what a part needs to run, and the parts that may use them.
LIBRARIES = {
    "spacy": {"language", "extract"},
    "rdflib": {"ontology", "graph"},
    "pyoxigraph": {"ontology", "graph"},
    "oxrdflib": {"graph"},
    "pyshacl": {"graph"},
    "networkx": {"analysis", "views", "export", "cli"},  # cli: for a type only
    "pyarrow": {"export"},
    "pyvis": {"views"},
    "click": {"cli"},
    "rich": {"cli", "output"},
    "trafilatura": {"readers", "furniture"},
    "onnxruntime": {"relation_model"},
    "tokenizers": {"relation_model"},
    "urllib3": {"graph"},
}


def part(module: str) -> str:
    """The part of the package that ``kg.graph.store`` belongs to: ``graph``."""
    return [*module.split("."), ""][1]


def imports() -> Iterator[tuple[str, str, str]]:
    """File, its part, and a module that it imports, wherever in the file the statement stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE.parent)
        own = part(".".join(inside.with_suffix("").parts).removesuffix(".__init__"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((str(inside), own, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{inside}: say the whole name of the module"
                if node.module == "kg":  # from kg import resources
                    yield from ((str(inside), own, _of_kg(alias.name)) for alias in node.names)
                else:
                    yield str(inside), own, str(node.module)


def _of_kg(name: str) -> str:
    is_module = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
    return f"kg.{name}" if is_module else "kg"


def test_parts_import_only_what_stands_before_them() -> None:
    ours = [(file, own, part(module)) for file, own, module in imports() if module.split(".")[0] == "kg"]
    assert {own for _, own, _ in ours} <= set(MAY_IMPORT), "give the new part a line in MAY_IMPORT"
    assert [(file, other) for file, own, other in ours if other != own and other not in MAY_IMPORT[own]] == []


def test_libraries_are_used_by_their_own_parts_only() -> None:
    found = [(file, own, module.split(".")[0]) for file, own, module in imports()]
    assert [(file, name) for file, own, name in found if name in LIBRARIES and own not in LIBRARIES[name]] == []
    assert {"spacy", "rdflib", "networkx", "click"} <= {name for *_, name in found}


def test_the_model_and_the_errors_need_the_standard_library_only() -> None:
    for file, own, module in imports():
        if own in ("model", "errors"):
            assert module.split(".")[0] in sys.stdlib_module_names, file


_RUN = """
import sys
from kg.cli import main
main(sys.argv[1:], standalone_mode=False)
print("spacy" in sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "command",
    [
        ["query", "GRAPH", "own-voice"],
        ["view", "GRAPH", "-o", "OUT"],
        ["analyze", "GRAPH"],
        ["validate", "GRAPH"],
        ["export", "GRAPH", "--format", "polecat", "-o", "OUT"],
        ["remove", "GRAPH", "d1"],
        ["build", "RECORDS", "-o", "GRAPH"],
        ["build", "-o", "GRAPH", "--corrections", "CORRECTIONS"],
    ],
)
def test_what_extracts_nothing_never_loads_spacy(tmp_path: Path, command: list[str]) -> None:
    with GraphStore.create(tmp_path / "graph") as store:
        store.load_ontology()
        store.replace_document(record())
    (tmp_path / "records.jsonl").write_text(record("d2").to_json() + "\n", encoding="utf-8")
    (tmp_path / "corrections.csv").write_text("action,what,value\nmerge,state/RUS,group/hezbollah\n", encoding="utf-8")
    places = {"GRAPH": "graph", "OUT": "out.html", "RECORDS": "records.jsonl", "CORRECTIONS": "corrections.csv"}
    places = {word: str(tmp_path / name) for word, name in places.items()}
    arguments = [places.get(word, word) for word in command]
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == "False", done.stderr
