"""How is every noun listed and read? One way for all of them."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as said
from rest_framework.exceptions import PermissionDenied
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import GenericViewSet

from commitments.api import asking
from commitments.api.answers import PrivateAnswers, answer, marking_header, nothing, stated, unless_known
from commitments.api.authentication import asking as principal_asking
from commitments.api.exporting import exported, form_asked
from commitments.api.fields import is_a_name, named, public_name_of
from commitments.api.once import Once
from commitments.api.pagination import KeysetPagination
from commitments.api.parts import Reader
from commitments.api.plan import Plan, plan_for, resources_of
from commitments.api.preconditions import tag_of
from commitments.api.problems import AskedWronglyError
from commitments.api.rendering import as_json
from commitments.models.rows import WorkRow
from commitments.queries.as_of import recorded_by
from commitments.queries.listing import text_rows_list
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request

    from commitments.queries.filters.declared import DeclaredFilter

Resources = list[dict[str, Any]]


class ResourceViewSet(PrivateAnswers, GenericViewSet):
    """Lists and details of one noun, `resource` being its plural name in addresses."""

    resource: ClassVar[str]
    noun: ClassVar[type[Model]]
    filter_class: ClassVar[type[DeclaredFilter]]
    orderings: ClassVar[tuple[str, ...]] = ()
    verbs: ClassVar[dict[str, str]] = {}
    expandable: ClassVar[tuple[str, ...]] = ()
    with_precondition: ClassVar[tuple[str, ...]] = ()
    asks_for_a_day: ClassVar[bool] = False
    largest_body: int | None = None
    remembers: ClassVar[bool] = False
    """Whether `recorded_by` may be asked: what had been recorded by a moment."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    lookup_url_kwarg = "name"
    lookup_value_regex = "[A-Za-z0-9.-]+"
    pagination_class = None
    row: Any = None
    shown: Sequence[str] = ()
    post: Callable[..., HttpResponse]
    filter_backends = ()

    # Who asks, and may they? In the order of the contract: 401, 404, 405, 403.

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None  # no format suffixes
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self.principal = principal_asking(request)
        self.reader = Reader(self.principal, request.build_absolute_uri("/api/v1/"))
        self.check_throttles(request)
        refused = None
        try:
            self.check_permissions(request)
        except PermissionDenied as error:
            refused = error
        once = Once(self, request) if request.method == "POST" else None
        if "name" in kwargs and (self.action != "retrieve" or refused):
            self.row = named(self.noun, [kwargs["name"]], self.principal).get(kwargs["name"])
            if self.row is None and (refused or not once or not once.done_before()):
                raise Http404
        self.check_verb(request)
        if refused:
            raise refused
        if once:
            self.post = once.around(self.post)

    # Which rows?

    @property
    def plan(self) -> Plan:
        return plan_for(self.reading(), self.resource)

    @classmethod
    def reading(cls) -> type[ModelSerializer]:
        """The serializer that says how a row reads."""
        return cls.serializer_class  # type: ignore[return-value]

    def listed(self, on: datetime.date) -> QuerySet[Any]:
        """The rows of the list on the day."""
        return text_rows_list(self.noun, self.principal, on)

    def readable(self, on: datetime.date) -> QuerySet[Any]:
        """The rows that may be asked for by their public names."""
        return visible_to(self.noun._default_manager.all(), self.principal)

    @classmethod
    def orders(cls) -> dict[str, tuple[str, ...]]:
        """The orders that may be asked for, each ending in the public name."""
        tie = public_name_of(cls.noun)
        return {
            value: (value, tie) if column != tie else (value,)
            for column in cls.orderings
            for value in (column, f"-{column}")
        }

    # The answers

    def list(self, request: Request) -> HttpResponse:
        return self._as_recorded(request, partial(self._list, request))

    def retrieve(self, request: Request, name: str) -> HttpResponse:
        return self._as_recorded(request, partial(self._retrieve, request, name))

    def _as_recorded(self, request: Request, told: Callable[[], HttpResponse]) -> HttpResponse:
        """The answer as it would have been by the moment that is asked about; it says which write was the last then."""
        moment = asking.moment(request.query_params) if self.remembers else None
        with recorded_by(moment, seen_by=self.principal.clearance) as record:
            return stated(told(), record)

    def _list(self, request: Request) -> HttpResponse:
        asked = request.query_params
        filters = self.filter_class.base_filters
        self.refuse_undeclared(asked, *filters, *asking.PAGING, *self._record_asked(), "format")
        form, page = form_asked(asked), asking.paging(asked)
        on = asking.day(asked) if "on" in filters else timezone.localdate()
        rows = self.listed(on)
        narrowed = any(name in filters for name in asked)
        if narrowed:
            filterset = self.filter_class(asked, rows, principal=self.principal, on=on)
            if not filterset.is_valid():
                raise AskedWronglyError(
                    {name: [str(fault) for fault in faults] for name, faults in filterset.errors.items()}
                )
            rows = filterset.qs
        pages = KeysetPagination(self.noun, self._order(request))
        if form is not None:
            return exported(self, request, pages.ordered(rows), form)
        again = None
        if issubclass(self.noun, WorkRow) and not narrowed and page.size == asking.PAGE_SIZE:
            key = (self.principal.clearance, pages.label)
            again = partial(self.plan.read_again, key, reader=self.reader, order=pages.fields)
        read = partial(self.plan.read, reader=self.reader, order=pages.columns)
        found = pages.page(rows, page.cursor, page.size, read, again)
        body: dict[str, Any] = {"count": rows.order_by().count()} if page.count else {}
        body |= {
            "results": self.expanded(request, found.rows),
            "next": self._page_url(request, found.following),
            "previous": self._page_url(request, found.preceding),
        }
        return self._marked(request, answer(body), body["results"])

    def _retrieve(self, request: Request, name: str) -> HttpResponse:
        asked = request.query_params
        on = asking.day(asked) if self.asks_for_a_day else timezone.localdate()
        found = self._found(name, on)
        self.refuse_undeclared(asked, *(["on"] if self.asks_for_a_day else []), *self._record_asked())
        expanded = self.expanded(request, found)
        body = as_json(expanded[0])
        plain = issubclass(self.noun, WorkRow) and not asked
        tag = f'"{found[0]["version"]}"' if plain else tag_of(body)
        told = unless_known(request, HttpResponse(body, content_type="application/json"), tag)
        return self._marked(request, told, expanded)

    def _found(self, name: str, on: datetime.date) -> Resources:
        resources: Resources = []
        if not is_a_name(self.noun, name):
            pass
        elif issubclass(self.noun, WorkRow):
            resources = self.plan.of_keys([name], self.reader)
        else:
            found = self.readable(on).filter(**{public_name_of(self.noun): name})
            resources = resources_of(self.plan.read(found, self.reader))
        if not resources:
            raise Http404
        return resources

    def as_read(self, row: Any) -> dict[str, Any]:
        """A work row as its resource, as it stands. Raises Http404 where the reader may not see it (any more)."""
        found = self.plan.of_keys([row.pk], self.reader)
        if not found:
            raise Http404
        return found[0]

    def told(self, row: Any, status: int = 200) -> HttpResponse:
        """The answer to a write: the row as it stands, with its ETag and, where it is new, its address."""
        self.shown = [str(row.pk)]
        resource = self.as_read(row)
        headers = marking_header([resource]) | ({"Location": resource["url"]} if status == 201 else {})
        return answer(resource, status, ETag=f'"{resource["version"]}"', **headers)

    def told_of(self, ids: Sequence[str], status: int) -> HttpResponse:
        """The same answer once more, with the row as it is now for whoever asks. Raises Http404 where it is gone."""
        if not ids:
            return nothing()
        row = visible_to(self.noun._default_manager.filter(pk__in=ids), self.principal).first()
        if row is None:
            raise Http404
        return self.told(row, status)

    def _order(self, request: Request) -> tuple[str, ...]:
        ordering = asking.one(request.query_params, "ordering")
        if ordering is None:
            return tuple(self.noun._meta.ordering)  # type: ignore[arg-type]
        orders = self.orders()
        if ordering not in orders:
            sentence = said("“%(word)s” is not one of %(allowed)s.")
            raise AskedWronglyError({"ordering": [sentence % {"word": ordering, "allowed": ", ".join(orders)}]})
        return orders[ordering]

    def expanded(self, request: Request, resources: Resources) -> Resources:
        """The resources with what `expand` asks for embedded."""
        return resources

    @staticmethod
    def _marked(request: Request, response: HttpResponse, resources: Resources) -> HttpResponse:
        """The answer with its marking; not with embedded rows, whose standing rests on rows that are not in it."""
        told = {} if "expand" in request.query_params else marking_header(resources)
        for name, value in told.items():
            response[name] = value
        return response

    def refuse_undeclared(self, asked: Any, *declared: str) -> None:
        """Raise for any parameter beside these and `expand`, where the noun has it."""
        asking.refuse_undeclared(asked, [*declared, *(["expand"] if self.expandable else [])])

    def _record_asked(self) -> Sequence[str]:
        return ["recorded_by"] if self.remembers else []

    def _page_url(self, request: HttpRequest | Request, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"
