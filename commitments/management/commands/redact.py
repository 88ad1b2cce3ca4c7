"""Blank a field of a row, in the row and in the ledger."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from commitments.actions.redaction import redact_field
from commitments.ledger.declaration import tables
from commitments.queries.people import person_called
from commitments.queries.visibility import Principal, principal_of


class Command(BaseCommand):
    help = "Blank a text field of a row and every change that held it. On PostgreSQL it is run as the tables' owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(table.model._meta.model_name or "" for table in tables()))
        parser.add_argument("name", help="its public name: slug, key, reference or id")
        parser.add_argument("field", help="the field to blank")
        parser.add_argument("--by", required=True, metavar="NAME", help="log-in name of an administrator")
        parser.add_argument("--second", required=True, metavar="NAME", help="log-in name of who agrees")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        table = next(table for table in tables() if table.model._meta.model_name == options["kind"])
        by, second = self._principal(options["by"]), self._principal(options["second"])
        named_by = table.fields[table.name or table.key].attname
        try:
            row = table.model._default_manager.get(**{named_by: options["name"]})
            changes = redact_field(row, options["field"], options["reason"], by=by, second=second)
        except (ObjectDoesNotExist, ValueError):
            raise CommandError(f"There is no {options['kind']} “{options['name']}”.") from None
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from None
        except PermissionDenied as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"The field is blank, and so are {changes} changes that held it; their digests stay.")

    @staticmethod
    def _principal(name: str) -> Principal:
        person = person_called(name)
        if person is None or not person.is_active:
            raise CommandError(f"Nobody with the log-in name “{name}” may log in.")
        return principal_of(person)
