"""Do eight systems that write at once get on, without errors, losses or long waits?

The server is the one of production: two processes of four threads. Each writer logs activities, changes them with
If-Match, and sends twenty at once now and then.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.deploy.production import manage, served, settings_for
from tests.deploy.test_serving import TOKEN
from tests.deploy.writing import ROWS, Writer
from tests.ledger.server import empty_database, fill

WRITERS, LONGEST = 8, 2.0


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.long)], ids=["in short", "for a minute"])
def test_eight_writers_get_on(tmp_path: Path, seconds: int) -> None:
    with empty_database(tmp_path) as address:
        (tmp_path / "var").mkdir()
        environment = {**settings_for(address, tmp_path / "var"), "API_RATE": "1000000/min"}
        fill(address)
        key = manage(environment, "shell", "--no-imports", "--command", TOKEN).strip()
        with served(environment) as server:
            writers = [Writer(server, key, bulk_every=10) for _ in range(WRITERS)]
            for writer in writers:
                writer.start()
            time.sleep(seconds)
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.join(30)
            assert server.stop() == 0
        answers = sum((writer.answers for writer in writers), Counter())
        acknowledged = {key: told for writer in writers for key, told in writer.acknowledged.items()}
        waits = sorted(wait for writer in writers for wait in writer.waits)
        _number, rows = json.loads(manage(environment, "shell", "--no-imports", "--command", ROWS))
        print(  # noqa: T201 (`pytest -s` shows it; docs/for-operators/sizing.md)
            f"{WRITERS} writers, {seconds} s: {dict(answers)}, {len(acknowledged)} activities; waits: median"
            f" {statistics.median(waits):.3f} s, 99 % {waits[int(len(waits) * 0.99)]:.3f} s, longest {waits[-1]:.3f} s"
        )
        assert [said for writer in writers for said in writer.unexplained] == []
        assert set(answers) <= {200, 201}
        assert rows == acknowledged
        assert "hold together" in manage(environment, "verify_ledger")
        assert waits[-1] <= LONGEST or seconds < 60  # a short look does not measure
