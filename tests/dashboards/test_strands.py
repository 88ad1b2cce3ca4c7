"""How is the thread of an area from text to text shown?"""

from __future__ import annotations

import datetime

import pytest
from django.template.loader import render_to_string

from commitments.models.areas import PriorityArea
from commitments.models.people import Person
from commitments.queries.threads import strands_of
from commitments.queries.visibility import principal_of
from tests.dashboards.reading import Reading, read

DAY = datetime.date(2026, 11, 21)


def shown(person: Person, area: str | None, on: datetime.date = DAY) -> Reading:
    row = PriorityArea.objects.get(slug=area) if area else None
    strands = strands_of(principal_of(person), on=on, area=row)
    return read(render_to_string("includes/strands.html", {"strands": strands, "on": on, "today": DAY}))


@pytest.mark.usefixtures("seeded")
def test_an_area_is_followed_from_2013_to_2020(viewer: Person) -> None:
    found = shown(viewer, "women-peace-security")

    assert [anchor.href for anchor in found.anchors] == [
        "/commitments/JPD13-8-c3/",
        "/commitments/IPCP20-3.1.6-c1/",
    ]
    assert "2013 Mainstream women, peace and security in peace missions JPD13 ¶8" in found.text
    assert "Extended JPD13 ¶8: The whole field instead of a perspective in peace missions" in found.text


@pytest.mark.usefixtures("seeded")
def test_what_was_dropped_and_what_is_new_says_so(viewer: Person) -> None:
    assert "2020 Dropped: Partnership Programme 2020 no longer has it" in shown(viewer, "counter-terrorism").text
    assert "new in this text" in shown(viewer, "human-security").text


@pytest.mark.usefixtures("seeded")
def test_links_stay_on_the_day_that_is_read(viewer: Person) -> None:
    found = shown(viewer, "counter-terrorism", datetime.date(2020, 6, 25))

    assert [anchor.href for anchor in found.anchors] == ["/commitments/JPD13-10-c3/?on=2020-06-25"]
    assert "Dropped" not in found.text


@pytest.mark.usefixtures("seeded")
def test_without_a_commitment_there_is_a_sentence(viewer: Person) -> None:
    assert shown(viewer, "outer-space").text == "No commitment counts here on this day."
