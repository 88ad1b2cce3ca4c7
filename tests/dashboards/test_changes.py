"""Does the page of changes say what was made, changed and taken away between two days, and what stands otherwise?"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions.activities import withdraw_activity
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.api.remembering import head, written
from tests.dashboards.conftest import World
from tests.dashboards.reading import page, queries_of, read
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db


def test_what_was_made_and_what_went_is_told_by_title(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)
    gone = written(lambda: ActivityFactory(title="Came in error", commitments=[world.silent]))
    written(lambda: ActivityFactory(title="Came to stay", commitments=[world.silent]))
    yesterday, today = timezone.localdate() - datetime.timedelta(days=1), timezone.localdate()
    address = f"/changes/?from={yesterday}&to={today}"
    before = page(client, address)

    assert [name for name in ("Came in error", "Came to stay", "Talk in secret") if name not in before.text] == []
    promised = {anchor.href[1:]: anchor.promised for anchor in before.anchors if anchor.promised is not None}
    assert promised
    assert {place: before.lists[place] for place in promised} == promised

    written(lambda: withdraw_activity(gone, "Logged twice.", by=principal_of(manager)))
    assert "Came in error" not in page(client, address).text


def test_who_may_read_less_is_told_of_less(client: Client, viewer: Person, world: World) -> None:
    written(lambda: ActivityFactory(title="Came in secret", marking="restricted", commitments=[world.silent]))
    client.force_login(viewer)
    text = page(client, "/changes/").text

    assert "Talk about ships" in text
    assert [words for words in ("Came in secret", "Talk in secret", "Secret protocol") if words in text] == []


def test_a_commitment_that_stands_otherwise_is_told_with_both_states(
    client: Client, manager: Person, world: World
) -> None:
    client.force_login(manager)

    seen = page(client, "/changes/?from=2024-06-30&to=2026-11-21")

    assert "Talk about networks" in seen.text.partition("What was recorded")[0]
    assert seen.h1.endswith("on 21 November 2026 than on 30 June 2024")


def test_without_days_it_tells_of_the_last_week(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    assert page(client, "/changes/?on=2022-06-27").h1.endswith("on 27 June 2022 as it did on 20 June 2022")


def test_in_an_earlier_record_nothing_is_told_that_came_later(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)
    written(lambda: ActivityFactory(title="Came early", commitments=[world.silent]))
    then = head().recorded_at
    written(lambda: ActivityFactory(title="Came late", commitments=[world.silent]))
    written(lambda: Activity.objects.filter(title="Came early").update(title="Changed since"))

    text = page(client, f"/changes/?recorded_by={then}").text

    assert [name for name in ("Came early", "Came late", "Changed since") if name in text] == ["Came early"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("from=2026-02-01&to=2026-01-01", "The first day has to come before the second."),
        ("from=soon", "from: "),
        ("to=2026-13-01", "to: "),
    ],
)
def test_days_that_make_no_sense_are_refused_in_a_sentence(
    client: Client, viewer: Person, asked: str, told: str
) -> None:
    client.force_login(viewer)
    response = client.get(f"/changes/?{asked}")

    assert response.status_code == 400
    assert told in read(response.content.decode()).text


def test_whoever_reads_a_past_day_is_led_to_what_changed_since(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)
    today = timezone.localdate()

    def led(address: str) -> list[str]:
        return [anchor.href for anchor in page(client, address).anchors if anchor.words == "What changed since"]

    assert led("/") == []
    assert led("/?on=2022-06-27") == [f"/changes/?from=2022-06-27&to={today}"]
    assert led("/activities/?recorded_by=2026-01-05") == [f"/changes/?from=2026-01-05&to={today}"]
    assert led("/?on=2022-06-27&recorded_by=2026-01-05") == [f"/changes/?from=2022-06-27&to={today}"]


def test_more_changes_take_no_more_queries(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)
    written(lambda: ActivityFactory(commitments=[world.silent]))
    before = queries_of(client, "/changes/")
    written(lambda: ActivityFactory(commitments=[world.silent]))
    written(lambda: ActivityFactory(commitments=[world.silent]))

    assert queries_of(client, "/changes/") <= before
