"""How far is a list that grows without end leafed through, page by page?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

FURTHEST = 10_000
"""Rows that may be leafed through. Nobody leafs further; filters and search lead to the rest."""


def counted_to_furthest(rows: Any) -> int:
    """How many rows a query has; FURTHEST + 1 stands for more than FURTHEST, which nobody counts."""
    return int(rows.order_by()[: FURTHEST + 1].count())


class LatestPaginator(Paginator):  # type: ignore[type-arg]  # it takes none when it runs
    """Pages of the first FURTHEST rows. It counts no further, so that a list of millions opens like one of a few."""

    @cached_property
    def counted(self) -> int:
        return counted_to_furthest(self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.counted, FURTHEST)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than its pages show."""
        return self.counted > FURTHEST
