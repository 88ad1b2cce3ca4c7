"""Decisions in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commitments.actions.decisions import decide, withdraw_decision
from commitments.api.fields import COLUMN_FIELDS, NameField, PersonField, UrlField
from commitments.api.statements import StatementViewSet, WithdrawnSerializer
from commitments.models.commitments import Commitment
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.queries.filters.decisions import DecisionFilter


class DecisionSerializer(serializers.ModelSerializer):
    serializer_field_mapping = COLUMN_FIELDS

    url = UrlField()
    commitment = NameField(Commitment)
    review = NameField(Review, allow_null=True, required=False, help_text=Decision._meta.get_field("review").help_text)
    by = PersonField("by")
    withdrawn = WithdrawnSerializer(source="*", read_only=True, allow_null=True)

    class Meta:
        model = Decision
        fields = (
            *("url", "id", "commitment", "kind", "effective_on", "reason", "review", "by", "withdrawn"),
            *("marking", "created_at", "version"),
        )
        read_only_fields = ("version",)
        extra_kwargs = {"marking": {"required": False}}


class DecisionViewSet(StatementViewSet):
    resource = "decisions"
    noun = Decision
    queryset = Decision.objects.none()
    serializer_class = DecisionSerializer
    filter_class = DecisionFilter
    orderings = ("effective_on", "created_at")
    remembers = True
    verbs = {"create": "decide", "withdraw": "decide"}
    withdrawing = staticmethod(withdraw_decision)

    def making(self, fields: dict[str, Any]) -> Decision:
        return decide(fields.pop("commitment"), fields.pop("kind"), by=self.principal, **fields)
