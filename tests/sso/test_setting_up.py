"""How do people set up a second factor, look after it, and get help when the telephone is lost?"""

from __future__ import annotations

import datetime
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from commitments.actions.second_factor import Shown, new_secret, show_factor
from commitments.models.access import AccessEvent
from commitments.models.people import Person
from tests.admin.conftest import plain, problems
from tests.sso.app import code_of, wrong_code
from tests.sso.conftest import CODE, KEY, SET_UP, is_in, recovery_codes

pytestmark = pytest.mark.django_db

OWN = "/account/second-factor/"
OTHER_KEY = "another-secret-key-of-fifty-characters-or-more-0123456789"


def key_on(page):
    """The key that the page shows for typing."""
    return re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page.content.decode())[1].replace(" ", "")


def codes_on(page):
    return re.findall(r"<li><code>(\d{8})</code></li>", page.content.decode())


def noted(person):
    found = AccessEvent.objects.filter(kind="person", subject=f"person:{person.username}").order_by("id")
    return [(entry.who, entry.detail) for entry in found]


def let_in(client, key=KEY):
    assert client.post(CODE, {"code": code_of(key)}).status_code == 302


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


def test_where_one_is_required_nothing_opens_before_it_is_set_up(mori, with_password, required):
    client = with_password(mori)
    for path in ("/", "/activities/", "/admin/", OWN, CODE):
        assert client.get(path).status_code == 302
    assert client.get("/api/v1/activities/").status_code == 401
    assert client.get("/admin/login/?next=/activities/")["Location"] == f"{SET_UP}?next=%2Factivities%2F"


def test_right_after_the_password_it_is_set_up_and_lets_in(mori, with_password, required):
    client = with_password(mori)
    key = key_on(client.get(SET_UP))
    page = client.post(SET_UP, {"code": code_of(key), "next": "/activities/"})
    codes = codes_on(page)
    assert (len(set(codes)), codes) == (10, recovery_codes(mori))
    assert ('href="/activities/"' in page.content.decode(), "no-store" in page["Cache-Control"]) == (True, True)
    assert is_in(client)
    assert noted(mori) == [("person:mori", "second factor set up")]


def test_the_code_that_set_it_up_does_not_log_in(mori, with_password, required):
    client = with_password(mori)
    code = code_of(key_on(client.get(SET_UP)))
    client.post(SET_UP, {"code": code})
    other = with_password(mori)
    other.post(CODE, {"code": code})
    assert not is_in(other)


def test_a_wrong_code_sets_up_nothing_and_the_key_stays_the_same(mori, with_password, required):
    client = with_password(mori)
    key = key_on(client.get(SET_UP))
    page = client.post(SET_UP, {"code": wrong_code(key)})
    said = ["Code: This is not the code that the app shows now. Is the clock of the telephone right?"]
    assert (problems(page), key_on(page), is_in(client)) == (said, key, False)
    assert client.post(SET_UP, {"code": code_of(key)}).status_code == 200
    assert is_in(client)


def test_the_picture_is_an_image_and_the_page_holds_nothing_that_the_policy_refuses(mori, with_password, required):
    page = with_password(mori).get(SET_UP).content.decode()
    assert '<img class="qr" src="data:image/svg+xml;base64,' in page
    assert re.findall(r"<svg|style=|<script", page) == []


def test_the_recovery_codes_are_saved_as_a_file_without_another_request(mori, with_password, required):
    client = with_password(mori)
    page = client.post(SET_UP, {"code": code_of(key_on(client.get(SET_UP)))})
    file = re.search(
        r'download="recovery-codes.txt" href="data:text/plain;charset=utf-8,([^"]*)"', page.content.decode()
    )
    assert file[1].split("%0D%0A") == [*codes_on(page), ""]


def test_neither_database_nor_session_holds_a_secret_that_can_be_read(mori, with_password, required):
    client = with_password(mori)
    key = key_on(client.get(SET_UP))
    assert key not in json.dumps([session.get_decoded() for session in Session.objects.all()])
    page = client.post(SET_UP, {"code": code_of(key)})
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert [word for word in (key, *codes_on(page)) if word in stored] == []


def test_who_has_a_factor_cannot_set_up_another_over_it(sato, with_password, required):
    client = with_password(sato)
    assert client.get(SET_UP)["Location"] == "/admin/login/?next=%2F"
    let_in(client)
    assert client.get(SET_UP)["Location"].startswith(OWN)


def test_of_ones_own_accord_it_is_set_up_right_after_log_in(mori, with_password):
    client = with_password(mori)
    assert b"Set up a second factor" in client.get(OWN).content
    client.post(SET_UP, {"code": code_of(key_on(client.get(SET_UP)))})
    assert (is_in(client), is_in(with_password(mori))) == (True, False)


def test_a_session_left_open_for_long_sets_up_nothing(mori, with_password):
    client = with_password(mori)
    Person.objects.update(last_login=timezone.now() - datetime.timedelta(minutes=16))
    assert client.get(SET_UP).status_code == 403


def test_the_first_code_has_to_come_with_a_page_that_showed_the_key(mori, with_password, required):
    client = with_password(mori)
    assert client.post(SET_UP, {"code": code_of(KEY)}).status_code == 200
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_ask_for_a_code_and_end_the_old_ones(sato, with_password):
    client = with_password(sato)
    let_in(client)
    before = recovery_codes(sato)
    assert problems(client.post(OWN, {"code": before[0], "renew": "1"})) != []
    page = client.post(OWN, {"code": code_of(KEY, later=1), "renew": "1"})
    assert (codes_on(page) == recovery_codes(sato), set(before) & set(codes_on(page))) == (True, set())
    assert noted(sato) == [("person:sato", "new recovery codes")]


def test_taking_it_off_asks_for_a_code(sato, with_password):
    client = with_password(sato)
    let_in(client)
    client.post(OWN, {"code": wrong_code(KEY), "take_off": "1"})
    assert Authenticator.objects.filter(user=sato).count() == 2
    assert client.post(OWN, {"code": code_of(KEY, later=1), "take_off": "1"})["Location"] == OWN
    assert (Authenticator.objects.filter(user=sato).count(), is_in(client)) == (0, True)


def test_who_takes_it_off_where_it_is_required_sets_up_another_before_anything_else(sato, with_password, required):
    client = with_password(sato)
    let_in(client)
    client.post(OWN, {"code": code_of(KEY, later=1), "take_off": "1"})
    assert (is_in(client), client.get(SET_UP).status_code) == (False, 200)


def test_guessing_on_ones_own_page_is_closed_as_at_log_in(sato, with_password):
    client = with_password(sato)
    let_in(client)
    for _try in range(5):
        client.post(OWN, {"code": wrong_code(KEY), "take_off": "1"})
    assert client.post(OWN, {"code": code_of(KEY, later=1), "take_off": "1"}).status_code == 429


def test_the_page_says_how_many_recovery_codes_are_left(sato, with_password):
    client = with_password(sato)
    client.post(CODE, {"code": recovery_codes(sato)[0]})
    assert "9 recovery codes are left." in plain(client.get(OWN).content.decode())


def test_an_administrator_resets_the_factor_of_somebody(sato, administrator, with_password):
    theirs = with_password(sato)
    let_in(theirs)
    office = Client()
    office.force_login(administrator)
    assert b"Reset second factor" in office.get("/admin/commitments/person/sato/change/").content
    office.post("/admin/commitments/person/sato/second-factor/")
    assert (Authenticator.objects.count(), noted(sato)) == (0, [("person:administrator", "second factor reset")])
    assert b"Reset second factor" not in office.get("/admin/commitments/person/sato/change/").content


def test_a_reset_ends_what_was_open_where_one_is_required(sato, administrator, with_password, required):
    theirs = with_password(sato)
    let_in(theirs)
    Authenticator.objects.filter(user=sato).delete()
    assert not is_in(theirs)


def test_a_command_resets_it_where_no_administrator_can(sato, mori, capsys):
    call_command("reset_second_factor", user="sato")
    assert (Authenticator.objects.count(), noted(sato)) == (
        0,
        [("command:reset_second_factor", "second factor reset")],
    )
    for name, said in (("mori", "has no second factor"), ("nobody", "Nobody has the log-in name")):
        with pytest.raises(CommandError, match=said):
            call_command("reset_second_factor", user=name)


def test_a_manager_resets_nothing(sato, manager):
    office = Client()
    office.force_login(manager)
    assert office.post("/admin/commitments/person/sato/second-factor/").status_code == 403
    assert Authenticator.objects.filter(user=sato).count() == 2


def test_asking_for_a_reset_with_get_changes_nothing(sato, administrator):
    office = Client()
    office.force_login(administrator)
    assert office.get("/admin/commitments/person/sato/second-factor/").status_code == 302
    assert Authenticator.objects.filter(user=sato).count() == 2


def test_after_a_change_of_the_key_the_earlier_one_still_reads_and_the_next_code_seals_anew(sato, settings):
    now, before = timezone.now(), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER_KEY, [before]
    assert show_factor(sato, code_of(KEY), now=now) is Shown.RIGHT
    assert show_factor(sato, recovery_codes(sato)[0], now=now) is Shown.RECOVERY
    settings.SECRET_KEY_FALLBACKS = []
    assert show_factor(sato, code_of(KEY, later=1), now=now) is Shown.RIGHT
    assert len(recovery_codes(sato)) == 9


def test_with_a_key_that_was_lost_the_page_says_who_helps(sato, with_password, settings):
    before, settings.SECRET_KEY = settings.SECRET_KEY, OTHER_KEY
    _secret, sealed = new_secret()
    settings.SECRET_KEY = before
    Authenticator.objects.filter(user=sato, type="totp").update(data={"secret": sealed})
    said = ["Code: Your second factor can no longer be checked. Ask your administrator to reset it."]
    assert problems(with_password(sato).post(CODE, {"code": code_of(KEY)})) == said
