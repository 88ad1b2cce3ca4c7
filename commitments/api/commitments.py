"""Commitments in the API, with how they stand on a day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.api.fields import NameField, NamesField, StandingField, UrlField
from commitments.api.parts import PartSerializer, Reader
from commitments.api.resources import ResourceViewSet
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment, Lineage, OperativeWords, Responsibility
from commitments.models.parties import Party
from commitments.models.provisions import Provision
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.listing import commitments_list, commitments_read
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityKind, LineageDirection, LineageKind

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OperativeWordsSerializer(PartSerializer):
    provision = NameField(Provision, read_only=True)

    class Meta:
        model = OperativeWords
        tie = "commitment"
        fields = ("quote", "provision", "start", "end")
        read_only_fields = fields


class ResponsibilitySerializer(PartSerializer):
    body = NameField(Body, read_only=True)

    class Meta:
        model = Responsibility
        tie = "commitment"
        fields = ("body", "role")
        read_only_fields = fields


class LineageSerializer(serializers.Serializer):
    """What it came from in an earlier text and what became of it in a later one."""

    direction = serializers.ChoiceField(LineageDirection.choices)
    kind = serializers.ChoiceField(LineageKind.choices)
    commitment = serializers.CharField(allow_null=True, help_text=_("The other commitment; null where dropped."))
    agreement = serializers.CharField(help_text=_("The other text; where dropped, the one that no longer has it."))
    note = serializers.CharField()

    @staticmethod
    def load(commitments: list[Any], reader: Reader) -> dict[Any, list[Any]]:
        """The lineage of each commitment: the earlier texts first."""
        mine = Q(earlier__in=commitments) | Q(later__in=commitments)
        rows = visible_to(Lineage.objects.filter(mine, retired_on=None), reader.principal).values_list(
            *("earlier", "earlier__reference", "earlier__agreement__slug"),
            *("later", "later__reference", "later__agreement__slug", "dropped_by__slug", "kind", "note"),
        )
        found: dict[Any, list[Any]] = {commitment: [] for commitment in commitments}
        for direction in (LineageDirection.EARLIER.value, LineageDirection.LATER.value):
            for earlier, reference, slug, later, later_reference, later_slug, dropped_by, kind, note in rows:
                if direction == LineageDirection.EARLIER:
                    owner, other, agreement = later, reference, slug
                else:
                    owner, other, agreement = earlier, later_reference, later_slug or dropped_by
                if owner in found:
                    words = direction, kind, other, agreement, note
                    found[owner].append(dict(zip(LineageSerializer().fields, words, strict=True)))
        return found


class CommitmentSerializer(serializers.ModelSerializer):
    url = UrlField()
    operative = OperativeWordsSerializer(many=True, read_only=True)
    provision = NameField(Provision, read_only=True)
    agreement = NameField(Agreement, read_only=True)
    obligated = NamesField(
        Party,
        through=Commitment.obligated.through,
        tie="commitment",
        to="party",
        order="party__order",
        read_only=True,
        help_text=_("Who has to keep it, read from the grammar."),
    )
    areas = NamesField(
        PriorityArea,
        through=Commitment.areas.through,
        tie="commitment",
        to="priorityarea",
        order="priorityarea__order",
        read_only=True,
    )
    activity_kinds = serializers.ListField(
        child=serializers.ChoiceField(ActivityKind.choices),
        read_only=True,
        help_text=_("The kinds of activity it calls for."),
    )
    responsibilities = ResponsibilitySerializer(many=True, read_only=True)
    lineage = LineageSerializer(many=True, read_only=True)
    standing = StandingField()

    class Meta:
        model = Commitment
        fields = (
            *("url", "reference", "title", "quote", "start", "end", "operative", "provision", "agreement"),
            *("strength", "scope", "recurrence", "obligated", "areas", "activity_kinds", "responsibilities"),
            *("lineage", "note", "standing", "version"),
        )
        read_only_fields = fields


class CommitmentViewSet(ResourceViewSet):
    resource = "commitments"
    noun = Commitment
    queryset = Commitment.objects.none()
    serializer_class = CommitmentSerializer
    filter_class = CommitmentFilter
    orderings = ("reference", "title")
    remembers = True
    asks_for_a_day = True

    def listed(self, on: datetime.date) -> QuerySet[Commitment]:
        return commitments_list(self.principal, on)

    def readable(self, on: datetime.date) -> QuerySet[Commitment]:
        return commitments_read(self.principal, on)
