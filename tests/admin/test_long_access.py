"""Does the access record open as quickly when it is long?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models.access import AccessEvent
from commitments.models.people import Person
from commitments.queries import leafing
from tests.admin.conftest import plain
from tests.admin.test_access import RECORD, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of 300 entries, of which 200 may be leafed through."""
    monkeypatch.setattr(leafing, "FURTHEST", 200)
    began = timezone.now() - datetime.timedelta(days=300)
    AccessEvent.objects.bulk_create(
        AccessEvent(
            kind="refused",
            who=f"person:p{number % 100}",
            address=f"192.0.2.{number % 3}",
            at=began + datetime.timedelta(days=number),
            detail="This needs the role “manager”.",
        )
        for number in range(300)
    )


@pytest.mark.usefixtures("long")
def test_the_latest_are_leafed_through_and_filters_lead_to_earlier_ones(enter: Any, administrator: Person) -> None:
    client = enter(administrator)
    page = plain(client.get(RECORD).content.decode())
    assert "the latest 200 entries; narrow the list down for earlier ones" in page
    assert [client.get(f"{RECORD}?p={number}").status_code for number in (4, 5)] == [200, 302]
    narrowed = client.get(f"{RECORD}?who=person:p7")
    assert (listed(narrowed), "3 entries" in plain(narrowed.content.decode())) == ([("refusal", "person:p7")] * 3, True)


@pytest.mark.usefixtures("long")
def test_it_is_never_counted_further_than_it_is_leafed_through(enter: Any, administrator: Person) -> None:
    client = enter(administrator)
    for query in ("", "?q=manager", "?kind__exact=refused"):
        with CaptureQueriesContext(connection) as asked:
            client.get(RECORD + query)
        counts = [each["sql"] for each in asked if "COUNT(" in each["sql"] and "accessevent" in each["sql"]]
        assert [sql for sql in counts if "LIMIT 201" not in sql] == []
        assert counts


@pytest.mark.parametrize("column", ["kind", "who", "address"])
def test_a_filter_is_answered_from_an_index_in_the_order_of_the_list(column: str) -> None:
    rows = AccessEvent.objects.filter(**{column: "x"}).order_by("-id")[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    assert f"accessevent_{column}" in rows.explain()
    assert "sort" not in rows.explain().lower().replace("b-tree", "b")


def test_a_day_is_answered_from_an_index() -> None:
    now = timezone.now()
    rows = AccessEvent.objects.filter(at__gte=now, at__lt=now + datetime.timedelta(1)).order_by()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "accessevent_at" in rows.explain()


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(
    ("words", "found"),
    [("p7", 33), ("P77", 3), ("ole", 0), ("p7 manager", 33), ("192.0.2.1", 100), ("“manager”", 300), ("mänager", 300)],
)
def test_a_search_finds_the_beginnings_of_words(words: str, found: int, enter: Any, administrator: Person) -> None:
    listing = enter(administrator).get(RECORD, {"q": words}).context_data["cl"]
    assert listing.queryset.count() == found
