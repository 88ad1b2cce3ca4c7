"""How does PostgreSQL keep the rollups?

Each statement on a counted table appends what it adds and takes away to a table of deltas; the seal folds a
revision's deltas into the counts, under the lock that orders commits. So nobody waits for a busy count while
somebody else's transaction is open, and no two transactions can lock counts in different orders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.ledger.counting import Each, Once, Rollup, recounting
from commitments.ledger.postgresql.revisions import LOCK, Function, Trigger
from commitments.ledger.postgresql.tables import TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

SIDES = {"insert": (("n", 1),), "delete": (("o", -1),), "update": (("o", -1), ("n", 1))}


def deltas(rollup: Rollup) -> list[str]:
    """SQL that makes the table of deltas. It is unlogged: what is in it belongs to open transactions."""
    table, name = f"{rollup.table}_delta", f"{rollup.table}_delta_revision"
    columns = ", ".join(f'"{column}"' for column in rollup.columns)
    return [
        f'CREATE UNLOGGED TABLE IF NOT EXISTS "{table}" AS'
        f' SELECT 0::bigint AS revision_id, {columns}, number FROM "{rollup.table}" WITH NO DATA',
        f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" (revision_id)',
    ]


def fold(rollups: Iterable[Rollup]) -> Function:
    """The function that adds the deltas of a revision to the counts."""
    body = "".join(_fold(rollup) for rollup in rollups)
    return Function("ledger_fold", f"\nBEGIN{body}\nEND", "void", takes="bigint")


def _fold(rollup: Rollup) -> str:
    table, columns = rollup.table, ", ".join(f'"{column}"' for column in rollup.columns)
    mine = f'FROM "{table}_delta" WHERE revision_id = $1'
    return f"""
  IF EXISTS (SELECT {mine}) THEN
    INSERT INTO "{table}" AS kept ({columns}, number)
      SELECT {columns}, sum(number) {mine} GROUP BY {columns} HAVING sum(number) <> 0
      ON CONFLICT ({columns}) DO UPDATE SET number = kept.number + EXCLUDED.number;
    DELETE FROM "{table}" WHERE number = 0;
    DELETE {mine};
  END IF;"""


def recount_name(rollup: Rollup) -> str:
    """The function that makes the counts of a rollup anew."""
    return f"ledger_recount_{rollup.table.removeprefix('ledger_rollup_')}"


def recount(rollup: Rollup) -> Function:
    """It makes the counts under the keys from $1 to $2 anew, from nothing but the rows.

    Whoever writes the rows may call it. Its transaction's own deltas under these keys go: the rows that they came from
    are counted. Those of others are not seen, and are folded when they commit, after this one.
    """
    among = "{key} BETWEEN $1 AND $2"
    mine = f'DELETE FROM "{rollup.table}_delta" WHERE "{rollup.key}" BETWEEN $1 AND $2'
    lock = f"PERFORM pg_advisory_xact_lock({LOCK})"
    steps = "".join(f"\n  {step};" for step in (lock, mine, *recounting(rollup, "postgresql", among)))
    return Function(recount_name(rollup), f"\nBEGIN{steps}\nEND", "void", takes="bigint, bigint", scans=True)


def functions(rollups: Iterable[Rollup]) -> list[Function]:
    """One function for each kind of statement on each table that any rollup looks at."""
    bodies: dict[tuple[str, str], str] = {}
    for rollup in rollups:
        for table in (rollup.source, *rollup.children):
            for op in TRANSITIONS:
                bodies[table, op] = bodies.get((table, op), "") + _statement(rollup, table, op)
    return [Function(_name(table, op), _body(op, each)) for (table, op), each in bodies.items()]


def triggers(rollups: Iterable[Rollup]) -> list[Trigger]:
    """The triggers that call them."""
    watched = dict.fromkeys(table for rollup in rollups for table in (rollup.source, *rollup.children))
    return [
        Trigger(
            f"ledger_rollup_{op}",
            table,
            f"AFTER {op.upper()} ON REFERENCING {transition} FOR EACH STATEMENT",
            f"{_name(table, op)}()",
        )
        for table in watched
        for op, transition in TRANSITIONS.items()
    ]


def _name(table: str, op: str) -> str:
    return f"ledger_rollup_{op}_{table}"


def _body(op: str, statements: str) -> str:
    some = "n" if op == "insert" else "o"
    return f"""
DECLARE r bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM {some}) THEN RETURN NULL; END IF;
  r := ledger_here();{statements}
  RETURN NULL;
END"""


def _statement(rollup: Rollup, table: str, op: str) -> str:
    """What one rollup makes of a statement. The revision is open as soon as there is a delta to write."""
    found = _of_rows(rollup, op) if table == rollup.source else _of_children(rollup, table, op)
    columns = ", ".join(f'"{column}"' for column in rollup.columns)
    return f"""
  INSERT INTO "{rollup.table}_delta" (revision_id, {columns}, number)
    SELECT coalesce(r, ledger_open()), each.* FROM ({" UNION ALL ".join(found)}) each;"""


def _of_rows(rollup: Rollup, op: str) -> list[str]:
    if op != "update":
        ((side, sign),) = SIDES[op]
        return rollup.contributions("postgresql", f"FROM {side}", side, sign)
    same = [f"({rollup.dimensions('postgresql', side)}, {rollup.counts_row(side)})" for side in "on"]
    pair = f'SELECT {{}}.* FROM o JOIN n ON n."{rollup.pk}" = o."{rollup.pk}" WHERE {" IS DISTINCT FROM ".join(same)}'
    return [
        found
        for side, sign in SIDES[op]
        for found in rollup.contributions("postgresql", f"FROM ({pair.format(side)}) counted", "counted", sign)
    ]


def _of_children(rollup: Rollup, table: str, op: str) -> list[str]:
    found = []
    for member in rollup.members:
        if rollup.of(member) != table:
            continue
        if isinstance(member, Each):
            found += [_each(rollup, member, side, sign) for side, sign in SIDES[op]]
        else:
            found.append(_once(rollup, member, table, op))
    return found


def _each(rollup: Rollup, member: Each, side: str, sign: int) -> str:
    dimensions = rollup.dimensions("postgresql", "counted")
    return (
        f'SELECT {side}."{member.value}", {dimensions}, {sign} FROM {side} JOIN "{rollup.source}" counted'
        f' ON counted."{rollup.pk}" = {side}."{member.tie}" WHERE {rollup.counts_row("counted")}'
    )


def _once(rollup: Rollup, member: Once, table: str, op: str) -> str:
    """A row comes in with its first child that asks for it, and goes out with its last."""
    tie = f'"{member.tie}"'
    changed = " UNION ALL ".join(
        f"SELECT {side}.{tie} AS tie, {sign} AS step FROM {side} WHERE {member.where.format(child=side)}"
        for side, sign in SIDES[op]
    )
    net = f"SELECT tie, sum(step) AS step FROM ({changed}) changed GROUP BY tie HAVING sum(step) <> 0"
    there = f'SELECT count(*) FROM "{table}" child WHERE child.{tie} = net.tie AND {member.where.format(child="child")}'
    step = "((after > 0)::int - (after - step > 0)::int)"
    dimensions = rollup.dimensions("postgresql", "counted")
    return (
        f"SELECT {member.value}, {dimensions}, {'-' if member.without else ''}{step}"
        f" FROM (SELECT net.*, ({there}) AS after FROM ({net}) net OFFSET 0) net"
        f' JOIN "{rollup.source}" counted ON counted."{rollup.pk}" = net.tie'
        f" WHERE {rollup.counts_row('counted')} AND {step} <> 0"
    )
