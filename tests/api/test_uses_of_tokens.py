"""When was a token last used? Noted seldom, after the answer, and never in anybody's way."""

from __future__ import annotations

import datetime
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from commitments.actions.token_uses import note_use
from commitments.ledger.models import Revision
from commitments.models.people import Person
from commitments.models.tokens import Token, TokenUse
from tests import factories as make
from tests.api.serving import Server, all_at_once, serving

LIST = "/api/v1/parties/"
HOUR = datetime.timedelta(hours=1)


def call(token: Token, verb: str = "get", address: str = LIST, **more: Any) -> int:
    client = Client(headers={"Authorization": f"Bearer {token.key}"}, REMOTE_ADDR="192.0.2.7")
    return int(getattr(client, verb)(address, **more).status_code)


def test_the_first_use_is_noted_with_its_address(analyst: Person) -> None:
    token = make.TokenFactory(owner=analyst, unused=True)
    before = timezone.now()
    assert call(token) == 200
    use = TokenUse.objects.get()
    assert (use.token, use.address, before <= use.last_used_at <= timezone.now()) == (token, "192.0.2.7", True)


@pytest.mark.parametrize(("ago", "noted"), [(0.9 * HOUR, False), (1.1 * HOUR, True)])
def test_a_use_is_noted_once_an_hour(analyst: Person, ago: datetime.timedelta, noted: bool) -> None:
    token, then = make.TokenFactory(owner=analyst), timezone.now() - ago
    TokenUse.objects.update(last_used_at=then)
    call(token)
    assert (TokenUse.objects.get().last_used_at > then) is noted


@pytest.mark.parametrize(
    ("verb", "address", "status"),
    [("get", f"{LIST}nowhere/", 404), ("post", LIST, 405), ("post", "/api/v1/activities/", 400)],
)
def test_a_refused_request_is_a_use_as_well(analyst: Person, verb: str, address: str, status: int) -> None:
    token = make.TokenFactory(owner=analyst, unused=True)
    assert (
        call(token, verb, address, **({"data": {}, "content_type": "application/json"} if verb == "post" else {}))
        == status
    )
    assert TokenUse.objects.filter(token=token).exists()


def test_a_token_that_opens_nothing_was_not_used(analyst: Person) -> None:
    token = make.TokenFactory(owner=analyst, unused=True, networks=["198.51.100.0/24"])
    assert (call(token), TokenUse.objects.count()) == (401, 0)


def test_noting_a_use_writes_nothing_into_the_ledger(analyst: Person) -> None:
    token, before = make.TokenFactory(owner=analyst, unused=True), Revision.objects.count()
    call(token)
    assert (TokenUse.objects.count(), Revision.objects.count()) == (1, before)


def test_where_it_cannot_be_noted_the_answer_is_the_same(
    analyst: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_told: Any) -> None:
        raise DatabaseError("disk full")

    token = make.TokenFactory(owner=analyst, unused=True)
    monkeypatch.setattr(TokenUse.objects, "create", broken)
    assert call(token) == 200
    assert caplog.messages == [f"The use of token {token.prefix} was not noted: disk full"]


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_first_uses_at_the_same_moment_do_not_clash(tmp_path: Path, analyst: Person) -> None:
    token = make.TokenFactory(owner=analyst, unused=True)
    with serving(tmp_path) as server:
        statuses = all_at_once(lambda _caller: server.ask(token.key, "GET", "parties/").status, 16)
        uses = _uses_once_noted(server)
        log = (tmp_path / "server.log").read_text()
    assert (statuses, uses, "was not noted" in log) == ([200] * 16, 1, False)


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_a_reader_does_not_wait_for_somebody_who_writes(tmp_path: Path, analyst: Person) -> None:
    tokens = [make.TokenFactory(owner=analyst, unused=True) for _number in range(3)]
    with serving(tmp_path) as server:
        server.ask(make.TokenFactory(owner=analyst).key, "GET", "parties/")  # the process is warm
        with somebody_writing(server, tokens):
            began = time.monotonic()
            statuses = [server.ask(token.key, "GET", "parties/").status for token in tokens]
            took = time.monotonic() - began
    assert (statuses, took < 5) == ([200] * 3, True)


def test_noting_gives_up_soon_and_then_for_a_while(analyst: Person, django_assert_num_queries: Any) -> None:
    token = make.TokenFactory(owner=analyst, unused=True)
    note_use(token, at=timezone.now(), address="")
    TokenUse.objects.all().delete()
    with django_assert_num_queries(0):
        note_use(token, at=timezone.now(), address="")


@contextmanager
def somebody_writing(server: Server, tokens: list[Token]) -> Iterator[None]:
    """Another connection holds, all the while, what noting a use would need: on SQLite the file, else the rows."""
    address = server.environment["DATABASE_URL"]
    if connection.vendor == "postgresql":
        with psycopg.connect(address) as other:
            other.execute("LOCK TABLE commitments_tokenuse IN SHARE ROW EXCLUSIVE MODE")
            yield
            other.rollback()
        return
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _uses_once_noted(server: Server) -> int:
    """How many uses are noted, once the last answer has gone: they come after it."""
    for _try in range(50):
        count = int(server.manage("shell", "-v0", "-c", COUNT).strip())
        if count:
            return count
    return 0


COUNT = "from commitments.models.tokens import TokenUse; print(TokenUse.objects.count())"
