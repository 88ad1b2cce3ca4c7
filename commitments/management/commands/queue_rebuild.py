"""Have what was prepared from the rows made anew by `manage.py work`, beside the server."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from commitments.actions.rebuilding import queue_rebuild
from commitments.actions.refusals import StateError
from commitments.ledger.recording import acting
from commitments.queries.people import person_called
from commitments.queries.visibility import principal_of
from commitments.vocabulary import JobKind

WHAT = {"counts": JobKind.REBUILD_COUNTS, "words": JobKind.REBUILD_WORDS}


class Command(BaseCommand):
    help = (
        "Put it in the row of jobs: the counts behind figures, or the words of searches, are made anew from the rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=WHAT)
        parser.add_argument("--by", required=True, metavar="NAME", help="log-in name of the administrator who asks")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_called(options["by"])
        if person is None or not person.is_active:
            raise CommandError(f"Nobody with the log-in name “{options['by']}” may log in.")
        by = principal_of(person)
        try:
            with acting(by.name, "command"):
                job = queue_rebuild(WHAT[options["what"]], by=by)
        except (PermissionDenied, StateError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Job {job.pk} waits for “manage.py work”; administrators see how far it is under “Jobs”.")
