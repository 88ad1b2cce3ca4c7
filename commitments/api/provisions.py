"""Provisions in the API, with their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.api.fields import NameField, UrlField
from commitments.api.parts import PartSerializer
from commitments.api.resources import ResourceViewSet
from commitments.models.agreements import Agreement
from commitments.models.provisions import Provision, Sentence
from commitments.queries.filters.provisions import ProvisionFilter


class SentenceSerializer(PartSerializer):
    class Meta:
        model = Sentence
        tie = "provision"
        fields = ("start", "end", "gives", "why")
        read_only_fields = fields


class ProvisionSerializer(serializers.ModelSerializer):
    url = UrlField()
    agreement = NameField(Agreement, read_only=True)
    parent = NameField(Provision, read_only=True, allow_null=True)  # type: ignore[assignment]
    heading_path = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text=_("The headings above it, the outermost first.")
    )
    sentences = SentenceSerializer(many=True, read_only=True)

    class Meta:
        model = Provision
        fields = (
            *("url", "key", "agreement", "citation", "printed_number", "heading_path", "parent", "role"),
            *("text", "start", "end", "sentences", "version"),
        )
        read_only_fields = fields


class ProvisionViewSet(ResourceViewSet):
    resource = "provisions"
    noun = Provision
    queryset = Provision.objects.none()
    serializer_class = ProvisionSerializer
    filter_class = ProvisionFilter
    orderings = ("key",)
    remembers = True
