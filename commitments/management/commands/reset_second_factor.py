"""Take somebody's second factor off, when no administrator can."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.ledger.recording import acting
from commitments.queries.people import person_called

if settings.SECOND_FACTOR != "off":
    from commitments.actions.refusals import StateError
    from commitments.actions.second_factor import reset_factor


class Command(BaseCommand):
    help = "Take somebody's second factor and recovery codes off, when the last administrator has lost theirs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="log-in name of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SECOND_FACTOR == "off":
            raise CommandError("There is no second factor: SECOND_FACTOR is off.")
        person = person_called(options["user"])
        if person is None:
            raise CommandError(f"Nobody has the log-in name “{options['user']}”.")
        with acting("command:reset_second_factor", "command"):
            try:
                reset_factor(person, by=None)
            except StateError as error:
                raise CommandError(str(error)) from None
        self.stdout.write(f"{person.username} has no second factor any more.")
