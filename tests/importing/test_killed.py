"""Is an import whole though its worker was killed in the middle, and does nobody wait for it meanwhile?"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.importing.files import FAULTY_ROWS, ROWS, activity_rows, as_csv, with_faults
from tests.ledger.server import Installation, empty_database

PATIENCE = 240
LONGEST_WAIT = 2.0

SEND = """
import sys, django
django.setup()
from django.utils.timezone import localdate
from commitments.actions.importing.previewing import preview
from commitments.actions.importing.seeing import seen_in
from commitments.actions.importing.storing import send_file, store_import
from commitments.ledger.recording import acting
from commitments.models.areas import PriorityArea
from commitments.models.people import Person
from commitments.queries.visibility import principal_of

by = principal_of(Person.objects.get())
with acting(by.name, "admin"):
    sent = send_file("activities", "rows.csv", open(sys.argv[1], "rb").read(), by=by)
seen = preview(sent, by=by, on=localdate())
with acting(by.name, "admin"):
    store_import(sent, seen_in(seen.seen, sent), by=by, on=localdate())
print(seen.to_store)
"""

COUNT = """
import django
django.setup()
from commitments.models.activities import Activity
from commitments.models.imports import Import
from commitments.models.jobs import Job
sent, job = Import.objects.latest("number"), Job.objects.latest("pk")
print(Activity.objects.filter(place__in=("Brussels", "Tokyo")).count(), sent.new, sent.state, job.done)
"""

WATCH = """
import time, django
django.setup()
from commitments.models.activities import Activity
print("ready", flush=True)
while Activity.objects.count() < 20:
    time.sleep(0.01)
print("some", flush=True)
"""

WRITER = """
import sys, time, django
django.setup()
from commitments.actions.activities import change_activity, log_activity
from commitments.ledger.recording import acting
from commitments.models.areas import PriorityArea
from commitments.models.people import Person
from commitments.queries.visibility import principal_of

by, longest, turns = principal_of(Person.objects.get()), 0.0, 0
content = {"kind": "visit", "starts_on": "2019-05-01", "areas": list(PriorityArea.objects.all()), "commitments": []}
with acting(by.name, "test"):
    activity = log_activity({**content, "title": f"Writer {sys.argv[1]}", "place": "Rome"}, by=by)
until = time.monotonic() + float(sys.argv[2])
while time.monotonic() < until:
    began = time.monotonic()
    with acting(by.name, "test"):
        change_activity(activity, {"outcome": str(turns)}, by=by)
    longest, turns = max(longest, time.monotonic() - began), turns + 1
    time.sleep(0.05)
print(turns, longest)
"""


def counted(installation: Installation) -> tuple[int, int, str, int]:
    activities, new, state, done = installation.run("-c", COUNT).split()
    return int(activities), int(new), state, int(done)


def worker(installation: Installation) -> subprocess.Popen[str]:
    return installation.start("manage.py", "work", "--once", stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def sent(installation: Installation, folder: Path, number: int, *, sound: bool = False) -> int:
    """Send a file, with faults unless it is `sound`, and have it stored; return how many of its rows are to be."""
    rows = [{**row, "commitments": "", "areas": "cyber"} for row in activity_rows([""], number)]
    (folder / "rows.csv").write_bytes(as_csv(rows if sound else with_faults(rows)[0]))
    return int(installation.run("-c", SEND, str(folder / "rows.csv")))


@pytest.mark.slow
def test_a_killed_import_goes_on_after_its_last_batch(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address, Installation(address, tmp_path) as installed:
        good = sent(installed, tmp_path, 1_000)
        assert good == 1_000 - FAULTY_ROWS
        watching = installed.start("-c", WATCH, stdout=subprocess.PIPE)
        assert watching.stdout is not None
        assert watching.stdout.readline() == "ready\n"
        first = worker(installed)
        assert watching.stdout.readline() == "some\n"
        os.killpg(first.pid, signal.SIGKILL)
        watching.communicate(timeout=PATIENCE)
        first.communicate(timeout=PATIENCE)
        activities, new, state, done = counted(installed)
        assert (activities, state) == (new, "storing")
        assert 20 <= activities < good
        assert done >= activities
        assert worker(installed).communicate(timeout=PATIENCE)[1] == ""
        assert counted(installed) == (good, good, "stored", 1_000)
        assert installed.examined()["faults"] == []


@pytest.mark.long
def test_nobody_waits_long_for_two_thousand_rows_nor_is_one_of_them_stored_twice(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address, Installation(address, tmp_path) as installed:
        good = sent(installed, tmp_path, ROWS)
        busy = worker(installed)
        writers = [
            installed.start("-c", WRITER, str(number), "20", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for number in range(2)
        ]
        told = [writer.communicate(timeout=PATIENCE) for writer in writers]
        assert [error for _said, error in told] == ["", ""]
        waits = [float(said.split()[1]) for said, _error in told]
        turns = [int(said.split()[0]) for said, _error in told]
        assert busy.communicate(timeout=PATIENCE)[1] == ""
        print(f"longest waits {waits} in {turns} changes")  # noqa: T201 (`pytest -s` shows the figures)
        assert max(waits) < LONGEST_WAIT
        assert counted(installed)[:3] == (good, good, "stored")
        for new in (FAULTY_ROWS, 0):
            assert sent(installed, tmp_path, ROWS, sound=True) == new
            assert worker(installed).communicate(timeout=PATIENCE)[1] == ""
            assert counted(installed) == (ROWS, new, "stored", ROWS)
        assert installed.examined()["faults"] == []
