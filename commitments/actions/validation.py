"""Is a row fit to be stored, and is its marking right?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from commitments.actions.constraints import broken_constraints
from commitments.actions.refusals import NotAllowedError
from commitments.queries.permissions import may
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

CONTROLS = re.compile("[\0-\x1f\x7f-\x9f]")
CONTROLS_BUT_BREAKS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def validate(row: models.Model, **more: list[str]) -> None:
    """Check columns, uniqueness and constraints of a row; raise one ValidationError that names every field at fault.

    `more` holds faults found before, by field.
    """
    if faults := faults_in(row, more):
        raise ValidationError(faults)


def faults_in(row: models.Model, more: Mapping[str, list[str]], *, asked: bool = True) -> dict[str, list[str]]:
    """What is wrong with a row, in sentences by field: `more`, found before, and what its columns and constraints say.

    Without `asked` no question goes to the database: that the rows it names are there, and that it stands once only,
    was seen to by whoever made it.
    """
    faults: dict[str, list[str]] = _text_faults(row) | {field: list(said) for field, said in more.items() if said}
    named = {field.name for field in row._meta.concrete_fields if field.is_relation} if not asked else set()
    exclude = set(faults) | named
    try:
        row.full_clean(exclude=exclude, validate_unique=asked, validate_constraints=False)
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            faults.setdefault(field, []).extend(messages)
    for broken in broken_constraints(row, leave_out=set(faults), asked=asked):
        faults.setdefault(_field_of(broken), []).extend(broken.messages)
    return faults


def _field_of(broken: ValidationError) -> str:
    """Constraints speak for the whole row; what they say of one field belongs beside that field."""
    beside = {
        str(_("The end day must be on or after the start day.")): "ends_on",
        str(_("Give a day for a date, or an interval for a rhythm.")): "kind",
    }
    return beside.get(broken.messages[0], "__all__")


def _text_faults(row: models.Model) -> dict[str, list[str]]:
    """Text that nobody could read or print: control characters, or nothing but characters without a shape."""
    faults = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if not isinstance(value, str) or not isinstance(field, models.CharField | models.TextField):
            continue
        controls = CONTROLS_BUT_BREAKS if isinstance(field, models.TextField) else CONTROLS
        if controls.search(value):
            faults[field.name] = [_("It holds a character that cannot be printed.")]
        elif value and all(unicodedata.category(character)[0] in "CZ" for character in value):
            faults[field.name] = [_("It holds nothing that can be read.")]
    return faults


def default_marking(by: Principal) -> Marking:
    """A new row is internal, never above what its writer may read nor above the installation's ceiling."""
    ceiling = Marking(settings.MARKING_CEILING)
    return min(Marking.INTERNAL, by.clearance, ceiling, key=lambda marking: marking.rank)


def marking_faults(
    marking: str, *, names: Iterable[str], by: Principal, before: str | None = None, reason: str = ""
) -> list[str]:
    """What is wrong with a marking, in sentences.

    `names` are the markings of everything the row names: it is never lower than any of them. Nothing is marked
    above the installation's ceiling nor above what the writer may read. Lowering it (`before` is the marking so
    far) takes a manager, or NotAllowedError is raised, and a reason.
    """
    if marking not in Marking.values:
        return []  # the column's own check says it better
    chosen, floor, ceiling = Marking(marking), Marking.highest(list(names)), Marking(settings.MARKING_CEILING)
    faults = []
    if chosen.rank > ceiling.rank:
        faults.append(_("This installation holds nothing above “%(ceiling)s”.") % {"ceiling": ceiling.label})
    elif chosen.rank > by.clearance.rank:
        faults.append(_("You cannot mark above your own clearance, “%(own)s”.") % {"own": by.clearance.label})
    if chosen.rank < floor.rank:
        faults.append(_("It names something marked “%(floor)s” and cannot be lower.") % {"floor": floor.label})
    if before is not None and chosen.rank < Marking(before).rank:
        if not may(by, "lower_marking"):
            raise NotAllowedError(_("Lowering a marking takes a manager."))
        if not reason.strip():
            faults.append(lowered_without_reason())
    return faults


def lowered_without_reason() -> str:
    """The sentence for a marking that is lowered and nobody says why; a form has a field of its own for the reason."""
    return _("Say why the marking is lowered.")
