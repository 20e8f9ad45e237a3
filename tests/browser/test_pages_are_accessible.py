"""Pages as axe and the smallest window see them, in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import AXE
from playwright.sync_api import Page

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
)
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


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_in_light_and_dark(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, reduced_motion="reduce")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "link-in-text-block") == []


def test_axe_finds_what_is_wrong(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert any(one.startswith("button-name") for one in violations(page))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, viewport={"width": 320, "height": 800})
    for width in (320, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
