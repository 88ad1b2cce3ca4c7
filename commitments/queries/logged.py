"""What was done by a day, and what is to come, for an area or a body?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from commitments.models.rollups import AreaMonth
from commitments.queries.dossiers import Done
from commitments.queries.figures import Figure
from commitments.queries.listing import activities_list
from commitments.queries.quarters import NOT_CANCELLED
from commitments.queries.visibility import visible_to
from commitments.texts.periods import add_months

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from commitments.models.activities import Activity
    from commitments.models.areas import PriorityArea
    from commitments.queries.figures import Where
    from commitments.queries.visibility import Principal

A_DAY = datetime.timedelta(days=1)
LISTED = 10
"""How many activities a page shows before it points to the list."""


@dataclass(frozen=True)
class Logged:
    """Activities that are not cancelled: those begun by the day, the latest first, and those that begin later, the
    next first."""

    done: Done
    ahead: Done


def logged(
    principal: Principal, tie: Q, where: Where, *, on: datetime.date, area: PriorityArea | None = None
) -> Logged:
    """The activities that meet the condition `tie`, which their list knows as the parameters `where`.

    Those of an `area` are counted from the counts kept of it, but for the month of the day.
    """
    rows = activities_list(principal).filter(tie, stage__in=NOT_CANCELLED)
    begun, coming = rows.filter(starts_on__lte=on), rows.filter(starts_on__gt=on)
    stages: Where = {**where, "stage": NOT_CANCELLED}
    if area is None:
        numbers = begun.count(), coming.count()
    else:
        month = on.replace(day=1)
        after = add_months(month, 1)
        kept = visible_to(AreaMonth.objects.filter(area=area.pk, stage__in=NOT_CANCELLED).order_by(), principal)
        numbers = (
            _sum(kept.filter(month__lt=month)) + begun.filter(starts_on__gte=month).count(),
            _sum(kept.filter(month__gte=after)) + coming.filter(starts_on__lt=after).count(),
        )
    return Logged(
        Done(_shown(begun), Figure(numbers[0], "activities", {**stages, "started_before": on.isoformat()})),
        Done(
            _shown(coming.order_by("starts_on", "id")),
            Figure(numbers[1], "activities", {**stages, "started_after": (on + A_DAY).isoformat()}),
        ),
    )


def _shown(rows: QuerySet[Activity]) -> list[Activity]:
    return list(rows.prefetch_related("participations__body", "evidence")[:LISTED])


def _sum(kept: QuerySet[AreaMonth]) -> int:
    number: int | None = kept.aggregate(number=Sum("number"))["number"]
    return number or 0
