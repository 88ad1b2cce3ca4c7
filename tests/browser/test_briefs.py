"""Is a brief for everybody, does it fit on its paper, and does the file that is issued need nothing but itself?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

AREA, AGREEMENT = "/areas/cyber-defence/brief/", "/agreements/programme-2020/brief/"


def sheets(page: Page) -> int:
    """How many sheets of A4 a page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("path", [AREA, AGREEMENT, f"{AREA}?on=2001-01-01", "/briefs/", "/briefs/?body=marcom"])
def test_a_brief_is_for_everybody(tracker: Tracker, open_page: Open, path: str) -> None:
    assert complaints(open_page(tracker, path)) == []


@pytest.mark.parametrize(("path", "most"), [(AREA, 1), (AGREEMENT, 2)])
def test_a_brief_fits_on_its_paper(tracker: Tracker, open_page: Open, path: str, most: int) -> None:
    page = open_page(tracker, path).page
    assert 1 <= sheets(page) <= most
    page.emulate_media(media="print")
    expect(page.locator(".dayband")).to_be_hidden()
    expect(page.get_by_role("button", name="Issue this brief")).to_be_hidden()
    expect(page.locator(".marking.at-top")).to_be_visible()
    expect(page.locator(".marking.at-foot")).to_be_visible()


def test_it_is_issued_asked_again_and_saved_without_scripts(tracker: Tracker, open_page: Open, tmp_path: Path) -> None:
    opened = open_page(tracker, AREA, scripts=False)
    page = opened.page
    follow(page.get_by_role("button", name="Issue this brief"))
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save the HTML file").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    follow(page.get_by_role("link", name="Ask again"))
    expect(page.get_by_role("heading", name="It says the same")).to_be_visible()
    assert re.fullmatch(r"brief-cyber-defence-[0-9-]{10}-[a-z]+\.html", saved.name)

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url))
    page.goto(saved.as_uri())
    expect(page.locator("h1")).to_have_css("font-weight", "700")
    assert said == [saved.as_uri()]
    assert sheets(page) <= 2


def test_an_issued_brief_is_for_everybody(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, AREA)
    follow(opened.page.get_by_role("button", name="Issue this brief"))
    assert complaints(opened) == []
    follow(opened.page.get_by_role("link", name="Ask again"))
    assert complaints(opened) == []
