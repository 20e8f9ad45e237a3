"""RSS and Atom feeds."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.articles import Limits, feed
from legation.errors import BadInput
from legation.model import Article

LIMITS = Limits()

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Wire: World news</title><language>en-gb</language>
<item><title>Norway &amp;amp; Iceland agree</title><link>https://outlet.example/1</link><guid>one</guid>
<dc:creator>Ana Moreno</dc:creator><pubDate>Tue, 03 Mar 2026 09:15:00 +0100</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>BERGEN (HW) - The ministers signed an accord.</p><p>They <i>will</i> meet again.</p>]]>
</content:encoded></item>
<item><title>No text</title><link>https://outlet.example/2</link></item>
<item><title>Two</title><description>Only a summary.</description></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Pacific Courier</title>
<entry><title>One</title><link href="https://outlet.example/1"/><id>tag:1</id><published>2026-03-03T09:15:00+13:00</published>
<updated>2026-03-03T10:00:00+13:00</updated>
<author><name>Ana Moreno</name></author><author><name>Bo Lind</name></author>
<content type="html">&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</content></entry>
</feed>
"""


def read(markup: str | bytes, **rest: str) -> list[Article | BadInput]:
    data = markup if isinstance(markup, bytes) else markup.encode()
    found: list[Article | BadInput] = []
    try:
        found.extend(feed.read(io.BufferedReader(io.BytesIO(data)), "x.xml", LIMITS, **rest))
    except BadInput as error:
        found.append(error)
    return found


def test_an_entry_of_rss_is_an_article() -> None:
    first, second, third = read(RSS)
    assert first == Article(
        id="one",
        text="Norway & Iceland agree\n\nBERGEN (HW) - The ministers signed an accord.\n\nThey will meet again.",
        url="https://outlet.example/1",
        title="Norway & Iceland agree",
        publisher="Harbour Wire",
        authors=("Ana Moreno",),
        published="2026-03-03T09:15:00+01:00",
        language="en-GB",
        origin="x.xml:1",
    )
    assert isinstance(second, BadInput)
    assert str(second).startswith("x.xml:2: the entry has neither content nor summary")
    assert isinstance(third, Article)
    assert third.text == "Two\n\nOnly a summary."


def test_an_entry_of_atom_is_an_article() -> None:
    (article,) = read(ATOM)
    assert isinstance(article, Article)
    assert article.text == "One\n\nFirst.\n\nSecond."
    assert article.authors == ("Ana Moreno", "Bo Lind")
    assert (article.published, article.modified) == ("2026-03-03T09:15:00+13:00", "2026-03-03T10:00:00+13:00")


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("BBC News - World", "BBC News"),
        ("World | Harbour Wire", "Harbour Wire"),
        ("Harbour Wire", "Harbour Wire"),
        ("Stop - Press", "Stop - Press"),
    ],
)
def test_the_section_of_a_feed_is_no_part_of_its_outlet(title: str, publisher: str) -> None:
    article = read(RSS.replace("Harbour Wire: World news", title))[0]
    assert isinstance(article, Article)
    assert article.publisher == publisher


def test_a_feed_that_is_cut_off_gives_what_stands_before_the_cut() -> None:
    *found, last = read(RSS[: RSS.index("<item><title>Two")])
    assert [type(item) for item in found] == [Article, BadInput]
    assert isinstance(last, BadInput)
    assert "cut off; 2 entries were read" in str(last)


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "prolog",
    [
        BOMB,
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        "<!-- <rss> -->\n<?x?>" + BOMB,
        BOMB.replace("DOCTYPE", "doctype"),
        '<!ENTITY a "b">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_parsed(prolog: str, encoding: str) -> None:
    start = time.monotonic()
    declaration, _, rest = RSS.partition("\n")
    markup = (declaration.replace("UTF-8", encoding) + prolog + rest.replace("Short.", "&j;")).encode(encoding)
    (error,) = read(markup)
    assert isinstance(error, BadInput)
    assert "document type" in str(error)
    assert time.monotonic() - start < 1


def test_words_about_document_types_in_an_entry_are_fine() -> None:
    assert isinstance(read(RSS.replace("They <i>will</i>", "<!DOCTYPE html> They <i>will</i>"))[0], Article)


@pytest.mark.parametrize("markup", ["<rss><channel></channel></rss>", "<rss>", "<feed"])
def test_a_feed_without_entries_is_told(markup: str) -> None:
    (error,) = read(markup)
    assert isinstance(error, BadInput)
    assert "without entries" in str(error)


def test_other_encodings_are_read() -> None:
    markup = RSS.replace("UTF-8", "windows-1251").replace("They <i>will</i> meet again.", "Министры встретятся снова.")
    article = read(markup.encode("cp1251"))[0]
    assert isinstance(article, Article)
    assert article.text.endswith("Министры встретятся снова.")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(RSS)), st.text(st.sampled_from("<>&;/!?[]-='\"abcimnort \n"), max_size=30), st.integers(0, 80)
)
def test_no_broken_feed_raises_anything_but_bad_input(at: int, inserted: str, removed: int) -> None:
    assert read(RSS[:at] + inserted + RSS[at + removed :])
