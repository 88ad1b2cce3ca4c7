"""What does an agreement say, provision by provision and sentence by sentence?"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.rows import PUBLIC_NAME, PublicNameManager, TextPart, TextRow, one_of
from commitments.vocabulary import AreaMentionKind, Gives, ProvisionRole

SPAN = models.Q(start__lt=models.F("end"))


class Provision(TextRow):
    """A numbered paragraph, an item, a bullet or a heading."""

    public_name = "key"

    key = models.CharField(_("key"), max_length=40, unique=True, validators=[PUBLIC_NAME])
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="provisions")
    position = models.PositiveBigIntegerField(_("position"), db_index=True, help_text=_("Order over all texts."))
    citation = models.CharField(
        _("citation"),
        max_length=20,
        validators=[RegexValidator(r"^[0-9a-zA-Z.]+\Z")],
        help_text=_("Continuous: 7, 2.2b."),
    )
    printed_number = models.CharField(_("printed number"), max_length=20, blank=True)
    heading_path = models.JSONField(_("headings above"), default=list, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=ProvisionRole)
    text = models.TextField(_("text"))
    start = models.PositiveIntegerField(_("start"), help_text=_("Characters from the start of the agreement's text."))
    end = models.PositiveIntegerField(_("end"), help_text=_("First character after it."))
    note = models.TextField(_("note"), blank=True)

    objects = PublicNameManager()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["position", "key"]
        constraints = [
            one_of("role", ProvisionRole),
            models.CheckConstraint(condition=SPAN, name="provision_span"),
            models.UniqueConstraint(fields=["agreement", "citation"], name="provision_citation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.code} {self.citation}"


class Sentence(TextPart):
    """One sentence of a provision, and what it gives."""

    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="sentences")
    ordinal = models.PositiveSmallIntegerField(_("ordinal"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    gives = models.CharField(_("gives"), max_length=12, choices=Gives)
    why = models.CharField(_("why"), max_length=400, blank=True, help_text=_("Why it yields nothing, when context."))

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        ordering = ["provision", "ordinal"]
        constraints = [
            one_of("gives", Gives),
            models.CheckConstraint(condition=SPAN, name="sentence_span"),
            models.CheckConstraint(
                condition=~models.Q(gives=Gives.CONTEXT) | ~models.Q(why=""), name="sentence_context_says_why"
            ),
            models.UniqueConstraint(fields=["provision", "ordinal"], name="sentence_ordinal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provision} · {self.ordinal}"


class AreaMention(TextPart):
    """Where a text names an area, and as what."""

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="mentions")
    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="area_mentions")
    named_as = models.CharField(_("named as"), max_length=12, choices=AreaMentionKind)
    quote = models.TextField(_("quote"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("mention of an area")
        verbose_name_plural = _("mentions of areas")
        ordering = ["area", "provision__position", "start"]
        constraints = [
            one_of("named_as", AreaMentionKind),
            models.CheckConstraint(condition=SPAN, name="areamention_span"),
            models.UniqueConstraint(fields=["area", "provision", "start"], name="areamention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.quote}"


class BodyMention(TextPart):
    """Where a text names a body."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mentions")
    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="body_mentions")
    quote = models.TextField(_("quote"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("mention of a body")
        verbose_name_plural = _("mentions of bodies")
        ordering = ["body", "provision__position", "start"]
        constraints = [
            models.CheckConstraint(condition=SPAN, name="bodymention_span"),
            models.UniqueConstraint(fields=["body", "provision", "start"], name="bodymention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.quote}"
