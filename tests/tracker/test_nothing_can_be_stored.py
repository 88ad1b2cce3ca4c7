"""What is somebody told when the disk is full or may not be written, and is what they typed still there?"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commitments.ledger.recording import acting
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.vocabulary import Role
from tests.admin.conftest import filled
from tests.factories import CommitmentFactory, PersonFactory, PriorityAreaFactory, TokenFactory

pytestmark = pytest.mark.usefixtures("committed", "nobody")

ADD = "/admin/commitments/activity/add/"
FILL = "long words " * 700  # more than what is free within pages holds
RAISE = """
CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '{code}'; END $$;
CREATE TRIGGER aaa_fail BEFORE INSERT ON commitments_activity FOR EACH ROW EXECUTE FUNCTION pg_temp.fail()
"""


@contextmanager
def failing(why: str) -> Iterator[None]:
    """The database can store no activity: it is full, may not be written, or (the control) fails in another way."""
    begin, end = (_on_sqlite if connection.vendor == "sqlite" else _on_postgresql)(why)
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(end)


def _on_sqlite(why: str) -> tuple[str, str]:
    if why == "full":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # no page is free
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
        return f"PRAGMA max_page_count = {pages}", "PRAGMA max_page_count = 1073741823"
    if why == "read only":
        return "PRAGMA query_only = 1", "PRAGMA query_only = 0"
    broken = "CREATE TRIGGER aaa_fail BEFORE INSERT ON commitments_activity BEGIN SELECT RAISE(ABORT, 'broken'); END"
    return broken, "DROP TRIGGER aaa_fail"


def _on_postgresql(why: str) -> tuple[str, str]:
    if why == "read only":
        return "SET default_transaction_read_only = on", "SET default_transaction_read_only = off"
    code = "53100" if why == "full" else "XX000"
    return RAISE.format(code=code), "DROP TRIGGER aaa_fail ON commitments_activity; DROP FUNCTION pg_temp.fail"


@pytest.fixture
def key(committed: None) -> str:
    with acting("person:ann", "admin"):
        PriorityAreaFactory(slug="cyber")
    return str(TokenFactory(owner=PersonFactory(role=Role.ANALYST)).key)


@pytest.fixture
def browser(committed: None) -> Client:
    made = Client(raise_request_exception=False)
    made.force_login(PersonFactory(username="ann", role=Role.ANALYST))
    return made


def logged(key: str, many: int = 1) -> Any:
    content = {"title": "Talks", "kind": "visit", "starts_on": "2026-05-01", "areas": ["cyber"], "summary": FILL}
    headers = {"Authorization": f"Bearer {key}"}
    path = "/api/v1/activities/" if many == 1 else "/api/v1/activities/bulk/"
    sent = content if many == 1 else [content] * many
    client = Client(raise_request_exception=False)
    return client.post(path, json.dumps(sent), content_type="application/json", headers=headers)


@pytest.mark.parametrize("why", ["full", "read only"])
@pytest.mark.parametrize("many", [1, 50], ids=["one", "bulk"])
def test_the_api_says_so_stores_nothing_and_goes_on_by_itself(key: str, why: str, many: int) -> None:
    with failing(why):
        answer = logged(key, many)
    told = answer.json()
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (
        503,
        "30",
        "application/problem+json",
    )
    assert told["detail"].startswith("The server cannot store anything at this moment. Nothing was saved")
    assert Activity.objects.count() == 0
    assert logged(key, many).status_code in (200, 201)
    assert (Activity.objects.count(), verify().faults) == (many, [])


def test_another_failure_is_no_lack_of_room(key: str) -> None:
    with failing("otherwise"):
        assert logged(key).status_code == 500


@pytest.mark.parametrize("why", ["full", "read only"])
def test_what_was_typed_is_on_the_page_and_is_sent_again_from_there(browser: Client, why: str) -> None:
    with acting("person:ann", "admin"):
        commitment = CommitmentFactory(areas=[PriorityAreaFactory(slug="cyber")])
    form = filled(commitment, summary=f"Two lines,\n<b>&</b> “quotes”. {FILL}".strip())
    with failing(why):
        refused = browser.post(ADD, form)
    page = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"], "no-store" in refused["Cache-Control"]) == (503, "30", True)
    assert Activity.objects.count() == 0
    kept = {name: html.unescape(value) for name, value in re.findall(r'hidden" name="([^"]*)" value="([^"]*)"', page)}
    kept.pop("csrfmiddlewaretoken")
    assert kept == {name: str(value) for name, value in form.items() if not isinstance(value, list)} | {
        name: str(value[-1]) for name, value in form.items() if isinstance(value, list) and value
    }
    assert browser.post(ADD, form).status_code == 302
    assert Activity.objects.get().summary == form["summary"]


def test_a_password_is_not_put_on_the_page(committed: None) -> None:
    PersonFactory(username="ben")
    browser = Client(raise_request_exception=False)
    with failing("read only"):
        refused = browser.post("/admin/login/", {"username": "ben", "password": "a-secret-of-bens"})
    assert (refused.status_code, b"a-secret-of-bens" in refused.content, b"<form" in refused.content) == (
        503,
        False,
        False,
    )


def test_people_go_on_reading(browser: Client, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SESSION_IDLE_SECONDS = 11  # a session is stored with every request
    with failing("read only"):
        assert browser.get("/").status_code == 200
        assert browser.get("/activities/").status_code == 200
    assert [record.getMessage()[:29] for record in caplog.records if "session" in record.name] == [
        "A session could not be stored"
    ] * 2
