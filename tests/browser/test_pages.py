"""Can everybody read the managers' pages, on any screen, with or without scripts?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import WIDTHS, complaints, faults, sideways

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/agreements/",
    "/agreements/programme-2020/",
    "/agreements/programme-2020/?on=2015-01-01",
    "/commitments/",
    "/commitments/IPCP20-3.3-c4/",
    "/activities/",
    "the activity",
    "/areas/",
    "/areas/cyber-defence/",
    "/bodies/",
    "/bodies/shape/",
    "/bodies/liaison-officer-shape/",
    "/provisions/",
    "/gaps/",
    "/reviews/",
    "/changes/",
    "/search/",
    "/search/?q=cyber",
)
VARIANTS = (
    "/?on=2021-06-01",
    "/?on=2000-01-01",
    "/agreements/declaration-2013/?on=2021-06-01",
    "/agreements/programme-2014/",
    "/commitments/?state=silent&state=quiet&attention=silent",
    "/commitments/?search=nothing+like+it",
    "/commitments/IPCP20-3.1.1-c1/?on=2015-01-01",
    "/areas/human-security/?on=2014-05-06",
    "/search/?q=nothing+like+it",
)
"""Past days, and lists with little or nothing on them."""


def follow(link: Locator) -> None:
    """Press a link or a button and wait for the page that it leads to."""
    with link.page.expect_navigation():
        link.click()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", [*PAGES, *(pytest.param(path, marks=pytest.mark.slow) for path in VARIANTS)])
def test_a_page_is_for_everybody(tracker: Tracker, open_page: Open, path: str, width: int) -> None:
    opened = open_page(tracker, "/activities/" if path == "the activity" else path, width=width)
    if path == "the activity":
        follow(opened.page.locator("tbody th a").first)

    assert complaints(opened, width) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/agreements/", "/commitments/", "/activities/"])
def test_an_empty_page_is_for_everybody(empty_tracker: Tracker, open_page: Open, path: str, width: int) -> None:
    opened = open_page(empty_tracker, path, width=width)

    assert complaints(opened, width) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/nowhere/", "/commitments/?colour=red", "/?on=soon"])
def test_an_error_is_for_everybody(tracker: Tracker, open_page: Open, path: str, width: int) -> None:
    opened = open_page(tracker, path, width=width)
    opened.said.clear()  # of the status

    assert complaints(opened, width) == []


@pytest.mark.parametrize("path", ["/", "/commitments/", "/areas/cyber-defence/", "/bodies/shape/", "/gaps/"])
def test_every_state_is_told_by_its_word_where_there_is_no_colour(tracker: Tracker, open_page: Open, path: str) -> None:
    page = open_page(tracker, path).page
    words = page.evaluate("""
        Array.from(document.querySelectorAll(".state, .roll li li a"), (mark) => [
            Array.from(mark.classList).find((name) => name.startsWith("is-")).slice(3), mark.textContent.trim()
        ])
    """)

    assert words
    assert [(state, word) for state, word in words if state not in word] == []


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_a_page_says_in_which_language_it_speaks(tracker: Tracker, open_page: Open, language: str) -> None:
    opened = open_page(tracker, "/commitments/IPCP20-3.3-c4/")

    follow(opened.page.locator(f"button[value={language}]"))

    expect(opened.page.locator("html")).to_have_attribute("lang", language)
    assert opened.page.locator(".promise").get_attribute("lang") == "en"
    assert complaints(opened, 1440) == []


def test_the_first_key_leads_past_the_masthead(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/").page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_filters_work_by_keyboard_alone_and_without_scripts(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/commitments/", scripts=False).page

    page.locator(".pick summary", has_text="State").focus()
    page.keyboard.press("Enter")
    page.get_by_label("silent", exact=True).first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/commitments/?**")

    assert "state=silent" in page.url
    shown = page.locator("tbody tr").count()
    assert shown > 0
    assert page.locator("tbody .is-silent").count() == shown


@pytest.mark.parametrize("path", ["/commitments/", "/activities/"])
@pytest.mark.parametrize("width", [1440, 390, *(pytest.param(width, marks=pytest.mark.slow) for width in (1200, 1024))])
def test_an_open_filter_stays_within_the_window(tracker: Tracker, open_page: Open, path: str, width: int) -> None:
    page = open_page(tracker, path, width=width).page

    for menu in page.locator(".pick summary").all():
        menu.click()
        box = page.locator(".pick[open] fieldset").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        menu.click()
    page.locator(".pick summary").first.click()

    assert (faults(page), sideways(page)) == ([], 0)


def test_a_past_day_is_chosen_without_scripts_and_left_again(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/", scripts=False).page

    page.locator("#on").fill("2021-06-01")
    follow(page.get_by_role("button", name="Show"))
    page.wait_for_url("**/?on=2021-06-01*")
    assert "were active on 1 June 2021" in page.locator("h1").inner_text()

    follow(page.get_by_role("link", name="Go to today"))
    page.wait_for_url(re.compile(r"/\?$|/$"))
    assert page.get_by_text("You are reading a past day.").count() == 0


def test_the_menu_opens_on_the_phone_without_scripts(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/", width=390, scripts=False).page
    link = page.get_by_role("link", name="Activities", exact=True)

    expect(link).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    link.click()

    page.wait_for_url("**/activities/")


def test_colours_follow_the_system(tracker: Tracker, open_page: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"

    assert open_page(tracker, "/", theme="light").page.evaluate(ground) == "rgb(255, 255, 255)"
    assert open_page(tracker, "/", theme="dark").page.evaluate(ground) == "rgb(17, 21, 28)"


@pytest.mark.parametrize("path", ["/", "/agreements/programme-2020/", "/commitments/IPCP20-3.3-c4/"])
def test_on_paper_the_text_is_dark_and_the_controls_are_gone(tracker: Tracker, open_page: Open, path: str) -> None:
    page = open_page(tracker, path, theme="dark").page

    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.querySelector('main')).color") == "rgb(21, 26, 35)"
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    for banner in page.locator(".marking").all():  # at the head and at the foot of every sheet
        expect(banner).to_be_visible()


def test_on_paper_a_page_says_of_which_day_it_speaks(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/commitments/IPCP20-3.3-c4/?on=2022-09-15").page
    said = page.get_by_text("As it stood on 15 September 2022")

    expect(said).to_be_hidden()
    page.emulate_media(media="print")

    expect(said).to_be_visible()


def test_the_number_of_a_pledge_opens_its_note_on_the_phone_without_scripts(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/agreements/programme-2020/", width=390, scripts=False).page
    note = page.locator("#n2")

    expect(note).to_be_hidden()
    page.locator(".pv", has=note).locator("a.pledge[href='#n2']").first.click()

    expect(note).to_be_visible()


def test_on_paper_the_margin_stands_beside_the_words(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, "/agreements/programme-2020/", width=390).page

    page.emulate_media(media="print")

    expect(page.locator("#n2")).to_be_visible()
    expect(page.locator(".doc-nav")).to_be_hidden()
