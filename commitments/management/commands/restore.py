"""Restore a backup into an empty database, and check it."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from commitments.actions.refusals import StateError
from commitments.actions.restoring import restore
from commitments.ledger.progress import shown_on
from commitments.management.commands.backup import passphrase_in


class Command(BaseCommand):
    help = "Restore a backup into an empty database and check ledger, counts and copies."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--passphrase-file", type=Path, help="holds the passphrase it was sealed with")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        if not options["backup"].is_file():
            raise CommandError(f"There is no backup {options['backup']}.")
        try:
            made = restore(
                options["backup"], passphrase=passphrase_in(options["passphrase_file"]), told=self.stdout.write
            )
        except StateError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored what was backed up on {made.made_at}.")
        ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
        if ours - set(made.migrations):
            self.stdout.write("It is from an earlier version. Run now:")
            self.stdout.write(
                f"  manage.py migrate\n  manage.py verify_ledger --head {made.head}\n  manage.py verify_copies"
            )
            return
        call_command("verify_ledger", head=made.head, stdout=self.stdout, stderr=self.stderr)
        call_command("verify_copies", stdout=self.stdout, stderr=self.stderr)
