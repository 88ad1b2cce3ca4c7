"""Which posts are filled on a day?"""

from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict

from commitments.models.bodies import Body
from commitments.models.people import Person
from commitments.queries.filters.bodies import BodyFilter
from commitments.queries.visibility import principal_of
from tests import factories as make

FIRST, LAST = datetime.date(2026, 1, 10), datetime.date(2026, 1, 20)


@pytest.mark.parametrize(
    ("posting", "filled"),
    [
        ({"ends_on": LAST}, ["2026-01-10", "2026-01-15", "2026-01-20"]),
        ({"stage": "under_way"}, ["2026-01-10", "2026-01-15", "2026-01-20", "2026-01-21"]),
        ({}, ["2026-01-10"]),
        ({"ends_on": LAST, "stage": "planned"}, []),
        ({"ends_on": LAST, "stage": "cancelled"}, []),
        ({"ends_on": LAST, "kind": "visit"}, []),
        ({"ends_on": LAST, "marking": "restricted"}, []),
    ],
)
def test_a_post_is_filled_on_the_days_that_a_posting_runs(
    analyst: Person, posting: dict[str, object], filled: list[str]
) -> None:
    post = make.BodyFactory(slug="post", kind="post")
    make.BodyFactory(slug="no-post")
    make.ActivityFactory(
        **{"kind": "liaison_officer", "starts_on": FIRST, "bodies": [(post, "contributor")], **posting}
    )
    principal = principal_of(analyst)
    days = ["2026-01-09", "2026-01-10", "2026-01-15", "2026-01-20", "2026-01-21"]

    def found(answer: str, day: str) -> list[str]:
        on = datetime.date.fromisoformat(day)
        filters = BodyFilter(QueryDict(f"filled={answer}"), Body.objects.all(), principal=principal, on=on)
        assert filters.is_valid()
        return list(filters.qs.values_list("slug", flat=True))

    assert [day for day in days if found("true", day) == ["post"]] == filled
    assert [day for day in days if found("false", day) == ["post"]] == [day for day in days if day not in filled]
