"""What happened to a row, and who did it? Every tracked row has a page that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import quote, unquote
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.links import list_of, name_field, page_of
from commitments.admin.reading import ReadAdmin, Step
from commitments.admin.telling import named_in, told
from commitments.queries.history import history_named, history_of, is_tracked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commitments.queries.history import Event

AT_ONCE = 30
"""How many events a page holds."""


class TracedAdmin(ReadAdmin):
    """A noun whose rows have a history, where the ledger tracks it."""

    def offered(self, row: Any, request: HttpRequest) -> list[Step]:
        history = [Step(_("History"), self.history_url(row))] if is_tracked(self.model) else []
        return [*super().offered(row, request), *history]

    def history_url(self, row: Any) -> str:
        name = quote(getattr(row, name_field(self.model)))
        return reverse(f"admin:commitments_{self.opts.model_name}_history", args=[name])

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a row that this reader may see; a 404 where the ledger does not track it."""
        if not is_tracked(self.model) or not self.has_view_permission(request):
            raise Http404(_("There is no history to show."))
        row = self.get_object(request, unquote(object_id))
        events = history_of(row, seen_by=asking(request).clearance)
        back = {"row_url": page_of(row), "original": row, "steps": []}
        return self.history_page(request, events, str(row), back | self.taking_back(request, row, events))

    def gone_page(self, request: HttpRequest, name: str, title: str, more: dict[str, Any]) -> HttpResponse:
        """The history of a row that is gone."""
        events = history_named(self.model, name, seen_by=asking(request).clearance)
        return self.history_page(request, events, title, more)

    def taking_back(self, request: HttpRequest, row: Any, events: Sequence[Event]) -> dict[str, Any]:
        """What the page needs to offer the undoing of the last change."""
        return {}

    def history_page(
        self, request: HttpRequest, events: Sequence[Event], title: str, more: dict[str, Any]
    ) -> HttpResponse:
        shown = list(page := Paginator(events, AT_ONCE).get_page(request.GET.get("page")))
        markings = [event.marking for event in shown]
        now = [[more["original"]]] if "original" in more else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("History of “%(row)s”") % {"row": title},
            "list_url": list_of(self.model),
            "banner": banner(request, markings, *now, *named_in(shown, self.model, asking(request))),
            "page": page,
            "events": told(shown, self.model, asking(request)),
            **more,
        }
        return TemplateResponse(request, "admin/history.html", context)
