"""Note when a token was last used, at most once an hour, in nobody's way."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction

from commitments.models.tokens import TokenUse

if TYPE_CHECKING:
    from commitments.models.tokens import Token

SELDOM = datetime.timedelta(hours=1)
AGAIN_AFTER = 60
"""Seconds until it is tried again where it could not be noted."""
PATIENCE = 50
"""Milliseconds that noting waits for others."""

log = logging.getLogger("commitments.tokens")


def note_use(token: Token, *, at: datetime.datetime, address: str) -> None:
    """Note that a token was used; nothing where that was noted within the hour, or could not be.

    It is called after the answer has gone, outside its transaction, and raises nothing.
    """
    use: TokenUse | None = getattr(token, "use", None)
    if use is not None and use.last_used_at > at - SELDOM:
        return
    if not cache.add(f"token-use:{token.pk}", 1, timeout=AGAIN_AFTER):  # somebody is at it, or it failed just now
        return
    told = {"last_used_at": at, "address": address[:45]}
    try:
        with _in_a_hurry():
            if use is None and not TokenUse.objects.filter(token=token).exists():
                TokenUse.objects.create(token=token, **told)
            else:
                TokenUse.objects.filter(token=token, last_used_at__lte=at - SELDOM).update(**told)
    except IntegrityError:
        return  # another process noted its first use at this very moment
    except DatabaseError as error:
        log.warning("The use of token %s was not noted: %s", token.prefix, error)


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """Give up soon where somebody else is at work on the same rows, or, on SQLite, on any.

    There, no transaction is begun: one would queue behind all writers. Each statement is one by itself.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
