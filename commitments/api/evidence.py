"""How is evidence added through the API, with or without a copy, and how is a copy fetched?"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from commitments.actions.downloads import hand_out
from commitments.actions.evidence import add_evidence
from commitments.api import asking
from commitments.api.fields import COLUMN_FIELDS
from commitments.api.parsing import StrictJSONParser
from commitments.api.parts import PartSerializer
from commitments.api.schema import KNOWN
from commitments.api.sending import sound
from commitments.api.uploading import UploadParser, one_of_each
from commitments.copies.kinds import KINDS
from commitments.models.activities import Evidence
from commitments.queries.copies import is_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from commitments.models.activities import Activity
    from commitments.queries.visibility import Principal


class EvidenceSerializer(PartSerializer):
    url = serializers.CharField(allow_null=True, help_text=_("Where it stood; never fetched by the server."))
    file = serializers.URLField(
        allow_null=True, help_text=_("Where the copy is fetched, with the same token; null: there is none.")
    )
    sha256 = serializers.CharField(allow_null=True, help_text=_("SHA-256 of the copy."))

    class Meta:
        model = Evidence
        tie = "activity"
        fields = ("id", "title", "publisher", "url", "seen_on", "file", "sha256")
        read_only_fields = fields

    def addressed(self, part: dict[str, Any], address: str) -> dict[str, Any]:
        part["file"] = f"{address}evidence/{part['id']}/" if is_stored(part["file"] or "") else None
        return part


class NewEvidenceSerializer(serializers.ModelSerializer):
    serializer_field_mapping = COLUMN_FIELDS

    file = serializers.FileField(
        required=False, allow_empty_file=True, max_length=None, help_text=_("The copy, at most 25 MB; multipart only.")
    )

    class Meta:
        model = Evidence
        fields = ("title", "publisher", "url", "seen_on", "file")


class EvidenceRoutes:
    """What an activity's viewset offers for its evidence."""

    principal: Principal
    row: Activity
    headers: dict[str, str]
    told: Callable[..., HttpResponse]

    @extend_schema(request={"multipart/form-data": NewEvidenceSerializer, "application/json": NewEvidenceSerializer})
    @action(
        detail=True,
        methods=["post"],
        url_path="evidence",
        url_name="evidence",
        parser_classes=[UploadParser, StrictJSONParser],
    )
    def evidence(self, request: Request, name: str) -> HttpResponse:
        """Add a link, a copy, or both: as multipart with the part `file`, or as JSON without a copy.

        A confirmed activity goes back to logged. The same copy again, or without one the same link, changes nothing.
        """
        sent = one_of_each(request)
        asking.refuse_undeclared(request.query_params, ())
        content = sound(NewEvidenceSerializer(data=sent), sent, {})
        file = content.pop("file", None)
        return self.told(add_evidence(self.row, content, file, by=self.principal), 201)

    @extend_schema(
        parameters=[KNOWN],
        responses={
            (200, kind): OpenApiResponse(OpenApiTypes.BINARY, description=_("The bytes that `sha256` covers."))
            for kind in KINDS
        },
    )
    @action(
        detail=True,
        methods=["get"],
        url_path=r"evidence/(?P<evidence>[A-Za-z0-9.-]+)",
        url_name="copy",
        pagination_class=None,
    )
    def copy(self, request: Request, name: str, evidence: str) -> HttpResponse | FileResponse:
        """The copy of a piece of evidence, as a file to be saved. Its ETag is its SHA-256."""
        asking.refuse_undeclared(request.query_params, ())
        self.headers["Cache-Control"] = "private, no-store"
        return hand_out(self.row, _uuid(evidence), by=self.principal, request=request._request)


def _uuid(text: str) -> uuid.UUID:
    try:
        found = uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
    if str(found) != text:
        raise Http404
    return found
