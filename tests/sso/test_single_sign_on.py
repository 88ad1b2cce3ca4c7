"""Who is let in through the provider, as whom, and with which rights?"""

from __future__ import annotations

import hashlib

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.test import Client

from commitments.models.access import AccessEvent
from commitments.models.people import Person
from tests.admin.conftest import plain
from tests.factories import PersonFactory
from tests.sso.conftest import PASSWORD, SET_UP, answer_of_provider, is_in

pytestmark = pytest.mark.django_db

SUB = "248289761001"


def entries(*kinds):
    found = AccessEvent.objects.filter(kind__in=kinds).order_by("id")
    return [(entry.kind, entry.who, entry.subject, entry.detail) for entry in found]


def told(person):
    return (person.username, person.display_name, person.role, person.clearance, person.has_usable_password())


def in_groups(provider, *groups):
    provider.person["groups"] = list(groups)


def test_the_log_in_page_offers_the_provider_beside_the_password(client, provider):
    page = client.get("/admin/login/?next=/activities/").content.decode()
    assert 'href="/admin/login/single-sign-on/?next=%2Factivities%2F"' in page
    assert ("Log in with the ministry" in page, 'name="password"' in page) == (True, True)


def test_at_the_first_log_in_an_account_is_made_with_the_rights_of_the_groups(client, provider, through_provider):
    in_groups(provider, "t-analysts", "t-internal", "football")
    answer = through_provider(client, next="/activities/")
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/activities/", True)
    assert told(Person.objects.get()) == ("mori", "Mori Jun", "analyst", "internal", False)
    made, came = entries("person", "log_in")
    assert (made[1:3], came) == (("sso", "person:mori"), ("log_in", "person:mori", "person:mori", "single sign-on"))


def test_of_many_groups_the_highest_role_and_clearance_count(client, provider, through_provider):
    in_groups(provider, "t-viewers", "t-managers", "t-analysts", "t-restricted", "t-internal")
    through_provider(client)
    assert told(Person.objects.get())[2:4] == ("manager", "restricted")


def test_a_group_that_gives_no_clearance_lets_read_what_is_public(client, provider, through_provider):
    in_groups(provider, "t-analysts")
    through_provider(client)
    assert told(Person.objects.get())[2:4] == ("analyst", "public")


@pytest.mark.parametrize("groups", [None, [], ["football"], {"t-analysts": 1}, 7, ["T-ANALYSTS"], ["t-restricted"]])
def test_who_is_in_no_group_that_gives_a_role_reads_that_they_are_not(client, provider, through_provider, groups):
    provider.person["groups"] = groups
    answer = through_provider(client)
    assert (answer.status_code, is_in(client), Person.objects.count()) == (403, False, 0)
    assert "None of your groups gives you a role here." in plain(answer.content.decode())


def test_rights_follow_the_groups_at_each_log_in(client, provider, through_provider):
    in_groups(provider, "t-managers", "t-restricted")
    through_provider(client)
    in_groups(provider, "t-viewers")
    through_provider(Client())
    assert told(Person.objects.get())[2:4] == ("viewer", "public")
    _made, changed = entries("person")
    assert (changed[1], changed[3]) == ("sso", "role: manager → viewer; clearance: restricted → public")


def test_who_lost_all_groups_is_refused_and_the_record_names_them(client, provider, through_provider):
    in_groups(provider, "t-analysts")
    through_provider(client)
    in_groups(provider)
    assert through_provider(Client()).status_code == 403
    (failed,) = entries("log_in_failed")
    assert failed[1] == "person:mori"


def test_the_last_administrator_does_not_lose_the_role_but_is_not_let_in_either(client, provider, through_provider):
    in_groups(provider, "t-administrators")
    through_provider(client)
    in_groups(provider, "t-viewers")
    other = Client()
    assert (through_provider(other).status_code, is_in(other)) == (403, False)
    assert Person.objects.get().role == "administrator"


def test_an_account_switched_off_is_refused(client, provider, through_provider):
    in_groups(provider, "t-analysts")
    through_provider(client)
    Person.objects.update(is_active=False)
    other = Client()
    answer = through_provider(other)
    assert (answer.status_code, is_in(other), is_in(client)) == (403, False, False)
    assert "This account is switched off." in plain(answer.content.decode())


def test_nobody_gets_the_account_of_another_by_name_or_mail(client, provider, through_provider):
    mine = PersonFactory(username="mori", display_name="The first Mori", role="administrator", clearance="restricted")
    provider.person |= {"email": "mori", "email_verified": True, "groups": ["t-viewers"]}
    through_provider(client)
    assert told(Person.objects.exclude(pk=mine.pk).get())[:3] == ("mori-2", "Mori Jun", "viewer")
    mine.refresh_from_db()
    assert (mine.role, SocialAccount.objects.filter(user=mine).count()) == ("administrator", 0)


def test_who_is_called_otherwise_at_the_provider_keeps_the_account(client, provider, through_provider):
    in_groups(provider, "t-analysts")
    through_provider(client)
    provider.person |= {"preferred_username": "tanaka", "name": "Tanaka Jun"}
    through_provider(Client())
    assert told(Person.objects.get())[:2] == ("mori", "Mori Jun")


@pytest.mark.parametrize(
    ("called", "username"),
    [
        ("Mori Jun <x>", "MoriJunx"),
        ("森 順", "森順"),
        ("a" * 200, "a" * 80),
        ("<>", f"sso-{hashlib.sha256(b's').hexdigest()[:12]}"),
        (None, f"sso-{hashlib.sha256(b's').hexdigest()[:12]}"),
    ],
)
def test_log_in_names_are_made_of_the_letters_that_names_have_here(
    client, provider, through_provider, called, username
):
    provider.person |= {"preferred_username": called, "sub": "s", "groups": ["t-viewers"]}
    through_provider(client)
    assert Person.objects.get().username == username


def test_an_account_that_was_there_before_is_tied_to_the_provider_by_a_command(
    client, provider, through_provider, capsys
):
    mine = PersonFactory(username="jun", display_name="Jun", role="viewer", clearance="public")
    call_command("link_sign_on", user="jun", sub=SUB)
    in_groups(provider, "t-managers")
    through_provider(client)
    mine.refresh_from_db()
    assert (Person.objects.count(), mine.role) == (1, "manager")
    with pytest.raises(CommandError, match="is Jun already"):
        call_command("link_sign_on", user="jun", sub=SUB)
    with pytest.raises(CommandError, match="Nobody has the log-in name"):
        call_command("link_sign_on", user="nobody", sub="another")


def test_groups_may_stand_in_the_userinfo(client, provider, through_provider):
    provider.userinfo = {"sub": SUB, "groups": ["t-managers"], "iss": "https://elsewhere.example"}
    through_provider(client)
    assert (Person.objects.get().role, "/userinfo" in provider.asked) == ("manager", True)


def test_groups_may_have_another_claim(client, provider, through_provider, settings):
    settings.OIDC = {**settings.OIDC, "groups_claim": "roles"}
    provider.person |= {"roles": ["t-analysts"], "groups": ["t-administrators"]}
    through_provider(client)
    assert Person.objects.get().role == "analyst"


def test_what_the_provider_publishes_is_asked_for_once_an_hour(client, provider, through_provider):
    in_groups(provider, "t-analysts")
    for _time in range(3):
        through_provider(Client())
    asked = [provider.asked.count(path) for path in ("/.well-known/openid-configuration", "/keys", "/token")]
    assert asked == [1, 1, 3]


def test_logging_out_here_leads_to_logging_out_there(client, provider, through_provider):
    in_groups(provider, "t-analysts")
    through_provider(client)
    answer = client.post("/admin/logout/")
    address, _mark, query = answer["Location"].partition("?")
    assert (address, query) == (
        f"{provider.issuer}/leave",
        "client_id=tracker&post_logout_redirect_uri=http%3A%2F%2Ftestserver%2Fadmin%2Flogin%2F",
    )
    assert (is_in(client), entries("log_out")[0][1]) == (False, "person:mori")


def test_who_came_with_a_password_logs_out_here_alone(provider, mori, with_password):
    assert b"You are logged out" in with_password(mori).post("/admin/logout/").content


def test_the_provider_is_where_forms_may_lead(client, provider, settings):
    assert "form-action 'self' http://127.0.0.1:1" in client.get("/admin/login/")["Content-Security-Policy"]


def test_where_a_factor_is_required_who_the_provider_does_not_vouch_for_sets_one_up(
    client, provider, through_provider, settings
):
    settings.SECOND_FACTOR = "required"
    in_groups(provider, "t-analysts")
    through_provider(client)
    assert (is_in(client), client.get(SET_UP).status_code) == (False, 200)


@pytest.mark.parametrize("said", [{"amr": ["pwd", "otp", "mfa"]}, {"acr": "urn:ministry:high"}])
def test_who_the_provider_vouches_for_needs_no_factor_of_ours(client, provider, through_provider, settings, said):
    settings.SECOND_FACTOR = "required"
    settings.OIDC = {**settings.OIDC, "acr": ["urn:ministry:high"]}
    provider.person |= {"groups": ["t-analysts"], **said}
    through_provider(client)
    assert is_in(client)


@pytest.mark.parametrize("said", [{"amr": ["pwd"]}, {"amr": "mfa-not"}, {"acr": "urn:ministry:low"}, {"acr": None}])
def test_a_password_alone_at_the_provider_is_a_password_alone_here(client, provider, through_provider, settings, said):
    settings.SECOND_FACTOR = "required"
    settings.OIDC = {**settings.OIDC, "acr": ["urn:ministry:high"]}
    provider.person |= {"groups": ["t-analysts"], **said}
    through_provider(client)
    assert not is_in(client)


def test_the_provider_gives_another_session_key_than_the_one_before(client, provider):
    in_groups(provider, "t-analysts")
    back = answer_of_provider(client)
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


def test_another_person_who_logs_in_takes_nothing_over_from_the_session(
    mori, with_password, provider, through_provider
):
    client = with_password(mori)
    session = client.session
    session["of_mori"] = 1
    session.save()
    provider.person |= {"preferred_username": "tanaka", "groups": ["t-viewers"]}
    through_provider(client)
    assert "of_mori" not in client.session


def test_a_password_is_still_taken_where_both_are_open(mori, provider):
    assert Client().login(username="mori", password=PASSWORD)
