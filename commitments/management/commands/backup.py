"""Put everything into one file, while others go on working."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from commitments.actions.backing_up import back_up
from commitments.actions.refusals import StateError
from commitments.ledger.progress import shown_on


class Command(BaseCommand):
    help = "Back up database and copies of evidence into one checked file; others go on writing meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", type=Path, help="a folder, or the name of a file that is not there yet")
        parser.add_argument("--passphrase-file", type=Path, help="seal it with the passphrase on the file's first line")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        to = options["to"]
        if to.is_dir():
            to /= f"tracker-{localtime():%Y-%m-%d-%H%M%S}.backup"
        try:
            made = back_up(to, passphrase=passphrase_in(options["passphrase_file"]), told=self.stdout.write)
        except (StateError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Backed up to {to}: {made.revisions} revisions, {len(made.pieces) - 1} copies of evidence.")
        self.stdout.write(f"Head: {made.head or 'none yet'}")


def passphrase_in(path: Path | None) -> bytes:
    """The passphrase on the first line of a file; empty without a file. Raises CommandError for a short one."""
    if path is None:
        return b""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise CommandError(f"The passphrase cannot be read: {error}") from error
    if not lines or len(lines[0]) < 12:
        raise CommandError("The passphrase is too short: its file's first line needs 12 characters or more.")
    return lines[0]
