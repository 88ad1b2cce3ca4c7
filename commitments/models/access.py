"""Who came in, who was refused, and what was changed of people and tokens?

The access record is outside ledger and feed. It only grows: the database itself refuses to change or delete a row;
only the count of a repeated refusal rises.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.rows import one_of
from commitments.vocabulary import AccessKind


class AccessEvent(models.Model):
    """One thing that happened at a door."""

    at = models.DateTimeField(_("moment"), default=timezone.now, help_text=_("Of several in a minute, the first."))
    kind = models.CharField(_("kind"), max_length=16, choices=AccessKind)
    who = models.CharField(
        _("who"),
        max_length=120,
        blank=True,
        help_text=_("person:<log-in name>, token:<prefix>; empty for nobody known."),
    )
    address = models.CharField(_("address"), max_length=45, blank=True, help_text=_("Where the request came from."))
    door = models.CharField(_("door"), max_length=16, blank=True)
    subject = models.CharField(
        _("subject"),
        max_length=200,
        blank=True,
        help_text=_("What it was about: person:<log-in name>, a page, a list."),
    )
    detail = models.TextField(_("detail"), blank=True)
    request = models.CharField(_("request"), max_length=64, blank=True, help_text=_("Its id, as the answer gave it."))
    times = models.PositiveIntegerField(
        _("times"), default=1, help_text=_("How often within the minute: repeated refusals are one row.")
    )
    minute = models.DateTimeField(_("minute"), null=True, blank=True, help_text=_("Set where repetitions are counted."))

    class Meta:
        verbose_name = _("entry of the access record")
        verbose_name_plural = _("access record")
        ordering = ["-id"]
        constraints = [
            one_of("kind", AccessKind),
            models.UniqueConstraint(fields=["kind", "who", "address", "minute"], name="accessevent_once_a_minute"),
        ]
        indexes = [
            models.Index(fields=["kind", "-id"], name="accessevent_kind"),
            models.Index(fields=["who", "-id"], name="accessevent_who"),
            models.Index(fields=["address", "-id"], name="accessevent_address"),
            models.Index(fields=["at"], name="accessevent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind} {self.who}"
