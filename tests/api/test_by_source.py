"""Does another system keep its activities in step by their names there, without undoing what people did?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from commitments.ledger.models import Change
from commitments.ledger.recording import acting, seal
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import LIST, SENT, confirm, faults, patch, post
from tests.api.serving import all_at_once, serving

Api = Callable[..., Client]
CONTENT = {**SENT, "areas": ["cyber"]}


@pytest.fixture
def erp(api: Api, analyst: Person, talks: Commitment) -> Client:
    """A token of the analyst's that owns the source `erp`."""
    return api(analyst, source="erp")


def push(client: Client, sent: Any, name: str = "7", source: str = "erp", **headers: str) -> HttpResponse:
    seal()  # as between two requests
    address = f"{LIST}by-source/{source}/{quote(name, safe='')}/"
    return client.put(address, sent, "application/json", headers=headers)


def changes() -> int:
    seal()
    return Change.objects.count()


def test_what_is_not_there_is_logged(erp: Client) -> None:
    answer = push(erp, CONTENT)
    told = answer.json()
    assert (answer.status_code, answer["Location"], answer["ETag"]) == (201, told["url"], '"1"')
    assert (told["source"], told["external_id"], told["areas"], told["state"]) == ("erp", "7", ["cyber"], "logged")
    assert erp.get(told["url"]).json() == told


def test_the_same_content_changes_nothing_however_it_is_written_down(erp: Client, talks: Commitment) -> None:
    make.PriorityAreaFactory(slug="space")
    first = push(erp, {**CONTENT, "areas": ["cyber", "space"], "title": "A visit", "place": ""})
    before = changes()
    again = push(erp, {"areas": ["space", "cyber"], **SENT, "title": " A visit ", "source": "erp", "external_id": "7"})
    assert (again.status_code, again.json(), changes()) == (200, first.json(), before)


def test_other_content_takes_the_place_of_the_last(erp: Client, talks: Commitment) -> None:
    push(erp, {**CONTENT, "place": "Oslo", "summary": "Talks."})
    answer = push(erp, {**SENT, "commitments": [talks.reference], "title": "Another visit"})
    told = answer.json()
    assert (answer.status_code, told["version"], told["title"]) == (200, 2, "Another visit")
    assert (told["place"], told["summary"], told["areas"], told["commitments"]) == ("", "", ["cyber"], ["TEST1-1-c1"])


def test_what_the_source_logged_by_post_or_in_bulk_is_known_as_pushed(erp: Client) -> None:
    origin = {"source": "erp", "external_id": "7"}
    post(erp, {**CONTENT, **origin})
    post(erp, [{**CONTENT, **origin, "external_id": "8"}], f"{LIST}bulk/")
    before = changes()
    assert [push(erp, CONTENT, name).status_code for name in ("7", "8")] == [200, 200]
    assert changes() == before


def test_confirmation_and_marking_stay_when_the_same_comes_again(erp: Client, api: Api, manager: Person) -> None:
    sent = {**CONTENT, "marking": "public"}
    activity = Activity.objects.get(pk=push(erp, sent).json()["id"])
    boss = api(manager)
    patch(boss, activity, {"marking": "internal"}, if_match='"1"')
    confirm(boss, activity, if_match='"2"')
    before = changes()
    answer = push(erp, sent)
    assert (answer.status_code, answer.json()["state"], answer.json()["marking"]) == (200, "confirmed", "internal")
    assert changes() == before


def test_new_content_after_a_confirmation_is_taken_and_asks_to_be_confirmed_again(
    erp: Client, api: Api, manager: Person
) -> None:
    sent = {**CONTENT, "marking": "public"}
    activity = Activity.objects.get(pk=push(erp, sent).json()["id"])
    boss = api(manager)
    patch(boss, activity, {"marking": "internal"}, if_match='"1"')
    confirm(boss, activity, if_match='"2"')
    told = push(erp, {**sent, "title": "Moved"}).json()
    assert (told["title"], told["state"], told["marking"]) == ("Moved", "logged", "internal")


def test_what_a_person_changed_is_not_lost_in_silence(erp: Client, api: Api, manager: Person) -> None:
    activity = Activity.objects.get(pk=push(erp, CONTENT).json()["id"])
    patch(api(manager), activity, {"place": "Oslo"}, if_match='"1"')
    before = changes()
    answer = push(erp, {**CONTENT, "title": "Moved"})
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"], answer["ETag"]) == (409, "application/problem+json", '"2"')
    assert (told["current"]["place"], told["current"]["version"], told["sent"]["title"]) == ("Oslo", 2, "Moved")
    assert (told["status"], changes()) == (409, before)
    insisted = push(erp, {**CONTENT, "title": "Moved"}, if_match='"2"')
    assert (insisted.status_code, insisted.json()["title"], insisted.json()["place"]) == (200, "Moved", "")
    assert push(erp, {**CONTENT, "title": "Moved again"}).status_code == 200


def test_what_a_person_changed_and_changed_back_stands_in_nobodys_way(erp: Client, api: Api, manager: Person) -> None:
    activity = Activity.objects.get(pk=push(erp, CONTENT).json()["id"])
    for version, place in enumerate(["Oslo", ""], start=1):
        patch(api(manager), activity, {"place": place}, if_match=f'"{version}"')
    assert push(erp, {**CONTENT, "title": "Moved"}).status_code == 200


def test_what_the_source_changed_by_itself_is_no_conflict(erp: Client, api: Api, analyst: Person) -> None:
    activity = Activity.objects.get(pk=push(erp, CONTENT).json()["id"])
    seal()
    patch(api(analyst, source="erp"), activity, {"place": "Oslo"}, if_match='"1"')  # rotated, say: another token
    assert push(erp, {**CONTENT, "title": "Moved"}).json()["place"] == ""


def test_with_if_match_the_version_has_to_be_the_one_that_is_there(erp: Client) -> None:
    push(erp, CONTENT)
    stale = push(erp, {**CONTENT, "title": "Moved"}, if_match='"7"')
    assert (stale.status_code, stale["ETag"]) == (412, '"1"')
    assert push(erp, {**CONTENT, "title": "Moved"}, if_match="*").status_code == 200
    assert push(erp, CONTENT, "new", if_match='"1"').status_code == 412
    assert Activity.objects.count() == 1
    assert faults(push(erp, {**CONTENT, "title": ""}, if_match='"7"')) == {"/title"}


@pytest.mark.parametrize(
    "name", ["a/b", "a b", "ä/海洋", "50%", "x?y#z", "a+b", "..", "history", "{7}", "a//b/", "A" * 200]
)
def test_a_name_may_hold_any_character_that_can_be_read(erp: Client, name: str) -> None:
    answer = push(erp, CONTENT, name)
    assert (answer.status_code, answer.json()["external_id"]) == (201, name)
    assert push(erp, CONTENT, name).status_code == 200


@pytest.mark.parametrize("name", ["a\0b", " ", "A" * 201, "a\tb"])
def test_a_name_that_cannot_be_read_is_refused(erp: Client, name: str) -> None:
    assert faults(push(erp, CONTENT, name)) == {"/external_id"}


def test_the_body_may_repeat_the_name_and_not_contradict_it(erp: Client) -> None:
    assert faults(push(erp, {**CONTENT, "source": "other", "external_id": "8"})) == {"/source", "/external_id"}
    assert faults(push(erp, {**CONTENT, "kind": "party", "titel": 1})) == {"/kind", "/titel"}
    assert push(erp, [CONTENT]).status_code == 400


def test_only_a_token_that_owns_the_source_pushes_under_it(
    erp: Client, api: Api, analyst: Person, viewer: Person
) -> None:
    assert push(erp, CONTENT, source="other").status_code == 403
    assert push(api(analyst), CONTENT).status_code == 403
    assert push(api(viewer, source="erp"), CONTENT).status_code == 403
    assert push(api(analyst, "read", source="erp"), CONTENT).status_code == 403
    assert push(api(analyst, source="erp"), "no json").status_code == 400
    assert erp.get(f"{LIST}by-source/erp/7/").status_code == 405


def test_what_was_raised_out_of_its_sight_is_not_there_for_a_source(erp: Client) -> None:
    activity = Activity.objects.get(pk=push(erp, CONTENT).json()["id"])
    seal()
    with acting("person:manager", "admin"):
        Activity.objects.filter(pk=activity.pk).update(marking="restricted")
    assert push(erp, CONTENT).status_code == 404
    assert push(erp, {**CONTENT, "title": "Moved"}).status_code == 404
    assert Activity.objects.count() == 1


def test_what_was_withdrawn_is_logged_anew(erp: Client) -> None:
    first = push(erp, CONTENT).json()
    seal()
    erp.delete(first["url"], headers={"If-Match": '"1"'})
    again = push(erp, CONTENT)
    assert (again.status_code, again.json()["id"] != first["id"]) == (201, True)


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_sixteen_who_push_the_same_at_once_make_one_activity(tmp_path: Path, analyst: Person) -> None:
    make.PriorityAreaFactory(slug="cyber")
    key = make.TokenFactory(owner=analyst, source="erp").key
    with serving(tmp_path) as server:
        path = "activities/by-source/erp/7/"
        answers = all_at_once(lambda _number: server.ask(key, "PUT", path, CONTENT), 16)
        there = server.ask(key, "GET", "activities/?count=true").body
        server.manage("verify_ledger")
    assert sorted(answer.status for answer in answers) == [200] * 15 + [201]
    assert (there["count"], {answer.body["id"] for answer in answers}) == (1, {there["results"][0]["id"]})
