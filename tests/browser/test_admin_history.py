"""Can everybody read a history, withdraw, and settle a conflict, on any screen, with and without scripts?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Opened, Tracker, another_day
from tests.browser.screens import WIDTHS, complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

ADD = "/admin/commitments/activity/add/?commitment=IPCP20-3.3-c4"


def log(tracker: Tracker, open_page: Open, title: str, **screen: object) -> Opened:
    """A new activity, open in its form."""
    opened = open_page(tracker, ADD, reader="analyst", **screen)
    page = opened.page
    page.fill("#id_title", title)
    page.select_option("#id_kind", "visit")
    page.fill("#id_starts_on", another_day())
    page.fill("#id_outcome", "They agreed to meet in spring, and to write a report on it.")
    save(page, "Save and keep editing")
    return opened


def save(page: Page, name: str = "Save and keep editing") -> None:
    follow(page.get_by_role("button", name=name, exact=True).last)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_history_is_for_everybody(tracker: Tracker, open_page: Open, width: int) -> None:
    opened = log(tracker, open_page, "Talks with a history", width=width)
    page = opened.page
    page.fill("#id_outcome", "They agreed to meet in autumn, and to write a short report on it.")
    page.fill("#id_place", "Oslo")
    page.fill("#id_why", "The minutes arrived.")
    save(page)
    follow(page.get_by_role("link", name="History", exact=True))

    newest = page.locator(".history > li").first
    assert newest.locator("ins").all_inner_texts() == ["Oslo", "autumn", "short "]
    assert "The minutes arrived." in newest.inner_text()
    page.locator(".history details summary").last.click()
    assert complaints(opened, width) == []

    follow(page.get_by_role("button", name="Undo the last change"))
    expect(page.get_by_text("The last change is undone.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_withdrawing_is_for_everybody(tracker: Tracker, open_page: Open, width: int) -> None:
    opened = log(tracker, open_page, "Talks logged twice", width=width)
    page = opened.page
    follow(page.get_by_role("link", name="Withdraw", exact=True))
    assert complaints(opened, width) == []
    page.fill("#id_reason", "It was logged twice.")
    follow(page.get_by_role("button", name="Withdraw", exact=True))
    expect(page.locator(".said").get_by_role("button", name="Undo")).to_be_visible()
    assert complaints(opened, width) == []

    follow(page.get_by_role("link", name="Withdrawn activities"))
    assert complaints(opened, width) == []
    follow(page.get_by_role("link", name="Talks logged twice").first)
    assert complaints(opened, width) == []
    follow(page.get_by_role("button", name="Bring it back"))
    expect(page.get_by_text("1 activity brought back.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_conflict_is_for_everybody(tracker: Tracker, open_page: Open, width: int) -> None:
    opened = log(tracker, open_page, "Talks of two people", width=width)
    page = opened.page
    other = open_page(tracker, page.url.removeprefix(tracker.address), reader="manager").page
    other.fill("#id_title", "Talks as the manager has it")
    other.fill("#id_why", "The title was wrong.")
    save(other)
    page.fill("#id_title", "Talks as the analyst has it")
    save(page)

    expect(page.get_by_text("Manager saved this after you opened it.")).to_be_visible()
    assert page.input_value("#id_title") == "Talks as the analyst has it"
    expect(page.locator(".problem")).to_be_focused()
    assert complaints(opened, width) == []

    follow(page.locator(".problem").get_by_role("button", name="Save mine over it"))
    expect(page.get_by_text("Saved: Talks as the analyst has it")).to_be_visible()


def test_without_a_script_a_conflict_is_settled_all_the_same(tracker: Tracker, open_page: Open) -> None:
    page = log(tracker, open_page, "Talks without a script", scripts=False).page
    other = open_page(tracker, page.url.removeprefix(tracker.address), reader="manager").page
    other.fill("#id_title", "Talks as the manager has it")
    save(other)
    page.fill("#id_title", "Talks as the analyst has it")
    save(page)
    follow(page.get_by_role("link", name="Take theirs"))

    expect(page.locator("#id_title")).to_have_value("Talks as the manager has it")


def test_a_moment_is_told_in_the_readers_own_zone(tracker: Tracker, open_page: Open) -> None:
    page = log(tracker, open_page, "Talks at a moment").page
    follow(page.get_by_role("link", name="History", exact=True))

    said = page.locator("time").first.inner_text()
    zone = page.evaluate(
        "new Intl.DateTimeFormat('en', {timeZoneName: 'short'}).formatToParts()"
        ".find(part => part.type === 'timeZoneName').value"
    )
    assert said.endswith(zone)
