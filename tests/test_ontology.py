"""The ontology's promises: each relation complete, PLOVER covered, one way to code a claim, queries that answer."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import RDFS, SKOS, BNode, Dataset, Graph, URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import Node

from kg import ontology, resources
from kg.errors import TableError
from kg.graph import limited, summaries
from kg.graph.parameters import bound
from kg.graph.rdf import to_quads
from kg.graph.terms import SUMMARIES_GRAPH
from kg.model import (
    MODALITIES,
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
    Tenure,
)
from kg.ontology import Coding, RelationType

QUAD_CLASSES = {
    "verbal cooperation": {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"},
    "material cooperation": {"COOPERATE", "AID", "RETREAT"},
    "verbal conflict": {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
    "material conflict": {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
}
RELATIONS = ontology.load().relations
EVENT_RELATIONS = [r for r in RELATIONS.values() if not r.state]
CODED = [r for r in EVENT_RELATIONS if r.plover]
QUERIES = sorted(resources.find("ontology/queries").glob("*.rq"))


def statements(*files: str) -> list[tuple[Node, Node, Node]]:
    """What files of the ontology say; IRIs and literals are strings too."""
    graph = Graph()
    for file in files:
        graph.parse(str(resources.find(f"ontology/{file}")), format="turtle")
    return sorted(graph)


def names(relations: list[RelationType]) -> list[str]:
    return [r.name for r in relations]


# The files


@pytest.mark.parametrize("file", ["kg.ttl", "plover.ttl"])
def test_no_blank_nodes(file: str) -> None:
    nodes = [node for subject, _, value in statements(file) for node in (subject, value)]
    assert len(nodes) > 1000
    assert not any(isinstance(node, BNode) for node in nodes)


def test_every_term_of_ours_that_is_used_is_defined() -> None:
    said = statements("kg.ttl", "plover.ttl")
    used = {str(node) for _, name, value in said for node in (name, value) if isinstance(node, URIRef)}
    assert {iri for iri in used if iri.startswith("urn:kg:")} <= {str(subject) for subject, _, _ in said}


def test_every_term_has_a_label_and_says_what_it_is() -> None:
    properties: dict[str, set[Node]] = {}
    for subject, name, _ in statements("kg.ttl"):
        properties.setdefault(str(subject), set()).add(name)
    terms = {term: has for term, has in properties.items() if term.startswith(ontology.KG)}
    assert len(terms) > 200
    assert [t for t, has in terms.items() if RDFS.label not in has or not has & {RDFS.comment, SKOS.definition}] == []


def test_a_relation_stands_under_the_quad_property_of_its_class() -> None:
    said = statements("kg.ttl")
    quad_of = {subject: str(value) for subject, name, value in said if str(name) == ontology.KG + "quad"}
    above = [(str(child), parent) for child, name, parent in said if name == RDFS.subPropertyOf and parent in quad_of]
    assert len(above) == len(CODED)
    assert {child.removeprefix(ontology.KG): quad_of[parent] for child, parent in above} == {
        relation.name: relation.quad for relation in CODED
    }


# The relation types


def test_every_plover_class_is_reached() -> None:
    expected = {(class_, quad) for quad, classes in QUAD_CLASSES.items() for class_ in classes}
    assert {(c.name, c.quad) for c in ontology.load().classes.values()} == expected
    assert {(r.plover, r.quad) for r in CODED} == expected


def test_there_are_many_types_of_both_kinds() -> None:
    assert len(CODED) >= 40
    assert {"memberOf", "partOf", "holdsOffice", "locatedIn", "partyTo", "controls", "alliedWith"} <= {
        r.name for r in RELATIONS.values() if r.state
    }


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=lambda r: r.name)
def test_a_relation_type_is_complete(relation: RelationType) -> None:
    types = ontology.load().entity_types
    assert relation.domain in types and relation.range in types
    assert len(relation.definition) > 20 and relation.definition.endswith(".")
    assert relation.example.endswith(".") and relation.example != relation.definition
    assert relation.content_modality in (None, *MODALITIES)
    assert relation.content_polarity in (None, "denied")
    assert not relation.symmetric or relation.domain == relation.range


def test_definitions_and_examples_are_told_apart() -> None:
    assert len({r.definition for r in RELATIONS.values()}) == len({r.example for r in RELATIONS.values()})
    assert len({r.example for r in RELATIONS.values()}) == len(RELATIONS)


@pytest.mark.parametrize("relation", CODED, ids=lambda r: r.name)
def test_class_mode_code_and_score_agree_with_plover(relation: RelationType) -> None:
    class_ = ontology.load().classes[str(relation.plover)]
    assert set(relation.modes) <= set(class_.modes)
    assert relation.score == (class_.modes[relation.modes[0]] if relation.modes else class_.score)
    assert re.fullmatch("[0-9]{3,4}", str(relation.cameo))


def test_a_cameo_code_is_matched_to_each_class_that_it_is_used_with() -> None:
    matches = {
        (str(code).removeprefix(ontology.CAMEO), str(class_).removeprefix(ontology.PLOVER))
        for code, name, class_ in statements("plover.ttl")
        if name in (SKOS.broadMatch, SKOS.relatedMatch)
    }
    codings = [ontology.classify(r.name, modality) for r in CODED for modality in ("actual", "planned")]
    assert {(str(c.cameo), str(c.plover)) for c in codings} <= matches


def test_only_alerted_is_an_act_without_a_class() -> None:
    assert [r.name for r in EVENT_RELATIONS if r.plover is None] == ["alerted"]
    assert [r.name for r in RELATIONS.values() if r.plover is None and (r.cameo or r.score is not None)] == []


def test_acts_of_speech_say_what_holds_of_what_is_said() -> None:
    assert [r.name for r in CODED if r.plover == "REQUEST" and r.content_modality != "demanded"] == []
    # What an ultimatum tells is what the other must do, not what follows if it does not.
    assert [r.name for r in CODED if r.plover == "THREATEN" and r.content_modality != "planned"] == ["gaveUltimatumTo"]
    assert RELATIONS["gaveUltimatumTo"].content_modality == "demanded"
    for name, modality, polarity in [
        ("accused", "actual", None),
        ("promised", "planned", None),
        ("refusedTo", "planned", "denied"),
        ("deniedAllegationOf", "actual", "denied"),
        ("attacked", None, None),
    ]:
        assert (RELATIONS[name].content_modality, RELATIONS[name].content_polarity) == (modality, polarity)
    assert RELATIONS["breached"].blameworthy and RELATIONS["violatedCeasefireWith"].blameworthy
    assert not RELATIONS["praised"].blameworthy
    assert names([r for r in CODED if r.commitment]) == ["promised"]


# The entity types


def test_actors_are_told_from_places() -> None:
    is_a = ontology.load().is_a
    actors = (
        "State InternationalOrganisation GovernmentBody ArmedForce ArmedGroup Party Person Company Media Population"
    )
    assert all(is_a(name, "Actor") for name in actors.split())
    assert not is_a("Place", "Actor") and not is_a("Agreement", "Actor") and not is_a("Office", "Actor")
    assert is_a("Place", "ActorOrPlace") and is_a("State", "ActorOrPlace") and is_a("Person", "Entity")
    assert "Claim" not in ontology.load().entity_types


def test_kinds_of_a_type_are_itself_and_all_below_it() -> None:
    kinds = ontology.load().kinds_of("Organisation", "Person")
    assert {"Organisation", "ArmedGroup", "Media", "Person"} <= kinds
    assert not {"Actor", "State", "Population"} & kinds


def test_the_narrowest_types_have_none_below_them_among_the_given() -> None:
    narrowest = ontology.load().narrowest
    assert narrowest(["Entity", "Actor", "ArmedGroup", "Organisation", "Wizard"]) == ["ArmedGroup"]
    assert narrowest(["Person", "State", "Actor"]) == ["State", "Person"]
    assert narrowest(["Wizard"]) == []


def test_an_unknown_entity_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        ontology.load().is_a("Wizard", "Actor")


# Coding


@pytest.mark.parametrize(
    ("relation", "modality", "coding"),
    [
        ("attacked", "actual", Coding("ASSAULT", (), "190", "material conflict", -9.0)),
        ("attacked", "planned", Coding("ASSAULT", (), "190", "material conflict", -9.0)),
        ("bombed", "actual", Coding("ASSAULT", ("aerial",), "195", "material conflict", -9.5)),
        ("sanctioned", "actual", Coding("COERCE", ("restrict",), "163", "material conflict", -7.0)),
        ("cutTiesWith", "actual", Coding("SANCTION", ("discontinue",), "161", "material conflict", -6.0)),
        ("signedWith", "actual", Coding("SUPPORT", (), "057", "verbal cooperation", 5.0)),
        ("criticized", "actual", Coding("ACCUSE", ("disapprove",), "111", "verbal conflict", -2.0)),
        ("accused", "actual", Coding("ACCUSE", ("allege",), "112", "verbal conflict", -3.5)),
        ("visited", "actual", Coding("CONSULT", ("visit",), "042", "verbal cooperation", 4.0)),
        ("visited", "planned", Coding("AGREE", (), "036", "verbal cooperation", 2.5)),
        ("mediatedBetween", "planned", Coding("AGREE", (), "039", "verbal cooperation", 2.5)),
        ("signedWith", "planned", Coding("AGREE", (), "032", "verbal cooperation", 2.5)),
        ("exercisedWith", "planned", Coding("AGREE", (), "0312", "verbal cooperation", 2.5)),
        ("gaveMilitaryAidTo", "planned", Coding("AGREE", (), "0332", "verbal cooperation", 2.5)),
        ("gaveMilitaryAidTo", "demanded", Coding("AID", (), "072", "material cooperation", 10.0)),
        ("withdrewFrom", "actual", Coding("RETREAT", ("withdraw",), "087", "material cooperation", 8.0)),
        ("withdrewFrom", "planned", Coding("CONCEDE", (), "0356", "verbal cooperation", 4.5)),
        ("apologizedTo", "planned", Coding("CONCEDE", (), "055", "verbal cooperation", 4.5)),
        ("alerted", "actual", Coding(None, (), None, None, None)),
        ("memberOf", "planned", Coding(None, (), None, None, None)),
    ],
)
def test_classify(relation: str, modality: str, coding: Coding) -> None:
    assert ontology.classify(relation, modality) == coding


@pytest.mark.parametrize("relation", names(CODED))
def test_planning_changes_five_classes_and_no_others(relation: str) -> None:
    was = RELATIONS[relation].plover
    becomes = {**dict.fromkeys(["CONSULT", "SUPPORT", "COOPERATE", "AID"], "AGREE"), "RETREAT": "CONCEDE"}
    coding = ontology.classify(relation, "planned")
    assert coding.plover == becomes.get(str(was), was)
    assert coding.quad == ontology.load().classes[str(coding.plover)].quad
    assert str(coding.cameo).startswith("03") or was not in becomes


def test_classify_refuses_what_it_does_not_know() -> None:
    with pytest.raises(TableError, match="enchanted"):
        ontology.classify("enchanted", "actual")
    with pytest.raises(ValueError, match="modality"):
        ontology.classify("attacked", "maybe")


# The tables


def lexicon(monkeypatch: pytest.MonkeyPatch, folder: Path, rows: list[str]) -> None:
    path = folder / "lexicon.csv"
    path.write_text("\n".join(["lemma,pos,relation,source,target,needs,example", *rows]), encoding="utf-8")
    shipped = resources.find
    monkeypatch.setattr(resources, "find", lambda name: path if name == "data/lexicon.csv" else shipped(name))


def row_of(relation: str) -> str:
    return f"word,verb,{relation},subj,obj,,An example."


def test_check_tables_finds_each_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [row_of(r.name) for r in EVENT_RELATIONS if r.name != "attacked"]
    lexicon(monkeypatch, tmp_path, [*rows, row_of("enchanted"), "warmly,adverb,praised,subj,obj,,An example."])
    unknown, pos, missing = ontology.check_tables()
    assert "enchanted" in unknown and "adverb" in pos and "'attacked'" in missing


def test_check_tables_is_content_without_state_relations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lexicon(monkeypatch, tmp_path, [row_of(r.name) for r in EVENT_RELATIONS])
    assert ontology.check_tables() == []


def test_the_shipped_lexicon_agrees_with_the_ontology() -> None:
    assert ontology.check_tables() == []


# Queries that any SPARQL 1.1 engine can answer, on a small graph that the program writes; test_queries.py has the rest

ACTORS = {
    entity.id: entity
    for entity in [
        Entity("state/TUR", "Turkey", "State", "TUR", "GOV"),
        Entity("state/SYR", "Syria", "State", "SYR", "GOV"),
        Entity("state/RUS", "Russia", "State", "RUS", "GOV"),
        Entity("state/FRA", "France", "State", "FRA", "GOV"),
        Entity("body/FRA/senate", "French Senate", "GovernmentBody", "FRA", "LEG"),
    ]
}
SOCHI = Entity("agreement/sochi", "Sochi accord", "Agreement")
IDLIB = Entity("place/SY-ID", "Idlib", "Place", "SYR")


def actor(id_: str) -> Actor:
    entity = ACTORS[id_]
    return Actor(id_, entity.name, entity.type, entity.country, entity.sector, 0, 1, "s")


def place(role: str) -> ClaimPlace:
    return ClaimPlace(role, IDLIB.id, IDLIB.name, IDLIB.country, None, 35.9, 36.6, 0, 1, "s")


def claim(
    id_: str,
    source: str,
    relation: str,
    target: str,
    *,
    modality: str = "actual",
    polarity: str = "affirmed",
    by: str | None = None,
    date: str | None = None,
    agreement: bool = False,
    **more: Any,
) -> Claim:
    """A claim with the evidence "sentence ID"; every span is its first letter."""
    coding = ontology.classify(relation, modality)
    sentence = f"sentence {id_}"
    return Claim(
        id_,
        relation,
        coding.plover,
        coding.modes,
        coding.cameo,
        coding.quad,
        coding.score,
        actor(source),
        actor(target),
        Span(0, 1, "s"),
        polarity,
        modality,
        Span(0, len(sentence), sentence),
        0.9,
        "made by hand",
        claimants=(actor(by),) if by else (),
        event_date=EventDate(date, "day", "stated", 0, 1, "s") if date else None,
        agreement=AgreementRef(SOCHI.id, SOCHI.name, 0, 1, "s") if agreement else None,
        **more,
    )


def record(id_: str, *claims: Claim) -> Record:
    mention = Mention(0, 1, "s", "actor", "State", "state/TUR", 0.9, "made by hand")
    entities = (*ACTORS.values(), SOCHI, IDLIB)
    return Record(
        id_, f"Report {id_}", "2020-02-05", "https://example.org/", "The Gazette", (mention,), entities, claims
    )


RECORDS = [
    record(
        "a",
        claim("c1", "state/SYR", "attacked", "state/TUR", date="2020-02-02"),
        claim("c2", "state/TUR", "accused", "state/RUS"),
        claim("c3", "state/RUS", "breached", "state/TUR", by="state/TUR", content_of="c2", agreement=True),
        # said of itself: counts as what happened
        claim("c4", "state/TUR", "shelled", "state/SYR", by="state/TUR", date="2020-02-04"),
        # said of another, and denied by that other: alleged only
        claim("c5", "state/RUS", "bombed", "state/SYR", by="state/TUR", date="2020-02-04"),
        claim("c6", "state/RUS", "bombed", "state/SYR", by="state/RUS", polarity="denied"),
        # one act of two French actors
        claim("c7", "state/FRA", "condemned", "state/SYR", group="g1"),
        claim("c8", "body/FRA/senate", "condemned", "state/SYR", group="g1"),
        claim("c9", "state/TUR", "invaded", "state/SYR", by="state/TUR", modality="planned"),
        claim("c10", "state/TUR", "threatenedWithForce", "state/SYR", date="2020-02-01"),
        # the content of an act is no event, even where the source says it of itself
        claim("c14", "state/FRA", "apologizedTo", "state/TUR"),
        claim("c15", "state/FRA", "shelled", "state/TUR", by="state/FRA", content_of="c14", date="2020-02-04"),
    ),
    record(
        "b",
        claim("c11", "state/SYR", "attacked", "state/TUR", date="2020-02"),
        claim("c12", "state/RUS", "signedWith", "state/TUR", date="2018-09", agreement=True),
        claim(
            "c13",
            "state/SYR",
            "attacked",
            "state/TUR",
            date="2020-01/2020-02",  # an interval belongs to no month
            places=(place("at"), place("from"), place("to")),
            counts=(Count("killed", 6, None, 0, 1, "s"), Count("wounded", None, 9, 0, 1, "s")),
            participants=(Participant(**dataclasses.asdict(actor("state/FRA")), role="mediator"),),
        ),
    ),
]
TENURES = (Tenure("prime-minister", "TUR", "2003-03-14", "2014-08-28"), Tenure("president", "TUR", "2014-08-28"))
ERDOGAN = Entity("person/recep-tayyip-erdogan", "Recep Tayyip Erdogan", "Person", "TUR", "GOV", offices=TENURES)
RECORDS[0] = dataclasses.replace(RECORDS[0], entities=(*RECORDS[0].entities, ERDOGAN))
QUADS = [quad for record_ in RECORDS for quad in to_quads(record_)]
# the ontology stands in the same store, in a graph of its own
TERMS = [(*triple, URIRef("urn:kg:ontology")) for triple in statements("kg.ttl", "plover.ttl")]
DATA = "".join(f"{' '.join(term.n3() for term in quad)} .\n" for quad in [*QUADS, *TERMS])


def with_summaries(data: str) -> str:
    """Quads with the sums over their claims, which some queries ask."""
    store = pyoxigraph.Store()
    store.load(data.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    made = summaries.lines(lambda text: limited.answer(store, text, union=True, prefixes={})["rows"], "0" * 16)
    return data + "".join(f"{line[:-2]} <{SUMMARIES_GRAPH}> .\n" for line in made)


DATA = with_summaries(DATA)

Row = tuple[str | None, ...]
ANSWERS: dict[str, tuple[tuple[str, ...], list[Row]]] = {
    "agreements": (
        ("agreement_name", "source_name", "relation", "said_by"),
        [
            ("Sochi accord", "Russia", "breached", "Turkey"),
            ("Sochi accord", "Russia", "signedWith", None),
        ],
    ),
    "alleged-only": (
        ("source_name", "relation", "target_name", "voice_name"),
        [("Russia", "bombed", "Syria", "Turkey"), ("Turkey", "shelled", "Syria", "Turkey")],
    ),
    "conflicts-by-month": (("month", "plover", "acts"), [("2020-02", "ASSAULT", "3")]),
    "who-holds-office": (
        ("person", "office", "from", "to"),
        [
            ("Recep Tayyip Erdogan", "president of Turkey", "2014-08-28", None),
            ("Recep Tayyip Erdogan", "prime minister of Turkey", "2003-03-14", "2014-08-28"),
        ],
    ),
    "denied-claims": (
        ("source_name", "relation", "target_name", "denied_by", "evidence"),
        [("Russia", "bombed", "Syria", "Russia", "sentence c6")],
    ),
    "disputed-claims": (
        ("source_name", "relation", "affirmed_by", "affirmed_in", "denied_by", "denied_in"),
        [("Russia", "bombed", "Turkey", "sentence c5", "Russia", "sentence c6")],
    ),
    "edges-of-a-kind": (
        ("source_name", "relation", "target_name", "voice_name"),
        [
            ("Russia", "bombed", "Syria", "Turkey"),
            ("Syria", "attacked", "Turkey", None),
            ("Turkey", "shelled", "Syria", "Turkey"),
        ],
    ),
    "own-voice": (
        ("source_name", "relation", "target_name", "documents"),
        [
            ("Syria", "attacked", "Turkey", "2"),
            ("France", "apologizedTo", "Turkey", "1"),
            ("France", "condemned", "Syria", "1"),
            ("French Senate", "condemned", "Syria", "1"),
            ("Russia", "signedWith", "Turkey", "1"),
            ("Turkey", "accused", "Russia", "1"),
            ("Turkey", "signedWith", "Russia", "1"),
            ("Turkey", "threatenedWithForce", "Syria", "1"),
        ],
    ),
    "planned": (("source_name", "relation", "target_name", "said_by"), [("Turkey", "invaded", "Syria", "Turkey")]),
    "strongest-dyads": (
        ("source_country", "target_country", "acts", "mean_score"),
        [
            ("SYR", "TUR", "3", "-9"),
            ("TUR", "SYR", "2", "-6.5"),
            ("TUR", "RUS", "1", "-3.5"),
            ("FRA", "SYR", "1", "-2"),
            ("FRA", "TUR", "1", "4.5"),
            ("RUS", "TUR", "1", "5"),
        ],
    ),
    "threats-and-deeds": (
        ("source_name", "target_name", "threat", "deed"),
        [("Turkey", "Syria", "sentence c10", "sentence c4")],
    ),
    "what-one-says-of-another": (
        ("speaker_name", "source_name", "relation", "target_name", "evidence"),
        [
            ("Turkey", "Russia", "breached", "Turkey", "sentence c3"),
            ("Turkey", "Russia", "bombed", "Syria", "sentence c5"),
        ],
    ),
    "who-accuses-whom": (
        ("source_name", "relation", "target_name", "accused_of"),
        [
            ("France", "condemned", "Syria", None),
            ("French Senate", "condemned", "Syria", None),
            ("Turkey", "accused", "Russia", "breached"),
        ],
    ),
}
ARGUMENTS = {"what-one-says-of-another": {"a": "TUR", "b": "Russia"}}


def text_of(path: Path) -> str:
    return bound(path.read_text(encoding="utf-8"), ARGUMENTS.get(path.stem, {}))


def plain(value: object) -> str | None:
    """A term as text without its namespace; numbers without trailing zeros, since engines write them differently."""
    if value is None:
        return None
    text = str(value).rpartition("#")[2] or str(value)
    return f"{float(text):g}" if re.fullmatch(r"-?[0-9]+\.?[0-9]*", text) else text


@functools.cache
def rdflib_graph() -> Dataset:
    graph = Dataset(default_union=True)
    graph.parse(data=DATA, format="nquads")
    return graph


@functools.cache
def oxigraph_store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(DATA.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def by_rdflib(query: str, variables: tuple[str, ...]) -> list[Row]:
    bindings = rdflib_graph().query(query).bindings
    return [tuple(plain(binding.get(Variable(v))) for v in variables) for binding in bindings]


def by_oxigraph(query: str, variables: tuple[str, ...]) -> list[Row]:
    solutions: Any = oxigraph_store().query(query, use_default_graph_as_union=True)
    return [tuple(plain(row[v] and row[v].value) for v in variables) for row in solutions]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_parses_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# title: .+\n# what: .+\n", text)
    assert parseQuery(text)


@pytest.mark.parametrize("engine", [by_rdflib, by_oxigraph])
@pytest.mark.parametrize("path", [q for q in QUERIES if q.stem in ANSWERS], ids=lambda path: path.stem)
def test_a_query_gives_its_answer(path: Path, engine: Callable[[str, tuple[str, ...]], list[Row]]) -> None:
    variables, rows = ANSWERS[path.stem]
    assert engine(text_of(path), variables) == rows


def test_what_is_written_and_asked_for_is_defined() -> None:
    defined = {str(subject) for subject, _, _ in statements("kg.ttl", "plover.ttl")}
    written = {str(name) for _, name, _, _ in QUADS} | {str(value) for _, _, value, _ in QUADS}
    asked = {
        iri for path in QUERIES for iri in re.findall(r"(?<![:\w])(?:kg|plover):\w+", path.read_text(encoding="utf-8"))
    }
    terms = {iri for iri in written if re.match("urn:kg:(ontology|plover|cameo)#", iri)}
    assert len(terms) > 60
    assert terms <= defined
    assert asked <= {iri.replace(ontology.KG, "kg:").replace(ontology.PLOVER, "plover:") for iri in defined}
