"""Who may read which entries of the access record?"""

from __future__ import annotations

import pytest

from commitments.actions.access import note_access
from commitments.queries.access import noted_for
from commitments.queries.visibility import principal_of
from commitments.vocabulary import AccessKind
from tests.factories import PersonFactory, TokenFactory

pytestmark = pytest.mark.django_db

DOORS = {"log_in", "log_out", "log_in_failed", "locked_out", "person", "token", "label", "refused"}
ROWS = {"export", "marking"}


@pytest.fixture(autouse=True)
def _one_of_each_kind() -> None:
    for kind in AccessKind:
        note_access(kind, who="person:ann")


@pytest.mark.parametrize(
    ("role", "clearance", "kinds"),
    [
        ("administrator", "restricted", DOORS | ROWS),
        ("administrator", "internal", DOORS),
        ("administrator", "public", DOORS),
        ("manager", "restricted", set()),
        ("viewer", "restricted", set()),
    ],
)
def test_who_may_not_read_every_marking_reads_of_doors_only(role: str, clearance: str, kinds: set[str]) -> None:
    reader = principal_of(PersonFactory(role=role, clearance=clearance))
    assert {entry.kind for entry in noted_for(reader)} == kinds


@pytest.mark.parametrize(("clearance", "kinds"), [("", DOORS | ROWS), ("internal", DOORS)])
def test_a_token_with_a_lower_clearance_than_its_owner_reads_what_that_covers(clearance: str, kinds: set[str]) -> None:
    owner = PersonFactory(role="administrator", clearance="restricted")
    reader = principal_of(owner, TokenFactory(owner=owner, scopes=["audit"], clearance=clearance))
    assert {entry.kind for entry in noted_for(reader)} == kinds
