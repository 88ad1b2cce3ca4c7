"""Who acts, through which door, and why?

`acting` opens the transaction; everything tracked that is written in it becomes one revision of that actor. Who
acts travels with the transaction, never with the session.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = "nobody acts: a tracked row is written only inside ledger.recording.acting"

_SEAL = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_constraint WHERE conname = 'ledger_close') THEN
    SET CONSTRAINTS ledger_close IMMEDIATE;
    SET CONSTRAINTS ledger_seal IMMEDIATE;
    SET CONSTRAINTS ledger_close, ledger_seal DEFERRED;
  END IF;
END $$
"""


@dataclass(frozen=True)
class Acting:
    """Who acts: `by` is text such as person:<log-in name>, token:<prefix>, command:seed; empty for nobody yet."""

    by: str = ""
    door: str = ""
    reason: str = ""
    request: str = ""
    open: bool = False


_now: ContextVar[Acting] = ContextVar("ledger_acting", default=Acting())  # noqa: B039 (frozen)


def acting_now() -> Acting:
    """Who acts at this moment."""
    return _now.get()


@contextmanager
def acting(by: str, door: str, reason: str = "", request: str = "") -> Iterator[None]:
    """Open a transaction in which `by` acts; what it writes is one revision.

    `by` may be empty where it becomes known only later (`name_actor`). Inside another `acting` it is a
    RuntimeError: one transaction, one actor. Inside a transaction that goes on afterwards (a migration, a test)
    its revision is closed on leaving.
    """
    before = _now.get()
    if before.open:
        raise RuntimeError("Somebody acts already in this transaction.")
    inside = connection.in_atomic_block
    if inside:
        seal()
    token = _now.set(Acting(by, door, reason, request, open=True))
    try:
        with transaction.atomic():
            if by or inside:
                _tell(_now.get())
            yield
    finally:
        _now.reset(token)
        if inside and not connection.needs_rollback:
            seal()
            _tell(before)


def name_actor(by: str) -> None:
    """Say who acts in the open transaction, once it is known and before the first tracked write.

    Not inside a savepoint that may be rolled back. Nothing happens outside `acting`: a request that only reads.
    """
    _change(replace(_now.get(), by=by))


def give_reason(reason: str) -> None:
    """Say why, before the first tracked write; nothing happens outside `acting`."""
    _change(replace(_now.get(), reason=reason))


def seal() -> None:
    """Close and number the open revision without ending the transaction; the next write opens another."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SEAL)
    else:
        connection.ensure_connection()
        connection.connection.turn_page()


def _change(changed: Acting) -> None:
    if changed.open:
        _now.set(changed)
        _tell(changed)


def _tell(now: Acting) -> None:
    """PostgreSQL is told for this transaction; SQLite asks (sqlite/functions.py)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('ledger.actor', %s, true), set_config('ledger.door', %s, true),"
                " set_config('ledger.reason', %s, true), set_config('ledger.request', %s, true)",
                [now.by, now.door, now.reason, now.request],
            )
