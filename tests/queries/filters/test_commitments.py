"""Does each filter on commitments keep exactly the rows it speaks of?"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from commitments.models.people import Person
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.filters.declared import day_asked
from commitments.queries.listing import commitments_list
from commitments.queries.visibility import principal_of
from tests import factories as make


@pytest.fixture
def titles(manager: Person, day: datetime.date):
    """The titles of the commitments that a query string finds, on the day it asks about."""

    def found(query: str) -> list[str]:
        principal, asked = principal_of(manager), QueryDict(query)
        on = day_asked(asked, today=day)
        filters = CommitmentFilter(asked, commitments_list(principal, on), principal=principal, on=on)
        assert filters.is_valid(), filters.errors
        return sorted(filters.qs.values_list("title", flat=True))

    return found


@pytest.fixture(autouse=True)
def _commitments(db: None) -> None:
    cyber, centre = make.PriorityAreaFactory(slug="cyber"), make.BodyFactory(slug="centre")
    one, two = make.AgreementFactory(code="ONE"), make.AgreementFactory(code="TWO")
    japan = make.PartyFactory(slug="japan")
    done = make.CommitmentFactory(title="done", agreement=one, areas=[cyber], responsibilities=[(centre, "host")])
    make.ActivityFactory(commitments=[done], starts_on=datetime.date(2026, 11, 1))
    make.AssessmentFactory(commitment=done, confidence="on_track")
    make.AssessmentFactory(commitment=done, confidence="off_track", party=japan)
    make.CommitmentFactory(
        title="hoped", agreement=one, strength="aspiration", scope="umbrella", recurrence="once", obligated=[japan]
    )
    late = make.CommitmentFactory(title="late", agreement=two)
    make.TargetFactory(commitment=late, set_on=datetime.date(2026, 1, 1), due_on=datetime.date(2026, 6, 1))
    make.AssessmentFactory(commitment=late, confidence="at_risk", assessed_on=datetime.date(2026, 1, 1))
    make.AssessmentFactory(commitment=late, confidence="on_track", assessed_on=datetime.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["done", "hoped", "late"]),
        ("agreement=one", ["done", "hoped"]),
        ("agreement=one&agreement=two", ["done", "hoped", "late"]),
        ("area=cyber", ["done"]),
        ("area=none", ["hoped", "late"]),
        ("body=centre", ["done"]),
        ("party=nato", ["done", "late"]),
        ("party=nato&party=japan", ["done", "hoped", "late"]),
        ("strength=aspiration", ["hoped"]),
        ("scope=umbrella&scope=specific", ["done", "hoped", "late"]),
        ("recurrence=once", ["hoped"]),
        ("state=active", ["done"]),
        ("state=active&state=silent", ["done", "hoped", "late"]),
        ("state=silent&strength=undertaking", ["late"]),
        ("confidence=on_track", ["done", "late"]),
        ("confidence=off_track", ["done"]),
        ("confidence=at_risk", []),
        ("confidence=at_risk&on=2026-01-15", ["late"]),
        ("confidence=none", ["hoped"]),
        ("confidence=none&confidence=off_track", ["done", "hoped"]),
        ("attention=silent", ["hoped", "late"]),
        ("attention=target_missed", ["late"]),
        ("attention=target_missed&attention=off_track", ["done", "late"]),
        ("attention=none", []),
        ("attention=none&attention=off_track&on=2026-06-01", ["done"]),
        ("attention=silent&attention=silent", ["hoped", "late"]),
        ("attention=none&on=2020-07-01", ["done", "hoped", "late"]),
        ("state=silent&on=2020-07-01", ["hoped", "late"]),
        ("on=2019-01-01", []),
        ("search=hop", ["hoped"]),
        ("search=TWO-1", ["late"]),
        ("search=talks", ["done", "hoped", "late"]),
    ],
)
def test_a_filter_keeps_the_rows_it_speaks_of(titles, query: str, expected: list[str]) -> None:
    assert titles(query) == expected


def test_asking_for_every_reason_costs_no_more_than_asking_for_one(manager: Person, day: datetime.date) -> None:
    def written_once(query: str) -> str:
        principal = principal_of(manager)
        rows = commitments_list(principal, day)
        return str(CommitmentFilter(QueryDict(query), rows, principal=principal, on=day).qs.query)

    codes = ["target_missed", "off_track", "gone_quiet", "silent", "plan_lapsed", "parties_disagree"]
    one, all_of_them = written_once("attention=silent"), written_once("&".join(f"attention={code}" for code in codes))
    assert all_of_them.count("layer_4") == one.count("layer_4")


@pytest.mark.parametrize("day_given", ["1899-12-31", "2200-01-01", "2026-13-01", "x", "2026-11-21&on=2026-11-20"])
def test_a_day_out_of_bounds_is_refused(day: datetime.date, day_given: str) -> None:
    with pytest.raises(ValidationError) as refused:
        day_asked(QueryDict(f"on={day_given}"), today=day)
    assert list(refused.value.message_dict) == ["on"]


def test_without_a_day_it_is_today(day: datetime.date) -> None:
    assert day_asked(QueryDict("on="), today=day) == day
