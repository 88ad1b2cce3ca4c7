"""Does the description show what every request and every answer looks like, and are its examples sound?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from commitments.api.formats import TYPES
from commitments.api.urls import VIEWSETS

Described = dict[str, Any]


@pytest.fixture(scope="module")
def described(django_db_setup: None) -> Described:
    found: Described = Client().get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    return found


def operations(described: Described) -> Iterator[tuple[str, Described]]:
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            yield f"{verb} {path}", operation


def bodies(described: Described) -> Iterator[tuple[str, Described]]:
    """Every body of a request and of what was done, with its kind."""
    for name, operation in operations(described):
        sent = operation.get("requestBody", {}).get("content", {})
        done = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        for content in (sent, *(each.get("content", {}) for each in done)):
            yield from ((f"{name} {kind}", body) for kind, body in content.items())


def test_every_body_has_an_example(described: Described) -> None:
    assert [name for name, body in bodies(described) if "example" not in body and "examples" not in body] == []


def test_every_example_is_of_its_shape(described: Described) -> None:
    for name, body in bodies(described):
        shape = {**body["schema"], "components": described["components"]}
        faults = [fault.message for fault in Draft202012Validator(shape).iter_errors(body.get("example"))]
        assert (name, faults) == (name, [])


def test_every_operation_names_its_refusals(described: Described) -> None:
    for name, operation in operations(described):
        statuses = set(operation["responses"])
        assert statuses >= {"400", "401", "403", "429", "500", "503"}, name
        assert ("404" in statuses) >= ("{" in name), name
        assert ({"415", "413"} <= statuses) is not name.startswith("get "), name
        sent = {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}
        assert ({"412", "428"} <= statuses) is ("If-Match" in sent), name
        assert ("422" in statuses) is ("Idempotency-Key" in sent), name
        assert ("304" in statuses) is ("If-None-Match" in sent), name


def test_every_operation_says_which_scope_a_token_needs(described: Described) -> None:
    scopes = {name: operation["security"][0]["token"] for name, operation in operations(described)}
    assert scopes["get /api/v1/activities/"] == ["read"]
    assert scopes["get /api/v1/audit/head/"] == ["audit"]
    assert scopes["get /api/v1/summaries/overview/"] == ["read"]
    assert {name: each for name, each in scopes.items() if not name.startswith("get ") and each != ["write"]} == {}


def test_every_list_that_is_taken_out_names_the_types_of_its_files(described: Described) -> None:
    forms, content = {}, {}
    for name, operation in operations(described):
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "format":
                forms[name] = set(parameter["schema"]["enum"])
                content[name] = set(operation["responses"]["200"]["content"])
    assert len(forms) == len(VIEWSETS) + 1  # and the access record
    assert set(map(frozenset, forms.values())) == {frozenset({"json", *TYPES})}
    types = {"application/json", *(kind.partition(";")[0] for kind in TYPES.values())}
    assert content == dict.fromkeys(forms, types)


def test_every_header_of_an_answer_is_described(described: Described) -> None:
    headers = set(described["components"]["headers"])
    for name, operation in operations(described):
        done = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
        assert {"X-Request-ID", "RateLimit-Remaining"} <= set(done["headers"]) <= headers, name
    made = described["paths"]["/api/v1/activities/"]["post"]["responses"]["201"]["headers"]
    assert {"ETag", "Location", "Marking", "Idempotency-Replayed"} <= set(made)
    assert "Retry-After" in described["components"]["responses"]["TooManyRequests"]["headers"]


def test_what_expand_embeds_is_described(described: Described) -> None:
    shapes = described["components"]["schemas"]
    assert shapes["Activity"]["properties"]["commitments"]["items"]["oneOf"] == [
        {"type": "string"},
        {"$ref": "#/components/schemas/Commitment"},
    ]
    assert {"$ref": "#/components/schemas/Body"} in shapes["Participation"]["properties"]["body"]["oneOf"]
    assert shapes["NewActivityRequest"]["properties"]["commitments"]["items"] == {"type": "string"}
