"""Priority areas in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commitments.api.fields import NameField, UrlField
from commitments.api.parts import PartSerializer
from commitments.api.resources import ResourceViewSet
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.provisions import AreaMention, Provision
from commitments.queries.filters.areas import PriorityAreaFilter
from commitments.vocabulary import AreaMentionKind


class AreaMentionSerializer(PartSerializer):
    agreement = NameField(Agreement, source="provision.agreement", read_only=True)
    provision = NameField(Provision, read_only=True)

    class Meta:
        model = AreaMention
        tie = "area"
        fields = ("agreement", "provision", "quote", "start", "end")
        read_only_fields = fields

    def get_fields(self) -> dict[str, Any]:
        named_as = serializers.ChoiceField(AreaMentionKind.choices, source="named_as", read_only=True)
        return {**super().get_fields(), "as": named_as}


class PriorityAreaSerializer(serializers.ModelSerializer):
    url = UrlField()
    mentions = AreaMentionSerializer(many=True, read_only=True)

    class Meta:
        model = PriorityArea
        fields = ("url", "slug", "name", "short_name", "order", "mentions", "version")
        read_only_fields = fields


class PriorityAreaViewSet(ResourceViewSet):
    resource = "areas"
    noun = PriorityArea
    queryset = PriorityArea.objects.none()
    serializer_class = PriorityAreaSerializer
    filter_class = PriorityAreaFilter
    orderings = ("slug", "name")
    remembers = True
