"""Files, folders and standard input to documents and records: one function a format, listed in `READERS`.

A new format is a function and a line in `READERS`. A reader gets the path of a file and the id that the file's
name gives, and yields documents; for a document that cannot be read it yields the error in its place, so that one
bad line does not cost the others. What is wrong with the file as a whole it raises. A JSON line may be a record, as
`kg extract` writes them, in the place of a document: it has claims and mentions, and no text.
"""

from __future__ import annotations

import codecs
import dataclasses
import email.utils
import json
import logging
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from kg.errors import InputError, KgError
from kg.model import NO_TEXT, Document, Record, document_id, record_from_dict

Outcome = Document | Record | InputError


class Line(NamedTuple):
    """A JSON line that is not read yet, and where it stands; `of_line` reads it."""

    data: bytes
    where: str


Reader = Callable[[Path, str], Iterator[Outcome | Line]]
Found = Iterable[tuple[str, Outcome | Line]]  # each with the place that it came from
Made = TypeVar("Made")

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS_UTF8 = "save it as UTF-8; if it is a Western European file: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"


def read(path: str, *, published: str | None = None, skipped: list[KgError]) -> Iterator[Document]:
    """The documents of a file, of a folder and the folders in it, or of standard input where ``path`` is ``-``.

    As `read_all`, except that records are appended to ``skipped``.
    """
    return _documents(read_all(path, published=published, skipped=skipped), skipped)


def _documents(found: Iterable[Document | Record], skipped: list[KgError]) -> Iterator[Document]:
    for document in found:
        if isinstance(document, Record):
            skipped.append(InputError("this is a record already", where=document.id, remedy="`kg build` takes it"))
        else:
            yield document


def of_line(line: Line) -> Outcome:
    """The document or record of a JSON line, or what is wrong with it."""
    try:
        return _json_document(line.data, line.where)
    except InputError as error:
        return error


def _each_line(found: Found) -> Iterator[tuple[str, Outcome]]:
    return ((where, of_line(one) if isinstance(one, Line) else one) for where, one in found)


def read_all(path: str, *, published: str | None = None, skipped: list[KgError]) -> Iterator[Document | Record]:
    """The documents and records of a file, of a folder and the folders in it, or of standard input (``-``).

    A folder's files come in the order of their paths; files with a suffix that is not in `READERS`, and those whose
    name begins with a dot, are passed over. Standard input is JSON lines if it begins with ``{``, else one text.
    Ids are unique: they are given in the JSON line, or made from its text; a text or HTML file is named after its
    path below ``path`` and its text, so that its id is readable, and is the same from any working directory.

    ``published`` (ISO 8601) holds for the documents that carry no date of their own. What keeps a single document
    from being read is appended to ``skipped`` and the next one follows. Raises InputError at once if the path does
    not exist, a folder holds nothing that can be read, the file's kind is not known, or ``published`` is no date.
    """
    return read_with(_each_line, path, published=published, skipped=skipped)


def read_with(
    lines: Callable[[Found], Iterable[tuple[str, Document | Made | InputError]]],
    path: str,
    *,
    published: str | None = None,
    skipped: list[KgError],
) -> Iterator[Document | Made]:
    """As `read_all`, with the JSON lines read by a function of the caller, which may make of a record what it needs.

    ``lines`` gives for each `Line`, in their order, what `of_line` does, or something else with an ``id`` in the place
    of a record; the rest it passes on as it is.
    """
    day = None if published is None else _iso_day(published, "published")
    return _accepted(lines(_outcomes(path)), day, skipped)


def _accepted(
    outcomes: Iterable[tuple[str, Document | Made | InputError]], day: str | None, skipped: list[KgError]
) -> Iterator[Document | Made]:
    seen: dict[str, str] = {}
    for where, outcome in outcomes:
        if isinstance(outcome, InputError):
            skipped.append(outcome)
        elif (ident := outcome.id) in seen:  # type: ignore[union-attr]
            what = f"the id {ident!r} is taken already, by {seen[ident]}"
            skipped.append(InputError(what, where=where, remedy="give each document an id or a file name of its own"))
        else:
            seen[ident] = where
            if day and isinstance(outcome, Document) and not outcome.published:  # a record's dates are made already
                yield dataclasses.replace(outcome, published=day)
            else:
                yield outcome


def _outcomes(path: str) -> Iterator[tuple[str, Outcome | Line]]:
    """Each document or error, with the place that it came from; whole-input errors are raised before the first."""
    if path == "-":
        return _numbered("standard input", _read_stdin())
    root = Path(path)
    if root.is_dir():
        return _files(root, _readable(root))
    if not root.exists():
        raise InputError("there is no such file or folder", where=path)
    if root.suffix.lower() not in READERS:
        remedy = "rename it, or give its text on standard input: kg extract - < FILE"
        raise InputError(f"cannot read this kind of file; known are {', '.join(READERS)}", where=path, remedy=remedy)
    return _files(root.parent, [root])


def _readable(root: Path) -> list[Path]:
    """The files below a folder that have a reader, in the order of their paths, without hidden ones."""
    found, others = [], 0
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(folder, name)
            if name.startswith(".") or not file.is_file():
                continue
            if file.suffix.lower() in READERS:
                found.append(file)
            else:
                others += 1
    if not found:
        what = f"nothing to read in this folder ({others} files of other kinds)"
        raise InputError(what, where=str(root), remedy=f"known kinds are {', '.join(READERS)}")
    return sorted(found, key=lambda file: file.relative_to(root).parts)


def _files(root: Path, files: Iterable[Path]) -> Iterator[tuple[str, Outcome | Line]]:
    for file in files:
        reader = READERS[file.suffix.lower()]
        name = _slug(file.relative_to(root).with_suffix("").as_posix())
        try:
            yield from _numbered(str(file), reader(file, name))
        except InputError as error:
            yield str(file), error
        except OSError as error:
            yield str(file), InputError(error.strerror or "cannot be opened", where=str(file))


def _numbered(where: str, outcomes: Iterable[Outcome | Line]) -> Iterator[tuple[str, Outcome | Line]]:
    return ((f"{where}, document {number}" if number > 1 else where, o) for number, o in enumerate(outcomes, 1))


def _slug(name: str) -> str:
    """A file's name as an id: letters, digits, ``.``, ``_`` and ``-``; letters of all scripts stay."""
    return re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", name)).strip("-") or "document"


def _file_id(name: str, text: str) -> str:
    """An id that a person knows again and no other text has: files of one name never take each other's place."""
    return f"{name}-{document_id(text).removeprefix('doc-')[:8]}"


# Formats


def _read_text(path: Path, name: str) -> Iterator[Outcome | Line]:
    text = _decode(path.read_bytes(), str(path))
    yield _document({"id": _file_id(name, text), "text": text}, str(path))


def _read_html(path: Path, name: str) -> Iterator[Outcome | Line]:
    yield _page(path.read_bytes(), name, str(path))


def _page(data: bytes, name: str, where: str) -> Outcome:
    """The article of an HTML page with the metadata that the page gives."""
    # trafilatura takes a third of a second to import, so only those who read HTML wait for it
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read is said below, once
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", _decode(data, where, _declared_charset(data)))
    whole = re.search(r"<(?:html|body)\b", page, re.IGNORECASE)
    tree = trafilatura.load_html(page if whole else f"<html><body>{page}</body></html>")
    if tree is None:
        raise InputError("this is not an HTML page", where=where)
    _unfold_layout_tables(tree)
    # Its date is a guess, down to any date in the page's text and never later than today: `_page_date` serves instead.
    fixed = {"extensive_search": False, "original_date": True, "max_date": "2999-12-31"}
    known = trafilatura.extract_metadata(tree, date_config=fixed, extensive=False)
    day = _page_date(tree)
    text = trafilatura.extract(tree, favor_precision=True, include_comments=False, include_tables=False)
    if not text:
        remedy = "save the article's text as .txt"
        raise InputError("no article was found on this page", where=where, remedy=remedy)
    fields = {"title": known.title, "published": day, "url": known.url, "publisher": known.sitename}
    return _document({"id": _file_id(name, text), "text": text, **fields}, where)


def _unfold_layout_tables(tree: Any) -> None:
    """Tables that hold paragraphs are page layout of older sites, not data: make them plain divisions.

    Tables of data stay tables and are left out of the text, where their cells would read as sentences.
    """
    for table in tree.xpath(".//table[.//p]"):
        for part in table.iter("table", "tbody", "thead", "tr", "td", "th"):
            part.tag = "div"


def _read_jsonl(path: Path, name: str) -> Iterator[Outcome | Line]:
    with path.open("rb") as stream:
        yield from _json_lines(_utf8_lines(stream, str(path)), str(path))


def _read_stdin() -> Iterator[Outcome | Line]:
    where = "standard input"
    lines = _utf8_lines(sys.stdin.buffer, where)
    blank: list[bytes] = []
    for line in lines:
        if line.strip():
            rest = chain(blank, [line], lines)
            if line.lstrip().startswith(b"{"):
                yield from _json_lines(rest, where)
            else:
                data = b"".join(rest)
                if re.match(rb"\s*<(?:!doctype|html|\?xml)\b", data[:500], re.IGNORECASE):
                    yield _page(data, "page", where)
                    return
                text = _decode(data, where)
                yield _document({"id": document_id(text), "text": text}, where)
            return
        blank.append(line)
    raise InputError("there is no text", where=where)


READERS: dict[str, Reader] = {
    ".txt": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": _read_jsonl,
}


# JSON lines


def _json_lines(lines: Iterable[bytes], where: str) -> Iterator[Line]:
    empty = True
    for number, line in enumerate(lines, 1):
        if line.strip():
            empty = False
            yield Line(line, f"{where} line {number}")
    if empty:
        raise InputError("the file is empty", where=where)


def _json_document(line: bytes, where: str) -> Document | Record:
    text = _decode(line, where)
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"no JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}", where=where
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"no JSON that can be read: {error}", where=where) from error
    if not isinstance(values, dict):
        raise InputError("a line must be a JSON object with a field text", where=where)
    if isinstance(values.get("id"), int) and not isinstance(values["id"], bool):
        values["id"] = str(values["id"])
    if values.get("text") is None and {"claims", "mentions"} <= set(values):
        return _record(values, where)
    return _document(values, where)


def _record(values: dict[str, Any], where: str) -> Record:
    """The record of these fields, each one checked; unknown fields are ignored. Raises InputError."""
    try:
        record = record_from_dict(values)
    except ValueError as error:
        raise InputError(
            f"no record: {error}", where=where, remedy="`kg extract` writes them as they must be"
        ) from error
    if not record.id:
        raise InputError("no record: id is empty", where=where)
    return dataclasses.replace(record, published=_iso_day(record.published, where) if record.published else None)


def _document(values: dict[str, Any], where: str) -> Document:
    """The document of these fields, each one checked; unknown fields are ignored. Raises InputError."""
    names = ("id", "text", "title", "published", "url", "publisher")
    fields = {name: values[name] for name in names if values.get(name) is not None}
    for name, value in fields.items():
        if not isinstance(value, str):
            raise InputError(f"{name} must be a string, not {type(value).__name__}", where=where)
        bad = NO_TEXT.search(value)
        if bad:
            what = f"{name} holds U+{ord(bad[0]):04X} at character {bad.start()}, which is no text"
            raise InputError(what, where=where, remedy="remove it, or write the file again from its source")
    if not fields.get("text", "").strip():
        raise InputError("there is no text" if "text" in fields else "the field text is missing", where=where)
    if fields.get("published"):
        fields["published"] = _iso_day(fields["published"], where)
    rest = {name: fields.get(name) or None for name in names[2:]}
    return Document(id=fields.get("id") or document_id(fields["text"]), text=fields["text"], **rest)


def _iso_day(value: str, where: str) -> str:
    """The day of an ISO 8601 date or time, as it is written there (no change of time zone). Raises InputError."""
    try:
        return datetime.fromisoformat(value.strip()).date().isoformat()
    except ValueError as error:
        what = f"the date of publication is no full ISO 8601 date such as 2020-02-04: {value!r}"
        raise InputError(what, where=where, remedy="write it as 2022-05-03") from error


# Bytes to text


def _decode(data: bytes, where: str, charset: str | None = None) -> str:
    """The text of these bytes: UTF-8, UTF-16 with a byte order mark, or what the page itself declares.

    Line ends stay as they are. Raises InputError for an empty file, a binary one, and any other encoding.
    """
    if not data:
        raise InputError("the file is empty", where=where)
    if data.startswith(_UTF16_MARKS):
        charset = "utf-16"
    elif b"\0" in data:
        remedy = "give plain text, HTML or JSON lines; UTF-16 needs its byte order mark"
        raise InputError(f"this is binary: byte {data.index(0)} is NUL", where=where, remedy=remedy)
    charset = charset or "utf-8"
    try:
        text = data.decode(charset).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        what = f"not {charset.upper()}: byte {error.start} is 0x{data[error.start]:02X}"
        raise InputError(what, where=where, remedy=_SAVE_AS_UTF8) from error
    if "\0" in text:
        raise InputError(f"this is binary: character {text.index(chr(0))} is NUL", where=where)
    return text


def _utf8_lines(stream: BinaryIO, where: str) -> Iterator[bytes]:
    """The lines of a stream as UTF-8, one at a time: a file may be larger than the memory. UTF-16 is read whole."""
    first = stream.readline()
    if first.startswith(_UTF16_MARKS):
        yield from _decode(first + stream.read(), where).encode("utf-8", "surrogatepass").splitlines(keepends=True)
    elif first:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from stream


def _declared_charset(data: bytes) -> str | None:
    """The encoding that an HTML page names in its head, if Python knows it."""
    found = re.search(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_.:-]+)""", data[:2048])
    try:
        return codecs.lookup(found[1].decode("ascii")).name if found else None
    except LookupError:
        return None


# The date of a page

_DATE_FIELDS = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
    *("datepublished", "date_published", "publish-date", "publish_date", "published_time", "pubdate"),
    *("parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "date"),
)


def _page_date(tree: Any) -> str | None:
    """The day of publication that a page's metadata states: its meta elements, else JSON-LD, else microdata.

    Where the last two disagree with themselves (a list of other articles on the page), there is no date.
    """
    stated: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(name.lower(), meta.get("content"))
    for name in _DATE_FIELDS:
        if name in stated and (day := _lenient_day(stated[name])):
            return day
    scripts = tree.iterfind(".//script[@type='application/ld+json']")
    articles = (value for script in scripts for value in _published_in(script.text or ""))
    microdata = (e.get("datetime") or e.get("content") for e in tree.iterfind(".//*[@itemprop='datePublished']"))
    for values in (articles, microdata):
        days = {day for value in values if isinstance(value, str) and (day := _lenient_day(value))}
        if len(days) == 1:
            return days.pop()
    return None


def _published_in(script: str) -> Iterator[object]:
    """``datePublished`` of the top objects in a JSON-LD script; broken scripts are common and say nothing."""
    try:
        top = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    objects = top if isinstance(top, list) else [top]
    for value in objects:
        if isinstance(value, dict):
            inner = value.get("@graph")
            for node in (value, *(inner if isinstance(inner, list) else ())):
                if isinstance(node, dict):
                    yield node.get("datePublished")


def _lenient_day(value: str) -> str | None:
    """The day of an ISO 8601 or RFC 5322 date; None for others, as 03/05/2022 may be March or May."""
    for parse in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            return parse(value.strip()).date().isoformat()
        except (ValueError, OverflowError):
            continue
    return None
