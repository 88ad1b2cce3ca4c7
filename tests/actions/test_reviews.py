"""What happens when a review is scheduled, held, or found not held?"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.refusals import NotAllowedError, StaleError
from commitments.actions.reviews import hold_review, schedule_review, take_positions
from commitments.models.people import Person
from commitments.models.reviews import ReviewPosition
from commitments.queries.visibility import Principal, principal_of
from tests.factories import AgreementFactory, CommitmentFactory, PartyFactory, PersonFactory, ReviewFactory

DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def by(manager: Person) -> Principal:
    return principal_of(manager)


def test_a_review_scheduled_is_open_and_its_day_assumed(by: Principal) -> None:
    review = schedule_review(AgreementFactory(), due_on=DAY, by=by)
    review.refresh_from_db()
    assert (review.due_on, review.provenance, review.outcome, review.held_on, review.marking, review.version) == (
        *(DAY, "assumed", "", None, "internal", 1),
    )


def test_a_review_is_never_marked_lower_than_its_agreement(by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        schedule_review(AgreementFactory(marking="restricted"), due_on=DAY, by=by)
    assert problem.value.message_dict == {"marking": ["It names something marked “restricted” and cannot be lower."]}


def test_a_review_held_has_its_outcome_from_that_day(by: Principal) -> None:
    held = hold_review(ReviewFactory(), "renewed", on=DAY, minutes=" Two more years. ", by=by, if_version=1)
    held.refresh_from_db()
    assert (held.outcome, held.held_on, held.outcome_on, held.minutes, held.version) == (
        *("renewed", DAY, DAY, "Two more years.", 2),
    )


def test_a_review_found_not_held_was_held_on_no_day(by: Principal) -> None:
    review = hold_review(ReviewFactory(), "not_held", on=DAY, by=by)
    assert (review.outcome, review.held_on, review.outcome_on) == ("not_held", None, DAY)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [("", "Say what came of the review."), ("adjourned", "Value 'adjourned' is not a valid choice.")],
)
def test_a_review_has_one_of_the_outcomes(outcome: str, says: str, by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        hold_review(ReviewFactory(), outcome, on=DAY, by=by)
    assert problem.value.message_dict == {"outcome": [says]}


def test_a_review_changed_since_it_was_read_is_not_held_over_it(by: Principal) -> None:
    review = ReviewFactory()
    hold_review(review, "continued", on=DAY, by=by)
    with pytest.raises(StaleError):
        hold_review(review, "ended", on=DAY, by=by, if_version=1)


def test_an_analyst_neither_schedules_nor_holds(analyst: Person) -> None:
    by = principal_of(analyst)
    with pytest.raises(NotAllowedError):
        schedule_review(AgreementFactory(), due_on=DAY, by=by)
    with pytest.raises(NotAllowedError):
        hold_review(ReviewFactory(), "continued", on=DAY, by=by)
    with pytest.raises(NotAllowedError):
        take_positions(ReviewFactory(), [], by=by)


def test_a_position_taken_again_replaces_the_one_before(by: Principal) -> None:
    commitment = CommitmentFactory()
    review = ReviewFactory(agreement=commitment.agreement)
    japan, nato = commitment.agreement.parties.all()
    take_positions(review, [(commitment, japan, "keep", ""), (commitment, nato, "close", " Done. ")], by=by)
    take_positions(review, [(commitment, japan, "modify", "")], by=by)
    found = ReviewPosition.objects.values_list("party__slug", "position", "note").order_by("party__slug")
    review.refresh_from_db()
    assert (list(found), review.version) == ([("japan", "modify", ""), ("nato", "close", "Done.")], 3)


def test_a_person_with_a_party_takes_positions_for_it_alone(db: None) -> None:
    commitment = CommitmentFactory()
    review = ReviewFactory(agreement=commitment.agreement)
    japan, nato = PartyFactory(slug="japan"), PartyFactory(slug="nato")
    by = principal_of(PersonFactory(party=japan, role="manager"))
    with pytest.raises(NotAllowedError, match="You take positions for Japan only"):
        take_positions(review, [(commitment, japan, "keep", ""), (commitment, nato, "keep", "")], by=by)
    assert ReviewPosition.objects.count() == 0


def test_an_unknown_position_is_refused_and_none_is_taken(by: Principal) -> None:
    commitment = CommitmentFactory()
    review = ReviewFactory(agreement=commitment.agreement)
    japan, nato = commitment.agreement.parties.all()
    with pytest.raises(ValidationError):
        take_positions(review, [(commitment, japan, "keep", ""), (commitment, nato, "leave", "")], by=by)
    assert ReviewPosition.objects.count() == 0


def test_a_commitment_of_another_agreement_has_no_position_in_the_review(by: Principal) -> None:
    review, elsewhere = ReviewFactory(), CommitmentFactory()
    with pytest.raises(ValidationError) as problem:
        take_positions(review, [(elsewhere, PartyFactory(), "keep", "")], by=by)
    assert problem.value.message_dict == {"commitment": ["This commitment is not of the agreement reviewed."]}
    assert not ReviewPosition.objects.exists()
