"""Who carries out which job, until when, and how far is it? One job at a time, however many processes ask for one.

A job is held for a while and held on to with every batch. Where its process is gone, the next one takes it up where
it stands: what a batch wrote, and how far the job is, are one transaction.
"""

from __future__ import annotations

import datetime
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.refusals import NotAllowedError
from commitments.ledger.recording import acting
from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.queries.visibility import Principal, principal_of
from commitments.vocabulary import JobState

if TYPE_CHECKING:
    from commitments.vocabulary import JobKind

HELD_FOR = datetime.timedelta(seconds=60)
"""How long a job stays with a process that says nothing."""

FEWEST, FIRST_BATCH, MOST = 10, 25, 200
"""Rows of a batch."""

A_BATCH_TAKES, BETWEEN = 0.25, 0.02
"""Seconds that a batch is meant to hold the database for, and that it is left to others before the next."""

DOOR = "work"


class StopError(Exception):
    """The job is not to go on: somebody cancelled it, or the process is to end."""

    def __init__(self, *, cancelled: bool) -> None:
        super().__init__("The job stops here.")
        self.cancelled = cancelled


class LostError(Exception):
    """Another process has taken the job up; nothing of the batch is stored."""


def worker_name() -> str:
    """What a process is known by: its machine, its number there, and a word of its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def queue_job(kind: JobKind, *, by: Principal, total: int = 0, done: int = 0) -> Job:
    """Put a job at the end of the row."""
    return Job.objects.create(kind=kind, asked_by=by.person, total=total, done=done)


def ask_to_stop(job: Job) -> bool:
    """Cancel a job: at once where nobody is at it, else after its batch. Whether it is cancelled already."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if waiting.update(state=JobState.CANCELLED, ended_at=now):
        return True
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(stop_asked=True)
    return False


def take_job(worker: str) -> Job | None:
    """The next job, held by `worker`; None where there is none, or another process is at one."""
    if not Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
        return None  # asked without a lock: this is what a quiet office answers all day
    now = timezone.now()
    with transaction.atomic():
        open_jobs = Job.objects.select_for_update(no_key=True).order_by("pk")
        found = list(open_jobs.filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING)))
        running = [job for job in found if job.state == JobState.RUNNING]
        if any(_is_held(job, now) for job in running):
            return None
        job = next(iter([*running, *found]), None)
        if job is not None:
            job.state, job.held_by, job.held_until = JobState.RUNNING, worker, now + HELD_FOR
            job.save(update_fields=["state", "held_by", "held_until"])
    return job


def _is_held(job: Job, now: datetime.datetime) -> bool:
    """Whether somebody is at it. A process of this machine that is gone holds nothing any more."""
    if job.held_until is None or job.held_until <= now:
        return False
    machine, _colon, rest = job.held_by.partition(":")
    number = rest.partition(":")[0]
    if machine != socket.gethostname() or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass
class Held:
    """A job that this process holds. `stopping` says whether the process is to end."""

    job: Job
    worker: str
    stopping: Callable[[], bool]
    size: int = field(default_factory=lambda: FIRST_BATCH)
    fewest: int = field(default_factory=lambda: FEWEST)

    @contextmanager
    def batch(self, reason: str, *, since: float | None = None) -> Iterator[Principal]:
        """One transaction and one revision of whoever asked for the job, as they may act today.

        `since`: when its work began, on the monotonic clock, where that was before. The next one is as large as fits.
        Raises StopError or NotAllowedError before it begins, LostError where another process holds the job.
        """
        self._check_stop()
        time.sleep(BETWEEN)
        began = time.monotonic() if since is None else since
        person = Person.objects.get(pk=self.job.asked_by_id)
        if not person.is_active:
            raise NotAllowedError(_("Whoever asked for it may not log in any more."))
        by = principal_of(person)
        with acting(by.name, DOOR, reason):
            self._hold_on()
            yield by
            self._hold_on()  # however long this one took
        self._measure(time.monotonic() - began)

    def begin(self, *, total: int, done: int) -> None:
        """How much there is in all, and how much of it was done before; where that is known only now."""
        self._mine().update(total=total, done=done)

    def progress(self, rows: int, *, place: str | None = None, mended: int = 0) -> None:
        """So many more rows are done, up to this place, and so many were put right; within a batch."""
        more = {} if place is None else {"place": place}
        Job.objects.filter(pk=self.job.pk).update(done=F("done") + rows, mended=F("mended") + mended, **more)

    def finish(self, also: Callable[[], None]) -> None:
        """It is done to its end; `also` is written in the same transaction."""
        with transaction.atomic():
            self._hold_on()
            also()
            self._end(JobState.DONE)

    def give_back(self) -> None:
        """Let the next process take it up."""
        self._mine().update(state=JobState.QUEUED, held_by="", held_until=None)

    def end(self, state: JobState, error: str = "") -> None:
        """It does not go on by itself."""
        self._end(state, error)

    def _end(self, state: JobState, error: str = "") -> None:
        self._mine().update(state=state, error=error, ended_at=timezone.now(), held_by="", held_until=None)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, held_by=self.worker)

    def _hold_on(self) -> None:
        if not self._mine().update(held_until=timezone.now() + HELD_FOR):
            raise LostError

    def _check_stop(self) -> None:
        if Job.objects.filter(pk=self.job.pk, stop_asked=True).exists():
            raise StopError(cancelled=True)
        if self.stopping():
            raise StopError(cancelled=False)

    def _measure(self, took: float) -> None:
        """The next batch is as large as this one would have been in the time that is meant."""
        fitting = int(self.size * A_BATCH_TAKES / max(took, 0.001))
        self.size = max(self.fewest, min(MOST, fitting, 2 * self.size))
