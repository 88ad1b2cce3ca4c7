"""Which instruments are there, what are they to each other, and when do they run?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.parties import Party
from commitments.models.rows import PUBLIC_NAME, PublicNameManager, TextPart, TextRow, one_of
from commitments.vocabulary import AgreementKind, AgreementLinkKind, DateLabel, DatePrecision, Marking, Provenance


class Agreement(TextRow):
    """One instrument: held with its full text, or only cited by one that is."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[PUBLIC_NAME])
    slug = models.CharField(_("slug"), max_length=80, unique=True, validators=[PUBLIC_NAME])
    title = models.CharField(_("title"), max_length=400, help_text=_("As printed."))
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind)
    parties = models.ManyToManyField(Party, through="Signatory", related_name="agreements", verbose_name=_("parties"))
    dated_on = models.DateField(
        _("date"), null=True, blank=True, help_text=_("First day of the period when only the month or year is known.")
    )
    date_precision = models.CharField(_("date precision"), max_length=6, choices=DatePrecision, blank=True)
    date_label = models.CharField(_("what the text calls the date"), max_length=12, choices=DateLabel, blank=True)
    counts_on = models.DateField(
        _("date it counts from"), null=True, blank=True, editable=False, help_text=_("The last day of that period.")
    )
    place = models.CharField(_("place"), max_length=120, blank=True, help_text=_("Only where the text prints it."))
    held = models.BooleanField(_("text held"), default=False, help_text=_("No: the instrument is only cited."))
    text = models.TextField(_("text"), blank=True, help_text=_("Character for character as in the file."))
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, blank=True)
    marking = models.CharField(_("marking"), max_length=12, choices=Marking, default=Marking.PUBLIC)
    note = models.TextField(_("note"), blank=True, help_text=_("The judgement made when it was read."))
    order = models.PositiveIntegerField(_("order"), default=0, help_text=_("By date."))

    objects = PublicNameManager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["order", "slug"]
        constraints = [
            one_of("kind", AgreementKind),
            one_of("date_precision", DatePrecision, or_empty=True),
            one_of("date_label", DateLabel, or_empty=True),
            one_of("marking", Marking),
            models.CheckConstraint(
                condition=models.Q(held=False, text="", text_sha256="")
                | (models.Q(held=True) & ~models.Q(text="") & ~models.Q(text_sha256="")),
                name="agreement_held_has_text",
            ),
            models.CheckConstraint(
                condition=models.Q(dated_on=None, date_precision="", date_label="", counts_on=None)
                | (
                    models.Q(dated_on__isnull=False, counts_on__isnull=False)
                    & ~models.Q(date_precision="")
                    & ~models.Q(date_label="")
                ),
                name="agreement_date_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Signatory(TextPart):
    """A party of an agreement, in the printed order."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatories")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["agreement", "order"]
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signatory_once")]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.party}"


class Term(TextPart):
    """When an agreement runs."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="terms")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    starts_on = models.DateField(_("start day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: it does not end."))
    duration = models.CharField(_("duration"), max_length=12, blank=True, help_text=_("ISO 8601, such as P24M."))
    provenance = models.CharField(_("how it is known"), max_length=10, choices=Provenance)
    provision = models.ForeignKey(
        "commitments.Provision", on_delete=models.PROTECT, related_name="terms", null=True, blank=True
    )
    quote = models.TextField(_("quote"), blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("The inference, when it is derived."))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["agreement", "order"]
        constraints = [
            one_of("provenance", Provenance),
            models.UniqueConstraint(fields=["agreement", "order"], name="term_order_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="term_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.starts_on} – {self.ends_on or ''}"


class AgreementLink(TextPart):
    """One instrument names another."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="links")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementLinkKind)
    to = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="linked_from")
    provision = models.ForeignKey(
        "commitments.Provision", on_delete=models.PROTECT, related_name="links", null=True, blank=True
    )
    quote = models.TextField(_("quote"), blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("link between agreements")
        verbose_name_plural = _("links between agreements")
        ordering = ["agreement", "order"]
        constraints = [
            one_of("kind", AgreementLinkKind),
            models.UniqueConstraint(fields=["agreement", "kind", "to", "provision"], name="agreementlink_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.get_kind_display()} {self.to}"
