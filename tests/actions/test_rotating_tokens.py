"""How is a key replaced without a moment in which nothing works?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.refusals import NotAllowedError, StateError
from commitments.actions.tokens import issue_token, revoke_token, rotate_token
from commitments.models.access import AccessEvent
from commitments.models.people import Person
from commitments.models.tokens import Token
from commitments.queries.tokens import token_for
from commitments.queries.visibility import principal_of
from tests.factories import PersonFactory

NOW = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def issued(owner: Person, **more: Any) -> tuple[Token, str]:
    told = {"name": "Desk", "scopes": ["read", "write"], "now": NOW, "days": 90, "source": "desk"}
    return issue_token(owner, **{**told, "clearance": "public", "networks": ["192.0.2.0/24"], **more})


def test_the_successor_is_like_the_token_it_replaces(administrator: Person, analyst: Person) -> None:
    token, _key = issued(analyst)
    successor, key = rotate_token(token, by=principal_of(administrator), now=NOW + DAY, days=30)
    successor.refresh_from_db()
    alike = ("name", "owner", "scopes", "source", "clearance", "networks")
    assert [getattr(successor, name) for name in alike] == [getattr(token, name) for name in alike]
    assert (successor.replaces, successor.expires_at) == (token, NOW + 31 * DAY)
    assert token_for(key, at=NOW + DAY, address="192.0.2.1") == successor


@pytest.mark.parametrize(("more", "ends"), [({}, 7), ({"overlap": DAY}, 1), ({"overlap": 30 * DAY}, 30)])
def test_both_keys_are_good_for_the_overlap(administrator: Person, more: dict[str, Any], ends: int) -> None:
    token, old = issued(administrator, networks=[])
    _successor, new = rotate_token(token, by=principal_of(administrator), now=NOW, days=90, **more)
    end, a_moment = NOW + ends * DAY, datetime.timedelta(microseconds=1)
    good = [[token_for(key, at=at) is not None for key in (old, new)] for at in (end - a_moment, end)]
    assert good == [[True, True], [False, True]]


def test_without_overlap_the_old_key_ends_at_once(administrator: Person) -> None:
    token, old = issued(administrator, networks=[])
    _successor, new = rotate_token(token, by=principal_of(administrator), now=NOW, days=90, overlap=0 * DAY)
    assert [token_for(key, at=NOW) is not None for key in (old, new)] == [False, True]


def test_the_overlap_never_lengthens_the_life_of_the_old_key(administrator: Person) -> None:
    token, _key = issued(administrator, days=3)
    rotate_token(token, by=principal_of(administrator), now=NOW, days=90, overlap=30 * DAY)
    token.refresh_from_db()
    assert token.expires_at == NOW + 3 * DAY


def test_an_owner_rotates_their_own_token_at_a_keyboard_and_nobody_elses(analyst: Person, manager: Person) -> None:
    token, _key = issued(analyst)
    for by in (principal_of(manager), principal_of(analyst, token)):
        with pytest.raises(NotAllowedError):
            rotate_token(token, by=by, now=NOW, days=30)
    assert rotate_token(token, by=principal_of(analyst), now=NOW, days=30)[0].owner == analyst


def test_what_is_no_longer_good_is_not_rotated(administrator: Person, analyst: Person) -> None:
    by = principal_of(administrator)
    revoked, expired, left = (issued(owner)[0] for owner in (administrator, administrator, analyst))
    revoke_token(revoked, by=by, now=NOW)
    Person.objects.filter(pk=analyst.pk).update(is_active=False)
    said = []
    for token, now in ((revoked, NOW), (expired, NOW + 90 * DAY), (left, NOW)):
        with pytest.raises(StateError) as refused:
            rotate_token(token, by=by, now=now, days=30)
        said.append(str(refused.value))
    gone = "This token has expired or was revoked; issue a new one."
    assert said == [gone, gone, "The owner of this token may no longer log in."]
    assert Token.objects.count() == 3


def test_a_token_has_one_successor_at_a_time(administrator: Person) -> None:
    by, (token, _key) = principal_of(administrator), issued(administrator)
    first, _key = rotate_token(token, by=by, now=NOW, days=30)
    with pytest.raises(StateError, match=f"This token was rotated already, to Desk \\({first.prefix}…\\)."):
        rotate_token(token, by=by, now=NOW, days=30)
    revoke_token(first, by=by, now=NOW)
    assert rotate_token(token, by=by, now=NOW, days=30)[0].replaces == token


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"days": 0}, {"days": ["A token lives 1 to 366 days."]}),
        ({"days": 367}, {"days": ["A token lives 1 to 366 days."]}),
        ({"overlap": -DAY}, {"overlap": ["Both tokens are good for 0 to 30 days."]}),
        ({"overlap": 31 * DAY}, {"overlap": ["Both tokens are good for 0 to 30 days."]}),
    ],
)
def test_a_life_or_an_overlap_out_of_range_is_refused(more: dict, faults: dict, administrator: Person) -> None:
    token, _key = issued(administrator)
    with pytest.raises(ValidationError) as problem:
        rotate_token(token, by=principal_of(administrator), now=NOW, **{"days": 30, **more})
    assert (problem.value.message_dict, Token.objects.count()) == (faults, 1)


def test_the_access_record_tells_of_it_without_a_key(administrator: Person) -> None:
    token, key = issued(administrator)
    successor, new = rotate_token(token, by=principal_of(administrator), now=NOW, days=30)
    entry = AccessEvent.objects.latest("id")
    assert (entry.kind, entry.subject) == ("token", f"token:{token.prefix}")
    assert entry.detail.startswith(f"rotated to token:{successor.prefix}; ")
    secrets = [each.split("_", 2)[2] for each in (key, new)]
    assert [secret in entry.detail for secret in secrets] == [False, False]


@pytest.mark.parametrize(
    ("of_owner", "given"), [("restricted", ""), ("restricted", "restricted"), ("public", "restricted")]
)
def test_an_administrator_rotates_no_token_that_sees_more_than_they_may(db: None, of_owner: str, given: str) -> None:
    token, _key = issued(PersonFactory(clearance=of_owner), clearance=given)
    by = principal_of(PersonFactory(role="administrator", clearance="internal"))
    with pytest.raises(NotAllowedError, match="it sees more than you may: let its owner rotate it"):
        rotate_token(token, by=by, now=NOW, days=30)
    assert Token.objects.count() == 1


def test_a_successor_made_by_somebody_else_sees_no_more_than_they_may(analyst: Person) -> None:
    token, _key = issued(analyst, clearance="")
    by = principal_of(PersonFactory(role="administrator", clearance="internal"))
    assert rotate_token(token, by=by, now=NOW, days=30)[0].clearance == "internal"


def test_an_owner_s_successor_follows_the_owner_as_before(analyst: Person) -> None:
    token, _key = issued(analyst, clearance="")
    assert rotate_token(token, by=principal_of(analyst), now=NOW, days=30)[0].clearance == ""
