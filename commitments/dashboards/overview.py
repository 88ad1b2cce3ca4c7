"""How do all commitments stand on a day, and what needs attention first? (`/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from commitments.dashboards.asking import question
from commitments.dashboards.frame import framed
from commitments.dashboards.timeline import dated, drawing
from commitments.queries.summaries import REGISTER, overview
from commitments.vocabulary import Attention

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def overview_page(request: HttpRequest) -> HttpResponse:
    asked = question(request, declared={"on"})
    found = overview(asked.principal, on=asked.on)
    return framed(
        request,
        "overview.html",
        asked,
        section="overview",
        overview=found,
        drawing=drawing(found.agreements, on=asked.on),
        dates=dated(found.agreements),
        states=REGISTER,
        reasons=Attention,
    )
