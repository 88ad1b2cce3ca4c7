"""Does the page of an area say how it stands, who may see what of it, and whether it went quiet?"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import ActivityFactory, BodyFactory, CommitmentFactory, PriorityAreaFactory

AREA = f"/areas/cyber-defence/?on={DAY}"


def test_the_heading_says_how_many_commitments_are_active(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    assert page(client, AREA).h1 == (
        "Cyber defence: 2 of 2 commitments were active on 21 November 2026; 1 asks for attention"
    )


def test_who_may_read_less_is_told_of_less(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)
    seen = page(client, AREA)

    assert seen.h1 == "Cyber defence: 1 of 1 commitment was active on 21 November 2026; 0 ask for attention"
    assert [word for word in ("Secret", "Meeting 1", "Meeting 2") if word in seen.text] == []


def test_an_area_that_is_not_there_is_not_found(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert client.get("/areas/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("activities", "told"),
    [
        ([], "Nothing has been done in this area yet"),
        ([("planned", "2026-12-24")], "Nothing has been done in this area yet"),
        ([("carried_out", "2026-03-01")], "Not quiet: the latest of what was done began on 1 March 2026"),
        (
            [("under_way", "2024-03-01")],
            "Not quiet: something is under way. The latest of what was done began on 1 March",
        ),
        ([("carried_out", "2024-03-01"), ("planned", "2027-01-01")], "Gone quiet: the latest of what was done began"),
    ],
)
def test_it_says_whether_it_went_quiet_and_why(
    client: Client, viewer: Person, activities: list[tuple[str, str]], told: str
) -> None:
    area = PriorityAreaFactory(slug="space")
    for stage, day in activities:
        ActivityFactory(areas=[area], commitments=[], stage=stage, starts_on=datetime.date.fromisoformat(day))
    client.force_login(viewer)

    assert told in page(client, f"/areas/space/?on={DAY}").text
    assert page(client, f"/areas/?quiet=true&on={DAY}").total == told.startswith("Gone")


def test_the_bodies_concerned_come_with_what_they_owe_and_did(client: Client, viewer: Person, world: World) -> None:
    area = PriorityAreaFactory(slug="space")
    host, guest = BodyFactory(abbreviation="HOST"), BodyFactory(abbreviation="GUEST")
    mine = CommitmentFactory(agreement=world.active.agreement, areas=[area], responsibilities=[(host, "host")])
    ActivityFactory(commitments=[mine], areas=[area], bodies=[(guest, "participant"), (host, "host")])
    client.force_login(viewer)

    seen = page(client, f"/areas/space/?on={DAY}")
    told = {anchor.href: anchor.promised for anchor in seen.anchors if "body=" in anchor.href}

    owed, did = f"/commitments/?area=space&body={{}}&on={DAY}", "/activities/?area=space&body={}"
    assert told == {
        owed.format(host.slug): 1,
        did.format(host.slug): 1,
        owed.format(guest.slug): 0,
        did.format(guest.slug): 1,
    }
    assert {address: page(client, address).total for address in told} == told


@pytest.mark.parametrize("address", ["/areas/space/", "/areas/", "/bodies/", "/bodies/host/"])
def test_more_rows_take_no_more_queries(client: Client, analyst: Person, world: World, address: str) -> None:
    area, body = PriorityAreaFactory(slug="space"), BodyFactory(slug="host")
    client.force_login(analyst)

    def add() -> None:
        mine = CommitmentFactory(agreement=world.silent.agreement, areas=[area], responsibilities=[(body, "host")])
        post = BodyFactory(kind="post", parent=body)
        parts = [(body, "host"), (post, "participant")]
        ActivityFactory(commitments=[mine], areas=[area], bodies=parts, kind="staff_contribution")
        PriorityAreaFactory()

    add()
    before = queries_of(client, f"{address}?on={DAY}")
    add()
    add()

    assert queries_of(client, f"{address}?on={DAY}") == before


def test_the_thread_across_the_texts_shows_what_became_of_an_earlier_promise(
    client: Client, viewer: Person, seeded: None
) -> None:
    client.force_login(viewer)
    thread = page(client, f"/areas/cyber-defence/?on={DAY}").text.partition("The thread across texts")[2]

    assert "Possible cooperation on cyber defence" in thread.partition("Cooperate on cyber defence")[0]
    assert "Cooperate on cyber defence" not in page(client, "/areas/cyber-defence/?on=2014-05-06").text
