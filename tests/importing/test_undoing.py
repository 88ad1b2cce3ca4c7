"""Is an import taken back as one, but for what somebody changed since?"""

from __future__ import annotations

import datetime

import pytest

from commitments.actions.activities import change_activity
from commitments.actions.importing.storing import cancel_import, go_on
from commitments.actions.importing.undoing import undo_import
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.targets import Target
from commitments.queries.visibility import principal_of
from tests.factories import TargetFactory
from tests.importing.conftest import Sender, counts, talks, work
from tests.importing.test_jobs import asked, state
from tests.importing.test_storing import aim, everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon_long")]


def test_a_small_import_is_undone_as_one(ann: Sender, names: list[str]) -> None:
    ann.bring([talks(names[0], title="There before")])
    before = everything()
    sent = ann.bring([talks(names[0], title="There before", place="Oslo"), talks(names[1], title="New")])
    with acting("person:analyst", "admin"):
        undone = undo_import(sent, by=principal_of(ann.person))
    assert (undone.state, [row[:2] for row in everything()]) == ("undone", [row[:2] for row in before])
    assert Revision.objects.order_by("-pk")[0].reason == f"Import {sent.pk} undone"
    assert list(sent.rows.values_list("undone", "left")) == [(True, ""), (True, "")]


def test_a_long_import_is_undone_by_a_job_but_for_what_was_changed_since(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)
    work()
    kept = Activity.objects.get(title="Staff talks no. 7")
    with acting("person:somebody", "admin"):
        change_activity(kept, {"place": "Oslo"}, by=principal_of(ann.person))
    with acting("person:analyst", "admin"):
        undo_import(sent, by=principal_of(ann.person))
    assert state(sent) == ("undoing", "queued")
    work()
    assert (state(sent), list(Activity.objects.all())) == (("undone", "done"), [kept])
    assert list(sent.rows.exclude(left="").values_list("row", "left")) == [
        (9, "“Staff talks no. 7” was changed since.")
    ]


def test_a_row_that_was_changed_goes_back_and_its_history_says_why(ann: Sender, names: list[str]) -> None:
    ann.bring([talks(names[0], place="Rome")])
    sent = ann.bring([talks(names[0], place="Oslo", outcome="Agreed.")])
    with acting("person:analyst", "admin"):
        undo_import(sent, by=principal_of(ann.person))
    activity = Activity.objects.get()
    assert (activity.place, activity.outcome, activity.version) == ("Rome", "", 3)
    assert Revision.objects.order_by("-pk")[0].reason == f"Import {sent.pk} undone"


def test_an_undoing_that_was_stopped_goes_on_undoing(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)
    work()
    with acting("person:analyst", "admin"):
        undo_import(sent, by=principal_of(ann.person))
    cancel_import(sent)
    assert state(sent) == ("stopped", "cancelled")
    assert go_on(sent, by=principal_of(ann.person)).state == "undoing"
    work()
    assert (state(sent), Activity.objects.count()) == (("undone", "done"), 0)


def test_after_undoing_the_same_file_is_stored_again(ann: Sender, names: list[str]) -> None:
    rows = [talks(names[0]), talks(names[1], title="B")]
    sent = ann.bring(rows)
    with acting("person:analyst", "admin"):
        undo_import(sent, by=principal_of(ann.person))
    assert counts(ann.bring(rows)) == {"new": 2, "changed": 0, "same": 0, "faulty": 0}


def test_targets_are_withdrawn_and_the_one_before_is_in_force_again(
    mia: Sender, promises: list[Commitment], names: list[str]
) -> None:
    TargetFactory(commitment=promises[0], set_on=datetime.date(2026, 1, 1))
    sent = mia.bring([aim(names[0], reason="More time."), aim(names[1]), aim(names[2])], "targets")
    TargetFactory(commitment=promises[2], replaces=Target.objects.get(commitment=promises[2]))
    with acting("person:manager", "admin"):
        undo_import(sent, by=principal_of(mia.person))
    assert sorted(Target.objects.filter(withdrawn_at=None).values_list("commitment__reference", flat=True)) == sorted(
        [names[0], names[2], names[2]]
    )
    assert list(sent.rows.values_list("left", flat=True)) == ["", "", f"The target of {names[2]} was moved since."]
