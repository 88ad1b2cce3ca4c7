"""Does an export hold no more in memory for many rows than for few, show one moment, and break off where it breaks?"""

from __future__ import annotations

import datetime
import http.client
import json
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commitments.api import exporting
from commitments.models.activities import Activity
from commitments.models.people import Person
from tests import factories as make
from tests.api.serving import PATIENCE, serving

Api = Callable[..., Client]
MANY = 20_000
WORDS = "Some words about what was done and said. " * 5


def activities(logger: Person, number: int, first: int = 0) -> None:
    """Rows without a ledger: what is measured is how they are read."""
    with make.without_triggers():
        Activity.objects.bulk_create(
            [
                Activity(
                    title=f"Visit {first + each}",
                    kind="visit",
                    starts_on=datetime.date(2026, 1, 1),
                    summary=WORDS,
                    marking="public",
                    logged_by=logger,
                )
                for each in range(number)
            ],
            batch_size=2_000,
        )


def highest_use(client: Client, form: str) -> tuple[int, int]:
    """The bytes sent, and the most that was held in memory meanwhile."""
    answer: Any = client.get(f"/api/v1/activities/?format={form}")
    tracemalloc.start()
    sent = sum(len(piece) for piece in answer.streaming_content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return sent, most


@pytest.mark.slow
@pytest.mark.parametrize("form", ["ndjson", "csv"])
@pytest.mark.parametrize("number", [1_000, pytest.param(5_000, marks=pytest.mark.long)])
def test_ten_times_the_rows_take_no_more_memory(api: Api, manager: Person, number: int, form: str) -> None:
    client = api(manager)
    activities(manager, number)
    few, before = highest_use(client, form)
    activities(manager, 9 * number, number)
    many, after = highest_use(client, form)
    assert many > 9 * few
    assert after < before + 4_000_000, (before, after)


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_a_file_shows_one_moment_whatever_is_written_meanwhile(api: Api, manager: Person, tmp_path: Path) -> None:
    activities(manager, 6_000)
    key = make.TokenFactory(owner=manager).key
    with (
        serving(tmp_path) as server,
        closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as slow,
    ):
        slow.request(
            "GET", "/api/v1/activities/?format=ndjson&ordering=title", headers={"Authorization": f"Bearer {key}"}
        )
        answer = slow.getresponse()
        begun = answer.read(1_000)
        sent = {"title": "Visit 9999 came later", "kind": "visit", "starts_on": "2026-01-01", "areas": ["cyber"]}
        make.PriorityAreaFactory(slug="cyber") if connection.vendor == "postgresql" else None
        if connection.vendor == "postgresql":
            assert server.ask(key, "POST", "activities/", sent).status == 201
        else:
            named = server.ask(key, "GET", "activities/?page_size=1&ordering=-title").body["results"][0]
            gone = server.ask(key, "DELETE", f"activities/{named['id']}/", If_Match=f'"{named["version"]}"')
            assert gone.status == 204
        lines = (begun + answer.read()).splitlines()
        assert [json.loads(line)["title"] for line in lines] == sorted(f"Visit {each}" for each in range(6_000))


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could end a reader")
def test_a_file_that_is_broken_off_does_not_pass_for_whole(manager: Person, tmp_path: Path) -> None:
    activities(manager, MANY)
    key = make.TokenFactory(owner=manager).key
    with (
        serving(tmp_path) as server,
        closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as slow,
    ):
        slow.request("GET", "/api/v1/activities/?format=csv", headers={"Authorization": f"Bearer {key}"})
        answer = slow.getresponse()
        answer.read(1_000)
        with connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}")
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
    assert exporting.AT_ONCE < MANY
