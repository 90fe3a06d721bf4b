"""What the components write on a Doc and read from it; token offsets throughout, never characters."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from kg.model import Claim, Entity, EventDate, Tenure

LOCATIVE = frozenset("in inside within near around across throughout outside through along".split())


@dataclass(eq=False)
class Referent:
    """What one or several mentions of a document refer to; it grows while the document is read.

    ``local`` marks one that is only known inside its document and must never merge with another's; ``ident`` is the id
    of a person whom the tables know, with the offices of ``tenures``; ``gender`` is f, m or None where it is not known.
    """

    name: str
    type: str
    country: str | None = None
    sector: str | None = None
    entity: Entity | None = None
    local: bool = True
    offices: set[str] = field(default_factory=set)
    aliases: list[str] = field(default_factory=list)
    plural: bool = False
    gender: str | None = None
    ident: str | None = None
    tenures: tuple[Tenure, ...] = ()

    def to_entity(self, document: str, slug: str) -> Entity:
        """The finished entity; a local one carries the document's id."""
        if self.entity is not None:
            return self.entity
        aliases = tuple(a for a in dict.fromkeys(self.aliases) if a != self.name)
        ident = self.ident or (f"doc/{document}/{slug}" if self.local else f"{self.type.lower()}/{slug}")
        return Entity(ident, self.name, self.type, self.country, self.sector, aliases, offices=self.tenures)


@dataclass(eq=False)
class TokenMention:
    """A mention while it is worked on: tokens ``start`` to ``end`` (exclusive) with the head word at ``head``."""

    start: int
    end: int
    head: int
    kind: str
    referent: Referent | None
    reason: str
    score: float
    metonym: bool = False
    adjective: bool = False
    pronoun: bool = False
    members: list[TokenMention] = field(default_factory=list)

    @property
    def parts(self) -> list[TokenMention]:
        """The members of a group ("both sides"), each at the words of the whole; itself where it is no group."""
        return self.members or [self]


@dataclass(frozen=True)
class TokenTime:
    """A time expression: its tokens and what it resolves to (None where a date of publication would be needed);
    ``ahead`` is the reading for what is planned ("will meet on Tuesday"), ``steps`` by how many units it comes after
    another date of the text ("two days later"), ``bare`` a month or day without its year."""

    start: int
    end: int
    date: EventDate | None
    ahead: EventDate | None
    steps: tuple[str, int] | None = None
    bare: bool = False


@dataclass(frozen=True)
class TokenPlace:
    """A place expression with what the gazetteer says of it."""

    start: int
    end: int
    head: int
    entity: Entity
    lat: float | None
    lon: float | None
    role: str
    score: float
    reason: str


@dataclass(frozen=True)
class TokenAgreement:
    """An agreement that the text names: "the Sochi agreement"."""

    start: int
    end: int
    head: int
    name: str


@dataclass(frozen=True)
class Quotation:
    """Tokens between quotation marks and the token of the speaker's mention, where one is found."""

    start: int
    end: int
    speaker: int | None


EXTENSIONS: dict[str, object] = {
    "document_id": None,
    "published": None,
    "title": None,
    "furniture": None,
    "mentions": None,
    "open_mentions": None,
    "referents": None,
    "hints": None,
    "times": None,
    "places": None,
    "agreements": None,
    "quotations": None,
    "claims": None,
}


def register() -> None:
    """Declare the Doc attributes of this package; safe to call again."""
    for name, default in EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


register()

__all__ = [
    "LOCATIVE",
    "Claim",
    "Quotation",
    "Referent",
    "TokenAgreement",
    "TokenMention",
    "TokenPlace",
    "TokenTime",
    "register",
]
