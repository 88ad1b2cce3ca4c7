"""What changed between two days?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/summaries/changes/"
ROOT = "http://testserver/api/v1/"


def written(change: Callable[[], Any]) -> Any:
    with acting("person:ann", "admin"):
        return change()


def read(client: Client, first: datetime.date, second: datetime.date) -> Any:
    answer = client.get(ADDRESS, {"from": first, "to": second})
    assert answer.status_code == 200, answer.content
    return answer.json()


def objects(*rows: Any, gone: bool = False) -> dict[str, Any]:
    names = sorted(str(row) for row in rows)
    told = [{"id": name, "url": None if gone else f"{ROOT}activities/{name}/"} for name in names]
    return {"count": len(names), "objects": told}


def test_what_came_and_went_is_counted_with_its_address_for_whoever_may_know(
    api: Api, manager: Person, viewer: Person
) -> None:
    one, secret = (
        written(lambda marking=marking: make.ActivityFactory(commitments=[], areas=[], marking=marking))  # type: ignore[misc]
        for marking in ("public", "restricted")
    )
    passing = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    written(passing.delete)
    written(lambda: Activity.objects.filter(pk=one.pk).update(title="Changed"))
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(1)
    (seen,) = read(api(viewer), yesterday, today)["changes"]
    assert seen == {"type": "activities", "made": objects(one.pk), "changed": objects(), "gone": objects(gone=True)}
    (whole,) = read(api(manager), yesterday, today)["changes"]
    assert whole["made"] == objects(one.pk, secret.pk)
    assert read(api(manager), today, today)["changes"] == []
    assert read(api(manager), yesterday - datetime.timedelta(9), yesterday)["changes"] == []


def test_commitments_that_stand_otherwise_are_named(api: Api, viewer: Person, day: datetime.date) -> None:
    agreement = make.AgreementFactory(dated_on=datetime.date(2020, 1, 1))
    one, _two = make.CommitmentFactory(agreement=agreement), make.CommitmentFactory(agreement=agreement)
    make.ActivityFactory(commitments=[one], starts_on=datetime.date(2026, 11, 15))
    found = read(api(viewer), datetime.date(2026, 11, 14), day)
    url = f"{ROOT}commitments/{one.reference}/?on=2026-11-21"
    told = {"commitment": one.reference, "title": one.title, "before": "planned", "after": "active", "url": url}
    assert (found["from"], found["to"], found["as_seen_with"]) == ("2026-11-14", "2026-11-21", "public")
    assert found["states"] == [told]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        *(("", "/from"), ("from=soon", "/from"), ("from=2026-01-01&to=x", "/to")),
        *(("from=2026-02-01&to=2026-01-01", "/from"), ("from=2026-01-01&on=2026-01-01", "/on")),
    ],
)
def test_days_that_are_not_sound_are_refused_by_name(api: Api, viewer: Person, query: str, pointer: str) -> None:
    answer = api(viewer).get(f"{ADDRESS}?{query}")
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, [pointer])
