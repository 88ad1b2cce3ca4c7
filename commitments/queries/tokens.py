"""Which token does a key belong to, and how is a key made?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from commitments.models.tokens import Token
from commitments.queries.networks import lies_in

if TYPE_CHECKING:
    import datetime

MARK = "ct"


def new_key() -> tuple[str, str, str]:
    """A new key, its prefix and its digest. The key is shown once and never kept."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = f"{MARK}_{prefix}_{secret}"
    return key, prefix, digest_of(key)


def digest_of(key: str) -> str:
    """SHA-256 of a key. A key is 256 random bits, so a plain digest cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def token_for(key: str, *, at: datetime.datetime, address: str = "") -> Token | None:
    """The token that the key belongs to, with its owner and last use, if it may be used at that moment from there.

    None for one that is unknown, expired or revoked, whose owner may not log in, or that may not be used from the
    address: whoever calls cannot tell which. `address` is empty where nobody knows it.
    """
    parts = key.split("_", 2)
    if len(parts) != 3 or parts[0] != MARK or not parts[1].isalnum():
        return None
    token = Token.objects.select_related("owner", "owner__party", "use").filter(prefix=parts[1]).first()
    if token is None or not hmac.compare_digest(token.digest, digest_of(key)):
        return None
    usable = is_in_force(token, at=at) and token.owner.is_active
    return token if usable and (not token.networks or lies_in(address, token.networks)) else None


def is_in_force(token: Token, *, at: datetime.datetime) -> bool:
    """Whether it is neither expired nor revoked at that moment."""
    return token.expires_at > at and token.revoked_at is None


def successor_of(token: Token, *, at: datetime.datetime) -> Token | None:
    """The token in force that it was rotated to, if any."""
    return Token.objects.filter(replaces=token, revoked_at=None, expires_at__gt=at).first()
