"""Is somebody bringing the tables to another version at this moment?

`manage.py migrate` holds a lock from its beginning to its end, with all that it does after the last migration:
triggers, rows older than them, counts. It goes with the process, however that ends. A second `migrate` waits for the
first.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = 7_102_240_002
"""The number of the advisory lock on PostgreSQL, beside the one of the ledger."""


@contextmanager
def migrating(connection: Any) -> Iterator[None]:
    """Within it `is_migrating` is true for everybody else."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            if connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    path = _beside(connection)
    if path is None:
        yield
        return
    with path.open("a") as file:
        path.chmod(0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_migrating(connection: Any) -> bool:
    """Whether somebody else is at it; waits for nobody."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LOCK])
            return not cursor.fetchone()[0]
    path = _beside(connection)
    if path is None or not path.exists():
        return False
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _beside(connection: Any) -> Path | None:
    """A file beside the database's; None where that is in memory and nobody else's."""
    name = str(connection.settings_dict["NAME"])
    in_memory = connection.is_in_memory_db() or name.startswith("file:")
    return None if in_memory else Path(f"{name}-migrating")
