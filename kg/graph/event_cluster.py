"""What the claims of one event agree on, while it is put together."""

from __future__ import annotations

from kg.graph.event_units import Doer, Unit

LISTED = 6  # actors of a side that an event remembers under one key, places that it remembers, units that stand for it

Side = dict[str | None, list[Doer]]  # the doers of one side of an event, by what those that may be one share


class Cluster:
    """The units of an event, and what they agree on."""

    __slots__ = ("agreements", "basis", "documents", "figures", "first", "keys", "last", "number", "places", "reasons",
                 "relations", "seen", "sides", "symmetric", "units", "words")  # fmt: skip

    def __init__(self, number: int, unit: Unit) -> None:
        self.number = number
        self.units = [unit]
        self.reasons = [""]
        self.documents = {unit.document}
        self.basis, self.first, self.last = unit.basis, unit.first, unit.last
        self.seen = unit.last  # the first day on which it was told, or the last on which it may have happened
        self.relations = frozenset((unit.relation,))
        self.symmetric = unit.symmetric
        self.sides: tuple[Side, Side] = ({}, {})
        self.places = list(unit.places)
        self.figures = unit.figures
        self.agreements = unit.agreements
        self.words = dict.fromkeys(unit.words, 1)
        self.keys: set[object] = set()  # under which it is looked for
        self._remember(unit, turned=False)

    def add(self, unit: Unit, reason: str, *, turned: bool, narrows: bool) -> bool:
        """Take a unit in; ``turned`` where its source is the target here, ``narrows`` where its date is one more sign.

        Whether the event is to be looked for under more than before.
        """
        self.units.append(unit)
        self.reasons.append(reason)
        self.documents.add(unit.document)
        if not unit.founds:
            return False  # what is denied or alleged says nothing of what happened
        keys = len(self.sides[0]), len(self.sides[1]), len(self.places), self.symmetric
        if narrows:
            self.first, self.last = max(self.first, unit.first), min(self.last, unit.last)
            self.basis = min(self.basis, unit.basis)
        self.relations |= {unit.relation}
        self.symmetric = self.symmetric or unit.symmetric
        for place in unit.places:
            if len(self.places) < LISTED and place not in self.places:
                self.places.append(place)
        self.figures |= unit.figures
        self.agreements |= unit.agreements
        for word in unit.words:
            self.words[word] = self.words.get(word, 0) + 1
        self._remember(unit, turned=turned)
        return keys != (len(self.sides[0]), len(self.sides[1]), len(self.places), self.symmetric)

    def _remember(self, unit: Unit, *, turned: bool) -> None:
        for side, actors in zip(self.sides[:: -1 if turned else 1], unit.sides, strict=True):
            for actor in actors:
                known = side.setdefault(actor.key, [])
                if actor not in known and len(known) < LISTED:
                    known.append(actor)
