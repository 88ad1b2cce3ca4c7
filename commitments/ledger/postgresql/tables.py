"""Which functions and triggers does a tracked table get on PostgreSQL?

Statement triggers with transition tables: `o` holds the rows before, `n` the rows after. Each writes one change for
every row that differs; where a row passes from one object to another, the old one loses it and the new one gains it.
"""

from __future__ import annotations

from commitments.ledger import lines
from commitments.ledger.declaration import Growing, Owner, Table
from commitments.ledger.postgresql.revisions import Function, Trigger

TRANSITIONS = {
    "insert": "NEW TABLE AS n",
    "update": "OLD TABLE AS o NEW TABLE AS n",
    "delete": "OLD TABLE AS o",
}

Entry = tuple[str, str, str, str, str, str]
"""SQL of an entry's object_id, row_id, op, version, before and after."""


def functions(table: Table) -> list[Function]:
    """The table's three trigger functions."""
    return [Function(f"ledger_{op}_{table.source}", _body(table, op)) for op in TRANSITIONS]


def triggers(table: Table) -> list[Trigger]:
    """The table's triggers; a row's own version is set before it is written."""
    made = [
        Trigger(
            f"ledger_{op}",
            table.source,
            f"AFTER {op.upper()} ON REFERENCING {transition} FOR EACH STATEMENT",
            f"ledger_{op}_{table.source}()",
        )
        for op, transition in TRANSITIONS.items()
    ]
    if table.name:
        when, calls = "BEFORE INSERT OR UPDATE ON FOR EACH ROW", f"ledger_version('{table.type}', '{table.name}')"
        made.append(Trigger("ledger_version", table.source, when, calls))
    return made


def guard(table: Growing) -> Trigger:
    """What keeps the rows of a table that only grows as they were written."""
    calls = f"ledger_grows('{table.counter}', '{table.counted}')"
    return Trigger("ledger_grows", table.source, "BEFORE UPDATE OR DELETE ON FOR EACH ROW", calls)


def found(table: Table, op: str) -> str:
    """SQL that records rows as they are; parameters: `revision`, its id; `rows`, their ids; `before`, text."""
    rows = f'(SELECT * FROM "{table.source}" WHERE "{table.key}"::text = ANY(%(rows)s)) n'
    entries = [
        f"SELECT 2 AS step, {_columns(entry)} FROM {rows} WHERE {there}"
        for entry, there in _entries_of(table, "n", f"'{op}'", "%(before)s", _json("n"), revision="%(revision)s")
    ]
    return _record(table, " UNION ALL ".join(entries), revision="%(revision)s")


def _body(table: Table, op: str) -> str:
    differing = _differing(table) if op == "update" else {"insert": "n", "delete": "o"}[op]
    return f"""
DECLARE r bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM {differing}) THEN RETURN NULL; END IF;
  r := ledger_open();{"".join(_touch(owner, op, differing, table) for owner in table.owners)}
  {_record(table, _entries(table, op, differing))};
  RETURN NULL;
END"""


def _differing(table: Table) -> str:
    columns = dict.fromkeys([table.key, table.name or table.key, *(owner.column for owner in table.owners)])
    version = 'o.version AS "o_version", n.version AS "n_version", ' if table.name else ""
    sides = ", ".join(f'{side}."{column}" AS "{side}_{column}"' for side in "on" for column in columns)
    return (
        f"(SELECT * FROM (SELECT {version}{sides}, {_json('o')} AS b, {_json('n')} AS a FROM o FULL JOIN n"
        f' ON o."{table.key}" = n."{table.key}" OFFSET 0) both_sides WHERE a IS DISTINCT FROM b) d'
    )


def _touch(owner: Owner, op: str, differing: str, table: Table) -> str:
    """Raise the version of the rows whose parts change, once in a revision, locked in one order."""
    sides = {"insert": ["n."], "delete": ["o."], "update": ["o_", "n_"]}[op]
    ids = " UNION ".join(f"SELECT {_side(side, owner.column)} FROM {differing}" for side in sides)
    parent = owner.table
    return f"""
  UPDATE "{parent.source}" p SET version = -1 FROM (
    SELECT q."{parent.key}" AS id FROM "{parent.source}" q WHERE q."{parent.key}" IN ({ids})
    AND NOT EXISTS (SELECT FROM ledger_change c WHERE c.revision_id = r AND c.type = '{parent.type}'
                    AND c.object_id = q."{parent.name}"::text)
    ORDER BY q."{parent.key}" FOR NO KEY UPDATE) l WHERE p."{parent.key}" = l.id;"""


def _entries(table: Table, op: str, differing: str) -> str:
    if op == "insert":
        found = [(2, *each) for each in _entries_of(table, "n", "'I'", "''", _json("n"))]
    elif op == "delete":
        found = [(1, *each) for each in _entries_of(table, "o", "'D'", _json("o"), "''")]
    else:
        found = []
        for position in range(max(1, len(table.owners))):
            stays = _stays(table, position)
            kind, before = f"CASE WHEN {stays} THEN 'U' ELSE 'I' END", f"CASE WHEN {stays} THEN b::text ELSE '' END"
            (gone, there), (new, here) = (
                _entries_of(table, side, *what)[position]
                for side, what in (("o_", ("'D'", "b", "''")), ("n_", (kind, before, "a")))
            )
            found += [(1, gone, f"{there} AND NOT ({stays})"), (2, new, here)]
    return " UNION ALL ".join(
        f"SELECT {step} AS step, {_columns(entry)} FROM {differing} WHERE {there}" for step, entry, there in found
    )


def _stays(table: Table, position: int) -> str:
    """Whether the row still belongs to the same object and has the same key."""
    column = table.owners[position].column if table.owners else table.name
    same = [f'"o_{name}" IS NOT DISTINCT FROM "n_{name}"' for name in dict.fromkeys([column, table.key])]
    return " AND ".join(same)


def _entries_of(
    table: Table, side: str, op: str, before: str, after: str, *, revision: str = "r"
) -> list[tuple[Entry, str]]:
    """For each object that the row belongs to: the entry, and when there is one."""
    dot = side if side.endswith("_") else f"{side}."
    key = _side(dot, table.key)
    if table.name:
        name, version = f"{_side(dot, table.name)}::text", _side(dot, "version")
        if op == "'D'":
            version = f"coalesce({_touched(table.type, name, revision)}, {version} + 1)"
        return [((name, f"{key}::text", op, version, before, after), f"{key} IS NOT NULL")]
    found: list[tuple[Entry, str]] = []
    for owner in table.owners:
        parent, column = owner.table, _side(dot, owner.column)
        name = f"{column}::text"
        here = f'FROM "{parent.source}" p WHERE p."{parent.key}" = {column}'
        if parent.name != parent.key:
            last = f"source = '{parent.source}' AND row_id = {column}::text ORDER BY id DESC LIMIT 1"
            name = f'coalesce((SELECT p."{parent.name}" {here}), (SELECT object_id FROM ledger_change WHERE {last}))'
        touched = _touched(parent.type, name, revision)
        past = f"SELECT version + 1 FROM ledger_change WHERE type = '{parent.type}' AND object_id = {name}"
        version = f"coalesce((SELECT p.version {here}), {touched}, ({past} ORDER BY id DESC LIMIT 1), 1)"
        found.append(((name, f"{key}::text", op, version, before, after), f"{column} IS NOT NULL"))
    return found


def _touched(kind: str, name: str, revision: str) -> str:
    """SQL for the version that the object has in the open revision, if any."""
    where = f"revision_id = {revision} AND type = '{kind}' AND object_id = {name}"
    return f"(SELECT version FROM ledger_change WHERE {where} ORDER BY id DESC LIMIT 1)"


def _record(table: Table, entries: str, *, revision: str = "r") -> str:
    columns = ("id", "revision_id", *lines.CHANGE[1:], "digest")
    values = ("c.id", revision, f"'{table.type}'", "c.object_id", f"'{table.source}'", "c.row_id", "c.op", "c.version")
    hashed = lines.postgresql_digest(*(_of_change(name, table) for name in lines.CHANGE))
    return f"""INSERT INTO ledger_change ({", ".join(columns)})
  SELECT {", ".join(values)}, c.salt, c.before, c.after, {hashed}
  FROM (SELECT nextval('ledger_change_id_seq') AS id, gen_random_uuid()::text AS salt, e.*
        FROM (SELECT * FROM ({entries}) sorted ORDER BY step, row_id) e) c"""


def _of_change(name: str, table: Table) -> str:
    return {"type": f"'{table.type}'", "source": f"'{table.source}'"}.get(name, f"c.{name}")


def _columns(entry: Entry) -> str:
    names = ("object_id", "row_id", "op", "version", "before", "after")
    casts = ("", "", "", "::bigint", "::text", "::text")
    return ", ".join(f"({sql}){cast} AS {name}" for sql, cast, name in zip(entry, casts, names, strict=True))


def _json(side: str) -> str:
    return f"(to_jsonb({side}) - 'version')"


def _side(side: str, column: str) -> str:
    return f'"{side}{column}"' if side.endswith("_") else f'{side}"{column}"'
