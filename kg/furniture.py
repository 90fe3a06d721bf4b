"""A news page's text in blocks that no sentence may cross, and which of them are page furniture.

Scraped text holds more than the report: clocks, share buttons, picture credits, menus, prompts to comment, often
run together with a sentence. `blocks` takes it apart by the patterns of ``data/furniture.csv`` and by a few rules
about neighbours, which stand here. Where a line may be a sentence of the report, it stays prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from kg import resources
from kg.errors import TableError

KINDS = ("prose", "heading", "caption", "furniture")


@dataclass(frozen=True)
class Block:
    """A stretch of text without the blanks around it; ``kind`` is prose, heading, caption or furniture."""

    start: int
    end: int
    kind: str


def blocks(text: str, *, title: str | None = None) -> tuple[Block, ...]:
    """The blocks of a text, in order and without overlap; what stands in none of them is blank.

    A blank line ends a block, and so does a line break, unless the lines are those of one hard-wrapped paragraph.
    A short block without a full stop is a heading. Of two blocks with the same words the second is furniture, so
    that what a page prints twice counts once. ``title`` is a block of its own where a line begins with it, also
    where the page's text runs on after it.

    >>> page = "Envoys meet in Oslo\\n14:05 GMT 3 May 2022\\nShare\\nThe envoys met on Tuesday."
    >>> [(page[b.start:b.end], b.kind) for b in blocks(page)][1:]
    [('14:05 GMT 3 May 2022', 'furniture'), ('Share', 'furniture'), ('The envoys met on Tuesday.', 'prose')]
    """
    rules = _rules()
    opening = _opening(title)
    pieces = [piece for line in _lines(text) for piece in _split(text, line, opening, rules)]
    pieces = [_shaped(text, piece) for piece in _unwrapped(text, pieces)]
    for settle in (_captions, _links, _menus, _tags, _repeats):
        pieces = settle(text, pieces)
    return tuple(Block(p.start, p.end, p.kind if p.kind in KINDS else "furniture") for p in pieces)


def dateline(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the place, day and agency that the block ``text[start:end]`` begins with, up to its dash; or None.

    >>> dateline("MOSCOW, May 3 (Reuters) - The envoy left.", 0, 41)
    (0, 25)
    """
    for pattern in _rules().datelines:
        if found := pattern.match(text, start, end):
            return None if _continues(text[found.end() : end]) else found.span()
    return None


# The table


class _Rules(NamedTuple):
    """The table's patterns by kind, those of a kind joined into one; `line` and its like say what a whole line is."""

    line: Callable[[str], str | None]
    head: re.Pattern[str]
    tail: re.Pattern[str]
    credit_tail: re.Pattern[str]
    anywhere: re.Pattern[str]
    datelines: tuple[re.Pattern[str], ...]


_PLACES = ("line", "links", "section", "head", "tail", "anywhere", "credit", "caption", "dateline")
_SECTION_MARKS = r"[\s>|/,&•·»›-]+"


@cache
def _rules() -> _Rules:
    rows = _patterns()
    names = _any_of(rows["section"])
    whole = {
        "links": re.compile(_any_of(rows["links"])),
        "credit": re.compile(_any_of(rows["credit"])),
        "caption": re.compile(_any_of(rows["caption"])),
        "furniture": re.compile(_any_of([*rows["line"], f"{names}(?:{_SECTION_MARKS}(?:and )?{names})*"])),
    }

    def line(words: str) -> str | None:
        return next((kind for kind, pattern in whole.items() if pattern.fullmatch(words)), None)

    return _Rules(
        line=line,
        head=re.compile(_any_of(rows["head"])),
        tail=re.compile(_any_of(rows["tail"]) + r"\Z"),
        credit_tail=re.compile(_any_of(rows["credit"]) + r"\Z"),
        anywhere=re.compile(_any_of(rows["anywhere"])),
        datelines=tuple(re.compile(pattern) for pattern in rows["dateline"]),
    )


def _patterns() -> dict[str, list[str]]:
    """The patterns of each kind, with their parts put in. Raises TableError for a row that is no good."""
    parts: dict[str, str] = {}
    found: dict[str, list[str]] = {place: [] for place in _PLACES}
    for row in resources.table("furniture"):
        where = f"data/furniture.csv, pattern {row['pattern']!r}"
        try:
            pattern = re.sub(r"\{([a-z]+)\}", lambda name: parts[name[1]], row["pattern"])
            re.compile(pattern)
        except KeyError as error:
            raise TableError(f"there is no part:{error.args[0]} above this row", where=where) from error
        except re.error as error:
            raise TableError(f"no regular expression: {error}", where=where) from error
        if row["kind"].startswith("part:"):
            parts[row["kind"].removeprefix("part:")] = f"(?:{pattern})"
        elif row["kind"] in found:
            found[row["kind"]].append(pattern)
        else:
            raise TableError(f"kind {row['kind']!r} is none of {', '.join(_PLACES)}", where=where)
    return found


def _any_of(patterns: list[str]) -> str:
    return "(?:" + "|".join(f"(?:{p})" for p in patterns) + ")"


# From text to lines to pieces


class _Piece(NamedTuple):
    """A block in the making: ``kind`` may also be open, line (a whole line, open), links or credit."""

    start: int
    end: int
    kind: str
    paragraph: int


_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]*[^\\s{_BREAKS}][^{_BREAKS}]*")
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_MARKS = " \t\u00a0•·▪■●►▶»›>|*→←«[]…-–—+_=~#"  # around labels: list marks, arrows, rules
_LONGEST_LINE = 420  # a label, notice or caption is shorter; long paragraphs are not even looked at
_LONGEST_TAIL = 240
_TERMINAL = re.compile(r"""[.!?…:;,]["'”’»)\]]{0,3}\Z""")
_WAITING = frozenset(
    "a about after an and around as at before by for from in of on or since than the to until with".split()
)


def _lines(text: str) -> Iterator[_Piece]:
    """The lines that are not blank, with the number of the paragraph that they stand in."""
    paragraph, last = 0, 0
    for line in _LINE.finditer(text):
        if last and len(_BREAK.findall(text, last, line.start())) > 1:
            paragraph += 1
        last = line.end()
        yield _stripped(text, _Piece(line.start(), line.end(), "line", paragraph))


def _stripped(text: str, piece: _Piece) -> _Piece:
    words = text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip())
    return piece._replace(start=start, end=start + len(words.strip()))


def _opening(title: str | None) -> re.Pattern[str] | None:
    """What finds the title at the start of a line; None without a title, or where it is a sentence of its own."""
    words = (title or "").split()
    return re.compile(r"\s+".join(map(re.escape, words))) if words and words[-1][-1] != "." else None


_SITE = re.compile(r"\s*[-|–—·•:]\s*[A-Z][^.!?]{1,40}")


def _split(text: str, line: _Piece, opening: re.Pattern[str] | None, rules: _Rules) -> Iterator[_Piece]:
    """A line's title, furniture at its ends and in it, and what is left. Whole lines keep the kind ``line``."""
    titled = opening.match(text, line.start, line.end) if opening else None
    if titled and _is_title(text, titled, line):
        yield line._replace(end=titled.end(), kind="heading")
        rest = line._replace(start=titled.end(), kind="open")
        if _SITE.fullmatch(text, rest.start, rest.end):
            yield _stripped(text, rest._replace(kind="furniture"))
            return
    else:
        rest = line
    at = rest.start
    for found in rules.anywhere.finditer(text, rest.start, rest.end):
        yield from _peeled(text, rest._replace(start=at, end=found.start(), kind="open"), rules)
        yield rest._replace(start=found.start(), end=found.end(), kind="furniture")
        at, rest = found.end(), rest._replace(kind="open")
    yield from _peeled(text, rest._replace(start=at), rules)


def _is_title(text: str, titled: re.Match[str], line: _Piece) -> bool:
    """Whether it is the title, not a sentence that begins with the same words."""
    rest = text[titled.end() : line.end]
    long_enough = titled[0].count(" ") >= 3  # "Syria" is the title of a page, and a sentence may well begin with it
    return not rest.strip() or (long_enough and not _continues(rest))


def _continues(rest: str) -> bool:
    """Whether these words go on with the sentence that what stands before them began."""
    rest = rest.lstrip()
    return rest[:1].islower() or rest[:1] in tuple(".,;)?!'’")


def _peeled(text: str, piece: _Piece, rules: _Rules) -> Iterator[_Piece]:
    """Furniture at the start of a piece, the piece, furniture at its end; nothing where it is blank."""
    piece = _stripped(text, piece)
    if piece.start == piece.end:
        return
    if kind := _whole(text, piece, rules):
        yield piece._replace(kind=kind)
    elif (found := rules.head.match(text, piece.start, piece.end)) and not _continues(text[found.end() : piece.end]):
        yield _stripped(text, piece._replace(end=found.end(), kind="furniture"))
        yield from _peeled(text, piece._replace(start=found.end(), kind="open"), rules)
    elif tail := _tail(text, piece, rules):
        start, kind = tail
        rest = _peeled(text, piece._replace(end=start, kind="open"), rules)
        yield from (p._replace(kind="caption") if kind == "credit" and p.kind == "open" else p for p in rest)
        yield _stripped(text, piece._replace(start=start, kind="furniture"))
    else:
        yield piece


def _whole(text: str, piece: _Piece, rules: _Rules) -> str | None:
    if piece.end - piece.start > _LONGEST_LINE:
        return None
    words = text[piece.start : piece.end]
    bare = words.strip(_MARKS)
    return "furniture" if not bare else rules.line(words) or (rules.line(bare) if bare != words else None)


def _tail(text: str, piece: _Piece, rules: _Rules) -> tuple[int, str] | None:
    """Where the furniture at the end of a piece begins, and its kind; a sentence or a long piece ends in no credit."""
    start = max(piece.start, piece.end - _LONGEST_TAIL)
    tries = [("furniture", rules.tail)]
    if piece.end - piece.start <= _LONGEST_LINE and not _TERMINAL.search(text, max(start, piece.end - 4), piece.end):
        tries.append(("credit", rules.credit_tail))
    for kind, pattern in tries:
        found = pattern.search(text, start, piece.end)
        if found and found.start() > piece.start and not _waits(text[piece.start : found.start()]):
            return found.start(), kind
    return None


def _waits(words: str) -> bool:
    """Whether the last word calls for more: "struck at" before what looks like a site's clock."""
    return words.rsplit(maxsplit=1)[-1].casefold() in _WAITING


# Lines that belong together

_WIDEST_WRAP = 120
_NARROWEST_WRAP = 40


def _unwrapped(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with the lines of hard-wrapped paragraphs put together again."""
    runs = [list(run) for _, run in groupby(pieces, key=lambda p: (p.paragraph, p.kind))]
    lined = [run for run in runs if run[0].kind == "line"]
    width = _wrap_width(text, lined)
    out: list[_Piece] = []
    for run in runs:
        out += _joined(text, run, width or _wrap_width(text, [run])) if run[0].kind == "line" else run
    return out


def _wrap_width(text: str, runs: list[list[_Piece]]) -> int:
    """How wide the lines of these paragraphs are, if they are hard-wrapped, else 0.

    They are if somewhere a sentence goes on at a break where the next line's first word would not have fitted.
    """
    width = max((line.end - line.start for run in runs for line in run), default=0)
    breaks = (pair for run in runs for pair in pairwise(run))
    wrapped = any(_goes_on(text, a, b) and _too_long_to_fit(text, a, b, width) for a, b in breaks)
    return width if wrapped and width <= _WIDEST_WRAP else 0


def _joined(text: str, lines: list[_Piece], width: int) -> list[_Piece]:
    """Neighbouring lines put together where the break is one of layout: by a wrap of this width, or in a sentence."""
    out = lines[:1]
    for before, line in pairwise(lines):
        if _goes_on(text, before, line) or (width and _too_long_to_fit(text, before, line, width)):
            out[-1] = out[-1]._replace(end=line.end)
        else:
            out.append(line)
    return out


def _too_long_to_fit(text: str, line: _Piece, following: _Piece, width: int) -> bool:
    first = text[following.start : following.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(first) > width


def _goes_on(text: str, line: _Piece, following: _Piece) -> bool:
    """Whether a sentence is cut by the line's end: no stop before it, and a small letter after it, or "of the"."""
    words = text[line.start : line.end]
    open_end = not _TERMINAL.search(words) or words.endswith(",")
    return len(words) >= _NARROWEST_WRAP and open_end and (text[following.start].islower() or _waits(words))


# What a piece is

_LONGEST_HEADING = 150
_MOST_WORDS = 20


def _shaped(text: str, piece: _Piece) -> _Piece:
    """Prose or heading for a piece that no pattern named: a heading is short and has no stop at its end."""
    if piece.kind not in ("line", "open"):
        return piece
    words = text[piece.start : piece.end]
    short = len(words) <= _LONGEST_HEADING and len(words.split()) <= _MOST_WORDS
    heading = short and not _TERMINAL.search(words) and not words[0].islower()
    return piece._replace(kind="heading" if heading else "prose")


def _captions(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """What looks like a heading right below a picture credit is the picture's caption."""
    out = pieces[:1]
    for before, piece in pairwise(pieces):
        below = before.kind == "credit" and before.paragraph == piece.paragraph
        out.append(piece._replace(kind="caption") if below and piece.kind == "heading" else piece)
    return out


def _links(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Headings right below a label such as Related are those of other articles."""
    out: list[_Piece] = []
    listed: int | None = None
    for piece in pieces:
        if piece.kind == "links":
            listed = piece.paragraph
        elif piece.kind == "prose" or piece.paragraph != listed:
            listed = None
        out.append(piece._replace(kind="furniture") if listed is not None and piece.kind == "heading" else piece)
    return out


_FEWEST_IN_MENU = 4
_LABEL = re.compile(r"(?:[A-Z0-9&][\w&.'’-]*)(?: (?:&|and|of|the|in|[A-Z0-9][\w&.'’-]*)){0,2}")


def _menus(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Four labels of up to three words in a row are a menu; one alone may be a heading of the report."""

    def label(piece: _Piece) -> bool:
        return piece.kind in ("heading", "furniture") and bool(_LABEL.fullmatch(text, piece.start, piece.end))

    out: list[_Piece] = []
    for is_label, run in groupby(pieces, key=label):
        row = list(run)
        out += [p._replace(kind="furniture") for p in row] if is_label and len(row) >= _FEWEST_IN_MENU else row
    return out


_TAG = r"[A-Z0-9][\w.'’-]*(?: (?:of|the|and|for|in|[A-Z0-9][\w.'’-]*)){0,3}"
_TAG_LIST = re.compile(rf"{_TAG}(?:\s?[,;•|]\s?{_TAG}){{2,}}")


def _tags(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """A list of three or more names with commas, below the last of the prose, is the page's tags."""
    last = max((i for i, p in enumerate(pieces) if p.kind == "prose"), default=len(pieces))
    return [
        p._replace(kind="furniture")
        if i > last and p.kind == "heading" and _TAG_LIST.fullmatch(text, p.start, p.end)
        else p
        for i, p in enumerate(pieces)
    ]


_SITE_AFTER = re.compile(r"\s[-|–—]\s[^-|–—.!?]{2,30}\Z")


def _repeats(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Of blocks with the same words, the first stays what it is; a headline may come with the site's name after it."""
    seen: set[str] = set()
    out: list[_Piece] = []
    for piece in pieces:
        words = " ".join(text[piece.start : piece.end].casefold().split()).rstrip(".")
        if piece.kind == "heading":
            words = _SITE_AFTER.sub("", words)
        out.append(piece._replace(kind="furniture") if words in seen else piece)
        seen.add(words)
    return out
