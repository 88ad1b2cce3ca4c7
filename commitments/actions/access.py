"""Write into the access record: who came in, who was refused, what was changed of people and tokens.

An entry is written with the transaction that is open: what is taken back leaves none. What must stay though the
answer is a refusal is written after it, outside (tracker/middleware.py).
"""

from __future__ import annotations

import datetime
import unicodedata
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from commitments.ledger.recording import acting_now
from commitments.models.access import AccessEvent
from commitments.queries.addresses import subscriber_of
from commitments.queries.people import person_called
from commitments.vocabulary import AccessKind

if TYPE_CHECKING:
    from collections.abc import Iterator


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

    With `counted`, repetitions by the same `who` from the same address within a minute raise the count of the first;
    for nobody known the address is that of a subscriber, so that hopping from one to the next adds no rows.
    """
    asked, acting = _asked.get(), acting_now()
    who = acting.by if who is None else who
    address = subscriber_of(asked.address) if counted and not who else asked.address
    door, now = asked.door or acting.door, timezone.now()
    same: dict[str, Any] = {"kind": kind, "who": who[:120], "address": address[:45]}
    told = {
        "door": door[:16],
        "subject": subject[:200],
        "detail": detail,
        "request": (asked.request or acting.request)[:64],
    }
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


def note_failed_log_in(typed: str) -> None:
    """Note that somebody did not get in. `typed` is kept only where it is the log-in name of an account.

    People type passwords where the name belongs: whatever else was typed is in no entry.
    """
    name = unicodedata.normalize("NFKC", typed).strip()  # as the log-in form reads it
    person = person_called(name) if "\0" not in name else None
    note_access(AccessKind.LOG_IN_FAILED, who=f"person:{person.username}" if person else "", counted=True)
