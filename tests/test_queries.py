"""The named queries on a graph made by hand, and the parameters of queries."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from test_ontology import ANSWERS as ELSEWHERE

from kg import ontology
from kg.cli import main
from kg.errors import QueryError
from kg.graph import parameters, query
from kg.graph.store import GraphStore
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
    Tenure,
)

OFFICES = (Tenure("prime-minister", "TUR", "2003-03-14", "2014-08-28"), Tenure("president", "TUR", "2014-08-28"))
ENTITIES = {
    entity.id: entity
    for entity in [
        Entity("state/TUR", "Turkey", "State", "TUR", "GOV", ("Ankara", "Türkiye")),
        Entity("state/RUS", "Russia", "State", "RUS", "GOV", ("Moscow",)),
        Entity("state/SYR", "Syria", "State", "SYR", "GOV"),
        Entity("state/QAT", "Qatar", "State", "QAT", "GOV"),
        Entity("force/TUR", "Turkish armed forces", "ArmedForce", "TUR", "MIL"),
        Entity("group/pkk", "PKK", "ArmedGroup", None, "REB"),
        Entity("doc/x/rebels", "rebels", "ArmedGroup", None, "REB"),
        Entity("person/ada", "Ada Kaya", "Person", "TUR", "GOV"),
        Entity("person/erdogan", "Recep Tayyip Erdogan", "Person", "TUR", "GOV", offices=OFFICES),
        Entity("agreement/sochi", "Sochi accord", "Agreement"),
        Entity("agreement/grain", "grain deal", "Agreement"),
        Entity("agreement/pact", "pact", "Agreement"),
        Entity("place/idlib", "Idlib", "Place", "SYR"),
        Entity("place/doha", "Doha", "Place", "QAT"),
    ]
}
AT = {"idlib": (35.93, 36.63), "doha": (25.29, 51.53)}
HERE = Span(0, 1, "s")


def end(id_: str) -> Actor:
    entity = ENTITIES[id_]
    return Actor(id_, entity.name, entity.type, entity.country, entity.sector, 0, 1, "s")


def claim(id_: str, said: str, date: str | None = None, **more: Any) -> Claim:
    """A claim from ``SOURCE relation TARGET``, ``-`` for no end; its evidence is its id.

    ``by`` names the claimant, ``about`` an agreement, ``at`` a place, ``mediator`` an actor, ``killed`` a number.
    """
    source, relation, target = said.split()
    coding = ontology.classify(relation, more.get("modality", "actual"))
    about, at, mediator, killed, by = (more.pop(k, None) for k in ("about", "at", "mediator", "killed", "by"))
    place = ENTITIES[f"place/{at}"] if at else None
    agreement = ENTITIES[f"agreement/{about}"] if about else None
    start = zlib.crc32(id_.encode()) % 10_000  # each sentence in a place of its own
    precision = "interval" if date and "/" in date else {4: "year", 7: "month", 10: "day"}[len(date or "2000")]
    return Claim(
        id_, relation, coding.plover, coding.modes, coding.cameo, coding.quad, coding.score,
        None if source == "-" else end(source), None if target == "-" else end(target), HERE,
        more.pop("polarity", "affirmed"), more.pop("modality", "actual"), Span(start, start + len(id_), id_), 0.9,
        "made by hand",
        claimants=(end(by),) if by else (),
        event_date=EventDate(date, precision, "stated", 0, 1, "s") if date else None,
        agreement=AgreementRef(agreement.id, agreement.name, 0, 1, "s") if agreement else None,
        places=(ClaimPlace("at", place.id, place.name, place.country, None, *AT[at], 0, 1, "s"),) if place else (),
        participants=(Participant(**vars(end(mediator)), role="mediator"),) if mediator else (),
        counts=(Count("killed", killed, None, 0, 1, "s"),) if killed else (),
        **more,
    )  # fmt: skip


def record(id_: str, publisher: str, *claims: Claim) -> Record:
    mention = Mention(0, 1, "s", "actor", "State", "state/TUR", 0.9, "made by hand")
    return Record(id_, f"Report {id_}", "2020-03-01", None, publisher, (mention,), tuple(ENTITIES.values()), claims)


T, R, S, Q, ARMY = "state/TUR", "state/RUS", "state/SYR", "state/QAT", "force/TUR"
RECORDS = [
    record(
        "one", "Gazette",
        claim("met", f"{T} metWith {R}", "2019-12-20", mediator=Q, at="doha"),
        claim("signed", f"{T} signedWith {R}", "2018-09-17", about="sochi"),
        claim("grain", f"{R} signedWith {T}", "2022-07-22", about="grain"),
        claim("left", f"{R} leftOrganization agreement/grain", "2023-07-17"),
        claim("pact", f"{Q} signedWith {S}", "2019-01-01", about="pact"),
        claim("early breach", f"{Q} breached {S}", "2018-01-01", about="pact"),  # before it was signed
        claim("accused", f"{T} accused {R}", "2020-02-01"),
        claim("its content", f"{R} breached {T}", about="sochi", by=T, content_of="accused"),
        claim("shelled", f"{R} shelled {T}", "2020-02-03", at="idlib", killed=6),
        claim("bombed", f"{R} bombed {T}", "2020-02-09", by=T, killed=40),  # in the words of the other side
        claim("denial", f"{R} bombed {T}", "2020-02-09", by=R, polarity="denied"),
    ),
    record(
        "two", "Herald",
        claim("shelled too", f"{R} shelled {T}", "2020-02-03", at="idlib", killed=5),
        claim("struck", f"{ARMY} bombed {S}", "2020-02-28", by="person/ada"),  # Turkey's own word
        claim("unseen", f"{ARMY} bombed {R}", "2019-06-01", by=R),  # Russia's
        claim("plan", f"{T} invaded {S}", "2020-01-05", modality="planned", at="idlib"),
        claim("never", f"{T} invaded {S}", "2020-01-06", polarity="denied", at="idlib"),
        claim("fought", f"{T} attacked group/pkk", "1984/.."),
        claim("nobody", "doc/x/rebels attacked group/pkk", "1980-01-01"),
        claim("toll", f"- killed {T}", "2020-02-04", killed=2),
        claim("call", f"{Q} demandedYieldFrom {R}", "2020-03-01"),
        claim("wish", f"{R} withdrewFrom {S}", modality="demanded", by=Q, content_of="call"),
        claim("spokeswoman", f"person/ada spokespersonFor {T}", "2019/2020"),
    ),
]  # fmt: skip

Row = tuple[Any, ...]
KNOWN: dict[str, tuple[dict[str, str], tuple[str, ...], list[Row]]] = {
    "dyad": (
        {"a": "TUR", "b": "state/RUS"},
        ("date", "said_by", "polarity", "content_of", "evidence"),
        [
            (None, "Turkey", "affirmed", "accused", "its content"),
            ("2018-09-17", None, "affirmed", None, "signed"),
            ("2019-06-01", "Russia", "affirmed", None, "unseen"),
            ("2019-12-20", None, "affirmed", None, "met"),
            ("2020-02-01", None, "affirmed", None, "accused"),
            ("2020-02-03", None, "affirmed", None, "shelled"),
            ("2020-02-03", None, "affirmed", None, "shelled too"),
            ("2020-02-09", "Turkey", "affirmed", None, "bombed"),
            ("2020-02-09", "Russia", "denied", None, "denial"),
            ("2022-07-22", None, "affirmed", None, "grain"),
        ],
    ),
    "in-conflict-since": (
        {},
        ("one", "other", "since", "last", "deeds"),
        [
            ("PKK", "TUR", "1984", "1984", 1),
            ("RUS", "TUR", "2020-02-03", "2020-02-03", 1),
            ("SYR", "TUR", "2020-02-28", "2020-02-28", 1),
        ],
    ),
    "denied-by-the-other": (
        {"a": "Ankara", "b": "RUS"},
        ("relation", "target_name", "said_by", "said_in", "denied_by", "denied_in"),
        [("bombed", "Turkey", "Turkey", "bombed", "Russia", "denial")],
    ),
    "agreements-in-force": (
        {},
        ("agreement_name", "party_name", "signed"),
        [
            ("Sochi accord", "Russia", "2018-09-17"),
            ("Sochi accord", "Turkey", "2018-09-17"),
            ("pact", "Qatar", "2019-01-01"),
            ("pact", "Syria", "2019-01-01"),
        ],
    ),
    "speaks-for": (
        {"at": "2014-03"},
        ("person_name", "as", "of", "from", "to"),
        [("Recep Tayyip Erdogan", "prime minister of Turkey", "state/TUR", "2003-03-14", "2014-08-28")],
    ),
    "events": (
        {"who": "TUR", "since": "2020-02-01"},
        ("date", "relation", "told", "claims", "reports", "publishers", "contradictions", "fewest", "highest"),
        [
            ("2020-02-03", "shelled", "stated", 2, 2, 2, 0, 5, 6),
            ("2020-02-09", "bombed", "alleged", 2, 1, 1, 1, 40, 40),
            ("2020-02-01", "accused", "stated", 1, 1, 1, 0, None, None),
            ("2020-02-04", "killed", "stated", 1, 1, 1, 0, 2, 2),
            ("2020-02-28", "bombed", "stated", 1, 1, 1, 0, None, None),
            ("2022-07-22", "signedWith", "stated", 1, 1, 1, 0, None, None),
        ],
    ),
    "contradictions": (
        {},
        ("date", "differs_in", "said_by", "one_says", "other_by", "other_says"),
        [("2020-02-09", "whether", "Turkey", "bombed", "Russia", "denial")],
    ),
    "events-of-a-dyad": (
        {"a": "RUS", "b": "TUR"},
        ("quad", "month", "events", "reports", "publishers"),
        [
            ("verbal cooperation", "2018-09", 1, 1, 1),
            ("verbal cooperation", "2019-12", 1, 1, 1),
            ("material conflict", "2020-02", 1, 2, 2),
            ("verbal conflict", "2020-02", 1, 1, 1),
            ("verbal cooperation", "2022-07", 1, 1, 1),
        ],
    ),
    "near": (
        {"lat": "36.2", "lon": "36.16"},  # Antakya, 52 km away
        ("distance", "place_name", "evidence"),
        [],
    ),
    "reversals": (
        {"days": "90"},
        ("one", "other", "last_cooperation", "first_conflict"),
        [("RUS", "TUR", "2019-12-20", "2020-02-03")],
    ),
    "one-publisher-only": (
        {"about": "RUS"},
        ("only_publisher", "date", "evidence"),
        [
            ("Gazette", "2018-09-17", "signed"),
            ("Gazette", "2019-12-20", "met"),
            ("Gazette", "2020-02-01", "accused"),
            ("Gazette", "2022-07-22", "grain"),
            ("Gazette", "2023-07-17", "left"),
            ("Herald", "2020-03-01", "call"),
        ],
    ),
    "most-active-actors": (
        {},
        ("actor_name", "acts", "conflict", "cooperation", "documents"),
        [
            ("Turkey", 4, 2, 2, 2),
            ("Qatar", 3, 2, 1, 2),
            ("Russia", 3, 2, 1, 2),
            ("Turkish armed forces", 1, 1, 0, 1),
        ],
    ),
    "casualties": (
        {"side": "TUR"},
        ("victims", "month", "what", "told", "at_least"),
        [("TUR", "2020-02", "killed", "alleged", 40), ("TUR", "2020-02", "killed", "done", 8)],
    ),
    "timeline": (
        {"a": "TUR", "since": "2020-02-01"},
        ("date", "evidence"),
        [
            ("2020-02-01", "accused"),
            ("2020-02-03", "shelled"),
            ("2020-02-03", "shelled too"),
            ("2020-02-04", "toll"),
            ("2020-02-28", "struck"),
            ("2022-07-22", "grain"),
        ],
    ),
    "mediators": (
        {},
        ("between_name", "role", "source_name", "target_name", "date"),
        [("Qatar", "mediator", "Turkey", "Russia", "2019-12-20")],
    ),
    "demands": (
        {},
        ("source_name", "relation", "target_name", "demanded", "toward"),
        [("Qatar", "demandedYieldFrom", "Russia", "withdrewFrom", "Syria")],
    ),
    "publishers-of-a-dyad": (
        {"a": "RUS", "b": "TUR"},
        ("publisher", "quad", "told", "claims"),
        [
            ("Gazette", "material conflict", "alleged", 1),
            ("Gazette", "material conflict", "denied", 1),
            ("Gazette", "material conflict", "done", 1),
            ("Gazette", "verbal conflict", "alleged", 1),
            ("Gazette", "verbal conflict", "done", 1),
            ("Gazette", "verbal cooperation", "done", 3),
            ("Herald", "material conflict", "alleged", 1),
            ("Herald", "material conflict", "done", 1),
        ],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("queries") / "graph"
    with GraphStore.create(path) as store:
        store.load_ontology()
        for made in RECORDS:
            store.replace_document(made)
        store.refresh_events()
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[GraphStore]:
    with GraphStore.read(folder) as opened:
        yield opened


def ask(store: GraphStore, name: str, values: dict[str, str], variables: tuple[str, ...]) -> list[Row]:
    answer = store.query(parameters.bound(query.named(name), values, where=name))
    short = [
        {n: v.removeprefix("urn:kg:ontology#") if isinstance(v, str) else v for n, v in row.items()}
        for row in answer.dicts()
    ]
    return [tuple(row[variable] for variable in variables) for row in short]


# The named queries.


def test_the_records_are_good(store: GraphStore) -> None:
    assert [str(finding) for finding in store.validate()] == []


def test_every_query_has_a_known_answer() -> None:
    assert len(query.names()) >= 20
    assert sorted(query.names()) == sorted({**KNOWN, **ELSEWHERE})


@pytest.mark.parametrize("name", sorted(query.names()))
def test_a_query_says_what_it_asks_and_runs(store: GraphStore, name: str) -> None:
    text = query.named(name)
    assert re.match(r"# title: .+\n# what: .+[.,:;]", text)
    assert query.checked(text).ordered, "rows in an order of their own, the same each time"
    needed = {"actor": "TUR", "number": "36", "date": "2020", "text": "who"}
    values = {p.name: needed[p.kind] for p in parameters.declared(text) if p.default is None}
    for setting in (
        values,
        {p.name: values[p.name] for p in parameters.declared(text) if p.name in values and not p.optional},
    ):
        assert store.query(parameters.bound(text, setting)).variables
    assert store.query(text).variables, "as the file stands, with nothing set"


@pytest.mark.parametrize("name", KNOWN)
def test_a_query_gives_its_answer(store: GraphStore, name: str) -> None:
    values, variables, rows = KNOWN[name]
    assert ask(store, name, values, variables) == rows


@pytest.mark.parametrize("name", sorted(query.names()))
def test_who_is_found_by_id_is_found_by_its_country_too(store: GraphStore, name: str) -> None:
    text = query.named(name)
    needed = {p.name: "RUS" if p.kind == "actor" else "36" for p in parameters.declared(text) if not p.optional}
    given = needed | KNOWN.get(name, ({}, (), []))[0]
    for declared in (p.name for p in parameters.declared(text) if p.kind == "actor"):
        by_id, by_country = (
            store.query(parameters.bound(text, {**given, declared: value})).rows for value in ("state/TUR", "TUR")
        )
        assert len(by_country) >= min(1, len(by_id)), declared


def test_near_measures_along_the_ground(store: GraphStore) -> None:
    antakya = {"lat": "36.2", "lon": "36.16", "km": "60"}
    # by the haversine formula on a sphere of 6,371 km it is 51.8 km
    rows = ask(store, "near", antakya, ("distance", "place_name", "evidence"))
    assert rows == [(51.8, "Idlib", "shelled"), (51.8, "Idlib", "shelled too")]
    assert ask(store, "near", {"lat": "25.29", "lon": "51.53"}, ("distance", "evidence")) == [(0.0, "met")]


def test_reversals_keep_to_the_days_and_the_beginning(store: GraphStore) -> None:
    assert ask(store, "reversals", {"days": "45"}, ("one",)) == [("RUS",)]
    assert ask(store, "reversals", {"days": "44"}, ("one",)) == []
    assert ask(store, "reversals", {"since": "2020"}, ("one",)) == []


def test_who_spoke_for_whom_at_a_date(store: GraphStore) -> None:
    asked = ("person_name", "as")
    assert ask(store, "speaks-for", {"at": "2020-01-01"}, asked) == [
        ("Ada Kaya", "spokesperson"),
        ("Recep Tayyip Erdogan", "president of Turkey"),
    ]
    assert ask(store, "speaks-for", {"at": "2021", "who": "Ada Kaya"}, asked) == []


# Parameters.

WHO = "# param who (actor): whose\nSELECT DISTINCT ?name { VALUES ?who { UNDEF } ?who skos:prefLabel ?name }"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("TUR", {"Turkey", "Turkish armed forces", "Ada Kaya", "Recep Tayyip Erdogan"}),
        ("state/TUR", {"Turkey"}),
        ("Turkey", {"Turkey"}),
        ("Türkiye", {"Turkey"}),
        ("PKK", {"PKK"}),  # looks like a code and is none
        ("turkey", set()),
        ('x" } ?who ?any ?thing . { "', set()),
        ("state/TUR> } ?who ?any ?thing . VALUES ?z { <urn:x", set()),
        ("a\\", set()),
        ("two\nlines\r\t'''\"\"\"", set()),
    ],
)
def test_an_actor_is_a_code_an_id_or_a_name_and_nothing_else(store: GraphStore, value: str, names: set[str]) -> None:
    assert {row[0] for row in store.query(parameters.bound(WHO, {"who": value})).rows} == names


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("text", 'a "b" \\ \n?', '"a \\"b\\" \\\\ \\n?"'),
        ("number", "-36.5", '"-36.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("days", "30", '"P30D"^^<http://www.w3.org/2001/XMLSchema#dayTimeDuration>'),
        ("date", "2020-02", '"2020-02"'),
        ("relation", "kg:attacked", "<urn:kg:ontology#attacked>"),
        ("actor", "person/a>b", "<urn:kg:entity/person/a%3Eb>"),
    ],
)
def test_a_value_becomes_one_typed_term(kind: str, value: str, term: str) -> None:
    text = f"# param x ({kind}): it\nASK {{ VALUES ?x {{ UNDEF }} FILTER(BOUND(?x)) VALUES ?x2 {{ UNDEF }} }}"
    assert parameters.bound(text, {"x": value}).endswith(
        f"ASK {{ VALUES ?x {{ {term} }} FILTER(BOUND(?x)) VALUES ?x2 {{ {term} }} }}"
    )
    with GraphStore.memory() as empty:
        assert empty.query(parameters.bound(text, {"x": value})).rows == ((True,),)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "1; DROP ALL"), ("number", "nan"), ("number", "1e9"), ("days", "-1"), ("days", "1.5"),
        ("date", "2020-13"), ("date", "2020-02-30"), ("date", "yesterday"), ("date", "2020-"),
        ("relation", "attacked> ?x"), ("text", ""), ("actor", " "), ("text", "half \ud83d"), ("relation", "é"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused(kind: str, value: str) -> None:
    text = f"# param x ({kind}): it\nASK {{ VALUES ?x {{ UNDEF }} }}"
    with pytest.raises(QueryError, match="no value for x\n  give "):
        parameters.bound(text, {"x": value})


def test_what_is_optional_is_left_open_and_a_default_holds() -> None:
    text = "# param x (text, optional): it\n# param y (text, default a b): that\n"
    asked = text + "SELECT ?x ?y { VALUES ?x { UNDEF } VALUES ?y { UNDEF } VALUES ?z { UNDEF } }"
    with GraphStore.memory() as empty:
        assert empty.query(parameters.bound(asked, {})).rows == ((None, "a b"),)
        assert empty.query(parameters.bound(asked, {"x": "1", "y": "2"})).rows == (("1", "2"),)
    assert [str(p) for p in parameters.declared(asked)] == ["x (text, optional): it", "y (text, default a b): that"]


def test_terms_end_where_oxigraph_says_whatever_the_value() -> None:
    nothing = pyoxigraph.Store()
    for code in [*range(1, 0x180), 0x2028, 0x2029, 0xFEFF, 0x1F600]:
        value = f"a{chr(code)}b"
        text = parameters.bound("# param x (text): it\nSELECT ?x { VALUES ?x { UNDEF } }", {"x": value})
        (row,) = nothing.query(text)  # type: ignore[misc]
        assert row["x"].value == value
        assert query.checked(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# param who: whose\nASK { VALUES ?who { UNDEF } }", "line 1: no parameter"),
        ("# title: x\n# param who (person): whose\nASK { VALUES ?who { UNDEF } }", "line 2: no parameter"),
        ("# param who (actor): whose\nASK { ?who ?p ?o }", "no place for its parameter who"),
        ("# param a (text): x\n# param a (text): y\nASK { VALUES ?a { UNDEF } }", "line 2: no parameter"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_an_error(text: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        parameters.declared(text)


# The command.


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def test_parameters_are_set_for_a_name_a_file_and_a_text(folder: Path, tmp_path: Path) -> None:
    done = run("query", folder, "mediators")
    assert done.exit_code == 0 and done.stdout.splitlines()[1].startswith("Qatar,mediator,Turkey,")
    named = run("query", folder, "dyad", "--set", "a=TUR", "--set", "b=SYR", "--format", "json")
    assert [row["evidence"] for row in json.loads(named.stdout)] == ["plan", "never", "struck"]
    file = tmp_path / "who.rq"
    file.write_text(WHO, encoding="utf-8")
    assert run("query", folder, file, "--set", "who=Moscow").stdout == "name\nRussia\n"
    assert run("query", folder, "-e", WHO, "--set", "who=group/pkk").stdout == "name\nPKK\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dyad"], "dyad: nothing is set for the parameter a and b\n  it has these parameters:\n    --set a (actor): "),
        (["dyad", "--set", "a=TUR"], "nothing is set for the parameter b"),
        (["dyad", "--set", "c=TUR"], "the query has no parameter 'c'\n  it has these parameters:"),
        (["strongest-dyads", "--set", "c=TUR"], "it has no parameters"),
        (["dyad", "--set", "TUR"], "'TUR' sets nothing\n  write --set NAME=VALUE"),
        (["dyad", "--set", "=TUR"], "'=TUR' sets nothing"),
        (["dyad", "--set", "a=TUR", "--set", "a=RUS", "--set", "b=SYR"], "the parameter a is set twice"),
        (["near", "--set", "lat=north", "--set", "lon=1"], "near: 'north' is no value for lat\n  give a number"),
    ],
)
def test_what_is_set_wrongly_is_an_error_that_says_what_can_be_set(
    folder: Path, arguments: list[str], says: str
) -> None:
    result = run("query", folder, *arguments)
    assert result.exit_code == 2 and result.stdout == "" and says in result.stderr


def test_an_actor_that_the_graph_does_not_have_is_told(folder: Path) -> None:
    result = run("query", folder, "dyad", "--set", "a=Turky", "--set", "b=RUS")
    assert result.exit_code == 0 and result.stdout.count("\n") == 1
    assert result.stderr == "The graph has no actor Turky (--set a).\n"


def test_the_list_shows_parameters() -> None:
    listed = run("query", "--list").stdout.splitlines()
    at = next(number for number, line in enumerate(listed) if line.startswith("dyad "))
    assert [line.strip() for line in listed[at + 1 : at + 3]] == [
        "--set a (actor): the one side",
        "--set b (actor): the other side",
    ]
