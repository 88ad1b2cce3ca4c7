"""Bring Django's groups, and who is in them, to what the roles say."""

from typing import Any

from django.core.management.base import BaseCommand

from commitments.actions.groups import sync_groups


class Command(BaseCommand):
    help = "Make a group for each role, with its permissions, and put everybody into the group of their role."
    requires_system_checks: list[str] = []  # the check that warns of groups out of step has its cure here

    def handle(self, *args: Any, **options: Any) -> None:
        moved = sync_groups()
        self.stdout.write(f"Groups are in step with the roles; {moved} moved.")
