"""What does this office call each marking?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.people import LANGUAGES
from commitments.models.rows import one_of
from commitments.vocabulary import Marking


class MarkingLabel(models.Model):
    """The office's own words for a marking in one language. The code stays as it is everywhere."""

    marking = models.CharField(_("marking"), max_length=12, choices=Marking)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    label = models.CharField(_("label"), max_length=60, help_text=_("As it stands on every page and file."))

    class Meta:
        verbose_name = _("label of a marking")
        verbose_name_plural = _("labels of markings")
        ordering = ["marking", "language"]
        constraints = [
            one_of("marking", Marking),
            models.UniqueConstraint(fields=["marking", "language"], name="markinglabel_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.marking} {self.language}: {self.label}"
