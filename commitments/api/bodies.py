"""Bodies in the API."""

from __future__ import annotations

from rest_framework import serializers

from commitments.api.fields import NameField, UrlField
from commitments.api.parts import PartSerializer
from commitments.api.resources import ResourceViewSet
from commitments.models.agreements import Agreement
from commitments.models.bodies import Body
from commitments.models.parties import Party
from commitments.models.provisions import BodyMention, Provision
from commitments.queries.filters.bodies import BodyFilter


class BodyMentionSerializer(PartSerializer):
    agreement = NameField(Agreement, source="provision.agreement", read_only=True)
    provision = NameField(Provision, read_only=True)

    class Meta:
        model = BodyMention
        tie = "body"
        fields = ("agreement", "provision", "quote", "start", "end")
        read_only_fields = fields


class BodySerializer(serializers.ModelSerializer):
    url = UrlField()
    party = NameField(Party, read_only=True, allow_null=True)
    parent = NameField(Body, read_only=True, allow_null=True)  # type: ignore[assignment]
    mentions = BodyMentionSerializer(many=True, read_only=True)

    class Meta:
        model = Body
        fields = ("url", "slug", "name", "abbreviation", "kind", "party", "parent", "mentions", "version")
        read_only_fields = fields


class BodyViewSet(ResourceViewSet):
    resource = "bodies"
    noun = Body
    queryset = Body.objects.none()
    serializer_class = BodySerializer
    filter_class = BodyFilter
    orderings = ("slug", "name")
    remembers = True
