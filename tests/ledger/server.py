"""How does a test run the real server, kill it at any moment, and look at what it left behind?"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.engine import SCRATCH

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0

EXAMINER = """
import json, sys, django
django.setup()
from django.db import connection
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.queries.containment import containment_rules

for _ in sys.stdin:
    found = verify(rules=containment_rules())
    told = Activity.objects.values_list("pk", "title", "version")
    rows = {str(key): [title, version] for key, title, version in told}
    print(json.dumps({"revisions": found.revisions, "faults": found.faults, "rows": rows}), flush=True)
    connection.close()
"""

ANALYST = """
import django
django.setup()
from django.utils import timezone
from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.areas import PriorityArea
from commitments.models.people import Person

with acting("command:test", "test"):
    ann = Person.objects.create_user("ann", display_name="Ann", role="analyst", clearance="restricted")
    PriorityArea.objects.create(slug="cyber", name="Cyber defence", short_name="Cyber defence")
    print(issue_token(ann, name="A test", scopes=["read", "write", "changes"], now=timezone.now(), days=1)[1])
"""


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of an empty database that other processes can open too, on the engine of these tests."""
    if os.environ.get("TEST_ENGINE", "sqlite") == "sqlite":
        yield f"sqlite:///{folder}/own.sqlite3"
        return
    server, name = os.environ["TEST_DATABASE_URL"], f"own_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(urlsplit(server)._replace(path="/postgres").geturl(), autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(database: str) -> None:
    """Make an empty database one that every migration was run on; each process of the tests runs them once."""
    engine, name = database.split(":")[0], urlsplit(database).path
    pattern = migrated(engine)
    if engine == "sqlite":
        shutil.copyfile(urlsplit(pattern).path[1:], name[1:])
        return
    with psycopg.connect(urlsplit(database)._replace(path="/postgres").geturl(), autocommit=True) as maintenance:
        maintenance.execute(f"DROP DATABASE {name[1:]}")
        maintenance.execute(f"CREATE DATABASE {name[1:]} TEMPLATE {urlsplit(pattern).path[1:]}")


@cache
def migrated(engine: str) -> str:
    """The address of a migrated database that nobody writes to, for as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="migrated-", dir=os.environ[SCRATCH]))
    if engine == "sqlite":
        address = f"sqlite:///{folder}/migrated.sqlite3"
    else:
        kept = ExitStack()
        kept.enter_context(suppress(psycopg.OperationalError))  # of our own server, which may be gone by then
        address = kept.enter_context(empty_database(folder))
        atexit.register(kept.close)
    Installation(address, folder, filled=False)
    return address


class Installation:
    """A migrated database of its own and what runs on it; in its context, an examiner and an analyst's token.

    `filled` is how an empty database gets there at once; without, its migrations are run, as whom the address names.
    """

    def __init__(self, database: str, var: Path, *, filled: bool = True) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "DATABASE_URL": database,
            "VAR_DIR": str(var),
            "SECRET_KEY": "only-for-this-test",
            "API_THROTTLE": "off",
        }
        if filled:
            fill(database)
        else:
            self.run("manage.py", "migrate", "--verbosity", "0")

    def __enter__(self) -> Installation:
        self.key = self.run("-c", ANALYST).strip()
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port = int(found.getsockname()[1])
        self.examiner = self.start("-c", EXAMINER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self.examiner.communicate(timeout=PATIENCE)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """A Python process with this installation's environment."""
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, text=True, start_new_session=True, **options
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments, stdout=subprocess.PIPE)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return str(said)

    def examined(self) -> dict[str, Any]:
        """The faults that verifying finds, and every activity: its title and version by id."""
        assert self.examiner.stdin
        assert self.examiner.stdout
        self.examiner.stdin.write("\n")
        self.examiner.stdin.flush()
        return dict(json.loads(self.examiner.stdout.readline()))


class Server:
    """gunicorn with two processes of four threads each; it serves from the moment this is made."""

    def __init__(self, installation: Installation) -> None:
        self.port = installation.port
        options = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload", "--log-level", "error"]
        bind = ["--bind", f"127.0.0.1:{self.port}", "tracker.wsgi"]
        self.log = Path(installation.environment["VAR_DIR"]) / "server.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            self.process = installation.start("-m", "gunicorn", *options, *bind, stderr=log)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < until
            assert self.process.poll() is None
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """kill -9 of the whole server, at once and without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
