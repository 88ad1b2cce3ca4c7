"""What happens when somebody logs an activity?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from commitments.actions.activities import log_activity
from commitments.actions.refusals import NotAllowedError
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.visibility import Principal, principal_of
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    BodyFactory,
    CommitmentFactory,
    PersonFactory,
    PriorityAreaFactory,
    TokenFactory,
)

DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def by(analyst: Person) -> Principal:
    return principal_of(analyst)


def talks(**more: Any) -> dict[str, Any]:
    content = {"title": "Staff talks", "kind": "consultation", "stage": "carried_out", "starts_on": DAY}
    return content | ({} if "areas" in more else {"commitments": [CommitmentFactory()]}) | more


def faults_of(problem: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return problem.value.message_dict


def test_a_new_activity_is_internal_and_logged_by_whoever_logged_it(by: Principal) -> None:
    activity = log_activity(talks(), by=by)
    activity.refresh_from_db()
    assert (activity.marking, activity.state, activity.version, activity.logged_by, activity.confirmed_by) == (
        *("internal", "logged", 1, by.person, None),
    )


def test_what_somebody_logs_is_never_above_what_they_may_read(db: None) -> None:
    reader = principal_of(PersonFactory(clearance="public"))
    assert log_activity(talks(), by=reader).marking == "public"


def test_areas_and_bodies_follow_from_the_commitments(by: Principal) -> None:
    areas = PriorityAreaFactory.create_batch(2)
    lead, host = BodyFactory.create_batch(2)
    first = CommitmentFactory(areas=areas[:1], responsibilities=[(lead, "lead"), (host, "host")])
    second = CommitmentFactory(areas=areas, responsibilities=[(lead, "lead")])
    activity = log_activity(talks(commitments=[first, second]), by=by)
    assert list(activity.areas.all()) == areas
    assert [(tie.body, tie.role) for tie in activity.participations.all()] == [(lead, "organiser"), (host, "host")]


def test_areas_and_bodies_that_were_given_stay_as_they_were_given(by: Principal) -> None:
    area, body = PriorityAreaFactory(), BodyFactory()
    tied = CommitmentFactory(areas=[PriorityAreaFactory()], responsibilities=[(body, "lead")])
    activity = log_activity(talks(commitments=[tied], areas=[area], bodies=[]), by=by)
    assert (list(activity.areas.all()), list(activity.bodies.all())) == ([area], [])


def test_an_area_is_enough_without_a_commitment(by: Principal) -> None:
    assert log_activity(talks(areas=[PriorityAreaFactory()]), by=by).pk


REFUSED: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "neither commitment nor area": (
        {"commitments": []},
        {"commitments": ["Name at least one commitment or one area."]},
    ),
    "no title": ({"title": "  "}, {"title": ["This field cannot be blank."]}),
    "an unknown kind": ({"kind": "party"}, {"kind": ["Value 'party' is not a valid choice."]}),
    "it ends before it begins": (
        {"ends_on": DAY - datetime.timedelta(days=1)},
        {"ends_on": ["The end day must be on or after the start day."]},
    ),
    "a day of long ago": ({"starts_on": datetime.date(1899, 12, 31)}, {"starts_on": ["Give a day from 1900 on."]}),
    "a day far ahead": ({"starts_on": datetime.date(2200, 1, 1)}, {"starts_on": ["Give a day before 2200."]}),
    "above one's own clearance": (
        {"marking": "restricted"},
        {"marking": ["You cannot mark above your own clearance, “internal”."]},
    ),
    "a source without an id": (
        {"source": "missions"},
        {"external_id": ["Give the source and its external id together."]},
    ),
    "an id without a source": ({"external_id": "7"}, {"source": ["Give the source and its external id together."]}),
}


@pytest.mark.parametrize(("content", "faults"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_beside_its_field(
    content: dict[str, Any], faults: dict[str, list[str]], by: Principal
) -> None:
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(**content), by=by)
    assert (faults_of(problem), Activity.objects.count()) == (faults, 0)


def test_every_fault_is_named_at_once(by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        log_activity({"title": "", "kind": "party", "starts_on": None}, by=by)
    assert set(faults_of(problem)) == {"title", "kind", "starts_on", "commitments"}


def test_a_marking_is_never_lower_than_the_agreement_it_names(by: Principal) -> None:
    inside = CommitmentFactory(agreement=AgreementFactory(marking="internal"))
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(commitments=[inside], marking="public"), by=by)
    assert faults_of(problem) == {"marking": ["It names something marked “internal” and cannot be lower."]}


@override_settings(MARKING_CEILING="internal")
def test_nothing_is_marked_above_the_ceiling_of_the_installation(manager: Person) -> None:
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(marking="restricted"), by=principal_of(manager))
    assert faults_of(problem) == {"marking": ["This installation holds nothing above “internal”."]}


def test_a_body_is_named_once_in_each_role(by: Principal) -> None:
    body = BodyFactory()
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(bodies=[(body, "host"), (body, "host")]), by=by)
    assert faults_of(problem) == {"bodies": ["A body is named twice in the same role."]}


def test_a_source_gives_an_external_id_once(analyst: Person) -> None:
    by = principal_of(analyst, TokenFactory(owner=analyst, source="missions"))
    log_activity(talks(source="missions", external_id="7"), by=by)
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(source="missions", external_id="7"), by=by)
    assert faults_of(problem) == {"external_id": ["An activity with this source and external id exists."]}


def test_a_token_writes_only_under_its_own_source(analyst: Person) -> None:
    by = principal_of(analyst, TokenFactory(owner=analyst, source="missions"))
    assert log_activity(talks(source="missions", external_id="7"), by=by).source == "missions"
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(source="others", external_id="7"), by=by)
    assert faults_of(problem) == {"source": ["You do not own the source “others”."]}


def test_a_person_claims_no_source_and_learns_nothing_of_what_it_holds(by: Principal) -> None:
    ActivityFactory(source="missions", external_id="7", marking="restricted")
    said = []
    for external_id in ("7", "8"):
        with pytest.raises(ValidationError) as problem:
            log_activity(talks(source="missions", external_id=external_id), by=by)
        said.append(faults_of(problem))
    assert said == [{"source": ["You do not own the source “missions”."]}] * 2


@pytest.mark.parametrize("title", ["Talks\x07", "Talks\x1b[2J", "Line\nline", "\u200b\u200d"])
def test_a_title_can_be_read_and_printed(title: str, by: Principal) -> None:
    with pytest.raises(ValidationError) as problem:
        log_activity(talks(title=title), by=by)
    assert list(faults_of(problem)) == ["title"]


def test_a_viewer_logs_nothing(viewer: Person) -> None:
    with pytest.raises(NotAllowedError, match="This needs the role “analyst”; yours is “viewer”"):
        log_activity(talks(), by=principal_of(viewer))


def test_a_token_without_the_scope_logs_nothing(analyst: Person) -> None:
    with pytest.raises(NotAllowedError, match="does not have the scope “write”"):
        log_activity(talks(), by=principal_of(analyst, TokenFactory(owner=analyst, scopes=["read"])))
