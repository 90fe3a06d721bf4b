"""Keeps sentences inside the blocks of a page and marks what is page furniture. Runs before the parser."""

from __future__ import annotations

from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc

from kg import furniture


@Language.component("kg_blocks", assigns=["token.is_sent_start"])
def blocks(doc: Doc) -> Doc:
    """Start a sentence at every block and write ``doc._.furniture``, the tokens that no later step may use."""
    text = doc.text  # made anew from the tokens each time that it is asked for
    found = furniture.blocks(text, title=doc._.title)
    _unglue(doc, [edge for block in found for edge in (block.start, block.end)])
    starts = [t.idx for t in doc]
    marked: set[int] = set()

    def tokens(start: int, end: int) -> range:
        first = bisect_left(starts, start)
        while first < len(doc) and doc[first].is_space:
            first += 1
        return range(first, bisect_left(starts, end))

    for block in found:
        inside = tokens(block.start, block.end)
        if not inside:
            continue
        doc[inside.start].is_sent_start = True
        if block.kind == "furniture":
            marked.update(inside)
        elif (dateline := furniture.dateline(text, block.start, block.end)) is not None:
            place = tokens(*dateline)
            marked.update(place)
            if place and place.stop < len(doc):
                doc[place.stop].is_sent_start = True
                for i in range(place.stop + 1, min(place.stop + 3, inside.stop)):
                    doc[i].is_sent_start = False  # the parser would cut again right behind a forced start
    doc._.furniture = marked
    return doc


def _unglue(doc: Doc, edges: list[int]) -> None:
    """Split tokens that run over the edge of a block: "AdvertisementThe minister"."""
    starts = [t.idx for t in doc]
    with doc.retokenize() as retokenizer:
        for edge in sorted(set(edges).difference(starts)):
            position = bisect_left(starts, edge)
            if position == 0:
                continue
            token = doc[position - 1]
            cut = edge - token.idx
            if 0 < cut < len(token.text):
                retokenizer.split(token, [token.text[:cut], token.text[cut:]], heads=[(token, 0), (token, 0)])
