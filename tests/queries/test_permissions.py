"""Who may do what? The whole table, role by role."""

from __future__ import annotations

import pytest

from commitments.queries.permissions import LEAST_ROLE, may, refusal
from commitments.queries.visibility import principal_of
from commitments.vocabulary import Role
from tests.factories import PersonFactory, TokenFactory

READS = {"read"}
LOGS = READS | {"log_activity", "change_activity", "withdraw_activity", "assess_commitment"}
DECIDES = LOGS | {"confirm_activity", "decide", "set_target", "hold_review", "mark_agreement", "lower_marking"}
DECIDES |= {"issue_brief"}
AUDITS = {"read_audit"}
MANAGES = DECIDES | AUDITS | {"manage_people", "manage_tokens", "manage_labels"}


@pytest.mark.parametrize(
    ("role", "verbs"), [("viewer", READS), ("analyst", LOGS), ("manager", DECIDES), ("administrator", MANAGES)]
)
def test_a_role_may_do_exactly_this(role: str, verbs: set[str], db: None) -> None:
    who = principal_of(PersonFactory(role=role, clearance="public"))
    assert {verb for verb in LEAST_ROLE if verb in MANAGES and may(who, verb)} == verbs


@pytest.mark.parametrize(
    ("scopes", "verbs"),
    [
        (["read"], READS),
        (["write"], MANAGES - READS - AUDITS),
        (["read", "write"], MANAGES - AUDITS),
        (["audit"], AUDITS),
        (["changes"], set()),
    ],
)
def test_a_token_may_do_what_its_scopes_say(scopes: list[str], verbs: set[str], db: None) -> None:
    owner = PersonFactory(role=Role.ADMINISTRATOR)
    who = principal_of(owner, TokenFactory(owner=owner, scopes=scopes))
    assert {verb for verb in MANAGES if may(who, verb)} == verbs


def test_a_token_may_do_no_more_than_its_owner(db: None) -> None:
    owner = PersonFactory(role=Role.VIEWER)
    who = principal_of(owner, TokenFactory(owner=owner, scopes=["read", "write"]))
    assert {verb for verb in MANAGES if may(who, verb)} == READS


def test_a_refusal_names_the_role_it_takes(db: None) -> None:
    who = principal_of(PersonFactory(role=Role.ANALYST))
    assert refusal(who, "decide") == "This needs the role “manager”; yours is “analyst”."


def test_a_refusal_names_the_scope_that_is_missing(db: None) -> None:
    owner = PersonFactory(role=Role.MANAGER)
    who = principal_of(owner, TokenFactory(owner=owner, scopes=["read"]))
    assert refusal(who, "decide") == "This token does not have the scope “write”."


def test_an_unknown_verb_is_an_error_and_not_a_permission(db: None) -> None:
    with pytest.raises(KeyError):
        may(principal_of(PersonFactory(role=Role.ADMINISTRATOR)), "fly")
