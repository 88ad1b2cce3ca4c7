"""Who asks, on which day, and about what? What every test may ask for by name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from commitments.actions.seeding import seed
from commitments.ledger import recording
from commitments.models.people import Person
from commitments.vocabulary import Marking, Role
from tests.factories import PersonFactory

ONCE = (
    *(
        "texts/",
        "copies/",
        "docs/",
        "models/test_vocabulary.py",
        "importing/test_letters.py",
        "importing/test_cells.py",
    ),
    *("test_house.py", "test_floors.py", "test_translations.py", "test_fixtures.py", "test_matrix.py"),
    *("deploy/test_units.py", "deploy/test_containers.py", "deploy/test_proxy.py", "deploy/test_settings_example.py"),
    *("tracker/test_headers.py", "tracker/test_safety.py", "tracker/test_sso.py", "tracker/test_closing_log_in.py"),
    *(
        "api/test_description.py",
        "api/test_described_examples.py",
        "api/test_described_headers.py",
        "api/test_costs.py",
    ),
    *("management/test_sample.py", "management/test_verify_texts.py"),
    *("privacy/test_nothing_hidden_is_seen.py", "privacy/test_the_crawl.py", "dashboards/test_every_number.py"),
)
"""Tests for which the engine cannot matter, or that `make privacy` runs on both: docs/for-developers/tests.md."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(ONCE):
            item.add_marker(pytest.mark.once)


def pytest_configure() -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # one for each worker
    settings.WHITENOISE_AUTOREFRESH = True  # or every new Client looks through all stylesheets and scripts
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # real ones are slow on purpose
    # Rows that a test writes outside `acting` are written by `test`; `nobody` takes it back.
    recording._now = ContextVar("ledger_acting", default=recording.Acting("test", "test"))  # noqa: B039 (frozen)


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Django's own set-up, and then its one question to SQLite, so that no test counts it among its queries."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET ledger.actor = 'test'")
                cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET ledger.door = 'test'")
                cursor.execute("SET ledger.actor = 'test'")
                cursor.execute("SET ledger.door = 'test'")


@pytest.fixture
def nobody(db: None) -> Iterator[None]:
    """Nobody acts but in `acting`, as in production."""
    before = recording._now.set(recording.Acting())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET ledger.actor = ''")
    yield
    recording._now.reset(before)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET ledger.actor")


@pytest.fixture(autouse=True)
def _counts_settled() -> Iterator[None]:
    """Let figures be read in the transaction that every ordinary test is: in production counts are folded at commit."""
    if connection.vendor != "postgresql":
        yield
        return

    def settled(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "ledger_rollup" in str(sql) and str(sql).startswith(("SELECT", "WITH")) and connection.in_atomic_block:
            with connection.connection.cursor() as cursor:  # not counted among the test's queries
                cursor.execute("SELECT has_function_privilege('ledger_fold(bigint)', 'EXECUTE')")
                if cursor.fetchone()[0]:
                    cursor.execute("SELECT ledger_fold(nullif(current_setting('ledger.revision', true), '')::bigint)")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(settled):
        yield


@pytest.fixture
def day() -> datetime.date:
    """The day that the tests ask about."""
    return datetime.date(2026, 11, 21)


@pytest.fixture
def viewer(db: None) -> Person:
    """May read what is public."""
    return PersonFactory(username="viewer", role=Role.VIEWER, clearance=Marking.PUBLIC)


@pytest.fixture
def analyst(db: None) -> Person:
    """May log activities and assess; reads up to internal."""
    return PersonFactory(username="analyst", role=Role.ANALYST, clearance=Marking.INTERNAL)


@pytest.fixture
def manager(db: None) -> Person:
    """May confirm, decide, set targets and hold reviews; reads everything."""
    return PersonFactory(username="manager", role=Role.MANAGER, clearance=Marking.RESTRICTED)


@pytest.fixture
def administrator(db: None) -> Person:
    """May manage people and tokens as well; reads everything."""
    return PersonFactory(username="administrator", role=Role.ADMINISTRATOR, clearance=Marking.RESTRICTED)


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Real transactions: what is written is committed, seen by other connections and wiped after the test.

    For what depends on commits: concurrency, the order of numbers, the completeness of the feed. Slower than `db`,
    which rolls everything back and so never commits.
    """


@pytest.fixture
def seeded(db: None, day: datetime.date) -> None:
    """Both real texts, read and seeded."""
    with recording.acting("command:seed", "command"):
        seed(settings.FIXTURES, on=day)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """Where the files of the test lie."""
    with override_settings(MEDIA_ROOT=tmp_path / "files"):
        yield tmp_path / "files"
