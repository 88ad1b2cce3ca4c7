"""Does the page of reviews say what was due, held or missed by a day, and what came of it?"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from commitments.models.people import Person
from commitments.models.reviews import ReviewPosition
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import DecisionFactory, ReviewFactory, both_parties


def test_what_is_due_and_what_came_of_earlier_ones(client: Client, manager: Person, world: World) -> None:
    agreement = world.active.agreement
    held = ReviewFactory(
        agreement=agreement, due_on=datetime.date(2025, 1, 1), outcome="continued", minutes="All agreed to go on."
    )
    ReviewFactory(agreement=agreement, due_on=datetime.date(2027, 1, 1))
    ReviewPosition.objects.create(review=held, commitment=world.active, party=both_parties()[0], position="keep")
    DecisionFactory(commitment=world.active, review=held, kind="reopened", effective_on=held.held_on)
    client.force_login(manager)

    seen = page(client, f"/reviews/?on={DAY}")
    ahead, past = seen.text.partition("Held or missed")[::2]

    assert seen.total == 3
    assert "due, not held Programme 2020" in ahead
    assert "comes next Programme 2024 · due on 1 January 2027" in ahead
    told = ("Outcome: continued.", "All agreed to go on.", "Japan: keep", "Decision: reopened")
    assert [words for words in told if words not in past] == []


def test_what_came_of_a_review_is_not_told_of_a_day_before_it(client: Client, manager: Person, world: World) -> None:
    ReviewFactory(
        agreement=world.active.agreement, due_on=datetime.date(2025, 1, 1), outcome="continued", minutes="All agreed."
    )
    client.force_login(manager)

    seen = page(client, "/reviews/?on=2024-12-31")

    assert "comes next Programme 2024 · due on 1 January 2025" in seen.text
    assert "All agreed" not in seen.text


def test_who_may_not_read_a_review_is_not_told_of_it(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    seen = page(client, f"/reviews/?on={DAY}")

    assert seen.total == 0
    assert "No review is due, and none is scheduled." in seen.text
    assert "review due" not in seen.text


def test_more_reviews_take_no_more_queries(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)
    before = queries_of(client, f"/reviews/?on={DAY}")
    for number in (1, 2):
        ReviewFactory(agreement=world.active.agreement, due_on=datetime.date(2025, number, 1), outcome="continued")

    assert queries_of(client, f"/reviews/?on={DAY}") == before


@pytest.mark.parametrize(
    ("on", "ended"), [("2014-05-05", False), ("2020-06-25", False), ("2022-06-26", False), ("2022-06-27", True)]
)
def test_the_programme_of_2020_ended_when_its_two_years_were_over(
    client: Client, manager: Person, seeded: None, on: str, ended: bool
) -> None:
    client.force_login(manager)
    text = page(client, f"/reviews/?on={on}").text

    assert ("Partnership Programme 2020" in text.partition("Terms, and how they end")[2]) == (on > "2020-06-25")
    assert ("The term ended on 26 June 2022 (derived) and no outcome is recorded." in text) == ended
    assert "Joint Political Declaration 2013 the text names no end" in text
