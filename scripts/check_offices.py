"""Compare the table of offices with an actor dictionary of the field, which knows leaders and their dates.

    python scripts/check_offices.py Countries.actors.txt
    python scripts/check_offices.py Countries.actors.txt --show differs

A dictionary (TABARI or PETRARCH format) gives for a person the time in which he was of a state's government, not which
office it was. For every row of ``data/offices.csv`` of a state that ended or ran before the dictionary does, this tells
whether it

* agrees: the person was in government from the same day and to the same day, within 45 days;
* covers: the person was in government all that time, and longer;
* differs: the person is there, but for another time (dictionaries of ministers often begin in 2003);
* absent: the dictionary does not have the person, or not as one of that government.

Names are the same when the last words are and the rest does not contradict.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kg import actors, resources
from kg.errors import KgError
from kg.linking import gazetteer, plain
from kg.offices import Offices, earliest, latest

DAYS = 45
Span = tuple[datetime.date, datetime.date]


def words(name: str) -> list[str]:
    """A name for comparison."""
    return re.sub(r"[^a-z ]", " ", plain(name).replace("-", " ")).split()


def day(date: str, *, last: bool = False) -> datetime.date:
    """The first or the last day of a date."""
    text = latest(date) if last else earliest(date)
    year, month, number = (int(part) for part in text.split("-"))
    return datetime.date(year, month, min(number, 28) if last and len(date) < 10 else number)


class Dictionary:
    """The times in government of a dictionary's persons."""

    def __init__(self, path: str) -> None:
        entries = [e for e in actors.read(path, gazetteer(), Offices([])).entries if e.type == "Person"]
        governing = [e for e in entries if e.sector not in {None, "ELI"} and (e.since or e.until)]
        self.by_surname: dict[str, list[tuple[set[str], actors.Entry]]] = defaultdict(list)
        for entry in governing:
            for name in {entry.name, *entry.aliases}:
                if len(words(name)) > 1:
                    self.by_surname[words(name)[-1]].append((set(words(name)), entry))
        self.end = day(max(date for e in governing for date in (e.since, e.until) if date))

    def times(self, names: Sequence[str], state: str) -> list[Span]:
        """When a person of these names was of a state's government, times that touch joined."""
        found = {span for name in names for span in self._spans(set(words(name)), words(name)[-1], state)}
        joined: list[Span] = []
        for start, end in sorted(found):
            if joined and (start - joined[-1][1]).days <= DAYS:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _spans(self, name: set[str], surname: str, state: str) -> Iterator[Span]:
        for other, entry in self.by_surname.get(surname, ()):
            if entry.country == state and (other <= name or name <= other or len(other & name) > 1):
                yield day(entry.since or "1900"), day(entry.until, last=True) if entry.until else self.end

    def verdict(self, names: Sequence[str], row: dict[str, str]) -> str:
        """agrees, covers, differs or absent; late for what began when the dictionary ended."""
        start, end = day(row["from"]), min(day(row["to"], last=True) if row["to"] else self.end, self.end)
        if start >= self.end:
            return "late"
        times = self.times(names, row["of"])
        if any(abs((s - start).days) <= DAYS and abs((e - end).days) <= DAYS for s, e in times):
            return "agrees"
        if any((s - start).days <= DAYS and (end - e).days <= DAYS for s, e in times):
            return "covers"
        return "differs" if times else "absent"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare the table of offices with an actor dictionary.")
    parser.add_argument("dictionary", help="a dictionary in TABARI or PETRARCH format")
    parser.add_argument("--show", choices=("agrees", "covers", "differs", "absent", "late"), help="list these rows")
    asked = parser.parse_args(arguments)
    try:
        known = Dictionary(asked.dictionary)
    except KgError as error:
        print(error, file=sys.stderr)
        return 2
    persons = {row["id"]: (row["name"], *row["aliases"].split("|")) for row in resources.table("persons")}
    counts: Counter[str] = Counter()
    for row in resources.table("offices"):
        if "/" in row["of"]:
            continue
        names = [name for name in persons[row["entity"]] if len(name.split()) > 1] or [persons[row["entity"]][0]]
        verdict = known.verdict(names, row)
        counts[verdict] += 1
        if verdict == asked.show:
            there = " ".join(f"{s}..{e}" for s, e in known.times(names, row["of"]))
            print(f"{row['of']} {row['office']} {persons[row['entity']][0]} {row['from']}..{row['to']}  {there}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
