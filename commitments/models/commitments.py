"""What was promised, in which words, by whom, and what became of it in later texts?"""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.parties import Party
from commitments.models.provisions import SPAN, Provision
from commitments.models.rows import PublicNameManager, TextPart, TextRow, one_of
from commitments.models.searching import SearchedRow, SearchedRows, Words
from commitments.vocabulary import ActivityKind, LineageKind, Recurrence, ResponsibilityRole, Scope, Strength

REFERENCE = RegexValidator(r"^[A-Z0-9]+-[0-9a-z.]+-c[1-9][0-9]*\Z", _("Write it as IPCP20-3.3-c4."))


def validate_activity_kinds(codes: object) -> None:
    """Refuse anything but a list of activity kinds, each once."""
    if not isinstance(codes, list) or not set(codes) <= set(ActivityKind.values) or len(set(codes)) != len(codes):
        raise ValidationError(_("Give a list of activity kinds, each once."))


class Commitment(SearchedRow, TextRow):
    """One pledge read out of one provision."""

    public_name = "reference"
    searched = ("title", "quote", "reference")

    reference = models.CharField(
        _("reference"),
        max_length=60,
        unique=True,
        validators=[REFERENCE],
        help_text=_("Given once, never given to another pledge."),
    )
    title = models.CharField(_("title"), max_length=120)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="commitments")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    position = models.PositiveBigIntegerField(_("position"), db_index=True, help_text=_("Order over all texts."))
    quote = models.TextField(_("quote"), help_text=_("What is promised, in the text's own words."))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    strength = models.CharField(_("strength"), max_length=12, choices=Strength)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope)
    recurrence = models.CharField(_("recurrence"), max_length=12, choices=Recurrence)
    obligated = models.ManyToManyField(
        Party, related_name="obligations", verbose_name=_("obligated parties"), help_text=_("Read from the grammar.")
    )
    areas = models.ManyToManyField(PriorityArea, related_name="commitments", blank=True, verbose_name=_("areas"))
    activity_kinds = models.JSONField(
        _("activity kinds it calls for"), default=list, blank=True, validators=[validate_activity_kinds]
    )
    note = models.TextField(_("note"), blank=True, help_text=_("The judgement made when it was read."))

    objects = PublicNameManager.from_queryset(SearchedRows)()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["position", "reference"]
        constraints = [
            one_of("strength", Strength),
            one_of("scope", Scope),
            one_of("recurrence", Recurrence),
            models.CheckConstraint(condition=SPAN, name="commitment_span"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class CommitmentWords(Words):
    row = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="words")


class OperativeWords(TextPart):
    """The words that make it a promise: in its provision, or in the provision's parent."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="operative")
    ordinal = models.PositiveSmallIntegerField(_("ordinal"))
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="operative_words")
    quote = models.TextField(_("quote"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("operative words")
        verbose_name_plural = _("operative words")
        ordering = ["commitment", "ordinal"]
        constraints = [
            models.CheckConstraint(condition=SPAN, name="operativewords_span"),
            models.UniqueConstraint(fields=["commitment", "ordinal"], name="operativewords_once"),
        ]

    def __str__(self) -> str:
        return self.quote


class Responsibility(TextPart):
    """A body's part in a commitment."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="responsibilities")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="responsibilities")
    role = models.CharField(_("role"), max_length=14, choices=ResponsibilityRole)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["commitment", "body__order", "role"]
        constraints = [
            one_of("role", ResponsibilityRole),
            models.UniqueConstraint(fields=["commitment", "body", "role"], name="responsibility_once"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.body} ({self.get_role_display()})"


class Lineage(TextPart):
    """What an earlier commitment became in a later text."""

    earlier = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="later_lineage")
    later = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="earlier_lineage", null=True, blank=True
    )
    dropped_by = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        related_name="dropped",
        null=True,
        blank=True,
        help_text=_("The later agreement that no longer has it."),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=LineageKind)
    note = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("lineage")
        verbose_name_plural = _("lineage")
        ordering = ["earlier__position", "later__position"]
        constraints = [
            one_of("kind", LineageKind),
            models.CheckConstraint(
                condition=models.Q(kind=LineageKind.DROPPED, later=None, dropped_by__isnull=False)
                | (~models.Q(kind=LineageKind.DROPPED) & models.Q(later__isnull=False, dropped_by=None)),
                name="lineage_dropped_names_agreement",
            ),
            models.UniqueConstraint(fields=["earlier", "later"], name="lineage_once"),
            models.UniqueConstraint(fields=["earlier", "dropped_by"], name="lineage_dropped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.reference} → {self.later.reference if self.later else self.dropped_by}"
