"""The smaller summaries in the API: areas, quarters and gaps, every number with the list that yields it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from commitments.api import asking
from commitments.api.answers import PrivateAnswers, stated, unless_known
from commitments.api.authentication import asking as principal_asking
from commitments.api.preconditions import tag_of
from commitments.api.rendering import as_json
from commitments.api.schema import KNOWN, RECORDED_BY
from commitments.api.summaries import (
    FigureSerializer,
    Lists,
    QuartersSerializer,
    RecordedSerializer,
    area_of,
    figure_of,
)
from commitments.queries.area_figures import areas_with_figures
from commitments.queries.as_of import recorded_by
from commitments.queries.gaps import gaps
from commitments.queries.quarters import areas_by_quarter
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    import datetime

    from rest_framework.request import Request

    from commitments.queries.visibility import Principal

CLOCKS = [OpenApiParameter("on", OpenApiTypes.DATE, description=_("The day; today without.")), RECORDED_BY, KNOWN]


class SeenSerializer(serializers.Serializer):
    """On which day, by which record, and with which clearance it was counted."""

    on = serializers.DateField()
    recorded_by = RecordedSerializer(allow_null=True)
    as_seen_with = serializers.ChoiceField(Marking.choices)


class AreaFiguresSerializer(serializers.Serializer):
    area = serializers.CharField(help_text=_("A slug, or none."))
    states = serializers.DictField(child=FigureSerializer(), help_text=_("Its commitments by state."))
    activities = FigureSerializer(help_text=_("Not cancelled, of any day."))


class AreasSummarySerializer(SeenSerializer):
    areas = AreaFiguresSerializer(many=True)


class QuartersSummarySerializer(SeenSerializer, QuartersSerializer):
    pass


class GapSerializer(FigureSerializer):
    code = serializers.CharField()
    sentence = serializers.CharField()


class GapsSummarySerializer(SeenSerializer):
    gaps = GapSerializer(many=True)


class FiguresView(PrivateAnswers):
    """`counted` gives the figures; this says on which day, by which record and with which clearance."""

    http_method_names = ["get", "head"]

    def counted(self, principal: Principal, on: datetime.date, lists: Lists) -> dict[str, Any]:
        """The figures of a day, as they are written."""
        raise NotImplementedError

    def told(self, request: Request) -> HttpResponse:
        asked = request.query_params
        asking.refuse_undeclared(asked, ["on", "recorded_by"])
        principal, on, moment = principal_asking(request), asking.day(asked), asking.moment(asked)
        lists = Lists(request.build_absolute_uri("/api/v1/"), asking.one(asked, "recorded_by"))
        with recorded_by(moment, seen_by=principal.clearance) as record:
            seen = {
                "on": on,
                "recorded_by": vars(record) if record else None,
                "as_seen_with": principal.clearance.value,
            }
            body = as_json(seen | self.counted(principal, on, lists))
        return stated(unless_known(request, HttpResponse(body, content_type="application/json"), tag_of(body)), record)


class AreasView(FiguresView):
    @extend_schema(responses=AreasSummarySerializer, parameters=CLOCKS)
    def get(self, request: Request) -> HttpResponse:
        """How the commitments of each area stand, and how many activities there are in it."""
        return self.told(request)

    def counted(self, principal: Principal, on: datetime.date, lists: Lists) -> dict[str, Any]:
        return {
            "areas": [
                {
                    "area": area.code,
                    "states": {state.value: figure_of(figure, lists) for state, figure in area.states.items()},
                    "activities": figure_of(area.activities, lists),
                }
                for area in areas_with_figures(principal, on=on)
            ]
        }


class QuartersView(FiguresView):
    @extend_schema(responses=QuartersSummarySerializer, parameters=CLOCKS)
    def get(self, request: Request) -> HttpResponse:
        """How many activities start in each area and quarter: two years up to the day. `all` counts each once."""
        return self.told(request)

    def counted(self, principal: Principal, on: datetime.date, lists: Lists) -> dict[str, Any]:
        seen = areas_by_quarter(principal, on=on)
        return {"rows": [area_of(row, seen.quarters, lists) for row in seen.rows]}


class GapsView(FiguresView):
    @extend_schema(responses=GapsSummarySerializer, parameters=CLOCKS)
    def get(self, request: Request) -> HttpResponse:
        """What is missing: in the reading of the texts, in what is known of them, and in what shows it."""
        return self.told(request)

    def counted(self, principal: Principal, on: datetime.date, lists: Lists) -> dict[str, Any]:
        return {
            "gaps": [
                {"code": gap.code, "sentence": gap.sentence, **figure_of(gap.figure, lists)}
                for gap in gaps(principal, on=on)
            ]
        }
