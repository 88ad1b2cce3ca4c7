"""Make a key of the API for another system."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.queries.people import person_called
from commitments.vocabulary import Marking, TokenScope


class Command(BaseCommand):
    help = "Make a token and print it, alone: it is shown this once and kept nowhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="log-in name of its owner")
        parser.add_argument("--scopes", required=True, help=f"a comma list of {', '.join(TokenScope.values)}")
        parser.add_argument("--days", required=True, type=int, metavar="N", help="how long it lives, at most 366")
        parser.add_argument("--source", default="", metavar="NAME", help="the source it may push activities under")
        parser.add_argument(
            "--networks", default="", help="a comma list of where it may be used from, such as 192.0.2.0/24"
        )
        parser.add_argument("--name", default="", help="which system uses it")
        parser.add_argument(
            "--clearance", default="", choices=["", *Marking.values], help="lower than its owner's, where that is meant"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        owner = person_called(options["user"])
        if owner is None or not owner.is_active:
            raise CommandError(f"Nobody with the log-in name “{options['user']}” may log in.")
        try:
            with acting("command:create_token", "command"):
                _, key = issue_token(
                    owner,
                    name=options["name"] or options["source"] or f"{owner.username}, by command",
                    scopes=_words(options["scopes"]),
                    now=timezone.now(),
                    days=options["days"],
                    source=options["source"],
                    clearance=options["clearance"],
                    networks=_words(options["networks"]),
                )
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from None
        self.stdout.write(key)


def _words(comma_list: str) -> list[str]:
    return [word.strip() for word in comma_list.split(",") if word.strip()]
