"""Do migrations, back and forth, keep the triggers and leave nothing unrecorded?"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from commitments.ledger.checks import ledger_is_whole
from commitments.ledger.install import adopt, after_migrate, install, missing, refuse_without_triggers, remove
from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.models.parties import Party
from tests.factories import ActivityFactory, EvidenceFactory, PartyFactory, PriorityAreaFactory

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _put_back(committed: None) -> Any:
    yield
    install()


def applied(*operations: migrations.operations.base.Operation, back: bool = False) -> None:
    """Apply operations to the tables as they are, as one migration; or take them back."""
    state = ProjectState.from_apps(apps)
    migration = Migration("a_migration", "commitments")
    migration.operations = list(operations)
    with connection.schema_editor(atomic=True) as editor:
        if back:
            migration.unapply(state, editor)
        else:
            migration.apply(state, editor)


def renamed(by: str) -> migrations.RunPython:
    def rename(*_: Any) -> None:
        with acting(by, "migration"):
            Party.objects.update(name=by)

    return migrations.RunPython(rename, rename)


def test_every_trigger_is_there_after_migrate() -> None:
    assert missing() == set()
    assert ledger_is_whole(databases=["default"]) == []


def test_a_missing_trigger_is_a_warning_and_a_refusal_at_start_up_until_migrate_mends_it() -> None:
    remove()
    (warning,) = ledger_is_whole(databases=["default"])
    assert (warning.id, warning.is_serious()) == ("ledger.W001", False)
    with pytest.raises(ImproperlyConfigured, match="migrate"):
        refuse_without_triggers()
    call_command("migrate", verbosity=0)
    assert missing() == set()
    refuse_without_triggers()


def test_a_change_of_a_trigger_is_seen() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE commitments_party DISABLE TRIGGER ledger_update")
        else:
            cursor.execute("DROP TRIGGER ledger_update_commitments_party")
            cursor.execute(
                "CREATE TRIGGER ledger_update_commitments_party AFTER UPDATE ON commitments_party BEGIN SELECT 1; END"
            )
    assert len(missing()) == 1
    install()
    assert missing() == set()


def test_a_second_install_finds_nothing_to_do() -> None:
    assert install() == set()


def test_rows_older_than_their_triggers_are_recorded_as_found_once() -> None:
    remove()
    activity = ActivityFactory(areas=[PriorityAreaFactory()], commitments=[])
    EvidenceFactory(activity=activity)
    after_migrate()
    (revision,) = Revision.objects.all()
    assert revision.actor == "command:adopt"
    assert set(revision.changes.values_list("op", flat=True)) == {"B"}
    assert set(revision.changes.filter(type="activities").values_list("object_id", "version")) == {
        (str(activity.pk), 1)
    }
    assert verify().faults == []
    assert adopt() == 0
    with acting("person:ann", "admin"):
        Activity.objects.update(title="Later")
    assert Activity.objects.get().version == 2
    assert verify().faults == []


def test_a_row_changed_while_the_triggers_were_away_is_recorded_again() -> None:
    PartyFactory(slug="a", name="A")
    PartyFactory(slug="b", name="B")
    remove()
    Party.objects.filter(slug="a").update(name="Changed")
    after_migrate()
    assert [(each.object_id, each.op) for each in Change.objects.order_by("id")] == [("a", "I"), ("b", "I"), ("a", "B")]


def test_a_column_is_altered_and_what_is_written_between_the_steps_is_recorded() -> None:
    PartyFactory(slug="a")
    wider = migrations.AlterField("party", "name", models.CharField(max_length=250))
    if connection.vendor == "postgresql":  # schema and data apart: PostgreSQL holds a table with pending triggers
        applied(wider)
        applied(renamed("migration:1"))
        applied(migrations.AlterField("party", "name", models.CharField(max_length=200)))
        applied(renamed("migration:2"))
    else:
        applied(wider, renamed("migration:1"))
        applied(migrations.AlterField("party", "name", models.CharField(max_length=200)), renamed("migration:2"))
    changes = Change.objects.filter(op="U").order_by("id")
    assert [(each.revision.actor, each.version) for each in changes] == [("migration:1", 2), ("migration:2", 3)]
    assert missing() == set()
    assert verify().faults == []


def test_a_table_that_join_tables_name_is_altered_back_and_forth() -> None:
    with acting("person:ann", "admin"):
        activity = ActivityFactory(areas=[PriorityAreaFactory()], commitments=[])
    wider = migrations.AlterField("activity", "title", models.CharField(max_length=400))
    applied(wider)
    applied(wider, back=True)
    with acting("person:ann", "admin"):
        activity.areas.clear()
    activity.refresh_from_db()
    assert activity.version == 2
    assert missing() == set()
    assert verify().faults == []


def test_a_new_column_is_in_the_ledger_from_the_step_that_adds_it() -> None:
    PartyFactory(slug="a")
    added = migrations.AddField("party", "motto", models.CharField(max_length=20, default="none"))
    applied(added)
    with acting("person:ann", "admin"), connection.cursor() as cursor:
        cursor.execute("UPDATE commitments_party SET motto = 'Onwards'")
    change = Change.objects.latest("id")
    assert '"motto":"Onwards"' in change.after.replace(": ", ":")
    applied(added, back=True)
    with acting("person:ann", "admin"):
        Party.objects.update(name="Without it")
    assert Change.objects.latest("id").version == 3
    assert missing() == set()
    assert verify().faults == []


def test_a_tracked_table_can_be_emptied_by_flush_and_nothing_is_recorded() -> None:
    PartyFactory()
    call_command("flush", interactive=False, verbosity=0)
    assert (Party.objects.count(), Change.objects.count(), Revision.objects.count()) == (0, 0, 0)


@pytest.mark.slow
def test_the_ledgers_own_migration_goes_back_and_forth() -> None:
    call_command("migrate", "commitments", "0001", verbosity=0)
    with pytest.raises(ImproperlyConfigured, match="ledger_change"):
        refuse_without_triggers()
    PartyFactory(slug="a")
    call_command("migrate", verbosity=0)
    assert [(each.op, each.object_id) for each in Change.objects.all()] == [("B", "a")]
    assert missing() == set()
