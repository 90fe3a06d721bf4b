"""The claim that a correction is about, found again after the document was read anew.

1. The claim with the id of the row, if there is one.
2. Else, where the row gives document, words of the evidence, and relation or an end: the claim of that document whose
   evidence holds these words (or is part of them), with the same ``source``, ``relation``, ``target`` and ``how``.

Every cell that is filled must agree, also with a claim found by its id; an empty one tests nothing. Ends agree when
their words are the same but for case, article and possessive ending; those of a symmetric relation may stand either
way round. None or several that agree: no claim is found, and the reason is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.graph.corrections.row import NONE, Correction, can_search, polarity_and_modality
from kg.graph.corrections.words import holds, name, plain
from kg.model import Actor, Claim
from kg.ontology import Ontology

FILL = "`kg corrections fill` adds the words by which it would be found again"


def find(row: Correction, claims: Sequence[Claim], known: Ontology) -> Claim | str:
    """The one claim of a document's that a row is about, or why there is none."""
    named = next((claim for claim in claims if row.what and claim.id == row.what), None)
    if named is not None:
        other = difference(row, named, known)
        return named if other is None else f"the claim {named.id} says something else: {other}"
    if not can_search(row):
        return f"there is no claim {row.what} any more; {FILL}"
    there = [claim for claim in claims if _same_sentence(row.text, claim.evidence.text)]
    if not there:
        return f"no claim rests on the words “{plain(row.text)}” any more"
    fitting = [claim for claim in there if difference(row, claim, known) is None]
    if len(fitting) > 1:
        return f"several claims agree with it: {', '.join(sorted(c.id for c in fitting))}; give the id of one"
    return fitting[0] if fitting else _reason(row, there, known)


def difference(row: Correction, claim: Claim, known: Ontology) -> str | None:
    """The first filled cell with which a claim does not agree, in words; None where it agrees with all."""
    if row.relation and claim.relation != row.relation:
        return f"the relation is {claim.relation}, not {row.relation}"
    both = ((row.source, claim.source, "source"), (row.target, claim.target, "target"))
    other = [
        f"the {which} is {end.text if end else NONE}, not {cell}" for cell, end, which in both if not _agrees(cell, end)
    ]
    turned = _agrees(row.source, claim.target) and _agrees(row.target, claim.source)
    if other and not (turned and known.relation(claim.relation).symmetric):
        return other[0]
    polarity, modality = polarity_and_modality(row.how)
    if polarity not in (None, claim.polarity) or modality not in (None, claim.modality):
        return f"it is {claim.polarity} and {claim.modality}, not {row.how}"
    if row.text and not _same_sentence(row.text, claim.evidence.text):
        return f"its evidence is “{plain(claim.evidence.text)}”"
    return None


def _reason(row: Correction, there: Sequence[Claim], known: Ontology) -> str:
    claim = min(there, key=lambda c: (c.relation != row.relation, c.id))
    others = f" ({len(there)} claims rest on these words)" if len(there) > 1 else ""
    return f"no claim of these words agrees with it any more: of {claim.id} {difference(row, claim, known)}{others}"


def _agrees(cell: str, end: Actor | None) -> bool:
    if not cell:
        return True
    if end is None or cell == NONE:
        return end is None and cell == NONE
    return name(cell) == name(end.text)


def _same_sentence(words: str, evidence: str) -> bool:
    """The same, or one part of the other: where a sentence begins and ends is for each version to say."""
    return holds(evidence, words) or holds(words, evidence)
