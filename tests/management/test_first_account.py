"""Does the access record tell of accounts and passwords that were made on the server?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commitments.models.access import AccessEvent
from commitments.models.people import Person

pytestmark = pytest.mark.django_db

WORD = "a long word of mine"


def noted() -> list[Any]:
    return list(AccessEvent.objects.order_by("id").values_list("kind", "who", "door", "subject", "detail"))


def test_the_first_administrator_leaves_an_entry_without_the_password(
    analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", WORD)
    call_command("createsuperuser", interactive=False, username="first", display_name="First", verbosity=0)
    told = "added; username: first; display_name: First; role: administrator; clearance: restricted; language: en; "
    assert noted() == [
        ("person", "command:createsuperuser", "command", "person:first", f"{told}is_active: True"),
    ]
    assert Person.objects.get(username="first").check_password(WORD)


def test_an_account_that_was_not_made_leaves_none(analyst: Person) -> None:
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, username="analyst", display_name="A", verbosity=0)
    assert noted() == []


def test_a_password_that_was_set_leaves_an_entry(analyst: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *asked, **more: WORD)
    call_command("changepassword", "analyst", verbosity=0)
    analyst.refresh_from_db()
    assert analyst.check_password(WORD)
    assert noted() == [("person", "command:changepassword", "command", "person:analyst", "password set")]


def test_a_name_that_is_nobody_s_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has the log-in name “mori”"):
        call_command("changepassword", "mori")
    assert noted() == []
