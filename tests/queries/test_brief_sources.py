"""Is a brief marked as highly as anything that it rests on, wherever that comes from?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.agreements import AgreementLink
from commitments.queries.brief import brief, subject_of
from commitments.queries.visibility import principal_of
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    BodyFactory,
    DecisionFactory,
    MilestoneFactory,
    ProvisionFactory,
    ReviewFactory,
    TargetFactory,
)
from tests.queries.telling import DAY, asked, meeting

if TYPE_CHECKING:
    from collections.abc import Callable

    from commitments.models.commitments import Commitment
    from commitments.models.people import Person

pytestmark = pytest.mark.django_db


def milestone_of_another_text(promise: Commitment, marking: str) -> None:
    elsewhere = ProvisionFactory(agreement=AgreementFactory(code="FAR25", slug="far25", marking=marking))
    day = datetime.date(2025, 5, 6)
    MilestoneFactory(provision=elsewhere, dated_on=day, commitments=[(promise, "fulfils")])


def link_to_another_text(promise: Commitment, marking: str) -> None:
    cited = AgreementFactory(code="FAR25", slug="far25", marking=marking)
    AgreementLink.objects.create(agreement=promise.agreement, to=cited, kind="cites", provision=promise.provision)


def link_in_the_words_of_another_text(promise: Commitment, marking: str) -> None:
    elsewhere = ProvisionFactory(agreement=AgreementFactory(code="FAR25", slug="far25", marking=marking))
    cited = AgreementFactory(code="OLD01", slug="old01", dated_on=datetime.date(2001, 1, 1))
    AgreementLink.objects.create(agreement=promise.agreement, to=cited, kind="cites", provision=elsewhere)


PLACES: dict[str, Callable[[Commitment, str], Any]] = {
    "an activity for its commitment alone": lambda promise, marking: meeting(promise, areas=[], marking=marking),
    "an activity of the area alone": lambda promise, marking: ActivityFactory(
        areas=list(promise.areas.all()), marking=marking
    ),
    "an assessment": lambda promise, marking: AssessmentFactory(commitment=promise, marking=marking),
    "a decision": lambda promise, marking: DecisionFactory(commitment=promise, marking=marking),
    "a target": lambda promise, marking: TargetFactory(commitment=promise, every="P12M", marking=marking),
    "a review": lambda promise, marking: ReviewFactory(agreement=promise.agreement, marking=marking),
    "the text of a milestone": milestone_of_another_text,
    "a text that is cited": link_to_another_text,
    "the text that cites": link_in_the_words_of_another_text,
}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_marked_highest_marks_the_brief(
    manager: Person, viewer: Person, promise: Commitment, place: str
) -> None:
    PLACES[place](promise, "restricted")

    assert [asked(who, "area", "cyber").marking for who in (manager, viewer)] == ["restricted", "public"]


def test_a_body_has_a_part_in_activities_without_a_commitment(manager: Person, viewer: Person) -> None:
    body = BodyFactory(slug="marcom")
    ActivityFactory(bodies=[(body, "host")], marking="restricted")

    assert [asked(who, "body", "marcom").marking for who in (manager, viewer)] == ["restricted", None]


def test_its_marking_is_asked_for_once(manager: Person, promise: Commitment) -> None:
    who = principal_of(manager)
    subject = subject_of(who, "area", "cyber", on=DAY)
    meeting(promise)
    with CaptureQueriesContext(connection) as questions:
        brief(who, subject, on=DAY)

    assert len([each for each in questions if each["sql"].startswith("SELECT CASE WHEN EXISTS")]) == 1
