"""Made-up articles in the layouts of many outlets, each line marked with what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from legation.articles.clean import clean
from legation.gazetteer import Gazetteer
from legation.model import Article, BlockKind

KINDS = {
    "H": (BlockKind.HEADLINE,),
    "Y": (BlockKind.BYLINE,),
    "D": (BlockKind.DATELINE, BlockKind.BODY),
    "C": (BlockKind.CAPTION, BlockKind.CREDIT),
    "P": (BlockKind.BODY, BlockKind.CREDIT),
}


@dataclass(frozen=True)
class Layout:
    name: str
    text: str
    blocks: tuple[tuple[BlockKind, str], ...]
    metadata: tuple[tuple[str, str], ...]


def _layouts() -> list[Layout]:
    content = (Path(__file__).parent / "layouts.txt").read_text("utf-8")
    return [_layout(part) for part in re.split(r"^=== ", content, flags=re.M)[1:]]


def _layout(part: str) -> Layout:
    name, *rows = part.rstrip("\n").split("\n")
    lines: list[str] = []
    blocks: list[tuple[BlockKind, str]] = []
    metadata: list[tuple[str, str]] = []
    for row in rows:
        mark, content = row[:1], row[2:]
        if mark == "=":
            key, _, value = content.partition(":")
            metadata.append((key, value.strip()))
            continue
        lines.append(content.replace("§", "").replace("¶", ""))
        for kind, piece in zip(KINDS.get(mark, ()), content.partition("¶")[0].split("§"), strict=False):
            if piece.strip():
                blocks.append((kind, piece.strip()))
    return Layout(name, "\n".join(lines), tuple(blocks), tuple(metadata))


def _joined(blocks: tuple[tuple[BlockKind, str], ...]) -> list[tuple[BlockKind, str]]:
    """Blocks with those that a fixed width broke put together: a paragraph goes on in small letters."""
    found: list[tuple[BlockKind, str]] = []
    for kind, piece in blocks:
        if kind is BlockKind.BODY and found and found[-1][0] is kind and piece[0].islower():
            found[-1] = (kind, f"{found[-1][1]} {piece}")
        else:
            found.append((kind, piece))
    return found


@pytest.mark.parametrize("layout", _layouts(), ids=lambda layout: layout.name)
def test_every_line_of_a_layout_is_told_for_what_it_is(layout: Layout, gazetteer: Gazetteer) -> None:
    document = clean(Article(text=layout.text), gazetteer)
    found = tuple((block.kind, " ".join(block.span.of(document.text).split())) for block in document.blocks)
    assert _joined(found) == _joined(tuple((kind, " ".join(piece.split())) for kind, piece in layout.blocks))


@pytest.mark.parametrize("layout", [x for x in _layouts() if x.metadata], ids=lambda layout: layout.name)
def test_metadata_is_filled_from_the_text(layout: Layout, gazetteer: Gazetteer) -> None:
    article = clean(Article(text=layout.text), gazetteer).article
    told = {
        key: ", ".join(value) if isinstance(value := getattr(article, key), tuple) else value
        for key, _ in layout.metadata
    }
    assert told == dict(layout.metadata)
