"""Does every number on the overview lead to exactly that many rows, for whoever reads it?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.commitments import Lineage
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import opened, page

READERS = ("viewer", "analyst", "manager", "administrator")
EARLIER = ("2024-06-30", "2021-01-01")
OFTEN = [*((DAY, reader) for reader in READERS), (EARLIER[0], "administrator"), (EARLIER[1], "analyst")]
"""Today is looked at by everybody, each earlier day by one reader; in `make test-long` by everybody."""

SELDOM = [(day, reader) for day in EARLIER for reader in READERS if (day, reader) not in OFTEN]


@pytest.mark.slow
@pytest.mark.parametrize(("day", "reader"), [*OFTEN, *(pytest.param(*each, marks=pytest.mark.long) for each in SELDOM)])
def test_each_number_on_the_overview_opens_exactly_that_many_rows(
    request: pytest.FixtureRequest, client: Client, world: World, day: str, reader: str
) -> None:
    client.force_login(request.getfixturevalue(reader))
    promised = {
        anchor.href: anchor.promised for anchor in page(client, f"/?on={day}").anchors if anchor.promised is not None
    }

    assert len(promised) > 20
    assert {address: page(client, address).total for address in promised} == promised


@pytest.mark.parametrize("reader", READERS)
def test_no_number_on_the_overview_goes_without_its_rows(
    request: pytest.FixtureRequest, client: Client, world: World, reader: str
) -> None:
    client.force_login(request.getfixturevalue(reader))

    bare = [
        anchor for anchor in page(client, f"/?on={DAY}").anchors if anchor.words.isdecimal() and anchor.promised is None
    ]

    assert bare == []


@pytest.mark.parametrize("reader", READERS)
def test_the_activities_of_a_commitment_are_as_many_as_its_page_says(
    request: pytest.FixtureRequest, client: Client, world: World, reader: str
) -> None:
    client.force_login(request.getfixturevalue(reader))
    promised = {
        anchor.href: anchor.promised
        for anchor in page(client, f"/commitments/{world.active.reference}/?on={DAY}").anchors
        if anchor.promised is not None
    }

    assert promised
    assert {address: page(client, address).total for address in promised} == promised


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("day", [DAY, "2024-06-30", "2021-01-01"])
def test_each_number_on_a_text_opens_exactly_that_many_rows(
    request: pytest.FixtureRequest, client: Client, world: World, reader: str, day: str
) -> None:
    client.force_login(request.getfixturevalue(reader))
    Lineage.objects.create(earlier=world.closed, later=world.active, kind="extended")
    for commitment in (world.active, world.closed):
        address = f"/agreements/{commitment.agreement.slug}/?on={day}"
        anchors = page(client, address).anchors
        promised = {anchor.href: anchor.promised for anchor in anchors if anchor.promised is not None}
        bare = [anchor for anchor in anchors if anchor.words.isdecimal() and anchor.promised is None]

        assert {href: opened(client, address, href) for href in promised} == promised
        assert all(anchor.href.startswith(("#c", "#n")) for anchor in bare)  # the numbers of pledges


@pytest.mark.parametrize("reader", READERS)
def test_each_number_in_the_list_of_texts_opens_exactly_that_many_rows(
    request: pytest.FixtureRequest, client: Client, world: World, reader: str
) -> None:
    client.force_login(request.getfixturevalue(reader))
    anchors = page(client, f"/agreements/?on={DAY}").anchors
    promised = {anchor.href: anchor.promised for anchor in anchors if anchor.promised is not None}

    assert promised
    assert {href: page(client, href).total for href in promised} == promised
