"""Make the people of the demo: one for each role, all with one password."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from commitments.actions.groups import sync_groups
from commitments.models.people import Person
from commitments.vocabulary import Marking, Role

PEOPLE: dict[str, tuple[Role, Marking]] = {
    "viewer": (Role.VIEWER, Marking.PUBLIC),
    "analyst": (Role.ANALYST, Marking.INTERNAL),
    "manager": (Role.MANAGER, Marking.RESTRICTED),
    "admin": (Role.ADMINISTRATOR, Marking.RESTRICTED),
}


def welcome_demo_people(password: str) -> list[Person]:
    """Make those that are not there yet, and see to it that all of them log in with the password; return them.

    Whoever is there already keeps their role and clearance. Hashing is slow on purpose, and so done once for all.
    """
    with transaction.atomic():
        there = {person.username: person for person in Person.objects.filter(username__in=PEOPLE)}
        known = {
            encoded for encoded in {person.password for person in there.values()} if check_password(password, encoded)
        }
        encoded = next(iter(known), None) or make_password(password)
        for username, (role, clearance) in PEOPLE.items():
            person = there.setdefault(
                username,
                Person(username=username, display_name=username.capitalize(), role=role, clearance=clearance),
            )
            if person.password not in known:
                person.password = encoded
                person.save()
        sync_groups()
    return [there[username] for username in PEOPLE]
