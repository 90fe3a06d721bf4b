"""Mentions of persons: full names, surnames of the document, titles and offices before a name."""

from __future__ import annotations

import re

from spacy.tokens import Token

from kg.language import syntax
from kg.language.phrases import Phrases
from kg.language.values import Referent, TokenMention
from kg.linking import SCORES, plain

# Words inside names that are written in lower case or split off by the tokenizer.
PARTICLES = frozenset({"-", "al", "al-", "bin", "ibn", "van", "von", "de", "der", "el", "da", "ul", "di", "'", "’"})


def surname(name: str) -> str:
    """The last word of a name for comparison, without an Arabic article ("Moqtada al-Sadr" and "Sadr")."""
    return re.sub(r"^(?:al|el|as|ash|ar|an|at|ad)-", "", plain(name).split()[-1])


class PersonPhrases(Phrases):
    """Reads the phrases that name a person."""

    def _note_full_name(self, token: Token) -> None:
        entity = self.entity_at.get(token.i)
        if entity is None or entity.label_ != "PERSON" or token.i in self.name_at:
            return
        start, end = self._person_name(token)
        if end - start < 2 or token.lemma_.lower() in self.gazetteer.nominals:  # "Delhi Police"
            return
        name = self.doc[start:end].text
        if not any(p.name == name or p.name.endswith(f" {name}") for p in self.persons):
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
        last = surname(name)
        for person in self.persons:
            if person.name == name:
                return person, "full name"
            if end - start > 1 and person.name.endswith(f" {name}"):
                return person, "surname"  # "Suu Kyi" after "Aung San Suu Kyi"
        if end - start == 1:
            same = [p for p in self.persons if surname(p.name) == last]
            if len({p.name for p in same}) == 1:
                return same[0], "surname"
            return self._local(name, "Person"), "unknown name"
        person = Referent(name, "Person", local=False, aliases=[name])
        self.persons.append(person)
        return person, "full name"

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
        last = surname(token.text)
        return any(surname(p.name) == last for p in self.persons)
