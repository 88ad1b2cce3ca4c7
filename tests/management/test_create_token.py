"""Does an operator get a key that works, and nothing but the key?"""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from commitments.models.people import Person
from commitments.models.tokens import Token
from commitments.queries.tokens import token_for


def create_token(**options: Any) -> str:
    out = StringIO()
    call_command("create_token", stdout=out, **{"user": "analyst", "scopes": "read", "days": 7, **options})
    return out.getvalue()


def test_the_key_is_printed_alone_and_opens_the_tracker(analyst: Person) -> None:
    printed = create_token(scopes="read, write", source="missions", name="Mission desk", clearance="public")
    token = token_for(printed.removesuffix("\n"), at=timezone.now())
    assert token is not None
    assert (token.owner, token.scopes, token.source, token.name, token.clearance) == (
        *(analyst, ["read", "write"], "missions", "Mission desk", "public"),
    )


def test_it_expires_after_the_days_given(analyst: Person) -> None:
    key = create_token(days=7).strip()
    assert token_for(key, at=timezone.now() + datetime.timedelta(days=6)) is not None
    assert token_for(key, at=timezone.now() + datetime.timedelta(days=8)) is None


def test_the_key_itself_is_not_kept(analyst: Person) -> None:
    secret = create_token().strip().split("_", 2)[2]
    assert [row for row in Token.objects.values() if secret in str(row)] == []


def test_it_opens_only_from_the_networks_given(analyst: Person) -> None:
    key = create_token(networks="192.0.2.9/24, 2001:db8::1").strip()
    places = ("192.0.2.1", "2001:db8::1", "198.51.100.1")
    good = [token_for(key, at=timezone.now(), address=place) is not None for place in places]
    assert good == [True, True, False]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"user": "nobody"}, "Nobody with the log-in name “nobody” may log in."),
        ({"scopes": "read,fly"}, "There is no scope “fly”."),
        ({"scopes": ","}, "Give at least one scope."),
        ({"networks": "office"}, "“office” is neither an address nor a network"),
        ({"days": 0}, "A token lives 1 to 366 days."),
        ({"days": 367}, "A token lives 1 to 366 days."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(options: dict[str, Any], says: str, analyst: Person) -> None:
    with pytest.raises(CommandError, match=says):
        create_token(**options)
    assert Token.objects.count() == 0


def test_somebody_switched_off_gets_none(analyst: Person) -> None:
    Person.objects.update(is_active=False)
    with pytest.raises(CommandError, match="may log in"):
        create_token()
