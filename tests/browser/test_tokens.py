"""Can administrators issue, copy, rotate and revoke a key, on any screen?"""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import Open, Opened, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow

pytestmark = pytest.mark.browser

TOKENS = "/admin/commitments/token/"


def answer(tracker: Tracker, key: str) -> int:
    """What the API says to this key."""
    asked = urllib.request.Request(f"{tracker.address}/api/v1/activities/", headers={"Authorization": f"Bearer {key}"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=10) as told:  # noqa: S310
            return int(told.status)
    except urllib.error.HTTPError as error:
        return error.code


def issued(tracker: Tracker, open_page: Open, name: str, **screen: object) -> Opened:
    """The page that shows a new key this once."""
    opened = open_page(tracker, f"{TOKENS}add/", reader="administrator", **screen)
    page = opened.page
    page.fill("#id_name", name)
    page.select_option("#id_owner", label="Analyst")
    page.check("[name=scopes][value=read]")
    page.fill("#id_days", "30")
    follow(page.get_by_role("button", name="Save", exact=True))
    return opened


@pytest.mark.slow
def test_a_key_is_issued_copied_rotated_and_revoked(tracker: Tracker, open_page: Open) -> None:
    opened = issued(tracker, open_page, "Nightly import")
    page = opened.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=tracker.address)
    assert page.evaluate("document.activeElement.id") == "key"
    assert complaints(opened) == []
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    key = page.evaluate("navigator.clipboard.readText()")
    assert (key == page.input_value("#key"), answer(tracker, key)) == (True, 200)

    follow(page.get_by_role("link", name="I have copied it"))
    assert complaints(opened) == []
    follow(page.get_by_role("link", name="Nightly import").first)
    assert complaints(opened) == []
    at = page.url
    follow(page.get_by_role("link", name="Rotate"))
    page.fill("#id_days", "0")
    follow(page.get_by_role("button", name="Make the new key"))
    assert complaints(opened) == []
    page.fill("#id_days", "30")
    follow(page.get_by_role("button", name="Make the new key"))
    successor = page.input_value("#key")
    assert (answer(tracker, key), answer(tracker, successor)) == (200, 200)

    page.goto(at)
    page.locator("summary", has_text="Revoke").click()
    expect(page.get_by_text("A revoked token never works again.")).to_be_visible()
    assert complaints(opened) == []
    follow(page.get_by_role("button", name="Revoke"))

    expect(page.get_by_text("Revoked: Nightly import")).to_be_visible()
    assert (answer(tracker, key), answer(tracker, successor)) == (401, 200)


def test_without_a_script_a_key_is_shown_and_revoked_all_the_same(tracker: Tracker, open_page: Open) -> None:
    page = issued(tracker, open_page, "Import without a script", scripts=False).page
    assert page.input_value("#key").startswith("ct_")
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()

    follow(page.get_by_role("link", name="I have copied it"))
    follow(page.get_by_role("link", name="Import without a script").first)
    page.locator("summary", has_text="Revoke").click()
    follow(page.get_by_role("button", name="Revoke"))

    expect(page.get_by_text("Revoked: Import without a script")).to_be_visible()


def test_a_key_is_not_shown_again_by_the_back_button(tracker: Tracker, open_page: Open) -> None:
    page = issued(tracker, open_page, "Import looked for later").page
    key = page.input_value("#key")
    follow(page.get_by_role("link", name="I have copied it"))

    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()

    expect(page.locator(f'[value="{key}"]')).to_have_count(0)


def test_networks_that_are_none_are_told_beside_their_field(tracker: Tracker, open_page: Open) -> None:
    opened = open_page(tracker, f"{TOKENS}add/", reader="administrator")
    page = opened.page
    page.fill("#id_name", "From nowhere")
    page.select_option("#id_owner", label="Analyst")
    page.check("[name=scopes][value=read]")
    page.fill("#id_days", "30")
    page.fill("#id_networks", "10.0.0.0/33, nonsense")
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(page.locator(".problem")).to_be_focused()
    page.locator(".problem").get_by_role("link").first.click()
    expect(page.locator("#id_networks")).to_be_focused()
    assert page.input_value("#id_networks") == "10.0.0.0/33, nonsense"
    assert complaints(opened) == []
