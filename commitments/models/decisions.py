"""What was decided about a commitment?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.activities import DAY_BOUNDS
from commitments.models.commitments import Commitment
from commitments.models.reviews import Review
from commitments.models.rows import WithdrawableRow, one_of
from commitments.vocabulary import DecisionKind, Marking


class Decision(WithdrawableRow):
    """A commitment is closed or reopened. Never edited; withdrawn with a reason when made in error."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("commitment")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind)
    effective_on = models.DateField(
        _("effective on"), validators=DAY_BOUNDS, help_text=_("The day from which it holds.")
    )
    reason = models.TextField(_("reason"), max_length=4_000, help_text=_("Why; it stays beside the decision."))
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name=_("review"),
        help_text=_("The review at which it was decided, if any."),
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-effective_on", "-created_at", "id"]
        indexes = [models.Index(fields=["commitment", "effective_on"], name="decision_latest")]
        constraints = [
            one_of("marking", Marking),
            one_of("kind", DecisionKind),
            models.CheckConstraint(condition=~models.Q(reason=""), name="decision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.get_kind_display()} {self.effective_on}"
