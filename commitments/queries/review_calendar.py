"""Which reviews were held, missed or due by a day, what came of them, and which come next?"""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from commitments.models.decisions import Decision
from commitments.models.reviews import Review, ReviewPosition
from commitments.queries.terms import ReviewLine, as_known
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


class Stands(enum.Enum):
    """What is known of a review on the day."""

    DUE = "due"
    AHEAD = "ahead"
    HELD = "held"
    MISSED = "missed"


@dataclass(frozen=True)
class ReviewSeen:
    """A review as it was known on the day: what was said, wanted and decided at it counts from when it was held."""

    review: Review
    line: ReviewLine
    stands: Stands
    positions: list[ReviewPosition]
    decisions: list[Decision]


def reviews_list(principal: Principal, on: datetime.date) -> QuerySet[Review]:
    """The reviews of agreements dated by the day, in the order in which they are due."""
    dated = Q(agreement__retired_on=None) | Q(agreement__retired_on__gt=on)
    return visible_to(Review.objects.filter(dated, agreement__counts_on__lte=on), principal)


def with_outcomes(reviews: QuerySet[Review], principal: Principal, *, on: datetime.date) -> QuerySet[Review]:
    """Reviews with all that `seen_on` reads of them."""
    wanted = ReviewPosition.objects.select_related("commitment__provision__agreement", "party")
    taken = visible_to(Decision.objects.filter(withdrawn_at=None, effective_on__lte=on), principal)
    taken = taken.select_related("commitment__provision__agreement").order_by("commitment__position", "effective_on")
    return reviews.select_related("agreement").prefetch_related(
        Prefetch("positions", queryset=wanted), Prefetch("decisions", queryset=taken)
    )


def seen_on(review: Review, on: datetime.date) -> ReviewSeen:
    """One review as it was known on the day."""
    line = as_known(review, review.agreement, on)
    known = line.outcome is not None
    return ReviewSeen(
        review,
        line,
        _stands(line),
        list(review.positions.all()) if known else [],
        list(review.decisions.all()) if known else [],
    )


def _stands(line: ReviewLine) -> Stands:
    if line.held_on:
        return Stands.HELD
    if line.missed:
        return Stands.DUE if line.overdue else Stands.MISSED
    return Stands.AHEAD
