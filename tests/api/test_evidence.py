"""Does evidence come in through the API as it was sent, or not at all?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.copies.kinds import LARGEST_COPY
from commitments.models.activities import Evidence
from commitments.models.people import Person
from commitments.queries.copies import stored_copies
from tests import factories as make
from tests.api.copying import DIGEST, add, told, upload
from tests.api.sending import LIST
from tests.copies.making import MEDIA_TYPES, SOUND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

Api = Callable[..., Client]


@pytest.mark.parametrize("name", SOUND)
def test_each_kind_goes_in_and_comes_back_byte_for_byte(api: Api, analyst: Person, name: str) -> None:
    activity, client = make.ActivityFactory(), api(analyst)
    given = {"title": "Minutes", "publisher": "NATO", "seen_on": "2026-09-02", "file": upload(SOUND[name], name)}
    answer = add(client, activity, given)
    (shown,) = answer.json()["evidence"]
    assert (answer.status_code, answer["ETag"], answer.json()["version"]) == (201, '"2"', 2)
    assert shown == {
        "id": str(activity.evidence.get().pk),
        "title": "Minutes",
        "publisher": "NATO",
        "url": None,
        "seen_on": "2026-09-02",
        "file": f"http://testserver{LIST}{activity.pk}/evidence/{shown['id']}/",
        "sha256": hashlib.sha256(SOUND[name]).hexdigest(),
    }
    fetched = client.get(shown["file"])
    assert (fetched.status_code, b"".join(fetched.streaming_content)) == (200, SOUND[name])
    assert fetched["Content-Type"] == MEDIA_TYPES[name]


def test_a_link_without_a_copy_is_added_as_json(api: Api, analyst: Person) -> None:
    activity = make.ActivityFactory()
    sent = {"title": "Press release", "url": "https://example.org/1"}
    answer = api(analyst).post(f"{LIST}{activity.pk}/evidence/", sent, "application/json")
    shown = [(each["title"], each["url"], each["file"], each["sha256"]) for each in answer.json()["evidence"]]
    assert (answer.status_code, shown) == (201, [("Press release", "https://example.org/1", None, None)])


def test_the_same_copy_again_changes_nothing(api: Api, analyst: Person) -> None:
    activity, client = make.ActivityFactory(), api(analyst)
    answers = [add(client, activity) for _time in range(2)]
    assert [(each.status_code, each.json()["version"]) for each in answers] == [(201, 2), (201, 2)]
    assert (Evidence.objects.count(), len(stored_copies())) == (1, 1)


def test_a_confirmed_activity_goes_back_to_logged(api: Api, analyst: Person, manager: Person) -> None:
    body = add(api(analyst), make.ActivityFactory(confirmed_by=manager)).json()
    assert (body["state"], body["confirmed_by"], body["version"]) == ("logged", None, 2)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"file": upload()}, [("/title", "This field is required.")]),
        ({"title": "A"}, [("", "Give an address or a copy.")]),
        ({"title": "A", "file": upload(b"", "a.txt")}, [("/file", "The file is empty. Choose another one.")]),
        (
            {"title": "A", "file": upload(b"<svg/>", "a.svg")},
            [
                (
                    "/file",
                    "This kind of file is not kept. Save it as PDF, PNG, JPEG, GIF, WebP, TIFF, DOCX, XLSX, PPTX, ODT,"
                    " ODS, ODP, TXT or CSV.",
                )
            ],
        ),
        ({"title": "A", "file": upload(), "marking": "public"}, [("/marking", "There is no such field.")]),
        ({"title": "A", "file": upload(), "sha256": "0"}, [("/sha256", "There is no such field.")]),
        ({"title": ["A", "B"], "file": upload()}, [("/title", "Give it once.")]),
        ({"title": "A\0", "file": upload()}, [("/title", "It holds a character that is no text.")]),
        (
            {"title": "A", "url": "javascript:alert(1)", "file": upload()},
            [("/url", "Enter a valid URL.")],
        ),
        (
            {"title": "A", "file": "no file"},
            [("/file", "The submitted data was not a file. Check the encoding type on the form.")],
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_nothing_is_stored(
    api: Api, analyst: Person, sent: Any, errors: list[tuple[str, str]]
) -> None:
    activity = make.ActivityFactory()
    status, said = told(add(api(analyst), activity, sent))
    assert (status, [(each["pointer"], each["detail"]) for each in said]) == (400, errors)
    assert (activity.evidence.count(), stored_copies()) == (0, [])


@pytest.mark.parametrize("over", [1, 2_000_000], ids=["by one byte", "by its own word"])
def test_a_file_over_25_megabytes_is_413(api: Api, analyst: Person, over: int) -> None:
    activity = make.ActivityFactory()
    answer = add(api(analyst), activity, {"title": "A", "file": upload(bytes(LARGEST_COPY + over))})
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["detail"] == (
        "A copy holds at most 25 MB. Make it smaller, or give the address where it stands."
    )
    assert (activity.evidence.count(), stored_copies()) == (0, [])


def test_a_file_of_25_megabytes_is_taken(api: Api, analyst: Person) -> None:
    activity = make.ActivityFactory()
    text = b"x" * (LARGEST_COPY - 1) + b"\n"
    assert add(api(analyst), activity, {"title": "A", "file": upload(text, "a.txt")}).status_code == 201
    assert activity.evidence.get().size == LARGEST_COPY


def test_other_bodies_still_hold_one_megabyte(api: Api, analyst: Person) -> None:
    activity = make.ActivityFactory()
    sent = {"title": "x" * 1_000_000, "url": "https://example.org/1"}
    answer = api(analyst).post(f"{LIST}{activity.pk}/evidence/", sent, "application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "application/pdf"])
def test_another_content_type_is_415(api: Api, analyst: Person, kind: str) -> None:
    activity = make.ActivityFactory()
    assert api(analyst).post(f"{LIST}{activity.pk}/evidence/", b"title=A", kind).status_code == 415


def test_files_are_taken_nowhere_else(api: Api, analyst: Person) -> None:
    assert api(analyst).post(LIST, {"title": "A", "file": upload()}).status_code == 415


def test_a_part_that_is_no_text_is_400(api: Api, analyst: Person) -> None:
    address = f"{LIST}{make.ActivityFactory().pk}/evidence/"
    body = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n--x--\r\n'
    answer = api(analyst).post(address, body, "multipart/form-data; boundary=x")
    assert told(answer) == (400, [{"pointer": "/title", "detail": "It holds a character that is no text."}])


def test_unsound_multipart_is_400(api: Api, analyst: Person) -> None:
    address = f"{LIST}{make.ActivityFactory().pk}/evidence/"
    for kind in ("multipart/form-data", "multipart/form-data; boundary="):
        assert api(analyst).post(address, b"--x\r\n", kind).status_code == 400


@pytest.mark.parametrize(
    ("who", "marking", "status"),
    [("viewer", "public", 403), ("viewer", "internal", 404), ("analyst", "restricted", 404), ("read", "public", 403)],
)
def test_who_may_not_add_is_told_so_or_nothing(
    api: Api, viewer: Person, analyst: Person, who: str, marking: str, status: int
) -> None:
    activity = make.ActivityFactory(marking=marking)
    client = api(analyst, "read") if who == "read" else api({"viewer": viewer, "analyst": analyst}[who])
    assert add(client, activity).status_code == status
    assert (activity.evidence.count(), stored_copies()) == (0, [])


def test_a_browser_needs_the_csrf_token(analyst: Person) -> None:
    activity, browser = make.ActivityFactory(), Client(enforce_csrf_checks=True)
    browser.force_login(analyst)
    assert add(browser, activity).status_code == 403


def test_a_browser_with_its_session_adds_a_copy(client: Client, analyst: Person) -> None:
    activity = make.ActivityFactory()
    client.force_login(analyst)
    assert (add(client, activity).status_code, activity.evidence.get().sha256) == (201, DIGEST)


def test_the_same_key_again_adds_nothing(api: Api, analyst: Person) -> None:
    activity, client = make.ActivityFactory(), api(analyst)
    answers = [add(client, activity, Idempotency_Key="k") for _time in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert ([each.get("Idempotency-Replayed") for each in answers], activity.evidence.count()) == ([None, "true"], 1)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Minutes", "file": upload(b"Other", "a.pdf.txt")},
        {"title": "Other", "file": upload()},
        {"title": "Minutes", "file": upload(), "publisher": "NATO"},
    ],
    ids=["other bytes", "another title", "another part"],
)
def test_the_same_key_with_other_parts_is_422(api: Api, analyst: Person, other: Any) -> None:
    activity, client = make.ActivityFactory(), api(analyst)
    add(client, activity, Idempotency_Key="k")
    assert (add(client, activity, other, Idempotency_Key="k").status_code, activity.evidence.count()) == (422, 1)


def test_the_same_key_after_the_activity_is_gone_is_404(api: Api, analyst: Person) -> None:
    activity, client = make.ActivityFactory(), api(analyst)
    gone = f"{LIST}{activity.pk}/evidence/"
    add(client, activity, Idempotency_Key="k")
    activity.delete()
    sent = {"title": "Minutes", "file": upload()}
    assert client.post(gone, sent, headers={"Idempotency-Key": "k"}).status_code == 404


def test_the_history_tells_evidence_as_the_activity_shows_it(api: Api, analyst: Person) -> None:
    activity, client = make.ActivityFactory(), api(analyst)
    shown = add(client, activity).json()["evidence"][0]
    events = client.get(f"{LIST}{activity.pk}/history/").json()["results"]
    changes = [change for change in events[0]["changes"] if change["field"] == "evidence"]
    assert changes == [{"field": "evidence", "before": None, "after": shown}]
