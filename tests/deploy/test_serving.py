"""Does the server start with deploy/gunicorn.conf.py and the settings of production, answer, and end when told to?"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.production import AS_THE_PROXY_SAYS, HOST, Serving, manage, served, settings_for
from tests.ledger.server import empty_database, fill

TOKEN = """
from django.utils import timezone
from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.areas import PriorityArea
from commitments.models.people import Person

with acting("command:test", "test"):
    PriorityArea.objects.create(slug="cyber", name="Cyber defence", short_name="Cyber defence")
    ann = Person.objects.create_user("ann", display_name="Ann", role="analyst", clearance="restricted")
    print(issue_token(ann, name="A test", scopes=["read", "write"], now=timezone.now(), days=1)[1])
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("production")
    (folder / "var").mkdir()
    with empty_database(folder) as address:
        found = settings_for(address, folder / "var")
        fill(address)
        yield found


@pytest.fixture(scope="module")
def key(environment: dict[str, str]) -> str:
    return manage(environment, "shell", "--no-imports", "--command", TOKEN).strip()


@pytest.mark.slow
def test_it_answers_as_itself_and_ends_when_told_to(environment: dict[str, str], key: str) -> None:
    with served(environment) as server:
        assert server.ask("/healthz")[:2] == (200, b"ok")
        assert server.ask("/readyz")[:2] == (200, b"ready")
        status, page, headers = server.ask("/admin/login/")
        assert (status, b"<main" in page, "max-age=31536000" in headers["Strict-Transport-Security"]) == (
            200,
            True,
            True,
        )
        assert "__Host-csrf" in headers["Set-Cookie"]
        style = page.decode().partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert server.ask(style)[0] == 200
        status, answer, _headers = server.ask("/api/v1/areas/", {"Authorization": f"Bearer {key}"})
        assert (status, [area["slug"] for area in json.loads(answer)["results"]]) == (200, ["cyber"])
        requests = b'tracker_requests_total{door="api"'
        assert requests in counted_by(server, environment, requests)
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    assert {"/healthz", "/api/v1/areas/"} <= {line.get("route") for line in lines}


@pytest.mark.slow
def test_over_http_and_under_another_name_nobody_is_served(environment: dict[str, str]) -> None:
    with served(environment) as server:
        status, _page, headers = server.ask("/", {"X-Forwarded-Proto": "http"})
        assert (status, headers["Location"]) == (301, f"https://{HOST}/")
        assert server.ask("/", {"Host": "another.example"})[0] == 400


@pytest.mark.slow
def test_who_is_being_answered_when_it_ends_gets_the_answer(environment: dict[str, str], key: str) -> None:
    """Told to end in the middle of a request: it is read to its end and answered."""
    body = json.dumps({"title": "Talks", "kind": "visit", "starts_on": "2026-05-01", "areas": ["cyber"]}).encode()
    with served(environment) as server:
        at = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        sent = {**AS_THE_PROXY_SAYS, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        at.sendall(
            f"POST /api/v1/activities/ HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:20]
        )
        time.sleep(0.5)  # a thread is at it
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        at.sendall(body[20:])
        assert at.recv(100).startswith(b"HTTP/1.1 201")
        at.close()
        assert server.process.wait(20) == 0


def counted_by(server: Serving, environment: dict[str, str], awaited: bytes) -> bytes:
    """What is counted, once it holds what is awaited: a request is counted when its last byte has gone."""
    until = time.monotonic() + 10
    while True:
        counted = server.ask("/metrics", {"Authorization": f"Bearer {environment['METRICS_TOKEN']}"})[1]
        if awaited in counted or time.monotonic() > until:
            return counted
        time.sleep(0.1)


@pytest.mark.slow
def test_the_check_of_a_container_asks_as_the_proxy_would(environment: dict[str, str], tmp_path: Path) -> None:
    healthy = ["-c", "import runpy, sys; sys.argv = ['healthy', '/readyz']; runpy.run_path('deploy/healthy.py')"]
    with served(environment) as server:
        there = {**environment, "BIND": f"0.0.0.0:{server.port}"}
        assert _code(healthy, there) == 0
    assert _code(healthy, there) == 1


def _code(arguments: list[str], environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True).returncode
