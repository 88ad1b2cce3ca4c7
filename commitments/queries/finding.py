"""Which rows does somebody mean who typed a name, a clause or some words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q

from commitments.queries.filters.searching import holding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from commitments.models.bodies import Body
    from commitments.models.commitments import Commitment
    from commitments.models.rows import TextRow

    Row = TypeVar("Row", bound=TextRow)

MOST = 12
"""How many rows are offered when words fit more than one."""


def commitments_meant(rows: QuerySet[Commitment], typed: str) -> list[Commitment]:
    """The commitments that `typed` fits: its reference, else its clause (3.2), else words of it.

    Those retired are left out unless their reference was typed. At most MOST; empty when nothing fits.
    """
    current = rows.filter(retired_on=None)
    return _first(
        rows.filter(reference__iexact=typed),
        current.filter(Q(provision__citation__iexact=typed) | Q(provision__key__iexact=typed)),
        holding(current, typed, ("reference", "title", "quote")),
    )


def bodies_meant(rows: QuerySet[Body], typed: str) -> list[Body]:
    """The bodies that `typed` fits: its slug, abbreviation or whole name, else words of it. At most MOST."""
    current = rows.filter(retired_on=None)
    named = Q(slug__iexact=typed) | Q(abbreviation__iexact=typed) | Q(name__iexact=typed)
    return _first(current.filter(named), holding(current, typed, ("abbreviation", "name", "slug")))


def _first(*questions: QuerySet[Row]) -> list[Row]:
    """The answer of the first question that has one."""
    for question in questions:
        if found := list(question[:MOST]):
            return found
    return []


def choosable(rows: QuerySet[Row], *, chosen: Iterable[Any] = ()) -> QuerySet[Row]:
    """The rows of a text that a form offers: those not retired, and those chosen already."""
    return rows.filter(Q(retired_on=None) | Q(pk__in=[row.pk for row in chosen]))
