"""What goes with a file that is taken out: marking, entry in the record, clean break?"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from commitments.api import exporting
from commitments.models.access import AccessEvent
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.vocabulary import AccessKind
from tests import factories as make
from tests.api.taking_out import ACTIVITIES, bytes_of, lines_of, table_of

Api = Callable[..., Client]


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


def test_the_file_says_what_it_holds_from_when_and_how_it_is_marked(client: Client, api: Api, viewer: Person) -> None:
    make.ActivityFactory(marking="public")
    make.ActivityFactory(marking="internal")
    make.AgreementFactory(marking="restricted")
    today = timezone.localdate().isoformat()
    answer = client.get(f"{ACTIVITIES}?format=csv")
    assert answer["Content-Disposition"] == f'attachment; filename="activities-{today}-internal.csv"'
    assert (answer["Marking"], answer["Cache-Control"]) == ("internal", "private, no-store")
    assert sorted(row["marking"] for row in table_of(answer)) == ["internal", "public"]
    assert client.get(f"{ACTIVITIES}?format=csv&marking=public")["Marking"] == "public"
    assert "Marking" not in client.get(f"{ACTIVITIES}?format=csv&kind=visit")
    assert client.get("/api/v1/areas/?format=ndjson")["Marking"] == "restricted"  # mentions rest on texts
    assert api(viewer).get("/api/v1/commitments/?format=ndjson")["Marking"] == "public"
    (sheet,) = load_workbook(io.BytesIO(bytes_of(client.get(f"{ACTIVITIES}?format=xlsx")))).worksheets
    assert (sheet.title, sheet.oddHeader.center.text, sheet.oddFooter.center.text) == (
        *("activities", "internal", "internal"),
    )


def test_whoever_takes_a_list_out_is_put_down_before_it_leaves(api: Api, analyst: Person) -> None:
    client = api(analyst)
    make.ActivityFactory(marking="internal")
    make.ActivityFactory(marking="restricted")
    client.get(f"{ACTIVITIES}?format=csv&marking=internal")  # nothing of it is read
    (entry,) = AccessEvent.objects.filter(kind=AccessKind.EXPORT)
    assert (entry.who, entry.door, entry.subject, entry.detail) == (
        f"token:{analyst.tokens.get().prefix}",
        "api",
        f"{ACTIVITIES}?format=csv&marking=internal",
        "csv: 1 rows, internal",
    )
    many = "&".join(f"external_id={'x' * 100}{number}" for number in range(5))
    client.get(f"{ACTIVITIES}?format=csv&{many}")
    assert AccessEvent.objects.filter(kind=AccessKind.EXPORT).first().detail.endswith(many)


def test_a_head_is_answered_without_taking_anything_out(client: Client) -> None:
    make.ActivityFactory(marking="internal")
    answer, whole = (ask(f"{ACTIVITIES}?format=csv") for ask in (client.head, client.get))
    assert (answer.status_code, answer.content) == (200, b"")
    same = ("Content-Type", "Content-Disposition", "Marking", "Cache-Control")
    assert [answer[name] for name in same] == [whole[name] for name in same]
    assert AccessEvent.objects.filter(kind=AccessKind.EXPORT).count() == 1


def test_what_a_reader_may_not_see_is_in_no_file(api: Api, viewer: Person) -> None:
    make.ActivityFactory(title="open")
    make.ActivityFactory(title="closed", marking="internal")
    assert [row["title"] for row in lines_of(api(viewer).get(f"{ACTIVITIES}?format=ndjson"))] == ["open"]


def test_a_file_is_read_a_thousand_rows_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    for number in range(7):
        make.ActivityFactory(title=f"{number}")
    answer = client.get(f"{ACTIVITIES}?format=ndjson&ordering=title")
    pieces = list(answer.streaming_content)
    assert [piece.count(b"\n") for piece in pieces] == [3, 3, 1]
    with CaptureQueriesContext(connection) as asked:
        list(client.get(f"{ACTIVITIES}?format=ndjson").streaming_content)
    of_rows = [
        query for query in asked if (query["sql"] or "").startswith('SELECT "commitments_activity"."id" AS "pk"')
    ]
    assert len(of_rows) <= 1  # on PostgreSQL a cursor of the server's reads them


def test_sentences_are_in_the_language_of_whoever_asked(api: Api, manager: Person) -> None:
    make.CommitmentFactory(agreement=make.AgreementFactory(dated_on=datetime.date(2020, 1, 1)))
    client, on = api(manager), "/api/v1/commitments/?on=2026-11-21"
    language = {"Accept-Language": "ja"}
    (listed,) = client.get(on, headers=language).json()["results"]
    (taken,) = lines_of(client.get(f"{on}&format=ndjson", headers=language))
    assert taken == listed
    assert listed["standing"]["attention"]


def test_a_failure_on_the_way_breaks_the_file_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    for _number in range(5):
        make.ActivityFactory()
    answer: HttpResponse = client.get(f"{ACTIVITIES}?format=csv")
    pieces = iter(answer)  # type: ignore[arg-type]
    next(pieces), next(pieces)
    monkeypatch.setattr("commitments.api.plan.by_parent", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(pieces)


def test_a_failure_before_the_first_byte_of_a_sheet_is_a_problem(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.ActivityFactory()
    monkeypatch.setattr("commitments.api.plan.by_parent", lambda *_: 1 / 0)
    client.raise_request_exception = False
    answer = client.get(f"{ACTIVITIES}?format=xlsx")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")


def test_more_rows_than_a_sheet_holds_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS_OF_A_SHEET", 1)
    make.ActivityFactory()
    make.ActivityFactory()
    answer = client.get(f"{ACTIVITIES}?format=xlsx")
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (400, "A sheet holds at most 1 rows.")
    assert Activity.objects.count() == 2
