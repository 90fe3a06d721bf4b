"""Corrections of entities in one document: words given to another entity, entities merged, renamed, retyped."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable

from kg.graph.corrections.case import Case, Placed, placed, with_change
from kg.graph.corrections.row import Correction, where
from kg.graph.corrections.words import plain
from kg.model import Claim, Entity


def split(case: Case, rows: Iterable[Correction]) -> None:
    """Give words that stand for one entity to another, which may be a new one."""
    rows = list(rows)
    given: dict[tuple[str, int, int], dict[str, set[Correction]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        words, at = where(row.text)
        for part in _parts(case):
            if part.entity == row.what and plain(part.text) == plain(words) and at in (None, part.start):
                given[row.what, part.start, part.end][row.value].add(row)
    for (entity, start, _), takers in given.items():
        if len(takers) > 1:
            case.fail(set().union(*takers.values()), f"{entity} at {start} would become {' and '.join(sorted(takers))}")
    old, moves = dict(case.entities), {}
    for place, takers in given.items():
        for taker, by in takers.items():
            if not by & case.failed.keys():
                moves[place] = taker
                case.applied |= by
                case.of_entity[taker] |= by
                case.split[place[0]].add(taker)
    for row in rows:
        if row not in case.applied:
            there = row.what in case.entities
            reason = f"the words “{plain(row.text)}” do not stand for {row.what}" if there else _absent(row)
            case.fail([row], reason)
    for (entity, start, stop), taker in sorted(moves.items()):
        if taker not in case.entities:
            words = next(part.text for part in _parts(case) if (part.start, part.end) == (start, stop))
            new = Entity(taker, plain(words), old[entity].type)
            case.entities[taker] = case.described(taker, new)
    case.relink(lambda part: moves.get((str(part.entity), part.start, part.end), str(part.entity)), old)
    left = {part.entity for part in _parts(case)}
    for gone in {entity for entity, _, _ in moves} - left:
        del case.entities[gone]


def merge(case: Case, rows: Iterable[Correction]) -> None:
    """Let entities become others: A, B where A is merged into B and B into C, are both C."""
    into = {what: (value, by) for what, (value, by) in _decided(case, rows, lambda row: row.value).items()}
    for what in sorted(into):
        chain = [what]
        while chain[-1] in into and chain[-1] not in chain[:-1]:
            chain.append(into[chain[-1]][0])
        if chain[-1] in chain[:-1]:
            circle = chain[chain.index(chain[-1]) :]
            case.fail(
                set().union(*(into[one][1] for one in chain[:-1])), f"it goes round in a circle: {' to '.join(circle)}"
            )
    into = {what: (value, by) for what, (value, by) in into.items() if not by & case.failed.keys()}
    old = dict(case.entities)
    members: dict[str, list[Entity]] = defaultdict(list)
    for what in sorted(into):
        last, by = what, set()
        while last in into:
            by |= into[last][1]
            last = into[last][0]
        if what in old:
            case.merged[what] = last
            members[last].append(old[what])
            case.applied |= by
            case.of_entity[last] |= by
    for row in {row for _, by in into.values() for row in by} - case.applied:
        case.fail([row], _absent(row))
    for last, those in members.items():
        case.entities[last] = _together(case.described(last, those[0]), those, last in old)
    for gone in case.merged:
        case.entities.pop(gone, None)
    case.relink(lambda part: case.merged.get(str(part.entity), str(part.entity)), old)
    _warn_of_loops(case)


def change(case: Case, rows: Iterable[Correction]) -> None:
    """Give entities other names, types, countries or sectors; of one that was merged, that of the other is changed."""
    rows = list(rows)
    decided: dict[str, dict[str, tuple[str, Correction]]] = defaultdict(dict)
    for field in ("name", "type", "country", "sector"):
        of_field = [row for row in rows if row.change[0] == field]
        for what, (value, by) in _decided(case, of_field, lambda row: row.change[1]).items():
            for row in by:
                decided[what][field] = (value, row)
                if what not in case.entities:
                    hint = f"; it is merged into {case.merged[what]}" if what in case.merged else ""
                    case.failed[row] = _absent(row) + hint
                else:
                    case.applied.add(row)
                    case.of_entity[what].add(row)
    case.changes = dict(decided)
    old = dict(case.entities)
    for what, fields in decided.items():
        for field, (value, _) in fields.items():
            if what in case.entities:
                case.entities[what] = with_change(case.entities[what], field, value)
    case.relink(lambda part: str(part.entity), old)


def warn_of_misfits(case: Case, before: dict[str, Claim]) -> None:
    """Say which claims have an end that their relation does not take since an entity was retyped or merged."""
    for ident, claim in sorted(case.claims.items()):
        known = case.misfits(before[ident]) if ident in before else set()
        for end_ in (claim.source, claim.target):
            for row in sorted(case.of_entity.get(end_.entity, ()) if end_ else ()):
                for words in sorted(case.misfits(claim) - known):
                    if end_ is not None and words.startswith(f"{end_.name}, "):
                        case.warned.append((row, f"{words}: claim {ident}"))


def _decided(
    case: Case, rows: Iterable[Correction], value: Callable[[Correction], str]
) -> dict[str, tuple[str, set[Correction]]]:
    """What each entity's rows say, by entity; a row for this document goes before one for all, and rows of the same
    standing that say different things are at odds."""
    said: dict[str, dict[str, set[Correction]]] = defaultdict(lambda: defaultdict(set))
    rows = list(rows)
    special = {row.what for row in rows if row.document}
    for row in rows:
        if row.document or row.what not in special:
            said[row.what][value(row)].add(row)
        else:
            case.failed.setdefault(row, f"another row says otherwise for {case.id} alone")
    found = {}
    for what, values in said.items():
        if len(values) > 1:
            case.fail(set().union(*values.values()), f"rows are at odds: {what} to {' and to '.join(sorted(values))}")
        else:
            found[what] = next(iter(values.items()))
    return found


def _together(entity: Entity, others: list[Entity], own: bool) -> Entity:
    """One description of several entities: that of the entity itself, with the others' names as aliases."""
    names = {name for one in (*others, *([entity] if own else [])) for name in (one.name, *one.aliases)}
    places = [one.geonames for one in (entity, *others) if one.geonames is not None]
    offices = {tenure for one in (entity, *(o for o in others if o.type == entity.type)) for tenure in one.offices}
    return dataclasses.replace(
        entity,
        aliases=tuple(sorted(names - {entity.name})),
        geonames=places[0] if places and entity.type == "Place" else entity.geonames,
        offices=tuple(sorted(offices, key=lambda t: (t.since, t.office, t.of))),
    )


def _parts(case: Case) -> list[Placed]:
    return [*case.mentions, *(part for claim in case.claims.values() for part in placed(claim))]


def _warn_of_loops(case: Case) -> None:
    for claim in case.claims.values():
        if claim.source and claim.target and claim.source.entity == claim.target.entity:
            for row in sorted(case.of_entity.get(claim.source.entity, ()) if case.merged else ()):
                case.warned.append((row, f"{claim.source.entity} is now both ends of claim {claim.id}"))


def _absent(row: Correction) -> str:
    return f"there is no {row.what} in the document" if row.document else f"there is no {row.what} in the graph"
