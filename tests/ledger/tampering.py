"""How does a test change what the ledger guards, and what does verify_ledger then say?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection


@contextmanager
def tampering() -> Iterator[Any]:
    """Past the guards, as somebody with the file or the owner's password could."""
    if connection.vendor == "sqlite":
        with connection.connection.pause(), connection.cursor() as cursor:
            yield cursor
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = DEFAULT")


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status of verify_ledger, and what it printed and complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=out, stderr=err)
    except SystemExit as stopped:
        return int(str(stopped.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()
