"""How does another system keep its own activities in step, by the names they have there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from commitments.actions.pushing import ChangedSinceError, Pushed, push_activity, require_source
from commitments.api import asking
from commitments.api.activity_fields import EMPTY, MOVES_ON, ActivitySerializer, NewActivitySerializer
from commitments.api.answers import answer
from commitments.api.bulk import names_in
from commitments.api.parsing import UNREADABLE
from commitments.api.preconditions import Precondition
from commitments.api.problems import CONTENT_TYPE, problem
from commitments.api.sending import as_new, sound
from commitments.models.activities import Activity
from commitments.queries.pushes import pushed_as

if TYPE_CHECKING:
    from collections.abc import Callable

    from commitments.queries.visibility import Principal

IF_MATCH = OpenApiParameter(
    "If-Match",
    location="header",
    description=gettext_lazy("Not needed. With the version that was read it replaces whoever changed it since."),
)
PUSHED = {
    200: OpenApiResponse(ActivitySerializer, gettext_lazy("Replaced, or unchanged: the same as the last push.")),
    201: OpenApiResponse(ActivitySerializer, gettext_lazy("It was not there yet.")),
    409: OpenApiResponse(
        OpenApiTypes.OBJECT,
        gettext_lazy("Somebody changed it since the last push: a problem with `current` and `sent`."),
    ),
}


class NothingToMatchError(APIException):
    """If-Match was sent for what is not there."""

    status_code = 412


class SourceRoutes:
    """What an activity's viewset offers to the source that an activity came from."""

    principal: Principal
    as_read: Callable[[Any], dict[str, Any]]
    told: Callable[..., HttpResponse]

    @extend_schema(
        operation_id="activities_by_source_update", request=ActivitySerializer, responses=PUSHED, parameters=[IF_MATCH]
    )
    @action(
        detail=False,
        methods=["put"],
        url_path=r"by-source/(?P<source>[^/]+)/(?P<external_id>.+)",
        url_name="by-source",
        pagination_class=None,
    )
    def by_source(self, request: Request, source: str, external_id: str) -> HttpResponse:
        """Push an activity under the name it has in its source: logged where it is new, replaced where it is not.

        The token has to own the source. The same content as the last push changes nothing, confirmation and marking
        included. Where somebody else changed it since, the answer is 409 with both versions, unless If-Match is sent.
        What is not sent is emptied, as with PUT.
        """
        require_source(self.principal, source)
        origin = {"source": source, "external_id": external_id.strip()}
        row = self._row_of(origin)
        sent = request.data
        asking.refuse_undeclared(request.query_params, ())
        precondition = Precondition(request, row) if row else None
        unchecked = frozenset() if precondition and precondition.holds else MOVES_ON
        content = {**EMPTY, "areas": None, **self._content(sent, row, origin, unchecked)}
        reason = content.pop("marking_reason", "")
        try:
            pushed = self._pushed(content, reason, precondition)
        except ChangedSinceError as error:
            return self._both(request, error.current, sent)
        if pushed.made and "If-Match" in request.headers:
            raise NothingToMatchError(_("There is no such activity yet."))
        return self.told(pushed.activity, 201 if pushed.made else 200)

    def _row_of(self, origin: dict[str, str]) -> Activity | None:
        if UNREADABLE.search(origin["external_id"]) or not origin["external_id"]:
            raise ValidationError({"external_id": [_("It holds a character that is no text.")]})
        row = pushed_as(**origin)
        if row is not None and row.marking not in self.principal.markings:
            raise Http404
        return row

    def _content(
        self, sent: Any, row: Activity | None, origin: dict[str, str], unchecked: frozenset[str]
    ) -> dict[str, Any]:
        """What the body says, and the origin that the address says; the body may repeat it.

        A source that sends back what it read earlier does not know what people did since: of that, `unchecked` is not
        compared.
        """
        context = {"principal": self.principal, "known": names_in([sent], self.principal)}
        if row is None:
            content = sound(NewActivitySerializer(data=sent, context=context), sent, as_new(self.principal))
        else:
            content = sound(ActivitySerializer(data=sent, context=context), sent, self.as_read(row), unchecked)
        if other := [name for name, said in origin.items() if content.get(name, said).strip() != said]:
            raise ValidationError({name: [_("The address says otherwise.")] for name in other})
        return content | origin

    def _pushed(self, content: dict[str, Any], reason: str, precondition: Precondition | None) -> Pushed:
        if precondition is None or precondition.absent:
            return push_activity(content, by=self.principal, marking_reason=reason)
        with precondition.guarding() as version:
            return push_activity(content, by=self.principal, insisting=True, if_version=version, marking_reason=reason)

    def _both(self, request: Request, current: Activity, sent: Any) -> HttpResponse:
        """A problem with the activity as it stands and what was sent, and with the version to insist on."""
        said = _("Somebody else changed it since it was last pushed. Send If-Match with its version to replace it.")
        told = problem(409, said, request.path) | {"current": self.as_read(current), "sent": sent}
        conflict = answer(told, 409, ETag=f'"{current.version}"')
        conflict["Content-Type"] = CONTENT_TYPE
        return conflict
