"""Targets in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from commitments.actions.targets import set_target, withdraw_target
from commitments.api.fields import COLUMN_FIELDS, DayField, NameField, PersonField, UrlField, WordsField
from commitments.api.statements import StatementViewSet, WithdrawnSerializer
from commitments.models.commitments import Commitment
from commitments.models.targets import Target
from commitments.queries.filters.targets import TargetFilter


class TargetSerializer(serializers.ModelSerializer):
    serializer_field_mapping = COLUMN_FIELDS

    url = UrlField()
    commitment = NameField(Commitment)
    every = WordsField(
        max_length=8, allow_null=True, required=False, help_text=Target._meta.get_field("every").help_text
    )
    replaces = NameField(Target, read_only=True, allow_null=True)
    set_on = DayField(required=False, help_text=Target._meta.get_field("set_on").help_text)
    by = PersonField("by")
    withdrawn = WithdrawnSerializer(source="*", read_only=True, allow_null=True)

    class Meta:
        model = Target
        fields = (
            *("url", "id", "commitment", "kind", "due_on", "every", "reason", "replaces", "set_on", "by"),
            *("withdrawn", "marking", "created_at", "version"),
        )
        read_only_fields = ("version",)
        extra_kwargs = {"marking": {"required": False}}


class TargetViewSet(StatementViewSet):
    resource = "targets"
    noun = Target
    queryset = Target.objects.none()
    serializer_class = TargetSerializer
    filter_class = TargetFilter
    orderings = ("set_on", "due_on", "created_at")
    remembers = True
    verbs = {"create": "set_target", "withdraw": "set_target"}
    withdrawing = staticmethod(withdraw_target)

    def making(self, fields: dict[str, Any]) -> Target:
        """Without `set_on` it is set today."""
        fields = {"set_on": timezone.localdate(), **fields, "every": fields.get("every") or ""}
        return set_target(fields.pop("commitment"), fields.pop("kind"), by=self.principal, **fields)
