"""For how long does each migration keep writers waiting on PostgreSQL, with so many activities in the tables?

`python benchmarks/migrations.py ADDRESS_OF_AN_EMPTY_DATABASE [ACTIVITIES]` brings it from the first version to this
one, a migration at a time. Beside each it asks, every 10 ms, whether somebody else could write an activity, and prints
the longest time that nobody could.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.deploy.old_schema import FILL, OLD  # noqa: E402 (found from the repository)

LOCKS_OUT_WRITERS = """
SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE c.relname IN ('commitments_activity', 'commitments_activity_areas', 'ledger_change', 'ledger_revision')
AND l.granted AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""


STEPS = """
import time
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

began = 0.0
def told(action, migration=None, fake=False):
    global began
    if action == "apply_start":
        began = time.monotonic()
    elif action == "apply_success":
        print(migration, began, time.monotonic())

executor = MigrationExecutor(connection, told)
executor.migrate(executor.loader.graph.leaf_nodes())
began = time.monotonic()
call_command("migrate", verbosity=0)
print("afterwards", began, time.monotonic())
"""
"""Every migration, and what `migrate` does when all are there: triggers, rows older than them, counts."""


def manage(address: str, *arguments: str) -> str:
    environment = {**os.environ, "DATABASE_URL": address, "VAR_DIR": "/tmp/migrations-bench"}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


class Looking(threading.Thread):
    """Looks at the locks until it is told to end; keeps from when to when writers were locked out."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.stopping = address, threading.Event()
        self.locked_out: list[tuple[float, float]] = []

    def run(self) -> None:
        with psycopg.connect(self.address, autocommit=True) as asking:
            while not self.stopping.wait(0.01):
                (locks,) = asking.execute(LOCKS_OUT_WRITERS).fetchone() or (0,)
                if not locks:
                    self.since = None
                    continue
                now = time.monotonic()
                if self.since is None:
                    self.since = now
                    self.locked_out.append((now, now))
                self.locked_out[-1] = (self.since, now)

    since: float | None = None


def main(address: str, many: int) -> None:
    manage(address, "migrate", "commitments", OLD, "--verbosity", "0")
    manage(address, "shell", "--no-imports", "--command", FILL.format(many=many))
    looking = Looking(address)
    looking.start()
    told = manage(address, "shell", "--no-imports", "--command", STEPS)
    looking.stopping.set()
    looking.join()
    print(f"{many} activities | took, s | writers locked out, s")
    for name, began, ended in (line.split() for line in told.splitlines()):
        within = [min(until, float(ended)) - max(since, float(began)) for since, until in looking.locked_out]
        print(f"{name} | {float(ended) - float(began):.2f} | {max([0.0, *within]):.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
