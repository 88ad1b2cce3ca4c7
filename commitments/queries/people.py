"""Who has an account, and who is meant where the ledger names somebody?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.models import AccessAttempt
from django.db.models import Sum
from django.utils.translation import gettext as _

from commitments.models.people import Person
from commitments.models.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterable


def person_called(username: str) -> Person | None:
    """The person with this log-in name; None when nobody has it. Somebody switched off is still found."""
    return Person.objects.filter(username=username).first()


def wrong_passwords_of(person: Person) -> int:
    """How many wrong passwords are counted for somebody's name at this time, from all addresses together."""
    counted = AccessAttempt.objects.filter(username=person.username)
    return counted.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


def actors_named(actors: Iterable[str]) -> dict[str, str]:
    """How a reader calls each actor of the ledger: a person by display name, a token by its own and its owner's.

    Whoever is not known any more, and every command, is called as the ledger writes it.
    """
    asked = set(actors)
    names = {actor: actor for actor in asked}
    people, prefixes = (
        {actor.removeprefix(kind) for actor in asked if actor.startswith(kind)} for kind in ("person:", "token:")
    )
    for person in Person.objects.filter(username__in=people) if people else ():
        names[f"person:{person.username}"] = str(person)
    for token in Token.objects.filter(prefix__in=prefixes).select_related("owner") if prefixes else ():
        told = _("%(owner)s, with the token “%(token)s”")
        names[f"token:{token.prefix}"] = told % {"owner": token.owner, "token": token.name}
    return names
