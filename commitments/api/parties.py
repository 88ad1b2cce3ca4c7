"""Parties in the API."""

from __future__ import annotations

from rest_framework import serializers

from commitments.api.fields import UrlField
from commitments.api.resources import ResourceViewSet
from commitments.models.parties import Party
from commitments.queries.filters.parties import PartyFilter


class PartySerializer(serializers.ModelSerializer):
    url = UrlField()

    class Meta:
        model = Party
        fields = ("url", "slug", "name", "short_name", "version")
        read_only_fields = fields


class PartyViewSet(ResourceViewSet):
    resource = "parties"
    noun = Party
    queryset = Party.objects.none()
    serializer_class = PartySerializer
    filter_class = PartyFilter
    orderings = ("slug", "name")
