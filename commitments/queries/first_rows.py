"""What are the first rows of a figure's list, with all that a line about each of them needs?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from commitments.models.commitments import Commitment
from commitments.queries.attention import standing_of
from commitments.queries.opened import opened
from commitments.queries.summaries import Place

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet

    from commitments.queries.figures import Figure
    from commitments.queries.visibility import Principal

BESIDE = {"provisions": ("agreement",), "commitments": ("provision__agreement",), "bodies": ("party", "parent")}


def first_rows(figure: Figure, principal: Principal, *, on: datetime.date, most: int) -> list[Any]:
    """At most so many rows, in the order of the list; none are asked for where the figure is zero."""
    return told_of(opened(figure, principal, on=on), figure.of, most) if figure.count else []


def told_of(rows: QuerySet[Any], of: str, most: int) -> list[Any]:
    """The first of these rows of a resource; of commitments each is a Place: the commitment, and how it stands."""
    if beside := BESIDE.get(of):
        rows = rows.select_related(*beside)
    if of == "activities":
        cited = Commitment.objects.select_related("provision__agreement")
        rows = rows.prefetch_related(Prefetch("commitments", queryset=cited))
    if of == "commitments":
        return [Place(row, standing) for row in rows[:most] if (standing := standing_of(row))]
    return list(rows[:most])
