"""Keep Django's groups, and who is in them, in step with the roles."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from commitments.models.people import Person
from commitments.queries.groups import permissions_of
from commitments.vocabulary import Role


def sync_groups() -> int:
    """Make a group for each role, with its permissions, and put everybody into theirs; return how many moved.

    Groups of other names, and who is in them, stay as they are. A second run moves nobody.
    """
    with transaction.atomic():
        groups = {role.value: _group_of(role) for role in Role}
        strays = [
            person
            for person in Person.objects.prefetch_related("groups")
            if person.is_superuser or {group.name for group in person.groups.all()} & set(groups) != {person.role}
        ]
        for person in strays:
            _put(person, groups)
        Person.objects.filter(is_superuser=True).update(is_superuser=False)  # it is the role that says what one may
    return len(strays)


def keep_in_group(person: Person) -> None:
    """Put somebody into the group of their role, and into no other role's."""
    group, made = Group.objects.get_or_create(name=person.role)
    if made:
        _grant(group, Role(person.role))
    _put(person, {person.role: group})


def _put(person: Person, groups: dict[str, Group]) -> None:
    person.groups.remove(*person.groups.filter(name__in=Role.values).exclude(name=person.role))
    person.groups.add(groups[person.role])


def _group_of(role: Role) -> Group:
    group, _made = Group.objects.get_or_create(name=role.value)
    _grant(group, role)
    return group


def _grant(group: Group, role: Role) -> None:
    ours = Permission.objects.filter(content_type__app_label="commitments")
    group.permissions.set(ours.filter(codename__in=permissions_of(role)))
