"""Make the counts behind figures anew from the rows, or only say where they differ."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from commitments.ledger.progress import shown_on
from commitments.ledger.recounting import drift, recount


class Command(BaseCommand):
    help = "Make the counts behind figures anew from the rows. On PostgreSQL run it as the owner of the tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verify", action="store_true", help="change nothing; name every count that is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        if not options["verify"]:
            recount()
        faults = list(drift())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            self.stderr.write(f"{len(faults)} count(s) differ from the rows.")
            sys.exit(1)
        self.stdout.write("Every count is as the rows say.")
