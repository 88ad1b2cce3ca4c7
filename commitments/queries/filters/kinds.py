"""What kinds of filters are there? Each takes any number of values; a row passes when it answers to one of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from commitments.models.activities import DAY_BOUNDS
from commitments.queries.filters.searching import holding
from commitments.queries.filters.values import (
    NONE,
    CodesField,
    DayField,
    EachField,
    Label,
    Named,
    NamesField,
    SearchField,
)
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from commitments.vocabulary import Listed


class CodesFilter(Filter):
    """Codes of a closed list. `none`: the words for a row that has no code, where it may be asked for."""

    field_class = CodesField

    def __init__(self, vocabulary: type[Listed], field_name: str | None = None, **extra: Any) -> None:
        none: Label | None = extra.pop("none", None)
        self.codes = extra.pop("codes", list(vocabulary))
        choices = [(NONE, none)] if none else []
        super().__init__(field_name, choices=[*choices, *((code.value, code.label) for code in self.codes)], **extra)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class PartCodesFilter(CodesFilter):
    """Codes of the parts of a row: one of its parts, in force (`live` names the day it retired), has one of them."""

    def __init__(self, vocabulary: type[Listed], field_name: str, *, live: str, **extra: Any) -> None:
        self.live = live
        super().__init__(vocabulary, field_name, **extra)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        parts = {f"{self.field_name}__in": value, self.live: None}
        rows = self.model._default_manager.filter(**parts).order_by()
        return qs.filter(pk__in=rows.values("pk")) if value else qs


class NamesFilter(Filter):
    """Rows of another noun, by public name. `many`: there may be several; `live`: parts that must not be retired."""

    field_class = NamesField

    def __init__(self, noun: type[Model], field_name: str, *, by: str = "", **extra: Any) -> None:
        self.noun = noun
        self.by: str = by or getattr(noun, "public_name", "id")
        self.many: bool = extra.pop("many", False)
        self.live: str = extra.pop("live", "")
        super().__init__(field_name, **extra)

    @property
    def field(self) -> NamesField:
        if not hasattr(self, "_field"):
            self.extra |= {"queryset": self.nameable(), "to_field_name": self.by}
        field: NamesField = super().field
        return field

    def nameable(self) -> QuerySet[Any]:
        """The rows that may be named."""
        return visible_to(self.noun._default_manager.all(), self.parent.principal)

    def filter(self, qs: QuerySet[Any], value: Named) -> QuerySet[Any]:
        if not value:
            return qs
        condition = self._with(**{f"{self.field_name}__in": value.rows}) if value.rows else Q()
        if value.none:
            condition |= ~self._with(**{f"{self.field_name}__isnull": False})
        return qs.filter(condition)

    def _with(self, **tie: Any) -> Q:
        if not self.many:
            return Q(**tie)
        live = {self.live: None} if self.live else {}
        return Q(pk__in=self.model._default_manager.filter(**tie, **live).order_by().values("pk"))


class YesNoFilter(Filter):
    """`true` or `false`, answered by `answers(filterset, rows, yes)` of the filter set."""

    field_class = CodesField

    def __init__(self, method: str, **extra: Any) -> None:
        self.answer = method
        super().__init__(choices=[("true", _("yes")), ("false", _("no"))], **extra)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if len(set(value)) != 1:
            return qs.filter(self._condition(yes=True) | self._condition(yes=False)) if value else qs
        return qs.filter(self._condition(yes=value[0] == "true"))

    def _condition(self, *, yes: bool) -> Q:
        condition: Q = getattr(self.parent, self.answer)(yes=yes)
        return condition


class TextsFilter(Filter):
    """The very text of a column."""

    field_class = EachField

    def __init__(self, field_name: str | None = None, **extra: Any) -> None:
        super().__init__(field_name, one=forms.CharField(strip=False), **extra)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class DayFilter(Filter):
    """A day that the question is about, not the rows: declared here, answered by whoever builds the rows."""

    field_class = EachField

    def __init__(self, field_name: str | None = None, **extra: Any) -> None:
        one = DayField(input_formats=["%Y-%m-%d"], validators=DAY_BOUNDS)
        super().__init__(field_name, one=one, input_type="date", **extra)

    def filter(self, qs: QuerySet[Any], value: list[datetime.date]) -> QuerySet[Any]:
        return qs


class SinceFilter(DayFilter):
    """Rows whose day is this day or a later one."""

    def filter(self, qs: QuerySet[Any], value: list[datetime.date]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__gte": self._bound(min(value))}) if value else qs

    def _bound(self, day: datetime.date) -> Any:
        return day


class UntilFilter(DayFilter):
    """Rows whose day is this day or an earlier one."""

    def filter(self, qs: QuerySet[Any], value: list[datetime.date]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__lt": self._bound(max(value) + datetime.timedelta(1))}) if value else qs

    def _bound(self, day: datetime.date) -> Any:
        return day


def start_of(day: datetime.date) -> datetime.datetime:
    """The moment at which the day begins at the office."""
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())


class SinceMomentFilter(SinceFilter):
    """Rows whose moment lies on this day at the office, or later."""

    def _bound(self, day: datetime.date) -> datetime.datetime:
        return start_of(day)


class UntilMomentFilter(UntilFilter):
    """Rows whose moment lies on this day at the office, or earlier."""

    def _bound(self, day: datetime.date) -> datetime.datetime:
        return start_of(day)


class SearchFilter(Filter):
    """Rows that hold every word given; see `searching.py`."""

    field_class = SearchField

    def __init__(self, *columns: str, **extra: Any) -> None:
        self.columns = columns
        super().__init__(**extra)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if len(value) == 1:
            return holding(qs, value[0], self.columns)
        found = [
            Q(pk__in=holding(self.model._default_manager.order_by(), each, self.columns).values("pk")) for each in value
        ]
        either = Q()
        for condition in found:
            either |= condition
        return qs.filter(either) if value else qs
