"""The graph of events made anew after a change, with as little as possible read and written.

All claims are put together anew each time, since one more report may change which event any other fits best, and so on
from event to event. But only documents that are new or have changed are read from the store, and only events that came
out otherwise than before are written.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from kg.graph import event_graph
from kg.graph.event_claims import ReportedClaim
from kg.graph.event_memory import Remembered, State
from kg.graph.event_reading import Rows, reported_claims
from kg.graph.events import Event, by_family
from kg.graph.notes import Notes
from kg.graph.terms import EVENTS_GRAPH, KG, document_id, document_iri, event_iri

PACKED = 1000  # events whose triples are packed together
FEW = 8  # one in so many documents, up to which those that changed are read, and their events written, one by one


class Quads(Protocol):
    """A store that can be asked for quads."""

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: ox.NamedNode | None,
        graph_name: ox.NamedNode | None,
    ) -> Iterable[ox.Quad]: ...


@dataclass(frozen=True)
class Refreshed:
    """What is to be remembered now; which events are other than before, or gone, by id, and the triples to put in: the
    head of the graph, and packed those of events. Without ``others`` the whole graph is new."""

    known: Remembered
    head: tuple[str, ...]
    packed: tuple[bytes, ...]
    others: tuple[str, ...] | None

    def lines(self) -> Iterator[str]:
        """The triples to put in, lines of N-Triples; those of many events are one text."""
        yield from self.head
        yield from (zlib.decompress(lines).decode("utf-8", "surrogatepass") for lines in self.packed)


def refreshed(
    rows: Rows,
    states: event_graph.States,
    made_from: str,
    before: Remembered,
    noted: Notes | None = None,
    *,
    processes: int = 1,
) -> Refreshed:
    """The events of a store whose documents are in these ``states``; ``before`` is what is remembered of it, with
    digests only where they are of the events that the store has now, and ``noted`` what was noted of documents."""
    changed = [iri for iri, state in states.items() if before.claims.get(iri, ())[:1] != (state,) or state[0] == "None"]
    gone = before.claims.keys() - states.keys()
    few = (len(changed) + len(gone)) * FEW <= len(states)
    known = before.digests if few else {}
    claims = dict(_claims(rows, states, before, changed, noted or Notes(), one_by_one=few))

    def written(events: Iterable[Event]) -> tuple[dict[str, str], list[bytes]]:
        return _written(events, known)

    told = (claim for _, of_document in claims.values() for claim in of_document)
    families = by_family(told, written, processes=processes)
    digests = dict(sorted(item for made, _ in families for item in made.items()))
    others = {ident for ident in known.keys() | digests.keys() if known.get(ident) != digests.get(ident)}
    return Refreshed(
        Remembered(claims, digests, made_from),
        tuple(event_graph.head(made_from)),
        tuple(packed for _, family in families for packed in family),
        tuple(sorted(others)) if known else None,
    )


def _written(events: Iterable[Event], known: Mapping[str, str]) -> tuple[dict[str, str], list[bytes]]:
    """The digests of events by id, and the triples of those that are other than is known, some at a time and packed:
    all of them as text would be most of what there is in memory."""
    digests: dict[str, str] = {}
    packed: list[bytes] = []
    waiting: list[bytes] = []
    for event in events:
        lines = "\n".join(event_graph.of_event(event)).encode("utf-8", "surrogatepass")
        digests[event.id] = digest = hashlib.sha256(lines).hexdigest()[:16]
        if known.get(event.id) != digest:
            waiting.append(lines)
        if len(waiting) == PACKED:
            packed.append(zlib.compress(b"\n".join(waiting), 1))
            waiting = []
    return digests, [*packed, *([zlib.compress(b"\n".join(waiting), 1)] if waiting else [])]


def _claims(
    rows: Rows, states: event_graph.States, before: Remembered, changed: list[str], noted: Notes, *, one_by_one: bool
) -> Iterator[tuple[str, tuple[State, list[ReportedClaim]]]]:
    """The claims of each document, by its IRI with its state, sorted; those of the changed ones as they were noted or,
    where they were not, read from the store."""
    held = noted.hold((iri, states[iri]) for iri in changed)
    changed = [iri for iri in changed if iri not in held]
    read: dict[str, list[ReportedClaim]] = {iri: [] for iri in changed}
    if not changed:
        pass
    elif one_by_one:
        read = {iri: list(reported_claims(rows, document_id(iri))) for iri in changed}
    else:
        for claim in reported_claims(rows):
            if (claims := read.get(str(document_iri(claim.document)))) is not None:
                claims.append(claim)
    read |= noted.claims(sorted(held))
    for iri in sorted(states):
        claims = read[iri] if iri in read else before.claims[iri][1]
        yield iri, (states[iri], sorted(claims, key=lambda claim: claim.id))


def update(store: Quads, refreshed: Refreshed) -> str:
    """A SPARQL update that puts the events which are others now in the place of what the store has of them."""
    old, new = sorted({f"{quad.triple} ." for quad in _stored(store, refreshed.others or ())}), list(refreshed.lines())
    graph = f"GRAPH <{EVENTS_GRAPH}>"
    parts = [(name, lines) for name, lines in (("DELETE", old), ("INSERT", new)) if lines]
    return " ;\n".join(f"{name} DATA {{ {graph} {{\n" + "\n".join(lines) + "\n} }" for name, lines in parts)


def _stored(store: Quads, events: Iterable[str]) -> Iterator[ox.Quad]:
    """What the store says of some events, of their claims and contradictions, and of what it made its events from."""
    graph, reports, part_of = (ox.NamedNode(str(iri)) for iri in (EVENTS_GRAPH, KG.reports, KG.inEvent))
    yield from store.quads_for_pattern(graph, None, None, graph)
    for ident in events:
        event = ox.NamedNode(str(event_iri(ident)))
        about = [event]
        for quad in store.quads_for_pattern(event, reports, None, graph):
            if isinstance(quad.object, ox.NamedNode):
                about.append(quad.object)
        for quad in store.quads_for_pattern(None, part_of, event, graph):
            if isinstance(quad.subject, ox.NamedNode):
                about.append(quad.subject)
        for subject in about:
            yield from store.quads_for_pattern(subject, None, None, graph)
