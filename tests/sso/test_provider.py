"""Is nothing believed that the provider did not say, to this browser, now?"""

from __future__ import annotations

import time

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from commitments.models.people import Person
from tests.admin.conftest import plain
from tests.sso.conftest import answer_of_provider, is_in

pytestmark = pytest.mark.django_db

BEGIN, BACK = "/admin/login/single-sign-on/", "/admin/login/single-sign-on/back/"

LIES = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": ["another"]},
    "another issuer": {"iss": "https://elsewhere.example"},
    "the issuer with a slash more": {"iss": "SLASH"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "another-client"},
    "an audience of others": {"aud": ["another-client", "a-third"]},
    "no audience": {"aud": None},
    "made for another client": {"aud": ["tracker", "another-client"], "azp": "another-client"},
    "expired": {"exp": 1_700_000_000},
    "no end": {"exp": None},
    "not yet begun": {"nbf": 4_000_000_000},
    "made in the future": {"iat": 4_000_000_000},
    "no moment": {"iat": None},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "a number for a name": {"sub": 7},
    "too long a name": {"sub": "s" * 192},
    "a NUL in the name": {"sub": "a\0b"},
}


@pytest.fixture(autouse=True)
def _an_administrator_there(provider):
    provider.person["groups"] = ["t-administrators", "t-restricted"]


def refused(answer, client):
    """Whether nobody came in and nothing was made."""
    return (answer.status_code, is_in(client), Person.objects.count()) == (502, False, 0)


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_an_id_token_that_does_not_hold_lets_nobody_in(client, provider, through_provider, lie):
    provider.lies = {name: f"{provider.issuer}/" if value == "SLASH" else value for name, value in lie.items()}
    answer = through_provider(client)
    assert refused(answer, client)
    assert "What the ministry says could not be confirmed." in plain(answer.content.decode())


def test_an_id_token_that_nobody_signed_lets_nobody_in(client, provider, through_provider):
    provider.algorithm, provider.signed_with = "none", None
    assert refused(through_provider(client), client)


@pytest.mark.filterwarnings("ignore:The HMAC key is")  # as short as the client's secret is
@pytest.mark.parametrize("secret", ["a secret: with/signs", "public"])
def test_an_id_token_signed_with_a_shared_secret_lets_nobody_in(client, provider, monkeypatch, secret):
    public = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    provider.algorithm = "HS256"
    provider.signed_with = secret
    if secret == "public":  # the old confusion: the public key taken for the secret of an HMAC
        monkeypatch.setattr(jwt.algorithms.HMACAlgorithm, "prepare_key", lambda self, key: public)
    back = answer_of_provider(client)
    assert refused(client.get(back), client)


def test_an_id_token_signed_by_another_lets_nobody_in(client, provider, through_provider):
    provider.signed_with = provider.other_key
    assert refused(through_provider(client), client)


@pytest.mark.parametrize("kid", ["another", "", "../one"])
def test_an_id_token_with_an_unknown_key_lets_nobody_in(client, provider, through_provider, kid):
    provider.header = {"kid": kid}
    assert refused(through_provider(client), client)


def test_a_key_that_came_new_is_asked_for_at_once(provider, through_provider, monkeypatch):
    through_provider(Client())
    told = provider.keys()["keys"][0]
    monkeypatch.setattr(provider, "keys", lambda: {"keys": [{**told, "kid": "two"}]})
    provider.header = {"kid": "two"}
    later = Client()
    through_provider(later)
    assert is_in(later)


def test_userinfo_about_somebody_else_lets_nobody_in(client, provider, through_provider):
    del provider.person["groups"]
    provider.userinfo = {"sub": "another", "groups": ["t-administrators"]}
    assert refused(through_provider(client), client)


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "ftp://127.0.0.1/"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/hostname"},
    ],
)
def test_a_provider_that_publishes_nonsense_is_not_asked(client, provider, published):
    provider.published = published
    assert client.get(BEGIN).status_code == 502


def test_a_provider_that_cannot_be_reached_is_a_page_and_not_a_crash(client, provider, settings):
    settings.OIDC = {**settings.OIDC, "issuer": "http://127.0.0.1:1"}
    assert client.get(BEGIN).status_code == 502


def test_an_answer_is_taken_once(client, provider):
    back = answer_of_provider(client)
    client.get(back)
    client.post("/admin/logout/")
    assert (client.get(back).status_code, is_in(client)) == (403, False)


def test_an_answer_to_another_browser_is_not_taken(client, provider):
    back = answer_of_provider(Client())
    assert (client.get(back).status_code, is_in(client)) == (403, False)


def test_an_answer_is_not_taken_after_ten_minutes(client, provider, monkeypatch):
    back = answer_of_provider(client)
    now = time.time()
    session = client.session
    for question in session["single_sign_on"].values():
        question["at"] = now - 601
    session.save()
    assert (client.get(back).status_code, is_in(client)) == (403, False)


@pytest.mark.parametrize("asked", ["", "?state=", "?code=x", "?state=x&code=y", "?error=access_denied", "?state=%00"])
def test_an_answer_to_no_question_is_a_page_and_not_a_crash(client, provider, asked):
    assert client.get(BACK + asked).status_code == 403


def test_a_provider_that_says_no_is_believed(client, provider):
    state = answer_of_provider(client).partition("state=")[2]
    answer = client.get(f"{BACK}?error=access_denied&error_description=<b>no</b>&state={state}")
    assert (answer.status_code, is_in(client), b"<b>no</b>" in answer.content) == (403, False, False)


def test_a_code_that_was_made_up_lets_nobody_in(client, provider):
    state = answer_of_provider(client).partition("state=")[2]
    assert refused(client.get(f"{BACK}?code=made-up&state={state}"), client)


def test_a_code_stolen_from_another_browser_is_worth_nothing(client, provider):
    stolen = answer_of_provider(Client()).partition("code=")[2].partition("&")[0]
    state = answer_of_provider(client).partition("state=")[2]
    assert refused(client.get(f"{BACK}?code={stolen}&state={state}"), client)


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "\t//x.y"],
)
def test_log_in_through_the_provider_never_leads_to_another_site(client, provider, through_provider, wanted):
    answer = through_provider(client, next=wanted)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_what_is_asked_along_the_way_cannot_be_added_to(client, provider):
    asked = client.get(BEGIN, {"scope": "admin", "auth_params": "prompt=none", "redirect_uri": "https://x.example"})
    assert ("admin" in asked["Location"].split("scope=")[1].split("&")[0], "x.example" in asked["Location"]) == (
        False,
        False,
    )


def test_an_address_that_begins_too_often_waits(client, provider, monkeypatch):
    monkeypatch.setattr("commitments.admin.signing_in.single_sign_on.MOST_BEGUN", 2)
    assert [client.get(BEGIN).status_code for _time in range(3)] == [302, 302, 429]


def test_a_browser_keeps_the_last_five_questions(client, provider):
    for _time in range(8):
        client.get(BEGIN)
    assert len(client.session["single_sign_on"]) == 5


@pytest.mark.parametrize("path", [BEGIN, BACK])
def test_neither_address_takes_a_post(client, provider, path):
    assert client.post(path).status_code == 405
