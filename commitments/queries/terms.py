"""When do the agreements run, and when are they reviewed?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from commitments.models.agreements import Agreement, Term
from commitments.models.reviews import Review
from commitments.queries.attention import Reason, agreement_attention
from commitments.queries.standing import with_agreement_attention
from commitments.queries.visibility import visible_to
from commitments.vocabulary import Provenance, ReviewOutcome

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class ReviewLine:
    """A review as it was known on the day: not held and without outcome while either lay ahead."""

    agreement: Agreement
    due_on: datetime.date
    provenance: Provenance
    held_on: datetime.date | None
    outcome: ReviewOutcome | None
    overdue: bool

    @property
    def missed(self) -> bool:
        """It was due and was not held: nobody has said why, or the outcome says so."""
        return self.overdue or self.outcome == ReviewOutcome.NOT_HELD


@dataclass(frozen=True)
class AgreementLine:
    """An agreement dated by the day, with its terms, its reviews and what it asks attention for."""

    agreement: Agreement
    terms: list[Term]
    reviews: list[ReviewLine]
    attention: list[Reason]


def agreement_lines(principal: Principal, *, on: datetime.date) -> list[AgreementLine]:
    """The agreements that this reader may see and that bear a date up to the day, in their order. Three queries."""
    begun = Agreement.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on), counts_on__lte=on)
    terms = visible_to(Term.objects.filter(retired_on=None), principal).select_related("provision__agreement")
    agreements = with_agreement_attention(visible_to(begun, principal), on=on, seen_by=principal.clearance)
    agreements = agreements.prefetch_related(Prefetch("terms", queryset=terms))
    reviews: dict[int, list[Review]] = {}
    for review in visible_to(Review.objects.all(), principal):
        reviews.setdefault(review.agreement_id, []).append(review)
    return [
        AgreementLine(
            agreement,
            list(agreement.terms.all()),
            [as_known(review, agreement, on) for review in reviews.get(agreement.pk, [])],
            agreement_attention(agreement),
        )
        for agreement in agreements
    ]


def as_known(review: Review, agreement: Agreement, on: datetime.date) -> ReviewLine:
    """A review of the agreement as it was known on the day."""
    known = review.outcome_on is not None and review.outcome_on <= on
    return ReviewLine(
        agreement,
        review.due_on,
        Provenance(review.provenance),
        review.held_on if review.held_on and review.held_on <= on else None,
        ReviewOutcome(review.outcome) if known else None,
        overdue=review.due_on <= on and not known,
    )
