"""Are long imports carried out once, batch by batch, stopped when somebody says so, and taken up again?"""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from commitments.actions import jobs
from commitments.actions.importing.seeing import seen_in
from commitments.actions.importing.storing import cancel_import, go_on, store_import
from commitments.actions.leases import HELD_FOR, take_job
from commitments.actions.redaction import redact_field
from commitments.actions.refusals import StateError
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.imports import Import
from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.importing.conftest import Sender, counts, talks, work
from tests.importing.files import activity_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon_long")]
ROWS = 42


def asked(sender: Sender, names: list[str], number: int = ROWS) -> Import:
    """A long import that waits for a worker."""
    sent = sender.send(activity_rows(names, number))
    seen = seen_in(sender.see(sent).seen, sent)
    assert seen is not None
    with acting(f"person:{sender.person.username}", "admin"):
        return store_import(sent, seen, by=principal_of(sender.person), on=sender.on)


class AfterBatches:
    """Stops a worker when it has stored so many batches."""

    def __init__(self, number: int) -> None:
        self.left = number + 1

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 1


def state(sent: Import) -> tuple[str, str]:
    sent.refresh_from_db()
    assert sent.job is not None
    return sent.state, sent.job.state


def test_a_long_import_waits_for_a_worker_and_is_stored_in_batches(ann: Sender, names: list[str]) -> None:
    before = Revision.objects.count()
    sent = asked(ann, names)
    assert (state(sent), Activity.objects.count()) == (("storing", "queued"), 0)
    job = work()
    assert job is not None
    assert (state(sent), job.done, job.total) == (("stored", "done"), ROWS, ROWS)
    assert (counts(sent)["new"], Activity.objects.count()) == (ROWS, ROWS)
    told = set(Revision.objects.order_by("pk")[before:].values_list("actor", "door", "reason"))
    assert told == {("person:analyst", "work", f"Import {sent.pk}")}


def test_a_worker_that_ends_hands_the_rest_to_the_next(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)
    work(AfterBatches(2))
    assert state(sent) == ("storing", "queued")
    some = Activity.objects.count()
    assert 0 < some < ROWS
    assert (sent.new, sent.stored_to) == (some, some + 1)
    work()
    assert (state(sent), counts(sent)["new"], Activity.objects.count()) == (("stored", "done"), ROWS, ROWS)


def test_a_cancelled_import_keeps_what_is_stored_and_can_go_on(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)
    stopping = AfterBatches(3)

    def cancelling() -> bool:
        if stopping.left == 3:
            cancel_import(sent)
        return stopping()

    work(cancelling)
    some = Activity.objects.count()
    assert (state(sent), 0 < some < ROWS) == (("stopped", "cancelled"), True)
    go_on(sent, by=principal_of(ann.person))
    work()
    assert (state(sent), Activity.objects.count()) == (("stored", "done"), ROWS)


def test_what_waits_is_cancelled_at_once(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)
    cancel_import(sent)
    assert (state(sent), work()) == (("stopped", "cancelled"), None)
    with pytest.raises(StateError):
        cancel_import(sent)


def test_a_second_worker_waits_until_the_first_is_gone(ann: Sender, names: list[str]) -> None:
    asked(ann, names)
    asked(ann, names)
    first = take_job("elsewhere:1:first")
    assert (first is None, take_job("elsewhere:2:second")) == (False, None)
    Job.objects.filter(pk=first.pk if first else 0).update(held_until=timezone.now() - HELD_FOR)
    assert take_job("elsewhere:2:second") == first


def test_a_job_of_a_process_that_is_gone_is_taken_up_at_once(ann: Sender, names: list[str]) -> None:
    asked(ann, names)
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    first = take_job(f"{socket.gethostname()}:{gone}:first")
    assert take_job("elsewhere:2:second") == first
    there = take_job(f"{socket.gethostname()}:{os.getpid()}:third")
    assert there is None


def test_a_worker_that_lost_its_job_stores_nothing_more(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)

    def losing() -> bool:
        Job.objects.update(held_by="elsewhere:9:other", held_until=timezone.now() + HELD_FOR)
        return False

    work(losing)
    assert (Activity.objects.count(), state(sent)) == (0, ("storing", "running"))


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"role": "viewer"}, "This needs the role “analyst”; yours is “viewer”."),
        ({"is_active": False}, "Whoever asked for it may not log in any more."),
    ],
)
def test_rights_that_were_taken_away_stop_a_job(
    ann: Sender, names: list[str], changed: dict[str, Any], error: str
) -> None:
    sent = asked(ann, names)
    type(ann.person).objects.filter(pk=ann.person.pk).update(**changed)
    job = work()
    assert job is not None
    assert (state(sent), job.error, Activity.objects.count()) == (("stopped", "failed"), error, 0)


def test_a_clearance_that_was_lowered_holds_for_the_rows_to_come(ann: Sender, names: list[str]) -> None:
    sent = asked(ann, names)
    Commitment.objects.get(reference=names[0]).agreement.__class__.objects.filter(
        commitments__reference=names[0]
    ).update(marking="internal")
    type(ann.person).objects.filter(pk=ann.person.pk).update(clearance="public")
    work()
    assert (
        state(sent)[0],
        counts(sent)["faulty"],
        Activity.objects.filter(commitments__reference=names[0]).count(),
    ) == (
        "stored",
        14,
        0,
    )


def test_a_fault_of_the_tracker_stops_a_job_and_is_told(
    ann: Sender, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = asked(ann, names)
    monkeypatch.setitem(jobs.CARRIED_OUT_BY, "import", lambda held, on: 1 / 0)
    job = work()
    assert job is not None
    assert (state(sent), "its operators find it in the log" in job.error) == (("stopped", "failed"), True)


def test_the_command_ends_when_no_job_is_left(
    ann: Sender, names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sent = asked(ann, names)
    call_command("work", once=True)
    assert (state(sent)[0], capsys.readouterr().out) == (
        "stored",
        f"Job {sent.job_id}: import, done, {ROWS} of {ROWS} rows.\n",
    )


def test_what_is_redacted_stays_in_no_file(
    ann: Sender, promises: list[Commitment], administrator: Person, manager: Person
) -> None:
    sent = ann.bring([talks("", title="A", place="A private address", areas="cyber-defence")])
    by, second = principal_of(administrator), principal_of(manager)
    redact_field(Activity.objects.get(), "place", "Private.", by=by, second=second)
    sent.refresh_from_db()
    assert bytes(sent.content) == b""
    assert [sentence[:31] for sentence in ann.see(sent).opened.wrong] == ["The file is not kept any more: "]
