"""Mentions of persons: full names, surnames of the document, titles and offices before a name."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from kg.language import syntax
from kg.language.holders import offices_of
from kg.language.known import person_referent
from kg.language.names import folded, gender, given_names, is_person_word
from kg.language.phrases import Phrases
from kg.language.values import Referent, TokenMention
from kg.linking import SCORES, plain
from kg.offices import KnownPerson

ORGANS = frozenset({"staff", "command", "assembly", "court", "council", "secretariat", "office"})  # "the General Staff"
OPEN = "unknown name"
ALONE = "surname known by itself"

# Words inside names that are written in lower case or split off by the tokenizer.
PARTICLES = frozenset({"-", "al", "al-", "bin", "ibn", "van", "von", "de", "der", "el", "da", "ul", "di", "'", "’"})


def surname(name: str) -> str:
    """The last word of a name for comparison, without an Arabic article ("Moqtada al-Sadr" and "Sadr")."""
    return re.sub(r"^(?:al|el|as|ash|ar|an|at|ad)-", "", plain(name).split()[-1])


class PersonPhrases(Phrases):
    """Reads the phrases that name a person."""

    def _as_known(self, person: KnownPerson, name: str) -> Referent:
        """The one referent of a person of the tables, who bears this name here."""
        known = person_referent(self.doc, person)
        if known not in self.persons:
            self.persons.append(known)
        if name not in known.aliases:
            known.aliases.append(name)
        return known

    def _note_full_name(self, token: Token) -> None:
        entity = self.entity_at.get(token.i)
        match = self.person_at.get(token.i)
        if match is not None and match[1] - match[0] > 1:
            person = self.offices.by_name(match[2], self.date)
            if person is not None:
                self._as_known(person, match[2])
                return
        said = entity is not None and entity.label_ in {"ORG", "PERSON"} and self._is_person(token, entity)
        if entity is None or not said or token.i in self.name_at or self._looks_like_place(token):
            return
        start, end = self._person_name(token)
        if end - start < 2 or token.lemma_.lower() in self.gazetteer.nominals:  # "Delhi Police"
            return
        if self._said_kind(token, syntax.phrase(token)[0]) not in {None, "Person"}:
            return
        name = self.doc[start:end].text
        if not any(p.name == name or p.name.endswith(f" {name}") for p in self.persons):
            self.persons.append(Referent(name, "Person", local=False, aliases=[name], gender=gender(name)))

    def _person_name(self, token: Token) -> tuple[int, int]:
        """Tokens of the personal name that ends at a head word, without title and nationality."""
        match = self.person_at.get(token.i)
        if match is not None and match[1] - match[0] > 1:
            return match[0], match[1]
        start = token.i
        entity = self.entity_at.get(token.i)
        floor = entity.start if entity is not None and entity.label_ == "PERSON" else syntax.phrase(token)[0]
        while start > floor and self._name_part(self.doc[start - 1], token):
            start -= 1
        end = token.i + 1
        if entity is not None and entity.label_ == "PERSON":
            while end < entity.end and self.doc[end].pos_ == "PROPN":
                end += 1
        while end + 1 < len(self.doc) and self.doc[end].text == "-" and not self.doc[end].whitespace_:
            if self.doc[end - 1].whitespace_ or token.ent_type_ != "PERSON":
                break
            end += 2  # "Moon Jae-in"
        return start, end

    def _name_part(self, token: Token, head: Token) -> bool:
        if token.i in self.name_at and self.name_at[token.i][2].role == "adjective":
            return False
        if token.lower_ in PARTICLES:
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
        person = self.offices.by_name(name, self.date) if end - start > 1 else None
        if person is not None:
            return self._as_known(person, name), "full name"
        for known in self.persons:
            if known.name == name or name in known.aliases:
                return known, "full name"
            if end - start > 1 and plain(known.name).endswith(f" {plain(name)}"):
                return known, "surname"  # "Suu Kyi" after "Aung San Suu Kyi"
        if end - start == 1:
            return self._single_name(name)
        new = Referent(name, "Person", local=False, aliases=[name], gender=gender(name))
        self.persons.append(new)
        return new, "full name"

    def _single_name(self, name: str) -> tuple[Referent, str]:
        """A bare surname: of somebody whom the text names in full, of one whom the world knows by it, or unknown."""
        last = surname(name)
        same = [p for p in self.persons if surname(p.name) == last]
        if not same:  # "Kim" after "Kim Jong Un"
            same = [p for p in self.persons if plain(p.name).split()[0] == plain(name)]
        if same:
            return (same[0], "surname") if len({p.name for p in same}) == 1 else (self._local(name, "Person"), OPEN)
        person = self.offices.by_surname_alone(folded(name), self.date)
        if person is not None:
            return self._as_known(person, name), ALONE
        return self._local(name, "Person"), OPEN

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
        name = self.doc[name_start:name_end].text
        if self.gazetteer.title(name) is not None or name.lower() in ORGANS:
            return None
        office, sector = title
        referent, reason = self._person(token, name_start, name_end)
        if reason in {OPEN, ALONE} and office:
            country = self._country(token, start, name_start)
            referent, reason = self._by_title(token, (referent, reason), office, country)
        if office:
            referent.offices.add(office)
        referent.sector = referent.sector or sector
        referent.gender = referent.gender or gender("", before.text)
        referent.country = referent.country or self._country(token, start, name_start)
        return self._made(start, name_end, token, referent, f"title and {self._why(referent, reason)}", SCORES[reason])

    def _by_title(
        self, token: Token, otherwise: tuple[Referent, str], office: str, country: str | None
    ) -> tuple[Referent, str]:
        """ "President Obama": who held the office, if the text names its country or organisation."""
        of = {country} if country else self.named_here
        held = offices_of("", office) if office in {"secretary", "premier"} else frozenset({office})
        person = self.offices.by_title(token.text, held, of, self.date, elsewhere=not country)
        return (self._as_known(person, token.text), "surname and office") if person else otherwise

    def _why(self, referent: Referent, reason: str) -> str:
        """The reason of a link, with the office for those whom the tables know."""
        person = self.offices.persons.get(referent.ident or "")
        return f"{reason}; {person.standing(self.date).reason}" if person else reason

    def _model_person(self, token: Token, start: int, end: int) -> TokenMention | None:
        entity = self.entity_at.get(token.i)
        known = self._known_surname(token) or token.i in self.person_at
        if not known and (entity is None or entity.label_ != "PERSON" or not token.text[:1].isupper()):
            return None
        if not known and (
            token.lemma_.lower() in self.gazetteer.nominals or token.lower_ in self.gazetteer.place_nouns
        ):
            return None
        if not known and (self._looks_like_place(token) or self._taken_town(token)):
            return None
        kind = None if token.i in self.person_at else self._said_kind(token, start)
        if kind is not None and kind != "Person":  # "mining firm Tarvos Minerals"
            name_start, name_end = self._person_name(token)
            referent = self._local(self.doc[name_start:name_end].text, kind)
            return self._made(start, name_end, token, referent, f"called a {kind}", SCORES["unknown name"])
        return self._person_mention(token, start)

    def _person_mention(self, token: Token, start: int) -> TokenMention:
        name_start, name_end = self._person_name(token)
        referent, reason = self._person(token, name_start, name_end)
        referent.country = referent.country or self._country(token, start, name_start)
        return self._made(start, name_end, token, referent, self._why(referent, reason), SCORES[reason])

    def _is_person(self, token: Token, entity: Span) -> bool:
        """Whether a name is a person's: by the model, by a given name, or by the noun before it."""
        if entity.label_ == "PERSON" or self._named_like_person(entity):
            return True
        return self._said_kind(token, syntax.phrase(token)[0]) == "Person"

    def _named_like_person(self, entity: Span) -> bool:
        """Two or three capitalised words of which the first is a given name, whatever the model calls them."""
        words = [t for t in entity if t.text not in PARTICLES]
        return 2 <= len(words) <= 4 and words[0].text in given_names() and all(t.pos_ == "PROPN" for t in words)

    def _said_kind(self, token: Token, start: int) -> str | None:
        """What the common noun before a name says that it is: "mining firm X", "striker Y"; None without one."""
        entity = self.entity_at.get(token.i)
        first = max(start, entity.start if entity is not None else self._person_name(token)[0])
        first = next((i for i in range(first, token.i) if self.doc[i].text[:1].isupper()), token.i)
        before = self.doc[first - 1] if first > start else None
        if before is None or before.pos_ != "NOUN" or not before.text.islower():
            return None
        lemma = before.lemma_.lower()
        row = self.gazetteer.nominal(lemma, set())
        if row is not None:
            return "Person" if row.type in {"Person", "Population"} else row.type
        return "Person" if is_person_word(lemma) or self.gazetteer.title(lemma) is not None else None

    def _known_surname(self, token: Token) -> bool:
        """A name that the document gives in full elsewhere, whatever the model calls it here."""
        if token.pos_ not in {"PROPN", "NOUN"} or not token.text[:1].isupper() or len(token.text) < 3:
            return False
        if any(surname(p.name) == surname(token.text) for p in self.persons):
            return True
        return token.ent_type_ != "GPE" and any(p.name.split()[0] == token.text for p in self.persons)
