"""When is an agreement reviewed, and what came of it?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.models.rows import WorkRow, one_of
from commitments.vocabulary import Marking, Position, Provenance, ReviewOutcome


class Review(WorkRow):
    """An occasion on which an agreement is reviewed."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("agreement")
    )
    due_on = models.DateField(_("due on"), help_text=_("The day it is due."))
    provenance = models.CharField(
        _("how the day is known"), max_length=10, choices=Provenance, default=Provenance.ASSUMED
    )
    held_on = models.DateField(_("held on"), null=True, blank=True, help_text=_("Empty while it has not been held."))
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=ReviewOutcome, blank=True, help_text=_("Empty while it is open.")
    )
    outcome_on = models.DateField(
        _("outcome known on"),
        null=True,
        blank=True,
        help_text=_("The day from which the outcome counts: the day it was held, or found not held."),
    )
    minutes = models.TextField(_("minutes"), blank=True, max_length=20_000, help_text=_("What was said and agreed."))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["due_on", "id"]
        constraints = [
            one_of("marking", Marking),
            one_of("provenance", Provenance),
            one_of("outcome", ReviewOutcome, or_empty=True),
            models.CheckConstraint(
                condition=models.Q(outcome="", held_on=None, outcome_on=None)
                | models.Q(outcome=ReviewOutcome.NOT_HELD, held_on=None, outcome_on__isnull=False)
                | (
                    models.Q(held_on__isnull=False, outcome_on__isnull=False)
                    & ~models.Q(outcome__in=["", ReviewOutcome.NOT_HELD])
                ),
                name="review_outcome_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.due_on}"


class ReviewPosition(models.Model):
    """What a party wanted for a commitment at a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="positions")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="positions", verbose_name=_("commitment")
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="positions", verbose_name=_("party"))
    position = models.CharField(_("position"), max_length=8, choices=Position)
    note = models.TextField(_("note"), blank=True, max_length=4_000)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["review", "commitment__position", "party__order"]
        constraints = [
            one_of("position", Position),
            models.UniqueConstraint(fields=["review", "commitment", "party"], name="reviewposition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference} {self.party}: {self.get_position_display()}"
