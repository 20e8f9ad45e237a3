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

NAMES = (
    "English|Legation|SPARQL|CSV|TSV|JSON|XML|PLOVER|CAMEO|POLECAT|SHACL|VoID|DCAT|BibTeX|RIS|SHA|Turtle|Triples|LD|RDF|TriG"
    "|Quads|Protocol|IRI|UTC|ISO|OpenSearch|Wikidata|HTML|HTTP|turtle|ntriples|jsonld|rdfxml|trig|nquads|ttl|nt|nq|csv"
    "|tsv|srj|srx|json|xml|gz|legation|rdf|org|www|wikidata|wiki"
)
"""What is called so in every language."""

FOREIGN = """() => {
    const same = new RegExp("^(NAMES)$");
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const place = node.parentElement;
        if (place.closest("pre, code, kbd, script, textarea, option, .CodeMirror, .flag")) continue;
        const tag = place.closest("[lang]").getAttribute("lang");
        const text = node.textContent.replace(/https?:\\S+/g, "");
        const hangul = /[\\uac00-\\ud7af]/.test(text);
        const words = (text.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !same.test(word));
        if (hangul ? tag !== "ko" : words.length && tag !== "en") found.push(`${tag}: ${text.trim()}`);
    }
    return found;
}""".replace("NAMES", NAMES)
"""The texts of a page whose letters are not of the language that the page says they are."""

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
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_moves_while_a_page_is_loaded(visit: Callable[..., Page], width: int, tag: str) -> None:
    page = visit("about:blank", viewport={"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    moved = {}
    for path in PAGES:
        page.goto(in_language(path, tag), wait_until="networkidle")
        moved[path] = page.evaluate("window.shifted")
    assert {path: shifted for path, shifted in moved.items() if shifted > 0.01} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(visit: Callable[..., Page], path: str, tag: str) -> None:
    page = visit(in_language(path, tag), viewport={"width": 320, "height": 800})
    for width in (320, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_text_says_its_language(visit: Callable[..., Page], tag: str) -> None:
    page = visit()
    found = {}
    for path in PAGES:
        page.goto(in_language(path, tag))
        assert page.locator("html").get_attribute("lang") == tag
        if not path.startswith(("/ns", "/event-types", "/shapes")):
            found[path] = page.evaluate(FOREIGN)
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_a_text_of_another_language_is_found(visit: Callable[..., Page]) -> None:
    page = visit("/queries?lang=ko")
    page.evaluate("() => document.querySelector('main').append('Two envoys met.')")
    assert page.evaluate(FOREIGN) == ["ko: Two envoys met."]


def opened_suggestions(page: Page) -> None:
    page.get_by_role("main").get_by_role("combobox").press_sequentially("sout")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def opened_details(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")


STATES = {
    "suggestions": ("/", opened_suggestions),
    "filters": ("/page/dyad/KOR/JPN?from=2026-01-01&with=RUS", opened_details),
    "names": ("/page/state/KOR", opened_details),
    "figures": ("/page/article/00000000000000a1", opened_details),
}
"""What readers do with a page before axe looks at it."""


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation_in_what_is_opened(visit: Callable[..., Page], state: str, tag: str) -> None:
    path, done = STATES[state]
    page = visit(in_language(path, tag), reduced_motion="reduce")
    done(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "link-in-text-block") == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_axe_finds_no_violation_on_paper(visit: Callable[..., Page], tag: str) -> None:
    page = visit(color_scheme="dark", reduced_motion="reduce")
    page.emulate_media(media="print")
    for path in PAGES:
        page.goto(in_language(path, tag))
        assert violations(page, "wcag2a", "wcag2aa", "wcag21a", "wcag21aa") == [], path


ERRORS = {
    "/page/state/NOWHERE": 404,
    "/queries/analysis/latest-events?from=yesterday": 400,
    "/sparql?query=SELECT+nothing": 400,
    "/.well-known/void": 406,
    "/": 503,
}
"""Addresses with the errors that they give to who wants a page; the last one over a store that is out of order."""


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("path", "status"), ERRORS.items())
def test_axe_finds_no_violation_in_errors(
    chromium: Browser, site: str, failing: str, path: str, status: int, tag: str
) -> None:
    address = failing if status == 503 else site
    context = chromium.new_context(base_url=address)
    context.route("**/*", lambda route: route.continue_(headers={**route.request.headers, "accept": "text/html"}))
    page = context.new_page()
    answer = page.goto(in_language(path, tag))
    assert answer
    assert answer.status == status
    assert page.locator("html").get_attribute("lang") == tag
    assert page.evaluate(FOREIGN) == []
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "link-in-text-block") == []
    context.close()
