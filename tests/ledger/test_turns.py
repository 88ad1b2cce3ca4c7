"""Do many writers on one SQLite file all get their turn?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = "import django; django.setup(); from django.db import connection, transaction\n"
WRITER = (
    SETUP
    + """
for _ in range(40):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT written FROM counting")
        (written,) = cursor.fetchone()
        cursor.execute("UPDATE counting SET written = %s", [written + 1])
"""
)


TABLE = SETUP + "connection.cursor().execute('CREATE TABLE counting AS SELECT 0 AS written')"
CHECK = (
    SETUP
    + """
cursor = connection.cursor()
cursor.execute("SELECT written FROM counting")
assert cursor.fetchone() == (160,)
"""
)
DYING = (
    SETUP
    + """
import os
with transaction.atomic():
    connection.cursor().execute("UPDATE counting SET written = 7")
    os._exit(1)
"""
)


def python(code: str, database: Path) -> subprocess.Popen[str]:
    own = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "VAR_DIR": str(database.parent),
        "DATABASE_URL": f"sqlite:///{database}",
    }
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=own, stderr=subprocess.PIPE, text=True)


def complaints(code: str, database: Path) -> str:
    """What a process that ran this code wrote when it failed; nothing when it did not."""
    return python(code, database).communicate(timeout=60)[1]


@pytest.mark.slow
def test_four_writers_lose_no_write_and_none_is_turned_away(tmp_path: Path) -> None:
    database = tmp_path / "turns.sqlite3"
    assert complaints(TABLE, database) == ""
    writers = [python(WRITER, database) for _ in range(4)]
    assert [writer.communicate(timeout=120)[1] for writer in writers] == [""] * 4
    assert complaints(CHECK, database) == ""


def test_a_writer_that_dies_in_its_turn_gives_it_up(tmp_path: Path) -> None:
    database = tmp_path / "turns.sqlite3"
    assert complaints(TABLE, database) == ""
    assert python(DYING, database).wait(timeout=60) == 1
    assert complaints(WRITER, database) == ""
