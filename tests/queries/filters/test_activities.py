"""Does each filter on activities keep exactly the rows it speaks of?"""

from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.filters.activities import ActivityFilter
from commitments.queries.listing import activities_list
from commitments.queries.visibility import principal_of
from tests import factories as make


@pytest.fixture
def titles(manager: Person):
    """The titles of the activities that a query string finds."""

    def found(query: str) -> list[str]:
        principal = principal_of(manager)
        filters = ActivityFilter(QueryDict(query), activities_list(principal), principal=principal)
        assert filters.is_valid(), filters.errors
        return sorted(filters.qs.values_list("title", flat=True))

    return found


@pytest.fixture(autouse=True)
def _activities(analyst: Person, manager: Person) -> None:
    cyber, space = make.PriorityAreaFactory(slug="cyber"), make.PriorityAreaFactory(slug="space")
    centre, other = make.BodyFactory(slug="centre"), make.BodyFactory(slug="other")
    first = make.CommitmentFactory(agreement=make.AgreementFactory(code="ONE"), areas=[cyber, space])
    second = make.CommitmentFactory(agreement=make.AgreementFactory(code="TWO"))
    make.ActivityFactory(
        title="both",
        kind="visit",
        commitments=[first, second],
        bodies=[(centre, "host"), (other, "host"), (centre, "organiser")],
        starts_on=datetime.date(2026, 1, 10),
        ends_on=datetime.date(2026, 1, 12),
        summary="Séminaire à Öland on cyber-defence (海洋安全保障).",
        logged_by=analyst,
        confirmed_by=manager,
    )
    make.ActivityFactory(
        title="first",
        kind="seminar",
        stage="under_way",
        commitments=[first],
        areas=[space],
        starts_on=datetime.date(2026, 2, 10),
        source="erp",
        external_id="7",
        marking="internal",
        logged_by=manager,
    )
    make.ActivityFactory(
        title="loose",
        kind="seminar",
        stage="planned",
        areas=[cyber],
        commitments=[],
        starts_on=datetime.date(2026, 3, 10),
        logged_by=manager,
    )
    make.ActivityFactory(
        title="second", stage="cancelled", commitments=[second], starts_on=datetime.date(2026, 4, 10), logged_by=manager
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["both", "first", "loose", "second"]),
        ("kind=", ["both", "first", "loose", "second"]),
        ("commitment=ONE-1-c1", ["both", "first"]),
        ("commitment=ONE-1-c1&commitment=TWO-1-c1", ["both", "first", "second"]),
        ("commitment=none", ["loose"]),
        ("commitment=none&commitment=TWO-1-c1", ["both", "loose", "second"]),
        ("area=cyber", ["both", "loose"]),
        ("area=cyber&area=space", ["both", "first", "loose"]),
        ("area=none", ["second"]),
        ("area=none&area=space", ["both", "first", "second"]),
        ("body=centre", ["both"]),
        ("agreement=one", ["both", "first"]),
        ("agreement=one&agreement=two", ["both", "first", "second"]),
        ("kind=visit", ["both"]),
        ("kind=visit&kind=seminar", ["both", "first", "loose"]),
        ("kind=seminar&area=cyber", ["loose"]),
        ("stage=planned&stage=cancelled", ["loose", "second"]),
        ("state=confirmed", ["both"]),
        ("confirmed=true", ["both"]),
        ("confirmed=false", ["first", "loose", "second"]),
        ("confirmed=false&confirmed=true", ["both", "first", "loose", "second"]),
        ("marking=internal", ["first"]),
        ("started_after=2026-02-10", ["first", "loose", "second"]),
        ("started_before=2026-02-10", ["both", "first"]),
        ("started_after=2026-02-10&started_before=2026-02-10", ["first"]),
        ("ended_after=2026-01-12&ended_before=2026-03-10", ["both", "loose"]),
        ("ended_before=2026-01-11", []),
        ("ended_after=2026-01-13", ["loose", "second"]),
        ("source=erp", ["first"]),
        ("source=erp&external_id=7", ["first"]),
        ("external_id=8", []),
        ("logged_by=analyst", ["both"]),
        ("logged_by=analyst&logged_by=manager", ["both", "first", "loose", "second"]),
        ("search=seminaire", ["both"]),
        ("search=SÉMIN", ["both"]),
        ("search=oland", ["both"]),
        ("search=def", ["both"]),
        ("search=fence", []),
        ("search=cyber on", ["both"]),
        ("search=安全", ["both"]),
        ("search=both brus", ["both"]),
        ("search=loose&search=second", ["loose", "second"]),
        ("search=.*", []),
    ],
)
def test_a_filter_keeps_the_rows_it_speaks_of(titles, query: str, expected: list[str]) -> None:
    assert titles(query) == expected


def test_days_of_change_are_days_at_the_office(titles) -> None:
    Activity.objects.filter(title="both").update(updated_at=datetime.datetime(2026, 5, 1, 23, 59, tzinfo=datetime.UTC))
    Activity.objects.exclude(title="both").update(updated_at=timezone.now() + datetime.timedelta(days=3650))
    assert titles("updated_after=2026-05-01&updated_before=2026-05-01") == ["both"]
    assert titles("updated_before=2026-04-30") == []
    with timezone.override("Asia/Tokyo"):  # nobody's own zone decides
        assert titles("updated_after=2026-05-02&updated_before=2026-05-02") == []


def test_evidence_without_a_copy_is_found(titles) -> None:
    both, first = Activity.objects.get(title="both"), Activity.objects.get(title="first")
    make.EvidenceFactory(activity=both)
    make.EvidenceFactory(activity=both)
    make.EvidenceFactory(activity=first, file="evidence/a.pdf", sha256="0" * 64)
    assert titles("copy=false") == ["both"]
    assert titles("copy=true") == ["first"]


def test_what_is_not_sound_is_refused_under_its_name(manager: Person) -> None:
    principal = principal_of(manager)
    query = QueryDict("kind=party&area=nowhere&started_after=x&search=" + "a" * 201)
    filters = ActivityFilter(query, activities_list(principal), principal=principal)
    assert not filters.is_valid()
    assert set(filters.errors) == {"kind", "area", "started_after", "search"}


def test_a_row_filtered_by_several_ties_is_counted_once(manager: Person) -> None:
    principal = principal_of(manager)
    query = QueryDict("body=centre&body=other&area=cyber&area=space&agreement=one&agreement=two")
    filters = ActivityFilter(query, activities_list(principal), principal=principal)
    assert filters.qs.count() == 1


def test_searches_given_together_are_as_short_as_one(manager: Person) -> None:
    principal = principal_of(manager)
    words = [f"word{number}" for number in range(40)]
    asked = QueryDict("&".join(f"search={word}" for word in words))
    filters = ActivityFilter(asked, activities_list(principal), principal=principal)
    assert filters.errors == {"search": ["A search has at most 200 characters."]}
