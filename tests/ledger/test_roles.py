"""Can the role that serves people tamper with the ledger? (deploy/postgresql-roles.sql)"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from commitments.actions.access import note_access
from commitments.actions.jobs import work_once
from commitments.actions.rebuilding import queue_rebuild
from commitments.ledger.counting import rollups
from commitments.ledger.models import Revision
from commitments.ledger.postgresql.counting import recount_name
from commitments.ledger.recording import acting, seal
from commitments.ledger.recounting import drift, recount_among
from commitments.ledger.verify import verify
from commitments.models.access import AccessEvent
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.queries.as_of import recorded_by
from commitments.queries.visibility import principal_of
from commitments.vocabulary import AccessKind, JobKind
from tests.factories import ActivityFactory, CommitmentFactory, PartyFactory, PriorityAreaFactory
from tests.ledger.server import Installation, empty_database

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles."),
]

TAMPERING = {
    "edit": "UPDATE ledger_change SET after = '{}'",
    "delete": "DELETE FROM ledger_revision",
    "forge": "INSERT INTO ledger_revision (public_id, actor, door) VALUES ('x', 'person:somebody', 'admin')",
    "empty the ledger": "TRUNCATE ledger_change",
    "empty a tracked table": "TRUNCATE commitments_participation",
    "switch the triggers off": "ALTER TABLE commitments_party DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER ledger_update ON commitments_party",
    "go round the triggers": "SET session_replication_role = replica",
    "open a revision": "SELECT ledger_open()",
    "replace a function": "CREATE OR REPLACE FUNCTION ledger_open() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "take the next id": "SELECT nextval('ledger_change_id_seq')",
    "edit a count": "UPDATE ledger_rollup_area_month SET number = 7",
    "delete a count": "DELETE FROM ledger_rollup_proof_day",
    "forge a delta": "INSERT INTO ledger_rollup_area_month_delta (revision_id, number) VALUES (1, 7)",
    "fold deltas": "SELECT ledger_fold(1)",
    "replace how counts are made anew": "CREATE OR REPLACE FUNCTION ledger_recount_area_month(bigint, bigint)"
    " RETURNS void LANGUAGE sql AS ''",
    "edit the access record": "UPDATE commitments_accessevent SET who = 'person:somebody'",
    "delete of the access record": "DELETE FROM commitments_accessevent",
    "empty the access record": "TRUNCATE commitments_accessevent",
    "switch its guard off": "ALTER TABLE commitments_accessevent DISABLE TRIGGER ALL",
}

EVERY_KEY = (-10, 1_000_000)


@pytest.fixture
def as_application() -> Iterator[None]:
    """The rights are given, and the test goes on as the role that serves people."""
    with acting("person:ann", "admin"):
        PartyFactory(slug="japan")
    roles = (settings.BASE_DIR / "deploy" / "postgresql-roles.sql").read_text()
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(roles)
        cursor.execute("SET SESSION AUTHORIZATION tracker_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_the_application_cannot(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.slow
def test_what_migrations_make_later_is_the_ledgers_alone_at_once(tmp_path: Path) -> None:
    """The roles first, as deploy/postgresql-roles.sql asks; nobody has to remember to run it again."""
    rights = """SELECT c.relname, p FROM pg_class c,
                unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER}'::text[]) WITH ORDINALITY a(p, n)
                WHERE relname IN ('ledger_change', 'ledger_revision', 'commitments_accessevent')
                AND has_table_privilege('tracker_app', c.oid, p)
                UNION ALL SELECT relname, 'USAGE' FROM pg_class WHERE relkind = 'S' AND relname LIKE 'ledger%'
                AND CASE WHEN relkind = 'S' THEN has_sequence_privilege('tracker_app', oid, 'USAGE, UPDATE') END
                UNION ALL SELECT proname, 'EXECUTE' FROM pg_proc WHERE proname LIKE 'ledger%'
                AND has_function_privilege('tracker_app', oid, 'EXECUTE') ORDER BY 1, 2"""
    with empty_database(tmp_path) as address:
        with psycopg.connect(address, autocommit=True) as superuser:
            superuser.execute((settings.BASE_DIR / "deploy" / "postgresql-roles.sql").read_text())
        there = urlsplit(address)
        owner = there._replace(netloc=f"tracker_owner@{there.netloc.rpartition('@')[2]}").geturl()
        Installation(owner, tmp_path, filled=False)
        with psycopg.connect(address) as superuser:
            found = superuser.execute(rights).fetchall()
    assert found == [
        *(("commitments_accessevent", right) for right in ("INSERT", "SELECT")),
        ("ledger_change", "SELECT"),
        ("ledger_recount_area_month", "EXECUTE"),
        ("ledger_recount_proof_day", "EXECUTE"),
        ("ledger_revision", "SELECT"),
    ]


@pytest.mark.usefixtures("as_application")
def test_the_application_adds_to_the_access_record_and_counts_in_it() -> None:
    for _time in range(2):
        note_access(AccessKind.REFUSED, who="person:ann", counted=True)
    assert sum(AccessEvent.objects.values_list("times", flat=True)) == 2


@pytest.mark.usefixtures("as_application")
def test_what_the_application_writes_is_recorded() -> None:
    with acting("person:ben", "admin"):
        Party.objects.update(name="Nihon")
    assert Revision.objects.latest("number").actor == "person:ben"
    assert verify().faults == []


@pytest.mark.usefixtures("as_application", "nobody")
def test_what_a_plain_client_writes_is_recorded_under_its_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL application_name = 'psql'")
        cursor.execute("UPDATE commitments_party SET name = 'Nippon'")
    seal()
    last = Revision.objects.latest("number")
    assert (last.actor, last.door) == ("sql:tracker_app", "sql")


@pytest.mark.usefixtures("as_application", "nobody")
def test_a_forged_revision_opens_a_fresh_one() -> None:
    with acting("person:ben", "admin"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ledger.revision', %s, true)", [str(Revision.objects.latest("number").pk)])
        Party.objects.update(name="Nihon")
    assert Revision.objects.latest("number").actor == "person:ben"
    assert verify().faults == []


@pytest.mark.usefixtures("as_application")
def test_the_application_can_ask_what_had_been_recorded() -> None:
    with acting("person:ben", "admin"):
        Party.objects.update(name="Nihon")
    moment = datetime.datetime.fromisoformat(Revision.objects.earliest("number").recorded_at)
    with recorded_by(moment, seen_by="public"):
        assert Party.objects.get().name != "Nihon"
    assert Party.objects.get().name == "Nihon"


@pytest.mark.usefixtures("as_application")
def test_a_temporary_ledger_of_its_own_does_not_get_its_writes() -> None:
    before = Revision.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE ledger_revision (LIKE public.ledger_revision)")
        cursor.execute("CREATE TEMPORARY TABLE ledger_change (LIKE public.ledger_change)")
        with acting("person:ben", "admin"):
            Party.objects.update(name="Nihon")
        assert Revision.objects.count() == 0
        cursor.execute("DROP TABLE pg_temp.ledger_revision, pg_temp.ledger_change")
    assert Revision.objects.count() == before + 1


def spoil_counts() -> None:
    """As only the owner can."""
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute("UPDATE ledger_rollup_area_month SET number = number + 3")
        cursor.execute("SET SESSION AUTHORIZATION tracker_app")


@pytest.mark.usefixtures("as_application")
def test_the_application_has_counts_made_anew_by_a_job(administrator: Person) -> None:
    with acting("person:ben", "admin"):
        ActivityFactory(commitments=[CommitmentFactory()], areas=[PriorityAreaFactory()])
    seal()
    spoil_counts()
    wrong = len(list(drift()))
    queue_rebuild(JobKind.REBUILD_COUNTS, by=principal_of(administrator))
    job = work_once("elsewhere:1:a", lambda: False)
    assert job is not None
    assert (job.state, job.mended, list(drift())) == ("done", wrong, [])
    assert wrong > 0


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize("hidden", ["activity", "activity_areas", "evidence"])
def test_a_temporary_table_of_its_own_does_not_get_into_the_counts(hidden: str) -> None:
    with acting("person:ben", "admin"):
        ActivityFactory(commitments=[CommitmentFactory()], areas=[PriorityAreaFactory()])
    seal()
    for rollup in rollups():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE commitments_{hidden} (LIKE public.commitments_{hidden})")
            recount_among(rollup, EVERY_KEY)
            cursor.execute(f"DROP TABLE pg_temp.commitments_{hidden}")
    assert list(drift()) == []


@pytest.mark.usefixtures("as_application")
def test_counting_anew_in_the_middle_of_a_write_counts_it_once() -> None:
    with acting("person:ben", "admin"):
        ActivityFactory(commitments=[CommitmentFactory()], areas=[PriorityAreaFactory()])
        with connection.cursor() as cursor:
            for rollup in rollups():
                cursor.execute(f"SELECT {recount_name(rollup)}(%s, %s)", EVERY_KEY)
    seal()
    assert list(drift()) == []
