"""What does an account say about somebody?"""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from commitments.models.people import Person
from tests.factories import PersonFactory


def test_a_new_person_reads_what_is_public_and_does_nothing(db: None) -> None:
    person = Person.objects.create_user("ayako", "open sesame please", display_name="Ayako")
    assert (person.role, person.clearance, person.party, person.is_superuser) == ("viewer", "public", None, False)
    assert authenticate(username="ayako", password="open sesame please") == person


def test_without_a_password_nobody_can_log_in(db: None) -> None:
    Person.objects.create_user("ayako", display_name="Ayako")
    assert [authenticate(username="ayako", password=tried) for tried in ("", "None", "!")] == [None] * 3


def test_the_first_account_is_an_administrator_cleared_for_everything(db: None) -> None:
    person = Person.objects.create_superuser("ayako", "open sesame please", display_name="Ayako")
    assert (person.role, person.clearance, person.is_superuser, person.is_staff) == (
        *("administrator", "restricted", False, True),
    )


@pytest.mark.parametrize("active", [True, False])
def test_everybody_whose_account_is_on_may_open_the_admin(active: bool, db: None) -> None:
    assert PersonFactory(is_active=active).is_staff is active


def test_a_person_is_shown_by_display_name_else_by_log_in_name(db: None) -> None:
    assert [str(PersonFactory(username=f"p{n}", display_name=name)) for n, name in enumerate(["Ayako", ""])] == [
        *("Ayako", "p1"),
    ]
