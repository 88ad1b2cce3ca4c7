"""Does the change feed tell every change in order, once, and to whoever may know it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.people import Person
from tests import factories as make
from tests.api.following import CHANGES, asked, copied, followed, now, told
from tests.ledger.tampering import tampering

Api = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(api: Api, manager: Person) -> Client:
    return api(manager, "read", "changes")


def written(change: Callable[[], Any]) -> Any:
    with acting("person:ann", "admin"):
        return change()


def test_an_event_has_the_row_as_its_resource_has_it_and_says_which_write_it_was(feed: Client) -> None:
    activity = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    (event,) = asked(feed, types="activities")["results"]
    revision = event.pop("revision")
    row = feed.get(f"/api/v1/activities/{activity.pk}/").json()
    assert event == {"type": "activities", "id": str(activity.pk), "op": "upsert", "version": 1, "data": row}
    assert (set(revision), revision["last"], revision["recorded_at"][-1]) == ({"id", "recorded_at", "last"}, True, "Z")


def test_a_commitment_comes_without_its_standing(feed: Client) -> None:
    commitment = written(make.CommitmentFactory)
    (event,) = asked(feed, types="commitments")["results"]
    row = feed.get(f"/api/v1/commitments/{commitment.reference}/").json()
    assert event["data"] == {name: value for name, value in row.items() if name != "standing"}


def test_one_object_has_one_event_in_a_revision_with_its_last_version(feed: Client) -> None:
    activity = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    start = now(feed)

    def twice_and_a_part() -> None:
        Activity.objects.update(title="One")
        Activity.objects.update(title="Two")
        make.EvidenceFactory(activity=activity)

    written(twice_and_a_part)
    events, _next = followed(feed, start)
    assert told(events) == [("activities", str(activity.pk), "upsert", 2)]
    assert (events[0]["data"]["title"], len(events[0]["data"]["evidence"])) == ("Two", 1)


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_pages_of_any_size_hold_the_same_events(feed: Client, limit: int) -> None:
    for _ in range(3):
        written(lambda: [make.ActivityFactory(), make.AssessmentFactory()])
    whole = asked(feed, limit=1000)
    assert (whole["has_more"], len(whole["results"])) == (False, 3 * 8 + 2)
    assert followed(feed, limit=limit)[0] == whole["results"]


def test_every_row_of_every_list_is_in_the_feed(feed: Client, seeded: None) -> None:
    for row in (make.AssessmentFactory, make.DecisionFactory, make.TargetFactory, make.ReviewFactory):
        written(row)
    events, _next = followed(feed)
    copy = copied(events)
    for resource in {kind for kind, _name in copy}:
        listed = feed.get(f"/api/v1/{resource}/?page_size=500").json()
        assert listed["next"] is None
        rows = [{key: value for key, value in row.items() if key != "standing"} for row in listed["results"]]
        mine = [data for (kind, _name), data in copy.items() if kind == resource]
        assert sorted(mine, key=str) == sorted(rows, key=str)


def test_the_last_event_of_a_write_says_so(feed: Client) -> None:
    written(lambda: [make.PartyFactory(slug=slug) for slug in "abc"])
    written(lambda: make.PartyFactory(slug="d"))
    events, _next = followed(feed, limit=2)
    assert [(event["id"], event["revision"]["last"]) for event in events] == [
        *(("a", False), ("b", False)),
        *(("c", True), ("d", True)),
    ]


def test_the_same_cursor_gives_the_same_events_with_newer_data(feed: Client) -> None:
    written(lambda: make.PartyFactory(slug="a", name="Old"))
    first = asked(feed)
    written(lambda: make.Party.objects.update(name="New"))
    again = asked(feed)
    assert told(again["results"])[:1] == told(first["results"])
    assert again["results"][0]["data"]["name"] == "New"
    assert asked(feed, first["next"]) == asked(feed, first["next"])
    assert told(asked(feed, first["next"])["results"]) == [("parties", "a", "upsert", 2)]


def test_nothing_new_is_an_empty_page_that_leads_to_itself(feed: Client) -> None:
    written(make.PartyFactory)
    cursor = now(feed)
    assert asked(feed, cursor) == {"results": [], "next": cursor, "has_more": False}


def test_an_empty_ledger_has_a_cursor_too(feed: Client) -> None:
    cursor = now(feed)
    assert asked(feed, cursor)["results"] == []
    written(lambda: make.PartyFactory(slug="a"))
    assert told(asked(feed, cursor)["results"]) == [("parties", "a", "upsert", 1)]


def test_a_hundred_withdrawals_are_a_hundred_tombstones(feed: Client) -> None:
    rows = written(lambda: [make.ActivityFactory(commitments=[], areas=[]) for _ in range(100)])
    _events, cursor = followed(feed, types="activities")
    written(lambda: Activity.objects.all().delete())
    gone, _next = followed(feed, cursor, types="activities", limit=7)
    assert [(event["op"], event["data"], event["version"]) for event in gone] == [("delete", None, 2)] * 100
    assert {event["id"] for event in gone} == {str(row.pk) for row in rows}
    assert {event["op"] for event in followed(feed, types="activities")[0]} == {"delete"}


def test_what_is_brought_back_is_sent_again(feed: Client) -> None:
    activity = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    cursor = now(feed)
    key = activity.pk
    written(activity.delete)
    activity.pk = key
    written(lambda: activity.save(force_insert=True))
    events, _next = followed(feed, cursor)
    assert told(events) == [("activities", str(key), "upsert" if at else "delete", 2 + at) for at in (0, 1)]


def test_what_is_retired_is_taken_away_and_comes_back(feed: Client, day: Any) -> None:
    written(lambda: make.PartyFactory(slug="a"))
    cursor = now(feed)
    written(lambda: make.Party.objects.update(retired_on=day))
    (event,), cursor = followed(feed, cursor)
    assert (event["op"], event["data"]) == ("delete", None)
    written(lambda: make.Party.objects.update(retired_on=None))
    assert told(followed(feed, cursor)[0]) == [("parties", "a", "upsert", 3)]


def test_types_narrow_the_feed(feed: Client) -> None:
    written(make.ActivityFactory)
    assert {event["type"] for event in followed(feed, types="activities,parties")[0]} == {"activities", "parties"}


def test_a_change_of_a_rare_type_is_found_behind_many_of_others(feed: Client) -> None:
    written(lambda: make.PartyFactory(slug="a"))
    for number in range(120):
        written(lambda number=number: make.BodyFactory(slug=f"body-{number}"))  # type: ignore[misc]
    written(lambda: make.PartyFactory(slug="b"))
    assert [event["id"] for event in followed(feed, types="parties", limit=1)[0]] == ["a", "b"]
    assert asked(feed, types="parties", limit=1)["has_more"] is True


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        *(("limit=0", "/limit"), ("limit=1001", "/limit"), ("limit=ten", "/limit"), ("types=people", "/types")),
        *(("before=now", "/before"), ("after=soon", "/after"), ("after=", "/after"), ("after=a&after=b", "/after")),
    ],
)
def test_what_is_not_sound_is_refused_by_name(feed: Client, query: str, pointer: str) -> None:
    answer = feed.get(f"{CHANGES}?{query}")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_token_needs_the_scope_changes_and_a_person_none(api: Api, viewer: Person, client: Client) -> None:
    assert client.get(CHANGES).status_code == 401
    assert api(viewer, "read", "write").get(CHANGES).status_code == 403
    assert api(viewer, "changes").get(CHANGES).status_code == 200
    assert api(viewer, "changes").get("/api/v1/parties/").status_code == 403
    client.force_login(viewer)
    assert client.get(CHANGES).status_code == 200
    assert api(viewer, "read").post(CHANGES).status_code == 405


def test_a_cursor_from_after_a_backup_that_was_restored_leads_nowhere_and_says_how_to_start_again(feed: Client) -> None:
    written(lambda: make.PartyFactory(slug="a"))
    kept = now(feed)
    written(lambda: make.PartyFactory(slug="b"))
    lost = now(feed)
    with tampering() as cursor:  # as if the backup had been made before the second write
        cursor.execute("DELETE FROM ledger_change WHERE object_id = 'b'")
        cursor.execute("DELETE FROM ledger_revision WHERE number = (SELECT max(number) FROM ledger_revision)")
        cursor.execute("DELETE FROM commitments_party WHERE slug = 'b'")
    written(lambda: make.PartyFactory(slug="c"))
    written(lambda: make.PartyFactory(slug="d"))
    answer = feed.get(CHANGES, {"after": lost})
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert answer.json()["start"] == "http://testserver/api/v1/changes/?after=now"
    assert [event["id"] for event in followed(feed, kept)[0]] == ["c", "d"]


def test_somebody_elses_cursor_is_gone_for_me(api: Api, analyst: Person, manager: Person, feed: Client) -> None:
    written(make.PartyFactory)
    cursor, types = now(feed), now(feed, types="parties")
    others = [(api(analyst, "changes"), cursor), (api(manager, "changes"), cursor)]
    others += [(api(manager, "read", "changes", clearance="public"), cursor), (feed, types)]
    for caller, theirs in others:
        answer = caller.get(CHANGES, {"after": theirs})
        assert answer.status_code == 410
        assert answer.json()["start"] == "http://testserver/api/v1/changes/?after=now"
        assert answer["Link"] == '<http://testserver/api/v1/changes/?after=now>; rel="start"'
    assert api(manager, "read", "changes").get(CHANGES, {"after": cursor}).status_code == 200


@pytest.mark.parametrize("start", range(0, 1000, 250))
def test_a_cursor_that_was_changed_is_refused_and_never_understood(feed: Client, start: int) -> None:
    written(lambda: make.PartyFactory(slug="a"))
    written(lambda: [make.PartyFactory(slug=slug) for slug in "bc"])
    cursor = asked(feed, limit=2)["next"]
    for turn in range(start, start + 250):
        place, letter = turn % len(cursor), chr(33 + (turn * 7) % 94)
        changed = cursor[:place] + (letter if letter != cursor[place] else "") + cursor[place + 1 :]
        assert feed.get(CHANGES, {"after": changed}).status_code in (400, 410), changed


def test_a_poll_asks_the_database_as_little_whether_much_or_little_changed(
    feed: Client, django_assert_num_queries: Any
) -> None:
    written(make.PartyFactory)
    start = now(feed)
    with django_assert_num_queries(3):  # the token, the cursor, the head
        asked(feed, start)
    written(make.PartyFactory)
    with django_assert_num_queries(5):  # and the ledger, and the rows
        asked(feed, start)
    written(lambda: [make.PartyFactory() for _ in range(3)])
    with django_assert_num_queries(5):
        asked(feed, start)
