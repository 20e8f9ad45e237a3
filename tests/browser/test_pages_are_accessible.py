"""Pages as axe and the smallest window see them, in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import AXE
from playwright.sync_api import Browser, Page

from legation.web.languages import LANGUAGES

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/search?q=korea",
    "/search?q=nothing+of+that+name",
    "/page/state/KOR",
    "/page/dyad/KOR/JPN",
    "/page/event/0a1b2c3d4e5f6071",
    "/page/article/00000000000000a1",
    "/page/person/kim-do-yun",
    "/page/organization/ajp",
    "/page/issue/hydrogen",
    "/page/place/osaka-JPN",
    "/page/policy/pacific-outreach",
    "/page/office/KOR-foreign-minister",
    "/page/agreement/tokyo-hydrogen-accord",
    "/correct?report=article/00000000000000a1/report/0",
    "/correct?event=event/0a1b2c3d4e5f6071",
    "/correct?person=person/han-seo-yun",
    "/queries",
    "/queries/analysis/latest-events",
    "/queries/dyad/balance",
    "/queries/entity/describe",
    "/sparql",
    "/sparql?named=analysis/busiest-pairs",
    "/sparql?query=DESCRIBE+%3Cx:y%3E",
    "/export",
    "/ns",
    "/event-types",
    "/shapes",
)
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifted += one.value; })
    .observe({ type: "layout-shift", buffered: true });"""
"""Adds up how far things move in a window while a page is loaded."""

MOST = dict.fromkeys((path for path in PAGES if path.startswith("/sparql")), 0.03)
"""How far things may move where it is more than nothing: the editor takes the place of a field of about its size."""

CHECK = """async (only) => {
    const rules = { "target-size": { enabled: true } };
    const found = await axe.run(document, only.length ? { runOnly: only } : { rules });
    return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`));
}"""


def violations(page: Page, *only: str) -> list[str]:
    """What axe has against a page, by the rules named or all, those of WCAG 2.2 AA among them."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `make parts` installs it where npm is")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(CHECK, only)


def in_language(path: str, tag: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={tag}"


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_in_light_and_dark(visit: Callable[..., Page], path: str, tag: str) -> None:
    page = visit(in_language(path, tag), reduced_motion="reduce")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "link-in-text-block") == []


def test_axe_finds_what_is_wrong(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert any(one.startswith("button-name") for one in violations(page))


def test_axe_finds_no_violation_where_no_script_of_a_page_runs(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, viewport={"width": 360, "height": 800})
    context.route("**/*.js", lambda route: route.abort())
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(path)
        found[path] = violations(page)
    context.close()
    assert {path: one for path, one in found.items() if one} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_is_loaded(visit: Callable[..., Page], width: int, tag: str) -> None:
    page = visit("about:blank", viewport={"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    moved = {}
    for path in PAGES:
        page.goto(in_language(path, tag), wait_until="networkidle")
        moved[path] = page.evaluate("window.shifted")
    assert {path: shifted for path, shifted in moved.items() if shifted >= MOST.get(path, 0.01)} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(visit: Callable[..., Page], path: str, tag: str) -> None:
    page = visit(in_language(path, tag), viewport={"width": 320, "height": 800})
    for width in (320, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
