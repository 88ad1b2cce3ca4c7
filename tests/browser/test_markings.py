"""Can a manager raise and lower a marking, having read what goes with it?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Opened, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

NOUNS = ("activity", "assessment", "decision", "target", "review", "agreement")


def form_of(tracker: Tracker, open_page: Open, noun: str, **screen: object) -> Opened:
    """The form that marks the first row of a list otherwise."""
    opened = open_page(tracker, f"/admin/commitments/{noun}/", reader="manager", **screen)
    page = opened.page
    follow(page.locator("#result_list tbody a").first)
    follow(page.get_by_role("link", name="Change marking"))
    return opened


def mark(page: Page, marking: str, reason: str = "") -> None:
    page.select_option("#id_marking", marking)
    page.fill("#id_reason", reason)
    follow(page.locator("[name=_save]").last)


@pytest.mark.parametrize("noun", NOUNS)
def test_marking_a_row_otherwise_is_for_everybody(tracker: Tracker, open_page: Open, noun: str) -> None:
    opened = form_of(tracker, open_page, noun)

    expect(opened.page.get_by_role("heading", name="What is raised with it")).to_be_visible()
    assert complaints(opened) == []


def test_what_is_raised_with_an_agreement_is_counted_before_it_is_done(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/admin/commitments/agreement/programme-2020/marking/", reader="manager").page
    preview = page.get_by_role("complementary")

    expect(preview.get_by_role("heading", name="If it is marked “internal”")).to_be_visible()
    assert all(int(count) > 0 for count in preview.locator("tbody td").all_inner_texts())
    assert preview.locator("tbody tr").count() > 0


@pytest.mark.parametrize("scripts", [True, False])
def test_a_marking_is_raised_and_lowered_with_a_reason(tracker: Tracker, open_page: Open, scripts: bool) -> None:
    opened = form_of(tracker, open_page, "assessment", scripts=scripts)
    page = opened.page
    form = page.url
    before = page.input_value("#id_marking")
    mark(page, "restricted")
    expect(page.get_by_text("It is marked “restricted” now.")).to_be_visible()

    page.goto(form)
    expect(page.get_by_text("It has the highest marking there is.")).to_be_visible()
    mark(page, before)
    expect(page.locator(".problem").get_by_text("Say why the marking is lowered.")).to_be_visible()
    if scripts:
        assert complaints(opened) == []
    mark(page, before, "The talks are public.")

    expect(page.get_by_text(f"It is marked “{before}” now.")).to_be_visible()


def test_two_people_who_mark_one_row_are_told_of_each_other(tracker: Tracker, open_page: Open) -> None:
    opened = form_of(tracker, open_page, "target")
    page = opened.page
    other = open_page(tracker, page.url.removeprefix(tracker.address), reader="administrator").page
    mark(other, "restricted", "It is under talks.")
    mark(page, "internal")

    expect(page.get_by_text("Administrator saved this after you opened it.")).to_be_visible()
    expect(page.locator(".problem")).to_be_focused()
    assert complaints(opened) == []
