"""What had been recorded by a moment? The second clock.

    with recorded_by(moment, seen_by=principal.clearance) as record:
        …

Every question asked inside reads the tracked tables as they had been recorded by then, through the very queries that
answer it today; so do standing, filters and figures. Today's marking holds as well as that of the time: the stricter.
Evaluate inside: a queryset that is only built there and read later reads today's rows.
"""

from __future__ import annotations

import datetime
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments.ledger.declaration import tables
from commitments.ledger.rebuilding import record_at
from commitments.queries.changes import last_event
from commitments.queries.containment import NAMES
from commitments.queries.filters.kinds import start_of
from commitments.queries.visibility import MARKED_BY
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{8,15}([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII)


@dataclass(frozen=True)
class Recorded:
    """The last revision by the moment that this reader may know of; `id` None before the first. RFC 3339 in UTC."""

    id: str | None
    recorded_at: str | None

    @property
    def moment(self) -> datetime.datetime | None:
        """When it was recorded, as a moment."""
        return datetime.datetime.fromisoformat(self.recorded_at) if self.recorded_at else None


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of the day at the office. Raises OverflowError for the last day there is."""
    return start_of(day + datetime.timedelta(1)) - datetime.timedelta(microseconds=1)


def in_ledger(moment: datetime.datetime) -> str:
    """A moment as the ledger writes it."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_meant(text: str) -> datetime.datetime:
    """The moment that somebody writes: RFC 3339, or a day, which means its end at the office.

    Raises ValidationError for anything else.
    """
    try:
        if DAY.fullmatch(text):
            return end_of(datetime.date.fromisoformat(text))
        if MOMENT.fullmatch(text):
            return datetime.datetime.fromisoformat(text.upper()).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    raise ValidationError(_("Give a day (2026-11-21) or a moment with its offset (2026-11-21T09:00:00Z)."))


@contextmanager
def recorded_by(moment: datetime.datetime | None, *, seen_by: str) -> Iterator[Recorded | None]:
    """Read what had been recorded by the moment, as somebody with this clearance may know it; None: what is there now.

    Inside another record, or inside a transaction that writes, it must not be used.
    """
    if moment is None:
        yield None
        return
    types = [table.type for table in tables() if table.name]
    event = last_event(clearance=seen_by, types=types, recorded_by=in_ledger(moment))
    ranked = {table.model: ("marking", Marking.values) for table in tables() if _is_marked(table.model)}
    with record_at(event.number if event else 0, ranked=ranked, settle=_contain):
        yield Recorded(event.revision, event.recorded_at) if event else Recorded(None, None)


def _is_marked(model: type[Model]) -> bool:
    return MARKED_BY.get(model) == ("marking",)


def _contain(model: type[Model]) -> None:
    """Mark what was recorded then no lower than anything it named is marked now."""
    for marking in Marking:
        lower = [each for each in Marking.values if Marking(each).rank < marking.rank]
        for path in NAMES.get(model, ()):
            rows = model._base_manager.filter(marking__in=lower, **{path: marking})
            rows.update(marking=marking)
