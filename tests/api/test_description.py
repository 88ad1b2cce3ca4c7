"""Is the API described as it is, to whoever asks, without a log-in?"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from commitments.api.description import DescriptionView
from commitments.api.urls import VIEWSETS
from commitments.ledger.recording import seal
from commitments.models.people import Person
from tests import factories as make
from tests.api.test_lists import NOUNS

Api = Callable[..., Client]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def described(django_db_setup: None) -> dict[str, Any]:
    answer = Client().get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    described: dict[str, Any] = answer.json()
    return described


def test_it_is_openapi_3_1_in_both_notations() -> None:
    answer = Client().get("/api/v1/schema/")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "application/vnd.oai.openapi")
    assert answer.content.startswith(b"openapi: 3.1.0")


def test_it_is_what_is_committed_in_every_language(described: dict[str, Any]) -> None:
    committed = (ROOT / "docs/openapi.yaml").read_bytes()
    answers = [Client().get("/api/v1/schema/", headers={"Accept-Language": language}) for language in ("en", "fr")]
    assert [(answer.content, answer["Content-Language"]) for answer in answers] == [(committed, "en")] * 2
    assert yaml.safe_load(committed) == described


def test_it_is_made_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Client().get("/api/v1/schema/").content
    monkeypatch.setattr(DescriptionView.generator_class, "get_schema", None)
    answer = Client().get("/api/v1/schema/", headers={"Accept-Language": "ja"})
    assert (answer.status_code, answer.content) == (200, before)


def test_who_has_it_gets_304_packed_or_not() -> None:
    ask = Client()
    plain = ask.get("/api/v1/schema/")
    packed = ask.get("/api/v1/schema/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert (packed["ETag"], plain["Cache-Control"]) == (f"W/{plain['ETag']}", "no-cache")
    for tag in (plain["ETag"], packed["ETag"]):
        again = ask.get("/api/v1/schema/", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", plain["ETag"])
    other = ask.get("/api/v1/schema/", headers={"If-None-Match": plain["ETag"], "Accept": "application/json"})
    assert (other.status_code, other["ETag"] == plain["ETag"]) == (200, False)


def test_every_resource_has_a_list_and_a_detail(described: dict[str, Any]) -> None:
    assert len(VIEWSETS) == 12
    for viewset in VIEWSETS:
        assert f"/api/v1/{viewset.resource}/" in described["paths"]
        assert f"/api/v1/{viewset.resource}/{{name}}/" in described["paths"]


@pytest.mark.parametrize("viewset", VIEWSETS, ids=lambda viewset: viewset.resource)
def test_every_parameter_that_is_described_is_understood_and_no_other(described: dict[str, Any], viewset: Any) -> None:
    operation = described["paths"][f"/api/v1/{viewset.resource}/"]["get"]
    declared = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
    understood = {
        *viewset.filter_class.base_filters,
        "cursor",
        "page_size",
        "count",
        "ordering",
        "format",
        *_expand(viewset),
    }
    understood |= {"recorded_by"} if viewset.remembers else set()
    assert declared == understood


def _expand(viewset: Any) -> list[str]:
    return ["expand"] if viewset.expandable else []


@pytest.mark.parametrize("resource", NOUNS)
def test_every_field_of_an_answer_is_described_and_none_is_missing(
    described: dict[str, Any], api: Api, manager: Person, resource: str
) -> None:
    NOUNS[resource]()
    row = api(manager).get(f"/api/v1/{resource}/").json()["results"][0]
    operation = described["paths"][f"/api/v1/{resource}/{{name}}/"]["get"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert _differences(row, shape, described, resource) == []


def _differences(value: Any, shape: dict[str, Any], described: dict[str, Any], at: str) -> list[str]:
    """Where an answer and its description part: fields without a description, and fields that are not there."""
    if "$ref" in shape:
        shape = described["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    for choice in ("allOf", "oneOf"):
        if choice in shape:
            return _differences(value, shape[choice][0], described, at)
    if isinstance(value, list):
        return [line for part in value[:1] for line in _differences(part, shape["items"], described, f"{at}[]")]
    if isinstance(value, dict) and "properties" in shape:
        fields = shape["properties"]
        lines = [f"{at}.{name}" for name in set(value) ^ set(fields)]
        return lines + [
            line
            for name in set(value) & set(fields)
            for line in _differences(value[name], fields[name], described, f"{at}.{name}")
        ]
    return []


def test_the_page_holds_nothing_that_the_content_security_policy_forbids() -> None:
    answer = Client().get("/api/v1/docs/")
    page = answer.content.decode()
    assert (answer.status_code, "default-src 'self'" in answer["Content-Security-Policy"]) == (200, True)
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=\"/)", page)
    script = Client().get(re.findall(r'<script src="([^"]+script[^"]*)"', page)[-1].replace("&amp;", "&"))
    assert (script.status_code, script["Content-Type"].partition(";")[0]) == (200, "application/javascript")


def test_every_post_takes_a_key_and_every_change_of_an_activity_the_version(described: dict[str, Any]) -> None:
    operations = {
        (method, path.removeprefix("/api/v1/")): {
            (parameter["name"], parameter.get("required", False))
            for parameter in operation["parameters"]
            if parameter["in"] == "header"
        }
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if method != "get"
    }
    key, version = ("Idempotency-Key", False), ("If-Match", True)
    statements = {
        ("post", f"{resource}/{rest}"): {key}
        for resource in ("assessments", "decisions", "targets")
        for rest in ("", "{name}/withdraw/")
    }
    assert operations == statements | {
        ("post", "activities/"): {key},
        ("post", "activities/bulk/"): {key},
        ("post", "activities/{name}/evidence/"): {key},
        ("put", "activities/by-source/{source}/{external_id}/"): {("If-Match", False)},
        ("post", "activities/{name}/confirm/"): {key, version},
        ("post", "activities/{name}/withdraw/"): {key, version},
        ("put", "activities/{name}/"): {version},
        ("patch", "activities/{name}/"): {version},
        ("delete", "activities/{name}/"): {version},
    }


def test_deleting_may_come_with_a_reason(described: dict[str, Any]) -> None:
    operation = described["paths"]["/api/v1/activities/{name}/"]["delete"]
    assert "required" not in operation["requestBody"]
    content = operation["requestBody"]["content"]
    assert {kind: body["schema"] for kind, body in content.items()} == {
        "application/json": {"$ref": "#/components/schemas/DeletionRequest"}
    }
    done = {status for status in operation["responses"] if status.startswith("2")}
    assert done == {"204"}


def test_every_field_of_an_event_is_described(described: dict[str, Any], api: Api, manager: Person) -> None:
    activity = make.ActivityFactory()
    seal()
    address = "/api/v1/activities/{name}/history/"
    answer = api(manager).get(address.format(name=activity.pk)).json()
    shape = described["paths"][address]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert len(answer["results"]) == 1
    assert _differences(answer | {"count": 1}, shape, described, "history") == []


def test_whatever_is_pending_is_not_described(described: dict[str, Any]) -> None:
    assert [path for path in described["paths"] if "pending" in path] == []


def test_every_field_of_a_change_is_described(described: dict[str, Any], api: Api, manager: Person) -> None:
    make.PartyFactory()
    seal()
    answer = api(manager, "changes").get("/api/v1/changes/").json()
    operation = described["paths"]["/api/v1/changes/"]["get"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert _differences(answer, shape, described, "changes") == []
    assert {each["name"] for each in operation["parameters"]} == {"after", "limit", "types"}
