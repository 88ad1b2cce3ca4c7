"""How do administrators read the access record? As a list: nothing in it is added, changed or taken away by hand."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from commitments.admin.asking import asking
from commitments.admin.reading import ReadAdmin
from commitments.models.access import AccessEvent
from commitments.queries.access import SEARCHED, noted_for, with_letters_of
from commitments.queries.filters.kinds import start_of
from commitments.queries.leafing import LatestPaginator

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

DAYS_OFFERED = 7
A_DAY = datetime.timedelta(1)


class ByAsked(admin.SimpleListFilter):
    """Entries with the very value that the address asks for; the list's own cells lead there. See `ByAsked.of`."""

    @classmethod
    def of(cls, column: str) -> type[ByAsked]:
        title = AccessEvent._meta.get_field(column).verbose_name  # type: ignore[union-attr]
        return type(f"By{column.capitalize()}", (cls,), {"parameter_name": column, "title": title})

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = self.value()
        return [(value, value)] if value else []

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(**{str(self.parameter_name): value}) if value else queryset


class ByDay(admin.SimpleListFilter):
    """Entries of one day at the office: one of the last seven, or the one that the address asks for."""

    title, parameter_name = _("day"), "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = timezone.localdate()
        days = {today - A_DAY * ago for ago in range(DAYS_OFFERED)} | ({self.asked} if self.asked else set())
        return [(day.isoformat(), date_format(day)) for day in sorted(days, reverse=True)]

    @property
    def asked(self) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(self.value() or "")
        except ValueError:
            return None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        if self.asked is None or not datetime.date.min < self.asked < datetime.date.max - A_DAY:
            return queryset.none()
        return queryset.filter(at__gte=start_of(self.asked), at__lt=start_of(self.asked + A_DAY))


@admin.register(AccessEvent)
class AccessEventAdmin(ReadAdmin):
    to_read = "read_audit"
    list_display = ("at", "kind", "by", "origin", "door", "subject", "detail", "times", "request")
    list_display_links = None
    list_filter = ("kind", ByAsked.of("who"), ByAsked.of("address"), ByDay)
    search_fields = SEARCHED
    sortable_by = ()
    paginator = LatestPaginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessEvent]:
        return noted_for(asking(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, with_letters_of(queryset, search_term), search_term)

    def get_urls(self) -> list[Any]:
        """The list alone: an entry has no page."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="commitments_accessevent_changelist")]

    @admin.display(description=_("who"))
    def by(self, row: AccessEvent) -> SafeString | str:
        return _narrowed("who", row.who)

    @admin.display(description=_("address"))
    def origin(self, row: AccessEvent) -> SafeString | str:
        return _narrowed("address", row.address)


def _narrowed(column: str, value: str) -> SafeString | str:
    """The value as a link to the entries that have it; nothing for none."""
    return format_html('<a href="?{}">{}</a>', urlencode({column: value}), value) if value else ""
