"""Which half-filled forms has nobody touched for 90 days? They go."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from commitments.actions.drafts import sweep_drafts


class Command(BaseCommand):
    help = "Delete drafts that nobody touched for 90 days. To be run every night."

    def handle(self, *args: Any, **options: Any) -> None:
        count = sweep_drafts(now=timezone.now())
        self.stdout.write(ngettext("%(count)s draft deleted.", "%(count)s drafts deleted.", count) % {"count": count})
