"""What does an auditor pull, and who else does not?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions.access import asked_from, note_access
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting, seal
from commitments.models.access import AccessEvent
from commitments.models.people import Person
from commitments.vocabulary import AccessKind
from tests import factories as make

pytestmark = pytest.mark.django_db

Api = Callable[..., Client]
RECORD, HEAD = "/api/v1/audit/access/", "/api/v1/audit/head/"
FIRST = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture
def auditor(administrator: Person) -> Client:
    """A token with the scope `audit` alone, which left no entry itself."""
    token = make.TokenFactory(owner=administrator, scopes=["audit"])
    return Client(headers={"Authorization": f"Bearer {token.key}"})


@pytest.fixture
def five() -> None:
    """Five entries on three days: 18, 19 and 20 November."""
    for kind, who, address, ago in (
        (AccessKind.LOG_IN, "person:ann", "192.0.2.7", 2),
        (AccessKind.REFUSED, "person:ann", "192.0.2.7", 2),
        (AccessKind.LOG_IN, "person:ben", "192.0.2.8", 1),
        (AccessKind.EXPORT, "person:ben", "192.0.2.8", 0),
        (AccessKind.LOG_OUT, "person:ann", "192.0.2.7", 0),
    ):
        at = FIRST - datetime.timedelta(ago)
        AccessEvent.objects.create(kind=kind, who=who, address=address, at=at, door="admin")


def found(client: Client, query: str = "") -> list[tuple[str, str]]:
    """(kind, who) of each entry listed."""
    answer = client.get(f"{RECORD}?{query}")
    assert answer.status_code == 200, answer.content
    return [(row["kind"], row["who"].removeprefix("person:")) for row in answer.json()["results"]]


def test_an_entry_reads_as_it_was_written(auditor: Client) -> None:
    with asked_from("192.0.2.7", "admin", "request-1"):
        note_access(AccessKind.LOG_IN, who="person:ann", subject="", detail="")
    at = AccessEvent.objects.get().at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert auditor.get(RECORD).json() == {
        "results": [
            {
                "at": at,
                "kind": "log_in",
                "who": "person:ann",
                "address": "192.0.2.7",
                "door": "admin",
                "subject": "",
                "detail": "",
                "request": "request-1",
                "times": 1,
            }
        ],
        "next": None,
        "previous": None,
    }


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ("", [("log_out", "ann"), ("export", "ben"), ("log_in", "ben"), ("refused", "ann"), ("log_in", "ann")]),
        ("ordering=at&page_size=2", [("log_in", "ann"), ("refused", "ann")]),
        ("kind=log_in", [("log_in", "ben"), ("log_in", "ann")]),
        ("kind=export&kind=refused", [("export", "ben"), ("refused", "ann")]),
        ("who=person:ben", [("export", "ben"), ("log_in", "ben")]),
        ("address=192.0.2.7&kind=log_in", [("log_in", "ann")]),
        ("after=2026-11-20", [("log_out", "ann"), ("export", "ben")]),
        ("before=2026-11-18", [("refused", "ann"), ("log_in", "ann")]),
        ("after=2026-11-19&before=2026-11-19", [("log_in", "ben")]),
    ],
)
def test_entries_come_newest_first_and_are_filtered(auditor: Client, query: str, entries: list[Any]) -> None:
    assert found(auditor, query) == entries


@pytest.mark.usefixtures("five")
def test_a_walk_in_pages_finds_every_entry_once_forwards_and_backwards(auditor: Client) -> None:
    whole, pages, url = found(auditor), [], f"{RECORD}?page_size=2"
    while url:
        last = auditor.get(url).json()
        pages.append(last["results"])
        url = last["next"]
    assert [(row["kind"], row["who"].removeprefix("person:")) for page in pages for row in page] == whole
    assert auditor.get(last["previous"]).json()["results"] == pages[1]


@pytest.mark.usefixtures("five")
def test_entries_are_counted_when_that_is_asked(auditor: Client) -> None:
    assert auditor.get(f"{RECORD}?count=true&kind=log_in").json()["count"] == 2


@pytest.mark.parametrize(
    "query", ["kind=party", "who=%00", "after=20.11.2026", "search=x", "ordering=who", "format=csv"]
)
def test_what_is_not_declared_or_not_sound_is_refused_by_name(auditor: Client, query: str) -> None:
    answer = auditor.get(f"{RECORD}?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{query.partition('=')[0]}")


def test_a_list_of_three_costs_no_more_queries_than_a_list_of_one(auditor: Client) -> None:
    asked = []
    auditor.get(RECORD)
    for more in (1, 2):
        for _number in range(more):
            note_access(AccessKind.LOG_IN, who="person:ann")
        with CaptureQueriesContext(connection) as queries:
            assert len(auditor.get(RECORD).json()["results"]) == AccessEvent.objects.count()
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("path", [RECORD, HEAD])
@pytest.mark.parametrize(
    ("role", "scopes", "status"),
    [
        ("administrator", ["audit"], 200),
        ("administrator", ["read", "write", "changes"], 403),
        ("manager", ["audit"], 403),
        ("viewer", ["audit", "read"], 403),
    ],
)
def test_a_token_takes_the_scope_and_an_administrator(
    api: Api, path: str, role: str, scopes: list[str], status: int
) -> None:
    assert api(make.PersonFactory(role=role), *scopes).get(path).status_code == status


@pytest.mark.parametrize("path", [RECORD, HEAD])
@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("manager", 403), ("viewer", 403)])
def test_a_person_takes_the_role(path: str, role: str, status: int) -> None:
    client = Client()
    client.force_login(make.PersonFactory(role=role))
    assert client.get(path).status_code == status


@pytest.mark.parametrize("path", [RECORD, HEAD])
def test_nobody_known_is_told_to_log_in_and_nothing_is_written_there(path: str, auditor: Client, api: Api) -> None:
    assert Client().get(path).status_code == 401
    assert [getattr(auditor, verb)(path).status_code for verb in ("post", "put", "patch", "delete")] == [405] * 4
    assert api(make.PersonFactory(role="viewer"), "write").post(path).status_code == 405


def test_the_scope_opens_nothing_else(auditor: Client) -> None:
    assert {auditor.get(f"/api/v1/{name}/").status_code for name in ("activities", "summaries/overview")} == {403}


def test_the_head_is_that_of_the_last_revision(auditor: Client) -> None:
    with acting("person:ann", "admin"):
        make.PartyFactory()
    seal()
    last = Revision.objects.latest("number")
    assert auditor.get(HEAD).json() == {
        "number": last.number,
        "digest": last.digest,
        "recorded_at": last.recorded_at,
    }
    assert auditor.get(f"{HEAD}?on=2026-01-01").status_code == 400


def test_an_empty_ledger_has_no_head(auditor: Client) -> None:
    assert auditor.get(HEAD).json() == {"number": 0, "digest": None, "recorded_at": None}


def test_entries_of_today_are_found_by_the_day_at_the_office(auditor: Client) -> None:
    note_access(AccessKind.LOG_IN, who="person:ann")
    assert found(auditor, f"after={timezone.localdate()}&kind=log_in") == [("log_in", "ann")]
