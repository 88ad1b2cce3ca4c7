"""Does every number on every page lead to exactly that many rows, for whoever reads it, on whatever day?"""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.test import Client

from commitments.actions.sampling import make_samples
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests.dashboards.walking import walk
from tests.factories import ActivityFactory, AssessmentFactory, DecisionFactory, ReviewFactory, TargetFactory

READERS = ("viewer", "analyst", "manager", "administrator")
PAST = ("2014-05-05", "2014-05-06", "2020-06-25", "2022-06-27")
KINDS = {
    *("overview", "commitments", "commitment", "activities", "activity", "areas", "area"),
    *("bodies", "body", "gaps", "reviews", "changes", "agreements", "agreement", "provisions"),
    *("area_brief", "body_brief"),
}


@pytest.fixture
def rich(seeded: None, analyst: Person, day: datetime.date) -> None:
    """Both texts, the samples that come with them, and rows of every marking beside."""
    with acting("command:sample", "command"):
        make_samples(settings.FIXTURES / "sample", on=day)
    commitments = list(Commitment.objects.all())
    for number, marking in enumerate(["internal", "restricted"] * 4):
        mine = commitments[number * 5]
        made = {"commitments": [mine], "areas": list(mine.areas.all()), "marking": marking}
        ActivityFactory(starts_on=day - datetime.timedelta(days=97 * number), logged_by=analyst, **made)
        AssessmentFactory(commitment=mine, confidence="off_track", marking=marking)
        TargetFactory(commitment=commitments[number * 5 + 1], marking=marking, due_on=day - datetime.timedelta(days=9))
        DecisionFactory(commitment=commitments[number * 5 + 2], marking=marking)
        ReviewFactory(agreement=mine.agreement, due_on=day - datetime.timedelta(days=40 * number), marking=marking)
    assert Activity.objects.count() > 90


@pytest.mark.slow
def test_the_numbers_of_today_open_exactly_that_many_rows_for_each_role(
    request: pytest.FixtureRequest, client: Client, rich: None
) -> None:
    for reader in READERS:
        client.force_login(request.getfixturevalue(reader))

        seen = walk(client, "/", most=1, share=4)

        assert seen.wrong == []
        assert set(seen.kinds) >= KINDS
        assert seen.numbers > 200


@pytest.mark.slow
def test_the_numbers_of_past_days_open_exactly_that_many_rows(client: Client, analyst: Person, rich: None) -> None:
    client.force_login(analyst)
    for on in PAST:
        seen = walk(client, f"/?on={on}", most=1, share=4)

        assert seen.wrong == []
        assert set(seen.kinds) >= KINDS - {"activity"}
        assert seen.numbers > 100


@pytest.mark.long
@pytest.mark.parametrize("on", ["", *PAST])
@pytest.mark.parametrize("reader", READERS)
def test_each_number_of_every_page_opens_exactly_that_many_rows(
    request: pytest.FixtureRequest, client: Client, rich: None, reader: str, on: str
) -> None:
    client.force_login(request.getfixturevalue(reader))

    seen = walk(client, f"/?on={on}" if on else "/")

    assert seen.wrong == []
    assert seen.numbers > 300
