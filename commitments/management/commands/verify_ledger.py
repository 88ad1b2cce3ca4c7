"""Check that the ledger is whole and that every row is as it says."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from commitments.ledger.progress import shown_on
from commitments.ledger.verify import verify
from commitments.queries.containment import containment_rules


class Command(BaseCommand):
    help = "Check the ledger's chain, that every row equals its last change, and that no marking is too low."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", default="", metavar="DIGEST", help="a digest noted earlier, outside this system: finds a cut tail"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_on(sys.stderr):
            self.carry_out(**options)

    def carry_out(self, **options: Any) -> None:
        found = verify(head=options["head"], rules=containment_rules())
        for redacted in found.redacted:
            self.stdout.write(f"Redacted: {redacted}.")
        for fault in found.faults:
            self.stderr.write(fault)
        if found.faults:
            self.stderr.write(f"{len(found.faults)} fault(s).")
            sys.exit(1)
        self.stdout.write(f"{found.revisions} revisions hold together. Head: {found.head or 'none yet'}")
