"""Does whatever a stranger may write into an address get a plain refusal, at once?"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
DIGITS = "1" * 40


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    make.ActivityFactory()
    return api(manager)


def refused(client: Client, ask: Callable[[], HttpResponse], *statuses: int) -> HttpResponse:
    """The answer to what is asked: a problem within a second, after which a list still answers."""
    started = time.process_time()
    answer = ask()
    assert time.process_time() - started < 1
    assert answer.status_code in (statuses or (400,)), answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    assert client.get("/api/v1/activities/").status_code == 200
    return answer


DAYS = [
    *("0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "99999-01-01", "-2026-01-01", "2026-00-01"),
    *("2026-13-01", "2026-01-00", "2026-01-32", "2026-02-29", "2026-02-30", "2026-04-31", "2026-1-1", "26-01-01"),
    *(
        "２０２６-０１-０１",
        "٢٠٢٦-٠١-٠١",
        "2026-01-01T00:00:00Z",
        "today",
        DIGITS,
        f"{DIGITS}-01-01",
        f"2026-{DIGITS}-01",
    ),
    *("NaN", "Infinity", "1e9", "%00", "2026-01-01%00", "%ED%A0%80", "2026‑01‑01", "2026/01/01"),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "address",
    ["activities/?started_after=", "activities/?updated_before=", "commitments/?on=", "summaries/overview/?on="],
)
def test_a_day_that_is_none_is_refused_by_its_name(client: Client, address: str, day: str) -> None:
    answer = refused(client, lambda: client.get(f"/api/v1/{address}{day}"))
    name = address.partition("?")[2].removesuffix("=")
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"/{name}"}


@pytest.mark.parametrize(
    "size",
    [
        "0",
        "501",
        "1000000000",
        "1e2",
        "5.0",
        "+5",
        "-1",
        " 5",
        "５０",
        "٥",
        "0x10",
        DIGITS,
        "%00",
        "NaN",
        "5,5",
        "true",
    ],
)
def test_a_page_is_of_a_size_that_is_one(client: Client, size: str) -> None:
    answer = refused(client, lambda: client.get("/api/v1/activities/", {"page_size": size}))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/page_size"]


@pytest.mark.parametrize("resource", ["activities", "commitments", "provisions", "areas", "bodies"])
def test_a_search_of_a_hundred_thousand_characters_is_not_looked_for(client: Client, resource: str) -> None:
    answer = refused(client, lambda: client.get(f"/api/v1/{resource}/?search={'a' * 100_000}"))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/search"]


def test_a_parameter_given_a_thousand_times_is_one_filter(client: Client) -> None:
    query = "&".join(["area=nowhere"] * 900)
    refused(client, lambda: client.get(f"/api/v1/activities/?{query}"))
    query = "&".join(["kind=visit"] * 900)
    assert client.get(f"/api/v1/activities/?{query}").status_code == 200


@pytest.mark.parametrize("number", [1_000, 1_001, 20_000])
def test_a_thousand_parameters_are_refused_whether_counted_or_named(client: Client, number: int) -> None:
    query = "&".join(f"x{each}=1" for each in range(number))
    refused(client, lambda: client.get(f"/api/v1/activities/?{query}"))


@pytest.mark.parametrize(
    "query",
    [
        *(
            "kind=%",
            "kind=%z1",
            "kind=%ff",
            "kind=%C0%80",
            "kind=%u0041",
            "source=%00",
            "cursor=%ff%fe",
            "%00=1",
            "%ff=1",
        ),
        *("%ED%A0%80=1", "[]=1", "area[]=cyber", "area[$ne]=x", "area;on=2026-01-01", "__class__=1", "=1", "&&=&&"),
        *("cursor=" + "a" * 8_000, "cursor=WyIiXQ:x", "cursor=.", "cursor=:::", "ordering=id", "ordering=--title"),
        *("ordering=title,starts_on", "ordering=?", "ordering=%00", "expand=commitments.agreement", "expand=%00"),
        *("kind=", "started_after=", "area=", "on=", "count=", "count=1", "count=TRUE", "format=", "format=xml"),
        *("format=../../etc/passwd", "commitment=../x", "logged_by=' OR 1=1--", "commitment=null"),
    ],
)
def test_what_an_address_asks_is_sound_or_refused(client: Client, query: str) -> None:
    refused(client, lambda: client.get(f"/api/v1/activities/?{query}"))


@pytest.mark.parametrize(
    "path",
    [
        *(
            "//",
            "/v1//activities/",
            "/v1/activities//",
            "/v1/activities/../people/",
            "/v1/activities/./",
            "/v1/activities;a/",
        ),
        *(
            "/v1/activities/;/",
            "/v1/activities/%2e%2e/",
            "/v1/activities/%2F/",
            "/v1/activities/%5c/",
            "/v1/activities/%00/",
        ),
        *(
            "/v1/activities/%ED%A0%80/",
            "/v1/activities/%C0%AE/",
            "/v1/activities/%ff/",
            "/v1/ACTIVITIES/",
            "/V1/activities/",
        ),
        *(
            "/v1/activities/nothing.json/",
            "/v1/activities.json/",
            "/v2/activities/",
            "/v1/\u202eactivities/",
            "/v1/" + "a/" * 900,
        ),
        *(
            "/v1/activities/" + "a" * 4_000 + "/",
            "/v1/activities/{}/",
            "/v1/activities/%7B%7B7*7%7D%7D/",
            "/v1/activities/bulk/x/",
        ),
    ],
)
@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_a_path_that_leads_nowhere_is_a_problem(client: Client, path: str, verb: str) -> None:
    refused(client, lambda: client.generic(verb, f"/api{path}", b"{}", "application/json"), 404, 400)


@pytest.mark.parametrize("verb", ["TRACE", "PROPFIND", "MKCOL", "QUERY", "CONNECT", "OPTIONS", "GET\u0130", "X" * 60])
@pytest.mark.parametrize("address", ["activities/", "commitments/", "summaries/overview/", "audit/head/"])
def test_a_verb_is_written_as_it_is_defined(client: Client, verb: str, address: str) -> None:
    answer = refused(client, lambda: client.generic(verb, f"/api/v1/{address}"), 405, 403)
    assert answer.status_code == 403 or "GET" in answer["Allow"]
