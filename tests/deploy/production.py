"""How does a test run the server with the settings of production?"""

from __future__ import annotations

import ctypes
import fcntl
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ledger.server import PATIENCE, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "tracker.test"
AS_THE_PROXY_SAYS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
WITHOUT_WRITABLE_CODE = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)  # PR_SET_MDWE, as MemoryDenyWriteExecute= of systemd
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def settings_for(database: str, var: Path) -> dict[str, str]:
    """The environment of an installation in production."""
    return {
        "PATH": os.environ["PATH"],
        "PRODUCTION": "1",
        "SECRET_KEY": "k7-Qz_m2rT9w" * 6,
        "ALLOWED_HOSTS": HOST,
        "BEHIND_PROXY": "1",
        "DATABASE_URL": database,
        "VAR_DIR": str(var),
        "STATIC_DIR": str(gathered()),
        "METRICS_TOKEN": "read-by-the-monitoring",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What a command of manage.py says; it has to succeed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1_200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def gathered() -> Path:
    """Styles and scripts as the image gathers them: made once for all tests, by the command in the Containerfile."""
    scratch = Path(os.environ["TESTS_SCRATCH_DIR"])
    to = scratch / "static"
    with (scratch / "static-lock").open("w") as lock:  # the workers of pytest-xdist share it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (to / "staticfiles.json").is_file():
            image = re.sub(r"\\\n\s*", " ", (ROOT / "deploy/Containerfile").read_text())
            (line,) = (line for line in image.splitlines() if line.startswith("RUN") and "collectstatic" in line)
            command = line.removeprefix("RUN ").split(" && ")[0]
            for place, here in (
                ("/opt/tracker/static", to),
                ("/tmp/var", scratch / "gathering"),  # noqa: S108 (as written there)
                ("python ", f"{sys.executable} "),
            ):
                command = command.replace(place, str(here))
            subprocess.run(
                ["sh", "-c", command], cwd=ROOT, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True
            )
    return to


class Serving:
    """gunicorn as deploy/ says, on a port of its own."""

    def __init__(self, command: list[str], environment: dict[str, str], at: Path, port: int, log: Path) -> None:
        self.port, self.log = port, log
        with log.open("w") as said:
            self.process = subprocess.Popen(command, cwd=at, env=environment, stderr=said, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while not self._listens():
            assert time.monotonic() < until, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)

    def _listens(self) -> bool:
        try:
            self.ask("/healthz")
        except OSError:
            return False
        return True

    def ask(
        self, path: str, headers: dict[str, str] | None = None, *, method: str = "GET", body: bytes | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of an answer."""
        at = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            at.request(method, path, body, {**AS_THE_PROXY_SAYS, **(headers or {})})
            answer = at.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            at.close()

    def stop(self) -> int:
        """SIGTERM to the master alone, as systemd sends it; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)


def _denied() -> list[str]:
    """As systemd does where it can be done: memory is never writable and executable. Kernels from 6.3 on."""
    return ["-c", WITHOUT_WRITABLE_CODE] if ctypes.CDLL(None).prctl(66, 0, 0, 0, 0) >= 0 else []


@contextmanager
def served(environment: dict[str, str], log: Path | None = None) -> Iterator[Serving]:
    """A server of these settings, from this repository."""
    port = free_port()
    command = [sys.executable, *_denied(), "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "tracker.wsgi"]
    there = {**environment, "BIND": f"127.0.0.1:{port}"}
    with served_by(command, there, ROOT, port, log or Path(environment["VAR_DIR"]) / "gunicorn.log") as serving:
        yield serving


@contextmanager
def served_by(command: list[str], environment: dict[str, str], at: Path, port: int, log: Path) -> Iterator[Serving]:
    """A server that is gone at the end, whatever happened."""
    serving = Serving(command, environment, at, port, log)
    try:
        yield serving
    finally:
        serving.kill()
