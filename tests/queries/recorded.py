"""How does a table of the rule write down what was recorded? One word for each kind of row.

Each word gives a function that records the row for a commitment: `did("2026-05-01")(commitment)`. Days are written
as they are read, in ISO 8601.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils import timezone

from commitments.models.agreements import Term
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from tests.factories import (
    ActivityFactory,
    AssessmentFactory,
    DecisionFactory,
    MilestoneFactory,
    ReviewFactory,
    TargetFactory,
)

Recording = Callable[[Commitment], Model]


def a_day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def activity(stage: str, starts: str, ends: str | None = None, **more: Any) -> Recording:
    days = {"starts_on": a_day(starts), "ends_on": a_day(ends)}
    return lambda commitment: ActivityFactory(commitments=[commitment], stage=stage, **days, **more)


def did(starts: str, ends: str | None = None, **more: Any) -> Recording:
    return activity("carried_out", starts, ends, **more)


def under_way(starts: str, ends: str | None = None, **more: Any) -> Recording:
    return activity("under_way", starts, ends, **more)


def planned(starts: str, ends: str | None = None, **more: Any) -> Recording:
    return activity("planned", starts, ends, **more)


def cancelled(starts: str, ends: str | None = None, **more: Any) -> Recording:
    return activity("cancelled", starts, ends, **more)


def milestone(on: str, precision: str = "day", effect: str = "evidences", **more: Any) -> Recording:
    def record(commitment: Commitment) -> Model:
        tied = [(commitment, effect)]
        return MilestoneFactory(
            provision=commitment.provision, dated_on=a_day(on), date_precision=precision, commitments=tied, **more
        )

    return record


def fulfilling(on: str, precision: str = "day", **more: Any) -> Recording:
    return milestone(on, precision, "fulfils", **more)


def decided(kind: str, on: str, **more: Any) -> Recording:
    return lambda commitment: DecisionFactory(commitment=commitment, kind=kind, effective_on=a_day(on), **more)


def due(on: str, set_on: str, **more: Any) -> Recording:
    days = {"due_on": a_day(on), "set_on": a_day(set_on)}
    return lambda commitment: TargetFactory(commitment=commitment, **days, **more)


def every(interval: str, set_on: str, **more: Any) -> Recording:
    return lambda commitment: TargetFactory(commitment=commitment, every=interval, set_on=a_day(set_on), **more)


def assessed(whose: str, confidence: str, on: str, **more: Any) -> Recording:
    """`whose` is the slug of a party, or `agreed`."""

    def record(commitment: Commitment) -> Model:
        party = None if whose == "agreed" else Party.objects.get(slug=whose)
        return AssessmentFactory(
            commitment=commitment, party=party, confidence=confidence, assessed_on=a_day(on), **more
        )

    return record


def term(starts: str | None, ends: str | None, **more: Any) -> Recording:
    def record(commitment: Commitment) -> Model:
        order = commitment.agreement.terms.count()
        days = {"starts_on": a_day(starts), "ends_on": a_day(ends)}
        return Term.objects.create(
            agreement=commitment.agreement, order=order, provenance="derived", note="Given.", **days, **more
        )

    return record


def review(due_on: str, outcome: str = "", on: str | None = None, **more: Any) -> Recording:
    """`on` is the day it was held, or found not held."""
    days = {"due_on": a_day(due_on), "outcome_on": a_day(on)}
    return lambda commitment: ReviewFactory(agreement=commitment.agreement, outcome=outcome, **days, **more)


def withdrawn(recording: Recording) -> Recording:
    """Recorded and withdrawn since."""

    def record(commitment: Commitment) -> Model:
        row: Any = recording(commitment)
        row.withdrawn_at, row.withdrawn_because = timezone.now(), "Made in error."
        row.save()
        return row

    return record
