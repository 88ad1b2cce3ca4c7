"""Which quarters are shown, and what counts in them?"""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest

from commitments.models.people import Person
from commitments.queries.quarters import areas_by_quarter, quarters_up_to
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory, PriorityAreaFactory


@pytest.mark.parametrize(
    ("starts", "on", "name", "first", "last"),
    [
        (1, "2026-11-21", "2026-Q4", "2026-10-01", "2026-12-31"),
        (1, "2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31"),
        (1, "2024-03-31", "2024-Q1", "2024-01-01", "2024-03-31"),
        (4, "2026-04-01", "2026-Q1", "2026-04-01", "2026-06-30"),
        (4, "2026-03-31", "2025-Q4", "2026-01-01", "2026-03-31"),
        (5, "2026-04-30", "2025-Q4", "2026-02-01", "2026-04-30"),
    ],
)
def test_a_day_lies_in_a_quarter_of_the_offices_year(
    settings: Any, starts: int, on: str, name: str, first: str, last: str
) -> None:
    settings.OFFICE_YEAR_STARTS = starts

    quarter = quarters_up_to(datetime.date.fromisoformat(on))[-1]

    assert (quarter.name, quarter.starts_on.isoformat(), quarter.ends_on.isoformat()) == (name, first, last)


def test_eight_quarters_follow_one_another_without_a_gap() -> None:
    quarters = quarters_up_to(datetime.date(2026, 11, 21))

    assert [quarter.name for quarter in quarters] == [
        *("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"),
        *("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"),
    ]
    assert all(one.ends_on + datetime.timedelta(days=1) == next_one.starts_on for one, next_one in pairwise(quarters))


def test_an_activity_counts_once_in_each_of_its_areas_and_once_in_all(analyst: Person, day: datetime.date) -> None:
    cyber, sea = PriorityAreaFactory(slug="cyber", order=1), PriorityAreaFactory(slug="sea", order=2)
    for first_day, areas, stage, marking in (
        ((2026, 10, 1), [cyber, sea], "carried_out", "public"),
        ((2026, 12, 31), [sea], "planned", "internal"),
        ((2026, 9, 30), [], "under_way", "public"),
        ((2026, 10, 5), [cyber], "cancelled", "public"),
        ((2026, 10, 6), [cyber], "carried_out", "restricted"),
        ((2024, 12, 31), [cyber], "carried_out", "public"),
        ((2027, 1, 1), [cyber], "planned", "public"),
    ):
        ActivityFactory(starts_on=datetime.date(*first_day), commitments=[], areas=areas, stage=stage, marking=marking)

    found = areas_by_quarter(principal_of(analyst), on=day)

    assert {row.code: [figure.count for figure in row.counts] for row in found.rows} == {
        "cyber": [0, 0, 0, 0, 0, 0, 0, 1],
        "sea": [0, 0, 0, 0, 0, 0, 0, 2],
        "none": [0, 0, 0, 0, 0, 0, 1, 0],
        "all": [0, 0, 0, 0, 0, 0, 1, 2],
    }
    assert [row.total.count for row in found.rows] == [1, 2, 1, 3]
    assert found.rows[1].counts[7].where == {
        "area": "sea",
        "started_after": "2026-10-01",
        "started_before": "2026-12-31",
        "stage": ["planned", "under_way", "carried_out"],
    }
