"""What does the overview tell a manager?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import ActivityFactory, CommitmentFactory, PriorityAreaFactory


def test_the_heading_says_how_many_are_active_and_how_many_ask_for_attention(
    client: Client, manager: Person, world: World
) -> None:
    client.force_login(manager)

    assert page(client, f"/?on={DAY}").h1 == "2 of 4 commitments were active on 21 November 2026; 2 ask for attention"


def test_who_may_read_less_is_told_of_less(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    read = page(client, f"/?on={DAY}")

    assert read.h1 == "1 of 3 commitments was active on 21 November 2026; 1 asks for attention"
    assert "Secret protocol" not in read.text
    assert "Talk in secret" not in read.text


def test_a_past_day_shows_what_had_begun_by_then(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    read = page(client, "/?on=2020-06-25")

    assert read.h1 == "No commitment to show on 25 June 2020"
    assert "No agreement had begun by this day" in read.text


def test_a_past_day_says_so_and_leads_back_to_today(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    read = page(client, "/?on=2024-06-30")

    assert "You are reading a past day." in read.text
    assert [anchor.href for anchor in read.anchors if anchor.words == "Go to today"] == ["?"]


def test_a_day_ahead_says_that_it_is_one(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    assert "You are reading a day that lies ahead" in page(client, "/?on=2199-12-31").text


def test_today_needs_no_banner(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    assert "You are reading" not in page(client, "/").text


def test_each_reason_for_attention_is_a_sentence_with_its_day(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)

    text = page(client, f"/?on={DAY}").text

    assert "The office's own target of 1 February 2026 passed without evidence." in text
    assert "The term ended on 26 June 2022 (derived) and no outcome is recorded." in text
    assert "The review due on 1 January 2022 has not been held." in text


def test_an_empty_tracker_says_what_to_do_next(client: Client, manager: Person) -> None:
    client.force_login(manager)

    assert "manage.py seed" in page(client, "/").text


@pytest.mark.parametrize(
    "wrong", ["on=yesterday", "on=2026-13-01", "on=0001-01-01", "on=2300-01-01", "colour=red", "on=%00"]
)
def test_a_question_badly_put_is_answered_with_a_sentence(client: Client, manager: Person, wrong: str) -> None:
    client.force_login(manager)

    response = client.get(f"/?{wrong}")

    assert response.status_code == 400
    assert wrong.split("=")[0] in response.content.decode()


def test_more_rows_take_no_more_queries(client: Client, manager: Person) -> None:
    client.force_login(manager)
    ActivityFactory(commitments=[CommitmentFactory(areas=[PriorityAreaFactory()])])
    one = queries_of(client, f"/?on={DAY}")
    for _number in range(2):
        ActivityFactory(commitments=[CommitmentFactory(areas=[PriorityAreaFactory()])])

    assert queries_of(client, f"/?on={DAY}") == one
