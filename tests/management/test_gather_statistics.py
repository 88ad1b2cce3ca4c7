"""Does the database know of how many rows it chooses among, and are answers the same?"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from commitments.models.activities import Activity
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db
KNOWN = {
    "sqlite": "SELECT CAST(stat AS integer) FROM sqlite_stat1 WHERE tbl = 'commitments_activity' LIMIT 1",
    "postgresql": "SELECT reltuples::int FROM pg_class WHERE relname = 'commitments_activity'",
}


def test_statistics_are_gathered(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [ActivityFactory() for _each in range(3)]
    call_command("gather_statistics")
    with connection.cursor() as cursor:
        cursor.execute(KNOWN[connection.vendor])
        assert cursor.fetchall() == [(3,)]
    assert capsys.readouterr().out.startswith("Statistics of ")
    assert set(Activity.objects.all()) == set(rows)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles.")
def test_who_owns_no_table_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE nobody_at_all")
        cursor.execute("SET LOCAL ROLE nobody_at_all")
        call_command("gather_statistics")
        cursor.execute("RESET ROLE")
    assert capsys.readouterr().out == "This role owns no table; the database gathers statistics by itself.\n"
