"""The figures of the pages in the API, each with the list that yields it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

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
from commitments.queries.summaries import AttentionLine, Overview, overview
from commitments.vocabulary import Attention, Marking, Provenance, ReviewOutcome

if TYPE_CHECKING:
    from rest_framework.request import Request

    from commitments.queries.figures import Figure, Where
    from commitments.queries.quarters import AreaRow, Quarter
    from commitments.queries.terms import AgreementLine


class FigureSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    url = serializers.URLField(help_text=_("The list that yields exactly this number of rows."))


class CommitmentsSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    url = serializers.URLField()
    states = serializers.DictField(child=FigureSerializer())


class AttentionLineSerializer(serializers.Serializer):
    code = serializers.ChoiceField(Attention.choices)
    sentence = serializers.CharField()
    since = serializers.DateField()
    about = serializers.CharField(help_text=_("A commitment's reference or an agreement's slug."))
    url = serializers.URLField()


class QuarterFigureSerializer(FigureSerializer):
    quarter = serializers.CharField(help_text=_("Such as 2020-Q3."))


class AreaRowSerializer(serializers.Serializer):
    area = serializers.CharField(help_text=_("A slug, none or all."))
    counts = QuarterFigureSerializer(many=True)


class QuartersSerializer(serializers.Serializer):
    rows = AreaRowSerializer(many=True)


class TermLineSerializer(serializers.Serializer):
    agreement = serializers.CharField()
    starts = serializers.DateField(allow_null=True)
    ends = serializers.DateField(allow_null=True)
    duration = serializers.CharField(allow_null=True)
    provenance = serializers.ChoiceField(Provenance.choices)
    note = serializers.CharField()
    url = serializers.URLField()


class ReviewLineSerializer(serializers.Serializer):
    agreement = serializers.CharField()
    due_on = serializers.DateField()
    provenance = serializers.ChoiceField(Provenance.choices)
    held_on = serializers.DateField(allow_null=True)
    outcome = serializers.ChoiceField(ReviewOutcome.choices, allow_null=True)
    overdue = serializers.BooleanField()
    url = serializers.URLField()


class RecordedSerializer(serializers.Serializer):
    """The last write that the figures know of; both null before the first."""

    id = serializers.UUIDField(allow_null=True)
    recorded_at = serializers.DateTimeField(allow_null=True)


class OverviewSerializer(serializers.Serializer):
    """How everything stood on a day, counted from what the reader may see."""

    on = serializers.DateField()
    recorded_by = RecordedSerializer(allow_null=True)
    as_seen_with = serializers.ChoiceField(Marking.choices)
    commitments = CommitmentsSerializer()
    attention = AttentionLineSerializer(many=True)
    quarters = QuartersSerializer()
    terms = TermLineSerializer(many=True)
    reviews = ReviewLineSerializer(many=True)


class OverviewView(PrivateAnswers):
    http_method_names = ["get", "head"]

    @extend_schema(
        responses=OverviewSerializer,
        parameters=[OpenApiParameter("on", OpenApiTypes.DATE, description=_("The day.")), RECORDED_BY, KNOWN],
    )
    def get(self, request: Request) -> HttpResponse:
        """The overview of a day, today without one: every number leads to the list that yields it."""
        asked = request.query_params
        asking.refuse_undeclared(asked, ["on", "recorded_by"])
        moment = asking.moment(asked)
        seen = overview(principal_asking(request), on=asking.day(asked), recorded_by=moment)
        lists = Lists(request.build_absolute_uri("/api/v1/"), asking.one(asked, "recorded_by"))
        body = as_json(_written(seen, lists))
        return stated(unless_known(request, _json(body), tag_of(body)), seen.recorded_by)


@dataclass(frozen=True)
class Lists:
    """Where the API is asked, and by which moment, as it was written: a list has to know it to yield the figure."""

    root: str
    recorded_by: str | None

    def address(self, path: str, where: Where) -> str:
        if self.recorded_by is not None:
            where = {**where, "recorded_by": self.recorded_by}
        query = urlencode(where, doseq=True)
        return f"{self.root}{path}/{'?' if query else ''}{query}"


def _json(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/json")


def _written(seen: Overview, lists: Lists) -> dict[str, Any]:
    return {
        "on": seen.on,
        "recorded_by": vars(seen.recorded_by) if seen.recorded_by else None,
        "as_seen_with": seen.as_seen_with.value,
        "commitments": {
            "total": seen.total.count,
            "url": _list(seen.total, lists),
            "states": {state.value: figure_of(figure, lists) for state, figure in seen.states.items()},
        },
        "attention": [_attention(line, seen, lists) for line in seen.attention],
        "quarters": {"rows": [area_of(row, seen.quarters.quarters, lists) for row in seen.quarters.rows]},
        "terms": [term for line in seen.agreements for term in _terms(line, lists)],
        "reviews": [review for line in seen.agreements for review in _reviews(line, lists)],
    }


def _list(figure: Figure, lists: Lists) -> str:
    return lists.address(figure.of, figure.where)


def figure_of(figure: Figure, lists: Lists) -> dict[str, Any]:
    """A number and the list that yields it."""
    return {"count": figure.count, "url": _list(figure, lists)}


def _attention(line: AttentionLine, seen: Overview, lists: Lists) -> dict[str, Any]:
    url = f"{lists.root}agreements/{line.about}/"
    if line.commitment:
        url = lists.address(f"commitments/{line.about}", {"on": seen.on.isoformat()})
    return {
        "code": line.reason.code.value,
        "sentence": line.reason.sentence,
        "since": line.reason.since,
        "about": line.about,
        "url": url,
    }


def area_of(row: AreaRow, quarters: list[Quarter], lists: Lists) -> dict[str, Any]:
    """The figures of an area, quarter by quarter."""
    pairs = zip(quarters, row.counts, strict=True)
    return {
        "area": row.code,
        "counts": [{"quarter": quarter.name, **figure_of(figure, lists)} for quarter, figure in pairs],
    }


def _terms(line: AgreementLine, lists: Lists) -> list[dict[str, Any]]:
    return [
        {
            "agreement": line.agreement.slug,
            "starts": term.starts_on,
            "ends": term.ends_on,
            "duration": term.duration or None,
            "provenance": term.provenance,
            "note": term.note,
            "url": f"{lists.root}agreements/{line.agreement.slug}/",
        }
        for term in line.terms
    ]


def _reviews(line: AgreementLine, lists: Lists) -> list[dict[str, Any]]:
    return [
        {
            "agreement": line.agreement.slug,
            "due_on": review.due_on,
            "provenance": review.provenance.value,
            "held_on": review.held_on,
            "outcome": review.outcome.value if review.outcome else None,
            "overdue": review.overdue,
            "url": lists.address("reviews", {"agreement": line.agreement.slug}),
        }
        for review in line.reviews
    ]
