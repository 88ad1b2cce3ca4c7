"""How does a test call the tracker as other systems do: through a server of its own, many at once?

The server is gunicorn with two processes of eight threads. On PostgreSQL it works on the database of the test; on
SQLite on a file with a copy of what the test wrote, for the test's own database lives in memory.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds until a server or an answer that does not come counts as broken."""


@dataclass(frozen=True)
class Answer:
    """What came back: a refusal is an answer like any other."""

    status: int
    headers: Any
    body: Any


@dataclass(frozen=True)
class Server:
    """A running tracker on this machine, and the environment of whoever works on the same database."""

    port: int
    environment: dict[str, str]
    log: Path

    def ask(self, key: str, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call the API with the key of a token; header names are written with underscores."""
        sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        caller = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(caller):
            caller.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), sent)
            answer = caller.getresponse()
            said = answer.read()
        assert answer.status != 500, self.log.read_text()[-5000:]
        return Answer(answer.status, answer.headers, json.loads(said or "null"))

    def manage(self, *words: str) -> str:
        """Run a command on the same database; it has to succeed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def all_at_once(work: Any, workers: int) -> list[Any]:
    """What `work(number)` gave each worker; all of them start together."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, range(workers)))


@contextmanager
def serving(directory: Path) -> Iterator[Server]:
    """A server on what the test committed so far. Nobody is throttled."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": _database(directory),
        "VAR_DIR": str(directory / "var"),
        "API_THROTTLE": "0",
    }
    (directory / "var").mkdir()
    command = [sys.executable, "-m", "gunicorn", "tracker.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2"]
    with (directory / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--worker-class=gthread", "--threads=8"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _wait(port, server, directory / "server.log")
        yield Server(port, environment, directory / "server.log")
    finally:
        server.terminate()
        server.wait()


def _database(directory: Path) -> str:
    settings = connection.settings_dict
    if connection.vendor == "postgresql":
        host, port = quote(str(settings["HOST"]), safe=""), settings["PORT"]
        who = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else "")
        return f"postgresql://{who}@{host}{f':{port}' if port else ''}/{settings['NAME']}"
    copy = directory / "tracker.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    return f"sqlite:///{copy}"


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers."""
    for _try in range(PATIENCE * 10):
        assert server.poll() is None, log.read_text()
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as caller:
                caller.request("GET", "/healthz")
                if caller.getresponse().status == 200:
                    return
        except ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())
