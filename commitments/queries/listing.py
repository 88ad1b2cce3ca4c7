"""Which rows does a list show, in which order, before anybody filters it?

Lists hold what the reader may see and what counts on the day: not what is retired by then, nor the commitments of an
agreement that begins later. Asked for by its public name, a row is found all the same.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, Sum

from commitments.models.activities import Activity
from commitments.models.agreements import Agreement, Term
from commitments.models.commitments import Commitment
from commitments.models.rollups import AreaMonth, Counted
from commitments.queries.sources import in_reading
from commitments.queries.standing import counted, with_agreement_attention, with_standing
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from commitments.queries.visibility import Principal


def commitments_list(principal: Principal, on: datetime.date) -> QuerySet[Commitment]:
    """The commitments that count on the day, with their standing, in text order."""
    return counted(commitments_read(principal, on), on=on, seen_by=principal.clearance)


def commitments_counted(principal: Principal, on: datetime.date) -> QuerySet[Commitment]:
    """The same rows without their standing, for those who only need to know which they are."""
    return counted(visible_to(Commitment.objects.all(), principal), on=on, seen_by=principal.clearance)


def commitments_read(principal: Principal, on: datetime.date) -> QuerySet[Commitment]:
    """Every commitment that may be asked for by reference, with its standing on the day, in text order."""
    return with_standing(visible_to(Commitment.objects.all(), principal), on=on, seen_by=principal.clearance)


def agreements_read(principal: Principal, on: datetime.date) -> QuerySet[Any, Any]:
    """Every agreement of the reading, in order, with `begins_on` and whether it asks for attention on the day.

    Those only cited and those that begin later are among them. Their terms come along, in a second query.
    """
    terms = visible_to(Term.objects.filter(in_reading(on)), principal).select_related("provision__agreement")
    rows = with_agreement_attention(visible_to(Agreement.objects.all(), principal), on=on, seen_by=principal.clearance)
    return rows.filter(in_reading(on)).prefetch_related(Prefetch("terms", queryset=terms))


def activities_list(principal: Principal) -> QuerySet[Activity]:
    """All activities, the latest start first."""
    return visible_to(Activity.objects.all(), principal)


def number_of_activities(principal: Principal) -> int:
    """How many rows `activities_list` has."""
    counts = visible_to(AreaMonth.objects.filter(area=Counted.ALL), principal)
    return counts.aggregate(number=Sum("number"))["number"] or 0


def text_rows_list(noun: type[Model], principal: Principal, on: datetime.date) -> QuerySet[Any]:
    """The rows of a noun that agreements are read into, less those retired by the day, in text order."""
    rows = visible_to(noun._default_manager.all(), principal)
    return rows.filter(Q(retired_on=None) | Q(retired_on__gt=on))
