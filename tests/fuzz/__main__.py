"""Does the API keep its description, whatever is asked of it? `TEST_ENGINE=sqlite python -m tests.fuzz 500`.

Brings its own database and its own server: both real texts, the samples, an administrator, and a token of every scope.
schemathesis reads the description and asks; tests/fuzz/schemathesis.toml says how.
"""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests import engine
from tests.ledger.server import ROOT, Installation, Server, empty_database

HERE = Path(__file__).parent
PROCESSES = 2
"""How many ask at once: making up a request takes three times the processor that answering it takes."""

MADE_UP = 2 / 3
"""How many of all cases are made up for one operation; the others follow one another, or try a bound."""

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


def fuzzed(api: str, key: str, cases: int, folder: Path) -> tuple[int, dict[str, int]]:
    """Ask until there were so many cases; 0 where nothing was found, and how many there were of each kind."""
    found, counted, turns = 0, Counter[str](), 0
    while not found and counted["generated"] < cases:
        examples = math.ceil((cases - counted["generated"]) * MADE_UP / operations(api) / PROCESSES)
        asking = [started(api, key, examples, turns + turn, cases, folder) for turn in range(PROCESSES)]
        found = max(asked.wait() for asked in asking)
        for turn in range(turns, turns + PROCESSES):
            sys.stdout.write((folder / f"{turn}.txt").read_text())
            counted.update(json.loads((folder / f"{turn}.json").read_text())["test_cases"])
        turns += PROCESSES
    return found, dict(counted)


def started(api: str, key: str, examples: int, turn: int, cases: int, folder: Path) -> subprocess.Popen[bytes]:
    """One process that asks, with so many examples for each operation. The first of all tries every bound as well."""
    phases = "fuzzing,stateful" if turn or cases < FEW else "examples,coverage,fuzzing,stateful"
    with (folder / f"{turn}.txt").open("wb") as said:
        return subprocess.Popen(
            [
                *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml")),
                *("run", f"{api}schema/", "--header", f"Authorization: Bearer {key}", "--phases", phases, "--no-color"),
                *("--max-examples", str(examples), "--workers", "1", "--generation-database", "none"),
                *("--report", "json", "--report-json-path", str(folder / f"{turn}.json")),
            ],
            cwd=ROOT,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"},
            stdout=said if turn else None,  # the first tells how far it is
        )


def main() -> int:
    cases = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="tracker-fuzz-") as name:
        folder, began = Path(name), time.monotonic()
        folder.chmod(0o755)
        with tracker(folder) as (api, key):
            found, counted = fuzzed(api, key, cases, folder)
        took = f"{time.monotonic() - began:.0f} s"
        sys.stdout.write(f"{os.environ.get('TEST_ENGINE', 'sqlite')}, {took}: {counted}\n")
    return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        engine.pytest_unconfigure()
