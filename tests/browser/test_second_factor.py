"""Can everybody set up a second factor, show it, and have it reset? Left out where the extra is not installed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import complaints
from tests.browser.test_log_in import LOG_IN, try_in
from tests.browser.test_pages import follow
from tests.browser.world import PASSWORD
from tests.sso.app import code_of

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


@pytest.mark.slow
def test_a_second_factor_is_set_up_asked_for_and_reset(guarded_tracker: Tracker, open_page: Open) -> None:
    opened = open_page(guarded_tracker, "/account/second-factor/", reader="analyst")
    page = opened.page
    assert complaints(opened) == []
    follow(page.get_by_role("link", name="Set up a second factor"))
    page.fill("#id_code", "12")
    press(page, "Set up")
    assert complaints(opened) == []
    page.fill("#id_code", code_of(page.inner_text("code.key").replace(" ", "")))
    press(page, "Set up")
    recovery = page.locator(".codes code").all_inner_texts()
    assert (len(recovery), complaints(opened)) == (10, [])
    follow(page.get_by_role("link", name="I have kept them"))
    press(page, "Make new recovery codes")
    expect(page.locator(".problem")).to_be_focused()
    assert complaints(opened) == []

    later = open_page(guarded_tracker, LOG_IN, reader=None)
    assert complaints(later) == []
    try_in(later.page, "analyst", PASSWORD)
    later.page.fill("#id_code", "12")
    press(later.page, "Log in")
    assert complaints(later) == []
    later.page.fill("#id_code", recovery[0])
    press(later.page, "Log in")
    expect(later.page.get_by_role("navigation", name="Main")).to_be_visible()

    office = open_page(guarded_tracker, "/admin/commitments/person/analyst/change/", reader="administrator")
    office.page.locator("summary", has_text="Reset second factor").click()
    expect(office.page.get_by_text("First make sure that it is they who ask.")).to_be_visible()
    assert complaints(office) == []
    press(office.page, "Reset second factor")
    expect(office.page.locator(".said")).to_be_visible()


@pytest.mark.slow
def test_a_log_in_that_the_provider_did_not_begin_is_refused_in_words(
    guarded_tracker: Tracker, open_page: Open
) -> None:
    opened = open_page(guarded_tracker, f"{LOG_IN}single-sign-on/back/?error=access_denied&state=x", reader=None)
    expect(opened.page.get_by_role("link", name="Go to log-in")).to_be_visible()
    opened.said = [said for said in opened.said if "403 (Forbidden)" not in said]

    assert complaints(opened) == []
