"""Agreements in the API, and their full text."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from commitments.api.answers import unless_known
from commitments.api.fields import NameField, NamesField, UrlField
from commitments.api.parts import PartSerializer
from commitments.api.resources import ResourceViewSet
from commitments.api.schema import KNOWN
from commitments.models.agreements import Agreement, AgreementLink, Signatory, Term
from commitments.models.parties import Party
from commitments.models.provisions import Provision
from commitments.queries.filters.agreements import AgreementFilter
from commitments.vocabulary import DateLabel, DatePrecision


class DatedSerializer(serializers.Serializer):
    """The agreement's date, and what its text calls it."""

    date = serializers.DateField(source="dated_on", help_text=_("First day of the period that the date names."))
    precision = serializers.ChoiceField(DatePrecision.choices, source="date_precision")
    label = serializers.ChoiceField(DateLabel.choices, source="date_label")  # type: ignore[assignment]


class TermSerializer(PartSerializer):
    starts = serializers.DateField(source="starts_on", allow_null=True)
    ends = serializers.DateField(source="ends_on", allow_null=True, help_text=_("Its last day."))
    duration = serializers.CharField(allow_null=True, help_text=_("ISO 8601, such as P24M."))

    class Meta:
        model = Term
        tie = "agreement"
        fields = ("starts", "ends", "duration", "provenance", "note")
        read_only_fields = fields


class AgreementLinkSerializer(PartSerializer):
    to = NameField(Agreement, read_only=True)
    provision = NameField(Provision, read_only=True, allow_null=True)

    class Meta:
        model = AgreementLink
        tie = "agreement"
        fields = ("kind", "to", "provision", "quote")
        read_only_fields = fields


class AgreementSerializer(serializers.ModelSerializer):
    url = UrlField()
    parties = NamesField(Party, through=Signatory, tie="agreement", to="party", order="order", read_only=True)
    dated = DatedSerializer(source="*", read_only=True, allow_null=True)
    text_sha256 = serializers.CharField(read_only=True, allow_null=True, help_text=_("Null: the text is not held."))
    terms = TermSerializer(many=True, read_only=True)
    links = AgreementLinkSerializer(many=True, read_only=True)

    class Meta:
        model = Agreement
        fields = (
            *("url", "code", "slug", "title", "kind", "parties", "dated", "place", "held", "text_sha256"),
            *("terms", "links", "marking", "version"),
        )
        read_only_fields = fields


class AgreementViewSet(ResourceViewSet):
    resource = "agreements"
    noun = Agreement
    queryset = Agreement.objects.none()
    serializer_class = AgreementSerializer
    filter_class = AgreementFilter
    orderings = ("slug", "code", "title")

    @extend_schema(
        summary=_("The full text"),
        parameters=[KNOWN],
        responses={(200, "text/plain"): OpenApiResponse(OpenApiTypes.STR, _("The bytes that text_sha256 covers."))},
    )
    @action(detail=True, url_name="text")
    def text(self, request: Request, name: str) -> HttpResponse:
        """The text as it is held, character for character; 404 for an agreement that is only cited."""
        agreement = self.row
        self.refuse_undeclared(request.query_params)
        if not isinstance(agreement, Agreement) or not agreement.held:
            raise Http404
        response = HttpResponse(agreement.text.encode(), content_type="text/plain; charset=utf-8")
        return unless_known(request, response, f'"{agreement.text_sha256}"')
