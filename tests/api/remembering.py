"""How does a test write at one moment and read as of another?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting


def written(change: Callable[[], Any]) -> Any:
    with acting("person:ann", "admin"):
        return change()


def head() -> Revision:
    found = Revision.objects.exclude(number=None).latest("number")
    return found


def read(client: Client, path: str, by: Revision | None = None) -> Any:
    """An answer, as it was when this revision was the last."""
    joined = "&" if "?" in path else "?"
    answer = client.get(f"/api/v1/{path}{joined}recorded_by={by.recorded_at}" if by else f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    if by:
        assert answer["Recorded-By"] == by.public_id
    return answer.json()
