"""Who gets in, and what does the log-in page give away?"""

import pytest
from django.test import Client

from tests.admin.conftest import problems
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

WRONG = ["The name and password do not match. Both are case-sensitive."]


def attempt(**given):
    return Client().post("/admin/login/", given)


@pytest.mark.parametrize("role", ["viewer", "analyst", "manager", "administrator"])
def test_everybody_with_an_active_account_logs_in_and_comes_to_the_overview(role):
    PersonFactory(username="mori", password="a long word", role=role)
    response = attempt(username="mori", password="a long word")
    assert (response.status_code, response["Location"]) == (302, "/")


def test_log_in_leads_to_the_page_that_was_asked_for():
    PersonFactory(username="mori", password="a long word")
    asked = Client().get("/admin/commitments/activity/add/?commitment=X-1-c1")
    assert asked["Location"] == "/admin/login/?next=/admin/commitments/activity/add/%3Fcommitment%3DX-1-c1"


def test_log_in_never_leads_to_another_site():
    PersonFactory(username="mori", password="a long word")
    response = attempt(username="mori", password="a long word", next="https://elsewhere.example/")
    assert response["Location"] == "/"


def test_a_known_name_an_unknown_one_and_an_account_switched_off_are_answered_alike():
    PersonFactory(username="mori", password="a long word")
    PersonFactory(username="gone", password="a long word", is_active=False)
    for name in ("mori", "nobody"):
        assert problems(attempt(username=name, password="wrong")) == WRONG
    assert problems(attempt(username="gone", password="a long word")) == WRONG


def test_a_nul_in_the_name_is_a_problem_and_not_a_crash():
    assert problems(attempt(username="mo\0ri", password="x")) == ["Log-in name: Null characters are not allowed."]


def test_who_is_not_logged_in_is_sent_to_log_in():
    response = Client().get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")


def test_logging_out_says_so():
    client = Client()
    client.force_login(PersonFactory())
    assert b"You are logged out" in client.post("/admin/logout/").content


def test_people_change_their_own_password():
    client = Client()
    person = PersonFactory(password="a long word")
    client.force_login(person)
    new = {"old_password": "a long word", "new_password1": "another-word-7", "new_password2": "another-word-7"}
    assert client.post("/admin/password_change/", new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("another-word-7")
