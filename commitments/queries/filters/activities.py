"""Which activities does somebody want to see?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.models.activities import Activity, Evidence
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import (
    CodesFilter,
    NamesFilter,
    SearchFilter,
    SinceFilter,
    SinceMomentFilter,
    TextsFilter,
    UntilFilter,
    UntilMomentFilter,
    YesNoFilter,
)
from commitments.queries.filters.people import PeopleFilter
from commitments.vocabulary import ActivityKind, ActivityState, Marking, Stage

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet


def _with_last_day(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """`last_day`: the day it ended or is to end; NULL while under way without an end day."""
    open_ended = When(Q(stage=Stage.UNDER_WAY, ends_on=None), then=None)
    last_day = Case(open_ended, default=Coalesce("ends_on", F("starts_on")), output_field=DateField())
    return rows.alias(last_day=last_day)


class EndedSinceFilter(SinceFilter):
    """Its last day is this day or a later one; what is under way without an end day has not ended."""

    def filter(self, qs: QuerySet[Activity], value: list[datetime.date]) -> QuerySet[Activity]:
        return super().filter(_with_last_day(qs), value) if value else qs


class EndedUntilFilter(UntilFilter):
    """Its last day is this day or an earlier one; what is under way without an end day has not ended."""

    def filter(self, qs: QuerySet[Activity], value: list[datetime.date]) -> QuerySet[Activity]:
        return super().filter(_with_last_day(qs), value) if value else qs


class ActivityFilter(DeclaredFilter):
    commitment = NamesFilter(
        Commitment, "commitments", many=True, none=_("without a commitment"), label=_("commitment")
    )
    area = NamesFilter(PriorityArea, "areas", many=True, none=_("without an area"), label=_("area"))
    body = NamesFilter(Body, "bodies", many=True, label=_("body"))
    agreement = NamesFilter(Agreement, "commitments__agreement", many=True, label=_("agreement"))
    kind = CodesFilter(ActivityKind, label=_("kind"))
    stage = CodesFilter(Stage, label=_("stage"))
    state = CodesFilter(ActivityState, label=_("state"))
    confirmed = YesNoFilter("is_confirmed", label=_("confirmed"))
    marking = CodesFilter(Marking, label=_("marking"))
    started_after = SinceFilter("starts_on", label=_("started on or after"))
    started_before = UntilFilter("starts_on", label=_("started on or before"))
    ended_after = EndedSinceFilter("last_day", label=_("ended on or after"))
    ended_before = EndedUntilFilter("last_day", label=_("ended on or before"))
    updated_after = SinceMomentFilter("updated_at", label=_("changed on or after"))
    updated_before = UntilMomentFilter("updated_at", label=_("changed on or before"))
    source = TextsFilter(label=_("source"))
    external_id = TextsFilter(label=_("external id"))
    logged_by = PeopleFilter("logged_by", wrote=Activity, label=_("logged by"))
    search = SearchFilter("title", "summary", "outcome", "next_steps", "place", label=_("search"))
    copy = YesNoFilter("has_copy", label=_("evidence with a copy"))

    def is_confirmed(self, *, yes: bool) -> Q:
        """Whether a manager confirmed it."""
        return Q(state=ActivityState.CONFIRMED if yes else ActivityState.LOGGED)

    def has_copy(self, *, yes: bool) -> Q:
        """Whether it has evidence with a copy, or (no) evidence without one."""
        evidence = Evidence.objects.filter(activity=OuterRef("pk"))
        return Q(Exists(evidence.exclude(file="") if yes else evidence.filter(file="")))
