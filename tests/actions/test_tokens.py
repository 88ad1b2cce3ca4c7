"""What does a token hold, which cannot be made, and until when and from where is it good?"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from commitments.actions.tokens import issue_token
from commitments.models.people import Person
from commitments.models.tokens import Token
from commitments.queries.tokens import digest_of, token_for

NOW = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


def test_a_token_keeps_the_digest_of_its_key_and_its_scopes_in_order(analyst: Person) -> None:
    token, key = issue_token(analyst, name="Desk", scopes=["write", "read"], now=NOW, days=30)
    token.refresh_from_db()
    assert (token.digest, token.scopes, token.expires_at) == (
        *(digest_of(key), ["read", "write"], NOW + datetime.timedelta(days=30)),
    )


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"scopes": ["fly", "read"]}, {"scopes": ["There is no scope “fly”."]}),
        ({"scopes": []}, {"scopes": ["Give at least one scope."]}),
        ({"days": 0}, {"days": ["A token lives 1 to 366 days."]}),
        ({"days": 367}, {"days": ["A token lives 1 to 366 days."]}),
        ({"name": ""}, {"name": ["This field cannot be blank."]}),
        ({"clearance": "secret"}, {"clearance": ["Value 'secret' is not a valid choice."]}),
        (
            {"networks": ["192.0.2.0/24", "office"]},
            {"networks": ["“office” is neither an address nor a network such as 192.0.2.0/24."]},
        ),
        ({"networks": ["192.0.2.1"] * 51}, {"networks": ["Give at most 50 networks."]}),
    ],
)
def test_a_token_that_cannot_be_is_refused(more: dict, faults: dict, analyst: Person) -> None:
    with pytest.raises(ValidationError) as problem:
        issue_token(analyst, **{"name": "Desk", "scopes": ["read"], "now": NOW, "days": 1, **more})
    assert (problem.value.message_dict, Token.objects.count()) == (faults, 0)


def test_a_key_opens_until_its_last_moment(analyst: Person) -> None:
    token, key = issue_token(analyst, name="Desk", scopes=["read"], now=NOW, days=1)
    a_moment = datetime.timedelta(microseconds=1)
    assert token_for(key, at=token.expires_at - a_moment) == token
    assert token_for(key, at=token.expires_at) is None


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"digest": "0" * 64}])
def test_a_key_revoked_or_of_another_digest_opens_nothing(change: dict, analyst: Person) -> None:
    _, key = issue_token(analyst, name="Desk", scopes=["read"], now=NOW, days=1)
    Token.objects.update(**change)
    assert token_for(key, at=NOW) is None


def test_the_key_of_somebody_switched_off_opens_nothing(analyst: Person) -> None:
    _, key = issue_token(analyst, name="Desk", scopes=["read"], now=NOW, days=1)
    Person.objects.update(is_active=False)
    assert token_for(key, at=NOW) is None


@pytest.mark.parametrize(
    "key", ["", "ct", "ct_", "ct_x", "ct__", "nt_00000000_x", "ct_00000000_x", "_" * 50, "ct_\x00_x"]
)
def test_what_is_no_key_opens_nothing(key: str, db: None) -> None:
    assert token_for(key, at=NOW) is None


def test_a_key_opens_from_its_networks_only(analyst: Person) -> None:
    networks = ["192.0.2.9/24", "2001:db8::1"]
    token, key = issue_token(analyst, name="Desk", scopes=["read"], now=NOW, days=1, networks=networks)
    assert token.networks == ["192.0.2.0/24", "2001:db8::1/128"]
    places = ["192.0.2.77", "2001:db8::1", "198.51.100.1", "2001:db8::2", ""]
    assert [token_for(key, at=NOW, address=place) for place in places] == [token, token, None, None, None]


def test_a_key_without_networks_opens_from_anywhere(analyst: Person) -> None:
    token, key = issue_token(analyst, name="Desk", scopes=["read"], now=NOW, days=1)
    assert [token_for(key, at=NOW, address=place) for place in ("192.0.2.77", "")] == [token, token]
