"""Is every uploaded copy there, with the bytes that were stored?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commitments.ledger.progress import shown_on
from commitments.queries.copies import faults_of_copies


class Command(BaseCommand):
    help = "Check that every copy is there and has its digest; name each fault. Changes nothing; 1 where there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        faults = 0
        for sentence in faults_of_copies():
            faults += 1
            self.stderr.write(sentence)
        if faults:
            raise CommandError(f"Copies that are not as they were stored: {faults}.")
        self.stdout.write("Every copy is there, as it was stored.")
