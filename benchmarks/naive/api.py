"""What would somebody write for this resource with Django REST framework alone, and write well?

It gives the answer that ours gives, field by field (race.py compares them): serializers in serializers, names of what
an activity names, everything prefetched, a declared FilterSet with the filters that activities have, pages by number
with their count, tokens from a table, and only what the reader's clearance allows. No ledger, no limits, no expiry, no
preconditions, no search, no rules about markings on writing: it does less than ours.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import include, path
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.filters import OrderingFilter
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

from benchmarks.naive.models import (
    NaiveActivity,
    NaiveArea,
    NaiveBody,
    NaiveCommitment,
    NaiveEvidence,
    NaiveParticipation,
    NaiveToken,
)
from commitments.vocabulary import ActivityKind, ActivityState, Marking, Stage


class NaiveTokenAuthentication(TokenAuthentication):
    keyword = "Bearer"
    model = NaiveToken


class ParticipationSerializer(serializers.ModelSerializer):
    body = serializers.SlugRelatedField(slug_field="slug", queryset=NaiveBody.objects.all())

    class Meta:
        model = NaiveParticipation
        fields = ("body", "role")


class EvidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = NaiveEvidence
        fields = ("id", "title", "publisher", "url", "seen_on", "file", "sha256")


class ActivitySerializer(serializers.HyperlinkedModelSerializer):
    commitments = serializers.SlugRelatedField(
        slug_field="reference", queryset=NaiveCommitment.objects.all(), many=True
    )
    areas = serializers.SlugRelatedField(slug_field="slug", queryset=NaiveArea.objects.all(), many=True)
    bodies = ParticipationSerializer(source="participations", many=True)
    evidence = EvidenceSerializer(many=True, read_only=True)
    logged_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    confirmed_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = NaiveActivity
        fields = (
            *("url", "id", "title", "kind", "stage", "state", "starts_on", "ends_on", "place", "summary", "outcome"),
            *("next_steps", "commitments", "areas", "bodies", "evidence", "marking", "source", "external_id"),
            *("logged_by", "confirmed_by", "created_at", "updated_at", "version"),
        )
        read_only_fields = ("state", "version")
        extra_kwargs = {"url": {"view_name": "activity-detail"}}

    def create(self, validated_data: dict[str, Any]) -> NaiveActivity:
        bodies = validated_data.pop("participations")
        activity: NaiveActivity = super().create(validated_data)
        NaiveParticipation.objects.bulk_create(NaiveParticipation(activity=activity, **tie) for tie in bodies)
        return activity


class ActivityFilter(filters.FilterSet):
    commitment = filters.CharFilter("commitments__reference")
    area = filters.CharFilter("areas__slug")
    body = filters.CharFilter("bodies__slug")
    kind = filters.MultipleChoiceFilter(choices=ActivityKind)
    stage = filters.MultipleChoiceFilter(choices=Stage)
    state = filters.MultipleChoiceFilter(choices=ActivityState)
    marking = filters.MultipleChoiceFilter(choices=Marking)
    started = filters.DateFromToRangeFilter("starts_on")
    ended = filters.DateFromToRangeFilter("ends_on")
    updated = filters.DateFromToRangeFilter("updated_at")
    logged_by = filters.CharFilter("logged_by__username")

    class Meta:
        model = NaiveActivity
        fields = ("source", "external_id")


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class ActivityViewSet(ModelViewSet):
    queryset = NaiveActivity.objects.select_related("logged_by", "confirmed_by").prefetch_related(
        "commitments", "areas", "participations__body", "evidence"
    )
    serializer_class = ActivitySerializer
    filter_backends = (filters.DjangoFilterBackend, OrderingFilter)
    filterset_class = ActivityFilter
    ordering_fields = ("starts_on", "created_at", "updated_at", "title")
    authentication_classes = (NaiveTokenAuthentication,)
    permission_classes = (IsAuthenticated,)
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    content_negotiation_class = DefaultContentNegotiation
    throttle_classes = ()
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[NaiveActivity]:
        found: QuerySet[NaiveActivity] = super().get_queryset()
        return found.filter(marking__in=Marking.up_to(self.request.user.clearance))

    @transaction.atomic
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        serializer.save(logged_by=self.request.user)


router = DefaultRouter()
router.register("activities", ActivityViewSet, basename="activity")
urlpatterns = [path("api/", include(router.urls))]
