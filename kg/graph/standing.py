"""How a claim stands: told as done, alleged, planned or denied. Written with each claim, so that no query works it out.

- ``denied``: the text says that it did not or does not happen;
- ``planned``: planned, demanded or possible, so not (yet) done;
- ``alleged``: told as done, but only as the content of another act (what an accusation is about), or by a voice
  that is neither the report's own nor that of the doer;
- ``stated``: told as done in the report's own voice, or by the doer (the claimant is the source or of its country).
  Of a relation that holds both ways both ends are doers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kg import ontology

STANDINGS = ("stated", "alleged", "planned", "denied")


class Voiced(Protocol):
    """Somebody who acts or speaks, and of which country."""

    @property
    def entity(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...


class Told(Protocol):
    """What a claim says that its standing follows from: a claim of a record, or one as events compare it."""

    @property
    def relation(self) -> str: ...
    @property
    def source(self) -> Voiced | None: ...
    @property
    def target(self) -> Voiced | None: ...
    @property
    def claimants(self) -> Sequence[Voiced]: ...
    @property
    def polarity(self) -> str: ...
    @property
    def modality(self) -> str: ...
    @property
    def content_of(self) -> str | None: ...


def standing_of(claim: Told, known: ontology.Ontology | None = None) -> str:
    """One of `STANDINGS`, also for a claim without a source or a target; countries are as the claim has them.

    ``known`` is the ontology with a user's own relations. What no doer is named for is in nobody's own words but the
    report's.
    """
    relation = (known or ontology.load()).relations.get(claim.relation)
    ends = (claim.source, claim.target) if relation and relation.symmetric else (claim.source,)
    doers = [end for end in ends if end is not None]
    own = all(any(_same_actor(voice, doer) for doer in doers) for voice in claim.claimants)
    return standing_by(claim.polarity, claim.modality, claim.content_of, own)


def standing_by(polarity: str, modality: str, content_of: str | None, own: bool) -> str:
    """One of `STANDINGS`; ``own`` says whether it is told in the report's own voice or a doer's."""
    if polarity == "denied":
        return "denied"
    if modality != "actual":
        return "planned"
    return "stated" if own and content_of is None else "alleged"


def _same_actor(voice: Voiced, doer: Voiced) -> bool:
    return voice.entity == doer.entity or (voice.country is not None and voice.country == doer.country)
