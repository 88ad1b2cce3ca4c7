"""What happens when somebody writes without the tracker, with a plain client on the file?"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import PartyFactory

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="On PostgreSQL it is recorded: test_roles.py."),
]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commitments_party SET name = 'Other'",
        "DELETE FROM commitments_party",
        'INSERT INTO commitments_party (slug, name, short_name, "order", version, retired_because) '
        "VALUES ('x', 'X', 'X', 1, 1, '')",
        "UPDATE ledger_change SET after = '{}'",
        "DELETE FROM ledger_revision",
        "UPDATE ledger_revision SET actor = 'somebody else'",
    ],
)
def test_a_plain_client_is_refused(tmp_path: Path, statement: str) -> None:
    PartyFactory(slug="japan")
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    connection.connection.backup(copy)
    with pytest.raises(sqlite3.OperationalError, match="no such function: ledger_"):
        copy.execute(statement)
