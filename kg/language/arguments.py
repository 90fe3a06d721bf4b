"""Who fills the slots of a trigger: from the head words in the parse to mentions of actors.

Where the word in a slot is no actor, the actor inside its phrase is taken: who condemns "Iran's decision" or "the
decision by Iran" condemns Iran. For a source this goes only through words for acts ("a Russian strike killed"), so that
"Putin's neighbours" never stand for Putin.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kg import resources
from kg.language import syntax
from kg.language.embedding import embedding
from kg.language.lexicon import Entry, lexicon
from kg.language.names import is_person_word
from kg.language.values import Referent, TokenAgreement, TokenMention
from kg.language.words import word_set
from kg.linking import gazetteer, slug
from kg.model import Entity
from kg.ontology import load

INWARD = ("poss", "by", "of", "name")
BEYOND = ("against", "on", "to", "with", "from", "into", "for", "between")
# Slots of whom something is given, sent or said to: what is inside the object is the thing, not the receiver.
GIVING = frozenset({"to", "for", "iobj", "into", "in", "toward", "towards"})
# Prepositions before those for whom aid is meant.
MEANT = frozenset({"to", "for", "in", "into", "across", "at"})
# Prepositions that parsers often hang on the wrong noun.
LOOSE = frozenset({"to", "on", "against", "from", "with", "into"})
REASONS = frozenset({"over", "after", "about", "amid", "during", "following"})
# Classes of words about a deed, whose object may be a deed that a third suffers.
JUDGING = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "PROTEST"})


def _plover(relation: str) -> str | None:
    found = load().relations.get(relation)
    return found.plover if found is not None else None


def _owned(noun: Token) -> bool:
    """True for a noun with a possessor that is named: "Oslo's offer of ships"."""
    return any(c.dep_ == "poss" and c.pos_ != "PRON" for c in noun.children)


def _phrase_below(noun: Token) -> Iterator[Token]:
    """The nouns below a noun, without those of clauses."""
    for child in noun.children:
        if child.dep_ in {"prep", "pobj", "conj", "appos"} and child.pos_ not in {"VERB", "AUX"}:
            if child.dep_ != "prep":
                yield child
            yield from _phrase_below(child)


@dataclass(frozen=True)
class Filler:
    """A mention in a slot, with what it took to find it (shown in the rule, weighed in the confidence)."""

    mention: TokenMention
    slot: str
    descended: bool = False
    way: str = ""
    through: int | None = None


@functools.cache
def conduits() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words and endings of words through which an actor acts or is met (``data/conduits.csv``)."""
    rows = [row["word"] for row in resources.table("conduits")]
    return frozenset(w for w in rows if not w.startswith("-")), tuple(w[1:] for w in rows if w.startswith("-"))


@functools.cache
def participant_roles(pos: str) -> dict[str, str]:
    """Verbs or nouns of those who take part without being source or target, with their role."""
    return {row["lemma"]: row["role"] for row in resources.table("participants") if row["pos"] == pos}


class Arguments:
    """Looks up the slots of triggers in one Doc."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.lexicon = lexicon()
        self.by_head: dict[int, TokenMention] = {}
        for mention in doc._.mentions:
            # A phrase outranks a name inside it: "Turkish troops" before "Turkish".
            old = self.by_head.get(mention.head)
            if old is None or old.adjective:
                self.by_head[mention.head] = mention
        self.agreements: dict[int, TokenAgreement] = {a.head: a for a in doc._.agreements}

    def fill(
        self,
        trigger: Token,
        entry: Entry,
        side: str,
        accept: Callable[[Filler], bool],
        taken: Iterable[TokenMention] = (),
        *,
        suffered: bool = False,
    ) -> list[Filler]:
        """The fillers of an entry's source or target (``side``), from the first slot that holds one to accept.

        ``suffered``: the deed may reach whom the act in its object is done to: "lifted its blockade of X".
        """
        slots = entry.source if side == "source" else entry.target
        if side == "target" and entry.pos == "noun" and "subj" not in slots:
            slots = (*slots, "light")  # filled only by verbs whose subject suffers: "received threats from X"
        avoid = frozenset(id(m.referent) for m in taken if m.referent is not None)
        suffered = suffered or self._names_act(trigger, entry)
        for slot in slots:
            heads = self.slot(trigger, slot, side, suffered=suffered) or self._below(trigger, entry, slot, side)
            found = [f for h in heads for f in self.resolve(h, slot, side, avoid=avoid, suffered=suffered) if accept(f)]
            found = [f for f in found if f.mention.head != trigger.i]  # an ally is not its own
            if side == "source" and slot == "obj":  # "received its delivery" receives no visitor
                found = [f for f in found if not f.descended]
            if found:
                return [self._explicit(f, trigger) for f in found]
        if side == "source" or not slots:
            return []
        far = [f for f in self._far(trigger, slots, avoid) if accept(f)]
        if far or not set(slots) - GIVING:
            return far or [f for f in self._misread_receiver(trigger) if accept(f)]
        return [f for f in self._inside_object(trigger, avoid, suffered) if accept(f)]

    def _names_act(self, trigger: Token, entry: Entry) -> bool:
        """True for a row whose object names what is done: "opened an investigation of X". Who condemns or welcomes
        "the invasion of X", a deed of another class, says nothing to X."""
        named = any(n.kind == "obj" and not n.negated for n in entry.needs)
        plover = _plover(entry.relation)
        if not named or plover not in JUDGING:
            return named
        return not any(self.told_of(o) for o in syntax.objects(trigger))

    def told_of(self, noun: Token) -> bool:
        """True for a noun that names a deed which words may be about, "invasion", rather than words, "criticism"."""
        relations = self.lexicon.noun_relations(self.lexicon.word(noun))
        return bool({_plover(name) for name in relations} - JUDGING)

    def _misread_receiver(self, trigger: Token) -> list[Filler]:
        """The receiver that the parser made part of the object: "granted [the Portuguese government permission]"."""
        if trigger.pos_ != "VERB" or syntax.is_passive(trigger):
            return []
        inside = [c for o in syntax.objects(trigger) for c in o.children if c.dep_ in {"compound", "nmod"}]
        return [Filler(self.by_head[c.i], "iobj", True) for c in inside if c.i in self.by_head and c.i > trigger.i + 1]

    def _far(self, trigger: Token, slots: tuple[str, ...], avoid: frozenset[int]) -> list[Filler]:
        """A slot's preposition that the parser hung deeper in the object: "returned a bust of a girl to its owner"."""
        if trigger.pos_ != "VERB" or syntax.complements(trigger):
            return []
        below = [t for o in syntax.objects(trigger) if o.i > trigger.i for t in _phrase_below(o)]
        giving = not set(slots) - GIVING  # "gave ammunition besides aid to X": whatever noun it hangs on
        for slot in (s for s in slots if s in LOOSE):
            heads = [o for t in below for p, o in syntax.prepositions(t) if p == slot and (giving or not self._acts(t))]
            found = [f for h in heads[-1:] for f in self.resolve(h, slot, "target", avoid=avoid)]
            if found:
                return [replace(f, descended=True) for f in found]
        return []

    def meant_for(self, trigger: Token, taken: Iterable[TokenMention]) -> list[Filler]:
        """For whom aid is meant, where the slots are empty: "paid for food for those affected in X".

        The first actor or place after the trigger, in its object, its prepositions or its purpose.
        """
        avoid = frozenset(id(m.referent) for m in taken if m.referent is not None)
        queue = [c for c in trigger.children if c.i > trigger.i]
        while queue:
            token = queue.pop(0)
            clause = token.dep_ in {"relcl", "ccomp", "conj", "parataxis", "advcl"}
            purpose = token.dep_ in {"advcl", "xcomp", "acl"} and syntax.is_infinitive(token)
            if token.dep_ == "punct" or token.lower_ in {"by", "since", "after"} or (clause and not purpose):
                continue
            mention = self.by_head.get(token.i)
            helped = token.dep_ == "dobj" and token.head != trigger and token.head.pos_ == "VERB"
            meant = helped or (token.dep_ == "pobj" and token.head.lower_ in MEANT)
            known = meant and mention is not None and mention.end > token.i
            if known and mention is not None and id(mention.referent) not in avoid and not mention.pronoun:
                slot = "purpose" if helped else token.head.lower_
                return [Filler(m, slot, True) for m in self._members(token, mention)]
            queue.extend(c for c in token.children if c.i > trigger.i)
        return []

    def _acts(self, token: Token) -> bool:
        return token.pos_ == "NOUN" and self.lexicon.is_noun(self.lexicon.word(token))

    def _explicit(self, filler: Filler, trigger: Token) -> Filler:
        """ "X voiced its support": the subject beside the noun says in full what the possessive only repeats."""
        if not filler.mention.pronoun or trigger.pos_ != "NOUN" or trigger.head.pos_ != "VERB":
            return filler
        for subject in syntax.subjects(trigger.head):
            named = self.by_head.get(subject.i)
            if named is not None and named.referent is filler.mention.referent and not named.pronoun:
                return Filler(named, filler.slot)
        return filler

    def agreements_in(self, trigger: Token, entry: Entry) -> list[Filler]:
        """An agreement as what a deed is done to, where its slots hold no actor: "hailed the Sochi deal"."""
        found = []
        for slot in entry.target:
            for head in (t for h in self.slot(trigger, slot, "target") for t in syntax.conjuncts(h)):
                agreement = self.agreements.get(head.i)
                if agreement is not None:
                    entity = Entity(f"agreement/{slug(agreement.name)}", agreement.name, "Agreement")
                    referent = Referent(agreement.name, "Agreement", entity=entity, local=False)
                    mention = TokenMention(
                        agreement.start, agreement.end, head.i, "agreement", referent, "a named agreement", 0.7
                    )
                    found.append(Filler(mention, slot))
            if found:
                break
        return found

    def _below(self, trigger: Token, entry: Entry, slot: str, side: str) -> list[Token]:
        """A slot of the infinitive that a row asks for: "refused to meet X" has X in the slot obj."""
        if side == "source" or trigger.pos_ != "VERB" or not any(n.kind == "to" and not n.negated for n in entry.needs):
            return []
        told = [c for c in syntax.complements(trigger) if _plover(entry.relation) != "AGREE" or not self.harms(c)]
        return [t for c in told for t in self._verb_slot(c, slot, "target")]

    def harms(self, verb: Token) -> bool:
        """True for a deed that nobody promises to whom it is done: "promised to bring the captives to court"."""
        rows = self.lexicon.candidates(verb)[:1]
        return any(str(load().relations[r.relation].quad).endswith("conflict") for r in rows)

    def _inside_object(self, trigger: Token, avoid: frozenset[int], suffered: bool) -> list[Filler]:
        """The actor inside the object, where the row's own slots are empty: "lifted its blockade of X"."""
        if trigger.pos_ != "VERB":
            return []
        return [
            f
            for o in syntax.objects(trigger)
            for f in self.resolve(o, "object", "target", avoid=avoid, suffered=suffered)
            if f.descended
        ]

    def slot(self, trigger: Token, slot: str, side: str, *, suffered: bool = False) -> list[Token]:
        """Head tokens that stand in a slot of a trigger."""
        if trigger.pos_ in {"NOUN", "PROPN"}:
            return self._noun_slot(trigger, slot, side)
        if trigger.pos_ == "ADJ":
            return self._adjective_slot(trigger, slot)
        return self._verb_slot(trigger, slot, side, suffered)

    def _verb_slot(self, verb: Token, slot: str, side: str, suffered: bool = False) -> list[Token]:
        match slot:
            case "subj":
                found = syntax.subjects(verb) or self._before(verb)
                return found or ((self._far_agent(verb) or self._doer_beside(verb)) if side == "source" else [])
            case "obj":
                return self._held(syntax.objects(verb), verb) or self._after(verb)
            case "iobj":
                return syntax.indirect_objects(verb)
            case "comp":
                below = (syntax.surface_subject(c) for c in syntax.complements(verb))
                own = syntax.surface_subject(verb)
                return [t for t in below if t is not None and (own is None or t.i != own.i)]
            case "poss":
                return [c for o in syntax.objects(verb) for c in o.children if c.dep_ == "poss"]
        return self._governed(self._holders(verb), slot, suffered)

    def _held(self, objects: list[Token], verb: Token) -> list[Token]:
        """Whom "took foreigners hostage" tells of, whatever the parser makes of the two nouns."""
        if verb.lemma_ != "take" or not objects or objects[-1].lemma_ not in word_set("taken"):
            return objects
        inside = [c for c in objects[-1].children if c.dep_ in {"compound", "nmod"} and c.i in self.by_head]
        return objects[:-1] or inside[-1:] or objects

    def _holders(self, verb: Token) -> list[Token]:
        """The verb, then its object and particle, on which the parser may hang the verb's prepositions."""
        extra = [c for c in verb.children if c.dep_ in {"dobj", "prt", "nsubjpass", "advmod", "oprd"}]
        chain = [g for e in extra for g in self._nested(e)]
        return [verb, *extra, *chain]

    @staticmethod
    def _nested(noun: Token) -> list[Token]:
        """What hangs on the object's own objects: "sanctions over X on Y"."""
        return [o for _, o in syntax.prepositions(noun)]

    @staticmethod
    def _reason(noun: Token) -> bool:
        """ "boycotted the meeting over the appointment of X": the meeting is none of X's."""
        return noun.dep_ == "pobj" and noun.head.lower_ in REASONS

    def _governed(self, holders: list[Token], preposition: str, suffered: bool = False) -> list[Token]:
        for holder in holders:
            if preposition == "of" and holder is not holders[0] and (_owned(holder) or self._reason(holder)):
                continue  # "turned down Oslo's offer of ships"
            own = suffered and holder.dep_ in {"dobj", "nsubjpass", "conj"}  # the row's own object
            if (
                preposition == "of"
                and not own
                and holder is not holders[0]
                and self.lexicon.suffered(self.lexicon.word(holder))
            ):
                continue  # "condemned the killing of X"
            found = [
                o
                for p, o in syntax.prepositions(holder)
                if p == preposition
                and o.pos_ != "VERB"
                and o.ent_type_ not in {"DATE", "TIME"}
                and o.lemma_.lower() not in participant_roles("noun")  # "met with the mediation of X"
            ]
            if found:
                return found
        return []

    def _before(self, verb: Token) -> list[Token]:
        """A name straight before a verb without a subject, which the parser took for an adverb: "USAID provided"."""
        if verb.tag_ not in {"VBD", "VBZ", "VBP"} or syntax.is_passive(verb) or verb.dep_ in {"conj", "relcl", "acl"}:
            return []
        found = [c for c in verb.children if c.i < verb.i and c.dep_ in {"advmod", "npadvmod", "dep", "intj", "nmod"}]
        found = [c for c in found if c.i in self.by_head and c.text[:1].isupper() and self.by_head[c.i].kind == "actor"]
        return found[-1:]

    def _after(self, verb: Token) -> list[Token]:
        """A name straight after a verb without an object, which the parser took for an adverb: "captured Bakhmut"."""
        if syntax.is_passive(verb):
            return []
        found = [c for c in verb.children if c.i == verb.i + 1 and c.dep_ in {"advmod", "npadvmod", "dep", "oprd"}]
        return [c for c in found if c.pos_ == "PROPN" and c.i in self.by_head]

    def _far_agent(self, verb: Token) -> list[Token]:
        """The agent of a passive that the parser hung on a noun below: "removed from his post by X"."""
        if not syntax.is_passive(verb):
            return []
        queue = [c for c in verb.children if c.i > verb.i and c.dep_ in {"prep", "dobj", "oprd", "pcomp", "dative"}]
        while queue:
            token = queue.pop(0)
            means = token.dep_ == "pobj" and token.head.lower_ == "with" and token.head.head == verb
            acts = (self._acts(token) and not means) or (token.pos_ == "VERB" and syntax.is_passive(token))
            for child in token.children:
                if child.i < token.i or child.dep_ not in {"prep", "agent", "pobj", "pcomp", "dobj"}:
                    continue
                if child.lower_ == "by" and not acts and child.dep_ in {"prep", "agent"}:
                    return [o for o in child.children if o.dep_ == "pobj" and o.i in self.by_head]
                queue.append(child)
        return []

    def _doer_beside(self, verb: Token) -> list[Token]:
        """ "six were killed in an attack by X": the doer of an act that stands beside a passive without agent."""
        if not syntax.is_passive(verb):
            return []
        for preposition, noun in syntax.prepositions(verb):
            if preposition in {"in", "during", "by", "from"} and self.lexicon.is_noun(self.lexicon.word(noun)):
                found = self._noun_slot(noun, "by", "source") or self._noun_slot(noun, "poss", "source")
                if found:
                    return found
        return []

    def _noun_slot(self, noun: Token, slot: str, side: str) -> list[Token]:
        support = self.lexicon.support(noun)
        match slot:
            case "poss":
                return [
                    c
                    for c in noun.children
                    if c.dep_ == "poss" or (c.dep_ in {"amod", "compound", "nmod"} and self._is_state(c))
                    if self.doc[max(c.i - 2, 0)].lower_ != "anti"  # "an anti-American rally"
                ]
            case "compound":
                inside = [c for c in noun.children if c.dep_ in {"compound", "nmod", "amod", "npadvmod"}]
                return [c for c in inside if self._is_known(c)]
            case "light":
                if support is None:
                    return []
                if self.lexicon.suffers(support, noun) == (side == "source"):
                    return []
                found = syntax.subjects(support)
                return [t for t in found if t.i != noun.i]
            case "subj":
                return self._told_of(noun)
            case "comp":  # "Moscow's accusation that Kyiv had sent the drones"
                clauses = [c for c in noun.children if c.dep_ in {"acl", "ccomp"} and c.i > noun.i]
                told = [c for c in clauses if any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)]
                return [s for c in told for s in [syntax.surface_subject(c)] if s is not None]
            case "obj":
                return []
        beside = [c for c in noun.conjuncts if c.i > noun.i and c.pos_ == "NOUN"]  # "the arrest and detention of X"
        found = self._governed([noun], slot) or self._governed(beside, slot, suffered=True)
        if not found and support is not None:
            doers = slot == "by" and syntax.is_passive(support) and not self.lexicon.suffers(support, noun)
            found = self._governed(self._holders(support), slot) or (syntax.subjects(support) if doers else [])
        if not found and slot in {"to", "from", "with", "against", "on", "by"}:
            inner = [o for p, o in syntax.prepositions(noun) if p == "of"]  # "the suspension of aid to X"
            found = self._governed(inner, slot)
        if (
            not found
            and noun.dep_ in {"nsubj", "nsubjpass"}
            and embedding().effects(noun.head.lemma_.lower(), "verb", "happens")
        ):
            found = self._governed([noun.head], slot)  # "fighting broke out between X and Y"
        if not found and noun.dep_ == "dobj" and slot not in {"of", "by", "for", "in"}:
            found = self._governed([noun.head], slot)
        return [t for t in found if t.i != noun.i]

    def _told_of(self, noun: Token) -> list[Token]:
        """Of whom a noun is said: "Sweden became a member of …", "Hungary, a member of …, …"."""
        if noun.dep_ == "attr":
            return syntax.subjects(noun.head)
        if noun.dep_ == "pobj" and not self.lexicon.adverbial(noun):
            return []
        if noun.dep_ == "pobj":
            above = syntax.verb_above(noun)  # "struck the convoy in support of X"
            return syntax.subjects(above) if above is not None else []
        named = [c for c in noun.children if c.dep_ == "appos" and c.pos_ == "PROPN"]
        one_of = any(c.dep_ == "prep" and c.lower_ in {"among", "including"} for c in noun.children)
        return [noun.head] if noun.dep_ == "appos" and not one_of else named  # "six leaders, among them its chairman"

    def _is_known(self, token: Token) -> bool:
        """True for a name that the gazetteer has: "US-Russia talks", but not "military talks"."""
        mention = self.by_head.get(token.i)
        return mention is not None and mention.referent is not None and not mention.referent.local

    def _is_state(self, token: Token) -> bool:
        mention = self.by_head.get(token.i)
        return mention is not None and mention.referent is not None and mention.referent.type not in {"Person"}

    def _adjective_slot(self, adjective: Token, slot: str) -> list[Token]:
        if slot == "subj":
            if adjective.dep_ == "amod":
                return [adjective.head]
            if adjective.dep_ in {"acomp", "attr", "conj", "oprd"}:
                verb = adjective.head if adjective.dep_ != "conj" else adjective.head.head
                found = syntax.surface_subject(verb)
                return [found] if found is not None else []
            if adjective.head.pos_ in syntax.NOMINAL and adjective.dep_ in {"acl", "relcl"}:
                return [adjective.head]
            return []
        return self._governed([adjective], slot)

    def voice(self, head: Token) -> TokenMention:
        """The mention of who speaks; a voice that is no known actor is one still: its words are not the report's."""
        found = self.by_head.get(head.i)
        if found is not None and found.referent is not None:
            return self._members(head, found)[0]
        if head.pos_ == "PROPN":  # "the Ugandan daily New Vision" speaks, not Uganda
            return self._made(head, None, "Actor", "a voice without a known name")
        inner = [f.mention for f in self.resolve(head, "subj", "source") if not f.mention.pronoun or found is not None]
        if inner:
            return inner[0]
        if head.pos_ == "PRON":
            return self._made(
                head, "somebody", "Person" if head.lower_ in {"he", "she"} else "Actor", "an open pronoun"
            )
        return self._made(head, None, "Actor", "a voice without a name")

    def person(self, head: Token) -> TokenMention | None:
        """A mention for a word that by its form is a person's and stands where only people do: "a sharpshooter"."""
        lemma = head.lemma_.lower()
        if head.pos_ != "NOUN" or head.i in self.by_head or not (is_person_word(lemma) or lemma in word_set("kin")):
            return None
        return self._made(head, None, "Person", "a word for a person")

    def vessel(self, head: Token) -> TokenMention | None:
        """A mention for a ship or aircraft, which stands for those aboard: "torpedoed a freighter"."""
        words = (t.lemma_.lower() for t in (head, *head.children) if t == head or t.dep_ == "compound")
        if head.i in self.by_head or word_set("vessels").isdisjoint(words):
            return None
        return self._made(head, None, "Actor", "a word for a vessel")

    def _made(self, head: Token, name: str | None, kind: str, reason: str) -> TokenMention:
        """A new local mention of the phrase of a head word."""
        start, end = syntax.phrase(head)
        words = [t.text for t in self.doc[start:end] if t.dep_ != "det" and not t.is_space]
        referent = Referent(name or " ".join(words), kind, plural=head.tag_ == "NNS")
        self.by_head[head.i] = TokenMention(start, end, head.i, "actor", referent, reason, 0.3)
        return self.by_head[head.i]

    # from a head word to mentions

    def resolve(
        self,
        head: Token,
        slot: str,
        side: str,
        depth: int = 0,
        avoid: frozenset[int] = frozenset(),
        suffered: bool = False,
    ) -> list[Filler]:
        """Mentions that a head word and its conjuncts stand for; ``avoid`` are ids of referents not to take."""
        found: list[Filler] = []
        for token in syntax.conjuncts(head):
            mention = self.by_head.get(token.i)
            if mention is not None and (mention.referent is not None or mention.kind == "place"):
                if id(mention.referent) in avoid or self._cut_name(head, mention):
                    continue
                owner = self._owner(token, mention, slot, depth, avoid) if side == "target" else []
                if owner:
                    found.extend(owner)
                    continue
                if mention.kind == "actor" or side == "target":
                    found.extend(Filler(m, slot, depth > 0) for m in self._members(token, mention))
                    continue
            found.extend(self._descend(token, slot, side, depth, avoid, suffered))
        found += self._other_state(head, slot)
        beside = [c for c in head.head.children if c.dep_ == "dep"] if head.dep_ == "nsubj" else []
        listed = [c for c in head.children if c.dep_ in {"npadvmod", "compound"}]
        listed = [c for c in (*listed, *beside) if self._headline_list(c, head)]
        return [Filler(self.by_head[c.i], slot) for c in listed] + found

    def _cut_name(self, head: Token, mention: TokenMention) -> bool:
        """ "fighters of [the State of Iraq and the Levant]": the parser joins the end of a name to what is before."""
        inside = self.doc[mention.start : mention.head]
        return (
            head.i < mention.start
            and not mention.members
            and any(t.dep_ == "cc" and t.head.i < mention.start for t in inside)
        )

    def _owner(self, token: Token, mention: TokenMention, slot: str, depth: int, avoid: frozenset[int]) -> list[Filler]:
        """Whose place it is that a deed is done to: "bombed Egyptian airfields", "troops on the border with X"."""
        if mention.kind != "place" or mention.referent is not None or token.pos_ != "NOUN":
            return []
        found = self._descend(token, slot, "target", depth, avoid)
        return [f for f in found if f.mention.kind == "actor"]

    def _members(self, token: Token, mention: TokenMention) -> list[TokenMention]:
        """The members of a group, each at the group's span; a nominal beside a name gives way to the name."""
        if mention.members:
            return mention.members
        owners = self._coordinated_owners(token)
        if owners:
            return owners
        for child in token.children:
            named = self.by_head.get(child.i)
            if (
                child.dep_ == "appos"
                and named is not None
                and named.referent is mention.referent
                and self.doc[named.head].pos_ == "PROPN"
            ):
                return [named]
        return [mention]

    def _coordinated_owners(self, token: Token) -> list[TokenMention]:
        """Those for whom a group acts together: "UK and EU negotiators", "House and Senate leaders"."""
        for child in token.children:
            if child.i < token.i and child.dep_ in {"compound", "nmod", "amod"}:
                named = [self.by_head.get(t.i) for t in syntax.conjuncts(child)]
                found = [m for m in named if m is not None and m.referent is not None and not m.referent.local]
                if len(found) > 1:
                    return found
        return []

    def _other_state(self, head: Token, slot: str) -> list[Filler]:
        """One more state in a headline's list, which cannot be in apposition to the first: "Zambia, Zimbabwe agree"."""
        first = self.by_head.get(head.i)
        beside = [c for c in head.children if c.dep_ == "appos" and self.doc[c.left_edge.i - 1].lower_ != "not"]
        others = [self.by_head.get(c.i) for c in beside]
        kind = first.referent.type if first is not None and first.referent is not None else ""
        return [
            Filler(m, slot)
            for m in others
            if kind == "State"
            and m is not None
            and m.referent is not None
            and self.doc[m.head].pos_ == "PROPN"
            and m.referent is not first.referent  # type: ignore[union-attr]
            and m.referent.type == "State"
        ]

    def _headline_list(self, token: Token, head: Token) -> bool:
        """A headline's "Turkey, Russia agree": a name, a comma, a name."""
        between = self.doc[token.i + 1 : head.i]
        return token.i in self.by_head and len(between) > 0 and between[0].text in {",", "&"} and head.i in self.by_head

    def _of_trade(self, token: Token, slot: str) -> list[Filler]:
        """ "rebel positions", "army bases": a word for an actor before a word that is none."""
        if not gazetteer().is_place_noun(token.lemma_, token.text):
            return []
        for child in token.children:
            if child.dep_ in {"compound", "amod"} and child.pos_ in {"NOUN", "ADJ"} and child.i not in self.by_head:
                row = gazetteer().nominal(child.lemma_.lower(), ())
                if row is not None and row.type in {"ArmedGroup", "ArmedForce", "GovernmentBody", "State", "Party"}:
                    referent = Referent(child.text, row.type, None, row.sector)
                    self.by_head[child.i] = TokenMention(
                        child.i, child.i + 1, child.i, "actor", referent, f"the word {row.head}", 0.5, adjective=True
                    )
                    return [Filler(self.by_head[child.i], slot, True)]
        return []

    def _descend(
        self, token: Token, slot: str, side: str, depth: int, avoid: frozenset[int], suffered: bool = False
    ) -> list[Filler]:
        if depth > 2 or token.pos_ not in {"NOUN", "PROPN", "NUM", "ADJ"} or token.lemma_.lower() in word_set("kin"):
            return []
        if not self._conduit(token, side):
            return []
        for way in INWARD if side == "source" else INWARD + BEYOND:
            for inner in self._inside(token, way, suffered):
                found = self.resolve(inner, slot, side, depth + 1, avoid, suffered)
                found = [
                    Filler(f.mention, slot, True, f.way or (way if way in BEYOND else ""), token.i)
                    for f in found
                    if f.mention.kind == "actor" or way in (*BEYOND, "of")
                ]
                if found:
                    return found
        if side == "target":
            return self._of_trade(token, slot)
        made = token.dep_ == "dobj" and token.head.pos_ == "VERB"
        made = made and (
            token.head.lemma_.lower() in self.lexicon.support_lemmas or token.head.lemma_ in word_set("publishes")
        )
        makers = syntax.subjects(token.head) if made else []
        return [f for m in makers for f in self.resolve(m, slot, side, depth + 1, avoid)]  # "put out a report accusing"

    def _inside(self, token: Token, way: str, suffered: bool) -> list[Token]:
        if way == "of" and not suffered and self.lexicon.suffered(self.lexicon.word(token)):
            return []  # who condemns "the killing of X" does not condemn X
        if way == "poss":
            return [c for c in token.children if c.dep_ == "poss"]
        if way == "name":
            if token.i in self.agreements:
                return []  # the parties to a deal are not those who are hurt by its breach
            return self._modifiers(token)
        # "sanctions imposed on X", "an offer made by X"; who brokered a deal is not whom it was made with.
        clauses = [c for c in token.children if c.dep_ == "acl" and c.tag_ == "VBN"]
        clauses = [c for c in clauses if c.lemma_.lower() not in participant_roles("verb")]
        doers = [d for c in clauses if way == "by" for d in syntax.subjects(c)]
        below = [o for t in (token, *clauses) for p, o in syntax.prepositions(t) if p == way and o.pos_ != "VERB"]
        return below + doers

    def _modifiers(self, token: Token) -> list[Token]:
        """Names among a noun's modifiers, the nearest first: "the US Supreme Court decision"."""
        direct = [c for c in token.children if c.dep_ in {"amod", "compound", "nmod", "npadvmod"} and c.i < token.i]
        named = [c for c in reversed(direct) if c.i in self.by_head]
        return named[:1] or [g for c in reversed(direct) for g in self._modifiers(c)][:1]

    def _conduit(self, token: Token, side: str) -> bool:
        lemma = token.lemma_.lower()
        words, endings = conduits()
        if lemma in words or self.lexicon.is_noun(lemma) or lemma.endswith(endings):
            return True
        return side == "target" and not is_person_word(lemma)
