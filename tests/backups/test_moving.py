"""Does an installation that moves from SQLite to PostgreSQL stay the same to whoever reads it?"""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.backups.conftest import ON_POSTGRESQL, installed, newest_tools
from tests.backups.working import EVIDENCE, examined, manage
from tests.ledger.server import Installation, Server, empty_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not ON_POSTGRESQL, reason="There is nowhere to move to without PostgreSQL."),
]

LOGGED = """
import django
django.setup()
from commitments.ledger.recording import acting
from commitments.models.areas import PriorityArea
from commitments.models.people import Person
from tests.factories import ActivityFactory

for number in range({many}):
    with acting("command:test", "test"):
        by, areas = Person.objects.get(username="ann"), PriorityArea.objects.all()
        ActivityFactory.create_batch({batch}, logged_by=by, areas=areas)
"""


def pulled(installation: Installation, address: str) -> tuple[list[str], str]:
    """Every event from an address on, and the cursor after them."""
    events: list[str] = []
    while True:
        asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {installation.key}"})  # noqa: S310 (ours)
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 (ours)
            told: dict[str, Any] = json.load(answer)
        events += [f"{each['op']} {each['type']} {each['id']} {each['version']}" for each in told["results"]]
        address = f"http://127.0.0.1:{installation.port}/api/v1/changes/?after={told['next']}"
        if not told["has_more"]:
            return events, told["next"]


def moved(installation: Installation, address: str) -> str:
    code, said = manage({**installation.environment, "POSTGRESQL_BIN": newest_tools()}, "move", address)
    assert code == 0, said
    return said


@pytest.mark.slow
def test_rows_ledger_tokens_and_cursors_go_on_as_they_were(tmp_path: Path) -> None:
    with installed(f"sqlite:///{tmp_path}/old.sqlite3", tmp_path / "var") as old, empty_database(tmp_path) as address:
        old.run("manage.py", "seed")
        old.run("-c", EVIDENCE)
        old.run("-c", LOGGED.format(many=5, batch=3))
        server = Server(old)
        start = f"http://127.0.0.1:{old.port}/api/v1/changes/"
        before, cursor = pulled(old, start)
        server.kill()
        here = examined(old.environment)

        said = moved(old, address)

        old.environment["DATABASE_URL"] = address
        assert examined(old.environment) == here
        assert here["faults"] == []
        assert f"Moved: {here['revisions']} revisions." in said
        server = Server(old)
        assert pulled(old, start)[0] == before
        assert pulled(old, f"{start}?after={cursor}")[0] == []
        old.run("-c", LOGGED.format(many=1, batch=1))
        assert len(pulled(old, f"{start}?after={cursor}")[0]) == 1
        server.kill()
        assert examined(old.environment)["faults"] == []


@pytest.mark.slow
def test_a_move_never_writes_over_anything(tmp_path: Path) -> None:
    with installed(f"sqlite:///{tmp_path}/old.sqlite3", tmp_path / "var") as old, empty_database(tmp_path) as address:
        moved(old, address)

        code, said = manage(old.environment, "move", address)

        assert (code, "is not empty" in said) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "told"),
    [("sqlite:///x", "Give the address of"), ("postgresql://nobody@127.0.0.1:1/x", "does not answer")],
)
def test_an_address_that_is_none_is_refused_in_a_sentence(tmp_path: Path, given: str, told: str) -> None:
    old = installed(f"sqlite:///{tmp_path}/old.sqlite3", tmp_path / "var")

    code, said = manage(old.environment, "move", given)

    assert (code, told in said, "Traceback" in said) == (1, True, False)


@pytest.mark.long
def test_five_thousand_activities_move_with_one_head_on_both(tmp_path: Path) -> None:
    with installed(f"sqlite:///{tmp_path}/old.sqlite3", tmp_path / "var") as old, empty_database(tmp_path) as address:
        old.run("-c", LOGGED.format(many=50, batch=100))
        here = examined(old.environment)
        moved(old, address)
        old.environment["DATABASE_URL"] = address
        assert examined(old.environment) == here
        assert len(here["rows"]) == 5_000
