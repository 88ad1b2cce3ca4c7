"""Does the server refuse to start where the ledger would miss something, and say what to do?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.ledger.server import Installation, empty_database

CURE = "The ledger is not whole; run “manage.py migrate”."
START = "import tracker.wsgi"

BROKEN = {
    "a trigger is missing": (
        "DROP TRIGGER ledger_update_commitments_party",
        "DROP TRIGGER ledger_update ON commitments_party",
    ),
    "a part's trigger is missing": (
        "DROP TRIGGER ledger_insert_commitments_activity_areas",
        "DROP TRIGGER ledger_insert ON commitments_activity_areas",
    ),
    "a guard is missing": ("DROP TRIGGER ledger_guard_change_update", "DROP TRIGGER ledger_guard ON ledger_change"),
    "the ledger is missing": ("DROP TABLE ledger_change", "DROP TABLE ledger_change"),
}

BREAK = """
import sys, django
django.setup()
from django.db import connection
connection.cursor().execute(sys.argv[1 if connection.vendor == "sqlite" else 2])
"""


@pytest.mark.slow
def test_it_starts_on_a_whole_ledger_and_on_no_other(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address:
        installed = Installation(address, tmp_path)
        assert installed.run("-c", START) == ""
        for what, statements in BROKEN.items():
            installed.run("-c", BREAK, *statements)
            refused = installed.start("-c", START, stderr=subprocess.PIPE)
            _, complaint = refused.communicate(timeout=60)
            assert (refused.returncode, CURE in complaint) == (1, True), what
            if what != "the ledger is missing":
                installed.run("manage.py", "migrate", "--verbosity", "0")
                assert installed.run("-c", START) == "", what


def test_everything_that_answers_is_there_before_the_first_request_and_stays(tmp_path: Path) -> None:
    look = "print('commitments.api.urls' in sys.modules, gc.get_freeze_count() > 100_000)"
    with empty_database(tmp_path) as address:
        said = Installation(address, tmp_path).run("-c", f"{START}, sys, gc; {look}")
    assert said == "True True\n"


@pytest.mark.slow
def test_check_warns_and_goes_on(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address:
        installed = Installation(address, tmp_path)
        installed.run("-c", BREAK, *BROKEN["a trigger is missing"])
        checked = installed.start("manage.py", "check", "--database", "default", stderr=subprocess.PIPE)
        _, complaint = checked.communicate(timeout=60)
    assert (checked.returncode, "1 triggers of the ledger are missing" in complaint) == (0, True)
    assert "manage.py migrate" in complaint
