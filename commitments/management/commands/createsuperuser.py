"""Make the first account: an administrator. The access record tells of it."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from commitments.actions.people import note_added
from commitments.ledger.recording import acting
from commitments.models.people import Person


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        last = Person.objects.order_by("pk").last()
        with acting("command:createsuperuser", "command"):
            super().handle(*args, **options)
            for person in Person.objects.filter(pk__gt=last.pk if last else 0, is_superuser=False):
                note_added(person)
