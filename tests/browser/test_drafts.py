"""Is what somebody types found again: after a closed tab, a lost session, and without scripts?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import complaints
from tests.browser.test_desk import ADD, fill
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

PATIENCE = 20_000
"""Milliseconds within which a draft is kept, on a busy machine too."""


def kept(page: Page) -> None:
    """Wait until the page says that a draft was kept."""
    expect(page.locator("[data-draft-says]")).to_have_text(re.compile("Kept as a draft at"), timeout=PATIENCE)


@pytest.mark.slow
def test_a_form_that_is_closed_unsaved_holds_everything_when_it_is_opened_again(
    tracker: Tracker, open_page: Open
) -> None:
    opened = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst")
    page = opened.page
    fill(page, "Half of a visit")
    page.fill("#id_outcome", "They began to")
    kept(page)
    assert complaints(opened) == []
    page.close()

    again = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst", drafts=True)
    expect(again.page.get_by_text("Restored from your draft")).to_be_visible()
    assert [again.page.input_value(f"#id_{name}") for name in ("title", "kind", "starts_on", "outcome")] == [
        *("Half of a visit", "visit", "2024-02-01", "They began to"),
    ]
    assert complaints(again) == []

    follow(again.page.get_by_role("button", name="Discard the draft"))
    assert again.page.input_value("#id_title") == ""
    expect(again.page.get_by_text("Restored from your draft")).to_have_count(0)


def test_leaving_the_page_keeps_what_was_typed_a_moment_ago(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, f"{ADD}IPCP20-3.3-c3", reader="analyst").page
    page.fill("#id_title", "Left at once")
    page.goto(f"{tracker.address}/admin/my-work/")
    for _try in range(20):  # it is sent while the next page is fetched
        if page.get_by_role("link", name="Left at once").count():
            break
        page.reload()

    follow(page.get_by_role("link", name="Left at once"))
    expect(page.locator("#id_title")).to_have_value("Left at once")


@pytest.mark.slow
def test_a_lost_session_leads_back_to_what_was_typed(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, f"{ADD}IPCP20-3.3-c2", reader="analyst")
    page = opened.page
    page.fill("#id_title", "Typed before the session ended")
    kept(page)
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_outcome", "Typed after it ended")
    expect(page.locator("[data-draft-says]")).to_have_text(re.compile("You are logged out"), timeout=PATIENCE)
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(page.get_by_text("is kept as a draft. Log in, and it stands in the form again.")).to_be_visible()
    assert complaints(opened) == []
    page.context.add_cookies([{k: cookie[k] for k in ("name", "value", "domain", "path")} for cookie in session])
    page.goto(f"{tracker.address}{ADD}IPCP20-3.3-c2")
    expect(page.locator("#id_title")).to_have_value("Typed before the session ended")


def test_nothing_that_is_typed_stays_in_the_browser(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst").page
    page.fill("#id_title", "Nothing of it")
    kept(page)

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert [cookie["httpOnly"] for cookie in page.context.cookies() if cookie["name"] == "draft_kept"] == [True]


def test_without_a_script_a_draft_is_kept_by_its_button(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst", scripts=False).page
    page.fill("#id_title", "Kept without a script")
    follow(page.get_by_role("button", name="Keep as draft"))

    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Kept without a script")
