"""Does everybody find what waits for them, and does each number lead to exactly that many rows?"""

import datetime
import re

import pytest
from django.utils import timezone

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.drafts import Draft
from tests import factories
from tests.admin.conftest import plain, titles

pytestmark = pytest.mark.django_db

WORK = "/admin/my-work/"


def heaps(client):
    """Each heading with its number and where it leads."""
    page = client.get(WORK).content.decode()
    found = re.findall(r'<h2 id="([a-z-]+)">[^<]*</h2><p><a href="([^"]*)" data-count="(\d+)"', page)
    return {name: (int(count), url.replace("&amp;", "&")) for name, url, count in found}


def counts(client):
    return {name: count for name, (count, _url) in heaps(client).items()}


@pytest.fixture
def life(analyst, manager, promise):
    others = factories.PersonFactory(username="others")
    today = timezone.localdate()
    told = {"commitments": [promise], "starts_on": datetime.date(2026, 1, 1)}
    for number, who in enumerate([analyst, analyst, manager, others]):
        day = today - datetime.timedelta(days=number + 1)
        with acting(f"person:{who.username}", "admin"):
            title = f"Of {who.username} {number}"
            factories.ActivityFactory(**{**told, "title": title, "logged_by": who, "starts_on": day})
    with acting("person:analyst", "admin"):
        factories.ActivityFactory(title="Confirmed", logged_by=analyst, confirmed_by=manager, **told)
    with acting("person:others", "admin"):
        factories.ActivityFactory(title="Hidden", logged_by=others, marking="restricted", **told)
    return promise


def test_an_analyst_finds_what_they_logged_that_nobody_confirmed(enter, analyst, life):
    client = enter(analyst)
    assert counts(client) == {"logged": 2, "changed": 0}
    assert titles(client.get(heaps(client)["logged"][1])) == ["Of analyst 1", "Of analyst 0"]


def test_a_manager_finds_what_others_logged_the_oldest_first(enter, manager, life):
    client = enter(manager)
    assert counts(client) == {"to-confirm": 4, "logged": 1, "changed": 0}
    listed = titles(client.get(heaps(client)["to-confirm"][1]))
    assert listed == ["Hidden", "Of others 3", "Of analyst 1", "Of analyst 0"]


def test_every_number_leads_to_exactly_that_many_rows(enter, manager, life):
    client = enter(manager)
    for count, url in heaps(client).values():
        assert len(titles(client.get(url))) == count


def test_several_are_confirmed_at_once_from_where_the_number_leads(enter, manager, life):
    client = enter(manager)
    url = heaps(client)["to-confirm"][1]
    page = client.get(url).content.decode()
    boxes = re.findall(r'name="_selected_action" value="([^"]*)"', page)
    seen = re.findall(r'name="seen" value="([^"]*)"', page)
    answer = client.post(url, {"action": "confirm", "_selected_action": boxes, "seen": seen}, follow=True)
    assert "4 activities confirmed." in plain(answer.content.decode())
    assert counts(client)["to-confirm"] == 0


def test_one_that_changed_since_the_list_was_read_is_not_confirmed(enter, manager, life):
    client = enter(manager)
    url = heaps(client)["to-confirm"][1]
    page = client.get(url).content.decode()
    row = Activity.objects.get(title="Of analyst 0")
    with acting("person:analyst", "admin"):
        Activity.objects.filter(pk=row.pk).update(place="Oslo")
    seen = re.findall(r'name="seen" value="([^"]*)"', page)
    client.post(url, {"action": "confirm", "_selected_action": [row.pk], "seen": seen})
    row.refresh_from_db()
    assert row.state == "logged"


def test_what_others_changed_of_what_one_logged_is_found(enter, analyst, life):
    rows = Activity.objects.filter(logged_by=analyst).order_by("title")
    for who, row in zip(["person:manager", "person:analyst", "token:erp"], rows, strict=True):
        with acting(who, "admin"):
            Activity.objects.filter(pk=row.pk).update(place="Oslo", updated_at=timezone.now())
    client = enter(analyst)
    assert counts(client)["changed"] == 2
    found = titles(client.get(heaps(client)["changed"][1]))
    assert sorted(found) == sorted([rows[0].title, rows[2].title])


def test_what_one_changed_through_a_token_of_ones_own_is_no_news(enter, analyst, life):
    token, row = factories.TokenFactory(owner=analyst), Activity.objects.filter(logged_by=analyst).first()
    with acting(f"token:{token.prefix}", "api"):
        Activity.objects.filter(pk=row.pk).update(place="Oslo", updated_at=timezone.now())
    assert counts(enter(analyst))["changed"] == 0


@pytest.mark.parametrize("by", ["body", "party", "work"])
def test_commitments_of_ones_bodies_that_went_quiet_are_found(enter, analyst, by):
    party = factories.PartyFactory()
    body = factories.BodyFactory(party=party if by == "party" else None)
    mine = factories.CommitmentFactory(title="Gone quiet", responsibilities=[(body, "lead")])
    other = factories.CommitmentFactory(title="Not mine")
    long_ago = timezone.localdate() - datetime.timedelta(days=800)
    for commitment in (mine, other):
        factories.ActivityFactory(commitments=[commitment], starts_on=long_ago)
    if by == "body":
        analyst.bodies.add(body)
    elif by == "party":
        analyst.party = party
        analyst.save()
    else:
        factories.ActivityFactory(logged_by=analyst, bodies=[(body, "host")], starts_on=timezone.localdate())
    client = enter(analyst)
    count, url = heaps(client)["quiet"]
    page = client.get(url).content.decode()
    assert (count, 'data-total="1"' in page, "Gone quiet" in page, "Not mine" in page) == (1, True, True, False)


def test_the_first_page_of_the_workspace_shows_the_same_numbers(enter, manager, life):
    page = enter(manager).get("/admin/").content.decode()
    assert re.findall(r'data-count="(\d+)"', page) == ["4", "1", "0"]


def test_the_first_page_of_the_workspace_says_how_many_drafts_there_are(enter, analyst):
    Draft.objects.create(owner=analyst, form="log_activity", marking="internal")
    assert '<a href="/admin/my-work/#drafts">1 draft</a>' in enter(analyst).get("/admin/").content.decode()


def test_a_viewer_reads_that_nothing_waits(enter, viewer):
    page = plain(enter(viewer).get(WORK).content.decode())
    assert "All that you logged is confirmed." in page


@pytest.mark.parametrize("count", [1, 3])
def test_more_rows_take_no_more_questions(enter, analyst, promise, count, django_assert_max_num_queries):
    for number in range(count):
        factories.ActivityFactory(logged_by=analyst, commitments=[promise], title=str(number))
    client = enter(analyst)
    with django_assert_max_num_queries(24):
        client.get(WORK)
