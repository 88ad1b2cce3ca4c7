"""What did a source last push of an activity, and what was there after it?

Digests only, outside ledger and feed: whether the same comes again, and whether somebody changed it meanwhile.
"""

from __future__ import annotations

from django.db import models

from commitments.models.activities import Activity


class Push(models.Model):
    """The last push of an activity by the source that it came from."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, primary_key=True, related_name="push")
    sent = models.CharField(max_length=64, help_text="SHA-256 of what was sent.")
    content = models.CharField(max_length=64, help_text="SHA-256 of the content that the activity had after it.")
    marking = models.CharField(max_length=12, blank=True, help_text="As it was sent; empty when it was not.")
    version = models.PositiveIntegerField(help_text="The version that the activity had after it.")

    class Meta:
        verbose_name = "push"
        verbose_name_plural = "pushes"

    def __str__(self) -> str:
        return f"{self.activity_id} {self.version}"
