"""Who takes part in a deed without being its source or target: mediators and hosts (``data/participants.csv``).

Told by a verb beside what was done ("talks brokered by Oman", "a swap that Georgia facilitated", "an Egyptian-brokered
truce") or by a noun in the clause ("under the mediation of Qatar"). Where two do something together, also beside what
it was done in or after: "met for talks hosted by Iraq".
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.language import syntax
from kg.language.arguments import Arguments, participant_roles
from kg.language.deeds import Deed
from kg.language.values import TokenMention

DEPTH = 2  # nouns below nouns


def participants(
    arguments: Arguments, deed: Deed, ends: set[int], together: bool
) -> tuple[tuple[str, TokenMention], ...]:
    """Role and mention of each; ``ends`` are ids of the referents of source and target."""
    trigger = deed.trigger
    nouns = [trigger, *syntax.objects(trigger)] if deed.entry.pos == "verb" else [trigger]
    told = [*_by_verbs(nouns), *_by_nouns([*nouns, syntax.verb_above(trigger) or trigger])]
    if together:
        told += _by_verbs(list(_below(nouns, DEPTH)))
    found: dict[int, tuple[str, TokenMention]] = {}
    for role, doer in told:
        for filler in arguments.resolve(doer, "agent", "source"):
            if id(filler.mention.referent) not in ends:
                found.setdefault(filler.mention.head, (role, filler.mention))
    return tuple(found.values())


def _by_verbs(nouns: list[Token]) -> Iterator[tuple[str, Token]]:
    """Who does the verbs said of nouns: "hosted by Norway", "that Qatar mediated", "Egyptian-brokered"."""
    for verb in (c for n in nouns for c in n.children if c.dep_ in {"acl", "relcl", "amod"}):
        role = participant_roles("verb").get(verb.lemma_.lower())
        if role and verb.dep_ == "amod":
            yield from ((role, c) for c in verb.children if c.dep_ in {"npadvmod", "amod", "compound"})
        elif role:
            yield from ((role, s) for s in syntax.subjects(verb))


def _by_nouns(heads: list[Token]) -> Iterator[tuple[str, Token]]:
    """Whose mediation it was under: the noun, which `Arguments.resolve` goes through to its owner."""
    for _, noun in (p for h in heads for p in syntax.prepositions(h)):
        role = participant_roles("noun").get(noun.lemma_.lower())
        if role:
            yield role, noun


def _below(nouns: list[Token], depth: int) -> Iterator[Token]:
    """What stands behind prepositions: "met [for talks]", "exchanged prisoners [in a swap]"."""
    for noun in (o for n in nouns for _, o in syntax.prepositions(n) if o.pos_ == "NOUN"):
        yield noun
        if depth > 1:
            yield from _below([noun], depth - 1)
