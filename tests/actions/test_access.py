"""What gets into the access record, and what never does?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction

from commitments.actions.access import asked_from, note_access, note_failed_log_in
from commitments.actions.people import add_person, change_person, set_password
from commitments.actions.tokens import issue_token, revoke_token
from commitments.ledger.recording import acting
from commitments.models.access import AccessEvent
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from commitments.vocabulary import AccessKind
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


def noted() -> list[tuple[str, str, str, str]]:
    """(kind, who, subject, detail) of each entry, in order."""
    return list(AccessEvent.objects.order_by("id").values_list("kind", "who", "subject", "detail"))


def test_an_entry_says_who_where_and_by_which_request() -> None:
    with asked_from("192.0.2.7", "admin", "request-1"), acting("person:ann", "admin"):
        note_access(AccessKind.EXPORT, subject="activities", detail="csv")
    (entry,) = AccessEvent.objects.values(
        *("kind", "who", "address", "door", "subject", "detail", "request", "times", "minute")
    )
    assert entry == {
        "kind": "export",
        "who": "person:ann",
        "address": "192.0.2.7",
        "door": "admin",
        "subject": "activities",
        "detail": "csv",
        "request": "request-1",
        "times": 1,
        "minute": None,
    }


def test_what_is_taken_back_leaves_no_entry() -> None:
    with acting("person:ann", "admin"):
        note_access(AccessKind.EXPORT)
        transaction.set_rollback(True)
    assert noted() == []


def test_fifty_refusals_within_a_minute_are_one_row_each_minute() -> None:
    with asked_from("192.0.2.7", "api", "request-1"):
        for _time in range(50):
            note_access(AccessKind.REFUSED, who="person:ann", counted=True)
    rows = list(AccessEvent.objects.all())
    assert sum(row.times for row in rows) == 50
    assert len(rows) == len({row.minute for row in rows}) <= 2  # two where the minute ended meanwhile


def test_others_kinds_and_places_are_rows_of_their_own() -> None:
    for kind, who, address in (
        (AccessKind.REFUSED, "person:ann", "192.0.2.7"),
        (AccessKind.REFUSED, "person:ben", "192.0.2.7"),
        (AccessKind.REFUSED, "person:ann", "192.0.2.8"),
        (AccessKind.LOG_IN_FAILED, "person:ann", "192.0.2.7"),
    ):
        with asked_from(address, "api", ""):
            note_access(kind, who=who, counted=True)
    assert list(AccessEvent.objects.values_list("times", flat=True)) == [1] * 4


def test_nobody_known_adds_no_rows_by_hopping_between_addresses_of_one_subscriber() -> None:
    for number in range(9):
        with asked_from(f"2001:db8:1:2::{number}", "api", ""):
            note_access(AccessKind.REFUSED, who="", counted=True)
    rows = AccessEvent.objects.all()
    assert {row.address for row in rows} == {"2001:db8:1:2::/64"}
    assert sum(row.times for row in rows) == 9


@pytest.mark.parametrize("typed", ["mori", " mori ", "ｍｏｒｉ"])
def test_a_failed_log_in_names_the_account_it_was_for(typed: str) -> None:
    make.PersonFactory(username="mori")
    note_failed_log_in(typed)
    assert noted() == [("log_in_failed", "person:mori", "", "")]


@pytest.mark.parametrize("typed", ["my secret password", "mori\0", "", "x" * 5000])
def test_what_else_was_typed_as_a_name_is_kept_nowhere(typed: str) -> None:
    make.PersonFactory(username="mori")
    note_failed_log_in(typed)
    assert noted() == [("log_in_failed", "", "", "")]


def test_a_person_who_is_added_is_noted_without_the_password(administrator: Person) -> None:
    content = {"username": "mori", "display_name": "M. Mori", "role": "analyst", "clearance": "internal"}
    with acting("person:administrator", "admin"):
        add_person(content, password="a long word of mine", by=principal_of(administrator))
    told = "added; username: mori; display_name: M. Mori; role: analyst; clearance: internal; language: en; "
    assert noted() == [("person", "person:administrator", "person:mori", f"{told}is_active: True")]


def test_what_changes_of_a_person_is_noted_from_what_to_what(administrator: Person, viewer: Person) -> None:
    body = make.BodyFactory(slug="shape")
    with acting("person:administrator", "admin"):
        change_person(viewer, {"role": "manager", "bodies": [body]}, by=principal_of(administrator))
        change_person(viewer, {"role": "manager"}, by=principal_of(administrator))
    assert noted() == [
        ("person", "person:administrator", "person:viewer", "role: viewer → manager; bodies:  → shape"),
    ]


def test_a_password_that_is_set_is_noted_and_not_kept(administrator: Person, viewer: Person) -> None:
    with acting("person:administrator", "admin"):
        set_password(viewer, "a long word of mine", by=principal_of(administrator))
    assert noted() == [("person", "person:administrator", "person:viewer", "password set")]


def test_a_token_is_noted_when_it_is_issued_and_when_it_is_revoked_once(administrator: Person) -> None:
    given: dict[str, Any] = {"scopes": ["write", "read"], "now": NOW, "days": 1, "source": "registry"}
    with acting("person:administrator", "admin"):
        token, key = issue_token(administrator, name="Registry", **given)
        for _time in range(2):
            revoke_token(token, by=principal_of(administrator), now=NOW)
    subject, who = f"token:{token.prefix}", "person:administrator"
    told = "issued; owner: administrator; name: Registry; scopes: read, write; source: registry; expires_at: "
    assert noted() == [
        ("token", who, subject, f"{told}2026-11-22T12:00:00+00:00"),
        ("token", who, subject, "revoked"),
    ]
    assert key.split("_", 2)[2] not in str(noted())
