"""Does the API tell what happened to an activity, as far as its reader may know?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting, seal
from commitments.models.activities import Activity, Participation
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import LIST, SENT, patch, post

Api = Callable[..., Client]


def history(client: Client, activity: Any, query: str = "") -> Any:
    seal()
    answer = client.get(f"{LIST}{activity.pk}/history/{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def moved(db: None) -> Activity:
    """An activity of version 1 and four changes of its place."""
    activity = make.ActivityFactory(commitments=[], areas=[make.PriorityAreaFactory(slug="cyber")], place="0")
    for number in range(1, 5):
        with acting("person:ann", "admin", f"Move {number}."):
            Activity.objects.update(place=str(number))
    return activity


def test_it_says_who_did_what_when_and_through_which_door(api: Api, analyst: Person, talks: Commitment) -> None:
    client = api(analyst)
    bodies = [{"body": "centre", "role": "host"}]
    made = post(client, SENT | {"commitments": [talks.reference], "bodies": bodies}).json()
    activity = Activity.objects.get()
    patch(client, activity, {"place": "Oslo", "starts_on": "2026-05-02"}, if_match='"1"')
    newest, first = history(client, activity)["results"]
    revisions = {each.public_id: each for each in Revision.objects.all()}
    token = analyst.tokens.get()
    now = client.get(f"{LIST}{activity.pk}/").json()
    assert newest == {
        "revision": newest["revision"],
        "recorded_at": revisions[newest["revision"]].recorded_at,
        "version": 2,
        "op": "changed",
        "actor": f"token:{token.prefix}",
        "door": "api",
        "reason": "",
        "changes": [
            {"field": "starts_on", "before": "2026-05-01", "after": "2026-05-02"},
            {"field": "place", "before": "", "after": "Oslo"},
            {"field": "updated_at", "before": made["updated_at"], "after": now["updated_at"]},
        ],
    }
    assert (first["op"], first["version"], {each["before"] for each in first["changes"]}) == ("made", 1, {None})
    told = {each["field"]: each["after"] for each in first["changes"]}
    expected = {name: made[name] for name in told if made[name] not in ([], None)}
    expected |= {"commitments": talks.reference, "areas": "cyber", "bodies": bodies[0]}
    assert told == expected
    assert not set(told) & {"version", "url", "participations"}


def test_evidence_reads_as_in_the_activity(api: Api, analyst: Person) -> None:
    evidence = make.EvidenceFactory(seen_on=datetime.date(2026, 5, 1))
    client = api(analyst)
    shown = client.get(f"{LIST}{evidence.activity_id}/").json()["evidence"][0]
    told = [
        change
        for event in history(client, evidence.activity)["results"]
        for change in event["changes"]
        if change["field"] == "evidence"
    ]
    assert told == [{"field": "evidence", "before": None, "after": shown}]


def test_a_body_that_goes_is_told_with_its_role(api: Api, analyst: Person, talks: Commitment) -> None:
    activity = make.ActivityFactory(commitments=[talks], bodies=[(make.BodyFactory(slug="office"), "organiser")])
    seal()
    Participation.objects.all().delete()
    newest = history(api(analyst), activity)["results"][0]
    gone = {"body": "office", "role": "organiser"}
    assert newest["changes"] == [{"field": "bodies", "before": gone, "after": None}]


def test_pages_follow_one_another_and_lead_back(api: Api, analyst: Person, moved: Activity) -> None:
    client = api(analyst)
    whole = history(client, moved, "?count=true")
    assert (whole["count"], len(whole["results"])) == (5, 5)
    assert (whole["next"], whole["previous"]) == (None, None)
    pages = [history(client, moved, "?page_size=2")]
    while pages[-1]["next"]:
        pages.append(client.get(pages[-1]["next"]).json())
    assert [[event["version"] for event in page["results"]] for page in pages] == [[5, 4], [3, 2], [1]]
    assert [event for page in pages for event in page["results"]] == whole["results"]
    assert pages[0]["previous"] is None
    assert client.get(pages[2]["previous"]).json()["results"] == pages[1]["results"]
    assert client.get(pages[1]["previous"]).json() == pages[0]


def test_what_happens_meanwhile_moves_no_page(api: Api, analyst: Person, moved: Activity) -> None:
    client = api(analyst)
    following = history(client, moved, "?page_size=2")["next"]
    Activity.objects.update(place="5")
    seal()
    page = client.get(following).json()
    assert [event["version"] for event in page["results"]] == [3, 2]


def test_a_cursor_is_good_for_its_own_history_alone(api: Api, analyst: Person, moved: Activity) -> None:
    client, other = api(analyst), make.ActivityFactory()
    cursor = history(client, moved, "?page_size=2")["next"].rpartition("cursor=")[2].partition("&")[0]
    for address in (f"{LIST}{other.pk}/history/?cursor={cursor}", f"{LIST}{moved.pk}/history/?cursor={cursor[:-1]}"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/cursor")
    for query in ("page_size=0", "ordering=version", "on=2026-01-01"):
        assert client.get(f"{LIST}{moved.pk}/history/?{query}").status_code == 400


def test_what_was_marked_above_the_reader_at_the_time_stays_unseen(api: Api, analyst: Person, manager: Person) -> None:
    activity = make.ActivityFactory(marking="restricted", title="Secret")
    seal()
    Activity.objects.update(title="Known", marking="internal")
    seal()
    Activity.objects.update(place="Oslo")
    seen = history(api(analyst), activity, "?count=true")
    assert (seen["count"], [event["version"] for event in seen["results"]]) == (1, [activity.version + 2])
    assert history(api(manager), activity, "?count=true")["count"] == 3
    Activity.objects.update(marking="restricted")
    seal()
    assert api(analyst).get(f"{LIST}{activity.pk}/history/").status_code == 404


def test_reading_a_history_costs_the_same_however_long_it_is(api: Api, analyst: Person, moved: Activity) -> None:
    short = make.ActivityFactory(commitments=[], areas=[make.PriorityAreaFactory(slug="space")])
    client, asked = api(analyst), []
    seal()
    for activity in (short, moved):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{LIST}{activity.pk}/history/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
