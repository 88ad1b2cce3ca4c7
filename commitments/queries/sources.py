"""Which rows does standing rest on? Proofs, decisions, assessments and targets, as they count on a day.

What is withdrawn counts for no day, and a reader's figures rest on the rows that this reader may see.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Case, DateField, Exists, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from commitments.models.activities import Activity
from commitments.models.agreements import Term
from commitments.models.assessments import Assessment
from commitments.models.decisions import Decision
from commitments.models.milestones import MilestoneEffect
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries.layers import ROW, Given
from commitments.vocabulary import Marking, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

HAPPENED = (Stage.UNDER_WAY, Stage.CARRIED_OUT)

Day: TypeAlias = "datetime.date | Given"
"""A day, or the one that a rule is given."""

Ties: TypeAlias = "QuerySet[Any]"
"""Rows that tie an activity to a commitment: Django makes their model, so no type names it."""


def in_reading(on: Day, path: str = "") -> Q:
    """Text rows that were part of the reading on the day: what is retired leaves from the day it was retired on.

    `path` leads to them, such as `milestone__`.
    """
    return Q(**{f"{path}retired_on": None}) | Q(**{f"{path}retired_on__gt": on})


def terms(on: Day, seen_by: str) -> QuerySet[Term]:
    """When agreements run; what rests on another text counts for those who may read that text."""
    readable = Q(provision=None) | Q(provision__agreement__marking__in=Marking.up_to(seen_by))
    return Term.objects.filter(in_reading(on), readable).order_by()


def term(agreement: Any, on: Day, seen_by: str) -> Any:
    """When an agreement runs: its first day and its last (None: it does not end). No row where no term is known."""
    never = Value(datetime.date.max, DateField())
    last = NullIf(Max(Coalesce("ends_on", never)), never)
    rows = terms(on, seen_by).filter(agreement=agreement).values("agreement")
    return rows.annotate(term_begins_on=Min("starts_on"), term_ends_on=last).values("term_begins_on", "term_ends_on")


def outcomes(agreement: Any, on: Day, seen_by: str, which: Sequence[str]) -> QuerySet[Review]:
    """Reviews of an agreement held by the day whose outcome is one of these."""
    return Review.objects.filter(
        agreement=agreement, held_on__lte=on, outcome__in=which, marking__in=Marking.up_to(seen_by)
    ).order_by()


def proving_activities(on: Given, seen_by: str) -> Ties:
    """Activities under way or carried out that had begun by the day.

    Each carries `ran_until`: the last day it ran, at most `on`. An empty end means the same day; while under
    way, not ended.
    """
    ran_until = Case(
        When(activity__ends_on__lt=on, then=F("activity__ends_on")),
        When(Q(activity__ends_on__isnull=False) | Q(activity__stage=Stage.UNDER_WAY), then=on),
        default=F("activity__starts_on"),
        output_field=DateField(),
    )
    begun: Ties = _ties(seen_by).annotate(ran_until=ran_until)
    return begun.filter(activity__stage__in=HAPPENED, activity__starts_on__lte=on)


def ran_on(on: Given, seen_by: str) -> Any:
    """The last day, at most `on`, on which an activity for the commitment ran; NULL when none had."""
    mine = proving_activities(on, seen_by).filter(commitment=ROW)
    return _one(mine, Max("ran_until"))


def ahead(on: Given, seen_by: str) -> Ties:
    """Activities that start after the day, neither cancelled nor planned."""
    ahead: Ties = _mine(seen_by).filter(activity__stage__in=HAPPENED, activity__starts_on__gt=on)
    return ahead


def planned_until(seen_by: str) -> Any:
    """The first last day of an activity that is still planned; NULL when there is none."""
    planned = _mine(seen_by).filter(activity__stage=Stage.PLANNED)
    return _one(planned, Min(Coalesce("activity__ends_on", "activity__starts_on")))


def ran_for_target(on: Given, seen_by: str) -> Q:
    """Whether an activity for a target's commitment ran on a day from its `set_on` to its `due_on`, at most `on`."""
    met = proving_activities(on, seen_by).filter(
        commitment=OuterRef("commitment"),
        activity__starts_on__lte=OuterRef("due_on"),
        ran_until__gte=OuterRef("set_on"),
    )
    return Q(Exists(met))


def _one(rows: Ties, aggregate: Any) -> Subquery:
    return Subquery(rows.order_by().values("commitment").annotate(one=aggregate).values("one"))


def _mine(seen_by: str) -> Ties:
    mine: Ties = _ties(seen_by).filter(commitment=ROW)
    return mine


def _ties(seen_by: str) -> Ties:
    ties: Ties = Activity.commitments.through._default_manager.all()
    return ties.filter(activity__marking__in=Marking.up_to(seen_by))


def proving_milestones(on: Day, seen_by: str) -> QuerySet[MilestoneEffect]:
    """Milestones that happened by the day; an imprecise date counts from the last day of its period."""
    return MilestoneEffect.objects.filter(
        in_reading(on),
        in_reading(on, "milestone__"),
        milestone__planned=False,
        milestone__counts_on__lte=on,
        milestone__agreement__marking__in=Marking.up_to(seen_by),
    )


def decisions(on: Day, seen_by: str) -> QuerySet[Decision]:
    """Decisions in effect by the day, the latest first."""
    return Decision.objects.filter(
        effective_on__lte=on, withdrawn_at=None, marking__in=Marking.up_to(seen_by)
    ).order_by("-effective_on", "-created_at", "-pk")


def targets(on: Day, seen_by: str) -> QuerySet[Target]:
    """Targets set by the day, the one in force first."""
    return Target.objects.filter(set_on__lte=on, withdrawn_at=None, marking__in=Marking.up_to(seen_by)).order_by(
        "-set_on", "-created_at", "-pk"
    )


def latest_assessments(on: Day, seen_by: str) -> QuerySet[Assessment]:
    """The latest assessment of each commitment by each party, and the latest agreed one (party empty)."""
    counted = Assessment.objects.filter(
        assessed_on__lte=on, withdrawn_at=None, marking__in=Marking.up_to(seen_by)
    ).annotate(whose=Coalesce("party_id", 0))
    later = counted.filter(
        Q(assessed_on__gt=OuterRef("assessed_on"))
        | Q(assessed_on=OuterRef("assessed_on"), created_at__gt=OuterRef("created_at"))
        | Q(assessed_on=OuterRef("assessed_on"), created_at=OuterRef("created_at"), pk__gt=OuterRef("pk")),
        commitment=OuterRef("commitment"),
        whose=OuterRef("whose"),
    )
    return counted.exclude(Exists(later))
