"""What may an auditor pull: the access record, and the head of the ledger (docs/decisions/0010)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.viewsets import ViewSet

from commitments.api import asking
from commitments.api.answers import PrivateAnswers, answer
from commitments.api.resources import ResourceViewSet
from commitments.models.access import AccessEvent
from commitments.queries.access import noted_for
from commitments.queries.filters.access import AccessFilter
from commitments.queries.ledger_head import last_revision

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request


class AccessEventSerializer(serializers.ModelSerializer):
    """One entry of the access record. It never changes, but for `times` within the minute."""

    class Meta:
        model = AccessEvent
        fields = ("at", "kind", "who", "address", "door", "subject", "detail", "request", "times")
        read_only_fields = fields


class AccessEventViewSet(ResourceViewSet):
    resource = "audit/access"
    noun = AccessEvent
    queryset = AccessEvent.objects.none()
    serializer_class = AccessEventSerializer
    filter_class = AccessFilter
    verbs = {"list": "read_audit"}
    http_method_names = ["get", "head"]

    def listed(self, on: datetime.date) -> QuerySet[AccessEvent]:
        return noted_for(self.principal)

    @classmethod
    def orders(cls) -> dict[str, tuple[str, ...]]:
        """Entries have no public name: they stand in the order in which they were written."""
        return {"at": ("id",), "-at": ("-id",)}

    @extend_schema(operation_id="audit_access_list", tags=["audit"])
    def list(self, request: Request) -> HttpResponse:
        """The access record, the newest entry first. It takes the scope `audit`, and an administrator."""
        return super().list(request)


class LedgerHeadSerializer(serializers.Serializer):
    """Where the ledger ends. Kept elsewhere, the digest shows later whether its end was cut off or rewritten."""

    number = serializers.IntegerField(help_text=_("How many revisions there are."))
    digest = serializers.CharField(allow_null=True, help_text=_("The head, as `verify_ledger --head` takes it."))
    recorded_at = serializers.DateTimeField(allow_null=True)


class LedgerHeadViewSet(PrivateAnswers, ViewSet):
    verbs = {"retrieve": "read_audit"}
    http_method_names = ["get", "head"]

    @extend_schema(operation_id="audit_head_retrieve", tags=["audit"], responses=LedgerHeadSerializer)
    def retrieve(self, request: Request) -> HttpResponse:
        """The number, digest and moment of the ledger's last revision. It takes the scope `audit`."""
        asking.refuse_undeclared(request.query_params, [])
        last = last_revision()
        if last is None:
            return answer({"number": 0, "digest": None, "recorded_at": None})
        return answer({"number": last.number, "digest": last.digest, "recorded_at": last.recorded_at})
