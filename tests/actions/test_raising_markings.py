"""What goes up with a marking that is raised, and stays up?"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.actions.activities import withdraw_activity
from commitments.actions.markings import change_marking
from commitments.actions.undo import undo_last_change, undo_withdrawal
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.containment import containment_rules, raisings
from commitments.queries.visibility import principal_of
from commitments.queries.withdrawn import withdrawn_activities, withdrawn_activity
from tests.actions.hanging import NOUNS, everything, markings
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    TargetFactory,
)

RAISED = {
    "agreement": set(NOUNS),
    "review": {"review", "decision"},
    "target": {"target"},
    "activity": {"activity"},
    "assessment": {"assessment"},
    "decision": {"decision"},
}


@pytest.mark.parametrize("noun", NOUNS)
def test_raising_reaches_everything_that_names_it_and_nothing_else(manager: Person, noun: str) -> None:
    rows = everything()
    elsewhere = ActivityFactory()
    change_marking(rows[noun], "restricted", by=principal_of(manager))
    raised = {name: "restricted" if name in RAISED[noun] else "public" for name in NOUNS}
    assert markings(rows) == raised
    assert Activity.objects.get(pk=elsewhere.pk).marking == "public"
    seal()
    assert verify(rules=containment_rules()).faults == []


def test_what_is_marked_higher_already_stays_as_it_is(manager: Person) -> None:
    rows = everything()
    Activity.objects.filter(pk=rows["activity"].pk).update(marking="restricted")
    change_marking(rows["agreement"], "internal", by=principal_of(manager))
    assert markings(rows) == {name: "restricted" if name == "activity" else "internal" for name in NOUNS}


def test_a_target_is_raised_with_every_one_that_replaced_it(manager: Person) -> None:
    first = TargetFactory()
    second = TargetFactory(commitment=first.commitment, replaces=first)
    third = TargetFactory(commitment=first.commitment, replaces=second)
    change_marking(first, "internal", by=principal_of(manager))
    assert markings({"1": first, "2": second, "3": third}) == {"1": "internal", "2": "internal", "3": "internal"}


def test_a_target_is_never_lower_than_the_one_it_replaces(manager: Person) -> None:
    first = TargetFactory(marking="internal")
    second = TargetFactory(commitment=first.commitment, replaces=first, marking="internal")
    with pytest.raises(ValidationError) as refused:
        change_marking(second, "public", by=principal_of(manager), reason="Published.")
    assert refused.value.message_dict == {"marking": ["It names something marked “internal” and cannot be lower."]}


def test_what_would_be_raised_is_told_before(db: None) -> None:
    rows = everything()
    ActivityFactory(commitments=list(rows["activity"].commitments.all()), marking="internal")
    told = [
        (raising.marking.value, [(str(noun), count) for noun, count in raising.counts])
        for raising in raisings(rows["agreement"], "restricted")
    ]
    once = [("reviews", 1), ("targets", 1), ("activities", 1), ("assessments", 1), ("decisions", 1)]
    twice = [(noun, 2 if noun == "activities" else 1) for noun, _ in once]
    assert told == [("internal", once), ("restricted", twice)]


def test_raising_takes_as_many_queries_for_many_as_for_one(manager: Person) -> None:
    taken = []
    for code, count in (("ONE", 1), ("THREE", 3)):
        commitment = CommitmentFactory(agreement=AgreementFactory(code=code))
        for _ in range(count):
            ActivityFactory(commitments=[commitment])
            AssessmentFactory(commitment=commitment)
        with CaptureQueriesContext(connection) as queries:
            change_marking(commitment.agreement, "internal", by=principal_of(manager))
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_a_confirmed_activity_stays_confirmed_under_its_next_version(manager: Person) -> None:
    rows = everything()
    activity = ActivityFactory(commitments=list(rows["activity"].commitments.all()), confirmed_by=manager)
    with acting("person:manager", "admin"):
        change_marking(rows["agreement"], "internal", by=principal_of(manager), reason="Talks began.")
    now = Activity.objects.get(pk=activity.pk)
    assert (now.marking, now.state, now.confirmed_by, now.version) == ("internal", "confirmed", manager, 2)
    assert Revision.objects.order_by("number").last().reason == "Talks began."  # type: ignore[union-attr]


def test_a_withdrawn_activity_is_read_by_whoever_may_read_what_it_names(analyst: Person, manager: Person) -> None:
    rows, by = everything(), principal_of(analyst)
    withdraw_activity(rows["activity"], "A mistake.", by=by)
    seal()
    assert [gone.id for gone in withdrawn_activities(by)] == [rows["activity"].pk]
    change_marking(rows["agreement"], "restricted", by=principal_of(manager))
    assert withdrawn_activities(by) == []
    assert withdrawn_activity(rows["activity"].pk, by) is None
    with pytest.raises(Activity.DoesNotExist):
        undo_withdrawal(rows["activity"].pk, by=by)
    assert [gone.marking for gone in withdrawn_activities(principal_of(manager))] == ["restricted"]
    assert undo_withdrawal(rows["activity"].pk, by=principal_of(manager)).marking == "restricted"


def test_the_raising_of_what_it_names_is_not_undone_on_the_activity(manager: Person) -> None:
    rows, by = everything(), principal_of(manager)
    change_marking(rows["agreement"], "internal", by=by)
    with pytest.raises(ValidationError) as refused:
        undo_last_change(rows["activity"], by=by, marking_reason="By mistake.")
    assert refused.value.message_dict == {"marking": ["It names something marked “internal” and cannot be lower."]}
