"""Does the one box find commitments, clauses, areas, bodies and activities, as far as its reader may see them?"""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import ActivityFactory, BodyFactory, CommitmentFactory


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("3.1.4", "Cooperate on arms control and non-proliferation"),
        ("¶7", "Keep up the ongoing partnership"),
        ("IPCP20-3.3-c4", "Japan sends an expert to the CCDCOE"),
        ("IPCP20 3.1.4", "Cooperate on arms control and non-proliferation"),
    ],
)
def test_a_clause_as_people_cite_it_finds_its_commitment_first(
    client: Client, viewer: Person, seeded: None, typed: str, first: str
) -> None:
    client.force_login(viewer)
    seen = page(client, f"/search/?q={typed}")

    answer = seen.text.partition("Find Commitments")[2]

    assert first in answer.partition("“")[0]


def test_a_body_named_exactly_comes_before_those_that_mention_it(client: Client, viewer: Person, seeded: None) -> None:
    client.force_login(viewer)
    links = [anchor.words for anchor in page(client, "/search/?q=shape").anchors if anchor.href.startswith("/bodies/")]

    assert links.index("Supreme Headquarters Allied Powers Europe") < links.index(
        "Liaison Officer to Supreme Headquarters Allied Powers Europe (SHAPE)"
    )


def test_each_number_opens_the_list_of_just_these(client: Client, manager: Person, world: World) -> None:
    BodyFactory(name="Talking shop")
    for number in range(6):
        ActivityFactory(title=f"Talks, round {number}", commitments=[world.active])
    client.force_login(manager)
    seen = page(client, f"/search/?q=talk&on={DAY}")
    promised = {anchor.href: anchor.promised for anchor in seen.anchors if anchor.promised is not None}

    assert sorted(set(promised.values())) == [1, 4, 6]
    assert {address: page(client, address).total for address in promised} == promised


def test_words_without_spaces_are_found_wherever_they_stand(client: Client, viewer: Person, world: World) -> None:
    ActivityFactory(title="日本とNATOの海上訓練", commitments=[world.active])
    client.force_login(viewer)

    assert "日本とNATOの海上訓練" in page(client, "/search/?q=海上").text


def test_what_may_not_be_read_is_not_found(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert "Nothing found" in page(client, f"/search/?q=secret&on={DAY}").text


def test_an_empty_box_explains_itself(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert "One box for commitments, clauses, areas, bodies and activities." in page(client, "/search/?q=").text


def test_no_search_is_longer_than_a_search_may_be(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert client.get("/search/", {"q": "x" * 201}).status_code == 400
    assert client.get("/search/", {"q": "a\0b"}).status_code == 400


def test_more_rows_take_no_more_queries(client: Client, analyst: Person, world: World) -> None:
    client.force_login(analyst)

    def add() -> None:
        mine = CommitmentFactory(agreement=world.active.agreement, title="Talk more")
        ActivityFactory(title="Talk again", commitments=[mine])
        BodyFactory(name="Talking shop")

    add()
    before = queries_of(client, f"/search/?q=talk&on={DAY}")
    add()
    add()

    assert queries_of(client, f"/search/?q=talk&on={DAY}") == before


def test_the_box_stands_on_every_page_and_keeps_both_clocks(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)
    html = client.get("/areas/?on=2022-06-27&recorded_by=2026-01-05").content.decode()

    form = html.partition('<form class="find"')[2].partition("</form>")[0]
    assert ('name="on" value="2022-06-27"' in form, 'name="recorded_by" value="2026-01-05"' in form) == (True, True)
