"""Which token does a key belong to, and how is a key made?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.models.tokens import Token, TokenUse
from commitments.queries.fixed import Asked, Fixed
from commitments.queries.networks import lies_in

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

MARK = "ct"
READ: tuple[tuple[type[Model], str], ...] = (
    (Token, ""),
    (Person, "owner__"),
    (Party, "owner__party__"),
    (TokenUse, "use__"),
)
"""What is read of a token, and where it stands."""


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
    token = _called(parts[1])
    if token is None or not hmac.compare_digest(token.digest, digest_of(key)):
        return None
    usable = is_in_force(token, at=at) and token.owner.is_active
    return token if usable and (not token.networks or lies_in(address, token.networks)) else None


def _called(prefix: str) -> Token | None:
    """The token of this prefix, with its owner, their party, and its last use."""
    found = _question().one(prefix)
    if not found:
        return None
    values = iter(found[0])
    token: Token
    token, owner, party, use = (_row(model, values) for model, _path in READ)
    owner.party, token.owner = party, owner
    Token._meta.get_field("use").set_cached_value(token, use)  # None too: nobody has to ask again
    return token


@cache
def _question() -> Fixed:
    """Every API call asks it: written by the ORM each time, it would take longer than all else that a token costs."""
    columns = [f"{path}{field.attname}" for model, path in READ for field in model._meta.concrete_fields]
    return Fixed(Token.objects.filter(prefix=Asked()).order_by().values_list(*columns), Token._meta.get_field("prefix"))


def _row(model: type[Model], values: Iterator[Any]) -> Any:
    """A row of a model from the next values; None where it has no key."""
    fields = model._meta.concrete_fields
    own = [next(values) for _field in fields]
    names = [field.attname for field in fields]
    there = own[names.index(model._meta.pk.attname)] is not None
    return model.from_db(Token.objects.db, names, own) if there else None


def is_in_force(token: Token, *, at: datetime.datetime) -> bool:
    """Whether it is neither expired nor revoked at that moment."""
    return token.expires_at > at and token.revoked_at is None


def successor_of(token: Token, *, at: datetime.datetime) -> Token | None:
    """The token in force that it was rotated to, if any."""
    return Token.objects.filter(replaces=token, revoked_at=None, expires_at__gt=at).first()
