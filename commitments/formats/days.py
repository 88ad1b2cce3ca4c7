"""How is the day of a month written, where it is not just its number?

Django's formats say what stands in which order for all days alike, and have no sign for an ordinal that a language can
say: French writes “1er mars” and “2 mars”. So what Django calls `j` is asked here, by pages, admin and sentences alike.
"""

from __future__ import annotations

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language


class WrittenDays(DateFormat):
    """Django's way of writing dates, but for the first day of a month in French."""

    def j(self) -> int | str:  # type: ignore[override]
        """The day of the month without a zero before it: 1 to 31, in French 1er to 31."""
        day = super().j()
        return "1er" if day == 1 and (get_language() or "").startswith("fr") else day
