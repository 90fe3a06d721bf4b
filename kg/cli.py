"""The command line: parse, call, write. Each command imports what it needs when it runs.

What a command says to a person goes to standard error, data to ``-o`` or standard output. Exit status: 0 done (also
where some documents were skipped, which are listed), 1 `kg validate` found something, 2 an error.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import __version__
from kg.errors import InputError, KgError

if TYPE_CHECKING:
    import networkx as nx

    from kg.build import Done
    from kg.corrections import Parsed
    from kg.graph.corrections.upkeep import Outcome

GRAPH_FORMATS = ("trig", "nquads", "turtle", "jsonld")
_RDF = ("nquads", "trig", "turtle", "jsonld")
EXPORT_FORMATS = (*_RDF, "graphml", "gexf", "polecat", "plover", "parquet", "csv", "gold")
ROW_FORMATS = ("table", "csv", "tsv", "json")
# The kinds of analysis, and the columns of each that a table shows under which name; JSON and CSV have all.
_COUNTS = {name: name for name in ("events", "reports", "net", "first", "last")}
_DYAD_COUNTS = {name: name for name in ("events", "reports", "publishers", "net", "first", "last")}
ANALYSES = {
    "actors": {"rank": "rank", "name": "actor", **_COUNTS},
    "dyads": {"rank": "rank", "a_name": "actor", "b_name": "other actor", **_DYAD_COUNTS},
}
ON_SCREEN = 20  # rows of a table that is not written to a file


class _Commands(click.Group):
    """Says an error of ours in plain words instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """From news text to a knowledge graph of who did what to whom, according to whom.

    \b
    Example:
      kg build reports/ -o graph
      kg query graph strongest-dyads
      kg view graph -o graph.html
    """


_model = click.option("--model", metavar="NAME", help="An installed spaCy pipeline, instead of the default one.")
_published = click.option("--published", metavar="DATE", help="The date (ISO 8601) of documents that carry none.")
_gazetteer = click.option(
    "--gazetteer",
    "gazetteers",
    metavar="FILE",
    multiple=True,
    help="Your own names, before ours; may come several times.",
)
_relation_model = click.option(
    "--relation-model", metavar="FOLDER", help="A learned reader of relations of your own, instead of the shipped one."
)
_no_model = click.option(
    "--no-model", is_flag=True, help="Go by the rules alone, without the learned reader of relations."
)
_graph = click.argument("graph", metavar="GRAPH")


def _own(
    model: str | None, gazetteers: Sequence[str], relation_model: str | None = None, no_model: bool = False
) -> dict[str, Any]:
    """Models and gazetteers as said, else as the project file says."""
    from kg import project
    from kg.relation_model import SHIPPED

    if no_model and relation_model is not None:
        raise click.UsageError("--no-model and --relation-model exclude each other")
    said = project.load()
    return {
        "model": model or said.model,
        "gazetteers": tuple(gazetteers) or said.gazetteers,
        "relation_model": None if no_model else relation_model or SHIPPED,
    }


@main.command()
@click.argument("source", metavar="IN")
@click.option("-o", "--output", metavar="OUT", help="The file to write; standard output by default.")
@_published
@_model
@_gazetteer
@_relation_model
@_no_model
def extract(
    source: str,
    output: str | None,
    published: str | None,
    model: str | None,
    gazetteers: tuple[str, ...],
    relation_model: str | None,
    no_model: bool,
) -> None:
    """Documents to records, one JSON object a line.

    IN is a file (.txt, .html, .jsonl), a folder, or - for standard input.

    \b
    Example:
      kg extract reports/ -o records.jsonl
      kg extract page.html --published 2020-02-04
      kg extract reports/ --gazetteer our-actors.csv
    """
    from kg import build
    from kg.output import opened

    _not_onto_itself(source, output)
    skipped: list[KgError] = []
    own = _own(model, gazetteers, relation_model, no_model)
    records = build.extract(source, skipped=skipped, published=published, **own)
    done = 0
    with opened(output) as file, _progress() as step:
        for record in records:
            file.write(record.to_json().encode() + b"\n")
            done += 1
            step(record.id)
    _say_skipped(skipped, done)


def _not_onto_itself(source: str, output: str | None) -> None:
    """Refuse to write over what is read."""
    if source == "-" or output in {None, "-"}:
        return
    read, written = Path(source).resolve(), Path(str(output)).resolve()
    inside = read in written.parents and written.is_file() and written.suffix in {".txt", ".html", ".htm"}
    if (read == written and read.is_file()) or inside:
        raise KgError("this is what is read, and would be lost", where=str(output), remedy="name another file with -o")


@main.command()
@click.argument("source", metavar="IN", required=False)
@click.option(
    "-o",
    "--output",
    metavar="GRAPH",
    help="The folder of the graph, or a server's address; with --format, the file to write.",
)
@click.option("--format", type=click.Choice(GRAPH_FORMATS), help="Write a file in this format instead of a graph.")
@click.option(
    "--refresh",
    is_flag=True,
    help="Make documents again that other versions, tables or models had made, though they are the same.",
)
@click.option(
    "--corrections",
    metavar="FILE",
    help="Your own corrections; by default those of kg.toml, or those that the graph went by before.",
)
@_published
@_model
@_gazetteer
@_relation_model
@_no_model
def build(
    source: str | None,
    output: str | None,
    format: str | None,
    refresh: bool,
    corrections: str | None,
    published: str | None,
    model: str | None,
    gazetteers: tuple[str, ...],
    relation_model: str | None,
    no_model: bool,
) -> None:
    """Documents, and records, to a graph: a new one, or added to the one that is there.

    A document that the graph has already stays as it is; one that has changed since (the same id, or the same url) is
    replaced. IN is a file (.txt, .html, .jsonl), a folder, or - for standard input; lines of .jsonl may be records
    that `kg extract` wrote. Without IN, only the corrections are looked at anew. GRAPH, here and in all commands, is a
    folder or the address of a SPARQL 1.1 server.

    \b
    Example:
      kg build reports/ -o graph
      kg build reports/ -o http://localhost:7878/update
      kg build reports/ -o graph --refresh
      kg build records.jsonl -o graph
      kg build -o graph --corrections corrections.csv
      kg build reports/ --format trig -o graph.trig
    """
    from kg import build as builder
    from kg.output import opened

    if format is None and output is None:
        raise click.UsageError("name the folder of the graph with -o")
    if format is not None and refresh:
        raise click.UsageError("a file is always made anew; --refresh is for a graph")
    skipped: list[KgError] = []
    own = _own(model, gazetteers, relation_model, no_model)
    said, parsed = _corrections(corrections, own["relation_model"])
    rows = None if parsed is None else [row for _, row in parsed.rows]
    options: dict[str, Any] = {"skipped": skipped, "published": published, **own}
    with _progress() as step, _skipped_said(skipped):
        if format is None:
            done = builder.build(source, str(output), **options, refresh=refresh, rows=rows, progress=step)
        elif source is None:
            raise click.UsageError("say what to build the file from")
        else:
            with opened(output) as file:
                done = builder.build_file(source, file, format, **options, rows=rows or (), progress=step)
    if source is None and said is None and not done.corrections.rows:
        raise click.UsageError("say what to build from, or name your --corrections")
    if source is not None:
        _say_done(done)
    _say_corrections(done.corrections, said, parsed)
    if source is not None:
        _say_skipped(skipped, done.documents)
    _fail_on_problems(parsed)


def _corrections(file: str | None, relation_model: Any) -> tuple[str | None, Parsed | None]:
    """The file of corrections, as said or as the project file says, and what is in it; None where there is none."""
    from kg import project

    named = file or project.load().corrections
    if named is None:
        return None, None
    from kg.corrections import read
    from kg.relation_model import own_relations

    return str(named), read(named, own_relations(relation_model))


def _say_corrections(outcome: Outcome, file: str | None, parsed: Parsed | None) -> None:
    """What corrections did, and each that does nothing, with the reason."""
    if not outcome.rows and not outcome.changed:
        return
    from kg.graph.corrections.row import can_search

    lines = {row.id: line for line, row in parsed.rows} if parsed is not None else {}

    def where(row: Any) -> str:
        return f"{file} line {lines[row.id]} ({row})" if row.id in lines else f"the graph's own ({row})"

    changed = f"; {_number(outcome.changed, 'document')} made anew by them" if outcome.changed else ""
    click.echo(f"{_number(outcome.rows, 'correction')}, of which {outcome.applied} apply{changed}.", err=True)
    if outcome.idle:
        click.echo("What does not apply:", err=True)
    for row, why in outcome.idle:
        click.echo(f"  {where(row)}: {why}", err=True)
    for row, what in outcome.warned:
        click.echo(f"  Look at {where(row)}: {what}", err=True)
    rows = [row for _, row in parsed.rows] if parsed is not None else []
    bare = [row for row in rows if not row.on_entity and row.action != "add" and not can_search(row)]
    if bare:
        remedy = "`kg corrections fill` adds the words by which it is found again after another extraction"
        click.echo(f"{_number(len(bare), 'row')} with the id of a claim alone: {remedy}.", err=True)


def _fail_on_problems(parsed: Parsed | None) -> None:
    """Rows that are no corrections make a command fail, after the others have gone through."""
    if parsed is None or not parsed.problems:
        return
    for problem in parsed.problems:
        click.echo(f"  {problem}".replace("\n", "\n  "), err=True)
    count = _number(len(parsed.problems), "row")
    raise KgError(f"{count} could not be used; the others went through", where="corrections")


@contextmanager
def _skipped_said(skipped: Sequence[KgError]) -> Iterator[None]:
    """List what was skipped also where an error ends it all."""
    try:
        yield
    except KgError:
        if skipped:
            _say_skipped(skipped, done=1)
        raise


def _say_done(done: Done) -> None:
    """What a build did; of documents that the graph did not have before, only how many."""
    click.echo(f"{_number(done.documents, 'document')}, {_number(done.claims, 'claim')}.", err=True)
    if done.replaced or done.unchanged:
        click.echo(f"{done.added} added, {done.replaced} replaced, {done.unchanged} unchanged.", err=True)
    for old, new in done.displaced:
        click.echo(f"{new} has taken the place of {old}, which had the same url.", err=True)
    if done.outdated:
        were = "was" if done.outdated == 1 else "were"
        click.echo(
            f"{done.outdated} of the unchanged {were} made by other versions, tables or models; "
            "--refresh makes them again.",
            err=True,
        )


@main.command()
@_graph
@click.argument("documents", metavar="DOCUMENT...", nargs=-1, required=True)
def remove(graph: str, documents: tuple[str, ...]) -> None:
    """Take documents out of a graph, with all that stands in it because of them alone.

    DOCUMENT is a document's id, or a url, which stands for all documents that have it. What other documents say stays,
    of the same actors too.

    \b
    Example:
      kg remove graph idlib-strike-ankara
      kg remove graph https://news.example/2020/02/idlib d17
    """
    from kg.graph.store import GraphStore

    with GraphStore.write(graph) as store:
        found = {name: store.named(name) for name in documents}
        for ident in dict.fromkeys(ident for idents in found.values() for ident in idents):
            claims = store.claims_of(ident)
            store.remove_document(ident)
            click.echo(f"Removed {ident}, {_number(claims, 'claim')}.", err=True)
        store.refresh_events()
    unknown = [name for name, idents in found.items() if not idents]
    if unknown:
        remedy = (
            "`kg query GRAPH -e 'SELECT ?id ?url { ?d dcterms:identifier ?id OPTIONAL { ?d dcterms:source ?url } }'`"
        )
        what = "the graph has no document of this id or url"
        raise KgError(what, where=", ".join(unknown), remedy=f"{remedy} lists them")


@main.command()
@_graph
def unlock(graph: str) -> None:
    """Take away the lock that a writer left on a server, once it is sure that it no longer runs.

    Only a writer that was killed on another machine leaves one; what it had finished is in the graph. A graph in a
    folder needs no such thing.

    \b
    Example:
      kg unlock http://localhost:7878/update
    """
    from kg.graph.address import is_address
    from kg.graph.remote import unlock as take_away

    if not is_address(graph):
        raise click.UsageError("a graph in a folder has no lock that outlives its program; give a server's address")
    gone = take_away(graph)
    for who in gone:
        click.echo(f"Taken away: the lock of {who}.", err=True)
    if not gone:
        click.echo("Nobody has a lock on it.", err=True)


@main.command()
@click.argument("pairs", metavar="PAIRS")
@click.option("-o", "--output", metavar="OUT", help="The file to write; standard output by default.")
@click.option(
    "--no-rules", is_flag=True, help="Read the words alone, without rules and grammar: many times faster, less right."
)
@_model
@_gazetteer
@_relation_model
def classify(
    pairs: str,
    output: str | None,
    no_rules: bool,
    model: str | None,
    gazetteers: tuple[str, ...],
    relation_model: str | None,
) -> None:
    """The relation between two marked actors, or that there is none, with the next best.

    PAIRS is a file of JSON lines, or - for standard input. A row is {"id", "text", "source": {"start", "end"},
    "target": {"start", "end"}}, with offsets in characters.

    \b
    Example:
      kg classify pairs.jsonl -o relations.jsonl
      kg classify pairs.jsonl --no-rules
    """
    import json

    from kg import pairs as rows
    from kg.output import opened
    from kg.relation_model import opened as opened_model

    _not_onto_itself(pairs, output)
    skipped: list[KgError] = []
    own = _own(model, gazetteers, relation_model)
    reader = opened_model(own.pop("relation_model"))
    assert reader is not None
    extractor = None
    if not no_rules:
        from kg.extract import DEFAULT_MODEL, Extractor

        extractor = Extractor(own["model"] or DEFAULT_MODEL, own["gazetteers"])
    done = 0
    with opened(output) as file:
        for answer in rows.classify(rows.read(pairs, skipped), reader, extractor):
            file.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            done += 1
    _say_skipped(skipped, done, "pair")


def _list_queries(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from kg.graph import query
    from kg.graph.parameters import declared

    found = query.names()
    width = max(map(len, found), default=0)
    for name, title in found.items():
        click.echo(f"{name:{width}}  {title}".rstrip())
        for parameter in declared(query.named(name), where=name):
            click.echo(f"{'':{width}}    --set {parameter}")
    ctx.exit()


@main.command()
@_graph
@click.argument("query", metavar="[FILE.rq | NAME]", required=False)
@click.option("-e", "text", metavar="TEXT", help="The query itself.")
@click.option("--set", "pairs", metavar="NAME=VALUE", multiple=True, help="A parameter of the query; may be repeated.")
@click.option("--format", type=click.Choice(ROW_FORMATS), help="Default: table on a terminal, else csv.")
@click.option("-o", "--output", metavar="FILE", help="The file to write; standard output by default.")
@click.option("--seconds", type=click.FloatRange(min=0), default=60, show_default=True, help="The time limit; 0: none.")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_queries,
    help="List the named queries with their parameters.",
)
def query(
    graph: str,
    query: str | None,
    text: str | None,
    pairs: Sequence[str],
    format: str | None,
    output: str | None,
    seconds: float,
) -> None:
    """Ask a graph with SPARQL: a file, a named query, or a text.

    The default graph is all graphs together: a triple that stands in several comes several times, so use DISTINCT. The
    prefixes kg, plover, cameo, skos, prov, oa, dcterms, owl, rdf, rdfs, xsd and geo are known.

    A query may have parameters, which --list shows. An actor is a country code (TUR: all who are, belong to or act for
    it), an entity id (state/TUR) or a name (Turkey). A query of your own declares them in the comment at its head.

    \b
    Example:
      kg query graph strongest-dyads
      kg query graph dyad --set a=TUR --set b=Russia
      kg query graph my.rq --format json -o rows.json
      kg query graph -e 'SELECT ?who { ?who kg:attacked ?whom }'
    """
    from kg.graph import parameters
    from kg.graph.store import GraphStore

    if query is not None and text is not None:
        raise click.UsageError("give one query: a FILE.rq or NAME, or -e TEXT, not both")
    if text is not None and not text.strip():
        raise click.UsageError("the query after -e is empty")
    if query is None and text is None:
        raise click.UsageError("give a query: FILE.rq, NAME (see --list), or -e TEXT")
    asked, values = text or _query_text(str(query)), parameters.settings(pairs, where=query)
    bound = parameters.bound(asked, values, where=query)
    with GraphStore.read(graph) as store:
        answer = store.query(bound, limit_seconds=seconds or None)
        for name, value, ask in parameters.actors(asked, values) if not answer.rows else ():
            if store.query(ask).rows == ((False,),):  # else a slip of the pen reads like an answer
                click.echo(f"The graph has no actor {value} (--set {name}).", err=True)
    _write_rows(format or _default_format(output, "csv"), output, answer.variables, answer.rows)


@main.command()
@_graph
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Look at N documents only, always the same.")
@click.option(
    "--processes", type=click.IntRange(min=1), metavar="N", help="How many work at a time. [default: one a core]"
)
def validate(graph: str, sample: int | None, processes: int | None) -> None:
    """Check a graph against the shapes and rules, and that plain triples and claims agree.

    Findings go to standard output, one a line; the exit status is 1 if there are any. A long check tells every ten
    seconds how far it is.

    \b
    Example:
      kg validate graph
      kg validate graph --sample 1000
    """
    from kg.graph import check
    from kg.graph.store import GraphStore

    with GraphStore.read(graph) as store:
        findings = store.validate(sample=sample, processes=processes or check.cores(), progress=_every(10))
    for finding in findings:
        click.echo(str(finding))
    click.echo(_number(len(findings), "finding") + "." if findings else "All is well.", err=True)
    if findings:
        sys.exit(1)


@main.command()
@_graph
@click.argument("kind", metavar="[actors | dyads | all]", type=click.Choice((*ANALYSES, "all")), default="all")
@click.option("--json", "format", flag_value="json", help="JSON with all columns; so is -o FILE.json.")
@click.option("--csv", "format", flag_value="csv", help="CSV of one kind with all columns; so is -o FILE.csv.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Only the first N. [default: {ON_SCREEN} on screen, else all]",
)
@click.option("--unnamed", is_flag=True, help='Include actors that one document alone knows, like "the rebels".')
@click.option("--alleged", is_flag=True, help="Count what others say of an actor too.")
@click.option("--by", type=click.Choice(("entity", "country")), default="entity", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="The file to write; standard output by default.")
def analyze(
    graph: str,
    kind: str,
    format: str | None,
    top: int | None,
    unnamed: bool,
    alleged: bool,
    by: str,
    output: str | None,
) -> None:
    """Tables of actors and of pairs of actors, the strongest first: those with most events and reports.

    Counted is what the reports say in their own voice and what actors say of themselves.

    \b
    Example:
      kg analyze graph dyads --top 15
      kg analyze graph actors --by country
      kg analyze graph dyads -o dyads.csv
    """
    from kg.analysis import measures
    from kg.output import json_bytes, opened

    format = format or {".json": "json", ".csv": "csv"}.get(Path(output or "").suffix.lower(), "table")
    if kind == "all" and format == "csv":
        raise click.UsageError("CSV holds one table: say actors or dyads")
    claims = _claims(graph)
    kinds = list(ANALYSES) if kind == "all" else [kind]
    found = {name: getattr(measures, name)(claims, alleged=alleged, by=by, unnamed=unnamed) for name in kinds}
    if format == "table":
        _write_tables(found, output, top)
        if not unnamed and not any(found.values()):
            click.echo("Nothing to count; --unnamed includes actors that one document alone knows.", err=True)
    elif format == "csv":
        _write_rows("csv", output, *_flat(found[kind][:top]))
    else:
        cut = {name: rows[:top] for name, rows in found.items()}
        with opened(output) as file:
            file.write(json_bytes(cut if kind == "all" else cut[kind]))


def _write_tables(found: dict[str, list[dict[str, Any]]], output: str | None, top: int | None) -> None:
    """A table for each kind, on a terminal within its width; what is left out is said."""
    from kg.output import columns, opened

    screen = output is None or output == "-"
    limit = top or (ON_SCREEN if screen else None)
    width = shutil.get_terminal_size().columns if screen and sys.stdout.isatty() else None
    texts = []
    for name, rows in found.items():
        shown = [[row[column] for column in ANALYSES[name]] for row in rows[:limit]]
        title = name if len(found) > 1 else None
        texts.append(columns(list(ANALYSES[name].values()), shown, title=title, width=width))
    with opened(output) as file:
        file.write("\n".join(texts).encode())
    for name, rows in found.items():
        if top is None and limit and len(rows) > limit:
            click.echo(f"The first {limit} of {len(rows)} {name}; --top {len(rows)} shows all.", err=True)


@main.command()
@_graph
@click.option("--kind", default="network", show_default=True, metavar="KIND", help="Which picture.")
@click.option("-o", "--output", metavar="FILE.html", required=True, help="The file to write.")
def view(graph: str, kind: str, output: str) -> None:
    """A picture of the graph as one HTML page that needs nothing from the network.

    \b
    Example:
      kg view graph -o graph.html
    """
    from kg.output import opened
    from kg.views import VIEWS

    if kind not in VIEWS:
        raise click.BadParameter(f"there is no view {kind!r}; known are {', '.join(VIEWS)}", param_hint="--kind")
    page = VIEWS[kind](_claims(graph))
    with opened(output) as file:
        file.write(page.encode())


@main.command()
@_graph
@click.option("--format", type=click.Choice(EXPORT_FORMATS), required=True, help="What to write.")
@click.option("-o", "--output", metavar="FILE", help="The file to write; standard output by default.")
@click.option("--alleged", is_flag=True, help="In graphml and gexf, what others say of an actor too.")
def export(graph: str, format: str, output: str | None, alleged: bool) -> None:
    """A graph in the format of another program.

    nquads, trig, turtle and jsonld are the graph itself, csv and parquet all its claims, one a row. polecat (tabs) and
    plover (JSON lines) hold what was done, coded as events; graphml and gexf, the network of actors, what the reports
    say in their own voice and what actors say of themselves.

    \b
    Example:
      kg export graph --format polecat -o events.txt
      kg export graph --format gexf -o graph.gexf
      kg export graph --format csv | head
    """
    from kg import export as exports
    from kg.graph.store import GraphStore
    from kg.output import opened

    if alleged and format not in exports.NETWORKS:
        raise click.UsageError(f"--alleged goes with {' and '.join(exports.NETWORKS)}, not with {format}")
    if format in exports.BINARY and output in {None, "-"}:
        raise click.UsageError(f"{format} is no text: name a file with -o")
    _not_into_graph(graph, output)
    with GraphStore.read(graph) as store, opened(output) as file:
        done = exports.FORMATS[format](store, file, **({"alleged": True} if alleged else {}))
    click.echo(f"{_number(done.count, done.what)}.", err=True)
    if done.left_out:
        click.echo(done.left_out, err=True)


def _not_into_graph(graph: str, output: str | None) -> None:
    """Refuse to write over a graph, or over a file of it."""
    if output is None or output == "-":
        return
    folder, written = Path(graph).resolve(), Path(output).resolve()
    if written == folder or folder in written.parents:
        raise KgError("this is the graph itself, and would be lost", where=output, remedy="name another file with -o")


@main.command()
@_graph
@click.argument("ident", metavar="ID")
def explain(graph: str, ident: str) -> None:
    """Why something is in a graph: the words, the rule, and what each mention was linked to and for what reason.

    ID is a claim's (or the beginning of it), an event's, an entity's, or a document's. Of an event it shows the reports
    with what they differ in, of a claim also its event.

    \b
    Example:
      kg explain graph 8a1f0c52
      kg explain graph state/TUR
    """
    from kg.graph.explain import explain as lines
    from kg.graph.store import GraphStore

    with GraphStore.read(graph) as store:
        for line in lines(store, ident):
            click.echo(line)


@main.group()
def corrections() -> None:
    """Your own corrections of a graph: a CSV file that every build goes by."""


@corrections.command("check")
@click.argument("file", metavar="FILE")
@_graph
@_gazetteer
@_relation_model
def check_corrections(file: str, graph: str, gazetteers: tuple[str, ...], relation_model: str | None) -> None:
    """What the corrections of a file would do to a graph, without doing it.

    The exit status is 1 if a correction would do nothing, or would bring about something to look at.

    \b
    Example:
      kg corrections check corrections.csv graph
    """
    from kg import corrections as files
    from kg.graph.corrections import upkeep
    from kg.graph.store import GraphStore
    from kg.relation_model import own_relations

    own = _own(None, gazetteers, relation_model)
    relations = own_relations(own["relation_model"])
    parsed = files.read(file, relations)
    with GraphStore.read(graph) as store:
        known = files.ready([row for _, row in parsed.rows], own["gazetteers"], relations)
        outcome = upkeep.check(store, known)
    _say_corrections(outcome, file, parsed)
    _fail_on_problems(parsed)
    if outcome.idle or outcome.warned:
        sys.exit(1)


@corrections.command("fill")
@click.argument("file", metavar="FILE")
@_graph
@_relation_model
def fill_corrections(file: str, graph: str, relation_model: str | None) -> None:
    """Add to the rows of a file the words of the claims that they name by their ids alone.

    With its words a claim is found again where another extraction gives it another id. What the file says already
    stays as it is.

    \b
    Example:
      kg corrections fill corrections.csv graph
    """
    from kg.corrections import fill
    from kg.graph.store import GraphStore
    from kg.output import opened
    from kg.relation_model import SHIPPED, own_relations

    with GraphStore.read(graph) as store:
        data, gained = fill(file, store, own_relations(relation_model or SHIPPED))
    with opened(file) as out:
        out.write(data)
    click.echo(f"{_number(gained, 'row')} completed.", err=True)


@main.group()
def actors() -> None:
    """Your own gazetteer of actors."""


@actors.command("import")
@click.argument("file", metavar="FILE")
@click.option("--gazetteer", metavar="FILE.csv", help="The gazetteer to add to; by default that of kg.toml.")
def import_actors(file: str, gazetteer: str | None) -> None:
    """Bring an actor dictionary (TABARI, PETRARCH) or a CSV file into your own gazetteer.

    The gazetteer is made where there is none. Entries of an actor that it has already are replaced. Lines that cannot
    be read are listed with their number and left out. CSV has the columns name, id, type, country, sector, aliases,
    from, to; only name must be filled.

    \b
    Example:
      kg actors import Countries.actors.txt --gazetteer our-actors.csv
      kg extract reports/ --gazetteer our-actors.csv
    """
    from kg import actors, project
    from kg.linking import gazetteer as shipped
    from kg.offices import offices
    from kg.output import opened

    target = gazetteer or next((str(p) for p in project.load().gazetteers), None)
    if target is None:
        raise click.UsageError("name your gazetteer with --gazetteer FILE.csv, or in kg.toml")
    if Path(target).suffix.lower() != ".csv":
        raise click.UsageError(f"a gazetteer is a .csv file, not {target}")
    parsed = actors.read(file, shipped(), offices())
    old = actors.read(target, shipped(), offices()) if Path(target).is_file() else actors.Parsed()
    if old.problems:
        number, what = old.problems[0]
        raise InputError(what, where=f"{target} line {number}", remedy="mend it: nothing was changed")
    with opened(target) as out:
        out.write(actors.write(actors.merged(old.entries, parsed.entries)).encode())
    for number, what in parsed.problems:
        click.echo(f"{file} line {number}: {what}", err=True)
    names = sum(1 + len(e.aliases) for e in {(e.id, e.name): e for e in parsed.entries}.values())
    skipped = f"; {_number(len(parsed.problems), 'line')} skipped" if parsed.problems else ""
    click.echo(f"{_number(len({e.id for e in parsed.entries}), 'actor')}, {_number(names, 'name')}{skipped}.", err=True)


def _claims(graph: str) -> nx.MultiDiGraph:
    from kg.analysis import network
    from kg.graph.store import GraphStore

    with GraphStore.read(graph) as store:
        return network.load(lambda text: store.query(text).rows)


def _query_text(query: str) -> str:
    from kg.graph.query import named

    path = Path(query)
    if not path.is_file() and path.suffix != ".rq":
        return named(query)
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=query, remedy="name a file with a SPARQL query") from error


def _default_format(output: str | None, otherwise: str) -> str:
    return "table" if output is None and sys.stdout.isatty() else otherwise


def _write_rows(format: str, output: str | None, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from kg.output import opened, rows_as, table

    if format == "table":
        if output is not None:
            raise click.UsageError("a table goes to the terminal; for a file take csv, tsv or json")
        table(names, rows)
        return
    with opened(output) as file:
        file.write(rows_as(format, names, rows))


def _flat(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Rows with a column for each value, also for those of mappings: ``shares`` becomes ``shares: verbal conflict``."""
    flat = []
    for row in rows:
        line: dict[str, Any] = {}
        for name, value in row.items():
            line.update({f"{name}: {k}": v for k, v in value.items()} if isinstance(value, dict) else {name: value})
        flat.append(line)
    names = list(flat[0]) if flat else []
    return names, [list(line.values()) for line in flat]


def _every(seconds: float) -> Callable[[int, int], None]:
    """Says on standard error how many documents are done, as often as that; nothing where all is done sooner."""
    last = time.monotonic()

    def say(done: int, count: int) -> None:
        nonlocal last
        if done < count and time.monotonic() - last >= seconds:
            last = time.monotonic()
            click.echo(f"{done} of {count} documents checked.", err=True)

    return say


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Counts documents on standard error where that is a terminal; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda document: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} documents"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("documents", total=None)
        yield lambda document: bar.advance(task)


def _say_skipped(skipped: Sequence[KgError], done: int, what: str = "document") -> None:
    """List what was skipped; an error if nothing else was there."""
    if skipped:
        click.echo(f"Skipped {_number(len(skipped), what)}:", err=True)
        for error in skipped:
            click.echo(f"  {error}".replace("\n", "\n  "), err=True)
    if not done:
        raise KgError(f"no {what} could be read" if skipped else "there was nothing to read")


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
