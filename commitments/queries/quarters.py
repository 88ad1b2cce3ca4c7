"""How many activities were there in each area, quarter by quarter?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, Sum

from commitments.models.activities import EARLIEST, LATEST
from commitments.models.areas import PriorityArea
from commitments.models.provisions import AreaMention
from commitments.models.rollups import AreaMonth, Counted
from commitments.queries.figures import Figure
from commitments.queries.visibility import visible_to
from commitments.texts.periods import add_months
from commitments.vocabulary import AreaMentionKind, Stage

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

A_DAY = datetime.timedelta(days=1)
SHOWN = 8
"""How many quarters are shown: two years."""

NOT_CANCELLED = [stage.value for stage in Stage if stage is not Stage.CANCELLED]


@dataclass(frozen=True)
class Quarter:
    """Three months. `year` is the year in which the office's year began, `number` 1 to 4 within it."""

    year: int
    number: int
    starts_on: datetime.date

    @property
    def ends_on(self) -> datetime.date:
        """Its last day."""
        return add_months(self.starts_on, 3) - A_DAY

    @property
    def name(self) -> str:
        """As the API writes it: 2020-Q3."""
        return f"{self.year:04}-Q{self.number}"


@dataclass(frozen=True)
class AreaRow:
    """The activities of one area. `code` is its slug, `none` for activities without an area, or `all`."""

    code: str
    area: PriorityArea | None
    citation: str
    counts: list[Figure]
    total: Figure


@dataclass(frozen=True)
class AreasByQuarter:
    """The quarters shown, oldest first, and a row for each area, for `none` and for `all`."""

    quarters: list[Quarter]
    rows: list[AreaRow]


def quarters_up_to(on: datetime.date, number: int = SHOWN) -> list[Quarter]:
    """The quarters up to the one that holds the day, oldest first; none that ended before 1900.

    They are calendar quarters unless the office's year starts in a month of its own (OFFICE_YEAR_STARTS).
    """
    first_month: int = settings.OFFICE_YEAR_STARTS
    into_year = (on.month - first_month) % 12
    start = add_months(on.replace(day=1), -(into_year % 3))
    starts = [add_months(start, -3 * back) for back in reversed(range(number))]
    quarters = [_quarter(first, first_month) for first in starts]
    return [quarter for quarter in quarters if quarter.ends_on >= EARLIEST]


def _quarter(starts_on: datetime.date, first_month: int) -> Quarter:
    into_year = (starts_on.month - first_month) % 12
    return Quarter(add_months(starts_on, -into_year).year, into_year // 3 + 1, starts_on)


def areas_by_quarter(principal: Principal, *, on: datetime.date) -> AreasByQuarter:
    """Every activity that is not cancelled, once in each of its areas, in the quarter of its start day.

    `all` counts each activity once, whatever its areas. Read from the counts
    that are kept, however many activities there are.
    """
    quarters = quarters_up_to(on)
    first, last = quarters[0].starts_on, quarters[-1].ends_on
    counted = visible_to(AreaMonth.objects.order_by(), principal).filter(
        stage__in=NOT_CANCELLED, month__range=(first, last)
    )
    by_area: dict[int, dict[str, int]] = {}
    for area, month, number in counted.values_list("area", "month").annotate(Sum("number")):
        place = next(index for index, quarter in enumerate(quarters) if month <= quarter.ends_on)
        counts = by_area.setdefault(area, {})
        counts[f"in_{place}"] = counts.get(f"in_{place}", 0) + number
    areas = PriorityArea.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on))
    cited = _citations(principal)
    rows = [_row(area.slug, area, cited.get(area.slug, ""), quarters, by_area.get(area.pk)) for area in areas]
    rows.append(_row("none", None, "", quarters, by_area.get(Counted.WITHOUT_AREA)))
    rows.append(_row("all", None, "", quarters, by_area.get(Counted.ALL)))
    return AreasByQuarter(quarters, rows)


def _row(
    code: str, area: PriorityArea | None, citation: str, quarters: list[Quarter], counts: dict[str, int] | None
) -> AreaRow:
    numbers = [(counts or {}).get(f"in_{index}", 0) for index in range(len(quarters))]
    figures = [
        _figure(number, code, quarter.starts_on, quarter.ends_on)
        for number, quarter in zip(numbers, quarters, strict=True)
    ]
    total = _figure(sum(numbers), code, quarters[0].starts_on, quarters[-1].ends_on)
    return AreaRow(code, area, citation, figures, total)


def _figure(count: int, code: str, first: datetime.date, last: datetime.date) -> Figure:
    first, last = max(first, EARLIEST), min(last, LATEST)  # no activity starts before or after, and no list asks for it
    within: dict[str, str | list[str]] = {"started_after": first.isoformat(), "started_before": last.isoformat()}
    area: dict[str, str | list[str]] = {} if code == "all" else {"area": code}
    return Figure(count, "activities", {**area, **within, "stage": NOT_CANCELLED})


def _citations(principal: Principal) -> dict[str, str]:
    """Where a text names each area a priority; the latest text where several do."""
    named = visible_to(AreaMention.objects.filter(named_as=AreaMentionKind.PRIORITY, retired_on=None), principal)
    return dict(named.order_by("provision__position").values_list("area__slug", "provision__citation"))
