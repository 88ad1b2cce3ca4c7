"""Does the office always keep an administrator?"""

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.people import add_person, change_person, set_password
from commitments.actions.refusals import NotAllowedError
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_administrator_who_is_switched_off_does_not_count(administrator):
    factories.PersonFactory(role="administrator", is_active=False)
    stranger = principal_of(factories.PersonFactory(role="administrator", is_active=False))
    with pytest.raises(ValidationError) as refused:
        change_person(administrator, {"is_active": False}, by=stranger)
    assert refused.value.message_dict == {"is_active": ["This is the last active administrator."]}
    assert Person.objects.get(pk=administrator.pk).is_active


def test_one_of_two_administrators_steps_down_at_the_hand_of_the_other(administrator):
    second = factories.PersonFactory(role="administrator")
    assert change_person(second, {"role": "manager"}, by=principal_of(administrator)).role == "manager"


def test_only_administrators_manage_people(manager):
    by, person = principal_of(manager), factories.PersonFactory()
    for attempt in (
        lambda: add_person({"username": "x", "display_name": "X"}, password=None, by=by),
        lambda: change_person(person, {"role": "administrator"}, by=by),
        lambda: set_password(person, "a-word-of-mine-7", by=by),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert list(Person.objects.filter(role="administrator")) == []


def test_a_person_without_a_password_cannot_log_in(administrator):
    added = add_person({"username": "x", "display_name": "X"}, password=None, by=principal_of(administrator))
    assert (added.has_usable_password(), added.role, added.clearance) == (False, "viewer", "public")


def test_a_common_password_is_refused_and_the_old_one_stays(administrator):
    person = factories.PersonFactory(password="a-word-of-mine-7")
    with pytest.raises(ValidationError) as refused:
        set_password(person, "password", by=principal_of(administrator))
    assert list(refused.value.message_dict) == ["password"]
    assert Person.objects.get(pk=person.pk).check_password("a-word-of-mine-7")
