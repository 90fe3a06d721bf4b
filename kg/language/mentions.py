"""Finds the mentions of actors: names, persons with title and office, and nominals such as "Turkish troops".

The model's entities are mended by the gazetteer: a known name outranks the model's label, a title makes a person, and
a head noun of ``data/nominals.csv`` makes an actor of a phrase that has no name.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg import resources
from kg.actors import OwnGazetteer
from kg.language import syntax
from kg.language.abbreviations import Names, introduced
from kg.language.names import NameMatcher, folded, gazetteer_names, not_actors, person_names
from kg.language.namesakes import Namesakes, hidden_names
from kg.language.nominals import NominalPhrases
from kg.language.persons import PersonPhrases
from kg.language.values import Referent, TokenAgreement, TokenMention
from kg.linking import SCORES, Gazetteer, Name, gazetteer, split_list
from kg.offices import offices

HEADS = frozenset({"NOUN", "PROPN"})
INSIDE = frozenset({"compound", "amod", "nmod", "nummod", "quantmod", "det", "advmod"})
PRONOUNS = frozenset(
    "he she they him her them his their it its we us our ours i me my himself herself itself themselves who".split()
)

ORDINAL = frozenset({"former", "latter"})


class MentionFinder:
    """The component: reads the parse and the entities of a Doc, writes ``doc._.mentions`` and ``doc._.agreements``."""

    def __init__(self, nlp: Language) -> None:
        self.tokenizer = nlp
        self.gazetteer, self.offices = gazetteer(), offices()
        self.own: OwnGazetteer | None = None
        hidden: Iterator[tuple[str, Name | None]] = ((name, None) for name in hidden_names(self.gazetteer))
        self.matcher = NameMatcher([*gazetteer_names(self.gazetteer), *hidden], nlp)
        self.person_matcher = NameMatcher(person_names(self.offices.persons.values()), nlp)
        self.not_actors = not_actors()
        named = [(n, r["name"]) for r in resources.table("agreements") for n in (r["name"], *split_list(r["aliases"]))]
        self.agreements = NameMatcher(named, nlp)
        self.agreement_heads = {row["head"] for row in resources.table("agreement_nouns")}

    def use(self, own: OwnGazetteer) -> None:
        """Put a user's gazetteer before ours."""
        self.own, self.gazetteer, self.offices = own, own.gazetteer, own.offices
        self.own_matcher = NameMatcher(((n, n) for n in own.names), self.tokenizer, any_case=True)
        self.own_persons = NameMatcher(person_names(own.people), self.tokenizer, any_case=True)

    def names(self, words: list[str], date: str | None) -> Names:
        """The names in a text, a user's own before ours where they are not shorter."""
        ours = {s: (e, name) for s, (e, name) in self.matcher(words).items() if name is not None}
        ours = _at_date(ours, self.gazetteer, date)
        if self.own is None:
            return ours
        found = ((s, e, self.own.entity(n, date)) for s, (e, n) in self.own_matcher(words).items())
        covered = {i: (s, e) for s, (e, _) in ours.items() for i in range(s, e)}
        own = {s: (e, Name(entity, "own")) for s, e, entity in found if entity and not _inside(s, e, covered)}
        return _without_overlap(ours, own)

    def persons(self, words: list[str]) -> dict[int, tuple[int, str]]:
        """The names of known persons in a text."""
        return self.person_matcher(words) | (self.own_persons(words) if self.own is not None else {})

    def __call__(self, doc: Doc) -> Doc:
        _Reading(self, doc).run()
        return doc


@Language.factory("kg_mentions")
def make_mentions(nlp: Language, name: str) -> MentionFinder:
    """The factory that spaCy calls."""
    return MentionFinder(nlp)


def _without_overlap(names: Names, stronger: Names) -> Names:
    """Both together; a name that overlaps a stronger one gives way."""
    taken = {i for start, (end, _) in stronger.items() for i in range(start, end)}
    return stronger | {s: (e, n) for s, (e, n) in names.items() if taken.isdisjoint(range(s, e))} if taken else names


def _inside(start: int, end: int, covered: dict[int, tuple[int, int]]) -> bool:
    """True where a longer name holds this one; ``covered``: token -> start and end of the name over it."""
    first, last = covered.get(start), covered.get(end - 1)
    return first is not None and first == last and first[1] - first[0] > end - start


def _at_date(names: Names, gazetteer: Gazetteer, date: str | None) -> Names:
    """Names that a present state shares with a former one (Moscow, Belgrade) mean the one that stood at the date."""
    seats = [s for s, (_, n) in names.items() if n.role == "metonym" and n.entity.type == "State"]
    if not seats:
        return names
    named = frozenset(n.entity.id for _, n in names.values())
    return names | {s: (names[s][0], gazetteer.state_at(names[s][1], date, named)) for s in seats}


class _Reading(PersonPhrases, NominalPhrases):
    """The reading of one Doc; it lives as long as the call."""

    def __init__(self, finder: MentionFinder, doc: Doc) -> None:
        words = [folded(t.text) for t in doc]
        names = finder.names(words, doc._.published)
        self.named_agreements = finder.agreements(words)
        inside = {i for start, (end, _) in self.named_agreements.items() for i in range(start, end)}
        if inside:  # "Minsk II" names no Minsk
            names = {s: (e, n) for s, (e, n) in names.items() if inside.isdisjoint(range(s, e))}
        names = _without_overlap(Namesakes(doc, names, finder.gazetteer).kept(), introduced(doc, words, names))
        super().__init__(doc, (finder.gazetteer, finder.offices), names, finder.persons(words))
        self.finder = finder
        self.away = self.furniture | inside

    def run(self) -> None:
        mentions: list[TokenMention] = []
        agreements: list[TokenAgreement] = []
        for start, (end, agreement) in self.named_agreements.items():
            if start not in self.furniture:
                agreements.append(TokenAgreement(start, end, self.doc[start:end].root.i, agreement))
        heads = [t for t in self.doc if t.i not in self.away and self._may_head(t)]
        for token in heads:  # persons with a full name first: a surname may stand before it
            if token.i in self.entity_at or token.i in self.person_at:
                self._note_full_name(token)
        for token in heads:
            if token.lemma_.lower() in self.finder.agreement_heads:
                agreements.extend(self._agreement(token))
                continue
            mentions.extend(self._mention(token))
        taken = {m.head for m in mentions}
        for start, (end, name) in self.names.items():
            mentions.extend(self._modifier_name(start, end, name, taken))
        taken = {m.head for m in mentions}
        for entity in self.doc.ents:
            mentions.extend(self._modifier_entity(entity, taken))
        mentions.sort(key=lambda m: (m.head, m.start))
        self.doc._.mentions = mentions
        self.doc._.agreements = agreements

    def _may_head(self, token: Token) -> bool:
        if self._pronoun(token):
            return True
        if token.pos_ in HEADS or (token.pos_ == "NUM" and token.dep_ in {"nsubj", "dobj", "nsubjpass", "pobj"}):
            return token.dep_ not in {"compound", "npadvmod"} or self._list_item(token)
        if token.pos_ == "ADJ" and token.dep_ == "nsubj" and token.i and token.nbor(-1).lower_ in {"the", "-"}:
            return self.gazetteer.title(token.text) is not None  # "the general", "the secretary-general"
        # A known name that the tagger took for another part of speech, or "the Turkish" as a noun.
        return (
            token.i in self.name_at
            and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "poss", "ROOT", "conj", "appos"}
            and token.pos_ not in {"VERB", "AUX"}
        )

    @staticmethod
    def _pronoun(token: Token) -> bool:
        if token.lower_ in ORDINAL:  # "the latter", but not "the latter half"
            return token.i > 0 and token.nbor(-1).lower_ == "the" and token.dep_ not in {"amod", "compound"}
        return token.pos_ == "PRON" and token.lower_ in PRONOUNS and token.text != "US"

    def _list_item(self, token: Token) -> bool:
        """A headline's "Turkey, Russia agree" hangs the first name on the second as a compound."""
        return token.dep_ == "npadvmod" and token.i in self.name_at

    def _mention(self, token: Token) -> Iterator[TokenMention]:
        if self._pronoun(token):
            yield TokenMention(token.i, token.i + 1, token.i, "actor", None, "pronoun", SCORES["pronoun"], pronoun=True)
            return
        start, end = syntax.phrase(token)
        if self._inside_name(token):
            return
        if token.i not in self.name_at and (self._no_actor(token) or self._of_office(token)):
            return
        for attempt in (
            self._titled_person,
            self._known_name,
            self._model_person,
            self._quantity,
            self._nominal,
            self._model_name,
            self._nationals_by_trade,
            self._gazetteer_place,
            self._proper_name,
        ):
            found = attempt(token, start, end)
            if found is not None:
                yield found
                return

    def _of_office(self, token: Token) -> bool:
        """ "State" in "secretary of state", which is one word for somebody."""
        if token.dep_ != "pobj" or not token.text.islower() or token.head.lower_ != "of":
            return False
        head = token.head.head
        return f"{head.lemma_.lower()} of {self._of_words(head)}" in self.gazetteer.nominals

    def _no_actor(self, token: Token) -> bool:
        """True for words of nature, sport and the like, and for names that begin with one ("Storm Daniel")."""
        before = [c for c in token.children if c.dep_ == "compound" and c.text[:1].isupper() and c.i < token.i]
        return any({t.lower_, t.lemma_.lower()} & self.finder.not_actors for t in (token, *before))

    def _inside_name(self, token: Token) -> bool:
        """True for a later word of an organisation's name: "Investments" in "the Center of Defence Investments"."""
        entity, match = self.entity_at.get(token.i), self.name_at.get(token.i)
        if match is not None and match[1] - match[0] > 1:
            root = self.doc[match[0] : match[1]].root
            if root.i != token.i and root.pos_ in HEADS and token.dep_ in {"pobj", "conj"}:
                return True  # "Democracy" in "the National League for Democracy"
        return (
            entity is not None
            and entity.label_ == "ORG"
            and entity.root.i < token.i
            and token.dep_ in {"pobj", "conj"}
            and (token.i not in self.name_at or self._longer_name(entity, *self.name_at[token.i]))
        )

    def _known_name(self, token: Token, start: int, end: int) -> TokenMention | None:
        found = self.name_at.get(token.i)
        if found is None or self._of_another(token, found[0], found[2]):
            return None
        name_start, name_end, name = found
        entity = self.entity_at.get(token.i)
        stated = name.role in {"abbreviation", "own"}
        if entity is not None and not stated and self._longer_name(entity, name_start, name_end, name):
            return None
        if name.role in {"national", "adjective"} and name.entity.type == "State":
            return self._nationals(token, start, max(end, name_end), name)
        referent = self._of_entity(name.entity)
        made = self._made(
            min(start, name_start),
            max(end, name_end),
            token,
            referent,
            f"the gazetteer's {name.role} {name.entity.name}",
            SCORES.get(name.role, 0.9),
        )
        made.metonym = name.role == "metonym"
        made.kind = self._kind(token, "Place" if made.metonym else name.entity.type)
        return made

    def _of_another(self, token: Token, start: int, name: Name) -> bool:
        """ "Peru's Congress", or "Congress" in a text on Peru, is not the Congress of the United States."""
        country = name.entity.country
        if name.entity.type != "GovernmentBody" or not country:
            return False
        before = self._country(token, syntax.phrase(token)[0], start)
        if before is not None:
            return before != country
        common = token.text.lower() in self.gazetteer.nominals and self.name_at[token.i][1] - start == 1
        others = {n.entity.country for _, n in self.names.values() if n.entity is not name.entity}
        people = {p.country for p in self.persons}
        return common and country not in others | people and bool((others | people) - {None})

    def _longer_name(self, entity: Span, start: int, end: int, name: Name) -> bool:
        """True where the model sees a longer name of which the gazetteer's is only a part."""
        if entity.end - entity.start <= end - start:
            return False
        if entity.label_ == "PERSON" and name.role != "name":
            return True
        if entity.label_ not in {"ORG", "PERSON"}:
            return False
        covered = {self.doc[i].lower_ for i in range(start, end)}
        rest = [t for t in entity if t.lower_ not in covered and t.pos_ in HEADS and t.lower_ != "the"]
        return bool(rest) and entity.root.i not in range(start, end)

    def _nationals(self, token: Token, start: int, end: int, name: Name) -> TokenMention | None:
        """ "The Turks" are their state, "Turks" a people, "two Turks" and "a Turk" persons of this text alone."""
        code = name.entity.country or ""
        collective = token.dep_ == "nsubj" and token.tag_ == "JJ"  # "the French want"
        plural = token.tag_ in {"NNS", "NNPS"} or token.text.endswith("s") or collective
        before = [t for t in self.doc[start : token.i] if t.dep_ in {"nummod", "amod", "det", "quantmod", "poss"}]
        plural = plural or (token.text in self.gazetteer.adjectives and [t.lower_ for t in before] == ["the"])
        below = any(c.dep_ in {"relcl", "acl", "prep"} for c in token.children)
        words = self.doc[start:end].text
        if plural and [t.lower_ for t in before] == ["the"] and not below:
            referent = self._of_entity(name.entity)
        elif plural and not any(t.dep_ == "nummod" for t in before):
            referent = self.shared.setdefault(
                f"people:{code}", Referent(token.text, "Population", code, "CVL", local=False)
            )
        else:
            referent = Referent(words, "Population" if plural else "Person", code, "CVL", plural=plural)
        return self._made(start, end, token, referent, f"people of {name.entity.name}", SCORES["nationality and word"])

    def _model_name(self, token: Token, start: int, end: int) -> TokenMention | None:
        entity = self.entity_at.get(token.i)
        if self.gazetteer.is_place_noun(token.lemma_, token.text) and token.pos_ == "NOUN":
            return self._made(start, end, token, None, "a word for a place", SCORES["nominal"], kind="place")
        if entity is None or not token.text[:1].isupper():
            return None
        place_word = self.gazetteer.is_place_noun(token.lemma_, token.text) and entity.label_ != "ORG"
        if place_word or entity.label_ in {"GPE", "LOC", "FAC"} or self._looks_like_place(token):
            if self._acts(token):
                return self._acting_place(token, entity, start, end)
            return self._made(
                start, max(end, entity.end), token, None, "the model's place", SCORES["unknown name"], kind="place"
            )
        if entity.label_ == "ORG" and self._is_person(token, entity):
            return self._person_mention(token, start)
        if entity.label_ == "ORG":
            name = self.doc[entity.start : entity.end].text
            name = name.removeprefix("the ").removeprefix("The ")
            referent = self._local(name, "Organisation")
            referent.country = referent.country or self._country(token, start, token.i) or self._country_after(token)
            return self._made(
                min(start, entity.start),
                max(end, entity.end),
                token,
                referent,
                "the model's organisation",
                SCORES["unknown name"],
            )
        if entity.label_ == "NORP":
            return self._made(
                start, end, token, self._local(entity.text, "Population"), "the model's group", SCORES["unknown name"]
            )
        return None

    def _proper_name(self, token: Token, start: int, end: int) -> TokenMention | None:
        """A proper noun that the model does not label, where only an actor is likely to stand: "Gulen was accused"."""
        if token.pos_ != "PROPN" or not token.text[:1].isupper() or len(token.text) < 3 or token.ent_type_:
            return None
        actor_place = (
            token.dep_ in {"nsubj", "nsubjpass", "poss", "dative", "appos"}
            or token.dep_ == "dobj"
            or (token.dep_ == "pobj" and token.head.lower_ in {"by", "with", "against", "on", "to", "from", "into"})
        )
        if token.dep_ == "conj":
            actor_place = token.head.pos_ == "PROPN" and token.head.i not in self.name_at
        if (
            not actor_place
            or self.gazetteer.is_place_noun(token.lemma_, token.text)
            or self.gazetteer.title(token.text) is not None
        ):
            return None
        if token.tag_ == "NNPS" and token.is_sent_start:
            return None  # "Tensions rose": a capital that begins the sentence
        name_start = start
        while name_start < token.i and not self.doc[name_start].text[:1].isupper():
            name_start += 1
        name = self.doc[name_start:end].text
        return self._made(
            start, end, token, self._local(name, "Actor"), "a proper name of unknown kind", SCORES["unknown name"]
        )

    def _acts(self, token: Token) -> bool:
        """True where a name of a place stands as one who acts: "Lagos banned …", "Buhari's decision"."""
        if self.gazetteer.is_place_noun(token.lemma_, token.text):
            return False
        if token.dep_ == "poss":
            return token.head.pos_ == "NOUN" and token.head.lemma_.lower() not in self.gazetteer.place_nouns
        return (token.dep_ in {"nsubj", "agent"} and token.head.pos_ == "VERB") or (
            token.dep_ == "pobj" and token.head.dep_ == "agent"
        )

    def _acting_place(self, token: Token, entity: Span, start: int, end: int) -> TokenMention:
        """The authorities of a known place; a name that no gazetteer has may be anybody's."""
        name = self.doc[entity.start : entity.end].text.removeprefix("the ").removeprefix("The ")
        known = self.gazetteer.place(name, ())
        referent = self._local(name, "GovernmentBody" if known else "Organisation")
        if known:
            referent.country, referent.sector = known[0].entity.country, "GOV"
        return self._made(start, max(end, entity.end), token, referent, "a place that acts", SCORES["unknown name"])

    def _modifier_name(self, start: int, end: int, name: Name, taken: set[int]) -> Iterator[TokenMention]:
        """States and organisations inside another phrase ("the US sanctions", "a Turkish attack", "NATO allies"), which
        may be the ends of a nominal act; adjectives are marked, since they are no mentions for a reader."""
        last = end - 1
        if last in taken or any(i in self.furniture for i in range(start, end)):
            return
        token = self.doc[last]
        if token.dep_ not in INSIDE | {"poss", "npadvmod"} or self._praised(start):
            return
        entity = self.entity_at.get(last)
        if entity is not None and entity.label_ == "PERSON" and entity.end - entity.start > end - start:
            return
        adjective = name.role in {"adjective", "national"} or self.doc[start:end].text in self.gazetteer.adjectives
        yield TokenMention(
            start,
            end,
            last,
            "actor",
            self._of_entity(name.entity),
            f"the gazetteer's {name.role} {name.entity.name}",
            SCORES.get(name.role, 0.9),
            metonym=name.role == "metonym",
            adjective=adjective,
        )

    def _modifier_entity(self, entity: Span, taken: set[int]) -> Iterator[TokenMention]:
        """Persons and organisations that the model sees inside another phrase: "the Navalny trial", "Amazon depots"."""
        head = entity.root
        if (
            entity.label_ not in {"PERSON", "ORG"}
            or head.i in taken
            or head.i in self.away
            or head.dep_ not in {"compound", "nmod", "poss"}
        ):
            return
        if any(i in self.name_at for i in range(entity.start, entity.end)) or (
            head.head.pos_ == "PROPN" and head.head.ent_type_ == entity.label_
        ):
            return
        if self._name_of_kind(head.head) is not None:
            return  # "Sabah" in "the Sabah news outlet", which is it
        start, end = syntax.phrase(head)
        found = (
            self._titled_person(head, start, end)
            or self._model_person(head, start, end)
            or self._model_name(head, start, end)
        )
        if found is not None and found.referent is not None:
            yield found

    def _agreement(self, token: Token) -> Iterator[TokenAgreement]:
        start, end = syntax.phrase(token)
        words = [t for t in self.doc[start:end] if t.dep_ not in {"det", "poss", "case"} and not t.is_space]
        if any(t.text[:1].isupper() for t in words):
            yield TokenAgreement(start, end, token.i, " ".join(t.text for t in words))
