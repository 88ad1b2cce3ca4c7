"""Is the second factor switched on only where it is asked for, and does nothing unsafe start?"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

import pytest

from tracker.sso import SigningIn, backends, signing_in

ROOT = Path(__file__).parents[2]
OIDC = {
    "OIDC_ISSUER": "https://id.ministry.example",
    "OIDC_CLIENT_ID": "tracker",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_ROLES": "t-analysts=analyst, t-admins=administrator",
}
PROVIDER = {
    "issuer": "https://id.ministry.example",
    "client_id": "tracker",
    "client_secret": "a secret",
    "name": "id.ministry.example",
    "groups_claim": "groups",
    "scopes": ["openid", "profile"],
    "acr": [],
    "origins": ["https://id.ministry.example"],
    "roles": {"t-analysts": "analyst", "t-admins": "administrator"},
    "clearances": {},
}
LDAP = "CN=Analysts,OU=NATO,DC=x=analyst; CN=Admins,OU=NATO,DC=x=administrator"
WHAT_STARTS = {
    "nothing": ({}, SigningIn()),
    "the switch alone": ({"SSO": "1"}, SigningIn("offered", "password", {}, True)),
    "a factor that is asked of all": (
        {"SECOND_FACTOR": "required", "REQUIRE": "second_factor"},
        SigningIn("required", "password", {}, True),
    ),
    "a provider beside the password": (OIDC, SigningIn("offered", "both", PROVIDER, True)),
    "a provider alone": (
        {**OIDC, "SIGN_IN": "oidc", "SECOND_FACTOR": "off", "REQUIRE": "oidc"},
        SigningIn("off", "oidc", PROVIDER, True),
    ),
    "switched off": ({"SSO": "0", "SECOND_FACTOR": "off", "SIGN_IN": "password"}, SigningIn()),
    "everything said": (
        {
            **OIDC,
            "OIDC_NAME": "The ministry",
            "OIDC_GROUPS_CLAIM": "roles",
            "OIDC_SCOPES": "openid groups",
            "OIDC_ACR": "urn:high",
            "OIDC_ORIGINS": "https://login.ministry.example",
            "OIDC_ROLES": LDAP,
            "OIDC_CLEARANCES": "t-internal=internal",
        },
        SigningIn(
            "offered",
            "both",
            {
                **PROVIDER,
                "name": "The ministry",
                "groups_claim": "roles",
                "scopes": ["openid", "groups"],
                "acr": ["urn:high"],
                "origins": ["https://id.ministry.example", "https://login.ministry.example"],
                "roles": {"CN=Analysts,OU=NATO,DC=x": "analyst", "CN=Admins,OU=NATO,DC=x": "administrator"},
                "clearances": {"t-internal": "internal"},
            },
            True,
        ),
    ),
}
FAULTS = {
    "an unknown word": (
        {"SECOND_FACTOR": "maybe"},
        ["SECOND_FACTOR is “maybe”; it can be off, offered, required."],
    ),
    "an unknown way": ({"SIGN_IN": "saml"}, ["SIGN_IN is “saml”; it can be password, oidc, both."]),
    "an unknown requirement": ({"REQUIRE": "luck"}, ["REQUIRE is “luck”; it can be second_factor, oidc."]),
    "a requirement that is not met": (
        {"REQUIRE": "second_factor,oidc", "SSO": "1"},
        [
            "REQUIRE=second_factor, but SECOND_FACTOR is offered: it has to be required.",
            "REQUIRE=oidc, but SIGN_IN is password: it has to be oidc.",
        ],
    ),
    "a requirement without the extra": (
        {"REQUIRE": "second_factor"},
        ["REQUIRE=second_factor, but SECOND_FACTOR is off: it has to be required."],
    ),
    "a provider without a secret": (
        {name: value for name, value in OIDC.items() if name != "OIDC_CLIENT_SECRET"},
        ["Single sign-on needs OIDC_CLIENT_SECRET in the environment."],
    ),
    "a way without a provider": (
        {"SIGN_IN": "oidc"},
        [f"Single sign-on needs {name} in the environment." for name in OIDC],
    ),
    "a provider that nobody asks": (
        {**OIDC, "SIGN_IN": "password"},
        ["OIDC_… is set, but SIGN_IN=password never asks the provider: SIGN_IN=both or oidc does."],
    ),
    "off and on at once": (
        {"SSO": "0", "SECOND_FACTOR": "required"},
        ["SSO=0 switches off what SECOND_FACTOR, SIGN_IN and OIDC_… ask for: take it away, or take them."],
    ),
    "plain http": (
        {**OIDC, "OIDC_ISSUER": "http://id.ministry.example"},
        ["OIDC_ISSUER: “http://id.ministry.example” has to begin with https://."],
    ),
    "an issuer that is none": (
        {**OIDC, "OIDC_ISSUER": "ministry"},
        ["OIDC_ISSUER: “ministry” is not the address of a provider."],
    ),
    "a role that is none": (
        {**OIDC, "OIDC_ROLES": "a=king, b, c=viewer, c=analyst"},
        [
            "OIDC_ROLES: “a=king” is not group=code, with a code of viewer, analyst, manager, administrator.",
            "OIDC_ROLES: “b” is not group=code, with a code of viewer, analyst, manager, administrator.",
            "OIDC_ROLES names the group “c” twice.",
        ],
    ),
    "nobody to manage people": (
        {**OIDC, "SIGN_IN": "oidc", "OIDC_ROLES": "a=viewer"},
        ["With SIGN_IN=oidc a group in OIDC_ROLES has to give the role administrator."],
    ),
}
CHECK = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
PLAIN = """
import sys, django
django.setup()
import tracker.urls, tracker.wsgi
print(sorted({name.partition(".")[0] for name in sys.modules} & {"allauth", "jwt", "qrcode"}))
"""


@pytest.mark.parametrize(("environment", "expected"), WHAT_STARTS.values(), ids=WHAT_STARTS.keys())
def test_what_is_asked_for_is_what_is_switched_on(environment: dict[str, str], expected: SigningIn) -> None:
    assert signing_in(environment) == expected


@pytest.mark.parametrize(("environment", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_unsafe_or_senseless_is_told_in_sentences(environment: dict[str, str], said: list[str]) -> None:
    assert signing_in(environment).faults == said


def test_a_provider_on_this_machine_may_speak_http_but_not_in_production() -> None:
    environment = {**OIDC, "OIDC_ISSUER": "http://127.0.0.1:9000"}
    assert signing_in(environment).faults == []
    said = ["OIDC_ISSUER: “http://127.0.0.1:9000” has to begin with https://."]
    assert signing_in({**environment, "PRODUCTION": "1"}).faults == said


def test_no_group_gives_more_than_the_ceiling() -> None:
    environment = {**OIDC, "OIDC_CLEARANCES": "a=restricted, b=internal"}
    said = ["OIDC_CLEARANCES gives “a” more than MARKING_CEILING (internal)."]
    assert signing_in({**environment, "MARKING_CEILING": "internal"}).faults == said


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [found for found in iter_modules() if found.name not in ("allauth", "jwt")]
    monkeypatch.setattr("tracker.sso.iter_modules", lambda: there)
    assert signing_in({"SSO": "1"}).faults == [
        "The second factor and single sign-on need packages that are missing (allauth, jwt):"
        " install requirements/sso.lock."
    ]
    assert signing_in({}).faults == []


@pytest.mark.parametrize(
    ("sign_in", "expected"),
    [
        ("password", ["tracker.log_in.PasswordBackend"]),
        ("both", ["tracker.log_in.PasswordBackend", "tracker.backends.ProviderBackend"]),
        ("oidc", ["tracker.backends.BreakGlassBackend", "tracker.backends.ProviderBackend"]),
    ],
)
def test_a_password_counts_only_where_it_may(sign_in: str, expected: list[str]) -> None:
    assert backends(["tracker.log_in.PasswordBackend"], sign_in) == expected


def started(arguments: list[str], tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    shell = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    return subprocess.run(arguments, cwd=ROOT, env={**shell, **environment}, capture_output=True, text=True, timeout=60)


@pytest.mark.slow
def test_without_the_extra_nothing_of_it_is_imported(tmp_path: Path) -> None:
    migrated = started([sys.executable, "manage.py", "migrate", "--verbosity", "0"], tmp_path)
    assert migrated.returncode == 0, migrated.stderr
    assert started([sys.executable, "-c", PLAIN], tmp_path).stdout == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "extra", [{}, {**OIDC, "SECOND_FACTOR": "required", "SIGN_IN": "oidc"}], ids=["without", "with"]
)
def test_production_passes_every_check(tmp_path: Path, extra: dict[str, str]) -> None:
    production = {
        "PRODUCTION": "1",
        "SECRET_KEY": secrets.token_hex(40),
        "ALLOWED_HOSTS": "tracker.ministry.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3",
        **extra,
    }
    checked = started(CHECK, tmp_path, **production)
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_what_is_unsafe_does_not_start(tmp_path: Path) -> None:
    refused = started(
        [sys.executable, "manage.py", "check"], tmp_path, SECOND_FACTOR="offered", REQUIRE="second_factor"
    )
    assert refused.returncode == 1
    assert "REQUIRE=second_factor, but SECOND_FACTOR is offered: it has to be required." in refused.stderr


def test_its_faults_are_told_in_one_list_with_all_others(tmp_path: Path) -> None:
    shell = {"REQUIRE": "oidc", "OIDC_ISSUER": "ministry", "OFFICE_YEAR_STARTS": "x", "MARKING_CEILING": "secret"}
    refused = started([sys.executable, "manage.py", "check"], tmp_path, **shell)
    assert refused.returncode == 1
    assert refused.stderr[refused.stderr.rindex("The tracker does not") :].splitlines() == [
        "The tracker does not start like this.",
        "OFFICE_YEAR_STARTS is “x”; give a whole number from 1 to 12.",
        "MARKING_CEILING is “secret”; give one of public, internal, restricted.",
        *(f"Single sign-on needs {name} in the environment." for name in list(OIDC)[1:]),
        "REQUIRE=oidc, but SIGN_IN is both: it has to be oidc.",
    ]
