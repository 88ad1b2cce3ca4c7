"""How are the second factor and single sign-on switched on? From the environment, and only where they are asked for.

Nothing of the extra (requirements/sso.lock) is imported here: settings.py asks for what it has to add.
docs/for-operators/second-factor-and-single-sign-on.md says what each setting means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pkgutil import iter_modules
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from tracker.safety import MARKINGS, YES

PACKAGES = {"allauth", "cryptography", "jwt", "qrcode", "requests"}
PASSWORD_BACKEND = "tracker.log_in.PasswordBackend"  # noqa: S105 (a path)
APPS = ["allauth.account", "allauth.mfa", "allauth.socialaccount"]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware", "tracker.second_factor.SecondFactorMiddleware"]
BEFORE = "django.contrib.auth.middleware.LoginRequiredMiddleware"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ROLES = ("viewer", "analyst", "manager", "administrator")

SECOND_FACTOR = ("off", "offered", "required")
SIGN_IN = ("password", "oidc", "both")
REQUIRE = ("second_factor", "oidc")
NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES")
OPTIONAL = ("OIDC_NAME", "OIDC_GROUPS_CLAIM", "OIDC_CLEARANCES", "OIDC_SCOPES", "OIDC_ORIGINS", "OIDC_ACR")
LONGEST_ISSUER = 200  # the column that keeps it


@dataclass(frozen=True)
class SigningIn:
    """How people sign in. `provider` is empty where nobody comes by single sign-on."""

    second_factor: str = "off"
    sign_in: str = "password"
    provider: dict[str, Any] = field(default_factory=dict)
    switched_on: bool = False
    faults: list[str] = field(default_factory=list)

    @property
    def origins(self) -> list[str]:
        """Where a form of ours may lead: the provider's pages."""
        return list(self.provider.get("origins", []))


def signing_in(environment: Mapping[str, str], *, production: bool, ceiling: str) -> SigningIn:
    """What the environment asks for. Raises ImproperlyConfigured with every fault, a sentence each."""
    asked = read(environment, production=production, ceiling=ceiling)
    if asked.faults:
        raise ImproperlyConfigured("\n".join(asked.faults))
    return asked


def read(environment: Mapping[str, str], *, production: bool, ceiling: str) -> SigningIn:
    """The same, with its faults told and not raised."""
    told = {name: value.strip() for name, value in environment.items() if value.strip()}
    by_provider = any(name in told for name in (*NEEDED, *OPTIONAL))
    switch = told.get("SSO", "").lower()
    switched_on = switch in YES or (
        not switch and (by_provider or told.get("SECOND_FACTOR", "off") != "off" or "SIGN_IN" in told)
    )
    second_factor = told.get("SECOND_FACTOR", "offered" if switched_on else "off")
    sign_in = told.get("SIGN_IN", "both" if by_provider else "password")
    faults = [
        *_choice("SECOND_FACTOR", [second_factor], SECOND_FACTOR),
        *_choice("SIGN_IN", [sign_in], SIGN_IN),
        *_choice("REQUIRE", _words(told.get("REQUIRE", "")), REQUIRE),
    ]
    if not switched_on and (by_provider or second_factor != "off" or sign_in != "password"):
        faults.append("SSO=0 switches off what SECOND_FACTOR, SIGN_IN and OIDC_… ask for: take it away, or take them.")
    if switched_on and (missing := sorted(PACKAGES - {found.name for found in iter_modules()})):
        faults.append(
            f"The second factor and single sign-on need packages that are missing ({', '.join(missing)}):"
            " install requirements/sso.lock."
        )
    provider: dict[str, Any] = {}
    if sign_in in ("oidc", "both"):
        provider, more = _provider(told, production=production, ceiling=ceiling)
        faults += more
    elif by_provider:
        faults.append("OIDC_… is set, but SIGN_IN=password never asks the provider: SIGN_IN=both or oidc does.")
    faults += _required(_words(told.get("REQUIRE", "")), second_factor, sign_in)
    if sign_in == "oidc" and provider and "administrator" not in provider["roles"].values():
        faults.append("With SIGN_IN=oidc a group in OIDC_ROLES has to give the role administrator.")
    return SigningIn(second_factor, sign_in, provider, switched_on, faults)


def apps(installed: list[str]) -> list[str]:
    return [*installed, *APPS]


def middleware(chain: list[str]) -> list[str]:
    """After it is known who asks and that their session goes on, and before anything believes it."""
    place = chain.index(BEFORE)
    return [*chain[:place], *MIDDLEWARE, *chain[place:]]


def backends(known: list[str], sign_in: str) -> list[str]:
    """Who may say that somebody is who they claim to be. With SIGN_IN=oidc no password does, but for break-glass."""
    password = "tracker.backends.BreakGlassBackend" if sign_in == "oidc" else PASSWORD_BACKEND
    kept = [password if backend == PASSWORD_BACKEND else backend for backend in known]
    return kept if sign_in == "password" else [*kept, "tracker.backends.ProviderBackend"]


def _provider(told: Mapping[str, str], *, production: bool, ceiling: str) -> tuple[dict[str, Any], list[str]]:
    faults = [f"Single sign-on needs {name} in the environment." for name in NEEDED if name not in told]
    if faults:
        return {}, faults
    issuer = told["OIDC_ISSUER"]
    origins = [_origin(issuer), *_words(told.get("OIDC_ORIGINS", ""))]
    for name, address in [("OIDC_ISSUER", issuer), *(("OIDC_ORIGINS", origin) for origin in origins[1:])]:
        faults += _address(name, address, production)
    if len(issuer) > LONGEST_ISSUER:
        faults.append(f"OIDC_ISSUER is longer than {LONGEST_ISSUER} characters.")
    roles, more = _groups("OIDC_ROLES", told["OIDC_ROLES"], ROLES)
    clearances, yet_more = _groups("OIDC_CLEARANCES", told.get("OIDC_CLEARANCES", ""), MARKINGS)
    faults += more + yet_more
    if ceiling in MARKINGS:
        higher = [group for group, given in clearances.items() if MARKINGS.index(given) > MARKINGS.index(ceiling)]
        faults += [f"OIDC_CLEARANCES gives “{group}” more than MARKING_CEILING ({ceiling})." for group in higher]
    return {
        "issuer": issuer,
        "client_id": told["OIDC_CLIENT_ID"],
        "client_secret": told["OIDC_CLIENT_SECRET"],
        "name": told.get("OIDC_NAME", urlsplit(issuer).hostname or issuer),
        "groups_claim": told.get("OIDC_GROUPS_CLAIM", "groups"),
        "scopes": told.get("OIDC_SCOPES", "openid profile").split(),
        "acr": _words(told.get("OIDC_ACR", "")),
        "origins": list(dict.fromkeys(origins)),
        "roles": roles,
        "clearances": clearances,
    }, faults


def _required(required: list[str], second_factor: str, sign_in: str) -> list[str]:
    faults = []
    if "second_factor" in required and second_factor != "required":
        faults.append(f"REQUIRE=second_factor, but SECOND_FACTOR is {second_factor}: it has to be required.")
    if "oidc" in required and sign_in != "oidc":
        faults.append(f"REQUIRE=oidc, but SIGN_IN is {sign_in}: it has to be oidc.")
    return faults


def _choice(name: str, given: list[str], known: tuple[str, ...]) -> list[str]:
    return [f"{name} is “{each}”; it can be {', '.join(known)}." for each in given if each not in known]


def _groups(name: str, told: str, known: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """`group=code` pairs, each group once; separated by semicolons where there is one, for names with commas (LDAP)."""
    found: dict[str, str] = {}
    faults = []
    for pair in _words(told, ";" if ";" in told else ","):
        group, _sign, code = pair.rpartition("=")
        group, code = group.strip(), code.strip()
        if not group or code not in known:
            faults.append(f"{name}: “{pair}” is not group=code, with a code of {', '.join(known)}.")
        elif group in found:
            faults.append(f"{name} names the group “{group}” twice.")
        else:
            found[group] = code
    return found, faults


def _address(name: str, address: str, production: bool) -> list[str]:
    parts = urlsplit(address)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        return [f"{name}: “{address}” is not the address of a provider."]
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK and not production):
        return []
    return [f"{name}: “{address}” has to begin with https://."]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _words(told: str, separator: str = ",") -> list[str]:
    return [word.strip() for word in told.split(separator) if word.strip()]
