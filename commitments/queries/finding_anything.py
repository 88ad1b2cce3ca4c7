"""What does somebody mean who types into the one box: a commitment, a clause, an area, a body, an activity?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Case, IntegerField, Q, Value, When

from commitments.queries import leafing
from commitments.queries.figures import Figure
from commitments.queries.filters.searching import holding
from commitments.queries.first_rows import told_of
from commitments.queries.leafing import counted_to_furthest
from commitments.queries.listing import commitments_counted
from commitments.queries.opened import FILTERS, listed, opened

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal

Of = Literal["commitments", "provisions", "areas", "bodies", "activities"]

EXACTLY: dict[Of, tuple[str, ...]] = {
    "commitments": ("reference", "provision__citation", "provision__key"),
    "provisions": ("citation", "key"),
    "areas": ("slug", "short_name", "name"),
    "bodies": ("slug", "abbreviation", "name"),
    "activities": (),
}
"""What is looked through, in the order of the answer, and by which columns a row is meant before all others."""

BESIDE: dict[Of, tuple[str, ...]] = {
    "commitments": ("agreement", "provision"),
    "provisions": ("agreement",),
}
"""What a line about a row names."""

CITED = "¶"
"""How a bare number is cited; no text has the sign."""


@dataclass(frozen=True)
class Found:
    """What was found of one noun: how many rows its list has, and the first of them.

    `uncounted`: there are more than the figure says, which is as far as anybody leafs.
    """

    figure: Figure
    rows: list[Any]
    uncounted: bool = False


@dataclass(frozen=True)
class Suggested:
    """The first rows of one noun, and whether the first of them is named exactly."""

    of: Of
    rows: list[Any]
    exactly: bool


def found(principal: Principal, typed: str, *, on: datetime.date, most: int = 5) -> list[Found]:
    """What was found of each noun, those without a row as well; nothing for nothing typed.

    Every word typed is the beginning of a word (`filters/searching.py`). What is named exactly comes first. Two or
    three queries for each noun.
    """
    words = _meant(typed)
    return [_found(of, principal, words, on, most) for of in EXACTLY] if words else []


def suggested(principal: Principal, typed: str, *, on: datetime.date, most: int = 5) -> list[Suggested]:
    """The first rows of each noun that has any, in the same order: neither counted nor asked how they stand.

    One or two queries for each noun. Commitments come with their agreement and clause.
    """
    words = _meant(typed)
    told = [_suggested(of, principal, words, on, most) for of in EXACTLY] if words else []
    return [each for each in told if each.rows]


def _suggested(of: Of, principal: Principal, words: str, on: datetime.date, most: int) -> Suggested:
    rows = commitments_counted(principal, on) if of == "commitments" else listed(of, principal, on)
    columns = FILTERS[of].base_filters["search"].columns
    having = holding(rows, words, columns)
    if of == "activities":
        return Suggested(of, _newest(having, principal, most), exactly=False)
    told = list(_exact_first(having, of, words).select_related(*BESIDE.get(of, ()))[:most])
    return Suggested(of, told, bool(told) and told[0].rank == 0)


def _newest(rows: QuerySet[Any], principal: Principal, most: int) -> list[Any]:
    """The first activities of the list. An index has those of each marking in order; SQLite does not merge them."""
    each = [list(rows.filter(marking=marking)[:most]) for marking in principal.markings]
    return sorted(chain(*each), key=lambda row: (-row.starts_on.toordinal(), row.pk))[:most]


def _meant(typed: str) -> str:
    return " ".join(typed.replace(CITED, " ").split())


def _found(of: Of, principal: Principal, words: str, on: datetime.date, most: int) -> Found:
    where = {"search": words} if of == "activities" else {"search": words, "on": on.isoformat()}
    rows = opened(Figure(0, of, where), principal, on=on)
    counted = counted_to_furthest(rows)
    number = min(counted, leafing.FURTHEST)
    first = told_of(_exact_first(rows, of, words), of, most) if number else []
    return Found(Figure(number, of, where), first, uncounted=counted > number)


def _exact_first(rows: QuerySet[Any], of: Of, words: str) -> QuerySet[Any]:
    exactly = Q()
    for column in EXACTLY[of]:
        exactly |= Q(**{f"{column}__iexact": words})
    if not exactly:
        return rows
    rank = Case(When(exactly, then=Value(0)), default=Value(1), output_field=IntegerField())
    ranked: QuerySet[Any] = rows.annotate(rank=rank)
    return ranked.order_by("rank", *rows.model._meta.ordering)
