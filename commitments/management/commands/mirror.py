"""Keep a copy of what a token may read in a SQLite file, through the API alone.

`Mirror` needs nothing but Python's standard library: copy it into a system of your own.
"""

from __future__ import annotations

import json
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError

RESOURCES = (
    *("parties", "agreements", "provisions", "areas", "bodies", "commitments", "milestones"),
    *("activities", "assessments", "decisions", "targets", "reviews"),
)
LISTED_WITH = {"commitments": {"on": "2199-12-31"}}  # those of agreements that have not begun as well
TRIES, LONGEST_WAIT = 6, 300.0


class Mirror:
    """One table for each resource, and the cursor behind the last event that is in them."""

    def __init__(self, base: str, token: str, file: str) -> None:
        self.base, self.token = base.rstrip("/"), token
        self.file = sqlite3.connect(file, isolation_level=None)
        self.file.execute("PRAGMA journal_mode = WAL")  # who reads the file meanwhile reads what was there before
        for table in RESOURCES:
            self.file.execute(f"CREATE TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY, version INTEGER, data TEXT)")
        self.file.execute("CREATE TABLE IF NOT EXISTS mirror_state (cursor TEXT)")

    def catch_up(self) -> int:
        """Bring the copy up to date; return the number of events, or of rows where it had to start.

        It may be stopped at any moment: rows and cursor are stored together, or not at all.
        """
        told = 0 if self.cursor else self.start()
        while True:
            try:
                page = self.ask("changes", after=self.cursor, limit=1000)
            except urllib.error.HTTPError as refused:
                if refused.code != 410:
                    raise
                return (
                    told + self.start()
                )  # what the cursor points to is gone: a backup was restored, or rights changed
            self.apply(page["results"], page["next"])
            told += len(page["results"])
            if not page["has_more"]:
                return told

    def start(self) -> int:
        """Copy every list. What was there before stays until all of it can be replaced at once."""
        cursor, rows = self.ask("changes", after="now")["next"], 0
        with Transaction(self.file):
            for table in RESOURCES:
                self.file.execute(f"DELETE FROM {table}")
                page = self.ask(table, page_size=500, **LISTED_WITH.get(table, {}))
                while True:
                    for row in page["results"]:
                        row.pop("standing", None)  # it is computed for a day
                        self.store(table, row["url"].rstrip("/").rpartition("/")[2], row)
                    rows += len(page["results"])
                    if page["next"] is None:
                        break
                    page = self.fetch(page["next"])
            self.remember(cursor)
        return rows

    def apply(self, events: list[dict[str, Any]], cursor: str) -> None:
        """Store what a page of the feed tells, and where the next one starts."""
        with Transaction(self.file):
            for event in events:
                if event["op"] == "upsert":
                    self.store(event["type"], event["id"], event["data"])
                else:
                    self.file.execute(f"DELETE FROM {event['type']} WHERE id = ?", [event["id"]])
            self.remember(cursor)

    def store(self, table: str, name: str, data: dict[str, Any]) -> None:
        text = json.dumps(data, ensure_ascii=False)
        self.file.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", [name, data["version"], text])

    @property
    def cursor(self) -> str | None:
        found = self.file.execute("SELECT cursor FROM mirror_state").fetchone()
        return found[0] if found else None

    def remember(self, cursor: str) -> None:
        self.file.execute("DELETE FROM mirror_state")
        self.file.execute("INSERT INTO mirror_state VALUES (?)", [cursor])

    def ask(self, resource: str, **parameters: Any) -> dict[str, Any]:
        return self.fetch(f"{self.base}/{resource}/?{urllib.parse.urlencode(parameters)}")

    def fetch(self, address: str) -> dict[str, Any]:
        """A page. Where the server is busy or out of reach it is asked again, a little later each time."""
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310
        for turn in range(1, TRIES + 1):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (the command checks the scheme)
                    page: dict[str, Any] = json.load(answer)
                    return page
            except urllib.error.HTTPError as refused:
                if turn == TRIES or refused.code not in (429, 500, 502, 503, 504):
                    raise
                wait = refused.headers.get("Retry-After", "")
                seconds = float(wait) if wait.isdigit() else 2.0**turn
            except (OSError, ValueError):  # no connection, or half an answer
                if turn == TRIES:
                    raise
                seconds = 2.0**turn
            time.sleep(min(seconds, LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")


class Transaction:
    """All that is written inside is stored at its end, or none of it."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file

    def __enter__(self) -> None:
        self.file.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self.file.execute("COMMIT" if kind is None else "ROLLBACK")


class Command(BaseCommand):
    help = "Copy what a token may read into a SQLite file, and keep the copy up to date through the change feed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("base", metavar="API_BASE", help="such as https://tracker.example/api/v1/")
        parser.add_argument("token", metavar="TOKEN", help="a token with the scopes read and changes")
        parser.add_argument("file", metavar="FILE", help="the SQLite file; made where there is none")
        parser.add_argument("--follow", action="store_true", help="go on until it is stopped")
        parser.add_argument(
            "--every", type=float, default=5.0, metavar="SECONDS", help="how often to ask, with --follow"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["base"].startswith(("http://", "https://")):
            raise CommandError("API_BASE begins with https:// or http://.")
        try:
            mirror = Mirror(options["base"], options["token"], options["file"])
            with closing(mirror.file):
                self.stdout.write(f"{mirror.catch_up()} rows and changes stored.")
                while options["follow"]:
                    time.sleep(options["every"])
                    self._go_on(mirror)
        except urllib.error.HTTPError as refused:
            raise CommandError(f"{refused.code}: {_detail(refused)}") from None
        except (OSError, sqlite3.Error) as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _go_on(self, mirror: Mirror) -> None:
        """Catch up once more; a server that is out of reach is waited for."""
        try:
            if told := mirror.catch_up():
                self.stdout.write(f"{told} changes stored.")
        except OSError as problem:
            if isinstance(problem, urllib.error.HTTPError) and problem.code < 500 and problem.code != 429:
                raise
            self.stderr.write(str(problem))


def _detail(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(refused)["detail"])
    except (ValueError, KeyError):
        return str(refused.reason)
