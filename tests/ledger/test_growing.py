"""Does the access record only grow, whatever somebody tells the database?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction

from commitments.actions.access import note_access
from commitments.ledger.install import install, missing, remove
from commitments.models.access import AccessEvent
from commitments.vocabulary import AccessKind
from tests.ledger.test_migrations import applied

pytestmark = pytest.mark.django_db

TABLE = "commitments_accessevent"
TAMPERING = {
    "delete all": f"DELETE FROM {TABLE}",
    "delete one": f"DELETE FROM {TABLE} WHERE kind = 'log_in'",
    "say it was somebody else": f"UPDATE {TABLE} SET who = 'person:ben'",
    "say it was elsewhere": f"UPDATE {TABLE} SET address = '' WHERE minute IS NOT NULL",
    "say it was later": f"UPDATE {TABLE} SET at = '2030-01-01 00:00:00+00:00'",
    "count down": f"UPDATE {TABLE} SET times = times - 1 WHERE minute IS NOT NULL",
    "count what is not counted": f"UPDATE {TABLE} SET times = times + 1 WHERE minute IS NULL",
    "count, and change something": f"UPDATE {TABLE} SET times = times + 1, detail = 'x' WHERE minute IS NOT NULL",
    "take the minute away": f"UPDATE {TABLE} SET times = times + 1, minute = NULL WHERE minute IS NOT NULL",
    "change nothing": f"UPDATE {TABLE} SET times = times",
    "write it again under its id": f"UPDATE {TABLE} SET id = id + 1000",
}
REPLACING = f"""INSERT OR REPLACE INTO {TABLE}
(id, at, kind, who, address, door, subject, detail, request, times, minute)
SELECT %s, at, kind, who, address, door, subject, 'nothing happened', request, times, minute FROM {TABLE}
WHERE minute IS NOT NULL"""


def entries() -> list[tuple[Any, ...]]:
    return list(AccessEvent.objects.order_by("id").values_list())


@pytest.fixture
def two() -> list[tuple[Any, ...]]:
    """One entry that was counted twice, and one that is not counted."""
    for _time in range(2):
        note_access(AccessKind.REFUSED, who="person:ann", counted=True)
    note_access(AccessKind.LOG_IN, who="person:ann")
    return entries()


def refused(statement: str, *given: Any) -> None:
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        connection.cursor().execute(statement, given or None)


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_nobody_can(two: list[tuple[Any, ...]], statement: str) -> None:
    refused(statement)
    assert entries() == two


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces rows on insert.")
@pytest.mark.parametrize("own_id", [True, False], ids=["by its id", "by what is unique in it"])
def test_nobody_replaces_a_row_by_inserting_it_again(two: list[tuple[Any, ...]], own_id: bool) -> None:
    refused(REPLACING, two[0][0] if own_id else two[0][0] + 1000)
    assert entries() == two


def test_the_count_of_a_counted_entry_rises(two: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET times = times + 3 WHERE minute IS NOT NULL")
    assert list(AccessEvent.objects.order_by("id").values_list("times", flat=True)) == [5, 1]


def test_the_guards_come_back_with_migrate_and_their_absence_is_seen() -> None:
    remove()
    assert [name for name in missing() if "grows" in name] != []
    install()
    assert missing() == set()


@pytest.mark.usefixtures("committed")
def test_a_new_column_is_guarded_from_the_step_that_adds_it(two: list[tuple[Any, ...]]) -> None:
    added = migrations.AddField("accessevent", "mood", models.CharField(max_length=20, default="calm"))
    applied(added)
    try:
        refused(f"UPDATE {TABLE} SET mood = 'cross', times = times + 1")
    finally:
        applied(added, back=True)
    assert (entries(), missing()) == (two, set())


@pytest.mark.usefixtures("committed", "two")
def test_a_flush_empties_it_with_the_rest() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert AccessEvent.objects.count() == 0
