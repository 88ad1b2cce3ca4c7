"""Which date or rhythm did an office set itself for a commitment?"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.activities import DAY_BOUNDS
from commitments.models.commitments import Commitment
from commitments.models.rows import WithdrawableRow, one_of
from commitments.vocabulary import Marking, TargetKind

INTERVAL = RegexValidator(r"^P([1-9][0-9]?|1[01][0-9]|120)M\Z", _("Give whole months from P1M to P120M."))


class Target(WithdrawableRow):
    """A date or a rhythm. Moving it is a new row with a reason that replaces the old one."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="targets", verbose_name=_("commitment")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=TargetKind)
    due_on = models.DateField(
        _("due on"), null=True, blank=True, validators=DAY_BOUNDS, help_text=_("For a date: the day.")
    )
    every = models.CharField(
        _("every"),
        max_length=8,
        blank=True,
        validators=[INTERVAL],
        help_text=_("For a rhythm: whole months in ISO 8601, such as P12M."),
    )
    reason = models.TextField(_("reason"), max_length=4_000, blank=True, help_text=_("Why it was set or moved."))
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name=_("replaces"),
        editable=False,
    )
    set_on = models.DateField(_("set on"), validators=DAY_BOUNDS, help_text=_("The day from which it is in force."))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-set_on", "-created_at", "id"]
        indexes = [models.Index(fields=["commitment", "set_on"], name="target_latest")]
        constraints = [
            one_of("marking", Marking),
            one_of("kind", TargetKind),
            models.CheckConstraint(
                condition=models.Q(kind=TargetKind.DATE, due_on__isnull=False, every="")
                | (models.Q(kind=TargetKind.RHYTHM, due_on=None) & ~models.Q(every="")),
                name="target_date_or_rhythm",
                violation_error_message=_("Give a day for a date, or an interval for a rhythm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.due_on or self.every}"
