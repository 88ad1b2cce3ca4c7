"""Which view and triggers keep the ledger on SQLite?

Every trigger of a tracked table writes an entry into the view `ledger_entry`, whose own trigger opens the revision,
gives the change its version, and folds it into the digest at once: SQLite has no hook at commit. An object's version
is the one that the open revision gave it, else the one before; changes of quiet parts give it none.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from commitments.ledger import lines
from commitments.ledger.declaration import Growing, Owner, Table, quiet_sources
from commitments.ledger.recording import NOBODY

Columns = Mapping[str, list[str]]
"""The columns that each table has in the database, as it stands in the middle of a migration."""

_LAST = "(SELECT {} FROM ledger_revision ORDER BY number DESC LIMIT 1)"
_IN_OPEN = f"revision_id = {_LAST.format('id')} AND {_LAST.format('token')} IS ledger_token()"


def statements(tables: tuple[Table, ...], growing: tuple[Growing, ...], columns: Columns) -> dict[str, str]:
    """The view and the triggers by name; none for tables, owners or columns that are not there."""
    if not {"ledger_revision", "ledger_change"} <= set(columns):
        return {}
    made = {"ledger_entry": _VIEW, "ledger_enter": _enter(), **_guards()}
    for each in growing:
        if each.source in columns:
            made |= _guards_of_growing(each, columns[each.source])
    for table in tables:
        owners = tuple(each for each in table.owners if each.table.name in columns.get(each.table.source, ()))
        owners = tuple(each for each in owners if each.column in columns.get(table.source, ()))
        if "version" in columns.get(table.source, ()) if table.name else owners:
            for op in ("insert", "update", "delete"):
                name = f"ledger_{op}_{table.source}"
                made[name] = _trigger(name, table, owners, op, columns[table.source])
    return made


_VIEW = """CREATE VIEW ledger_entry AS SELECT type, object_id, source, row_id, op, version AS was, before, after
FROM ledger_change"""


def _enter() -> str:
    touched = _given("NEW.type", "NEW.object_id")
    last = """(SELECT version FROM ledger_change WHERE type = NEW.type AND object_id = NEW.object_id
       ORDER BY id DESC LIMIT 1)"""
    quiet = ", ".join(f"'{source}'" for source in quiet_sources()) or "NULL"
    previous = "(SELECT p.digest FROM ledger_revision p WHERE p.number = ledger_revision.number - 1)"
    folded = "ledger_fold(content, (SELECT digest FROM ledger_change ORDER BY id DESC LIMIT 1))"
    hashed = [folded if name == "content" else name for name in lines.REVISION]
    return f"""CREATE TRIGGER ledger_enter INSTEAD OF INSERT ON ledger_entry BEGIN
  SELECT RAISE(ABORT, '{NOBODY}') WHERE ledger_actor() IS NULL;
  INSERT INTO ledger_revision (id, public_id, number, recorded_at, actor, door, reason, request, token, content, digest)
    SELECT coalesce((SELECT max(id) FROM ledger_revision), 0) + 1, ledger_name(),
      coalesce({_LAST.format("number")}, 0) + 1, max(ledger_moment(), coalesce({_LAST.format("recorded_at")}, '')),
      ledger_actor(), ledger_door(), ledger_reason(), ledger_request(), ledger_token(), '', ''
    WHERE {_LAST.format("token")} IS NOT ledger_token();
  INSERT INTO ledger_change ({", ".join(["revision_id", *lines.CHANGE, "digest"])})
    SELECT {_LAST.format("id")}, {", ".join(lines.CHANGE)}, ledger_digest({", ".join(lines.CHANGE)}) FROM (
      SELECT change.id AS id, NEW.type AS type, NEW.object_id AS object_id, NEW.source AS source, NEW.row_id AS row_id,
        NEW.op AS op, CASE WHEN NEW.op IN ('B', 'R') THEN NEW.was
          WHEN NEW.source IN ({quiet}) THEN coalesce(NEW.was, {last}, 1)
          ELSE coalesce({touched}, coalesce(NEW.was, {last}, 0) + 1) END AS version,
        ledger_salt(change.id) AS salt, NEW.before AS before, NEW.after AS after
      FROM (SELECT coalesce((SELECT max(id) FROM ledger_change), 0) + 1 AS id) change);
  UPDATE ledger_revision SET content = {folded}, digest = ledger_digest(coalesce({previous}, ''), {", ".join(hashed)})
    WHERE id = {_LAST.format("id")};
END"""


def _given(kind: str, name: str) -> str:
    """SQL for the version that the open revision gave an object, if it did."""
    mine = f"type = {kind} AND object_id = {name}{lines.unless_quiet(quiet_sources())}"
    return f"(SELECT version FROM ledger_change WHERE {_IN_OPEN} AND {mine})"


def _guards() -> dict[str, str]:
    """What is recorded stays: only the revision of this transaction is still being written."""
    closed = "NOT ledger_paused() AND OLD.token IS NOT ledger_token()"
    mine = f"NEW.revision_id IS {_LAST.format('id')} AND {_LAST.format('token')} IS ledger_token()"
    rules = {
        "ledger_guard_revision_update": ("UPDATE ON ledger_revision", closed),
        "ledger_guard_revision_delete": ("DELETE ON ledger_revision", "NOT ledger_paused()"),
        "ledger_guard_change_insert": ("INSERT ON ledger_change", f"NOT ledger_paused() AND NOT ({mine})"),
        "ledger_guard_change_update": ("UPDATE ON ledger_change", "NOT ledger_paused()"),
        "ledger_guard_change_delete": ("DELETE ON ledger_change", "NOT ledger_paused()"),
    }
    return {
        name: f"CREATE TRIGGER {name} BEFORE {event} WHEN {when}"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for name, (event, when) in rules.items()
    }


def _guards_of_growing(table: Growing, columns: list[str]) -> dict[str, str]:
    """Rows stay as they were written; only the counter rises. INSERT OR REPLACE fires no trigger that deletes."""
    same = "".join(f' AND NEW."{column}" IS OLD."{column}"' for column in columns if column != table.counter)
    rises = f'OLD."{table.counted}" IS NOT NULL AND NEW."{table.counter}" > OLD."{table.counter}"{same}'
    keys = [key for key in table.keys if set(key) <= set(columns)]
    alike = " OR ".join(" AND ".join(f't."{column}" = NEW."{column}"' for column in key) for key in keys)
    there = f'EXISTS (SELECT 1 FROM "{table.source}" t WHERE {alike})'
    rules = {
        "insert": f"NOT ledger_paused() AND ({there})",
        "update": f"NOT ledger_paused() AND NOT ({rises})",
        "delete": "NOT ledger_paused()",
    }
    return {
        f"ledger_grows_{op}_{table.source}": f"CREATE TRIGGER ledger_grows_{op}_{table.source} BEFORE {op.upper()}"
        f" ON \"{table.source}\" WHEN {when} BEGIN SELECT RAISE(ABORT, '{table.source} only grows'); END"
        for op, when in rules.items()
    }


def _trigger(name: str, table: Table, owners: tuple[Owner, ...], op: str, there: list[str]) -> str:
    columns = [column for column in there if column != "version" or not table.name]
    differs = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)
    fires = "NOT ledger_paused()"
    if op == "update":
        fires += f" AND ({differs}{' OR NEW.version IS NOT OLD.version' if table.name else ''})"
    told = [_entries(table, owner, op, columns, differs) for owner in owners or (None,)]
    steps = [entry for entries in zip(*told, strict=True) for entry in entries]  # whom a row leaves is told first
    if table.name and op != "delete":
        steps.append(_settle(table, "NEW", table.key, "coalesce({}, OLD.version)" if op == "update" else "{}"))
    for owner in owners if not table.quiet else ():
        for side in {"insert": ["NEW"], "delete": ["OLD"], "update": ["OLD", "NEW"]}[op]:
            steps.append(_settle(owner.table, side, owner.column, "coalesce({}, version)"))
    body = "\n".join(f"  {step};" for step in steps)
    return f'CREATE TRIGGER {name} AFTER {op.upper()} ON "{table.source}" WHEN {fires} BEGIN\n{body}\nEND'


def _entries(table: Table, owner: Owner | None, op: str, columns: list[str], differs: str) -> list[str]:
    """One entry; two where an update takes the row from one object to another."""
    old, new = _json(table, columns, "OLD"), _json(table, columns, "NEW")
    if op == "insert":
        return [_entry(table, owner, "NEW", "'I'", "''", new)]
    if op == "delete":
        return [_entry(table, owner, "OLD", "'D'", old, "''")]
    moves = dict.fromkeys([owner.column if owner else table.name, table.key])
    stays = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in moves)
    return [
        _entry(table, owner, "OLD", "'D'", old, "''", f"NOT ({stays})"),
        _entry(table, owner, "NEW", f"iif({stays}, 'U', 'I')", f"iif({stays}, {old}, '')", new, f"({differs})"),
    ]


def _entry(table: Table, owner: Owner | None, side: str, op: str, before: str, after: str, where: str = "true") -> str:
    key = f'{side}."{table.key}"'
    row_id = _text(table, table.key, side)
    if owner is None:
        name, was = _text(table, table.name, side), "OLD.version" if op != "'I'" else "NULL"
    else:
        parent, column = owner.table, f'{side}."{owner.column}"'
        key = column
        here = f'FROM "{parent.source}" p WHERE p."{parent.key}" = {column}'
        was, name = f"(SELECT p.version {here})", _text(table, owner.column, side)
        if parent.name != parent.key:
            last = f"source = '{parent.source}' AND row_id = {name} ORDER BY id DESC LIMIT 1"
            name = f'coalesce((SELECT p."{parent.name}" {here}), (SELECT object_id FROM ledger_change WHERE {last}))'
    values = (f"'{table.type}'", name, f"'{table.source}'", row_id, op, was, before, after)
    return (
        f"INSERT INTO ledger_entry (type, object_id, source, row_id, op, was, before, after)"
        f" SELECT {', '.join(values)} WHERE {where} AND {key} IS NOT NULL"
    )


def _settle(row: Table, side: str, column: str, wanted: str) -> str:
    """Give a row the version it has in the open revision."""
    mine = f'"{row.source}"."{row.key}" = {side}."{column}"'
    name = _uuid(f'"{row.source}"."{row.name}"') if _is_uuid(row, row.name) else f'"{row.source}"."{row.name}"'
    version = wanted.format(_given(f"'{row.type}'", name))
    return f'UPDATE "{row.source}" SET version = {version} WHERE {mine} AND version IS NOT {version}'


def found(table: Table, op: str) -> list[str]:
    """SQL that records a row as it is, once for each object that it belongs to; parameters: `before`, and its key."""
    after = _json(table, list(table.fields), "NEW")
    row = f' FROM "{table.source}" NEW WHERE NEW."{table.key}" = %s'
    entries = [_entry(table, owner, "NEW", f"'{op}'", "%s", after) for owner in table.owners or (None,)]
    return [entry.replace(" WHERE true", row).replace("OLD.version", "NEW.version") for entry in entries]


def _json(table: Table, columns: list[str], side: str) -> str:
    pairs = []
    for column in columns:
        value = f'{side}."{column}"'
        if isinstance(table.fields.get(column), models.JSONField):
            value = f"json({value})"
        pairs.append(f"'{column}', {value}")
    return f"json_object({', '.join(pairs)})"


def _text(table: Table, column: str, side: str) -> str:
    value = f'{side}."{column}"'
    return _uuid(value) if _is_uuid(table, column) else f"CAST({value} AS TEXT)"


def _is_uuid(table: Table, column: str) -> bool:
    field = table.fields.get(column)
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return isinstance(field, models.UUIDField)


def _uuid(value: str) -> str:
    """SQLite keeps a UUID without its dashes."""
    cuts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({value}, {start}, {length})" for start, length in cuts)
