"""Move an installation from SQLite to PostgreSQL."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection, connections

from commitments.actions.moving import move_rows
from commitments.ledger.progress import shown_on
from commitments.ledger.verify import verify

TARGET = "target"


class Command(BaseCommand):
    help = "Move everything from SQLite into an empty PostgreSQL database: rows, ledger, chain and cursors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="DATABASE_URL", help="of the empty database, as the owner of its tables")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This installation is not on SQLite.")
        target = dj_database_url.parse(options["url"])
        if target.get("ENGINE") != "django.db.backends.postgresql":
            raise CommandError("Give the address of a PostgreSQL database: postgresql://…")
        connections.databases[TARGET] = {**connections.databases["default"], "OPTIONS": {}, **target}
        self._refuse_unless_empty()
        self.stdout.write("Checking the ledger here")
        found = verify()
        if found.faults:
            raise CommandError("The ledger does not hold. Mend that first: manage.py verify_ledger")
        self._there(options["url"], "migrate", "--verbosity=0")
        self.stdout.write("Moving rows; nobody can write meanwhile")
        move_rows(TARGET, told=self.stdout.write)
        connections[TARGET].close()
        self._there(options["url"], "migrate", "--verbosity=0")  # puts right what is not as this version wants it
        self.stdout.write("Checking the ledger there")
        self._there(options["url"], "verify_ledger", "--head", found.head)
        self._there(options["url"], "rebuild_rollups", "--verify")
        self.stdout.write(f"Moved: {found.revisions} revisions. Head: {found.head or 'none yet'}")
        self.stdout.write(
            "Set DATABASE_URL to the new database now; SECRET_KEY, VAR_DIR and all else stay as they are."
        )

    def _refuse_unless_empty(self) -> None:
        try:
            tables = connections[TARGET].introspection.table_names()
        except Error as error:
            raise CommandError(f"The database does not answer: {error}") from error
        if tables:
            raise CommandError("The database is not empty, and a move never writes over anything.")
        connections[TARGET].close()

    def _there(self, url: str, *command: str) -> None:
        """Run a command of ours against the other database."""
        done = subprocess.run(  # noqa: S603 (a command of our own)
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise CommandError(f"{command[0]} failed there. {done.stdout.strip()} {done.stderr.strip()}")
