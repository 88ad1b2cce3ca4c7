"""Does the list of activities open as quickly when it is long?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.people import Person
from commitments.queries import leafing
from commitments.queries.samples import samples_present
from tests import factories
from tests.admin.conftest import ACTIVITIES, plain

pytestmark = pytest.mark.django_db


def test_a_long_list_is_counted_no_further_than_it_is_leafed_through(
    enter: Any, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leafing, "FURTHEST", 2)
    client = enter(manager)
    said = []
    for _ in range(3):
        factories.ActivityFactory()
        with CaptureQueriesContext(connection) as asked:
            said.append(plain(client.get(ACTIVITIES).content.decode()))
        counts = [each["sql"] for each in asked if "COUNT(" in each["sql"] and "activity" in each["sql"]]
        assert [sql for sql in counts if "LIMIT 3" not in sql] == []
    assert ["narrow the list down for the rest" in page for page in said] == [False, False, True]
    assert "the first 2 activities; narrow the list down for the rest" in said[-1]


def test_whether_there_are_samples_is_answered_from_an_index() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as asked:
            assert not samples_present()
        word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{word} {asked[0]['sql']}")
        assert "activity_source_external_id_once" in str(cursor.fetchall())
