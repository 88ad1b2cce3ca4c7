"""What if somebody raises an agreement at the moment at which another one writes what names it?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from commitments.actions.activities import change_activity, log_activity
from commitments.actions.assessments import assess_commitment
from commitments.actions.markings import change_marking
from commitments.actions.targets import set_target
from commitments.ledger import recording
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment
from commitments.models.targets import Target
from commitments.queries.visibility import Principal, principal_of
from tests.factories import ActivityFactory, CommitmentFactory, PersonFactory
from tests.ledger.other_connections import PATIENCE, OtherConnection

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time: the second sees the first."
)
DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def commitment(committed: None) -> Commitment:
    return CommitmentFactory()


@pytest.fixture
def boss(committed: None) -> Principal:
    return principal_of(PersonFactory(role="manager"))


def log(commitment: Commitment, by: Principal) -> Any:
    content = {"title": "Talks", "kind": "visit", "starts_on": DAY, "marking": "public"}
    return log_activity({**content, "commitments": [commitment]}, by=by)


def assess(commitment: Commitment, by: Principal) -> Any:
    return assess_commitment(commitment, "on_track", assessed_on=DAY, by=by, marking="public")


def aim(commitment: Commitment, by: Principal) -> Any:
    return set_target(commitment, "date", set_on=DAY, due_on=DAY, by=by, marking="public")


def within(write: Callable[[], Any]) -> Callable[[], Any]:
    """The same as a request of its own."""

    def done() -> Any:
        with recording.acting("person:other", "admin"):
            return write()

    return done


def raise_it(commitment: Commitment, by: Principal) -> Any:
    return change_marking(Agreement.objects.get(pk=commitment.agreement_id), "restricted", by=by)


WRITES = [(log, Activity), (assess, Assessment), (aim, Target)]


@pytest.mark.parametrize(("write", "noun"), WRITES)
def test_what_is_written_first_is_raised_with_it(
    commitment: Commitment, boss: Principal, write: Callable[..., Any], noun: Any
) -> None:
    with OtherConnection() as other:
        with recording.acting("person:first", "admin"):
            write(commitment, boss)
            raising = other.do(within(lambda: raise_it(commitment, boss)))
            with pytest.raises(TimeoutError):
                raising.result(0.5)  # it waits for the writer
        raising.result(PATIENCE)
    assert list(noun.objects.values_list("marking", flat=True)) == ["restricted"]


@pytest.mark.parametrize(("write", "noun"), WRITES)
def test_what_is_written_after_it_is_measured_by_the_raised_one(
    commitment: Commitment, boss: Principal, write: Callable[..., Any], noun: Any
) -> None:
    with OtherConnection() as other:
        with recording.acting("person:first", "admin"):
            raise_it(commitment, boss)
            writing = other.do(within(lambda: write(commitment, boss)))
            with pytest.raises(TimeoutError):
                writing.result(0.5)  # it waits for the raising
        with pytest.raises(ValidationError) as refused:
            writing.result(PATIENCE)
    assert refused.value.message_dict == {"marking": ["It names something marked “restricted” and cannot be lower."]}
    assert noun.objects.count() == 0


def test_a_change_and_a_raising_do_not_wait_in_a_circle(commitment: Commitment, boss: Principal) -> None:
    activity = ActivityFactory(commitments=[commitment])
    with OtherConnection() as other:
        with recording.acting("person:first", "admin"):
            change_activity(activity, {"title": "Talks"}, by=boss)
            raising = other.do(within(lambda: raise_it(commitment, boss)))
            with pytest.raises(TimeoutError):
                raising.result(0.5)
            change_activity(activity, {"place": "Tokyo"}, by=boss)
        raising.result(PATIENCE)
    now = Activity.objects.get()
    assert (now.title, now.place, now.marking) == ("Talks", "Tokyo", "restricted")


def test_who_may_not_see_it_any_more_is_told_of_nothing(commitment: Commitment, boss: Principal) -> None:
    activity = ActivityFactory(commitments=[commitment])
    by = principal_of(PersonFactory(role="analyst", clearance="internal"))
    with OtherConnection() as other:
        with recording.acting("person:first", "admin"):
            raise_it(commitment, boss)
            changing = other.do(within(lambda: change_activity(activity, {"title": "Mine"}, by=by)))
            with pytest.raises(TimeoutError):
                changing.result(0.5)
        with pytest.raises(Activity.DoesNotExist):
            changing.result(PATIENCE)


def test_two_log_on_the_same_agreement_without_waiting_for_each_other(commitment: Commitment, boss: Principal) -> None:
    with OtherConnection() as other, recording.acting("person:first", "admin"):
        log(commitment, boss)
        assert other.done(lambda: len(_held(commitment))) == 1


def _held(commitment: Commitment) -> list[Any]:
    with recording.acting("person:other", "admin"), connection.cursor() as cursor:
        table = Agreement._meta.db_table
        cursor.execute(f"SELECT marking FROM {table} WHERE id = %s FOR SHARE NOWAIT", [commitment.agreement_id])
        return cursor.fetchall()
