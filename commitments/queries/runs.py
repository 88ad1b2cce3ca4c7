"""When did activities run for a commitment, asked of the counts that are kept of them?

The same answers as the activities themselves give (`sources.py`), in a few index steps, however many there are.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Greatest, Least

from commitments.models.rollups import LONGER, MONTH, YEAR, ProofDay
from commitments.queries.layers import ROW, DaysBefore, Given
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEVERAL_DAYS = (LONGER, YEAR, MONTH)
"""The longest first: where they lie in the index does not follow the day, so they are in memory whatever the day is."""


def ran_on(on: Given, seen_by: str) -> Any:
    """The last day, at most `on`, on which an activity for the commitment ran; NULL when none had."""
    running = reduce(or_, (Q(Exists(_running(on, length, seen_by))) for length in SEVERAL_DAYS))
    ended = _mine(seen_by, planned=False, ends_on__lte=on).order_by("-ends_on").values("ends_on")[:1]
    return Case(When(running, then=on), default=Subquery(ended), output_field=DateField())


def ahead(on: Given, seen_by: str) -> QuerySet[ProofDay]:
    """What starts after the day, neither cancelled nor planned."""
    return _mine(seen_by, planned=False, ends_on__gt=on, starts_on__gt=on)


def planned_until(seen_by: str) -> Any:
    """The first last day of an activity that is still planned; NULL when there is none."""
    return Subquery(_mine(seen_by, planned=True).order_by("ends_on").values("ends_on")[:1])


def ran_for_target(on: Given, seen_by: str) -> Q:
    """Whether an activity for a target's commitment ran on a day from its `set_on` to its `due_on`, at most `on`."""
    happened = _seen_by(seen_by).filter(commitment=OuterRef("commitment"), planned=False)
    last = Least(OuterRef("due_on"), on)
    ended = happened.filter(ends_on__gte=OuterRef("set_on"), ends_on__lte=last)
    running = _past(happened.filter(length__in=SEVERAL_DAYS, starts_on__lte=last), last)
    return Q(Exists(ended)) | Q(Exists(running))


def _mine(seen_by: str, **where: Any) -> QuerySet[ProofDay]:
    return _seen_by(seen_by).filter(commitment=ROW, **where).order_by()


def _seen_by(clearance: str) -> QuerySet[ProofDay]:
    """What this clearance covers, said by what it does not.

    No index is searched for that; where several markings are allowed, each step would be one for each of them.
    """
    return ProofDay.objects.exclude(marking__in=Marking.above(clearance))


def _running(on: Given, length: int, seen_by: str) -> QuerySet[ProofDay]:
    """What runs on the day and after it, of those that run at most `length` days."""
    begun = {"starts_on__lte": on, "starts_on__gt": DaysBefore(on, length)}
    return _past(_mine(seen_by, planned=False, length=length, **begun), on)


def _past(begun: QuerySet[ProofDay], day: Any) -> QuerySet[ProofDay]:
    """Those that run on after the day.

    The greater of both days is the last one; said so, no engine looks for it in the index of last days, where all that
    ran later stands in the way.
    """
    return begun.alias(last=Greatest("starts_on", "ends_on")).filter(last__gt=day)
