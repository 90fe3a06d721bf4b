"""Records made by hand, for tests of what comes after the extraction."""

from __future__ import annotations

import dataclasses
from typing import Any

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
    Record,
    Span,
    claim_id,
)

SENTENCES = (
    "Turkey attacked Syria near Idlib on 3 February 2020, killing six soldiers.",
    "Lavrov accused Turkey of breaching the Sochi agreement.",
    "Ankara said Moscow had told it that Syria attacked Turkey.",
    "Russia did not attack Syria.",
    "Turkey and Russia met in talks that Iran mediated.",
    "Turkey will visit Russia.",
    "Six were killed in “Idlib”.",
)
TEXT = " ".join(SENTENCES)

ENTITIES = (
    Entity("state/TUR", "Turkey", "State", "TUR", "GOV", ("Türkiye", "Ankara")),
    Entity("state/SYR", "Syria", "State", "SYR", "GOV"),
    Entity("state/RUS", "Russia", "State", "RUS", "GOV"),
    Entity("state/IRN", "Iran", "State", "IRN", "GOV"),
    Entity("person/sergey-lavrov", "Sergey Lavrov", "Person", "RUS", "GOV"),
    Entity("population/soldiers", "soldiers", "Population"),
    Entity("agreement/sochi", "Sochi agreement", "Agreement"),
    Entity("place/169577", "Idlib", "Place", "SYR", geonames=169577),
)
_BY_ID = {entity.id: entity for entity in ENTITIES}


def record(document: str = "d1", **changes: object) -> Record:
    """One document with a claim of every kind that the graph treats differently."""
    made = Record(
        id=document,
        title='A "quoted" title,\nin two lines',
        published="2020-02-04",
        url="https://example.org/a page",
        publisher="Example",
        mentions=_mentions(),
        entities=ENTITIES,
        claims=tuple(_claims(document)),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def find(words: str, sentence: int) -> Span:
    """Where words stand in a sentence of `TEXT`."""
    start = sum(len(s) + 1 for s in SENTENCES[:sentence]) + SENTENCES[sentence].index(words)
    return Span(start, start + len(words), words)


def actor(entity: str, words: str, sentence: int) -> Actor:
    known, span = _BY_ID[entity], find(words, sentence)
    return Actor(entity, known.name, known.type, known.country, known.sector, span.start, span.end, span.text)


def claim(
    document: str,
    relation: str,
    source: Actor | None,
    target: Actor | None,
    trigger: Span,
    sentence: int,
    **more: object,
) -> Claim:
    """A claim on the given words, affirmed and actual unless ``more`` says otherwise."""
    polarity, modality = str(more.get("polarity", "affirmed")), str(more.get("modality", "actual"))
    values: dict[str, object] = {
        "id": claim_id(document, relation, source, target, trigger, polarity, modality),
        "relation": relation,
        "plover": "ASSAULT",
        "modes": (),
        "cameo": "190",
        "quad": "material conflict",
        "goldstein": -9.0,
        "source": source,
        "target": target,
        "trigger": trigger,
        "polarity": polarity,
        "modality": modality,
        "evidence": find(SENTENCES[sentence], sentence),
        "confidence": 0.87,
        "rule": "attack (verb)",
    }
    return Claim(**{**values, **more})  # type: ignore[arg-type]


def _mentions() -> tuple[Mention, ...]:
    lavrov, date = find("Lavrov", 1), find("3 February 2020", 0)
    return (
        Mention(date.start, date.end, date.text, "time", "Time", None, 1.0, "a date"),
        Mention(
            lavrov.start, lavrov.end, lavrov.text, "actor", "Person", "person/sergey-lavrov", 0.98, "an office holder"
        ),
    )


def _claims(document: str) -> list[Claim]:
    at, six, date = find("Idlib", 0), find("six soldiers", 0), find("3 February 2020", 0)
    attack = claim(
        document, "attacked", actor("state/TUR", "Turkey", 0), actor("state/SYR", "Syria", 0), find("attacked", 0), 0,
        modes=("heavy-weapons", "aerial"),
        event_date=EventDate("2020-02-03", "day", "stated", date.start, date.end, date.text),
        places=(ClaimPlace("at", "place/169577", "Idlib", "SYR", 169577, 35.93, 36.63, at.start, at.end, at.text),),
        counts=(Count("killed", 6, None, six.start, six.end, six.text),),
    )  # fmt: skip
    lavrov, sochi = actor("person/sergey-lavrov", "Lavrov", 1), find("Sochi agreement", 1)
    accusation = claim(
        document, "accused", lavrov, actor("state/TUR", "Turkey", 1), find("accused", 1), 1,
        plover="ACCUSE", modes=("allege",), cameo="112", quad="verbal conflict", goldstein=-3.5, group="g1",
    )  # fmt: skip
    breach = claim(
        document, "breached", actor("state/TUR", "Turkey", 1), actor("state/RUS", "Lavrov", 1), find("breaching", 1), 1,
        claimants=(lavrov,), content_of=accusation.id,
        agreement=AgreementRef("agreement/sochi", "Sochi agreement", sochi.start, sochi.end, sochi.text),
    )  # fmt: skip
    reported = claim(
        document, "attacked", actor("state/SYR", "Syria", 2), actor("state/TUR", "Turkey", 2), find("attacked", 2), 2,
        claimants=(actor("state/TUR", "Ankara", 2), actor("state/RUS", "Moscow", 2)),
        event_date=EventDate("2020-02-04", "day", "published", None, None, None),
    )  # fmt: skip
    denied = claim(
        document, "attacked", actor("state/RUS", "Russia", 3), actor("state/SYR", "Syria", 3), find("attack", 3), 3,
        polarity="denied",
    )  # fmt: skip
    iran = actor("state/IRN", "Iran", 4)
    met = claim(
        document, "metWith", actor("state/TUR", "Turkey", 4), actor("state/RUS", "Russia", 4), find("met", 4), 4,
        plover="CONSULT", cameo="040", quad="verbal cooperation", goldstein=2.5,
        participants=(Participant(**dataclasses.asdict(iran), role="mediator"),),
    )  # fmt: skip
    planned = claim(
        document, "visited", actor("state/TUR", "Turkey", 5), actor("state/RUS", "Russia", 5), find("visit", 5), 5,
        modality="planned", plover="AGREE", cameo="036", quad="verbal cooperation", goldstein=2.5,
    )  # fmt: skip
    # No doer; and the actor is described otherwise than the entity (the claim's own description must survive).
    victims = dataclasses.replace(actor("population/soldiers", "Six", 6), name="six people", country="SYR")
    killed = claim(
        document, "killed", None, victims, find("killed", 6), 6, plover=None, cameo=None, quad=None, goldstein=None
    )
    return [killed, attack, accusation, breach, reported, denied, met, planned]


def claim_row(number: int, source: str, target: str, **more: Any) -> dict[str, Any]:
    """A row for `kg.analysis.network`: a stated attack in a document of its own, unless told otherwise."""
    usual = {
        "claim": f"c{number}",
        "source": source,
        "target": target,
        "relation": "attacked",
        "plover": "ASSAULT",
        "quad": "material conflict",
        "goldstein": -9.0,
        "confidence": 0.9,
        "date": "2020-02-02",
        "evidence": f"Sentence {number} says that it attacked at dawn.",
        "trigger": "attacked",
        "document": f"d{number}",
        "title": f"Title {number}",
        "published": "2020-02-03",
        "publisher": "North Wire",
        "url": f"https://news.example/{number}",
    }
    return usual | more
