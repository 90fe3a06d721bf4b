"""How fast the learned reader of relations is, and what its int8 form loses against the float one.

    python scripts/bench_classify.py
    python scripts/bench_classify.py --float build/relation_model/float.onnx

Pairs a second of `kg.relation_model.RelationModel.read` on the pairs of ``data/training/mixed.jsonl`` (the author that
is held out), the median of some rounds after one that does not count, and the size on disk. With ``--float`` (written
by ``train_relation_model.py --keep-float``) the same of the float model, in turns, and on how many pairs both name the
same class. Right answers are counted over all held-out pairs, "none" included.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from training_data import examples

from kg import ontology, resources
from kg.relation_model import FILES, RelationModel, class_name

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--float", type=Path, dest="whole", help="the float model of the same training")
    parser.add_argument("--model", type=Path, default=resources.find("data/model/labels.json").parent)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    found = list(examples(ROOT / "data/training/mixed.jsonl", ontology.load()))
    wanted = [class_name(ontology.load(), e.relation, e.status == "planned") for e in found]
    models = {"int8": RelationModel(asked.model)}
    size = {"int8": sum((asked.model / name).stat().st_size for name in FILES)}
    with tempfile.TemporaryDirectory() as scratch:
        if asked.whole:
            for name in FILES[1:]:
                shutil.copy(asked.model / name, scratch)
            shutil.copy(asked.whole, Path(scratch) / FILES[0])
            models["float"] = RelationModel(Path(scratch))
            size["float"] = sum(f.stat().st_size for f in Path(scratch).iterdir())
        taken: dict[str, list[float]] = {name: [] for name in models}
        said: dict[str, list[str]] = {}
        for _ in range(asked.rounds + 1):
            for name, model in models.items():
                start = time.perf_counter()
                said[name] = [r.plover for r in model.read(e.pair for e in found)]
                taken[name].append(time.perf_counter() - start)
    for name in models:
        speed = len(found) / statistics.median(taken[name][1:])
        right = sum(a == b for a, b in zip(said[name], wanted, strict=True)) / len(found)
        print(f"{name:6} {speed:6.0f} pairs/s  {size[name] / 1e6:5.1f} MB  {right:.3f} of {len(found)} pairs right")
    if asked.whole:
        same = sum(a == b for a, b in zip(said["int8"], said["float"], strict=True)) / len(found)
        print(f"both name the same class for {same:.3f} of the pairs")


if __name__ == "__main__":
    main()
