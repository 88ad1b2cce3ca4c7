"""How does a test log in with more than a password? Run with `make test-sso`, which switches the extra on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.conf import settings as configured
from django.test import Client

from commitments.models.people import Person
from tests.factories import PersonFactory

if not configured.SIGNING_IN:
    collect_ignore_glob = ["test_*.py"]
else:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    from tests.sso.provider import CLIENT, SECRET, Provider

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a-long-word-of-mine"
CODE = "/admin/login/code/"
SET_UP = "/admin/login/set-up/"


@pytest.fixture
def mori(db: None) -> Person:
    """An analyst with a password and no second factor."""
    return PersonFactory(username="mori", password=PASSWORD, role="analyst", clearance="internal")


@pytest.fixture
def sato(db: None) -> Person:
    """An analyst whose app has KEY, and who has recovery codes."""
    person = PersonFactory(username="sato", password=PASSWORD, role="analyst", clearance="internal")
    TOTP.activate(person, KEY)
    RecoveryCodes.activate(person)
    return person


def recovery_codes(person: Person) -> list[str]:
    """Those that were not used."""
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(kept).get_unused_codes()


@pytest.fixture
def with_password() -> Callable[..., Client]:
    """A browser in which somebody has typed their name and password."""

    def opened(person: Person, next: str = "/activities/") -> Client:
        client = Client()
        sent = {"username": person.username, "password": PASSWORD, "next": next}
        assert client.post("/admin/login/", sent).status_code == 302
        return client

    return opened


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    running = Provider()
    yield running
    running.close()


@pytest.fixture
def provider(running_provider: Provider, settings: Any) -> Provider:
    """The provider that this installation trusts."""
    running_provider.begin()
    settings.OIDC = {**settings.OIDC, "issuer": running_provider.issuer, "client_id": CLIENT, "client_secret": SECRET}
    return running_provider


@pytest.fixture
def through_provider(provider: Provider, db: None) -> Callable[..., Any]:
    """Log in through the provider, as a browser does; the last answer of ours."""

    def logged_in(client: Client, next: str = "/activities/") -> Any:
        return client.get(answer_of_provider(client, next))

    return logged_in


def answer_of_provider(client: Client, next: str = "/activities/") -> str:
    """Where the provider sends the browser back to, once somebody has logged in there."""
    begun = client.get("/admin/login/single-sign-on/", {"next": next})
    assert begun.status_code == 302
    back = requests.get(begun["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://testserver/")
    return back.removeprefix("http://testserver")


def is_in(client: Client) -> bool:
    """Whether this browser is logged in, as pages and API see it alike."""
    page, api = client.get("/activities/").status_code, client.get("/api/v1/activities/").status_code
    assert (page, api) in {(200, 200), (302, 401)}
    return page == 200
