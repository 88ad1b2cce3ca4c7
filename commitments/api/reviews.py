"""Reviews in the API: read here, scheduled and held in the admin."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from rest_framework import serializers

from commitments.api.fields import NameField, UrlField
from commitments.api.parts import PartSerializer
from commitments.api.resources import ResourceViewSet
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.models.reviews import Review, ReviewPosition
from commitments.queries.filters.reviews import ReviewFilter
from commitments.vocabulary import ReviewOutcome

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ReviewPositionSerializer(PartSerializer):
    commitment = NameField(Commitment, read_only=True)
    party = NameField(Party, read_only=True)

    class Meta:
        model = ReviewPosition
        tie = "review"
        fields = ("commitment", "party", "position", "note")
        read_only_fields = fields


class ReviewSerializer(serializers.ModelSerializer):
    url = UrlField()
    agreement = NameField(Agreement, read_only=True)
    outcome = serializers.ChoiceField(ReviewOutcome.choices, allow_null=True, read_only=True)
    positions = ReviewPositionSerializer(many=True, read_only=True)

    class Meta:
        model = Review
        fields = (
            *("url", "id", "agreement", "due_on", "provenance", "held_on", "outcome", "minutes", "positions"),
            *("marking", "created_at", "version"),
        )
        read_only_fields = fields


class ReviewViewSet(ResourceViewSet):
    resource = "reviews"
    noun = Review
    queryset = Review.objects.none()
    serializer_class = ReviewSerializer
    filter_class = ReviewFilter
    orderings = ("due_on", "held_on", "created_at")
    remembers = True

    def listed(self, on: datetime.date) -> QuerySet[Review]:
        return self.readable(on)
