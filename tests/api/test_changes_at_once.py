"""Does the feed tell everything, in order, while many write and some of them are slow?"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from tests.ledger.server import Installation, Server, empty_database

WRITERS = 8
PATIENCE = 180
"""Seconds that a puller may need to the end, once nobody writes any more."""

READY = """
import django
django.setup()
from django.utils import timezone
from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.people import Person

with acting("command:test", "test"):
    bob = Person.objects.create_user("bob", display_name="Bob", role="analyst", clearance="internal")
    for number in range(20):
        Activity.objects.create(title=f"Hot {number}", kind="visit", starts_on="2026-05-01", logged_by=bob)
    print(issue_token(bob, name="A test", scopes=["read", "changes"], now=timezone.now(), days=1)[1])
"""

STORM = """
import random, sys, threading, time, django
django.setup()
from django.db import connection
from commitments.ledger.recording import acting
from commitments.models.activities import Activity, Evidence
from commitments.models.people import Person

seconds, writers = float(sys.argv[1]), int(sys.argv[2])
bob, hot = Person.objects.get(username="bob"), sorted(Activity.objects.values_list("pk", flat=True))
until, failed = time.monotonic() + seconds, []

def new(title, **more):
    return Activity.objects.create(title=title, kind="visit", starts_on="2026-05-01", logged_by=bob, **more)

def work(number):
    dice, mine = random.Random(number), []
    try:
        while time.monotonic() < until:
            turn = dice.random()
            with acting(f"command:{number}", "test"):
                if turn < 0.35:
                    mine.append(new(f"{number}").pk)
                elif turn < 0.5:  # a slow batch, which ends with a row that others wait for
                    for part in range(10):
                        mine.append(new(f"{number} {part}").pk)
                        time.sleep(0.01)
                    Activity.objects.filter(pk=hot[number]).update(title=f"Slow {number} {turn}")
                elif turn < 0.8:
                    Activity.objects.filter(pk=dice.choice(hot)).update(title=f"Hot {number} {turn}")
                elif turn < 0.9 and mine:
                    Evidence.objects.create(activity_id=mine[-1], title=str(turn), url="https://example.org/")
                elif turn < 0.95:
                    new(f"Hidden {number}", marking="restricted")
                elif mine:
                    Activity.objects.filter(pk=mine.pop(0)).delete()
    except BaseException as error:
        failed.append(repr(error))
    finally:
        connection.close()

threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert failed == [], failed
"""


class Puller(threading.Thread):
    """Asks for what is new, again and again, until it was told that no more is going to come."""

    def __init__(self, port: int, key: str, limit: int) -> None:
        super().__init__(daemon=True)
        self.at, self.key, self.limit = HTTPConnection("127.0.0.1", port, timeout=60), key, limit
        self.events: list[Any] = []
        self.over = threading.Event()

    def run(self) -> None:
        cursor: str | None = None
        while True:
            over = self.over.is_set()
            page = self.page(cursor)
            self.events += page["results"]
            cursor = page["next"]
            if not page["results"]:
                if over:
                    return
                time.sleep(0.02)

    def page(self, cursor: str | None) -> Any:
        asked = {"limit": self.limit, "types": "activities"} | ({"after": cursor} if cursor else {})
        try:
            answer = self.answer(asked)
        except ConnectionError:  # a server may close a connection that it kept at any moment: callers ask once more
            self.at.close()
            answer = self.answer(asked)
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(body)

    def answer(self, asked: dict[str, Any]) -> HTTPResponse:
        self.at.request("GET", f"/api/v1/changes/?{urlencode(asked)}", headers={"Authorization": f"Bearer {self.key}"})
        return self.at.getresponse()


@contextmanager
def open_elsewhere() -> Iterator[None]:
    """A transaction that is held open in another database of the same server."""
    server = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(server) as other:
        other.execute("SELECT pg_current_xact_id()")
        yield


def storm(folder: Path, seconds: float, *, limits: tuple[int, int], elsewhere: bool = False) -> None:
    with ExitStack() as stack:
        installation = Installation(stack.enter_context(empty_database(folder)), folder)
        key = installation.run("-c", READY).strip()
        stack.enter_context(installation)
        if elsewhere:
            stack.enter_context(open_elsewhere())
        server = Server(installation)
        stack.callback(server.kill)
        pullers = [Puller(installation.port, key, limit) for limit in limits]
        for puller in pullers:
            puller.start()
        writing = installation.start("-c", STORM, str(seconds), str(WRITERS), stderr=subprocess.PIPE)
        _said, complaint = writing.communicate(timeout=seconds + 60)
        assert (writing.returncode, complaint) == (0, "")
        for puller in pullers:
            puller.over.set()
            puller.join(PATIENCE)
            assert not puller.is_alive()
        print(server.log.read_text()[-5_000:])  # noqa: T201 (shown where the test fails)
        there = {name: [*row] for name, row in installation.examined()["rows"].items() if "Hidden" not in row[0]}
    for puller in pullers:
        assert told_wrongly(puller.events, there) == []
    first, second = ([(each["id"], each["version"], each["revision"]) for each in puller.events] for puller in pullers)
    assert first == second
    assert len(first) > seconds * 10
    print(f"{len(first)} events of {len(there)} rows, in {seconds} s")  # noqa: T201 (docs/for-developers/tests.md; -s shows it)


def told_wrongly(events: list[Any], there: dict[str, list[Any]]) -> list[str]:
    """What is missing, stale or out of order. Every version of every object has to be told once, in order."""
    versions, last = defaultdict(list), {}
    for event in events:
        versions[event["id"]].append(event["version"])
        last[event["id"]] = event["data"]
    wrong = [f"{name}: {told}" for name, told in versions.items() if told != list(range(1, len(told) + 1))]
    held = {name: [data["title"], data["version"]] for name, data in last.items() if data}
    wrong += [f"missing: {name}" for name in there.keys() - held.keys()]
    wrong += [f"too much: {name}" for name in held.keys() - there.keys()]
    return wrong + [f"stale: {name}" for name in there.keys() & held.keys() if there[name] != held[name]]


@pytest.mark.slow
def test_nothing_is_missing_stale_or_out_of_order_in_a_short_storm(tmp_path: Path) -> None:
    storm(tmp_path, 5, limits=(7, 1000))


@pytest.mark.long
@pytest.mark.parametrize("elsewhere", [False, True], ids=["alone", "a transaction open in another database"])
def test_nothing_is_missing_stale_or_out_of_order_in_a_storm_of_a_minute(tmp_path: Path, elsewhere: bool) -> None:
    if elsewhere and os.environ.get("TEST_ENGINE", "sqlite") == "sqlite":
        pytest.skip("A file of SQLite has no other database beside it.")
    storm(tmp_path, 60, limits=(100, 1000), elsewhere=elsewhere)
