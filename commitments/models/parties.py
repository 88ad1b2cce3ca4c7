"""Who signed?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.rows import PUBLIC_NAME, PublicNameManager, TextRow


class Party(TextRow):
    """A signatory. Parties are data, never a code list."""

    slug = models.CharField(_("slug"), max_length=60, unique=True, validators=[PUBLIC_NAME])
    name = models.CharField(_("name"), max_length=200, help_text=_("As printed in the texts."))
    short_name = models.CharField(_("short name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicNameManager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.short_name
