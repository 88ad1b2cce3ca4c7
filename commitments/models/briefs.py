"""Which briefs were issued, what do they rest on, and with which bytes?

Outside ledger and feed. Nothing of an issued brief is ever changed: how it is marked today follows from what it rests
on (queries/visibility.py).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.decisions import Decision
from commitments.models.people import LANGUAGES
from commitments.models.reviews import Review
from commitments.models.rows import one_of
from commitments.models.targets import Target
from commitments.vocabulary import Marking

SUBJECTS = ("agreement", "area", "body")


class IssuedBrief(models.Model):
    """A brief on one subject as somebody issued it: both clocks, the clearance, and what it says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    standing_on = models.DateField(_("standing on"), help_text=_("The day that it tells of."))
    recorded_at = models.DateTimeField(
        _("recorded by"), help_text=_("The moment of the last revision that it knows; asked again, it says the same.")
    )
    clearance = models.CharField(
        _("clearance"), max_length=12, choices=Marking, help_text=_("What could be seen with it is told and counted.")
    )
    marking = models.CharField(
        _("marking"),
        max_length=12,
        choices=Marking,
        help_text=_("The highest of what it rested on when it was issued."),
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    sentences = models.JSONField(_("sentences"), default=list, help_text=_("What it says, in order."))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)

    class Meta:
        verbose_name = _("issued brief")
        verbose_name_plural = _("issued briefs")
        ordering = ["-issued_at", "id"]
        constraints = [
            one_of("clearance", Marking),
            one_of("marking", Marking),
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, area=None, body=None)
                | Q(agreement=None, area__isnull=False, body=None)
                | Q(agreement=None, area=None, body__isnull=False),
                name="issuedbrief_one_subject",
            ),
        ]
        indexes = [models.Index(fields=["-issued_at", "id"], name="issuedbrief_latest")]

    def __str__(self) -> str:
        return f"{self.subject} {self.standing_on}"

    @property
    def kind(self) -> str:
        """What its subject is: a word of SUBJECTS."""
        return next(kind for kind in SUBJECTS if getattr(self, f"{kind}_id") is not None)

    @property
    def subject(self) -> Any:
        """The agreement, area or body that it is about."""
        return getattr(self, self.kind)


class BriefFile(models.Model):
    """The bytes of an issued brief in one format, with their digest: fetched again, the same bytes."""

    brief = models.ForeignKey(IssuedBrief, on_delete=models.CASCADE, related_name="files")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    content = models.BinaryField()

    class Meta:
        verbose_name = "file of a brief"
        verbose_name_plural = "files of briefs"
        ordering = ["brief", "media_type"]
        constraints = [models.UniqueConstraint(fields=["brief", "media_type"], name="brieffile_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.media_type}"


def keep_marking(collector: Any, field: Any, sources: Any, using: str) -> None:
    """A row goes that briefs rest on: they keep the marking that it had last. (An on_delete of Django's.)"""
    rows = field.related_model._base_manager.filter(pk=models.OuterRef(field.attname))
    pks = [source.pk for source in sources]
    BriefSource.objects.using(using).filter(pk__in=pks).update(marking=models.Subquery(rows.values("marking")))


def _source(noun: type[models.Model]) -> Any:
    """The tie outlasts the row: one that is withdrawn may come back."""
    return models.ForeignKey(noun, on_delete=keep_marking, related_name="+", null=True, db_constraint=False)


class BriefSource(models.Model):
    """A marked row that a brief shows or counts, and the marking that it had: at issue, or last where it is gone."""

    brief = models.ForeignKey(IssuedBrief, on_delete=models.CASCADE, related_name="sources")
    marking = models.CharField(max_length=12, choices=Marking)
    agreement = _source(Agreement)
    activity = _source(Activity)
    assessment = _source(Assessment)
    decision = _source(Decision)
    target = _source(Target)
    review = _source(Review)

    class Meta:
        verbose_name = "source of a brief"
        verbose_name_plural = "sources of briefs"
        ordering = ["brief", "id"]
        constraints = [one_of("marking", Marking)]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.pk}"


SOURCES: dict[str, type[models.Model]] = {
    "agreement": Agreement,
    "activity": Activity,
    "assessment": Assessment,
    "decision": Decision,
    "target": Target,
    "review": Review,
}
"""The nouns that a brief may rest on, by the column that names them."""
