"""Is an address without its slash put right in words, and is it said in time that something will go?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.api.activity_fields import ActivitySerializer
from commitments.api.deprecation import Deprecated
from commitments.api.parties import PartyViewSet
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import SENT, faults, post

Api = Callable[..., Client]
GOES = Deprecated(datetime.date(2027, 1, 1), datetime.date(2028, 1, 1), "https://tracker.example/docs/instead")
HEADERS = {
    "Deprecation": "@1798761600",
    "Sunset": "Sat, 01 Jan 2028 00:00:00 GMT",
    "Link": '<https://tracker.example/docs/instead>; rel="deprecation"',
}


@pytest.mark.parametrize("verb", ["get", "head", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path",
    ["activities", "activities/bulk", "summaries/gaps", "schema", "docs", "changes", "commitments/IPCP20-3.3-c4"],
)
def test_without_its_slash_an_address_is_a_problem_that_names_it(
    api: Api, analyst: Person, verb: str, path: str
) -> None:
    answer = getattr(api(analyst), verb)(
        f"/api/v1/{path}", **({} if verb in ("get", "head") else {"data": b"{}", "content_type": "application/json"})
    )
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    if verb != "head":
        assert answer.json()["detail"] == f"Addresses end in a slash: /api/v1/{path}/"


def test_an_address_that_leads_nowhere_is_not_put_right(api: Api, analyst: Person) -> None:
    for path in ("nothing", "nothing/", "activities/a/b/c"):
        answer = api(analyst).get(f"/api/v1/{path}")
        assert (answer.status_code, "slash" in answer.json()["detail"]) == (404, False)


def test_an_address_that_goes_says_so_with_every_answer(
    api: Api, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api(analyst)
    assert not set(HEADERS) & set(client.get("/api/v1/parties/").headers)
    monkeypatch.setattr(PartyViewSet, "deprecated", GOES, raising=False)
    for path in ("parties/", "parties/nobody/", "parties/?nothing=1"):
        answer = client.get(f"/api/v1/{path}")
        assert {name: answer[name] for name in HEADERS} == HEADERS
    assert "Sunset" not in client.get("/api/v1/areas/")


def test_a_field_that_goes_says_so_wherever_it_is_read(
    api: Api, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ActivitySerializer.Meta, "deprecated", {"place": GOES}, raising=False)
    assert api(analyst).get("/api/v1/activities/")["Sunset"] == HEADERS["Sunset"]


def test_nothing_goes_in_less_than_a_year() -> None:
    with pytest.raises(ValueError, match="a year"):
        Deprecated(datetime.date(2027, 1, 1), datetime.date(2027, 12, 31), "x")


def test_every_answer_says_how_much_is_left(api: Api, analyst: Person, talks: Commitment) -> None:
    client = api(analyst)
    make.ActivityFactory(commitments=[talks])
    left = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy"}
    answers: list[Any] = [
        client.get("/api/v1/activities/"),
        client.get("/api/v1/activities/?format=csv"),
        client.get("/api/v1/activities/?nothing=1"),
        client.get("/api/v1/activities/nothing/"),
        client.get("/api/v1/summaries/gaps/"),
        post(client, {**SENT, "areas": ["cyber"]}),
        client.delete("/api/v1/activities/"),
    ]
    assert [left <= set(answer.headers) for answer in answers] == [True] * len(answers)


def test_nobody_judges_a_day_ahead(api: Api, analyst: Person, talks: Commitment) -> None:
    client, today = api(analyst), datetime.datetime.now(datetime.UTC).date()
    sent = {"commitment": talks.reference, "confidence": "on_track"}
    ahead = {**sent, "assessed_on": (today + datetime.timedelta(2)).isoformat()}
    assert faults(post(client, ahead, "/api/v1/assessments/")) == {"/assessed_on"}
    answer = post(client, {**sent, "assessed_on": today.isoformat()}, "/api/v1/assessments/")
    assert answer.status_code == 201
