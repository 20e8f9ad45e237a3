"""Pictures of the pages of a store at three widths, as Chromium shows them: `make screenshots`."""

from __future__ import annotations

import argparse
from pathlib import Path

from browsing import launched, serving
from playwright.sync_api import Browser

from legation.settings import Settings
from legation.store import open_store
from legation.web import create_app

WIDTHS = (390, 820, 1280)
HEIGHT = 900
STEPS = {
    "home": ("/",),
    "country": ("/queries/analysis/states", ".panel td a"),
    "pair": ("/", "#analysis-busiest-pairs td a"),
    "event": ("/", "#analysis-latest-events .what a"),
    "article": ("/", "#analysis-latest-articles td a"),
    "query": ("/sparql?named=analysis/balance-by-month#chart",),
}
"""Where each page begins, and what is clicked on from there to come to it."""


TOUR = {
    "agreed": (
        ("Japan – South Korea", "Japan and South Korea: support, 2026-10-02"),
        "section[aria-labelledby=reports]",
    ),
    "planned": ((), "#analysis-planned-not-held"),
    "ambassador": (("Countries", "Russia"), "#entity-offices"),
    "disagree": (("Queries", "Offices with two holders"), ".panel"),
    "changed": (("Japan – South Korea",), "#dyad-balance"),
}
"""The links of each way of the tour, from the first page on, and what then answers the question."""


def tour(address: str, browser: Browser, folder: Path) -> None:
    """Pictures of the answers of docs/tour.md."""
    for name, (links, place) in TOUR.items():
        page = browser.new_page(base_url=address, viewport={"width": 860, "height": 900}, reduced_motion="reduce")
        page.goto("/")
        for link in links:
            page.get_by_role("link", name=link, exact=True).first.click()
        page.locator(place).first.screenshot(path=folder / f"tour-{name}.png")
        page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", help="the folder of a store")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--dark", action="store_true", help="as those see them who like it dark")
    parser.add_argument("--window", action="store_true", help="the first window of each page instead of all of it")
    parser.add_argument("--pages", nargs="+", default=list(STEPS), choices=STEPS, help="only these")
    parser.add_argument("--tour", type=Path, help="where pictures of the answers of the tour go")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(store=given.store)
    store = open_store(given.store, settings, read_only=True)
    with serving(create_app(store, settings)) as address, launched() as browser:
        if given.tour:
            tour(address, browser, given.tour)
        for name in given.pages:
            path, *clicks = STEPS[name]
            for width in WIDTHS:
                page = browser.new_page(
                    base_url=address,
                    viewport={"width": width, "height": HEIGHT},
                    color_scheme="dark" if given.dark else "light",
                    reduced_motion="reduce",
                )
                page.goto(path)
                for place in clicks:
                    page.locator(place).first.click()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=given.folder / f"{name}-{width}.png", full_page=not given.window)
                page.close()
    store.close()


if __name__ == "__main__":
    main()
