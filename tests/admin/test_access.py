"""Do administrators, and nobody else, read who came in, who was refused and what was changed?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions.access import asked_from, note_access
from commitments.models.access import AccessEvent
from commitments.models.people import Person
from commitments.vocabulary import AccessKind
from tests.admin.conftest import plain
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

RECORD = "/admin/commitments/accessevent/"


def listed(response: Any) -> list[tuple[str, str]]:
    """(kind, who) of each row."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode().partition("<tbody>")[2], re.DOTALL)
    cells = [[plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]
    return [(row[1], row[2]) for row in cells]


def noted(*kinds: AccessKind) -> list[tuple[str, str, str]]:
    """(kind, who, address) of the entries, in order."""
    rows = AccessEvent.objects.filter(kind__in=kinds or list(AccessKind)).order_by("id")
    return list(rows.values_list("kind", "who", "address"))


@pytest.fixture
def three() -> None:
    for kind, who, address in (
        (AccessKind.LOG_IN, "person:ann", "192.0.2.7"),
        (AccessKind.REFUSED, "person:ben", "192.0.2.7"),
        (AccessKind.LOG_IN, "person:ben", "192.0.2.8"),
    ):
        with asked_from(address, "admin", ""):
            note_access(kind, who=who)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [("log-in", "person:ben"), ("refusal", "person:ben"), ("log-in", "person:ann")]),
        ("kind__exact=log_in", [("log-in", "person:ben"), ("log-in", "person:ann")]),
        ("who=person:ben", [("log-in", "person:ben"), ("refusal", "person:ben")]),
        ("address=192.0.2.7", [("refusal", "person:ben"), ("log-in", "person:ann")]),
        ("q=ann", [("log-in", "person:ann")]),
        ("day=2020-01-01", []),
        ("day=0001-01-01", []),
        ("day=9999-12-31", []),
        ("day=whenever", []),
    ],
)
def test_the_record_is_listed_newest_first_and_narrowed_down(
    enter: Any, administrator: Person, query: str, rows: list[tuple[str, str]]
) -> None:
    assert listed(enter(administrator).get(f"{RECORD}?{query}")) == rows


@pytest.mark.usefixtures("three")
def test_a_day_of_the_office_is_offered_and_found(enter: Any, administrator: Person) -> None:
    client, today = enter(administrator), timezone.localdate()
    assert f"?day={today}" in client.get(RECORD).content.decode()
    assert len(listed(client.get(f"{RECORD}?day={today}"))) == 3
    assert listed(client.get(f"{RECORD}?day={today - datetime.timedelta(1)}")) == []


@pytest.mark.usefixtures("three")
def test_names_and_addresses_lead_to_their_entries_and_no_row_to_a_page(enter: Any, administrator: Person) -> None:
    page = enter(administrator).get(RECORD).content.decode()
    assert ('href="?who=person%3Aann"' in page, 'href="?address=192.0.2.8"' in page) == (True, True)
    assert f"{RECORD}{AccessEvent.objects.latest('id').pk}" not in page


@pytest.mark.parametrize("role", ["viewer", "analyst", "manager"])
def test_others_neither_read_it_nor_see_it_offered(enter: Any, role: str) -> None:
    client = enter(PersonFactory(role=role, clearance="restricted"))
    assert client.get(RECORD).status_code == 403
    assert RECORD not in client.get("/admin/").content.decode()


def test_administrators_find_it_in_the_workspace(enter: Any, administrator: Person) -> None:
    assert RECORD in enter(administrator).get("/admin/").content.decode()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("where", ["add/", "1/", "1/change/", "1/delete/", "1/history/"])
def test_there_is_no_way_to_write_in_it(enter: Any, administrator: Person, where: str) -> None:
    client = enter(administrator)
    before = noted()
    assert [client.get(f"{RECORD}{where}").status_code, client.post(f"{RECORD}{where}").status_code] == [404, 404]
    assert noted() == before


def test_logging_in_and_out_is_noted() -> None:
    PersonFactory(username="mori", password="a long word")
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.post("/admin/login/", {"username": "mori", "password": "a long word"})
    client.post("/admin/logout/")
    client.post("/admin/logout/")
    assert noted() == [("log_in", "person:mori", "192.0.2.7"), ("log_out", "person:mori", "192.0.2.7")]


def test_looking_at_the_log_in_page_is_not_noted() -> None:
    Client().get("/admin/login/")
    assert noted() == []


def test_a_failed_log_in_is_noted_and_what_was_typed_is_not() -> None:
    PersonFactory(username="mori", password="a long word")
    client = Client(REMOTE_ADDR="192.0.2.7")
    for name in ("mori", "my own password", "mori"):
        client.post("/admin/login/", {"username": name, "password": "wrong"})
    rows = AccessEvent.objects.filter(kind="log_in_failed")
    assert {row.who for row in rows} == {"person:mori", ""}
    assert sum(row.times for row in rows) == 3
    assert "my own password" not in str(list(rows.values()))


def test_a_person_who_changes_their_own_password_is_noted(enter: Any, analyst: Person) -> None:
    analyst.set_password("a long word")
    analyst.save()
    client = enter(analyst)
    wrong = {"old_password": "wrong", "new_password1": "another-word-7-7", "new_password2": "another-word-7-7"}
    client.post("/admin/password_change/", wrong)
    assert noted(AccessKind.PERSON) == []
    client.post("/admin/password_change/", {**wrong, "old_password": "a long word"})
    (entry,) = AccessEvent.objects.filter(kind="person").values_list("who", "subject", "detail")
    assert entry == ("person:analyst", "person:analyst", "own password changed")
