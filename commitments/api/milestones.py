"""Milestones in the API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.api.fields import NameField, UrlField
from commitments.api.parts import PartSerializer
from commitments.api.resources import ResourceViewSet
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.provisions import Provision
from commitments.queries.filters.milestones import MilestoneFilter
from commitments.vocabulary import DatePrecision


class MilestoneDateSerializer(serializers.Serializer):
    date = serializers.DateField(source="dated_on", help_text=_("First day of the period that the date names."))
    precision = serializers.ChoiceField(DatePrecision.choices, source="date_precision")


class MilestoneEffectSerializer(PartSerializer):
    reference = NameField(Commitment, source="commitment", read_only=True)

    class Meta:
        model = MilestoneEffect
        tie = "milestone"
        fields = ("reference", "effect")
        read_only_fields = fields


class MilestoneSerializer(serializers.ModelSerializer):
    url = UrlField()
    agreement = NameField(Agreement, read_only=True)
    provision = NameField(Provision, read_only=True)
    on = MilestoneDateSerializer(source="*", read_only=True)
    commitments = MilestoneEffectSerializer(many=True, read_only=True)

    class Meta:
        model = Milestone
        fields = (
            *("url", "key", "agreement", "provision", "title", "planned", "on", "quote", "start", "end"),
            *("commitments", "version"),
        )
        read_only_fields = fields


class MilestoneViewSet(ResourceViewSet):
    resource = "milestones"
    noun = Milestone
    queryset = Milestone.objects.none()
    serializer_class = MilestoneSerializer
    filter_class = MilestoneFilter
    orderings = ("key", "title")
