"""Does a list hold every row once, in order, at the same cost for any number of rows?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from commitments.models.activities import Activity
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]

NOUNS: dict[str, Callable[[], Any]] = {
    "parties": make.PartyFactory,
    "agreements": make.AgreementFactory,
    "provisions": make.ProvisionFactory,
    "areas": make.PriorityAreaFactory,
    "bodies": make.BodyFactory,
    "commitments": lambda: make.CommitmentFactory(
        areas=[make.PriorityAreaFactory()], responsibilities=[(make.BodyFactory(), "host")]
    ),
    "milestones": lambda: make.MilestoneFactory(commitments=[make.CommitmentFactory()]),
    "activities": lambda: make.EvidenceFactory(
        activity=make.ActivityFactory(areas=[make.PriorityAreaFactory()], bodies=[(make.BodyFactory(), "host")])
    ),
    "assessments": make.AssessmentFactory,
    "decisions": make.DecisionFactory,
    "targets": make.TargetFactory,
    "reviews": make.ReviewFactory,
}


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


def walked(client: Client, url: str | None, towards: str = "next") -> list[list[dict[str, Any]]]:
    """The pages from an address on, in the order they were read."""
    pages = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        pages.append(answer.json()["results"])
        url = answer.json()[towards]
    return pages


@pytest.mark.parametrize("resource", NOUNS)
def test_a_list_of_three_costs_no_more_queries_than_a_list_of_one(
    client: Client, resource: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    NOUNS[resource]()
    client.get(f"/api/v1/{resource}/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        shown = client.get(f"/api/v1/{resource}/").json()["results"]
    NOUNS[resource]()
    NOUNS[resource]()
    with django_assert_num_queries(len(one)):
        more = client.get(f"/api/v1/{resource}/").json()["results"]
    assert len(more) > len(shown) >= 1


@pytest.mark.parametrize("resource", NOUNS)
def test_a_row_reads_the_same_in_its_list_and_by_itself(client: Client, resource: str) -> None:
    NOUNS[resource]()
    for row in client.get(f"/api/v1/{resource}/").json()["results"]:
        assert client.get(row["url"]).json() == row


@pytest.mark.parametrize("resource", NOUNS)
def test_a_walk_in_pages_of_two_finds_every_row_once_forwards_and_backwards(client: Client, resource: str) -> None:
    for _number in range(5):
        NOUNS[resource]()
    whole = client.get(f"/api/v1/{resource}/?page_size=500").json()
    assert (whole["next"], whole["previous"]) == (None, None)
    pages = walked(client, f"/api/v1/{resource}/?page_size=2")
    assert [row for page in pages for row in page] == whole["results"]
    last = _last_page(client, f"/api/v1/{resource}/?page_size=2")
    back = walked(client, last["previous"], "previous")
    assert [row for page in reversed(back) for row in page] + last["results"] == whole["results"]


def _last_page(client: Client, url: str) -> Any:
    answer = client.get(url).json()
    return _last_page(client, answer["next"]) if answer["next"] else answer


@pytest.mark.parametrize("ordering", ["starts_on", "-starts_on", "created_at", "-updated_at", "title", "-title"])
def test_ties_are_walked_completely_in_every_order(client: Client, ordering: str) -> None:
    commitment = make.CommitmentFactory()
    for number in range(7):
        make.ActivityFactory(
            title=f"Meeting {number % 2}", starts_on=datetime.date(2026, 1, 1 + number % 3), commitments=[commitment]
        )
    column = ordering.lstrip("-")
    found = [row for page in walked(client, f"/api/v1/activities/?page_size=2&ordering={ordering}") for row in page]
    assert len({row["id"] for row in found}) == len(found) == 7
    values = [row[column] for row in found]
    assert values == sorted(values, reverse=ordering.startswith("-"))


@pytest.mark.parametrize("ordering", ["due_on", "-due_on"])
def test_rows_without_a_value_come_last_and_are_walked_too(client: Client, ordering: str) -> None:
    commitment = make.CommitmentFactory()
    for every, due_on in [("P12M", None), ("", 3), ("P6M", None), ("", 1), ("", 2), ("P1M", None)]:
        due = datetime.date(2027, 1, due_on) if due_on else None
        make.TargetFactory(commitment=commitment, every=every, due_on=due)
    url = f"/api/v1/targets/?page_size=1&ordering={ordering}"
    found = [row["due_on"] for page in walked(client, url) for row in page]
    days = sorted(["2027-01-01", "2027-01-02", "2027-01-03"], reverse=ordering.startswith("-"))
    assert found == [*days, None, None, None]
    last = _last_page(client, url)
    back = [row["due_on"] for page in walked(client, last["previous"], "previous") for row in page]
    assert [*reversed(back), last["results"][0]["due_on"]] == found


def test_activities_come_with_the_latest_start_first(client: Client) -> None:
    commitment = make.CommitmentFactory()
    for month in (3, 9, 6):
        make.ActivityFactory(starts_on=datetime.date(2026, month, 1), commitments=[commitment])
    found = client.get("/api/v1/activities/").json()["results"]
    assert [row["starts_on"] for row in found] == ["2026-09-01", "2026-06-01", "2026-03-01"]


def test_commitments_come_in_text_order(client: Client) -> None:
    second, first = make.AgreementFactory(order=2), make.AgreementFactory(order=1)
    for agreement in (second, first, second):
        make.CommitmentFactory(agreement=agreement)
    found = client.get("/api/v1/commitments/").json()["results"]
    assert [row["agreement"] for row in found] == [first.slug, second.slug, second.slug]


def test_a_list_is_counted_only_when_that_is_asked(client: Client) -> None:
    for _number in range(3):
        make.PriorityAreaFactory()
    assert client.get("/api/v1/areas/?page_size=1&count=true").json()["count"] == 3
    assert "count" not in client.get("/api/v1/areas/?count=false").json()
    assert "count" not in client.get("/api/v1/areas/").json()


def test_a_page_reached_by_cursor_keeps_its_filters(client: Client) -> None:
    commitment = make.CommitmentFactory()
    for kind in ("visit", "seminar", "visit", "visit"):
        make.ActivityFactory(kind=kind, commitments=[commitment])
    found = [row for page in walked(client, "/api/v1/activities/?kind=visit&page_size=1") for row in page]
    assert [row["kind"] for row in found] == ["visit"] * 3


def test_a_row_written_meanwhile_does_not_shift_a_walk_in_the_order_made(client: Client) -> None:
    commitment = make.CommitmentFactory()
    made = [make.ActivityFactory(commitments=[commitment]) for _number in range(3)]
    first = client.get("/api/v1/activities/?ordering=created_at&page_size=2").json()
    Activity.objects.filter(pk=made[0].pk).delete()
    late = make.ActivityFactory(commitments=[commitment])
    rest = [row["id"] for page in walked(client, first["next"]) for row in page]
    assert rest == [str(made[2].pk), str(late.pk)]


def test_a_cursor_of_another_list_or_order_is_refused(client: Client) -> None:
    commitment = make.CommitmentFactory()
    for _number in range(2):
        make.ActivityFactory(commitments=[commitment])
    cursor = client.get("/api/v1/activities/?page_size=1").json()["next"].partition("cursor=")[2].split("&")[0]
    for address in (f"activities/?ordering=title&cursor={cursor}", f"areas/?cursor={cursor}"):
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/cursor")


def test_a_cursor_holds_neither_a_database_id_nor_the_time(client: Client) -> None:
    make.PriorityAreaFactory(slug="first", order=1)
    make.PriorityAreaFactory(slug="second", order=2)
    cursor = client.get("/api/v1/areas/?page_size=1").json()["next"].partition("cursor=")[2].split("&")[0]
    sealed = signing.Signer(salt="commitments.api.cursor").unsign_object(unquote(cursor))
    assert sealed == ["priorityarea:order,slug", False, [1, "first"]]


@pytest.mark.parametrize(
    ("resource", "query", "named"),
    [
        ("activities", "foo=1", "foo"),
        ("activities", "format=pdf", "format"),
        ("parties", "recorded_by=2026-01-01", "recorded_by"),
        ("activities", "on=2026-01-01", "on"),
        ("activities", "ordering=summary", "ordering"),
        ("activities", "ordering=", "ordering"),
        ("activities", "ordering=title&ordering=-title", "ordering"),
        ("activities", "expand=evidence", "expand"),
        ("commitments", "expand=areas", "expand"),
        ("activities", "page_size=0", "page_size"),
        ("activities", "page_size=501", "page_size"),
        ("activities", "page_size=1000000000", "page_size"),
        ("activities", "page_size=-1", "page_size"),
        ("activities", "page_size=٥", "page_size"),
        ("activities", "page_size=", "page_size"),
        ("activities", "count=yes", "count"),
        ("activities", "cursor=abc", "cursor"),
        ("activities", "cursor=%00", "cursor"),
        ("activities", "kind=party", "kind"),
        ("activities", "commitment=IPCP20-9.9-c9", "commitment"),
        ("activities", "commitment=%00", "commitment"),
        ("activities", "area=nowhere", "area"),
        ("activities", "started_after=0000-01-01", "started_after"),
        ("activities", "started_after=9999-12-31", "started_after"),
        ("activities", "started_after=26/06/2020", "started_after"),
        ("activities", "confirmed=maybe", "confirmed"),
        ("activities", "search=" + "a" * 201, "search"),
        ("activities", "search=%00", "search"),
        ("activities", "logged_by=nobody", "logged_by"),
        ("commitments", "state=asleep", "state"),
        ("commitments", "attention=term_ended", "attention"),
        ("commitments", "on=0000-01-01", "on"),
        ("commitments", "on=9999-12-31", "on"),
        ("commitments", "on=1899-12-31", "on"),
        ("commitments", "on=2020-02-30", "on"),
        ("commitments", "on=2020-01-01&on=2021-01-01", "on"),
        ("decisions", "review=12345", "review"),
        ("provisions", "gives=nothing", "gives"),
        ("bodies", "filled=1", "filled"),
    ],
)
def test_what_is_not_declared_or_not_sound_is_refused_by_name(
    client: Client, resource: str, query: str, named: str
) -> None:
    answer = client.get(f"/api/v1/{resource}/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"/{named}"}


def test_a_detail_refuses_what_it_does_not_declare(client: Client) -> None:
    activity = make.ActivityFactory()
    for query in ("on=2026-01-01", "foo=1", "expand=evidence"):
        assert client.get(f"/api/v1/activities/{activity.pk}/?{query}").status_code == 400
