"""Reads JSON Lines: one object, one article; a broken line is told apart and the others go on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from legation.articles.dates import iso
from legation.articles.identity import is_address
from legation.articles.streams import ByteStream, Limits
from legation.articles.text import check_length
from legation.errors import BadInput
from legation.model import Article

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8})*)")


def read(stream: ByteStream, name: str, limits: Limits) -> Iterator[Article | BadInput]:
    """The articles of an object stream, in order. `origin` names file and line.

    Keys: `text`; and where known `id`, `title`, `url`, `date` or `published`, `modified`, `publisher`, `authors` or
    `author`, `dateline`, `language`, `captions`. Others are ignored. A date that cannot be read counts as none.
    The text is taken over without any change.
    """
    number = 0
    while line := stream.readline(limits.document + 1):
        number += 1
        origin = f"{name}:{number}"
        if len(line) > limits.document:
            while line and not line.endswith(b"\n"):
                line = stream.readline(limits.document)
            yield BadInput(origin, f"a line has at most {limits.document:,} bytes", "split the record")
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield article(line, origin, limits)
        except BadInput as error:
            yield error


def article(line: bytes | str, origin: str, limits: Limits) -> Article:
    """The article of one line. Raises BadInput where that is no object with a text, or a value has a wrong type."""
    record = _Record(_object(line, origin), origin)
    text = record.string("text")
    check_length(text, origin, limits)
    url = record.string("url").strip()
    return Article(
        id=record.string("id"),
        text=text,
        title=record.phrase("title"),
        url=url if is_address(url) else "",
        published=iso(record.string("published", "date")),
        modified=iso(record.string("modified")),
        publisher=record.phrase("publisher"),
        authors=record.phrases("authors", "author"),
        dateline=record.phrase("dateline"),
        language=language(record.string("language")) or "en",
        captions=record.phrases("captions"),
        origin=origin,
    )


def language(tag: str) -> str:
    """A language tag of BCP 47 in its usual case, "" where `tag` is none.

    >>> language("en_us")
    'en-US'
    """
    match = _LANGUAGE.fullmatch(tag.strip())
    if not match:
        return ""
    parts = re.split(r"[-_]", match[2])[1:]
    cased = (part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in parts)
    return "-".join([match[1].lower(), *cased])


def _object(line: bytes | str, origin: str) -> dict[str, object]:
    try:
        value = json.loads(line if isinstance(line, str) else line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(origin, f"a line is in UTF-8: {error}", "convert the file") from error
    except json.JSONDecodeError as error:
        rule = f"a line is one JSON object: {error.msg} at character {error.colno}"
        raise BadInput(origin, rule, "mend the line") from error
    except (RecursionError, ValueError) as error:
        raise BadInput(origin, f"a line is one plain JSON object: {error}", "mend the line") from error
    if not isinstance(value, dict):
        raise BadInput(origin, "a line is one JSON object", 'write {"id": ..., "text": ...}')
    return value


class _Record:
    """The values of one object, each checked for its type."""

    def __init__(self, values: Mapping[str, object], origin: str) -> None:
        self._values, self._origin = values, origin

    def string(self, *keys: str) -> str:
        """The text under the first of `keys` that has one; a number counts as its digits."""
        key, value = next(((k, v) for k in keys if (v := self._values.get(k)) is not None), (keys[0], ""))
        return self._text(key, value)

    def phrase(self, key: str) -> str:
        """The text under a key with single spaces between its words."""
        return " ".join(self.string(key).split())

    def phrases(self, *keys: str) -> tuple[str, ...]:
        """The texts of the list under the first of `keys` that has one; a text alone is a list of one."""
        key, value = next(((k, v) for k in keys if (v := self._values.get(k)) is not None), (keys[0], []))
        texts = (self._text(key, item) for item in (value if isinstance(value, list) else [value]))
        return tuple(phrase for text in texts if (phrase := " ".join(text.split())))

    def _text(self, key: str, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            rule = f"{key!r} holds text, not {'an object' if isinstance(value, dict) else type(value).__name__}"
            raise BadInput(self._origin, rule, "mend the line")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise BadInput(self._origin, f"{key!r} holds half a character: {error}", "mend the line") from error
        return value
