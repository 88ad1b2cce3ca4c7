"""Say which person of the provider somebody with an account here is."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.ledger.recording import acting
from commitments.queries.people import person_called

if settings.OIDC:
    from commitments.actions.refusals import StateError
    from commitments.actions.single_sign_on import link_account


class Command(BaseCommand):
    help = "Tie an account that is here already to the provider's `sub`, so that single sign-on leads to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="log-in name of the account")
        parser.add_argument("--sub", required=True, metavar="SUB", help="the provider's own id of this person")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.OIDC:
            raise CommandError("Single sign-on is not switched on.")
        person = person_called(options["user"])
        if person is None:
            raise CommandError(f"Nobody has the log-in name “{options['user']}”.")
        with acting("command:link_sign_on", "command"):
            try:
                link_account(person, options["sub"])
            except StateError as error:
                raise CommandError(str(error)) from None
        self.stdout.write(f"{person.username} signs in as the provider's “{options['sub']}” from now on.")
