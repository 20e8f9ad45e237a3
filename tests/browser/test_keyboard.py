"""Pages without a mouse: where Tab leads, what is seen of it, and how fields and lists are left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from browsing import BUNDLES
from playwright.sync_api import Page, expect
from test_pages_are_accessible import PAGES

pytestmark = pytest.mark.browser

VOCABULARY = ("/ns", "/event-types", "/shapes")
"""Hundreds of links each, of one kind."""

MOST_STOPS = 400

STOP = """() => {
    const stop = document.activeElement;
    if (stop === document.body || stop === document.documentElement) return null;
    const seen = stop.closest(".CodeMirror") ?? stop;
    const { outlineStyle, outlineWidth } = getComputedStyle(seen);
    const box = seen.getBoundingClientRect();
    const at = [...document.querySelectorAll("*")].indexOf(stop);
    const told = (stop.getAttribute("href") ?? stop.textContent).slice(0, 60);
    return {
        name: `${stop.tagName}.${stop.className.baseVal ?? stop.className} ${told}`,
        at,
        ring: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
        shown: box.width > 0 && box.height > 0
            && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        drawn: Boolean(stop.closest("svg")),
        left: box.left + scrollX, top: box.top + scrollY, right: box.right + scrollX, bottom: box.bottom + scrollY,
    };
}"""

REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")
].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })).length"""


@dataclass(frozen=True)
class Stop:
    """What has the keyboard: `at` is its place among all elements, `ring` the width of what shows it."""

    name: str
    at: int
    ring: float
    shown: bool
    drawn: bool
    left: float
    top: float
    right: float
    bottom: float

    def comes_after(self, other: Stop) -> bool:
        """Whether one who reads finds it after another: not straight above it, and not left of it on its line."""
        above = self.bottom <= other.top and self.left < other.right and self.right > other.left
        line = min(self.bottom, other.bottom) - max(self.top, other.top) > (self.bottom - self.top) / 2
        return self.drawn or other.drawn or not (above or (line and self.right <= other.left))


def stops(page: Page) -> list[Stop]:
    """Where Tab leads, from the first stop to the last."""
    page.evaluate("() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges(); }")
    found: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        told = page.evaluate(STOP)
        if told is None:
            return found
        stop = Stop(**told)
        if found and stop.at < found[-1].at:
            return found
        if not found or stop.at != found[-1].at:  # the parts of a day are stops of one field
            found.append(stop)
    raise AssertionError(f"more than {MOST_STOPS} stops, or none leads on from {found[-1].name}")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [path for path in PAGES if path not in VOCABULARY])
def test_tab_leads_through_all_of_a_page_and_each_stop_is_seen(
    visit: Callable[..., Page], path: str, width: int
) -> None:
    page = visit(path, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    found = stops(page)
    assert found[0].name.startswith("A.skip")
    assert len(found) == page.evaluate(REACHABLE), "something cannot be reached, or the way ends early"
    assert [stop.name for stop in found if stop.ring < 2] == [], "no ring"
    assert [stop.name for stop in found if not stop.shown] == [], "out of the window"
    assert [(one.name, next_.name) for one, next_ in pairwise(found) if not next_.comes_after(one)] == []


def test_a_stop_that_nobody_sees_is_found(visit: Callable[..., Page]) -> None:
    page = visit("/queries")
    page.evaluate(
        "() => { const link = document.querySelector('main a'); link.style.outline = 'none'; link.tabIndex = 0; }"
    )
    assert [stop for stop in stops(page) if stop.ring < 2]


def test_suggestions_are_a_list_that_arrows_enter_and_escape_work_in(visit: Callable[..., Page]) -> None:
    page = visit("/page/state/KOR")
    field = page.get_by_role("combobox", name="Search")
    field.focus()
    page.keyboard.type("japan")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.get_by_role("listbox", name="Search")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    expect(options.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    field.focus()
    page.keyboard.press("End")
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/page/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Japan")


def test_filters_are_opened_filled_and_sent_by_the_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("/page/state/KOR")
    summary = page.locator(".filters summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".filters input:not([type=hidden])").first
    expect(first).to_be_focused()
    page.get_by_label("Status", exact=True).focus()
    page.keyboard.type("planned")
    page.keyboard.press("Tab")
    page.get_by_role("textbox", name="Issue").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("whether=planned"))
    expect(page.locator(".filters")).to_have_attribute("open", "")


def test_a_correction_is_made_by_the_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("/page/event/0a1b2c3d4e5f6071")
    page.get_by_role("link", name=re.compile("^Correct this report")).first.focus()
    page.keyboard.press("Enter")
    status = page.get_by_label("Status")
    status.focus()
    page.keyboard.type("denied")
    expect(status).to_have_value("denied")
    names = []
    for _ in range(30):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("() => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent")
        )
        if names[-1] == "Revise":
            break
    assert names[-3:] == ["Why", "Token", "Revise"]


@pytest.mark.skipif(not BUNDLES.is_file(), reason="the browser parts are not built; `make parts` builds them")
def test_the_query_field_tells_its_keys_and_is_left_both_ways(visit: Callable[..., Page]) -> None:
    page = visit("/sparql")
    field = page.get_by_role("textbox", name="Query")
    expect(page.locator(".CodeMirror")).to_be_visible()
    told = page.locator(f"[id='{field.get_attribute('aria-describedby')}']")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Tab leaves the field")
    field.focus()
    page.keyboard.type("SELECT")
    page.keyboard.press("Shift+Tab")
    expect(field).not_to_be_focused()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.press("Control+Space")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


@pytest.mark.skipif(not BUNDLES.is_file(), reason="the browser parts are not built; `make parts` builds them")
@pytest.mark.parametrize(("tag", "of", "along"), [("en", "Chart of", "Along"), ("ko", "의 차트", "가로축")])
def test_a_chart_is_opened_and_changed_by_the_keyboard(
    visit: Callable[..., Page], tag: str, of: str, along: str
) -> None:
    page = visit(f"/page/state/KOR?lang={tag}")
    button = page.locator("#entity-relations [data-chart] > button")
    expect(button).to_have_attribute("aria-label", re.compile(of))
    button.focus()
    page.keyboard.press("Enter")
    kinds = page.locator("#entity-relations select").first
    expect(kinds).to_be_focused()
    page.keyboard.press("Tab")
    field = page.locator("#entity-relations").get_by_label(along)
    expect(field).to_be_focused()
    named = field.locator("option").all_inner_texts()
    page.keyboard.press("ArrowDown")
    expect(field).to_be_focused()
    expect(page.locator("#entity-relations .canvas")).to_have_attribute("aria-label", re.compile(of))
    if tag == "ko":
        assert all(re.search("[가-힣]", name) for name in named)


@pytest.mark.parametrize("path", ["/", "/page/dyad/KOR/JPN", "/page/article/00000000000000a1"])
def test_each_drawing_has_its_figures_as_a_table(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    drawn = page.locator(".panel:has(figure svg)")
    assert drawn.count()
    for one in drawn.all():
        one.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(one.locator("table tbody tr").first).to_be_visible()
