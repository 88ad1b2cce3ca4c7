"""Does the tracker say that it is ready only when it is?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from commitments.ledger import install
from commitments.queries import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(readiness, "_kept", None)


def said(client: Client) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.content.decode()


def test_a_whole_installation_is_ready(client: Client) -> None:
    assert said(client) == (200, "ready")


def test_a_migration_that_was_not_applied_is_named_as_such(client: Client) -> None:
    applied = MigrationRecorder(connection)
    applied.migration_qs.filter(app="commitments").order_by("-name").first().delete()  # type: ignore[union-attr]

    assert said(client) == (503, "not ready: migrations")


def test_a_trigger_that_is_gone_is_named_as_such(client: Client) -> None:
    install.remove()

    assert said(client) == (503, "not ready: triggers")


def test_a_database_that_does_not_answer_is_named_as_such(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "ensure_connection", gone)

    assert said(client) == (503, "not ready: database")


def test_an_answer_is_kept_for_a_moment(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", 60.0)
    said(client)

    with django_assert_num_queries(0):
        assert said(client) == (200, "ready")
