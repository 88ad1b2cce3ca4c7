"""Which activities count as near, and which titles as alike?"""

import datetime

import pytest

from commitments.queries.nearness import alike, logged_near
from commitments.queries.visibility import principal_of
from tests import factories


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Staff talks in Brussels", "Staff talks, Brussels", True),
        ("STAFF TALKS", "staff talks!", True),
        ("Talks with staff in Brussels", "Brussels staff talks", True),
        ("海洋安全保障セミナー", "海洋安全保障セミナー2", True),
        ("Staff talks", "Exercise at sea", False),
        ("", "Staff talks", False),
        ("!!!", "???", False),
    ],
)
def test_titles_that_say_much_the_same_are_alike(one, other, said):
    assert alike(one, other) is said


@pytest.mark.django_db
def test_near_is_thirty_days_either_side_or_running_on_the_day(viewer, day):
    commitment = factories.CommitmentFactory()

    def logged(title, days, **given):
        start = day + datetime.timedelta(days=days)
        factories.ActivityFactory(title=title, commitments=[commitment], starts_on=start, **given)

    for title, days in (("30 before", -30), ("31 before", -31), ("30 after", 30), ("31 after", 31)):
        logged(title, days)
    logged("runs", -200, ends_on=day)
    logged("hidden", 0, marking="restricted")
    found = logged_near([commitment], day, seen_by=principal_of(viewer), title="")
    assert {near.activity.title for near in found} == {"30 before", "30 after", "runs"}


@pytest.mark.django_db
def test_the_alike_come_first_and_the_one_being_changed_is_left_out(viewer, day):
    commitment = factories.CommitmentFactory()
    same = {"commitments": [commitment], "starts_on": day}
    own = factories.ActivityFactory(title="Staff talks in Brussels", **same)
    factories.ActivityFactory(title="Exercise", **same)
    factories.ActivityFactory(title="Staff talks, Brussels", **{**same, "starts_on": day - datetime.timedelta(9)})
    told = {"seen_by": principal_of(viewer), "title": own.title, "leaving_out": own.pk}
    found = [(near.activity.title, near.alike) for near in logged_near([commitment], day, **told)]
    assert found == [("Staff talks, Brussels", True), ("Exercise", False)]


@pytest.mark.django_db
@pytest.mark.parametrize("edge", [datetime.date.min, datetime.date.max])
def test_the_ends_of_the_calendar_are_days_like_others(viewer, edge):
    assert logged_near([factories.CommitmentFactory()], edge, seen_by=principal_of(viewer)) == []


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("Talks with Oslo", "Talks with Rome and Paris", False),
        ("Réunion avec les experts", "Réunion des experts", True),
        ("With the", "From the", False),
    ],
)
def test_words_that_only_stand_between_others_make_nothing_alike(one: str, other: str, like: bool) -> None:
    assert alike(one, other) == like
