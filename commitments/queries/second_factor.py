"""Which second factor has somebody, and which code does it show at a moment?"""

from __future__ import annotations

import base64
import datetime
from typing import TYPE_CHECKING

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils.translation import gettext as _

from commitments.queries.sealing import SealedSecrets

if TYPE_CHECKING:
    from commitments.models.people import Person

PERIOD = 30
"""Seconds for which an app shows one code (RFC 6238)."""

TOLERANCE = 1
"""How many periods a clock may be off, either way."""


def factor_of(person: Person) -> Authenticator | None:
    """The app that shows somebody's codes; None where they have set up none."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes somebody has not used yet."""
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return 0 if kept is None else len(RecoveryCodes(kept).get_unused_codes())


def counter_of(secret: str, code: str, *, at: datetime.datetime, after: int = -1) -> int | None:
    """The period whose code this is, near the moment asked about and later than `after`; None when it is none.

    A code that was used has its period in `after`, and so is worth nothing a second time, nor is any before it.
    """
    now = int(at.timestamp()) // PERIOD
    for counter in range(max(now - TOLERANCE, after + 1), now + TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def set_up_offer(person: Person, secret: str) -> dict[str, str]:
    """What an app needs to be told: a picture to scan, as the address of an image, and the same secret to type."""
    address = SealedSecrets().build_totp_url(person, secret)
    return {
        "picture": picture_of(address),
        "alt": _("Picture to scan with the app; it holds the key that is written below."),
        "key": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "address": address,
    }


def picture_of(address: str) -> str:
    """A QR code, as an address that an image can have."""
    svg = SealedSecrets().build_totp_svg(address)
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def unsealed(sealed: str) -> str:
    """A secret as it is kept, made readable. Raises UnreadableError."""
    return SealedSecrets().decrypt(sealed)
