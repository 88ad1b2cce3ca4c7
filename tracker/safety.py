"""Is this environment safe to start with? All its faults are told at once, a plain sentence each.

Read by settings.py before anything else, so it knows nothing of Django's settings.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

Environment = Mapping[str, str]


class Number(NamedTuple):
    """What a numeric setting is where nothing is given, and the least and the most it may be."""

    default: int
    least: int
    most: int


NUMBERS = {
    "OFFICE_YEAR_STARTS": Number(1, 1, 12),  # month; Japan: 4
    "CONN_MAX_AGE": Number(60, 0, 86_400),  # seconds
    "PASSWORD_MIN_LENGTH": Number(12, 8, 128),  # characters
    "SESSION_IDLE_MINUTES": Number(60, 1, 1_440),
    "SESSION_HOURS": Number(12, 1, 168),
    "LOG_IN_GUESSES": Number(10, 3, 100),  # wrong passwords for one name from one address
    "LOG_IN_GUESSES_PER_ADDRESS": Number(100, 10, 10_000),  # and for all names together
    "LOG_IN_PAUSE_MINUTES": Number(15, 1, 1_440),
    "SECURE_HSTS_SECONDS": Number(31_536_000, 0, 63_072_000),
    "SLOW_QUERY_MS": Number(500, 1, 600_000),  # a statement that takes as long is noted in the log
    "TRUSTED_PROXIES": Number(1, 1, 10),  # in a row, where BEHIND_PROXY is set
}
FLAGS = (
    *("PRODUCTION", "DEBUG", "BEHIND_PROXY", "SAMPLES", "API_THROTTLE", "LOG_REQUESTS"),
    *("SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"),
)
LOG_FORMATS = ("json", "plain")
METRICS_TOKEN_LENGTH = 20
RATES = ("API_RATE", "API_RATE_REFUSED")
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})
MARKINGS = ("public", "internal", "restricted")
PLACEHOLDERS = (
    *("change", "insecure", "secret", "example", "placeholder", "replace", "default", "password", "your-key"),
    *("your_key", "test-key", "only-for"),
)
KEY_LENGTH, KEY_VARIETY = 50, 5
A_KEY = 'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(60))".'


def refuse_unsafe(environment: Environment, also: Sequence[str] = ()) -> None:
    """Raise ImproperlyConfigured with every fault of the environment, a line each; return where there is none.

    `also` are faults that somebody else found in it.
    """
    if faults := [*faults_of(environment), *also]:
        raise ImproperlyConfigured("\n".join(["The tracker does not start like this.", *faults]))


def faults_of(environment: Environment) -> list[str]:
    """What is wrong with the environment, in sentences; empty when it is safe and makes sense."""
    faults = [*_senseless(environment)]
    if environment.get("PRODUCTION", "").lower() in YES:
        faults += [*_key_faults(environment), *_host_faults(environment), *_plain_http(environment)]
        faults += _not_in_production(environment)
    return faults


def _senseless(environment: Environment) -> Iterator[str]:
    """What nobody can read: numbers that are none, words where yes or no is asked, unknown zones and markings."""
    for name, number in NUMBERS.items():
        given = environment.get(name)
        if given is not None and not (_is_number(given) and number.least <= int(given) <= number.most):
            yield f"{name} is “{given}”; give a whole number from {number.least} to {number.most}."
    for name in FLAGS:
        if (given := environment.get(name, "")).lower() not in YES | NO:
            yield f"{name} is “{given}”; give 1 or 0."
    zone = environment.get("OFFICE_TIME_ZONE", "UTC")
    try:
        zoneinfo.ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        yield f"OFFICE_TIME_ZONE is “{zone}”; give a time zone such as Asia/Tokyo."
    ceiling = environment.get("MARKING_CEILING", "restricted")
    if ceiling not in MARKINGS:
        yield f"MARKING_CEILING is “{ceiling}”; give one of {', '.join(MARKINGS)}."
    log_format = environment.get("LOG_FORMAT", "json")
    if log_format not in LOG_FORMATS:
        yield f"LOG_FORMAT is “{log_format}”; give one of {', '.join(LOG_FORMATS)}."
    if 0 < len(environment.get("METRICS_TOKEN", "")) < METRICS_TOKEN_LENGTH:
        yield f"METRICS_TOKEN is too easy to guess: it needs {METRICS_TOKEN_LENGTH} characters."
    for name in RATES:
        rate = environment.get(name, "1/min")
        if not re.fullmatch(r"[1-9]\d{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)", rate):
            yield f"{name} is “{rate}”; give a number and a time, such as 1200/min."


def _key_faults(environment: Environment) -> Iterator[str]:
    key = environment.get("SECRET_KEY", "")
    if not key:
        yield f"Production needs SECRET_KEY in the environment. {A_KEY}"
    elif len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY:
        yield (
            f"SECRET_KEY is too easy to guess: it needs {KEY_LENGTH} characters, "
            f"{KEY_VARIETY} different ones among them. {A_KEY}"
        )
    elif any(word in key.lower() for word in PLACEHOLDERS):
        yield f"SECRET_KEY is a placeholder that others know. {A_KEY}"


def _host_faults(environment: Environment) -> Iterator[str]:
    hosts = _words(environment, "ALLOWED_HOSTS")
    if not hosts:
        yield "Production needs ALLOWED_HOSTS in the environment: the names that people type, comma-separated."
    for host in hosts:
        if "*" in host:
            yield f"ALLOWED_HOSTS holds “{host}”, which lets anybody choose the name; write the names out."
        elif host.startswith(".") and "." not in host.strip("."):
            yield f"ALLOWED_HOSTS holds “{host}”, which is half the internet; write the names out."
        elif "/" in host:
            yield f"ALLOWED_HOSTS holds “{host}”; give the name alone, without https:// and path."


def _plain_http(environment: Environment) -> Iterator[str]:
    redirects = environment.get("SECURE_SSL_REDIRECT", "1").lower() in YES
    if not redirects and environment.get("BEHIND_PROXY", "").lower() not in YES:
        yield (
            "SECURE_SSL_REDIRECT is off and BEHIND_PROXY is not set: passwords would travel in the clear. "
            "Leave it on, or say BEHIND_PROXY=1 where a proxy of yours speaks https."
        )
    for origin in _words(environment, "CSRF_TRUSTED_ORIGINS"):
        if not origin.startswith("https://"):
            yield f"CSRF_TRUSTED_ORIGINS holds “{origin}”; every origin begins with https://."
        elif re.fullmatch(r"\*(\.[^.]*)?", origin.removeprefix("https://")):
            yield f"CSRF_TRUSTED_ORIGINS holds “{origin}”, which trusts everybody; write the names out."
    seconds = environment.get("SECURE_HSTS_SECONDS", "1")
    if _is_number(seconds) and int(seconds) == 0:
        yield "SECURE_HSTS_SECONDS is 0: browsers would go on asking over http. Leave it out, or give more."


def _not_in_production(environment: Environment) -> Iterator[str]:
    if environment.get("DEBUG", "").lower() in YES:
        yield "DEBUG is on: every fault would show the inside of the tracker. Leave it out of production."
    if environment.get("SAMPLES", "").lower() in YES:
        yield "SAMPLES is on: invented activities would stand among real ones. Leave it out of production."
    if environment.get("DEMO_PASSWORD"):
        yield "DEMO_PASSWORD is set: demo people would have a password that is known. Leave it out of production."
    if not environment.get("DATABASE_URL"):
        yield "Production needs DATABASE_URL in the environment."


def _words(environment: Environment, name: str) -> list[str]:
    return [word.strip() for word in environment.get(name, "").split(",") if word.strip()]


def _is_number(given: str) -> bool:
    return bool(re.fullmatch(r"\d{1,9}", given, re.ASCII))
