"""Who "the Turkish president" is: the one person who held an office at the date that the text speaks of.

Only phrases that say the office and nothing else are read so: "the Turkish president", "NATO's secretary general", but
not "the next Turkish president" or "a Turkish minister".
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Token

from kg import resources
from kg.language import syntax
from kg.language.known import person_referent
from kg.language.values import Referent, TokenMention
from kg.linking import gazetteer, slug
from kg.offices import KNOWN_UNTIL, latest, offices

# What may stand beside the office and the country without saying that it is another person.
PRESENT = frozenset("the current incumbent sitting 's ’s ' ’ its their , - then".split())
CALENDAR = frozenset({"year", "month", "day"})


@functools.cache
def office_words(*, alone: bool = False) -> dict[str, frozenset[str]]:
    """Offices that a word may stand for (``data/office_words.csv``): "the diplomat" for a foreign minister whom the
    text has named; with ``alone`` only words that tell the office by themselves ("the NATO chief")."""
    rows = [row for row in resources.table("office_words") if row["alone"] or not alone]
    return {row["word"]: frozenset(row["offices"].split("|")) for row in rows}


def offices_of(words: str, head: str, *, alone: bool = False) -> frozenset[str]:
    """The offices that a phrase may name, by the longest title at its end and by its head word; with ``alone`` those
    that it names to a reader who has read nothing before."""
    title = gazetteer().title(words)
    found = {title[0]} if title is not None and title[0] else set()
    return frozenset(found | {slug(head)} | office_words(alone=alone).get(slug(head), frozenset()))


def office_holder(
    doc: Doc, mention: TokenMention, of: str, wanted: frozenset[str]
) -> tuple[Referent, str, bool] | None:
    """The holder of an office of a state or organisation at the date of the sentence, the reason, and whether the
    table is known to be up to date then; None where it is not sure."""
    dates = list(_dates(doc, doc[mention.head]))
    found = [offices().holder(wanted, of, date) for date in dates]
    people = {f[0].id: f for f in found if f is not None}
    if not found or None in found or len(people) != 1:
        return None
    person, tenure = next(iter(people.values()))
    reason = f"{tenure.office.replace('-', ' ')} of {of} at {', '.join(dates)}"
    return person_referent(doc, person), reason, all(date <= KNOWN_UNTIL for date in dates)


def _dates(doc: Doc, token: Token) -> Iterator[str]:
    """The dates of the sentence that lie before the day of publication, else that day."""
    published = doc._.published[:10] if doc._.published else None
    sentence = token.sent
    past = {
        t.date.value
        for t in doc._.times or ()
        if t.date is not None
        and t.date.precision in CALENDAR
        and sentence.start <= t.start < sentence.end
        and (published is None or latest(t.date.value) < published)
    }
    yield from sorted(past) or ([published] if published else [])


def names_office_alone(doc: Doc, mention: TokenMention, words: Collection[str]) -> bool:
    """Whether a phrase says no more than an office, by its ``words``, and whose it is."""
    token = doc[mention.head]
    names = gazetteer()
    for t in doc[mention.start : token.i]:
        named = t.text in names.adjectives or t.text in names.names or t.ent_type_ in {"GPE", "NORP", "ORG"}
        if not (named or t.lower_ in PRESENT or t.lower_ in words or t.is_space):
            return False
    if any(c.dep_ in {"relcl", "acl", "appos"} and doc[c.left_edge.i - 1].text != "," for c in token.children):
        return False  # "the president who resigned"; after a comma it only tells more of him
    return doc[mention.start].lower_ not in {"a", "an", "any", "no", "every", "another", "some"}


def organisation_of(token: Token, by_head: dict[int, TokenMention]) -> str | None:
    """The organisation whose office it is: "the NATO chief", "NATO's secretary general", "head of the IMF"."""
    beside = [c for c in token.children if c.dep_ in {"compound", "poss", "nmod", "amod"}]
    beside += [o for p, o in syntax.prepositions(token) if p == "of"]
    for child in beside:
        mention = by_head.get(child.i)
        entity = mention.referent.entity if mention is not None and mention.referent is not None else None
        if entity is not None and entity.type not in {"State", "ArmedForce"}:
            return entity.id
    return None
