"""Issue and revoke the keys of the API."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.refusals import require
from commitments.actions.validation import validate
from commitments.models.tokens import Token
from commitments.queries.tokens import new_key
from commitments.vocabulary import TokenScope

if TYPE_CHECKING:
    from commitments.models.people import Person
    from commitments.queries.visibility import Principal

LONGEST = datetime.timedelta(days=366)


def issue_token(
    owner: Person,
    *,
    name: str,
    scopes: Sequence[str],
    now: datetime.datetime,
    days: int,
    source: str = "",
    clearance: str = "",
) -> tuple[Token, str]:
    """Make a token that expires `days` from `now`; return it with its key, which can never be shown again.

    Raises ValidationError for an unknown scope, none at all, or a life of less than a day or more than 366 days.
    """
    faults = {}
    if unknown := sorted(set(scopes) - set(TokenScope.values)):
        faults["scopes"] = [_("There is no scope “%(scope)s”.") % {"scope": ", ".join(unknown)}]
    elif not scopes:
        faults["scopes"] = [_("Give at least one scope.")]
    if not 1 <= days <= LONGEST.days:
        raise ValidationError({**faults, "days": [_("A token lives 1 to %(most)s days.") % {"most": LONGEST.days}]})
    key, prefix, digest = new_key()
    token = Token(
        name=name,
        prefix=prefix,
        digest=digest,
        owner=owner,
        scopes=[scope.value for scope in TokenScope if scope in scopes],
        source=source,
        clearance=clearance,
        expires_at=now + datetime.timedelta(days=days),
    )
    with transaction.atomic():
        validate(token, **faults)
        token.save(force_insert=True)
    return token, key


def revoke_token(token: Token, *, by: Principal, now: datetime.datetime) -> Token:
    """Revoke a token, from `now` on and for good; return it as it stands. Revoking it again changes nothing.

    Raises NotAllowedError for anybody but an administrator or its owner.
    """
    if token.owner_id != by.person.pk:
        require(by, "manage_tokens")
    with transaction.atomic():
        current = Token.objects.select_for_update(no_key=True).get(pk=token.pk)
        if current.revoked_at is None:
            current.revoked_at = now
            current.save(update_fields=["revoked_at"])
    return current
