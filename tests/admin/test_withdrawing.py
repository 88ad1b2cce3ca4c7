"""Are activities withdrawn with a reason, all or none, and brought back as they were?"""

import re

import pytest

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from tests import factories
from tests.admin.conftest import ACTIVITIES, plain, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(promise):
    with acting("person:somebody", "admin"):
        return factories.ActivityFactory(title="Talks", commitments=[promise], marking="public")


def withdraw(client, activity, reason="Logged twice.", version=1, **more):
    sent = {"reason": reason, "seen": f"{activity.pk}:{version}"}
    return client.post(f"{ACTIVITIES}{activity.pk}/withdraw/", sent, **more)


def several(*rows, sure=True, **changed):
    sent = {"action": "withdraw_several", "_selected_action": [row.pk for row in rows], **changed}
    sent.setdefault("seen", [f"{row.pk}:1" for row in rows])
    return {**sent, "sure": "1", "reason": changed.get("reason", "Logged twice.")} if sure else sent


def undo_of(response):
    """Where the button of the message posts to, and what it sends."""
    form = re.search(r'(?s)action="([^"]*bring-back[^"]*)".*?</form>', response.content.decode())
    sent = re.findall(r'name="activity" value="([^"]*)"', form[0])
    return form[1].replace("&amp;", "&"), {"activity": sent}


def test_the_form_leads_to_a_page_that_says_what_will_happen(enter, analyst, activity, promise):
    client = enter(analyst)
    path = f"{ACTIVITIES}{activity.pk}/withdraw/"
    assert f'href="{path}"' in client.get(f"{ACTIVITIES}{activity.pk}/change/").content.decode()
    page = plain(client.get(path).content.decode())
    assert "Withdraw 1 activity" in page
    assert "It will stand in no list and count for no day" in page
    assert (promise.reference in page, Activity.objects.count()) == (True, 1)


def test_a_withdrawn_activity_is_gone_and_the_message_brings_it_back(enter, analyst, activity, promise):
    client = enter(analyst)
    response = withdraw(client, activity, follow=True)
    assert ("1 activity withdrawn." in plain(response.content.decode()), Activity.objects.count()) == (True, 0)
    back = client.post(*undo_of(response), follow=True)
    activity.refresh_from_db()
    assert "1 activity brought back." in plain(back.content.decode())
    assert (activity.title, list(activity.commitments.all()), activity.version) == ("Talks", [promise], 3)


def test_it_is_not_withdrawn_without_a_reason(enter, analyst, activity):
    response = withdraw(enter(analyst), activity, reason=" ", version=1)
    assert (problems(response), Activity.objects.count()) == (["Reason: This field is required."], 1)


@pytest.mark.parametrize("version", ["1", "x", ""])
def test_what_was_changed_meanwhile_is_not_withdrawn(enter, analyst, activity, version):
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=activity.pk).update(place="Oslo")
    response = withdraw(enter(analyst), activity, version=version)
    assert problems(response) == ["“Talks” was changed meanwhile. Read it again before you withdraw it."]
    assert Activity.objects.count() == 1
    assert f'value="{activity.pk}:2"' in response.content.decode()


def test_a_forgotten_reason_does_not_slip_past_the_lock_on_the_second_try(enter, analyst, activity):
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=activity.pk).update(place="Oslo")
    page = withdraw(enter(analyst), activity, reason="").content.decode()
    assert f'value="{activity.pk}:1"' in page


def test_several_are_shown_first_and_then_withdrawn_as_one_revision_with_the_reason(enter, analyst, activity, promise):
    other = factories.ActivityFactory(title="More talks", commitments=[promise], marking="public")
    client = enter(analyst)
    page = plain(client.post(ACTIVITIES, several(activity, other, sure=False)).content.decode())
    assert ("Withdraw 2 activities" in page, "More talks" in page, Activity.objects.count()) == (True, True, 2)
    before = Revision.objects.count()
    response = client.post(ACTIVITIES, several(activity, other), follow=True)
    assert (Activity.objects.count(), Revision.objects.count() - before) == (0, 1)
    assert Revision.objects.latest("id").reason == "Logged twice."
    client.post(*undo_of(response))
    assert sorted(Activity.objects.values_list("title", flat=True)) == ["More talks", "Talks"]


def test_where_one_of_several_was_changed_none_is_withdrawn(enter, analyst, activity, promise):
    other = factories.ActivityFactory(title="More talks", commitments=[promise], marking="public")
    with acting("person:somebody", "admin"):
        Activity.objects.filter(pk=other.pk).update(place="Oslo")
    response = enter(analyst).post(ACTIVITIES, several(activity, other))
    assert problems(response) == ["“More talks” was changed meanwhile. Read it again before you withdraw it."]
    assert Activity.objects.count() == 2


def test_where_one_of_several_is_gone_the_rest_is_shown_again(enter, analyst, activity, promise):
    other = factories.ActivityFactory(commitments=[promise], marking="public")
    sent = several(activity, other)
    with acting("person:somebody", "admin"):
        other.delete()
    page = plain(enter(analyst).post(ACTIVITIES, sent).content.decode())
    assert ("1 row is not there any more." in page, Activity.objects.count()) == (True, 1)


def test_what_is_marked_above_ones_clearance_is_not_withdrawn_from_a_list(enter, analyst, promise):
    hidden = factories.ActivityFactory(commitments=[promise], marking="restricted")
    enter(analyst).post(ACTIVITIES, several(hidden))
    assert (Activity.objects.count(), withdraw(enter(analyst), hidden).status_code) == (1, 404)


def test_the_list_of_withdrawn_ones_says_who_and_why_and_brings_back(enter, analyst, activity):
    client = enter(analyst)
    withdraw(client, activity)
    assert f'href="{ACTIVITIES}withdrawn/"' in client.get(ACTIVITIES).content.decode()
    page = client.get(f"{ACTIVITIES}withdrawn/").content.decode()
    assert ("Talks" in page, str(analyst) in page, "Logged twice." in page) == (True, True, True)
    client.post(*undo_of(client.get(f"{ACTIVITIES}withdrawn/")))
    assert Activity.objects.get().pk == activity.pk
    assert "Nothing is withdrawn" in client.get(f"{ACTIVITIES}withdrawn/").content.decode()


def test_the_history_of_a_withdrawn_one_is_there_and_offers_the_way_back(enter, analyst, activity):
    client = enter(analyst)
    withdraw(client, activity)
    path = f"{ACTIVITIES}{activity.pk}/history/"
    assert client.get(f"{ACTIVITIES}{activity.pk}/change/")["Location"] == path
    response = client.get(path)
    assert [each.what for each in response.context["events"]] == ["Withdrawn", "Added"]
    client.post(*undo_of(response))
    assert [each.what for each in client.get(path).context["events"]] == ["Brought back", "Withdrawn", "Added"]


def test_the_history_of_one_of_several_brings_all_of_them_back(enter, analyst, manager, promise):
    with acting("person:somebody", "admin"):
        rows = [factories.ActivityFactory(title=f"Talks {n}", commitments=[promise]) for n in range(3)]
        factories.ActivityFactory(title="Others", commitments=[promise])
    client = enter(analyst)
    client.post(ACTIVITIES, several(*rows))
    page = client.get(f"{ACTIVITIES}{rows[1].pk}/history/").content.decode()
    button = "Bring back all 3 activities that were withdrawn together"
    sent = re.search(r'name="activity" value="([^"]*)"', page)[1]

    assert (button in page, set(sent.split())) == (True, {str(row.pk) for row in rows})
    back = client.post(f"{ACTIVITIES}bring-back/", {"activity": sent}, follow=True)
    assert "3 activities brought back." in plain(back.content.decode())
    assert Activity.objects.count() == 4


def test_of_several_only_those_that_are_still_gone_are_brought_back(enter, analyst, promise):
    with acting("person:somebody", "admin"):
        rows = [factories.ActivityFactory(title=f"Talks {n}", commitments=[promise]) for n in range(2)]
    client = enter(analyst)
    client.post(ACTIVITIES, several(*rows))
    client.post(f"{ACTIVITIES}bring-back/", {"activity": str(rows[0].pk)})

    assert "withdrawn together" not in client.get(f"{ACTIVITIES}{rows[1].pk}/history/").content.decode()


def test_what_is_brought_back_says_who_when_and_why(enter, analyst, activity):
    client = enter(analyst)
    withdraw(client, activity)
    client.post(f"{ACTIVITIES}bring-back/", {"activity": str(activity.pk)})
    back, gone, added = client.get(f"{ACTIVITIES}{activity.pk}/history/").context["events"]

    assert [(each.what, each.who, each.reason, each.at is not None) for each in (back, gone)] == [
        ("Brought back", str(analyst), "Brought back.", True),
        ("Withdrawn", str(analyst), "Logged twice.", True),
    ]
    assert added.what == "Added"


def test_whoever_could_not_read_it_finds_nothing_of_it(enter, analyst, manager, viewer, promise):
    hidden = factories.ActivityFactory(title="Hidden talks", commitments=[promise], marking="restricted")
    withdraw(enter(manager), hidden)
    path, back = f"{ACTIVITIES}{hidden.pk}/history/", f"{ACTIVITIES}bring-back/?activity={hidden.pk}"
    client = enter(analyst)
    assert "Hidden talks" not in client.get(f"{ACTIVITIES}withdrawn/").content.decode()
    assert (client.get(path).status_code, client.post(back).status_code) == (404, 404)
    assert enter(manager).get(path).status_code == 200
    assert Activity.objects.count() == 0


def test_a_viewer_withdraws_nothing_and_brings_nothing_back(enter, viewer, analyst, activity):
    client = enter(viewer)
    assert (withdraw(client, activity).status_code, client.get(f"{ACTIVITIES}withdrawn/").status_code) == (403, 403)
    client.post(ACTIVITIES, several(activity))
    assert Activity.objects.count() == 1
    withdraw(enter(analyst), activity)
    assert client.post(f"{ACTIVITIES}bring-back/?activity={activity.pk}").status_code == 403
    assert client.get(f"{ACTIVITIES}{activity.pk}/history/").status_code == 404


def test_what_is_not_withdrawn_is_not_brought_back(enter, analyst, activity):
    page = enter(analyst).post(f"{ACTIVITIES}bring-back/?activity={activity.pk}", follow=True).content.decode()
    assert "Not brought back. It is not withdrawn." in plain(page)
    assert enter(analyst).post(f"{ACTIVITIES}bring-back/?activity=nonsense").status_code == 404
    assert enter(analyst).get(f"{ACTIVITIES}bring-back/")["Location"] == f"{ACTIVITIES}withdrawn/"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_longer_list_of_withdrawn_ones_takes_no_more_queries(
    enter, analyst, promise, rows, django_assert_num_queries
):
    client = enter(analyst)
    for activity in [factories.ActivityFactory(commitments=[promise], marking="public") for _ in range(rows)]:
        withdraw(client, activity)
    client.get(f"{ACTIVITIES}withdrawn/")
    with django_assert_num_queries(QUERIES):
        client.get(f"{ACTIVITIES}withdrawn/")


QUERIES = 8


def test_the_undo_of_many_asks_for_no_long_address(enter, analyst, promise):
    with acting("person:somebody", "admin"):
        rows = factories.ActivityFactory.create_batch(100, commitments=[promise], marking="public")
    client = enter(analyst)
    address, sent = undo_of(client.post(ACTIVITIES, several(*rows), follow=True))
    assert (Activity.objects.count(), len(address) < 200) == (0, True)
    client.post(address, sent)
    assert Activity.objects.count() == 100
