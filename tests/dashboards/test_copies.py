"""Is a copy saved from a page, by whoever may see its activity?"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from commitments.models.access import AccessEvent
from commitments.models.people import Person
from tests import factories
from tests.api.copying import CONTENT, with_copy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def entered(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def of_pages(address: str) -> str:
    return address.removeprefix("/api/v1")


def test_it_is_the_file_that_the_api_hands_out(analyst: Person, manager: Person) -> None:
    _activity, address = with_copy(manager, "internal")
    client = entered(analyst)
    answers = [client.get(each) for each in (of_pages(address), address)]
    assert [b"".join(answer.streaming_content) for answer in answers] == [CONTENT, CONTENT]
    names = ("Content-Type", "Content-Length", "Content-Disposition", "Content-Security-Policy", "ETag")
    assert [answers[0][name] for name in (*names, "Cache-Control")] == [
        *(answers[1][name] for name in names),
        "private, no-store",
    ]
    assert answers[0]["Content-Disposition"].startswith("attachment;")
    doors = AccessEvent.objects.filter(kind="download").order_by("id").values_list("who", "door")
    assert list(doors) == [("person:analyst", "pages"), ("person:analyst", "api")]


@pytest.mark.parametrize(("marking", "status"), [("public", 200), ("internal", 404), ("restricted", 404)])
def test_who_may_not_see_the_activity_gets_404(viewer: Person, manager: Person, marking: str, status: int) -> None:
    answer = entered(viewer).get(of_pages(with_copy(manager, marking)[1]))
    answer.close()
    assert answer.status_code == status


def test_nobody_gets_it_without_a_log_in_and_a_token_is_none(manager: Person, viewer: Person) -> None:
    address = of_pages(with_copy(manager)[1])
    key = factories.TokenFactory(owner=manager).key
    for client in (Client(), Client(headers={"Authorization": f"Bearer {key}"})):
        assert client.get(address)["Location"] == f"/admin/login/?next={address}"


def test_what_is_not_there_is_404_and_a_parameter_400(manager: Person) -> None:
    activity, address = with_copy(manager)
    client, other = entered(manager), factories.ActivityFactory()
    piece = activity.evidence.get().pk
    link = factories.EvidenceFactory(activity=activity)
    wrong: list[Any] = [(activity.pk, uuid.uuid4()), (other.pk, piece), (activity.pk, link.pk), (uuid.uuid4(), piece)]
    assert [client.get(f"/activities/{each}/evidence/{of}/").status_code for each, of in wrong] == [404] * 4
    assert client.get(f"{of_pages(address)}?a=1").status_code == 400
