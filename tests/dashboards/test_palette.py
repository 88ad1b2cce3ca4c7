"""Does the palette offer what its reader means, may see and may begin, and nothing else?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.factories import ActivityFactory, BodyFactory, CommitmentFactory

PALETTE = "/search/palette/"


def asked(client: Client, typed: str, **more: str) -> dict[str, Any]:
    response = client.get(PALETTE, {"q": typed, **more})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def offered(client: Client, typed: str, **more: str) -> list[tuple[str, list[str]]]:
    """What the palette shows: each group with its lines."""
    return [
        (group["name"], [choice["title"] for choice in group["choices"]])
        for group in asked(client, typed, **more)["groups"]
    ]


def addresses(answer: dict[str, Any]) -> list[str]:
    return [choice["address"] for group in answer["groups"] for choice in group["choices"]]


def test_a_clause_leads_to_its_commitment_to_its_words_and_to_logging_for_it(
    client: Client, analyst: Person, seeded: None
) -> None:
    client.force_login(analyst)

    title = "Cooperate on arms control and non-proliferation"
    assert offered(client, "3.1.4") == [
        ("Commitments", [title]),
        ("Clauses", ["IPCP20 3.1.4"]),
        ("Actions", [f"Log activity for “{title}”"]),
    ]
    assert addresses(asked(client, "3.1.4")) == [
        "/commitments/IPCP20-3.1.4-c1/",
        "/agreements/programme-2020/#p-3.1.4",
        "/admin/commitments/activity/add/?commitment=IPCP20-3.1.4-c1",
    ]


def test_words_are_found_in_every_noun(client: Client, viewer: Person, seeded: None) -> None:
    ActivityFactory(title="A liaison officer begins", marking="public")
    client.force_login(viewer)

    assert [name for name, _lines in offered(client, "liaison")] == ["Commitments", "Clauses", "Bodies", "Activities"]


def test_a_body_that_is_called_just_so_stands_first(client: Client, viewer: Person, seeded: None) -> None:
    client.force_login(viewer)

    assert offered(client, "MARCOM")[0] == (
        "Bodies",
        ["Allied Maritime Command", "Liaison Officer to Allied Maritime Command (MARCOM)"],
    )


def test_a_word_of_a_japanese_summary_is_found_wherever_it_stands(client: Client, viewer: Person, world: World) -> None:
    ActivityFactory(title="Talks at sea", summary="両者は海洋安全保障について協議した。", commitments=[world.active])
    client.force_login(viewer)

    assert offered(client, "海洋") == [("Activities", ["Talks at sea"])]


def test_nothing_typed_offers_what_may_be_begun_and_where_to_go(client: Client, analyst: Person) -> None:
    client.force_login(analyst)
    (actions, begun), (pages, there) = offered(client, "")

    assert (actions, pages) == ("Actions", "Pages")
    assert begun == ["Log activity", "Import a file", "Assess a commitment", "Change your password"]
    assert there[:4] == ["Workspace", "My work", "Withdrawn activities", "Briefs"]


def test_a_page_or_an_action_is_found_by_how_its_words_begin(client: Client, analyst: Person) -> None:
    client.force_login(analyst)

    assert offered(client, "imp") == [("Actions", ["Import a file"]), ("Pages", ["Imports"])]
    assert offered(client, "my w") == [("Pages", ["My work"])]


@pytest.mark.parametrize("typed", ["log 3.1.4", "log activity for 3.1.4", "Log act 3.1.4"])
def test_log_and_a_name_is_logging_for_it(client: Client, analyst: Person, seeded: None, typed: str) -> None:
    client.force_login(analyst)

    assert offered(client, typed)[0] == (
        "Actions",
        ["Log activity for “Cooperate on arms control and non-proliferation”"],
    )


def test_logging_for_a_body_names_it_in_the_form(client: Client, analyst: Person, seeded: None) -> None:
    client.force_login(analyst)

    first = addresses(asked(client, "log marcom"))[0]

    assert first == "/admin/commitments/activity/add/?body=marcom%3Aparticipant"
    assert 'value="marcom:participant" checked' in client.get(first).content.decode()


def test_a_text_and_its_brief_are_found_by_code(client: Client, viewer: Person, seeded: None) -> None:
    client.force_login(viewer)

    assert offered(client, "jpd13")[0] == ("Pages", ["JPD13, the text", "JPD13, brief for a minister"])


def test_what_may_not_be_read_is_not_offered(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert [offered(client, typed) for typed in ("secret", "sec24", "log secret")] == [[], [], []]


def test_what_is_shown_is_marked(client: Client, viewer: Person, manager: Person, world: World) -> None:
    client.force_login(manager)
    marked = [asked(client, typed)["marking"] for typed in ("secret", "sec24", "Meeting", "networks", "gaps")]

    assert marked == ["restricted", "restricted", "restricted", "public", ""]


def test_both_clocks_are_kept_where_a_page_knows_them(client: Client, manager: Person, world: World) -> None:
    client.force_login(manager)
    clocks = {"on": "2026-01-05", "recorded_by": "2026-11-20"}
    gaps, talks = (addresses(asked(client, typed, **clocks)) for typed in ("gaps", "my work"))

    assert (gaps, talks) == (["/gaps/?on=2026-01-05&recorded_by=2026-11-20"], ["/admin/my-work/"])


def test_how_much_was_found_is_said(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert [asked(client, typed)["says"] for typed in ("gaps", "networks", "nothing like it")] == [
        "1 found",
        "1 found",
        "Nothing found",
    ]


def test_signs_alone_mean_nothing(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert [offered(client, typed) for typed in ("…", "%", "(", "¶")] == [[], [], [], []]


def test_no_search_is_longer_than_a_search_may_be(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert [client.get(PALETTE, {"q": typed}).status_code for typed in ("x" * 201, "a\0b")] == [400, 400]


def test_an_answer_is_kept_nowhere(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert "no-store" in client.get(PALETTE).headers["Cache-Control"]


@pytest.mark.parametrize("typed", ["talk", "log talk"])
def test_more_rows_take_no_more_queries(client: Client, analyst: Person, world: World, typed: str) -> None:
    client.force_login(analyst)
    mine = CommitmentFactory(agreement=world.active.agreement, title="Talk more")

    def add() -> None:
        ActivityFactory(title="Talk again", commitments=[mine])
        BodyFactory(name="Talking shop")

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            asked(client, typed, on=DAY)
        return len(taken)

    add()
    queries()  # what is kept between requests
    one = queries()
    add()
    add()

    assert (queries(), one <= 14) == (one, True)
