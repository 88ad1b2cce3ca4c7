"""Does a revision hold what its transaction wrote, who wrote it, and what was there before?"""

from __future__ import annotations

import datetime
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction

from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change, Revision
from commitments.ledger.reading import values_in
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.parties import Party
from tests.factories import (
    AgreementFactory,
    CommitmentFactory,
    PartyFactory,
)
from tests.ledger.conftest import Pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_ledger")]


def test_a_row_is_written_inside_a_savepoint_that_rolls_back(activity: Activity, pages: Pages) -> None:
    with acting("a", "t"):
        activity.areas.clear()
        with suppress(ZeroDivisionError), transaction.atomic():
            Activity.objects.update(title="Undone")
            raise ZeroDivisionError
        Activity.objects.update(place="Oslo")
    assert [(op, source, number) for _, op, _, source, number in pages.written()] == [
        ("D", "activity_areas", 2),
        ("U", "activity", 2),
    ]


def test_the_first_write_is_inside_a_savepoint_that_rolls_back(activity: Activity, pages: Pages) -> None:
    with acting("a", "t"):
        with suppress(ZeroDivisionError), transaction.atomic():
            Activity.objects.update(title="Undone")
            raise ZeroDivisionError
        Activity.objects.update(place="Oslo")
    assert pages.written() == [("a", "U", f"activities/{activity.pk}", "activity", 2)]


def test_nothing_is_left_of_a_transaction_that_rolls_back(activity: Activity, pages: Pages) -> None:
    with suppress(ZeroDivisionError), acting("a", "t"):
        activity.areas.clear()
        raise ZeroDivisionError
    with acting("b", "t"):
        Activity.objects.update(place="Oslo")
    assert pages.written() == [("b", "U", f"activities/{activity.pk}", "activity", 2)]


def test_before_and_after_hold_every_column_but_the_version(pages: Pages) -> None:
    commitment = CommitmentFactory(activity_kinds=["visit"])
    pages.turn()
    with acting("a", "t"):
        type(commitment).objects.update(activity_kinds=["visit", "training"], retired_on=datetime.date(2026, 1, 2))
    change = Change.objects.get(revision__in=pages.revisions())
    table = table_of(type(commitment))
    commitment.refresh_from_db()
    assert values_in(table, change.after) == {
        name: getattr(commitment, field.attname) for name, field in table.fields.items()
    }
    assert values_in(table, change.before) == values_in(table, change.after) | {
        "activity_kinds": ["visit"],
        "retired_on": None,
    }


def test_moments_uuids_and_truth_values_are_read_back_as_they_were(activity: Activity, pages: Pages) -> None:
    with acting("a", "t"):
        Activity.objects.update(place="Oslo")
    agreement = AgreementFactory()
    pages.revisions()
    for row in (activity, agreement):
        row.refresh_from_db()
        table = table_of(type(row))
        change = Change.objects.filter(source=table.source, row_id=str(row.pk)).latest("id")
        assert values_in(table, change.after) == {
            name: getattr(row, field.attname) for name, field in table.fields.items()
        }


@pytest.mark.usefixtures("nobody")
def test_nobody_acts_and_nothing_is_written() -> None:
    with pytest.raises(IntegrityError, match="nobody acts"), transaction.atomic():
        PartyFactory()
    assert not Party.objects.exists()


def test_the_revision_says_who_through_which_door_and_why(pages: Pages) -> None:
    with acting("person:ann", "admin", "It was wrong.", "request-1"):
        PartyFactory()
    (revision,) = pages.revisions()
    assert (revision.actor, revision.door, revision.reason, revision.request) == (
        "person:ann",
        "admin",
        "It was wrong.",
        "request-1",
    )


def test_two_actors_in_one_transaction_are_refused() -> None:
    with (
        acting("person:ann", "admin"),
        pytest.raises(RuntimeError, match="acts already"),
        acting("person:ben", "admin"),
    ):
        pass


def test_the_ledger_itself_is_neither_changed_nor_deleted(pages: Pages) -> None:
    with acting("a", "t"):
        PartyFactory()
    pages.revisions()
    for rows in (Change.objects.all(), Revision.objects.all()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(**{"after": "{}"} if rows.model is Change else {"actor": "somebody else"})
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows._raw_delete(rows.db)
