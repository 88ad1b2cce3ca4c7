"""Can activities be logged, by whoever may, and is everything unsound refused where it stands?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import LIST, SENT, faults, post

Api = Callable[..., Client]


@pytest.fixture
def activity(talks: Commitment, analyst: Person) -> Activity:
    return make.ActivityFactory(commitments=[talks], logged_by=analyst, title="A visit", kind="visit", version=7)


def test_an_analyst_logs_an_activity(api: Api, analyst: Person, talks: Commitment) -> None:
    answer = post(api(analyst), SENT | {"commitments": [talks.reference]})
    made = Activity.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"http://testserver{LIST}{made.pk}/")
    assert answer["ETag"] == '"1"'
    kept = {name: answer.json()[name] for name in ("title", "kind", "stage", "state", "marking", "version")}
    assert kept == {
        "title": "A visit",
        "kind": "visit",
        "stage": "carried_out",
        "state": "logged",
        "marking": "internal",
        "version": 1,
    }
    assert answer.json()["areas"] == ["cyber"]
    assert answer.json()["bodies"] == []
    assert answer.json()["logged_by"] == "analyst"
    assert answer.json() == api(analyst).get(answer["Location"]).json()


def test_areas_and_bodies_that_are_sent_are_kept(api: Api, analyst: Person, talks: Commitment) -> None:
    make.PriorityAreaFactory(slug="space")
    sent = {"commitments": [talks.reference], "areas": ["space"], "bodies": [{"body": "centre", "role": "host"}]}
    answer = post(api(analyst), SENT | sent).json()
    assert (answer["areas"], answer["bodies"]) == (["space"], [{"body": "centre", "role": "host"}])


def test_a_body_sent_without_a_role_takes_part(api: Api, analyst: Person, talks: Commitment) -> None:
    answer = post(api(analyst), SENT | {"commitments": [talks.reference], "bodies": [{"body": "centre"}]})
    assert (answer.status_code, answer.json()["bodies"]) == (201, [{"body": "centre", "role": "participant"}])


def test_a_new_activity_is_never_marked_above_the_callers_clearance(api: Api, talks: Commitment) -> None:
    person = make.PersonFactory(role="analyst", clearance="public")
    answer = post(api(person), SENT | {"commitments": [talks.reference]})
    assert answer.json()["marking"] == "public"


def test_everything_that_is_wrong_is_said_at_once_and_where(api: Api, analyst: Person) -> None:
    sent = {"kind": "party", "starts_on": "yesterday", "titel": "x", "bodies": [{"body": "nowhere", "role": "host"}]}
    answer = post(api(analyst), sent)
    assert faults(answer) == {"/title", "/kind", "/starts_on", "/titel", "/bodies/0/body"}


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({}, "/commitments"),
        ({"areas": ["cyber"], "ends_on": "2026-04-30"}, "/ends_on"),
        ({"areas": ["cyber"], "starts_on": "0000-01-01"}, "/starts_on"),
        ({"areas": ["cyber"], "starts_on": "9999-12-31"}, "/starts_on"),
        ({"areas": ["cyber"], "marking": "restricted"}, "/marking"),
        ({"areas": ["cyber"], "marking": "secret"}, "/marking"),
        ({"areas": ["cyber"], "external_id": "7"}, "/source"),
        ({"areas": ["cyber"], "source": "erp", "external_id": "7"}, "/source"),
        ({"areas": ["cyber"], "title": "a" * 301}, "/title"),
        ({"areas": ["cyber"], "title": "   "}, "/title"),
        ({"areas": "cyber"}, "/areas"),
        ({"areas": [5]}, "/areas/0"),
        ({"areas": ["cyber"], "bodies": ["centre"]}, "/bodies/0"),
        ({"areas": ["cyber"], "bodies": [{"body": "centre", "role": "host", "x": 1}]}, "/bodies/0/x"),
        ({"areas": ["cyber"], "bodies": [{"body": "centre", "role": "host"}] * 2}, "/bodies"),
    ],
)
def test_what_is_not_sound_is_refused_where_it_stands(
    api: Api, analyst: Person, talks: Commitment, sent: dict[str, Any], at: str
) -> None:
    assert at in faults(post(api(analyst), SENT | sent))
    assert not Activity.objects.exists()


def test_a_source_pushes_under_its_own_name(api: Api, analyst: Person, talks: Commitment) -> None:
    client = api(analyst, source="erp")
    sent = SENT | {"areas": ["cyber"], "source": "erp", "external_id": "7"}
    assert post(client, sent).status_code == 201
    assert faults(post(client, sent)) == {"/external_id"}


def test_read_only_fields_of_a_new_activity_may_only_say_what_they_will_say(
    api: Api, analyst: Person, talks: Commitment
) -> None:
    right = {"state": "logged", "version": 1, "evidence": [], "confirmed_by": None, "logged_by": "analyst"}
    assert post(api(analyst), SENT | {"areas": ["cyber"]} | right).status_code == 201
    wrong = {"state": "confirmed", "id": "1", "url": "x", "created_at": "2026-01-01T00:00:00Z"}
    assert faults(post(api(analyst), SENT | {"areas": ["cyber"]} | wrong)) == {"/state", "/id", "/url", "/created_at"}


@pytest.mark.parametrize("role", ["viewer"])
def test_a_viewer_may_not_log(api: Api, talks: Commitment, role: str) -> None:
    answer = post(api(make.PersonFactory(role=role)), SENT | {"areas": ["cyber"]})
    assert answer.status_code == 403
    assert "analyst" in answer.json()["detail"]


def test_a_token_without_the_scope_may_not_log(api: Api, analyst: Person) -> None:
    answer = post(api(analyst, "read"), SENT)
    assert answer.status_code == 403
    assert "write" in answer.json()["detail"]


def test_a_token_without_the_scope_may_not_read(api: Api, analyst: Person, activity: Activity) -> None:
    client = api(analyst, "write")
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{activity.pk}/").status_code == 403
    assert client.get(f"{LIST}nowhere/").status_code == 404


def test_days_are_taken_as_they_are_sent(api: Api, analyst: Person, talks: Commitment) -> None:
    sent = SENT | {"areas": ["cyber"], "starts_on": "1900-01-01", "ends_on": "2199-12-31"}
    post(api(analyst), sent)
    assert Activity.objects.values_list("starts_on", "ends_on").get() == (
        datetime.date(1900, 1, 1),
        datetime.date(2199, 12, 31),
    )
