"""Which activities did one revision change together, and which of them stand as it left them?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.models.activities import Activity
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.queries.visibility import Principal

AT_ONCE = 500
"""How many names one question holds at most."""


@dataclass(frozen=True)
class Together:
    """What a revision changed, as far as one reader may see it: what can go back, and what was changed since."""

    revision: str
    rows: list[Activity]
    since: list[Activity]


def changed_together(revision: str, principal: Principal, *, fewest: int = 1) -> Together | None:
    """What the revision with this public id changed, if it changed activities and nothing else.

    None where it did anything else, such as logging or withdrawing one, where it changed fewer than `fewest`, and
    where there is no such revision.
    """
    changes = Change.objects.filter(revision__public_id=revision)
    told = set(changes.order_by().values_list("type", "source", "op", "object_id").distinct())
    own, names = table_of(Activity), sorted({name for _type, _source, _op, name in told})
    whole = {op for _type, source, op, _name in told if source == own.source}
    if {type_ for type_, _source, _op, _name in told} != {own.type} or whole - {"U"} or len(names) < fewest:
        return None
    last = _last_revisions(names)
    keys = [uuid.UUID(name) for name in names]
    rows: list[Activity] = []
    for first in range(0, len(keys), AT_ONCE):
        rows += visible_to(Activity.objects.filter(pk__in=keys[first : first + AT_ONCE]), principal)
    rows.sort(key=lambda row: row.pk)
    stands = [row for row in rows if last.get(str(row.pk)) == revision]
    return Together(revision, stands, [row for row in rows if row not in stands])


def last_revision_of(activity: Activity) -> str:
    """The public id of the last revision that changed an activity; empty when none did."""
    return _last_revisions([str(activity.pk)]).get(str(activity.pk), "")


def _last_revisions(names: Iterable[str]) -> dict[str, str]:
    """The public id of the last revision of each object."""
    names = list(names)
    found: dict[str, str] = {}
    for first in range(0, len(names), AT_ONCE):
        of_rows = Change.objects.filter(type=table_of(Activity).type, object_id__in=names[first : first + AT_ONCE])
        last = of_rows.order_by().values("object_id").annotate(last=Max("id")).values("last")
        found |= dict(Change.objects.filter(pk__in=last).values_list("object_id", "revision__public_id"))
    return found
