"""Walks of readers through the pages, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from browsing import BUNDLES
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUERY = "SELECT ?event (2 AS ?number) WHERE { ?event a <https://w3id.org/legation/ns#Event> }"
scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
built = pytest.mark.skipif(not BUNDLES.is_file(), reason="the browser parts are not built; `make parts` builds them")


@scripts
def test_from_home_to_an_event_to_the_sentence_that_tells_it(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit("/", java_script_enabled=scripts)
    page.locator("#analysis-latest-events").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/page/event/"))
    told = page.locator(".account blockquote").first.inner_text()
    page.locator(".account h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/page/article/[0-9a-f]{16}#passage-\d+$"))
    sentence = page.locator(":target")
    expect(sentence).to_be_in_viewport()
    expect(sentence.locator("mark").first).to_be_visible()
    assert sentence.inner_text().strip() == told.strip()


@scripts
def test_from_a_search_to_a_country_to_a_pair(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit("/", java_script_enabled=scripts)
    field = page.get_by_role("main").get_by_role("combobox" if scripts else "searchbox")
    field.fill("South Korea")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("South Korea")
    page.get_by_role("main").get_by_role("link", name="South Korea", exact=True).first.click()
    expect(page).to_have_url(re.compile("/page/state/KOR$"))
    page.locator("#entity-relations").get_by_role("link", name="Japan").click()
    expect(page).to_have_url(re.compile("/page/dyad/KOR/JPN$"))
    expect(page.locator("figure.chart svg")).to_be_visible()


def test_a_suggestion_is_chosen_by_the_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("/")
    field = page.get_by_role("main").get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("sout")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    place = [text.startswith("South Korea") for text in options.all_inner_texts()].index(True)
    for _ in range(place + 1):
        field.press("ArrowDown")
    chosen = page.locator(f"[id='{field.get_attribute('aria-activedescendant')}']")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_contain_text("South Korea")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("sout")
    field.press("h")
    expect(options.first).to_be_visible()
    options.filter(has_text="South Korea").first.click()
    expect(page).to_have_url(re.compile("/page/state/KOR$"))


@scripts
def test_the_data_of_a_page_is_downloaded(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit("/page/state/KOR", java_script_enabled=scripts)
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV of Events").click()
    assert started.value.path().read_text(encoding="utf-8").startswith("earliest,")
    turtle = page.get_by_role("link", name="Turtle", exact=True).get_attribute("href")
    assert "a leg:State" in page.request.get(turtle).text()


@scripts
def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit("/page/state/KOR", java_script_enabled=scripts)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_a_query_is_a_plain_form_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("/sparql", java_script_enabled=False)
    page.get_by_label("Query").fill(QUERY)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer tbody tr")).to_have_count(7)
    assert "query=SELECT" in page.url


@built
def test_the_editor_runs_what_is_typed_and_keeps_it_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit("/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(QUERY)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer tbody tr")).to_have_count(7)
    expect(page).to_have_url(re.compile("query=SELECT"))
    shared = visit(page.url)
    expect(shared.locator("#answer tbody tr")).to_have_count(7)
    expect(shared.locator(".CodeMirror-code")).to_contain_text("?number")


@built
def test_the_editor_completes_terms_of_the_vocabulary_and_adds_its_prefix(visit: Callable[..., Page]) -> None:
    page = visit("/sparql?query=SELECT * WHERE {}")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * WHERE {\n?event leg:rec", delay=5)
    expect(page.locator(".CodeMirror-code")).to_contain_text("PREFIX leg: <https://w3id.org/legation/ns#>")
    page.keyboard.press("Control+Space")
    hint = page.get_by_role("option", name="leg:recipient", exact=True)
    expect(hint).to_be_visible()
    hint.click()
    expect(page.locator(".CodeMirror-code")).to_contain_text("?event leg:recipient")


@built
def test_the_editor_marks_what_is_no_sparql_and_lets_the_keyboard_leave(visit: Callable[..., Page]) -> None:
    page = visit("/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT WHERE WHERE {", delay=5)
    expect(page.locator(".CodeMirror .parseErrorIcon")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


@built
def test_a_query_too_long_for_an_address_is_answered(visit: Callable[..., Page]) -> None:
    page = visit("/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(f"# {'long ' * 2000}\n{QUERY}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer tbody tr")).to_have_count(7)
    assert "query=" not in page.url


@built
def test_a_panel_is_drawn_by_month_when_asked(visit: Callable[..., Page]) -> None:
    page = visit("/page/dyad/KOR/JPN")
    page.get_by_role("button", name="Chart of Cooperation and conflict by month").click()
    expect(page.locator("canvas")).to_be_visible()
    expect(page.get_by_role("combobox", name="Along")).to_have_value("month")


@built
def test_rows_are_drawn_as_a_chart_when_asked(visit: Callable[..., Page]) -> None:
    page = visit(f"/sparql?query={quote(QUERY)}")
    expect(page.locator("canvas")).to_have_count(0)
    page.get_by_role("button", name="Chart").click()
    expect(page.locator("canvas")).to_be_visible()
    expect(page.get_by_role("combobox", name="Chart")).to_have_value("Bars")
