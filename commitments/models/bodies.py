"""Which organisations, commands, centres, programmes, offices and posts do the texts name?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.parties import Party
from commitments.models.rows import PUBLIC_NAME, PublicNameManager, TextRow, one_of
from commitments.vocabulary import BodyKind, Provenance


class Body(TextRow):
    """A body named in a text, or a post that a text promises."""

    slug = models.CharField(_("slug"), max_length=80, unique=True, validators=[PUBLIC_NAME])
    name = models.CharField(_("name"), max_length=200, help_text=_("As printed in the text that names it."))
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        related_name="bodies",
        null=True,
        blank=True,
        verbose_name=_("party"),
        help_text=_("The party it belongs to; empty when it belongs to none or to several."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("part of"),
        help_text=_("For a post: the body that hosts it."),
    )
    parent_provenance = models.CharField(_("how the parent is known"), max_length=10, choices=Provenance, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("The judgement made when it was read."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicNameManager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["order", "slug"]
        constraints = [
            one_of("kind", BodyKind),
            one_of("parent_provenance", Provenance, or_empty=True),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent_provenance=""), name="body_parent_has_provenance"
            ),
        ]

    def __str__(self) -> str:
        return self.abbreviation or self.name
