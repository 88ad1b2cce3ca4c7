"""What do people call an object that they know by type and public name, and which page tells of it?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from commitments.ledger.declaration import tables
from commitments.queries.changes import rows_now
from commitments.queries.withdrawn import withdrawn_activities

if TYPE_CHECKING:
    from django.db.models import Model

    from commitments.queries.figures import Where
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Called:
    """An object by its public name: its title, a further word on it, and the page (a route, with what it names or is
    asked). `title` is empty for what is not there for this reader; `page` for what has none."""

    name: str
    title: str = ""
    said: str = ""
    page: str = ""
    named: str = ""
    asked: Where = field(default_factory=dict)


def called(kind: str, names: Collection[str], principal: Principal) -> list[Called]:
    """The objects of one type, of these names, by title. A constant number of queries."""
    noun = _noun(kind)
    rows = rows_now(noun, names, principal).select_related(*BESIDE.get(kind, ()))
    found = {str(getattr(row, getattr(noun, "public_name", "pk"))): row for row in rows}
    told = [CALLED[kind](name, found[name]) if name in found else Called(name) for name in names]
    return sorted(told, key=lambda each: (each.title.casefold(), each.name))


def called_when_gone(kind: str, names: Collection[str], principal: Principal) -> list[Called]:
    """Objects that are gone: by title and reason what was withdrawn and this reader may still read, others by name."""
    if kind != "activities" or not names:
        return [Called(name) for name in names]
    known = {str(each.id): each for each in withdrawn_activities(principal)}
    return [Called(name, known[name].title, known[name].reason) if name in known else Called(name) for name in names]


def plural_of(kind: str) -> Any:
    """What several objects of a type are called."""
    return _noun(kind)._meta.verbose_name_plural


def _noun(kind: str) -> type[Model]:
    return next(table.model for table in tables() if table.name and table.type == kind)


def _of_commitment(name: str, row: Any, said: str) -> Called:
    return Called(name, row.commitment.title, said, "commitment", row.commitment.reference)


BESIDE: dict[str, tuple[str, ...]] = {
    "provisions": ("agreement",),
    "milestones": ("agreement",),
    "assessments": ("commitment", "party"),
    "decisions": ("commitment",),
    "targets": ("commitment",),
    "reviews": ("agreement",),
}

CALLED: dict[str, Callable[[str, Any], Called]] = {
    "parties": lambda name, row: Called(name, row.name),
    "agreements": lambda name, row: Called(name, row.title, row.code, "agreement", name),
    "provisions": lambda name, row: Called(name, str(row), "", "provisions", asked={"search": name}),
    "areas": lambda name, row: Called(name, row.short_name, "", "area", name),
    "bodies": lambda name, row: Called(name, row.name, row.abbreviation, "body", name),
    "commitments": lambda name, row: Called(name, row.title, row.reference, "commitment", name),
    "milestones": lambda name, row: Called(name, row.title, row.agreement.code),
    "activities": lambda name, row: Called(name, row.title, row.get_stage_display(), "activity", name),
    "assessments": lambda name, row: _of_commitment(name, row, row.get_confidence_display()),
    "decisions": lambda name, row: _of_commitment(name, row, row.get_kind_display()),
    "targets": lambda name, row: _of_commitment(name, row, row.get_kind_display()),
    "reviews": lambda name, row: Called(
        name, row.agreement.short_name, date_format(row.due_on), "reviews", asked={"agreement": row.agreement.slug}
    ),
}
"""How each type is called."""
