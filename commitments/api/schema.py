"""How is the API described? OpenAPI 3.1, made from the declarations that serve it."""

from __future__ import annotations

import inspect
from typing import Any

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django_filters import Filter
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from commitments.api.asking import LARGEST_PAGE, PAGE_SIZE
from commitments.api.described_files import files_of
from commitments.api.formats import TYPES
from commitments.models.rows import TextRow
from commitments.queries.filters.kinds import CodesFilter, DayFilter, SearchFilter, YesNoFilter
from commitments.queries.filters.searching import LONGEST
from commitments.queries.permissions import scope_for

RECORDED_BY = OpenApiParameter(
    "recorded_by",
    description=_(
        "What had been recorded by then: a moment with its offset, or a day, which means its end at the office. The"
        " header Recorded-By names the last write that the answer knows of."
    ),
)
KNOWN = OpenApiParameter("If-None-Match", location="header", description=_("The ETag of the answer that is there."))


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "commitments.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "commitments.api.authentication.PersonSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": _("The session of the pages; what changes something needs X-CSRFToken as well."),
        }


class PageShape:
    """What a list answers with."""

    def get_paginated_response_schema(self, results: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "count": {"type": "integer", "description": _("With count=true.")},
                "results": results,
                "next": address,
                "previous": address,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []


class ResourceSchema(AutoSchema):
    """Filters, paging, days and preconditions as the viewsets declare them."""

    def _get_paginator(self) -> PageShape | None:
        view: Any = self.view
        pages = hasattr(view, "filter_class") and view.action in ("list", "history")
        return PageShape() if pages else None

    def get_description(self) -> str:  # type: ignore[override]
        """What the method says of itself; what lists and details have in common goes without saying."""
        method: Any = getattr(self.view, getattr(self.view, "action", ""), None)
        return inspect.getdoc(method) or "" if method else str(super().get_description())

    def get_auth(self) -> list[dict[str, Any]]:
        """A token needs a scope; the session of a person does whatever the person may do."""
        view: Any = self.view
        scope = scope_for(getattr(view, "verbs", {}).get(getattr(view, "action", None), "read"))
        return [
            {name: [scope.value] if name == BearerScheme.name else given for name, given in each.items()}
            for each in super().get_auth()
        ]

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        given = super().get_override_parameters()
        if not hasattr(view, "filter_class"):
            return given
        reads = view.action in ("list", "retrieve")
        expand = [OpenApiParameter("expand", many=True, enum=view.expandable, explode=True)] if view.expandable else []
        of_action = {"list": _of_list, "retrieve": _of_detail, "history": _of_paging}
        own = of_action[view.action](view) if view.action in of_action else []
        if view.action in view.with_precondition:
            described = _('The version that was read, such as `"7"`; a list, weak ones and `*` are understood.')
            own = [OpenApiParameter("If-Match", location="header", required=True, description=described)]
        if self.method == "POST":
            described = _("1 to 255 visible ASCII characters. The same request with the same key is carried out once.")
            own = [*own, OpenApiParameter("Idempotency-Key", location="header", description=described)]
        return [*given, *own, *(expand if reads else [])]

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        """A list may be taken out as a file as well."""
        view: Any = self.view
        answers = super()._get_response_bodies(direction)
        if hasattr(view, "filter_class") and view.action == "list":
            content = answers["200"]["content"]
            content |= files_of(view.reading(), content["application/json"]["schema"])
        return answers

    def _get_request_body(self, direction: str = "request") -> Any:
        """A DELETE may come with a body; it need not."""
        if self.method != "DELETE":
            return super()._get_request_body(direction)
        self.method = "POST"
        try:
            body = super()._get_request_body(direction)
        finally:
            self.method = "DELETE"
        return body and {name: value for name, value in body.items() if name != "required"}


def _of_list(view: Any) -> list[OpenApiParameter]:
    filters = [_of_filter(name, each) for name, each in view.filter_class.base_filters.items()]
    orders = sorted(view.orders(), key=lambda order: (order.lstrip("-"), order))
    return [
        *filters,
        *([RECORDED_BY] if view.remembers else []),
        OpenApiParameter("ordering", enum=orders, description=_("Empty values come last.")),
        OpenApiParameter("format", enum=["json", *TYPES], description=_("All of the list as a file; pages without.")),
        *_of_paging(view),
    ]


def _of_paging(view: Any) -> list[OpenApiParameter]:
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
    return [
        OpenApiParameter("cursor", description=_("Where the page starts: taken from next or previous.")),
        OpenApiParameter("page_size", size),
        OpenApiParameter("count", OpenApiTypes.BOOL, description=_("Whether to count the rows as well.")),
    ]


def _of_detail(view: Any) -> list[OpenApiParameter]:
    day = OpenApiParameter(
        "on", OpenApiTypes.DATE, description=_("The day whose standing is asked for; today without.")
    )
    known = KNOWN
    if issubclass(view.noun, TextRow):
        described = _(
            "The ETag of the answer that is there: a digest of it, which changes with all that you may see of the row."
            " The version leaves out mentions, terms, links, lineage and what milestones did."
        )
        known = OpenApiParameter("If-None-Match", location="header", description=described)
    return [*([day] if view.asks_for_a_day else []), *([RECORDED_BY] if view.remembers else []), known]


def _of_filter(name: str, each: Filter) -> OpenApiParameter:
    shape: Any = {"type": "string"}
    if isinstance(each, CodesFilter | YesNoFilter):
        shape = {"type": "string", "enum": [code for code, _label in each.extra["choices"]]}
    elif isinstance(each, DayFilter):
        shape = {"type": "string", "format": "date"}
    elif isinstance(each, SearchFilter):
        shape = {"type": "string", "maxLength": LONGEST}
    words = {"label": str(each.label).capitalize(), "none": each.extra.get("none")}
    sentence = said("%(label)s; given twice, either.") % words
    if words["none"]:
        sentence = said("%(label)s; given twice, either. `none`: %(none)s.") % words
    return OpenApiParameter(name, {"type": "array", "items": shape}, explode=True, description=sentence)
