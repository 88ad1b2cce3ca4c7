"""Does the list of activities show those asked for, and a page all there is to know of one?"""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.people import Person
from tests.dashboards.conftest import World
from tests.dashboards.reading import page, queries_of
from tests.factories import ActivityFactory, BodyFactory, CommitmentFactory, EvidenceFactory, PriorityAreaFactory


def titles(client: Client, address: str) -> list[str]:
    return [anchor.words for anchor in page(client, address).anchors if anchor.words.startswith(("Meeting", "Loose"))]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["Meeting 3", "Loose end", "Meeting 0", "Meeting 5", "Meeting 4", "Meeting 2", "Meeting 1"]),
        ("area=none&commitment=none", ["Loose end"]),
        ("stage=planned", ["Meeting 3", "Meeting 5"]),
        ("started_after=2026-03-02&started_before=2026-05-05", ["Meeting 4", "Meeting 2"]),
        ("marking=internal&marking=restricted", ["Meeting 3", "Meeting 2", "Meeting 1"]),
    ],
)
def test_filters_in_the_address_choose_the_rows(
    client: Client, manager: Person, world: World, asked: str, shown: list[str]
) -> None:
    client.force_login(manager)

    assert titles(client, f"/activities/?{asked}") == shown
    assert page(client, f"/activities/?{asked}").total == len(shown)


def test_what_may_not_be_read_is_not_listed(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert titles(client, "/activities/") == ["Loose end", "Meeting 0", "Meeting 5", "Meeting 4"]


def test_an_activity_that_may_not_be_read_is_not_there(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)
    hidden = Activity.objects.get(title="Meeting 1")

    assert client.get(f"/activities/{hidden.pk}/").status_code == 404
    assert client.get(f"/activities/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize(("reader", "offered"), [("viewer", False), ("analyst", True), ("manager", True)])
def test_only_those_who_may_change_it_are_offered_to(
    request: pytest.FixtureRequest, client: Client, reader: str, offered: bool
) -> None:
    client.force_login(request.getfixturevalue(reader))
    activity = ActivityFactory()

    hrefs = [anchor.href for anchor in page(client, f"/activities/{activity.pk}/").anchors]

    assert (f"/admin/commitments/activity/{activity.pk}/change/" in hrefs) is offered


def test_a_page_tells_all_there_is_to_know(client: Client, manager: Person) -> None:
    client.force_login(manager)
    host = BodyFactory(abbreviation="MARCOM")
    activity = ActivityFactory(
        title="Staff talks",
        starts_on=datetime.date(2026, 3, 1),
        ends_on=datetime.date(2026, 3, 4),
        place="Northwood",
        summary="They talked.",
        outcome="A plan.",
        next_steps="Write it down.",
        bodies=[(host, "host")],
        confirmed_by=manager,
        source="partner",
        external_id="X-17",
        marking="internal",
    )
    evidence = EvidenceFactory(activity=activity, title="Minutes", seen_on=datetime.date(2026, 3, 9))

    read = page(client, f"/activities/{activity.pk}/")

    for said in (
        *("Staff talks", "joint meeting", "carried out, confirmed", "1 March 2026", "4 March 2026", "Northwood"),
        *("They talked.", "A plan.", "Write it down.", "MARCOM host", "partner X-17", "internal", "Minutes"),
        *("seen on 9 March 2026", "link without a copy", str(activity.commitments.get().quote)),
    ):
        assert said in read.text
    assert evidence.url in [anchor.href for anchor in read.anchors]


def test_more_rows_take_no_more_queries(client: Client, manager: Person) -> None:
    client.force_login(manager)
    ActivityFactory(commitments=[CommitmentFactory(areas=[PriorityAreaFactory()])])
    one = queries_of(client, "/activities/")
    for _number in range(2):
        ActivityFactory(commitments=[CommitmentFactory(areas=[PriorityAreaFactory()])])

    assert queries_of(client, "/activities/") == one
