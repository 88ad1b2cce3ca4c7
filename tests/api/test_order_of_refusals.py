"""Is what is wrong said in the order of the contract, whatever else is wrong, and always as a problem?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.api.problems import CONTENT_TYPE
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make

pytestmark = pytest.mark.django_db

Api = Callable[..., Client]
LARGE = b'"' + b"x" * 1_000_001 + b'"'


@pytest.fixture
def activity(analyst: Person, talks: Commitment) -> Activity:
    return make.ActivityFactory(logged_by=analyst, commitments=[talks], source="erp", external_id="x-1")


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("post", "activities/"),
        ("patch", "activities/{}/"),
        ("put", "activities/{}/"),
        ("post", "activities/bulk/"),
        ("post", "activities/{}/confirm/"),
        ("post", "activities/{}/withdraw/"),
        ("post", "activities/{}/evidence/"),
        ("post", "assessments/"),
        ("put", "activities/by-source/erp/x-1/"),
    ],
)
def test_what_a_body_is_comes_before_what_the_query_says(
    api: Api, manager: Person, activity: Activity, verb: str, path: str
) -> None:
    client = api(manager, source="erp")
    send = getattr(client, verb)
    address = f"/api/v1/{path.format(activity.pk)}?colour=red"
    assert send(address, b"hello", "text/plain").status_code == 415
    assert send(address, b"{}", "application/json").json()["errors"][0]["pointer"] == "/colour"
    if path != "activities/bulk/":
        assert send(address, LARGE, "application/json").status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"), [(b"hello", "text/plain"), (b"{", "application/json"), (b"{}", "application/json")]
)
@pytest.mark.parametrize("query", ["", "?colour=red"])
def test_what_a_source_may_not_see_is_not_there_whatever_it_sends(
    api: Api, analyst: Person, activity: Activity, body: bytes, kind: str, query: str
) -> None:
    Activity.objects.filter(pk=activity.pk).update(marking="restricted")
    answer = api(analyst, source="erp").put(f"/api/v1/activities/by-source/erp/x-1/{query}", body, kind)
    assert answer.status_code == 404


READ_ONLY: list[dict[str, Any]] = [
    {"state": "confirmed"},
    {"version": 99},
    {"confirmed_by": "manager"},
    {"updated_at": "2020-01-01T00:00:00.000000Z"},
    {"evidence": [{"title": "Bogus"}]},
]


@pytest.mark.parametrize("sent", READ_ONLY, ids=lambda sent: next(iter(sent)))
def test_a_changed_read_only_field_is_refused_before_if_match_is_asked_for(
    api: Api, analyst: Person, activity: Activity, sent: dict[str, Any]
) -> None:
    client, address = api(analyst), f"/api/v1/activities/{activity.pk}/"
    tried = [{}, {"If-Match": client.get(address)["ETag"]}, {"If-Match": '"99"'}]
    told = [client.patch(address, sent, "application/json", headers=headers).status_code for headers in tried]
    assert told == [400, 400, 412]  # of a version that was read earlier it is not known what it held


@pytest.mark.parametrize("sent", READ_ONLY, ids=lambda sent: next(iter(sent)))
def test_a_source_that_insists_on_a_version_changes_no_read_only_field_of_it(
    api: Api, analyst: Person, activity: Activity, sent: dict[str, Any]
) -> None:
    client, address = api(analyst, source="erp"), "/api/v1/activities/by-source/erp/x-1/"
    read = client.get(f"/api/v1/activities/{activity.pk}/")
    content = {**read.json(), **sent}
    assert client.put(address, content, "application/json", headers={"If-Match": read["ETag"]}).status_code == 400
    assert client.put(address, read.json(), "application/json", headers={"If-Match": read["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("verb", "path", "accept", "status"),
    [
        ("post", "schema/", "*/*", 405),
        ("post", "docs/", "*/*", 405),
        ("get", "schema/", "text/html", 406),
        ("get", "docs/", "application/json", 406),
        ("get", "schema/?colour=red", "*/*", 400),
    ],
)
def test_where_the_api_is_described_a_refusal_is_a_problem_too(
    client: Client, verb: str, path: str, accept: str, status: int
) -> None:
    answer = getattr(client, verb)(f"/api/v1/{path}", headers={"Accept": accept})
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"], told["status"]) == (status, CONTENT_TYPE, status)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"title": "a\\u0000b"}', "/title"),
        (b'[{"title": "A"}, {"bodies": [{"body": "\\ud800"}]}]', "/1/bodies/0/body"),
        (b'{"a/b~c": "\\u0000"}', "/a~1b~0c"),
        (b'{"title": {"a\\u0000": 1}}', "/title/a?"),
        (b'{"title": "A", "title": "B"}', ""),
        (b'{"title": ', ""),
        (b'{"title": NaN}', ""),
    ],
)
def test_what_cannot_be_read_is_pointed_at(api: Api, analyst: Person, body: bytes, pointer: str) -> None:
    answer = api(analyst).post("/api/v1/activities/", body, "application/json")
    told = answer.json()
    assert (answer.status_code, told["errors"]) == (400, [{"pointer": pointer, "detail": told["detail"]}])
