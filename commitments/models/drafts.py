"""What did somebody begin to fill in and not save yet?

A draft is not an activity: it is a half-filled form, outside ledger and feed, in no count, list or export, and its
owner's alone.
"""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.people import Person
from commitments.models.rows import one_of
from commitments.vocabulary import Marking

KEPT_FOR = datetime.timedelta(days=90)
"""A draft that nobody touched for so long is not shown any more, and is swept away."""

LOG_ACTIVITY, CHANGE_ACTIVITY = "log_activity", "change_activity"
FORMS = [(LOG_ACTIVITY, _("Log activity")), (CHANGE_ACTIVITY, _("Change activity"))]


class Draft(models.Model):
    """The fields of one form as they were typed, without files.

    `subject` is the id of the activity that is changed, or what the form of a new one was opened with (the query
    string). `marking` is the highest of what the form may show: its owner sees it no further than their clearance.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("owner"))
    form = models.CharField(_("form"), max_length=20, choices=FORMS)
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    content = models.JSONField(_("content"), default=dict)
    marking = models.CharField(_("marking"), max_length=12, choices=Marking)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "id"]
        constraints = [
            one_of("marking", Marking),
            models.UniqueConstraint(fields=["owner", "form", "subject"], name="draft_once_per_form"),
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_oldest")]

    def __str__(self) -> str:
        return self.title or str(self.get_form_display())

    @property
    def title(self) -> str:
        """What was typed as the title; nothing when there is none."""
        return " ".join(self.typed("title"))

    def typed(self, name: str) -> list[str]:
        """The values of one field."""
        return [str(value) for value in self.content.get(name, [])]
