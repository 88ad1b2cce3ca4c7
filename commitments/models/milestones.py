"""What does the text itself say happened, or is planned by a date?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.provisions import SPAN, Provision
from commitments.models.rows import PUBLIC_NAME, PublicNameManager, TextPart, TextRow, one_of
from commitments.vocabulary import DatePrecision, MilestoneEffectKind


class Milestone(TextRow):
    """Something the text tells of: done, or planned by a date."""

    public_name = "key"

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[PUBLIC_NAME])
    title = models.CharField(_("title"), max_length=200)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="milestones")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveBigIntegerField(_("position"), db_index=True, help_text=_("Order over all texts."))
    planned = models.BooleanField(_("planned"), help_text=_("Yes: the text expects it. No: it happened."))
    dated_on = models.DateField(_("date"), help_text=_("First day of the period when the day is not known."))
    date_precision = models.CharField(_("date precision"), max_length=6, choices=DatePrecision)
    counts_on = models.DateField(
        _("date it counts from"), editable=False, help_text=_("The last day of the period that the date names.")
    )
    quote = models.TextField(_("quote"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    note = models.TextField(_("note"), blank=True, help_text=_("The judgement made when it was read."))
    commitments = models.ManyToManyField(Commitment, through="MilestoneEffect", related_name="milestones")

    objects = PublicNameManager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["position", "key"]
        constraints = [
            one_of("date_precision", DatePrecision),
            models.CheckConstraint(condition=SPAN, name="milestone_span"),
            models.CheckConstraint(
                condition=models.Q(counts_on__gte=models.F("dated_on")), name="milestone_counts_from_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class MilestoneEffect(TextPart):
    """What a milestone that happened did for a commitment."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="effects")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestone_effects")
    effect = models.CharField(_("effect"), max_length=10, choices=MilestoneEffectKind)

    class Meta:
        verbose_name = _("effect of a milestone")
        verbose_name_plural = _("effects of milestones")
        ordering = ["milestone", "commitment__position"]
        constraints = [
            one_of("effect", MilestoneEffectKind),
            models.UniqueConstraint(fields=["milestone", "commitment"], name="milestoneeffect_once"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.key} {self.get_effect_display()} {self.commitment.reference}"
