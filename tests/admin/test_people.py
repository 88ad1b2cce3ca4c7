"""Do administrators add and change people, without ever locking themselves out?"""

import re

import pytest

from commitments.actions.people import digest_of
from commitments.models.people import Person
from tests import factories
from tests.admin.conftest import plain, problems

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/commitments/person/"


def loaded(client, name):
    """The digest with which the form of somebody came."""
    return re.search(r'name="version" value="([0-9a-f]{64})"', client.get(f"{PEOPLE}{name}/change/").content.decode())[
        1
    ]


def told(**changed):
    return {
        "username": "sato",
        "display_name": "Sato Akiko",
        "role": "analyst",
        "clearance": "internal",
        "language": "ja",
        "is_active": "on",
        **changed,
    }


def test_an_administrator_adds_a_person_who_can_then_log_in(enter, administrator, client):
    japan, body = factories.PartyFactory(slug="japan"), factories.BodyFactory(slug="mod")
    word = {"password": "a-word-of-mine-7", "again": "a-word-of-mine-7"}
    enter(administrator).post(f"{PEOPLE}add/", told(party="japan", bodies=["mod"], **word))
    person = Person.objects.get(username="sato")
    stored = (
        person.display_name,
        person.role,
        person.clearance,
        person.language,
        person.party,
        list(person.bodies.all()),
    )
    assert stored == ("Sato Akiko", "analyst", "internal", "ja", japan, [body])
    assert client.login(username="sato", password="a-word-of-mine-7")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"password": "a-word-of-mine-7", "again": "another"}, ["Password again: The two passwords differ."]),
        ({"password": "12345678", "again": "12345678"}, None),
        (
            {"password": "", "again": ""},
            ["Password: This field is required.", "Password again: This field is required."],
        ),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_nobody_is_added(enter, administrator, given, said):
    faults = problems(enter(administrator).post(f"{PEOPLE}add/", told(**given)))
    assert (faults == said) if said else faults
    assert not Person.objects.filter(username="sato").exists()


def test_a_log_in_name_that_is_taken_is_refused_beside_its_field(enter, administrator, analyst):
    word = {"password": "a-word-of-mine-7", "again": "a-word-of-mine-7"}
    response = enter(administrator).post(f"{PEOPLE}add/", told(username="analyst", **word))
    assert problems(response) == ["Log-in name: This log-in name is taken."]


def test_an_administrator_changes_what_somebody_may_do_and_see(enter, administrator, analyst):
    client = enter(administrator)
    sent = told(username="analyst", role="manager", clearance="restricted", version=loaded(client, "analyst"))
    client.post(f"{PEOPLE}analyst/change/", sent)
    analyst.refresh_from_db()
    assert (analyst.role, analyst.clearance, analyst.display_name) == ("manager", "restricted", "Sato Akiko")


def test_the_form_shows_the_party_and_the_bodies_somebody_has(enter, administrator):
    person = factories.PersonFactory(username="sato", party=factories.PartyFactory(slug="japan"))
    person.bodies.add(factories.BodyFactory(slug="mod"))
    page = enter(administrator).get(f"{PEOPLE}sato/change/").content.decode()
    assert ('value="japan" selected' in page, 'value="mod"' in page.partition("checked")[0][-90:]) == (True, True)


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"is_active": ""}])
def test_nobody_takes_their_own_role_or_account_away(enter, administrator, change):
    factories.PersonFactory(role="administrator")
    client = enter(administrator)
    own = told(username="administrator", role="administrator", clearance="restricted")
    own["version"] = loaded(client, "administrator")
    response = client.post(f"{PEOPLE}administrator/change/", {k: v for k, v in (own | change).items() if v})
    administrator.refresh_from_db()
    assert "You cannot take away your own role or account" in problems(response)[0]
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_another_administrator_can_be_relieved(enter, administrator):
    factories.PersonFactory(username="second", role="administrator")
    client = enter(administrator)
    client.post(f"{PEOPLE}second/change/", told(username="second", role="viewer", version=loaded(client, "second")))
    assert Person.objects.get(username="second").role == "viewer"


def test_an_administrator_sets_a_new_password_and_keeps_their_own_session(enter, administrator):
    client = enter(administrator)
    word = {"password": "a-word-of-mine-7", "again": "a-word-of-mine-7"}
    assert client.post(f"{PEOPLE}administrator/password/", word).status_code == 302
    administrator.refresh_from_db()
    assert administrator.check_password("a-word-of-mine-7")
    assert client.get("/admin/").status_code == 200


def test_only_administrators_set_passwords_of_others(enter, manager, analyst):
    word = {"password": "a-word-of-mine-7", "again": "a-word-of-mine-7"}
    assert enter(manager).post(f"{PEOPLE}analyst/password/", word).status_code == 403
    analyst.refresh_from_db()
    assert not analyst.check_password("a-word-of-mine-7")


@pytest.mark.parametrize("change", ["a column", "a body"])
def test_who_changes_a_person_after_somebody_else_is_told_and_nothing_is_written(enter, administrator, analyst, change):
    client = enter(administrator)
    digest = loaded(client, "analyst")
    if change == "a column":
        Person.objects.filter(pk=analyst.pk).update(clearance="public")
    else:
        analyst.bodies.add(factories.BodyFactory(slug="mod", name="Ministry"))
    sent = told(username="analyst", role="manager", version=digest)
    page = client.post(f"{PEOPLE}analyst/change/", sent).content.decode()
    analyst.refresh_from_db()
    assert (analyst.role, "Somebody else saved this after you opened it." in plain(page)) == ("analyst", True)
    assert "Role Now: analyst Yours: manager" in plain(page)
    assert f'name="version" value="{digest_of(analyst)}"' in page
    client.post(f"{PEOPLE}analyst/change/", {**sent, "version": digest_of(analyst)})
    analyst.refresh_from_db()
    assert analyst.role == "manager"


def test_a_person_is_not_changed_without_the_digest_that_came_with_the_form(enter, administrator, analyst):
    response = enter(administrator).post(f"{PEOPLE}analyst/change/", told(username="analyst", role="manager"))
    analyst.refresh_from_db()
    assert problems(response) == ["Version: The form came without its version. Open the page again."]
    assert analyst.role == "analyst"
