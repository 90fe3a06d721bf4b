"""How a deed is said: denied or not, actual, planned, demanded or possible, in whose words, as content of which act.

Everything is read by climbing from the trigger to the root of its sentence. Near the trigger each step may change
polarity and modality; from the point where the grammar takes the deed as given ("after the attack", "which attacked")
only voices are collected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.language import syntax
from kg.language.embedding import embedding
from kg.language.lexicon import POS, lexicon
from kg.language.quotations import quotation_at
from kg.language.words import word_set
from kg.ontology import RelationType, load

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "without", "hardly"})
NOBODY = frozenset({"nobody", "none", "neither", "nothing"})
# Prepositions between an act of speech and its content: "accused of", "warned against".
BEFORE_CONTENT = frozenset({"of", "to", "in", "on", "into", "for", "with", "at", "about", "against"})
# Prepositions of where somebody goes.
TOWARDS = frozenset({"to", "into", "from", "across", "through", "towards", "toward"})
AHEAD = frozenset({"will", "would", "'ll", "wo"})
EACH = frozenset({"every", "each"})
SUPPOSING = frozenset({"would", "could", "might"})
HYPOTHETICAL = frozenset({"if", "unless", "whether", "lest", "should", "provided"})
# Marks of clauses that are told in passing: "X surrendered, days after they had landed".
WHEN = frozenset({"after", "before", "since", "when", "while", "once", "until", "because"})
# Who is the first or the only one to do a thing did it.
RANKED = frozenset({"first", "last", "only", "latest", "second", "third"})
# Kinds of names beside a noun for an act of speech that tell whose it is: "a US accusation".
MAKERS = frozenset({"GPE", "NORP", "ORG", "PERSON"})
_STEPS = 40


@dataclass
class Status:
    """What the climb finds.

    ``claimants`` are head tokens from the outside in, ``act`` the act it is content of. ``factive``: what stands
    further up no longer changes whether it happened; ``given``: it is told as known ("after X had attacked"), so
    that a denial above leaves it true; ``purpose``: it is only what another deed was done for; ``ended``: it makes no
    claim at all ("halted its offensive"); ``undecided``: the token whose negation was weighed already.
    """

    denied: bool = False
    modality: str = "actual"
    purpose: bool = False
    claimants: list[int] = field(default_factory=list)
    act: int | None = None
    factive: bool = False
    given: bool = False
    ended: bool = False
    undecided: int | None = None

    def weaken(self, modality: str) -> None:
        """Take a modality unless a stronger departure from the actual is there already."""
        order = ("actual", "possible", "planned", "demanded")
        if order.index(modality) > order.index(self.modality) or self.modality == "actual":
            self.modality = modality


def negated(token: Token, below: Token | None = None) -> bool:
    """True for a word with a negation of its own: "did not", "never", "no escalation", "no attack took place".

    ``below`` is the part of it whose own negation was counted already.
    """
    if any(_negates(child) for child in token.children):
        return True
    ends = (c for c in token.children if c.dep_ in {"dobj", "nsubj", "nsubjpass", "attr"} and c != below)
    if token.pos_ not in {"VERB", "AUX"}:
        return False
    return any(e.lower_ in NOBODY or any(c.lower_ in {"no", "neither"} for c in e.children) for e in ends)


def _negates(child: Token) -> bool:
    """True for a dependent that negates its head; "not only" does not, "never before" does."""
    following = child.doc[child.i + 1].lower_ if child.i + 1 < len(child.doc) else ""
    if child.dep_ in {"neg", "advmod", "preconj", "det"} and child.lower_ in NEGATIONS:
        return following != "only"
    return child.dep_ == "advmod" and any(c.lower_ in {"no", "never"} for c in child.children)


def _inverted(verb: Token) -> list[Token]:
    """ "..., the governor said": the parser may hang the speaker on the last name of what is said."""
    if not embedding().says(verb.lemma_.lower()) or syntax.is_passive(verb):
        return []
    noun = verb.nbor(-1) if verb.i > 0 else verb
    while noun.dep_ not in {"appos", "ROOT"} and noun.head.i < verb.i and noun.head != noun:
        noun = noun.head
    start = noun.left_edge.i
    return [noun] if noun.dep_ == "appos" and start > 0 and verb.doc[start - 1].text == "," else []


def trailing(verb: Token) -> bool:
    """ "..., residents said": the parser may take the words of who says it for one more deed, without an "and"."""
    if verb.dep_ != "conj" or verb.head.pos_ not in {"VERB", "AUX"} or verb.i < verb.head.i:
        return False
    between = verb.doc[verb.head.i : verb.i]
    joined = any(t.dep_ == "cc" and t.head in {verb.head, *verb.head.conjuncts} for t in between)
    subject = (_own_subject(verb) or _inverted(verb))[:1]
    return not joined and any(s.left_edge.i > 0 and verb.doc[s.left_edge.i - 1].text == "," for s in subject)


def _own_subject(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ == "nsubj"][:1]


def _first_of_two(verb: Token, saying: Token) -> list[Token]:
    """Who says it, where the parser made the speaker one more subject of what is said."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i]
    return subjects[:1] if len(subjects) > 1 and subjects[0].i < saying.i < subjects[-1].i else []


def _beside(token: Token) -> list[Token]:
    """The children of a word, and what ends a clause beside it: "five were hurt and two killed, police said"."""
    clauses = [
        c
        for c in token.children
        if c.dep_ == "conj" and c.pos_ == "VERB" and all(t.text != "," for t in token.doc[token.i : c.i])
    ]
    ends = [g for c in clauses for g in c.children if g.i > c.i and token.doc[g.left_edge.i - 1].text == ","]
    return [*token.children, *(g for g in ends if g.dep_ == "parataxis" or g.lower_ == "according")]


def _side_by_side(clause: Token, governor: Token) -> bool:
    """Two clauses side by side, whatever the parser makes of them, and no words of the second one's subject: joined by
    "and" ("Burundi quit the court, and rights groups criticised it"), or with a second verb that is no word of speech
    and has an object or somewhere to go ("Tanks entered the city, the mayor fled to Kenya")."""
    if clause.i > governor.i or any(c.dep_ == "mark" for c in clause.children):
        return False
    subjects = [c for c in governor.children if c.dep_ in {"nsubj", "nsubjpass"} and clause.i < c.i < governor.i]
    if not subjects:
        return False
    if clause.doc[subjects[-1].left_edge.i - 1].lower_ in {"and", "but", "whereas"}:
        return True
    lemma = governor.lemma_.lower()
    speech = lemma in embedding().speech or embedding().effects(lemma, "verb")
    after = (c for c in governor.children if c.i > governor.i)
    return not speech and any(c.dep_ == "dobj" or (c.dep_ == "prep" and c.lower_ in TOWARDS) for c in after)


def _told_beside(verb: Token) -> bool:
    """ "X said that Y had left, and Z called for a vote": a past that what is said does not share is the report's."""
    said = verb.head
    if said.dep_ != "ccomp" or verb.tag_ != "VBD" or said.i < said.head.i or not syntax.has_subject(verb):
        return False
    backward = any(c.dep_ == "aux" and c.lower_ in {"had", "would"} for c in said.children)
    subject = _own_subject(verb)
    before = (
        [t.lower_ for t in verb.doc[max(subject[0].left_edge.i - 2, 0) : subject[0].left_edge.i]] if subject else []
    )
    return (
        backward
        and before in ([",", "and"], [",", "but"])
        and not any(c.dep_ in {"aux", "mark"} for c in verb.children)
    )


def _sums_up(noun: Token) -> bool:
    """ "The party said that …, a charge that the army denied": the clause is the report's, not the party's."""
    before = noun.left_edge.i - 1
    return noun.lemma_ in word_set("sums up") and before > 0 and noun.doc[before].text in {",", "-", "–", "—"}


def _told_after(saying: Token, told: Token, trigger: Token) -> bool:
    """True if the trigger's clause only comes after who says it: "…, residents said, a day after Kenya had left"."""
    clauses = (
        c for c in told.children if c.dep_ == "advcl" and c.i > saying.i and any(g.dep_ == "mark" for g in c.children)
    )
    return any(c == trigger or c.is_ancestor(trigger) for c in clauses)


def _inverted_condition(verb: Token) -> bool:
    """ "Had X attacked", "Were X to attack", "Should X attack": the auxiliary before the subject."""
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    leads = (c for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.lower_ in {"had", "were", "should"})
    return subject is not None and any(c.i < subject.i for c in leads)


class Climber:
    """Reads the status of triggers in one Doc; ``acts`` are the triggers that are acts of speech."""

    def __init__(self, acts: Mapping[int, RelationType]) -> None:
        self.acts = acts
        self.embedding = embedding()
        self.lexicon = lexicon()

    def status(self, trigger: Token) -> Status:
        """Climb from a trigger to the root of its sentence."""
        status = Status()
        current = trigger
        below = None
        shared = False  # a conjunct takes over what stands above its first conjunct, not that one's own negation
        for _ in range(_STEPS):
            if not status.factive and not shared:
                self._own(current, status, below)
            self._according(current, status, trigger)
            if current.head == current:
                if not status.factive and current.tag_ == "VB" and syntax.is_infinitive(current):
                    status.weaken("planned")  # a headline's "Russia to withdraw troops"
                break
            below = current
            above, shared = self._step(current, status)
            if above == current:
                break
            current = above
        self._quotation(trigger, status)
        if trigger.sent.text.rstrip("\"”' \n").endswith("?"):
            status.modality = "possible"
        return status

    # one word

    def _own(self, token: Token, status: Status, below: Token | None = None) -> None:
        """Negation, auxiliaries and adverbs of a word."""
        if negated(token, below) and token.i != status.undecided:
            status.denied = not status.denied
        if token.lemma_ == "be" and any(c.dep_ == "xcomp" and syntax.is_infinitive(c) for c in token.children):
            status.weaken("planned")  # "the talks are to resume"
        if any(c.dep_ == "advmod" and any(g.lower_ == "never" for g in c.children) for c in token.children):
            status.ended = True  # "had never before recalled" denies no deed of now
        for child in token.children:
            if child.dep_ == "det" and child.lower_ == "any":
                status.weaken("possible")  # "would answer any attack"
            if child.dep_ == "aux" and child.lower_ in SUPPOSING and any(c.lower_ == "have" for c in token.children):
                status.modality = "possible"  # "would have fought"
            elif child.dep_ == "aux":
                for effect in self.embedding.effects(child.lemma_.lower(), "aux") | self.embedding.effects(
                    child.lower_, "aux"
                ):
                    if effect in {"planned", "possible", "demanded"}:
                        status.weaken(effect)
            elif child.dep_ == "advmod" and child != below:
                for effect in self.embedding.effects(child.lower_, "adv"):
                    self._apply(effect, status, token)
            elif child.dep_ == "amod" and token.pos_ in {"NOUN", "PROPN"}:
                for effect in self.embedding.effects(child.lower_, "adj", "subj"):
                    self._apply(effect, status, token)

    def _according(self, token: Token, status: Status, trigger: Token) -> None:
        """ "according to X", and "…, X said, …" beside a clause, make X the voice of the clause."""
        for child in _beside(token):
            if (
                (child.dep_ == "parataxis" or trailing(child))
                and self.embedding.says(child.lemma_.lower())
                and not syntax.complements(child)
                and not _told_after(child, token, trigger)
            ):
                for voice in (_own_subject(child) or _inverted(child) or _first_of_two(token, child))[:1]:
                    if voice.i not in status.claimants:
                        status.claimants.insert(0, voice.i)
            if child.dep_ in {"prep", "advcl", "pcomp"} and child.lower_ == "according":
                for inner in child.children:
                    for voice in inner.children if inner.lower_ == "to" else ():
                        # "according to our information" is the speaker's word
                        ours = any(c.dep_ == "poss" and c.lower_ in {"our", "my"} for c in voice.children)
                        told = voice.is_ancestor(trigger)  # "according to Oslo, which blamed …" is Oslo's own deed
                        if voice.dep_ == "pobj" and not ours and not told:
                            status.claimants.insert(0, voice.i)

    def _apply(self, effect: str, status: Status, governor: Token) -> None:
        if effect in {"denied", "ended"}:
            status.denied = not status.denied
        elif effect in {"planned", "demanded", "possible"}:
            status.weaken(effect)

    # one step up

    def _step(self, current: Token, status: Status) -> tuple[Token, bool]:
        head, dep = current.head, current.dep_
        beside = syntax.speech_beside(current)
        if beside is not None:
            return beside, True
        if dep in {"advcl", "ccomp"} and _inverted_condition(current):
            status.modality, status.factive = "possible", True  # "Had X attacked, Y would …"
            return head, False
        if dep == "conj":
            if _told_beside(current):
                return current, False
            if current.pos_ == "VERB":
                head = syntax.coordinated_with(current)
            return head, not self._shares(current, head)
        if current.pos_ in {"VERB", "AUX", "ADJ"} and dep in {
            "ccomp",
            "xcomp",
            "csubj",
            "acomp",
            "oprd",
            "attr",
            "csubjpass",
        }:
            colon = current.i < head.i and any(t.text in {":", ";"} for t in current.doc[current.i : head.i])
            if colon or any(t.text == ";" for t in current.doc[head.i : current.i]):
                status.factive = True  # "X did this: Y, Z said" gives Z no word in what stands before the colon
                return current, False
            self._complement(current, head, "comp", status)
            return head, False
        if dep == "pcomp":
            return self._gerund(current, head, status)
        if dep == "advcl" and self._governed(current, head):
            self._complement(current, head, "comp", status)
            return head, False
        if dep in {"advcl", "ccomp"} and self._denies(current):
            return current, False  # "X said that Y had fled, which Z denied"
        if dep in {"advcl", "parataxis", "dep"} and current.pos_ in {"VERB", "AUX"}:
            self._adverbial(current, head, status)
            return (current if self._contrasted(current) else head), False
        if dep in {"relcl", "acl"}:
            if head.dep_ == "pobj" and head.head.lower_ == "for" and any(c.lower_ in EACH for c in head.children):
                status.weaken("possible")  # "threatened to kill one for every house destroyed"
            noun, head = head, self._told_by(current, head)
            self._noun_clause(current, head, status, told=head != noun)
            if _sums_up(head) or self._denies(current):
                return current, False
            return head, False
        if current.pos_ in {"NOUN", "PROPN"}:
            return self._noun(current, head, status)
        return head, False

    def _shares(self, current: Token, head: Token) -> bool:
        """True if a conjunct stands under the first one's auxiliaries and negation ("will meet and discuss")."""
        if any(c.dep_ == "cc" and c.lower_ == "nor" for c in head.children):
            return True  # "has neither accepted nor rejected"
        if current.pos_ not in {"VERB", "AUX"}:
            return any(c.dep_ == "cc" and c.lower_ in {"or", "nor"} for c in head.children) or current.pos_ == "NOUN"
        if any(c.dep_ in {"nsubj", "nsubjpass", "aux"} for c in current.children) or current.tag_ != head.tag_:
            return False
        if any(c.dep_ == "neg" for c in head.children):
            return any(c.dep_ == "cc" and c.lower_ in {"or", "nor"} for c in head.children)
        return True

    def _governed(self, gerund: Token, governor: Token) -> bool:
        """True for what the parser takes for an aside, right behind a verb that has something to say of it: "the
        premier, of the Greens, ruled out stepping down"."""
        between = gerund.doc[governor.i + 1 : gerund.i]
        right_behind = governor.i < gerund.i and all(t.dep_ in {"prt", "aux", "neg"} for t in between)
        return (
            right_behind and gerund.tag_ == "VBG" and bool(self.embedding.effects(self._word(governor), "verb", "comp"))
        )

    def _complement(self, current: Token, governor: Token, slot: str, status: Status) -> None:
        """The clause is what the governor says, plans, denies, demands …, or the content of the act that it is."""
        if _side_by_side(current, governor):
            status.factive = True
            return
        if self._act(governor, status, infinitive=syntax.is_infinitive(current)):
            return
        if current.i < governor.i and any(c.dep_ == "mark" and c.lower_ in WHEN for c in governor.children):
            status.factive = True  # "X surrendered, days after they had landed": no words of theirs
            return
        if any(c.dep_ == "mark" and c.lower_ in {"whether", "if"} for c in current.children):
            status.modality, status.factive = "possible", True  # "weighed whether", "it is unclear whether"
            status.ended |= governor.pos_ == "VERB" and self.embedding.says(
                self._word(governor)
            )  # a question tells nothing
            return
        clause = current.dep_ == "ccomp" and governor.lemma_ == "be"
        said_of = [c for c in governor.children if c.dep_ == "acomp"] if clause else []
        for adjective in said_of:  # "it is false that"
            for effect in sorted(self.embedding.effects(adjective.lemma_.lower(), "adj")):
                self._apply(effect, status, adjective)
            if negated(governor) and "actual" in self.embedding.effects(adjective.lemma_.lower(), "adj"):
                status.denied, status.undecided = not status.denied, governor.i  # "it is not true that"
            elif negated(governor):
                status.undecided, status.modality = governor.i, "possible"  # "it is not clear that"
        pos = POS.get(governor.pos_, "adv")
        lemma = self._word(governor)
        effects = self.embedding.effects(lemma, pos, slot)
        if "says" in effects or (current.dep_ == "ccomp" and self.embedding.says(lemma)):
            finite = not syntax.is_infinitive(current)
            if finite:
                effects &= {
                    "says",
                    "denied",
                    "ended",
                    "possible",
                }  # "told them to leave" demands, "told them that it left" does not
            if not finite and any(c.dep_ == "nsubj" for c in current.children) and "demanded" not in effects:
                status.weaken("planned")  # "Seoul to sell howitzers to Warsaw, official says"
            if finite or ("says" in effects and "demanded" not in effects):
                self._said(governor, status, demoting="denied" not in effects)
        if status.factive and (status.given or "denied" not in effects):
            return
        if {"denied", "says"} <= effects and negated(governor):
            status.undecided = governor.i  # who does not deny a deed does not tell it either
            status.modality = "possible"
            return
        if "ended" in effects and current.tag_ == "VBG":
            status.ended = True  # "stopped shelling" tells of no new shelling, and denies none
        if "planned" in effects and lemma in word_set("wants") and any(c.dep_ == "nsubj" for c in current.children):
            effects = effects - {"planned"} | {"demanded"}  # "wants Chad to join" is no plan of Chad's
        for effect in sorted(effects - {"says", "actual", "ended"}):
            self._apply(effect, status, governor)
        if effects:
            return
        # Words that the table does not have: a that-clause is the governor's word, an infinitive is not yet done.
        if current.dep_ == "ccomp" and governor.pos_ == "VERB":
            self._said(governor, status)
        elif current.dep_ == "ccomp" and governor.pos_ in {"NOUN", "PROPN"}:
            status.weaken("possible")  # "reports that", "the claim that"
            status.factive = True
        elif current.dep_ == "xcomp" and syntax.is_infinitive(current):
            status.weaken("planned" if pos == "verb" else "possible")

    def _word(self, governor: Token) -> str:
        """A governor as the table has it: with its particle ("rule out") where there is a row for both."""
        lemma, particle = governor.lemma_.lower(), syntax.particle(governor)
        if self.embedding.effects(governor.lower_, "verb") and syntax.is_passive(governor):
            return governor.lower_  # "is expected to"
        whole = f"{lemma} {particle}"
        return whole if particle and self.embedding.effects(whole, "verb") else lemma

    def _act(self, governor: Token, status: Status, *, nominal: bool = False, infinitive: bool = False) -> bool:
        """Enter the act whose content this is; True if the governor is such an act."""
        relation = self.acts.get(governor.i)
        if relation is None or relation.content_modality is None:
            return False
        if nominal and relation.content_modality == "actual" and relation.content_polarity != "denied":
            return False  # who condemns or hails an attack takes it as given
        if status.act is None and status.factive and governor.pos_ == "VERB" and not infinitive:
            self._said(governor, status, demoting=False)  # what an act tells in passing is its speaker's word too
        if status.act is None and not status.factive:
            status.act = governor.i
            if relation.content_modality != "actual" and status.modality != "possible":
                status.weaken(relation.content_modality)
            promised = "planned" in self.embedding.effects(self._word(governor), "verb", "comp")  # "vowed to fight on"
            if relation.content_polarity == "denied" and not promised:
                status.denied = not status.denied
            if negated(governor):
                status.weaken("possible")
                status.ended |= relation.content_modality != "actual"  # "made no promise to withdraw"
            status.factive = True
        return True

    def _spoken(self, noun: Token) -> bool:
        """True for a noun that is an act of speech made by somebody: "Kinshasa's allegation", not "an apology"."""
        relation = self.acts.get(noun.i)
        made = relation is not None and relation.content_modality is not None
        makers = (c.dep_ == "poss" or c.ent_type_ in MAKERS or c.lower_ == "by" for c in noun.children)
        return made and any(makers)

    def _said(self, governor: Token, status: Status, *, demoting: bool = True) -> None:
        """The governor's subject is the voice; "did not say that" leaves open what it says.

        A noun ("the report that …", "Ankara's claim that …") has its possessor for a voice; without one it is rumour.
        """
        if governor.pos_ in {"NOUN", "PROPN"}:
            subject = [c for c in governor.children if c.dep_ == "poss"]
            subject = subject or [o for p, o in syntax.prepositions(governor) if p in {"by", "from"}]
            if not subject:
                status.ended |= status.modality == "planned"  # a rumour of an attempt tells of nothing
                status.weaken("possible")
        else:
            subject = syntax.subjects(governor) or _inverted(governor)
        if syntax.is_passive(governor) and not subject:
            status.weaken("possible")  # "was said to", "it is reported that"
            status.denied ^= negated(governor)  # "no nurses were reported killed"
        for voice in subject[:1]:
            impersonal = voice.lower_ == "there" or (voice.lower_ == "it" and syntax.is_passive(governor))
            if voice.i not in status.claimants and not impersonal:
                status.claimants.insert(0, voice.i)
                quoters = [c for c in voice.children if c.dep_ == "acl" and c.lemma_ in {"quote", "cite"}]
                status.claimants[:0] = [s.i for q in quoters for s in syntax.subjects(q)[:1]]
        if not status.factive and demoting:
            if negated(governor) or any(
                e == "possible"
                for c in governor.children
                if c.dep_ == "aux"
                for e in self.embedding.effects(c.lemma_.lower(), "aux")
            ):
                status.weaken("possible")
            status.factive = True

    def _gerund(self, current: Token, prep: Token, status: Status) -> tuple[Token, bool]:
        """A gerund under a preposition: "accused of breaching", "without warning", "from attacking"."""
        governor = prep.head
        word = prep.lower_
        if (
            governor.pos_ in {"NOUN", "PROPN", "ADJ", "PRON", "DET"}
            and governor.dep_ in {"dobj", "nsubjpass"}
            and governor.head.i in self.acts
            and word not in {"on", "about", "over"}
        ):
            governor = governor.head  # the parser may hang "of breaching" on the object of "accused"
        if word in {"without", "than"} or "instead" in {governor.lower_, *(c.lower_ for c in prep.children)}:
            status.denied = not status.denied
            status.factive = True
        elif word == "about":
            status.weaken("possible")  # "was sounded out about travelling"
            status.factive = True
        elif word == "as" and governor.lemma_ in {"quote", "cite"}:
            self._said(governor, status, demoting=False)  # "Interfax quoted X as saying": both are voices
        elif word in BEFORE_CONTENT and self._act(governor, status):
            pass
        elif word in {"from", "against"} and (
            effects := self.embedding.effects(governor.lemma_.lower(), POS.get(governor.pos_, ""), "from")
        ):
            for effect in sorted(effects - {"says"}):
                self._apply(effect, status, governor)
        elif word in {"of", "to", "in", "on", "at", "about", "for", "from", "against"} and (
            effects := self.embedding.effects(governor.lemma_.lower(), POS.get(governor.pos_, "adv"))
        ):
            self._complement(current, governor, "comp", status)
        else:
            status.factive = True
        return governor, False

    def _adverbial(self, current: Token, governor: Token, status: Status) -> None:
        """Conditions are possible, purposes planned, what comes after, because or while is given."""
        marks = {c.lower_ for c in current.children if c.dep_ in {"mark", "advmod", "aux"}}
        if status.factive:
            return
        if "than" in marks:
            status.denied = not status.denied  # "rather than attack"
        elif marks & HYPOTHETICAL or "until" in marks:
            status.modality = "possible"  # "if X were to attack" plans nothing
        elif syntax.is_infinitive(current):
            if self._done_in_doing(current, governor):
                return  # "rallied to demand": as actual as the rally
            if not self._act(governor, status):
                status.weaken("planned")
                status.purpose = True
                self._complement(current, governor, "comp", status)
        elif current.tag_ == "VBG" and not any(c.dep_ == "mark" for c in current.children):
            for child in governor.children:
                if child.dep_ == "aux":
                    for effect in sorted(self.embedding.effects(child.lemma_.lower(), "aux") & {"planned", "possible"}):
                        status.weaken(effect)
        elif "when" in marks and any(c.dep_ == "aux" and c.lower_ in AHEAD for c in governor.children):
            status.weaken("planned")  # "would raise it when the ministers met"
        else:
            status.given = True
        status.factive = True

    def _done_in_doing(self, verb: Token, governor: Token) -> bool:
        """True for words and protests whose purpose is reached by the deed itself: "marched to demand a vote"."""
        relation = self.acts.get(verb.i)
        spoken = relation is not None and relation.plover in {"REQUEST", "PROTEST"} and governor.pos_ == "VERB"
        plain = not self.embedding.effects(self._word(governor), "verb") and governor.tag_ in {
            "VBD",
            "VBZ",
            "VBP",
            "VBN",
        }
        acted = self.acts.get(governor.i)
        return spoken and plain and (acted is None or acted.content_modality is None or acted.plover == "PROTEST")

    def _contrasted(self, verb: Token) -> bool:
        """ "Moscow denied that …, while Kyiv insisted that …": no words of Moscow's."""
        marks = {c.lower_ for c in verb.children if c.dep_ == "mark"}
        speech = verb.lemma_.lower() in self.embedding.speech
        return speech and bool(marks & {"while", "whereas"}) and syntax.has_subject(verb)

    def _noun_clause(self, current: Token, noun: Token, status: Status, *, told: bool = False) -> None:
        """A relative clause is given; an infinitive after a noun is what the noun says of it ("a plan to attack")."""
        infinitive = syntax.is_infinitive(current)
        that_clause = any(c.dep_ == "mark" for c in current.children)
        lacking = current.dep_ == "relcl" and not any(c.dep_ in {"xcomp", "ccomp"} for c in current.children)
        if lacking and noun in syntax.objects(current):
            that_clause &= bool(self.embedding.effects(noun.lemma_.lower(), "noun"))  # "the town that they hold"
        # "reports of Iran attacking Israel"
        gerund = current.tag_ == "VBG" and not any(c.dep_ == "aux" for c in current.children)
        that_clause |= gerund and any(t.lower_ == "of" for t in current.doc[noun.i + 1 : current.i])
        that_clause |= told
        if status.factive:
            return
        cleft = noun.dep_ == "attr" and any(c.dep_ == "nsubj" and c.lower_ == "it" for c in noun.head.children)
        if cleft and negated(noun.head):
            status.denied = not status.denied  # "it was not X who did it"
        if infinitive or that_clause:
            denial = self._denial(noun)
            if (denial is not None and self._act(denial, status)) or self._act(noun, status):
                return
            effects = self.embedding.effects(noun.lemma_.lower(), "noun")
            if "says" in effects:
                self._said(noun, status)
                return
            status.ended |= that_clause and status.modality == "planned" and "possible" in effects
            for effect in sorted(effects - {"says"}):
                self._apply(effect, status, noun)
            if infinitive and any(c.lower_ in RANKED for c in (noun, *noun.children)):
                status.factive = True  # "the first state to recognise", "the only member to object"
            elif not effects:
                status.weaken("planned" if infinitive else "possible")
        else:
            drafted = current.dep_ == "acl" and noun.dep_ == "dobj"  # "is drafting a statement that calls on X"
            for effect in sorted(self.embedding.effects(noun.head.lemma_.lower(), "verb") if drafted else ()):
                if effect in {"planned", "possible", "demanded"}:
                    status.weaken(effect)
            status.factive = status.given = True

    def _denial(self, noun: Token) -> Token | None:
        """The verb of who denies it, in "rejected a claim by X that …": what follows is denied, whoever said it."""
        relation = self.acts.get(noun.head.i) if noun.dep_ in {"dobj", "nsubjpass"} else None
        return noun.head if relation is not None and relation.name == "deniedAllegationOf" else None

    def _noun(self, current: Token, head: Token, status: Status) -> tuple[Token, bool]:
        """A deed named by a noun: through its support verb, or as what the governing word plans, fears, prevents …"""
        support = self.lexicon.support(current)
        if support is not None and support == head:
            given = status.factive or self._told_as_done(current)
            for effect in sorted(() if given else self.embedding.effects(head.lemma_.lower(), "verb", "light")):
                self._apply(effect, status, head)
            return head, False
        if current.dep_ in {"nsubj", "nsubjpass"} and not status.factive and self._occurs(head):
            return head, False  # "talks are to resume", "no attack took place"
        if current.dep_ == "attr":
            return head, False  # "is not a party to the treaty"
        if current.dep_ == "nsubj" and head.lemma_ == "be" and not status.factive:
            for said in (c for c in head.children if c.dep_ == "attr"):  # "escorts are an option"
                for effect in sorted(self.embedding.effects(said.lemma_.lower(), "noun") & {"possible", "planned"}):
                    self._apply(effect, status, said)
        if current.dep_ == "dobj" and head.lemma_ in word_set("tells"):
            return head, False  # "told a meeting of officers that …": who is told
        governor, slot = head, "comp"
        if head.dep_ in {"prep", "agent"} or head.pos_ == "ADP":
            governor, slot = head.head, head.lower_
            if support is not None and governor == support:
                return governor, False
            if slot in {"without"}:
                status.denied = not status.denied
                status.factive = True
                return governor, False
        if not status.factive and self.lexicon.adverbial(current):
            return syntax.verb_above(current) or governor, False
        if status.factive:
            return governor, False
        if current.dep_ == "nsubj" and any(c.dep_ == "aux" and c.lower_ in SUPPOSING for c in head.children):
            status.weaken("possible")  # "an attack on X would anger Y"
        if current.dep_ in {"dobj", "pobj", "nsubjpass", "dative"} and slot not in {
            "after",
            "since",
            "during",
            "by",
            "at",
        }:
            if slot != "comp" and slot not in BEFORE_CONTENT and slot != "from":
                status.factive = True  # "agreed under American pressure"
                return governor, False
            if slot == "comp" and self._spoken(current):
                status.factive = True  # who denies or condemns an accusation does not deny that it was made
                return governor, False
            if self._act(governor, status, nominal=slot == "comp"):
                return governor, False
            pos = POS.get(governor.pos_, "")
            effects = self.embedding.effects(self._word(governor), pos, "from" if slot == "from" else "comp")
            hits = sorted(effects - {"says", "actual"})
            if "ended" in effects:
                status.ended = True  # "halted its offensive" tells of no new offensive, and denies none
            if hits:
                for effect in hits:
                    self._apply(effect, status, governor)
                if "says" in effects:
                    self._said(governor, status)
                return governor, False
            if (
                slot in {"of", "for", "in"}
                and governor.lemma_.lower() in word_set("amounts")
                and governor.dep_ in {"dobj", "pobj", "nsubjpass"}
            ):
                return governor, False  # "host a round of talks"
            if slot == "comp" and governor.pos_ == "VERB" and governor.i not in self.acts:
                self._unreal(governor, status)  # "to facilitate the withdrawal"
        status.factive = True
        return governor, False

    def _told_by(self, clause: Token, noun: Token) -> Token:
        """ "A report on a channel that X had fled": the parser may hang what is told on the nearest noun."""
        whole = any(c.dep_ in {"dobj", "xcomp"} and c.i > clause.i for c in clause.children)  # its "that" is no object
        if not whole or not any(c.lower_ == "that" and c.i < clause.i for c in clause.children):
            return noun
        above = noun
        while above.dep_ == "pobj" and above.head.head.pos_ == "NOUN":
            above = above.head.head
            if self.embedding.effects(above.lemma_.lower(), "noun") & {"says", "possible"}:
                return above
        return noun

    def _denies(self, verb: Token) -> bool:
        """ "accused both of arming the rebels, which both deny": the report's word, not the accuser's."""
        which = any(c.dep_ == "dobj" and c.lower_ == "which" for c in verb.children)
        return which and "denied" in self.embedding.effects(verb.lemma_.lower(), "verb")

    def _told_as_done(self, noun: Token) -> bool:
        """ "announced the arrest of X": who announces the harm done to somebody tells of it, where "announced drills"
        says what is to come."""
        word = self.lexicon.word(noun)
        classes = {load().relations[name].plover for name in self.lexicon.noun_relations(word)}
        definite = any(c.dep_ in {"det", "poss"} and c.lower_ not in {"a", "an"} for c in noun.children)
        return definite and self.lexicon.suffered(word) and classes <= {"ASSAULT", "COERCE"}

    def _occurs(self, verb: Token) -> bool:
        """True for verbs that say of a deed that it takes place or not (slot ``happens`` of the table)."""
        if verb.lemma_ == "be":
            return any(c.dep_ == "xcomp" and syntax.is_infinitive(c) for c in verb.children)
        return bool(self.embedding.effects(verb.lemma_.lower(), "verb", "happens"))

    def _unreal(self, governor: Token, status: Status) -> None:
        """A deed that a verb brings about is no more real than the verb: planned with it, open where it is denied."""
        above = self.status(governor)
        if above.denied:
            status.weaken("possible")
        elif above.modality != "actual":
            status.weaken(above.modality)

    # quotation

    def _quotation(self, trigger: Token, status: Status) -> None:
        """What stands between quotation marks is in the speaker's words, whatever the sentence says."""
        quotation = quotation_at(trigger.doc, trigger.i)
        if quotation is None or quotation.speaker in status.claimants:
            return
        if quotation.speaker is None:
            if quotation.end - quotation.start > 5 and not status.claimants:
                status.weaken("possible")  # words of somebody whom the text does not name are no fact
            return
        inside = [c for c in status.claimants if quotation.start <= c < quotation.end]
        outside = [c for c in status.claimants if c not in inside]
        status.claimants = [*outside, quotation.speaker, *inside]
