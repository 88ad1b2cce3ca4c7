"""Does somebody add a copy in the form, find it again, and keep what they typed when it is refused?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.queries.copies import stored_copies
from tests import factories
from tests.admin.conftest import ACTIVITIES, change_path, filled, plain, problems
from tests.admin.test_logging import links
from tests.copies.making import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

ADD = f"{ACTIVITIES}add/"


def chosen(content: bytes | None = None, name: str = "the minutes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


@pytest.fixture
def activity(promise: Any) -> Activity:
    return factories.ActivityFactory(title="As logged", commitments=[promise], marking="public")


def sent(promise: Any, **changed: Any) -> dict[str, Any]:
    return filled(promise, areas=["cyber-defence"], **{"version": 1, **changed})


def test_an_activity_is_logged_with_a_copy(enter: Any, analyst: Any, promise: Any) -> None:
    response = enter(analyst).post(ADD, filled(promise) | links({"title": "Minutes", "file": chosen()}))
    row = Activity.objects.get().evidence.get()
    assert (response.status_code, row.title, row.media_type, len(stored_copies())) == (
        302,
        "Minutes",
        "application/pdf",
        1,
    )


def test_a_copy_stands_with_its_kind_and_size_and_a_link_says_that_it_has_none(
    enter: Any, analyst: Any, activity: Activity, promise: Any
) -> None:
    browser = enter(analyst)
    link = {"title": "Release", "url": "https://example.org/1"}
    browser.post(change_path(activity), sent(promise) | links({"title": "Minutes", "file": chosen()}, link))
    copy = activity.evidence.exclude(file="").get()
    address = f"/activities/{activity.pk}/evidence/{copy.pk}/"
    for page in (change_path(activity), f"/activities/{activity.pk}/"):
        read = browser.get(page).content.decode()
        assert (f'href="{address}"' in read, f"PDF, {copy.size}\xa0bytes" in read) == (True, True)
    assert "link without a copy" in browser.get(f"/activities/{activity.pk}/").content.decode()
    assert b"".join(browser.get(address).streaming_content) == pdf()


def test_who_may_only_read_finds_the_copy_in_the_admin(
    enter: Any, viewer: Any, analyst: Any, activity: Activity, promise: Any
) -> None:
    enter(analyst).post(change_path(activity), sent(promise) | links({"title": "Minutes", "file": chosen()}))
    page = plain(enter(viewer).get(change_path(activity)).content.decode())
    assert "Save the copy of “Minutes” PDF," in page


def test_a_refused_file_leaves_what_was_typed_and_is_chosen_again(enter: Any, analyst: Any, promise: Any) -> None:
    row = {"title": "Page", "file": chosen(b"<html>", "page.txt")}
    response = enter(analyst).post(ADD, filled(promise, outcome="They agreed.") | links(row))
    page = response.content.decode()
    assert problems(response) == [
        "Evidence 1, Copy: Web pages, SVG and XML can run in a browser and are not kept."
        " Print the page to PDF and add that."
    ]
    assert "“page.txt” was not stored. Choose it again." in plain(page)
    assert ("They agreed." in page, 'value="Page"' in page) == (True, True)
    assert (Activity.objects.count(), stored_copies()) == (0, [])


def test_a_sound_file_is_chosen_again_where_something_else_is_wrong(enter: Any, analyst: Any, promise: Any) -> None:
    response = enter(analyst).post(ADD, filled(promise, title="") | links({"title": "Minutes", "file": chosen()}))
    assert "“the minutes.pdf” was not stored. Choose it again." in plain(response.content.decode())
    assert stored_copies() == []


def test_a_file_that_is_too_large_leaves_what_was_typed(enter: Any, analyst: Any, promise: Any) -> None:
    row = {"title": "Film", "file": chosen(bytes(26_500_000), "film.pdf")}
    response = enter(analyst).post(ADD, filled(promise, outcome="They agreed.") | links(row))
    assert problems(response) == [
        "Evidence 1, Copy: The file is larger than 25 MB. Make it smaller, or give the address where it stands."
    ]
    assert "They agreed." in response.content.decode()


def test_who_is_second_is_told_to_choose_the_file_again(
    enter: Any, analyst: Any, activity: Activity, promise: Any
) -> None:
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=activity.pk).update(title="Theirs")
    response = enter(analyst).post(
        change_path(activity), sent(promise, title="Mine") | links({"title": "Minutes", "file": chosen()})
    )
    page = response.content.decode()
    assert "“the minutes.pdf” was not stored. Choose it again." in plain(page)
    assert ('value="Mine"' in page, 'value="Minutes"' in page) == (True, True)
    assert (activity.evidence.count(), stored_copies()) == (0, [])


def test_a_copy_is_taken_away_where_somebody_says_so(
    enter: Any, analyst: Any, activity: Activity, promise: Any
) -> None:
    browser = enter(analyst)
    browser.post(change_path(activity), sent(promise) | links({"title": "Minutes", "file": chosen()}))
    row = activity.evidence.get()
    kept = {"id": str(row.pk), "title": "Minutes of the talks"}
    browser.post(change_path(activity), sent(promise, version=2) | links(kept, there=1))
    assert list(activity.evidence.values_list("title", "sha256")) == [("Minutes of the talks", row.sha256)]
    browser.post(change_path(activity), sent(promise, version=3) | links({**kept, "DELETE": "on"}, there=1))
    assert (activity.evidence.count(), len(stored_copies())) == (0, 1)


def test_a_row_that_has_its_copy_offers_no_other(enter: Any, analyst: Any, activity: Activity, promise: Any) -> None:
    browser = enter(analyst)
    browser.post(change_path(activity), sent(promise) | links({"title": "Minutes", "file": chosen()}))
    page = browser.get(change_path(activity)).content.decode()
    assert ('name="evidence-0-file"' in page, 'name="evidence-1-file"' in page) == (False, True)
    assert 'enctype="multipart/form-data"' in page


def test_a_form_larger_than_all_it_may_hold_is_refused_unread(enter: Any, analyst: Any) -> None:
    kind = "multipart/form-data; boundary=x"
    response = enter(analyst).post(ADD, b"--x--", kind, CONTENT_LENGTH="100000001")
    page = plain(response.content.decode())
    assert response.status_code == 413
    assert "All copies sent with one form may have 100 MB together, each of them 25 MB. Nothing was stored." in page
    assert "Go back with your browser: what you typed is still there." in page
    assert f'href="{ADD}"' in response.content.decode()


def test_a_copy_that_was_asked_for_after_the_session_ended_leads_to_log_in_and_back(
    enter: Any, analyst: Any, activity: Activity, promise: Any
) -> None:
    browser = enter(analyst)
    browser.post(change_path(activity), sent(promise) | links({"title": "Minutes", "file": chosen()}))
    address = f"/activities/{activity.pk}/evidence/{activity.evidence.get().pk}/"
    assert f'href="{address}"' in browser.get(change_path(activity)).content.decode()
    browser.logout()
    assert browser.get(address)["Location"] == f"/admin/login/?next={address}"
