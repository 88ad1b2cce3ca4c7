"""Is a key shown once, replaced without a gap, and does it end when it is revoked?"""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models.tokens import Token, TokenUse
from commitments.queries.tokens import token_for
from tests import factories
from tests.admin.conftest import plain, problems

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
        (
            {"networks": "192.0.2.0/24 office"},
            "Networks: “office” is neither an address nor a network such as 192.0.2.0/24.",
        ),
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


def test_networks_are_typed_with_commas_spaces_or_lines_between(enter, administrator):
    typed = "192.0.2.9/24, 198.51.100.0/24 2001:db8::/32\r\n203.0.113.7"
    enter(administrator).post(f"{TOKENS}add/", told(networks=typed))
    token = Token.objects.get()
    assert token.networks == ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.7/32", "2001:db8::/32"]
    page = enter(administrator).get(f"{TOKENS}{token.prefix}/change/")
    assert "192.0.2.0/24, 198.51.100.0/24, 203.0.113.7/32, 2001:db8::/32" in plain(page.content.decode())


def test_a_rotated_key_is_shown_once_and_both_are_good_for_a_while(enter, administrator):
    token, client = factories.TokenFactory(scopes=["read"], source="desk"), enter(administrator)
    rotate = f"{TOKENS}{token.prefix}/rotate/"
    assert 'value="7"' in client.get(rotate).content.decode()
    response = client.post(rotate, {"days": "90", "overlap": "0"})
    key = re.search(r'value="(ct_[^"]+)"', response.content.decode())[1]
    successor = token_for(key, at=timezone.now())
    assert (successor.replaces, successor.owner, successor.source) == (token, token.owner, "desk")
    assert (token_for(token.key, at=timezone.now()), "no-store" in response["Cache-Control"]) == (None, True)
    page = client.get(f"{TOKENS}{successor.prefix}/change/").content.decode()
    assert (key in page, f"{TOKENS}{token.prefix}/change/" in page) == (False, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days": "90", "overlap": "31"}, "Days of overlap: Ensure this value is less than or equal to 30."),
        ({"days": "", "overlap": "7"}, "Days: This field is required."),
    ],
)
def test_a_rotation_that_will_not_do_is_refused(enter, administrator, given, said):
    token = factories.TokenFactory()
    response = enter(administrator).post(f"{TOKENS}{token.prefix}/rotate/", given)
    assert (problems(response), Token.objects.count()) == ([said], 1)


def test_a_revoked_token_is_not_rotated_nor_offered_for_it(enter, administrator):
    token, client = factories.TokenFactory(revoked_at=timezone.now()), enter(administrator)
    response = client.post(f"{TOKENS}{token.prefix}/rotate/", {"days": "9", "overlap": "0"})
    assert problems(response) == ["This token has expired or was revoked; issue a new one."]
    assert f"{token.prefix}/rotate/" not in client.get(f"{TOKENS}{token.prefix}/change/").content.decode()


def test_only_administrators_rotate(enter, manager):
    token = factories.TokenFactory()
    response = enter(manager).post(f"{TOKENS}{token.prefix}/rotate/", {"days": "9", "overlap": "0"})
    assert (response.status_code, Token.objects.count()) == (403, 1)


def test_when_and_from_where_a_token_was_last_used_is_shown(enter, administrator):
    token, client = factories.TokenFactory(unused=True), enter(administrator)
    pages = (TOKENS, f"{TOKENS}{token.prefix}/change/")
    used_on = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC)
    shown = [["2 March 2026" in client.get(page).content.decode() for page in pages]]
    TokenUse.objects.create(token=token, last_used_at=used_on, address="192.0.2.77")
    shown += [["2 March 2026" in client.get(page).content.decode() for page in pages]]
    assert shown == [[False, False], [True, True]]
    assert "192.0.2.77" in client.get(pages[1]).content.decode()


@pytest.mark.parametrize("unused", [False, True])
def test_a_list_of_three_tokens_asks_no_more_than_one_of_one(enter, administrator, unused):
    client = enter(administrator)
    factories.TokenFactory(unused=unused)
    with CaptureQueriesContext(connection) as one:
        client.get(TOKENS)
    factories.TokenFactory.create_batch(2, unused=unused)
    with CaptureQueriesContext(connection) as three:
        client.get(TOKENS)
    assert len(three) == len(one)
