"""How is a list of the admin narrowed down to the rows that name a certain row?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.admin.asking import asking
from commitments.models.areas import PriorityArea
from commitments.queries.my_work import changed_by_others
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest


class ByName(admin.SimpleListFilter):
    """Rows that name another row, by its public name: `?area=cyber-defence`. Make one with `ByName.of`."""

    noun: type[Model]
    column: str
    many: bool
    offers_all: bool

    @classmethod
    def of(cls, noun: Any, column: str, *, offers_all: bool = True, many: bool | None = None) -> type[ByName]:
        """A filter on `column`, which points to `noun`. `offers_all`: not only the row that the address names."""
        told = {
            "noun": noun,
            "column": column,
            "many": column.endswith("s") if many is None else many,
            "offers_all": offers_all,
            "title": _("area") if noun is PriorityArea else noun._meta.verbose_name,
            "parameter_name": noun._meta.model_name.removeprefix("priority"),
        }
        return type(f"By{noun.__name__}", (cls,), told)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        name = self.noun.public_name  # type: ignore[attr-defined]
        return [(getattr(row, name), str(row)) for row in self.nameable(request)]

    def nameable(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that it offers: those that the reader may see, or (without `offers_all`) the one asked for."""
        rows: QuerySet[Any] = visible_to(self.noun._default_manager.all(), asking(request))
        if not self.offers_all:
            rows = rows.filter(**{self.noun.public_name: self.value() or ""})  # type: ignore[attr-defined]
        return rows

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        name = self.noun.public_name  # type: ignore[attr-defined]
        named = queryset.filter(**{f"{self.column}__{name}": self.value()})
        return queryset.filter(pk__in=named.order_by().values("pk")) if self.many else named


class Whose(admin.SimpleListFilter):
    """What the reader logged, or what others did: `?whose=me`."""

    title = _("logged by")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("me")), ("others", _("others"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        mine = {"logged_by": asking(request).person}
        if self.value() is None:
            return queryset
        return queryset.filter(**mine) if self.value() == "me" else queryset.exclude(**mine)


class ChangedLately(admin.SimpleListFilter):
    """What the reader logged and somebody else changed lately: `?changed=others`."""

    title = _("changed lately")
    parameter_name = "changed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("others", _("by others, what I logged"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=changed_by_others(asking(request), now=timezone.now()))


def asked_as(list_filter: Any) -> tuple[str, ...]:
    """The parameters by which an address asks a filter of a list, declared by its column or as a class."""
    if isinstance(list_filter, str):
        return list_filter, f"{list_filter}__exact", f"{list_filter}__isnull"
    return (list_filter.parameter_name,)
