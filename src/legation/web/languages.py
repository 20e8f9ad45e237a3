"""The language that a page is written in: as its address chooses (`?lang=ko`), else as the browser likes best."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, has_app_context, has_request_context, render_template, request
from flask_babel import Babel, get_locale
from markupsafe import Markup

PARAMETER = "lang"
LANGUAGES = {"en": "English", "ko": "한국어"}
"""The languages of pages by their tags, each with its own name; the first is that of the messages in the code."""

ENGLISH = next(iter(LANGUAGES))
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]{2}")
_NOW: ContextVar[str] = ContextVar("language", default="")
"""The language of the request that is being answered: it is asked for some thousand times in the making of a page."""
_LINK = re.compile(r'(<a\b[^>]*? href|<form\b[^>]*? action)="(/[^"]*)"([^>]*>)')


_TONGUES = {tag: Markup(' lang="{}"').format(tag) for tag in LANGUAGES} | {"": Markup()}


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that a page can be read in; `href` is the local address of the page in it.

    The one without a tag is the page as each browser asks for it.
    """

    tag: str
    name: str
    href: str
    now: bool


def register(app: Flask) -> None:
    """Let an application write its pages in the language of the reader."""
    babel = Babel(app, locale_selector=lambda: chosen() or _liked())  # type: ignore[no-untyped-call]
    with app.app_context():
        domain = babel.domain_instance
    for tag in LANGUAGES:
        domain.cache[tag, domain.domain[0]] = catalogue(Path(app.root_path) / "translations", tag)
    app.jinja_env.globals |= {"language": language, "languages": languages, "spoken": spoken}
    app.jinja_env.filters["tongue"] = tongue
    app.before_request(_begun)
    app.after_request(_told)
    app.teardown_request(_done)


def catalogue(folder: Path, tag: str) -> Translations:
    """The messages of a language, from its .po file below a folder; none where there is no such file."""
    path = folder / tag / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return Translations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=tag))
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    """The language of the page that is being made; English where none is."""
    return _NOW.get() or _language()


def _language() -> str:
    locale = get_locale() if has_app_context() else None
    return str(locale.language) if locale else ENGLISH


def _begun() -> None:
    _NOW.set(_language())


def _done(_: BaseException | None) -> None:
    _NOW.set("")


def tongue(text: str) -> Markup:
    """The `lang` of an element for a text that is not in the language of the page, as its letters tell; else nothing.

    What no translation is known of is English, or Korean; a text with letters of both is one of Korean.
    """
    tag = "ko" if _HANGUL.search(text) else ENGLISH if _LATIN.search(text) else ""
    return _TONGUES[tag] if tag not in ("", language()) else _TONGUES[""]


def spoken(text: str) -> Markup:
    """A text in HTML, with its language where that is not the one of the page."""
    tag = tongue(text)
    return Markup("<span{}>{}</span>").format(tag, text) if tag else Markup.escape(text)


def chosen() -> str:
    """The language that the address of the request chooses, else empty."""
    tag = request.args.get(PARAMETER, "") if has_request_context() else ""
    return tag if tag in LANGUAGES else ""


def languages() -> tuple[Choice, ...]:
    """The page of the request in each language."""
    given = [(name, value) for name, value in _parameters(request.query_string) if name != PARAMETER]
    path = quote(request.path, safe="/~:@!$&'()*+,;=")
    found = []
    for tag, name in [*LANGUAGES.items(), ("", "")]:
        query = urlencode([*given, (PARAMETER, tag)] if tag else given)
        found.append(Choice(tag, name, f"{path}?{query}" if query else path, tag == language()))
    return tuple(found)


def rendered(template: str, values: Mapping[str, object]) -> str:
    """A page whose links to other pages keep the language that its address chooses."""
    page = render_template(template, **values)
    return _LINK.sub(_keeping, page) if chosen() else page


def _liked() -> str:
    return (request.accept_languages.best_match(LANGUAGES) if has_request_context() else None) or ENGLISH


def _keeping(match: re.Match[str]) -> str:
    """A link or form of a page that keeps the language; a form that is sent in the address has it as a field."""
    begin, link, end = match.groups()
    if begin.startswith("<form") and 'method="post"' not in match[0].lower():
        return f'{match[0]}<input type="hidden" name="{PARAMETER}" value="{chosen()}">'
    return f'{begin}="{escape(_kept(unescape(link)))}"{end}'


def _kept(link: str) -> str:
    """A local link with the language of the request; one to a file, or that names a language, as it is."""
    address, mark, place = link.partition("#")
    path, _, query = address.partition("?")
    is_file = "." in path.rpartition("/")[2] and not path.startswith("/page/")
    if is_file or any(name == PARAMETER for name, _ in _parameters(query.encode())):
        return link
    return f"{address}{'&' if query else '?'}{PARAMETER}={chosen()}{mark}{place}"


def _parameters(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True)


def _told(response: Response) -> Response:
    """Tell the language of a page and what it was chosen by, and keep it on the way to another page."""
    target = response.headers.get("Location", "")
    if target:
        if chosen() and target.startswith("/"):
            response.headers["Location"] = _kept(target)
    elif response.mimetype == "text/html":
        response.content_language.add(language())
        if not chosen():
            response.vary.add("Accept-Language")
    return response
