"""Can this process do its work? The database answers, its tables are those of this version, its triggers are there."""

from __future__ import annotations

import time
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from commitments.ledger.install import missing
from commitments.ledger.migrating import is_migrating
from commitments.ledger.models import Revision

KEPT_SECONDS = 5.0
AGAIN_AFTER = 0.5
"""Seconds between two looks at whether the migrations that were awaited are there."""

_kept: tuple[float, list[str]] | None = None
_awaiting = False
_looked_at = 0.0


def not_ready() -> list[str]:
    """What is not in order, as words an operator knows: `database`, `migrations`, `triggers`; empty when ready.

    An answer is kept for five seconds, so that asking often costs nothing.
    """
    global _kept
    if still_awaiting():
        return ["migrations"]
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        _kept = now, _lacking()
    return _kept[1]


def await_migrations() -> bool:
    """Asked once when a server starts: whether this version's migrations are not all there yet.

    Then it serves nobody until `still_awaiting` says that they are; from there on nothing is asked any more.
    """
    global _awaiting
    try:
        _awaiting = bool(_pending()) or is_migrating(connection)
    finally:
        connection.close()
    return _awaiting


def still_awaiting() -> bool:
    """Whether this server waits for `manage.py migrate`; costs nothing where it does not."""
    global _awaiting, _looked_at
    now = time.monotonic()
    if _awaiting and now - _looked_at > AGAIN_AFTER:
        _looked_at = now
        _awaiting = bool(_lacking()) or is_migrating(connection)
    return _awaiting


def last_revision() -> tuple[int, str]:
    """The number of the ledger's last revision and when it was recorded; 0 and nothing before the first."""
    numbered = Revision.objects.exclude(number=None).order_by("-number")
    found = numbered.values_list("number", "recorded_at").first()
    return (found[0] or 0, found[1]) if found else (0, "")


def _lacking() -> list[str]:
    try:
        connection.ensure_connection()
        if _pending():
            return ["migrations"]
        return ["triggers"] if missing() else []
    except Error:
        return ["database"]


def _pending() -> frozenset[tuple[str, str]]:
    return _of_this_version() - set(MigrationRecorder(connection).applied_migrations())


@cache
def _of_this_version() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations or ())
