"""Gather what the database goes by when it chooses how to answer a question."""

from typing import Any

from django.core.management.base import BaseCommand

from commitments.actions.statistics import gather_statistics


class Command(BaseCommand):
    help = "Gather statistics of the tables. To be run every night on SQLite; PostgreSQL gathers them by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        if tables := gather_statistics():
            self.stdout.write(f"Statistics of {tables} tables are as of now.")
        else:
            self.stdout.write("This role owns no table; the database gathers statistics by itself.")
