"""Do the smaller summaries say what the lists they lead to yield, to each reader and on each day?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from commitments.ledger.recording import seal
from commitments.models.commitments import OperativeWords
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
ON = "2026-11-21"
DAY = datetime.date(2026, 11, 21)


@pytest.fixture
def _world(db: None) -> None:
    cyber, space, sea = (
        make.PriorityAreaFactory(slug=slug, order=n) for n, slug in enumerate(("cyber", "space", "sea"))
    )
    talks = make.CommitmentFactory(areas=[cyber, space])
    make.CommitmentFactory(areas=[])
    unread = make.ProvisionFactory(agreement=talks.agreement, role="operative")
    assert not OperativeWords.objects.filter(provision=unread).exists()
    recent, old = DAY - datetime.timedelta(60), DAY - datetime.timedelta(900)
    make.EvidenceFactory(activity=make.ActivityFactory(commitments=[talks], areas=[cyber], starts_on=recent))
    make.ActivityFactory(commitments=[talks], areas=[space], starts_on=old)
    make.ActivityFactory(commitments=[], areas=[sea], starts_on=old, stage="under_way")
    make.ActivityFactory(commitments=[], areas=[cyber, space], starts_on=recent, marking="restricted")
    make.ActivityFactory(commitments=[], areas=[cyber], starts_on=recent, stage="cancelled")
    make.ActivityFactory(commitments=[talks], areas=[], starts_on=recent)
    filled, empty = (make.BodyFactory(kind="post", slug=slug) for slug in ("filled", "empty"))
    make.ActivityFactory(kind="liaison_officer", starts_on=old, ends_on=old, bodies=[(filled, "participant")])
    make.ActivityFactory(kind="visit", starts_on=old, bodies=[(empty, "participant")])


def figures_in(told: Any) -> list[dict[str, Any]]:
    """Everything that has a count and an address, however deep."""
    if isinstance(told, dict):
        own = [told] if {"count", "url"} <= set(told) else []
        return own + [figure for part in told.values() for figure in figures_in(part)]
    return [figure for part in told for figure in figures_in(part)] if isinstance(told, list) else []


@pytest.mark.slow
@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("summary", ["areas", "quarters", "gaps"])
@pytest.mark.parametrize(
    ("day", "clearance"),
    [
        *((ON, "public"), (ON, "restricted"), ("2024-08-01", "restricted")),
        *(pytest.param(*each, marks=pytest.mark.long) for each in (("2024-08-01", "public"), ("1990-01-01", "public"))),
        pytest.param("1990-01-01", "restricted", marks=pytest.mark.long),
    ],
)
def test_every_figure_counts_what_its_list_yields(api: Api, clearance: str, summary: str, day: str) -> None:
    client = api(make.PersonFactory(clearance=clearance))
    told = client.get(f"/api/v1/summaries/{summary}/?on={day}").json()
    assert (told["on"], told["recorded_by"], told["as_seen_with"]) == (day, None, clearance)
    figures = figures_in(told)
    assert figures
    for figure in figures:
        address = figure["url"] + ("&" if "?" in figure["url"] else "?") + "count=true"
        assert client.get(address).json()["count"] == figure["count"], address


@pytest.mark.usefixtures("_world")
def test_gaps_are_counted_as_far_as_a_reader_may_know(api: Api, viewer: Person, manager: Person) -> None:
    told = {
        person.username: {
            gap["code"]: gap["count"] for gap in api(person).get(f"/api/v1/summaries/gaps/?on={ON}").json()["gaps"]
        }
        for person in (viewer, manager)
    }
    shown = {
        "unread_words": 1,
        "silent_commitments": 1,
        "untied_activities": 2,
        "quiet_areas": 1,
        "unfilled_posts": 1,
        "links_without_copy": 1,
    }
    assert told["viewer"].keys() == shown.keys()
    assert {code: told["viewer"][code] for code in ("unread_words", "quiet_areas", "unfilled_posts")} == {
        "unread_words": 1,
        "quiet_areas": 1,
        "unfilled_posts": 1,
    }
    assert told["manager"]["untied_activities"] == told["viewer"]["untied_activities"] + 1
    assert told["manager"]["quiet_areas"] == 0  # something marked higher was done in space lately


@pytest.mark.usefixtures("_world")
def test_areas_tell_how_their_commitments_stand(api: Api, manager: Person) -> None:
    told = api(manager).get(f"/api/v1/summaries/areas/?on={ON}").json()["areas"]
    assert [area["area"] for area in told] == ["cyber", "space", "sea", "none"]
    counted = {
        area["area"]: {state: each["count"] for state, each in area["states"].items() if each["count"]} for area in told
    }
    assert counted == {"cyber": {"active": 1}, "space": {"active": 1}, "sea": {}, "none": {"quiet": 2, "silent": 1}}
    assert [area["activities"]["count"] for area in told][:3] == [2, 2, 1]


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("summary", ["areas", "quarters", "gaps"])
def test_summaries_take_as_many_queries_for_many_rows(api: Api, manager: Person, summary: str) -> None:
    client, counts = api(manager), []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/summaries/{summary}/?on={ON}").status_code == 200
        counts.append(len(asked))
        for _more in range(3):
            make.ActivityFactory(areas=[make.PriorityAreaFactory()], commitments=[make.CommitmentFactory()])
    assert counts[0] == counts[1]


@pytest.mark.parametrize("starts", [1, 4, 2])
@pytest.mark.parametrize("day", ["1900-01-01", "1901-06-01", "2199-12-31"])
def test_quarters_at_the_ends_of_the_calendar_lead_to_lists_as_well(
    api: Api, manager: Person, day: str, starts: int
) -> None:
    make.ActivityFactory(starts_on=datetime.date(1900, 1, 1), areas=[make.PriorityAreaFactory()])
    client = api(manager)
    with override_settings(OFFICE_YEAR_STARTS=starts):
        told = client.get(f"/api/v1/summaries/quarters/?on={day}").json()
    for figure in figures_in(told):
        assert client.get(figure["url"] + "&count=true").json()["count"] == figure["count"]


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("summary", ["areas", "quarters", "gaps"])
def test_summaries_declare_two_clocks_and_nothing_else(api: Api, viewer: Person, summary: str) -> None:
    client = api(viewer)
    for query in ("on=9999-12-31", "on=x", "area=cyber", "page_size=1", "format=csv"):
        assert client.get(f"/api/v1/summaries/{summary}/?{query}").status_code == 400
    answer = client.get(f"/api/v1/summaries/{summary}/")
    again = client.get(f"/api/v1/summaries/{summary}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("summary", ["areas", "gaps"])
@pytest.mark.parametrize("empty", [3, pytest.param(1000, marks=pytest.mark.long)])
def test_figures_of_an_earlier_record_lead_to_lists_of_the_same_record(
    api: Api, manager: Person, empty: int, summary: str
) -> None:
    """Every figure that counts something is followed, and so many of those that count nothing."""
    seal()
    client = api(manager)
    before = client.get(f"/api/v1/summaries/{summary}/?on={ON}").json()
    told = client.get(f"/api/v1/summaries/{summary}/?on={ON}&recorded_by=2199-01-01T00:00:00Z").json()
    assert [figure["count"] for figure in figures_in(told)] == [figure["count"] for figure in figures_in(before)]
    assert all("recorded_by=2199-01-01" in figure["url"] for figure in figures_in(told))
    filled, rest = ([each for each in figures_in(told) if bool(each["count"]) is some] for some in (True, False))
    assert filled
    for figure in [*filled, *rest[:empty]]:
        assert client.get(figure["url"] + "&count=true").json()["count"] == figure["count"]
