"""Make the first account: an administrator. The access record tells of it."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from commitments.actions.people import note_added
from commitments.ledger.recording import acting
from commitments.models.people import Person
from commitments.vocabulary import Role


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        last = Person.objects.order_by("pk").last()
        super().handle(*args, **options)  # it asks questions: no transaction is open meanwhile
        with acting("command:createsuperuser", "command"):
            for person in Person.objects.filter(pk__gt=last.pk if last else 0, role=Role.ADMINISTRATOR):
                note_added(person)
