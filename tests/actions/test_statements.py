"""What happens when somebody assesses, decides or sets a target, and when they take it back?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.assessments import assess_commitment, withdraw_assessment
from commitments.actions.decisions import decide, withdraw_decision
from commitments.actions.refusals import NotAllowedError, StateError
from commitments.actions.targets import set_target, withdraw_target
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.models.targets import Target
from commitments.queries.attention import standing_of
from commitments.queries.standing import with_standing
from commitments.queries.visibility import Principal, principal_of
from tests.factories import AgreementFactory, CommitmentFactory, PartyFactory, PersonFactory, ReviewFactory

DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def by(manager: Person) -> Principal:
    return principal_of(manager)


def assess(commitment: Commitment, by: Principal, **more: Any) -> Any:
    return assess_commitment(commitment, "at_risk", **{"assessed_on": DAY, "by": by, **more})


def close(commitment: Commitment, by: Principal, **more: Any) -> Any:
    return decide(commitment, "fulfilled", **{"effective_on": DAY, "reason": "It was done.", "by": by, **more})


def aim(commitment: Commitment, by: Principal, **more: Any) -> Any:
    usual = {"set_on": DAY, "by": by, **({} if "every" in more else {"due_on": datetime.date(2027, 1, 1)})}
    return set_target(commitment, "rhythm" if "every" in more else "date", **{**usual, **more})


STATEMENTS = [(assess, withdraw_assessment), (close, withdraw_decision), (aim, withdraw_target)]
Record = Callable[..., Any]


@pytest.mark.parametrize(("record", "withdraw"), STATEMENTS)
def test_a_statement_is_internal_unless_told_otherwise(record: Record, withdraw: Record, by: Principal) -> None:
    made = record(CommitmentFactory(), by)
    made.refresh_from_db()
    assert (made.marking, made.version, made.by, made.withdrawn_at) == ("internal", 1, by.person, None)


@pytest.mark.parametrize(("record", "withdraw"), STATEMENTS)
def test_a_statement_is_never_marked_lower_than_its_agreement(record: Record, withdraw: Record, by: Principal) -> None:
    commitment = CommitmentFactory(agreement=AgreementFactory(marking="restricted"))
    with pytest.raises(ValidationError) as problem:
        record(commitment, by, marking="internal")
    assert problem.value.message_dict == {"marking": ["It names something marked “restricted” and cannot be lower."]}


@pytest.mark.parametrize(("record", "withdraw"), STATEMENTS)
def test_a_statement_withdrawn_says_who_and_why_and_counts_no_more(
    record: Record, withdraw: Record, by: Principal
) -> None:
    commitment = CommitmentFactory()
    before = standing_of(with_standing(Commitment.objects.all(), on=datetime.date(2028, 1, 1)).get(pk=commitment.pk))
    gone = withdraw(record(commitment, by), " Made in error. ", by=by)
    gone.refresh_from_db()
    assert (gone.withdrawn_by, gone.withdrawn_because, gone.version) == (by.person, "Made in error.", 2)
    after = standing_of(with_standing(Commitment.objects.all(), on=datetime.date(2028, 1, 1)).get(pk=commitment.pk))
    assert after == before


@pytest.mark.parametrize(("record", "withdraw"), STATEMENTS)
def test_a_withdrawal_says_why(record: Record, withdraw: Record, by: Principal) -> None:
    made = record(CommitmentFactory(), by)
    with pytest.raises(ValidationError) as problem:
        withdraw(made, "  ", by=by)
    assert problem.value.message_dict == {"reason": ["Say why it is withdrawn."]}


@pytest.mark.parametrize(("record", "withdraw"), STATEMENTS)
def test_nothing_is_withdrawn_twice(record: Record, withdraw: Record, by: Principal) -> None:
    made = withdraw(record(CommitmentFactory(), by), "Made in error.", by=by)
    with pytest.raises(StateError, match="It is withdrawn already"):
        withdraw(made, "Again.", by=by)


@pytest.mark.parametrize(("record", "withdraw"), STATEMENTS)
def test_a_viewer_states_nothing_and_withdraws_nothing(
    record: Record, withdraw: Record, by: Principal, viewer: Person
) -> None:
    with pytest.raises(NotAllowedError, match="yours is “viewer”"):
        record(CommitmentFactory(), principal_of(viewer))
    with pytest.raises(NotAllowedError, match="yours is “viewer”"):
        withdraw(record(CommitmentFactory(), by), "Made in error.", by=principal_of(viewer))


@pytest.mark.parametrize("record", [close, aim])
def test_an_analyst_neither_decides_nor_sets_targets(record: Record, analyst: Person) -> None:
    with pytest.raises(NotAllowedError, match="This needs the role “manager”; yours is “analyst”"):
        record(CommitmentFactory(), principal_of(analyst))


# assessments


def test_a_person_with_a_party_assesses_for_it_alone(db: None) -> None:
    japan, nato = PartyFactory(slug="japan"), PartyFactory(slug="nato")
    by = principal_of(PersonFactory(party=japan))
    theirs = assess(CommitmentFactory(), principal_of(PersonFactory()), party=nato)
    assert assess(CommitmentFactory(), by, party=japan).party == japan
    for party in (nato, None):
        with pytest.raises(NotAllowedError, match="You assess for"):
            assess(CommitmentFactory(), by, party=party)
    with pytest.raises(NotAllowedError, match="You assess for"):
        withdraw_assessment(theirs, "Not ours.", by=by)


def test_an_unknown_confidence_is_refused(by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        assess_commitment(CommitmentFactory(), "certain", assessed_on=DAY, by=by)
    assert problem.value.message_dict == {"confidence": ["Value 'certain' is not a valid choice."]}


# decisions


def test_a_decision_gives_its_reason(by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        close(CommitmentFactory(), by, reason=" ")
    assert problem.value.message_dict == {"reason": ["This field cannot be blank."]}


def test_a_decision_is_never_marked_lower_than_the_review_it_names(by: Principal) -> None:
    commitment = CommitmentFactory()
    review = ReviewFactory(agreement=commitment.agreement, marking="restricted")
    with pytest.raises(ValidationError) as problem:
        close(commitment, by, review=review, marking="internal")
    assert problem.value.message_dict == {"marking": ["It names something marked “restricted” and cannot be lower."]}


# targets


def test_the_first_target_needs_no_reason(by: Principal) -> None:
    target = aim(CommitmentFactory(), by)
    assert (target.replaces, target.reason) == (None, "")


def test_a_target_moved_replaces_the_one_in_force_and_says_why(by: Principal) -> None:
    commitment = CommitmentFactory()
    first = aim(commitment, by)
    with pytest.raises(ValidationError) as problem:
        aim(commitment, by)
    assert problem.value.message_dict == {"reason": ["Say why the target is moved."]}
    second = aim(commitment, by, reason="The host asked for it.")
    assert (second.replaces, list(Target.objects.filter(replaced_by=second))) == (first, [first])


def test_a_target_is_set_on_or_before_the_day_it_is_due(by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        aim(CommitmentFactory(), by, due_on=DAY - datetime.timedelta(days=1))
    assert problem.value.message_dict == {"due_on": ["The day is before the day the target is set."]}
    assert aim(CommitmentFactory(), by, due_on=DAY).due_on == DAY


@pytest.mark.parametrize(("told", "kept"), [("P12M", "P12M"), ("P2Y", "P24M"), ("P1Y6M", "P18M"), ("P10Y", "P120M")])
def test_a_rhythm_is_kept_in_months(told: str, kept: str, by: Principal) -> None:
    assert aim(CommitmentFactory(), by, every=told).every == kept


@pytest.mark.parametrize("told", ["P0M", "P2W", "P121M", "12", "P1M1D", "p12m"])
def test_a_rhythm_is_whole_months_up_to_ten_years(told: str, by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        aim(CommitmentFactory(), by, every=told)
    assert problem.value.message_dict == {"every": ["Give whole months from P1M to P120M."]}


def test_a_target_is_a_date_or_a_rhythm_and_never_both(by: Principal) -> None:
    for more in ({"every": "P12M", "due_on": DAY}, {"due_on": None}):
        with pytest.raises(ValidationError, match="Give a day for a date, or an interval for a rhythm"):
            aim(CommitmentFactory(), by, **more)
