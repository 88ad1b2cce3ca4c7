"""What is known of one activity? (`/activities/<id>/`)"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.models.commitments import Commitment
from commitments.queries.listing import activities_list
from commitments.queries.permissions import may

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page()
def activity_page(request: HttpRequest, asked: Question, id: uuid.UUID) -> HttpResponse:
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
