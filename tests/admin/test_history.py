"""Does the history of a row say who, when, why and what, to whoever may read it and nobody else?"""

import pytest

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.commitments import Lineage
from tests import factories
from tests.admin.conftest import ACTIVITIES, change_path, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(promise):
    factories.PersonFactory(username="sato", display_name="Sato Akiko")
    with acting("person:sato", "admin"):
        return factories.ActivityFactory(title="Talks", commitments=[promise], marking="public", summary="They met.")


def history(client, activity, **query):
    return client.get(f"{ACTIVITIES}{activity.pk}/history/", query)


def test_the_history_says_who_when_through_which_door_why_and_what(enter, analyst, activity, promise):
    area = factories.PriorityAreaFactory(short_name="Maritime")
    with acting("person:sato", "api", "The plan changed."):
        Activity.objects.filter(pk=activity.pk).update(stage="cancelled", place="Oslo", summary="They never met.")
        activity.areas.set([area])
    response = history(enter(analyst), activity)
    page = plain(response.content.decode())
    newest, first = response.context["events"]
    assert "Changed version 2 Sato Akiko ·" in page
    assert "through the API Why: The plan changed." in page
    told = [(each.label, each.before, each.after) for each in newest.differences]
    assert told == [
        ("Stage", "carried out", "cancelled"),
        ("Place", "Brussels", "Oslo"),
        ("Summary", "They met.", "They never met."),
        ("Areas", str(promise.areas.get()), str(area)),
    ]
    assert "They<ins> never</ins> met." in response.content.decode()
    assert (first.what, first.version, first.who) == ("Added", 1, "Sato Akiko")
    assert ("Logged by", "", str(activity.logged_by)) in [(e.label, e.before, e.after) for e in first.differences]


def test_a_change_without_a_reason_says_that_nobody_said_why(enter, analyst, activity):
    client = enter(analyst)
    with acting("person:analyst", "admin"):
        Activity.objects.filter(pk=activity.pk).update(place="Oslo")
    with acting("person:analyst", "admin", reason="They met in Rome."):
        Activity.objects.filter(pk=activity.pk).update(place="Rome")
    page = plain(client.get(f"{ACTIVITIES}{activity.pk}/history/").content.decode())

    assert (page.count("Why: nobody said."), page.count("Why: They met in Rome.")) == (1, 1)


def test_a_part_that_came_is_told_whole_and_one_that_changed_by_its_fields(enter, analyst, activity):
    with acting("person:sato", "admin"):
        link = factories.EvidenceFactory(activity=activity, title="Release", url="https://example.org/1", publisher="")
    with acting("person:sato", "admin"):
        activity.evidence.filter(pk=link.pk).update(title="Press release")
    newest, before, _first = history(enter(analyst), activity).context["events"]
    assert [(e.label, e.before, e.after) for e in newest.differences] == [
        ("Evidence, title", "Release", "Press release")
    ]
    (came,) = before.differences
    assert (came.label, came.before) == ("Evidence", "")
    assert "title: Release\naddress: https://example.org/1" in came.after


@pytest.mark.parametrize("rows", [1, 3])
def test_a_longer_history_takes_no_more_queries(enter, analyst, activity, rows, django_assert_num_queries):
    for number in range(rows):
        with acting("person:sato", "admin"):
            Activity.objects.filter(pk=activity.pk).update(place=f"Room {number}")
    client = enter(analyst)
    with django_assert_num_queries(QUERIES):
        history(client, activity)


QUERIES = 16


def test_a_long_history_has_pages(enter, analyst, activity):
    for number in range(31):
        with acting("person:sato", "admin"):
            Activity.objects.filter(pk=activity.pk).update(place=f"Room {number}")
    client = enter(analyst)
    assert "Page 1 of 2" in plain(history(client, activity).content.decode())
    assert [each.version for each in history(client, activity, page=2).context["events"]] == [2, 1]


def test_what_may_not_be_seen_has_no_history(enter, analyst, viewer, activity):
    with acting("person:sato", "admin"):
        Activity.objects.filter(pk=activity.pk).update(marking="restricted")
    assert history(enter(analyst), activity).status_code == 404
    assert history(enter(viewer), activity).status_code == 404


def test_what_was_marked_higher_at_the_time_stays_unseen(enter, analyst, promise):
    activity = factories.ActivityFactory(commitments=[promise], marking="restricted", place="A secret place")
    with acting("person:sato", "admin"):
        Activity.objects.filter(pk=activity.pk).update(marking="public", place="Oslo")
    response = history(enter(analyst), activity)
    assert ("A secret place" in response.content.decode(), response.context["events"]) == (False, [])


def test_a_part_that_names_a_higher_marked_agreement_is_left_out(enter, analyst, manager, promise):
    hidden = factories.CommitmentFactory(agreement=factories.AgreementFactory(marking="restricted"))
    open_one = factories.CommitmentFactory()
    with acting("person:sato", "command"):
        Lineage.objects.create(earlier=promise, later=hidden, kind="extended", note="The hidden thread.")
        Lineage.objects.create(earlier=promise, later=open_one, kind="extended", note="The open thread.")
    path = f"/admin/commitments/commitment/{promise.reference}/history/"
    seen = [enter(person).get(path).content.decode() for person in (analyst, manager)]
    assert [("The hidden thread." in page, hidden.reference in page) for page in seen] == [(False, False), (True, True)]
    assert ["The open thread." in page for page in seen] == [True, True]


def test_every_text_row_and_work_row_leads_to_its_history(enter, manager, promise, activity):
    with acting("person:sato", "admin"):
        rows = [
            *(promise, promise.agreement, promise.provision, promise.areas.get(), promise.obligated.first()),
            *(factories.BodyFactory(), factories.MilestoneFactory(), activity, factories.AssessmentFactory()),
            *(factories.DecisionFactory(), factories.TargetFactory(), factories.ReviewFactory()),
        ]
    client = enter(manager)
    for row in rows:
        name = getattr(row, getattr(row, "public_name", "pk"))
        base = f"/admin/commitments/{row._meta.model_name}/{name}"
        page = client.get(f"{base}/change/").content.decode()
        response = client.get(f"{base}/history/")
        assert (f'href="{base}/history/"' in page, response.status_code) == (True, 200), base
        assert [event.what for event in response.context["events"]] in (["Added"], ["Changed", "Added"]), base


def test_people_and_tokens_have_no_history_here(enter, administrator, analyst):
    client = enter(administrator)
    assert client.get("/admin/commitments/person/analyst/history/").status_code == 404
    assert "/history/" not in client.get("/admin/commitments/person/analyst/change/").content.decode()


def test_the_last_change_is_undone_and_the_undoing_is_a_change_of_its_own(enter, analyst, activity):
    with acting("person:sato", "admin"):
        Activity.objects.filter(pk=activity.pk).update(place="Oslo")
    client = enter(analyst)
    assert "Undo the last change" in history(client, activity).content.decode()
    client.post(f"{ACTIVITIES}{activity.pk}/undo/", {"version": 2, "reason": "A slip."})
    activity.refresh_from_db()
    newest = history(client, activity).context["events"][0]
    assert (activity.place, activity.version, newest.reason) == ("Brussels", 3, "A slip.")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1", "Not undone. It was changed meanwhile. Read what changed before you undo it."),
        ("x", "Not undone. It was changed meanwhile. Read what changed before you undo it."),
    ],
)
def test_a_change_is_not_undone_over_a_newer_one(enter, analyst, activity, version, said):
    with acting("person:sato", "admin"):
        Activity.objects.filter(pk=activity.pk).update(place="Oslo")
    page = enter(analyst).post(f"{ACTIVITIES}{activity.pk}/undo/", {"version": version}, follow=True)
    activity.refresh_from_db()
    assert (activity.place, said in plain(page.content.decode())) == ("Oslo", True)


def test_what_was_only_logged_has_nothing_to_undo(enter, analyst, activity):
    client = enter(analyst)
    assert "Undo the last change" not in history(client, activity).content.decode()
    page = client.post(f"{ACTIVITIES}{activity.pk}/undo/", {"version": 1}, follow=True).content.decode()
    assert "Not undone. There is no change that can be undone." in plain(page)


def test_undoing_a_raised_marking_takes_a_manager_and_a_reason(enter, analyst, manager, promise, activity):
    with acting("person:sato", "admin"):
        Activity.objects.filter(pk=activity.pk).update(marking="internal")
    path = f"{ACTIVITIES}{activity.pk}/undo/"
    said = [
        plain(enter(person).post(path, {"version": 2}, follow=True).content.decode()) for person in (analyst, manager)
    ]
    assert "Not undone. Lowering a marking takes a manager." in said[0]
    assert "Not undone. Say why the marking is lowered." in said[1]
    enter(manager).post(path, {"version": 2, "reason": "It was published."})
    activity.refresh_from_db()
    assert activity.marking == "public"


def test_a_viewer_reads_the_history_and_undoes_nothing(enter, viewer, activity):
    with acting("person:sato", "admin"):
        Activity.objects.filter(pk=activity.pk).update(place="Oslo")
    client = enter(viewer)
    response = history(client, activity)
    assert (response.status_code, "Undo" in response.content.decode()) == (200, False)
    client.post(f"{ACTIVITIES}{activity.pk}/undo/", {"version": 2})
    activity.refresh_from_db()
    assert activity.place == "Oslo"


def test_asked_with_get_nothing_is_undone(enter, analyst, activity):
    response = enter(analyst).get(f"{ACTIVITIES}{activity.pk}/undo/")
    assert response["Location"] == change_path(activity).replace("change", "history")
