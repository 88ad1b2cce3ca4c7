"""Can what was done be taken back, by whom, and what is then on record?"""

from __future__ import annotations

import uuid

import pytest

from commitments.actions.activities import change_activity, confirm_activity, log_activity, withdraw_activity
from commitments.actions.refusals import NotAllowedError, StaleError, StateError
from commitments.actions.undo import undo_last_change, undo_withdrawal
from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting
from commitments.ledger.verify import verify
from commitments.models.activities import Activity, Evidence
from commitments.models.people import Person
from commitments.queries.visibility import Principal, principal_of
from commitments.vocabulary import ActivityState, Marking, ParticipationRole
from tests.factories import BodyFactory, CommitmentFactory, EvidenceFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(analyst: Person) -> Principal:
    return principal_of(analyst)


@pytest.fixture
def boss(manager: Person) -> Principal:
    return principal_of(manager)


@pytest.fixture
def activity(ann: Principal) -> Activity:
    """Logged with a commitment, an area, a body and a link; at version 1."""
    content = {"title": "Talks", "kind": "visit", "stage": "planned", "starts_on": "2026-12-01", "place": "Oslo"}
    ties = {
        "commitments": [CommitmentFactory()],
        "areas": [PriorityAreaFactory()],
        "bodies": [(BodyFactory(), ParticipationRole.HOST)],
    }
    with acting(ann.name, "admin"):
        activity = log_activity({**content, **ties}, by=ann)
        EvidenceFactory(activity=activity)
    activity.refresh_from_db()
    return activity


def everything_of(activity_id: uuid.UUID) -> dict[str, object]:
    activity = Activity.objects.get(pk=activity_id)
    row = {name: value for name, value in vars(activity).items() if name not in ("_state", "version", "updated_at")}
    return {
        **row,
        "commitments": list(activity.commitments.values_list("pk", flat=True)),
        "areas": list(activity.areas.values_list("pk", flat=True)),
        "bodies": list(activity.participations.values_list("pk", "body_id", "role")),
        "evidence": list(activity.evidence.values()),
    }


def withdrawn(activity: Activity, by: Principal) -> uuid.UUID:
    with acting(by.name, "api"):
        withdraw_activity(activity, "Logged twice.", by=by, if_version=activity.version)
    return activity.pk


class TestWithdrawal:
    """It is gone, and the ledger keeps it with the reason."""

    def test_the_row_and_all_its_parts_are_gone(self, activity: Activity, ann: Principal) -> None:
        withdrawn(activity, ann)
        assert (Activity.objects.count(), Evidence.objects.count()) == (0, 0)
        last = Revision.objects.latest("number")
        assert (last.actor, last.reason) == (ann.name, "Logged twice.")
        assert set(last.changes.values_list("op", "version")) == {("D", 2)}

    def test_a_stale_one_is_refused(self, activity: Activity, ann: Principal) -> None:
        with pytest.raises(StaleError), acting(ann.name, "api"):
            withdraw_activity(activity, "", by=ann, if_version=9)
        assert Activity.objects.count() == 1

    def test_a_viewer_is_refused(self, activity: Activity, viewer: Person) -> None:
        with pytest.raises(NotAllowedError), acting("person:viewer", "api"):
            withdraw_activity(activity, "", by=principal_of(viewer))

    def test_undone_everything_is_as_it_was_at_the_next_version(self, activity: Activity, ann: Principal) -> None:
        before = everything_of(activity.pk)
        key = withdrawn(activity, ann)
        with acting(ann.name, "admin"):
            back = undo_withdrawal(key, by=ann)
        assert (everything_of(key), back.version) == (before, 3)
        assert verify().faults == []

    def test_what_is_not_withdrawn_cannot_come_back(self, activity: Activity, ann: Principal) -> None:
        with pytest.raises(StateError), acting(ann.name, "admin"):
            undo_withdrawal(activity.pk, by=ann)

    def test_what_never_was_or_was_marked_too_high_is_not_there(
        self, activity: Activity, boss: Principal, ann: Principal
    ) -> None:
        with acting(boss.name, "admin"):
            change_activity(activity, {"marking": Marking.RESTRICTED}, by=boss)
        activity.refresh_from_db()
        for key in (withdrawn(activity, boss), uuid.uuid4()):
            with pytest.raises(Activity.DoesNotExist), acting(ann.name, "admin"):
                undo_withdrawal(key, by=ann)

    def test_its_marking_is_raised_with_what_it_names(self, activity: Activity, boss: Principal) -> None:
        agreement = activity.commitments.get().agreement
        key = withdrawn(activity, boss)
        type(agreement).objects.update(marking=Marking.RESTRICTED)
        with acting(boss.name, "admin"):
            assert undo_withdrawal(key, by=boss).marking == Marking.RESTRICTED

    def test_an_external_id_that_is_taken_is_said(self, activity: Activity, boss: Principal) -> None:
        Activity.objects.update(source="crm", external_id="7")
        activity.refresh_from_db()
        key = withdrawn(activity, boss)
        Activity.objects.create(
            title="New", kind="visit", starts_on="2026-01-01", logged_by=boss.person, source="crm", external_id="7"
        )
        with pytest.raises(StateError, match="external id"), acting(boss.name, "admin"):
            undo_withdrawal(key, by=boss)


class TestLastChange:
    """The row gets back what it held before."""

    def changed(self, activity: Activity, by: Principal, **content: object) -> None:
        with acting(by.name, "admin"):
            change_activity(activity, content, by=by)

    def undone(self, activity: Activity, by: Principal) -> Activity:
        with acting(by.name, "admin"):
            return undo_last_change(activity, by=by)

    def test_columns_and_ties_are_as_they_were(self, activity: Activity, ann: Principal) -> None:
        before = everything_of(activity.pk)
        self.changed(activity, ann, place="Bergen", areas=[PriorityAreaFactory()], bodies=[])
        assert self.undone(activity, ann).version == 3
        assert everything_of(activity.pk) == before
        assert verify().faults == []

    def test_undoing_twice_is_doing_it_again(self, activity: Activity, ann: Principal) -> None:
        self.changed(activity, ann, place="Bergen")
        self.undone(activity, ann)
        assert (self.undone(activity, ann).place, Activity.objects.get().version) == ("Bergen", 4)

    def test_it_never_confirms(self, activity: Activity, ann: Principal, boss: Principal) -> None:
        with acting(boss.name, "admin"):
            confirm_activity(activity, by=boss)
        self.changed(activity, ann, place="Bergen")
        back = self.undone(activity, ann)
        assert (back.place, back.state, back.confirmed_by) == ("Oslo", ActivityState.LOGGED, None)

    def test_undoing_a_confirmation_takes_who_may_confirm(
        self, activity: Activity, ann: Principal, boss: Principal
    ) -> None:
        with acting(boss.name, "admin"):
            confirm_activity(activity, by=boss)
        with pytest.raises(NotAllowedError):
            self.undone(activity, ann)
        assert self.undone(activity, boss).state == ActivityState.LOGGED

    def test_undoing_a_raised_marking_lowers_it_and_takes_a_manager_and_a_reason(
        self, activity: Activity, ann: Principal, boss: Principal
    ) -> None:
        Activity.objects.update(marking=Marking.PUBLIC)
        activity.refresh_from_db()
        self.changed(activity, ann, marking=Marking.INTERNAL)
        with pytest.raises(NotAllowedError):
            self.undone(activity, ann)
        with acting(boss.name, "admin"):
            undone = undo_last_change(activity, by=boss, marking_reason="It was public all along.")
        assert undone.marking == Marking.PUBLIC

    def test_the_first_logging_is_no_change(self, activity: Activity, ann: Principal) -> None:
        with pytest.raises(StateError):
            self.undone(activity, ann)

    def test_a_stale_one_is_refused(self, activity: Activity, ann: Principal) -> None:
        self.changed(activity, ann, place="Bergen")
        with pytest.raises(StaleError), acting(ann.name, "admin"):
            undo_last_change(activity, by=ann, if_version=1)
        assert Change.objects.latest("id").version == 2
