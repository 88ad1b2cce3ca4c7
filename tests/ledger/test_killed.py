"""Is anything lost that the server had acknowledged when it was killed in the middle of its work?"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.server import PATIENCE, Installation, Server, empty_database

ROUNDS = 30
CLIENTS = 4
ACTIVITIES = "/api/v1/activities/"


class Caller(threading.Thread):
    """Logs an activity and changes it, again and again, until the server is gone; keeps what it was told was done."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(daemon=True)
        self.at = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=10)
        self.sent = {"Authorization": f"Bearer {installation.key}", "Content-Type": "application/json"}
        self.acknowledged: dict[str, list[object]] = {}
        self.refused: list[tuple[int, bytes]] = []

    def run(self) -> None:
        try:
            while True:
                self.log_and_change(uuid.uuid4().hex)
        except (OSError, http.client.HTTPException):
            self.at.close()

    def log_and_change(self, title: str) -> None:
        content = {"title": title, "kind": "visit", "starts_on": "2026-05-01", "areas": ["cyber"]}
        logged = self.ask("POST", ACTIVITIES, content, {}, 201)
        for change in ("first", "second"):
            if logged is None:
                return
            where, tag = f"{ACTIVITIES}{logged['id']}/", {"If-Match": f'"{logged["version"]}"'}
            logged = self.ask("PATCH", where, {"title": f"{title} {change}"}, tag, 200)

    def ask(self, method: str, path: str, content: object, headers: dict[str, str], expected: int) -> Any:
        self.at.request(method, path, json.dumps(content), {**self.sent, **headers})
        answer = self.at.getresponse()
        body = answer.read()
        if answer.status != expected:
            self.refused.append((answer.status, body))
            return None
        told = json.loads(body)
        self.acknowledged[told["id"]] = [told["title"], told["version"]]
        return told


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with empty_database(tmp_path) as address, Installation(address, tmp_path) as made:
        yield made


def killed_while_writing(installation: Installation, server: Server, after: float) -> list[Caller]:
    """Let everybody write for so many seconds from the first acknowledgement on, then kill the server under them."""
    callers = [Caller(installation) for _ in range(CLIENTS)]
    for caller in callers:
        caller.start()
    until = time.monotonic() + PATIENCE
    while not any(caller.acknowledged for caller in callers):
        assert time.monotonic() < until
        time.sleep(0.01)
    time.sleep(after)
    server.kill()
    for caller in callers:
        caller.join(15)
        assert not caller.is_alive()
    return callers


def lost(acknowledged: dict[str, list[object]], rows: dict[str, list[object]]) -> dict[str, object]:
    """What was acknowledged and is not there, or is there as it was before.

    A change that was stored while its answer was on the way is there in a later version: nobody was told otherwise.
    """
    there = {key: rows.get(key, ["", 0]) for key in acknowledged}
    return {
        key: there[key]
        for key, (title, version) in acknowledged.items()
        if there[key][1] < version or (there[key][1] == version and there[key][0] != title)
    }


@pytest.mark.long
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(installation: Installation) -> None:
    dice, acknowledged = random.Random(9), {}
    for _round in range(ROUNDS):
        server = Server(installation)
        callers = killed_while_writing(installation, server, dice.uniform(0.2, 0.8))
        for caller in callers:
            assert caller.refused == []
            acknowledged |= caller.acknowledged
        found = installation.examined()
        assert found["faults"] == []
        assert lost(acknowledged, found["rows"]) == {}
    assert len(acknowledged) >= ROUNDS
    restarted = Server(installation)
    assert installation.examined()["faults"] == []
    restarted.kill()
    ahead = sum(found["rows"][key] != told for key, told in acknowledged.items())
    unheard = len(found["rows"].keys() - acknowledged.keys())
    print(  # noqa: T201 (the figures of docs/for-developers/tests.md; `pytest -s` shows them)
        f"{ROUNDS} kills, {found['revisions']} revisions, {len(acknowledged)} activities acknowledged, none lost;"
        f" stored but never told: {unheard} new ones, {ahead} changes"
    )
