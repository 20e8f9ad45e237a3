"""Characters from bytes: byte order marks, UTF-8, declared and guessed encodings; binary data is refused."""

from __future__ import annotations

import codecs
import re
import unicodedata

from legation.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SIGNATURES = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"PK\x05\x06": "a ZIP archive",
    b"\x1f\x8b": "a gzip file within a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\x00": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a RIFF image or recording",
    b"OggS": "a recording",
    b"ID3": "a recording",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a SQLite database",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}

# Byte codes that a text has no use for; ESC is left out, for ISO-2022 encodings begin with it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SAMPLE = 1 << 16

# Codecs of characters that no page is written in; decoding some takes time that grows with the square of the length.
_NO_ENCODINGS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})

# The replacement that WHATWG prescribes for the names that pages use wrongly.
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-11": "cp874",
}


def signature(data: bytes) -> str:
    """What kind of binary file begins with these bytes, "" where none is known to."""
    return next((kind for begin, kind in _SIGNATURES.items() if data.startswith(begin)), "")


def marked(data: bytes) -> str:
    """The encoding that a byte order mark tells, "" without one."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The text of `data`, without a byte order mark.

    Tried in order: a byte order mark, UTF-8, the declared encoding, a guess. Raises BadInput when the data is binary.
    """
    if kind := signature(data):
        raise BadInput(name, f"is {kind}, not text", "give text, HTML, JSON Lines, a feed or a web archive")
    if encoding := marked(data):
        mark = next(m for m, e in _MARKS if e == encoding and data.startswith(m))
        data = data[len(mark) :]
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            rule = f"begins with the byte order mark of {encoding.upper()} but is not in it: {error}"
            raise BadInput(name, rule, "save it as UTF-8") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _declared(data, declared) or _guessed(data, name)
    else:
        if "\0" in text:
            text = _without_mark(data) or text
        elif "\x1b" in text:
            text = _declared(data, declared) or _declared(data, "iso2022_jp") or text
    if len(_CONTROLS.findall(text[:_SAMPLE])) * 200 > min(len(text), _SAMPLE) or "\0" in text:
        raise BadInput(name, "is binary data, not text", "give text, HTML, JSON Lines, a feed or a web archive")
    return text


def _declared(data: bytes, declared: str) -> str:
    """The text in an encoding called by its name in a header or page; "" where that is none or does not fit."""
    encoding = declared.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_ALIASES.get(encoding, encoding or "undefined"))
        if codec.name in _NO_ENCODINGS or not getattr(codec, "_is_text_encoding", True):
            return ""
        return data.decode(codec.name)
    except (LookupError, ValueError):
        return ""


def unmarked(data: bytes) -> str:
    """The UTF-16 that begins with no mark, told by the zero bytes of its ASCII letters; "" where it is none."""
    sample = data[:_SAMPLE]
    for encoding, zeros, others in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if zeros.count(0) * 10 > len(zeros) * 6 and others.count(0) * 50 < len(others):
            return encoding
    return ""


def _without_mark(data: bytes) -> str:
    """The text of UTF-16 without a mark, "" where it is none."""
    try:
        return data.decode(encoding) if (encoding := unmarked(data)) else ""
    except UnicodeDecodeError:
        return ""


def _guessed(data: bytes, name: str) -> str:
    if data.count(0, 0, _SAMPLE):
        if text := _without_mark(data):
            return text
        raise BadInput(name, "is binary data, not text", "give text, HTML, JSON Lines, a feed or a web archive")
    from charset_normalizer import from_bytes  # noqa: PLC0415  takes long, and few sources need it

    best = from_bytes(data[:_SAMPLE]).best()
    for encoding in (best.encoding if best else "", "cp1252", "latin-1"):
        if text := _declared(data, encoding):
            return text
    return data.decode("latin-1")


def normal(text: str) -> str:
    """The text in Unicode NFC with line feeds between its lines; a control character becomes a space."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    if not text.isascii():
        text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text))
