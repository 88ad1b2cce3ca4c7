"""How does every page look? `python -m tests.browser.screenshots [PATH …]` takes them all for the eye.

Into var/screenshots: each page on the desk and on the phone, by day and by night, in grey, in forced colours, and as
it is printed. The tracker it looks at is its own, with both texts and a life, on a new database.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, ROOT, running
from tests.engine import SCRATCH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Tracker

PLACE = ROOT / "var" / "screenshots"
PAGES = (
    *("/", "/?on=2021-06-01", "/commitments/", "/commitments/IPCP20-3.3-c4/", "/activities/", "/areas/"),
    *("/areas/cyber-defence/", "/areas/cyber-defence/?on=2014-05-06", "/bodies/", "/bodies/shape/", "/provisions/"),
    *("/gaps/", "/gaps/?on=2022-06-27", "/reviews/", "/changes/", "/changes/?from=2026-01-01", "/search/?q=cyber"),
    *("/search/", "/agreements/", "/agreements/programme-2020/", "/agreements/programme-2020/?on=2021-06-01"),
    *("/agreements/programme-2020/brief/", "/areas/cyber-defence/brief/?on=2021-06-01", "/briefs/"),
)
GREY = "document.documentElement.style.setProperty('filter', 'grayscale(1)')"
SCREENS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("desk", 1440, {"color_scheme": "light"}),
    ("desk-dark", 1440, {"color_scheme": "dark"}),
    ("phone", 390, {"color_scheme": "light"}),
    ("phone-dark", 390, {"color_scheme": "dark"}),
    ("forced-colours", 1440, {"forced_colors": "active"}),
)


def take(browser: Browser, tracker: Tracker, path: str) -> list[Path]:
    """Every picture of one page; where they lie."""
    name = re.sub(r"[^a-z0-9.-]+", "_", path.lower()).strip("_") or "overview"
    taken = []
    for screen, width, media in SCREENS:
        with _opened(browser, tracker, path, width, **media) as page:
            taken.append(PLACE / f"{name}--{screen}.png")
            page.screenshot(path=taken[-1], full_page=True)
            if screen == "desk":
                page.evaluate(GREY)
                taken.append(PLACE / f"{name}--grey.png")
                page.screenshot(path=taken[-1], full_page=True)
                taken.append(PLACE / f"{name}--print.pdf")
                page.pdf(path=taken[-1], format="A4", prefer_css_page_size=True)
    return taken


@contextmanager
def _opened(browser: Browser, tracker: Tracker, path: str, width: int, **media: Literal[Any]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, **media)
    context.add_cookies([{"name": "sessionid", "value": tracker.sessions["manager"], "url": tracker.address}])
    page = context.new_page()
    page.goto(tracker.address + path)
    yield page
    context.close()


def main(paths: list[str]) -> None:
    """Take the pictures of these pages, or of all."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        os.environ[SCRATCH] = directory
        for tracker in running(Path(directory)):
            for path in paths or PAGES:
                for picture in take(browser, tracker, path):
                    sys.stdout.write(f"{picture.relative_to(ROOT)}\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
