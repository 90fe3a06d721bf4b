"""The linear half of the learned reader: weights of grammatical features, one row of small numbers a feature.

It knows less than the encoder of `kg.relation_model` and errs elsewhere, so the two together are right more often than
either; and it is so cheap that it can look at every pair of a text and pick those that the encoder should read.
``scripts/train_relation_model.py`` makes the file that is read here.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import ModelError

FILE = "paths.npz"


def number(feature: str) -> int:
    """The number under which a feature is kept, the same on every machine."""
    return zlib.crc32(feature.encode("utf-8"))


class PathModel:
    """A multinomial logistic regression over features that are there or not, scaled to length 1."""

    def __init__(self, file: Path) -> None:
        """Load the weights; raises ModelError where the file is none of ours."""
        try:
            with np.load(file, allow_pickle=False) as kept:
                self.class_names: list[str] = [str(c) for c in kept["classes"]]
                self._bias: Any = kept["bias"].astype(np.float32)
                self._scale: Any = kept["scale"].astype(np.float32)
                self._weights: Any = kept["weights"]
                self._rows = {int(n): i for i, n in enumerate(kept["features"])}
        except Exception as error:  # zipfile, numpy and the missing keys have errors of their own
            raise ModelError(
                f"{file} holds no usable weights ({type(error).__name__}: {error})",
                remedy="make them anew with scripts/train_relation_model.py, or run with --no-model",
            ) from error

    def chances(self, pairs: Sequence[Sequence[str]]) -> Any:
        """Probabilities of shape (pairs, classes) from the features of each pair."""
        scores = np.empty((len(pairs), len(self.class_names)), np.float32)
        for i, features in enumerate(pairs):
            rows = [self._rows[n] for n in map(number, features) if n in self._rows]
            summed = self._weights[rows].sum(0, dtype=np.int32) if rows else 0
            scores[i] = self._bias + summed * self._scale / max(1.0, len(rows)) ** 0.5
        scores = np.exp(scores - scores.max(1, keepdims=True, initial=-np.inf))
        return scores / scores.sum(1, keepdims=True)
