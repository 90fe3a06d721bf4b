"""A made-up corpus of any size in the shape of what `kg extract` writes: the same numbers give the same records.

Happenings (who, what, to whom, when, where) are drawn first; each claim reports one of them, some are reported often.
Actors are heavy-tailed: a few states are in most claims. Per document there are about 10 claims, 36 mentions and 20
entities, half of which no other document knows; the shares of what is denied, planned, dated, quoted and so on are
those of the records of ``data/sample``. Sentences are built from words whose offsets hold.

Each document is made from its own number alone, so the first 10,000 of a corpus are the same in a larger one.
"""

from __future__ import annotations

import bisect
import datetime
import functools
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg import ontology, resources
from kg.model import (
    Actor,
    AgreementRef,
    Claim,
    ClaimPlace,
    Count,
    Entity,
    EventDate,
    Mention,
    Participant,
    Provenance,
    Record,
    Span,
    Tenure,
    claim_id,
)

CLAIMS = (3, 14)  # told in a document, from and to; with what acts are about that makes 10.6 claims on average
FIRST, DAYS = datetime.date(2004, 1, 1), 20 * 365
PUBLISHERS = 400
REPORTS = 4  # claims for each happening, on average
COMMON = (  # the relations that the sample has most of, in this order; all others follow
    "accused attacked condemned demandedYieldFrom signedWith deniedAllegationOf killed aided supported bombed "
    "withdrewFrom calledOn promised sanctioned praised criticized recalledEnvoyFrom agreedWith disarmed occupied "
    "mobilizedAgainst threatened released shelled metWith heldTalksWith visited breached"
).split()
STATES = ("USA", "RUS", "CHN", "IRN", "ISR", "UKR", "TUR", "SYR", "FRA", "GBR", "SAU", "PRK", "IND", "PAK", "EGY")
OFFICES = ("president", "foreign-minister", "defence-minister", "prime-minister")
NUMBERS = ("two", "three", "five", "six", "nine", "twelve")
PROVENANCE = Provenance("kg synthetic", "none", "none", "none", "none", "none")


@dataclass(frozen=True)
class _World:
    """All that documents may speak of; the weights fall with the place in the list."""

    actors: tuple[Entity, ...]
    places: tuple[tuple[Entity, float, float], ...]
    agreements: tuple[Entity, ...]
    relations: tuple[ontology.RelationType, ...]
    actor_weights: tuple[float, ...]
    relation_weights: tuple[float, ...]


def records(claims: int, *, each: tuple[int, int] = CLAIMS, seed: int = 1, skip: int = 0) -> Iterator[Record]:
    """Records until they have so many claims together; ``each`` gives the least and the most in a document.

    ``skip`` leaves out so many documents at the beginning.
    """
    happenings = max(claims // REPORTS, 50)
    made = 0
    for number in itertools.count(skip):
        if made >= claims:
            return
        record = _Writer(number, each, happenings, seed).record()
        made += len(record.claims)
        yield record


@functools.cache
def _world(seed: int) -> _World:
    draw = random.Random(f"{seed}/world")
    states = {row["code"]: row["name"] for row in resources.table("states") if not row["to"]}
    codes = [*STATES, *(code for code in states if code not in STATES)]
    actors = []
    for number, code in enumerate(codes):
        name = states[code]
        actors.append(Entity(f"state/{code}", name, "State", code, "GOV"))
        actors.append(Entity(f"force/{code}", f"{name} armed forces", "ArmedForce", code, "MIL"))
        actors.append(Entity(f"body/{code}/ministry", f"{name} foreign ministry", "GovernmentBody", code, "GOV"))
        for place in range(2 if number < 15 else 1):
            actors.append(_person(draw, f"{number}-{place}", code, OFFICES[: 1 + place]))
            actors.append(Entity(f"group/front-{number}-{place}", f"Front {number}-{place}", "ArmedGroup", None, "REB"))
    actors += [_person(draw, f"x{n}", draw.choice(codes), ()) for n in range(5000)]
    organizations = [row for row in resources.table("organizations") if row["type"] == "InternationalOrganisation"]
    actors[20:20] = [Entity(o["id"], o["name"], o["type"], o["country"] or None) for o in organizations[:20]]
    provinces = [row for row in resources.table("provinces") if row["geonames"]]
    places = [
        (
            Entity(f"place/{p['geonames']}", p["name"], "Place", p["country"], geonames=int(p["geonames"])),
            round(draw.uniform(-50, 65), 4),
            round(draw.uniform(-120, 140), 4),
        )
        for p in draw.sample(provinces, 1500)
    ]
    known = ontology.load().relations
    relations = [known[name] for name in COMMON]
    relations += [r for name, r in known.items() if name not in COMMON and not r.state]
    relations += [known[name] for name in ("spokespersonFor", "ledBy", "memberOf", "controls")]
    return _World(
        tuple(actors),
        tuple(places),
        tuple(Entity(f"agreement/pact-{n}", f"Pact {n}", "Agreement") for n in range(400)),
        tuple(relations),
        _sums(len(actors), 1.0),
        _sums(len(relations), 0.8),
    )


def _person(draw: random.Random, mark: str, code: str, offices: Sequence[str]) -> Entity:
    since = FIRST + datetime.timedelta(days=draw.randrange(DAYS))
    tenures = tuple(Tenure(office, code, since.isoformat(), None) for office in offices)
    return Entity(f"person/jo-doe-{mark}", f"Jo Doe-{mark}", "Person", code, "GOV", (f"J. Doe-{mark}",), None, tenures)


def _sums(count: int, power: float) -> tuple[float, ...]:
    """The running sums of the weights ``1 / place ** power``, to draw by."""
    return tuple(itertools.accumulate(1 / (place + 3) ** power for place in range(count)))


def _drawn(draw: random.Random, sums: Sequence[float]) -> int:
    return bisect.bisect_left(sums, draw.random() * sums[-1])


@dataclass(frozen=True)
class _Happening:
    relation: ontology.RelationType
    source: Entity
    target: Entity
    date: datetime.date
    place: tuple[Entity, float, float] | None
    killed: int | None
    agreement: Entity | None


@functools.lru_cache(maxsize=100_000)
def _happening(number: int, seed: int) -> _Happening:
    draw, world = random.Random(f"{seed}/happening/{number}"), _world(seed)
    known = ontology.load()
    relation = world.relations[_drawn(draw, world.relation_weights)]

    def end(kind: str, other: Entity | None) -> Entity:
        for _ in range(400):
            found = world.actors[_drawn(draw, world.actor_weights)]
            if found is not other and known.is_a(found.type, kind):
                return found
        raise ValueError(f"no actor is a {kind}")

    source = end(relation.domain, None)
    if relation.range == "ActorOrPlace" and draw.random() < 0.1:
        target = draw.choice(world.places)[0]
    elif relation.range == "Agreement" or (relation.range == "ActorOrAgreement" and draw.random() < 0.3):
        target = draw.choice(world.agreements)
    else:
        target = end({"ActorOrPlace": "Actor", "ActorOrAgreement": "Actor"}.get(relation.range, relation.range), source)
    hostile = relation.quad == "material conflict"
    return _Happening(
        relation,
        source,
        target,
        FIRST + datetime.timedelta(days=draw.randrange(DAYS)),
        draw.choice(world.places) if draw.random() < 0.25 else None,
        draw.randrange(1, 40) if hostile and draw.random() < 0.15 else None,
        draw.choice(world.agreements) if relation.name in {"signedWith", "breached", "agreedWith"} else None,
    )


class _Writer:
    """One document: sentence after sentence, and what is read in each."""

    def __init__(self, number: int, each: tuple[int, int], happenings: int, seed: int) -> None:
        self.number, self.happenings, self.seed = number, happenings, seed
        self.draw = random.Random(f"{seed}/document/{number}")
        self.id = f"syn-{number:07d}"
        self.length = 0
        self.sentence: list[str] = []
        self.mentions: list[Mention] = []
        self.entities: dict[str, Entity] = {}
        self.claims: list[Claim] = []
        self.size = self.draw.randint(*each)

    def record(self) -> Record:
        first = int(self.happenings * self.draw.random() ** 1.5)  # early ones are reported more often
        published = _happening(first, self.seed).date + datetime.timedelta(days=self.draw.randrange(3))
        self.published = published
        for number in range(self.size):
            # most documents tell of what is near in time: here, of the same happening again, or of others
            chosen = first if number == 0 else int(self.happenings * self.draw.random() ** 1.5)
            self._tell(_happening(chosen, self.seed))
        publisher = int(PUBLISHERS * self.draw.random() ** 2)
        return Record(
            self.id,
            f"Report {self.number}",
            published.isoformat(),
            f"https://press-{publisher}.example/{self.number}",
            f"Press {publisher}",
            tuple(self.mentions),
            tuple(self.entities.values()),
            tuple(self.claims),
            f"{self.number:016x}",
            PROVENANCE,
        )

    # Words of the sentence that is being written.

    def say(self, words: str) -> Span:
        if self.sentence:
            self.sentence.append(" ")
            self.length += 1
        span = Span(self.length, self.length + len(words), words)
        self.sentence.append(words)
        self.length += len(words)
        return span

    def stop(self) -> Span:
        self.sentence.append(".")
        self.length += 1
        text = "".join(self.sentence)
        span = Span(self.length - len(text), self.length, text)
        self.sentence.clear()
        self.length += 1
        return span

    def mention(self, span: Span, kind: str, entity: Entity | None, score: float = 0.99) -> None:
        type_, ident = (entity.type, entity.id) if entity else ("Time", None)
        if entity:
            self.entities.setdefault(entity.id, entity)
        reason = f"the gazetteer's name {span.text}" if score > 0.9 else f"the word {span.text.split()[-1]}"
        self.mentions.append(Mention(span.start, span.end, span.text, kind, type_, ident, score, reason))

    def actor(self, entity: Entity) -> Actor:
        span = self.say(entity.name)
        kind = {"Agreement": "agreement", "Place": "place"}.get(entity.type, "actor")
        self.mention(span, kind, entity)
        return Actor(
            entity.id, entity.name, entity.type, entity.country, entity.sector, span.start, span.end, span.text
        )

    def local(self) -> Entity:
        """An actor that this document alone knows."""
        number = self.draw.randrange(len(NUMBERS))
        name = f"{NUMBERS[number]} officials"
        return Entity(f"doc/{self.id}/{NUMBERS[number]}-officials", name, "Person", None, "GOV")

    # Claims.

    def _tell(self, told: _Happening) -> None:
        draw, relation = self.draw, told.relation
        said = draw.random()
        polarity, modality = ("denied" if said < 0.04 else "affirmed"), "actual"
        if 0.04 < said < 0.13:
            modality = draw.choice(("planned", "demanded", "possible"))
        source = self.actor(told.source) if draw.random() > 0.07 else None
        trigger = self.say(relation.label)
        target = None
        if source is None or draw.random() > 0.25:
            target = self.actor(self.local() if draw.random() < 0.05 and relation.range == "Actor" else told.target)
        claimants = self._claimants(told)
        claim = self._claim(told, source, target, trigger, polarity, modality, claimants)
        self.claims.append(claim)
        if relation.content_modality is not None and source is not None and draw.random() < 0.5:
            self._content(claim)
        elif target is not None and draw.random() < 0.12:
            self._joined(claim)
        self._fill()

    def _claimants(self, told: _Happening) -> tuple[Actor, ...]:
        if self.draw.random() > 0.15:
            return ()
        self.say("as told by")
        own = self.draw.random() < 0.4
        return (self.actor(told.source if own else self._anyone()),)

    def _anyone(self) -> Entity:
        world = _world(self.seed)
        return world.actors[_drawn(self.draw, world.actor_weights)]

    def _claim(
        self,
        told: _Happening,
        source: Actor | None,
        target: Actor | None,
        trigger: Span,
        polarity: str,
        modality: str,
        claimants: tuple[Actor, ...],
    ) -> Claim:
        coding = ontology.classify(told.relation.name, modality)
        places = self._place(told)
        agreement = self._agreement(told)
        counts = self._count(told) if modality == "actual" else ()
        date = self._date(told)
        participants = self._mediator() if self.draw.random() < 0.01 else ()
        return Claim(
            claim_id(self.id, told.relation.name, source, target, trigger, polarity, modality, claimants),
            told.relation.name, coding.plover, coding.modes, coding.cameo, coding.quad, coding.score,
            source, target, trigger, polarity, modality, self.stop(), self.draw.randrange(60, 99) / 100,
            f"{trigger.text} (verb)", claimants, None, None, participants, agreement, date, places, counts,
        )  # fmt: skip

    def _place(self, told: _Happening) -> tuple[ClaimPlace, ...]:
        if told.place is None or self.draw.random() > 0.4:
            return ()
        place, lat, lon = told.place
        self.say("near")
        span = self.say(place.name)
        self.mention(span, "place", place)
        role = "at" if self.draw.random() < 0.8 else "to"
        return (ClaimPlace(role, place.id, place.name, place.country, place.geonames, lat, lon, *_ends(span)),)

    def _agreement(self, told: _Happening) -> AgreementRef | None:
        if told.agreement is None or self.draw.random() > 0.5:
            return None
        self.say("under")
        span = self.say(told.agreement.name)
        self.mention(span, "agreement", told.agreement)
        return AgreementRef(told.agreement.id, told.agreement.name, *_ends(span))

    def _count(self, told: _Happening) -> tuple[Count, ...]:
        if told.killed is None:
            return ()
        number = max(1, told.killed + self.draw.choice((0, 0, 0, 1, -2)))
        span = self.say(f"{number} soldiers killed")
        return (Count("killed", number, number, *_ends(span)),)

    def _date(self, told: _Happening) -> EventDate | None:
        said = self.draw.random()
        if said > 0.45:
            return None
        day = told.date.isoformat()
        if said < 0.15:
            return EventDate(day, "day", "published", None, None, None)
        if said > 0.42:
            month = day[:7]
            span = self.say(f"in {month}")
            self.mention(span, "time", None, 0.9)
            return EventDate(month, "month", "stated", *_ends(span))
        span = self.say(f"on {day}")
        self.mention(span, "time", None, 0.9)
        return EventDate(day, "day", "stated", *_ends(span))

    def _mediator(self) -> tuple[Participant, ...]:
        self.say("with help of")
        between = self.actor(self._anyone())
        return (Participant(**vars(between), role="mediator"),)

    def _content(self, act: Claim) -> None:
        """What the act is about: another claim in the words of who speaks."""
        world, known = _world(self.seed), ontology.load()
        assert act.source is not None
        relation = world.relations[_drawn(self.draw, world.relation_weights)]
        speech = known.relation(act.relation)
        self.say("Words were of how")
        doer = self.actor(self._fit(relation.domain))
        trigger = self.say(relation.label)
        target = self.actor(self._fit(relation.range)) if self.draw.random() < 0.6 else None
        modality, polarity = speech.content_modality or "actual", speech.content_polarity or "affirmed"
        coding = ontology.classify(relation.name, modality)
        speaker = Actor(
            act.source.entity, act.source.name, act.source.type, act.source.country, act.source.sector,
            *_ends(self.say(act.source.name)),
        )  # fmt: skip
        self.claims.append(
            Claim(
                claim_id(self.id, relation.name, doer, target, trigger, polarity, modality, (speaker,)),
                relation.name, coding.plover, coding.modes, coding.cameo, coding.quad, coding.score,
                doer, target, trigger, polarity, modality, self.stop(), 0.8, f"{trigger.text} (content)",
                (speaker,), act.id,
            )
        )  # fmt: skip

    def _fit(self, kind: str) -> Entity:
        if kind in ("ActorOrPlace", "ActorOrAgreement"):
            kind = "Actor"
        if kind == "Agreement":
            return self.draw.choice(_world(self.seed).agreements)
        while not ontology.load().is_a((found := self._anyone()).type, kind):
            pass
        return found

    def _joined(self, act: Claim) -> None:
        """A second doer of the same act: two claims of one group."""
        group = f"{act.id[:8]}-{self.number}"
        self.claims[-1] = _grouped(act, group)
        self.say("Part had too")
        other = self.actor(self._fit(ontology.load().relation(act.relation).domain))
        self.stop()
        other_id = claim_id(self.id, act.relation, other, act.target, act.trigger, act.polarity, act.modality)
        values = {**vars(act), "id": other_id, "source": other, "group": group, "counts": (), "claimants": ()}
        self.claims.append(Claim(**values))

    def _fill(self) -> None:
        """Mentions beside those of claims: pronouns, words for persons, other names."""
        for _ in range(self.draw.randrange(1, 3)):
            self.say("There")
            self.mention(self.say("were"), "actor", self._anyone() if self.draw.random() < 0.3 else self.local(), 0.5)
            self.stop()


def _ends(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.text


def _grouped(claim: Claim, group: str) -> Claim:
    return Claim(**{**vars(claim), "group": group})
