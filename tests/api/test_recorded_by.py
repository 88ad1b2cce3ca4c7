"""Does the API answer as it would have answered at an earlier moment?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.ledger.models import Change
from commitments.models.activities import Activity, Evidence
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.remembering import head, read, written
from tests.api.test_lists import NOUNS

Api = Callable[..., Client]
pytestmark = pytest.mark.django_db
REMEMBERS = ("commitments", "activities", "assessments", "decisions", "targets", "reviews")
FIGURES = "summaries/overview/?on=2026-11-21"


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


def without_address(page: Any) -> Any:
    """A list without the addresses of its neighbours."""
    return [page["results"], page.get("count")]


@pytest.mark.slow
@pytest.mark.parametrize("resource", REMEMBERS)
def test_lists_and_details_read_as_they_did_before_everything_changed(client: Client, resource: str) -> None:
    written(lambda: [NOUNS[resource]() for _ in range(3)])
    then = head()
    before = without_address(read(client, f"{resource}/?count=true"))
    details = [client.get(row["url"]).json() for row in before[0]]
    assert len(before[0]) >= 3
    written(lambda: [NOUNS[resource]() for _ in range(2)])
    for model in (Activity, Commitment, Agreement):
        written(lambda model=model: model.objects.update(title="Changed since"))  # type: ignore[misc]
    assert without_address(read(client, f"{resource}/?count=true"))[0] != before[0]
    assert without_address(read(client, f"{resource}/?count=true", then)) == before
    names = [row["url"].split("/")[-2] for row in before[0]]
    assert [read(client, f"{resource}/{name}/", then) for name in names] == details
    pages, address = [], f"/api/v1/{resource}/?page_size=1&recorded_by={then.recorded_at}"
    while address:
        page = client.get(address).json()
        pages, address = [*pages, *page["results"]], page["next"]
    assert pages == before[0]


@pytest.mark.slow
@pytest.mark.parametrize("late", [40, pytest.param(200, marks=pytest.mark.long)])
def test_an_overview_asked_with_both_clocks_reads_the_same_however_much_comes_late(
    client: Client, seeded: None, analyst: Person, late: int
) -> None:
    commitments = list(Commitment.objects.order_by("position")[:20])
    for commitment in commitments[:5]:
        written(lambda commitment=commitment: make.ActivityFactory(commitments=[commitment]))  # type: ignore[misc]
    written(lambda: make.DecisionFactory(commitment=commitments[6]))
    then = head()
    first = read(client, FIGURES, then)
    urls = [figure["url"] for figure in first["commitments"]["states"].values()]
    urls += [figure["url"] for row in first["quarters"]["rows"] for figure in row["counts"] if figure["count"]]
    rows = [client.get(url).json()["results"] for url in urls]
    assert [len(each) for each in rows] == [
        *(figure["count"] for figure in first["commitments"]["states"].values()),
        *(figure["count"] for row in first["quarters"]["rows"] for figure in row["counts"] if figure["count"]),
    ]
    for number in range(late):
        made = commitments[number % 20]
        written(lambda made=made: make.ActivityFactory(commitments=[made], starts_on=datetime.date(2026, 3, 1)))  # type: ignore[misc]
    written(lambda: Activity.objects.filter(title="Meeting 1").delete())
    assert read(client, FIGURES)["commitments"] != first["commitments"]
    assert read(client, FIGURES, then) == first
    assert [client.get(url).json()["results"] for url in urls] == rows


def test_filters_orders_searches_and_embedded_rows_are_those_of_the_time(client: Client) -> None:
    area, other = make.PriorityAreaFactory(slug="cyber"), make.PriorityAreaFactory(slug="sea")
    activity = written(lambda: make.ActivityFactory(commitments=[], areas=[area], title="Talks in Oslo"))
    make.EvidenceFactory(activity=activity)
    written(lambda: Activity.objects.update(place="Oslo"))
    then = head()

    def move() -> None:
        activity.areas.set([other])
        Activity.objects.update(title="Nothing", version=9)
        Evidence.objects.all().delete()
        type(area).objects.filter(pk=area.pk).update(name="New name")

    expected = read(client, "activities/?expand=areas")
    written(move)
    for query in ("area=cyber", "search=oslo", "copy=false", "ordering=title", "area=cyber&area=sea"):
        found = read(client, f"activities/?{query}&expand=areas", then)
        assert found["results"] == expected["results"]
    assert read(client, "activities/?area=sea", then)["results"] == []
    assert expected["results"][0]["areas"][0]["name"] != "New name"


def test_what_was_withdrawn_since_is_there_and_what_came_later_is_not(client: Client) -> None:
    activity = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    then = head()
    key = activity.pk
    written(activity.delete)
    assert read(client, f"activities/{key}/", then)["id"] == str(key)
    late = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    assert client.get(f"/api/v1/activities/{late.pk}/?recorded_by={then.recorded_at}").status_code == 404
    assert client.get(f"/api/v1/activities/{key}/").status_code == 404


def test_before_the_first_write_there_is_nothing(client: Client) -> None:
    written(make.ActivityFactory)
    answer = client.get("/api/v1/activities/?recorded_by=2000-01-01")
    assert (answer["Recorded-By"], answer.json()["results"]) == ("none", [])
    empty = client.get(f"/api/v1/{FIGURES}&recorded_by=2000-01-01").json()
    assert (empty["recorded_by"], empty["commitments"]["total"]) == ({"id": None, "recorded_at": None}, 0)


def test_a_day_means_its_end_at_the_office(client: Client, settings: Any) -> None:
    written(make.ActivityFactory)
    last = head()
    day = datetime.date.fromisoformat(last.recorded_at[:10])
    for text, known in ((day, last.public_id), (day - datetime.timedelta(1), "none")):
        assert client.get(f"/api/v1/activities/?recorded_by={text}")["Recorded-By"] == known


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-11-21T09:00:00", "2026-11-21T9Z", "9999-12-31"])
def test_a_moment_that_is_none_is_refused_by_name(client: Client, text: str) -> None:
    answer = client.get("/api/v1/activities/", {"recorded_by": text})
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, ["/recorded_by"])


def test_what_is_not_filtered_by_work_and_writes_do_not_take_it(client: Client) -> None:
    for path in ("parties", "agreements", "milestones"):
        assert client.get(f"/api/v1/{path}/?recorded_by=2026-01-01").status_code == 400
    sent = {"title": "A", "kind": "visit", "starts_on": "2026-05-01"}
    answer = client.post("/api/v1/activities/?recorded_by=2026-01-01", sent, "application/json")
    assert answer.status_code == 400


def test_the_next_question_is_about_today_again(client: Client) -> None:
    written(lambda: make.ActivityFactory(commitments=[], areas=[]))
    for path in ("activities/?recorded_by=2000-01-01", "activities/?recorded_by=2000-01-01&page_size=0"):
        client.get(f"/api/v1/{path}")
        assert len(read(client, "activities/")["results"]) == 1
    assert Change.objects.filter(source="commitments_activity").count() == 1


def test_a_list_of_three_costs_no_more_queries_than_a_list_of_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    written(make.ActivityFactory)
    read(client, "activities/", head())
    with django_assert_max_num_queries(1000) as one:
        read(client, "activities/", head())
    written(lambda: [make.ActivityFactory() for _ in range(2)])
    with django_assert_max_num_queries(len(one)):
        assert len(read(client, "activities/", head())["results"]) == 3
