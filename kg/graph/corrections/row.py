"""A row of a user's file of corrections, and the forms that its cells may have."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields

from kg.model import MODALITIES, POLARITIES
from kg.ontology import Ontology

ON_ENTITIES = ("merge", "split", "rename", "retype")
ON_CLAIMS = ("reject", "accept", "swap", "add")
ACTIONS = (*ON_ENTITIES, *ON_CLAIMS, "edit")
ENTITY_FIELDS = ("name", "type", "country", "sector")
CLAIM_FIELDS = ("relation", "polarity", "modality", "source", "target", "claimants", "content_of", "date", "place")
NONE = "none"  # in a cell: there is no such thing
ITSELF = "report"  # among claimants: the report's own voice
_TOLD = ("why", "by", "date")  # cells that decide nothing
_ENTITY_ID = re.compile(r"[^\s/]+/\S.*")
_DATES = (
    (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "day"),
    (r"\d{4}-(0[1-9]|1[0-2])", "month"),
    (r"\d{4}-2[1-4]", "season"),
    (r"\d{4}", "year"),
    (r"\d{3}X", "decade"),
)


@dataclass(frozen=True, order=True)
class Correction:
    """One row: what to do (`ACTIONS`) with what (an entity's id or a claim's), and the words that find it again.

    ``document`` limits it to one document. ``source``, ``relation``, ``target``, ``how`` and ``text`` say what the
    claim says and where (for ``add``: is to say); ``field`` and ``value`` are what to change and into what. ``why``,
    ``by`` and ``date`` are for people. A cell that says nothing is empty.
    """

    action: str
    what: str = ""
    document: str = ""
    source: str = ""
    relation: str = ""
    target: str = ""
    how: str = ""
    text: str = ""
    field: str = ""
    value: str = ""
    why: str = ""
    by: str = ""
    date: str = ""

    @property
    def id(self) -> str:
        """16 hex digits from the cells that decide: the same row, the same id, wherever in the file it stands."""
        said = "\x1f".join(getattr(self, name) for name in COLUMNS if name not in _TOLD)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def on_entity(self) -> bool:
        """Whether it is about an entity; else it is about a claim."""
        return self.action in ON_ENTITIES or (self.action == "edit" and self.field in ENTITY_FIELDS)

    @property
    def change(self) -> tuple[str, str]:
        """Which field gets which value: renaming and retyping are edits of name and type."""
        by_action = {"rename": "name", "retype": "type"}
        return by_action.get(self.action, self.field), self.value

    def __str__(self) -> str:
        named = self.what or f"{self.source or '?'} {self.relation or '?'} {self.target or '?'}"
        change = f" {self.field}" if self.field else ""
        into = f" to {self.value}" if self.value and self.action != "add" else ""
        return f"{self.action} {named}{change}{into}" + (f" in {self.document}" if self.document else "")


COLUMNS = tuple(f.name for f in fields(Correction))


def fault(row: Correction, known: Ontology) -> str | None:
    """What is wrong with a row by itself, in words; None where nothing is."""
    if row.action not in ACTIONS:
        return f"there is no action {row.action!r}; known are {', '.join(ACTIONS)}"
    if row.action == "edit" and row.field not in (*ENTITY_FIELDS, *CLAIM_FIELDS):
        return f"there is no field {row.field!r} to edit; known are {', '.join((*CLAIM_FIELDS, *ENTITY_FIELDS))}"
    return _entity_fault(row, known) if row.on_entity else _claim_fault(row, known)


def _entity_fault(row: Correction, known: Ontology) -> str | None:
    field, value = row.change
    if not _ENTITY_ID.fullmatch(row.what):
        return f"{row.action} needs the id of an entity in 'what', such as state/TUR"
    if not value:
        return f"{row.action} needs a 'value'"
    if row.action in ("merge", "split") and not _ENTITY_ID.fullmatch(value):
        return f"{row.action} needs the id of an entity in 'value', such as group/hamas"
    if row.action in ("merge", "split") and value == row.what:
        return f"{row.what} cannot be told from itself"
    if row.action == "split" and not row.text:
        return "split needs in 'text' the words that stand for another"
    if field == "type" and value not in known.kinds_of("Actor", "Place", "Agreement"):
        return f"there is no entity type {value!r}"
    if field in ("country", "sector") and value != NONE and not re.fullmatch("[A-Z]{3}", value):
        return f"a {field} is a code of three capital letters, or {NONE}, not {value!r}"
    return None


def _claim_fault(row: Correction, known: Ontology) -> str | None:
    if row.relation and row.relation not in known.relations:
        return f"there is no relation {row.relation!r}"
    try:
        polarity_and_modality(row.how)
    except ValueError as error:
        return str(error)
    if row.action == "add":
        if not (row.document and row.text and row.relation):
            return "add needs 'document', 'relation' and the words of the evidence in 'text'"
        return None if {row.source, row.target} - {"", NONE} else "add needs a 'source' or a 'target'"
    if not row.what and not can_search(row):
        return f"{row.action} needs a claim: its id in 'what', or 'document', 'text' and 'relation' or an end"
    return _value_fault(row, known) if row.action == "edit" else None


def _value_fault(row: Correction, known: Ontology) -> str | None:
    field, value = row.field, row.value
    if not value:
        return f"edit needs a 'value' ({NONE!r} where there is to be none)"
    if field == "relation" and value not in known.relations:
        return f"there is no relation {value!r}"
    allowed = {"polarity": POLARITIES, "modality": MODALITIES}.get(field)
    if allowed and value not in allowed:
        return f"{field} is one of {', '.join(allowed)}, not {value!r}"
    if field == "date" and value != NONE and precision(value) is None:
        return f"{value!r} is no date: write 2020-02-03, 2020-02, 2020, 202X, 2020-21 (spring) or 2020-02/2021-03"
    return None


def can_search(row: Correction) -> bool:
    """Whether the cells are enough to find a claim by its words, without its id."""
    return bool(row.document and row.text and (row.source or row.target or row.relation))


def polarity_and_modality(how: str) -> tuple[str | None, str | None]:
    """What a cell ``how`` says, such as ``denied planned``; None for what it leaves open. Raises ValueError."""
    polarity = modality = None
    for word in how.replace(",", " ").split():
        if word in POLARITIES and polarity is None:
            polarity = word
        elif word in MODALITIES and modality is None:
            modality = word
        else:
            raise ValueError(f"'how' is made of {', '.join(POLARITIES)} and {', '.join(MODALITIES)}, not {how!r}")
    return polarity, modality


def precision(date: str) -> str | None:
    """The precision of an EDTF date; None where it is none."""
    first, slash, last = date.partition("/")
    if slash:
        ends = (precision(first) if first not in ("", "..") else "", precision(last) if last not in ("", "..") else "")
        return "interval" if None not in ends and "interval" not in ends and any(ends) else None
    return next((name for pattern, name in _DATES if re.fullmatch(pattern, date)), None)


@dataclass(frozen=True)
class End:
    """Who is meant by a cell: words of the text, where they begin if that is said, an entity if that is said."""

    words: str | None
    at: int | None
    entity: str | None


def end(cell: str, known: frozenset[str] = frozenset()) -> End:
    """Read ``WORDS``, ``WORDS @START``, ``ENTITY`` or ``WORDS = ENTITY``; ``known`` are ids that the document has."""
    words, equals, entity = cell.rpartition(" = ")
    if not equals:
        if cell in known or re.fullmatch(r"[a-z]+/\S+", cell):
            return End(None, None, cell)
        words, entity = cell, ""
    return End(*where(words), entity.strip() or None)


def where(cell: str) -> tuple[str, int | None]:
    """Words, and the offset where they begin if ``WORDS @START`` says it."""
    placed = re.fullmatch(r"(?s)(.*\S)\s+@(\d+)", cell.strip())
    return (placed[1], int(placed[2])) if placed else (cell.strip(), None)


def brought(row: Correction) -> tuple[str, ...]:
    """The ids of entities that a row may bring into a document."""
    if row.action in ("merge", "split"):
        return (row.value,)
    cells: tuple[str, ...] = ()
    if row.action == "add":
        cells = (row.source, row.target)
    elif row.action == "edit" and row.field in ("source", "target", "claimants", "place"):
        cells = tuple(row.value.split(";"))
    return tuple(found for cell in cells if (found := end(cell.strip()).entity))
