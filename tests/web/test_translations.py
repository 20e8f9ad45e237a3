"""What pages say is said in every language: no message is without its translation, and none is translated in vain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import babel_extract
from werkzeug.exceptions import default_exceptions
from werkzeug.http import HTTP_STATUS_CODES

import legation.web
from legation.queries import Query, names
from legation.resources import directory
from legation.store import MEMORY, open_store
from legation.web.addresses import Addresses
from legation.web.languages import LANGUAGES
from legation.web.panels import panel
from legation.web.rows import ask
from legation.web.vocabulary import DOCUMENTS
from legation.web.vocabulary import _sections as sections_of

ADDRESSES = Addresses("https://legation.example/")
WEB = Path(legation.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
TRANSLATIONS = WEB / "translations"
OTHERS = [tag for tag in LANGUAGES if tag != "en"]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%")
TAG = re.compile(r"<[^>]+>")
NAMES = {
    "Legation", "SPARQL", "CSV", "JSON", "VoID", "DCAT", "Turtle", "N-Triples", "JSON-LD", "RDF/XML", "TriG", "N-Quads",
    "SHA-256", "PREFIX",
}  # fmt: skip
"""Words of the templates that are the same in every language."""

Key = tuple[str, str]
"""The context of a message, mostly empty, and its English text."""


def written() -> Iterator[tuple[Key, tuple[str, ...]]]:
    """The messages that stand in templates and code, with all their English forms."""
    for path in (*TEMPLATES, *sorted(WEB.glob("*.py"))):
        method = babel_extract if path.suffix == ".html" else "python"
        with path.open("rb") as file:
            for _, message, _, context in extract(method, file, KEYWORDS):
                forms = (message,) if isinstance(message, str) else tuple(message)
                yield (context or "", forms[0]), forms


def made() -> Iterator[tuple[Key, tuple[str, ...]]]:
    """The messages that are made from names, of columns, terms and errors."""
    errors = [HTTP_STATUS_CODES[status] for status in default_exceptions]
    for text in errors:
        yield ("HTTP", text), (text,)
    for text in (*headings(), *terms()):
        yield ("", text), (text,)


def headings() -> Iterator[str]:
    """The headings of the columns of every query that gives rows."""
    with closing(open_store(MEMORY)) as empty:
        for query in map(Query.load, names()):
            if query.form in {"SELECT", "ASK"}:
                shown = panel(query, ask(empty, query.body), ADDRESSES, {})
                yield from (column.heading for column in shown.columns)
                yield from shown.headings.values()


def terms() -> Iterator[str]:
    """What the pages of the vocabulary call the kinds and the properties of terms."""
    for _, pattern in DOCUMENTS.values():
        for section in sections_of(directory("ontology"), pattern, ADDRESSES, "en"):
            for term in section.terms:
                yield term.kind
                yield from (note.name for note in term.notes)


def messages() -> dict[Key, tuple[str, ...]]:
    return dict([*made(), *written()])


def catalogue(tag: str) -> Catalog:
    with (TRANSLATIONS / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag, abort_invalid=True)


def translated(tag: str) -> dict[Key, Message]:
    return {
        (one.context or "", one.id if isinstance(one.id, str) else one.id[0]): one for one in catalogue(tag) if one.id
    }


def forms_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_there_is_a_catalogue_of_each_language() -> None:
    assert sorted(path.name for path in TRANSLATIONS.iterdir()) == sorted(OTHERS)


@pytest.mark.parametrize("tag", OTHERS)
def test_every_message_is_translated_and_every_translation_is_used(tag: str) -> None:
    wanted, found = messages(), translated(tag)
    assert sorted(wanted.keys() - found.keys()) == [], "add these to the .po file"
    assert sorted(found.keys() - wanted.keys()) == [], "nothing says these any more"
    assert [key for key, one in found.items() if not all(forms_of(one)) or one.fuzzy] == []


@pytest.mark.parametrize("tag", OTHERS)
def test_translations_have_the_places_and_tags_of_their_messages(tag: str) -> None:
    wanted = messages()
    for key, one in translated(tag).items():
        for form in forms_of(one):
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(wanted[key][-1])), form
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(wanted[key][-1])), form


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("name", names())
def test_every_query_tells_what_it_is(name: str, tag: str) -> None:
    query = Query.load(name)
    wanted = {f"{key}@{tag}" for key in ("title", "description", *(one.name for one in query.parameters))}
    assert query.translations.keys() == wanted
    told = query.in_language(tag)
    assert told.title == query.translations[f"title@{tag}"]
    assert told.description == query.translations[f"description@{tag}"]
    assert [one.text for one in told.parameters] == [
        query.translations[f"{one.name}@{tag}"] for one in query.parameters
    ]
    assert told.bind() == query.bind()


class _Words(HTMLParser):
    """The words that a reader of a page sees or hears."""

    SAID = ("title", "alt", "aria-label", "placeholder", "aria-description")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.SAID and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def bare(text: str) -> list[str]:
    """The words of a template that no translation can reach."""
    plain = "".join(
        value if kind == "data" else " " if kind == "variable_end" else ""
        for _, kind, value in Environment().lex(text)
        if kind in {"data", "variable_end"}
    )
    words = _Words()
    words.feed(re.sub(r"<(code|pre|q)\b.*?</\1>", "", plain, flags=re.DOTALL))
    return [word for said in words.found for word in re.findall(r"[A-Za-z][\w/-]+", said) if word not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_word_of_a_template_stays_untranslated(path: Path) -> None:
    assert bare(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ('<p title="Tip">{{ _("Yes") }} and {{ name }}</p>', ["Tip", "and"]),
        ("<code>KOR</code> · {% if x %}Legation{% endif %}", []),
    ],
)
def test_bare_words_are_found(template: str, words: Iterable[str]) -> None:
    assert bare(template) == words
