"""Reading a dependency parse: who stands where around a word.

The labels are those of spaCy's English models (ClearNLP style). Subjects and objects here are logical ones: the
subject of a passive is its object, the agent its subject. Every function looks and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.language.embedding import embedding
from kg.language.words import word_set

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
PASSIVE = frozenset({"nsubjpass", "auxpass", "csubjpass"})
PREPOSITIONS = frozenset({"prep", "agent", "dative"})
RELATIVIZERS = frozenset({"who", "which", "that", "whom", "whose"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_DEPTH = 12


def is_infinitive(verb: Token) -> bool:
    """True for "to attack"."""
    return any(c.tag_ == "TO" and c.dep_ != "prep" for c in verb.children)


def has_subject(verb: Token) -> bool:
    """True for a verb with a subject of its own, not one that it shares or inherits."""
    return any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)


def is_passive(verb: Token) -> bool:
    """True for a passive verb, a reduced relative such as "rebels backed by Iran" included."""
    if any(c.dep_ in PASSIVE for c in verb.children) or _headline_passive(verb) or _past_for_participle(verb):
        return True
    if verb.tag_ in {"VBN", "VBD"} and verb.dep_ == "pcomp" and verb.head.lower_ == "with":
        return not _has(verb, {"dobj"})  # "ended with six people shot"
    if verb.tag_ != "VBN" or _has(verb, {"aux"}):
        return False
    if verb.dep_ in {"ccomp", "xcomp", "oprd"}:
        return verb.head.pos_ == "VERB" and verb.head.i < verb.i  # "wants the president arrested"
    if _has(verb, {"nsubj"}):
        return False
    if verb.dep_ == "acl" or (verb.dep_ == "advcl" and not _has(verb, {"dobj"})):
        return True  # "troops backed by Iran", "Backed by Iran, the troops …"
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and verb.head.tag_ == "VBN":
        return (not _has(verb, {"dobj"}) or _is_handed(verb)) and is_passive(verb.head)
    return _has(verb, {"agent"})


def _has(verb: Token, labels: set[str]) -> bool:
    return any(c.dep_ in labels for c in verb.children)


def _past_for_participle(verb: Token) -> bool:
    """A participle that the tagger took for a past tense: it has an agent or an infinitive, but neither subject nor
    object. "A banker alleged to have paid", "was suspended and told by its neighbours to …"."""
    if verb.tag_ == "VBD" and _is_handed(verb) and verb.dep_ == "conj" and verb.head.tag_ == "VBN":
        return is_passive(verb.head)
    if verb.tag_ != "VBD" or _has(verb, {"nsubj", "dobj"}):
        return False
    by = any(c.dep_ in {"agent", "prep"} and c.lower_ == "by" for c in verb.children)
    if verb.dep_ == "acl":
        return by or _has(verb, {"xcomp"})
    return by and verb.dep_ == "conj" and verb.head.pos_ == "VERB" and is_passive(verb.head)


def _is_handed(verb: Token) -> bool:
    """ "was summoned and handed a note": a verb of giving after a passive, with a thing and nobody to give it to."""
    given = verb.lemma_ in word_set("handed") and _has(verb, {"dobj"})
    return given and not _has(verb, {"nsubj", "dative"}) and not any(p == "to" for p, _ in prepositions(verb))


def _headline_passive(verb: Token) -> bool:
    """ "Protesters tear-gassed by police", "Taliban warned by Pakistan": headlines leave out the auxiliary."""
    if verb.tag_ not in {"VBD", "VBN"} or verb.sent[-1].text in {".", "!", "?"} or verb.lemma_ in {"stand", "abide"}:
        return False
    if any(c.dep_ in {"dobj", "aux", "prt", "ccomp", "xcomp"} for c in verb.children):
        return False
    if verb.lemma_ in embedding().suffered and verb.dep_ in {"ROOT", "ccomp"}:
        return True
    named = (o for p, o in prepositions(verb) if p == "by")
    return any(o.pos_ in NOMINAL and o.ent_type_ not in {"DATE", "TIME", "PERCENT", "CARDINAL"} for o in named)


def coordinated_with(verb: Token) -> Token:
    """The verb that a conjunct goes with. The parser hangs "flew to mediate and met" on "mediate"; a simple past
    without a subject goes with the simple past above."""
    head = verb.head
    told = _told_before(verb)
    if told is not None:
        return told
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or any(c.dep_ in {"aux", "nsubj", "nsubjpass"} for c in verb.children):
        return head
    comma = any(t.text == "," for t in verb.doc[max(verb.i - 3, 0) : verb.i])
    first = head
    while first.head != first and (first.tag_ == "VB" or (first.tag_ == "VBN" and comma)):
        if not any(c.dep_ == "aux" for c in first.children):
            break
        first = first.head
    return first if first.tag_ == "VBD" and first.i < verb.i else head


def _told_before(verb: Token) -> Token | None:
    """The verb of what is told, in "X shot the mayor, officials said, and wounded his driver": no deed of speakers."""
    head = verb.head
    if verb.dep_ != "conj" or not embedding().says(head.lemma_) or head.i + 2 >= len(verb.doc):
        return None
    if has_subject(verb) or verb.doc[head.i + 1].text != ",":
        return None
    told = [c for c in head.children if c.dep_ == "ccomp" and c.i < head.i and c.tag_ == verb.tag_]
    return told[0] if told and verb.doc[head.i + 2].lower_ in {"and", "but"} else None


def speech_beside(verb: Token) -> Token | None:
    """The verb of speech that a second one goes with, where the parser hangs it on what is said: "denied that
    X had done it, dismissing the report", "denied that X had done it and accused Y"."""
    if verb.lemma_.lower() not in embedding().speech or any(
        c.dep_ in {"aux", "nsubj", "nsubjpass"} for c in verb.children
    ):
        return None
    participle = verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.i > 0 and verb.doc[verb.i - 1].text == ","
    coordinated = verb.dep_ == "conj" and verb.tag_ == "VBD" and verb.head.tag_ != "VBD"
    clause = verb.head
    if not (participle or coordinated) or clause.dep_ != "ccomp" or not any(c.dep_ == "mark" for c in clause.children):
        return None
    above = clause.head
    return above if above.pos_ == "VERB" and above.i < clause.i and above.lemma_.lower() in embedding().speech else None


def _between(verb: Token) -> Token | None:
    """The adverbial clause that a listed verb goes on: "after a gunman stormed the hall, killed two and fled"."""
    before = verb.doc[verb.i - 1]
    if before.text != ",":
        return None
    clauses = (
        c for c in verb.head.children if c.dep_ == "advcl" and verb.head.i < c.i < verb.i and c.tag_ == verb.tag_
    )
    return next((c for c in clauses if has_subject(c)), None)


def _without_stolen(own: list[Token], verb: Token) -> list[Token]:
    """The subjects without the object of a relative clause that the parser gave to the verb above: "two diplomats who
    had seen [the draft] said"."""
    before = [c for c in own if c.i < verb.i]
    if len(before) < 2:
        return own
    clauses = [c for c in before[-2].children if c.dep_ == "relcl" and not any(g.dep_ == "dobj" for g in c.children)]
    stolen = any(c.i + 1 == before[-1].left_edge.i and before[-1].i + 1 >= verb.i - 1 for c in clauses)
    return [c for c in own if c != before[-1]] if stolen else own


def surface_subject(verb: Token, depth: int = 0) -> Token | None:
    """The token that stands as the verb's grammatical subject, inherited across conjunction, control and relatives."""
    if depth > _DEPTH:
        return None
    own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if own:  # of two the nearer: in "the UN, citing survivors, says riders burned the village" the first one says it
        own = _without_stolen(own, verb)
        return _antecedent(([c for c in own if c.i < verb.i] or own)[-1], verb)
    head, dep = verb.head, verb.dep_
    if head == verb:
        return None
    beside = speech_beside(verb)
    if beside is not None:
        return surface_subject(beside, depth + 1)
    displaced = _stolen_subject(verb) or _left_behind(verb)
    if displaced is not None:
        return displaced
    if dep == "conj":
        first = _between(verb) or coordinated_with(verb)
        return surface_subject(first, depth + 1) if head.pos_ in {"VERB", "AUX"} else None
    if dep in {"xcomp", "ccomp"} and not any(c.dep_ == "mark" for c in verb.children):
        return _controller(verb, head, depth)
    if dep == "advcl" and head.lemma_ in word_set("object purpose") and is_infinitive(verb):
        moved = objects(head)
        return moved[0] if moved else _controller(verb, head, depth)
    if dep == "advcl" and is_infinitive(verb) and indirect_objects(head):
        return indirect_objects(head)[0]  # "gave them ten days to leave"
    if dep == "advcl" and head.pos_ in {"VERB", "AUX"}:
        return surface_subject(head, depth + 1) if verb.tag_ in {"VBG", "VBN", "VB"} else None
    if dep == "pcomp":
        return _through_preposition(head, depth)
    if dep == "acl":
        return _of_noun(head, verb, depth)
    if dep == "relcl" and is_infinitive(verb):
        return _of_noun(head, verb, depth)  # "was the first state to recognise"
    if dep == "relcl":
        return _meant(head)
    return None


def _meant(noun: Token) -> Token:
    """The noun that a relative clause tells of: not the last one in "it was X, not Y, who did it"."""
    return noun.head if noun.dep_ in {"conj", "appos"} and noun.head.pos_ in NOMINAL and _excluded(noun) else noun


def _stolen_subject(verb: Token) -> Token | None:
    """The subject that the parser took for one more object: "seized two soldiers and Israel responded"."""
    if verb.dep_ != "conj" or verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.head.pos_ not in {"VERB", "AUX"}:
        return None
    start = min([verb.i, *(c.i for c in verb.children if c.dep_ in {"aux", "auxpass", "advmod", "neg"})])
    noun = verb.doc[start - 1] if start > 1 else verb
    if noun.dep_ != "conj" or noun.pos_ not in NOMINAL or noun.head.pos_ not in NOMINAL or noun.head.i < verb.head.i:
        return None
    left = noun.left_edge.i
    return noun if left > 0 and verb.doc[left - 1].lower_ == "and" else None


def _left_behind(verb: Token) -> Token | None:
    """The noun whose own verb the parser hung on its relative clause: "Oslo, whose crews had left, called on Japan"."""
    clause = verb.head
    if verb.dep_ != "conj" or clause.dep_ != "relcl" or clause.head.dep_ != "ROOT" or clause.head.pos_ not in NOMINAL:
        return None
    joined = any(c.dep_ == "cc" and c.i > clause.i for c in clause.children)
    return clause.head if not joined and verb.doc[verb.i - 1].text == "," else None


def _taken(noun: Token) -> bool:
    """True for a conjunct that is the subject of the verb after it."""
    following = noun.right_edge.i + 1
    verb = next((t for t in noun.doc[following : following + 3] if t.pos_ == "VERB"), None)
    return verb is not None and _stolen_subject(verb) == noun


def _antecedent(subject: Token, verb: Token) -> Token:
    """A relative pronoun gives way to the noun that its clause modifies."""
    if subject.lower_ in RELATIVIZERS and subject.tag_ in {"WDT", "WP", "IN"}:
        clause = verb
        for _ in range(_DEPTH):
            if clause.dep_ == "relcl":
                return _meant(clause.head)
            if clause.dep_ not in {"conj", "xcomp", "ccomp"}:
                break
            clause = clause.head
    return subject


def _controller(verb: Token, head: Token, depth: int) -> Token | None:
    """Who does what an infinitive or gerund names: the governor's object if it has one, else its subject."""
    if head.pos_ == "ADJ" or head.dep_ in {"acomp", "attr"}:
        copula = head.head if head.dep_ in {"acomp", "attr"} else head
        return surface_subject(copula, depth + 1)
    if head.pos_ in {"NOUN", "PROPN"}:
        return _of_noun(head, verb, depth)
    if head.lemma_ not in word_set("subject control"):
        for child in head.children:
            if child.dep_ in {"dobj", "dative"} and child.i < verb.i and child.pos_ in NOMINAL:
                return child
        for prep in head.children:
            if prep.dep_ == "prep" and prep.i < verb.i and prep.lower_ in {"on", "upon", "to"}:
                for child in prep.children:
                    if child.dep_ == "pobj" and child.ent_type_ not in {"DATE", "TIME"}:
                        return child
    return surface_subject(head, depth + 1)


def _through_preposition(prep: Token, depth: int) -> Token | None:
    """The doer of a gerund after a preposition: "accused Y of doing", "without doing", "the risk of doing"."""
    governor = prep.head
    if governor.pos_ in {"VERB", "AUX"}:
        quoted = prep.lower_ == "as" and governor.lemma_ in {"quote", "cite"}
        if quoted or prep.lower_ in {"of", "from", "for", "with", "into", "against", "to"}:
            for child in governor.children:
                if child.dep_ in {"dobj", "nsubjpass"} and child.i < prep.i and child.pos_ in NOMINAL | {"ADJ", "DET"}:
                    return child
            if governor.dep_ == "relcl" and governor.head in objects(governor):
                return governor.head  # "six men whom it accused of plotting", "six men it accused of plotting"
        return surface_subject(governor, depth + 1)
    if governor.pos_ in {"NOUN", "PROPN"}:
        # The parser may hang "of breaching" on the object of "accused".
        verb = governor.head
        if governor.dep_ in {"dobj", "nsubjpass"} and verb.pos_ == "VERB" and prep.lower_ in {"of", "from", "for"}:
            return governor
        return _of_noun(governor, None, depth)
    if governor.pos_ in {"ADJ", "ADV"}:
        return surface_subject(governor.head, depth + 1)
    return None


def _of_noun(noun: Token, verb: Token | None, depth: int) -> Token | None:
    """The doer of a clause below a noun: its possessor ("Iran's plan to …"), the noun ("troops fighting …") or the
    subject of the verb that the noun serves ("made a decision to …")."""
    infinitive = verb is not None and is_infinitive(verb)
    if verb is not None and not infinitive:
        return noun
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    if noun.dep_ in {"dobj", "attr"} and noun.head.pos_ in {"VERB", "AUX"}:
        given = indirect_objects(noun.head) if infinitive and noun.lemma_.lower() not in word_set("own words") else []
        return given[0] if given else surface_subject(noun.head, depth + 1)  # "gave them ten days to leave"
    return noun if verb is not None and noun.dep_ in SUBJECTS | {"ROOT"} else None


def subjects(verb: Token) -> list[Token]:
    """Head tokens of the logical subject: the agent of a passive, else the grammatical subject."""
    if is_passive(verb):
        return [
            c
            for p in verb.children
            if (p.dep_ == "agent" or (p.dep_ == "prep" and p.lower_ == "by")) and not _excluded(p)
            for c in p.children
            if c.dep_ == "pobj"
        ]
    found = surface_subject(verb)
    return [found] if found is not None else []


def objects(verb: Token) -> list[Token]:
    """Head tokens of the logical object: the grammatical subject of a passive, else the direct object."""
    given = [c for c in verb.children if c.dep_ == "dobj"] if verb.lemma_ in word_set("ditransitive") else []
    if given and is_passive(verb):
        return given  # "families were offered an apology"
    if is_passive(verb):
        own = verb.dep_ == "acl" and not any(c.dep_ in SUBJECTS for c in verb.children)
        found = verb.head if own else surface_subject(verb)
        return [found] if found is not None else []
    direct = [c for c in verb.children if c.dep_ in {"dobj", "obj"}]
    if not direct and verb.lemma_ == "call":
        direct = [c for c in verb.children if c.dep_ == "oprd" and c.pos_ == "PROPN"][
            :1
        ]  # "called Putin" stands as a complement
    direct = direct or [s for c in verb.children if _small_clause(c) for s in c.children if s.dep_ == "nsubj"]
    if direct:
        return [_object_antecedent(c, verb) for c in direct]
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ == "VERB"
        and not is_passive(verb.head)
        and verb.i < _object_start(verb.head)
    ):
        return [c for c in verb.head.children if c.dep_ == "dobj"]
    beside = [v for v in verb.conjuncts if v.head == verb and v.pos_ == "VERB" and coordinated_with(v) == verb]
    shared = [c for v in beside for c in v.children if c.dep_ == "dobj"]
    if shared and not any(c.dep_ in PREPOSITIONS | {"prt"} for c in verb.children if c.i > verb.i):
        return shared  # "set up and maintained posts": the object stands with the second verb
    return [verb.head] if verb.dep_ == "relcl" and _lacks_object(verb) else []


def _lacks_object(verb: Token) -> bool:
    """True for "the town that they shelled": the clause has a subject of its own, and its noun is the object."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or subject.lower_ in RELATIVIZERS or any(g.lower_ == "whose" for g in subject.children):
        return False
    below = [g for c in verb.children for g in (c, *c.children)]
    return not any(
        g.lower_ in {"where", "when", "why"} or (g.dep_ == "pobj" and g.lower_ in {"which", "whom"}) for g in below
    )


def _small_clause(clause: Token) -> bool:
    """ "found the minister guilty", "ordered the bank to pay": the clause's subject is the verb's object."""
    if clause.dep_ not in {"ccomp", "xcomp"} or any(
        c.dep_ in {"mark", "aux"} and c.tag_ != "TO" for c in clause.children
    ):
        return False
    return clause.pos_ in {"ADJ", "NOUN"} or is_infinitive(clause)


def _object_start(verb: Token) -> int:
    return min((c.i for c in verb.children if c.dep_ == "dobj"), default=-1)


def _object_antecedent(token: Token, verb: Token) -> Token:
    return verb.head if token.lower_ in RELATIVIZERS and verb.dep_ == "relcl" else token


def indirect_objects(verb: Token) -> list[Token]:
    """Head tokens of the dative without a preposition: "gave Kenya aid"."""
    if verb.lemma_ in word_set("ditransitive") and any(c.dep_ == "dobj" for c in verb.children) and is_passive(verb):
        return [c for c in verb.children if c.dep_ == "nsubjpass"]
    return [c for c in verb.children if c.dep_ == "dative" and c.pos_ in NOMINAL]


def prepositions(token: Token) -> Iterator[tuple[str, Token]]:
    """Pairs of a preposition (lower case) and the head of what it governs; "out of" and "from under" count as one."""
    for prep in token.children:
        if prep.dep_ not in PREPOSITIONS or prep.pos_ in NOMINAL or prep.lower_ in {"according", "due", "thanks"}:
            continue
        if prep.lower_ == "with" and any(c.lower_ in {"together", "along", "jointly"} for c in prep.children):
            continue
        if prep.lower_ == "with" and _in_a_role(prep):
            continue  # "exchanged prisoners, with Oman as go-between"
        if tells_of_subject(prep):
            continue
        for child in prep.children:
            if child.dep_ in {"pobj", "pcomp"}:
                yield prep.lower_, _which(child, token)
            elif child.dep_ == "prep":
                for inner in child.children:
                    if inner.dep_ in {"pobj", "pcomp"}:
                        yield child.lower_, inner


def tells_of_subject(prep: Token) -> bool:
    """True between commas after a verb's subject: "the rebels, from a northern clan, demanded …"."""
    verb = prep.head
    subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if subject is None or verb.pos_ not in {"VERB", "AUX"} or not subject.i < prep.i < verb.i:
        return False
    return prep.nbor(-1).text == "," and subject.right_edge.i in {prep.i - 2, prep.i - 1}


def _which(noun: Token, verb: Token) -> Token:
    """The noun that "which" or "whom" stands for: "the state with which it has been feuding"."""
    if noun.lower_ not in {"which", "whom"}:
        return noun
    while verb.dep_ in {"xcomp", "ccomp", "conj"} and verb.head != verb:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else noun


def _in_a_role(prep: Token) -> bool:
    below = [c for c in prep.children if c.dep_ == "pobj"]
    if any(g.lower_ == "as" and g.dep_ == "prep" for c in (prep, *below) for g in c.children):
        return True
    after = (prep.doc[c.right_edge.i + 1] for c in below if c.right_edge.i + 1 < len(prep.doc))
    return any(t.lower_ == "as" and t.dep_ == "prep" for t in after)


def complements(verb: Token) -> list[Token]:
    """The verbs of its clausal complements, gerunds under a preposition and infinitives of purpose excluded."""
    return [c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} or _for_another(c)]


def _for_another(clause: Token) -> bool:
    """ "Called for the troops to leave": the parser takes it for a purpose."""
    return clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "for" for c in clause.children)


def has_infinitive(verb: Token) -> bool:
    """True if an infinitive hangs on the word: "vowed to …", "refused to …"."""
    return any(
        c.dep_ in {"xcomp", "ccomp", "acl", "advcl"} and c.i > verb.i and is_infinitive(c) for c in verb.children
    )


def particle(verb: Token) -> str | None:
    """The particle of a phrasal verb, also where the parser calls it an adverb ("struck back")."""
    for child in verb.children:
        if child.dep_ == "prt":
            return child.lower_
    for child in verb.children:
        if child.dep_ == "advmod" and child.lower_ in {"back", "down", "out", "off", "up", "away", "over", "together"}:
            return child.lower_
    return None


def joined(token: Token) -> str:
    """The lemma of a word, written as one with what a hyphen ties to it: "ceasefire" for "cease-fire"."""
    lemma, doc = token.lemma_.lower(), token.doc
    if token.i < 2 or doc[token.i - 1].text != "-" or doc[token.i - 1].whitespace_ or doc[token.i - 2].whitespace_:
        return lemma
    return doc[token.i - 2].lower_ + lemma


def clause_verb(token: Token) -> Token | None:
    """The verb whose clause a word stands in; of a verb, the one that its own clause hangs on."""
    return next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)


def verb_above(noun: Token) -> Token | None:
    """The verb that a prepositional phrase belongs to, also where the parser hung it on the verb's object."""
    token = noun.head.head
    while token.pos_ in NOMINAL and token.dep_ in {"dobj", "pobj", "nsubjpass"} and token.i < noun.i:
        token = token.head.head if token.dep_ == "pobj" else token.head
    return token if token.pos_ == "VERB" else None


def phrase(head: Token) -> tuple[int, int]:
    """Token offsets of a noun phrase without what follows its head: determiner, modifiers, head."""
    left = head.left_edge.i
    doc: Doc = head.doc
    left = next((i + 1 for i in range(head.i - 1, left - 1, -1) if doc[i].text == ":"), left)
    while left < head.i and (
        doc[left].is_punct or doc[left].is_space or doc[left].dep_ in {"cc", "preconj", "mark", "punct"}
    ):
        left += 1
    dated = left
    while dated < head.i and doc[dated].ent_type_ in {"DATE", "TIME"} and not doc[dated].is_punct:
        dated += 1
    if left < dated and doc[dated].lower_ not in {"'s", "’s"}:
        left = dated  # "[12 June 1999] Russian troops"
    if left + 1 < head.i and doc[left].dep_ == "prep" and doc[left + 1].lower_ in {"which", "whom"}:
        left += 2  # "an idea [to which] Warsaw objects"
    return left, head.i + 1


def _excluded(token: Token) -> bool:
    """ "X but not Y", "by X, not by Y": the second did not."""
    before = token.left_edge.i - 1
    return any(c.dep_ == "neg" for c in token.children) or (before >= 0 and token.doc[before].lower_ == "not")


def first_conjunct(token: Token) -> Token:
    """The first of those that stand beside a word: "Kenya" for "Ghana" in "with Kenya and Ghana"."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def conjuncts(token: Token) -> list[Token]:
    """The token and those coordinated after it, in text order."""
    found, queue = [token], [token]
    while queue:
        for child in queue.pop().children:
            listed = child.dep_ == "appos" and (
                token.pos_ == "ADJ"
                or (child.pos_ == token.pos_ == "PROPN" and any(g.dep_ == "conj" for g in child.children))
            )
            joined = child.dep_ == "conj" and child.pos_ in NOMINAL | {"ADJ", "X"} and not _taken(child)
            if (listed or joined) and not _excluded(child):
                found.append(child)
                queue.append(child)
    return sorted(found, key=lambda t: t.i)
