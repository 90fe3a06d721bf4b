"""Train larger readers and write what they make of the training pairs: a teacher for `train_relation_model.py`.

    python scripts/train_teacher.py --base all-mpnet-base-v2 --pretrain build/lexicon_pairs.jsonl --device cuda

fine-tunes the encoder of a folder five times, each time without a fifth of the authors (files of ``data/training``),
and writes ``data/training/teacher.npz``: for a labelled pair what the reader says that has seen nothing by its author,
for a pair without a label (`teacher.unlabelled`) the mean of the five. The shipped file comes from all-mpnet-base-v2
(Apache-2.0, 110 million parameters): four minutes for all five on an H200; two cores would need a day.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import teacher
import torch
from train_relation_model import ROOT, Batches, Labels, Reader, _logs, scores, train
from training_data import STATUSES, Example, examples

from kg import ontology
from kg.relation_model import marked

FOLDS, PASSES, BATCH, RATE = 5, 4, 32, 7e-6


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="*", type=Path, default=sorted((ROOT / "data/training").glob("*.jsonl")))
    parser.add_argument("--pretrain", nargs="*", type=Path, default=[], help="rougher data, read first")
    parser.add_argument("--hold-out", nargs="*", default=["mixed"], help="files (by stem) that no teacher sees")
    parser.add_argument("--held", type=float, default=0.05, help="share of sentences that no teacher sees")
    parser.add_argument("--base", type=Path, required=True, help="a folder with an encoder")
    parser.add_argument("--device", default="cpu", help="of torch: cpu or cuda")
    parser.add_argument("-o", "--out", type=Path, default=teacher.FILE)
    args = parser.parse_args()
    known = ontology.load()
    found = [e for path in args.data for e in examples(path, known)]
    rough = [e for path in args.pretrain for e in examples(path, known)]
    labels = Labels(known, [*found, *rough])
    authors = sorted({e.group for e in found} - set(args.hold_out))
    fold = {author: n % FOLDS for n, author in enumerate(authors)}
    asked = list({marked(e.pair): e for e in [*found, *teacher.unlabelled(found)]}.values())
    seen = [e for e in found if e.group in fold and e.key % 1000 >= 1000 * args.held]
    told = []
    for n in range(FOLDS):
        passes = [rough, *[[e for e in seen if fold[e.group] != n]] * PASSES]
        told.append(_scores(args.base, labels, passes, asked, args.device, n))
    outputs = [np.exp(np.mean([_logs(t[head]) for t in told], 0)) for head in range(3)]
    for head, mean in enumerate(outputs):
        for i, e in enumerate(asked):
            if e.labelled and e.group in fold:
                mean[i] = np.exp(_logs(told[fold[e.group]][head][i : i + 1]))[0]
        mean /= mean.sum(1, keepdims=True)
    teacher.write(args.out, [marked(e.pair) for e in asked], outputs, labels.classes, labels.relations)


def _scores(
    base: Path, labels: Labels, passes: list[list[Example]], asked: list[Example], device: str, seed: int
) -> list[np.ndarray]:
    """The scores of one reader for all that is asked."""
    from transformers import AutoModel, AutoTokenizer

    random.seed(seed)
    torch.manual_seed(seed)
    encoder = AutoModel.from_pretrained(base)
    model = Reader(encoder, len(labels.classes), len(labels.relations), len(STATUSES)).to(device)
    batches = Batches(AutoTokenizer.from_pretrained(base), labels, device=device)
    train(model, batches, [p for p in passes if p], seed, BATCH, RATE)
    return scores(model, batches, asked)


if __name__ == "__main__":
    main()
