"""In which fields do the parties cooperate?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.rows import PUBLIC_NAME, PublicNameManager, TextRow


class PriorityArea(TextRow):
    """A field of cooperation."""

    slug = models.CharField(_("slug"), max_length=60, unique=True, validators=[PUBLIC_NAME])
    name = models.CharField(_("name"), max_length=300, help_text=_("As printed in the text."))
    short_name = models.CharField(_("short name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    note = models.TextField(_("note"), blank=True, help_text=_("The judgement made when it was read."))

    objects = PublicNameManager()

    class Meta:
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.short_name
