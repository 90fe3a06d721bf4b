"""Mentions without a name: a head noun of ``data/nominals.csv`` with what its phrase says of country and number."""

from __future__ import annotations

import functools

from spacy.tokens import Token

from kg import resources
from kg.language import syntax
from kg.language.names import gender, is_person_word
from kg.language.phrases import Phrases
from kg.language.values import Referent, TokenMention
from kg.language.words import word_set
from kg.linking import SCORES, Nominal, plain, slug
from kg.model import Entity

# "hundreds of militants", "units of the army": the phrase after "of" says who they are.
QUANTITIES = frozenset(
    "hundred thousand dozen score million group number majority member unit part remnant element rest handful "
    "some many most several all both each one two three none column series faction branch wing coalition crowd".split()
)

WHERE = frozenset({"in", "from", "of", "at"})
JOINT_BODIES = frozenset({"Organisation", "InternationalOrganisation", "Company", "Party"})
NAMED_KINDS = frozenset({"Media", "Company"})  # words for these stand beside the name of one
ADVISERS = frozenset({"aide", "adviser", "advisor"})  # "an aide to the Kremlin" is Russia's, an envoy to it is not
ARMED = frozenset({"MIL", "REB", "UAF", "PRM"})
# Sectors of the one country that a text names: bodies whatever happens to them, others where they act themselves.
DOMESTIC_BODIES = frozenset({"LEG", "JUD"})
DOMESTIC = frozenset({"GOV", "MIL", "COP", "CVL", "OPP", "AGR", "LAB", "EDU", "ELI"})
OTHERS = frozenset("foreign other another some international western global neighbouring neighboring".split())


@functools.cache
def away_words() -> frozenset[str]:
    """People who are often not from where they are: "diplomats in Geneva" (``data/away_words.csv``)."""
    return frozenset(row["word"] for row in resources.table("away_words"))


class NominalPhrases(Phrases):
    """Reads the phrases that refer to an actor by what it is."""

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
                if token.lemma_ == "member" and found.referent.type == "InternationalOrganisation":
                    continue  # "a few EU members" are states
                if found.referent.local and found.referent.country is None:  # "thousands of protesters in Minsk"
                    found.referent.country = self._place_beside(token)
                return self._made(start, max(found.end, token.i + 1), token, found.referent, found.reason, found.score)
        alone = token.pos_ == "NUM" and token.ent_type_ in {"", "CARDINAL"}
        if alone and token.dep_ in {"nsubjpass", "dobj"} and not any(c.dep_ == "prep" for c in token.children):
            people = Referent(f"{token.text} people", "Population", None, "CVL", plural=True)
            return self._made(start, end, token, people, "a number that stands for people", SCORES["nominal"])
        return None

    def _nominal(self, token: Token, start: int, end: int) -> TokenMention | None:
        modifiers = {t.lemma_.lower() for t in self.doc[start : token.i] if not t.is_punct}
        row, row_start = self._nominal_row(token, start, modifiers)
        entity_here = self.entity_at.get(token.i)
        a_place = token.pos_ == "PROPN" and entity_here is not None and entity_here.label_ in {"GPE", "LOC", "FAC"}
        # "the West Bank" is no bank; "dozens of targets" are no people.
        amount = token.lemma_.lower() in QUANTITIES and any(p == "of" for p, _ in syntax.prepositions(token))
        # "a state visit", "the state capital"
        official = token.lower_ == "state" and token.dep_ in {"compound", "nmod"}
        # "a state of emergency"
        official |= token.lower_ == "state" and any(
            p == "of" and o.pos_ == "NOUN" for p, o in syntax.prepositions(token)
        )
        province = any(c.i in (self.doc._.hints or ()) for c in token.children)  # "Nigeria's Niger state"
        few = row is not None and row.number == "pl" and token.tag_ == "NN" and token.text[-1:] != "s"  # "use force"
        if row is None or few or a_place or amount or province or official:
            return None
        named = self._name_of_kind(token)
        if named is not None:
            return self._made(start, end, token, named, f"a name and the word {row.head}", SCORES["unknown name"])
        countries = [] if self._once_part(token, start, row_start) else self._countries(token, start, row_start)
        if len(countries) > 1 and row.type in JOINT_BODIES and token.tag_ in {"NN", "NNP"}:
            countries = []  # "the customs union of Russia and Belarus" is one body
        if len(countries) > 1:
            return self._group(token, start, end, row, countries)
        country, basis = (countries[0], "nationality and word") if countries else self._country_around(token, row)
        entity, local_reason = self._anchored(row, country)
        if entity_here is not None and entity_here.label_ == "ORG" and entity_here.root == token:
            end = max(end, entity_here.end)  # "the Central Bank of Nigeria"
        if " of " in row.head:
            end = max(end, token.i + 1 + len(row.head[row.head.index(" of ") :].split()))
        if entity is not None:
            return self._made(start, end, token, self._of_entity(entity), local_reason, SCORES[basis])
        kept = (t for t in self.doc[start:end] if t.i == token.i or t.dep_ not in {"det", "poss", "case"})
        name = " ".join("".join(t.text_with_ws for t in kept).split())
        plural = row.number == "pl" or token.tag_ in {"NNS", "NNPS"}
        single = row.type == "Population" and row.number == "sg"  # "a villager", but "a crowd" and "villagers"
        if (row.type == "Person" or single) and not plural and token.tag_ != "NNPS":
            office = ("former-" if row.sector == "ELI" else "") + slug(row.head)
            referent = Referent(name, "Person", country, row.sector, offices={office}, gender=gender("", row.head))
        elif country is None and any(c.dep_ == "poss" for c in token.children):
            referent = Referent(name, row.type, None, row.sector)  # "its forces" are not another's "its forces"
        else:
            referent = self._shared_nominal(name, row, country)
        referent.plural = plural
        return self._made(start, end, token, referent, f"the word {row.head}", SCORES["nominal"])

    def _of_words(self, token: Token) -> str:
        """What stands after "of" in "secretary of state", "ministry of foreign affairs"; empty where nothing does."""
        i, doc = token.i + 1, self.doc
        if i + 1 >= len(doc) or doc[i].text != "of":
            return ""
        inner = next((o for p, o in syntax.prepositions(token) if p == "of"), None)
        words = doc[i + 1 : inner.i + 1] if inner is not None and inner.i - i < 5 else doc[i + 1 : i + 2]
        return words.text.lower()

    def _name_of_kind(self, token: Token) -> Referent | None:
        """Whom a word and the name before it stand for together: Sabah in "the Sabah news outlet"."""
        if token.pos_ != "NOUN" or token.tag_ != "NN":
            return None
        start, _ = syntax.phrase(token)
        row, _ = self._nominal_row(token, start, {t.lemma_.lower() for t in self.doc[start : token.i]})
        if row is None or row.type not in NAMED_KINDS:
            return None
        inside = [c.i for c in token.children if c.dep_ in {"compound", "nmod"} and c.i < token.i]
        known = {self.name_at[i][2].entity for i in inside if i in self.name_at}
        if known:
            entity = next(iter(known))
            return self._of_entity(entity) if len(known) == 1 and entity.type == row.type else None
        found = {e.start: e for i in inside if (e := self.entity_at.get(i)) is not None and token not in e}
        if len(found) != 1:
            return None
        name = self._local(next(iter(found.values())).text, row.type)
        name.sector = name.sector or row.sector
        return name

    def _country_around(self, token: Token, row: Nominal) -> tuple[str | None, str]:
        """The country that a nominal without one takes from where it stands, and what that rests on: "protesters in
        Minsk", or the only country that the text names. A force abroad, or whom a force strikes, is not of it."""
        place = None if row.sector in ARMED else self._place_beside(token)
        if place is not None and token.lemma_.lower() not in away_words():
            return place, "place"
        if row.sector in DOMESTIC_BODIES and token.dep_ == "dobj":  # "Ghana's president dissolved parliament"
            subject = syntax.surface_subject(token.head)
            country = self._country(subject, *syntax.phrase(subject)) if subject is not None else None
            if country is not None and self._plain(token):
                return country, "only country"
        if row.type == "State" and not row.anchor:  # "the kingdom" is one that was named, not one's own
            return None, "nominal"
        doer = token.dep_ == "nsubj" or (token.dep_ == "pobj" and token.head.dep_ == "agent")
        if any(c.i in self.name_at and self.name_at[c.i][2].entity.type != "State" for c in token.children):
            return None, "nominal"  # "NATO soldiers"
        body = row.sector in DOMESTIC_BODIES or (row.type == "GovernmentBody" and row.sector == "GOV")
        if not (body or (doer and row.sector in DOMESTIC)) or not self._plain(token):
            return None, "nominal"
        return self.only_country, "only country"

    def _place_beside(self, token: Token) -> str | None:
        """The country of the place that a phrase says its people are in."""
        if any(c.dep_ == "poss" and c.pos_ == "PRON" for c in token.children):
            return None  # "Beijing … its missions from Wellington to Ottawa"
        where = WHERE | {"to"} if token.lemma_.lower() in ADVISERS else WHERE
        return next((c for p, o in syntax.prepositions(token) if p in where and (c := self._place_of(o))), None)

    def _place_of(self, token: Token) -> str | None:
        """The country of a place: a state, a capital, a town or province that the gazetteer can tell."""
        found = self.name_at.get(token.i)
        if found is not None:
            return found[2].entity.country if found[2].entity.type == "State" else None
        entity = self.entity_at.get(token.i)
        hint = (self.doc._.hints or {}).get(token.i)
        if token.pos_ != "PROPN" or hint is not None:
            return hint or None
        text = entity.text if entity is not None and entity.label_ in {"GPE", "LOC", "FAC"} else token.text
        place = self.gazetteer.place(text.removeprefix("the "), self.named_here)
        return place[0].entity.country if place is not None else None

    @staticmethod
    def _plain(token: Token) -> bool:
        """Nothing beside it says that it is somebody else's: "his government", "a foreign government"."""
        return not any(c.dep_ == "poss" or c.lower_ in OTHERS for c in token.children)

    def _nominal_row(self, token: Token, start: int, modifiers: set[str]) -> tuple[Nominal | None, int]:
        """The row for the longest run of words that ends at the head: "foreign ministry" before "ministry"."""
        lemma = token.lemma_.lower() if token.tag_ != "NNPS" else token.lower_.rstrip("s")
        names, singular = self.gazetteer, token.tag_ == "NN" and not token.text.endswith("s")
        for length in (3, 2) if lemma in names.last_words or token.lower_ in names.last_words else ():
            first = token.i - length + 1
            if first >= start:
                words = " ".join([*(t.lower_ for t in self.doc[first : token.i]), lemma]).replace(" - ", " ")
                whole = self.doc[first : token.i + 1].text.lower()
                row = names.nominal(words, modifiers, singular=singular) or names.nominal(whole, modifiers)
                if row is not None:
                    return row, first
        after = self._of_words(token) if lemma in names.before_of else ""
        row = names.nominal(f"{lemma} of {after}", modifiers) if after else None
        if row is not None:
            return row, token.i
        row = names.nominal(lemma, modifiers, singular=singular and lemma + "s" in names.nominals)
        row = row or names.nominal(token.lower_, modifiers, singular=singular)
        title = names.title(lemma) if row is None and token.text.islower() else None
        if title is not None and title[0]:  # "the commodore"
            row = Nominal(lemma, "Person", title[1], "", "sg", frozenset())
        return row, token.i

    def _anchored(self, row: Nominal, country: str | None) -> tuple[Entity | None, str]:
        """The entity that a nominal denotes with its country, and the reason."""
        entity = self.gazetteer.anchored(row, country) if country is not None else None
        return entity, f"{self.gazetteer.states[country].name} and the word {row.head}" if entity and country else ""

    def _once_part(self, token: Token, start: int, end: int) -> bool:
        """True for what is no longer of whom it is named after: "the former Soviet republic", "an ex-French colony"."""
        former = any(t.lower_ in {"former", "ex", "onetime"} for t in self.doc[start:end])
        return former and token.lemma_.lower() in word_set("once parts")

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
        """One mention whose members are the actors of each country, all at the same words, those of "of" included."""
        members = []
        named = (t for p, o in syntax.prepositions(token) if p == "of" for t in syntax.conjuncts(o))
        end = max([end, *(t.i + 1 for t in named if t.i in self.name_at)])
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
        if token.pos_ != "NOUN" or not is_person_word(token.lemma_.lower()):
            return None
        country = self._country(token, start, token.i) or self._place_beside(token)
        if country is None or self.gazetteer.is_place_noun(token.lemma_, token.text):
            return None
        name = " ".join(t.text for t in self.doc[start:end] if t.dep_ != "det")
        referent = self.shared.setdefault(f"nominal:{plain(name)}:{country}", Referent(name, "Person", country))
        referent.plural = token.tag_ == "NNS"
        return self._made(start, end, token, referent, "a nationality and a word for persons", SCORES["nominal"])

    def _shared_nominal(self, name: str, row: Nominal, country: str | None) -> Referent:
        key = f"nominal:{plain(name)}:{country}"
        return self.shared.setdefault(key, Referent(name, row.type, country, row.sector))
