"""Does a server on a disk that is full lose nothing that it acknowledged, say so, and go on by itself?

The disk is a real one, of memory, where this machine lets one be made: of SQLite's file and the copies, or of a
tablespace of PostgreSQL (its own log and other databases are elsewhere).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.deploy.production import Serving, manage, served, settings_for
from tests.deploy.test_serving import TOKEN

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("mount"), reason="Only root may make a disk; tests/tracker looks without one."
)
ON_SQLITE = os.environ.get("TEST_ENGINE", "sqlite") == "sqlite"
SIZE = 48  # megabytes
BOUNDARY = "a-boundary"


@contextmanager
def small_disk(at: Path) -> Iterator[Path]:
    at.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0777", "none", str(at)], capture_output=True
    )
    if made.returncode:
        pytest.skip("No disk can be made here; tests/tracker looks without one.")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@contextmanager
def database_on(disk: Path) -> Iterator[str]:
    """A database whose tables lie on the disk."""
    if ON_SQLITE:
        yield f"sqlite:///{disk}/tracker.sqlite3"
        return
    server, name = os.environ["TEST_DATABASE_URL"], f"small_{uuid.uuid4().hex[:8]}"
    for above in disk.parents:
        with suppress(PermissionError):
            above.chmod(above.stat().st_mode | 0o011)  # PostgreSQL runs as a user of its own when root starts it
    (disk / "tables").mkdir(mode=0o700)
    with psycopg.connect(urlsplit(server)._replace(path="/postgres").geturl(), autocommit=True) as maintenance:
        (data,) = maintenance.execute("SHOW data_directory").fetchone() or ("",)
        shutil.chown(disk / "tables", os.stat(data).st_uid, os.stat(data).st_gid)
        maintenance.execute(f"CREATE TABLESPACE {name} LOCATION '{disk}/tables'")
        maintenance.execute(f"CREATE DATABASE {name} TABLESPACE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")
        maintenance.execute(f"DROP TABLESPACE {name}")


@contextmanager
def no_room(disk: Path) -> Iterator[None]:
    """A file fills what is left of the disk, for as long as this lasts."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    try:
        yield
    finally:
        filler.unlink()


class Writer:
    """Logs activities one after another and keeps what it was told."""

    def __init__(self, server: Serving, key: str) -> None:
        self.server, self.key = server, key
        self.acknowledged: set[str] = set()
        self.answers: list[int] = []

    def log(self) -> tuple[int, Any, dict[str, str]]:
        title = uuid.uuid4().hex
        content = {
            "title": title,
            "kind": "visit",
            "starts_on": "2026-05-01",
            "areas": ["cyber"],
            "summary": "w " * 2000,
        }
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        body = json.dumps(content).encode()
        status, said, headers = self.server.ask("/api/v1/activities/", sent, method="POST", body=body)
        self.answers.append(status)
        if status == 201:
            self.acknowledged.add(title)
        return status, json.loads(said), headers

    def until(self, status: int, most: int = 2_000) -> tuple[Any, dict[str, str]]:
        """Go on until it is answered like this; the answer."""
        for _time in range(most):
            found, said, headers = self.log()
            if found == status:
                return said, headers
            time.sleep(0.02 if found == 503 else 0)
        raise AssertionError(f"never {status}: {self.answers[-5:]}")

    def upload(self, activity: str, size: int) -> int:
        part = 'Content-Disposition: form-data; name="{name}"'
        head = f"--{BOUNDARY}\r\n{part.format(name='title')}\r\n\r\nMinutes\r\n--{BOUNDARY}\r\n"
        head += f'{part.format(name="file")}; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
        body = head.encode() + b"words " * (size // 6) + f"\r\n--{BOUNDARY}--\r\n".encode()
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.server.ask(f"/api/v1/activities/{activity}/evidence/", sent, method="POST", body=body)[0]


TITLES = "from commitments.models.activities import Activity; print(*Activity.objects.values_list('title', flat=True))"


@pytest.mark.slow
def test_a_full_disk_is_a_503_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, database_on(disk) as address:
        var = disk / "var" if ON_SQLITE else tmp_path / "var"
        var.mkdir()
        counted = str(tmp_path / "metrics")  # in memory, as deploy/ has it
        environment = {
            **settings_for(address, var),
            "API_RATE": "1000000/min",
            "PROMETHEUS_MULTIPROC_DIR": counted,
        }
        manage(environment, "migrate", "--verbosity", "0")
        key = manage(environment, "shell", "--no-imports", "--command", TOKEN).strip()
        with served(environment, tmp_path / "log") as server:
            writer = Writer(server, key)
            activity = writer.until(201)[0]["id"]
            for _round in range(3):
                with no_room(disk):
                    said, headers = writer.until(503)
                    assert (headers["Retry-After"], headers["Content-Type"]) == ("30", "application/problem+json")
                    assert "Nothing was saved" in said["detail"]
                    assert server.ask("/healthz")[0] == 200
                    assert server.ask("/api/v1/areas/", {"Authorization": f"Bearer {key}"})[0] == 200
                    if ON_SQLITE:  # the copies lie on the same disk
                        assert writer.upload(activity, 200_000) == 503
                writer.until(201)
            assert writer.upload(activity, 200_000) == 201
            assert set(writer.answers) == {201, 503}
            assert server.stop() == 0
            assert "SIG" not in server.log.read_text().replace("SIGTERM", "")
        found = manage(environment, "shell", "--no-imports", "--command", TITLES).split()
        assert set(found) == writer.acknowledged
        assert "hold together" in manage(environment, "verify_ledger")
        assert "Every copy is there" in manage(environment, "verify_copies")
        print(f"{len(found)} acknowledged, none lost; {writer.answers.count(503)} answered 503")  # noqa: T201 (pytest -s)
