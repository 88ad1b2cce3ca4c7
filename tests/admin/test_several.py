"""Are several activities changed at once as the preview said, with a reason, and taken back as one?"""

import re

import pytest

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from tests import factories
from tests.admin.conftest import ACTIVITIES, plain, problems

pytestmark = pytest.mark.django_db

UNDO = f"{ACTIVITIES}undo-together/"


@pytest.fixture
def rows(promise):
    with acting("person:somebody", "admin"):
        return [
            factories.ActivityFactory(title=f"Talks {n}", kind="visit", commitments=[promise], marking="internal")
            for n in range(3)
        ]


def send(client, rows, step="", follow=False, **told):
    given = {"action": "change_several", "_selected_action": [row.pk for row in rows], "step": step, **told}
    given.setdefault("seen", [f"{row.pk}:1" for row in rows])
    return client.post(ACTIVITIES, given, follow=follow)


def store(client, rows, reason="The office counts them so.", **told):
    return send(client, rows, "store", follow=True, reason=reason, **told)


def said(response):
    return [plain(each) for each in re.findall(r'(?s)<ul class="said">(.*?)</ul>', response.content.decode())]


def kinds():
    return sorted(Activity.objects.values_list("kind", flat=True))


def undo_link(response):
    return re.search(r'href="([^"]*undo-together[^"]*)"', response.content.decode())[1]


def test_it_asks_first_what_is_to_be_different_and_stores_nothing(enter, analyst, rows):
    page = send(enter(analyst), rows[:2]).content.decode()
    assert ("Change 2 activities" in page, "as it is" in page, kinds()) == (True, True, ["visit"] * 3)


def test_nothing_chosen_is_said(enter, analyst, rows):
    assert problems(send(enter(analyst), rows, "preview")) == ["Choose at least one thing that is to be different."]


def test_the_preview_says_of_each_row_what_would_change_and_stores_nothing(enter, analyst, rows, promise):
    other = factories.CommitmentFactory(areas=[])
    Activity.objects.filter(pk=rows[1].pk).update(kind="seminar")
    response = send(enter(analyst), rows[:2], "preview", kind="seminar", put_commitments_add=other.reference)
    page = plain(response.content.decode())
    both = f"Commitments {promise.reference} → {promise.reference}, {other.reference}"
    assert "2 activities will be changed. Nothing is stored yet." in page
    assert (page.count(both), page.count("Kind visit → seminar")) == (2, 1)
    assert kinds() == ["seminar", "visit", "visit"]


def test_the_preview_says_which_stay_as_they_are_and_why(enter, analyst, rows):
    hidden = factories.AgreementFactory(marking="internal")
    Activity.objects.filter(pk=rows[0].pk).update(marking="public", version=1)
    tied = factories.ActivityFactory(commitments=[factories.CommitmentFactory(agreement=hidden)], marking="internal")
    page = plain(send(enter(analyst), [rows[0], tied], "preview", marking="public").content.decode())
    assert "0 activities will be changed." in page
    assert page.count("Stays as it is: it is so already.") == 1
    assert page.count("Stays as it is: Lowering a marking takes a manager.") == 1


def test_the_last_tie_cannot_be_taken_away(enter, analyst, promise, rows):
    area = promise.areas.get()
    told = {"take_commitments": [promise.reference], "take_areas": [area.slug]}
    page = plain(send(enter(analyst), rows[:1], "preview", **told).content.decode())
    assert "Stays as it is: Name at least one commitment or one area." in page


def test_it_is_not_stored_without_a_reason(enter, analyst, rows):
    response = send(enter(analyst), rows, "store", kind="seminar")
    assert (problems(response), kinds()) == (["Reason: This field is required."], ["visit"] * 3)
    assert "3 activities will be changed." in plain(response.content.decode())


def test_all_of_it_is_one_revision_with_the_reason(enter, analyst, rows):
    before = Revision.objects.count()
    response = store(enter(analyst), rows, kind="seminar", stage="planned")
    assert said(response) == ["3 activities changed. Undo"]
    made = Revision.objects.order_by("-id").values_list("actor", "door", "reason")[: Revision.objects.count() - before]
    assert list(made) == [("person:analyst", "admin", "The office counts them so.")]
    assert list(Activity.objects.values_list("kind", "stage", "version")) == [("seminar", "planned", 2)] * 3


def test_areas_and_commitments_are_added_and_taken_away(enter, analyst, promise, rows):
    area, other = factories.PriorityAreaFactory(slug="space"), factories.CommitmentFactory(areas=[])
    told = {"put_areas": ["space"], "put_commitments_add": other.reference, "take_commitments": [promise.reference]}
    store(enter(analyst), rows[:1], **told)
    row = Activity.objects.get(pk=rows[0].pk)
    assert (set(row.areas.all()), list(row.commitments.all())) == ({*promise.areas.all(), area}, [other])


def test_one_that_was_changed_since_the_preview_is_told_of_and_not_overwritten(enter, analyst, rows):
    Activity.objects.filter(pk=rows[1].pk).update(kind="exercise")
    response = store(enter(analyst), rows, kind="seminar", seen=[f"{row.pk}:1" for row in rows[:1] + rows[2:]])
    assert said(response) == ["2 activities changed. Undo Left as it is: “Talks 1”. It was changed meanwhile."]
    assert kinds() == ["exercise", "seminar", "seminar"]


def test_a_confirmed_activity_goes_back_to_logged_and_marking_alone_leaves_it(enter, manager, rows):
    confirmed = {"state": "confirmed", "confirmed_by": manager}
    Activity.objects.filter(pk__in=[row.pk for row in rows]).update(**confirmed)
    versions = dict(Activity.objects.values_list("pk", "version"))
    seen = [f"{pk}:{version}" for pk, version in versions.items()]
    store(enter(manager), rows[:1], kind="seminar", seen=seen)
    store(enter(manager), rows[1:2], marking="restricted", seen=seen)
    states = dict(Activity.objects.values_list("title", "state"))
    assert states == {"Talks 0": "logged", "Talks 1": "confirmed", "Talks 2": "confirmed"}


def test_lowering_takes_a_manager_whose_reason_is_kept(enter, analyst, manager, rows):
    assert said(store(enter(analyst), rows[:1], marking="public")) == [
        "Left as it is: “Talks 0”. Lowering a marking takes a manager."
    ]
    store(enter(manager), rows[:1], marking="public")
    assert Activity.objects.get(pk=rows[0].pk).marking == "public"
    assert Revision.objects.order_by("-id").first().reason == "The office counts them so."


def test_a_viewer_is_not_offered_it(enter, viewer, rows):
    Activity.objects.update(marking="public")
    client = enter(viewer)
    assert "change_several" not in client.get(ACTIVITIES).content.decode()
    send(client, rows, "store", kind="seminar", reason="x")
    assert kinds() == ["visit"] * 3


def test_rows_that_may_not_be_seen_are_left_alone(enter, analyst, rows):
    Activity.objects.filter(pk=rows[0].pk).update(marking="restricted")
    store(enter(analyst), rows, kind="seminar", seen=[f"{row.pk}:{v}" for row in rows for v in (1,)])
    assert Activity.objects.get(pk=rows[0].pk).kind == "visit"


def test_the_message_leads_to_undoing_all_of_it_as_one(enter, analyst, promise, rows):
    client, other = enter(analyst), factories.CommitmentFactory(areas=[])
    link = undo_link(store(client, rows, kind="seminar", put_commitments_add=other.reference))
    assert "Undo the change of 3 activities" in plain(client.get(link).content.decode())
    before = Revision.objects.count()
    assert said(client.post(link, {"reason": "A slip."}, follow=True)) == ["3 activities are as before."]
    assert (kinds(), Revision.objects.count()) == (["visit"] * 3, before + 1)
    assert [list(row.commitments.all()) for row in Activity.objects.all()] == [[promise]] * 3
    assert Revision.objects.order_by("-id").first().reason == "A slip."


def test_one_that_was_changed_since_stays_and_is_told_of(enter, analyst, rows):
    client = enter(analyst)
    link = undo_link(store(client, rows, kind="seminar"))
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=rows[2].pk).update(place="Oslo")
    assert "Changed since, and left as they are: Talks 2" in plain(client.get(link).content.decode())
    assert said(client.post(link, follow=True)) == [
        "2 activities are as before. Left as it is: “Talks 2”. It was changed meanwhile."
    ]
    assert kinds() == ["seminar", "visit", "visit"]


def test_the_history_of_each_leads_to_undoing_all_of_it(enter, analyst, rows):
    client = enter(analyst)
    link = undo_link(store(client, rows, kind="seminar"))
    page = client.get(f"{ACTIVITIES}{rows[1].pk}/history/").content.decode()
    assert (f'href="{link}"' in page, "Undo the last change of 3 activities together" in page) == (True, True)


def test_a_change_of_one_activity_is_undone_by_itself(enter, analyst, rows):
    client = enter(analyst)
    store(client, rows[:1], kind="seminar")
    page = client.get(f"{ACTIVITIES}{rows[0].pk}/history/").content.decode()
    assert ("undo-together" in page, "Undo the last change" in page) == (False, True)


def test_undoing_counts_and_names_no_row_that_may_not_be_seen(enter, analyst, manager, rows):
    link = undo_link(store(enter(manager), rows, kind="seminar"))
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=rows[0].pk).update(marking="restricted")
    page = plain(enter(analyst).get(link).content.decode())
    assert ("Undo the change of 2 activities" in page, "Talks 0" in page) == (True, False)


def test_a_revision_that_one_may_see_nothing_of_is_not_there(enter, analyst, manager, rows):
    link = undo_link(store(enter(manager), rows, marking="restricted"))
    assert [enter(analyst).get(link).status_code, enter(analyst).get(f"{UNDO}?revision=nothing").status_code] == [
        404,
        404,
    ]


def test_what_logged_or_withdrew_activities_cannot_be_undone_here(enter, analyst, rows):
    made = Revision.objects.order_by("-id").first().public_id
    assert enter(analyst).get(f"{UNDO}?revision={made}").status_code == 404


def test_undoing_a_raised_marking_takes_a_manager_and_a_reason(enter, analyst, manager, rows):
    Activity.objects.update(marking="public")
    seen = [f"{row.pk}:{row.version}" for row in Activity.objects.all()]
    link = undo_link(store(enter(analyst), rows[:2], marking="internal", seen=seen))
    told = [said(enter(who).post(link, sent, follow=True))[0] for who, sent in ((analyst, {}), (manager, {}))]
    assert ("Lowering a marking takes a manager." in told[0], "Say why the marking is lowered." in told[1]) == (
        True,
        True,
    )
    assert said(enter(manager).post(link, {"reason": "It is public."}, follow=True)) == ["2 activities are as before."]


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_of_more_rows_asks_no_more_of_the_list(enter, analyst, rows, count):
    page = send(enter(analyst), rows[:count], "preview", kind="seminar").content.decode()
    assert page.count('name="seen"') == count
