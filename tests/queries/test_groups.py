"""Do Django's groups say of everybody what their role says?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from commitments.actions.demo_people import welcome_demo_people
from commitments.actions.groups import sync_groups
from commitments.actions.people import add_person, change_person
from commitments.management.checks import groups_are_in_step
from commitments.models.people import Person
from commitments.queries.groups import VERBS, out_of_step, verb_of
from commitments.queries.permissions import LEAST_ROLE, may
from commitments.queries.visibility import principal_of
from commitments.vocabulary import Role
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

MISSING = [f"The group “{role}” is missing." for role in Role.values]


def groups_of(person: Person) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def every_permission() -> list[str]:
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{codename}" for app, codename in rows)


@pytest.mark.parametrize("role", Role.values)
def test_a_person_has_the_permissions_that_come_to_what_they_may_do(role: str) -> None:
    PersonFactory(username="mori", role=role)
    sync_groups()
    person = Person.objects.get(username="mori")
    asked = every_permission()
    has = [permission for permission in asked if person.has_perm(permission)]
    principal = principal_of(person)
    assert has == [each for each in asked if (verb := verb_of(each)) is not None and may(principal, verb)]
    assert person.has_perms(has)
    assert has
    assert (person.has_module_perms("commitments"), person.has_module_perms("auth")) == (True, False)


def test_every_permission_named_is_one_that_django_knows_and_every_verb_one_of_ours() -> None:
    assert {f"commitments.{codename}" for codename in VERBS} - set(every_permission()) == set()
    assert set(VERBS.values()) - set(LEAST_ROLE) == set()


def test_each_role_has_what_the_one_before_has_and_more() -> None:
    sync_groups()
    granted = [set(Group.objects.get(name=role).permissions.values_list("codename", flat=True)) for role in Role.values]
    assert all(less < more for less, more in pairwise(granted))


def test_nobody_has_more_for_being_a_superuser_or_by_a_permission_of_their_own() -> None:
    mori = PersonFactory(username="mori", is_superuser=True)
    other = Group.objects.create(name="cleaners")
    other.permissions.set(Permission.objects.filter(codename="add_person"))
    mori.user_permissions.set(Permission.objects.filter(codename="add_token"))
    mori.groups.set([other])
    sync_groups()
    mori = Person.objects.get(username="mori")
    asked = ("commitments.add_person", "commitments.add_token", "auth.add_group", "commitments.view_activity")
    assert [mori.has_perm(permission) for permission in asked] == [False, False, False, True]
    assert (mori.is_superuser, groups_of(mori)) == (False, ["analyst", "cleaners"])


def test_before_they_are_put_in_step_a_superuser_has_nothing() -> None:
    mori = PersonFactory(role="administrator", is_superuser=True)
    assert (mori.has_perm("commitments.view_activity"), mori.get_all_permissions()) == (False, set())


def test_somebody_switched_off_has_no_permission() -> None:
    PersonFactory(username="mori", role="administrator", is_active=False)
    sync_groups()
    assert [each for each in every_permission() if Person.objects.get(username="mori").has_perm(each)] == []


def test_no_permission_is_about_one_row(viewer: Person) -> None:
    sync_groups()
    viewer = Person.objects.get(pk=viewer.pk)
    assert [viewer.has_perm("commitments.view_person", viewer), viewer.has_perm("commitments.view_party", viewer)] == [
        *(False, False),
    ]


def test_who_is_added_or_changed_is_in_the_group_of_their_role_alone(administrator: Person) -> None:
    by = principal_of(administrator)
    mori = add_person({"username": "mori", "display_name": "Mori", "role": "analyst"}, password=None, by=by)
    assert (groups_of(mori), Person.objects.get(pk=mori.pk).has_perm("commitments.add_activity")) == (["analyst"], True)
    change_person(mori, {"role": "manager"}, by=by)
    assert groups_of(mori) == ["manager"]
    assert [fault for fault in out_of_step() if "“analyst”" in fault or "“manager”" in fault] == []


def test_seeding_and_the_first_account_leave_everybody_in_step(capsys: Any) -> None:
    call_command("seed")
    first = Person.objects.create_superuser("first", "open sesame please", display_name="First")
    assert (out_of_step(), groups_of(first)) == ([], ["administrator"])


def test_the_people_of_the_demo_are_in_step() -> None:
    people = welcome_demo_people("open sesame please")
    assert [groups_of(person) for person in people] == [[role] for role in Role.values]
    assert out_of_step() == []


def test_the_command_says_how_many_moved_and_a_second_run_moves_nobody(capsys: Any) -> None:
    PersonFactory.create_batch(3)
    for moved in (3, 0):
        call_command("sync_groups")
        assert capsys.readouterr().out == f"Groups are in step with the roles; {moved} moved.\n"


def warned() -> list[str]:
    return [warning.msg for warning in groups_are_in_step(["default"])]


def test_check_says_what_is_out_of_step(analyst: Person) -> None:
    assert warned() == [*MISSING, "1 person is not in the group of their role alone."]
    sync_groups()
    assert warned() == []
    Group.objects.get(name="viewer").permissions.add(Permission.objects.get(codename="add_person"))
    analyst.groups.add(Group.objects.get(name="administrator"))
    PersonFactory(is_superuser=True)
    assert warned() == [
        "The group “viewer” has other permissions than its role.",
        "2 people are not in the group of their role alone.",
    ]
    assert groups_are_in_step() == []


@pytest.mark.parametrize("people", [1, 3])
def test_asking_takes_as_many_queries_for_one_person_as_for_many(people: int, django_assert_num_queries: Any) -> None:
    PersonFactory.create_batch(people)
    sync_groups()
    with django_assert_num_queries(4):
        assert out_of_step() == []
