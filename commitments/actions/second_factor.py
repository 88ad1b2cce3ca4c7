"""Set up a second factor, show it, take it off.

Everything that guards it is in the database and changed under its lock: codes count once and wrong ones are counted
whichever process they reach.
"""

from __future__ import annotations

import datetime
from enum import Enum
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.refusals import StateError, require
from commitments.models.people import Person
from commitments.queries.sealing import SealedSecrets, UnreadableError
from commitments.queries.second_factor import counter_of, factor_of
from commitments.vocabulary import AccessKind

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

WRONG_AT_ONCE = 5
"""So many wrong codes in a row close the second step for a while, each further round for twice as long."""

CLOSED_FOR = datetime.timedelta(minutes=15)
LONGEST_CLOSED = datetime.timedelta(days=1)


class Shown(Enum):
    """What came of a code."""

    RIGHT = "right"
    RECOVERY = "recovery"
    WRONG = "wrong"
    CLOSED = "closed"
    UNREADABLE = "unreadable"


def new_secret() -> tuple[str, str]:
    """A secret for an app, and the same sealed: only that may be kept anywhere."""
    secret = generate_totp_secret()
    return secret, SealedSecrets().encrypt(secret)


def set_up_factor(person: Person, sealed: str, code: str, *, now: datetime.datetime) -> tuple[int, list[str]]:
    """Take an app as somebody's second factor, once it shows the right code; return its id and recovery codes.

    The codes are shown this once. Raises StateError where one is set up already, or ValidationError({"code": …}).
    """
    secret = SealedSecrets().decrypt(sealed)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if factor_of(person) is not None:
            raise StateError(_("A second factor is set up already."))
        counter = counter_of(secret, code, at=now)
        if counter is None:
            raise ValidationError(
                {"code": [_("This is not the code that the app shows now. Is the clock of the telephone right?")]}
            )
        factor = TOTP.activate(person, secret).instance
        factor.data = {**factor.data, "used": counter}
        factor.last_used_at = now
        factor.save(update_fields=["data", "last_used_at"])
        codes = _new_recovery_codes(person)
        _note(person, "second factor set up")
    return factor.pk, codes


def show_factor(person: Person, code: str, *, now: datetime.datetime, app_only: bool = False) -> Shown:
    """Check a code of somebody's app, or one of their recovery codes. A code counts once.

    With `app_only` no recovery code is taken. Whoever has no second factor shows a wrong code.
    """
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update().filter(user=person, type=Authenticator.Type.TOTP).first()
        if factor is None:
            return Shown.WRONG
        if (until := closed_until(factor)) is not None and until > now:
            return Shown.CLOSED
        try:
            shown = _shown(person, factor, code, now, app_only)
        except UnreadableError:
            return Shown.UNREADABLE
        if shown is Shown.WRONG:
            closes = _count_wrong(factor, now)
            kind = AccessKind.LOCKED_OUT if closes else AccessKind.LOG_IN_FAILED
            _note(person, "wrong code of the second factor", kind=kind, counted=True)
        else:
            factor.data = {name: kept for name, kept in factor.data.items() if name not in ("wrong", "closed_until")}
            factor.last_used_at = now
        factor.save(update_fields=["data", "last_used_at"])
    return shown


def closed_until(factor: Authenticator) -> datetime.datetime | None:
    """Until when no code is taken; None where none of them is refused."""
    until = factor.data.get("closed_until")
    return None if until is None else datetime.datetime.fromisoformat(until)


def renew_recovery_codes(person: Person) -> list[str]:
    """New recovery codes; the old ones are worth nothing from now on."""
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        codes = _new_recovery_codes(person)
        _note(person, "new recovery codes")
    return codes


def take_off_factor(person: Person) -> None:
    """Take off one's own second factor, recovery codes too; the door has asked for a code before."""
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        _note(person, "second factor taken off")


def reset_factor(person: Person, *, by: Principal | None) -> None:
    """Take somebody's second factor off for them, when their telephone is lost. `by` is None for a command.

    Raises NotAllowedError, or StateError where they have none.
    """
    if by is not None:
        require(by, "manage_people")
    if factor_of(person) is None:
        raise StateError(_("%(name)s has no second factor.") % {"name": person})
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        name = f"person:{person.username}"
        note_access(AccessKind.PERSON, who=by.name if by else None, subject=name, detail="second factor reset")


def _shown(person: Person, factor: Authenticator, code: str, now: datetime.datetime, app_only: bool) -> Shown:
    secret = SealedSecrets().decrypt(factor.data["secret"])
    counter = counter_of(secret, code, at=now, after=factor.data.get("used", -1))
    if counter is not None:
        # Sealed anew each time: after a change of SECRET_KEY the old one is soon needed no more.
        factor.data = {**factor.data, "secret": SealedSecrets().encrypt(secret), "used": counter}
        return Shown.RIGHT
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    if app_only or kept is None or not RecoveryCodes(kept).validate_code(code):
        return Shown.WRONG
    kept.refresh_from_db()
    kept.data = {**kept.data, "seed": SealedSecrets().encrypt(SealedSecrets().decrypt(kept.data["seed"]))}
    kept.last_used_at = now
    kept.save(update_fields=["data", "last_used_at"])
    _note(person, "a recovery code was used")
    return Shown.RECOVERY


def _count_wrong(factor: Authenticator, now: datetime.datetime) -> bool:
    """Count a wrong code; whether it was one too many."""
    wrong = factor.data.get("wrong", 0) + 1
    factor.data = {**factor.data, "wrong": wrong}
    if closes := wrong % WRONG_AT_ONCE == 0:
        rounds = min(wrong // WRONG_AT_ONCE - 1, 10)
        factor.data["closed_until"] = (now + min(CLOSED_FOR * 2**rounds, LONGEST_CLOSED)).isoformat()
    return bool(closes)


def _new_recovery_codes(person: Person) -> list[str]:
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(person).generate_codes())


def _note(person: Person, detail: str, *, kind: AccessKind = AccessKind.PERSON, counted: bool = False) -> None:
    """Somebody does this to their own account, halfway in, when nobody acts yet."""
    name = f"person:{person.username}"
    note_access(kind, who=name, subject=name, detail=detail, counted=counted)
