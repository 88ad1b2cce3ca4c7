"""Can every list be taken out whole, as a file that says the same as the list?"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable
from typing import Any

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
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.vocabulary import AccessKind
from tests import factories as make
from tests.api.test_lists import NOUNS

Api = Callable[..., Client]
ACTIVITIES = "/api/v1/activities/"


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


def bytes_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def lines_of(answer: Any) -> list[Any]:
    return [json.loads(line) for line in bytes_of(answer).splitlines()]


def table_of(answer: Any) -> list[dict[str, str]]:
    body = bytes_of(answer)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheet_of(answer: Any) -> list[dict[str, Any]]:
    (sheet,) = load_workbook(io.BytesIO(bytes_of(answer))).worksheets
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


@pytest.mark.parametrize("resource", [*NOUNS, "audit/access"])
def test_every_list_is_taken_out_as_it_is_listed(
    client: Client, api: Api, administrator: Person, resource: str
) -> None:
    if resource == "audit/access":
        client = api(administrator, "read", "audit")
        AccessEvent.objects.create(kind=AccessKind.LABEL, who="person:x", detail="=1+1")
    else:
        for _number in range(3):
            NOUNS[resource]()
    listed = client.get(f"/api/v1/{resource}/?page_size=500").json()["results"]
    assert len(listed) >= 1
    answer = client.get(f"/api/v1/{resource}/?format=ndjson")
    assert answer["Content-Type"] == "application/x-ndjson"
    assert lines_of(answer)[-len(listed) :] == listed
    table, sheet = (read(client.get(f"/api/v1/{resource}/?format={form}")) for read, form in FILES)
    assert [list(row) for row in table] == [list(row) for row in sheet][-len(table) :]  # taking out is put down
    names = [name.partition(".")[0] for name in table[0]]
    assert list(dict.fromkeys(names)) == list(listed[0])


FILES = ((table_of, "csv"), (sheet_of, "xlsx"))


@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_an_empty_list_is_an_empty_file(client: Client, form: str) -> None:
    read = {"ndjson": lines_of, "csv": table_of, "xlsx": sheet_of}[form]
    assert read(client.get(f"{ACTIVITIES}?format={form}")) == []


def test_cells_hold_names_days_and_objects_in_columns_of_their_own(client: Client, talks: Commitment) -> None:
    make.PriorityAreaFactory(slug="space")
    body = make.BodyFactory(slug="shape")
    moment = datetime.datetime(2026, 5, 2, 10, 30, tzinfo=datetime.UTC)
    activity = make.ActivityFactory(
        title='Talks, "staff"\nsecond line', commitments=[talks], bodies=[(body, "host")], created_at=moment,
        starts_on=datetime.date(2026, 5, 1), ends_on=None, summary="海洋安全保障",
    )  # fmt: skip
    (row,), (cells,) = (read(client.get(f"{ACTIVITIES}?format={form}")) for read, form in FILES)
    assert {name: row[name] for name in ("title", "starts_on", "ends_on", "commitments", "areas", "bodies")} == {
        "title": 'Talks, "staff"\nsecond line',
        "starts_on": "2026-05-01",
        "ends_on": "",
        "commitments": "TEST1-1-c1",
        "areas": "cyber",
        "bodies": '[{"body":"shape","role":"host"}]',
    }
    assert (row["created_at"], row["summary"]) == ("2026-05-02T10:30:00.000000Z", "海洋安全保障")
    assert cells["starts_on"] == datetime.datetime(2026, 5, 1)
    assert cells["created_at"] == datetime.datetime(2026, 5, 2, 10, 30)
    assert (cells["id"], cells["ends_on"], cells["version"]) == (str(activity.pk), None, 1)
    standing = table_of(client.get("/api/v1/commitments/?on=2026-11-21&format=csv"))[0]
    assert {name: standing[name] for name in standing if name.startswith("standing.")} == {
        "standing.on": "2026-11-21",
        "standing.state": "active",
        "standing.confidence": "{}",
        "standing.evidence_age_days": "204",
        "standing.attention": "",
    }
    make.ActivityFactory(commitments=[talks], areas=list(talks.areas.model.objects.order_by("slug")), title="two")
    (two,) = table_of(client.get(f"{ACTIVITIES}?format=csv&search=two"))
    assert two["areas"] in ("cyber; space", "space; cyber")


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("https://x.example")']
)
def test_nothing_that_a_spreadsheet_would_run_reaches_one(client: Client, title: str) -> None:
    make.ActivityFactory(title=title, summary=f"\t{title}", place="5 = 5")
    for read, form in FILES:
        (row,) = read(client.get(f"{ACTIVITIES}?format={form}"))
        assert (row["title"], row["place"]) == (f"'{title}", "5 = 5")
        assert str(row["summary"]).startswith("'\t")
    (exact,) = lines_of(client.get(f"{ACTIVITIES}?format=ndjson"))
    assert exact["title"] == title


def test_a_cell_that_a_sheet_cannot_hold_says_that_it_goes_on(client: Client) -> None:
    make.ActivityFactory(title="long", bodies=[(make.BodyFactory(slug=f"{'b' * 40}-{n}"), "host") for n in range(700)])
    (cells,) = sheet_of(client.get(f"{ACTIVITIES}?format=xlsx"))
    assert (len(cells["bodies"]), cells["bodies"][-1]) == (32_767, "…")
    (row,) = table_of(client.get(f"{ACTIVITIES}?format=csv"))
    assert len(json.loads(row["bodies"])) == 700


def test_filters_and_order_are_those_of_the_list(client: Client) -> None:
    for number, kind in enumerate(["visit", "seminar", "visit"]):
        make.ActivityFactory(kind=kind, title=f"{number}")
    query = "kind=visit&ordering=-title"
    found = lines_of(client.get(f"{ACTIVITIES}?{query}&format=ndjson"))
    assert found == client.get(f"{ACTIVITIES}?{query}").json()["results"]
    assert [row["title"] for row in found] == ["2", "0"]


def test_json_is_the_list_itself(client: Client) -> None:
    make.ActivityFactory()
    assert client.get(f"{ACTIVITIES}?format=json&page_size=1&count=true").json()["count"] == 1


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("format=pdf", "/format"),
        ("format=", "/format"),
        ("format=csv&format=csv", "/format"),
        ("format=csv&page_size=5", "/page_size"),
        ("format=ndjson&cursor=x", "/cursor"),
        ("format=xlsx&count=true", "/count"),
        ("format=csv&expand=areas", "/expand"),
        ("format=csv&kind=party", "/kind"),
        ("format=csv&ordering=owner", "/ordering"),
        ("format=csv&titel=x", "/titel"),
    ],
)
def test_what_is_wrong_is_said_before_the_first_byte(client: Client, query: str, at: str) -> None:
    answer = client.get(f"{ACTIVITIES}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {error["pointer"] for error in answer.json()["errors"]} == {at}
    assert not AccessEvent.objects.filter(kind=AccessKind.EXPORT).exists()


def test_embedded_resources_are_taken_out_as_lines(client: Client, talks: Commitment) -> None:
    make.ActivityFactory(commitments=[talks])
    (row,) = lines_of(client.get(f"{ACTIVITIES}?expand=commitments&format=ndjson"))
    assert row["commitments"][0]["reference"] == "TEST1-1-c1"


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
    of_rows = [query for query in asked if query["sql"].startswith('SELECT "commitments_activity"."id" AS "pk"')]
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
