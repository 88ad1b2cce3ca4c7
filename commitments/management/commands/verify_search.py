"""Is what searches look through as the rows say?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commitments.actions.words import mend_words
from commitments.ledger.progress import shown_on
from commitments.queries.words import SEARCHED, rows_without_their_words


class Command(BaseCommand):
    help = "Check that every activity and commitment is found by its words as it stands; 1 where one is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="write the words again where they are not as they should"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        if options["mend"]:
            self.stdout.write(f"Mended: {mend_words()}.")
            return
        faults = 0
        for model in SEARCHED:
            for row in rows_without_their_words(model):
                faults += 1
                self.stderr.write(f"The words of {model._meta.model_name} {row.pk} are not as it says.")
        if faults:
            raise CommandError(f"Rows that searches look for in vain: {faults}. Run “manage.py verify_search --mend”.")
        self.stdout.write("Every row is found by its words.")
