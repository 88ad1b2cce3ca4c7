"""What is to be carried out beside the requests, how far is it, and who is at it?

Outside ledger and feed: what a job writes is in the ledger, the job itself is not.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.models.people import Person
from commitments.models.rows import one_of
from commitments.vocabulary import JobKind, JobState


class Job(models.Model):
    """Something that takes longer than a request may. `manage.py work` carries out one after another.

    Whoever carries it out holds it until `held_until`, and renews that with every batch; where nobody does any more,
    the next one takes it up where it stands: after `place`, where the job itself says what that means.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=JobKind)
    state = models.CharField(_("state"), max_length=12, choices=JobState, default=JobState.QUEUED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jobs", verbose_name=_("asked by"))
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    place = models.CharField(max_length=80, blank=True, db_default="")
    mended = models.PositiveIntegerField(_("put right"), default=0, db_default=0)
    held_by = models.CharField(max_length=120, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    error = models.TextField(_("why it failed"), blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "id"], name="job_next")]
        constraints = [one_of("kind", JobKind), one_of("state", JobState)]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())} {self.pk}"
