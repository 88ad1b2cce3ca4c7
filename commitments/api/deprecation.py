"""How is it said, a year ahead, that an address or a field will go?

A view names `deprecated`, a serializer's `Meta` names fields in `deprecated`: then every answer carries `Deprecation`
(RFC 9745), `Sunset` (RFC 8594) and a link to what to do instead. Within v1 nothing goes.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.http import http_date

A_YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Deprecated:
    """From which day it should not be used any more, on which it goes, and where it says what to use instead.

    Raises ValueError where there is less than a year in between.
    """

    since: datetime.date
    sunset: datetime.date
    instead: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < A_YEAR:
            raise ValueError("Whoever uses it has a year to change.")

    def headers(self) -> dict[str, str]:
        """What goes with every answer."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": f'<{self.instead}>; rel="deprecation"',
        }


def deprecated_in(view: Any) -> Deprecated | None:
    """What a view answers with that will go: itself, or the first of its fields to go; None for nothing."""
    declared: Deprecated | None = getattr(view, "deprecated", None)
    fields = getattr(getattr(getattr(view, "serializer_class", None), "Meta", None), "deprecated", {})
    found = [*([declared] if declared else []), *fields.values()]
    return min(found, key=lambda each: each.sunset, default=None)


def _seconds(day: datetime.date) -> int:
    return calendar.timegm(day.timetuple())
