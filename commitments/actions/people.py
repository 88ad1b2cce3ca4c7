"""Add people and change what they may do and see.

An account is never deleted: it is switched off, and what somebody did stays theirs.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from axes.utils import reset as reset_attempts
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.groups import keep_in_group
from commitments.actions.refusals import StaleError, require
from commitments.actions.validation import validate
from commitments.models.people import Person
from commitments.queries.people import wrong_passwords_of
from commitments.vocabulary import AccessKind, Role

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

COLUMNS = ("username", "display_name", "role", "clearance", "party", "language", "is_active")


def add_person(content: dict[str, Any], *, password: str | None, by: Principal) -> Person:
    """Add somebody; return them. Without a password they cannot log in until one is set.

    `content` holds the fields of `Person`, with `bodies` as a list. Raises NotAllowedError, or ValidationError with
    a list of sentences for each field at fault (`password` among them).
    """
    require(by, "manage_people")
    person = Person(**{name: content[name] for name in COLUMNS if name in content})
    person.set_password(password)
    with transaction.atomic():
        validate(person, password=_password_faults(password, person))
        person.save(force_insert=True)
        person.bodies.set(content.get("bodies") or [])
        keep_in_group(person)
        note_added(person)
    return person


def note_added(person: Person) -> None:
    """Tell the access record of somebody new, and of what they may do and see."""
    told = "; ".join(f"{name}: {value}" for name, value in described(person).items() if value)
    note_access(AccessKind.PERSON, subject=f"person:{person.username}", detail=f"added; {told}")


def digest_of(person: Person) -> str:
    """A digest of what an administrator may change of a person: another one, and somebody changed it meanwhile."""
    return hashlib.sha256("\0".join(described(person).values()).encode()).hexdigest()


def described(person: Person) -> dict[str, str]:
    """What an administrator may change of a person, as the access record puts it: fields and values."""
    party = person.party.slug if person.party else ""
    told = {name: party if name == "party" else str(getattr(person, name)) for name in COLUMNS}
    return {**told, "bodies": ", ".join(sorted(person.bodies.values_list("slug", flat=True)))}


def change_person(person: Person, content: dict[str, Any], *, by: Principal, if_digest: str | None = None) -> Person:
    """Change what `content` names; return the person as they now stand.

    Nobody takes their own role or account away, and the last active administrator stays one. Raises
    NotAllowedError, ValidationError with a list of sentences for each field at fault, or StaleError where
    `if_digest` is given and the person has another by now.
    """
    require(by, "manage_people")
    with transaction.atomic():
        current = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if if_digest is not None and digest_of(current) != if_digest:
            raise StaleError(current)
        before, described_before = _rules(current), described(current)
        for name in COLUMNS:
            setattr(current, name, content.get(name, getattr(current, name)))
        faults: dict[str, list[str]] = {}
        if before and not _rules(current):
            field = "role" if current.role != Role.ADMINISTRATOR else "is_active"
            if current.pk == by.person.pk:
                faults[field] = [_("You cannot take away your own role or account; another administrator can.")]
            elif not _others_rule(current):
                faults[field] = [_("This is the last active administrator.")]
        validate(current, **faults)
        current.save()
        if "bodies" in content:
            current.bodies.set(content["bodies"])
        keep_in_group(current)
        _note_changes(described_before, described(current))
    return current


def set_password(person: Person, password: str, *, by: Principal) -> Person:
    """Give somebody a new password; every session they have ends. Return them.

    Raises NotAllowedError, or ValidationError({"password": sentences}).
    """
    require(by, "manage_people")
    if faults := _password_faults(password, person):
        raise ValidationError({"password": faults})
    person.set_password(password)
    with transaction.atomic():
        person.save(update_fields=["password"])
        note_password(person)
    return person


def note_password(person: Person) -> None:
    """Tell the access record that somebody was given a new password."""
    note_access(AccessKind.PERSON, subject=f"person:{person.username}", detail="password set")


def let_in_again(person: Person, *, by: Principal) -> int:
    """Forget the wrong passwords counted for somebody, from every address; return how many. Raises NotAllowedError."""
    require(by, "manage_people")
    with transaction.atomic():
        forgotten = wrong_passwords_of(person)
        reset_attempts(username=person.username)
        if forgotten:
            detail = f"let in again after {forgotten} wrong passwords"
            note_access(AccessKind.PERSON, subject=f"person:{person.username}", detail=detail)
    return forgotten


def _note_changes(before: dict[str, str], after: dict[str, str]) -> None:
    changes = "; ".join(f"{name}: {before[name]} → {after[name]}" for name in after if before[name] != after[name])
    if changes:
        note_access(AccessKind.PERSON, subject=f"person:{before['username']}", detail=changes)


def _rules(person: Person) -> bool:
    return person.role == Role.ADMINISTRATOR and person.is_active


def _others_rule(person: Person) -> bool:
    """Whether another active administrator is there. They are locked, so that two cannot step down at once."""
    others = Person.objects.select_for_update(no_key=True).filter(role=Role.ADMINISTRATOR, is_active=True)
    return len(others.exclude(pk=person.pk)) > 0


def _password_faults(password: str | None, person: Person) -> list[str]:
    if password is None:
        return []
    try:
        validate_password(password, person)
    except ValidationError as error:
        return list(error.messages)
    return []
