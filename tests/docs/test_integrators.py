"""Does every command that the pages for integrators give do what they promise?"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import blocks_of, keeps, run
from tests.ledger.server import ROOT, Installation, Server, empty_database

PAGES = sorted(page for page in (ROOT / "docs/for-integrators").glob("*.md") if blocks_of(page.read_text()))

TOKEN = """
import django
django.setup()
from django.utils import timezone
from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.people import Person

with acting("command:test", "test"):
    ben = Person.objects.create_user("ben", display_name="Ben", role="manager", clearance="restricted")
    scopes = ["read", "write", "changes"]
    made = issue_token(ben, name="Docs", scopes=scopes, now=timezone.now(), days=1, source="protocol")
    print(made[1])
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A running tracker with both real texts: where it is, and a token."""
    folder = tmp_path_factory.mktemp("docs")
    with empty_database(folder) as database, Installation(database, folder / "var") as installation:
        installation.run("manage.py", "seed")
        key = installation.run("-c", TOKEN).strip()
        server = Server(installation)
        yield {"API_BASE": f"http://127.0.0.1:{installation.port}/api/v1", "TOKEN": key}
        os.killpg(server.process.pid, signal.SIGTERM)
        server.process.wait(20)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="the pages speak curl, which is not on this machine")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_does_what_the_page_promises(
    page: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    for block in blocks_of(page.read_text()):
        said = run(block, tmp_path, environment)
        assert block.promised is None or keeps(block.promised, said), f"{block.commands}\n{said}"


def test_the_pages_that_give_commands_are_these() -> None:
    assert {page.name for page in PAGES} >= {"errors.md", "first-pull.md", "writing-safely.md"}


def test_a_promise_is_kept_to_the_letter_but_for_what_varies() -> None:
    assert keeps("a …\nb", "a 17\nb\n")
    assert not keeps("a …\nb", "a 17\nc")
    assert not keeps("304", "304 Not Modified")
