"""Carry out what takes longer than a request may: one job after another, in one process."""

from __future__ import annotations

import os
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from commitments.actions.jobs import work_once
from commitments.actions.leases import worker_name
from commitments.vocabulary import JobState

EVERY, LONGEST_WAIT = 1.0, 30.0
"""Seconds between two looks for a job, and the longest after which a busy database is asked again."""


class Command(BaseCommand):
    help = "Carry out jobs such as long imports, one after another; a second process waits until the first is gone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no job is left")
        parser.add_argument("--quiet", action="store_true", help="say nothing of each job")
        parser.add_argument("--with-parent", action="store_true", help="end with the process that started it")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        worker, wait, parent = worker_name(), EVERY, os.getppid()
        while not self.stopping and (os.getppid() == parent or not options["with_parent"]):
            try:
                job = work_once(worker, lambda: self.stopping)
                wait = EVERY
            except DatabaseError as problem:
                connection.close()
                wait = min(2 * wait, LONGEST_WAIT)
                self.stderr.write(f"The database does not answer; asked again in {wait:.0f} seconds. {problem}")
                job = None
            else:
                if job is not None:
                    self.tell(job, quiet=options["quiet"])
                    continue
                if options["once"]:
                    return
            self.rest(wait)

    def stop(self, *signalled: Any) -> None:
        """End after the batch that is being stored."""
        self.stopping = True

    def rest(self, seconds: float) -> None:
        """Wait, and leave off at once when it is to end."""
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.1)

    def tell(self, job: Any, *, quiet: bool) -> None:
        """What came of a job."""
        if not quiet:
            self.stdout.write(f"Job {job.pk}: {job.kind}, {job.state}, {job.done} of {job.total} rows.")
        if job.state == JobState.FAILED:
            self.stderr.write(f"Job {job.pk} failed: {job.error}")
