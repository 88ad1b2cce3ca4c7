"""Which day do imprecise dates and periods of whole months come to?"""

import calendar
import re
from datetime import date, timedelta

DURATION = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?", re.ASCII)


def last_day_of(day: date, precision: str) -> date:
    """Give the last day of the period that ``day`` stands for; ``precision`` is ``day``, ``month`` or ``year``.

    An imprecise date counts from this day: the year 2018 from 2018-12-31. Raises ``ValueError`` for another precision.
    """
    if precision == "day":
        return day
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision == "year":
        return day.replace(month=12, day=31)
    raise ValueError(f"A date is precise to a day, month or year, not to “{precision}”.")


def months_in(duration: str) -> int:
    """Give the months of an ISO 8601 duration of whole years and months (``P2Y``, ``P12M``, ``P1Y6M``).

    Raises ``ValueError`` for anything else, and for a duration of nothing: weeks, days and hours are no whole months.
    """
    match = DURATION.fullmatch(duration)
    months = 12 * int(match[1] or 0) + int(match[2] or 0) if match else 0
    if not months:
        raise ValueError(f"“{duration}” is not a duration of whole years and months, such as P12M or P2Y.")
    return months


def duration_of(months: int) -> str:
    """Give whole months as an ISO 8601 duration in its canonical form, which counts months alone: ``P12M``.

    Raises ``ValueError`` for less than one month.
    """
    if months < 1:
        raise ValueError(f"A duration has at least one month, not {months}.")
    return f"P{months}M"


def add_months(day: date, months: int) -> date:
    """Give the same day of the month, ``months`` later (earlier if negative); in a shorter month, its last day.

    Raises ``ValueError`` outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{day} and {months} months lead to the year {year}, which the calendar does not hold.")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_term(starts: date, duration: str) -> date:
    """Give the day on which a term ends: two years from 26 June 2020 end on 26 June 2022 (rule of reading 6)."""
    return add_months(starts, months_in(duration))


def earliest_proof(on: date, months: int) -> date:
    """Give the earliest day p on which a proof still counts on ``on``: the first with ``add_months(p, months) >= on``.

    Months are not all alike: one month before 31 March is 1 March, for 28 February leads only to 28 March.
    Raises ``ValueError`` for negative months and outside the years 1 to 9999.
    """
    if months < 0:
        raise ValueError("A proof cannot count for less than no months.")
    same_day = add_months(on, -months)
    return same_day if add_months(same_day, months) >= on else same_day + timedelta(days=1)
