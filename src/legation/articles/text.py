"""Reads plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator

from legation.articles.encoding import decode, normal
from legation.articles.streams import ByteStream, Limits, whole
from legation.errors import BadInput
from legation.model import Article


def read(stream: ByteStream, name: str, limits: Limits, *, url: str = "", charset: str = "") -> Iterator[Article]:
    """The one article of a text. Raises BadInput when it is empty, binary or too long."""
    text = normal(decode(whole(stream, name, limits), name, charset))
    check_length(text, name, limits)
    yield Article(text=text, url=url, origin=name)


def check_length(text: str, name: str, limits: Limits) -> None:
    """Raises BadInput when a text has no characters but space, or more characters or lines than the limits."""
    if not text.strip():
        raise BadInput(name, "holds no text", "give a source with text in it")
    if len(text) > limits.text:
        rule = f"one text has at most {limits.text:,} characters, not {len(text):,}"
        raise BadInput(name, rule, "split it, or give its articles as JSON Lines")
    if text.count("\n") > limits.lines:
        raise BadInput(name, f"one text has at most {limits.lines:,} lines", "give its articles as JSON Lines")
