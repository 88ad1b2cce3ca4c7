"""Which texts does the list show, and what does it say of each?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import AgreementFactory, CommitmentFactory


def names(client: Client, address: str) -> list[str]:
    found = [anchor for anchor in page(client, address).anchors if anchor.href.startswith("/agreements/")]
    return [anchor.words for anchor in found if anchor.words.startswith(("Programme", "Secret", "Partnership"))]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["Programme 2020", "Programme 2024"]),
        ("search=2024", ["Programme 2024"]),
        ("search=nothing+like+it", []),
    ],
)
def test_filters_in_the_address_choose_the_texts(
    client: Client, viewer: Person, world: World, asked: str, shown: list[str]
) -> None:
    client.force_login(viewer)
    address = f"/agreements/?on={DAY}&{asked}"

    assert names(client, address) == shown
    assert page(client, address).total == len(shown)


def test_a_text_that_may_not_be_read_is_not_listed(
    client: Client, viewer: Person, manager: Person, world: World
) -> None:
    client.force_login(viewer)
    assert "Secret protocol" not in page(client, "/agreements/").text
    client.force_login(manager)
    assert "Secret protocol" in page(client, "/agreements/").text


def test_a_text_that_begins_later_says_when(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert "begins on 10 January 2024" in page(client, "/agreements/?on=2024-01-09").text
    assert "begins on" not in page(client, "/agreements/?on=2024-01-10").text


@pytest.mark.usefixtures("seeded")
def test_texts_held_and_texts_only_cited_are_listed_in_order(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    read = page(client, f"/agreements/?on={DAY}")

    assert read.total == 12
    promised = [(anchor.words, anchor.href) for anchor in read.anchors if anchor.promised is not None]
    assert [words for words, _href in promised] == ["23 commitments", "33 commitments"]
    assert "only cited, in JPD13 ¶3, IPCP20 1.3" in read.text
    assert "26 June 2020 to 26 June 2022 derived" in read.text
    assert "The term ended on 26 June 2022 (derived) and no outcome is recorded." in read.text
    order = [anchor.words for anchor in read.anchors if anchor.words.startswith("Partnership Programme")]
    assert order == ["Partnership Programme 2014", "Partnership Programme 2018", "Partnership Programme 2020"]


def test_more_texts_take_no_more_queries(client: Client, manager: Person) -> None:
    client.force_login(manager)

    def more() -> None:
        CommitmentFactory(agreement=AgreementFactory())

    more()
    one = queries_of(client, f"/agreements/?on={DAY}")
    more()
    more()

    assert queries_of(client, f"/agreements/?on={DAY}") == one
