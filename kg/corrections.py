"""A user's file of corrections: read, completed, and made ready with what the tables know of entities.

``corrections.csv`` has the columns ``action,what,document,source,relation,target,how,text,field,value,why,by,date`` in
any order, of which only ``action`` must be there; columns with other names are the user's own. A spreadsheet may have
written it: with a byte order mark, with semicolons or tabs between the fields, with any line ends.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg import actors, ontology
from kg.errors import InputError
from kg.graph.corrections import Corrections
from kg.graph.corrections.finding import find
from kg.graph.corrections.row import COLUMNS, NONE, Correction, fault
from kg.graph.corrections.upkeep import of_claims
from kg.graph.store import GraphStore
from kg.graph.terms import CLAIM, DOCUMENT, ENTITY, KG, claim_id, document_id, entity_id
from kg.linking import gazetteer
from kg.model import NO_TEXT, Actor, Claim, Entity
from kg.offices import offices

REMEDY = f"the first line names the columns: {','.join(COLUMNS)}"


@dataclass
class Parsed:
    """What a file holds: rows with the line on which each begins, and an error for each line that cannot be used."""

    rows: list[tuple[int, Correction]] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)


def read(path: str | Path, own_relations: Path | None = None) -> Parsed:
    """The corrections of a file; lines that begin with ``#``, and empty ones, are passed over.

    Raises InputError for a file that is none or has no header; a row that is wrong is a problem of its own.
    """
    parsed, known = Parsed(), ontology.load(own_relations)
    seen: dict[str, int] = {}
    for line, cells in _table(Path(path))[1]:
        try:
            row = _correction(cells)
            what = fault(row, known)
        except ValueError as error:
            what = str(error)
        if what is None and row.id in seen:
            what = f"the same as line {seen[row.id]}"
        if what is not None:
            remedy = "mend the row; until then it does nothing"
            parsed.problems.append(InputError(what, where=f"{path} line {line}", remedy=remedy))
            continue
        seen[row.id] = line
        parsed.rows.append((line, row))
    return parsed


def _correction(cells: dict[str, str]) -> Correction:
    said = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
    if None in cells:
        raise ValueError("it has more fields than the first line has columns; put quotes around a field with a comma")
    if any(NO_TEXT.search(value) for value in said.values()):
        raise ValueError("it holds a character that is no text")
    said["action"] = said["action"].lower()
    for name in ("what", "value", "document", "relation"):
        said[name] = _id(said[name])
    return Correction(**said)


def _id(cell: str) -> str:
    """The id in an IRI, as a query shows it; anything else as it is."""
    for start, read_id in ((CLAIM, claim_id), (ENTITY, entity_id), (DOCUMENT, document_id)):
        if cell.startswith(start):
            return read_id(cell)
    return cell.removeprefix(str(KG)).removeprefix("kg:")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="name a CSV file") from error
    except UnicodeDecodeError as error:
        remedy = "save it as “CSV UTF-8”"
        raise InputError("it is not in UTF-8", where=str(path), remedy=remedy) from error


def _table(path: Path) -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """The delimiter of a file, and its rows with their lines; a row with too many fields has them under None."""
    text = _text(path)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, names, line = [], list[str](), 1
    try:
        for fields in reader:
            first, line = line, reader.line_num + 1
            if not any(map(str.strip, fields)) or fields[0].lstrip().startswith("#"):
                continue
            if not names:
                names = [name.strip().lower() for name in fields]
                if "action" not in names:
                    raise InputError("there is no column 'action'", where=f"{path} line {first}", remedy=REMEDY)
                continue
            cells: dict[str, str] = dict(zip(names, fields, strict=False))
            if any(map(str.strip, fields[len(names) :])):
                cells[None] = ""  # type: ignore[index]
            found.append((first, cells))
    except csv.Error as error:
        raise InputError(f"this is no CSV: {error}", where=f"{path} line {line}", remedy=REMEDY) from error
    if not names:
        raise InputError("it is empty", where=str(path), remedy=REMEDY)
    return delimiter, found


def ready(
    rows: Iterable[Correction], gazetteers: Iterable[str | Path] = (), own_relations: Path | None = None
) -> Corrections:
    """Corrections that can be applied, with what the tables, and a user's own gazetteers, know of entities."""
    return Corrections(rows, _described(tuple(map(str, gazetteers))), own_relations)


def _described(gazetteers: tuple[str, ...]) -> Callable[[str], Entity | None]:
    @functools.cache
    def known() -> dict[str, Entity]:
        return _known(gazetteers)

    return lambda ident: known().get(ident)


def _known(gazetteers: Sequence[str]) -> dict[str, Entity]:
    """The entities of the tables by id; persons without country and sector, which depend on the date of a document."""
    names = gazetteer()
    found = {person.id: Entity(person.id, person.name, "Person") for person in offices().persons.values()}
    found |= {name.entity.id: name.entity for name in names.names.values()}
    for code, state in names.states.items():
        found |= {state.id: state, f"force/{code}": names.force(code)}
    own = actors.load(gazetteers, names, offices())
    for ident, rows in own.rows.items() if own is not None else ():
        countries, sectors = {row.country for row in rows}, {row.sector for row in rows}
        country = next(iter(countries)) if len(countries) == 1 else None
        sector = next(iter(sectors)) if len(sectors) == 1 else None
        found[ident] = Entity(ident, rows[0].name, rows[0].type, country, sector)
    for person in own.people if own is not None else ():
        found[person.id] = Entity(person.id, person.name, "Person")
    return found


def fill(path: str | Path, store: GraphStore, own_relations: Path | None = None) -> tuple[bytes, int]:
    """The file with the words of each claim that a row names by its id alone, and how many rows gained some.

    Columns, delimiter and what else is in the file stay; what a cell says already stays too.
    """
    text = _text(Path(path))
    delimiter, table = _table(Path(path))
    known = ontology.load(own_relations)
    cells = {line: _filled(row, store, known) for line, row in table}
    out = io.StringIO(newline="")
    ends = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends)
    names: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line, gained = 1, 0
    for fields in reader:
        first, line = line, reader.line_num + 1
        if not names and any(map(str.strip, fields)) and not fields[0].lstrip().startswith("#"):
            names = [*fields, *(c for c in COLUMNS if c not in {f.strip().lower() for f in fields})]
            writer.writerow(names)
            continue
        new = cells.get(first)
        if new:
            gained += 1
            keys = [name.strip().lower() for name in names]
            fields = [*fields, *[""] * (len(names) - len(fields))]
            fields = [new.get(key, value) for key, value in zip(keys, fields, strict=False)]
        writer.writerow(fields)
    head = "\ufeff" if Path(path).read_bytes().startswith(b"\xef\xbb\xbf") else ""
    return (head + out.getvalue()).encode(), gained


def _filled(cells: dict[str, str], store: GraphStore, known: ontology.Ontology) -> dict[str, str]:
    """The cells that a row lacks to find its claim again; none for a row on something else."""
    try:
        row = _correction(cells)
    except ValueError:
        return {}
    if fault(row, known) is not None or row.on_entity or row.action == "add" or not row.what:
        return {}
    document = of_claims(store, [row.what]).get(row.what)
    if document is None or row.document not in ("", document):
        return {}
    claim = find(replace(row, document=document), store.extracted(document).claims, known)
    if not isinstance(claim, Claim):
        return {}
    words = _words(document, claim)
    return {name: value for name, value in words.items() if not getattr(row, name)}


def _words(document: str, claim: Claim) -> dict[str, str]:
    def end(actor: Actor | None) -> str:
        return " ".join(actor.text.split()) if actor is not None else NONE

    return {
        "document": document,
        "source": end(claim.source),
        "relation": claim.relation,
        "target": end(claim.target),
        "how": f"{claim.polarity} {claim.modality}",
        "text": " ".join(claim.evidence.text.split()),
    }
