"""How does SQLite keep the rollups? There is one writer: each trigger adds to the counts at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from commitments.ledger.counting import Each, Once, Rollup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Columns = Mapping[str, list[str]]

SIDES = {"insert": (("NEW", 1),), "delete": (("OLD", -1),), "update": (("OLD", -1), ("NEW", 1))}


def statements(rollups: Iterable[Rollup], columns: Columns) -> dict[str, str]:
    """The triggers by name, for the rollups whose tables and columns are there."""
    bodies: dict[tuple[str, str], list[str]] = {}
    guards: dict[str, str] = {}
    for rollup in rollups:
        if not _there(rollup, columns):
            continue
        guards |= _guards(rollup)
        for table in (rollup.source, *rollup.children):
            for op in SIDES:
                found = _of_rows(rollup, op) if table == rollup.source else _of_children(rollup, table, op)
                bodies.setdefault((table, op), []).extend(_add(rollup, each) for each in found)
                bodies[table, op].append(f'DELETE FROM "{rollup.table}" WHERE number = 0')
    return guards | {
        name: f'CREATE TRIGGER {name} AFTER {op.upper()} ON "{table}" WHEN NOT ledger_paused() BEGIN\n'
        + "".join(f"  {step};\n" for step in steps)
        + "END"
        for (table, op), steps in bodies.items()
        for name in [f"ledger_rollup_{op}_{table}"]
    }


def _there(rollup: Rollup, columns: Columns) -> bool:
    """Whether every table and column is there: not so in the middle of a migration."""
    written = " ".join(sql for by in rollup.by.values() for sql in by.values()) + rollup.where
    needed = {rollup.table: set(rollup.columns), rollup.source: set(re.findall(r'\{row\}\."(\w+)"', written))}
    for member in rollup.members:
        if member.child:
            asked = {member.tie, *([member.value] if isinstance(member, Each) else [])}
            asked |= set(re.findall(r'\{child\}\."(\w+)"', getattr(member, "where", "")))
            needed.setdefault(rollup.of(member), set()).update(asked)
    return all(asked <= set(columns.get(table, ())) for table, asked in needed.items())


def _guards(rollup: Rollup) -> dict[str, str]:
    """Other clients cannot write counts: they do not have the functions that these triggers ask."""
    return {
        f"ledger_guard_{op}_{rollup.table}": f"CREATE TRIGGER ledger_guard_{op}_{rollup.table}"
        f' BEFORE {op.upper()} ON "{rollup.table}" WHEN ledger_token() IS NULL'
        " BEGIN SELECT RAISE(ABORT, 'counts are kept by triggers'); END"
        for op in SIDES
    }


def _add(rollup: Rollup, found: str) -> str:
    columns = ", ".join(f'"{column}"' for column in rollup.columns)
    return (
        f'INSERT INTO "{rollup.table}" ({columns}, number) SELECT * FROM ({found}) WHERE true'
        f" ON CONFLICT ({columns}) DO UPDATE SET number = number + excluded.number"
    )


def _of_rows(rollup: Rollup, op: str) -> list[str]:
    differs = f"{_values(rollup, 'NEW')} IS NOT {_values(rollup, 'OLD')}"
    found = []
    for side, sign in SIDES[op]:
        for each in rollup.contributions("sqlite", "", side, sign):
            found.append(f"{each} AND {differs}" if op == "update" else each)
    return found


def _values(rollup: Rollup, side: str) -> str:
    return f"({rollup.dimensions('sqlite', side)}, {rollup.counts_row(side)})"


def _of_children(rollup: Rollup, table: str, op: str) -> list[str]:
    found = []
    for member in rollup.members:
        if rollup.of(member) == table:
            for side, sign in SIDES[op]:
                if isinstance(member, Each):
                    found.append(_counted(rollup, f'{side}."{member.value}"', sign, side, member.tie, "true"))
                else:
                    found.append(_once(rollup, member, table, op, side, sign))
    return found


def _once(rollup: Rollup, member: Once, table: str, op: str, side: str, sign: int) -> str:
    """A row comes in with its first child that asks for it, and goes out with its last."""
    other = "NEW" if side == "OLD" else "OLD"
    asks = f"({member.where.format(child=side)})"
    if op == "update":
        stays = f'{other}."{member.tie}" IS {side}."{member.tie}" AND ({member.where.format(child=other)})'
        asks += f" AND NOT ({stays})"
    tied = f'child."{member.tie}" = {side}."{member.tie}" AND ({member.where.format(child="child")})'
    left = f'(SELECT count(*) FROM "{table}" child WHERE {tied}) = {1 if sign == 1 else 0}'
    way = -sign if member.without else sign
    return _counted(rollup, str(member.value), way, side, member.tie, f"{asks} AND {left}")


def _counted(rollup: Rollup, value: str, sign: int, side: str, tie: str, when: str) -> str:
    dimensions = rollup.dimensions("sqlite", "counted")
    return (
        f'SELECT {value}, {dimensions}, {sign} FROM "{rollup.source}" counted'
        f' WHERE counted."{rollup.pk}" = {side}."{tie}" AND {rollup.counts_row("counted")} AND {when}'
    )
