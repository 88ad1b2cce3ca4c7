"""Can everybody add copies to an activity, see what was refused, and take them out again?"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Opened, Tracker, another_day
from tests.browser.screens import complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

ADD = "/admin/commitments/activity/add/?commitment=IPCP20-3.3-c4"
MINUTES = b"They met, and agreed to meet again.\n"
JAPANESE = "議事録 2026年9月.txt"


def begun(tracker: Tracker, open_page: Open, title: str, **screen: object) -> Opened:
    """The form of a new activity, filled in but for its evidence, with every group open."""
    opened = open_page(tracker, ADD, reader="analyst", **screen)
    page = opened.page
    page.fill("#id_title", title)
    page.select_option("#id_kind", "visit")
    page.fill("#id_starts_on", another_day())
    page.locator("details.group summary").click()
    return opened


def choose(page: Page, number: int, name: str, content: bytes, title: str) -> None:
    """Fill in a row of evidence with a file."""
    page.fill(f"#id_evidence-{number}-title", title)
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files(f"#id_evidence-{number}-file", file)


def save(page: Page) -> None:
    follow(page.get_by_role("button", name="Save and keep editing"))


def own_page(page: Page) -> str:
    """The address of the activity whose form is open, among the managers' pages."""
    return f"/activities/{page.url.rstrip('/').split('/')[-2]}/"


def test_a_copy_is_added_and_saved_again_the_same(tracker: Tracker, open_page: Open, tmp_path: Path) -> None:
    opened = begun(tracker, open_page, "Talks with minutes")
    page = opened.page
    choose(page, 0, JAPANESE, MINUTES, "Minutes of the talks")
    save(page)
    expect(page.get_by_role("link", name="Save the copy of “Minutes of the talks”")).to_be_visible()
    assert complaints(opened) == []

    page.goto(tracker.address + own_page(page))
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the copy of “Minutes of the talks”").click()
    download.value.save_as(tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == MINUTES
    assert complaints(opened) == []


def test_two_pieces_of_evidence_are_added_in_one_save(tracker: Tracker, open_page: Open) -> None:
    opened = begun(tracker, open_page, "Talks with two pieces of evidence")
    page = opened.page
    choose(page, 0, "first.txt", b"first", "The first")
    page.get_by_role("button", name="Add more evidence").click()
    assert page.evaluate("document.activeElement.id") == "id_evidence-1-title"
    choose(page, 1, "second.txt", b"second", "The second")
    assert complaints(opened) == []
    save(page)

    assert page.locator(".links .copy").all_inner_texts() == [
        "Save the copy of “The first”",
        "Save the copy of “The second”",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_a_refused_file_is_named_and_nothing_else_is_lost(tracker: Tracker, open_page: Open, scripts: bool) -> None:
    opened = begun(tracker, open_page, "Talks with a program", scripts=scripts)
    page = opened.page
    choose(page, 0, "program.exe", b"MZ\x90\x00" * 100, "A program")
    save(page)

    problem = page.locator(".problem")
    expect(problem.get_by_text("“program.exe” was not stored. Choose it again.")).to_be_visible()
    follow_to = problem.get_by_role("link").first.get_attribute("href") or ""
    expect(page.locator(follow_to)).to_be_visible()
    assert page.input_value("#id_evidence-0-title") == "A program"
    if scripts:
        assert complaints(opened) == []


def test_a_file_chosen_in_a_conflict_is_asked_for_again(tracker: Tracker, open_page: Open) -> None:
    opened = begun(tracker, open_page, "Talks of two people with minutes")
    page = opened.page
    save(page)
    other = open_page(tracker, page.url.removeprefix(tracker.address), reader="manager").page
    other.fill("#id_place", "Oslo")
    save(other)
    choose(page, 0, "minutes.txt", MINUTES, "Minutes")
    save(page)

    expect(page.get_by_text("Manager saved this after you opened it.")).to_be_visible()
    expect(page.locator(".problem").get_by_text("“minutes.txt” was not stored. Choose it again.")).to_be_visible()
    assert complaints(opened) == []


def test_long_and_japanese_words_break_nothing_apart(tracker: Tracker, open_page: Open) -> None:
    opened = begun(tracker, open_page, "W" * 300)
    page = opened.page
    page.fill("#id_outcome", "議" * 10_000)
    choose(page, 0, "議" * 80 + ".txt", MINUTES, "録" * 200)
    save(page)
    assert complaints(opened) == []

    page.goto(tracker.address + own_page(page))
    assert complaints(opened) == []
