"""How is a date written of which perhaps only the month or the year is known?"""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import pgettext

from commitments.vocabulary import DatePrecision


def at_precision(day: datetime.date | None, precision: str) -> str:
    """A date no more precise than it is known: 26 June 2020, April 2011, 2018; nothing for no date."""
    if day is None:
        return ""
    if precision == DatePrecision.YEAR:
        return date_format(day, pgettext("date format of a year alone", "Y"))
    return date_format(day, "YEAR_MONTH_FORMAT" if precision == DatePrecision.MONTH else "DATE_FORMAT")
