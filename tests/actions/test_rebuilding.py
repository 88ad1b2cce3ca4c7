"""Are the counts behind figures and the words of searches made anew by a job, beside whoever writes?"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from commitments.actions import leases, rebuilding
from commitments.actions.jobs import work_once
from commitments.actions.rebuilding import cancel_rebuild, queue_rebuild
from commitments.actions.refusals import NotAllowedError, StateError
from commitments.ledger.counting import rollups
from commitments.ledger.recording import acting, seal
from commitments.ledger.recounting import drift, keys_of, recount_among
from commitments.models.activities import Activity
from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.queries.jobs import per_cent, rebuilds_for
from commitments.queries.visibility import principal_of
from commitments.queries.words import SEARCHED, rows_with, rows_without_their_words
from commitments.vocabulary import JobKind, Role
from tests.factories import ActivityFactory, CommitmentFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db
COUNTS, WORDS = JobKind.REBUILD_COUNTS, JobKind.REBUILD_WORDS


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[Activity]:
    """Seven activities of three areas; a batch is of two rows."""
    for name in ("FEWEST", "FIRST_BATCH", "MOST"):
        monkeypatch.setattr(leases, name, 2)
    areas = [PriorityAreaFactory() for _ in range(3)]
    commitments = [CommitmentFactory(areas=[area]) for area in areas]
    made = [
        ActivityFactory(
            title=f"Seminar {number}",
            commitments=[commitments[number % 3]],
            areas=[areas[number % 3]],
            starts_on=datetime.date(2026, 1 + number, 3),
        )
        for number in range(7)
    ]
    seal()
    return made


def asked(person: Person, kind: JobKind = COUNTS) -> Job:
    return queue_rebuild(kind, by=principal_of(person))


def work(stopping: Callable[[], bool] = lambda: False) -> Job:
    job = work_once("elsewhere:1:a", stopping)
    assert job is not None
    return job


def spoil_counts() -> int:
    """As somebody does who writes the tables by hand; how many counts are wrong by then."""
    first, second = rollups()
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{first.table}" SET number = number + 3')
        cursor.execute(f'DELETE FROM "{second.table}"')
    return len(list(drift()))


def spoil_words() -> None:
    words: Any = Activity._meta.get_field("words").related_model
    words._default_manager.update(text=" nothing ")


def lacking() -> int:
    return sum(len(list(rows_without_their_words(model))) for model in SEARCHED)


def after(batches: int) -> Callable[[], bool]:
    """Stops a worker when it has done so many batches."""
    left = [batches + 1]

    def stopping() -> bool:
        left[0] -= 1
        return left[0] < 1

    return stopping


def test_counts_that_differ_are_put_right_and_named_in_the_log(
    logged: list[Activity], administrator: Person, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = spoil_counts()
    asked(administrator)
    with caplog.at_level(logging.WARNING, "commitments.work"):
        job = work()
    assert (job.state, job.mended, job.done, list(drift())) == ("done", wrong, job.total, [])
    assert job.total == sum(len(keys_of(rollup)) for rollup in rollups())
    assert len([said for said in caplog.messages if said.endswith("It was put right.")]) == wrong > 3


def test_counts_that_are_right_are_left_alone(logged: list[Activity], administrator: Person) -> None:
    asked(administrator)
    with connection.execute_wrapper(noted := Noted()):
        job = work()
    assert (job.state, job.mended) == ("done", 0)
    assert [sql for sql in noted.asked if "ledger_recount" in sql or sql.startswith("DELETE")] == []


def test_only_the_counts_of_the_keys_asked_for_are_made_anew(logged: list[Activity]) -> None:
    _proofs, months = rollups()
    spoil_counts()
    first, *_others, last = keys_of(months)
    left = len(list(drift()))
    recount_among(months, (last, last))
    assert 0 < len(list(drift())) < left
    recount_among(months, (first, last))
    assert [said for said in drift() if said.startswith(months.table)] == []


def test_what_this_transaction_wrote_is_counted_once(logged: list[Activity], administrator: Person) -> None:
    with acting("person:ann", "admin"):
        ActivityFactory(title="Another", areas=[PriorityAreaFactory()])
        for rollup in rollups():
            recount_among(rollup, (min(keys_of(rollup)), max(keys_of(rollup))))
    seal()
    assert list(drift()) == []


def test_words_that_differ_are_written_again(logged: list[Activity], administrator: Person) -> None:
    spoil_words()
    assert (lacking(), Activity.objects.filter(pk__in=rows_with(Activity, ["seminar"])).count()) == (7, 0)
    asked(administrator, WORDS)
    job = work()
    assert (job.state, job.mended, job.done, job.total) == ("done", 7, 10, 10)
    assert (lacking(), Activity.objects.filter(pk__in=rows_with(Activity, ["seminar"])).count()) == (0, 7)


@pytest.mark.parametrize("kind", [COUNTS, WORDS])
def test_a_worker_that_ends_hands_the_rest_to_the_next(
    logged: list[Activity], administrator: Person, kind: JobKind
) -> None:
    spoil_words()
    spoil_counts()
    asked(administrator, kind)
    job = work(after(2))
    assert (job.state, 0 < job.done < job.total, 0 < per_cent(job) < 100) == ("queued", True, True)
    put_right = job.mended
    job = work()
    assert (job.state, job.done, per_cent(job), job.mended > put_right) == ("done", job.total, 100, True)
    assert (lacking() if kind == WORDS else list(drift())) == (0 if kind == WORDS else [])


def test_the_next_worker_does_not_look_at_the_same_again(
    logged: list[Activity], administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(administrator, WORDS)
    work(after(3))
    seen: list[str] = []
    looked = rebuilding.rows_after

    def noting(noun: Any, key: str, number: int) -> list[Any]:
        rows = looked(noun, key, number)
        seen.extend(str(row.pk) for row in rows)
        return rows

    monkeypatch.setattr(rebuilding, "rows_after", noting)
    work()
    assert len(seen) == 10 - 6


def test_a_cancelled_one_stops_after_its_batch_and_keeps_what_is_right(
    logged: list[Activity], administrator: Person
) -> None:
    spoil_words()
    waiting = asked(administrator, WORDS)

    def cancelling() -> bool:
        if Job.objects.filter(done__gt=0).exists():
            cancel_rebuild(waiting, by=principal_of(administrator))
        return False

    job = work(cancelling)
    assert (job.state, 0 < job.mended < 7, lacking()) == ("cancelled", True, 7 - job.mended)


def test_one_that_waits_is_cancelled_at_once_and_may_be_asked_for_again(administrator: Person) -> None:
    job, by = asked(administrator), principal_of(administrator)
    with pytest.raises(StateError):
        asked(administrator)
    cancel_rebuild(job, by=by)
    job.refresh_from_db()
    assert (job.state, work_once("elsewhere:1:a", lambda: False)) == ("cancelled", None)
    with pytest.raises(StateError):
        cancel_rebuild(job, by=by)
    assert asked(administrator).state == "queued"


def test_who_may_not_ask_for_it_is_refused_and_sees_none(manager: Person, administrator: Person) -> None:
    job = asked(administrator)
    with pytest.raises(NotAllowedError):
        asked(manager, WORDS)
    with pytest.raises(NotAllowedError):
        cancel_rebuild(job, by=principal_of(manager))
    assert list(rebuilds_for(principal_of(manager))) == []
    assert list(rebuilds_for(principal_of(administrator))) == [job]


def test_rights_that_were_taken_away_stop_it(logged: list[Activity], administrator: Person) -> None:
    wrong = spoil_counts()
    asked(administrator)
    Person.objects.filter(pk=administrator.pk).update(role=Role.MANAGER)
    job = work()
    said = "This needs the role “administrator”; yours is “manager”."
    assert (job.state, job.error, len(list(drift()))) == ("failed", said, wrong)


class Noted:
    """What the database was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.asked.append(str(sql))
        return execute(sql, params, many, context)
