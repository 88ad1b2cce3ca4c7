"""Schedule and hold reviews of agreements."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.holding import markings_held
from commitments.actions.refusals import NotAllowedError, StaleError, require
from commitments.actions.validation import default_marking, marking_faults, validate
from commitments.models.agreements import Agreement
from commitments.models.reviews import Review, ReviewPosition
from commitments.vocabulary import Provenance, ReviewOutcome

if TYPE_CHECKING:
    from commitments.models.commitments import Commitment
    from commitments.models.parties import Party
    from commitments.queries.visibility import Principal


def schedule_review(
    agreement: Agreement,
    *,
    due_on: datetime.date,
    by: Principal,
    provenance: str = Provenance.ASSUMED,
    marking: str | None = None,
    pk: uuid.UUID | None = None,
) -> Review:
    """Put a review on the calendar; return it. `pk` is for a caller that has to know its id beforehand.

    Raises NotAllowedError or ValidationError.
    """
    require(by, "hold_review")
    review = Review(
        pk=pk or uuid.uuid4(),
        agreement=agreement,
        due_on=due_on,
        provenance=provenance,
        marking=marking or default_marking(by),
    )
    with transaction.atomic():
        names = markings_held({Agreement: {agreement.pk}}).values()
        validate(review, marking=marking_faults(review.marking, names=names, by=by))
        review.save(force_insert=True)
    return review


def hold_review(
    review: Review,
    outcome: str,
    *,
    on: datetime.date,
    by: Principal,
    minutes: str = "",
    if_version: int | None = None,
) -> Review:
    """Record that a review was held on a day, or found not held on it, with its outcome; return it as it stands.

    Raises NotAllowedError, ValidationError, or StaleError where `if_version` is given and it has another by now.
    """
    require(by, "hold_review")
    if not outcome:
        raise ValidationError({"outcome": [_("Say what came of the review.")]})
    with transaction.atomic():
        current = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        if if_version is not None and current.version != if_version:
            raise StaleError(current)
        current.outcome, current.outcome_on, current.minutes = outcome, on, minutes.strip()
        current.held_on = None if outcome == ReviewOutcome.NOT_HELD else on
        validate(current)
        current.save()
        current.refresh_from_db(fields=["version"])
    return current


def hold_with_positions(
    review: Review,
    outcome: str,
    *,
    on: datetime.date | None,
    by: Principal,
    minutes: str = "",
    positions: Iterable[tuple[Commitment, Party, str, str]] = (),
    if_version: int,
) -> Review:
    """Record what came of a review and what each party wants, all or nothing; return it as it stands.

    An open review stays open while `outcome`, `on` and `minutes` are empty. What changes nothing is not written.
    Raises NotAllowedError, ValidationError or StaleError.
    """
    require(by, "hold_review")
    with transaction.atomic():
        current = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        if current.version != if_version:
            raise StaleError(current)
        if (outcome, on, minutes.strip()) != (current.outcome, current.outcome_on, current.minutes):
            if on is None:
                raise ValidationError({"on": [_("Give the day it was held, or found not held.")]})
            hold_review(current, outcome, on=on, by=by, minutes=minutes)
        take_positions(current, positions, by=by)
        current.refresh_from_db()
    return current


def take_positions(
    review: Review, positions: Iterable[tuple[Commitment, Party, str, str]], *, by: Principal
) -> list[ReviewPosition]:
    """Record what each party wants of each commitment: (commitment, party, position, note); return them.

    A position taken before by the same party on the same commitment is replaced. A person with a party takes
    positions for it alone: otherwise NotAllowedError.
    """
    require(by, "hold_review")
    taken = []
    with transaction.atomic():
        current = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        for commitment, party, position, note in positions:
            if by.person.party_id is not None and party.pk != by.person.party_id:
                raise NotAllowedError(_("You take positions for %(party)s only.") % {"party": by.person.party})
            row = ReviewPosition.objects.filter(review=current, commitment=commitment, party=party).first()
            row = row or ReviewPosition(review=current, commitment=commitment, party=party)
            row.position, row.note = position, note.strip()
            elsewhere = commitment.agreement_id != current.agreement_id
            validate(row, commitment=[_("This commitment is not of the agreement reviewed.")] if elsewhere else [])
            row.save()
            taken.append(row)
    return taken
