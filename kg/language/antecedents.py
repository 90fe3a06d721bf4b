"""Whom "it" and "they" mean: an actor of the clauses around them, nearest first, or of the sentences before.

A clause that has one actor who fits decides. Where two fit, or something that is no actor may be meant as well, the
pronoun stays open: a wrong actor costs more than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.language import syntax
from kg.language.embedding import embedding
from kg.language.names import not_actors
from kg.language.quotations import quotation_at
from kg.language.values import LOCATIVE, TokenMention
from kg.language.words import word_set

FIRST_PLURAL = frozenset({"we", "us", "our", "ours"})
FIRST_SINGULAR = frozenset({"i", "me", "my"})
WOMAN, MAN = frozenset({"she", "her", "hers", "herself"}), frozenset({"he", "him", "his", "himself"})
PERSONAL = WOMAN | MAN
THING = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
WINDOW = 3  # sentences that a pronoun looks back
VERBS = frozenset({"VERB", "AUX"})
SUBJECT = frozenset({"nsubj", "nsubjpass"})
# Bodies of many people, for whom "they" stands as well as "it".
COLLECTIVE = frozenset({"ArmedForce", "GovernmentBody", "InternationalOrganisation", "Organisation"})
PRESS = frozenset({"JRN", "MED"})  # who only hears what is said
MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
ARMED = frozenset({"MIL", "REB", "PRM", "UAF"})


@dataclass(frozen=True)
class Scope:
    """The nouns of a clause or sentence, and its subject; ``back``: how many sentences before the pronoun's it is,
    ``speech``: the pronoun stands in what is said there, ``peers``: nouns inside its phrases, which count where they
    are of the subject's type."""

    nouns: tuple[Token, ...]
    subject: Token | None
    verb: Token | None
    back: int = 0
    speech: bool = False
    peers: tuple[Token, ...] = ()


class Antecedents:
    """The mentions of one Doc, by head and sentence, and the actors that stand around a pronoun."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions: list[TokenMention] = doc._.mentions
        self.by_head = {m.head: m for m in self.mentions}
        self.sentence_of = {}
        for n, sentence in enumerate(doc.sents):
            for i in range(sentence.start, sentence.end):
                self.sentence_of[i] = n

    def _fits(
        self, mention: TokenMention | None, types: frozenset[str], word: str, *, one_of_several: bool = False
    ) -> bool:
        """Whether a pronoun may stand for a mention; ``one_of_several`` lets it stand for one of those coordinated."""
        if mention is None or mention.referent is None or mention.kind == "place" or mention.referent.type not in types:
            return False
        if mention.pronoun and word in THING | PLURAL:
            return self._same_pronoun(self.doc[mention.head], word)
        if word in PERSONAL and mention.referent.gender not in {None, "f" if word in WOMAN else "m"}:
            return False
        several = self._several(mention)
        if word in PLURAL:
            return several or self._plural(mention) or mention.referent.type in COLLECTIVE
        if word in THING and self.doc[mention.head].tag_ == "NNS":
            return False
        return not mention.referent.plural and (not several or (one_of_several and not mention.members))

    def _several(self, mention: TokenMention) -> bool:
        """True for a group and for the first of those who are coordinated."""
        token = self.doc[mention.head]
        joined = any(c.dep_ == "conj" for c in token.children) or len(syntax.conjuncts(token)) > 1
        return bool(mention.members) or (joined and token.dep_ != "conj")

    def _plural(self, mention: TokenMention) -> bool:
        """True for people, who are always "they": "police", "U.S. authorities", the Taliban."""
        referent, token = mention.referent, self.doc[mention.head]
        if referent is None or (token.tag_ == "NNP" and referent.type == "Population" and referent.entity is None):
            return False  # a name of which the model says no more
        return referent.plural or token.tag_ in {"NNS", "NNPS"} or referent.type in {"Population", "ArmedGroup"}

    @staticmethod
    def _same_pronoun(token: Token, word: str) -> bool:
        return any(token.lower_ in words and word in words for words in (THING, PLURAL))

    def _strong(self, mention: TokenMention) -> bool:
        """True for those for whom "they" stands before it stands for a body."""
        return mention.pronoun or self._several(mention) or self._plural(mention)

    def _antecedent(self, token: Token, types: frozenset[str]) -> TokenMention | None:
        """The actor that "it" or "they" means, or None where it stays open."""
        verb = syntax.clause_verb(token)
        if token.lower_.endswith(("self", "selves")):
            return self._reflexive(token, verb, types)
        barred = self._barred(token, verb)
        if token.dep_ != "poss":
            return self._nearest(token, verb, types, barred)
        first = _first_of_pair(token)
        if first is not None:
            found = self.by_head.get(first.i)
            return found if self._fits(found, types, token.lower_, one_of_several=True) else None
        own = self._own_subject(token, verb, types)
        body = own is not None and token.lower_ in PLURAL and not self._strong(own)
        stressed = any(c.lower_ == "own" for c in token.head.children)
        if own is None or stressed or not (body or _harms(verb, token)):
            return own or self._nearest(token, verb, types, barred)
        above = self._nearest(token, verb, types, barred | referents_of(own))
        if body and above is not None and self._strong(above):
            return above  # "the rebels accuse the army of surrounding their camps"
        return above if self._strikes_another(token) else None if above is not None else own

    def _reflexive(self, token: Token, verb: Token | None, types: frozenset[str]) -> TokenMention | None:
        """The noun that a reflexive only stresses ("Putin himself"), else the subject of its clause."""
        beside = self.by_head.get(token.head.i) if token.dep_ in {"appos", "npadvmod"} else None
        if self._fits(beside, types, token.lower_):
            return beside
        return self._own_subject(token, verb, types)

    def _strikes_another(self, token: Token) -> bool:
        """True where a harm is always done to somebody else's: "killed its soldiers", "expelled its envoy"."""
        owned = self.by_head.get(token.head.i)
        armed = owned is not None and owned.referent is not None and owned.referent.sector in ARMED
        return armed or token.head.lemma_.lower() in word_set("struck of others")

    def _own_subject(self, token: Token, verb: Token | None, types: frozenset[str]) -> TokenMention | None:
        """Whom its own clause is about, for a possessive or a reflexive: "X halted its offensive"; whom it is told of
        in "condemned Y for its attack"."""
        preposition = _preposition_above(token)
        if verb is None:
            return None
        if preposition is not None and preposition.lower_ in {"for", "over", "about"} and preposition.head == verb:
            told = [self.by_head.get(o.i) for o in syntax.objects(verb) if o.i < token.i]
            if told:
                return next((o for o in told if self._fits(o, types, token.lower_)), None)
        subject = _controller(verb)
        found = self.by_head.get(subject.i) if subject is not None and subject.i < token.i else None
        return found if self._fits(found, types, token.lower_) else None

    def _barred(self, token: Token, verb: Token | None) -> frozenset[int]:
        """Referents that a pronoun cannot mean: what else stands with its verb, who asks for its deed, who speaks."""
        nouns: list[Token | None] = []
        quotation = quotation_at(self.doc, token.i)
        if quotation is not None and verb is not None and _has_subject_inside(verb, quotation.start, quotation.end):
            nouns.append(self.doc[quotation.speaker] if quotation.speaker is not None else None)
        if verb is not None and token.dep_ in SUBJECT and _demanded(verb):
            nouns.append(syntax.surface_subject(verb.head))
        if verb is not None and token.dep_ not in SUBJECT | {"poss"}:
            nouns += co_arguments(token, verb)
        mentions = (self.by_head.get(n.i) for n in nouns if n is not None)
        return frozenset(r for m in mentions if m is not None for r in referents_of(m))

    def _nearest(
        self, token: Token, verb: Token | None, types: frozenset[str], barred: frozenset[int]
    ) -> TokenMention | None:
        """The actor of the nearest clause with one who fits; for "they" a body only where no people stand near."""
        word, body = token.lower_, None
        if word in THING and (_of_nature(token) or not _actor_stands(token)):
            return None
        for scope in (*_clauses(token, verb), *self._sentences(token)):
            if body is not None and scope.back > 1:
                break
            actors = (m for m in self._actors(scope, token) if self._fits(m, types, word))
            found = [m for m in actors if not referents_of(m) & barred]
            people = [m for m in found if word not in PLURAL or self._strong(m)]
            if people:
                return self._one_of(people, scope, token, verb)
            if found and body is None:
                body = self._one_of(found, scope, token, verb)
                if body is None or self._open_pronoun(scope, token):
                    return None
            elif self._closed(scope, token, types):
                return body
        return body

    def _actors(self, scope: Scope, token: Token) -> list[TokenMention]:
        """The actors of a scope, each once; who only hears a speech is no one to be spoken of."""
        found: dict[int, TokenMention] = {}
        first = self.by_head.get(scope.subject.i) if scope.subject is not None else None
        kind = first.referent.type if first is not None and first.referent is not None else None
        peers = (n for n in scope.peers if (m := self.by_head.get(n.i)) and m.referent and m.referent.type == kind)
        for noun in (*scope.nouns, *peers):
            mention = self.by_head.get(noun.i)
            if mention is None or mention.referent is None or mention.adjective or noun.i >= token.i:
                continue
            if _tells_where(noun) and (mention.metonym or mention.referent.type == "State"):
                continue
            if any(c.lower_ == "no" for c in noun.children):
                continue  # "no rebels were there"
            if not (scope.speech and noun != scope.subject and mention.referent.sector in PRESS):
                found.setdefault(id(mention.referent), mention)
        return list(found.values())

    def _one_of(self, found: list[TokenMention], scope: Scope, token: Token, verb: Token | None) -> TokenMention | None:
        """The one actor who fits; of several, one who goes on speaking, else nobody."""
        subject = next((m for m in found if scope.subject is not None and m.head == scope.subject.i), None)
        if len(found) == 1:
            return None if self._rivals(scope, token, verb) else found[0]
        if subject is not None and subject.pronoun and _is_subject(token):
            return subject  # whom the text goes on to speak of
        speaks = _is_subject(token) and verb is not None and _goes_on(verb, said=token.lower_ in PLURAL)
        if scope.verb is None or scope.speech or syntax.is_passive(scope.verb):
            return None
        return subject if speaks and _speaks(scope.verb, said=token.lower_ in PLURAL) else None

    def _rivals(self, scope: Scope, token: Token, verb: Token | None) -> bool:
        """Whether something that is no actor may be meant: "held drills … denounced them"."""
        if verb is None or scope.speech or _spoken_to(token):
            return False
        if token.dep_ != "poss" and verb.lemma_ in embedding().suffered:
            return False
        if _is_subject(token) and (_acts(verb) or (scope.back and token.lower_ in THING and _does(verb))):
            return False
        plural, owned = token.lower_ in PLURAL, self.by_head.get(token.head.i)
        owner = plural or self._strikes_another(token) or (owned is not None and owned.kind == "actor")
        if token.dep_ == "poss" and owner:
            return False  # things own no forces
        main = scope.back and _is_subject(token) and scope.verb is not None
        nouns = _arguments(scope.verb) if main and scope.verb is not None else scope.nouns
        return any(self._is_thing(n, plural) for n in nouns if n.i < token.i)

    def _is_thing(self, noun: Token, plural: bool) -> bool:
        """A noun of that number that is no actor and no measure of time or money."""
        mention = self.by_head.get(noun.i)
        actor = mention is not None and mention.kind == "actor"
        number = noun.tag_ in ({"NNS", "NNPS"} if plural else {"NN", "NNP"}) and noun.ent_type_ not in MEASURES
        where = noun.dep_ == "pobj" and noun.tag_ == "NNP"
        return number and not (actor or where) and noun.lemma_.lower() not in word_set("amounts")

    def _closed(self, scope: Scope, token: Token, types: frozenset[str]) -> bool:
        """Whether to look no further than a scope without a fitting actor: the same pronoun stayed open there, or a
        sentence tells of a thing, or names an actor only inside a phrase, whom the pronoun may mean."""
        if self._open_pronoun(scope, token):
            return True
        if not scope.back:
            return False
        plural = token.lower_ in PLURAL
        told = [scope.subject] if plural and scope.subject is not None else [] if plural else scope.nouns
        inside = [self.by_head.get(n.i) for n in _inside(scope.nouns)] if not plural else []
        return any(self._is_thing(n, plural) for n in told) or any(self._fits(m, types, token.lower_) for m in inside)

    def _open_pronoun(self, scope: Scope, token: Token) -> bool:
        """Whether the same pronoun stands there already and stayed open."""
        before = (n for n in scope.nouns if n.i < token.i and n.pos_ == "PRON")
        return any(
            self._same_pronoun(n, token.lower_) and (m := self.by_head.get(n.i)) is not None and m.referent is None
            for n in before
        )

    def _sentences(self, token: Token) -> Iterator[Scope]:
        """The sentences before, by the verbs that tell their story; an object "it" is more often a thing."""
        if token.lower_ in THING and token.dep_ not in SUBJECT | {"poss"}:
            return
        sentences = list(self.doc.sents)
        here = self.sentence_of[token.i]
        for n in range(here - 1, max(here - WINDOW, -1), -1):
            root = sentences[n].root
            verbs = [t for t in sentences[n] if t.pos_ in VERBS and t.dep_ not in {"aux", "auxpass", "relcl", "acl"}]
            nouns = dict.fromkeys(a for v in verbs for a in _arguments(v))
            subject = syntax.surface_subject(root) if root.pos_ in VERBS else None
            yield Scope(tuple(nouns), subject, root if root.pos_ in VERBS else None, back=here - n)


def referents_of(mention: TokenMention) -> frozenset[int]:
    """Whom a mention stands for, as keys to compare."""
    return frozenset(id(part.referent) for part in mention.parts if part.referent is not None)


def _of_nature(token: Token) -> bool:
    """True in a sentence whose subject is a storm or the like: "it" is most likely that."""
    subjects = (c for c in token.sent.root.children if c.dep_ in SUBJECT and c.i < token.i)
    return any(t.lower_ in not_actors() for s in subjects for t in (s, *s.children))


def _actor_stands(token: Token) -> bool:
    """Whether "it" stands where an actor may: not in "it was the other", nor in "broke it"."""
    lemma = token.head.lemma_.lower()
    if token.dep_ in SUBJECT:
        return not (lemma == "be" and any(c.dep_ == "attr" for c in token.head.children))
    return token.dep_ != "dobj" or lemma in embedding().reaches


def _preposition_above(token: Token) -> Token | None:
    """The nearest preposition above a possessive, within its clause."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in VERBS:
            return None
        if ancestor.dep_ in syntax.PREPOSITIONS:
            return ancestor
    return None


def _controller(verb: Token) -> Token | None:
    """Who does the deed of a clause; whom one tells to do something does it."""
    told = [c for c in verb.head.children if c.dep_ in {"dobj", "dative"} and c.i < verb.i]
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "tell" and syntax.is_infinitive(verb) and told:
        return told[0]
    return syntax.surface_subject(verb)


def _arguments(verb: Token) -> list[Token]:
    """Its surface subject, objects and what stands under its prepositions, in text order."""
    subject = syntax.surface_subject(verb)
    found = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.pos_ in syntax.NOMINAL]
    found += [o for p, o in syntax.prepositions(verb) if o.pos_ in syntax.NOMINAL]
    return sorted({*found, *([subject] if subject is not None else [])}, key=lambda t: t.i)


def _tells_where(noun: Token) -> bool:
    return noun.dep_ == "pobj" and noun.head.lower_ in LOCATIVE | {"at"}


def _inside(nouns: Iterable[Token]) -> list[Token]:
    """Whom the phrases of these nouns name: "strikes by X", "talks with X", "the leader of X"."""
    found = [o for n in nouns for _, o in syntax.prepositions(n)]
    return sorted(found, key=lambda t: t.i)


def co_arguments(token: Token, verb: Token) -> list[Token | None]:
    """What an object pronoun cannot mean, up to the verb: "X attacked them", "X handed Y to them"; the doer of a noun
    stands nearer: "condemned Y's attack on them"."""
    for ancestor in token.ancestors:
        if ancestor == verb:
            break
        doers = [c for c in ancestor.children if c.dep_ == "poss"]
        if doers:
            return list(doers)
    direct = token.head == verb or token.head.head == verb
    sent = token.dep_ == "pobj" and syntax.is_infinitive(verb)  # "sent troops to fight beside them"
    return [
        _controller(verb),
        *(c for c in verb.head.children if sent and c.dep_ == "dobj"),
        *(a for a in _arguments(verb) if direct and a != token),
    ]


def _has_subject_inside(verb: Token, start: int, end: int) -> bool:
    """Whether a quotation has a whole clause; "said it would “defend its borders”" quotes without one."""
    return any(c.dep_ in SUBJECT and start <= c.i < end for c in verb.children)


def _demanded(verb: Token) -> bool:
    """ "X demanded that it leave": the deed of another."""
    governor = verb.head
    return (
        verb.dep_ == "ccomp"
        and governor.lemma_.lower() != "tell"
        and "demanded" in embedding().effects(governor.lemma_.lower(), "verb")
    )


def _harms(verb: Token | None, token: Token) -> bool:
    """Whether the possessed thing is what a harm, a hostile word or a release is done to."""
    if verb is None or verb.lemma_.lower() not in embedding().opposes | word_set("gives back"):
        return False
    noun = token.head
    return noun in syntax.objects(verb) or (
        noun.dep_ == "pobj" and noun.head.lower_ in {"at", "on", "against"} and syntax.clause_verb(noun) == verb
    )


def _is_subject(token: Token) -> bool:
    """True for a subject, and for whose the subject is."""
    return token.dep_ in SUBJECT or (token.dep_ == "poss" and token.head.dep_ in SUBJECT)


def _goes_on(verb: Token, *, said: bool) -> bool:
    """Whether who spoke may be meant by the subject of the next verb, with ``said`` only where it is one of saying: not
    where something is denied, or told that came before ("blamed Y. It had …"), which may be of whom was accused."""
    lemma = verb.lemma_.lower()
    before = any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children)
    denied = "denied" in embedding().effects(lemma, "verb")
    return not (before or denied) and (embedding().says(lemma) or not said)


def _speaks(verb: Token, *, said: bool) -> bool:
    """A verb of speech; with ``said`` one whose subject only tells something, and accuses nobody."""
    lemma = verb.lemma_.lower()
    return embedding().says(lemma) if said else lemma in embedding().speech


def _does(verb: Token) -> bool:
    """True where the subject does something by itself: "it left", but "it was sold" and "it hit a house" tell of things
    as well."""
    return not syntax.is_passive(verb) and verb.lemma_ != "be" and verb.lemma_.lower() not in embedding().harms


def _acts(verb: Token) -> bool:
    """True for what things do not do: a deed with an object."""
    return _does(verb) and any(c.dep_ in {"dobj", "xcomp", "ccomp"} for c in verb.children)


def _spoken_to(token: Token) -> bool:
    """True for whom somebody asks to do or accuses of something: no thing."""
    deeds = (g for c in token.head.children for g in (c, *c.children) if g.i > token.i)
    return token.dep_ in {"dobj", "dative"} and any(
        (d.dep_ == "xcomp" and syntax.is_infinitive(d)) or (d.dep_ == "pcomp" and d.head.lower_ == "of") for d in deeds
    )


def _first_of_pair(token: Token) -> Token | None:
    """ "Washington and its allies": the noun that a possessed one is coordinated with, where it agrees in number."""
    noun, word = token.head, token.lower_
    if noun.dep_ != "conj" or noun.head.pos_ not in syntax.NOMINAL or noun.head.i > token.i:
        return None
    plural = noun.head.tag_ in {"NNS", "NNPS"}
    return noun.head if plural == (word in PLURAL) else None


def _shared(clause: Token, above: Token) -> bool:
    """Whether the clause above a pronoun's tells it nothing without its own governor: "Y had …, X said, and that it …",
    "X accused Y of arming rebels who attacked its …"."""
    another = clause.dep_ == "conj" and any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)
    return another or (above.dep_ in {"xcomp", "pcomp"} and not syntax.has_subject(above))


def _told_before(clause: Token, token: Token) -> Iterator[Scope]:
    """A clause before the pronoun's, and those before that: "X did it; Y said …", "after X did it, …"."""
    if clause.dep_ in {"advcl", "ccomp", "parataxis"} and clause.pos_ in VERBS and token not in clause.subtree:
        yield Scope(tuple(_arguments(clause)), syntax.surface_subject(clause), clause)
        for before in reversed(list(clause.lefts)):
            yield from _told_before(before, token)


def _clauses(token: Token, verb: Token | None) -> Iterator[Scope]:
    """The clauses of the sentence around a pronoun, nearest first: those before its own, and those above it."""
    clause = verb
    while clause is not None:
        for before in reversed(list(clause.lefts)):
            yield from _told_before(before, token)
        above = syntax.clause_verb(clause)
        if above is not None:
            nouns = [n for n in _arguments(above) if n != clause.head]  # not "the plan that it …" itself
            speech = clause.dep_ == "ccomp" and embedding().says(above.lemma_.lower())
            beyond = syntax.clause_verb(above) if _shared(clause, above) else None
            nouns += [n for n in _arguments(beyond) if n not in nouns] if beyond is not None else []
            either = clause.dep_ == "advcl" and _is_subject(token)  # "X cut ties with Y after it …" may be both
            peers = tuple(_inside(nouns)) if either else ()
            yield Scope(tuple(nouns), syntax.surface_subject(above), above, speech=speech, peers=peers)
            yield Scope(tuple(_inside(nouns)), None, above, speech=speech)
        clause = above
