"""Does every page read as it read when less had been recorded, and say that it does?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.people import Person
from tests.api.remembering import head, written
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, read
from tests.factories import ActivityFactory, DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client, manager: Person) -> Client:
    client.force_login(manager)
    return client


@pytest.mark.slow
def test_a_page_reads_as_it_did_before_more_was_recorded(reader: Client, world: World) -> None:
    written(lambda: ActivityFactory(title="Came early", commitments=[world.silent]))
    then = head().recorded_at
    pages = {
        address: f"{address}?on={DAY}&recorded_by={then}"
        for address in (
            *("/", "/commitments/", "/activities/", f"/commitments/{world.silent.reference}/"),
            *("/areas/", "/areas/maritime-security/", "/gaps/"),
        )
    }
    before = {address: page(reader, asked).text for address, asked in pages.items()}
    now = {address: page(reader, f"{address}?on={DAY}").text for address in pages}
    written(lambda: ActivityFactory(title="Came late", commitments=[world.silent]))
    written(lambda: DecisionFactory(commitment=world.active, reason="It was kept."))
    written(lambda: Activity.objects.update(title="Changed since"))

    assert {address: page(reader, asked).text for address, asked in pages.items()} == before
    assert [address for address in pages if page(reader, f"{address}?on={DAY}").text == now[address]] == []


@pytest.mark.slow
def test_a_page_of_the_past_says_so_and_its_numbers_keep_both_clocks(reader: Client, world: World) -> None:
    written(lambda: ActivityFactory(title="Came early", commitments=[world.silent]))
    then = head().recorded_at
    written(lambda: ActivityFactory(commitments=[world.silent]))

    seen = page(reader, f"/?on={DAY}&recorded_by={then}")

    assert "You are reading what had been recorded by then" in seen.text
    promised = {anchor.href: anchor.promised for anchor in seen.anchors if anchor.promised is not None}
    assert all("recorded_by=" in address for address in promised)
    assert {address: page(reader, address).total for address in promised} == promised


def test_before_the_first_revision_nothing_had_been_recorded(reader: Client, world: World) -> None:
    seen = page(reader, "/commitments/?recorded_by=2001-01-01")

    assert (seen.total, "Nothing had been recorded by then." in seen.text) == (0, True)


@pytest.mark.parametrize("asked", ["recorded_by=soon", "recorded_by=2026-01-01&recorded_by=2026-01-02"])
def test_a_moment_that_is_none_is_refused_in_a_sentence(reader: Client, asked: str) -> None:
    response = reader.get(f"/?{asked}")

    assert response.status_code == 400
    assert "recorded_by: Give" in read(response.content.decode()).text


def test_a_moment_left_empty_in_the_form_is_now(reader: Client, world: World) -> None:
    assert page(reader, "/commitments/?recorded_by=").total == page(reader, "/commitments/").total
