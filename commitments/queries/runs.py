"""When did activities run for a commitment, asked of the counts that are kept of them?

The same answers as the activities themselves give (`sources.py`), in a few index steps, however many there are.
"""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, NullIf

from commitments.models.rollups import LONGER, MONTH, NEVER, YEAR, ProofDay
from commitments.queries.layers import ROW, DaysBefore, Given
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONG_AGO = datetime.date(1, 1, 1)
SEVERAL_DAYS = (MONTH, YEAR, LONGER)


def ran_on(on: Given, seen_by: str) -> Any:
    """The last day, at most `on`, on which an activity for the commitment ran; NULL when none had."""
    running = reduce(or_, (Q(Exists(_running(on, length, seen_by))) for length in SEVERAL_DAYS))
    ended = [
        Subquery(_mine(planned=False, marking=marking, ends_on__lte=on).order_by("-ends_on").values("ends_on")[:1])
        for marking in Marking.up_to(seen_by)
    ]
    long_ago = Value(LONG_AGO, DateField())
    last = Greatest(long_ago, long_ago, *[Coalesce(day, long_ago) for day in ended])
    return NullIf(Case(When(running, then=on), default=last, output_field=DateField()), long_ago)


def ahead(on: Given, seen_by: str) -> QuerySet[ProofDay]:
    """What starts after the day, neither cancelled nor planned."""
    return _mine(planned=False, marking__in=Marking.up_to(seen_by), ends_on__gt=on, starts_on__gt=on)


def planned_until(seen_by: str) -> Any:
    """The first last day of an activity that is still planned; NULL when there is none."""
    first = [
        Subquery(_mine(planned=True, marking=marking).order_by("ends_on").values("ends_on")[:1])
        for marking in Marking.up_to(seen_by)
    ]
    never = Value(datetime.date.fromisoformat(NEVER), DateField())
    return NullIf(Least(never, never, *[Coalesce(day, never) for day in first]), never)


def ran_for_target(on: Given, seen_by: str) -> Q:
    """Whether an activity for a target's commitment ran on a day from its `set_on` to its `due_on`, at most `on`."""
    happened = ProofDay.objects.filter(
        commitment=OuterRef("commitment"), planned=False, marking__in=Marking.up_to(seen_by)
    )
    last = Least(OuterRef("due_on"), on)
    ended = happened.filter(ends_on__gte=OuterRef("set_on"), ends_on__lte=last)
    running = happened.filter(length__in=SEVERAL_DAYS, starts_on__lte=last, ends_on__gt=last)
    return Q(Exists(ended)) | Q(Exists(running))


def _mine(**where: Any) -> QuerySet[ProofDay]:
    return ProofDay.objects.filter(commitment=ROW, **where).order_by()


def _running(on: Given, length: int, seen_by: str) -> QuerySet[ProofDay]:
    """What runs on the day and after it, of those that run at most `length` days.

    The greater of both days is the last one; said so, no engine looks for it in the index of last days, where all that
    ran later stands in the way.
    """
    begun = {"starts_on__lte": on, "starts_on__gt": DaysBefore(on, length)}
    rows = _mine(planned=False, marking__in=Marking.up_to(seen_by), length=length, **begun)
    return rows.alias(last=Greatest("starts_on", "ends_on")).filter(last__gt=on)
