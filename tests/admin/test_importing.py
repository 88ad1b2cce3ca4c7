"""Can people import a file in the admin, each their own, and take a list out as it stands?"""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from commitments.actions.jobs import work_once
from commitments.ledger.models import Revision
from commitments.models.activities import Activity
from commitments.models.imports import Import
from tests import factories
from tests.admin.conftest import plain, problems
from tests.importing.conftest import talks
from tests.importing.files import activity_rows, as_csv

pytestmark = pytest.mark.django_db
IMPORTS = "/admin/commitments/import/"
HEADERS = ("title", "kind", "starts_on", "commitments", "place", "marking")


def send(client: Client, content: bytes, noun: str = "activities", name: str = "rows.csv", **more: Any) -> Any:
    return client.post(f"{IMPORTS}add/", {"noun": noun, "file": SimpleUploadedFile(name, content)}, **more)


def press_store(client: Client, page: Any) -> Any:
    """Press the button of a preview."""
    text = page.content.decode()
    token, action = re.search(r'name="preview" value="([^"]*)"', text), re.search(r'action="([^"]*/store/)"', text)
    assert token
    assert action
    return client.post(action[1], {"preview": token[1]}, follow=True)


def test_a_file_is_sent_looked_at_and_stored(enter, analyst, promise):
    client = enter(analyst)
    content = as_csv([talks(promise.reference), talks("nothing", title="B", starts_on="soon")], HEADERS)
    page = send(client, content, follow=True)
    told = plain(page.content.decode())
    assert "2 3 4" not in told
    assert "1 at fault 0 changed 1 new 0 the same" in told
    assert "3 starts_on soon It is not a day as the tracker reads it. Write year-month-day, such as 2026-09-01." in told
    assert "3 commitments nothing There is no “nothing”." in told
    assert Activity.objects.count() == 0
    stored = plain(press_store(client, page).content.decode())
    assert "1 at fault 0 changed 1 new 0 the same" in stored
    activity = Activity.objects.get()
    number = Import.objects.get().pk
    new = client.get(f"{IMPORTS}{number}/change/?outcome=new").content.decode()
    assert f'href="/admin/commitments/activity/{activity.pk}/change/"' in new
    history = plain(client.get(f"/admin/commitments/activity/{activity.pk}/history/").content.decode())
    assert f"Import {number}" in history


def test_the_faulty_rows_come_back_as_a_file(enter, analyst, promise):
    client = enter(analyst)
    page = send(client, as_csv([talks(promise.reference), talks("nothing", title="B")], HEADERS), follow=True)
    number = Import.objects.get().pk
    before = client.get(f"{IMPORTS}{number}/faulty.csv").content.decode("utf-8-sig")
    press_store(client, page)
    after = client.get(f"{IMPORTS}{number}/faulty.csv").content.decode("utf-8-sig")
    assert before == after
    assert before.splitlines()[1].startswith('B,visit,2026-09-01,nothing,,public,"commitments: There is no “nothing”.')
    book = load_workbook(io.BytesIO(client.get(f"{IMPORTS}{number}/faulty.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:4] == ["B", "visit", "2026-09-01", "nothing"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("noun", ["activities", "targets"])
def test_a_template_filled_in_is_taken(enter, manager, promise, noun, form):
    client = enter(manager)
    content = client.get(f"{IMPORTS}template/{noun}.{form}").content
    page = send(client, content, noun, f"{noun}.{form}", follow=True)
    assert "It holds the names of the columns and no row below them." in plain(page.content.decode())


def test_nobody_sees_the_imports_of_others(enter, analyst, administrator, promise):
    send(enter(analyst), as_csv([talks(promise.reference, title="A secret of mine")], HEADERS))
    number, other = Import.objects.get().pk, enter(administrator)
    assert "rows.csv" not in other.get(IMPORTS).content.decode()
    for path in ("change/", "progress/", "faulty.csv"):
        assert other.get(f"{IMPORTS}{number}/{path}").status_code == 404
    for path in ("store/", "cancel/", "undo/", "go-on/", "discard/"):
        assert other.post(f"{IMPORTS}{number}/{path}").status_code == 404
    assert Import.objects.get().state == "previewed"


def test_a_viewer_imports_nothing(enter, viewer):
    client = enter(viewer)
    assert [client.get(f"{IMPORTS}{path}").status_code for path in ("", "add/", "template/activities.csv")] == [403] * 3
    assert "Import a file" not in client.get("/admin/commitments/activity/").content.decode()


def test_an_analyst_is_offered_no_targets(enter, analyst):
    client = enter(analyst)
    assert 'value="targets"' not in client.get(f"{IMPORTS}add/").content.decode()
    sent = send(client, b"commitment\nA\n", "targets")
    assert (sent.status_code, len(problems(sent)), Import.objects.count()) == (200, 1, 0)


def test_without_a_file_the_form_says_so(enter, analyst):
    sent = enter(analyst).post(f"{IMPORTS}add/", {"noun": "activities"})
    assert problems(sent) == ["File: This field is required."]
    assert problems(send(enter(analyst), b"")) == ["File: The file is empty. Choose another one."]


def test_a_file_that_cannot_be_read_says_why(enter, analyst):
    page = send(enter(analyst), b"title,kind,starts_on,colour\nA,visit,,red\n", follow=True)
    assert "There is no column “colour”. Take it out, or call it as the template does." in plain(page.content.decode())
    assert "Store" not in plain(page.content.decode())


def test_a_store_button_that_no_preview_gave_stores_nothing(enter, analyst, promise):
    client = enter(analyst)
    send(client, as_csv([talks(promise.reference)], HEADERS))
    told = client.post(f"{IMPORTS}{Import.objects.get().pk}/store/", {"preview": "made up"}, follow=True)
    assert ("Look at the preview, and store from there." in plain(told.content.decode())) is True
    assert Activity.objects.count() == 0


def test_a_long_import_tells_how_far_it_is_and_is_undone_by_a_button(enter, analyst, promise):
    client = enter(analyst)
    rows = activity_rows([promise.reference], 205)
    page = press_store(client, send(client, as_csv(rows), follow=True))
    sent = Import.objects.get()
    progress = f"{IMPORTS}{sent.pk}/progress/"
    assert "0 of 205 rows" in plain(page.content.decode())
    assert client.get(progress).json() == {"done": 0, "total": 205, "ended": False}
    work_once("elsewhere:1:a", lambda: False)
    assert client.get(progress).json() == {"done": 205, "total": 205, "ended": True}
    assert Activity.objects.count() == 205
    client.post(f"{IMPORTS}{sent.pk}/undo/")
    work_once("elsewhere:1:a", lambda: False)
    page = client.get(f"{IMPORTS}{sent.pk}/change/")
    assert ("undone" in plain(page.content.decode()), Activity.objects.count()) == (True, 0)


def test_the_page_of_a_result_asks_as_often_for_one_row_as_for_many(
    enter, analyst, promise, django_assert_max_num_queries
):
    client, asked = enter(analyst), []
    for number in (1, 3):
        page = send(client, as_csv(activity_rows([promise.reference], number)), follow=True)
        press_store(client, page)
        with django_assert_max_num_queries(60) as queries:
            client.get(f"{IMPORTS}{Import.objects.latest('number').pk}/change/?outcome=new")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_preview_that_is_discarded_is_gone(enter, analyst, promise):
    client = enter(analyst)
    send(client, as_csv([talks(promise.reference)], HEADERS))
    revisions = Revision.objects.count()
    told = client.post(f"{IMPORTS}{Import.objects.get().pk}/discard/", follow=True)
    assert (told.status_code, Import.objects.count(), Revision.objects.count()) == (200, 0, revisions)


# Taking lists out


def taken_out(client: Client, path: str) -> tuple[set[str], set[str]]:
    """The ids of a list of the admin, and those of the file that its link hands out."""
    page = client.get(path)
    link = re.search(r'href="(/api/v1/[^"]*format=csv)"', page.content.decode())
    assert link
    answer: Any = client.get(link[1].replace("&amp;", "&"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1:]
    shown = set(re.findall(r'<th class="field-[^>]*><a href="[^"]*/([0-9a-f-]{36})/change/', page.content.decode()))
    return shown, {line.split(",")[1] for line in lines}


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 3),
        ("kind__exact=visit", 1),
        ("state__exact=logged&stage__exact=planned", 1),
        ("marking__exact=internal", 1),
        ("area=cyber-defence&o=-1&p=1", 3),
        ("q=oslo", 1),
    ],
)
def test_a_list_of_activities_is_taken_out_as_it_stands(enter, analyst, promise, asked, number):
    ties = {"commitments": [promise], "areas": list(promise.areas.all())}
    factories.ActivityFactory(title="A", kind="visit", marking="internal", **ties)
    factories.ActivityFactory(title="B", kind="seminar", stage="planned", **ties)
    factories.ActivityFactory(title="C", kind="seminar", place="Oslo", **ties)
    factories.ActivityFactory(title="Hidden in Oslo", marking="restricted", **ties)
    shown, handed = taken_out(enter(analyst), f"/admin/commitments/activity/?{asked}")
    assert (shown, len(shown)) == (handed, number)


@pytest.mark.parametrize(
    ("asked", "number"), [("", 3), ("kind__exact=rhythm", 1), ("marking__exact=public", 2), ("q=slow", 1)]
)
def test_a_list_of_targets_is_taken_out_as_it_stands(enter, analyst, promise, asked, number):
    other = factories.CommitmentFactory(title="Slow talks")
    factories.TargetFactory(commitment=promise, kind="rhythm", due_on=None, every="P12M")
    factories.TargetFactory(commitment=promise, marking="internal", due_on=datetime.date(2027, 1, 1))
    factories.TargetFactory(commitment=other)
    factories.TargetFactory(commitment=other, marking="restricted")
    shown, handed = taken_out(enter(analyst), f"/admin/commitments/target/?{asked}")
    assert (shown, len(shown)) == (handed, number)
