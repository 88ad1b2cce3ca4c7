"""How does a party, or do all of them, judge a commitment?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.activities import DAY_BOUNDS
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.models.rows import WithdrawableRow, one_of
from commitments.vocabulary import Confidence, Marking


class Assessment(WithdrawableRow):
    """A dated judgement. Never edited; withdrawn with a reason when made in error."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("commitment")
    )
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        related_name="assessments",
        null=True,
        blank=True,
        verbose_name=_("party"),
        help_text=_("Whose judgement it is; empty: agreed by all."),
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    narrative = models.TextField(_("narrative"), blank=True, max_length=20_000, help_text=_("Why."))
    next_step = models.TextField(_("next step"), blank=True, max_length=4_000, help_text=_("What follows."))
    assessed_on = models.DateField(
        _("assessed on"), validators=DAY_BOUNDS, help_text=_("The day whose standing it judges.")
    )

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_on", "-created_at", "id"]
        indexes = [models.Index(fields=["commitment", "assessed_on"], name="assessment_latest")]
        constraints = [one_of("marking", Marking), one_of("confidence", Confidence)]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.party or '='} {self.get_confidence_display()} {self.assessed_on}"
