"""Which files were left behind by uploads that were cut off or taken back? They go."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from commitments.actions.copies import sweep_copies


class Command(BaseCommand):
    help = "Take away files that no evidence and no history names and that are a day old. To be run every night."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in sweep_copies(now=timezone.now()):
            self.stdout.write(name)
