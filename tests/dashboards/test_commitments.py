"""Does the list of commitments show those asked for?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import AgreementFactory, CommitmentFactory, PriorityAreaFactory

ALL = ["Talk about talks", "Talk about networks", "Talk about ships", "Talk in secret"]


def titles(client: Client, address: str) -> list[str]:
    return [anchor.words for anchor in page(client, address).anchors if anchor.words.startswith("Talk ")]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ALL),
        ("state=silent", ["Talk about ships"]),
        ("state=silent&state=fulfilled", ["Talk about talks", "Talk about ships"]),
        ("agreement=new24", ["Talk about networks", "Talk about ships"]),
        ("area=maritime-security&state=active", ["Talk about networks"]),
        ("area=none", ["Talk about talks"]),
        ("attention=target_missed", ["Talk about ships"]),
        ("confidence=off_track", ["Talk about networks"]),
        ("search=net", ["Talk about networks"]),
        ("search=nothing like it", []),
    ],
)
def test_filters_in_the_address_choose_the_rows(
    client: Client, manager: Person, world: World, asked: str, shown: list[str]
) -> None:
    client.force_login(manager)

    address = f"/commitments/?on={DAY}&{asked}"

    assert titles(client, address) == shown
    assert page(client, address).total == len(shown)


def test_what_may_not_be_read_is_not_listed(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert titles(client, f"/commitments/?on={DAY}") == ALL[:3]


def test_the_hidden_agreement_is_no_filter_for_those_who_may_not_read_it(
    client: Client, viewer: Person, world: World
) -> None:
    client.force_login(viewer)

    assert client.get("/commitments/?agreement=sec24").status_code == 400
    assert "Secret protocol" not in page(client, "/commitments/").text


def test_each_filter_that_is_set_can_be_taken_away(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    anchors = page(client, f"/commitments/?on={DAY}&state=silent&state=active").anchors

    assert [anchor.href for anchor in anchors if anchor.words.startswith("State: silent")] == [
        f"?on={DAY}&state=active"
    ]


def test_the_form_keeps_what_it_does_not_offer(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    html = client.get(f"/commitments/?on={DAY}&scope=specific").content.decode()

    assert '<input type="hidden" name="scope" value="specific">' in html


@pytest.mark.parametrize(
    "wrong", ["state=lively", "area=nowhere", "colour=red", "page=0", "page=9", "page=x", "on=soon"]
)
def test_a_wrong_parameter_is_named(client: Client, manager: Person, world: World, wrong: str) -> None:
    client.force_login(manager)

    response = client.get(f"/commitments/?{wrong}")

    assert response.status_code == 400
    assert wrong.split("=")[1] in response.content.decode() or wrong.split("=")[0] in response.content.decode()


def test_fifty_rows_make_a_page(client: Client, manager: Person) -> None:
    client.force_login(manager)
    agreement = AgreementFactory()
    for number in range(51):
        CommitmentFactory(agreement=agreement, title=f"Talk {number:02}")

    first, second = titles(client, "/commitments/"), titles(client, "/commitments/?page=2")

    assert first + second == [f"Talk {number:02}" for number in range(51)]
    assert len(first) == 50


def test_more_rows_take_no_more_queries(client: Client, manager: Person) -> None:
    client.force_login(manager)
    CommitmentFactory(areas=[PriorityAreaFactory()])
    one = queries_of(client, "/commitments/")
    for _number in range(2):
        CommitmentFactory(areas=[PriorityAreaFactory()])

    assert queries_of(client, "/commitments/") == one
