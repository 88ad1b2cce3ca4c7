"""What is known of one activity? (`/activities/<id>/`)"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments.dashboards.asking import question
from commitments.dashboards.frame import framed
from commitments.models.commitments import Commitment
from commitments.queries.listing import activities_list
from commitments.queries.permissions import may

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def activity_page(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    asked = question(request)
    quoted = Prefetch("commitments", queryset=Commitment.objects.select_related("provision__agreement"))
    rows = activities_list(asked.principal).select_related("logged_by", "confirmed_by")
    activity = get_object_or_404(rows.prefetch_related(quoted, "areas", "evidence", "participations__body"), pk=id)
    return framed(
        request,
        "activity.html",
        asked,
        shows=[[activity]],  # what it names is marked no higher
        section="activities",
        activity=activity,
        may_change=may(asked.principal, "change_activity"),
    )
