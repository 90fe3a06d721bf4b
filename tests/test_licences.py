"""No dependency at run time is under the GPL, and docs/licences.md names those that kg asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parent.parent
DEVELOPERS_ONLY = {"test"}  # extras that no user installs


def stated_requirements() -> Iterator[Requirement]:
    """What setup.cfg asks for, in all the extras that are for users."""
    config = ConfigParser()
    config.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    lists = [config["options"]["install_requires"]]
    lists += [text for extra, text in config["options.extras_require"].items() if extra not in DEVELOPERS_ONLY]
    for line in "\n".join(lists).splitlines():
        if line.strip() and not line.startswith("#"):
            yield Requirement(line)


def needed() -> dict[str, metadata.Distribution]:
    """All the packages that these requirements bring, by name; those of an extra that is not installed are left out."""
    found: dict[str, metadata.Distribution] = {}
    waiting = list(stated_requirements())
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for inner in map(Requirement, found[name].requires or ()):
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append(inner)
    return found


def under_gpl_alone(package: metadata.Distribution) -> bool:
    """Whether the package's own words leave no choice but the GPL or AGPL; the LGPL is another licence."""
    about = package.metadata
    classifiers = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    expression = about.get("License-Expression") or ""
    if expression:
        choices = re.split(r"\bOR\b", expression)
    else:
        # a licence's whole text may mention the GPL without being it: its first line names it
        choices = classifiers or (about.get("License") or "").split("\n")[:1]
    return bool(choices) and all(re.search(r"\bA?GPL|(?<!Lesser )General Public License", c) for c in choices)


def test_nothing_that_users_need_is_under_the_gpl() -> None:
    packages = needed()
    assert {"spacy", "trafilatura", "courlan"} <= packages.keys()  # the walk does go deeper than setup.cfg
    assert [name for name, package in packages.items() if under_gpl_alone(package)] == []


def test_the_gpl_is_recognised() -> None:
    assert under_gpl_alone(metadata.distribution("Unidecode"))


def test_what_setup_cfg_asks_for_is_in_the_table() -> None:
    text = (CHECKOUT / "docs/licences.md").read_text(encoding="utf-8")
    rows = {canonicalize_name(name) for name in re.findall(r"^\| (\S+) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)}
    assert {canonicalize_name(r.name) for r in stated_requirements()} <= rows
