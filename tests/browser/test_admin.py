"""Can everybody work in the admin: by keyboard, on any screen, with and without scripts?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import WIDTHS, complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

ACTIVITIES = "/admin/commitments/activity/"
ADD = f"{ACTIVITIES}add/"
PREFILLED = f"{ADD}?commitment=IPCP20-3.3-c4"
PAGES = (
    "/admin/",
    ACTIVITIES,
    ADD,
    PREFILLED,
    "/admin/commitments/commitment/",
    "/admin/commitments/commitment/IPCP20-3.3-c4/change/",
    "/admin/commitments/provision/IPCP20-3.3/change/",
    "/admin/commitments/assessment/add/?commitment=IPCP20-3.3-c4",
    "/admin/commitments/person/add/",
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_admin_is_for_everybody(tracker: Tracker, open_page: Open, path: str, width: int) -> None:
    opened = open_page(tracker, path, reader="administrator", width=width)
    for folded in opened.page.locator("details.group").all():
        folded.evaluate("folded => folded.open = true")

    assert complaints(opened, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_log_in_page_is_for_everybody(tracker: Tracker, open_page: Open, width: int) -> None:
    opened = open_page(tracker, "/admin/login/", reader=None, width=width)

    assert complaints(opened, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_form_with_problems_is_for_everybody(tracker: Tracker, open_page: Open, width: int) -> None:
    opened = open_page(tracker, PREFILLED, reader="analyst", width=width)
    follow(opened.page.get_by_role("button", name="Save", exact=True))

    expect(opened.page.locator(".problem")).to_be_focused()
    assert complaints(opened, width) == []


def tabs_to(page: Page, name: str) -> int:
    """How many times Tab is pressed until the button of this name has the focus; 40 when it never has."""
    for pressed in range(40):
        if page.evaluate("document.activeElement.name") == name:
            return pressed
        page.keyboard.press("Tab")
    return 40


def test_an_activity_is_logged_by_keyboard_alone_in_at_most_twelve_tabs(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, PREFILLED, reader="analyst")
    page = opened.page
    page.keyboard.type("Expert begins at the Centre")
    page.keyboard.press("Tab")
    page.keyboard.type("expert c")
    page.keyboard.press("Tab")
    page.keyboard.type("09012026")
    pressed = 2 + tabs_to(page, "_save")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ACTIVITIES}")

    assert pressed <= 12
    expect(page.get_by_text("Saved: Expert begins at the Centre")).to_be_visible()
    assert opened.said == []


def test_control_and_enter_save_from_anywhere_in_the_form(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, PREFILLED, reader="analyst").page
    page.fill("#id_title", "Saved with two keys")
    page.select_option("#id_kind", "visit")
    page.fill("#id_starts_on", "2026-09-01")
    page.focus("#id_outcome")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{ACTIVITIES}")

    expect(page.get_by_text("Saved: Saved with two keys")).to_be_visible()


def test_choosing_a_commitment_shows_its_words_and_ticks_its_area_and_bodies(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, ADD, reader="analyst")
    page = opened.page
    page.keyboard.type("IPCP20-3.3-c4")
    page.locator(".beside blockquote").wait_for()

    assert "Cooperative Cyber Defence Centre of Excellence" in page.locator(".beside").inner_text()
    ticked = page.evaluate(
        "[...document.querySelectorAll('[name=areas]:checked, [name=bodies]:checked')].map(e => e.value)"
    )
    assert ("cyber-defence" in ticked, any(value.endswith(":host") for value in ticked)) == (True, True)
    assert opened.said == []


def test_areas_that_somebody_chose_stay_when_another_commitment_is_named(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, ADD, reader="analyst").page
    page.locator("details.group summary").click()
    page.check("[name=areas][value=maritime-security]")
    page.locator("#id_commitments").focus()
    page.keyboard.type("IPCP20-3.3-c4")
    page.locator(".beside blockquote").wait_for()

    assert page.evaluate("[...document.querySelectorAll('[name=areas]:checked')].map(e => e.value)") == [
        "maritime-security"
    ]


def test_without_a_script_an_activity_is_logged_all_the_same(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, ADD, reader="analyst", scripts=False).page
    page.fill("#id_commitments", "IPCP20-3.3-c4")
    page.fill("#id_title", "Logged without a script")
    page.select_option("#id_kind", "visit")
    page.fill("#id_starts_on", "2026-09-01")
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(page.get_by_text("Saved: Logged without a script")).to_be_visible()


def test_one_box_ticks_every_row_of_the_list(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, ACTIVITIES, reader="manager").page
    page.check("#action-toggle")
    boxes = page.locator("input.action-select")

    assert boxes.count() > 1
    assert boxes.evaluate_all("boxes => boxes.every(box => box.checked)")
