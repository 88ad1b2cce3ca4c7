"""Fill the tracker with invented rows, or take them away."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from commitments.actions.refusals import StateError
from commitments.actions.sampling import make_samples, remove_samples
from commitments.ledger.progress import shown_on
from commitments.ledger.recording import acting


class Command(BaseCommand):
    help = "Fill the tracker with invented rows, all of them labelled; run again it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take them all away, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Samples are for trying things out: not in production.")
        try:
            with acting("command:sample", "command"):
                if options["remove"]:
                    done = f"{remove_samples()} samples removed."
                else:
                    done = f"{make_samples(settings.FIXTURES / 'sample', on=localdate())} samples made."
        except StateError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(done)
