"""Issue, rotate and revoke the keys of the API."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.refusals import NotAllowedError, StateError, require
from commitments.actions.validation import validate
from commitments.models.tokens import Token
from commitments.queries.networks import network_of, normalised
from commitments.queries.tokens import is_in_force, new_key, successor_of
from commitments.vocabulary import AccessKind, Marking, TokenScope

if TYPE_CHECKING:
    from commitments.models.people import Person
    from commitments.queries.visibility import Principal

LONGEST = datetime.timedelta(days=366)
LONGEST_OVERLAP, USUAL_OVERLAP = datetime.timedelta(days=30), datetime.timedelta(days=7)
MOST_NETWORKS = 50


def issue_token(
    owner: Person,
    *,
    name: str,
    scopes: Sequence[str],
    now: datetime.datetime,
    days: int,
    source: str = "",
    clearance: str = "",
    networks: Sequence[str] = (),
    by: Principal | None = None,
) -> tuple[Token, str]:
    """Make a token that expires `days` from `now`; return it with its key, which can never be shown again.

    `networks` are addresses or networks it may be used from; none for anywhere. `clearance` empty: that of its owner.
    Whoever issues it (`by`; None for an operator's command, which may do all) sees the key, so it never sees more than
    they may themselves: without a clearance of its own it then keeps theirs as its limit. Raises NotAllowedError, or
    ValidationError for a clearance beyond that, an unknown scope, none at all, what is no network, or a life of less
    than a day or more than 366 days.
    """
    faults: dict[str, list[str]] = {}
    if by is not None:
        require(by, "manage_tokens")
        if _sees_more(owner, clearance, by):
            most = _("You would see its key: give it the clearance “%(clearance)s” at most, your own.")
            faults["clearance"] = [most % {"clearance": by.clearance.label}]
        clearance = _limited(owner, clearance, by)
    if unknown := sorted(set(scopes) - set(TokenScope.values)):
        faults["scopes"] = [_("There is no scope “%(scope)s”.") % {"scope": ", ".join(unknown)}]
    elif not scopes:
        faults["scopes"] = [_("Give at least one scope.")]
    if said := _not_networks(networks):
        faults["networks"] = said
    if said := _not_days(days):
        raise ValidationError({**faults, "days": said})
    token = Token(
        name=name,
        owner=owner,
        scopes=[scope.value for scope in TokenScope if scope in scopes],
        source=source,
        clearance=clearance,
        networks=[] if "networks" in faults else normalised(networks),
        expires_at=now + datetime.timedelta(days=days),
    )
    with transaction.atomic():
        key = _kept(token, faults)
        told = f"issued; owner: {owner.username}; {described(token)}"
        note_access(AccessKind.TOKEN, subject=f"token:{token.prefix}", detail=told)
    return token, key


def rotate_token(
    token: Token, *, by: Principal, now: datetime.datetime, days: int, overlap: datetime.timedelta = USUAL_OVERLAP
) -> tuple[Token, str]:
    """Make a token like this one, good for `days` from `now`; return it with its key, never shown again.

    Both are good for the `overlap` (0 to 30 days), unless the old one expires before. Raises NotAllowedError for
    anybody but an administrator or its owner at a keyboard, and for an administrator where the token sees more than
    they may themselves; StateError where the token is no longer in force or was rotated already, ValidationError for
    a life or an overlap out of range.
    """
    if token.owner_id != by.person.pk or by.scopes is not None:
        require(by, "manage_tokens")
    faults = {"days": _not_days(days), "overlap": _not_overlap(overlap)}
    if any(faults.values()):
        raise ValidationError({name: said for name, said in faults.items() if said})
    with transaction.atomic():
        old = Token.objects.select_for_update(no_key=True, of=("self",)).select_related("owner").get(pk=token.pk)
        if why := _why_not_rotated(old, now):
            raise StateError(why)
        if _sees_more(old.owner, old.clearance, by):
            raise NotAllowedError(
                _("You would see its new key, and it sees more than you may: let its owner rotate it.")
            )
        alike = {name: getattr(old, name) for name in ("name", "owner", "scopes", "source", "networks")}
        limit = _limited(old.owner, old.clearance, by)
        successor = Token(**alike, clearance=limit, replaces=old, expires_at=now + datetime.timedelta(days=days))
        key = _kept(successor, {})
        old.expires_at = min(old.expires_at, now + overlap)
        old.save(update_fields=["expires_at"])
        told = f"rotated to token:{successor.prefix}; expires {old.expires_at.isoformat()}"
        note_access(AccessKind.TOKEN, subject=f"token:{old.prefix}", detail=told)
    return successor, key


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
            note_access(AccessKind.TOKEN, subject=f"token:{current.prefix}", detail="revoked")
    return current


def described(token: Token) -> str:
    """What a token may do, as the access record puts it: fields and values, nothing of the key."""
    told = {
        "name": token.name,
        "scopes": ", ".join(token.scopes),
        "clearance": token.clearance,
        "source": token.source,
        "networks": ", ".join(token.networks),
        "expires_at": token.expires_at.isoformat(),
    }
    return "; ".join(f"{name}: {value}" for name, value in told.items() if value)


def _sees_more(owner: Person, clearance: str, by: Principal) -> bool:
    """Whether a token would see more than whoever gets its key. A clearance that is none is refused by its field."""
    asked = clearance or owner.clearance
    return owner.pk != by.person.pk and asked in Marking.values and Marking(asked).rank > by.clearance.rank


def _limited(owner: Person, clearance: str, by: Principal) -> str:
    """The clearance of a token. Without one, it would see more as soon as its owner does: then `by` is its limit."""
    sees_all = by.clearance == max(Marking, key=lambda marking: marking.rank)
    return clearance if clearance or sees_all or owner.pk == by.person.pk else by.clearance.value


def _kept(token: Token, faults: dict[str, list[str]]) -> str:
    """Give a token its key, check and store it; return the key. Raises ValidationError."""
    key, token.prefix, token.digest = new_key()
    validate(token, **faults)
    token.save(force_insert=True)
    return key


def _why_not_rotated(token: Token, now: datetime.datetime) -> str | None:
    """Why it cannot be rotated, in a sentence."""
    if not is_in_force(token, at=now):
        return _("This token has expired or was revoked; issue a new one.")
    if not token.owner.is_active:
        return _("The owner of this token may no longer log in.")
    if successor := successor_of(token, at=now):
        return _("This token was rotated already, to %(successor)s.") % {"successor": successor}
    return None


def _not_days(days: int) -> list[str]:
    if 1 <= days <= LONGEST.days:
        return []
    return [_("A token lives 1 to %(most)s days.") % {"most": LONGEST.days}]


def _not_overlap(overlap: datetime.timedelta) -> list[str]:
    if datetime.timedelta() <= overlap <= LONGEST_OVERLAP:
        return []
    return [_("Both tokens are good for 0 to %(most)s days.") % {"most": LONGEST_OVERLAP.days}]


def _not_networks(networks: Sequence[str]) -> list[str]:
    """A sentence for each that is no network."""
    if len(networks) > MOST_NETWORKS:
        return [_("Give at most %(most)s networks.") % {"most": MOST_NETWORKS}]
    faults = []
    for text in networks:
        try:
            network_of(text)
        except ValueError:
            said = _("“%(text)s” is neither an address nor a network such as 192.0.2.0/24.")
            faults.append(said % {"text": text[:60]})
    return faults
