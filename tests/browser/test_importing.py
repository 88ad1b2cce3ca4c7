"""Can somebody import a file with faults from start to end, with and without scripts, on every screen?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Tracker
from tests.browser.screens import complaints
from tests.browser.test_pages import follow
from tests.importing.files import activity_rows, as_csv, with_faults

pytestmark = pytest.mark.browser
REFERENCES = ["IPCP20-3.3-c4", "IPCP20-3.1.1-c1"]
ROOT = Path(__file__).parents[2]


def choose(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": content})


def send(page: Page, name: str, content: bytes) -> None:
    choose(page, name, content)
    follow(page.get_by_role("button", name="Show what would come of it"))


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_with_faults_is_sent_mended_and_stored(
    tracker: Tracker, open_page: Open, tmp_path: Path, scripts: bool
) -> None:
    opened = open_page(tracker, "/admin/commitments/activity/", reader="analyst", scripts=scripts)
    page = opened.page
    follow(page.get_by_role("link", name="Import a file"))
    if scripts:
        assert complaints(opened) == []
    rows = [{**row, "title": f"{row['title']} ({scripts})"} for row in activity_rows(REFERENCES, 12)]
    spoilt, _places = with_faults(rows, 2)
    send(page, "talks.csv", as_csv(spoilt))
    expect(page.get_by_role("cell", name="Give it a title of one line")).to_have_count(2)
    if scripts:
        assert complaints(opened) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "faulty.csv")
    follow(page.get_by_role("button", name="Store the 10 good rows"))
    expect(page.get_by_role("link", name="10 new")).to_be_visible()
    if scripts:
        assert complaints(opened) == []

    mended = (tmp_path / "faulty.csv").read_text(encoding="utf-8-sig").splitlines()
    for number in (1, 2):
        mended[number] = f"Mended {number} ({scripts})" + mended[number][mended[number].index(",") :]
    page.goto(f"{tracker.address}/admin/commitments/import/add/")
    send(page, "mended.csv", "\r\n".join(mended).encode())
    follow(page.get_by_role("button", name="Store the 2 good rows"))
    expect(page.get_by_role("link", name="2 new")).to_be_visible()


@pytest.mark.slow
def test_a_long_import_shows_how_far_it_is_and_ends_by_itself(
    tracker: Tracker, open_page: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    opened = open_page(tracker, "/admin/commitments/import/add/", reader="analyst")
    page = opened.page
    rows = [{**row, "title": f"Long {row['title']}"} for row in activity_rows(REFERENCES, 210)]
    send(page, "long.csv", as_csv(rows))
    follow(page.get_by_role("button", name="Store the 210 good rows"))
    expect(page.get_by_text("0 of 210 rows")).to_be_visible()
    assert complaints(opened) == []
    place = tmp_path_factory.getbasetemp() / "tracker0"
    environment = {
        **os.environ,
        "VAR_DIR": str(place),
        "DATABASE_URL": f"sqlite:///{place / 'tracker.sqlite3'}",
    }
    subprocess.run([sys.executable, "manage.py", "work", "--once"], cwd=ROOT, env=environment, check=True, timeout=240)
    expect(page.get_by_role("link", name="210 new")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("long.csv · activities · stored")).to_be_visible(timeout=30_000)
    page.get_by_text("Undo this import").first.click()
    assert complaints(opened) == []
