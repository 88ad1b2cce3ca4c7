"""Take in somebody whom the provider vouches for: find or make their account, and give it what their groups say."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.people import add_person, change_person
from commitments.actions.refusals import NotAllowedError, StateError
from commitments.models.people import Person
from commitments.queries.provider_groups import groups_in, rights_of
from commitments.queries.visibility import Principal
from commitments.vocabulary import AccessKind, Marking, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTOR = "sso"
"""Who acts, in the access record, when an account follows the provider's groups."""

LONGEST_NAME, LONGEST_DISPLAY_NAME = 80, 120


class NotTakenInError(NotAllowedError):
    """Whoever the provider vouches for is not let in; `person` is their account, if they have one."""

    def __init__(self, why: str, person: Person | None = None) -> None:
        super().__init__(why)
        self.person = person


def take_in(claims: Mapping[str, Any]) -> Person:
    """The account of whoever these verified claims speak of, made at their first log-in.

    It is found by the provider's own `sub` and by nothing else: no address, no name. Role and clearance follow the
    groups each time. Raises NotTakenInError.
    """
    provider = settings.OIDC
    rights = rights_of(
        groups_in(claims, provider["groups_claim"]), roles=provider["roles"], clearances=provider["clearances"]
    )
    with transaction.atomic():
        account = _account(claims["sub"])
        person = account.user if account else None
        if person is not None and not person.is_active:
            raise NotTakenInError(_("This account is switched off."), person)
        if rights is None:
            raise NotTakenInError(_("None of your groups gives you a role here."), person)
        role, clearance = rights
        if account is None or person is None:
            return _add(claims, role, clearance)
        account.save()  # which keeps the moment
        return _follow(person, role, clearance)


def link_account(person: Person, sub: str) -> None:
    """Say that somebody who has an account here is the provider's `sub`. Raises StateError where that is taken."""
    with transaction.atomic():
        taken = _account(sub)
        if taken is not None:
            raise StateError(_("The provider's “%(sub)s” is %(name)s already.") % {"sub": sub, "name": taken.user})
        if SocialAccount.objects.filter(provider=settings.OIDC["issuer"], user=person).exists():
            raise StateError(_("%(name)s is tied to the provider already.") % {"name": person})
        SocialAccount.objects.create(provider=settings.OIDC["issuer"], uid=sub, user=person)
        note_access(AccessKind.PERSON, subject=_name(person), detail="tied to the single sign-on provider")


def _account(sub: str) -> SocialAccount | None:
    known = SocialAccount.objects.select_related("user").filter(provider=settings.OIDC["issuer"], uid=sub)
    return known.first()


def _add(claims: Mapping[str, Any], role: Role, clearance: Marking) -> Person:
    username = _free(_wanted_name(claims))
    shown = str(claims.get("name") or username)[:LONGEST_DISPLAY_NAME]
    content = {"username": username, "display_name": shown, "role": role, "clearance": clearance}
    try:
        person = add_person(content, password=None, by=_provider_acts())
    except ValidationError as error:
        raise NotTakenInError(" ".join(error.messages)) from error
    SocialAccount.objects.create(provider=settings.OIDC["issuer"], uid=claims["sub"], user=person)
    return person


def _follow(person: Person, role: Role, clearance: Marking) -> Person:
    if (person.role, person.clearance) == (role, clearance):
        return person
    try:
        return change_person(person, {"role": role, "clearance": clearance}, by=_provider_acts())
    except ValidationError as error:
        raise NotTakenInError(" ".join(error.messages), person) from error


def _provider_acts() -> Principal:
    """What gives people their rights here is the provider; it is nobody's account."""
    return Principal(Person(username=ACTOR, role=Role.ADMINISTRATOR), Marking.RESTRICTED, name=ACTOR)


def _wanted_name(claims: Mapping[str, Any]) -> str:
    """The log-in name that the provider knows them by, in the letters that log-in names have here."""
    told = re.sub(r"[^\w.@+-]", "", str(claims.get("preferred_username") or ""))[:LONGEST_NAME]
    return told or f"sso-{hashlib.sha256(claims['sub'].encode()).hexdigest()[:12]}"


def _free(wanted: str) -> str:
    """The name, or with a number behind it: nobody is ever given the account of another because of a name."""
    name, number = wanted, 1
    while Person.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{wanted[: LONGEST_NAME - 6]}-{number}"
    return name


def _name(person: Person) -> str:
    return f"person:{person.username}"
