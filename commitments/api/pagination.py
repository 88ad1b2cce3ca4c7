"""Which page of a list comes next? It starts after the last row seen, so deep pages cost what the first one does."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commitments.api.problems import AskedWronglyError
from commitments.queries.fixed import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Field, Model, QuerySet
    from django.db.models.expressions import OrderBy

    Rows = list[tuple[Any, tuple[Any, ...]]]
    Read = Callable[[QuerySet[Any]], Rows]
    ReadAgain = Callable[[tuple[bool, bool], Any, Callable[[], QuerySet[Any]]], Rows]

SIGNER = signing.Signer(salt="commitments.api.cursor")  # without the time: the same page has the same cursor


@dataclass(frozen=True)
class Page:
    """Rows read, whether there are more before and after them, and the cursors that lead there."""

    rows: list[Any]
    following: str | None
    preceding: str | None


@dataclass(frozen=True)
class Step:
    """One column of an order. Empty values come last in rising and in falling order."""

    column: str
    falling: bool
    field: Field[Any, Any]

    def ordered(self, *, back: bool) -> OrderBy:
        falling = self.falling is not back
        last: dict[str, bool] = {}
        if self.field.null:
            last = {"nulls_first": True} if back else {"nulls_last": True}
        return F(self.column).desc(**last) if falling else F(self.column).asc(**last)

    def beyond(self, value: Any, *, back: bool) -> Q:
        """The rows that come later than this value; sooner, going back."""
        if value is None:
            return Q(**{f"{self.column}__isnull": False}) if back else Q(pk__in=[])
        past = "lt" if self.falling is not back else "gt"
        later = Q(**{f"{self.column}__{past}": value})
        return later | Q(**{f"{self.column}__isnull": True}) if self.field.null and not back else later

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})

    def at_or_beyond(self, value: Any, *, back: bool) -> Q:
        """One range for an index to start at."""
        if self.field.null or value is None:
            return Q()
        return Q(**{f"{self.column}__{'lte' if self.falling is not back else 'gte'}": value})


class KeysetPagination:
    """Walks the rows of a noun in one order. `order` names columns, falling ones with a hyphen; the last is unique."""

    def __init__(self, noun: type[Model], order: tuple[str, ...]) -> None:
        self.order = order
        self.label = f"{noun._meta.model_name}:{','.join(order)}"
        self.steps = [
            Step(each.lstrip("-"), each.startswith("-"), noun._meta.get_field(each.lstrip("-")))  # type: ignore[arg-type]
            for each in order
        ]

    @property
    def fields(self) -> list[Any]:
        """The fields of these columns."""
        return [step.field for step in self.steps]

    @property
    def columns(self) -> list[str]:
        """The columns that have to be read with each row."""
        return [step.column for step in self.steps]

    def page(
        self,
        rows: QuerySet[Any],
        cursor: str | None,
        size: int,
        read: Read,
        again: ReadAgain | None = None,
    ) -> Page:
        """At most `size` rows from where the cursor points; `read` gives each with its values of `columns`.

        `again` does so for a list that is asked for again and again: it is given a key, the values of the cursor, and
        what makes the rows with `Asked` in place of these values, should it not know them by the key.

        Raises AskedWronglyError for a cursor that is not one of ours, or not one of this list in this order.
        """
        back, values = self._opened(cursor) if cursor else (False, None)

        def from_where(there: list[Any] | None) -> QuerySet[Any]:
            later = rows if there is None else rows.filter(self._beyond(there, back=back))
            return self.ordered(later, back=back)[: size + 1]

        if again is None or (values is not None and None in values):
            found = read(from_where(values))
        else:
            places = values and [Asked(place) for place in range(len(values))]
            found = again((back, values is not None), values or (), partial(from_where, places))
        more, found = len(found) > size, found[:size]
        if back:
            found.reverse()
        after, before = (True, more) if back else (more, values is not None)
        return Page(
            [row for row, _values in found],
            self._sealed(found[-1][1], back=False) if found and after else None,
            self._sealed(found[0][1], back=True) if found and before else None,
        )

    def ordered(self, rows: QuerySet[Any], *, back: bool = False) -> QuerySet[Any]:
        """The rows in this order, or from its end."""
        return rows.order_by(*(step.ordered(back=back) for step in self.steps))

    def _beyond(self, values: list[Any], *, back: bool) -> Q:
        condition, same = Q(pk__in=[]), Q()
        for step, value in zip(self.steps, values, strict=True):
            condition |= same & step.beyond(value, back=back)
            same &= step.equal(value)
        return self.steps[0].at_or_beyond(values[0], back=back) & condition

    def _sealed(self, values: tuple[Any, ...], *, back: bool) -> str:
        return SIGNER.sign_object([self.label, back, [_written(value) for value in values]])

    def _opened(self, cursor: str) -> tuple[bool, list[Any]]:
        try:
            label, back, values = SIGNER.unsign_object(cursor)
            if label != self.label:
                raise AskedWronglyError({"cursor": [_("This cursor is for another list or another order.")]})
            return back, [step.field.to_python(value) for step, value in zip(self.steps, values, strict=True)]
        except (signing.BadSignature, ValueError, TypeError, ValidationError) as error:
            raise AskedWronglyError({"cursor": [_("This cursor is not one that the API gave.")]}) from error


def _written(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
