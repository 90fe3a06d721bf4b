"""What a larger reader makes of training pairs, as a file of small numbers; and the pairs without labels that it reads.

`train_teacher.py` writes the file, `train_relation_model.py` learns from it beside the labels (Hinton, Vinyals, Dean
2015, Distilling the Knowledge in a Neural Network). A labelled pair is told of by a teacher that has not seen anything
by its author.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token
from training_data import Example

from kg.language import AFTER_MODEL, load
from kg.relation_model import Pair

FILE = Path(__file__).resolve().parent.parent / "data" / "training" / "teacher.npz"
LEVELS = 255
MOST_RELATIONS = 3  # kept of a pair
MOST_PAIRS = 6  # without labels, of a sentence that has some
MOST_OF_PLAIN = 10  # of a sentence without any
PLAIN = FILE.parent / "unlabelled.txt"  # sentences without labels, one a line
NAMES = {"GPE", "ORG", "NORP", "PERSON"}
CONTENT = {"VERB", "NOUN", "ADJ"}


def number(text: str) -> int:
    """The number under which a marked text is kept."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


class Teacher:
    """The file: for a marked text, three distributions, over classes, relations and statuses."""

    def __init__(self, file: Path, classes: Sequence[str], relations: Sequence[str]) -> None:
        """Load it; ``classes`` and ``relations`` are what is asked for: those that the file lacks get nothing."""
        with np.load(file, allow_pickle=False) as kept:
            self._row = {int(n): i for i, n in enumerate(kept["numbers"])}
            self._classes, self._statuses = kept["of_class"], kept["of_status"]
            self._which, self._shares = kept["which"], kept["shares"]
            self._place = _places(kept["classes"], classes)
            self._relation = np.array(_places(kept["relations"], relations))
        self._sizes = len(classes), len(relations)

    def __contains__(self, text: str) -> bool:
        return number(text) in self._row

    def of(self, text: str) -> tuple[Any, Any, Any]:
        """The distributions for a marked text; raises KeyError where the teacher was not asked."""
        i = self._row[number(text)]
        of_class, of_relation = (np.zeros(size + 1, np.float32) for size in self._sizes)  # the last: not asked for
        of_class[self._place] = self._classes[i]
        of_relation[self._relation[self._which[i]]] = self._shares[i]
        of_status = self._statuses[i].astype(np.float32)
        return _shared(of_class[:-1]), _shared(of_relation[:-1]), _shared(of_status)


def _places(names: Any, wanted: Sequence[str]) -> list[int]:
    place = {name: i for i, name in enumerate(wanted)}
    return [place.get(str(name), len(wanted)) for name in names]


def _shared(levels: Any) -> Any:
    return levels / max(1.0, float(levels.sum()))


def write(
    file: Path, texts: Sequence[str], outputs: Sequence[Any], classes: Sequence[str], relations: Sequence[str]
) -> None:
    """Keep what a teacher says: three arrays of probabilities, one row a marked text."""
    of_class, of_relation, of_status = outputs
    which = np.argsort(-of_relation, axis=1, kind="stable")[:, :MOST_RELATIONS]
    with file.open("wb") as out:
        np.savez_compressed(
            out,
            numbers=np.array([number(t) for t in texts], np.uint64),
            classes=np.array(classes),
            relations=np.array(relations),
            of_class=np.rint(of_class * LEVELS).astype(np.uint8),
            of_status=np.rint(of_status * LEVELS).astype(np.uint8),
            which=which.astype(np.uint8),
            shares=np.rint(np.take_along_axis(of_relation, which, 1) * LEVELS).astype(np.uint8),
        )


def unlabelled(found: Sequence[Example]) -> list[Example]:
    """Pairs for a teacher alone: others of the same sentences, the labelled ones with a word or two exchanged, and
    those of the sentences in `PLAIN`."""
    nlp = load()
    nlp.select_pipes(disable=AFTER_MODEL[AFTER_MODEL.index("kg_coreference") + 1 :])
    docs = _parsed(nlp, (e.pair.text for e in found))
    rng = random.Random(1)
    first = {e.pair.text: e for e in reversed(found)}
    labelled = {e.pair for e in found}
    others = [
        replace(first[text], pair=pair, relation=None, labelled=False)
        for text, doc in docs.items()
        for pair in _some(_pairs(doc, names(doc)), rng, MOST_PAIRS, labelled)
    ]
    words: dict[str, list[str]] = defaultdict(list)
    for doc in docs.values():
        for word in filter(_content, doc):
            words[word.tag_].append(word.text)
    exchanged = (_exchanged(e, docs[e.pair.text], words, rng) for e in found)
    return [*others, *(e for e in exchanged if e), *_plain(nlp, rng)]


def _plain(nlp: Language, rng: random.Random) -> Iterator[Example]:
    for text, doc in _parsed(nlp, PLAIN.read_text("utf-8").splitlines()).items():
        actors = {(doc[m.start].idx, doc[m.end - 1].idx + len(doc[m.end - 1])) for m in doc._.mentions}
        for pair in _some(_pairs(doc, actors | names(doc)), rng, MOST_OF_PLAIN):
            yield Example(pair, None, "actual", PLAIN.stem, number(text) % 1000, labelled=False)


def _parsed(nlp: Language, texts: Iterable[str]) -> dict[str, Doc]:
    each = list(dict.fromkeys(texts))
    return dict(zip(each, nlp.pipe((_document(nlp, text) for text in each), batch_size=64), strict=True))


def _document(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(text)
    doc._.document_id = "training"
    return doc


def names(doc: Doc) -> set[tuple[int, int]]:
    """Where the model finds names, as offsets."""
    return {(n.start_char, n.end_char) for n in doc.ents if n.label_ in NAMES}


def _pairs(doc: Doc, ends: Iterable[tuple[int, int]]) -> list[Pair]:
    each = sorted(ends)
    return [Pair(doc.text, a, b) for a in each for b in each if a[1] <= b[0] or b[1] <= a[0]]


def _some(pairs: Iterable[Pair], rng: random.Random, most: int, labelled: Container[Pair] = ()) -> list[Pair]:
    """Some of the pairs that have no label."""
    free = [pair for pair in pairs if pair not in labelled]
    rng.shuffle(free)
    return free[:most]


def _content(word: Token) -> bool:
    return word.pos_ in CONTENT and not word.ent_type_ and word.is_alpha


def _exchanged(e: Example, doc: Doc, words: dict[str, list[str]], rng: random.Random) -> Example | None:
    """The pair with a verb, and half the time another word, exchanged for one of the same form from anywhere."""
    ends = (e.pair.source, e.pair.target)
    free = [w for w in doc if _content(w) and not any(w.idx < b and w.idx + len(w) > a for a, b in ends)]
    verbs = [w for w in free if w.pos_ == "VERB"]
    chosen = {rng.choice(verbs).i} if verbs else set()
    if free and rng.random() < 0.5:
        chosen.add(rng.choice(free).i)
    if not chosen:
        return None
    text, moved = e.pair.text, [list(end) for end in ends]
    for i in sorted(chosen, reverse=True):
        old, new = doc[i], rng.choice(words[doc[i].tag_])
        new = new if old.text[0].islower() else new[:1].upper() + new[1:]
        text = text[: old.idx] + new + text[old.idx + len(old) :]
        for end in moved:
            if end[0] > old.idx:
                end[0] += len(new) - len(old)
                end[1] += len(new) - len(old)
    (a, b), (c, d) = moved
    return replace(e, pair=Pair(text, (a, b), (c, d)), relation=None, labelled=False)
