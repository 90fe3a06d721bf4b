"""What can be read, what cannot, and that one bad document never costs the others."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from kg.errors import InputError, KgError
from kg.model import Document, document_id
from kg.readers import READERS, read

PAGE = """<!DOCTYPE html><html><head><title>{title} - The Fjord Post</title>
<meta property="og:site_name" content="The Fjord Post"><meta property="og:title" content="{title}">
<link rel="canonical" href="https://fjord.example/world/tariffs">{head}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>{title}</h1>
<p>Oslo protested on Tuesday against the tariffs that its neighbour announced, the foreign ministry said.</p>
<p>The minister told reporters that <b>Norway</b> would not retaliate before the talks in Helsinki.</p>
{body}</article><footer>Published 1 January 2001. Copyright 2023 The Fjord Post</footer></body></html>"""

SCRIPT = '<script type="application/ld+json">'
MICRODATA = '<i itemprop="datePublished" content="{}"></i>'


def page(title: str = "Oslo protests against tariffs", head: str = "", body: str = "") -> str:
    return PAGE.format(title=title, head=head, body=body)


def everything(path: Path | str, **options: str) -> tuple[list[Document], list[KgError]]:
    skipped: list[KgError] = []
    return list(read(str(path), skipped=skipped, **options)), skipped


def only(path: Path | str, **options: str) -> Document:
    documents, skipped = everything(path, **options)
    assert skipped == []
    assert len(documents) == 1
    return documents[0]


def error_of(path: Path) -> str:
    documents, skipped = everything(path)
    assert documents == []
    assert len(skipped) == 1
    assert isinstance(skipped[0], InputError)
    return str(skipped[0])


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def give_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


# Text files


def names(documents: list[Document]) -> list[str]:
    """The ids without the end that each text gives them."""
    return [re.sub(r"(?<!^doc)-[0-9a-f]{8}$", "", d.id) for d in documents]


def test_text_file_is_named_after_itself_and_its_text(tmp_path: Path) -> None:
    text = "Oslo called on Moscow to free the crew.\n"
    found = only(write(tmp_path / "article.txt", text))
    assert found == Document(id=f"article-{document_id(text)[4:12]}", text=text)
    assert only(write(tmp_path / "other" / "article.txt", "Another.")).id != found.id


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.txt", b"One.\r\nTwo.\rThree.\n")).text == "One.\r\nTwo.\rThree.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_and_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    text = "Kraków and Ağrı signed it 🤝."
    assert only(write(tmp_path / "a.txt", text.encode(encoding))).text == text


def test_big_endian_utf16(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.txt", b"\xfe\xff" + "Łódź".encode("utf-16-be"))).text == "Łódź"


def test_other_encodings_are_named_with_the_byte_and_what_to_do(tmp_path: Path) -> None:
    message = error_of(write(tmp_path / "a.txt", "Müller said so.".encode("latin-1")))
    assert "a.txt: not UTF-8: byte 1 is 0xFC" in message
    assert "iconv" in message


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf"])
def test_a_file_without_text(tmp_path: Path, content: bytes) -> None:
    assert "a.txt" in error_of(write(tmp_path / "a.txt", content))


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", "no mark".encode("utf-16-le"), b"\xff\xfe\0\0a\0\0\0"])
def test_binary_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "binary" in error_of(write(tmp_path / "a.txt", content))


def test_published_of_the_command_line(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.txt", "Text."), published="2022-05-03").published == "2022-05-03"


def test_published_of_the_command_line_must_be_a_date(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no full ISO 8601 date.*'yesterday'"):
        read(str(write(tmp_path / "a.txt", "Text.")), published="yesterday", skipped=[])


def test_missing_path() -> None:
    with pytest.raises(InputError, match=r"nowhere\.txt: there is no such file"):
        read("nowhere.txt", skipped=[])


def test_unknown_kind_of_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"known are \.txt"):
        read(str(write(tmp_path / "a.pdf", "x")), skipped=[])


# Folders


def test_folder_in_the_order_of_paths_with_ids_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.txt", "a/z.txt", "a/Ärger, täglich.txt", "notes.csv", ".hidden.txt", ".git/c.txt"):
        write(tmp_path / "in" / name, f"About {name}.")
    documents, skipped = everything(tmp_path / "in")
    assert names(documents) == ["a-z", "a-Ärger-täglich", "b"]
    assert skipped == []
    monkeypatch.chdir(tmp_path / "in")
    assert everything(".")[0] == documents


def test_folder_mixes_kinds_and_keeps_what_is_good(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"\xff")
    write(tmp_path / "b.html", page())
    write(tmp_path / "c.jsonl", '{"text": "One."}\n{"text": ""}\n')
    write(tmp_path / "d.txt", "Two.")
    documents, skipped = everything(tmp_path)
    assert names(documents) == ["b", document_id("One."), "d"]
    assert [Path(str(e.where)).name for e in skipped] == ["a.txt", "c.jsonl line 2"]


def test_two_files_of_one_name(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "One.")
    write(tmp_path / "a.htm", page())
    documents, skipped = everything(tmp_path)
    assert names(documents) == ["a", "a"] and len({d.id for d in documents}) == 2
    assert skipped == []


def test_html_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, page().encode())
    (document,), _ = everything("-")
    assert document.title == "Oslo protests against tariffs" and "<" not in document.text


def test_folder_with_nothing_to_read(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "x")
    with pytest.raises(InputError, match="1 files of other kinds"):
        read(str(tmp_path), skipped=[])


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path / "a.txt", "One.")
    monkeypatch.setattr(Path, "read_bytes", refuse)  # the superuser may read every file, so a mode of 0 proves nothing
    assert "a.txt: Permission denied" in error_of(file)


# JSON lines


def test_json_line_with_all_fields_and_unknown_ones(tmp_path: Path) -> None:
    known = {"id": "n1", "text": "A.\r\nB.", "title": "T", "published": "2020-02-04", "url": "u", "publisher": "P"}
    line = json.dumps({**known, "section": ["World"]})
    assert only(write(tmp_path / "a.jsonl", line), published="1999-01-01") == Document(**known)


def test_id_from_the_content_and_from_a_number(tmp_path: Path) -> None:
    lines = '{"text": "One."}\n\n{"id": 7, "text": "Two.", "url": null}\n'
    documents, _ = everything(write(tmp_path / "a.jsonl", lines))
    assert [d.id for d in documents] == [document_id("One."), "7"]


def test_line_separators_inside_a_string_do_not_end_the_line(tmp_path: Path) -> None:
    row = json.dumps({"text": "One.\u2028Two.\x85Three."}, ensure_ascii=False)
    assert only(write(tmp_path / "a.jsonl", row)).text == "One.\u2028Two.\x85Three."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    content = '{"text": "Łódź."}\n{"text": "Two."}\n'.encode(encoding)
    assert [d.text for d in everything(write(tmp_path / "a.jsonl", content))[0]] == ["Łódź.", "Two."]


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2022-05-03", "2022-05-03"),
        ("2022-05-03T23:30:00Z", "2022-05-03"),
        ("2022-05-03T23:30:00.123+02:00", "2022-05-03"),
        ("20220503", "2022-05-03"),
    ],
)
def test_dates_are_kept_as_the_day_they_state(tmp_path: Path, date: str, day: str) -> None:
    assert only(write(tmp_path / "a.jsonl", json.dumps({"text": "x", "published": date}))).published == day


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "x"', "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'["text"]', "must be a JSON object"),
        (b"{}", "the field text is missing"),
        (b'{"text": null}', "the field text is missing"),
        (b'{"text": 5}', "text must be a string, not int"),
        (b'{"text": " \\n"}', "there is no text"),
        (b'{"text": "x", "title": ["y"]}', "title must be a string"),
        (b'{"text": "x", "id": true}', "id must be a string"),
        (b'{"text": "x", "published": "03/05/2022"}', "no full ISO 8601 date"),
        (b'{"text": "x", "published": "2022-13-01"}', "no full ISO 8601 date"),
        (b'{"text": "a \\ud800 b"}', "text holds U+D800 at character 2"),
        (b'{"text": "x", "title": "\\udfff"}', "title holds U+DFFF"),
        (b'{"text": "a\\u0000"}', "text holds U+0000"),
        (b'{"text": "\xe9"}', "not UTF-8: byte 10"),
        (b'{"id": "first", "text": "again"}', "the id 'first' is taken already"),
    ],
)
def test_a_bad_line_is_skipped_and_the_others_go_on(tmp_path: Path, line: bytes, message: str) -> None:
    content = b'{"id": "first", "text": "One."}\n' + line + b'\n{"id": "last", "text": "Two."}\n'
    documents, skipped = everything(write(tmp_path / "a.jsonl", content))
    assert [d.id for d in documents] == ["first", "last"]
    assert len(skipped) == 1
    assert message in str(skipped[0])
    assert "a.jsonl" in str(skipped[0].where)
    assert "2" in str(skipped[0].where).rsplit("a.jsonl", 1)[1]


def test_empty_json_lines(tmp_path: Path) -> None:
    assert "empty" in error_of(write(tmp_path / "a.jsonl", "\n\n"))


def test_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    documents = read(str(write(tmp_path / "a.jsonl", '{"text": "One."}\nbroken\n')), skipped=(skipped := []))
    assert next(documents).text == "One."
    assert skipped == []
    assert list(documents) == []
    assert len(skipped) == 1


# Standard input


def test_stdin_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, "\n Zürich.\r\n{no JSON}\n".encode())
    text = "\n Zürich.\r\n{no JSON}\n"
    assert only("-") == Document(id=document_id(text), text=text)


def test_stdin_as_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, b'\xef\xbb\xbf\n {"id": "a", "text": "One."}\nbroken\n{"id": "b", "text": "Two."}')
    documents, skipped = everything("-")
    assert [d.id for d in documents] == ["a", "b"]
    assert "standard input line 3" in str(skipped[0])


def test_stdin_without_text(monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, b"\n\n")
    with pytest.raises(InputError, match="standard input: there is no text"):
        everything("-")


# HTML


def test_html_gives_the_article_and_its_metadata(tmp_path: Path) -> None:
    head = '<meta property="article:published_time" content="2022-05-03T23:30:00+02:00">'
    document = only(write(tmp_path / "tariffs.html", page(head=head, body="<h2>What next</h2><p>Talks resume.</p>")))
    assert (names([document]), document.title) == (["tariffs"], "Oslo protests against tariffs")
    assert (document.published, document.publisher) == ("2022-05-03", "The Fjord Post")
    assert document.url == "https://fjord.example/world/tariffs"
    lines = document.text.split("\n")
    assert lines[0] == "Oslo protests against tariffs"
    assert lines[2] == "The minister told reporters that Norway would not retaliate before the talks in Helsinki."
    assert lines[3:] == ["What next", "Talks resume."]


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta name="pubdate" content="Tue, 03 May 2022 10:00:00 GMT">', "", "2022-05-03"),
        ('<meta itemprop="datePublished" content="2022-05-03">', "", "2022-05-03"),
        (f'{SCRIPT}{{"datePublished": "2022-05-03T10:00:00Z"}}</script>', "", "2022-05-03"),
        (f'{SCRIPT}{{"@graph": [{{"name": "x"}}, {{"datePublished": "2022-05-03"}}]}}</script>', "", "2022-05-03"),
        ("", '<time itemprop="datePublished" datetime="2022-05-03T10:00">3 May</time>', "2022-05-03"),
        # what is no statement of the day this page was published
        ('<meta name="date" content="03/05/2022">', "", None),
        ('<meta property="article:modified_time" content="2022-05-03">', "", None),
        ('<meta itemprop="copyrightYear" content="2022">', "", None),
        (f"{SCRIPT}{{broken</script>", "", None),
        ("", "<p>The treaty was signed on 3 May 2022, and on 2022-05-04 it was ratified.</p>", None),
        ("", '<time datetime="2022-05-03">3 May</time>', None),
        ("", MICRODATA.format("2022-05-03") + MICRODATA.format("2021-01-01"), None),
    ],
)
def test_the_date_comes_from_metadata_alone(tmp_path: Path, head: str, body: str, day: str | None) -> None:
    assert only(write(tmp_path / "a.html", page(head=head, body=body))).published == day


def test_the_option_dates_only_pages_without_a_date(tmp_path: Path) -> None:
    write(tmp_path / "a.html", page(head='<meta name="date" content="2020-01-01">'))
    write(tmp_path / "b.html", page())
    assert [d.published for d in everything(tmp_path, published="2022-05-03")[0]] == ["2020-01-01", "2022-05-03"]


def test_a_declared_encoding_is_followed(tmp_path: Path) -> None:
    content = page(title="Málaga signs", head='<meta charset="windows-1252">').encode("windows-1252")
    assert only(write(tmp_path / "a.html", content)).title == "Málaga signs"


def test_an_xml_declaration_does_not_garble_the_text(tmp_path: Path) -> None:
    content = '<?xml version="1.0" encoding="iso-8859-1"?>' + page(title="Málaga signs")
    assert only(write(tmp_path / "a.html", content.encode("latin-1"))).title == "Málaga signs"


def test_layout_tables_are_read_and_data_tables_left_out(tmp_path: Path) -> None:
    sentence = "Norway recalled its ambassador on Monday, a spokesman in Oslo said, and closed the consulate."
    layout = f"<html><body><table><tr><td><p>{sentence}</p><p>{sentence.lower()}</p></td></tr></table></body></html>"
    assert only(write(tmp_path / "a.html", layout)).text.startswith(sentence)
    data = "<table><tr><td>Oslo</td><td>12</td></tr></table>"
    assert "12" not in only(write(tmp_path / "b.html", page(body=data))).text


def test_a_fragment_is_read(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.html", "<p>Norway recalled its ambassador.</p>")).text.startswith("Norway recalled")


def test_a_page_without_an_article(tmp_path: Path) -> None:
    assert "no article" in error_of(write(tmp_path / "a.html", "<html><body><img src='a.png'></body></html>"))


def test_the_same_page_gives_the_same_document(tmp_path: Path) -> None:
    file = write(tmp_path / "a.html", page(body="<p>Norway recalled its ambassador.</p>" * 3))
    assert only(file) == only(file)


def test_every_kind_is_tested_here() -> None:
    assert set(READERS) == {".txt", ".html", ".htm", ".jsonl"}
