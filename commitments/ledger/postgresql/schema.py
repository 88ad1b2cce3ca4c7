"""Which functions and triggers are there on PostgreSQL, and which are missing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.ledger.counting import rollups
from commitments.ledger.declaration import growing_tables, quiet_sources, tables
from commitments.ledger.postgresql import counting, revisions
from commitments.ledger.postgresql.tables import functions, guard, triggers

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

Key = tuple[str, str]
"""A trigger by its table and name."""


def _wanted(cursor: CursorWrapper) -> tuple[dict[str, revisions.Function], dict[Key, revisions.Trigger]]:
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")
    there = {name for (name,) in cursor.fetchall()}
    if not {"ledger_revision", "ledger_change"} <= there:
        return {}, {}
    needed = [
        table
        for table in tables()
        if table.source in there and all(owner.table.source in there for owner in table.owners)
    ]
    kept = [each for each in rollups() if {each.table, each.source, *each.children} <= there]
    made = [*revisions.FUNCTIONS, revisions.version(quiet_sources())]
    made += [function for table in needed for function in functions(table)]
    made += [counting.fold(kept), *map(counting.recount, kept), *counting.functions(kept)]
    guards = [guard(table) for table in growing_tables() if table.source in there]
    fired = [*revisions.TRIGGERS, *guards, *(trigger for table in needed for trigger in triggers(table))]
    fired += counting.triggers(kept)
    return {each.name: each for each in made}, {(each.table, each.name): each for each in fired}


def _installed(cursor: CursorWrapper) -> tuple[dict[str, str], dict[Key, str]]:
    cursor.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'ledger!_%%' ESCAPE '!' AND prosecdef"
        " AND pronamespace = current_schema()::regnamespace"
    )
    bodies = dict(cursor.fetchall())
    cursor.execute(
        "SELECT relname, tgname, proname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgname LIKE 'ledger!_%%' ESCAPE '!' AND tgenabled <> 'D'"
        " AND relnamespace = current_schema()::regnamespace"
    )
    return bodies, {(table, name): function for table, name, function in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """What the tables ask for and is not there, or is not as it should be: names of functions, and of triggers."""
    with connection.cursor() as cursor:
        want, fires = _wanted(cursor)
        bodies, there = _installed(cursor)
    wrong = {name for name, each in want.items() if bodies.get(name) != each.body}
    return wrong | {f"{key[1]} on {key[0]}" for key, each in fires.items() if _calls(each) != there.get(key)}


def install(connection: BaseDatabaseWrapper) -> set[str]:
    """Write what is missing or differs; return the tables that had no trigger for inserts."""
    with connection.cursor() as cursor:
        for statement in _tables_of_deltas(cursor):
            cursor.execute(statement)
        _close(cursor)
        _close_growing(cursor)
        want, fires = _wanted(cursor)
        bodies, there = _installed(cursor)
        for table, name in there.keys() - fires.keys():  # a table is tracked no more, or the ledger's own are gone
            cursor.execute(f'DROP TRIGGER {name} ON "{table}"')
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        for name, function in want.items():
            if bodies.get(name) != function.body:
                cursor.execute(function.create(schema))
                cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function.signature} FROM PUBLIC")
        for key, trigger in fires.items():
            if there.get(key) != _calls(trigger):
                cursor.execute(f'DROP TRIGGER IF EXISTS {trigger.name} ON "{trigger.table}"')
                cursor.execute(trigger.create())
        _open_recounting(cursor, want)
    return {table for table, name in fires if name == "ledger_insert" and (table, name) not in there}


def _tables_of_deltas(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")
    there = {name for (name,) in cursor.fetchall()}
    return [sql for each in rollups() if each.table in there for sql in counting.deltas(each)]


_GIVEN = """
SELECT DISTINCT relname, relkind, quote_ident(rolname) FROM pg_class
JOIN LATERAL aclexplode(relacl) given ON given.grantee <> relowner AND given.privilege_type {given}
JOIN pg_roles ON pg_roles.oid = given.grantee
WHERE relnamespace = current_schema()::regnamespace AND {named} AND relkind IN ('r', 'S')
AND pg_has_role(relowner, 'USAGE')
"""


def _close(cursor: CursorWrapper) -> None:
    """Leave everybody but the owner nothing on the ledger but reading: default privileges may have given more."""
    cursor.execute(_GIVEN.format(named="relname LIKE 'ledger!_%%' ESCAPE '!'", given="<> 'SELECT'"))
    for name, kind, role in cursor.fetchall():
        if kind == "S":
            cursor.execute(f'REVOKE ALL ON SEQUENCE "{name}" FROM {role}')
        else:
            cursor.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON "{name}" FROM {role}')


def _close_growing(cursor: CursorWrapper) -> None:
    """Leave everybody but the owner, on tables that only grow, what reading, adding and counting takes."""
    counters = {table.source: table.counter for table in growing_tables()}
    cursor.execute(_GIVEN.format(named="relname = ANY(%s)", given="IN ('UPDATE', 'DELETE', 'TRUNCATE')"), [[*counters]])
    for name, _kind, role in cursor.fetchall():
        cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON "{name}" FROM {role}')
        cursor.execute(f'GRANT UPDATE ("{counters[name]}") ON "{name}" TO {role}')


_WRITERS = """
SELECT DISTINCT quote_ident(rolname) FROM pg_class
JOIN LATERAL aclexplode(relacl) given ON given.grantee <> relowner AND given.privilege_type = 'DELETE'
JOIN pg_roles ON pg_roles.oid = given.grantee
WHERE relnamespace = current_schema()::regnamespace AND relname = %s AND pg_has_role(relowner, 'USAGE')
"""


def _open_recounting(cursor: CursorWrapper, there: dict[str, revisions.Function]) -> None:
    """Let whoever may write the rows of a rollup have them counted anew: docs/decisions/0025-production.md says why."""
    for rollup in rollups():
        if function := there.get(counting.recount_name(rollup)):
            cursor.execute(_WRITERS, [rollup.source])
            for (role,) in cursor.fetchall():
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {function.signature} TO {role}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the ledger's triggers away."""
    with connection.cursor() as cursor:
        _, there = _installed(cursor)
        for table, name in there:
            cursor.execute(f'DROP TRIGGER {name} ON "{table}"')


def _calls(trigger: revisions.Trigger) -> str:
    return trigger.calls.partition("(")[0]
