"""The records of all sample documents and gold sentences, made once a test run with the real language model."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import score_cases

from kg import readers
from kg.extract import Extractor
from kg.model import Document, Record

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
# Texts with what offsets and blocks may stumble over.
ODD_TEXTS = {
    "empty": "",
    "blank": " \n\t\n ",
    "one-word": "Turkey",
    "astral": "😀 Turkey 🇹🇷 attacked 𝐒𝐲𝐫𝐢𝐚 and Syria on Monday 👩‍👩‍👧, Greece said.",
    "windows-lines": "Turkey attacked Syria.\r\n\r\nGreece condemned the attack\r\nin Idlib province.\r\n",
    "wide-spaces": "Turkey\u00a0attacked  \tSyria\u2009on 3\u00a0May 2020 .  Greece\n\n\ncondemned it.",
    "combining": "Recep Tayyip Erdog\u0306an met Turkmenistan's Serdar Berdimuhamedow in As\u0327gabat.",
    "brackets": "Turkey (which Greece, [sic] said) “attacked” 'Syria' -- «twice» … and/or thrice!?",
    "no-full-stop": "TURKEY ATTACKS SYRIA, GREECE SAYS",
    "page": "14:05 GMT 3 May 2022\n\nShare on Facebook\n\nFollow us on Twitter\n\n"
    "Turkey attacked Syria in October 2019, and Greece condemned the attack.\n\n"
    "Read more: Iran accuses Israel of killing Hamas leader\n\n© 2022 The Fjord Post",
}


@functools.cache
def extractor() -> Extractor:
    """The extractor with the default model, loaded once."""
    return Extractor()


@functools.cache
def documents() -> tuple[Document, ...]:
    """Every sample document, every gold sentence, and the odd texts above."""
    sample = readers.read(str(SAMPLE), skipped=[])
    gold = (Document(r["id"], r["text"], published=r.get("published")) for r in score_cases.rows())
    odd = (Document(f"odd-{name}", text, published="2022-05-03") for name, text in ODD_TEXTS.items())
    return (*sample, *gold, *odd)


@functools.cache
def records() -> dict[str, Record]:
    """The record of each of the `documents`, by id."""
    return {record.id: record for record in extractor().extract_all(documents())}


def pairs() -> Iterator[tuple[Document, Record]]:
    """Each document with its record."""
    return ((document, records()[document.id]) for document in documents())


if __name__ == "__main__":  # all records as JSON lines; the argument is the batch size
    for made in extractor().extract_all(documents(), batch_size=int(sys.argv[1])):
        sys.stdout.buffer.write(made.to_json().encode() + b"\n")
