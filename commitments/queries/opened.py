"""Which rows does the list of a figure hold?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.provisions import Provision
from commitments.queries.filters.activities import ActivityFilter
from commitments.queries.filters.areas import PriorityAreaFilter
from commitments.queries.filters.bodies import BodyFilter
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.filters.provisions import ProvisionFilter
from commitments.queries.listing import activities_list, commitments_list, text_rows_list

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.figures import Figure
    from commitments.queries.filters.declared import DeclaredFilter
    from commitments.queries.visibility import Principal

FILTERS: dict[str, type[DeclaredFilter]] = {
    "commitments": CommitmentFilter,
    "activities": ActivityFilter,
    "provisions": ProvisionFilter,
    "areas": PriorityAreaFilter,
    "bodies": BodyFilter,
}
TEXT_ROWS: dict[str, Any] = {"provisions": Provision, "areas": PriorityArea, "bodies": Body}


def opened(figure: Figure, principal: Principal, *, on: datetime.date) -> QuerySet[Any]:
    """The rows that a figure counts, in the order of its list, through the very filters of that list.

    Commitments come with their standing. `on` is the day that the figure is asked about.
    """
    asked = QueryDict(mutable=True)
    for name, value in figure.where.items():
        asked.setlist(name, [value] if isinstance(value, str) else value)
    filters = FILTERS[figure.of](asked, listed(figure.of, principal, on), principal=principal, on=on)
    if not filters.is_valid():
        raise ValueError(f"A figure asks what its list does not know: {filters.errors}")
    rows: QuerySet[Any] = filters.qs
    return rows


def listed(of: str, principal: Principal, on: datetime.date) -> QuerySet[Any]:
    """The rows of a resource's list before anybody filters it."""
    if of == "commitments":
        return commitments_list(principal, on)
    return activities_list(principal) if of == "activities" else text_rows_list(TEXT_ROWS[of], principal, on)
