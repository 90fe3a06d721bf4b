"""The claims as a network of actors in GraphML and GEXF, as networkx, Gephi, yEd and igraph read them.

A node is an entity, an edge a claim, from its source to its target. Both formats want the nodes first, and which they
are, and from when to when, the last claim may tell. So documents are read one by one, their edges wait in a temporary
file, and what is held in memory is the nodes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from kg import ontology
from kg.analysis.network import unnamed
from kg.export.done import Done
from kg.export.network_xml import GEXF, Form, GraphML, Values
from kg.export.table import voice
from kg.graph.dates import ends
from kg.graph.standing import standing_of
from kg.graph.store import GraphStore
from kg.model import Claim, Entity, Record


def graphml(store: GraphStore, file: BinaryIO, *, alleged: bool = False) -> Done:
    """Write GraphML; an edge's key is the id of its claim. Options as for `gexf`."""
    return _write(store, file, GraphML(), alleged=alleged)


def gexf(store: GraphStore, file: BinaryIO, *, alleged: bool = False) -> Done:
    """Write GEXF 1.2 whose timeline plays: edges, and the nodes between them, have the days on which they hold.

    An edge without a date, and whom it joins, are there all the time. The claims are those with both ends that the
    reports make themselves, or the doer does; with ``alleged``, also what others say that somebody did. Denied and
    planned claims are never in it.
    """
    return _write(store, file, GEXF(), alleged=alleged)


def _write(store: GraphStore, file: BinaryIO, form: Form, *, alleged: bool) -> Done:
    chosen = ("stated", "alleged") if alleged else ("stated",)
    nodes: dict[str, _Node] = {}
    written = 0
    with tempfile.TemporaryFile() as waiting:
        for record in store.records():
            for claim, standing in _edges(record):
                if standing in chosen and claim.source is not None and claim.target is not None:
                    values = _edge(record, claim, standing)
                    source, target = claim.source.entity, claim.target.entity
                    for end in (source, target):
                        nodes.setdefault(end, _Node()).join(values)
                    waiting.write(form.edge(claim.id, source, target, values).encode())
                    written += 1
            _describe(nodes, record)
        file.write(form.head.encode())
        file.writelines(form.node(ident, node.values(ident)).encode() for ident, node in _joined(nodes))
        file.write(form.between.encode())
        waiting.seek(0)
        shutil.copyfileobj(waiting, file)
    file.write(form.tail.encode())
    return Done(written, "claim")


def _edges(record: Record) -> Iterator[tuple[Claim, str]]:
    return ((claim, standing_of(claim)) for claim in record.claims)


def _edge(record: Record, claim: Claim, standing: str) -> Values:
    relation = ontology.load().relations.get(claim.relation)
    date = claim.event_date.value if claim.event_date else None
    first, last = ends(date)
    return {
        "label": relation.label if relation else claim.relation,
        **{name: getattr(claim, name) for name in ("relation", "plover", "quad", "polarity", "modality")},
        **{name: getattr(claim, name) for name in ("confidence", "group", "content_of")},
        **{name: getattr(record, name) for name in ("published", "publisher", "url")},
        "score": claim.goldstein,
        "date": date,
        "document": record.id,
        "evidence": claim.evidence.text,
        "trigger": claim.trigger.text,
        "claim": claim.id,
        "standing": standing,
        "voice": voice(claimant.entity for claimant in claim.claimants),
        "start": first.isoformat() if first else None,
        "end": last.isoformat() if last else None,
    }


@dataclass
class _Node:
    """What the documents so far say of an entity, and its days so far. Documents may name an entity differently, and
    their order is no reason: of several values the least counts, of types the narrowest."""

    types: set[str] = field(default_factory=set)
    least: dict[str, str] = field(default_factory=dict)  # name, country, sector
    days: dict[str, str | None] | None = None  # None: no edge joins it

    def describe(self, entity: Entity) -> None:
        self.types.add(entity.type)
        for name in ("name", "country", "sector"):
            value = getattr(entity, name)
            if value is not None:
                self.least[name] = min(value, self.least.get(name, value))

    def join(self, edge: Values) -> None:
        """It begins with its first edge and ends with its last, unless that of one is open or not known."""
        days = {name: None if edge[name] is None else str(edge[name]) for name in ("start", "end")}
        before = days if self.days is None else self.days
        self.days = {
            name: None if days[name] is None or before[name] is None else chosen(days[name] or "", before[name] or "")
            for name, chosen in (("start", min), ("end", max))
        }

    def values(self, ident: str) -> Values:
        known = ontology.load().narrowest(self.types) or sorted(self.types)
        name = self.least.get("name", ident.rsplit("/", 1)[-1])
        of_type = {"type": known[0] if known else None}
        return {"label": name, **self.least, "name": name, **of_type, **(self.days or {})}


def _describe(nodes: dict[str, _Node], record: Record) -> None:
    for entity in record.entities:
        if entity.id in nodes or not unnamed(entity.id):  # what one document alone knows, no other will join
            nodes.setdefault(entity.id, _Node()).describe(entity)


def _joined(nodes: dict[str, _Node]) -> Iterator[tuple[str, _Node]]:
    return ((ident, node) for ident, node in sorted(nodes.items()) if node.days is not None)
