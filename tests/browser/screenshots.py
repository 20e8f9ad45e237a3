"""Pictures of the pages of a store at three widths, as Chromium shows them: `make screenshots`."""

from __future__ import annotations

import argparse
from pathlib import Path

from browsing import launched, serving

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", help="the folder of a store")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--dark", action="store_true", help="as those see them who like it dark")
    parser.add_argument("--window", action="store_true", help="the first window of each page instead of all of it")
    parser.add_argument("--pages", nargs="+", default=list(STEPS), choices=STEPS, help="only these")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(store=given.store)
    store = open_store(given.store, settings, read_only=True)
    with serving(create_app(store, settings)) as address, launched() as browser:
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
