"""Puts claims together: triggers with their ends, how each is said, what it is the content of, when and where.

The order of work: every trigger and its ends; then their status, which needs to know the acts of speech; then acts take
from their contents what they lack (a target, a finer relation); then claims are made, the acts before their contents.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg import resources
from kg.language import counts, syntax
from kg.language.arguments import Arguments, Filler
from kg.language.lexicon import Entry, lexicon
from kg.language.status import Climber, Status
from kg.language.values import LOCATIVE, Referent, TokenMention
from kg.ontology import Ontology, RelationType
from kg.ontology import load as load_ontology

MAY_LACK_TARGET = frozenset(
    {
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    }
)
# Classes whose deed may be told without its doer: "six were killed".
MAY_LACK_SOURCE = frozenset({"ASSAULT", "COERCE", "RETREAT", "SANCTION", "AID"})
NEEDS_TWO = frozenset({"CONSULT", "COOPERATE", "AID", "SANCTION"})
# Classes whose deeds may be done to a place: "shelled the town", "withdrew from the valley", "aid for the province".
TO_PLACES = frozenset({"ASSAULT", "COERCE", "RETREAT", "AID", "MOBILIZE", "CONCEDE", "SANCTION"})

# Confidence: what a claim starts with, and what each thing that may mislead takes away.
BASE_CONFIDENCE = 0.92
DISCOUNTS = {
    "noun trigger": 0.04,
    "found inside the phrase": 0.08,
    "pronoun": 0.1,
    "local name": 0.05,
    "no target": 0.05,
    "no source": 0.08,
    "borrowed target": 0.1,
    "mutual list": 0.03,
}


@dataclass
class Deed:
    """A trigger with its ends, before it is a claim."""

    trigger: Token
    entry: Entry
    relation: str
    sources: list[Filler]
    targets: list[Filler]
    status: Status = field(default_factory=Status)
    notes: list[str] = field(default_factory=list)
    blamed_by: int | None = None


@dataclass(frozen=True)
class TokenClaim:
    """A claim in tokens: `kg.extract` turns it into offsets and entities."""

    key: int
    trigger: tuple[int, int]
    relation: str
    source: TokenMention | None
    target: TokenMention | None
    denied: bool
    modality: str
    claimants: tuple[TokenMention, ...]
    content_of: int | None
    group: bool
    mutual: bool
    rule: str
    confidence: float
    time: int | None
    ahead: bool
    today: bool
    places: tuple[int, ...]
    agreement: int | None
    counts: tuple[counts.TokenCount, ...]


class ClaimFinder:
    """The component: writes ``doc._.claims``, a list of `TokenClaim`."""

    def __init__(self) -> None:
        self.ontology = load_ontology()
        self.lexicon = lexicon()
        self.refinements = {(r["act"], r["content"]): r["relation"] for r in resources.table("refinements")}

    def __call__(self, doc: Doc) -> Doc:
        doc._.claims = _Assembly(self, doc).run()
        return doc


@Language.factory("kg_claims")
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    return ClaimFinder()


class _Assembly:
    def __init__(self, finder: ClaimFinder, doc: Doc) -> None:
        self.finder, self.doc = finder, doc
        self.ontology: Ontology = finder.ontology
        self.arguments = Arguments(doc)
        self.by_head = self.arguments.by_head
        self.furniture: set[int] = doc._.furniture or set()

    def run(self) -> list[TokenClaim]:
        deeds = self._deeds()
        acts = {d.trigger.i: self._type(d) for d in deeds.values()}
        climber = Climber(acts)
        for deed in deeds.values():
            deed.status = climber.status(deed.trigger)
        deeds = {i: d for i, d in deeds.items() if not d.status.ended}
        self._contents(deeds)
        claims = [c for d in deeds.values() for c in self._claims(d, deeds)]
        return self._without_repeats(claims)

    def _type(self, deed: Deed) -> RelationType:
        return self.ontology.relations[deed.relation]

    # triggers

    def _deeds(self) -> dict[int, Deed]:
        """Every trigger that has an end, by its token."""
        deeds: dict[int, Deed] = {}
        used: set[int] = set()
        for token in self.doc:
            if token.i in self.furniture or (token.ent_type_ == "PERSON" and token.pos_ == "PROPN"):
                continue
            deed = self._best(token)
            if deed is not None:
                deeds[token.i] = deed
                if deed.entry.pos == "verb":
                    used |= self._absorbed(deed)
        return {i: d for i, d in deeds.items() if i not in used}

    def _best(self, token: Token) -> Deed | None:
        """The deed of the row that fits best: most needs, then most ends filled, then first in the table."""
        best: tuple[tuple[int, int], Deed] | None = None
        for entry in self.finder.lexicon.candidates(token):
            if entry.relation not in self.ontology.relations or self._part_of_name(token, entry):
                continue
            if best is not None and best[0] >= (len(entry.needs), 2):
                break
            deed = self._deed(token, entry)
            if deed is not None:
                rank = (len(entry.needs), bool(deed.sources) + bool(deed.targets))
                if best is None or rank > best[0]:
                    best = (rank, deed)
        return best[1] if best is not None else None

    def _part_of_name(self, token: Token, entry: Entry) -> bool:
        """No deed inside a name or a title ("the Trade Ministry"), nor in a word that stands for an actor."""
        if entry.pos == "noun":
            mention = self.by_head.get(token.i)
            return (
                token.dep_ in {"compound", "nmod"}
                or (mention is not None and mention.kind == "actor")
                or (token.pos_ == "PROPN" and token.ent_type_ != "")
            )
        before = self.doc[token.i - 1] if token.i > 1 else None
        if (
            before is not None
            and before.text == "-"
            and before.idx + 1 == token.idx
            and not self.doc[token.i - 2].whitespace_
        ):
            return True  # "test-fired", "co-hosted"
        return token.pos_ == "PROPN"

    def _deed(self, token: Token, entry: Entry) -> Deed | None:
        relation = self.ontology.relations[entry.relation]
        sources = self.arguments.fill(token, entry, "source", lambda f: f.mention.kind == "actor")
        # Both ends of "talks between X and Y" stand in one slot.
        both = (
            bool(set(entry.source) & set(entry.target) - {"compound"})
            and len(sources) > 1
            and sources[0].slot in entry.target
        )
        if both:
            targets: list[Filler] = []
        else:
            targets = self.arguments.fill(
                token, entry, "target", lambda f: self._may_be_target(f, relation), [s.mention for s in sources]
            )
        if not self._typed(entry, "source", sources) or not self._typed(entry, "target", targets):
            return None
        targets = [t for t in targets if not self._own_means(t, sources)]
        if relation.symmetric and len(_distinct(sources)) > 1 and all(t.slot == "between" for t in targets):
            targets = []  # "A and B signed a deal between the two countries"
        if not sources and not targets:
            return None
        if (
            entry.pos != "verb"
            and relation.plover is not None
            and (not sources or self._elsewhere(token, entry, relation, targets))
        ):
            return None
        return Deed(token, entry, entry.relation, sources, targets)

    def _elsewhere(self, token: Token, entry: Entry, relation: RelationType, targets: list[Filler]) -> bool:
        """True for a noun or adjective whose target is something that is no actor: "the battle against inflation"."""
        if targets:
            return False
        if entry.pos == "adj":
            return True
        slots = [s for s in entry.target if s not in {"of", "by", "from", *LOCATIVE}]
        heads = [h for s in slots for h in self.arguments.slot(token, s, "target")]
        return relation.plover == "ASSAULT" and any(h.i not in self.by_head for h in heads)

    def _own_means(self, target: Filler, sources: list[Filler]) -> bool:
        """ "withdrew its troops", "extended its mission": forces with a possessive of the doer are no target."""
        mention = target.mention
        if mention.referent is None or mention.referent.type not in {"ArmedForce", "State", "GovernmentBody"}:
            return False
        owners = [self.by_head.get(c.i) for c in self.doc[mention.head].children if c.dep_ == "poss"]
        own = {id(s.mention.referent) for s in sources}
        return any(o is not None and (id(o.referent) in own or (o.pronoun and not own)) for o in owners)

    def _typed(self, entry: Entry, side: str, fillers: list[Filler]) -> bool:
        """Whether an end has a type that the row asks for; an end that is missing has none."""
        need = entry.types(side)
        if need is None:
            return True
        types = {f.mention.referent.type.lower() for f in fillers if f.mention.referent is not None}
        return types.isdisjoint(need.values) == need.negated

    def _may_be_target(self, filler: Filler, relation: RelationType) -> bool:
        """Actors, but not what a deed is merely about, nor the doer's own means; places that force or aid meets."""
        if filler.way in {"on", "against", "from"} and relation.quad in {"verbal cooperation", "material cooperation"}:
            return False  # "shared information on X", "support against X"
        if filler.mention.kind == "actor":
            referent = filler.mention.referent
            moved = referent is not None and referent.type == "ArmedForce" and filler.slot in {"obj", "object"}
            return not (moved and relation.plover in {"MOBILIZE", "RETREAT", "CONCEDE"})
        named = (
            self.doc[filler.mention.head].ent_type_ == "GPE" and filler.slot not in LOCATIVE and not filler.descended
        )
        place_allowed = named or relation.range != "Actor" or relation.plover in TO_PLACES
        # Where force is used is a place of the deed; a curfew or a mission "in" a place is meant for it.
        return place_allowed and not (filler.slot in LOCATIVE and relation.plover == "ASSAULT")

    def _absorbed(self, deed: Deed) -> set[int]:
        """Nouns that a verb's deed already tells: "attack" in "killed in an attack by X", the object of "launched"."""
        found: set[int] = set()
        for preposition, noun in syntax.prepositions(deed.trigger):
            if (
                preposition in {"in", "during"}
                and self._type(deed).plover == "ASSAULT"
                and self.finder.lexicon.is_noun(noun.lemma_.lower())
            ):
                found.add(noun.i)
        if any(n.kind == "obj" and not n.negated for n in deed.entry.needs):
            found |= {o.i for o in syntax.objects(deed.trigger)}
        return found

    # acts and contents

    def _contents(self, deeds: dict[int, Deed]) -> None:
        """Acts take a finer relation and a missing target from their contents; sayings of blame become accusations."""
        for deed in deeds.values():
            act = deeds.get(deed.status.act) if deed.status.act is not None else None
            if act is None:
                continue
            self._refine(act, deed)
            if not act.targets:
                own = {id(s.mention.referent) for s in act.sources}
                # Of whom a deed is demanded is its doer; who is threatened or promised it is the one it is done to.
                ends = (
                    deed.sources
                    if self._type(act).plover == "REQUEST"
                    else deed.targets
                    if self._type(act).plover in {"THREATEN", "AGREE", "REJECT"}
                    else []
                )
                others = [f for f in ends if id(f.mention.referent) not in own and f.mention.kind == "actor"]
                if others:
                    act.targets = [replace(others[0], descended=True)]
                    act.notes.append("target from its content")
        for deed in deeds.values():
            if not deed.targets:
                self._target_across(deed)

    def _refine(self, act: Deed, deed: Deed) -> None:
        """A finer relation for an act by what is demanded, threatened, promised, refused (``data/refinements.csv``)."""
        content, relation = self._type(deed), self._type(act)
        if content.plover is None or deed.status.denied != (relation.content_polarity == "denied"):
            return
        own = {id(s.mention.referent) for s in act.sources}
        others = deed.sources and own.isdisjoint(id(s.mention.referent) for s in deed.sources)
        # Who threatens or promises does so for itself; to tell of another's deed is something else.
        kind = "other" if others and relation.plover in {"THREATEN", "AGREE", "REJECT"} else content.plover
        refined = self.finder.refinements.get((act.relation, kind))
        if refined is not None and refined in self.ontology.relations:
            act.notes.append("content is another's deed" if kind == "other" else f"content is {kind}")
            act.relation = refined

    def _target_across(self, deed: Deed) -> None:
        """A target in the clause that an act governs: "threatened to close its borders with X"."""
        relation = self._type(deed)
        if deed.entry.pos != "verb" or relation.content_modality is None or relation.plover == "ACCUSE":
            return
        own = {id(s.mention.referent) for s in deed.sources}
        for clause in syntax.complements(deed.trigger):
            for head in self._heads_below(clause):
                found = [
                    f
                    for f in self.arguments.resolve(head, "content", "target")
                    if id(f.mention.referent) not in own and f.mention.kind == "actor"
                ]
                if found:
                    deed.targets = [replace(found[0], descended=True)]
                    deed.notes.append("target from the clause below")
                    return

    @staticmethod
    def _heads_below(clause: Token) -> list[Token]:
        """Words of a clause that may name whom it concerns: "to allow X to land", "to close the border with X"."""
        heads = [*syntax.indirect_objects(clause)]
        heads += [s for c in syntax.complements(clause) for s in [syntax.surface_subject(c)] if s is not None]
        for holder in (clause, *syntax.objects(clause)):
            heads += [o for p, o in syntax.prepositions(holder) if p in {"to", "with", "against", "from"}]
        return heads

    # claims

    def _claims(self, deed: Deed, deeds: dict[int, Deed]) -> Iterator[TokenClaim]:
        relation = self._type(deed)
        pairs = self._pairs(deed, relation)
        group = len(pairs) > 1
        content_of = deed.status.act if deed.status.act in deeds else None
        claimants = self._voices(deed, deeds)
        for source, target in pairs:
            if not self._stands(source, target, relation, deed):
                continue
            act = self._implied_act(deed, source, target, relation, claimants)
            if act is not None:
                yield act
            yield self._claim(deed, deed.relation, source, target, group, claimants, act.key if act else content_of)

    def _pairs(self, deed: Deed, relation: RelationType) -> list[tuple[Filler | None, Filler | None]]:
        """Every source with every target; those of a mutual deed without a target pair with each other."""
        sources = _distinct(deed.sources)
        targets = _distinct(deed.targets)
        if not targets and len(sources) > 1 and relation.symmetric:
            return list(itertools.combinations(sources, 2))
        if not targets and len(sources) > 1 and relation.name == "promised":  # "A and B agreed to …"
            return list(itertools.combinations(sources, 2))
        nobody: list[Filler | None] = [None]
        return [(s, t) for s in (sources or nobody) for t in (targets or nobody)]

    def _stands(self, source: Filler | None, target: Filler | None, relation: RelationType, deed: Deed) -> bool:
        """Whether the ends that are there make a claim of this relation."""
        if source is None and target is None:
            return False
        if source is not None and target is not None and _same(source.mention, target.mention):
            return False
        plover = relation.plover
        if relation.plover in {"CONSULT", "COOPERATE"} and any(_press(f) for f in (source, target)):
            return False  # talking to the press is no event
        if target is None and (plover in NEEDS_TWO or (relation.symmetric and plover != "ASSAULT") or plover is None):
            return False
        return source is not None or (plover in MAY_LACK_SOURCE and syntax.is_passive(deed.trigger))

    def _voices(self, deed: Deed, deeds: dict[int, Deed]) -> tuple[TokenMention, ...]:
        """The claimants' mentions; the doer of the act that this is the content of is the innermost."""
        heads = list(deed.status.claimants)
        found = [self.arguments.voice(self.doc[h]) for h in heads]
        act = deeds.get(deed.status.act) if deed.status.act is not None else None
        if act is not None:
            found += [
                f.mention for f in act.sources[:1] if all(f.mention.referent is not m.referent for m in found[-1:])
            ]
        return tuple(m for i, m in enumerate(found) if i == 0 or m.referent is not found[i - 1].referent)

    def _implied_act(
        self,
        deed: Deed,
        source: Filler | None,
        target: Filler | None,
        relation: RelationType,
        claimants: tuple[TokenMention, ...],
    ) -> TokenClaim | None:
        """The act of speech in a saying: who says of another that it broke its word accuses it, that it must act demands.

        None where the doer speaks of itself, and where an act of speech already governs the deed.
        """
        status = deed.status
        if source is None or not claimants or status.act is not None:
            return None
        blames = relation.blameworthy and not status.denied and status.modality == "actual"
        demands = status.modality == "demanded"
        voice = claimants[-1]
        if not (blames or demands) or _same(voice, source.mention) or _side(voice) == _side(source.mention):
            return None
        name = "accused" if blames else self.finder.refinements.get(("calledOn", relation.plover or ""), "calledOn")
        made = self._claim(deed, name, Filler(voice, "claimant"), source, False, claimants[:-1], None)
        said = f"{voice_name(voice)} says it of another: {made.rule}"
        return replace(made, key=-deed.trigger.i - 1, denied=False, modality="actual", rule=said, counts=())

    def _claim(
        self,
        deed: Deed,
        relation: str,
        source: Filler | None,
        target: Filler | None,
        group: bool,
        claimants: tuple[TokenMention, ...],
        content_of: int | None,
    ) -> TokenClaim:
        type_ = self.ontology.relations[relation]
        mutual = type_.symmetric and not deed.targets
        time = self._time(deed)
        status = deed.status
        return TokenClaim(
            key=deed.trigger.i,
            trigger=self._trigger_span(deed),
            relation=relation,
            source=source.mention if source else None,
            target=target.mention if target else None,
            denied=status.denied,
            modality=status.modality,
            claimants=claimants,
            content_of=content_of,
            group=group,
            mutual=mutual,
            rule=self._rule(deed, source, target, mutual),
            confidence=self._confidence(deed, source, target, mutual),
            time=time,
            ahead=status.modality in {"planned", "demanded", "possible"},
            today=self._today(deed),
            places=tuple(
                self._places(deed, {f.mention.head for f in (source, target) if f and f.mention.kind == "actor"})
            ),
            agreement=self._agreement(deed),
            counts=tuple(counts.of_claim(self.doc, relation, target.mention if target else None)),
        )

    def _rule(self, deed: Deed, source: Filler | None, target: Filler | None, mutual: bool) -> str:
        parts = [f"word {deed.entry.label}"]
        parts.append(f"source {_how(source)}" if source else "no source named")
        if target:
            parts.append("target among the same subjects" if mutual else f"target {_how(target)}")
        parts += deed.notes
        return "; ".join(parts)

    def _confidence(self, deed: Deed, source: Filler | None, target: Filler | None, mutual: bool) -> float:
        reasons = []
        if deed.entry.pos != "verb":
            reasons.append("noun trigger")
        for filler in (source, target):
            if filler is not None:
                reasons += ["found inside the phrase"] * filler.descended + ["pronoun"] * filler.mention.pronoun
                reasons += ["local name"] * bool(filler.mention.referent and filler.mention.referent.local)
        reasons += ["no target"] * (target is None) + ["no source"] * (source is None) + ["mutual list"] * mutual
        reasons += ["borrowed target"] * any(n.startswith("target from") for n in deed.notes)
        return round(max(0.1, BASE_CONFIDENCE - sum(DISCOUNTS[r] for r in reasons)), 2)

    def _trigger_span(self, deed: Deed) -> tuple[int, int]:
        """The trigger with its auxiliaries, negation and particle where they stand together."""
        token = deed.trigger
        if token.pos_ not in {"VERB", "AUX"}:
            return token.i, token.i + 1
        start, end = token.i, token.i + 1
        while (
            start > 0
            and self.doc[start - 1].head == token
            and self.doc[start - 1].dep_ in {"aux", "auxpass", "neg", "advmod"}
            and self.doc[start - 1].pos_ in {"AUX", "PART", "ADV"}
        ):
            start -= 1
        while end < len(self.doc) and self.doc[end].head == token and self.doc[end].dep_ in {"prt"}:
            end += 1
        if (
            end < len(self.doc)
            and self.doc[end].dep_ == "prep"
            and self.doc[end].head == token
            and self.doc[end].lower_ in {*deed.entry.target, *deed.entry.source}
        ):
            end += 1
        return start, end

    # when, where, about what

    def _clause(self, token: Token) -> set[int]:
        """Tokens of the trigger's own clause: below it and below the verbs that it serves, other clauses left out."""
        top = token
        while top.head != top and (top.pos_ not in {"VERB", "AUX"} or top.dep_ in {"xcomp", "pcomp"}):
            top = top.head
        found: set[int] = set()
        queue = [top]
        while queue:
            current = queue.pop()
            found.add(current.i)
            for child in current.children:
                if child.dep_ in {"ccomp", "relcl", "parataxis"} or (
                    child.dep_ in {"conj", "advcl"}
                    and child.pos_ in {"VERB", "AUX"}
                    and child.i != token.i
                    and token not in list(child.subtree)
                ):
                    continue
                queue.append(child)
        return found

    def _time(self, deed: Deed) -> int | None:
        """Index of the time expression nearest to the trigger in its clause, or above it where the clause has none."""
        token: Token = deed.trigger
        times = self.doc._.times
        if not times:
            return None
        sentence = token.sent
        inside = [n for n, t in enumerate(times) if sentence.start <= t.start < sentence.end]
        clause = self._clause(token)
        near = [n for n in inside if times[n].start in clause or times[n].end - 1 in clause]
        if not near:
            return None
        return min(near, key=lambda n: (abs(times[n].start - token.i), n))

    def _today(self, deed: Deed) -> bool:
        """True for news of the day of publication: done, in a sentence without a time, in a tense that tells no history."""
        token = deed.trigger
        if deed.status.denied or deed.status.modality != "actual" or deed.entry.pos != "verb":
            return False
        sentence = token.sent
        if any(sentence.start <= t.start < sentence.end for t in self.doc._.times):
            return False
        earlier = any(c.dep_ == "aux" and c.lower_ in {"had", "'d"} for c in token.children)
        return not earlier and token.dep_ in {"ROOT", "ccomp", "conj"}

    def _places(self, deed: Deed, ends: set[int]) -> Iterator[int]:
        """Indexes of the places in the trigger's clause that are no end of the claim."""
        places = self.doc._.places
        sentence = deed.trigger.sent
        inside = [n for n, p in enumerate(places) if sentence.start <= p.head < sentence.end and p.head not in ends]
        if not inside:
            return
        clause = self._clause(deed.trigger)
        for n in inside:
            token = self.doc[places[n].head]
            if places[n].head in clause and (
                self._located(token) or any(t.mention.head == token.i for t in deed.targets)
            ):
                yield n

    def _located(self, token: Token) -> bool:
        """True under a preposition of place; "the president of Chad" and "talks with Chad" are none."""
        for _ in range(4):
            if token.dep_ == "pobj":
                prep = token.head
                if prep.lower_ == "of":
                    token = prep.head
                    continue
                return prep.lower_ in {
                    "in",
                    "inside",
                    "within",
                    "at",
                    "near",
                    "around",
                    "across",
                    "throughout",
                    "outside",
                    "into",
                    "from",
                    "to",
                    "through",
                    "along",
                    "off",
                    "over",
                    "towards",
                    "toward",
                }
            if token.dep_ in {"compound", "nmod", "appos", "conj"}:
                token = token.head
                continue
            return False
        return False

    def _agreement(self, deed: Deed) -> int | None:
        agreements = self.doc._.agreements
        if not agreements:
            return None
        below = {t.i for t in deed.trigger.subtree}
        return next((n for n, a in enumerate(agreements) if a.head in below), None)

    def _without_repeats(self, claims: list[TokenClaim]) -> list[TokenClaim]:
        """One claim for one relation between the same two in the same words; a verb's before a noun's."""
        found: dict[tuple[object, ...], TokenClaim] = {}
        for claim in claims:
            key = (
                claim.trigger,
                claim.relation,
                id(claim.source.referent) if claim.source else None,
                id(claim.target.referent) if claim.target else None,
            )
            found.setdefault(key, claim)
        return list(found.values())


def _distinct(fillers: list[Filler]) -> list[Filler]:
    seen: dict[int, Filler] = {}
    for filler in fillers:
        seen.setdefault(id(filler.mention.referent) if filler.mention.referent else filler.mention.head, filler)
    return list(seen.values())


def _same(a: TokenMention, b: TokenMention) -> bool:
    return (a.referent is b.referent and a.referent is not None) or a.head == b.head


def _side(mention: TokenMention) -> str:
    referent: Referent | None = mention.referent
    return (referent.country or referent.name) if referent is not None else ""


def _press(filler: Filler | None) -> bool:
    referent = filler.mention.referent if filler is not None else None
    return referent is not None and (referent.type == "Media" or referent.sector == "JRN")


def _how(filler: Filler) -> str:
    notes = [
        filler.slot,
        *(["inside the phrase"] if filler.descended else []),
        *(["pronoun"] if filler.mention.pronoun else []),
    ]
    return " ".join(notes)


def voice_name(mention: TokenMention) -> str:
    """The name of who speaks, for a rule's text."""
    return mention.referent.name if mention.referent is not None else "somebody"
