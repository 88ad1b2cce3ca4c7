"""Is the mirror a true copy, whatever happens to it on the way?"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from commitments.management.commands.mirror import RESOURCES, Mirror
from commitments.vocabulary import Role
from tests import factories as make
from tests.api.serving import ROOT, Server, serving

Rows = dict[tuple[str, str], Any]


@pytest.fixture
def server(committed: None, tmp_path: Path) -> Iterator[Server]:
    for clearance in ("public", "restricted"):
        make.PersonFactory(username=f"cleared-{clearance}", role=Role.MANAGER, clearance=clearance)
    for marking in ("public", "restricted"):
        make.ActivityFactory(marking=marking, bodies=[(make.BodyFactory(), "host")])
        make.AssessmentFactory(marking=marking)
    with serving(tmp_path) as running:
        yield running


def copy(file: Path) -> Rows:
    with closing(sqlite3.connect(file)) as opened:
        return {
            (table, name): (version, json.loads(data))
            for table in RESOURCES
            for name, version, data in opened.execute(f"SELECT id, version, data FROM {table}")
        }


def listed(server: Server, key: str) -> Rows:
    """What the lists hold; no list of these tests has more than one page."""
    rows = {}
    for resource in RESOURCES:
        for row in server.ask(key, "GET", f"{resource}/?page_size=500").body["results"]:
            row.pop("standing", None)
            rows[resource, row["url"].split("/")[-2]] = (row["version"], row)
    return rows


def mirror(server: Server, key: str, file: Path) -> str:
    return server.manage("mirror", f"http://127.0.0.1:{server.port}/api/v1/", key, str(file))


def log(server: Server, key: str, title: str) -> Any:
    sent = {"title": title, "kind": "visit", "starts_on": "2026-05-01", "marking": "public"}
    commitment = server.ask(key, "GET", "commitments/?page_size=1").body["results"][0]["reference"]
    answer = server.ask(key, "POST", "activities/", {**sent, "commitments": [commitment]})
    assert answer.status == 201, answer.body
    return answer.body


def token(server: Server, who: str) -> str:
    return server.manage("create_token", "--user", who, "--scopes", "read,write,changes", "--days", "1").strip()


@pytest.mark.slow
def test_the_mirror_equals_the_lists_at_first_and_after_every_change(server: Server, tmp_path: Path) -> None:
    key, file = token(server, "cleared-restricted"), tmp_path / "copy.sqlite3"
    mirror(server, key, file)
    assert copy(file) == listed(server, key)
    assert len(copy(file)) == 20
    one, two = log(server, key, "One"), log(server, key, "Two")
    server.ask(key, "PATCH", f"activities/{one['id']}/", {"title": "First"}, If_Match='"1"')
    server.ask(key, "DELETE", f"activities/{two['id']}/", If_Match='"1"')
    assert mirror(server, key, file) == "4 rows and changes stored.\n"
    assert copy(file) == listed(server, key)
    assert ("activities", one["id"]) in copy(file)
    assert mirror(server, key, file) == "0 rows and changes stored.\n"


@pytest.mark.slow
def test_under_other_rights_it_starts_again_and_keeps_nothing_it_may_not_read(server: Server, tmp_path: Path) -> None:
    whole, public, file = (
        token(server, "cleared-restricted"),
        token(server, "cleared-public"),
        tmp_path / "copy.sqlite3",
    )
    mirror(server, whole, file)
    assert {row["marking"] for _version, row in copy(file).values() if "marking" in row} == {"public", "restricted"}
    mirror(server, public, file)
    assert copy(file) == listed(server, public)
    assert {row["marking"] for _version, row in copy(file).values() if "marking" in row} == {"public"}


PULL = """
import sys
from commitments.management.commands.mirror import Mirror

class InPages(Mirror):
    def ask(self, resource, **asked):
        for name in asked.keys() & {"limit", "page_size"}:
            asked[name] = min(asked[name], int(sys.argv[1]))
        return super().ask(resource, **asked)

while True:
    InPages(*sys.argv[2:]).catch_up()
"""


def killed_at_random(server: Server, tmp_path: Path, times: int, size: int) -> None:
    """So many times, while it takes pages of at most this size."""
    key, file, dice = token(server, "cleared-restricted"), tmp_path / "copy.sqlite3", random.Random(5)
    base, script = f"http://127.0.0.1:{server.port}/api/v1/", tmp_path / "pull.py"
    script.write_text(PULL)
    environment = {**server.environment, "PYTHONPATH": str(ROOT)}
    for number in range(times):
        puller = subprocess.Popen(
            [sys.executable, str(script), str(size), base, key, str(file)], cwd=ROOT, env=environment
        )
        made = log(server, key, f"Number {number}")
        time.sleep(dice.uniform(0.2, 0.6))
        if number % 3 == 0:
            server.ask(key, "DELETE", f"activities/{made['id']}/", If_Match='"1"')
        puller.kill()
        puller.wait()
    Mirror(base, key, str(file)).catch_up()
    assert copy(file) == listed(server, key)


@pytest.mark.slow
def test_it_may_be_killed_at_any_moment(server: Server, tmp_path: Path) -> None:
    killed_at_random(server, tmp_path, 10, 7)


@pytest.mark.long
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_it_may_be_killed_two_hundred_times(server: Server, tmp_path: Path, size: int) -> None:
    killed_at_random(server, tmp_path, 200, size)


class Busy(BaseHTTPRequestHandler):
    """Refuses every other request for a second, and hangs up in the middle of one."""

    asked: ClassVar[list[float]] = []

    def do_GET(self) -> None:
        self.asked.append(time.monotonic())
        body = json.dumps({"results": [], "next": "c" if "changes" in self.path else None, "has_more": False}).encode()
        if len(self.asked) % 2:
            self.send_response(429)
            self.send_header("Retry-After", "1")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def test_it_waits_as_long_as_a_busy_server_asks_for(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Busy) as busy:
        threading.Thread(target=busy.serve_forever, daemon=True).start()
        puller = Mirror(f"http://127.0.0.1:{busy.server_port}/api/v1/", "key", str(tmp_path / "copy.sqlite3"))
        assert puller.ask("changes", after="now")["next"] == "c"
        busy.shutdown()
    first, second = Busy.asked
    assert 1 <= second - first < 3
