"""Is a key shown once, and does it end when it is revoked?"""

import re

import pytest
from django.utils import timezone

from commitments.models.tokens import Token
from commitments.queries.tokens import token_for
from tests import factories
from tests.admin.conftest import problems

pytestmark = pytest.mark.django_db

TOKENS = "/admin/commitments/token/"


def told(**changed):
    return {"name": "Registry", "owner": "administrator", "scopes": ["read", "write"], "days": "30", **changed}


def test_a_key_works_is_shown_once_and_never_again(enter, administrator):
    client = enter(administrator)
    response = client.post(f"{TOKENS}add/", told(source="registry", clearance="internal"))
    key = re.search(r'value="(ct_[^"]+)"', response.content.decode())[1]
    token = token_for(key, at=timezone.now())
    assert (token.name, token.scopes, token.source, token.clearance) == (
        "Registry",
        ["read", "write"],
        "registry",
        "internal",
    )
    assert "no-store" in response["Cache-Control"]
    later = [client.get(path).content.decode() for path in (TOKENS, f"{TOKENS}{token.prefix}/change/")]
    assert [key in page or token.digest in page for page in later] == [False, False]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days": "367"}, "Days: Ensure this value is less than or equal to 366."),
        ({"days": "0"}, "Days: Ensure this value is greater than or equal to 1."),
        ({"scopes": []}, "Scopes: This field is required."),
        ({"scopes": ["everything"]}, "Scopes: Select a valid choice. everything is not one of the available choices."),
        ({"owner": "nobody"}, "Owner: There is no “nobody”."),
        ({"name": ""}, "Name: This field is required."),
    ],
)
def test_a_token_that_will_not_do_is_refused_and_none_is_made(enter, administrator, given, said):
    response = enter(administrator).post(f"{TOKENS}add/", told(**given))
    assert (problems(response), Token.objects.count()) == ([said], 0)


def test_a_revoked_token_no_longer_works(enter, administrator):
    token = factories.TokenFactory()
    enter(administrator).post(f"{TOKENS}{token.prefix}/revoke/")
    assert token_for(token.key, at=timezone.now()) is None


def test_asking_to_revoke_without_sending_it_revokes_nothing(enter, administrator):
    token = factories.TokenFactory()
    enter(administrator).get(f"{TOKENS}{token.prefix}/revoke/")
    assert token_for(token.key, at=timezone.now()) == token


def test_only_administrators_revoke(enter, manager):
    token = factories.TokenFactory()
    assert enter(manager).post(f"{TOKENS}{token.prefix}/revoke/").status_code == 403
    assert token_for(token.key, at=timezone.now()) == token
