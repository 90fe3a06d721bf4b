"""Puts claims together: triggers with their ends, how each is said, what it is the content of, when and where.

The order of work: every trigger and its ends; then their status, which needs to know the acts of speech; then acts take
from their contents what they lack (a target, a finer relation); then claims are made, the acts before their contents.
"""

from __future__ import annotations

import functools
import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg import resources
from kg.language import counts, syntax
from kg.language.arguments import Arguments, Filler
from kg.language.circumstances import Circumstances
from kg.language.contents import Contents, refinements
from kg.language.deeds import VOICE, Deed, DeedFinder, distinct
from kg.language.embedding import embedding
from kg.language.groups import PAIRS
from kg.language.learned import Learned, read_alone
from kg.language.lexicon import Entry
from kg.language.names import not_actors
from kg.language.participants import participants
from kg.language.paths import Families
from kg.language.reader import PairReader
from kg.language.status import Climber, negated
from kg.language.values import Referent, TokenMention
from kg.language.words import word_set
from kg.ontology import Ontology, RelationType
from kg.ontology import load as load_ontology
from kg.relation_model import RelationModel

# Classes whose deed may be told without its doer: "six were killed".
MAY_LACK_SOURCE = frozenset({"ASSAULT", "COERCE", "RETREAT", "SANCTION", "AID", "ACCUSE", "REQUEST", "CONCEDE"})
# Sectors that act for their state; others of the same country may stand against it.
OFFICIAL = frozenset({None, "GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
UNSURE = 0.5  # of the score of a link
MEETING = frozenset({"CONSULT", "AGREE", "COOPERATE"})
SPOKEN = frozenset({"ACCUSE", "REQUEST", "CONCEDE"})
NEEDS_TWO = frozenset({"CONSULT", "COOPERATE", "AID"})

# Deeds that are done to each other where several do them and no target is named: "A and B agreed to …".
TOGETHER = frozenset({"promised", "declaredCeasefireWith", "sharedIntelligenceWith"})

# Classes of what one may grant another; who will not do it refuses.
GRANTED = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
HELPING = frozenset({"AGREE", "SUPPORT", "COOPERATE", "AID"})
YIELDED = frozenset({"RETREAT", "CONCEDE"})
WILL = frozenset({"will", "wo", "would", "shall"})

# Docs whose claims are looked for at a time where a learned reader reads along, and those that wait for their turn.
AT_WORK, AHEAD = 3, 12

MOST_VOICES = 8  # of coordinated speakers, nested ones multiplied

# Auxiliaries by which a speaker tells another what to do.
OBLIGED = frozenset({"must", "should", "ought"})

# Confidence: what a claim starts with, and what each thing that may mislead takes away; set so that of the gold claims
# of about .8 four in five are right (``tests/score_cases.py --calibration``).
BASE_CONFIDENCE = 0.95
DISCOUNTS = {
    "noun trigger": 0.04,
    "found inside the phrase": 0.02,
    "pronoun": 0.06,
    "local name": 0.01,
    "unsure link": 0.02,
    "no target": 0.12,
    "no source": 0.06,
    "borrowed target": 0.02,
    "general row": 0.01,
    "read by the model": 0.14,
    "planned": 0.13,
    "possible": 0.2,
    "demanded": 0.05,
}


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
    rule: str
    confidence: float
    time: int | None
    ahead: bool
    today: bool
    places: tuple[int, ...]
    agreement: int | None
    participants: tuple[tuple[str, TokenMention], ...]
    counts: tuple[counts.TokenCount, ...]
    verbal: bool

    @property
    def trigger_head(self) -> int:
        """The token of the trigger; an implied act shares it with its content."""
        return self.key if self.key >= 0 else -self.key - 1


@dataclass(frozen=True)
class _Told:
    """A deed between two ends in the words of one chain of voices."""

    deed: Deed
    relation: RelationType
    source: Filler | None
    target: Filler | None
    claimants: tuple[TokenMention, ...]


@functools.cache
def weapons() -> frozenset[str]:
    """Words for what kills and wounds without telling whose it is (``data/weapons.csv``)."""
    return frozenset(row["word"] for row in resources.table("weapons"))


def by_nature(verb: Token) -> bool:
    """True for a passive whose doer is a storm, an earthquake or the like, and for what befell somebody by accident:
    "was killed in a crash", "was killed when his plane crashed"."""
    words = not_actors()
    befell = {o.lemma_.lower() for p, o in syntax.prepositions(verb) if p in {"in", "by"}}
    befell |= {c.lemma_.lower() for c in verb.children if c.dep_ == "advcl"}
    if befell & word_set("accidents"):
        return True
    return any({d.lemma_.lower(), *(c.lower_ for c in d.children)} & words for d in syntax.subjects(verb))


class ClaimFinder:
    """The component: writes ``doc._.claims``, a list of `TokenClaim`."""

    def __init__(self) -> None:
        self.ontology = load_ontology()
        self.model: RelationModel | None = None

    def use(self, model: RelationModel) -> None:
        """From now on a learned reader adds to what the lexicon knows and judges what the rules find."""
        self.model, self.ontology = model, model.ontology
        self.families = Families(model.ontology)

    def __call__(self, doc: Doc) -> Doc:
        reader = PairReader(self.model, self.families) if self.model is not None else None
        doc._.claims = _Assembly(self.ontology, doc, reader).run()
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 1) -> Iterator[Doc]:
        """The docs in order. While the learned reader reads the pairs of one, on threads that need no Python, the next
        are parsed and gone through."""
        if self.model is None:
            yield from map(self, docs)
            return
        with ThreadPoolExecutor(AT_WORK, "claims") as threads:
            waiting: deque[Future[Doc]] = deque()
            for doc in docs:
                waiting.append(threads.submit(self, doc))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


@Language.factory("kg_claims")
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """The factory that spaCy calls."""
    return ClaimFinder()


class _Assembly:
    """The claims of one Doc; it lives as long as the call."""

    def __init__(self, ontology: Ontology, doc: Doc, reader: PairReader | None) -> None:
        self.ontology, self.doc = ontology, doc
        self.arguments = Arguments(doc)
        self.learned = Learned(reader, doc, ontology, self.arguments) if reader is not None else None
        self.circumstances = Circumstances(doc)

    def run(self) -> list[TokenClaim]:
        finder = DeedFinder(self.doc, self.ontology, self.arguments)
        deeds = finder.find()
        if self.learned is not None:
            read = {i: d for i, d in self.learned.deeds(deeds).items() if not finder.staged(d)}
            deeds = dict(sorted((deeds | read).items()))
        climber = Climber({d.trigger.i: self._type(d) for d in deeds.values()})
        for deed in deeds.values():
            deed.status = climber.status(deed.trigger)
        told = {i: d for i, d in deeds.items() if not d.status.ended and self._voiced(d)}
        told = {i: d for i, d in told.items() if not (d.status.denied and read_alone(d))}
        Contents(self.ontology, self.arguments).settle(told)
        told = {i: d for i, d in told.items() if not self._again(d, told)}
        made = [c for d in told.values() for c in self._claims(d, deeds)]
        demands = self._demands({c.trigger_head for c in made}, climber)
        claims = _without_repeats([*made, *(c for d in demands.values() for c in self._claims(d, deeds))])
        claims = [_without_act(c, {d.key for d in claims}) for c in claims]
        return self.learned.judge(claims) if self.learned is not None else claims

    def _again(self, deed: Deed, told: dict[int, Deed]) -> bool:
        """True for a purpose that tells the deed above again: "donated tents to assist X", "signed a deal to trade"."""
        trigger = deed.trigger
        if deed.status.act is not None or not syntax.is_infinitive(trigger):
            return False
        above = next((told[a.i] for a in trigger.ancestors if a.i in told), None)
        kind = self._type(deed).plover
        if above is not None and trigger.dep_ == "advcl" and above.relation == deed.relation:
            above.targets = above.targets or deed.targets  # "fired tear gas to disperse the crowd"
            return True
        if above is None or trigger.dep_ not in {"advcl", "acl", "xcomp"} or kind not in HELPING:
            return False
        ends = [{id(f.mention.referent) for f in d.sources + d.targets} for d in (deed, above)]
        return self._type(above).plover in HELPING and len(ends[1]) > 1 and ends[0] <= ends[1]

    def _voiced(self, deed: Deed) -> bool:
        """False for a deed done by saying it whose words nobody is named for; else its speaker is its source."""
        if deed.entry.source != (VOICE,):
            return True
        status = deed.status
        if not status.claimants or status.denied or status.modality != "actual" or status.act is not None:
            return False
        voice = self.arguments.voice(self.doc[status.claimants.pop()])
        deed.sources = [Filler(voice, VOICE)]
        deed.targets = [t for t in deed.targets if _side(t.mention) != _side(voice)]
        return bool(deed.targets)

    def _demands(self, told: set[int], climber: Climber) -> dict[int, Deed]:
        """Demands whose content makes no claim: "Oslo said that the junta must restore order"."""
        found: dict[int, Deed] = {}
        for token in self.doc:
            if (
                token.i in told
                or token.pos_ not in {"VERB", "AUX"}
                or not any(c.lower_ in OBLIGED for c in token.children)
            ):
                continue
            status = climber.status(token)
            targets = [f for s in syntax.subjects(token) for f in self.arguments.resolve(s, "subj", "source")]
            if status.modality != "demanded" or status.denied or status.act is not None or not status.claimants:
                continue
            voice = self.arguments.voice(self.doc[status.claimants.pop()])
            others = [t for t in targets if _side(t.mention) != _side(voice)]
            if others:
                status.modality = "actual"
                entry = Entry(token.lemma_, "verb", "calledOn", (VOICE,), ("subj",), (), -1)
                deed = Deed(token, entry, "calledOn", [Filler(voice, VOICE)], others, status=status)
                deed.notes.append("says that another must do it")
                found[token.i] = deed
        return found

    def _type(self, deed: Deed) -> RelationType:
        return self.ontology.relations[deed.relation]

    def _claims(self, deed: Deed, deeds: dict[int, Deed]) -> list[TokenClaim]:
        """The claims of a deed, one for each pair of ends and each voice, after the acts that they imply."""
        relation = self._type(deed)
        acts, told = [], []
        voices = self._voices(deed, deeds)
        above = deeds.get(deed.status.act) if deed.status.act is not None else None
        heard = _others_voice if above is not None and above.reciprocal else _own_voice
        ends = ((s, t, c) for s, t in self._pairs(deed, relation) for c in heard(s, voices))
        for source, target, claimants in ends:
            own = bool(claimants) and source is not None and claimants[-1].head == source.mention.head
            if own and relation.content_modality and deed.status.act is None:
                claimants = claimants[:-1]  # who warns is no voice that tells of the warning
            if not self._stands(source, target, relation, deed):
                continue
            act = self._spoken_act(_Told(deed, relation, source, target, claimants))
            if act is not None:
                acts.append(act)
                if act.source is not None and (not claimants or claimants[-1] is not act.source):
                    claimants = (*claimants, act.source)
            content_of = act.key if act else deed.status.act
            told.append(self._claim(deed, deed.relation, source, target, False, claimants, content_of))
        return [*acts, *(replace(c, group=len(told) > 1) for c in told)]

    def _pairs(self, deed: Deed, relation: RelationType) -> list[tuple[Filler | None, Filler | None]]:
        """Every source with every target; those of a mutual deed without a target pair with each other."""
        sources = distinct(deed.sources)
        targets = distinct(deed.targets)
        mutual = (relation.symmetric or relation.name in TOGETHER) and not deed.open_target
        if not targets and len(sources) > 1 and mutual and not self._one_body(sources):
            return list(itertools.combinations(sources, 2))
        if not targets and len(sources) > 1 and all(s.slot == "between" for s in sources):
            return list(itertools.combinations(sources, 2))
        if not targets and len(sources) > 1 and deed.mutual_content:
            return list(itertools.combinations(sources, 2))
        if deed.reciprocal:  # "A and B accused each other"
            return list(itertools.permutations(sources, 2))
        nobody: list[Filler | None] = [None]
        return [(s, t) for s in (sources or nobody) for t in (targets or nobody)]

    def _one_body(self, sources: list[Filler]) -> bool:
        """True for "a force of Kenyans and Ugandans", whose members do nothing to each other."""
        heads = {s.mention.head for s in sources}
        word = self.doc[heads.pop()] if len(heads) == 1 else None
        return word is not None and word.tag_ == "NN" and word.lower_ not in PAIRS

    def _stands(self, source: Filler | None, target: Filler | None, relation: RelationType, deed: Deed) -> bool:
        """Whether the ends that are there make a claim of this relation."""
        if source is None and target is None:
            return False
        if source is not None and target is not None and _same(source.mention, target.mention):
            return False
        plover = relation.plover
        if (source is not None and _nature(source.mention)) or self._mock(target):
            return False
        if relation.plover in {"CONSULT", "COOPERATE"} and any(_press(f) for f in (source, target)):
            return False  # talking to the press is no event
        alone = deed.entry.pos == "noun" and target is None and source is not None
        if alone and source is not None and source.mention.pronoun and relation.plover not in {"ASSAULT", "REJECT"}:
            return False  # "settled their dispute", "advanced its interests": nothing done to anybody
        if target is None and source is not None and self._among_themselves(source, relation, deed):
            return True
        if target is None and (plover in NEEDS_TWO or (relation.symmetric and plover != "ASSAULT") or plover is None):
            return False
        if source is not None or not deed.entry.source:
            return True
        if target is not None and target.descended and plover in {"CONCEDE", "REQUEST"}:
            return False  # "the Philippines' claim was withdrawn": by it, not from it
        if deed.entry.pos == "noun":
            return plover == "ASSAULT"  # "the killing of two priests"
        if plover == "ASSAULT" and target is not None and self._by_weapon(deed.trigger):
            return True
        finite = any(c.dep_ == "auxpass" for c in deed.trigger.children)  # "Asked whether …" demands nothing
        told = plover in MAY_LACK_SOURCE and (finite or plover not in SPOKEN)
        return told and syntax.is_passive(deed.trigger) and not by_nature(deed.trigger)

    def _among_themselves(self, source: Filler, relation: RelationType, deed: Deed) -> bool:
        """True for what several who are not told apart do with each other: "the two presidents met"."""
        head = self.doc[source.mention.head]
        several = head.tag_ in {"NNS", "NNPS"}
        return several and relation.symmetric and relation.plover in MEETING and not deed.open_target

    def _voices(self, deed: Deed, deeds: dict[int, Deed]) -> list[tuple[TokenMention, ...]]:
        """The chains of claimants' mentions, one for each who says it: two for "Oslo and Rome said".

        The doer of the act that this is the content of is the innermost.
        """
        spoken = [self._speakers(self.doc[h]) for h in deed.status.claimants if not self._happening(self.doc[h])]
        act = deeds.get(deed.status.act) if deed.status.act is not None else None
        if act is not None and act.sources:
            spoken.append([f.mention for f in distinct(act.sources)])
        chains = [
            tuple(m for i, m in enumerate(chain) if i == 0 or m.referent is not chain[i - 1].referent)
            for chain in itertools.product(*spoken)
        ]
        return chains[:MOST_VOICES]

    def _happening(self, head: Token) -> bool:
        """True for what happened and says nothing itself: "the dispute recalls that of 2006"."""
        named = head.i in self.arguments.by_head
        return head.pos_ == "NOUN" and not named and head.lemma_.lower() in word_set("happenings")

    def _speakers(self, head: Token) -> list[TokenMention]:
        """Who speaks, each of several: "Oslo and Rome said"."""
        first = self.arguments.voice(head)
        others = [m for t in syntax.conjuncts(head)[1:] if (m := self.arguments.by_head.get(t.i)) is not None]
        return [first, *(m for m in others if m.referent is not None and not _same(m, first))]

    def _spoken_act(self, told: _Told) -> TokenClaim | None:
        """The act of speech that lies in a saying. None where one governs the deed already."""
        if told.source is None or told.deed.status.act is not None:
            return None
        return self._said_of_another(told, told.source) or self._said_of_oneself(told, told.source)

    def _said_of_another(self, told: _Told, source: Filler) -> TokenClaim | None:
        """Who says of another that it broke its word accuses; who says that it must act demands."""
        status, relation = told.deed.status, told.relation
        if not told.claimants:
            return None
        voice = told.claimants[-1]
        blames = relation.blameworthy and not status.denied and status.modality == "actual"
        demands = status.modality == "demanded"
        if not (blames or demands) or _same(voice, source.mention) or _side(voice) == _side(source.mention):
            return None
        name = "accused" if blames else refinements().get(("calledOn", relation.plover or ""), "calledOn")
        why = f"{voice_name(voice)} says it of another"
        return self._by_saying(told.deed, name, Filler(voice, VOICE), source, told.claimants[:-1], why)

    def _said_of_oneself(self, told: _Told, source: Filler) -> TokenClaim | None:
        """Who says what it will do: "X said that it will not lift the ban on Y" refuses, "… will help Y" promises,
        "… that it will strike Y" threatens. "X will not lift the ban on Y" refuses too.

        None for a forecast of another's doing, and for what is conceded: that is in words already.
        """
        status, relation, claimants = told.deed.status, told.relation, told.claimants
        if status.modality != "planned" or status.given or status.purpose:
            return None
        own = bool(claimants) and _same(claimants[-1], source.mention)
        plover = relation.plover or ""
        if status.denied:
            trigger = told.deed.trigger
            willed = any(c.dep_ == "aux" and c.lower_ in WILL for c in trigger.children) and negated(trigger)
            foreign = bool(claimants) and _side(claimants[-1]) != _side(source.mention)
            name = None if foreign or not willed or plover not in GRANTED else "refusedTo"
        else:
            name = "promised" if own and plover not in YIELDED and relation.content_modality is None else None
        if name is None:
            return None
        name = refinements().get((name, relation.name), refinements().get((name, plover), name))
        doer, others = (Filler(claimants[-1], VOICE), claimants[:-1]) if own else (source, claimants)
        return self._by_saying(told.deed, name, doer, told.target, others, "says of itself what it will do or not do")

    def _by_saying(
        self,
        deed: Deed,
        name: str,
        doer: Filler,
        target: Filler | None,
        claimants: tuple[TokenMention, ...],
        why: str,
    ) -> TokenClaim:
        """A claim of an act of speech that has no word of its own; its key is below zero, its trigger the deed's."""
        made = self._claim(deed, name, doer, target, False, claimants, None)
        key = -deed.trigger.i - 1
        voices = [self.doc[h] for h in deed.status.claimants[-1:]]
        time = next((self.circumstances.spoken(v) for v in voices), None)
        said = replace(made, key=key, denied=False, modality="actual", rule=f"{why}: {made.rule}", counts=())
        return replace(said, time=time, ahead=False)

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
        modality = "possible" if self._doubtful(source) and deed.status.modality == "actual" else deed.status.modality
        ends = {f.mention.head for f in (*deed.sources, *deed.targets) if f.mention.kind == "actor"}
        if relation == "visited":  # who visits Moscow is in Moscow
            ends -= {t.mention.head for t in deed.targets if t.mention.metonym}
        status = deed.status
        return TokenClaim(
            key=deed.trigger.i,
            trigger=self.circumstances.trigger_span(deed),
            relation=relation,
            source=source.mention if source else None,
            target=target.mention if target else None,
            denied=status.denied,
            modality=modality,
            claimants=claimants,
            content_of=content_of,
            group=group,
            rule=self._rule(deed, source, target, mutual),
            confidence=self._confidence(deed, source, target, mutual, modality),
            time=self.circumstances.time(deed),
            ahead=status.modality in {"planned", "demanded", "possible"},
            today=self.circumstances.today(deed),
            places=tuple(self.circumstances.places(deed, ends, type_.content_modality is not None)),
            agreement=self.circumstances.agreement(deed),
            participants=participants(
                self.arguments,
                deed,
                {id(f.mention.referent) for f in (source, target) if f},
                together=type_.symmetric or relation in TOGETHER,
            ),
            counts=tuple(counts.of_claim(self.doc, relation, target.mention if target else None)),
            verbal=deed.entry.pos == "verb",
        )

    def _doubtful(self, source: Filler | None) -> bool:
        """True for "suspected Iranian forces", and for who did "the alleged Iranian attack" that killed somebody."""
        if source is None:
            return False
        heads = [self.doc[i] for i in (source.mention.head, source.through) if i is not None]
        words = [c.lower_ for h in heads for c in h.children if c.dep_ == "amod"]
        return any(embedding().effects(w, "adj", "subj") & {"possible", "denied"} for w in words)

    def _by_weapon(self, verb: Token) -> bool:
        """True for violence told of a weapon or an attack that nobody is named for: "a bomb killed two soldiers"."""
        words = (s for s in syntax.subjects(verb) if not syntax.is_passive(verb))
        return any(w.lemma_.lower() in weapons() for w in words)

    def _mock(self, target: Filler | None) -> bool:
        """True for what is no real target: "stormed a mock enemy beach"."""
        if target is None:
            return False
        heads = [self.doc[i] for i in (target.mention.head, target.through) if i is not None]
        words = {c.lower_ for h in heads for c in (*h.children, *h.head.children) if c.dep_ == "amod"}
        return any("denied" in embedding().effects(w, "adj", "subj") for w in words)

    def _rule(self, deed: Deed, source: Filler | None, target: Filler | None, mutual: bool) -> str:
        parts = [f"word {deed.entry.label}"]
        parts.append(f"source {_how(source)}" if source else "no source named")
        if target:
            parts.append("target among the same subjects" if mutual else f"target {_how(target)}")
        parts += deed.notes
        return "; ".join(parts)

    def _confidence(
        self, deed: Deed, source: Filler | None, target: Filler | None, mutual: bool, modality: str
    ) -> float:
        """From how sure the links, the grammar and the row are, and from how the deed is said."""
        reasons = ["noun trigger"] * (deed.entry.pos != "verb") + ["general row"] * (not deed.entry.needs)
        for filler in (source, target):
            if filler is not None:
                reasons += ["found inside the phrase"] * filler.descended + ["pronoun"] * filler.mention.pronoun
                reasons += ["local name"] * bool(filler.mention.referent and filler.mention.referent.local)
                reasons += ["unsure link"] * (filler.mention.score < UNSURE)
        reasons += ["no target"] * (target is None and not mutual) + ["no source"] * (source is None)
        reasons += ["borrowed target"] * any(n.startswith("target from") for n in deed.notes)
        reasons += [modality] * (modality in DISCOUNTS) + ["read by the model"] * (deed.sure < 1)
        return round(max(0.1, deed.sure * (BASE_CONFIDENCE - sum(DISCOUNTS[r] for r in reasons))), 2)


def _without_act(claim: TokenClaim, keys: set[int]) -> TokenClaim:
    """A content whose act makes no claim ("is accused of attacking", by nobody) is no fact for that."""
    if claim.content_of is None or claim.content_of in keys:
        return claim
    return replace(claim, content_of=None, modality="possible" if claim.modality == "actual" else claim.modality)


def _without_repeats(claims: list[TokenClaim]) -> list[TokenClaim]:
    """One claim for one relation between the same two in the same words; a verb's before a noun's."""
    found: dict[tuple[object, ...], TokenClaim] = {}
    whole = {(c.relation, _which(c.source)) for c in claims if c.target is not None or c.verbal}
    for claim in claims:
        if not claim.verbal and claim.target is None and (claim.relation, _which(claim.source)) in whole:
            continue  # "offered to mediate, a proposal that …"
        voices = tuple(_which(m) for m in claim.claimants)
        key = (claim.trigger, claim.relation, _which(claim.source), _which(claim.target), voices)
        found.setdefault(key, claim)
    return list(found.values())


def _which(mention: TokenMention | None) -> int:
    """Something that tells ends apart: the referent, or the word for places that have none."""
    if mention is None:
        return -1
    return mention.head if mention.referent is None else id(mention.referent)


def _same(a: TokenMention, b: TokenMention) -> bool:
    if a.referent is None or b.referent is None:
        return a.head == b.head
    return a.referent is b.referent


def _own_voice(source: Filler | None, voices: list[tuple[TokenMention, ...]]) -> list[tuple[TokenMention, ...]]:
    """The voices that tell of a doer: its own where it speaks. "X and Y said they would leave": each tells its part."""
    own = [c for c in voices if c and source is not None and _same(c[-1], source.mention)]
    return own or voices


def _others_voice(source: Filler | None, voices: list[tuple[TokenMention, ...]]) -> list[tuple[TokenMention, ...]]:
    """ "X and Y accused each other of it": of each the other tells it."""
    others = [c for c in voices if c and source is not None and not _same(c[-1], source.mention)]
    return others or voices


def _side(mention: TokenMention) -> str:
    """On whose side one speaks and acts: a state's for those who act for it, else one's own."""
    referent: Referent | None = mention.referent
    if referent is None:
        return ""
    return referent.country if referent.country and referent.sector in OFFICIAL else referent.name


def _nature(mention: TokenMention) -> bool:
    """True for a pronoun that only seems to mean an actor: "it", where that is Typhoon Haiyan."""
    name = mention.referent.name if mention.referent is not None and mention.pronoun else ""
    return not not_actors().isdisjoint(name.lower().split())


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
