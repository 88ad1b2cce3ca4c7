"""What do all rows of a kind have in common?"""

from __future__ import annotations

import uuid
from typing import ClassVar, TypeVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.vocabulary import Listed, Marking

PUBLIC_NAME = RegexValidator(r"^[A-Za-z0-9.-]+\Z", _("Use letters, digits, full stops and hyphens only."))


def one_of(field: str, vocabulary: type[Listed], *, or_empty: bool = False) -> models.CheckConstraint:
    """A constraint: the column holds a code of the closed list (or nothing, where that is allowed)."""
    codes = [*vocabulary.values, *([""] if or_empty else [])]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": codes}), name=f"%(class)s_{field}_listed")


Named = TypeVar("Named", bound="TextRow")


class PublicNameManager(models.Manager[Named]):
    """Finds a row by its public name, the natural key of fixtures and imports."""

    def get_by_natural_key(self, name: str) -> Named:
        return self.get(**{self.model.public_name: name})


class TextRow(models.Model):
    """What an agreement says: seeded from a fixture, never edited by hand, never deleted."""

    public_name: ClassVar[str] = "slug"

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    retired_on = models.DateField(
        _("retired on"), null=True, blank=True, editable=False, help_text=_("From this day it is in no count.")
    )
    retired_because = models.CharField(_("why retired"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (getattr(self, self.public_name),)


class TextPart(models.Model):
    """A part of a text row: shown with it, versioned with it."""

    retired_on = models.DateField(_("retired on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class WorkRow(models.Model):
    """What people did or decided: addressed by UUID, marked, versioned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    marking = models.CharField(
        _("marking"),
        max_length=12,
        choices=Marking,
        default=Marking.INTERNAL,
        help_text=_("Who may read it. Never lower than the marking of anything it names."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class WithdrawableRow(WorkRow):
    """A dated statement that is never edited, only withdrawn with a reason."""

    by = models.ForeignKey(
        "commitments.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"), editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "commitments.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    withdrawn_because = models.TextField(_("why withdrawn"), blank=True, editable=False)

    class Meta:
        abstract = True
