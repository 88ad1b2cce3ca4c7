"""Does the form ask before the same is logged twice, with a script or without?"""

import re

import pytest

from commitments.models.activities import Activity
from tests import factories
from tests.admin.conftest import ACTIVITIES, change_path, filled, plain

pytestmark = pytest.mark.django_db

ADD = f"{ACTIVITIES}add/"
QUESTION = "This looks like one that is logged already"


@pytest.fixture
def earlier(promise):
    return factories.ActivityFactory(title="Staff talks, Brussels", commitments=[promise], starts_on="2026-08-20")


def seen(response):
    return re.findall(r'name="seen_alike" value="([^"]*)"', response.content.decode())


def test_something_much_like_it_is_asked_about_before_it_is_stored(enter, analyst, promise, earlier):
    response = enter(analyst).post(ADD, filled(promise, outcome="They agreed."))
    page = response.content.decode()
    assert (response.status_code, Activity.objects.count()) == (200, 1)
    assert (QUESTION in page, f'href="{change_path(earlier)}"' in page, "They agreed." in page) == (True, True, True)


def test_saved_all_the_same_it_is_stored(enter, analyst, promise, earlier):
    client = enter(analyst)
    asked = client.post(ADD, filled(promise))
    assert client.post(ADD, filled(promise, seen_alike=seen(asked), _save="1")).status_code == 302
    assert Activity.objects.count() == 2


def test_the_answer_holds_for_those_that_were_shown_and_no_others(enter, analyst, promise, earlier):
    client = enter(analyst)
    shown = seen(client.post(ADD, filled(promise)))
    later = factories.ActivityFactory(title="Staff talks Brussels", commitments=[promise], starts_on="2026-09-02")
    asked = client.post(ADD, filled(promise, seen_alike=shown))
    assert (shown, sorted(seen(asked))) == ([str(earlier.pk)], sorted([str(earlier.pk), str(later.pk)]))
    assert Activity.objects.count() == 2


@pytest.mark.parametrize("button", ["_addanother", "_continue"])
def test_what_was_pressed_stays_so_through_the_question(enter, analyst, promise, earlier, button):
    page = enter(analyst).post(ADD, filled(promise, **{button: "1"})).content.decode()
    assert re.findall(r'<button[^>]*form="activity_form" name="([a-z_]+)"', page) == [button]


@pytest.mark.parametrize("changed", [{"title": "Exercise at sea"}, {"starts_on": "2026-01-01"}])
def test_what_is_not_like_it_or_far_off_is_stored_at_once(enter, analyst, promise, earlier, changed):
    assert enter(analyst).post(ADD, filled(promise, **changed)).status_code == 302


def test_one_that_may_not_be_seen_is_not_asked_about(enter, analyst, promise):
    factories.ActivityFactory(title="Staff talks, Brussels", commitments=[promise], marking="restricted")
    assert enter(analyst).post(ADD, filled(promise)).status_code == 302


def test_changing_an_activity_asks_nothing(enter, analyst, promise, earlier):
    activity = factories.ActivityFactory(title="Other", commitments=[promise])
    assert enter(analyst).post(change_path(activity), filled(promise, version="1")).status_code == 302


def test_a_fault_is_said_before_the_question(enter, analyst, promise, earlier):
    page = plain(enter(analyst).post(ADD, filled(promise, kind="")).content.decode())
    assert ("There is a problem" in page, QUESTION in page) == (True, False)
