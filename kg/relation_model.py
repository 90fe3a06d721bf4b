"""The learned reader of relations: a sentence with its source and target marked, in; a relation or none, out.

A small encoder in ONNX form reads the text with the two actors replaced by markers, so that it goes by what is said of
them and not by who they are, and gives three distributions: over PLOVER classes, over relation types, and over how the
deed is said. ``scripts/train_relation_model.py`` makes the folder that is read here; onnxruntime and tokenizers are all
that it takes to run.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from kg import resources
from kg.errors import ModelError
from kg.ontology import Ontology, load
from kg.path_model import FILE as PATHS
from kg.path_model import PathModel

FILES = ("model.onnx", "tokenizer.json", "labels.json", PATHS)
OWN_RELATIONS = "relations.ttl"  # a user's own relation types, beside the model that knows them
SHIPPED = ""  # in the place of a folder: the model that comes with the program
NONE = "none"
MOST_TOKENS = 128
WINDOW = 400  # characters kept on each side of the pair
AHEAD = 32  # pairs that are waited for at a time
LEAST_CHANCE = 1e-6
SOURCE, TARGET = "@ source @", "# target #"
_PLAIN = str.maketrans("@#", "  ")  # signs that are markers here


@dataclass(frozen=True)
class Pair:
    """A text and two stretches of it, as offsets in code points: who may do something, and to whom."""

    text: str
    source: tuple[int, int]
    target: tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """What the model makes of a pair.

    ``classes`` has the probability of each PLOVER class, of ``state`` for relations without one, and of ``none``; they
    add up to 1. ``relations`` has, for each class, its relations with their share of it, the most probable first.
    ``statuses`` has the probability of each way in which the deed may be said: actual, planned, demanded, possible,
    denied.
    """

    classes: Mapping[str, float]
    relations: Mapping[str, tuple[tuple[str, float], ...]]
    statuses: Mapping[str, float]

    @property
    def plover(self) -> str:
        """The most probable class, ``state`` or ``none``."""
        return max(self.classes, key=lambda c: self.classes[c])

    @property
    def relation(self) -> str | None:
        """The most probable relation of the most probable class; None where that is ``none``."""
        return self.relations[self.plover][0][0] if self.plover != NONE else None

    @property
    def status(self) -> str:
        """How the deed is said, most probably."""
        return max(self.statuses, key=lambda s: self.statuses[s])

    def beside(self, classes: Mapping[str, float], share: float, temperature: float) -> Reading:
        """This reading with its classes weighed against those of another reader, which has ``share`` of the say.

        Both have probabilities of the same classes; their logarithms are averaged, as for experts that err apart
        (Hinton 2002, Training Products of Experts), and spread by ``temperature``.
        """
        logs = {c: (1 - share) * _log(p) + share * _log(classes.get(c, 0.0)) for c, p in self.classes.items()}
        most = max(logs.values())
        return replace(self, classes=_share({c: math.exp((v - most) / temperature) for c, v in logs.items()}))

    def leaning(self, plover: str, relation: str, odds: float) -> Reading:
        """This reading after evidence for a class and a relation of it that multiplies their odds."""
        if plover not in self.classes:
            return self
        classes = _share({c: p * (odds if c == plover else 1) for c, p in self.classes.items()})
        inside = _share({r: p * (odds if r == relation else 1) for r, p in self.relations[plover]})
        return replace(self, classes=classes, relations={**self.relations, plover: _ranked(inside)})


class _Shares(Mapping[str, tuple[tuple[str, float], ...]]):
    """For each class its relations with their shares of it; worked out when asked for, since few of them are."""

    def __init__(self, members: Mapping[str, Sequence[int]], names: Sequence[str], weights: Any) -> None:
        self._members, self._names, self._weights = members, names, weights

    def __getitem__(self, name: str) -> tuple[tuple[str, float], ...]:
        return _ranked(_share({self._names[i]: float(self._weights[i]) for i in self._members[name]}))

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def _share(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {k: w / total for k, w in weights.items()}


def _log(chance: float) -> float:
    return math.log(max(chance, LEAST_CHANCE))


def _ranked(shares: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def marked(pair: Pair) -> str:
    """The text as the model reads it: the two actors replaced by markers, cut to the words around them."""
    a, b = sorted([(pair.source, SOURCE), (pair.target, TARGET)])
    (a_start, a_end), (b_start, b_end) = a[0], b[0]
    text = pair.text.translate(_PLAIN)
    before = text[max(0, a_start - WINDOW) : a_start]
    after = text[b_end : b_end + WINDOW]
    return " ".join(f"{before} {a[1]} {text[a_end:b_start]} {b[1]} {after}".split())


def class_name(ontology: Ontology, relation: str | None, planned: bool) -> str:
    """The class that the model learns for a label: PLOVER's, ``state`` for relations without one, ``none``."""
    if relation is None:
        return NONE
    return ontology.classify(relation, "planned" if planned else "actual").plover or "state"


class RelationModel:
    """One loaded model. A reading depends on nothing but its own pair: int8 arithmetic is scaled by all that is read at
    once, so each pair is read alone, and several at the same time on threads of their own."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        """Load what a folder holds; raises ModelError where a file is missing or cannot be read."""
        import onnxruntime
        from tokenizers import Tokenizer

        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise ModelError(
                f"{folder} has no {', '.join(missing)}",
                remedy="name a folder that scripts/train_relation_model.py made, or run with --no-model",
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = 1, 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            labels: dict[str, Any] = json.loads((folder / "labels.json").read_text("utf-8"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self.relation_names: list[str] = labels["relations"]
            self.class_names: list[str] = labels["classes"]
            self.status_names: list[str] = labels["statuses"]
            self._temperature: dict[str, float] = labels["temperature"]
        except Exception as error:  # three libraries, each with errors of its own
            raise ModelError(
                f"{folder} holds no usable relation model ({type(error).__name__}: {error})",
                remedy="make it anew with scripts/train_relation_model.py, or run with --no-model",
            ) from error
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._threads = ThreadPoolExecutor(threads, "relation model")
        self._at, self._hash = self._tokenizer.token_to_id("@"), self._tokenizer.token_to_id("#")
        self.paths = PathModel(folder / PATHS)
        self.ontology = load(own_relations(folder))
        members = self._compatible(self.ontology)
        self._members = {c: members[c] for c in self.class_names if c in members}

    @property
    def temperature_of_both(self) -> float:
        """By how much to spread the classes of this model and `paths` together."""
        return self._temperature["both"]

    def read(self, pairs: Iterable[Pair]) -> Iterator[Reading]:
        """A reading of each pair, in order."""
        waiting = iter(pairs)
        while some := list(itertools.islice(waiting, AHEAD)):
            yield from self._threads.map(self._read, some)

    def _read(self, pair: Pair) -> Reading:
        ids = np.array([self._tokenizer.encode(marked(pair)).ids], dtype=np.int64)
        places = {"source": (ids == self._at).argmax(1), "target": (ids == self._hash).argmax(1)}
        inputs = {"ids": ids, "mask": np.ones_like(ids), **places}
        outputs = self._session.run(["classes", "relations", "statuses"], inputs)
        return self._reading(*(scores[0] for scores in outputs))

    def _reading(self, of_class: Any, of_relation: Any, of_status: Any) -> Reading:
        """Class first; within a class its relations share it by the scores of the second head."""
        classes = dict(zip(self.class_names, _softmax(of_class / self._temperature["classes"]), strict=True))
        scores = of_relation / self._temperature["relations"]
        weights = np.exp(scores - scores.max())
        shares = _Shares(self._members, self.relation_names, weights)
        statuses = dict(zip(self.status_names, _softmax(of_status / self._temperature["statuses"]), strict=True))
        return Reading(classes, shares, statuses)

    def _compatible(self, ontology: Ontology) -> dict[str, list[int]]:
        """The relations of each class, done or planned, as places in the model's list."""
        members: dict[str, list[int]] = {}
        for i, relation in enumerate(self.relation_names):
            for planned in (False, True):
                name = class_name(ontology, relation, planned)
                if i not in members.setdefault(name, []):
                    members[name].append(i)
        return members


def _softmax(scores: Any) -> list[float]:
    weights = np.exp(scores - scores.max())
    return [float(w) for w in weights / weights.sum()]


@functools.cache
def shipped() -> RelationModel:
    """The model that comes with the program."""
    return RelationModel(resources.find("data/model/labels.json").parent)


def own_relations(folder: str | Path | None) -> Path | None:
    """The user's own relation types in the folder of a learned reader, where it has some."""
    file = Path(folder) / OWN_RELATIONS if folder else None
    return file if file is not None and file.is_file() else None


def opened(folder: str | Path | None) -> RelationModel | None:
    """The model of a folder, the shipped one for `SHIPPED`, none for None."""
    if folder is None:
        return None
    return shipped() if folder == SHIPPED else RelationModel(Path(folder))
