"""Does the page of gaps say what is missing, and well done where nothing is?"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import ActivityFactory, BodyFactory, CommitmentFactory, EvidenceFactory, PriorityAreaFactory

ADDRESS = f"/gaps/?on={DAY}"
NOTHING = [
    "Every clause that promises something has its commitment: well done.",
    "Something was done or is planned for every commitment: well done.",
    "Every activity is tied to a commitment: well done.",
    "No area has gone quiet: well done.",
    "Every post that a text promises has been filled: well done.",
    "Every piece of evidence has its copy: well done.",
]


def test_where_nothing_is_missing_it_says_well_done(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    text = page(client, ADDRESS).text

    assert [sentence for sentence in NOTHING if sentence not in text] == []


def test_each_gap_shows_its_first_rows_and_opens_all_of_them(client: Client, manager: Person, world: World) -> None:
    area = PriorityAreaFactory(short_name="Quiet waters")
    ActivityFactory(title="Once", areas=[area], commitments=[], starts_on=datetime.date(2024, 1, 1))
    BodyFactory(kind="post", name="Officer at the gate")
    EvidenceFactory(activity=ActivityFactory(title="Only a link", commitments=[world.active]))
    client.force_login(manager)

    seen = page(client, ADDRESS)
    promised = {anchor.href: anchor.promised for anchor in seen.anchors if anchor.promised is not None}

    shown = ("Talk about ships", "Loose end", "Quiet waters", "Officer at the gate", "Only a link")
    assert [name for name in shown if name not in seen.text] == []
    assert {address: page(client, address).total for address in promised} == promised


def test_what_may_not_be_read_is_no_gap(client: Client, viewer: Person, world: World) -> None:
    ActivityFactory(title="A secret loose end", commitments=[], marking="restricted")
    client.force_login(viewer)

    assert "secret" not in page(client, ADDRESS).text.lower()


def test_more_gaps_take_no_more_queries(client: Client, analyst: Person, world: World) -> None:
    client.force_login(analyst)

    def add() -> None:
        CommitmentFactory(agreement=world.silent.agreement)
        BodyFactory(kind="post")
        ActivityFactory(commitments=[], areas=[PriorityAreaFactory()], starts_on=datetime.date(2024, 1, 1))
        EvidenceFactory(activity=ActivityFactory(commitments=[world.active]))

    add()
    before = queries_of(client, ADDRESS)
    add()
    add()

    assert queries_of(client, ADDRESS) == before


@pytest.mark.parametrize(("on", "words"), [("2014-05-05", "JPD13"), ("2020-06-25", "JPD13"), ("2022-06-27", "IPCP20")])
def test_a_past_day_knows_no_text_that_came_later(
    client: Client, manager: Person, seeded: None, on: str, words: str
) -> None:
    client.force_login(manager)
    text = page(client, f"/gaps/?on={on}").text

    assert words in page(client, f"/commitments/?state=silent&on={on}").text
    assert ("Officer" in text) == (on == "2022-06-27")
    assert page(client, f"/bodies/?ever_filled=false&on={on}").total == (4 if on == "2022-06-27" else 0)
