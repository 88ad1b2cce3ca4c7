"""Which activities were withdrawn and not brought back, by whom and why?"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.ledger.reading import values_in
from commitments.models.activities import Activity
from commitments.queries.permissions import may

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Withdrawn:
    """An activity as it was when it was withdrawn. `actor` is text as in the ledger, `recorded_at` RFC 3339 in UTC."""

    id: uuid.UUID
    title: str
    starts_on: datetime.date
    version: int
    actor: str
    recorded_at: str
    reason: str


def withdrawn_activities(asking: Principal) -> list[Withdrawn]:
    """Those that are gone and that `asking` could read when they went, the last one first.

    Empty for whoever may not withdraw.
    """
    return [told for change in _last_changes().order_by("-id") if (told := _told(change, asking))]


def withdrawn_activity(activity_id: uuid.UUID, asking: Principal) -> Withdrawn | None:
    """This one; None when it is not withdrawn, or not for this reader."""
    change = _last_changes().filter(row_id=str(activity_id)).first()
    return _told(change, asking) if change else None


def _last_changes() -> QuerySet[Change]:
    rows = Change.objects.filter(source=Activity._meta.db_table)
    later = rows.filter(row_id=OuterRef("row_id"), id__gt=OuterRef("id"))
    gone = rows.filter(op="D").exclude(revision__number=None).exclude(Exists(later))
    return gone.select_related("revision")


def _told(change: Change, asking: Principal) -> Withdrawn | None:
    values = values_in(table_of(Activity), change.before)
    if values.get("marking") not in asking.markings or not may(asking, "withdraw_activity"):
        return None
    revision = change.revision
    return Withdrawn(
        uuid.UUID(change.row_id),
        values["title"],
        values["starts_on"],
        change.version,
        revision.actor,
        revision.recorded_at,
        revision.reason,
    )
