"""The wheel: it carries all that kg needs, and kg runs from it far from any checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import kg

CHECKOUT = Path(__file__).resolve().parent.parent
SENTENCE = "Norway attacked Sweden on Monday."


def run(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that must succeed; nothing of this checkout is on its path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build/ folder in the checkout would bring in files that are gone."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for file in CHECKOUT.iterdir():
        if file.is_file():
            shutil.copy(file, source)
    for name in ("kg", "ontology", "data"):
        shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", folder, source, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of a new environment with the wheel; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", scripts / "python")
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    # Last, or pip would find the kg of this environment. Paths in a .pth bring in packages, not other .pth files, so
    # that a kg that is installed here in editable mode stays out.
    here = sysconfig.get_paths()
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "dependencies.pth").write_text(f"{here['purelib']}\n{here['platlib']}\n", encoding="utf-8")
    return scripts


def test_the_wheel_carries_the_package_the_ontology_and_the_data(wheel: Path) -> None:
    def shipped(folder: str, inside: str) -> set[str]:
        files = (f for f in (CHECKOUT / folder).rglob("*") if f.is_file() and "__pycache__" not in f.parts)
        return {f"{inside}/{f.relative_to(CHECKOUT / folder).as_posix()}" for f in files}

    expected = shipped("kg", "kg") | shipped("ontology", "kg/share/ontology") | shipped("data", "kg/share/data")
    expected -= shipped("data/training", "kg/share/data/training")  # for those who have a checkout
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert found == expected


def test_kg_and_its_data_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import kg, kg.resources; print(kg.__file__); print(kg.resources.find('data/states.csv'))"
    for path in run(installed / "python", "-c", code, cwd=tmp_path).splitlines():
        assert Path(path).is_relative_to(installed.parent)
    assert kg.__version__ in run(installed / "kg", "--version", cwd=tmp_path)


def test_a_graph_is_built_and_read_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(SENTENCE, encoding="utf-8")
    run(installed / "kg", "build", "news.txt", "-o", "news.graph", cwd=tmp_path)
    dyads = run(installed / "kg", "query", "news.graph", "strongest-dyads", "--format", "csv", cwd=tmp_path)
    assert "NOR,SWE,1" in dyads
    run(installed / "kg", "view", "news.graph", "-o", "news.html", cwd=tmp_path)
    assert "Norway" in (tmp_path / "news.html").read_text(encoding="utf-8")
