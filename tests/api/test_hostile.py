"""Does whatever a stranger may send get a plain refusal, never a fault of ours?"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
LIST = "/api/v1/activities/"


@pytest.fixture
def client(api: Api, analyst: Person) -> Client:
    make.PriorityAreaFactory(slug="cyber")
    return api(analyst)


def whole(more: str) -> bytes:
    """A sound activity with something put into it."""
    return ('{"title": "A", "kind": "visit", "starts_on": "2026-01-01", "areas": ["cyber"]' + more + "}").encode()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (whole(""), 201),
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"null", 400),
        (b"NaN", 400),
        (b'\xef\xbb\xbf{"title": 1}', 400),
        (b'{"title": "\xff"}', 400),
        (whole(', "place": NaN'), 400),
        (whole(', "place": 1e999'), 400),
        (whole(', "place": -Infinity'), 400),
        (whole(', "title": "B"'), 400),
        (whole(', "place": "a\\u0000b"'), 400),
        (whole(', "place": "\\ud800"'), 400),
        (whole(', "pl\\u0000ace": "a"'), 400),
        (whole(', "pl\\udffface": "a"'), 400),
        (whole(', "x": {"y\\u0000": 1}'), 400),
        (whole(', "place": "\\ud83d\\ude00"'), 201),
        (whole(', "summary": ' + "[" * 3000 + "]" * 3000), 400),
        (whole(', "summary": ' + '{"a":' * 3000 + "1" + "}" * 3000), 400),
        (b"[" * 900_000, 400),
        (whole(', "summary": ' + "9" * 5000), 400),
        (whole(', "summary": "' + "a" * 20_001 + '"'), 400),
        (whole(', "place": "' + "a" * 900_000 + '"'), 400),
        (whole(', "place": "' + "a" * 1_000_000 + '"'), 413),
        (b'{"title": "' + b"a" * 1_048_576 + b'"}', 413),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else str(value),
)
def test_a_body_is_sound_or_refused(client: Client, body: bytes, status: int) -> None:
    answer = client.post(LIST, body, "application/json")
    assert answer.status_code == status, answer.content
    assert Activity.objects.count() == (status == 201)
    if status != 201:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_a_key_given_twice_is_named_even_deep_inside(client: Client) -> None:
    answer = client.post(LIST, whole(', "bodies": [{"body": "a", "role": "host", "role": "host"}]'), "application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "“role” is given twice.")


def test_many_keys_are_looked_at_once(client: Client) -> None:
    keys = ",".join(f'"k{number}":1' for number in range(45_000))
    started = time.process_time()
    answer = client.post(LIST, "{" + keys + ',"z":1,"z":2}', "application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "“z” is given twice.")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "day", ["20260101", "2026-1-1", "2026-W01-4", "２０２６-０１-０１", " 2026-01-01", "2026-01-01T00:00:00Z"]
)
def test_a_day_is_written_in_one_way(client: Client, day: str) -> None:
    answer = client.post(LIST, whole("").replace(b"2026-01-01", day.encode()), "application/json")
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, ["/starts_on"])


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
    ],
)
def test_only_json_in_utf_8_is_read(client: Client, content_type: str) -> None:
    answer = client.generic("POST", LIST, whole(""), content_type)
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"'])
def test_utf_8_may_be_said(client: Client, content_type: str) -> None:
    assert client.generic("POST", LIST, whole(""), content_type).status_code == 201


@pytest.mark.parametrize(
    "name",
    [
        "1" * 40,
        "-1",
        "..",
        "nowhere",
        "00000000-0000-0000-0000-000000000000",
        "a" * 2000,
        "%00",
        "%ED%A0%80",
        "é",
        "a%2Fb",
        "'%20OR%201=1--",
    ],
)
@pytest.mark.parametrize("resource", ["activities", "commitments", "bodies", "decisions"])
def test_a_name_that_is_none_finds_nothing(client: Client, resource: str, name: str) -> None:
    answer = client.get(f"/api/v1/{resource}/{name}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_uuid_is_found_only_as_it_is_written(client: Client) -> None:
    activity = make.ActivityFactory()
    assert client.get(f"{LIST}{activity.pk}/").status_code == 200
    assert client.get(f"{LIST}{activity.pk.hex}/").status_code == 404
    assert client.get(f"{LIST}{str(activity.pk).upper()}/").status_code == 404


@pytest.mark.parametrize("verb", ["PROPFIND", "FOO", "TRACE", "CONNECT", "OPTIONS", "DELETE"])
def test_odd_verbs_are_not_allowed(client: Client, verb: str) -> None:
    for address in (LIST, "/api/v1/summaries/overview/", "/api/v1/commitments/"):
        answer = client.generic(verb, address)
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


@pytest.mark.parametrize(
    "query", ["search=%F0%9F%98%80", "search=%ED%A0%80", "search=[(*", "search=\\", "source=%27%3B"]
)
def test_odd_letters_find_nothing(client: Client, query: str) -> None:
    make.ActivityFactory()
    answer = client.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_no_answer_names_anything_inside(client: Client) -> None:
    for address, status in [("/api/v1/nowhere/", 404), (f"{LIST}?cursor=x", 400), ("/api/%00", 404)]:
        answer = client.get(address)
        said = answer.content.decode()
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert not [
            word for word in ("Traceback", "File ", "SELECT", "django", "commitments.", "/work") if word in said
        ]
