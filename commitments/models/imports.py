"""Which files were sent to be imported, and what came of each of their rows?

Outside ledger and feed, and for the eyes of their owner alone: a file holds whatever its owner wrote into it.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.models.rows import one_of
from commitments.vocabulary import Importable, ImportState, RowOutcome

STORED_OUTCOMES = (RowOutcome.NEW, RowOutcome.CHANGED)


class Import(models.Model):
    """A file of activities or targets. Its rows are read from it anew each time: nothing else of them is kept.

    `stored_to` is the last row that was dealt with; `since` the number of the last revision that its owner had seen
    when they had it stored.
    """

    public_name = "number"

    number = models.BigAutoField(_("number"), primary_key=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="imports", verbose_name=_("sent by"), editable=False
    )
    noun = models.CharField(_("holds"), max_length=12, choices=Importable)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    digest = models.CharField(_("SHA-256"), max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.PREVIEWED)
    since = models.BigIntegerField(default=0)
    stored_to = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("the same"), default=0)
    faulty = models.PositiveIntegerField(_("at fault"), default=0)
    made_at = models.DateTimeField(_("sent at"), default=timezone.now)
    stored_at = models.DateTimeField(_("stored at"), null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-number"]
        indexes = [models.Index(fields=["owner", "-number"], name="import_of_owner")]
        constraints = [one_of("noun", Importable), one_of("state", ImportState)]

    def __str__(self) -> str:
        return _now("Import %(number)s") % {"number": self.number}


class ImportRow(models.Model):
    """What came of one row of a file: where it was stored, or why it was not. Rows that changed nothing have none.

    `row` is its number in the file; `name` the id of what was stored, `version` what that had afterwards; `key` knows
    a row without a key of its own again. `left` says why it was not undone.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=RowOutcome)
    name = models.CharField(max_length=36, blank=True)
    version = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, blank=True)
    faults = models.JSONField(default=list)
    undone = models.BooleanField(default=False)
    left = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["of", "row"]
        indexes = [models.Index(fields=["key"], name="import_row_known_again")]
        constraints = [
            one_of("outcome", RowOutcome),
            models.UniqueConstraint(fields=["of", "row"], name="import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}:{self.row}"
