"""Words that change what stands below them: ``data/embedding.csv`` as look-ups (says, planned, denied, possible, …)."""

from __future__ import annotations

import functools
from collections import defaultdict

from kg import resources
from kg.ontology import load

EFFECTS = frozenset({"denied", "planned", "demanded", "possible", "actual", "says", "ended"})


class Embedding:
    """Effects by word; a word may have several ("deny" both denies and says)."""

    def __init__(self) -> None:
        self._effects: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in resources.table("embedding"):
            self._effects[row["lemma"], row["pos"]][row["slot"] or "comp"].add(row["effect"])
        self.speech = self._speech()
        self.suffered = self._suffered()
        self._says = {
            lemma for (lemma, pos), slots in self._effects.items() if pos == "verb" and "says" in slots["comp"]
        }

    @staticmethod
    def _suffered() -> frozenset[str]:
        """Verbs that are done to people alone: a headline's "journalists jailed for treason" is a passive."""
        people = {row["relation"] for row in resources.table("person_targets")}
        kinds: dict[str, list[bool]] = defaultdict(list)
        for row in resources.table("lexicon"):
            if row["pos"] == "verb":
                kinds[row["lemma"]].append(row["relation"] in people and "obj" in row["target"])
        return frozenset(lemma for lemma, found in kinds.items() if all(found))

    def _speech(self) -> frozenset[str]:
        """Verbs of speech: those that say, and those of the lexicon that are acts of speech."""
        relations = load().relations
        acts = {n for n, r in relations.items() if r.content_modality is not None}
        kinds: dict[str, list[bool]] = defaultdict(list)
        for row in resources.table("lexicon"):
            if row["pos"] == "verb":
                kinds[row["lemma"]].append(row["relation"] in acts)
        verbs = {lemma for lemma, spoken in kinds.items() if sum(spoken) * 2 >= len(spoken)}
        return frozenset(
            verbs | {w for (w, pos), slots in self._effects.items() if pos == "verb" and "says" in slots["comp"]}
        )

    @property
    def says_alone(self) -> set[str]:
        """Verbs whose subject is the voice of their complement."""
        return self._says

    def effects(self, lemma: str, pos: str, slot: str = "comp") -> frozenset[str]:
        """What a governor does to what stands in a slot below it; empty for words that the table does not have."""
        slots = self._effects.get((lemma, pos))
        if slots is None:
            return frozenset()
        return frozenset(slots.get(slot, ()) or (slots.get("comp", ()) if slot == "from" else ()))

    def says(self, lemma: str) -> bool:
        """True for verbs whose subject is the voice of their complement."""
        return lemma in self._says


@functools.cache
def embedding() -> Embedding:
    """The shipped table, read once a process."""
    return Embedding()
