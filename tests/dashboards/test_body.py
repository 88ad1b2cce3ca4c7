"""Does the page of a body say what it has a part in, what went quiet, and who fills its posts?"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from commitments.models.bodies import Body
from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page
from tests.factories import ActivityFactory, BodyFactory, CommitmentFactory


@pytest.fixture
def host(world: World) -> Body:
    body: Body = BodyFactory(slug="host", name="Allied Host", abbreviation="HOST")
    quiet = CommitmentFactory(
        agreement=world.active.agreement, title="Talk about hosting", responsibilities=[(body, "host"), (body, "lead")]
    )
    CommitmentFactory(agreement=world.secret.agreement, title="Host in secret", responsibilities=[(body, "host")])
    ActivityFactory(title="Long ago", commitments=[quiet], bodies=[(body, "host")], starts_on=datetime.date(2024, 2, 1))
    return body


def test_it_says_what_it_has_a_part_in_and_in_which_role(client: Client, viewer: Person, host: Body) -> None:
    client.force_login(viewer)
    seen = page(client, f"/bodies/host/?on={DAY}")

    assert seen.h1 == "HOST had a part in 1 commitment on 21 November 2026; 1 asks for attention"
    assert "Japan" not in seen.text.partition("What it has a part in")[2].partition("What was done")[0]
    assert "quiet Talk about hosting" in seen.text
    assert "lead host" in seen.text or "host lead" in seen.text
    assert "The last evidence is of 1 February 2024." in seen.text


def test_who_may_read_more_sees_more_parts(client: Client, manager: Person, host: Body) -> None:
    client.force_login(manager)

    assert "HOST had a part in 2 commitments" in page(client, f"/bodies/host/?on={DAY}").h1


@pytest.mark.parametrize(
    ("postings", "told"),
    [
        ([], "never filled"),
        ([("2025-01-01", "2025-06-30", "carried_out")], "vacant since 1 July 2025"),
        ([("2025-01-01", None, "under_way")], "filled since 1 January 2025"),
        (
            [("2025-01-01", "2025-06-30", "carried_out"), ("2026-01-01", "2027-01-01", "under_way")],
            "filled since 1 January 2026",
        ),
        ([("2027-01-01", None, "planned")], "never filled"),
    ],
)
def test_a_post_is_filled_vacant_or_was_never_filled(
    client: Client, viewer: Person, host: Body, postings: list[tuple[str, str | None, str]], told: str
) -> None:
    post = BodyFactory(slug="post", kind="post", parent=host)
    for starts, ends, stage in postings:
        ActivityFactory(
            kind="liaison_officer",
            bodies=[(post, "participant")],
            starts_on=datetime.date.fromisoformat(starts),
            ends_on=ends and datetime.date.fromisoformat(ends),
            stage=stage,
        )
    client.force_login(viewer)

    for address in ("/bodies/host/", "/bodies/post/", "/bodies/?kind=post&"):
        shown = page(client, f"{address.rstrip('&')}{'&' if '?' in address else '?'}on={DAY}").text
        assert told.lower() in shown.lower()


def test_a_posting_that_may_not_be_read_fills_no_post(client: Client, viewer: Person, host: Body) -> None:
    post = BodyFactory(slug="post", kind="post", parent=host)
    ActivityFactory(kind="liaison_officer", bodies=[(post, "host")], stage="under_way", marking="internal")
    client.force_login(viewer)

    assert "never filled" in page(client, f"/bodies/post/?on={DAY}").text.lower()


def test_a_body_that_is_not_there_is_not_found(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert client.get("/bodies/nowhere/").status_code == 404
