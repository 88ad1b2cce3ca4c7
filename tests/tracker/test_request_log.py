"""Does the log tell of each request what an operator needs, and nothing that it must not?"""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from commitments.models.people import Person
from tests.factories import ActivityFactory, TokenFactory
from tracker.json_lines import JsonLines
from tracker.request_log import RequestLogMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """The lines of the log so far, as they are written."""
    caplog.set_level(logging.INFO, "tracker.requests")
    write = JsonLines().format
    return lambda name="tracker.requests": [json.loads(write(each)) for each in caplog.records if each.name == name]


def test_a_request_is_one_line_that_names_its_route_and_whoever_asked(
    client: Client, analyst: Person, lines: Any
) -> None:
    activity = ActivityFactory(marking="internal")
    client.force_login(analyst)

    client.get(f"/activities/{activity.pk}/?recorded_by=", headers={"X-Request-ID": "abc-1"})

    (line,) = lines()
    assert {
        name: line[name] for name in ("request_id", "method", "route", "status", "door", "principal", "address")
    } == {
        "request_id": "abc-1",
        "method": "GET",
        "route": "/activities/<id>/",
        "status": 200,
        "door": "pages",
        "principal": "person:analyst",
        "address": "127.0.0.1",
    }
    assert line["queries"] > 3
    assert line["ms"] >= line["db_ms"] > 0
    assert str(activity.pk) not in json.dumps(line)


def test_a_token_is_named_by_its_prefix_and_its_key_never(client: Client, analyst: Person, lines: Any) -> None:
    token = TokenFactory(owner=analyst)

    client.get("/api/v1/activities/?search=secretword", headers={"Authorization": f"Bearer {token.key}"})

    (line,) = lines()
    assert (line["principal"], line["route"]) == (f"token:{token.prefix}", "/api/v1/activities/")
    assert token.key not in json.dumps(line)
    assert "secretword" not in json.dumps(line)


def test_a_refusal_and_an_address_that_is_not_there_are_told_too(client: Client, lines: Any) -> None:
    client.get("/api/v1/activities/")
    client.get("/healthz/nothing/here/")

    assert [(line["route"], line["status"], line["principal"]) for line in lines()] == [
        ("/api/v1/activities/", 401, ""),
        ("", 404, ""),
    ]


def test_what_is_streamed_is_timed_to_its_last_byte(rf: RequestFactory, lines: Any) -> None:
    response = RequestLogMiddleware(lambda request: StreamingHttpResponse(iter([b"a", b"b"])))(rf.get("/x/"))
    list(response)  # type: ignore[call-overload]
    assert lines() == []

    response.close()

    assert [line["status"] for line in lines()] == [200]


def test_a_slow_statement_is_noted_without_its_values(rf: RequestFactory, lines: Any, settings: Any) -> None:
    settings.SLOW_QUERY_MS = 0

    def view(_request: Any) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["a value"])
        return HttpResponse()

    RequestLogMiddleware(view)(rf.get("/x/"))

    (line,) = lines("tracker.queries")
    assert (line["level"], line["sql"]) == ("warning", "SELECT %s")
    assert "a value" not in json.dumps(line)


def test_a_fault_keeps_its_traceback_on_one_line() -> None:
    try:
        raise ValueError("many\nlines")
    except ValueError as error:
        told = logging.LogRecord(
            "x", logging.ERROR, "", 1, "said %s", ("so",), (ValueError, error, error.__traceback__)
        )

    line = JsonLines().format(told)

    assert "\n" not in line
    assert json.loads(line)["message"] == "said so"
    assert "ValueError: many\nlines" in json.loads(line)["traceback"]
