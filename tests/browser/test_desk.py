"""Does the desk ask before it stores twice, change many at once and take what is dropped on it, on any screen?"""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Opened, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow, sideways

pytestmark = pytest.mark.browser

LIST = "/admin/commitments/activity/"
ADD = f"{LIST}add/?commitment="


def fill(page: Page, title: str, day: str = "2024-02-01") -> None:
    page.fill("#id_title", title)
    page.select_option("#id_kind", "visit")
    page.fill("#id_starts_on", day)


def tabs_until(page: Page, reached: str) -> int:
    """How many times Tab is pressed until what has the focus answers to a selector; 40 when it never does."""
    for pressed in range(40):
        if page.evaluate("reached => document.activeElement.matches(reached)", reached):
            return pressed
        page.keyboard.press("Tab")
    return 40


@pytest.mark.parametrize(("width", "day"), [(1440, "02012015"), (390, "05012017")])
def test_from_a_commitment_to_a_saved_activity_by_keyboard_alone(
    tracker: Tracker, open_page: Open, width: int, day: str
) -> None:
    """Every Tab is counted from the moment the page of the commitment is there; three fields are typed."""
    title = f"Seen from the keyboard at {width}"
    opened = open_page(tracker, "/commitments/IPCP20-3.1.2-c1/", reader="analyst", width=width)
    page = opened.page
    pressed = tabs_until(page, ".skip")
    page.keyboard.press("Enter")
    pressed += tabs_until(page, "main a[href*='activity/add/?commitment=']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wider = [sideways(page)]
    for typed in (title, "visit", day):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    pressed += 3 + tabs_until(page, "[name=_save]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wider.append(sideways(page))

    expect(page.get_by_text(f"Saved: {title}")).to_be_visible()
    assert (pressed <= 12, wider, opened.said) == (True, [0, 0], []), f"{pressed} times Tab"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_same_logged_twice_is_asked_about_before_it_is_stored(
    tracker: Tracker, open_page: Open, scripts: bool
) -> None:
    day = (datetime.date(2015, 1, 1) + datetime.timedelta(days=400 * scripts)).isoformat()
    opened = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst", scripts=scripts)
    page = opened.page
    fill(page, "Visit of the inspector", day)
    follow(page.get_by_role("button", name="Save and log another"))
    fill(page, "Visit of the inspector", day)
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(page.get_by_role("heading", name="This looks like one that is logged already")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Visit of the inspector")
    if scripts:
        expect(page.locator(".problem")).to_be_focused()
        assert complaints(opened) == []
    follow(page.get_by_role("button", name="Save all the same"))
    expect(page.get_by_text("Saved: Visit of the inspector")).to_be_visible()


def test_a_duplicate_begins_in_its_title_with_todays_day(tracker: Tracker, open_page: Open) -> None:
    page = open_page(tracker, LIST, reader="analyst").page
    follow(page.locator("#result_list tbody th a").first)
    follow(page.get_by_role("link", name="Duplicate"))

    expect(page.locator("#id_title")).to_be_focused()
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    assert page.input_value("#id_starts_on") == today


def chosen(opened: Opened, tracker: Tracker, count: int) -> None:
    """Tick some rows of the list that are alike in kind, and ask to change them."""
    page = opened.page
    for box in page.locator("input.action-select").all()[:count]:
        box.check()
    page.select_option("select[name=action]", "change_several")
    follow(page.get_by_role("button", name="Go"))


def test_several_are_changed_at_once_and_taken_back_as_one(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, f"{LIST}?kind__exact=joint_meeting&marking__exact=public", reader="manager")
    page = opened.page
    chosen(opened, tracker, 3)
    expect(page.get_by_role("heading", name="Change 3 activities")).to_be_visible()
    assert complaints(opened) == []

    page.select_option("#id_kind", "seminar")
    page.get_by_label("Add a body by name or abbreviation").press_sequentially("marcom")
    expect(page.locator("#id_put_bodies_list option[value=marcom]")).to_have_count(1)
    page.get_by_label("Role of the body that is added").select_option("host")
    page.get_by_label("Role of the body that is added").press("Tab")
    expect(page.get_by_role("checkbox", name="MARCOM (host)")).to_be_checked()
    follow(page.get_by_role("button", name="Show what would change"))
    expect(page.get_by_text("3 activities will be changed. Nothing is stored yet.")).to_be_visible()
    expect(page.locator("ins", has_text="MARCOM · Allied Maritime Command (host)")).to_have_count(3)
    assert complaints(opened) == []

    page.fill("#id_reason", "They were seminars.")
    follow(page.get_by_role("button", name="Change 3 activities"))
    expect(page.get_by_text("3 activities changed.")).to_be_visible()

    follow(page.locator(".said").get_by_role("link", name="Undo"))
    assert complaints(opened) == []
    follow(page.get_by_role("button", name="Undo", exact=True))
    expect(page.get_by_text("3 activities are as before.")).to_be_visible()


def test_several_are_withdrawn_at_once_and_brought_back_from_the_history_of_one(
    tracker: Tracker, open_page: Open
) -> None:
    opened = open_page(tracker, f"{LIST}?kind__exact=joint_meeting&marking__exact=internal", reader="manager")
    page = opened.page
    before = page.locator("#result_list tbody tr").count()
    for box in page.locator("input.action-select").all()[:2]:
        box.check()
    page.select_option("select[name=action]", "withdraw_several")
    follow(page.get_by_role("button", name="Go"))
    page.fill("#id_reason", "They were logged twice.")
    follow(page.get_by_role("button", name="Withdraw", exact=True))
    expect(page.get_by_text("2 activities withdrawn.")).to_be_visible()

    page.goto(f"{tracker.address}{LIST}withdrawn/")
    follow(page.locator("tbody th a").first)
    assert complaints(opened) == []
    follow(page.get_by_role("button", name="Bring back all 2 activities that were withdrawn together"))
    expect(page.get_by_text("2 activities brought back.")).to_be_visible()
    page.goto(f"{tracker.address}{LIST}?kind__exact=joint_meeting&marking__exact=internal")
    assert page.locator("#result_list tbody tr").count() == before


@pytest.mark.parametrize("path", [f"{LIST}withdrawn/", "/admin/commitments/import/", "/admin/commitments/target/"])
def test_a_page_of_the_desk_is_for_everybody(tracker: Tracker, open_page: Open, path: str) -> None:
    assert complaints(open_page(tracker, path, reader="manager")) == []


def test_my_work_is_for_everybody_and_its_numbers_lead_to_their_rows(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, "/admin/my-work/", reader="manager")
    page = opened.page
    assert complaints(opened) == []
    number = page.locator("section:has(#to-confirm) [data-count]")
    count = int(number.get_attribute("data-count") or 0)
    follow(number)

    assert count > 1
    if count <= 50:
        assert page.locator("#result_list tbody tr").count() == count


@pytest.mark.slow
@pytest.mark.parametrize("place", [f"{LIST}?state__exact=logged", "/commitments/?state=silent"])
def test_a_view_is_saved_where_it_stands_opened_renamed_and_removed(
    tracker: Tracker, open_page: Open, place: str
) -> None:
    opened = open_page(tracker, place, reader="manager")
    page = opened.page
    page.locator(".views summary").click()
    page.fill("#view-name", "What waits")
    assert complaints(opened) == []
    follow(page.get_by_role("button", name="Save this view"))
    assert page.url.endswith(place)

    page.locator(".views summary").click()
    follow(page.get_by_role("link", name="Rename or remove"))
    assert complaints(opened) == []
    page.get_by_label("New name of What waits").fill("Waiting")
    follow(page.get_by_role("button", name="Rename What waits"))
    follow(page.get_by_role("link", name="Waiting"))
    assert page.url.endswith(place)

    page.goto(f"{tracker.address}/admin/views/")
    follow(page.get_by_role("button", name="Remove Waiting"))
    expect(page.get_by_text("Removed: Waiting")).to_be_visible()


DROP = """([where, files, link]) => {
  const carried = new DataTransfer();
  for (const [name, content] of files) carried.items.add(new File([content], name, { type: "text/plain" }));
  if (link) carried.setData("text/uri-list", link);
  for (const kind of ["dragover", "drop"]) {
    const told = { dataTransfer: carried, bubbles: true, cancelable: true };
    document.querySelector(where).dispatchEvent(new DragEvent(kind, told));
  }
}"""


def test_files_and_links_are_dropped_as_evidence(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst")
    page = opened.page
    fill(page, "Dropped and kept", "2011-05-05")
    page.locator("details.group summary").click()
    page.evaluate(DROP, ["[data-formset=evidence]", [["the_minutes.txt", "They met."], ["list.csv", "a,b"]], ""])
    page.evaluate(DROP, ["[data-formset=evidence]", [], "https://example.org/press"])
    expect(page.locator("[data-drop-says]")).to_have_text("https://example.org/press stands in evidence 3.")
    page.fill("#id_evidence-2-title", "Press release")
    assert page.input_value("#id_evidence-0-title") == "the minutes"
    assert complaints(opened) == []
    follow(page.get_by_role("button", name="Save and keep editing"))

    expect(page.get_by_role("link", name=re.compile("^Save the copy of"))).to_have_count(2)
    expect(page.locator("input[value='https://example.org/press']")).to_have_count(1)


def test_a_file_that_is_refused_says_why_beside_its_field(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, f"{ADD}IPCP20-3.3-c4", reader="analyst")
    page = opened.page
    fill(page, "With a page that is refused", "2009-05-05")
    page.locator("details.group summary").click()
    page.evaluate(DROP, ["[data-formset=evidence]", [["page.html", "<html><script>1</script></html>"]], ""])
    follow(page.get_by_role("button", name="Save", exact=True))

    page.get_by_role("link", name=re.compile("^Evidence 1, Copy:")).click()
    expect(page.locator("#id_evidence-0-file")).to_be_focused()
    assert complaints(opened) == []
