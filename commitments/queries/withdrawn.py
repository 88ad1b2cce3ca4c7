"""Which activities were withdrawn and not brought back, by whom and why?"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.ledger.reading import values_in
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.queries.permissions import may
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Withdrawn:
    """An activity as it was when it was withdrawn. `actor` is text as in the ledger, `recorded_at` RFC 3339 in UTC.

    `revision` is the public id of the revision that withdrew it.
    `marking` is what it would come back with: its own, or that of what it names where that was raised meanwhile.
    """

    id: uuid.UUID
    title: str
    starts_on: datetime.date
    version: int
    actor: str
    recorded_at: str
    reason: str
    marking: str
    revision: str


def withdrawn_activities(asking: Principal) -> list[Withdrawn]:
    """Those that are gone and that `asking` may read, the last one first: what they name may have been raised since.

    Empty for whoever may not withdraw.
    """
    if not may(asking, "withdraw_activity"):
        return []
    return _told(list(_last_changes().order_by("-id")), asking)


def withdrawn_activity(activity_id: uuid.UUID, asking: Principal) -> Withdrawn | None:
    """This one; None when it is not withdrawn, or not for this reader."""
    if not may(asking, "withdraw_activity"):
        return None
    return next(iter(_told(list(_last_changes().filter(row_id=str(activity_id))[:1]), asking)), None)


def withdrawn_together(gone: Withdrawn, asking: Principal) -> list[Withdrawn]:
    """What was withdrawn with it and is not back yet, itself among them, as far as `asking` may read it."""
    return _told(list(_last_changes().filter(revision__public_id=gone.revision).order_by("id")), asking)


def _last_changes() -> QuerySet[Change]:
    rows = Change.objects.filter(source=Activity._meta.db_table)
    later = rows.filter(row_id=OuterRef("row_id"), id__gt=OuterRef("id"))
    gone = rows.filter(op="D").exclude(revision__number=None).exclude(Exists(later))
    return gone.select_related("revision")


def _told(changes: list[Change], asking: Principal) -> list[Withdrawn]:
    names = _markings_named(changes)
    told = []
    for change in changes:
        values = values_in(table_of(Activity), change.before)
        markings = [str(values.get("marking")), *names[change.revision_id, change.row_id]]
        if not set(markings) <= set(asking.markings):  # redacted: nobody knows its marking any more
            continue
        revision = change.revision
        told.append(
            Withdrawn(
                uuid.UUID(change.row_id),
                values["title"],
                values["starts_on"],
                change.version,
                revision.actor,
                revision.recorded_at,
                revision.reason,
                Marking.highest(markings).value,
                revision.public_id,
            )
        )
    return told


def _markings_named(changes: list[Change]) -> dict[tuple[int, str], list[str]]:
    """The markings, today, of what each activity named when it went, by the revision and the activity's id."""
    ties = table_of(Activity.commitments.through)
    gone = Change.objects.filter(
        source=ties.source, op="D", revision_id__in=Subquery(_last_changes().values("revision_id"))
    )
    if len(changes) == 1:
        gone = gone.filter(object_id=changes[0].row_id)
    named = [(tie, values_in(ties, tie.before).get("commitment_id")) for tie in gone]
    rows = Commitment.objects.filter(pk__in={key for _tie, key in named})
    markings = dict(rows.values_list("pk", "agreement__marking"))
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for tie, key in named:
        if key in markings:
            found[tie.revision_id, tie.object_id].append(markings[key])
    return found
