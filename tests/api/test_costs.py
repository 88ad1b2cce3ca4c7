"""Does an answer cost as many queries with hundreds of rows as with ten?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
ADDRESSES = (
    *(
        "activities/?page_size=500",
        "activities/?page_size=500&expand=commitments,areas",
        "activities/?count=true&search=talks",
    ),
    *("commitments/?page_size=500", "commitments/?state=active", "areas/", "agreements/", "provisions/", "bodies/"),
    *("summaries/overview/", "summaries/areas/", "summaries/quarters/", "summaries/gaps/", "activities/{activity}/"),
    *("activities/{activity}/history/", "commitments/TEST1-1-c1/", "assessments/?page_size=500"),
)


def more(commitment: Commitment, person: Person, number: int) -> None:
    """So many more activities, all of them tied to the commitment and its area."""
    model = make.ActivityFactory(commitments=[commitment], areas=list(commitment.areas.all()), logged_by=person)
    values = {
        field.attname: getattr(model, field.attname)
        for field in Activity._meta.concrete_fields
        if not field.primary_key
    }
    made = Activity.objects.bulk_create(
        Activity(
            **values | {"title": f"Talks {each}", "starts_on": datetime.date(2020, 1, 1) + datetime.timedelta(each)}
        )
        for each in range(number)
    )
    for through, tie in ((Activity.commitments.through, "commitment"), (Activity.areas.through, "priorityarea")):
        named = commitment if tie == "commitment" else commitment.areas.get()
        through.objects.bulk_create(through(activity=each, **{tie: named}) for each in made)


def costs(client: Client, addresses: list[str]) -> dict[str, int]:
    """How many queries each address takes, asked a second time."""
    taken = {}
    for address in addresses:
        assert client.get(f"/api/v1/{address}").status_code == 200, address
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/api/v1/{address}")
        taken[address] = len(queries)
    return taken


@pytest.mark.parametrize("number", [300, pytest.param(1_000, marks=pytest.mark.long)])
def test_hundreds_of_rows_cost_as_many_queries_as_ten(
    api: Api, manager: Person, talks: Commitment, number: int
) -> None:
    client = api(manager)
    activity = make.ActivityFactory(commitments=[talks])
    addresses = [address.format(activity=activity.pk) for address in ADDRESSES]
    more(talks, manager, 10)
    few = costs(client, addresses)
    more(talks, manager, number)
    assert len(client.get("/api/v1/activities/?page_size=500").json()["results"]) >= 300
    assert costs(client, addresses) == few
