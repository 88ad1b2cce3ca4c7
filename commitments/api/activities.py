"""Activities in the API: read, logged, changed and confirmed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from commitments.actions.activities import change_activity, confirm_activity, log_activity, withdraw_activity
from commitments.api import asking
from commitments.api.activity_fields import EMPTY, MOVES_ON, ActivitySerializer, NewActivitySerializer
from commitments.api.answers import answer, nothing
from commitments.api.bulk import BulkRoutes, names_in
from commitments.api.by_source import SourceRoutes
from commitments.api.embedding import EMBEDDED, embed
from commitments.api.evidence import EvidenceRoutes
from commitments.api.fields import WordsField
from commitments.api.history import HISTORY_PARAMETERS, EventSerializer, page_of_events, told_event
from commitments.api.preconditions import Precondition
from commitments.api.resources import ResourceViewSet
from commitments.api.sending import as_new, sound
from commitments.models.activities import Activity
from commitments.queries.filters.activities import ActivityFilter
from commitments.queries.following import areas_of
from commitments.queries.history import history_of
from commitments.queries.listing import activities_list

if TYPE_CHECKING:
    from django.db.models import QuerySet


class DeletionSerializer(serializers.Serializer):
    reason = WordsField(
        required=False, allow_blank=True, max_length=4_000, help_text=_("Why; it stays in the history.")
    )


class WithdrawalOfActivitySerializer(serializers.Serializer):
    reason = WordsField(max_length=4_000, help_text=_("Why; it stays in the history."))


@extend_schema_view(evidence=extend_schema(responses={201: ActivitySerializer}))
class ActivityViewSet(BulkRoutes, SourceRoutes, EvidenceRoutes, ResourceViewSet):
    resource = "activities"
    noun = Activity
    queryset = Activity.objects.none()
    serializer_class = ActivitySerializer
    filter_class = ActivityFilter
    orderings = ("starts_on", "created_at", "updated_at", "title")
    remembers = True
    expandable = tuple(EMBEDDED)
    with_precondition = ("update", "partial_update", "confirm", "destroy", "withdraw")
    verbs = {
        "create": "log_activity",
        "bulk": "log_activity",
        "by_source": "log_activity",
        "update": "change_activity",
        "partial_update": "change_activity",
        "confirm": "confirm_activity",
        "destroy": "withdraw_activity",
        "withdraw": "withdraw_activity",
        "evidence": "change_activity",
    }

    def listed(self, on: datetime.date) -> QuerySet[Activity]:
        return activities_list(self.principal)

    def expanded(self, request: Request, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
        fields = asking.chosen(request.query_params, "expand", self.expandable)
        return embed(resources, fields, self.reader, on=timezone.localdate())

    @extend_schema(request=NewActivitySerializer)
    def create(self, request: Request) -> HttpResponse:
        """Log an activity. It is `internal` unless it says otherwise, and its areas follow from its commitments."""
        sent = request.data
        asking.refuse_undeclared(request.query_params, ())
        serializer = NewActivitySerializer(data=sent, context=self._context(sent))
        content = sound(serializer, sent, as_new(self.principal))
        return self.told(log_activity({**EMPTY, **content}, by=self.principal), 201)

    def update(self, request: Request, name: str) -> HttpResponse:
        """Replace its content: what is not sent is emptied, and areas follow from the commitments.

        Marking, source and external id stay unless they are sent.
        """
        return self._change(request, EMPTY)

    def partial_update(self, request: Request, name: str) -> HttpResponse:
        """Change what is sent and leave the rest."""
        return self._change(request, {})

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="confirm")
    def confirm(self, request: Request, name: str) -> HttpResponse:
        """Confirm what somebody else logged. Takes an empty body, with If-Match."""
        sent = request.data
        asking.refuse_undeclared(request.query_params, ())
        sound(serializers.Serializer(data=sent), sent, {})
        with Precondition(request, self.row).guarding() as version:
            confirmed = confirm_activity(self.row, by=self.principal, if_version=version)
        return self.told(confirmed, 200)

    @extend_schema(request=DeletionSerializer, responses={204: None})
    def destroy(self, request: Request, name: str) -> HttpResponse:
        """Withdraw it, with If-Match. It is gone from everywhere but the ledger, which keeps it and the reason."""
        return self._withdraw(request, DeletionSerializer(data=request.data))

    @extend_schema(request=WithdrawalOfActivitySerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_name="withdraw")
    def withdraw(self, request: Request, name: str) -> HttpResponse:
        """Withdraw it with a reason, and with If-Match. DELETE does the same and may do without a reason."""
        return self._withdraw(request, WithdrawalOfActivitySerializer(data=request.data))

    @extend_schema(responses=EventSerializer(many=True))
    @action(detail=True, methods=["get"], url_name="history")
    def history(self, request: Request, name: str) -> HttpResponse:
        """What happened to it, the newest first. What was marked above your clearance at the time is not there."""
        asking.refuse_undeclared(request.query_params, HISTORY_PARAMETERS)
        events = history_of(self.row, seen_by=self.principal.clearance)
        asked = asking.paging(request.query_params)
        page = page_of_events(events, str(self.row.pk), asked)
        body: dict[str, Any] = {"count": len(events)} if asked.count else {}
        address = f"{self.reader.root}{self.resource}/{self.row.pk}/"
        body |= {
            "results": [told_event(event, ActivitySerializer, address) for event in page.events],
            "next": self._page_url(request, page.following),
            "previous": self._page_url(request, page.preceding),
        }
        return answer(body)

    def _context(self, sent: Any) -> dict[str, Any]:
        """Who writes, and the rows that the body names."""
        return {"principal": self.principal, "known": names_in([sent], self.principal)}

    def _withdraw(self, request: Request, serializer: serializers.Serializer) -> HttpResponse:
        asking.refuse_undeclared(request.query_params, ())
        reason = sound(serializer, request.data, {}).get("reason", "")
        with Precondition(request, self.row).guarding() as version:
            withdraw_activity(self.row, reason, by=self.principal, if_version=version)
        return nothing()

    def _change(self, request: Request, defaults: dict[str, Any]) -> HttpResponse:
        sent = request.data
        asking.refuse_undeclared(request.query_params, ())
        precondition = Precondition(request, self.row)
        serializer = ActivitySerializer(data=sent, partial=not defaults, context=self._context(sent))
        unchecked = MOVES_ON if precondition.stale else frozenset()
        content = {**defaults, **sound(serializer, sent, self.as_read(self.row), unchecked)}
        if defaults and "areas" not in content:
            content["areas"] = areas_of(content["commitments"])
        reason = content.pop("marking_reason", "")
        with precondition.guarding() as version:
            changed = change_activity(self.row, content, by=self.principal, if_version=version, marking_reason=reason)
        return self.told(changed, 200)
