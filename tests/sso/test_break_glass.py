"""Does one named person get in with a password when the provider is gone, for a while, and nobody else?"""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from commitments.models.access import AccessEvent
from commitments.models.people import Person
from tests.factories import PersonFactory
from tests.sso.conftest import PASSWORD, is_in
from tests.sso.test_doors import provider_only  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider_only")]


def attempt(name):
    client = Client()
    client.post("/admin/login/", {"username": name, "password": PASSWORD})
    return client


def later(monkeypatch, minutes):
    moment = timezone.now() + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr("tracker.backends.timezone.now", lambda: moment)


def test_the_named_person_gets_in_and_nobody_else(mori):
    PersonFactory(username="tanaka", password=PASSWORD)
    assert not is_in(attempt("mori"))
    call_command("break_glass", user="mori")
    assert 'name="password"' in Client().get("/admin/login/").content.decode()
    assert (is_in(attempt("mori")), is_in(attempt("tanaka"))) == (True, False)


def test_it_says_until_when_and_the_record_keeps_it(mori, capsys):
    call_command("break_glass", user="mori", minutes=30)
    assert capsys.readouterr().out.startswith("mori may log in with their password until ")
    noted = AccessEvent.objects.get(kind="person")
    assert (noted.who, noted.subject, noted.detail[:29]) == (
        "command:break_glass",
        "person:mori",
        "password log-in opened until ",
    )


def test_what_was_begun_ends_with_the_time(mori, monkeypatch):
    call_command("break_glass", user="mori", minutes=30)
    client = attempt("mori")
    later(monkeypatch, 29)
    assert is_in(client)
    later(monkeypatch, 31)
    assert (is_in(client), is_in(attempt("mori"))) == (False, False)


def test_closing_it_ends_what_was_begun(mori):
    call_command("break_glass", user="mori")
    client = attempt("mori")
    call_command("break_glass", user="mori", close=True)
    assert (is_in(client), is_in(attempt("mori"))) == (False, False)


def test_the_second_factor_is_asked_for_all_the_same(sato, with_password):
    call_command("break_glass", user="sato")
    assert not is_in(attempt("sato"))


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_it_opens_for_a_minute_at_least_and_twelve_hours_at_most(mori, minutes):
    with pytest.raises(CommandError, match="twelve hours at most"):
        call_command("break_glass", user="mori", minutes=minutes)


def test_it_opens_for_nobody_without_a_password_or_an_account(mori):
    Person.objects.update(is_active=False)
    with pytest.raises(CommandError, match="is switched off or has no password"):
        call_command("break_glass", user="mori")
    with pytest.raises(CommandError, match="Nobody has the log-in name"):
        call_command("break_glass", user="nobody")


def test_where_passwords_are_taken_anyway_there_is_nothing_to_open(mori, settings):
    settings.SIGN_IN = "both"
    with pytest.raises(CommandError, match="passwords are taken anyway"):
        call_command("break_glass", user="mori")
