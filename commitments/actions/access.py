"""Write into the access record: who came in, who was refused, what was changed of people and tokens.

An entry is written with the transaction that is open: what is taken back leaves none. What must stay though the
answer is a refusal is written after it, outside (tracker/middleware.py).
"""

from __future__ import annotations

import datetime
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from commitments.ledger.recording import acting_now
from commitments.models.access import AccessEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commitments.vocabulary import AccessKind


@dataclass(frozen=True)
class Asked:
    """Where the request that is being answered came from; empty for a command."""

    address: str = ""
    door: str = ""
    request: str = ""


_asked: ContextVar[Asked] = ContextVar("access_asked", default=Asked())  # noqa: B039 (frozen)


@contextmanager
def asked_from(address: str, door: str, request: str) -> Iterator[None]:
    """Say where a request comes from, while it is answered."""
    token = _asked.set(Asked(address, door, request))
    try:
        yield
    finally:
        _asked.reset(token)


def note_access(
    kind: AccessKind, *, who: str | None = None, subject: str = "", detail: str = "", counted: bool = False
) -> None:
    """Add an entry. `who` is as the ledger names actors; None for whoever acts at this moment.

    With `counted`, repetitions by the same `who` from the same address within a minute raise the count of the first.
    """
    asked, acting = _asked.get(), acting_now()
    who = acting.by if who is None else who
    door, now = asked.door or acting.door, timezone.now()
    same: dict[str, Any] = {"kind": kind, "who": who[:120], "address": asked.address[:45]}
    told = {"door": door[:16], "subject": subject[:200], "detail": detail, "request": asked.request or acting.request}
    if not counted:
        AccessEvent.objects.create(**same, **told, at=now)
        return
    same["minute"] = _minute_of(now)
    for _try in range(2):
        if AccessEvent.objects.filter(**same).update(times=F("times") + 1):
            return
        try:
            with transaction.atomic():
                AccessEvent.objects.create(**same, **told, at=now)
        except IntegrityError:  # another process was first in this minute
            continue
        return


def _minute_of(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(second=0, microsecond=0)
