"""How would an activity differ from what stands there, in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.actions.importing.columns import ACTIVITY_COLUMNS
from commitments.actions.importing.faults import shortened
from commitments.vocabulary import ParticipationRole

if TYPE_CHECKING:
    from commitments.models.activities import Activity


def told(current: Activity, wanted: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Label, before and after of each field that would change; long texts are cut."""
    return [
        (
            capfirst(str(column.label)),
            _words(column.name, _held(current, column.name)),
            _words(column.name, wanted[column.name]),
        )
        for column in ACTIVITY_COLUMNS
        if column.name in wanted
    ]


def _held(current: Activity, name: str) -> Any:
    if name == "bodies":
        return [(tie.body, tie.role) for tie in current.participations.all()]
    held = getattr(current, name)
    return list(held.all()) if name in ("commitments", "areas") else held


def _words(name: str, value: Any) -> str:
    if name == "bodies":
        parts = [
            _("%(body)s (%(role)s)") % {"body": body.abbreviation or body.name, "role": ParticipationRole(role).label}
            for body, role in value
        ]
        return "; ".join(sorted(parts))
    if isinstance(value, list):
        return "; ".join(sorted(str(getattr(row, row.public_name)) for row in value))
    listed = next((column.listed for column in ACTIVITY_COLUMNS if column.name == name), None)
    if listed is not None and value in listed.values:
        return str(listed(value).label)
    return date_format(value, "DATE_FORMAT") if hasattr(value, "isoformat") else shortened(str(value or ""))
