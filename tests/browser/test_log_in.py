"""What do people see who log in, mistype, come too often, or are logged out?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow
from tests.browser.world import PASSWORD

pytestmark = pytest.mark.browser

LOG_IN = "/admin/login/"


def try_in(page: Page, name: str, password: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    follow(page.get_by_role("button", name="Log in", exact=True))


@pytest.mark.parametrize("path", [LOG_IN, f"{LOG_IN}?ended=idle", f"{LOG_IN}?ended=age"])
def test_log_in_is_for_everybody(tracker: Tracker, open_page: Open, path: str) -> None:
    assert complaints(open_page(tracker, path, reader=None)) == []


@pytest.mark.slow
def test_after_ten_wrong_passwords_log_in_says_that_it_is_closed(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, LOG_IN, reader=None)
    page = opened.page
    try_in(page, "stranger", "wrong")
    expect(page.locator(".problem")).to_be_focused()
    assert complaints(opened) == []
    while page.locator("#id_password").count():
        try_in(page, "stranger", "wrong")

    expect(page.get_by_role("heading", name="Log-in is closed for a while")).to_be_visible()
    opened.said = [said for said in opened.said if "429 (Too Many Requests)" not in said]
    assert complaints(opened) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/activities/", "/admin/commitments/activity/add/"])
def test_the_back_button_shows_nothing_after_log_out(tracker: Tracker, open_page: Open, path: str) -> None:
    opened = open_page(tracker, f"{LOG_IN}?next={path}", reader=None)
    page = opened.page
    try_in(page, "analyst", PASSWORD)
    assert page.url == tracker.address + path
    follow(page.get_by_role("button", name="Log out"))
    expect(page.get_by_role("heading", name="You are logged out")).to_be_visible()
    assert complaints(opened) == []

    page.go_back()

    expect(page.get_by_role("heading", name="Log in", exact=True)).to_be_visible()


def test_a_form_sent_after_log_out_in_another_tab_stores_nothing(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, f"{LOG_IN}?next=/admin/password_change/", reader=None).page
    try_in(page, "analyst", PASSWORD)
    other = page.context.new_page()
    other.goto(f"{tracker.address}/admin/")
    follow(other.get_by_role("button", name="Log out"))
    page.fill("#id_old_password", PASSWORD)
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(page.locator("h1")).to_have_text("Log in")
