"""The graph: records to RDF and back, the store, queries, dumps, validation."""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from hand_made import ENTITIES, SENTENCES, TEXT, actor, claim, find, record
from rdflib import Graph
from rdflib.namespace import RDF

from kg import resources
from kg.errors import QueryError, StoreError, TableError
from kg.graph import dump, query, rdf, terms
from kg.graph.records import from_triples
from kg.graph.store import GraphStore

PLAIN = """SELECT ?source ?relation ?target ?graph WHERE {
  GRAPH ?graph { ?source ?relation ?target }
  FILTER (STRSTARTS(STR(?source), "urn:kg:entity/") && STRSTARTS(STR(?target), "urn:kg:entity/"))
}"""


@pytest.fixture(params=["memory", "folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    """An empty graph of each kind, with the ontology: what holds of one store holds of all."""
    if request.param == "memory":
        opened = GraphStore.memory()
    elif request.param == "folder":
        opened = GraphStore.create(tmp_path / "store")
    else:
        opened = GraphStore.create(request.getfixturevalue("server").url + "/update")
    with opened:
        opened.load_ontology()
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "graph"
    with GraphStore.create(path) as opened:
        opened.load_ontology()
        opened.replace_document(record())
    return path


def plain_triples(store: GraphStore) -> set[tuple[str, ...]]:
    return {
        (terms.entity_id(str(s)), terms.short(str(p)), terms.entity_id(str(o)), str(g).removeprefix(terms.DOCUMENT))
        for s, p, o, g in store.query(PLAIN).rows
    }


# Records to RDF and back.


def test_the_hand_made_record_keeps_the_contract() -> None:
    for made in record().claims:
        for span in (
            made.source,
            made.target,
            made.trigger,
            made.evidence,
            *made.claimants,
            *made.places,
            *made.counts,
        ):
            assert span is None or TEXT[span.start : span.end] == span.text


@pytest.mark.parametrize("document", ["d1", "a/b c?#%41", 'Überblick/№ 1 "x"<y>', "..", "doc-\N{GRINNING FACE}"])
def test_a_record_survives_the_graph(document: str, store: GraphStore) -> None:
    store.replace_document(record(document))
    assert store.documents() == [document]
    assert store.record(document) == rdf.normalised(record(document))


def test_quads_give_the_record_back_without_a_store() -> None:
    quads = rdf.to_quads(record())
    own = [(s, p, o) for s, p, o, g in quads if g == terms.document_iri("d1")]
    assert from_triples("d1", own) == rdf.normalised(record())


def test_the_order_of_the_parts_of_a_record_does_not_matter() -> None:
    whole, shuffled = record(), random.Random(7)
    mixed = dataclasses.replace(
        whole,
        mentions=tuple(shuffled.sample(whole.mentions, k=len(whole.mentions))),
        entities=tuple(shuffled.sample(whole.entities, k=len(whole.entities))),
        claims=tuple(shuffled.sample(whole.claims, k=len(whole.claims))),
    )
    assert mixed != whole
    assert rdf.to_quads(mixed) == rdf.to_quads(whole)


def test_the_chain_of_claimants_keeps_its_order(store: GraphStore) -> None:
    store.replace_document(record())
    chains = [[c.entity for c in made.claimants] for made in store.record("d1").claims if len(made.claimants) > 1]
    assert chains == [["state/TUR", "state/RUS"]]


def test_there_are_no_blank_nodes() -> None:
    assert all(type(node).__name__ in ("URIRef", "Literal") for quad in rdf.to_quads(record()) for node in quad)


def test_the_evidence_has_a_position_and_a_quote_with_what_stands_around_it(store: GraphStore) -> None:
    store.replace_document(record())
    asked = """SELECT ?start ?end ?exact ?prefix ?suffix {
      ?claim kg:relation kg:accused ; kg:trigger ?part . ?part oa:hasSource ?document ; oa:hasSelector ?p , ?q .
      ?p oa:start ?start ; oa:end ?end . ?q oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix }"""
    trigger = find("accused", 1)
    (row,) = store.query(asked).rows
    assert row == (trigger.start, trigger.end, "accused", "Lavrov ", " Turkey of breaching the Sochi agr"[:32])
    (row,) = store.query("SELECT ?e { ?c kg:relation kg:accused ; kg:evidenceText ?e ; oa:hasTarget ?t }").rows
    assert row == (SENTENCES[1],)


def test_every_term_that_is_written_is_defined_in_the_ontology() -> None:
    known = {str(s) for s in Graph().parse(resources.find("ontology/kg.ttl")).subjects()}
    written = {str(node) for s, p, o, g in rdf.to_quads(record()) for node in (p, o)}
    assert sorted(term for term in written if term.startswith(str(terms.KG)) and term not in known) == []


def test_every_concept_that_is_written_is_defined(store: GraphStore) -> None:
    store.replace_document(record())
    asked = (
        "SELECT ?concept { ?claim kg:modality ?m ; kg:plover|kg:cameo ?concept FILTER NOT EXISTS { ?concept a ?any } }"
    )
    assert store.query(asked).rows == ()


def test_an_unknown_entity_type_or_relation_is_an_error(store: GraphStore) -> None:
    odd = (dataclasses.replace(ENTITIES[0], type="Dragon"), *ENTITIES[1:])
    with pytest.raises(StoreError, match="Dragon"):
        store.replace_document(record(entities=odd))
    unheard = claim(
        "d1", "ateWith", actor("state/TUR", "Turkey", 0), actor("state/SYR", "Syria", 0), find("near", 0), 0
    )
    with pytest.raises(TableError, match="ateWith"):
        store.replace_document(record(claims=(unheard,)))
    assert store.documents() == []


# Voices: what may stand as a plain triple, and where.


def test_plain_triples_stand_in_the_graph_of_the_voice_that_asserts_them(store: GraphStore) -> None:
    store.replace_document(record())
    assert plain_triples(store) == {
        ("state/TUR", "kg:attacked", "state/SYR", "d1"),
        ("person/sergey-lavrov", "kg:accused", "state/TUR", "d1"),
        ("state/TUR", "kg:metWith", "state/RUS", "d1"),  # symmetric: both ways
        ("state/RUS", "kg:metWith", "state/TUR", "d1"),
        ("state/SYR", "kg:attacked", "state/TUR", "d1/voice/state%2FTUR/state%2FRUS"),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"polarity": "denied"},
        {"modality": "planned"},
        {"modality": "demanded"},
        {"modality": "possible"},
        {"content_of": "00"},
    ],
)
def test_what_no_voice_asserts_never_is_a_plain_triple(store: GraphStore, change: dict[str, str]) -> None:
    ends = actor("state/TUR", "Turkey", 0), actor("state/SYR", "Syria", 0)
    for claimants in ((), (actor("person/sergey-lavrov", "Lavrov", 1),)):
        made = claim("d1", "attacked", *ends, find("attacked", 0), 0, claimants=claimants, **change)  # type: ignore[arg-type]
        store.replace_document(record(claims=(made,)))
        assert plain_triples(store) == set()
        assert store.query("SELECT ?c { ?c a kg:Claim }").rows


def test_a_voice_graph_says_who_speaks_and_who_reports_it(store: GraphStore) -> None:
    store.replace_document(record())
    asked = "SELECT ?voice ?by { ?graph a kg:VoiceGraph ; kg:voice ?voice ; kg:reportedBy ?by }"
    assert store.query(asked).rows == (("urn:kg:entity/state/RUS", "urn:kg:entity/state/TUR"),)


def test_a_query_can_ask_one_voice_or_the_reports(store: GraphStore) -> None:
    store.replace_document(record())
    own = "ASK { ?d a kg:Document GRAPH ?d { <urn:kg:entity/state/SYR> kg:attacked ?x } }"
    word = "ASK { ?g kg:voice <urn:kg:entity/state/RUS> GRAPH ?g { <urn:kg:entity/state/SYR> kg:attacked ?x } }"
    assert store.query(own).rows == ((False,),)
    assert store.query(word).rows == ((True,),)


# The store.


def test_building_again_changes_nothing_and_other_documents_are_added(folder: Path) -> None:
    with GraphStore.read(folder) as store:
        before = store.dump("nquads", with_ontology=True)
    with GraphStore.create(folder) as store:
        store.load_ontology()
        store.replace_document(record())
        assert store.dump("nquads", with_ontology=True) == before
        store.replace_document(record("d2"))
        assert store.documents() == ["d1", "d2"]
        assert store.record("d1") == rdf.normalised(record())
        assert store.remove_document("d2")
        assert store.dump("nquads", with_ontology=True) == before
        assert not store.remove_document("d2")


def test_replacing_a_document_takes_its_old_voices_away(store: GraphStore) -> None:
    store.replace_document(record("d"))
    store.replace_document(record("d2"))
    store.replace_document(record("d", claims=()))
    graphs = {graph for *_, graph in plain_triples(store)}
    assert graphs == {"d2", "d2/voice/state%2FTUR/state%2FRUS"}


def test_the_ontology_has_no_blank_nodes_to_double(store: GraphStore) -> None:
    before = len(store.dataset)
    store.load_ontology()
    assert len(store.dataset) == before > 1000


def test_the_dataset_sees_the_union_of_all_graphs(store: GraphStore) -> None:
    store.replace_document(record())
    documents = set(store.dataset.subjects(RDF.type, terms.KG.Document))
    assert documents == {terms.document_iri("d1")}


def test_a_folder_that_is_no_graph_is_said_to_be_none_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for opening in (GraphStore.create, GraphStore.read, GraphStore.snapshot):
        with pytest.raises(StoreError, match="no graph") as caught:
            opening(tmp_path)
        assert caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_missing_graph_is_an_error_to_read_and_makes_no_folder(tmp_path: Path) -> None:
    for opening in (GraphStore.read, GraphStore.snapshot):
        with pytest.raises(StoreError, match="no such graph"):
            opening(tmp_path / "none")
    with pytest.raises(StoreError, match="folder above"):
        GraphStore.create(tmp_path / "none" / "graph")
    assert list(tmp_path.iterdir()) == []


def test_readers_keep_a_writer_out_and_a_writer_keeps_all_out(folder: Path) -> None:
    with GraphStore.read(folder), GraphStore.read(folder), pytest.raises(StoreError, match="in use"):
        GraphStore.create(folder)
    with GraphStore.create(folder):
        for opening in (GraphStore.create, GraphStore.read):
            with pytest.raises(StoreError, match="in use"):
                opening(folder)
    with GraphStore.create(folder) as store:
        assert store.documents() == ["d1"]


def test_a_program_that_knows_nothing_of_our_lock_is_said_to_use_the_graph(folder: Path) -> None:
    other = pyoxigraph.Store(str(folder))
    with pytest.raises(StoreError, match="in use"):
        GraphStore.create(folder)
    del other


def test_a_snapshot_leaves_writers_alone_and_goes_when_it_is_closed(folder: Path) -> None:
    with GraphStore.snapshot(folder) as snapshot:
        with GraphStore.create(folder) as store:
            store.replace_document(record("d2"))
        assert snapshot.documents() == ["d1"]
    assert [path.name for path in folder.parent.iterdir()] == ["graph"]


def test_a_graph_opened_to_read_cannot_be_changed(folder: Path) -> None:
    with GraphStore.read(folder) as store, pytest.raises(StoreError, match="read only"):
        store.replace_document(record("d2"))


def test_text_that_is_no_unicode_is_refused_whole(store: GraphStore) -> None:
    with pytest.raises(StoreError, match="no Unicode"):
        store.replace_document(record(title="half \ud83d"))
    assert store.documents() == []


# Queries.


def test_rows_are_plain_values_and_sorted_where_the_query_does_not_order_them(store: GraphStore) -> None:
    store.replace_document(record())
    asked = """SELECT ?name ?score ?group {
      ?c kg:source/skos:prefLabel ?name ; kg:goldstein ?score OPTIONAL { ?c kg:group ?group } }"""
    rows = store.query(asked).rows
    assert rows == tuple(sorted(rows, key=lambda row: (row[0], row[1])))
    assert ("Sergey Lavrov", -3.5, "g1") in rows and ("Turkey", -9.0, None) in rows
    ordered = store.query(asked + " ORDER BY DESC(?name)").rows
    assert [row[0] for row in ordered] == sorted((str(row[0]) for row in rows), reverse=True)


def test_other_forms_of_query_give_rows_too(store: GraphStore) -> None:
    store.replace_document(record())
    assert store.query("ASK { ?c a kg:Claim }").rows == ((True,),)
    built = store.query("CONSTRUCT { ?c a kg:Claim } WHERE { ?c a kg:Claim ; kg:polarity 'denied' }")
    assert built.kind == "graph" and built.variables == ("subject", "predicate", "object") and len(built.rows) == 1
    assert next(store.query("SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }").dicts()) == {"n": 8}


def test_from_chooses_the_graph(store: GraphStore) -> None:
    store.replace_document(record("d1"))
    store.replace_document(record("d2"))
    rows = store.query("SELECT ?d FROM <urn:kg:document/d2> { ?d a kg:Document }").rows
    assert rows == (("urn:kg:document/d2",),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT ?s { ?s ?p", "no SPARQL"),
        ("SELECT", "no SPARQL"),
        ("", "no SPARQL"),
        ("SELECT ?s { ?s nope:x ?o }", "failed"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "change the graph"),
        ("DROP ALL", "change the graph"),
        ("DELETE WHERE { ?s ?p ?o }", "change the graph"),
        ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE SILENT ?x { ?s ?p ?o } } }", "SERVICE"),
        ("ASK { { SELECT ?s { { ?s ?p ?o } UNION { service <http://localhost:1/> { ?s ?p ?o } } } } }", "SERVICE"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { OPTIONAL { SERVICE <http://localhost:1/> { ?s ?p ?o } } }", "SERVICE"),
        ("SELECT * { MINUS { GRAPH ?g { SERVICE <http://localhost:1/> { ?s ?p ?o } } } }", "SERVICE"),
    ],
)
def test_what_is_no_query_is_refused(store: GraphStore, text: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        store.query(text)


def test_the_word_service_in_a_text_is_no_service(store: GraphStore) -> None:
    assert store.query("# SERVICE <http://x/> {}\nSELECT ('SERVICE <x> {}' AS ?word) {}").rows == (("SERVICE <x> {}",),)


@pytest.mark.parametrize("opening", [GraphStore.read, GraphStore.create])
def test_a_limited_query_gives_the_same_answer(folder: Path, opening: type[GraphStore]) -> None:
    asked = (
        "SELECT ?c ?score ?group { ?c a kg:Claim OPTIONAL { ?c kg:goldstein ?score } OPTIONAL { ?c kg:group ?group } }"
    )
    with opening(folder) as store:  # type: ignore[call-arg, arg-type]
        assert store.query(asked, limit_seconds=60) == store.query(asked)
        with pytest.raises(QueryError, match="failed"):
            store.query("SELECT ?s { ?s nope:x ?o }", limit_seconds=60)
    assert [path.name for path in folder.parent.iterdir()] == ["graph"]


def test_a_query_that_takes_too_long_is_ended(folder: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with GraphStore.read(folder) as store, pytest.raises(QueryError, match=r"longer than 0\.5 seconds"):
        store.query(endless, limit_seconds=0.5)


def test_every_named_query_runs_and_has_a_title(store: GraphStore) -> None:
    store.replace_document(record())
    store.refresh_events()
    for name, title in query.names().items():
        assert title, name
        assert store.query(query.named(name)).variables, name
    with pytest.raises(QueryError, match="no query named"):
        query.named("../kg")


# Dumps.

_DUMP = """
import hashlib, sys
from hand_made import record
from kg.graph.store import GraphStore
with GraphStore.memory() as store:
    store.load_ontology()
    for name in ("d1", "d2"):
        store.replace_document(record(name))
    for format in ("nquads", "trig", "turtle", "jsonld"):
        print(format, hashlib.sha256(store.dump(format, with_ontology=True)).hexdigest())
"""


def test_dumps_are_the_same_bytes_whatever_the_hash_seed() -> None:
    here = Path(__file__).parent
    outputs = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"}
        done = subprocess.run(
            [sys.executable, "-c", _DUMP], env=environment, capture_output=True, text=True, check=True
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1 and outputs.pop().count("\n") == 4


@pytest.mark.parametrize("format", ["nquads", "trig", "jsonld"])
def test_a_dump_holds_every_quad(store: GraphStore, format: str) -> None:
    store.replace_document(record())
    read = pyoxigraph.parse(store.dump(format), format=dump.FORMATS[format])
    assert {str(quad) for quad in read} == {
        str(quad) for quad in pyoxigraph.parse(store.dump("nquads"), format=pyoxigraph.RdfFormat.N_QUADS)
    }
    assert len(set(rdf.to_quads(record()))) == len(store.dump("nquads").splitlines())


def test_turtle_is_the_union_of_the_graphs(store: GraphStore) -> None:
    store.replace_document(record())
    triples = list(pyoxigraph.parse(store.dump("turtle"), format=pyoxigraph.RdfFormat.TURTLE))
    assert len(triples) == len({(s, p, o) for s, p, o, _ in rdf.to_quads(record())})


def test_a_dump_leaves_the_ontology_out_unless_asked_and_knows_its_formats(store: GraphStore) -> None:
    assert store.dump("nquads") == b""
    assert b"SymmetricProperty" in store.dump("trig", with_ontology=True)
    with pytest.raises(ValueError, match="nquads, trig"):
        store.dump("rdfxml")


# Validation.


def test_a_good_graph_has_no_findings(store: GraphStore) -> None:
    store.replace_document(record())
    assert store.validate() == []


BROKEN = [
    ({"polarity": "maybe"}, "kg:polarity", "affirmed or denied"),
    ({"modality": "wished"}, "kg:modality", "actual, planned"),
    ({"quad": "hostile"}, "kg:quad", "verbal or material"),
    ({"confidence": 1.5}, "kg:confidence", "from 0 to 1"),
    ({"goldstein": -11.0}, "kg:goldstein", "from -10 to 10"),
    ({"content_of": "ffff"}, "kg:contentOf", "same document"),
    ({"source": None, "target": None}, "", "a source or a target"),
]


@pytest.mark.parametrize(("change", "path", "message"), BROKEN)
def test_a_broken_claim_is_found_and_named(
    store: GraphStore, change: dict[str, object], path: str, message: str
) -> None:
    good = record().claims[1]
    store.replace_document(record(claims=(dataclasses.replace(good, **change),)))  # type: ignore[arg-type]
    (finding,) = store.validate()
    assert finding.focus == str(terms.claim_iri(good.id))
    assert finding.path == path and message in finding.message
    assert good.id in str(finding) and "attacked" in finding.label


def test_an_end_that_is_not_described_is_found(store: GraphStore) -> None:
    kept = tuple(entity for entity in ENTITIES if entity.id != "state/SYR")
    store.replace_document(record(entities=kept))
    assert {finding.focus for finding in store.validate()} == {"urn:kg:entity/state/SYR"}


def test_a_wrong_sector_country_and_span_are_found(store: GraphStore) -> None:
    odd = dataclasses.replace(ENTITIES[3], sector="XXX", country="Iran")
    mention = dataclasses.replace(record().mentions[0], end=record().mentions[0].start)
    store.replace_document(record(entities=(*ENTITIES[:3], odd, *ENTITIES[4:]), mentions=(mention,)))
    assert {finding.path for finding in store.validate()} == {"kg:sector", "kg:country", "oa:start"}


@pytest.mark.parametrize(
    ("update", "says"),
    [
        (
            "INSERT DATA { GRAPH <urn:kg:document/d1> { <urn:kg:entity/state/RUS> kg:attacked <urn:kg:entity/x> } }",
            "no claim",
        ),
        ("DELETE WHERE { GRAPH <urn:kg:document/d1> { <urn:kg:entity/state/TUR> kg:attacked ?x } }", "missing"),
    ],
)
def test_plain_triples_and_claims_must_agree(store: GraphStore, update: str, says: str) -> None:
    store.replace_document(record())
    store._inner.update(update, prefixes=terms.PREFIXES)
    (finding,) = store.validate()
    assert finding.path == "kg:attacked" and says in finding.message
