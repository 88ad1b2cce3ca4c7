"""How is the copy of a piece of evidence saved from a page? (`/activities/<id>/evidence/<id>/`)"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments.actions.downloads import hand_out
from commitments.dashboards.asking import question
from commitments.queries.listing import activities_list

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse


@require_safe
def evidence_copy(request: HttpRequest, id: uuid.UUID, evidence: uuid.UUID) -> HttpResponse | FileResponse:
    asked = question(request, ())
    activity = get_object_or_404(activities_list(asked.principal), pk=id)
    return hand_out(activity, evidence, by=asked.principal, request=request)
