"""Does a session end when it should, and say so, and not sooner?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions.people import change_person, set_password
from commitments.models.access import AccessEvent
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory, PersonFactory
from tracker.sessions import BEGAN, SEEN, SessionStore, StoredSession, kept_as

pytestmark = pytest.mark.django_db

RIGHT = "a-word-of-mine-7"
HOUR = 3600
WHY = {
    "idle": "You were logged out after a time without a request.",
    "long": "You were logged out: a session lasts no longer than this one did.",
}


def logged_in(person: Any) -> Client:
    """A browser whose session began by the log-in form."""
    client = Client()
    answer = client.post("/admin/login/", {"username": person.username, "password": RIGHT})
    assert answer.status_code == 302
    return client


@pytest.fixture
def mori() -> Any:
    return PersonFactory(username="mori", password=RIGHT, role="analyst", clearance="internal")


def times_of(client: Client) -> tuple[int, int]:
    stored = client.session
    return stored[BEGAN], stored[SEEN]


def pass_time(client: Client, *, seen: int = 0, began: int = 0) -> None:
    """So many seconds go by since the last request, and since the log-in."""
    session: Any = client.session
    session[BEGAN], session[SEEN] = session[BEGAN] - max(began, seen), session[SEEN] - seen
    StoredSession.save(session)  # ours would set the time


def test_the_key_is_another_after_log_in(mori: Any) -> None:
    client = Client()
    client.get("/admin/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    client.post("/admin/login/", {"username": "mori", "password": RIGHT})
    first = client.cookies["sessionid"].value
    client.post("/admin/login/", {"username": "mori", "password": RIGHT})
    assert len({planted, first, client.cookies["sessionid"].value}) == 3
    assert not Session.objects.filter(session_key__in=[kept_as(planted), kept_as(first)]).exists()
    assert Session.objects.count() == 1


def test_with_a_new_log_in_the_longest_time_begins_again(mori: Any) -> None:
    client = logged_in(mori)
    pass_time(client, began=11 * HOUR)
    client.post("/admin/login/", {"username": "mori", "password": RIGHT})
    began, seen = times_of(client)
    assert 0 <= seen - began < 60  # both are now, not eleven hours ago


@pytest.mark.parametrize(
    ("passed", "why"),
    [({"seen": HOUR}, "idle"), ({"began": 12 * HOUR}, "long"), ({"seen": HOUR, "began": 12 * HOUR}, "long")],
)
def test_it_ends_after_its_time_and_leads_to_log_in_with_the_reason_and_back(
    mori: Any, passed: dict[str, int], why: str
) -> None:
    client = logged_in(mori)
    pass_time(client, **passed)
    sent = client.get("/commitments/?state=quiet")
    assert sent["Location"] == f"/admin/login/?next=/commitments/%3Fstate%3Dquiet&ended={why}"
    page = client.get(sent["Location"]).content.decode()
    assert (WHY[why] in page, "There is a problem" in page) == (True, False)
    back = client.post(sent["Location"], {"username": "mori", "password": RIGHT, "next": "/commitments/?state=quiet"})
    assert back["Location"] == "/commitments/?state=quiet"
    assert client.get("/").status_code == 200


def test_nothing_is_said_where_nothing_ended() -> None:
    page = Client().get("/admin/login/?next=/&ended=<b>").content.decode()
    assert [said for said in (*WHY.values(), "<b>") if said in page] == []


@pytest.mark.parametrize("passed", [{"seen": HOUR - 60}, {"began": 12 * HOUR - 60}])
def test_it_goes_on_until_then(mori: Any, passed: dict[str, int]) -> None:
    client = logged_in(mori)
    pass_time(client, **passed)
    assert client.get("/").status_code == 200


def test_its_row_is_gone_and_the_access_record_tells_of_its_end(mori: Any) -> None:
    client = logged_in(mori)
    pass_time(client, seen=HOUR)
    client.get("/", REMOTE_ADDR="192.0.2.7")
    assert Session.objects.count() == 0
    noted = AccessEvent.objects.filter(kind="log_out").values_list("who", "address", "door", "detail")
    assert list(noted) == [("person:mori", "192.0.2.7", "pages", "Ended after a time without a request.")]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_api_answers_with_a_problem(mori: Any, method: str) -> None:
    client = logged_in(mori)
    pass_time(client, seen=HOUR)
    answer = getattr(client, method)("/api/v1/activities/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert (answer.json()["status"], answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_a_form_sent_after_the_end_changes_nothing(mori: Any) -> None:
    client = logged_in(mori)
    pass_time(client, seen=HOUR)
    new = {"old_password": RIGHT, "new_password1": "another-word-77", "new_password2": "another-word-77"}
    answer = client.post("/admin/password_change/", new)
    assert answer["Location"] == "/admin/login/?next=/admin/password_change/&ended=idle"
    mori.refresh_from_db()
    assert mori.check_password(RIGHT)


def test_being_used_keeps_it_open_and_is_stored_every_few_minutes_at_most(mori: Any) -> None:
    client = logged_in(mori)
    client.get("/healthz")
    began, seen = times_of(client)
    for elapsed, stored in ((299, 0), (301, 1)):
        pass_time(client, seen=elapsed)
        with CaptureQueriesContext(connection) as asked:
            client.get("/healthz")
        writes = [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
        assert len(writes) == stored
    assert times_of(client)[1] >= seen
    assert times_of(client)[0] == began - 600


def test_a_new_password_ends_every_other_session_of_whoever_it_belongs_to(mori: Any, administrator: Any) -> None:
    here, elsewhere = logged_in(mori), logged_in(mori)
    new = {"old_password": RIGHT, "new_password1": "another-word-77", "new_password2": "another-word-77"}
    key = here.cookies["sessionid"].value
    assert here.post("/admin/password_change/", new).status_code == 302
    assert [browser.get("/").status_code for browser in (here, elsewhere)] == [200, 302]
    assert here.cookies["sessionid"].value != key
    set_password(mori, "a-third-word-777", by=principal_of(administrator))
    assert here.get("/").status_code == 302


def test_role_clearance_and_an_account_switched_off_hold_at_the_very_next_request(
    mori: Any, administrator: Any
) -> None:
    client, by = logged_in(mori), principal_of(administrator)
    ActivityFactory(title="Talks behind doors", marking="internal")
    seen = lambda: "Talks behind doors" in client.get("/activities/").content.decode()  # noqa: E731
    adds = "/admin/commitments/activity/add/"
    assert (seen(), client.get(adds).status_code) == (True, 200)
    change_person(mori, {"clearance": "public"}, by=by)
    assert (seen(), client.get(adds).status_code) == (False, 200)
    change_person(mori, {"role": "viewer"}, by=by)
    assert client.get(adds).status_code == 403
    change_person(mori, {"is_active": False}, by=by)
    assert (client.get("/").status_code, client.get("/api/v1/activities/").status_code) == (302, 401)


def test_a_session_from_before_this_rule_begins_now(mori: Any) -> None:
    client = logged_in(mori)
    session: Any = client.session
    del session[BEGAN], session[SEEN]
    StoredSession.save(session)
    assert client.get("/").status_code == 200
    assert times_of(client)[0] == times_of(client)[1] > 0


def test_nobody_s_session_has_no_times() -> None:
    session: Any = Client().session
    session["note"] = "kept"
    session.save()
    assert dict(session.items()) == {"note": "kept"}


def test_logging_out_takes_the_row_away(mori: Any) -> None:
    client = logged_in(mori)
    key = client.cookies["sessionid"].value
    assert list(Session.objects.values_list("session_key", flat=True)) == [kept_as(key)]
    client.post("/admin/logout/")
    client.cookies["sessionid"] = key
    assert (Session.objects.count(), client.get("/").status_code) == (0, 302)


def test_a_session_kept_under_its_own_key_as_it_was_before_has_ended(mori: Any) -> None:
    client = logged_in(mori)
    key = client.cookies["sessionid"].value
    Session.objects.update(session_key=key)
    assert client.get("/")["Location"] == "/admin/login/?next=/"


def test_sessions_whose_time_is_over_are_cleared_and_others_stay(mori: Any) -> None:
    over, open_one = logged_in(mori), logged_in(mori)
    gone = kept_as(over.cookies["sessionid"].value)
    Session.objects.filter(session_key=gone).update(expire_date=timezone.now() - datetime.timedelta(1))
    call_command("clearsessions")
    assert list(Session.objects.values_list("session_key", flat=True)) == [kept_as(open_one.cookies["sessionid"].value)]
    assert [browser.get("/").status_code for browser in (over, open_one)] == [302, 200]


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_asynchronously_finds_the_same_sessions() -> None:
    store = SessionStore()

    async def through_its_life() -> list[Any]:
        await store.aset("note", "kept")
        await store.asave()
        first = store.session_key or ""
        told: list[Any] = [await store.aexists(first), await SessionStore(first).aget("note")]
        await store.acycle_key()
        second = store.session_key or ""
        told += [await SessionStore(first).aget("note"), await SessionStore(second).aget("note")]
        await store.adelete()
        return [*told, await store.aexists(second)]

    assert async_to_sync(through_its_life)() == [True, "kept", None, "kept", False]
