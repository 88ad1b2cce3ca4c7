"""Give somebody a new password from the command line. The access record tells of it."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from commitments.actions.people import note_password
from commitments.ledger.recording import acting
from commitments.queries.people import person_called


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str:
        with acting("command:changepassword", "command"):
            said = super().handle(*args, **options)
            person = person_called(options["username"] or getpass.getuser())
            if person is not None:
                note_password(person)
        return said or ""
