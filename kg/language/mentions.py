"""Finds the mentions of actors: names, persons with title and office, and nominals such as "Turkish troops".

The model's entities are mended by the gazetteer: a known name outranks the model's label, a title makes a person, and
a head noun of ``data/nominals.csv`` makes an actor of a phrase that has no name.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg import resources
from kg.language import syntax
from kg.language.values import LOCATIVE, Referent, TokenAgreement, TokenMention
from kg.linking import SCORES, Gazetteer, Name, Nominal, gazetteer, plain, slug

HEADS = frozenset({"NOUN", "PROPN"})
INSIDE = frozenset({"compound", "amod", "nmod", "nummod", "quantmod", "det", "advmod"})
# "hundreds of militants", "units of the army": the phrase after "of" says who they are.
QUANTITIES = frozenset(
    "hundred thousand dozen score million group number majority member unit part remnant element rest handful "
    "some many most several all both each one two three none column series faction branch wing coalition crowd".split()
)
PRONOUNS = frozenset(
    "he she they him her them his their it its we us our ours i me my himself herself itself themselves who".split()
)
PERSON_ENDINGS = ("er", "or", "ist", "ian", "ee", "ant", "man", "woman", "ruit", "ent")
NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})


def _straight(word: str) -> str:
    """Apostrophes as the tables write them."""
    return word.replace("’", "'")


class NameMatcher:
    """Finds the names of the gazetteer in a Doc, the longest at each token."""

    def __init__(self, gazetteer: Gazetteer, nlp: Language) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], Name | None]]] = {}
        blocked = [(row["word"], None) for row in resources.table("not_actors") if " " in row["word"]]
        for surface, name in [*gazetteer.names.items(), *blocked]:
            words = tuple(_straight(t.text) for t in nlp.make_doc(surface))
            self.by_first.setdefault(words[0], []).append((words, name))
        for candidates in self.by_first.values():
            candidates.sort(key=lambda c: -len(c[0]))

    def __call__(self, words: list[str]) -> dict[int, tuple[int, Name]]:
        """Start token -> (end token, name) of the matches, left to right without overlap."""
        found: dict[int, tuple[int, Name]] = {}
        i = 0
        while i < len(words):
            for candidate, name in self.by_first.get(words[i], ()):
                end = i + len(candidate)
                if tuple(words[i:end]) == candidate:
                    if name is not None:
                        found[i] = (end, name)
                    i = end - 1
                    break
            i += 1
        return found


class MentionFinder:
    """The component: reads the parse and the entities of a Doc, writes ``doc._.mentions`` and ``doc._.agreements``."""

    def __init__(self, nlp: Language) -> None:
        self.gazetteer = gazetteer()
        self.matcher = NameMatcher(self.gazetteer, nlp)
        self.not_actors = {row["word"] for row in resources.table("not_actors")}
        self.agreement_heads = {row["head"] for row in resources.table("agreement_nouns")}

    def __call__(self, doc: Doc) -> Doc:
        _Reading(self, doc).run()
        return doc


@Language.factory("kg_mentions")
def make_mentions(nlp: Language, name: str) -> MentionFinder:
    return MentionFinder(nlp)


class _Reading:
    """The reading of one Doc; it lives as long as the call."""

    def __init__(self, finder: MentionFinder, doc: Doc) -> None:
        self.finder, self.gazetteer, self.doc = finder, finder.gazetteer, doc
        self.names = finder.matcher([_straight(t.text) for t in doc])
        self.name_at: dict[int, tuple[int, int, Name]] = {}
        for start, (end, name) in self.names.items():
            for i in range(start, end):
                self.name_at[i] = (start, end, name)
        self.entity_at: dict[int, Span] = {
            i: e for e in doc.ents if e.label_ in NAME_LABELS for i in range(e.start, e.end)
        }
        self.persons: list[Referent] = []
        self.shared: dict[str, Referent] = {}
        self.furniture: set[int] = doc._.furniture or set()

    def run(self) -> None:
        mentions: list[TokenMention] = []
        agreements: list[TokenAgreement] = []
        heads = [t for t in self.doc if t.i not in self.furniture and self._may_head(t)]
        for token in heads:  # persons with a full name first: a surname may stand before it
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
        # A known name that the tagger took for another part of speech, or "the Turkish" as a noun.
        return (
            token.i in self.name_at
            and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "poss", "ROOT", "conj", "appos"}
            and token.pos_ not in {"VERB", "AUX"}
        )

    @staticmethod
    def _pronoun(token: Token) -> bool:
        return token.pos_ == "PRON" and token.lower_ in PRONOUNS and token.text != "US"

    def _list_item(self, token: Token) -> bool:
        """A headline's "Turkey, Russia agree" hangs the first name on the second as a compound."""
        return token.dep_ == "npadvmod" and token.i in self.name_at

    # names of persons

    def _note_full_name(self, token: Token) -> None:
        entity = self.entity_at.get(token.i)
        if entity is None or entity.label_ != "PERSON" or token.i in self.name_at:
            return
        start, end = self._person_name(token)
        if end - start < 2:
            return
        name = self.doc[start:end].text
        if not any(p.name == name for p in self.persons):
            self.persons.append(Referent(name, "Person", local=False, aliases=[name]))

    def _person_name(self, token: Token) -> tuple[int, int]:
        """Tokens of the personal name that ends at a head word, without title and nationality."""
        start = token.i
        entity = self.entity_at.get(token.i)
        floor = entity.start if entity is not None and entity.label_ == "PERSON" else syntax.phrase(token)[0]
        while start > floor and self._name_part(self.doc[start - 1], token):
            start -= 1
        end = token.i + 1
        if entity is not None and entity.label_ == "PERSON":
            while end < entity.end and self.doc[end].pos_ == "PROPN":
                end += 1
        return start, end

    def _name_part(self, token: Token, head: Token) -> bool:
        if token.i in self.name_at and self.name_at[token.i][2].role == "adjective":
            return False
        if token.lower_ in {
            "-",
            "al",
            "bin",
            "ibn",
            "van",
            "von",
            "de",
            "der",
            "el",
            "da",
            "al-",
            "ul",
            "di",
        } or token.text in {"'", "’"}:
            return True
        if token.pos_ != "PROPN" or not token.text[:1].isupper():
            return False
        return (
            self.gazetteer.title(token.text) is None
            and plain(token.text).rstrip(".") not in {"mr", "mrs", "ms"}
            and not self._ends_title(token)
        )

    def _ends_title(self, token: Token) -> bool:
        before = self.doc[max(0, token.i - 2) : token.i + 1]
        return len(before) > 1 and self.gazetteer.titles.get(plain(before[-2:].text)) is not None

    def _person(self, token: Token, start: int, end: int) -> tuple[Referent, str]:
        """The referent of a personal name: known full name, a surname of one, or a new name."""
        name = self.doc[start:end].text
        last = plain(self.doc[end - 1].text)
        for person in self.persons:
            if person.name == name:
                return person, "full name"
        if end - start == 1:
            same = [p for p in self.persons if plain(p.name).split()[-1] == last]
            if len({p.name for p in same}) == 1:
                return same[0], "surname"
            if len(same) > 1:
                return self._local(name, "Person"), "unknown name"
            return self._local(name, "Person"), "unknown name"
        person = Referent(name, "Person", local=False, aliases=[name])
        self.persons.append(person)
        return person, "full name"

    def _local(self, name: str, kind: str) -> Referent:
        """One referent a name inside the document."""
        key = f"{kind}:{plain(name)}"
        if key not in self.shared:
            self.shared[key] = Referent(name, kind, aliases=[name])
        return self.shared[key]

    # mentions by their head word

    def _mention(self, token: Token) -> Iterator[TokenMention]:
        if self._pronoun(token):
            yield TokenMention(token.i, token.i + 1, token.i, "actor", None, "pronoun", SCORES["pronoun"], pronoun=True)
            return
        start, end = syntax.phrase(token)
        if self._inside_name(token):
            return
        if any(
            t.lower_ in self.finder.not_actors or t.lemma_.lower() in self.finder.not_actors
            for t in self.doc[max(start, token.i - 2) : end]
        ):
            return
        for attempt in (
            self._titled_person,
            self._known_name,
            self._model_person,
            self._quantity,
            self._nominal,
            self._model_name,
            self._nationals_by_trade,
            self._proper_name,
        ):
            found = attempt(token, start, end)
            if found is not None:
                yield found
                return

    def _inside_name(self, token: Token) -> bool:
        """True for a later word of an organisation's name: "Investments" in "the Center of Defence Investments"."""
        entity = self.entity_at.get(token.i)
        return (
            entity is not None
            and entity.label_ == "ORG"
            and entity.root.i < token.i
            and token.dep_ in {"pobj", "conj"}
            and token.i not in self.name_at
        )

    def _titled_person(self, token: Token, start: int, end: int) -> TokenMention | None:
        """ "Russian Foreign Minister Sergey Lavrov", "President Erdogan", "Gen. Haftar"."""
        if token.pos_ != "PROPN" or not token.text[:1].isupper():
            return None
        name_start, name_end = self._person_name(token)
        before = self.doc[start:name_start]
        title = self.gazetteer.title(before.text) if len(before) else None
        if title is None or (
            name_start == token.i and token.i in self.name_at and self.name_at[token.i][2].role != "adjective"
        ):
            return None
        if self.gazetteer.title(self.doc[name_start:name_end].text) is not None:
            return None
        referent, reason = self._person(token, name_start, name_end)
        office, sector = title
        if office:
            referent.offices.add(office)
        referent.sector = referent.sector or sector
        referent.country = referent.country or self._country(token, start, name_start)
        return self._made(start, name_end, token, referent, f"title and {reason}", SCORES[reason])

    def _known_name(self, token: Token, start: int, end: int) -> TokenMention | None:
        found = self.name_at.get(token.i)
        if found is None:
            return None
        name_start, name_end, name = found
        entity = self.entity_at.get(token.i)
        if entity is not None and self._longer_name(entity, name_start, name_end, name):
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
        made.kind = self._kind(token, name.entity.type)
        return made

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
        code = name.entity.country or ""
        collective = token.dep_ == "nsubj" and token.tag_ == "JJ"  # "the French want"
        plural = token.tag_ in {"NNS", "NNPS"} or token.text.endswith("s") or collective
        if plural:
            entity_name = token.text
            referent = self.shared.setdefault(
                f"people:{code}", Referent(entity_name, "Population", code, "CVL", local=False)
            )
        else:
            referent = Referent(self.doc[start:end].text, "Person", code, None)
        return self._made(start, end, token, referent, f"people of {name.entity.name}", SCORES["nationality and word"])

    def _model_person(self, token: Token, start: int, end: int) -> TokenMention | None:
        entity = self.entity_at.get(token.i)
        known = self._known_surname(token)
        if not known and (entity is None or entity.label_ != "PERSON" or not token.text[:1].isupper()):
            return None
        if not known and (
            token.lemma_.lower() in self.gazetteer.nominals or token.lower_ in self.gazetteer.place_nouns
        ):
            return None
        if not known and self._looks_like_place(token):
            return None
        name_start, name_end = self._person_name(token)
        referent, reason = self._person(token, name_start, name_end)
        referent.country = referent.country or self._country(token, start, name_start)
        return self._made(start, name_end, token, referent, reason, SCORES[reason])

    def _known_surname(self, token: Token) -> bool:
        """A surname that the document gives in full elsewhere, whatever the model calls it here."""
        if token.pos_ != "PROPN" or len(token.text) < 3:
            return False
        last = plain(token.text)
        return any(plain(p.name).split()[-1] == last for p in self.persons)

    def _looks_like_place(self, token: Token) -> bool:
        """ "the town of Dana": the model may take such a name for a person's."""
        prep = token.head
        return token.dep_ == "pobj" and (
            (prep.lower_ == "of" and prep.head.lemma_.lower() in self.gazetteer.place_nouns)
            or prep.lower_ in {"in", "near", "outside"}
        )

    def _nominal(self, token: Token, start: int, end: int) -> TokenMention | None:
        modifiers = {t.lemma_.lower() for t in self.doc[start : token.i] if not t.is_punct}
        row, row_start = self._nominal_row(token, start, modifiers)
        if row is None:
            return None
        countries = self._countries(token, start, row_start)
        if len(countries) > 1:
            return self._group(token, start, end, row, countries)
        country = countries[0] if countries else None
        entity, local_reason = self._anchored(row, country)
        if entity is not None:
            return self._made(start, end, token, self._of_entity(entity), local_reason, SCORES["nationality and word"])
        words = self.doc[start:end]
        name = (
            " ".join(
                t.text for t in words if t.dep_ not in {"det", "poss", "case"} or (t.i == token.i and not t.is_space)
            )
            or token.text
        )
        plural = row.number == "pl" or token.tag_ in {"NNS", "NNPS"}
        if row.type == "Person" and not plural and token.tag_ != "NNPS":
            referent = Referent(name, "Person", country, row.sector, offices={slug(row.head)})
        else:
            referent = self._shared_nominal(name, row, country)
        referent.plural = plural
        return self._made(start, end, token, referent, f"the word {row.head}", SCORES["nominal"])

    def _countries(self, token: Token, start: int, end: int) -> list[str]:
        """The countries of a phrase, several where they are coordinated: "Indian and American troops", "of X and Y"."""
        first = self._country(token, start, end)
        found = [first] if first else self._countries_after(token)
        modifiers = [c for c in token.children if c.dep_ in {"amod", "nmod", "poss", "compound"} and c.i < token.i]
        named = [
            self.name_at[t.i][2].entity
            for m in modifiers
            for t in (m, *m.conjuncts)
            if t.i in self.name_at and t.i < token.i
        ]
        if len({m.i for m in modifiers if m.i in self.name_at}) == 1:
            found += [e.country for e in named if e.type == "State" and e.country]
        return list(dict.fromkeys(found))

    def _group(self, token: Token, start: int, end: int, row: Nominal, countries: list[str]) -> TokenMention:
        """One mention whose members are the actors of each country, all at the same words."""
        members = []
        for country in countries:
            entity, _ = self._anchored(row, country)
            if entity is not None:
                referent = self._of_entity(entity)
            else:
                name = f"{self.gazetteer.adjective(country)} {row.head}"
                referent = self._shared_nominal(name, row, country)
            members.append(
                self._made(
                    start,
                    end,
                    token,
                    referent,
                    f"one of several countries and the word {row.head}",
                    SCORES["nationality and word"],
                )
            )
        group = self._made(start, end, token, members[0].referent, members[0].reason, members[0].score)
        group.members = members
        return group

    def _nationals_by_trade(self, token: Token, start: int, end: int) -> TokenMention | None:
        """ "British instructors": a word for persons that no table has, with a nationality."""
        if token.pos_ != "NOUN" or not token.lemma_.lower().endswith(PERSON_ENDINGS):
            return None
        country = self._country(token, start, token.i)
        if country is None or token.lemma_.lower() in self.gazetteer.place_nouns:
            return None
        name = " ".join(t.text for t in self.doc[start:end] if t.dep_ != "det")
        referent = self.shared.setdefault(f"nominal:{plain(name)}:{country}", Referent(name, "Person", country))
        referent.plural = token.tag_ == "NNS"
        return self._made(start, end, token, referent, "a nationality and a word for persons", SCORES["nominal"])

    def _shared_nominal(self, name: str, row: Nominal, country: str | None) -> Referent:
        key = f"nominal:{plain(name)}:{country}"
        return self.shared.setdefault(key, Referent(name, row.type, country, row.sector))

    def _nominal_row(self, token: Token, start: int, modifiers: set[str]) -> tuple[Nominal | None, int]:
        """The row for the longest run of words that ends at the head: "foreign ministry" before "ministry"."""
        lemma = token.lemma_.lower() if token.tag_ not in {"NNPS"} else token.lower_.rstrip("s")
        for length in (3, 2):
            first = token.i - length + 1
            if first >= start:
                words = " ".join([*(t.lower_ for t in self.doc[first : token.i]), lemma])
                row = self.gazetteer.nominal(words, modifiers) or self.gazetteer.nominal(
                    self.doc[first : token.i + 1].text.lower(), modifiers
                )
                if row is not None:
                    return row, first
        return self.gazetteer.nominal(lemma, modifiers) or self.gazetteer.nominal(token.lower_, modifiers), token.i

    def _anchored(self, row: Nominal, country: str | None) -> tuple[object, str]:
        if country is None or not row.anchor or country not in self.gazetteer.states:
            return None, ""
        reason = f"{self.gazetteer.states[country].name} and the word {row.head}"
        if row.anchor == "force":
            return self.gazetteer.force(country), reason
        if row.anchor == "state":
            return self.gazetteer.states[country], reason
        return self.gazetteer.body(country, row.anchor.removeprefix("body:"), row.sector), reason

    def _model_name(self, token: Token, start: int, end: int) -> TokenMention | None:
        entity = self.entity_at.get(token.i)
        if token.lemma_.lower() in self.gazetteer.place_nouns and token.pos_ == "NOUN":
            return self._made(start, end, token, None, "a word for a place", SCORES["nominal"], kind="place")
        if entity is None or not token.text[:1].isupper():
            return None
        place_word = token.lemma_.lower() in self.gazetteer.place_nouns and entity.label_ != "ORG"
        if place_word or entity.label_ in {"GPE", "LOC", "FAC"} or self._looks_like_place(token):
            if self._acts(token):
                return self._acting_place(token, entity, start, end)
            return self._made(
                start, max(end, entity.end), token, None, "the model's place", SCORES["unknown name"], kind="place"
            )
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
            or token.lemma_.lower() in self.gazetteer.place_nouns
            or self.gazetteer.title(token.text) is not None
        ):
            return None
        name_start = start
        while name_start < token.i and not self.doc[name_start].text[:1].isupper():
            name_start += 1
        name = self.doc[name_start:end].text
        return self._made(
            start, end, token, self._local(name, "Actor"), "a proper name of unknown kind", SCORES["unknown name"]
        )

    def _acts(self, token: Token) -> bool:
        """True where a name of a place stands as one who acts: "Lagos banned …", "Buhari's decision"."""
        if token.lemma_.lower() in self.gazetteer.place_nouns:
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

    def _quantity(self, token: Token, start: int, end: int) -> TokenMention | None:
        """ "hundreds of militants": the span runs to the noun that says who."""
        if token.lemma_.lower() not in QUANTITIES and token.pos_ != "NUM":
            return None
        inner = [
            i for p in token.children if p.dep_ == "prep" and p.lower_ == "of" for i in p.children if i.dep_ == "pobj"
        ]
        inner += [c for c in token.children if c.dep_ in {"compound", "nmod"}]  # "Hezbollah members"
        for part in inner:
            found = next(self._mention(part), None)
            if found is not None and found.kind == "actor" and found.referent is not None:
                return self._made(start, max(found.end, token.i + 1), token, found.referent, found.reason, found.score)
        return None

    # what a phrase says of its country

    def _country(self, head: Token, start: int, end: int) -> str | None:
        """The state that a modifier names: "Turkish troops", "Turkey's army", "the US envoy"."""
        for i in range(end - 1, start - 1, -1):
            found = self.name_at.get(i)
            if found is not None and found[2].entity.type == "State":
                token = self.doc[i]
                if token.text in self.gazetteer.adjectives or token.dep_ in {"poss", "compound", "nmod", "amod"}:
                    return found[2].entity.country
                if self.doc[found[0] : found[1]].text in self.gazetteer.adjectives:
                    return found[2].entity.country
            elif found is not None and i < end - 0 and self.doc[i].dep_ == "poss":
                return found[2].entity.country
        return None

    def _country_after(self, head: Token) -> str | None:
        return next(iter(self._countries_after(head)), None)

    def _countries_after(self, head: Token) -> list[str]:
        """ "the army of Chad", "the foreign ministers of Greece and Turkey"."""
        inner = [t for p, o in syntax.prepositions(head) if p == "of" for t in syntax.conjuncts(o)]
        names = [self.name_at[t.i][2].entity for t in inner if t.i in self.name_at]
        return [e.country for e in names if e.type == "State" and e.country]

    def _of_entity(self, entity: object) -> Referent:
        key = f"entity:{entity.id}"  # type: ignore[attr-defined]
        if key not in self.shared:
            e = entity
            self.shared[key] = Referent(e.name, e.type, e.country, e.sector, e, local=False)  # type: ignore[attr-defined, arg-type]
        return self.shared[key]

    def _kind(self, token: Token, type_: str) -> str:
        """A state or capital under a preposition of place is a place: "in Syria"."""
        head = token.head
        if type_ in {"State", "Place"} and token.dep_ == "pobj" and head.lower_ in LOCATIVE:
            return "place"
        return "actor"

    def _modifier_name(self, start: int, end: int, name: Name, taken: set[int]) -> Iterator[TokenMention]:
        """States and organisations inside another phrase ("the US sanctions", "a Turkish attack", "NATO allies"), which
        may be the ends of a nominal act; adjectives are marked, since they are no mentions for a reader."""
        last = end - 1
        if last in taken or any(i in self.furniture for i in range(start, end)):
            return
        token = self.doc[last]
        if token.dep_ not in INSIDE | {"poss", "npadvmod"}:
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
            or head.i in self.furniture
            or head.dep_ not in {"compound", "nmod", "poss"}
        ):
            return
        if any(i in self.name_at for i in range(entity.start, entity.end)) or (
            head.head.pos_ == "PROPN" and head.head.ent_type_ == entity.label_
        ):
            return
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

    def _made(
        self,
        start: int,
        end: int,
        token: Token,
        referent: Referent | None,
        reason: str,
        score: float,
        *,
        kind: str = "actor",
    ) -> TokenMention:
        while start < token.i and (self.doc[start].is_space or self.doc[start].is_punct):
            start += 1
        return TokenMention(start, end, token.i, kind, referent, reason, score)
