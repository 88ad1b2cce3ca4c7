"""Is nothing lost that was acknowledged while an installation is brought from the first version to this one?

The server of the new version is started first, on the old tables, and systems go on writing to it: what an operator
does who forgets the maintenance page.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.old_schema import FILL, OLD
from tests.deploy.production import manage, served, settings_for
from tests.deploy.writing import ROWS, Writer
from tests.ledger.server import empty_database

WRITERS = 4


@pytest.mark.slow
@pytest.mark.parametrize(
    "many", [500, pytest.param(100_000, marks=pytest.mark.long)], ids=["five hundred", "a hundred thousand"]
)
def test_an_upgrade_across_every_migration_loses_nothing(tmp_path: Path, many: int) -> None:
    with empty_database(tmp_path) as address:
        (tmp_path / "var").mkdir()
        environment = {**settings_for(address, tmp_path / "var"), "API_RATE": "1000000/min"}
        manage(environment, "migrate", "commitments", OLD, "--verbosity", "0")
        key = manage(environment, "shell", "--no-imports", "--command", FILL.format(many=many)).strip()
        with served(environment) as server:
            assert (server.ask("/healthz")[0], server.ask("/readyz")[:2]) == (200, (503, b"not ready: migrations"))
            writers = [Writer(server, key) for _ in range(WRITERS)]
            for writer in writers:
                writer.start()
            wait_until(lambda: all(writer.answers[503] for writer in writers))
            before = sum((writer.answers for writer in writers), Counter())
            began = time.monotonic()
            manage(environment, "migrate", "--verbosity", "0")
            took = time.monotonic() - began
            wait_until(lambda: all(len(writer.acknowledged) > 5 for writer in writers))
            assert (set(before), server.ask("/readyz")[:2]) == ({503}, (200, b"ready"))
            manage(environment, "migrate", "--verbosity", "0")  # with nothing to do, while all of them write
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.join(30)
            assert server.stop() == 0
        answers = sum((writer.answers for writer in writers), Counter())
        acknowledged = {key: told for writer in writers for key, told in writer.acknowledged.items()}
        number, rows = json.loads(manage(environment, "shell", "--no-imports", "--command", ROWS))
        assert [said for writer in writers for said in writer.unexplained] == []
        assert (rows, number) == (acknowledged, many + len(acknowledged))
        assert "hold together" in manage(environment, "verify_ledger")
        assert "Every count is" in manage(environment, "rebuild_rollups", "--verify")
        assert "Every row is found" in manage(environment, "verify_search")
        print(f"{many} activities: migrated in {took:.0f} s; {dict(answers)}; {len(acknowledged)} kept, none lost")  # noqa: T201


def wait_until(done: Any, patience: float = 120) -> None:
    until = time.monotonic() + patience
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)
