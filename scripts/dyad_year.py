"""A year between two actors, month by month: events, reports and the net Goldstein score, as a table and a plot.

    python scripts/dyad_year.py GRAPH TUR SYR 2020
    python scripts/dyad_year.py GRAPH force/TUR force/SYR 2020 --plot year.png

Two country codes compare all that belongs to either state; two entity ids compare just these. Counted is what reports
say in their own voice, and what actors say of themselves; `kg.analysis.events` has the rule in full. A copy of this
file is a good start for an analysis of your own. The plot needs matplotlib: pip install "kg[analysis]".
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kg.analysis import network
from kg.analysis.events import Event, events
from kg.errors import KgError
from kg.graph.dates import span
from kg.graph.store import GraphStore

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNPLACED = "no month"  # in the year, but the text does not say in which month
Row = tuple[str, int, int, float]


def year_of(found: Sequence[Event], a: str, b: str, year: int) -> list[Row]:
    """(month, events, reports, net score) for each month of the year, and for events of the year without a month."""
    months: dict[str, list[Event]] = {month: [] for month in (*MONTHS, UNPLACED)}
    pairs = {(a, b), (b, a)}
    for event in found:
        days = span(event.date)
        if days is None or not pairs & set(event.pairs) or days[0].year != year or days[1].year != year:
            continue
        months[MONTHS[days[0].month - 1] if days[0].month == days[1].month else UNPLACED].append(event)
    return [
        (month, len(part), sum(len(e.documents(pairs)) for e in part), round(sum(e.goldstein or 0 for e in part), 1))
        for month, part in months.items()
    ]


def table(rows: Sequence[Row]) -> str:
    """The rows as text in columns, with their sums below."""
    total = ("year", sum(r[1] for r in rows), sum(r[2] for r in rows), round(sum(r[3] for r in rows), 1))
    lines = [f"{'month':<9}{'events':>8}{'reports':>9}{'net':>9}"]
    return "\n".join(lines + [f"{m:<9}{e:>8}{r:>9}{n:>9.1f}" for m, e, r, n in (*rows, total)])


def plot(rows: Sequence[Row], title: str, path: Path) -> None:
    """Bars of events above, the net score below; months without events stay empty."""
    try:
        import matplotlib
    except ImportError:
        raise KgError("matplotlib is not installed", where="--plot", remedy='pip install "kg[analysis]"') from None
    matplotlib.use("Agg")  # a file, no window
    from matplotlib import pyplot

    months = [row for row in rows if row[0] != UNPLACED]
    names = [row[0] for row in months]
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 5), layout="constrained")
    above.bar(names, [row[2] for row in months], color="#cbd5e1", label="reports")
    above.bar(names, [row[1] for row in months], color="#334155", label="events", width=0.5)
    above.legend(frameon=False)
    above.set_title(title)
    below.bar(names, [row[3] for row in months], color=["#a3260c" if row[3] < 0 else "#123f7a" for row in months])
    below.axhline(0, color="#111827", linewidth=0.8)
    below.set_ylabel("net Goldstein score")
    figure.savefig(path, metadata={"Software": None})
    pyplot.close(figure)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="A year between two actors, month by month.")
    parser.add_argument("graph", help="the folder that `kg build` made")
    parser.add_argument("a", help="a country code (TUR) or an entity id (force/TUR)")
    parser.add_argument("b", help="the other one, of the same kind")
    parser.add_argument("year", type=int)
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw it too")
    asked = parser.parse_args(arguments)
    countries = "/" not in asked.a + asked.b
    a, b = (f"state/{code}" if countries else code for code in (asked.a, asked.b))
    try:
        with GraphStore.read(asked.graph) as store:
            claims = network.load(lambda text: store.query(text).rows)
        found = events(claims, by="country" if countries else "entity")
        rows = year_of(found, a, b, asked.year)
        print(table(rows))
        if not any(row[1] for row in rows):
            print("no dated event between them in this year: are the codes as `kg analyze` has them?", file=sys.stderr)
        if asked.plot:
            plot(rows, f"{asked.a} and {asked.b}, {asked.year}", asked.plot)
    except (KgError, OSError, ValueError) as error:  # matplotlib says so of a kind of file that it cannot write
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
