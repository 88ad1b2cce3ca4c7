"""Can everybody work with people, labels and the access record, and read why something is refused?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

ADMIN = "/admin/commitments"
PAGES = (
    f"{ADMIN}/person/",
    f"{ADMIN}/person/?q=nobody+of+this+name",
    f"{ADMIN}/person/analyst/change/",
    f"{ADMIN}/person/analyst/password/",
    f"{ADMIN}/token/",
    f"{ADMIN}/token/add/",
    f"{ADMIN}/markinglabel/",
    f"{ADMIN}/accessevent/",
    f"{ADMIN}/accessevent/?who=person%3Aadministrator",
    f"{ADMIN}/accessevent/?q=nothing+like+it",
    "/admin/password_change/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_office_is_for_everybody(tracker: Tracker, open_page: Open, path: str) -> None:
    assert complaints(open_page(tracker, path, reader="administrator")) == []


@pytest.mark.parametrize("path", [f"{ADMIN}/person/viewer/password/", "/admin/password_change/"])
def test_passwords_that_differ_are_told_beside_their_field(tracker: Tracker, open_page: Open, path: str) -> None:
    opened = open_page(tracker, path, reader="administrator")
    page = opened.page
    for number, field in enumerate(page.locator("input[type=password]").all()):
        field.fill(f"a long word of mine, {number}")
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(page.locator(".problem")).to_be_focused()
    expect(page.locator("input[type=password][aria-invalid=true]").last).to_be_visible()
    assert complaints(opened) == []


def test_labels_that_read_the_same_are_told_beside_their_fields(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, f"{ADMIN}/markinglabel/", reader="administrator")
    page = opened.page
    page.fill("#id_public_en", "Open")
    page.fill("#id_internal_en", "Open")
    follow(page.get_by_role("button", name="Save", exact=True))

    page.locator(".problem").get_by_role("link").last.click()
    expect(page.locator("#id_internal_en")).to_be_focused()
    assert complaints(opened) == []


def test_on_the_phone_a_list_says_which_day_it_means(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, f"{ADMIN}/person/", reader="administrator", width=390).page
    seen = page.locator("tr", has=page.get_by_role("link", name="viewer", exact=True))

    before = "cell => getComputedStyle(cell, '::before').content"
    assert "Active" in seen.locator(".field-active").evaluate(before).replace("attr(data-heading)", "Active")
    assert seen.locator(".field-active").get_attribute("data-heading") == "Active"
    expect(seen.locator(".field-party")).to_be_hidden()


@pytest.mark.parametrize("path", [f"{ADMIN}/token/", f"{ADMIN}/activity/add/", f"{ADMIN}/accessevent/"])
def test_what_is_refused_is_refused_in_words(tracker: Tracker, open_page: Open, path: str) -> None:
    opened = open_page(tracker, path, reader="viewer")
    expect(opened.page.locator("h1")).to_be_visible()
    opened.said = [said for said in opened.said if "403 (Forbidden)" not in said]

    assert complaints(opened) == []
    expect(opened.page.locator("main a").last).to_be_visible()


def test_the_marking_stands_on_every_printed_sheet(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, f"{ADMIN}/accessevent/", reader="administrator").page
    page.emulate_media(media="print")

    for banner in page.locator(".marking").all():
        assert banner.evaluate("banner => getComputedStyle(banner).position") == "fixed"
    assert page.locator(".marking b").all_inner_texts() == ["RESTRICTED", "RESTRICTED"]
