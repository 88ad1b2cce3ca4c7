"""Can an activity be withdrawn by whoever may, on the version they read, with the reason kept?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from commitments.actions.undo import undo_withdrawal
from commitments.api import activities
from commitments.ledger.models import Revision
from commitments.ledger.recording import seal
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests import factories as make
from tests.api.sending import LIST, faults, patch, post

Api = Callable[..., Client]


@pytest.fixture
def activity(talks: Commitment, analyst: Person) -> Activity:
    activity = make.ActivityFactory(commitments=[talks], logged_by=analyst, version=7)
    seal()
    return activity


def delete(client: Client, activity: Activity, sent: Any = b"", **headers: str) -> HttpResponse:
    return client.delete(f"{LIST}{activity.pk}/", sent, "application/json", headers=headers)


def withdraw(client: Client, activity: Activity, sent: Any, **headers: str) -> HttpResponse:
    return post(client, sent, f"{LIST}{activity.pk}/withdraw/", **headers)


def last_reason() -> str:
    seal()
    return Revision.objects.latest("number").reason


@pytest.mark.parametrize(
    ("sent", "reason"), [(b"", ""), ({}, ""), ({"reason": ""}, ""), ({"reason": " Logged twice. "}, "Logged twice.")]
)
def test_deleting_withdraws_with_or_without_a_reason(
    api: Api, analyst: Person, activity: Activity, sent: Any, reason: str
) -> None:
    client = api(analyst)
    answer = delete(client, activity, sent, if_match='"7"')
    assert (answer.status_code, answer.content, answer.get("Content-Type")) == (204, b"", None)
    assert client.get(f"{LIST}{activity.pk}/").status_code == 404
    assert client.get(f"{LIST}{activity.pk}/history/").status_code == 404
    assert client.get(f"{LIST}?count=true").json()["count"] == 0
    assert last_reason() == reason


def test_withdrawing_takes_a_reason(api: Api, analyst: Person, activity: Activity) -> None:
    client = api(analyst)
    for sent in ({}, {"reason": " "}, {"reason": None}, b""):
        assert faults(withdraw(client, activity, sent, if_match='"7"')) == {"/reason"}
    assert faults(withdraw(client, activity, {"reason": "x", "why": "x"}, if_match='"7"')) == {"/why"}
    answer = withdraw(client, activity, {"reason": "Logged twice."}, if_match='"7"')
    assert (answer.status_code, answer.content) == (204, b"")
    assert (Activity.objects.count(), last_reason()) == (0, "Logged twice.")


@pytest.mark.parametrize("way", [delete, withdraw])
def test_it_takes_the_version_that_was_read(api: Api, analyst: Person, activity: Activity, way: Any) -> None:
    client, why = api(analyst), {"reason": "Logged twice."}
    assert way(client, activity, why).status_code == 428
    stale = way(client, activity, why, if_match='"6"')
    assert (stale.status_code, stale["ETag"]) == (412, '"7"')
    assert Activity.objects.get().version == 7
    assert way(client, activity, why, if_match='W/"7"').status_code == 204


def test_what_is_wrong_with_the_body_is_said_before_the_version_is(
    api: Api, analyst: Person, activity: Activity
) -> None:
    assert faults(delete(api(analyst), activity, {"reason": "x" * 4_001})) == {"/reason"}
    assert faults(delete(api(analyst), activity, {"why": "x"}, if_match='"6"')) == {"/why"}
    assert delete(api(analyst), activity, [], if_match='"7"').status_code == 400
    assert api(analyst).delete(f"{LIST}{activity.pk}/?force=1", headers={"If-Match": "*"}).status_code == 400


def test_whoever_may_not_is_told_why_and_whoever_may_not_see_it_is_not(
    api: Api, viewer: Person, analyst: Person, activity: Activity
) -> None:
    viewer.clearance = "restricted"
    viewer.save()
    assert delete(api(viewer), activity, if_match='"7"').status_code == 403
    assert delete(api(analyst, "read"), activity, if_match='"7"').status_code == 403
    activity.marking = "restricted"
    activity.save()
    assert delete(api(analyst), activity, if_match='"8"').status_code == 404
    assert Activity.objects.count() == 1


def test_what_was_brought_back_goes_on_after_its_last_version(api: Api, analyst: Person, activity: Activity) -> None:
    client = api(analyst)
    delete(client, activity, {"reason": "Logged twice."}, if_match='"7"')
    seal()
    undo_withdrawal(activity.pk, by=principal_of(analyst))
    seal()
    history = client.get(f"{LIST}{activity.pk}/history/").json()["results"]
    assert [(event["op"], event["reason"]) for event in history[:2]] == [("made", ""), ("gone", "Logged twice.")]
    versions = [event["version"] for event in history]
    assert versions == sorted(set(versions), reverse=True)
    assert client.get(f"{LIST}{activity.pk}/").json()["version"] == versions[0]


def test_the_reason_for_a_lowered_marking_is_kept(api: Api, manager: Person, activity: Activity) -> None:
    Activity.objects.update(marking="restricted")
    seal()
    sent = {"marking": "internal", "marking_reason": " It was published. "}
    assert patch(api(manager), activity, sent, if_match='"8"').status_code == 200
    assert last_reason() == "It was published."


def test_who_changes_what_somebody_withdraws_at_that_moment_finds_nothing(
    api: Api, analyst: Person, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = activities.change_activity

    def too_late(row: Activity, *given: Any, **named: Any) -> Activity:
        Activity.objects.filter(pk=row.pk).delete()
        return change(row, *given, **named)

    monkeypatch.setattr(activities, "change_activity", too_late)
    assert patch(api(analyst), activity, {"place": "Oslo"}, if_match='"7"').status_code == 404
