"""Does whatever a stranger may put into a field get a plain refusal that names the field?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person

Api = Callable[..., Client]
DIGITS = int("9" * 40)
SOUND: dict[str, dict[str, Any]] = {
    "activities": {"title": "A", "kind": "visit", "starts_on": "2026-01-01", "areas": ["cyber"]},
    "assessments": {"commitment": "TEST1-1-c1", "party": "japan", "confidence": "at_risk", "assessed_on": "2026-01-01"},
    "decisions": {"commitment": "TEST1-1-c1", "kind": "fulfilled", "effective_on": "2026-01-01", "reason": "Done."},
    "targets": {"commitment": "TEST1-1-c1", "kind": "date", "due_on": "2027-01-01", "reason": "Agreed."},
}
NO_TEXTS = [1, 1.5, DIGITS, True, None, [], {}, ["a"], {"a": "b"}, "a\0b", "\ud800", "a" * 20_001]
NO_DAYS = [
    *(20260101, DIGITS, True, [], {}, "", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30"),
    *("2026-13-01", "2026-01-32", "2026-1-1", "２０２６-０１-０１", "2026-01-01T00:00:00Z", "today", "9" * 40, "1e9"),
]
NO_CODES = [1, DIGITS, True, [], {}, ["visit"], "", "VISIT", "visit ", "nothing", "a\0", "9" * 40]
NO_NAMES = [
    1,
    DIGITS,
    True,
    [],
    {},
    "",
    "nowhere",
    "a\0b",
    "../x",
    "TEST1-1-C1",
    "ＴＥＳＴ1-1-c1",
    "9" * 40,
    "a" * 10_000,
]
NO_LISTS = ["cyber", 1, True, {}, {"0": "cyber"}, [1], [None], [["cyber"]], ["nowhere"], [DIGITS], ["a\0"]]
FIELDS: list[tuple[str, str, list[Any]]] = [
    ("activities", "title", [*NO_TEXTS, "", " "]),
    ("activities", "place", NO_TEXTS),
    ("activities", "summary", NO_TEXTS),
    ("activities", "source", NO_TEXTS),
    ("activities", "external_id", NO_TEXTS),
    ("activities", "kind", [*NO_CODES, None]),
    ("activities", "stage", [*NO_CODES, None]),
    ("activities", "marking", [*NO_CODES, None]),
    ("activities", "starts_on", [*NO_DAYS, None]),
    ("activities", "ends_on", NO_DAYS),
    ("activities", "areas", [*NO_LISTS, None]),
    ("activities", "commitments", [*NO_LISTS, None]),
    ("activities", "bodies", [*NO_LISTS, None, ["centre"], [{}], [{"body": 1}], [{"body": "centre", "role": "x"}]]),
    ("assessments", "commitment", [*NO_NAMES, None]),
    ("assessments", "party", NO_NAMES),
    ("assessments", "confidence", [*NO_CODES, None]),
    ("assessments", "narrative", NO_TEXTS),
    ("assessments", "assessed_on", [*NO_DAYS, None]),
    ("decisions", "kind", [*NO_CODES, None]),
    ("decisions", "effective_on", [*NO_DAYS, None]),
    ("decisions", "review", NO_NAMES),
    ("decisions", "reason", [*NO_TEXTS, ""]),
    ("targets", "due_on", NO_DAYS),
    (
        "targets",
        "every",
        [1, DIGITS, True, [], {}, "P", "P0M", "PT1S", "P1.5M", "P-1M", "P99999999M", "12", "P１M", "a\0"],
    ),
    ("targets", "reason", NO_TEXTS),
]


@pytest.fixture
def client(api: Api, manager: Person, talks: Commitment) -> Client:
    return api(manager)


@pytest.mark.parametrize(("resource", "field", "values"), FIELDS, ids=[f"{each[0]}.{each[1]}" for each in FIELDS])
def test_a_value_that_is_none_is_refused_under_its_field(
    client: Client, resource: str, field: str, values: list[Any]
) -> None:
    for value in values:
        body = json.dumps({**SOUND[resource], field: value})
        started = time.process_time()
        answer = client.post(f"/api/v1/{resource}/", body, "application/json")
        assert time.process_time() - started < 1
        assert answer.status_code == 400, (value, answer.content)
        told = answer.json()
        unreadable = told["detail"] != "The body is not sound."
        assert unreadable or any(error["pointer"].startswith(f"/{field}") for error in told["errors"]), (value, told)
    assert client.get(f"/api/v1/{resource}/").json()["results"] == []


@pytest.mark.parametrize("resource", SOUND)
def test_without_all_this_it_is_taken(client: Client, resource: str) -> None:
    answer = client.post(f"/api/v1/{resource}/", SOUND[resource], "application/json")
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize("field", ["commitments", "areas", "bodies"])
@pytest.mark.parametrize(("part", "number"), [('"a"', 200_000), ("0", 200_000), ("{}", 200_000), ('"a"', 1_001)])
def test_a_list_without_end_is_refused_within_a_second(client: Client, field: str, part: str, number: int) -> None:
    body = '{"title": "A", "kind": "visit", "starts_on": "2026-01-01", "%s": [%s]}'
    started = time.process_time()
    answer = client.post("/api/v1/activities/", body % (field, ",".join([part] * number)), "application/json")
    assert (answer.status_code in (400, 413), time.process_time() - started < 1) == (True, True)
    assert len(answer.content) < 1_000
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("status", ["withdraw", "confirm"])
@pytest.mark.parametrize("reason", [1, None, [], {}, True, "", " ", "a\0", "a" * 4_001])
def test_a_reason_is_a_sentence(client: Client, talks: Commitment, status: str, reason: Any) -> None:
    made = client.post("/api/v1/activities/", SOUND["activities"], "application/json").json()
    address = f"/api/v1/activities/{made['id']}/{status}/"
    answer = client.post(address, json.dumps({"reason": reason}), "application/json", headers={"If-Match": '"1"'})
    assert answer.status_code == 400, answer.content
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("part", [{}, {"role": "host"}])
def test_a_change_names_each_body_it_sends(client: Client, part: dict[str, str]) -> None:
    made = client.post("/api/v1/activities/", SOUND["activities"], "application/json").json()
    answer = client.patch(
        f"/api/v1/activities/{made['id']}/", {"bodies": [part]}, "application/json", headers={"If-Match": '"1"'}
    )
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, ["/bodies/0/body"])
