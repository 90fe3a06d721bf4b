"""Words that change what stands below them: ``data/embedding.csv`` as look-ups (says, planned, denied, possible, …)."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable

from kg import resources
from kg.ontology import load

EFFECTS = frozenset({"denied", "planned", "demanded", "possible", "actual", "says", "ended"})

OF_PROPERTY = frozenset({"destroyedPropertyOf", "seizedPropertyOf"})


def _by_verb(told: Callable[[dict[str, str]], bool]) -> dict[str, list[bool]]:
    """What a test says of each row of the lexicon, by verb."""
    found: dict[str, list[bool]] = defaultdict(list)
    for row in resources.table("lexicon"):
        if row["pos"] == "verb":
            found[row["lemma"]].append(told(row))
    return found


def _mostly_acts_of_speech() -> frozenset[str]:
    """Verbs half of whose rows or more are acts of speech."""
    acts = {name for name, relation in load().relations.items() if relation.content_modality is not None}
    rows = _by_verb(lambda row: row["relation"] in acts)
    return frozenset(verb for verb, spoken in rows.items() if sum(spoken) * 2 >= len(spoken))


def _done_to_people() -> frozenset[str]:
    """Verbs all of whose rows are done to people: a headline's "journalists jailed for treason" is a passive."""
    people = {row["relation"] for row in resources.table("person_targets")}
    rows = _by_verb(lambda row: row["relation"] in people and "obj" in row["target"])
    return frozenset(verb for verb, suffered in rows.items() if all(suffered))


def _harmful() -> frozenset[str]:
    """Verbs that for half of their rows or more are violence or coercion, and need nothing beside whom they strike or
    strike property: as a rule that is another's."""
    bad = {name for name, relation in load().relations.items() if relation.plover in {"ASSAULT", "COERCE"}}
    rows = _by_verb(lambda row: row["relation"] in bad)
    strikes = _by_verb(lambda row: row["relation"] in bad and (_alone(row) or row["relation"] in OF_PROPERTY))
    return frozenset(verb for verb, harms in rows.items() if sum(harms) * 2 >= len(harms) and any(strikes[verb]))


def _hostile_words() -> frozenset[str]:
    """Verbs all of whose rows are words against somebody: "insulted its parliament" is as a rule another's."""
    hostile = {name for name, relation in load().relations.items() if relation.quad == "verbal conflict"}
    rows = _by_verb(lambda row: row["relation"] in hostile)
    return frozenset(verb for verb, against in rows.items() if all(against))


def _alone(row: dict[str, str]) -> bool:
    """A row with an object that asks for no word beside the verb: "keep X from" does."""
    needs = [need for need in row["needs"].split(";") if need]
    return "obj" in row["target"].split("|") and all(n.startswith(("!", "subj:", "source:")) for n in needs)


class Embedding:
    """Effects by word; a word may have several ("deny" both denies and says)."""

    def __init__(self) -> None:
        self._effects: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in resources.table("embedding"):
            self._effects[row["lemma"], row["pos"]][row["slot"] or "comp"].add(row["effect"])
        self._says = {
            lemma for (lemma, pos), slots in self._effects.items() if pos == "verb" and "says" in slots["comp"]
        }
        self.speech = self._says | _mostly_acts_of_speech()
        self.suffered = _done_to_people()
        self.harms = _harmful()
        self.reaches = frozenset(verb for verb, plain in _by_verb(_alone).items() if any(plain))
        self.opposes = self.harms | _hostile_words()

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
