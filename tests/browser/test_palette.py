"""Is everything found and begun from one box, by keyboard alone, on any screen?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Opened, Tracker
from tests.browser.screens import complaints

pytestmark = pytest.mark.browser

PLACES = ("/", "/commitments/IPCP20-3.3-c4/", "/admin/", "/admin/commitments/activity/", "/admin/my-work/")


def opened_on(tracker: Tracker, open_page: Open, path: str, *, reader: str = "analyst") -> Opened:
    """A page with the palette open on it, and what it offers when nothing is typed."""
    opened = open_page(tracker, path, reader=reader)
    opened.page.keyboard.press("Control+k")
    expect(opened.page.get_by_role("combobox", name="Find or do anything")).to_be_focused()
    expect(opened.page.get_by_role("option", name="My work")).to_be_visible()
    return opened


def chosen(page: Page) -> str:
    """The line on which Enter goes, as a screen reader is told of it."""
    named = page.get_by_role("combobox", name="Find or do anything").get_attribute("aria-activedescendant")
    return page.locator(f"#{named}[aria-selected=true] b").inner_text()


@pytest.mark.parametrize("path", PLACES)
def test_the_palette_opens_anywhere_and_is_for_everybody(tracker: Tracker, open_page: Open, path: str) -> None:
    opened = opened_on(tracker, open_page, path)

    assert complaints(opened) == []

    opened.page.keyboard.type("liaison")
    expect(opened.page.get_by_role("option", name="Japan appoints a liaison officer to SHAPE")).to_be_visible()
    assert complaints(opened) == []


def test_a_clause_is_opened_by_keyboard_alone(tracker: Tracker, open_page: Open) -> None:
    opened = opened_on(tracker, open_page, "/admin/")
    page = opened.page
    page.keyboard.type("3.1.4")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # at once: what was offered before is not gone to

    assert page.url == f"{tracker.address}/commitments/IPCP20-3.1.4-c1/"
    assert opened.said == []


def test_an_activity_is_logged_for_what_was_typed(tracker: Tracker, open_page: Open) -> None:
    page = opened_on(tracker, open_page, "/").page
    page.keyboard.type("log marcom")
    expect(page.get_by_role("option", name="Log activity for “Allied Maritime Command”")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("checkbox", name="MARCOM · Allied Maritime Command (participant)")).to_be_checked()
    expect(page.locator("#id_commitments")).to_be_focused()


def test_arrows_choose_and_wrap_around(tracker: Tracker, open_page: Open) -> None:
    page = opened_on(tracker, open_page, "/").page
    page.keyboard.type("3.1.4")
    expect(page.get_by_role("option", name="IPCP20 3.1.4 Arms control")).to_be_visible()
    seen = [chosen(page)]
    for key in ("ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        seen.append(chosen(page))

    title = "Cooperate on arms control and non-proliferation"
    assert seen == [title, "IPCP20 3.1.4", title, f"Log activity for “{title}”", title]


def test_escape_closes_it_and_leads_back_to_where_one_was(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, "/admin/commitments/activity/add/", reader="analyst")
    page = opened.page
    page.locator("#id_title").focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#id_title")).to_be_focused()
    assert opened.said == []


def test_how_much_was_found_is_said_with_its_marking(tracker: Tracker, open_page: Open) -> None:
    page = opened_on(tracker, open_page, "/").page
    page.keyboard.type("nothing like it")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Nothing found")
    page.keyboard.press("Control+a")
    page.keyboard.type("3.1.4")

    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("public · 3 found")


def test_what_is_not_found_is_looked_for_on_the_page_of_the_search(tracker: Tracker, open_page: Open) -> None:
    page = opened_on(tracker, open_page, "/").page
    page.keyboard.type("nothing like it")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Nothing found")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url == f"{tracker.address}/search/?q=nothing+like+it"


def test_without_a_session_it_says_so_and_enter_leads_to_the_log_in(tracker: Tracker, open_page: Open) -> None:
    page = opened_on(tracker, open_page, "/").page
    page.context.clear_cookies()
    page.keyboard.type("liaison")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("you are logged out")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url.startswith(f"{tracker.address}/admin/login/?next=/search/%3Fq%3Dliaison")


def test_the_button_beside_the_box_opens_it_and_is_not_there_without_scripts(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/admin/", reader="analyst").page
    page.get_by_role("button", name="Find or do anything").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    plain = open_page(tracker, "/admin/", reader="analyst", scripts=False).page
    expect(plain.get_by_role("button", name="Find or do anything")).to_have_count(0)
    plain.fill("#find", "MARCOM")
    with plain.expect_navigation():
        plain.keyboard.press("Enter")
    expect(plain.get_by_role("heading", name="Found for “MARCOM”")).to_be_visible()


def test_keys_of_whoever_writes_japanese_are_left_alone(tracker: Tracker, open_page: Open) -> None:
    page = opened_on(tracker, open_page, "/").page
    page.evaluate("""
        document.querySelector("#palette-typed").dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))
    """)

    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.url == f"{tracker.address}/"
