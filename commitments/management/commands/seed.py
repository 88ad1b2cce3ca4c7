"""Bring the text rows to what the fixtures say."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from commitments.actions.groups import sync_groups
from commitments.actions.seeding import UnsoundFixtures, seed
from commitments.ledger.progress import shown_on
from commitments.ledger.recording import acting


class Command(BaseCommand):
    help = "Bring the text rows to what the fixtures say; what people did and decided is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fixtures", type=Path, default=settings.FIXTURES, metavar="DIR", help="the folder")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        try:
            with acting("command:seed", "command"):
                report = seed(options["fixtures"], on=localdate())
                sync_groups()
        except UnsoundFixtures as problem:
            for fault in problem.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(problem.faults)} fault(s) in the fixtures; nothing was written.") from None
        for model, tally in report.tallies.items():
            self.stdout.write(
                f"{model._meta.verbose_name_plural}: {tally.created} created, {tally.changed} changed, "
                f"{tally.unchanged} unchanged, {tally.retired} retired"
            )
