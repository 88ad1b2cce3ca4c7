"""Is every way of writing a row recorded, with its version and who did it? On both engines alike."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.parties import Party
from tests.factories import (
    PartyFactory,
)
from tests.ledger.conftest import Pages, version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_ledger")]


def test_a_row_is_saved_for_the_first_time(pages: Pages) -> None:
    with acting("person:ann", "admin"):
        Party.objects.create(slug="japan", name="Japan", short_name="Japan", version=9)
    assert pages.written() == [("person:ann", "I", "parties/japan", "party", 1)]
    assert version(Party.objects.get()) == 1


def test_a_row_is_saved_again(activity: Activity, pages: Pages) -> None:
    activity.title, activity.version = "More talks", 77
    with acting("person:ann", "admin"):
        activity.save()
    assert pages.written() == [("person:ann", "U", f"activities/{activity.pk}", "activity", 2)]
    assert version(activity) == 2


def test_a_row_is_saved_without_a_change(activity: Activity, pages: Pages) -> None:
    with acting("person:ann", "admin"):
        activity.save()
    assert pages.written() == []
    assert version(activity) == 1


def test_only_the_version_is_written(activity: Activity, pages: Pages) -> None:
    with acting("person:ann", "admin"):
        Activity.objects.update(version=F("version") + 5)
    assert (pages.written(), version(activity)) == ([], 1)


def test_a_row_is_deleted_with_all_that_hangs_on_it(activity: Activity, pages: Pages) -> None:
    name = f"activities/{activity.pk}"
    with acting("person:ann", "admin"):
        activity.delete()
    assert pages.written() == [
        ("person:ann", "D", name, "activity_areas", 2),
        ("person:ann", "D", name, "activity", 2),
    ]


def test_a_deleted_row_comes_back_after_its_last_version(activity: Activity, pages: Pages) -> None:
    key = activity.pk
    with acting("person:ann", "admin"):
        activity.delete()
    with acting("person:ben", "admin"):
        Activity.objects.create(
            pk=key, title="Talks", kind="visit", starts_on="2026-01-01", logged_by_id=activity.logged_by_id
        )
    assert version(Activity.objects.get()) == 3
    assert pages.written()[-1] == ("person:ben", "I", f"activities/{key}", "activity", 3)


def test_a_row_is_made_and_deleted_in_one_transaction(pages: Pages) -> None:
    with acting("person:ann", "admin"):
        PartyFactory(slug="japan").delete()
    assert [each[1:] for each in pages.written()] == [
        ("I", "parties/japan", "party", 1),
        ("D", "parties/japan", "party", 1),
    ]


def test_many_rows_are_made_at_once(pages: Pages) -> None:
    with acting("person:ann", "api"):
        Party.objects.bulk_create(Party(slug=f"p{n}", name="P", short_name="P") for n in range(3))
    assert [each[1:] for each in pages.written()] == [("I", f"parties/p{n}", "party", 1) for n in range(3)]


def test_many_rows_are_made_where_one_is_there_already(pages: Pages) -> None:
    PartyFactory(slug="p1", name="P", short_name="P")
    pages.turn()
    with acting("person:ann", "api"):
        Party.objects.bulk_create(
            [Party(slug=f"p{n}", name="Q", short_name="P", order=n) for n in range(2)], ignore_conflicts=True
        )
    assert [each[1:] for each in pages.written()] == [("I", "parties/p0", "party", 1)]


def test_many_rows_are_made_or_changed_where_they_are_there(pages: Pages) -> None:
    PartyFactory(slug="p1", name="P", short_name="P")
    pages.turn()
    with acting("person:ann", "api"):
        Party.objects.bulk_create(
            [Party(slug=f"p{n}", name="Q", short_name="P") for n in range(2)],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["name", "version"],
        )
    assert sorted(each[1:] for each in pages.written()) == [
        ("I", "parties/p0", "party", 1),
        ("U", "parties/p1", "party", 2),
    ]


def test_many_rows_are_updated_by_one_statement(pages: Pages) -> None:
    for slug in ("a", "b", "c"):
        PartyFactory(slug=slug, order=1)
    pages.turn()
    with acting("person:ann", "api"):
        Party.objects.filter(slug__in="ab").update(order=F("order") + 1, version=40)
    assert [each[1:] for each in pages.written()] == [("U", f"parties/{slug}", "party", 2) for slug in "ab"]


def test_many_rows_are_changed_at_once(pages: Pages) -> None:
    rows = [PartyFactory(slug=slug, order=1) for slug in "ab"]
    pages.turn()
    for row in rows:
        row.order = 2
    with acting("person:ann", "api"):
        Party.objects.bulk_update(rows, ["order"])
    assert [each[1:] for each in pages.written()] == [("U", f"parties/{slug}", "party", 2) for slug in "ab"]


def test_many_rows_are_deleted_by_one_statement(pages: Pages) -> None:
    for slug in ("a", "b"):
        PartyFactory(slug=slug)
    pages.turn()
    with acting("person:ann", "api"):
        Party.objects.all().delete()
    assert [each[1:] for each in pages.written()] == [("D", f"parties/{slug}", "party", 2) for slug in "ab"]


def test_a_row_is_found_or_made_and_updated(pages: Pages) -> None:
    with acting("person:ann", "api"):
        Party.objects.update_or_create(slug="a", defaults={"name": "A", "short_name": "A"})
    with acting("person:ann", "api"):
        Party.objects.update_or_create(slug="a", defaults={"name": "B"})
    assert [each[1:] for each in pages.written()] == [("I", "parties/a", "party", 1), ("U", "parties/a", "party", 2)]


def test_a_row_is_written_by_plain_sql(activity: Activity, pages: Pages) -> None:
    with acting("a", "t"), connection.cursor() as cursor:
        cursor.execute("UPDATE commitments_activity SET title = 'Plain', version = 12")
    assert pages.written() == [("a", "U", f"activities/{activity.pk}", "activity", 2)]
