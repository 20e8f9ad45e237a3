"""Pages on paper, and flags where no font has them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

A4 = {"width": 672, "height": 986}
"""What is left of a sheet within the margins, at 96 dots an inch."""

GONE = "nav, form, button, .top .find, .tongues, .tools, .skip, .CodeMirror, [data-chart]"
PAGES = (
    "/",
    "/page/state/KOR",
    "/page/dyad/KOR/JPN",
    "/page/article/00000000000000a1",
    "/sparql?named=analysis/busiest-pairs",
    "/queries/analysis/latest-events",
    "/correct?event=event/0a1b2c3d4e5f6071",
)


@pytest.mark.parametrize("path", PAGES)
def test_paper_is_black_on_white_whole_and_has_nothing_to_click(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, viewport=A4, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert [one for one in page.locator(GONE).all() if one.is_visible()] == []
    body = page.evaluate(
        "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert body == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= A4["width"]
    cut = page.evaluate(
        "() => [...document.querySelectorAll('.scroll, pre, figure')].filter((one) => one.checkVisibility()"
        " && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)).length"
    )
    assert cut == 0
    expect(page.locator("footer")).to_contain_text(f"https://legation.example{path.partition('?')[0]}")
    assert page.pdf(format="A4").startswith(b"%PDF-")


def test_paper_tells_where_an_article_stands_and_what_to_cite(visit: Callable[..., Page]) -> None:
    page = visit("/page/article/00000000000000a1", viewport=A4)
    page.emulate_media(media="print")
    outlet = page.get_by_role("link", name="At the outlet")
    printed = outlet.evaluate("(link) => getComputedStyle(link, '::after').content")
    assert (printed.startswith('" <"') and "attr(href)" in printed) or str(outlet.get_attribute("href")) in printed
    expect(page.get_by_text(re.compile("^The state as a file: https://legation.example/dumps/"))).to_be_visible()
    expect(page.locator("p.cite")).to_contain_text("https://legation.example/id/article/00000000000000a1")


def test_a_query_stands_on_paper_without_its_field(visit: Callable[..., Page]) -> None:
    page = visit("/sparql?named=analysis/busiest-pairs", viewport=A4)
    query = page.locator("pre.onpaper")
    expect(query).to_be_hidden()
    page.emulate_media(media="print")
    expect(query).to_be_visible()
    expect(query).to_contain_text("SELECT")


COLOURS = "CanvasRenderingContext2D.prototype.getImageData = () => ({ data: new Uint8ClampedArray([%s, 255]) });"


@pytest.mark.parametrize(("pixel", "shown"), [("200, 10, 10", "🇰🇷"), ("0, 0, 0", "KR")])
def test_a_flag_is_shown_where_a_font_has_it_in_colours(visit: Callable[..., Page], pixel: str, shown: str) -> None:
    page = visit()
    page.add_init_script(COLOURS % pixel)
    page.goto("/page/state/KOR")
    flag = page.locator("h1 .flag")
    expect(flag).to_have_text(shown)
    assert flag.bounding_box() == box_without_scripts(visit)


def box_without_scripts(visit: Callable[..., Page]) -> object:
    page = visit("/page/state/KOR", java_script_enabled=False)
    expect(page.locator("h1 .flag")).to_have_text("KR")
    return page.locator("h1 .flag").bounding_box()
