"""What happened to an object, told in the words of its fields and of what it names?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from commitments.ledger.recording import acting, seal
from commitments.ledger.redacting import redact
from commitments.models.activities import Activity, Participation
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.queries.history import FieldChange, history_named, history_of
from commitments.vocabulary import ActivityState, Marking, ParticipationRole
from tests.factories import (
    ActivityFactory,
    BodyFactory,
    CommitmentFactory,
    EvidenceFactory,
    PersonFactory,
    PriorityAreaFactory,
)

pytestmark = pytest.mark.django_db
EVERYTHING = Marking.RESTRICTED


@pytest.fixture
def activity(db: None) -> Activity:
    ann, area = PersonFactory(username="ann"), PriorityAreaFactory(slug="cyber")
    with acting("person:ann", "admin", "A first note.", "request-1"):
        activity = ActivityFactory(title="Talks", commitments=[], areas=[area], logged_by=ann)
    return activity


def told(row: Any, **options: Any) -> list[tuple[int, str, str, list[FieldChange]]]:
    events = history_of(row, seen_by=options.get("seen_by", EVERYTHING))
    return [(each.version, each.op, each.actor, each.changes) for each in events]


def test_the_first_event_says_who_made_it_with_what(activity: Activity) -> None:
    (event,) = history_of(activity, seen_by=EVERYTHING)
    assert (event.version, event.op, event.actor, event.door) == (1, "made", "person:ann", "admin")
    assert (event.reason, event.recorded_at[-1]) == ("A first note.", "Z")
    changes = {each.field: (each.before, each.after) for each in event.changes}
    assert changes["title"] == (None, "Talks")
    assert changes["starts_on"] == (None, datetime.date(2026, 9, 1))
    assert changes["logged_by"] == (None, "ann")
    assert changes["areas"] == (None, "cyber")
    assert changes["created_at"] == (None, activity.created_at)


def test_the_newest_comes_first_and_holds_only_what_changed(activity: Activity) -> None:
    with acting("token:abc", "api", "Moved."):
        Activity.objects.update(place="Oslo", starts_on=datetime.date(2026, 9, 2))
    newest, first = told(activity)
    assert newest == (
        2,
        "changed",
        "token:abc",
        [
            FieldChange("starts_on", datetime.date(2026, 9, 1), datetime.date(2026, 9, 2)),
            FieldChange("place", "Brussels", "Oslo"),
        ],
    )
    assert first[0] == 1


def test_ties_are_told_by_public_names(activity: Activity) -> None:
    commitment, other = CommitmentFactory(), PriorityAreaFactory(slug="other")
    with acting("person:ann", "admin"):
        activity.commitments.add(commitment)
        activity.areas.set([other])
    changes = told(activity)[0][3]
    assert sorted(changes, key=str) == sorted(
        [
            FieldChange("commitments", None, commitment.reference),
            FieldChange("areas", "cyber", None),
            FieldChange("areas", None, "other"),
        ],
        key=str,
    )


def test_parts_are_told_with_what_they_say(activity: Activity) -> None:
    body = BodyFactory(slug="marcom")
    with acting("person:ann", "admin"):
        part = Participation.objects.create(activity=activity, body=body, role=ParticipationRole.HOST)
    with acting("person:ann", "admin"):
        part.role = ParticipationRole.ORGANISER
        part.save()
    newest, before = told(activity)[:2]
    host, organiser = {"body": "marcom", "role": "host"}, {"body": "marcom", "role": "organiser"}
    assert newest[3] == [FieldChange("participations", host, organiser)]
    assert before[3] == [FieldChange("participations", None, host)]


def test_evidence_is_told_by_its_own_id(activity: Activity) -> None:
    with acting("person:ann", "admin"):
        evidence = EvidenceFactory(activity=activity, title="A note")
    (change,) = told(activity)[0][3]
    assert (change.field, change.after["id"], change.after["title"]) == ("evidence", evidence.pk, "A note")


def test_several_writes_of_one_transaction_are_one_event(activity: Activity) -> None:
    with acting("person:ann", "admin"):
        Activity.objects.update(place="Oslo")
        Activity.objects.update(place="Bergen")
    assert told(activity)[0] == (2, "changed", "person:ann", [FieldChange("place", "Brussels", "Bergen")])


def test_what_was_marked_above_the_reader_stays_unseen_when_the_marking_is_lowered(activity: Activity) -> None:
    for marking, place in (
        (Marking.RESTRICTED, "A secret place"),
        (Marking.PUBLIC, "Oslo"),
        (Marking.PUBLIC, "Bergen"),
    ):
        with acting("person:ann", "admin"):
            Activity.objects.update(marking=marking, place=place)
    assert [event[0] for event in told(activity, seen_by=Marking.PUBLIC)] == [4, 1]
    assert [event[0] for event in told(activity, seen_by=Marking.RESTRICTED)] == [4, 3, 2, 1]


def test_what_was_marked_above_the_reader_stays_unseen_when_it_is_redacted(activity: Activity) -> None:
    for marking, place in ((Marking.RESTRICTED, "A secret place"), (Marking.PUBLIC, "A secret place")):
        with acting("person:ann", "admin", "A secret reason."):
            Activity.objects.update(marking=marking, place=place)
            activity.areas.add(PriorityAreaFactory())
    seal()
    with acting("person:ann", "command"):
        redact(activity, Activity._meta.get_field("place"))
    with acting("person:ann", "admin"):
        Activity.objects.update(title="Talks again")
    assert [event[0] for event in told(activity, seen_by=Marking.PUBLIC)] == [5, 4]
    assert [event[0] for event in told(activity, seen_by=Marking.RESTRICTED)] == [5, 4, 3, 2, 1]


def test_a_text_row_has_no_public_history_of_when_its_agreement_was_restricted() -> None:
    with acting("command:seed", "command"):
        commitment = CommitmentFactory()
    for marking, title in ((Marking.RESTRICTED, "A draft"), (None, "A second draft"), (Marking.PUBLIC, "As published")):
        with acting("command:seed", "command"):
            if marking:
                Agreement.objects.update(marking=marking)
            Commitment.objects.update(title=title)
    with acting("command:seed", "command"):
        Commitment.objects.update(title="Renamed")
    assert [event[0] for event in told(commitment, seen_by=Marking.PUBLIC)] == [5, 1]
    assert [event[0] for event in told(commitment, seen_by=Marking.RESTRICTED)] == [5, 4, 3, 2, 1]


def test_what_is_gone_still_has_its_history(activity: Activity) -> None:
    key = activity.pk
    with acting("person:ben", "api", "Logged twice."):
        activity.delete()
    events = history_named(Activity, str(key), seen_by=EVERYTHING)
    assert [(event.op, event.version, event.reason) for event in events] == [
        ("gone", 2, "Logged twice."),
        ("made", 1, "A first note."),
    ]


def test_a_text_row_has_a_history_by_its_public_name() -> None:
    with acting("command:seed", "command"):
        commitment = CommitmentFactory()
    with acting("command:seed", "command"):
        Commitment.objects.update(title="Renamed")
    assert [(event[0], event[1]) for event in told(commitment)] == [(2, "changed"), (1, "made")]


def test_a_confirmation_names_who_confirmed(activity: Activity) -> None:
    ben = PersonFactory(username="ben")
    with acting("person:ben", "admin"):
        Activity.objects.update(state=ActivityState.CONFIRMED, confirmed_by=ben)
    assert told(activity)[0][3] == [
        FieldChange("state", "logged", "confirmed"),
        FieldChange("confirmed_by", None, "ben"),
    ]


@pytest.mark.parametrize("revisions", [1, 3])
def test_a_long_history_takes_no_more_queries(
    activity: Activity, revisions: int, django_assert_num_queries: Any
) -> None:
    for number in range(revisions):
        with acting("person:ann", "admin"):
            Activity.objects.update(place=f"Place {number}")
            activity.areas.add(PriorityAreaFactory())
    with django_assert_num_queries(3):
        history_of(activity, seen_by=EVERYTHING)
