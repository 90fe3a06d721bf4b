"""Finds deeds: the triggers of a text with their row of the lexicon and their ends, before anything is said of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from kg import resources
from kg.language import syntax
from kg.language.arguments import Arguments, Filler, conduits
from kg.language.embedding import embedding
from kg.language.lexicon import Entry, lexicon
from kg.language.names import is_person_word
from kg.language.scenes import FORCES, Scenes
from kg.language.status import Status, trailing
from kg.language.values import LOCATIVE, Referent
from kg.language.words import word_set
from kg.linking import gazetteer
from kg.ontology import Ontology, RelationType

# Classes whose deeds may be done to a place: "shelled the town", "withdrew from the valley", "aid for the province".
TO_PLACES = frozenset({"ASSAULT", "COERCE", "RETREAT", "AID", "MOBILIZE", "CONCEDE", "SANCTION"})
# Classes whose deeds reach whom the act in their object is done to: "lifted its blockade of X". Who condemns the
# killing of X does not condemn X.
REACHING = frozenset({"RETREAT", "CONCEDE", "COERCE", "SANCTION", "AID", "ASSAULT"})
# Classes whose deeds are done with force or forces, to the town where they name a capital.
BY_FORCE = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
# Classes that sport and markets borrow their words from.
FORCEFUL = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "CONCEDE"})
# Slots of what an act is about: "A and B agreed to a truce" leaves no other party open.
MATTERS = frozenset({"to", "on", "of", "over", "about", "for"})
REFLEXIVE = frozenset({"itself", "himself", "herself", "themselves", "ourselves", "myself", "yourself"})
# Force against who uses it: "repelled a Syrian attack" is done to Syria.
ANSWERS = frozenset({"repelled", "retaliatedAgainst", "fought"})
# The slot of who says it, for words that tell of another: "X said that Y was responsible".
VOICE = "claimant"


@dataclass
class Deed:
    """A trigger with its ends, before it is a claim; ``sure`` is the probability of what the learned reader adds to it,
    1 where the lexicon and the grammar tell all."""

    trigger: Token
    entry: Entry
    relation: str
    sources: list[Filler]
    targets: list[Filler]
    reciprocal: bool = False
    open_target: bool = False
    mutual_content: bool = False
    sure: float = 1.0
    status: Status = field(default_factory=Status)
    notes: list[str] = field(default_factory=list)


@functools.cache
def person_targets() -> frozenset[str]:
    """Relations that are done to people (``data/person_targets.csv``)."""
    return frozenset(row["relation"] for row in resources.table("person_targets"))


class DeedFinder:
    """Finds the deeds of one Doc."""

    def __init__(self, doc: Doc, ontology: Ontology, arguments: Arguments) -> None:
        self.doc, self.ontology, self.arguments = doc, ontology, arguments
        self.lexicon = lexicon()
        self.by_head = arguments.by_head
        self.furniture: set[int] = doc._.furniture or set()
        self.scenes = Scenes()

    def find(self) -> dict[int, Deed]:
        """Every trigger that has an end, by its token."""
        deeds: dict[int, Deed] = {}
        used: dict[int, Deed] = {}
        for token in self.doc:
            if token.i in self.furniture or (token.ent_type_ == "PERSON" and token.pos_ == "PROPN"):
                continue
            if token.dep_ == "amod" and token.tag_ == "VBG":
                continue  # "striking doctors" strike nobody
            if embedding().says(token.lemma_.lower()) and token.pos_ == "VERB" and trailing(token):
                continue  # "..., an aide conceded" concedes nothing
            deed = self._best(token)
            if deed is not None and not self.staged(deed):
                deeds[token.i] = deed
                if deed.entry.pos == "verb" and deed.sources:
                    used |= dict.fromkeys(self._absorbed(deed), deed)
        return {i: d for i, d in deeds.items() if i not in used or self._others_deed(d, used[i])}

    def staged(self, deed: Deed) -> bool:
        """True for what is no deed of international affairs: force in sport and on markets, all that a film tells."""
        plover = self.ontology.relations[deed.relation].plover
        types = {f.mention.referent.type for f in deed.sources if f.mention.referent is not None}
        if plover == "ASSAULT" and types and types <= {"Company", "Media"}:
            return True  # firms use no force: "fired a warning shot at its rival"
        forceful = plover in FORCEFUL and types.isdisjoint(FORCES)
        return (forceful and self.scenes.figurative(deed.trigger)) or self.scenes.invented(deed.trigger)

    @staticmethod
    def _others_deed(noun: Deed, verb: Deed) -> bool:
        """True where a verb's object is the deed of somebody else: "condemned the attack by Iran"."""
        own = {id(s.mention.referent) for s in verb.sources}
        return any(s.slot in {"poss", "by", "of"} and id(s.mention.referent) not in own for s in noun.sources)

    def _best(self, token: Token) -> Deed | None:
        """The deed of the row that fits best: most needs, then most ends filled, then first in the table."""
        best: tuple[tuple[int, int, int], Deed] | None = None
        for entry in self.lexicon.candidates(token):
            if entry.relation not in self.ontology.relations or self._part_of_name(token, entry):
                continue
            if best is not None and best[0] >= (entry.positive, 2, len(entry.needs)):
                break
            deed = self._deed(token, entry)
            if deed is not None:
                mutual = self.ontology.relations[entry.relation].symmetric and len(distinct(deed.sources)) > 1
                ends = 2 if mutual else bool(deed.sources) + bool(deed.targets)
                rank = (entry.positive, ends, len(entry.needs))
                if best is None or rank > best[0]:
                    best = (rank, deed)
        return best[1] if best is not None else None

    def _part_of_name(self, token: Token, entry: Entry) -> bool:
        """No deed inside a name or a title ("the Trade Ministry"), nor in a word that stands for an actor."""
        if entry.pos == "noun" and self.ontology.relations[entry.relation].state:
            return token.dep_ in {"compound", "nmod"}  # "Hungary, a member of the EU": the word for an actor tells it
        if entry.pos == "noun":
            mention = self.by_head.get(token.i)
            return (
                token.dep_ in {"compound", "nmod"}
                or (mention is not None and mention.kind == "actor")
                or (token.pos_ == "PROPN" and token.ent_type_ != "")
            )
        before = self.doc[token.i - 1] if token.i > 1 else None
        if self.lexicon.word(token) != token.lemma_.lower():
            return False  # "test-fired" has a row of its own
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
        if relation.plover == "CONSULT" and entry.pos == "verb":
            sources = [s for s in sources if not s.descended]  # a plane that flies to a town visits nobody
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
                token,
                entry,
                "target",
                lambda f: self._may_be_target(f, relation),
                [s.mention for s in sources],
                suffered=relation.plover in REACHING,
            )
        told = syntax.complements(token) if relation.plover == "ACCUSE" and entry.target == ("comp",) else []
        if any(syntax.is_passive(c) for c in told):  # "claimed that the girls had been taken by Y" accuses Y
            agents = [d for c in told for d in syntax.subjects(c)]
            targets = [f for d in agents for f in self.arguments.resolve(d, "comp", "source")]
        if told and not targets:
            return None
        if relation.plover == "ASSAULT" and entry.pos == "verb" and relation.name not in ANSWERS:
            targets = [t for t in targets if not self._strikes(t)]
        if relation.name in person_targets() and any(t.mention.kind == "actor" for t in targets):
            targets = [t for t in targets if t.mention.kind == "actor"]  # "arrested ten men in the port and the city"
        if not targets and "obj" in entry.target and relation.name in person_targets():
            people = (self.arguments.person(o) for o in syntax.objects(token))
            targets = [Filler(p, "obj") for p in people if p is not None]
        if not targets and "obj" in entry.target and self._of_vessels(token, relation):
            vessels = (self.arguments.vessel(o) for o in syntax.objects(token))
            targets = [Filler(v, "obj") for v in vessels if v is not None]
        wanted = [t for t in targets if not self._ruled_out(entry, "target", t)]
        doers = [s for s in sources if not self._ruled_out(entry, "source", s)]
        if bool(wanted) != bool(targets) or bool(doers) != bool(sources):
            return None
        sources, targets = doers, wanted
        if not self._typed(entry, "source", sources) or not self._typed(entry, "target", targets):
            return None
        if not targets and sources and entry.pos == "verb" and relation.plover == "AID":
            reached = self.arguments.meant_for(token, [s.mention for s in sources])
            targets = [t for t in reached if relation.range == "ActorOrPlace" or t.mention.kind == "actor"]
        targets = [self._as_place(t, relation) for t in targets if not self._own_means(t, sources, relation)]
        if not targets and relation.range in {"ActorOrAgreement", "Agreement"}:
            targets = self.arguments.agreements_in(token, entry)
        if relation.symmetric and len(distinct(sources)) > 1:  # "Turkish and Russian troops held their joint patrol"
            own = {id(s.mention.referent) for s in sources}
            targets = [t for t in targets if id(t.mention.referent) not in own]
        if relation.symmetric and len(distinct(sources)) > 1 and all(t.slot == "between" for t in targets):
            targets = []  # "A and B signed a deal between the two countries"
        alone = relation.symmetric and not targets and len(distinct(sources)) < 2 and relation.plover != "ASSAULT"
        alone = alone and not any(self.doc[s.mention.head].tag_ in {"NNS", "NNPS"} for s in sources)
        if relation.plover == "REQUEST" and entry.pos == "verb" and _asks(token):
            return None
        if relation.plover in {"REQUEST", "REJECT"} and (_anonymous(token) or _neither(token)):
            return None
        if entry.pos == "verb" and not targets and any(o.lower_ in REFLEXIVE for o in syntax.objects(token)):
            return None  # "the right to defend itself"
        if entry.pos == "verb" and not targets and self._figure_of_speech(token, entry, relation, sources):
            return None
        if entry.source == (VOICE,):
            return Deed(token, entry, entry.relation, [], targets) if targets else None
        if alone or (not sources and not targets):
            return None
        if (
            entry.pos != "verb"
            and relation.plover is not None
            and (
                not (sources or self._suffered(token, relation, targets))
                or self._elsewhere(token, entry, relation, targets)
            )
        ):
            return None
        if entry.pos == "noun" and relation.plover == "PROTEST" and any(s.mention.metonym for s in sources):
            return None  # "at a Conakry protest"
        reciprocal = not targets and len(distinct(sources)) > 1 and self._reciprocal(token)
        unresolved = not targets and any(
            self.arguments.slot(token, s, "target") for s in entry.target if s not in entry.source and s not in MATTERS
        )
        return Deed(token, entry, entry.relation, sources, targets, reciprocal, unresolved)

    def _strikes(self, target: Filler) -> bool:
        """True for whose act of violence the object tells of: "ordered a US strike" is not done to the US."""
        token = self.doc[target.mention.head]
        inside = target.through == token.head.i and (token.dep_ == "poss" or target.mention.adjective)
        relations = self.lexicon.noun_relations(self.lexicon.word(token.head)) if inside else ()
        return any(self.ontology.relations[name].plover == "ASSAULT" for name in relations)

    def _of_vessels(self, verb: Token, relation: RelationType) -> bool:
        """True for what is done to ships and aircraft as to those aboard; "was hit by a wave" is no such deed."""
        agents = [o for p, o in syntax.prepositions(verb) if p == "by"] if syntax.is_passive(verb) else []
        known = all(o.i in self.by_head or o.lemma_.lower() in conduits()[0] for o in agents)
        return known and (
            relation.plover == "ASSAULT" or relation.name in {"seizedPropertyOf", "blockaded", "obstructed"}
        )

    def _figure_of_speech(self, verb: Token, entry: Entry, relation: RelationType, sources: list[Filler]) -> bool:
        """True for what nobody does to a thing: force by who is no force ("shot down every argument", "hit a record"),
        and what is done to people alone ("dismissed suggestions"). A row that names its objects knows what it means."""
        types = {f.mention.referent.type for f in sources if f.mention.referent is not None}
        force = relation.plover == "ASSAULT" and types.isdisjoint(FORCES)
        people = relation.name in person_targets() and relation.plover not in {"ASSAULT", "ACCUSE"}
        if not (force or people) or any(n.kind == "obj" and not n.negated for n in entry.needs):
            return False
        things = syntax.objects(verb)
        return bool(things) and not any(self._bodily(t) for t in things)

    def _bodily(self, token: Token) -> bool:
        """True for a word for a person, a place, a vessel or a weapon, and for a name."""
        lemma = token.lemma_.lower()
        known = (
            token.i in self.by_head
            or token.pos_ in {"PROPN", "PRON", "NUM"}
            or gazetteer().is_place_noun(lemma, token.text)
        )
        return known or is_person_word(lemma) or lemma in conduits()[0] | word_set("amounts") | word_set("kin")

    @staticmethod
    def _suffered(noun: Token, relation: RelationType, targets: list[Filler]) -> bool:
        """True for one certain deed of violence whose doer is not named: "the killing of two priests"."""
        certain = any(c.dep_ == "det" and c.lower_ == "the" for c in noun.children)
        return certain and relation.plover == "ASSAULT" and any(t.slot == "of" and not t.descended for t in targets)

    @staticmethod
    def _reciprocal(token: Token) -> bool:
        """ "accused each other", "met one another"."""
        objects = [*syntax.objects(token), *(o for _, o in syntax.prepositions(token))]
        words = [{o.lower_, *(c.lower_ for c in o.children)} for o in objects]
        return any(w >= {"each", "other"} or w >= {"one", "another"} for w in words)

    def _elsewhere(self, token: Token, entry: Entry, relation: RelationType, targets: list[Filler]) -> bool:
        """True for a noun or adjective whose target is something that is no actor: "the battle against inflation"."""
        if targets:
            return False
        if entry.pos == "adj":
            return True
        slots = [s for s in entry.target if s not in {"of", "by", "from", *LOCATIVE}]
        heads = [h for s in slots for h in self.arguments.slot(token, s, "target")]
        return relation.plover == "ASSAULT" and any(h.i not in self.by_head for h in heads)

    def _own_means(self, target: Filler, sources: list[Filler], relation: RelationType) -> bool:
        """ "withdrew its troops", "extended its mission": forces with a possessive of the doer are no target."""
        mention = target.mention
        own_bodies = {"ArmedForce", "State", "GovernmentBody"} | ({"Person"} if target.slot == "between" else set())
        if mention.referent is None or mention.referent.type not in own_bodies:
            return False
        owners = [self.by_head.get(c.i) for c in self.doc[mention.head].children if c.dep_ == "poss"]
        own = {id(s.mention.referent) for s in sources}
        alone = not own and relation.plover != "ASSAULT"  # "its soldiers were attacked"
        return any(o is not None and (id(o.referent) in own or (o.pronoun and alone)) for o in owners)

    def _as_place(self, target: Filler, relation: RelationType) -> Filler:
        """A capital that is shelled, taken or left is the town; a place to which words are said is its authorities."""
        mention = target.mention
        physical = relation.plover in BY_FORCE or relation.name in {"occupied", "blockaded", "controls"}
        if mention.metonym and physical and relation.range == "ActorOrPlace":
            return replace(target, mention=replace(mention, kind="place", referent=None))
        if mention.kind == "place" and mention.referent is None and relation.range == "Actor":
            known = gazetteer().place(self.doc[mention.head].text, ())
            country = known[0].entity.country if known else None
            name = " ".join(t.text for t in self.doc[mention.start : mention.end] if t.dep_ != "det")
            authorities = Referent(name, "GovernmentBody", country, "GOV")
            return replace(target, mention=replace(mention, kind="actor", referent=authorities))
        return target

    def _typed(self, entry: Entry, side: str, fillers: list[Filler]) -> bool:
        """Whether an end has a type that the row asks for; an end that is missing has none."""
        need = entry.types(side)
        return need is None or need.negated or any(_types(f) & need.values for f in fillers)

    def _ruled_out(self, entry: Entry, side: str, filler: Filler) -> bool:
        """True for an end of a type that the row does not want ("!target:Media"); others beside it may stay."""
        need = entry.types(side)
        return need is not None and need.negated and bool(_types(filler) & need.values)

    def _may_be_target(self, filler: Filler, relation: RelationType) -> bool:
        """Actors, but not what a deed is merely about, nor the doer's own means; places that force or aid meets."""
        if filler.way in {"on", "against", "from"} and relation.plover in {"AGREE", "CONSULT", "SUPPORT", "COOPERATE"}:
            return False  # "shared information on X", "support against X"
        if filler.way == "from" and relation.plover in {"ASSAULT", "MOBILIZE"}:
            return False  # "rockets fired from Lebanon"
        if filler.way in {"on", "against", "to", "for"} and relation.plover == "ACCUSE":
            return False  # "condemned the attack on X" blames not X
        if filler.mention.kind == "actor":
            referent = filler.mention.referent
            moved = referent is not None and referent.type == "ArmedForce" and filler.slot in {"obj", "object"}
            return not (moved and (relation.plover == "MOBILIZE" or relation.name in {"withdrewFrom", "disarmed"}))
        named = (
            self.doc[filler.mention.head].ent_type_ == "GPE" and filler.slot not in LOCATIVE and not filler.descended
        )
        meant = filler.slot in LOCATIVE and filler.mention.referent is not None  # a row's own "in": "a base in Qatar"
        place_allowed = named or meant or relation.range != "Actor" or relation.plover in TO_PLACES
        # Where force is used is a place of the deed; a curfew or a mission "in" a place is meant for it.
        return place_allowed and not (filler.slot in LOCATIVE and relation.plover == "ASSAULT")

    def _absorbed(self, deed: Deed) -> set[int]:
        """Nouns that a verb's deed already tells: "attack" in "killed in an attack by X", the object of "launched"."""
        found: set[int] = set()
        for preposition, noun in syntax.prepositions(deed.trigger):
            if (
                preposition in {"in", "during"}
                and self.ontology.relations[deed.relation].plover == "ASSAULT"
                and self.lexicon.is_noun(self.lexicon.word(noun))
                and not self.lexicon.adverbial(noun)
            ):
                found.add(noun.i)
        if any(n.kind == "obj" and not n.negated for n in deed.entry.needs):
            found |= {o.i for o in syntax.objects(deed.trigger)}
        return found


def _asks(verb: Token) -> bool:
    """True for a question, which demands nothing: "asked whether Israel had bombed the reactor"."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp"]
    return any(g.lower_ in {"whether", "if", "why", "how", "what", "who", "when"} for c in clauses for g in c.children)


def _anonymous(verb: Token) -> bool:
    """ "asked not to be named", "declined to be identified": said to the press alone."""
    clauses = (c for c in syntax.complements(verb) if c.lemma_ in word_set("unnamed"))
    return any(syntax.is_passive(c) for c in clauses)


def _neither(verb: Token) -> bool:
    """ "neither confirmed nor denied it", "declined to confirm or deny it", which is no denial."""
    confirms = [v for v in verb.conjuncts if v.lemma_ == "confirm" and v.pos_ == "VERB"]
    return any(c.dep_ == "cc" and c.lower_ in {"nor", "or"} for v in (*confirms, verb) for c in v.children if confirms)


def _types(filler: Filler) -> set[str]:
    """The type of a filler as rows write it, and place for what is one or may be."""
    mention = filler.mention
    referent = mention.referent
    found = {referent.type.lower()} if referent is not None else set()
    # A name that no table has may be a town: "captured Bakhmut".
    unknown = referent is not None and referent.local and referent.type in {"Organisation", "Actor"}
    return found | ({"place"} if mention.kind == "place" or mention.metonym or unknown else set())


def distinct(fillers: list[Filler]) -> list[Filler]:
    """Fillers of different referents, the first of each."""
    seen: dict[int, Filler] = {}
    for filler in fillers:
        seen.setdefault(id(filler.mention.referent) if filler.mention.referent else filler.mention.head, filler)
    return list(seen.values())
