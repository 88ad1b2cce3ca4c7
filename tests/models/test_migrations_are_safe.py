"""May every migration run on an installation that is in use?"""

from __future__ import annotations

from functools import cache

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from commitments.migrations._while_in_use import (
    AddCheckWhileInUse,
    AddFieldWhileInUse,
    AddIndexWhileInUse,
    RemoveIndexWhileInUse,
    ReplaceCheckWhileInUse,
)
from commitments.models.jobs import Job
from commitments.models.parties import Party
from commitments.vocabulary import REBUILDS, JobKind
from tests.factories import PartyFactory, PersonFactory
from tests.models.unsafe import unsafe_steps

EXEMPT = {
    "0004_access_labels_and_evidence": "came before the first release; columns of tokens and evidence, a few rows",
    "0006_access_found_fast": "came before the first release; made the access record quick while it was short",
    "0007_ledger_by_moment": "came before the first release; its lock is measured in docs/for-operators/sizing.md",
    "0008_search_and_pushes": "makes tables that no earlier server knows, with their indexes",
    "0009_words_of_what_is_there": "came before the first release; fills a table that no earlier server knows",
    "0010_what_runs_on_a_day_found_at_once": "came before the first release; its lock is measured there as well",
}


@cache
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def ours() -> list[Migration]:
    return [each for (app, _name), each in sorted(loader().disk_migrations.items()) if app == "commitments"]


def faults_of(migration: Migration) -> list[str]:
    parents = [key for key in migration.dependencies if key[0] == "commitments"]
    state = loader().project_state(parents) if parents else ProjectState()
    return unsafe_steps(migration, state)


@pytest.mark.parametrize("migration", ours(), ids=lambda each: each.name)
def test_a_migration_is_safe_or_says_why_it_may_be_otherwise(migration: Migration) -> None:
    faults = faults_of(migration)
    if migration.name in EXEMPT:
        assert faults, "It is safe by now: take it off the list."
    else:
        assert faults == []


def later(*operations: migrations.operations.base.Operation, atomic: bool = True) -> Migration:
    """A migration after all that are there."""
    made = Migration("9999_later", "commitments")
    made.operations, made.atomic = list(operations), atomic
    return made


def now() -> ProjectState:
    return loader().project_state()


INDEX = models.Index(fields=["title"], name="by_title")
CHECK = models.CheckConstraint(condition=models.Q(version__gt=0), name="version_rises")
UNSAFE = {
    "an index": (migrations.AddIndex("activity", INDEX), "AddIndex activity.by_title locks a table"),
    "an index taken away": (migrations.RemoveIndex("proofday", "proofday_last"), "proofday_last locks a table"),
    "a rule": (migrations.AddConstraint("activity", CHECK), "AddConstraint activity.version_rises locks a table"),
    "a column that every row needs": (
        migrations.AddField("activity", "mood", models.CharField(max_length=9, default="good")),
        "AddField activity.mood has no value for rows of the version before",
    ),
    "a column with an index": (
        migrations.AddField("activity", "mood", models.CharField(max_length=9, null=True, db_index=True)),
        "builds an index with the table locked",
    ),
    "another type": (migrations.AlterField("activity", "title", models.IntegerField()), "writes every row again"),
    "a shorter one": (
        migrations.AlterField("activity", "title", models.CharField(max_length=9)),
        "writes every row again",
    ),
    "unique from now on": (
        migrations.AlterField("activity", "title", models.CharField(max_length=300, unique=True)),
        "builds an index",
    ),
    "a column taken away": (migrations.RemoveField("activity", "title"), "takes away what the server"),
    "a table taken away": (migrations.DeleteModel("Evidence"), "takes away what the server"),
    "code without a way back": (migrations.RunPython(print), "no way back"),
    "code in one transaction": (migrations.RunPython(print, print), "one long transaction"),
    "SQL without a way back": (migrations.RunSQL("SET lock_timeout = '5s'"), "no way back"),
    "SQL that waits for ever": (migrations.RunSQL("ALTER TABLE a ADD b int", "SELECT 1"), "may wait for ever"),
}


@pytest.mark.parametrize(("step", "said"), UNSAFE.values(), ids=UNSAFE)
def test_an_unsafe_step_is_found(step: migrations.operations.base.Operation, said: str) -> None:
    faults = unsafe_steps(later(step), now())
    assert [said in fault for fault in faults][:1] == [True], faults


def test_an_operation_for_live_tables_needs_a_migration_of_many_transactions() -> None:
    assert len(unsafe_steps(later(AddIndexWhileInUse("activity", INDEX)), now())) == 1


def test_what_is_made_in_the_same_migration_is_in_nobodys_use() -> None:
    made = migrations.CreateModel(
        "Mood", [("id", models.BigAutoField(primary_key=True)), ("title", models.TextField())]
    )
    assert unsafe_steps(later(made, migrations.AddIndex("mood", INDEX)), now()) == []


def test_data_and_schema_are_two_migrations() -> None:
    both = later(
        migrations.AddField("activity", "mood", models.TextField(null=True)),
        migrations.RunPython(print, print),
        atomic=False,
    )
    assert unsafe_steps(both, now()) == ["Data and schema are changed in one migration; make two."]


SAFE = {
    "a column that may be empty": migrations.AddField("activity", "mood", models.TextField(null=True)),
    "a column that the database fills": migrations.AddField("activity", "mood", models.TextField(db_default="good")),
    "other words": migrations.AlterField("activity", "title", models.CharField(max_length=300, help_text="Briefly.")),
    "a longer one": migrations.AlterField("activity", "title", models.CharField(max_length=400)),
    "an index beside the writers": AddIndexWhileInUse("activity", INDEX),
    "an index taken away beside them": RemoveIndexWhileInUse("proofday", "proofday_last"),
    "a rule beside the writers": AddCheckWhileInUse("activity", CHECK),
    "another rule of the same name": ReplaceCheckWhileInUse(
        "job", models.CheckConstraint(condition=models.Q(total__gte=0), name="job_kind_listed")
    ),
    "a column that is added once": AddFieldWhileInUse("activity", "mood", models.TextField(db_default="good")),
    "code in batches": migrations.RunPython(print, print),
}


@pytest.mark.parametrize("step", SAFE.values(), ids=SAFE)
def test_a_safe_step_is_let_through(step: migrations.operations.base.Operation) -> None:
    assert unsafe_steps(later(step, atomic=False), now()) == []


@pytest.mark.usefixtures("committed")
class TestWhileInUse:
    """The operations do what Django's own do, on both engines."""

    def applied(self, *operations: migrations.operations.base.Operation, back: bool = False) -> None:
        migration, state = later(*operations, atomic=False), now()
        with connection.schema_editor(atomic=False) as editor:
            (migration.unapply if back else migration.apply)(state, editor)

    def named(self, table: str = Party._meta.db_table) -> set[str]:
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, table))

    def test_an_index_and_a_rule_are_added_and_taken_away(self) -> None:
        PartyFactory(slug="a")
        index = AddIndexWhileInUse("party", models.Index(fields=["name"], name="party_by_name"))
        check = AddCheckWhileInUse(
            "party", models.CheckConstraint(condition=models.Q(version__gt=0), name="party_rises")
        )
        self.applied(index, check)
        assert {"party_by_name", "party_rises"} <= self.named()
        self.applied(index, check, back=True)
        assert not {"party_by_name", "party_rises"} & self.named()
        assert Party.objects.count() == 1
        call_command("migrate", verbosity=0)

    def test_a_column_is_added_once_however_often_its_migration_is_run(self) -> None:
        PartyFactory(slug="a")
        mood = AddFieldWhileInUse("party", "mood", models.CharField(max_length=9, db_default="good"))
        for _time in range(2):
            self.applied(mood)
        with connection.cursor() as cursor:
            cursor.execute("SELECT mood FROM commitments_party")
            assert cursor.fetchall() == [("good",)]
        self.applied(mood, back=True)
        assert Party.objects.count() == 1
        call_command("migrate", verbosity=0)

    def test_a_rule_takes_the_place_of_another_and_gives_it_back(self) -> None:
        analyst = PersonFactory()
        short = [kind.value for kind in JobKind if kind not in REBUILDS]
        fewer = ReplaceCheckWhileInUse(
            "job", models.CheckConstraint(condition=models.Q(kind__in=short), name="job_kind_listed")
        )

        def taken() -> bool:
            try:
                with transaction.atomic():
                    Job.objects.create(kind=JobKind.REBUILD_WORDS, asked_by=analyst).delete()
            except IntegrityError:
                return False
            return True

        found = [taken()]
        for back in (False, False, True):  # run again where it was stopped
            self.applied(fewer, back=back)
            found.append(taken())
        assert found == [True, False, False, True]

    def test_an_index_is_taken_away_and_given_back(self) -> None:
        without = RemoveIndexWhileInUse("proofday", "proofday_last")
        self.applied(without)
        assert "proofday_last" not in self.named("ledger_rollup_proof_day")
        self.applied(without, back=True)
        assert "proofday_last" in self.named("ledger_rollup_proof_day")

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
    def test_the_index_is_built_beside_the_writers(self) -> None:
        assert issubclass(AddIndexWhileInUse, AddIndexConcurrently)
        with connection.execute_wrapper(noted := Noted()):
            self.applied(AddIndexWhileInUse("party", models.Index(fields=["name"], name="party_by_name")))
        self.applied(AddIndexWhileInUse("party", models.Index(fields=["name"], name="party_by_name")), back=True)
        assert [sql for sql in noted.asked if sql.startswith("CREATE INDEX CONCURRENTLY")]


class Noted:
    """What the database was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.asked.append(str(sql))
        return execute(sql, params, many, context)
