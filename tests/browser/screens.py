"""Is a page for everybody: on the desk and on the phone, by day and by night?

One page is shown on every screen in turn, which is quicker than opening it for each.
"""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opened

WIDTHS = (1440, 390)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = Axe().axe_script
LOOK = "axe.run(document, {resultTypes: ['violations']})"


def complaints(opened: Opened, *widths: int) -> list[str]:
    """What axe, the console and the width of the page say against it on any screen; nothing for a good page.

    Where `widths` are given the page is looked at in those alone, by day and by night.
    """
    page, told = opened.page, []
    before = page.viewport_size
    for width in widths or WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            told += [f"{width} {theme}: {rule} in {html}" for rule, html in faults(page)]
            if wider := sideways(page):
                told.append(f"{width} {theme}: {wider} pixels wider than the window")
    if before:
        page.set_viewport_size(before)
    return told + opened.said


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds: each rule broken with the first element that breaks it."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate(LOOK)
    assert len(found["passes"]) > 10, "axe looked at nothing"
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
