"""Can every list be taken out whole, as a file that says the same as the list?"""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from commitments.models.access import AccessEvent
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.vocabulary import AccessKind
from tests import factories as make
from tests.api.taking_out import ACTIVITIES, FILES, lines_of, sheet_of, table_of
from tests.api.test_lists import NOUNS

Api = Callable[..., Client]


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


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


@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_an_empty_list_is_an_empty_file(client: Client, form: str) -> None:
    read = {"ndjson": lines_of, "csv": table_of, "xlsx": sheet_of}[form]
    assert read(client.get(f"{ACTIVITIES}?format={form}")) == []


def test_a_workbook_does_not_say_when_it_was_made_so_the_same_rows_make_the_same_file(client: Client) -> None:
    make.ActivityFactory()
    one, again = (b"".join(client.get(f"{ACTIVITIES}?format=xlsx")) for _ in range(2))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(one)) as book:
        parts = {part.date_time for part in book.infolist()}
        moments = set(re.findall(rb"\d{4}-\d\d-\d\dT[^<]*", book.read("docProps/core.xml")))
    assert (parts, moments, one == again) == ({(1980, 1, 1, 0, 0, 0)}, {b"2000-01-01T00:00:00Z"}, True)


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
