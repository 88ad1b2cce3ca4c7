"""Is there one way in, and none that nobody counts?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.admin.conftest import problems
from tests.engine import SIGNING_IN

ROOT = Path(__file__).parents[2]
LIST = """
import django
django.setup()
from django.urls import get_resolver
from tests.sso.test_doors import signing_in_routes
print("\\n".join(signing_in_routes(get_resolver().url_patterns)))
"""
LOG_IN = ["admin/login/", "admin/login/"]  # ours, and the admin's own, which it calls
FACTOR = ["account/second-factor/", "admin/login/code/", "admin/login/set-up/"]
PROVIDER = ["admin/login/single-sign-on/", "admin/login/single-sign-on/back/"]
OF_ALLAUTH = (
    *("signup/", "login/", "logout/", "inactive/", "email/", "confirm-email/", "reauthenticate/"),
    *("password/reset/", "password/change/", "password/set/", "2fa/", "2fa/totp/activate/"),
    *("3rdparty/", "oidc/provider/login/", "oidc/provider/login/callback/", "social/signup/"),
)
LOG_OUT = ["admin/logout/", "admin/logout/"]


def signing_in_routes(patterns, before=""):
    """Every address that has to do with accounts, whoever mounted it; those of nouns left out."""
    found = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            theirs = pattern.callback.__module__.startswith(("allauth", "axes"))
            if theirs or route.startswith(("account", "accounts", "admin/login", "admin/logout")):
                found.append(route)
        else:
            found += signing_in_routes(pattern.url_patterns, route)
    return sorted(found)


def routes_with(**environment):
    process = subprocess.run(
        [sys.executable, "-c", LIST],
        cwd=ROOT,
        env={**{name: os.environ[name] for name in ("PATH", "VAR_DIR")}, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
        | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return process.stdout.split()


def test_these_addresses_are_mounted_and_no_others():
    assert signing_in_routes(get_resolver().url_patterns) == sorted([*LOG_IN, *LOG_OUT, *FACTOR, *PROVIDER])


def test_with_the_second_factor_alone_nothing_of_single_sign_on_is_mounted():
    assert routes_with(SSO="1") == sorted([*LOG_IN, LOG_OUT[0], *FACTOR])


def test_with_single_sign_on_alone_nothing_of_the_second_factor_is_mounted():
    assert routes_with(**{**SIGNING_IN, "SECOND_FACTOR": "off"}) == sorted([*LOG_IN, *LOG_OUT, *PROVIDER])


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["/", "/accounts/", "/account/", "/admin/login/"])
def test_no_page_of_allauth_is_reachable(admin_browser, prefix):
    assert {admin_browser.get(prefix + path).status_code for path in OF_ALLAUTH} == {404}


@pytest.fixture
def admin_browser(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def provider_only(provider, settings):
    """SIGN_IN=oidc, as tracker/sso.py has it."""
    settings.SIGN_IN = "oidc"
    settings.AUTHENTICATION_BACKENDS = ["tracker.backends.BreakGlassBackend", "tracker.backends.ProviderBackend"]


@pytest.mark.django_db
def test_where_only_the_provider_lets_in_no_password_is_asked_for_nor_taken(mori, provider_only):
    page = Client().get("/admin/login/").content.decode()
    assert ('name="password"' in page, "Log in with the ministry" in page) == (False, True)
    answer = Client().post("/admin/login/", {"username": "mori", "password": "a-long-word-of-mine"})
    assert problems(answer) == ["The name and password do not match. Both are case-sensitive."]


@pytest.mark.django_db
def test_guesses_are_counted_where_only_the_provider_lets_in(mori, provider_only, settings):
    sent = {"username": "mori", "password": "wrong"}
    answers = [Client().post("/admin/login/", sent).status_code for _try in range(settings.LOG_IN_GUESSES + 1)]
    assert answers[-1] == 429


@pytest.mark.django_db
def test_what_was_begun_with_a_password_ends_when_only_the_provider_lets_in(mori, with_password, request):
    client = with_password(mori)
    assert client.get("/activities/").status_code == 200
    request.getfixturevalue("provider_only")
    assert client.get("/activities/").status_code == 302
