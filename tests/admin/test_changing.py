"""Is an activity changed as one write, and never over somebody else's head?"""

import pytest

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.queries.history import history_of
from tests import factories
from tests.admin.conftest import change_path, filled, plain, problems
from tests.admin.test_logging import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(promise):
    return factories.ActivityFactory(title="As logged", commitments=[promise], marking="public")


def sent(promise, **changed):
    return filled(promise, areas=["cyber-defence"], **{"version": 1, **changed})


def test_a_change_is_stored_and_raises_the_version_by_one(enter, analyst, activity, promise):
    response = enter(analyst).post(change_path(activity), sent(promise, title="As changed"))
    activity.refresh_from_db()
    assert (response.status_code, activity.title, activity.version) == (302, "As changed", 2)


def test_a_change_of_content_and_evidence_together_raises_the_version_once(enter, analyst, activity, promise):
    link = {"title": "Press release", "url": "https://example.org/1"}
    enter(analyst).post(change_path(activity), sent(promise, title="As changed") | links(link))
    activity.refresh_from_db()
    assert (activity.title, activity.version, activity.evidence.count()) == ("As changed", 2, 1)


def test_saving_what_stands_there_already_changes_nothing(enter, analyst, activity, promise):
    same = sent(promise, title="As logged", kind="joint_meeting", place="Brussels")
    enter(analyst).post(change_path(activity), same)
    activity.refresh_from_db()
    assert activity.version == 1


def test_evidence_is_changed_and_taken_away(enter, analyst, activity, promise):
    kept, gone = factories.EvidenceFactory(activity=activity), factories.EvidenceFactory(activity=activity)
    rows = [
        {"id": str(kept.pk), "title": "Renamed", "url": kept.url, "publisher": kept.publisher},
        {"id": str(gone.pk), "title": gone.title, "url": gone.url, "publisher": gone.publisher, "DELETE": "on"},
    ]
    enter(analyst).post(change_path(activity), sent(promise) | links(*rows, there=2))
    activity.refresh_from_db()
    assert (list(activity.evidence.values_list("pk", "title")), activity.version) == ([(kept.pk, "Renamed")], 2)


def test_evidence_of_another_activity_cannot_be_taken_over(enter, analyst, activity, promise):
    other = factories.EvidenceFactory()
    row = {"id": str(other.pk), "title": "Taken", "url": "https://example.org/t"}
    response = enter(analyst).post(change_path(activity), sent(promise) | links(row, there=1))
    other.refresh_from_db()
    assert (problems(response), other.title == "Taken") == ([f"There is no evidence “{other.pk}” here."], False)
    assert activity.evidence.count() == 0


def test_a_confirmed_activity_whose_evidence_changes_goes_back_to_logged(enter, analyst, manager, promise):
    activity = factories.ActivityFactory(title="As logged", commitments=[promise], place="", confirmed_by=manager)
    same = sent(promise, title="As logged", kind="joint_meeting")
    enter(analyst).post(change_path(activity), same | links({"title": "Release", "url": "https://example.org/1"}))
    activity.refresh_from_db()
    assert (activity.state, activity.confirmed_by, activity.version) == ("logged", None, 2)


def test_who_saves_after_somebody_else_is_told_sees_both_and_nothing_is_written(enter, analyst, activity, promise):
    factories.PersonFactory(username="sato", display_name="Sato Akiko")
    with acting("person:sato", "api", "As agreed."):
        Activity.objects.filter(pk=activity.pk).update(title="Theirs")
    response = enter(analyst).post(change_path(activity), sent(promise, title="Mine", place="Brussels"))
    page = response.content.decode()
    activity.refresh_from_db()
    assert (response.status_code, activity.title, activity.version) == (200, "Theirs", 2)
    assert "Sato Akiko saved this after you opened it." in plain(page)
    assert "through the API Why: As agreed." in plain(page)
    assert "Title As logged Theirs" in plain(page)
    assert "Title Now: Theirs Yours: Mine" in plain(page)
    assert 'name="title" value="Mine"' in page
    assert 'name="version" value="2"' in page


def test_saving_again_after_having_been_told_puts_ones_own_in_place(enter, analyst, activity, promise):
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=activity.pk).update(title="Theirs")
    enter(analyst).post(change_path(activity), sent(promise, title="Mine", version=2))
    activity.refresh_from_db()
    assert (activity.title, activity.version) == ("Mine", 3)


def test_a_mistake_does_not_slip_past_the_lock_on_the_second_try(enter, analyst, activity, promise):
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=activity.pk).update(title="Theirs")
    page = enter(analyst).post(change_path(activity), sent(promise, title="")).content.decode()
    assert 'name="version" value="1"' in page


@pytest.mark.parametrize("version", ["", "abc", "9" * 40])
def test_a_change_without_a_sound_version_is_not_written(enter, analyst, activity, promise, version):
    response = enter(analyst).post(change_path(activity), sent(promise, title="Mine", version=version))
    activity.refresh_from_db()
    assert (response.status_code, activity.title) == (200, "As logged")


def test_lowering_a_marking_takes_a_manager_and_a_reason(enter, analyst, manager, promise):
    activity = factories.ActivityFactory(commitments=[promise], marking="internal")
    path, lower = change_path(activity), sent(promise, marking="public")
    assert problems(enter(analyst).post(path, lower)) == ["Lowering a marking takes a manager."]
    missing = "Reason for lowering the marking: Say why the marking is lowered."
    assert problems(enter(manager).post(path, lower)) == [missing]
    enter(manager).post(path, {**lower, "marking_reason": "It was published."})
    activity.refresh_from_db()
    assert activity.marking == "public"


def test_the_source_of_an_activity_is_shown_and_stays(enter, analyst, promise):
    activity = factories.ActivityFactory(commitments=[promise], source="registry", external_id="42")
    client = enter(analyst)
    assert "It came from “registry”, where it is called “42”." in client.get(change_path(activity)).content.decode()
    client.post(change_path(activity), sent(promise, title="New", source="other", external_id="43"))
    activity.refresh_from_db()
    assert (activity.title, activity.source, activity.external_id) == ("New", "registry", "42")


def test_a_manager_confirms_what_somebody_else_logged_with_the_button(enter, manager, activity):
    path = f"/admin/commitments/activity/{activity.pk}/confirm/"
    assert enter(manager).post(path, {"version": 1})["Location"] == change_path(activity)
    activity.refresh_from_db()
    assert (activity.state, activity.confirmed_by) == ("confirmed", manager)


def test_nobody_confirms_what_they_logged_themselves(enter, manager, promise):
    activity = factories.ActivityFactory(commitments=[promise], logged_by=manager)
    path = f"/admin/commitments/activity/{activity.pk}/confirm/"
    page = enter(manager).post(path, {"version": 1}, follow=True).content.decode()
    activity.refresh_from_db()
    assert (activity.state, "Somebody other than who logged it has to confirm it." in page) == ("logged", True)


@pytest.mark.parametrize("version", ["0", "", "x", "2"])
def test_what_was_changed_meanwhile_is_not_confirmed(enter, manager, activity, version):
    path = f"/admin/commitments/activity/{activity.pk}/confirm/"
    page = enter(manager).post(path, {"version": version}, follow=True).content.decode()
    activity.refresh_from_db()
    assert (activity.state, "Read it again before you confirm it." in page) == ("logged", True)


def test_an_analyst_cannot_confirm(enter, analyst, activity):
    path = f"/admin/commitments/activity/{activity.pk}/confirm/"
    enter(analyst).post(path, {"version": 1})
    activity.refresh_from_db()
    assert activity.state == "logged"


def test_a_manager_confirms_several_from_the_list(enter, manager, promise):
    rows = [factories.ActivityFactory(commitments=[promise]) for _ in range(2)]
    own = factories.ActivityFactory(commitments=[promise], logged_by=manager)
    every = [row.pk for row in (*rows, own)]
    given = {"action": "confirm", "_selected_action": every, "seen": [f"{pk}:1" for pk in every]}
    page = enter(manager).post("/admin/commitments/activity/", given, follow=True).content.decode()
    states = list(Activity.objects.order_by("pk").values_list("state", flat=True))
    assert (sorted(states), "2 activities confirmed." in page) == (["confirmed", "confirmed", "logged"], True)


@pytest.mark.parametrize("seen", ["1", "x", ""])
def test_what_was_changed_since_the_list_was_read_is_not_confirmed_from_it(enter, manager, activity, seen):
    client = enter(manager)
    assert f'name="seen" value="{activity.pk}:1"' in client.get("/admin/commitments/activity/").content.decode()
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=activity.pk).update(title="Theirs")
    given = {"action": "confirm", "_selected_action": [activity.pk], "seen": [f"{activity.pk}:{seen}"]}
    page = client.post("/admin/commitments/activity/", given, follow=True).content.decode()
    activity.refresh_from_db()
    assert (activity.state, "Read it again before you confirm it." in page) == ("logged", True)


def test_links_that_somebody_else_saved_stand_beside_ones_own(enter, analyst, activity, promise):
    with acting("person:somebody", "admin"):
        factories.EvidenceFactory(activity=activity, title="Theirs", url="https://example.org/t", publisher="")
    mine = {"title": "Mine", "url": "https://example.org/m"}
    page = plain(enter(analyst).post(change_path(activity), sent(promise) | links(mine)).content.decode())
    assert "Evidence Now: Theirs · https://example.org/t" in page
    assert "Yours: Mine · https://example.org/m" in page
    assert activity.evidence.count() == 1


def test_bodies_that_somebody_else_named_stand_beside_ones_own(enter, analyst, activity, promise):
    body = factories.BodyFactory(name="Cyber Centre", abbreviation="")
    with acting("person:somebody", "admin"):
        activity.participations.create(body=body, role="host")
    page = plain(enter(analyst).post(change_path(activity), sent(promise)).content.decode())
    assert "Bodies Now: Cyber Centre (host) Yours: –" in page


def test_why_something_was_changed_is_kept_in_the_history(enter, analyst, manager, activity, promise):
    enter(analyst).post(change_path(activity), sent(promise, title="As changed", why="It was renamed."))
    assert history_of(activity, seen_by="restricted")[0].reason == "It was renamed."
    raised = sent(promise, title="As changed", marking="internal", version=2)
    enter(analyst).post(change_path(activity), raised)
    lowered = {**raised, "marking": "public", "marking_reason": "It was published.", "why": "Tidied.", "version": 3}
    enter(manager).post(change_path(activity), lowered)
    assert history_of(activity, seen_by="restricted")[0].reason == "Tidied.\nIt was published."


def test_who_changes_what_was_withdrawn_meanwhile_is_told_and_keeps_what_was_typed(enter, analyst, activity, promise):
    factories.PersonFactory(username="sato", display_name="Sato Akiko")
    path = change_path(activity)
    with acting("person:sato", "admin"):
        activity.delete()
    response = enter(analyst).post(path, sent(promise, title="Mine"))
    page = response.content.decode()
    assert problems(response) == [
        "Sato Akiko withdrew this after you opened it. Bring it back from its history, then save again."
    ]
    assert ('name="title" value="Mine"' in page, Activity.objects.exists()) == (True, False)
