"""A user's own gazetteer: plain CSV, and the actor dictionaries of the field (TABARI, PETRARCH) brought into it.

A dictionary holds names in capitals with underscores, their synonyms, and codes with dates, after a tab:

    ANGELA_MERKEL_  # a comment
    +CHANCELLOR_MERKEL_
        [DEUELI 900101-051122]
        [DEUGOV >051122]

A gazetteer is CSV with the columns of `COLUMNS`, of which ``name`` alone must be filled; several rows of one id hold at
several times. What cannot be read is reported with its line and skipped.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg import ontology, resources
from kg.errors import InputError
from kg.linking import Gazetteer, plain, slug, split_list
from kg.model import Entity
from kg.offices import KnownPerson, Offices, Role

COLUMNS = ("name", "id", "type", "country", "sector", "aliases", "from", "to")
AGENT = "agent"  # the type of words that stand for actors without naming them: "farmer", "riot police"
REMEMBERED = 10_000  # names with their dates, since the same come again and again
FINER = frozenset({"MIL", "COP", "JUD", "LEG", "SPY"})  # say more than GOV before them
SECTORS = frozenset(
    "AGR BUS COP CRM CVL EDU ELI GOV JRN JUD LAB LEG MED MIL OPP PRE PRM PTY REB REF REL SOC SPY UAF UNK".split()
)
_SMALL = frozenset("of the and for in on to de la du des del da do al el e y et von van der bin".split())
_CODE = re.compile(r"\[([^\]]*)\]")
_DATES = re.compile(r"(?P<sign>[<>])\s*(?P<one>\d+)|(?P<start>\d+)\s*-\s*(?P<end>\d+)")
_SET = re.compile(r"!(\w+)!\s*=\s*(.+)")


@dataclass(frozen=True)
class Entry:
    """A row of a gazetteer: an entity under its names, with what holds ``since`` and ``until`` (ISO 8601, or None)."""

    name: str
    id: str
    type: str
    country: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass
class Parsed:
    """What a file gave: entries, and problems as (line number, what is wrong)."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Code:
    text: str
    since: str | None
    until: str | None


@dataclass
class _Block:
    """A name of a dictionary with its synonyms and codes."""

    line: int
    name: str
    synonyms: list[str] = field(default_factory=list)
    codes: list[_Code] = field(default_factory=list)
    broken: bool = False


def read(path: str | Path, known: Gazetteer, persons: Offices) -> Parsed:
    """The entries of a file: CSV by its suffix, else a dictionary, whose names get the ids of what we know already.

    Raises InputError for a file that cannot be read, or that has nothing in it that can be used.
    """
    text = _text(Path(path))
    parsed = _read_csv(text) if Path(path).suffix.lower() == ".csv" else _Dictionary(text, known, persons).parsed
    if not parsed.entries:
        number, what = parsed.problems[0] if parsed.problems else (1, "there is no entry in it")
        remedy = f"CSV needs the header {','.join(COLUMNS)}; a dictionary, lines such as NAME_ [CODE]"
        raise InputError(what, where=f"{path} line {number}", remedy=remedy)
    return parsed


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="name a file") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")  # what older dictionaries are written in


# A gazetteer in CSV.


def _read_csv(text: str) -> Parsed:
    parsed = Parsed()
    rows = csv.DictReader(io.StringIO(text))
    if "name" not in (rows.fieldnames or ()):
        parsed.problems.append((1, "there is no column 'name'"))
        return parsed
    try:
        for row in rows:
            if (row.get("name") or "").startswith("#"):
                continue
            try:
                parsed.entries.append(_entry(row))
            except ValueError as error:
                parsed.problems.append((rows.line_num, str(error)))
    except csv.Error as error:
        parsed.problems.append((rows.line_num, str(error)))
    return parsed


def _entry(row: Mapping[str, str | None]) -> Entry:
    """One row of CSV; raises ValueError that says what is wrong with it."""
    if None in row:
        raise ValueError("more fields than columns")
    value = {k: (v or "").strip() for k, v in row.items()}
    get = value.get
    if not get("name"):
        raise ValueError("no name")
    kind = get("type") or "Actor"
    if kind != AGENT and kind not in ontology.load().entity_types:
        raise ValueError(f"there is no entity type {kind!r}")
    country, sector = get("country") or None, get("sector") or None
    if country is not None and country not in _states():
        raise ValueError(f"there is no country {country!r} (ISO 3166-1 alpha-3)")
    if sector is not None and sector not in SECTORS:
        raise ValueError(f"there is no sector {sector!r} in PLOVER")
    since, until = _iso(get("from", "")), _iso(get("to", ""))
    aliases = split_list(get("aliases"))
    return Entry(value["name"], get("id") or _new_id(value["name"], kind), kind, country, sector, aliases, since, until)


def _iso(date: str) -> str | None:
    if date and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", date):
        raise ValueError(f"{date!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")
    return date or None


def write(entries: Iterable[Entry]) -> str:
    """A gazetteer as CSV, sorted."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for e in sorted(set(entries), key=lambda e: (e.id, e.since or "", e.name, e.country or "", e.sector or "")):
        dates = (e.since or "", e.until or "")
        table.writerow((e.name, e.id, e.type, e.country or "", e.sector or "", "|".join(e.aliases), *dates))
    return out.getvalue()


def merged(old: Iterable[Entry], new: Iterable[Entry]) -> list[Entry]:
    """Two gazetteers together; the rows of an id in the new one take the place of those in the old one."""
    new = list(new)
    replaced = {e.id for e in new}
    return [e for e in old if e.id not in replaced] + new


# A gazetteer in use.


class OwnGazetteer:
    """The entries of a user as look-ups, in front of those that the project ships."""

    def __init__(self, entries: Iterable[Entry], known: Gazetteer, persons: Offices) -> None:
        self._found: dict[tuple[str, str | None], Entity | None] = {}
        rows: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            rows[entry.id].append(entry)
        agents = [e for e in entries if e.type == AGENT]
        self.gazetteer = known.with_words({e.name.lower(): e.sector for e in agents}) if agents else known
        people = [_person(found, persons) for found in rows.values() if found[0].type == "Person"]
        self.offices = Offices({**persons.persons, **{p.id: p for p in people}}.values()) if people else persons
        self.people = tuple(people)
        self.rows = {i: tuple(found) for i, found in rows.items() if found[0].type not in {"Person", AGENT}}
        self.names: dict[str, tuple[str, ...]] = {}
        for ident, found in self.rows.items():
            for name in dict.fromkeys(n for e in found for n in (e.name, *e.aliases)):
                ours = known.names.get(name)
                # Of a state's names ours knows more: which are adjectives, which are its capital.
                if ours is None or ours.entity.id != ident or ours.entity.type != "State":
                    self.names[name] = (*self.names.get(name, ()), ident)

    def entity(self, name: str, date: str | None) -> Entity | None:
        """What a name stands for at a date; None for a name of several."""
        if (name, date) not in self._found:
            if len(self._found) > REMEMBERED:
                self._found.clear()
            self._found[name, date] = self._entity(name, date)
        return self._found[name, date]

    def _entity(self, name: str, date: str | None) -> Entity | None:
        idents = self.names.get(name, ())
        rows = self.rows[idents[0]] if len(idents) == 1 else ()
        if not rows:
            return None
        standing = KnownPerson(idents[0], rows[0].name, roles=tuple(map(_role, rows))).standing(date)
        return Entity(idents[0], rows[0].name, rows[0].type, standing.country, standing.sector)


def _role(entry: Entry) -> Role:
    return Role(entry.country, entry.sector, entry.since, entry.until)


def _person(rows: list[Entry], persons: Offices) -> KnownPerson:
    """A person of a user's rows; one whom we know keeps our names and offices beside."""
    ours = persons.persons.get(rows[0].id)
    names = dict.fromkeys(n for e in rows for n in (e.name, *e.aliases))
    aliases = dict.fromkeys([*(ours.aliases if ours else ()), *names])
    alone = dict.fromkeys([*(ours.alone if ours else ()), *(n for n in names if " " not in n)])
    return KnownPerson(
        rows[0].id,
        ours.name if ours else rows[0].name,
        tuple(aliases),
        tuple(alone),
        ours.tenures if ours else (),
        tuple(map(_role, rows)),
    )


def load(paths: Iterable[str | Path], known: Gazetteer, persons: Offices) -> OwnGazetteer | None:
    """The gazetteers of some files together, later ones before earlier; None where there are none.

    Raises InputError for a file that cannot be used; a wrong row of it is an error here, since a name that silently
    went missing would change the graph.
    """
    entries: list[Entry] = []
    for path in paths:
        parsed = read(path, known, persons)
        if parsed.problems:
            number, what = parsed.problems[0]
            remedy = "mend it, or bring the file in with `kg actors import`, which leaves such rows out"
            raise InputError(what, where=f"{path} line {number}", remedy=remedy)
        entries = merged(entries, parsed.entries)
    return OwnGazetteer(entries, known, persons) if entries else None


# A dictionary of the field.


class _Dictionary:
    def __init__(self, text: str, known: Gazetteer, persons: Offices) -> None:
        self.parsed = Parsed()
        self.persons = persons
        self.ours = {n.lower(): name.entity for n, name in known.names.items() if name.role in {"name", "alias"}}
        self.sets: dict[str, list[str]] = {}
        self.ids: dict[str, str] = {}
        for block in self._blocks(text):
            self._add(block)
        self.parsed.problems.sort()

    def _blocks(self, text: str) -> Iterator[_Block]:
        block: _Block | None = None
        for number, raw in enumerate(text.splitlines(), 1):
            line = re.split(r"[#;]", raw, maxsplit=1)[0].rstrip()
            if not line.strip():
                continue
            if found := _SET.match(line.strip()):
                self.sets[found[1]] = [w.strip() for w in found[2].split(",") if w.strip()]
                continue
            head = _CODE.split(line)[0].strip()
            if head and not head.startswith("+"):
                if block is not None:
                    yield block
                block = _Block(number, head)
            if block is None:
                self.parsed.problems.append((number, "a synonym or a code without a name above it"))
                continue
            if head.startswith("+") and head[1:].strip(" _"):
                block.synonyms.append(head[1:].strip())
            self._codes(block, number, line)
        if block is not None:
            yield block

    def _codes(self, block: _Block, number: int, line: str) -> None:
        if line.count("[") != line.count("]"):
            self._problem(block, number, "a bracket is missing")
            return
        for code in _CODE.findall(line):
            try:
                block.codes.append(_code(code))
            except ValueError as error:
                self._problem(block, number, str(error))

    def _problem(self, block: _Block, number: int, what: str) -> None:
        block.broken = True
        self.parsed.problems.append((number, what))

    def _add(self, block: _Block) -> None:
        if not block.codes:
            if not block.broken:
                self.parsed.problems.append((block.line, f"{block.name} has no code"))
            return
        names = [n for raw in (block.name, *block.synonyms) for n in self._names(raw)]
        names = list(dict.fromkeys(n for n in names if n))
        if not names:
            self.parsed.problems.append((block.line, "there is no name"))
            return
        person = len(block.codes) > 1 or any("ELI" in c.text or c.since or c.until for c in block.codes)
        for code in block.codes:
            try:
                self._entry(names, code, person)
            except ValueError as error:
                self.parsed.problems.append((block.line, str(error)))

    def _entry(self, names: list[str], code: _Code, person: bool) -> None:
        if code.text.startswith("~"):
            _, sector, kind = meaning(f"   {code.text[1:]}")
            for name in names:
                word = name.lower()
                self.parsed.entries.append(Entry(word, f"agent/{slug(word)}", AGENT, None, sector))
            return
        country, sector, kind = meaning(code.text)
        if kind == "State":
            ident, name = f"state/{country}", names[0]
        else:
            kind = "Person" if person else kind
            ident, name = self._ident(names, kind)
        kept = tuple(n for n in names if n.lower() != name.lower())
        self.parsed.entries.append(Entry(name, ident, kind, country, sector, kept, code.since, code.until))

    def _ident(self, names: list[str], kind: str) -> tuple[str, str]:
        """The id and name of what we know under these names, else new ones."""
        if kind == "Person":
            found = [p for n in names if " " in n for p in self.persons.named.get(plain(n), ())]
            if len({p.id for p in found}) == 1:
                return found[0].id, found[0].name
        entity = self.ours.get(names[0].lower())
        if kind != "Person" and entity is not None and entity.type != "State":
            return entity.id, entity.name
        return _new_id(names[0], kind), names[0]

    def _names(self, raw: str) -> Iterator[str]:
        """The names of one line: underscores are blanks, ``!SET!`` stands for several words, ``{plurals}`` go."""
        raw = re.sub(r"\{[^}]*\}", "", raw)
        parts = re.split(r"!(\w+)!", raw)
        options = [[p] if n % 2 == 0 else self.sets.get(p, [p]) for n, p in enumerate(parts)]
        spelled = functools.reduce(lambda done, more: [d + m for d in done for m in more], options, [""])
        yield from (_titled(name) for name in spelled)


def _titled(raw: str) -> str:
    """ANGELA_MERKEL_ as news writes it: Angela Merkel. Words without a vowel, and of two letters, stay in capitals."""
    words = raw.replace("_", " ").split()
    return " ".join(_cased(word, n) for n, word in enumerate(words))


def _cased(word: str, position: int) -> str:
    if word.lower() in _SMALL and position:
        return word.lower()
    if not word.isupper() or "." in word or not re.search("[AEIOUY]", plain(word).upper()) or len(word) < 3:
        return word
    return re.sub(r"[^\W_]+", lambda m: m[0][:1] + m[0][1:].lower(), word)


def _new_id(name: str, kind: str) -> str:
    prefix = {"Person": "person", "Company": "company", "Media": "media", "Party": "party", "ArmedGroup": "group"}
    return f"{prefix.get(kind, 'actor' if kind in {'Actor', AGENT} else 'organization')}/{slug(name)}"


def _code(text: str) -> _Code:
    """``TURGOV 020101-051122``, ``TURGOV >051122`` or ``TURGOV``; raises ValueError."""
    code, _, dates = text.strip().partition(" ")
    if not re.fullmatch(r"~?(?:[A-Za-z]{3})+", code):
        raise ValueError(f"[{text}] has no code of three-letter parts")
    if not dates.strip():
        return _Code(code.upper(), None, None)
    found = _DATES.fullmatch(dates.strip())
    if found is None:
        raise ValueError(f"[{text}] has dates that cannot be read")
    if found["sign"]:
        date = _date(found["one"], text)
        return _Code(code.upper(), *((date, None) if found["sign"] == ">" else (None, date)))
    since, until = _date(found["start"], text), _date(found["end"], text)
    if since > until:
        raise ValueError(f"[{text}] ends before it begins")
    return _Code(code.upper(), since, until)


def _date(digits: str, text: str) -> str:
    """YYMMDD or YYYYMMDD (and YYYY) as ISO 8601; two-digit years from 30 on are of the last century."""
    if len(digits) == 4:
        return digits
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) >= 30 else "20") + digits
    try:
        return _iso("-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))) or ""
    except ValueError:
        raise ValueError(f"[{text}] has {digits}, which is no date") from None


@functools.cache
def _states() -> frozenset[str]:
    return frozenset(row["code"] for row in resources.table("states"))


@functools.cache
def _parts() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["part"], row["code"]): row for row in resources.table("dictionary_codes")}


def meaning(code: str) -> tuple[str | None, str | None, str]:
    """Country, PLOVER sector and entity type of a code such as ``TURGOVMIL``.

    Raises ValueError for an unknown first part.
    """
    first, *rest = (code[i : i + 3].strip() for i in range(0, len(code), 3))
    row = _parts().get(("country", first))
    if row is None and ("sector", first) in _parts():  # [ELI]: a sector of no country
        first, rest = "", [first, *rest]
    if first and first not in _states() and row is None:
        raise ValueError(f"[{code}] begins with {first}, which is no country or kind of organisation that we know")
    country = (row["value"] or None) if row is not None else first or None
    sectors = [r for part in rest if (r := _parts().get(("sector", part))) is not None]
    if not rest and country is not None:
        return country, "GOV", "State"
    finer = [r for r in sectors if r["value"] in FINER]
    chosen = (finer or sectors)[-1 if finer else 0] if sectors else None
    kind = row["type"] if row is not None and row["type"] else chosen["type"] if chosen is not None else "Actor"
    return country, chosen["value"] if chosen is not None else None, kind
