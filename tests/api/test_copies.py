"""Does a copy go out to those who may see it, as a file to be saved, and to nobody else?"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models.people import Person
from tests import factories as make
from tests.api.copying import CONTENT, DIGEST, told, with_copy
from tests.api.sending import LIST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

Api = Callable[..., Client]


def test_a_copy_is_handed_out_to_be_saved_and_not_to_be_shown(api: Api, viewer: Person, manager: Person) -> None:
    _activity, address = with_copy(manager, title="要約 2026")
    answer = api(viewer).get(address, headers={"Accept-Encoding": "gzip"})
    answer.close()
    names = (
        "Content-Type",
        "Content-Length",
        "Content-Disposition",
        "Content-Security-Policy",
        "Cache-Control",
        "ETag",
    )
    assert [answer[name] for name in (*names, "X-Content-Type-Options")] == [
        "application/pdf",
        str(len(CONTENT)),
        "attachment; filename*=utf-8''%E8%A6%81%E7%B4%84%202026.pdf",
        "default-src 'none'; sandbox",
        "private, no-store",
        f'"{DIGEST}"',
        "nosniff",
    ]


def test_a_copy_can_be_asked_about_without_being_sent(api: Api, viewer: Person, manager: Person) -> None:
    _activity, address = with_copy(manager)
    answer = api(viewer).head(address)
    told = (answer.status_code, answer["Content-Length"], answer["ETag"], answer.content)
    assert told == (200, str(len(CONTENT)), f'"{DIGEST}"', b"")


def test_who_has_the_copy_gets_304(api: Api, viewer: Person, manager: Person) -> None:
    _activity, address = with_copy(manager)
    assert api(viewer).get(address, headers={"If-None-Match": f'"{DIGEST}"'}).status_code == 304


@pytest.mark.parametrize(("marking", "seen"), [("public", "vamd"), ("internal", "amd"), ("restricted", "md")])
def test_a_copy_is_seen_by_whoever_may_see_its_activity(
    api: Api, viewer: Person, analyst: Person, manager: Person, administrator: Person, marking: str, seen: str
) -> None:
    _activity, address = with_copy(manager, marking)
    people = {"v": viewer, "a": analyst, "m": manager, "d": administrator}
    answers = {letter: api(person, "read").get(address) for letter, person in people.items()}
    for answer in answers.values():
        answer.close()
    assert {letter: answer.status_code for letter, answer in answers.items()} == {
        letter: 200 if letter in seen else 404 for letter in people
    }


def test_a_token_with_a_lower_clearance_gets_no_copy(api: Api, manager: Person) -> None:
    _activity, address = with_copy(manager, "restricted")
    assert api(manager, clearance="internal").get(address).status_code == 404


def test_nobody_gets_a_copy_without_a_log_in(manager: Person) -> None:
    assert Client().get(with_copy(manager)[1]).status_code == 401


def test_the_session_of_the_pages_gets_a_copy(client: Client, viewer: Person, manager: Person) -> None:
    client.force_login(viewer)
    answer = client.get(with_copy(manager)[1])
    assert b"".join(answer.streaming_content) == CONTENT


def test_what_is_not_there_is_404(api: Api, manager: Person) -> None:
    activity, address = with_copy(manager)
    link, other = make.EvidenceFactory(activity=activity), make.ActivityFactory()
    found = activity.evidence.exclude(sha256="").get()
    client = api(manager)
    for wrong in (link.pk, uuid.uuid4(), "x", str(found.pk).upper()):
        assert client.get(f"{LIST}{activity.pk}/evidence/{wrong}/").status_code == 404
    assert client.get(f"{LIST}{other.pk}/evidence/{found.pk}/").status_code == 404
    found.file.storage.delete(str(found.file))
    assert client.get(address).status_code == 404


def test_a_parameter_is_refused_by_name(api: Api, manager: Person) -> None:
    _activity, address = with_copy(manager)
    assert told(api(manager).get(f"{address}?a=1"))[1][0]["pointer"] == "/a"


def test_more_copies_take_no_more_queries(
    api: Api, manager: Person, django_assert_num_queries: Callable[..., Any]
) -> None:
    client = api(manager)
    with_copy(manager)
    client.get(LIST)  # a token's first use is noted
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    for _number in range(2):
        with_copy(manager)
    with django_assert_num_queries(len(asked)):
        assert [bool(each["evidence"][0]["file"]) for each in client.get(LIST).json()["results"]] == [True] * 3


def test_an_activity_sent_back_whole_with_its_copy_is_unchanged(api: Api, analyst: Person, manager: Person) -> None:
    activity, _address = with_copy(manager)
    client, address = api(analyst), f"{LIST}{activity.pk}/"
    read = client.get(address)
    answer = client.put(address, read.json(), "application/json", headers={"If-Match": read["ETag"]})
    assert (answer.status_code, answer.json()) == (200, read.json())
