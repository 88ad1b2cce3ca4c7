"""What happens when somebody changes an activity, or confirms it?"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.activities import change_activity, confirm_activity, log_activity
from commitments.actions.refusals import NotAllowedError, StaleError, StateError
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.visibility import Principal, principal_of
from tests.actions.test_activities import talks
from tests.factories import BodyFactory, PersonFactory, PriorityAreaFactory


@pytest.fixture
def by(analyst: Person) -> Principal:
    return principal_of(analyst)


def test_a_change_touches_what_it_names_and_nothing_else(by: Principal) -> None:
    activity = log_activity(talks(place="Brussels", bodies=[(BodyFactory(), "host")]), by=by)
    changed = change_activity(activity, {"title": "Talks of staff"}, by=by)
    changed.refresh_from_db()
    assert (changed.title, changed.place, changed.participations.count(), changed.version) == (
        *("Talks of staff", "Brussels", 1, 2),
    )


def test_a_change_that_changes_nothing_leaves_no_trace(by: Principal, manager: Person) -> None:
    activity = confirm_activity(log_activity(talks(), by=by), by=principal_of(manager))
    ties = {"commitments": list(activity.commitments.all()), "areas": [], "bodies": []}
    same = change_activity(activity, {"title": " Staff talks ", **ties}, by=by)
    assert (same.version, same.updated_at, same.state) == (activity.version, activity.updated_at, "confirmed")


def test_other_ties_are_a_change(by: Principal) -> None:
    activity = log_activity(talks(), by=by)
    area, body = PriorityAreaFactory(), BodyFactory()
    changed = change_activity(activity, {"areas": [area], "bodies": [(body, "host")]}, by=by)
    assert (list(changed.areas.all()), list(changed.bodies.all()), changed.version) == ([area], [body], 2)


def test_a_change_of_content_takes_a_confirmed_activity_back_to_logged(by: Principal, manager: Person) -> None:
    activity = confirm_activity(log_activity(talks(), by=by), by=principal_of(manager))
    changed = change_activity(activity, {"outcome": "An agreement."}, by=by)
    assert (changed.state, changed.confirmed_by) == ("logged", None)


def test_a_change_of_marking_leaves_it_confirmed(by: Principal, manager: Person) -> None:
    activity = confirm_activity(log_activity(talks(marking="public"), by=by), by=principal_of(manager))
    changed = change_activity(activity, {"marking": "internal"}, by=by)
    assert (changed.state, changed.marking, changed.version) == ("confirmed", "internal", 3)


def test_lowering_a_marking_takes_a_manager(by: Principal) -> None:
    with pytest.raises(NotAllowedError, match="Lowering a marking takes a manager"):
        change_activity(log_activity(talks(), by=by), {"marking": "public"}, by=by, marking_reason="Published.")


def test_lowering_a_marking_takes_a_reason(by: Principal, manager: Person) -> None:
    activity = log_activity(talks(), by=by)
    with pytest.raises(ValidationError) as problem:
        change_activity(activity, {"marking": "public"}, by=principal_of(manager), marking_reason=" ")
    assert problem.value.message_dict == {"marking": ["Say why the marking is lowered."]}
    lowered = change_activity(activity, {"marking": "public"}, by=principal_of(manager), marking_reason="Published.")
    assert lowered.marking == "public"


def test_a_change_to_another_version_than_was_read_is_refused(by: Principal) -> None:
    activity = log_activity(talks(), by=by)
    change_activity(activity, {"title": "Second"}, by=by, if_version=1)
    with pytest.raises(StaleError) as stale:
        change_activity(activity, {"title": "Third"}, by=by, if_version=1)
    assert (stale.value.current.version, Activity.objects.get().title) == (2, "Second")


def test_a_refused_change_leaves_everything_as_it_was(by: Principal) -> None:
    activity = log_activity(talks(), by=by)
    before = Activity.objects.values().get()
    with pytest.raises(ValidationError):
        change_activity(activity, {"title": "", "place": "Tokyo"}, by=by)
    assert Activity.objects.values().get() == before


# confirming


def test_a_manager_confirms_what_somebody_else_logged(by: Principal, manager: Person) -> None:
    confirmed = confirm_activity(log_activity(talks(), by=by), by=principal_of(manager), if_version=1)
    assert (confirmed.state, confirmed.confirmed_by, confirmed.version) == ("confirmed", manager, 2)


def test_nobody_confirms_what_they_logged(manager: Person) -> None:
    by = principal_of(manager)
    with pytest.raises(NotAllowedError, match="Somebody other than who logged it has to confirm it"):
        confirm_activity(log_activity(talks(), by=by), by=by)


def test_nothing_is_confirmed_twice(by: Principal, manager: Person) -> None:
    activity = confirm_activity(log_activity(talks(), by=by), by=principal_of(manager))
    with pytest.raises(StateError, match="It is confirmed already"):
        confirm_activity(activity, by=principal_of(manager))


def test_an_analyst_confirms_nothing(by: Principal) -> None:
    with pytest.raises(NotAllowedError, match="This needs the role “manager”"):
        confirm_activity(log_activity(talks(), by=by), by=principal_of(PersonFactory()))
