"""Can activities be changed and confirmed, each by whoever may, on the version they read?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import LIST, SENT, confirm, faults, patch, post, put

Api = Callable[..., Client]


@pytest.fixture
def activity(talks: Commitment, analyst: Person) -> Activity:
    return make.ActivityFactory(commitments=[talks], logged_by=analyst, title="A visit", kind="visit", version=7)


def test_a_change_takes_the_version_that_was_read(api: Api, analyst: Person, activity: Activity) -> None:
    client = api(analyst)
    assert patch(client, activity, {"title": "B"}).status_code == 428
    stale = patch(client, activity, {"title": "B"}, if_match='"6"')
    assert (stale.status_code, stale["ETag"]) == (412, '"7"')
    activity.refresh_from_db()
    assert (activity.title, activity.version) == ("A visit", 7)
    answer = patch(client, activity, {"title": "B"}, if_match='"7"')
    assert (answer.status_code, answer["ETag"]) == (200, '"8"')
    assert (answer.json()["title"], answer.json()["version"]) == ("B", 8)


@pytest.mark.parametrize("header", ['"7"', 'W/"7"', '"3", "7"', 'W/"3",W/"7"', "*"])
def test_the_version_is_understood_however_it_is_written(
    api: Api, analyst: Person, activity: Activity, header: str
) -> None:
    assert patch(api(analyst), activity, {"title": "B"}, if_match=header).status_code == 200


@pytest.mark.parametrize("header", ['"6"', '"77"', "7", "", '"3", "4"'])
def test_another_version_is_stale(api: Api, analyst: Person, activity: Activity, header: str) -> None:
    assert patch(api(analyst), activity, {"title": "B"}, if_match=header).status_code == 412


def test_the_tag_of_a_compressed_answer_is_good_for_a_change(api: Api, analyst: Person, activity: Activity) -> None:
    client = api(analyst)
    Activity.objects.filter(pk=activity.pk).update(summary="long " * 200)
    read = client.get(f"{LIST}{activity.pk}/", headers={"Accept-Encoding": "gzip"})
    assert (read["Content-Encoding"], read["ETag"]) == ("gzip", 'W/"8"')
    assert patch(client, activity, {"title": "B"}, if_match=read["ETag"]).status_code == 200


def test_what_is_wrong_with_a_change_is_said_before_its_version_is(
    api: Api, analyst: Person, manager: Person, activity: Activity
) -> None:
    for headers in ({}, {"if_match": '"1"'}):
        assert patch(api(analyst), activity, {"kind": "party"}, **headers).status_code == 400
        assert patch(api(analyst), activity, {"ends_on": "2020-01-01"}, **headers).status_code == 400
        assert confirm(api(analyst), activity, **headers).status_code == 403
        own = make.ActivityFactory(logged_by=manager)
        assert confirm(api(manager), own, **headers).status_code == 403
    activity.refresh_from_db()
    assert activity.version == 7


def test_a_whole_answer_may_be_sent_back_with_one_thing_changed(api: Api, analyst: Person, activity: Activity) -> None:
    client = api(analyst)
    read = client.get(f"{LIST}{activity.pk}/").json()
    same = put(client, activity, read, if_match='"7"')
    assert (same.status_code, same.json()) == (200, read)
    changed = put(client, activity, read | {"title": "B"}, if_match='"7"').json()
    assert changed == read | {"title": "B", "version": 8, "updated_at": changed["updated_at"]}
    assert put(client, activity, read | {"title": "C"}, if_match='"7"').status_code == 412


@pytest.mark.parametrize(
    "sent", [{"state": "confirmed"}, {"version": 8}, {"logged_by": "manager"}, {"id": "x"}, {"evidence": [{}]}]
)
def test_read_only_fields_cannot_be_changed(
    api: Api, analyst: Person, activity: Activity, sent: dict[str, Any]
) -> None:
    assert faults(patch(api(analyst), activity, sent, if_match='"7"')) == {f"/{name}" for name in sent}


def test_putting_empties_what_is_not_sent_and_keeps_its_marking(
    api: Api, analyst: Person, activity: Activity, talks: Commitment
) -> None:
    Activity.objects.filter(pk=activity.pk).update(summary="Long.", marking="internal")
    activity.areas.set([make.PriorityAreaFactory(slug="space")])
    sent = SENT | {"commitments": [talks.reference]}
    answer = put(api(analyst), activity, sent, if_match='"8"').json()
    assert (answer["summary"], answer["place"], answer["marking"]) == ("", "", "internal")
    assert (answer["commitments"], answer["areas"]) == ([talks.reference], ["cyber"])


def test_putting_without_what_is_required_is_refused(api: Api, analyst: Person, activity: Activity) -> None:
    assert faults(put(api(analyst), activity, {"title": "B"}, if_match='"7"')) == {"/kind", "/starts_on"}


def test_a_change_takes_a_confirmed_activity_back_to_logged(
    api: Api, analyst: Person, manager: Person, activity: Activity
) -> None:
    answer = confirm(api(manager), activity, if_match='"7"')
    assert (answer.status_code, answer.json()["state"], answer.json()["confirmed_by"]) == (200, "confirmed", "manager")
    changed = patch(api(analyst), activity, {"place": "Tokyo"}, if_match='"8"').json()
    assert (changed["state"], changed["confirmed_by"], changed["version"]) == ("logged", None, 9)


def test_confirming_twice_conflicts(api: Api, manager: Person, activity: Activity) -> None:
    confirm(api(manager), activity, if_match='"7"')
    assert confirm(api(manager), activity).status_code == 428
    assert confirm(api(manager), activity, if_match='"8"').status_code == 409


def test_confirming_takes_an_empty_body(api: Api, manager: Person, activity: Activity) -> None:
    address = f"{LIST}{activity.pk}/confirm/"
    assert post(api(manager), {"state": "confirmed"}, address, if_match='"7"').status_code == 400
    assert post(api(manager), {}, address, if_match='"7"').status_code == 200


def test_lowering_a_marking_takes_a_manager_and_a_reason(
    api: Api, analyst: Person, manager: Person, activity: Activity
) -> None:
    Activity.objects.filter(pk=activity.pk).update(marking="internal")
    lower = {"marking": "public"}
    assert patch(api(analyst), activity, lower, if_match='"8"').status_code == 403
    assert faults(patch(api(manager), activity, lower, if_match='"8"')) == {"/marking"}
    answer = patch(api(manager), activity, lower | {"marking_reason": "It was published."}, if_match='"8"')
    assert (answer.status_code, answer.json()["marking"]) == (200, "public")


def test_what_is_refused_leaves_nothing_behind(api: Api, analyst: Person, activity: Activity) -> None:
    before = Activity.objects.values().get()
    patch(api(analyst), activity, {"title": "B", "areas": []}, if_match='"6"')
    patch(api(analyst), activity, {"title": "B", "areas": []})
    assert Activity.objects.values().get() == before
    assert list(activity.areas.values_list("slug", flat=True)) == ["cyber"]


@pytest.mark.parametrize("verb", ["options", "trace"])
def test_other_verbs_are_not_allowed(api: Api, manager: Person, activity: Activity, verb: str) -> None:
    answer = getattr(api(manager), verb)(f"{LIST}{activity.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD, PUT, PATCH, DELETE"
