"""What do the tests of actions start from?"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from commitments.actions.seeding import SeedReport, seed
from commitments.ledger.recording import acting, seal
from tests.edited import EditedFixtures


@pytest.fixture(autouse=True)
def _each_action_is_a_revision(db: None) -> Iterator[None]:
    """As each request makes it one: a page is turned before every transaction that is not inside another."""
    outside = len(connection.savepoint_ids)

    def turning(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith("SAVEPOINT") and len(connection.savepoint_ids) == outside:
            seal()
        return execute(sql, *more)

    with connection.execute_wrapper(turning):
        yield


@pytest.fixture
def seeded(db: None, day: datetime.date) -> SeedReport:
    """The two texts are in the database."""
    with acting("command:seed", "command"):
        return seed(settings.FIXTURES, on=day)


@pytest.fixture
def edited(tmp_path: Path) -> EditedFixtures:
    return EditedFixtures(tmp_path / "fixtures")
