"""Is a page for everybody: on the desk and on the phone, by day and by night?

One page is shown on every screen in turn, which is quicker than opening it four times.
"""

from __future__ import annotations

from tests.browser.conftest import Opened
from tests.browser.test_pages import SCREENS, faults, sideways


def complaints(opened: Opened) -> list[str]:
    """What axe, the console and the width of the page say against it on any screen; nothing for a good page."""
    page, told = opened.page, []
    for width, theme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        told += [f"{width} {theme}: {rule} in {html}" for rule, html in faults(page)]
        if wider := sideways(page):
            told.append(f"{width} {theme}: {wider} pixels wider than the window")
    page.set_viewport_size({"width": 1440, "height": 900})
    return told + opened.said
