"""Assessments in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commitments.actions.assessments import assess_commitment, withdraw_assessment
from commitments.api.fields import COLUMN_FIELDS, NameField, PersonField, UrlField
from commitments.api.statements import StatementViewSet, WithdrawnSerializer
from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.queries.filters.assessments import AssessmentFilter


class AssessmentSerializer(serializers.ModelSerializer):
    serializer_field_mapping = COLUMN_FIELDS

    url = UrlField()
    commitment = NameField(Commitment)
    party = NameField(Party, allow_null=True, required=False, help_text=Assessment._meta.get_field("party").help_text)
    by = PersonField("by")
    withdrawn = WithdrawnSerializer(source="*", read_only=True, allow_null=True)

    class Meta:
        model = Assessment
        fields = (
            *("url", "id", "commitment", "party", "confidence", "narrative", "next_step", "assessed_on"),
            *("by", "withdrawn", "marking", "created_at", "version"),
        )
        read_only_fields = ("version",)
        extra_kwargs = {"marking": {"required": False}}


class AssessmentViewSet(StatementViewSet):
    resource = "assessments"
    noun = Assessment
    queryset = Assessment.objects.none()
    serializer_class = AssessmentSerializer
    filter_class = AssessmentFilter
    orderings = ("assessed_on", "created_at")
    remembers = True
    verbs = {"create": "assess_commitment", "withdraw": "assess_commitment"}
    withdrawing = staticmethod(withdraw_assessment)

    def making(self, fields: dict[str, Any]) -> Assessment:
        return assess_commitment(fields.pop("commitment"), fields.pop("confidence"), by=self.principal, **fields)
