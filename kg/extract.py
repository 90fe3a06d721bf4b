"""From a document to its record: runs the language pipeline and turns tokens into offsets, referents into entities."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from spacy.tokens import Doc, Span

from kg import model
from kg.errors import InputError, KgError
from kg.language import DEFAULT_MODEL, load
from kg.language.claims import TokenClaim
from kg.language.phrases import TO_PLACES
from kg.language.values import Referent, TokenMention, TokenPlace, TokenTime
from kg.language.words import word_set
from kg.linking import SCORES, local_place, slug
from kg.model import Document, Entity, Record
from kg.ontology import Ontology
from kg.ontology import load as load_ontology
from kg.relation_model import RelationModel

__all__ = ["DEFAULT_MODEL", "Extractor"]


class Extractor:
    """Extracts records from documents with one loaded pipeline, a user's gazetteers and a learned reader of relations
    (None: by the rules alone); touches no other file."""

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        gazetteers: Iterable[str | Path] = (),
        relation_model: RelationModel | None = None,
    ) -> None:
        self.nlp = load(model, gazetteers, relation_model)
        self.ontology = relation_model.ontology if relation_model is not None else load_ontology()

    def extract(self, document: Document) -> Record:
        """The record of one document.

        Raises InputError for a text that is too long for the model, or that the program fails on.
        """
        try:
            return next(self.extract_all([document]))
        except KgError:
            raise
        except Exception as error:  # a fault of ours must not cost the user the documents beside this one
            raise InputError(
                f"the program failed on this text ({type(error).__name__}: {error})",
                where=document.id,
                remedy="the other documents go on; please report it with the text",
            ) from error

    def extract_all(self, documents: Iterable[Document], batch_size: int = 32) -> Iterator[Record]:
        """Records in the order of the documents; the batch size changes the speed and nothing else.

        Raises InputError for a text that is too long for the model.
        """
        return (record for record, _ in self.read(documents, batch_size))

    def read(self, documents: Iterable[Document], batch_size: int = 32) -> Iterator[tuple[Record, Doc]]:
        """As `extract_all`, each record with the parse it was made from."""
        ours, theirs = itertools.tee(documents)
        for document, doc in zip(theirs, self.nlp.pipe(map(self.document, ours), batch_size=batch_size), strict=True):
            yield _Recording(document, doc, self.ontology).record(), doc

    def document(self, document: Document) -> Doc:
        """The tokens of a document with what the components ask of it, before any of them has run."""
        if len(document.text) > self.nlp.max_length:
            raise InputError(
                f"the text has {len(document.text):,} characters, more than the {self.nlp.max_length:,} of the model",
                where=document.id,
                remedy="split it into several documents",
            )
        doc = self.nlp.make_doc(document.text)
        doc._.document_id = document.id
        doc._.published = document.published
        doc._.title = document.title
        return doc


def _act_of(content: TokenClaim, of_act: Mapping[int, list[tuple[TokenClaim, str]]]) -> str | None:
    """The id of the act that a claim is the content of: of "accused X and Y", the one against its own doer."""
    found = of_act.get(content.content_of, []) if content.content_of is not None else []
    doer = content.source.referent if content.source is not None else None
    voice = content.claimants[-1].referent if content.claimants else None
    said = [(a, i) for a, i in found if a.source is not None and voice is not None and a.source.referent is voice]
    found = said or found
    for act, ident in found:
        if act.target is not None and doer is not None and act.target.referent is doer:
            return ident
    return found[0][1] if found else None


def _ends(claim: TokenClaim) -> list[TokenMention]:
    """All who take part in a claim or say it."""
    others = (mention for _, mention in claim.participants)
    return [m for m in (claim.source, claim.target, *claim.claimants, *others) if m is not None]


def _outermost(mentions: list[model.Mention]) -> list[model.Mention]:
    """Without those inside another of the same actor: "demonstrators" in "thousands of demonstrators"."""
    kept: list[model.Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        around = (m for m in kept[-8:] if m.end >= mention.end and (m.start, m.end) != (mention.start, mention.end))
        if mention.entity is None or all(m.entity != mention.entity for m in around):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, m.end, m.kind, m.entity or ""))


class _Recording:
    """Turns what the components wrote on one Doc into a record."""

    def __init__(self, document: Document, doc: Doc, ontology: Ontology) -> None:
        self.document, self.doc, self.ontology = document, doc, ontology
        self.entities: dict[str, Entity] = {}
        self.of_referent: dict[int, Entity] = {}
        self.slugs: dict[str, int] = {}
        self.ends = {(m.start, m.end) for c in doc._.claims for m in _ends(c)}

    def record(self) -> Record:
        mentions = self._mentions()
        claims = self._claims()
        mentions = _outermost([*mentions, *self._only_in_claims(mentions)])
        used = {e.id: e for e in sorted(self.entities.values(), key=lambda e: e.id)}
        d = self.document
        return Record(
            d.id, d.title, d.published, d.url, d.publisher, tuple(mentions), tuple(used.values()), tuple(claims)
        )

    # spans and entities

    def _span(self, start: int, end: int) -> model.Span:
        span: Span = self.doc[start:end]
        a, b = span.start_char, span.end_char
        text = self.document.text[a:b]
        return model.Span(a, a + len(text.rstrip()), text.rstrip())

    def _entity(self, referent: Referent) -> Entity:
        """The entity of a referent; local ones get a slug that no other of the document has."""
        known = self.of_referent.get(id(referent))
        if known is None:
            base = slug(referent.name)
            if referent.entity is None and referent.local:
                n = self.slugs[base] = self.slugs.get(base, 0) + 1
                base = base if n == 1 else f"{base}-{n}"
            elif referent.type == "Population" and referent.country and referent.entity is None:
                base = f"{referent.country}"
            known = self.of_referent[id(referent)] = referent.to_entity(self.document.id, base)
        self.entities[known.id] = known
        return known

    def _actor(self, mention: TokenMention | None) -> model.Actor | None:
        if mention is None:
            return None
        span = self._span(mention.start, mention.end)
        entity = self._entity(mention.referent) if mention.referent is not None else self._place_entity(mention)
        return model.Actor(
            entity.id, entity.name, entity.type, entity.country, entity.sector, span.start, span.end, span.text
        )

    def _place_entity(self, mention: TokenMention) -> Entity:
        """The place of a mention that is an end of a claim; one without a known place stays with the document."""
        for place in self.doc._.places:
            if place.head == mention.head or (mention.start <= place.start and place.end <= mention.end):
                self.entities[place.entity.id] = place.entity
                return place.entity
        words = [t.text for t in self.doc[mention.start : mention.end] if t.dep_ not in {"det"} and not t.is_space]
        name = " ".join(words) or self.doc[mention.head].text
        entity = local_place(self.document.id, name, None)
        return self.entities.setdefault(entity.id, entity)

    # mentions

    def _mentions(self) -> list[model.Mention]:
        found = [self._actor_mention(m) for whole in self.doc._.mentions if not whole.adjective for m in whole.parts]
        found += [self._open_mention(m) for m in self.doc._.open_mentions or ()]
        taken = {(m.start, m.end) for m in found}
        for place in self.doc._.places:
            span = self._span(place.start, place.end)
            if (span.start, span.end) not in taken and not any(
                m.start <= span.start and span.end <= m.end for m in found
            ):
                self.entities[place.entity.id] = place.entity
                found.append(
                    model.Mention(
                        span.start,
                        span.end,
                        span.text,
                        "place",
                        "Place",
                        place.entity.id,
                        round(place.score, 2),
                        place.reason,
                    )
                )
        for time in self.doc._.times:
            span = self._span(time.start, time.end)
            reason = f"{time.date.value} ({time.date.basis})" if time.date else "no date of publication to count from"
            found.append(
                model.Mention(span.start, span.end, span.text, "time", "Time", None, 0.9 if time.date else 0.5, reason)
            )
        for agreement in self.doc._.agreements:
            span = self._span(agreement.start, agreement.end)
            entity = self._agreement_entity(agreement.name)
            found.append(
                model.Mention(
                    span.start,
                    span.end,
                    span.text,
                    "agreement",
                    "Agreement",
                    entity.id,
                    0.7,
                    "a word for an agreement with a name",
                )
            )
        unique = {(m.start, m.end, m.kind, m.entity or ""): m for m in found if m.text}
        return _outermost([unique[k] for k in sorted(unique)])

    def _actor_mention(self, mention: TokenMention) -> model.Mention:
        span = self._span(mention.start, mention.end)
        referent = mention.referent
        where = self._where(mention)
        score, reason = mention.score, mention.reason
        if referent is None or (where and mention.metonym):  # Moscow the town
            entity = self._place_entity(mention)
            place = next((p for p in self.doc._.places if p.entity is entity), None)
            score, reason = (place.score, place.reason) if place is not None else (score, reason)
        else:
            entity = self._entity(referent)
        kind = "place" if entity.type == "Place" or where else mention.kind
        return model.Mention(span.start, span.end, span.text, kind, entity.type, entity.id, round(score, 2), reason)

    def _where(self, mention: TokenMention) -> bool:
        """Whether a state or its capital only tells where: "crossed into Rwanda", "left Sudan"; an end of a claim is
        an actor even so."""
        token = self.doc[mention.head]
        state = mention.referent is not None and (mention.referent.type == "State" or mention.metonym)
        if state and (mention.start, mention.end) in self.ends:
            return False
        if mention.kind == "place":
            return True
        if not state or mention.pronoun or mention.members:
            return False
        if token.dep_ == "dobj":
            return token.head.lemma_ in word_set("travels")
        if token.dep_ != "pobj" or token.head.lower_ not in TO_PLACES:
            return False
        above = (token.head.head, token.head.head.head)  # "withdraw two divisions from East Germany"
        return token.head.lower_ not in {"to", "from"} or any(t.lemma_ in word_set("moves") for t in above)

    def _only_in_claims(self, mentions: Iterable[model.Mention]) -> Iterator[model.Mention]:
        """Mentions of what claims name and no phrase of its own does: "Soviet" in "the Soviet withdrawal"."""
        known = {m.entity for m in mentions}
        for claim in self.doc._.claims:
            for mention in _ends(claim):
                actor = self._actor(mention)
                if actor is not None and actor.entity not in known:
                    known.add(actor.entity)
                    kind = "place" if actor.type == "Place" else "actor"
                    score = round(mention.score, 2)
                    yield model.Mention(
                        actor.start, actor.end, actor.text, kind, actor.type, actor.entity, score, mention.reason
                    )
            for p in self._places_of(claim):
                if p.entity not in known:
                    known.add(p.entity)
                    reason = "where something happened"
                    yield model.Mention(p.start, p.end, p.text, "place", "Place", p.entity, SCORES["place"], reason)

    def _open_mention(self, mention: TokenMention) -> model.Mention:
        """A pronoun for an actor of whom the grammar does not tell who it is."""
        span = self._span(mention.start, mention.end)
        reason = "left open: the grammar does not tell who"
        return model.Mention(span.start, span.end, span.text, "actor", "Actor", None, 0.0, reason)

    def _agreement_entity(self, name: str) -> Entity:
        entity = Entity(f"agreement/{slug(name)}", name, "Agreement")
        self.entities[entity.id] = entity
        return entity

    # claims

    def _claims(self) -> list[model.Claim]:
        found: list[TokenClaim] = self.doc._.claims
        acts = [c for c in found if c.content_of is None]
        contents = [c for c in found if c.content_of is not None]
        made: list[model.Claim] = []
        of_act: dict[int, list[tuple[TokenClaim, str]]] = {}
        # A content of a content needs its own act's id first; the depth of nesting is small.
        pending, waiting = acts, contents
        while pending:
            for claim in pending:
                result = self._claim(claim, _act_of(claim, of_act))
                made.append(result)
                of_act.setdefault(claim.key, []).append((claim, result.id))
            pending = [c for c in waiting if c.content_of in of_act]
            waiting = [c for c in waiting if c.content_of not in of_act]
        unique = {c.id: c for c in made}
        return sorted(unique.values(), key=lambda c: (c.trigger.start, c.trigger.end, c.relation, c.id))

    def _claim(self, claim: TokenClaim, content_of: str | None) -> model.Claim:
        coding = self.ontology.classify(claim.relation, claim.modality)
        source, target = self._actor(claim.source), self._actor(claim.target)
        trigger = self._span(*claim.trigger)
        polarity = "denied" if claim.denied else "affirmed"
        voices = tuple(a for a in (self._actor(m) for m in claim.claimants) if a is not None)
        said = (claim.relation, source, target, trigger, polarity, claim.modality, voices)
        ident = model.claim_id(self.document.id, *said)
        group = f"{self.document.id}:{trigger.start}-{trigger.end}" if claim.group else None
        return model.Claim(
            id=ident,
            relation=claim.relation,
            **coding.fields(),
            source=source,
            target=target,
            trigger=trigger,
            polarity=polarity,
            modality=claim.modality,
            evidence=self._evidence(claim),
            confidence=claim.confidence,
            rule=claim.rule,
            claimants=voices,
            content_of=content_of,
            group=group,
            participants=self._participants(claim),
            agreement=self._agreement(claim),
            event_date=self._date(claim),
            places=self._places_of(claim),
            counts=self._counts(claim),
        )

    def _evidence(self, claim: TokenClaim) -> model.Span:
        """The sentence of the trigger, widened where an end of the claim stands before or after it."""
        sentence = self.doc[claim.trigger[0]].sent
        start, end = sentence.start, sentence.end
        for mention in (claim.source, claim.target):
            if mention is not None and abs(mention.head - claim.trigger[0]) < 200:
                start, end = min(start, mention.start), max(end, mention.end)
        while start < end - 1 and self.doc[start].is_space:
            start += 1
        return self._span(start, end)

    def _date(self, claim: TokenClaim) -> model.EventDate | None:
        if claim.time is not None:
            time: TokenTime = self.doc._.times[claim.time]
            return time.ahead if claim.ahead else time.date
        if claim.today and self.document.published:
            return model.EventDate(self.document.published[:10], "day", "published", None, None, None)
        return None

    def _places_of(self, claim: TokenClaim) -> tuple[model.ClaimPlace, ...]:
        found: list[model.ClaimPlace] = []
        for n in claim.places:
            p: TokenPlace = self.doc._.places[n]
            if any((f.role, f.entity) == (p.role, p.entity.id) for f in found):
                continue
            span = self._span(p.start, p.end)
            e = p.entity
            self.entities[e.id] = e
            found.append(
                model.ClaimPlace(
                    p.role, e.id, e.name, e.country, e.geonames, p.lat, p.lon, span.start, span.end, span.text
                )
            )
        return tuple(found)

    def _participants(self, claim: TokenClaim) -> tuple[model.Participant, ...]:
        actors = ((role, self._actor(mention)) for role, mention in claim.participants)
        return tuple(model.Participant(**dataclasses.asdict(actor), role=role) for role, actor in actors if actor)

    def _agreement(self, claim: TokenClaim) -> model.AgreementRef | None:
        if claim.agreement is None:
            return None
        a = self.doc._.agreements[claim.agreement]
        span = self._span(a.start, a.end)
        return model.AgreementRef(self._agreement_entity(a.name).id, a.name, span.start, span.end, span.text)

    def _counts(self, claim: TokenClaim) -> tuple[model.Count, ...]:
        spans = ((c, self._span(c.start, c.end)) for c in claim.counts)
        return tuple(model.Count(c.what, c.low, c.high, s.start, s.end, s.text) for c, s in spans)
