"""What does a naive API look like? Serializers in serializers, prefetching, pages by number; nothing else.

No ledger, no markings, no limits, no preconditions: it does less than ours, and is what many would write first.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

from benchmarks.naive.models import PLAIN, NaiveActivity, NaiveArea, NaiveBody, NaiveCommitment, NaiveToken


class NaiveTokenAuthentication(TokenAuthentication):
    keyword = "Bearer"
    model = NaiveToken


class CommitmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = NaiveCommitment
        fields = "__all__"


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = NaiveArea
        fields = "__all__"


class BodySerializer(serializers.ModelSerializer):
    class Meta:
        model = NaiveBody
        fields = "__all__"


def _ids(model: Any, source: str) -> serializers.PrimaryKeyRelatedField:
    return serializers.PrimaryKeyRelatedField(
        queryset=model.objects.all(), many=True, write_only=True, source=source, required=False
    )


class ActivitySerializer(serializers.ModelSerializer):
    commitments = CommitmentSerializer(many=True, read_only=True)
    areas = AreaSerializer(many=True, read_only=True)
    bodies = BodySerializer(many=True, read_only=True)
    commitment_ids = _ids(NaiveCommitment, "commitments")
    area_ids = _ids(NaiveArea, "areas")
    body_ids = _ids(NaiveBody, "bodies")
    logged_by = serializers.CharField(source="logged_by.username", read_only=True)

    class Meta:
        model = NaiveActivity
        fields = (
            *(name for name in PLAIN if name != "logged_by_id"),
            *("logged_by", "commitments", "areas", "bodies", "commitment_ids", "area_ids", "body_ids"),
        )


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class ActivityViewSet(ModelViewSet):
    queryset = NaiveActivity.objects.select_related("logged_by").prefetch_related("commitments", "areas", "bodies")
    serializer_class = ActivitySerializer
    authentication_classes = (NaiveTokenAuthentication,)
    permission_classes = (IsAuthenticated,)
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    content_negotiation_class = DefaultContentNegotiation
    throttle_classes = ()
    pagination_class = Pages

    @transaction.atomic
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        serializer.save(logged_by=self.request.user)


router = DefaultRouter()
router.register("activities", ActivityViewSet)
urlpatterns = [path("api/", include(router.urls))]
