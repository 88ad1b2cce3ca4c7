"""Which pages does somebody come back to? A view is a page with its filters, order and day, under a name."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.people import Person

LONGEST_NAME, LONGEST_ADDRESS = 80, 2000


class SavedView(models.Model):
    """Its owner's alone. `address` is path and query of a page of ours, without a host."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="views", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=LONGEST_NAME, help_text=_("As you want to find it again."))
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
