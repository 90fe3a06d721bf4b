"""Fits the linear half of the learned reader (`kg.path_model`): a logistic regression of scikit-learn, kept as int8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from spacy.language import Language
from spacy.tokens import Doc, Token
from training_data import Example

from kg.language import AFTER_MODEL, load
from kg.language.paths import Families, Features
from kg.ontology import Ontology
from kg.path_model import number

LEAST = 3  # examples that a feature must be in
STRENGTH = 10.0  # inverse of the regularization
LEVELS = 127


def features(found: Sequence[Example], ontology: Ontology) -> list[list[str]]:
    """The features of each example, its sentence parsed and its actors found as `kg extract` does it."""
    nlp = load()
    nlp.select_pipes(disable=AFTER_MODEL[AFTER_MODEL.index("kg_coreference") + 1 :])
    texts = list(dict.fromkeys(e.pair.text for e in found))
    documents = (_document(nlp, number, text) for number, text in enumerate(texts))
    docs = dict(zip(texts, nlp.pipe(documents, batch_size=64), strict=True))
    of = Features(Families(ontology)).of
    return [of(*(_head(docs[e.pair.text], end) for end in (e.pair.source, e.pair.target))) for e in found]


def _document(nlp: Language, number: int, text: str) -> Doc:
    doc = nlp.make_doc(text)
    doc._.document_id = str(number)
    return doc


def _head(doc: Doc, end: tuple[int, int]) -> Token:
    span = doc.char_span(*end, alignment_mode="expand")
    assert span is not None
    return span.root


def fit(pairs: Sequence[Sequence[str]], classes: Sequence[str], file: Path) -> None:
    """Learn classes from features and write the file that `kg.path_model.PathModel` reads."""
    count = Counter(f for features in pairs for f in features)
    kept = sorted(number(f) for f, n in count.items() if n >= LEAST)
    place = {n: i for i, n in enumerate(kept)}
    rows = [[place[n] for n in map(number, features) if n in place] for features in pairs]
    values = [v for row in rows for v in [max(1, len(row)) ** -0.5] * len(row)]
    starts = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((values, [i for row in rows for i in row], starts), shape=(len(rows), len(kept)))
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(matrix, list(classes))
    scale = np.abs(model.coef_).max(1) / LEVELS
    with file.open("wb") as out:
        np.savez_compressed(
            out,
            classes=model.classes_.astype(str),
            bias=model.intercept_.astype(np.float32),
            scale=scale.astype(np.float32),
            weights=np.rint(model.coef_ / scale[:, None]).astype(np.int8).T,
            features=np.array(kept, dtype=np.uint32),
        )
