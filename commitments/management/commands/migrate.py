"""Bring the tables to this version; servers that wait for it serve nobody until all of it is done."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from commitments.ledger.migrating import migrating


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with migrating(connections[options["database"]]):
            super().handle(*args, **options)
