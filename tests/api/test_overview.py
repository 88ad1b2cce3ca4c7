"""Does every number of the overview lead to the list that yields it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
ADDRESS = "/api/v1/summaries/overview/?on=2026-11-21"


def _counts(client: Client, url: str) -> int:
    joint = "&" if "?" in url else "?"
    count: int = client.get(f"{url}{joint}count=true&page_size=1").json()["count"]
    return count


@pytest.mark.usefixtures("seeded")
def test_every_number_is_the_count_of_its_list(api: Api, analyst: Person) -> None:
    area = make.PriorityArea.objects.first()
    make.ActivityFactory(areas=[area], kind="visit", marking="internal")
    make.ActivityFactory(areas=[area], marking="restricted")
    make.ActivityFactory(stage="cancelled", areas=[area])
    client = api(analyst)
    seen = client.get(ADDRESS).json()
    commitments = seen["commitments"]
    assert commitments["total"] == _counts(client, commitments["url"]) > 0
    assert sum(figure["count"] for figure in commitments["states"].values()) == commitments["total"]
    for figure in commitments["states"].values():
        assert figure["count"] == _counts(client, figure["url"])
    shown = [figure for row in seen["quarters"]["rows"] for figure in row["counts"] if figure["count"]]
    assert shown
    for figure in shown:
        assert figure["count"] == _counts(client, figure["url"])
    for line in [*seen["attention"], *seen["terms"], *seen["reviews"]]:
        assert client.get(line["url"]).status_code == 200


@pytest.mark.usefixtures("seeded")
def test_what_the_overview_says_of_the_two_texts(api: Api, viewer: Person) -> None:
    seen = api(viewer).get(ADDRESS).json()
    assert (seen["on"], seen["recorded_by"], seen["as_seen_with"]) == ("2026-11-21", None, "public")
    assert list(seen) == [
        *("on", "recorded_by", "as_seen_with", "commitments", "attention", "quarters", "terms", "reviews")
    ]
    ended = [line for line in seen["attention"] if line["code"] == "term_ended"]
    assert [(line["since"], line["about"]) for line in ended] == [("2022-06-27", _programme(seen)["agreement"])]
    assert {"starts": "2020-06-26", "ends": "2022-06-26", "provenance": "derived"}.items() <= _programme(seen).items()


def _programme(seen: dict[str, Any]) -> dict[str, Any]:
    (term,) = seen["terms"]
    return dict(term)


def test_the_overview_declares_a_day_and_a_moment_and_nothing_else(api: Api, viewer: Person) -> None:
    client = api(viewer)
    for query in ("on=9999-12-31", "on=x", "area=cyber", "recorded_by=x"):
        assert client.get(f"/api/v1/summaries/overview/?{query}").status_code == 400


def test_the_overview_rests_on_what_its_reader_may_see(api: Api, viewer: Person, manager: Person) -> None:
    make.CommitmentFactory(agreement=make.AgreementFactory(marking="restricted"))
    totals = [api(person).get(ADDRESS).json()["commitments"]["total"] for person in (viewer, manager)]
    assert totals == [0, 1]
