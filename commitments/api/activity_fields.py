"""Which fields does an activity have in the API, and what do they hold when nothing is sent?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.api.evidence import EvidenceSerializer
from commitments.api.fields import COLUMN_FIELDS, MOST_NAMES, NameField, NamesField, PersonField, UrlField, WordsField
from commitments.api.parts import PartSerializer
from commitments.models.activities import Activity, Participation
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment

MOVES_ON = frozenset({"state", "confirmed_by", "updated_at", "version", "evidence"})
"""Read-only fields that somebody else may have changed: where the precondition fails, that is said instead."""


class ParticipationSerializer(PartSerializer):
    body = NameField(Body)

    class Meta:
        model = Participation
        tie = "activity"
        fields = ("body", "role")


class ActivitySerializer(serializers.ModelSerializer):
    serializer_field_mapping = COLUMN_FIELDS

    url = UrlField()
    commitments = NamesField(
        Commitment,
        through=Activity.commitments.through,
        tie="activity",
        to="commitment",
        order="commitment__position",
        required=False,
        help_text=_("Their references. An activity names at least one commitment or one area."),
    )
    areas = NamesField(
        PriorityArea,
        through=Activity.areas.through,
        tie="activity",
        to="priorityarea",
        order="priorityarea__order",
        required=False,
        help_text=_("Their slugs. Left out, those of the commitments."),
    )
    bodies = ParticipationSerializer(  # type: ignore[call-arg]  # many=True takes what a list takes
        many=True, required=False, max_length=MOST_NAMES, help_text=_("Who takes part, and as what.")
    )
    evidence = EvidenceSerializer(many=True, read_only=True)
    logged_by = PersonField("logged_by")
    confirmed_by = PersonField("confirmed_by", allow_null=True)
    marking_reason = WordsField(
        write_only=True, required=False, allow_blank=True, max_length=4_000, help_text=_("Why a marking is lowered.")
    )

    class Meta:
        model = Activity
        fields = (
            *("url", "id", "title", "kind", "stage", "state", "starts_on", "ends_on", "place", "summary", "outcome"),
            *("next_steps", "commitments", "areas", "bodies", "evidence", "marking", "marking_reason", "source"),
            *("external_id", "logged_by", "confirmed_by", "created_at", "updated_at", "version"),
        )
        read_only_fields = ("id", "state", "created_at", "updated_at", "version")
        extra_kwargs = {"marking": {"required": False}}
        validators = ()

    def validate_bodies(self, bodies: list[dict[str, Any]]) -> list[tuple[Body, str]]:
        """As the actions take them; a body without a role takes part. A PATCH as well has to name each body."""
        if nameless := [index for index, tie in enumerate(bodies) if "body" not in tie]:
            raise serializers.ValidationError(
                {str(index): {"body": [said("This field is required.")]} for index in nameless}
            )
        role = Participation._meta.get_field("role").get_default()
        return [(tie["body"], tie.get("role", role)) for tie in bodies]


class NewActivitySerializer(ActivitySerializer):
    """What is logged has no marking yet that could be lowered."""

    marking_reason = None  # type: ignore[assignment]

    class Meta(ActivitySerializer.Meta):
        fields = tuple(  # type: ignore[assignment]
            name for name in ActivitySerializer.Meta.fields if name != "marking_reason"
        )


EMPTY: dict[str, Any] = {
    "stage": "carried_out",
    "ends_on": None,
    "place": "",
    "summary": "",
    "outcome": "",
    "next_steps": "",
    "commitments": [],
    "bodies": [],
}
"""What a field holds that is not sent with POST or PUT. Areas then follow from the commitments."""
