"""Give somebody a new password, at the keyboard of the server. The access record tells of it."""

from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandError

from commitments.actions.people import note_password
from commitments.ledger.recording import acting
from commitments.queries.people import person_called


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        person = person_called(options["username"] or "")
        if person is None:
            raise CommandError(f"Nobody has the log-in name “{options['username'] or ''}”.")
        said = super().handle(*args, **options)  # it asks questions: no transaction is open meanwhile
        with acting("command:changepassword", "command"):
            note_password(person)
        return said
