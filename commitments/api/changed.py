"""What changed between two days, in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from commitments.api import asking
from commitments.api.answers import PrivateAnswers, unless_known
from commitments.api.authentication import asking as principal_asking
from commitments.api.preconditions import tag_of
from commitments.api.problems import AskedWronglyError
from commitments.api.rendering import as_json
from commitments.api.schema import KNOWN
from commitments.queries.changed import changed_between
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from rest_framework.request import Request

    from commitments.queries.changed import Changed


class ObjectSerializer(serializers.Serializer):
    id = serializers.CharField(help_text=_("Its public name."))
    url = serializers.URLField(allow_null=True, help_text=_("Its address; null where it is gone."))


class ObjectsSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    objects = ObjectSerializer(many=True)


class NounChangedSerializer(serializers.Serializer):
    """What became of the objects of one type; what came and went in between is not told."""

    type = serializers.CharField()
    made = ObjectsSerializer(help_text=_("Made, or came to be seen."))
    changed = ObjectsSerializer()
    gone = ObjectsSerializer(help_text=_("Withdrawn or retired, or not to be seen any more."))


class StateChangedSerializer(serializers.Serializer):
    commitment = serializers.CharField()
    title = serializers.CharField()
    before = serializers.CharField(allow_null=True, help_text=_("Its state; null before its agreement began."))
    after = serializers.CharField(allow_null=True)
    url = serializers.URLField()


class ChangedSerializer(serializers.Serializer):
    """What was recorded after the end of the first day and up to the end of the second."""

    from_day = serializers.DateField()
    to = serializers.DateField()
    as_seen_with = serializers.ChoiceField(Marking.choices)
    changes = NounChangedSerializer(many=True)
    states = StateChangedSerializer(many=True, help_text=_("Commitments that stand otherwise, as is known now."))

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {"from": fields.pop("from_day"), **fields}


class ChangedView(PrivateAnswers):
    http_method_names = ["get", "head"]

    @extend_schema(
        responses=ChangedSerializer,
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True, description=_("The first day.")),
            OpenApiParameter("to", OpenApiTypes.DATE, description=_("The second day; today without.")),
            KNOWN,
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        """What was recorded after the end of one day and up to the end of another, and who stands otherwise."""
        asked, today = request.query_params, timezone.localdate()
        asking.refuse_undeclared(asked, ("from", "to"))
        if "from" not in asked:
            raise AskedWronglyError({"from": [said("Say from which day.")]})
        first, second = (asking.day(asked, name, today=today) for name in ("from", "to"))
        if first > second:
            raise AskedWronglyError({"from": [said("The first day has to come before the second.")]})
        found = changed_between(principal_asking(request), first, second)
        body = as_json(_written(found, request.build_absolute_uri("/api/v1/")))
        return unless_known(request, HttpResponse(body, content_type="application/json"), tag_of(body))


def _written(found: Changed, root: str) -> dict[str, Any]:
    return {
        "from": found.first,
        "to": found.second,
        "as_seen_with": found.as_seen_with.value,
        "changes": [
            {
                "type": noun.type,
                "made": _objects(noun.made, f"{root}{noun.type}/"),
                "changed": _objects(noun.changed, f"{root}{noun.type}/"),
                "gone": _objects(noun.gone, None),
            }
            for noun in found.nouns
        ],
        "states": [
            {
                "commitment": each.reference,
                "title": each.title,
                "before": each.before.value if each.before else None,
                "after": each.after.value if each.after else None,
                "url": f"{root}commitments/{each.reference}/?on={found.second}",
            }
            for each in found.states
        ],
    }


def _objects(names: list[str], root: str | None) -> dict[str, Any]:
    return {"count": len(names), "objects": [{"id": name, "url": root and f"{root}{name}/"} for name in names]}
