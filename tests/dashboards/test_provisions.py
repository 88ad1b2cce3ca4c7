"""Does the list of clauses show those asked for, in their own words?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import CommitmentFactory, ProvisionFactory


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ("search=3.1.4", 1),
        ("agreement=programme-2020&search=cyber", 3),
        ("unread=true", 0),
        ("search=nothing like it", 0),
    ],
)
def test_filters_in_the_address_choose_the_clauses(
    client: Client, viewer: Person, seeded: None, asked: str, total: int
) -> None:
    client.force_login(viewer)

    assert page(client, f"/provisions/?{asked}").total == total


def test_operative_words_that_nobody_read_are_found_from_the_day_of_their_text(
    client: Client, viewer: Person, world: World
) -> None:
    unread = ProvisionFactory(agreement=world.active.agreement, role="operative")
    client.force_login(viewer)

    seen = page(client, f"/provisions/?unread=true&on={DAY}")

    assert (seen.total, unread.text in seen.text) == (1, True)
    assert page(client, "/provisions/?unread=true&on=2024-01-09").total == 0


def test_who_may_not_read_a_text_reads_no_clause_of_it(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert "SEC24" not in page(client, "/provisions/").text
    assert page(client, f"/provisions/?search={world.secret.provision.key}").total == 0


def test_more_clauses_take_no_more_queries(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)
    before = queries_of(client, f"/provisions/?on={DAY}")
    for _number in (1, 2):
        CommitmentFactory(agreement=world.active.agreement)

    assert queries_of(client, f"/provisions/?on={DAY}") == before
