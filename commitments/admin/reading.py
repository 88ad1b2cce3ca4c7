"""How does the admin list a noun and show one row of it, to whoever may read it?

Every list, search, autocomplete and page reads through `visible_to`; rows are addressed by their public name, work
rows by UUID. What somebody may not see is a 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.links import list_of, name_field, page_of, shown_as
from commitments.admin.listing import asked_as
from commitments.admin.taking_out import beside_list
from commitments.queries.banner import UNMARKED
from commitments.queries.filters.searching import LONGEST, holding
from commitments.queries.permissions import may
from commitments.queries.visibility import MARKED_BY, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.admin.site import TrackerAdminSite
    from commitments.queries.banner import Shown


@dataclass(frozen=True)
class Part:
    """A table on a row's page. `rows` empty: the part is left out.

    `shows` are the rows that stand in it, where they may be marked higher than the page's own row.
    """

    heading: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    shows: Shown = ()


@dataclass(frozen=True)
class Step:
    """Something to do with the row: a link, or a button that posts (then `fields` go with it).

    `warning`: what will happen, where it cannot be taken back; it is read before the button is there to press.
    """

    label: str
    url: str
    posts: bool = False
    fields: tuple[tuple[str, Any], ...] = ()
    warning: str = ""


class NamedChangeList(ChangeList):
    """A list that links to pages by public name."""

    model_admin: ReadAdmin

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        self.root_queryset = self.model_admin.listed(request)
        return super().get_queryset(request, exclude_parameters)

    def url_for_result(self, result: Model) -> str:
        return page_of(result)


class ReadAdmin(admin.ModelAdmin):
    """`to_read`, `to_add` and `to_change` name verbs of queries/permissions.py; None: nobody may."""

    admin_site: TrackerAdminSite
    to_read = "read"
    to_add: ClassVar[str | None] = None
    to_change: ClassVar[str | None] = None
    shown: tuple[str, ...] = ()

    actions: Any = None
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    add_title: Any = ""
    exported_as: ClassVar[str] = ""
    """The resource of the API that hands out the same rows as files; empty where none has the same filters."""

    imported_as: ClassVar[str] = ""
    """What a file with such rows is said to hold; empty for what is not imported."""

    @property
    def media(self) -> Media:
        """None of Django's own scripts: our one script stands in the frame of every page."""
        return Media()

    # Who may

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(asking(request), self.to_read)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.to_add is not None and may(asking(request), self.to_add)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.to_change is not None and may(asking(request), self.to_change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    # Which rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_to(super().get_queryset(request), asking(request))

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the list, before filters."""
        return self.get_queryset(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row with this public name; a 404 for one that is not there or not for this reader."""
        try:
            row = self.get_queryset(request).filter(**{name_field(self.model): object_id}).first()
        except (ValidationError, ValueError):
            row = None
        if row is None:
            raise Http404(_("There is nothing with this name that you may see."))
        return row

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if len(search_term) > LONGEST:
            most = _("A search has at most %(most)s characters.") % {"most": LONGEST}
            self.message_user(request, most, messages.WARNING)
            return queryset.none(), False
        return holding(queryset, search_term, tuple(self.search_fields)), False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """What the list's own filters ask, and nothing else: no other column, no pattern, no database id."""
        return any(lookup in asked_as(each) for each in self.get_list_filter(request))

    def get_changelist(self, request: HttpRequest, **extra: Any) -> type[ChangeList]:
        return NamedChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {**(extra_context or {}), "add_title": self.add_title, "at_list": True}
        more |= beside_list(self, request)
        response = super().changelist_view(request, more)
        if isinstance(response, TemplateResponse) and (listed := (response.context_data or {}).get("cl")):
            response.context_data |= self.banner_of_list(request, listed)  # type: ignore[operator]
        return response

    @property
    def tells_markings(self) -> bool:
        """Whether it is known of this noun what is marked; if not, its pages are marked as all that one may see."""
        return self.model in MARKED_BY or self.opts.object_name in UNMARKED

    def banner_of_list(self, request: HttpRequest, listed: ChangeList) -> dict[str, Any]:
        """The highest marking of all rows of a list, and of those that its filters name."""
        if not self.tells_markings:
            return {}
        named = [spec.nameable(request) for spec in listed.filter_specs if hasattr(spec, "nameable")]
        return {"banner": banner(request, listed.queryset, *named)}

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *where: Any) -> HttpResponse | None:
        try:
            return super().response_action(request, queryset, *where)
        except ValidationError as error:
            raise BadRequest("No row has this id.") from error

    # One row

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self.read_page(request, object_id)

    def read_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One row as facts and tables, with nothing to fill in."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            return self.admin_site.refuse(request, _("This page is for reading only."))
        row = self.get_object(request, object_id)
        parts = [part for part in self.parts(row, request) if part.rows]
        shown = [[row], *(part.shows for part in parts), *self.shows(row, request)]
        context = {
            **self.admin_site.each_context(request),
            **({"banner": banner(request, *shown)} if self.tells_markings else {}),
            "opts": self.opts,
            "title": str(row),
            "original": row,
            "list_url": list_of(self.model),
            "facts": self.facts(row),
            "parts": parts,
            "steps": self.offered(row, request),
        }
        return TemplateResponse(request, self.read_template, context | self.more(row, request))

    read_template = "admin/row.html"

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """What `shown` names, with its label; what is empty is left out."""
        facts = []
        for name in self.shown:
            field, _attribute, value = lookup_field(name, row, self)
            if value not in (None, "", []):
                facts.append((str(label_for_field(name, self.model, self)), shown_as(field, value)))
        return [fact for fact in facts if fact[1] != ""]

    def parts(self, row: Any, request: HttpRequest) -> list[Part]:
        """The tables below the facts."""
        return []

    def shows(self, row: Any, request: HttpRequest) -> Iterable[Shown]:
        """What else stands on the page of a row that may be marked higher than it."""
        return ()

    def steps(self, row: Any, request: HttpRequest) -> list[Step]:
        """What this reader may do with the row."""
        return []

    def offered(self, row: Any, request: HttpRequest) -> list[Step]:
        """The same, with what every noun offers."""
        return self.steps(row, request)

    def more(self, row: Any, request: HttpRequest) -> dict[str, Any]:
        """What the template of this noun needs beside the rest."""
        return {}

    # Nothing but the actions writes: what happened is theirs to keep.

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None
