"""Does a password alone open nothing, and a code only once?"""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from commitments.actions.second_factor import Shown, show_factor
from commitments.models.access import AccessEvent
from tests.admin.conftest import problems
from tests.factories import TokenFactory
from tests.sso.app import code_of, wrong_code
from tests.sso.conftest import CODE, KEY, is_in, recovery_codes

pytestmark = pytest.mark.django_db

WRONG = [
    "Code: This code is wrong, or it was used already. Wait for the next one, and check the clock of the telephone."
]


def entries(kind):
    return [(entry.who, entry.detail) for entry in AccessEvent.objects.filter(kind=kind).order_by("id")]


def factor(person):
    return Authenticator.objects.get(user=person, type="totp")


@pytest.mark.parametrize("path", ["/", "/activities/", "/admin/", "/admin/password_change/", "/account/second-factor/"])
def test_the_password_alone_opens_no_page(sato, with_password, path):
    answer = with_password(sato).get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={path}")


def test_the_password_alone_opens_no_api(sato, with_password):
    assert with_password(sato).get("/api/v1/activities/").status_code == 401


def test_the_password_alone_writes_nothing(sato, with_password):
    assert with_password(sato).post("/admin/commitments/activity/add/", {"title": "X"}).status_code == 302


def test_log_in_leads_to_the_second_step_and_then_to_the_page_that_was_asked_for(sato, with_password):
    client = with_password(sato, next="/commitments/?state=quiet")
    asked = client.get(client.get("/commitments/?state=quiet")["Location"])
    assert asked["Location"] == f"{CODE}?next=%2Fcommitments%2F%3Fstate%3Dquiet"
    page = client.get(asked["Location"])
    assert b'autocomplete="one-time-code"' in page.content
    answer = client.post(asked["Location"], {"code": code_of(KEY), "next": "/commitments/?state=quiet"})
    assert (answer.status_code, answer["Location"]) == (302, "/commitments/?state=quiet")
    assert is_in(client)


def test_the_second_step_never_leads_to_another_site(sato, with_password):
    answer = with_password(sato).post(CODE, {"code": code_of(KEY), "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_the_session_gets_another_key(sato, with_password):
    client = with_password(sato)
    before = client.session.session_key
    client.post(CODE, {"code": code_of(KEY)})
    assert client.session.session_key != before


def test_the_code_before_and_the_code_after_are_taken_for_clocks_that_are_off(sato, with_password):
    for later in (-1, 0, 1):
        client = with_password(sato)
        client.post(CODE, {"code": code_of(KEY, later=later)})
        assert is_in(client)


@pytest.mark.parametrize("later", [-2, 2])
def test_a_code_of_another_time_is_wrong(sato, with_password, later):
    client = with_password(sato)
    assert problems(client.post(CODE, {"code": code_of(KEY, later=later)})) == WRONG
    assert not is_in(client)


def test_a_code_counts_once(sato, with_password):
    code = code_of(KEY)
    assert with_password(sato).post(CODE, {"code": code}).status_code == 302
    again = with_password(sato)
    assert problems(again.post(CODE, {"code": code})) == WRONG
    assert not is_in(again)


def test_a_code_from_before_the_last_one_is_worth_nothing(sato, with_password):
    with_password(sato).post(CODE, {"code": code_of(KEY, later=1)})
    assert problems(with_password(sato).post(CODE, {"code": code_of(KEY)})) == WRONG


@pytest.mark.parametrize("code", ["", "  ", "12345", "abcdef", "１２３４５６", "0" * 21, "0\0"])
def test_what_is_no_code_is_a_problem_and_not_a_crash(sato, with_password, code):
    client = with_password(sato)
    assert problems(client.post(CODE, {"code": code})) != []
    assert not is_in(client)


def test_spaces_in_a_code_do_no_harm(sato, with_password):
    client, code = with_password(sato), code_of(KEY)
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert is_in(client)


def test_five_wrong_codes_close_the_second_step_in_every_browser(sato, with_password):
    client = with_password(sato)
    for _try in range(5):
        assert problems(client.post(CODE, {"code": wrong_code(KEY)})) == WRONG
    for browser in (client, with_password(sato)):
        answer = browser.post(CODE, {"code": code_of(KEY)})
        assert (answer.status_code, is_in(browser)) == (429, False)
    wrong = ("person:sato", "wrong code of the second factor")
    assert (entries("log_in_failed"), entries("locked_out")) == ([wrong], [wrong])


def test_it_opens_again_after_a_quarter_of_an_hour_and_closes_for_twice_as_long(sato):
    now = timezone.now()
    for _try in range(5):
        assert show_factor(sato, wrong_code(KEY), now=now) is Shown.WRONG
    minutes = datetime.timedelta(minutes=1)
    assert show_factor(sato, "000000", now=now + 14 * minutes) is Shown.CLOSED
    later = now + 16 * minutes
    for _try in range(5):
        assert show_factor(sato, "12", now=later) is Shown.WRONG
    assert show_factor(sato, "12", now=later + 29 * minutes) is Shown.CLOSED
    assert show_factor(sato, "12", now=later + 31 * minutes) is Shown.WRONG


def test_a_right_code_forgives_the_wrong_ones(sato):
    now = timezone.now()
    for _try in range(4):
        show_factor(sato, "12", now=now)
    assert show_factor(sato, code_of(KEY), now=now) is Shown.RIGHT
    assert set(factor(sato).data) == {"secret", "used"}


def test_an_address_that_tries_too_often_waits_whoever_it_tries(sato, mori, with_password, monkeypatch):
    monkeypatch.setattr("commitments.admin.signing_in.second_step.MOST_WRONG", 2)
    client = with_password(sato)
    for _try in range(2):
        client.post(CODE, {"code": wrong_code(KEY)})
    assert client.post(CODE, {"code": code_of(KEY)}).status_code == 429
    assert client.post(CODE, {"code": code_of(KEY)}, REMOTE_ADDR="192.0.2.7").status_code == 302


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time: the second sees the first."
)
def test_of_many_who_send_one_code_at_once_one_is_let_in(committed, request):
    person, code, now = request.getfixturevalue("sato"), code_of(KEY), timezone.now()

    def show(_number):
        try:
            return show_factor(person, code, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        shown = list(pool.map(show, range(6)))
    assert sorted(each.value for each in shown) == ["right", *["wrong"] * 5]


def test_a_recovery_code_lets_in_once(sato, with_password):
    code = recovery_codes(sato)[3]
    client = with_password(sato)
    client.post(CODE, {"code": code})
    assert is_in(client)
    assert (len(recovery_codes(sato)), code in recovery_codes(sato)) == (9, False)
    assert problems(with_password(sato).post(CODE, {"code": code})) == WRONG


def test_half_a_log_in_ends_after_ten_minutes(sato, with_password, monkeypatch):
    client = with_password(sato)
    client.get(CODE)
    later = timezone.now() + datetime.timedelta(minutes=11)
    monkeypatch.setattr("tracker.second_factor.timezone.now", lambda: later)
    answer = client.post(CODE, {"code": code_of(KEY)})
    assert answer["Location"].startswith("/admin/login/?")
    monkeypatch.undo()
    assert "_auth_user_id" not in client.session


def test_somebody_halfway_may_begin_again_as_somebody_else(sato, with_password):
    client = with_password(sato)
    assert client.post(CODE, {"again": "1"})["Location"] == "/admin/login/"
    assert client.get("/admin/login/").status_code == 200


def test_who_has_no_factor_logs_in_with_the_password_where_it_is_only_offered(mori, with_password):
    assert is_in(with_password(mori))


def test_the_access_record_tells_when_the_second_step_was_done(sato, with_password):
    with_password(sato).post(CODE, {"code": code_of(KEY)})
    assert entries("log_in") == [("person:sato", ""), ("person:sato", "second factor")]


def test_tokens_of_the_api_are_not_asked_for_a_code(sato, settings):
    settings.SECOND_FACTOR = "required"
    token = TokenFactory(owner=sato, scopes=["read"])
    headers = {"Authorization": f"Bearer {token.key}"}
    assert Client(headers=headers).get("/api/v1/activities/").status_code == 200


def test_the_pages_of_the_second_step_are_kept_by_no_cache(sato, with_password):
    assert "no-store" in with_password(sato).get(CODE)["Cache-Control"]


def test_with_a_session_that_was_there_before_the_factor_one_is_asked_for_the_code(sato, settings):
    client = Client()
    client.force_login(sato)
    assert not is_in(client)
