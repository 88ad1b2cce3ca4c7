"""How are the parts of a resource read: the rows that hang on it and are shown with it?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from commitments.models.rows import TextPart
from commitments.queries.fixed import Asked
from commitments.queries.visibility import up_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Reader:
    """Who reads, and from which address the API is asked: absolute, ending in a slash."""

    principal: Principal
    root: str


class PartSerializer(serializers.ModelSerializer):
    """A part that `Meta.tie`, a key of `Meta.model`, ties to its resource; in the model's own order.

    A part with an address of its own defines `addressed(part, address)`: the part as it reads below the address of its
    resource.
    """

    addressed: Callable[[dict[str, Any], str], dict[str, Any]] | None = None


def of_parents(model: type[Model], tie: str, clearance: str, order: Iterable[str] = ()) -> QuerySet[Any]:
    """The parts of the parents asked for that may be read with this clearance and were not retired, in order."""
    rows = up_to(model._default_manager.filter(**{f"{tie}__pk__among": Asked()}), clearance)
    if issubclass(model, TextPart):
        rows = rows.filter(retired_on=None)
    return rows.order_by(*order) if order else rows


def by_parent(rows: Iterable[tuple[Any, ...]], made: Callable[[tuple[Any, ...]], Any]) -> dict[Any, list[Any]]:
    """Rows of columns, the first of which is the parent's key, as a list of parts for each parent."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(made(row))
    return found
