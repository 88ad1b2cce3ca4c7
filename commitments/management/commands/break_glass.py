"""Let one person log in with their password though everybody signs in through the provider."""

import datetime
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commitments.ledger.recording import acting
from commitments.queries.people import person_called

if settings.OIDC:
    from commitments.actions.break_glass import break_glass, mend_glass
    from commitments.actions.refusals import StateError


class Command(BaseCommand):
    help = "With SIGN_IN=oidc: take one person's password for a while, when the provider cannot be reached."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="log-in name of somebody who has a password")
        parser.add_argument("--minutes", type=int, default=60, metavar="N", help="for how long: 60, at most 720")
        parser.add_argument("--close", action="store_true", help="close it again")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SIGN_IN != "oidc" or not settings.OIDC:
            raise CommandError("There is no glass to break: passwords are taken anyway (SIGN_IN is not oidc).")
        person = person_called(options["user"])
        if person is None:
            raise CommandError(f"Nobody has the log-in name “{options['user']}”.")
        now = timezone.now()
        with acting("command:break_glass", "command"):
            if options["close"]:
                mend_glass(person)
                self.stdout.write(f"No password of {person.username} is taken any more.")
                return
            try:
                until = now + datetime.timedelta(minutes=options["minutes"])
                break_glass(person, until=until, now=now)
            except StateError as error:
                raise CommandError(str(error)) from None
        self.stdout.write(f"{person.username} may log in with their password until {until:%H:%M} UTC.")
