"""Can several processes change rows through the actions at once, and is every change there afterwards?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.ledger.server import Installation, empty_database

PROCESSES, CHANGES = 4, 50

WRITER = f"""
import sys, django
django.setup()
from commitments.actions.activities import change_activity, log_activity
from commitments.ledger.recording import acting
from commitments.models.areas import PriorityArea
from commitments.models.people import Person
from commitments.queries.visibility import principal_of

number = sys.argv[1]
by = principal_of(Person.objects.get())
content = {{"kind": "visit", "starts_on": "2026-05-01", "areas": list(PriorityArea.objects.all()), "commitments": []}}
with acting(f"command:{{number}}", "test"):
    activity = log_activity({{**content, "title": number}}, by=by)
for turn in range(1, {CHANGES}):
    with acting(f"command:{{number}}", "test"):
        change_activity(activity, {{"title": f"{{number}} {{turn}}"}}, by=by, if_version=turn)
"""


@pytest.mark.slow
def test_four_processes_of_fifty_changes_lose_none_and_meet_no_lock(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address, Installation(address, tmp_path) as installed:
        before = installed.examined()["revisions"]
        writers = [installed.start("-c", WRITER, str(n), stderr=subprocess.PIPE) for n in range(PROCESSES)]
        assert [writer.communicate(timeout=120)[1] for writer in writers] == [""] * PROCESSES
        found = installed.examined()
    assert sorted(found["rows"].values()) == [[f"{n} {CHANGES - 1}", CHANGES] for n in range(PROCESSES)]
    assert (found["faults"], found["revisions"] - before) == ([], PROCESSES * CHANGES)
