"""Check every digest, quote and sentence against the texts."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from commitments.queries.verification import faults_of_texts


class Command(BaseCommand):
    help = "Check every digest, quote and sentence against the texts, in the fixtures and in the database."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fixtures", type=Path, default=settings.FIXTURES, metavar="DIR", help="the folder")

    def handle(self, *args: Any, **options: Any) -> None:
        verified = faults_of_texts(options["fixtures"])
        for fault in verified.faults:
            self.stderr.write(str(fault))
        if verified.faults:
            self.stderr.write(f"{len(verified.faults)} fault(s).")
            sys.exit(1)
        for hint in verified.hints:
            self.stdout.write(f"To look at: {hint}")
        self.stdout.write(
            f"{verified.texts} texts, {verified.provisions} provisions, {verified.sentences} sentences and "
            f"{verified.quotes} quotes are as printed"
            + (", in the fixtures and in the database." if verified.stored else ", in the fixtures.")
        )
        if not verified.stored:
            self.stdout.write("The database holds no texts yet: only the fixtures were checked.")
