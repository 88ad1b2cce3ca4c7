"""Does the API keep its description, whatever is asked of it? `TEST_ENGINE=sqlite python -m tests.fuzz 500`.

Brings its own database and its own server: both real texts, the samples, an administrator, and a token of every scope.
schemathesis reads the description and asks; tests/fuzz/schemathesis.toml says how.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests import engine
from tests.ledger.server import ROOT, Installation, Server, empty_database

HERE = Path(__file__).parent
FEW = 3_000
"""Below so many cases there is no time for the phase that tries every bound of every parameter one by one."""

ADMINISTRATOR = """
import django
django.setup()
from django.utils import timezone
from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.people import Person
from commitments.vocabulary import TokenScope

with acting("command:test", "test"):
    auditor = Person.objects.create_user("auditor", display_name="A", role="administrator", clearance="restricted")
    made = issue_token(auditor, name="A test", scopes=TokenScope.values, now=timezone.now(), days=1, source="protocol")
    print(made[1])
"""


@contextmanager
def tracker(folder: Path) -> Iterator[tuple[str, str]]:
    """A tracker of its own: the address of its API, and a key."""
    with empty_database(folder) as database, Installation(database, folder / "var") as installation:
        for command in ("seed", "sample"):
            installation.run("manage.py", command)
        key = installation.run("-c", ADMINISTRATOR).strip()
        server = Server(installation)
        try:
            yield f"http://127.0.0.1:{installation.port}/api/v1/", key
        finally:
            os.killpg(server.process.pid, signal.SIGTERM)
            server.process.wait(20)


def operations(api: str) -> int:
    """How many operations the API has."""
    with urllib.request.urlopen(f"{api}schema/") as answer:  # noqa: S310 (our own server)
        paths = yaml.safe_load(answer.read())["paths"]
    return sum(len(verbs) for verbs in paths.values())


def fuzzed(api: str, key: str, cases: int, report: Path) -> int:
    """Ask; 0 where nothing was found."""
    phases = "fuzzing,stateful" if cases < FEW else "examples,coverage,fuzzing,stateful"
    asked = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml")),
            *("run", f"{api}schema/", "--header", f"Authorization: Bearer {key}", "--phases", phases, "--no-color"),
            *("--max-examples", str(-(-cases // operations(api))), "--workers", "2"),
            *("--report", "json", "--report-json-path", str(report), "--generation-database", "none"),
        ],
        cwd=ROOT,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"},
    )
    return asked.returncode


def main() -> int:
    cases = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="tracker-fuzz-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with tracker(folder) as (api, key):
            found = fuzzed(api, key, cases, folder / "report.json")
        told = json.loads((folder / "report.json").read_text())["test_cases"]
        sys.stdout.write(f"{os.environ.get('TEST_ENGINE', 'sqlite')}: {told}\n")
    return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        engine.pytest_unconfigure()
